public import FEEL

/// One alert about one subject, as it stands.
public struct AlertInstance: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Nothing is wrong, or no longer.
        case resting
        /// The condition holds, not yet long enough.
        case pending
        case firing
    }

    /// What people see.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case pending, open, acknowledged, silenced, suspended, resolved
    }

    /// A person has taken the matter up.
    public struct Acknowledgement: Hashable, Sendable {
        public var owner: String
        public var note: String
        /// The last day it counts.
        public var until: CalendarDate
        public var by: String
        public var on: CalendarDate
        /// What the matter was then.
        public var material: String?
        public var severity: String?
    }

    /// What was told of it last.
    public struct Told: Hashable, Sendable {
        public var on: CalendarDate
        public var material: String?
        public var severity: String?
        /// Reminders since.
        public var reminders: Int
        public var first: CalendarDate
    }

    public var key: AlertKey
    public var phase: Phase = .resting
    public var severity: String?
    public var matter: String = ""
    public var material: String?
    /// The condition holds since.
    public var since: CalendarDate?
    public var openedOn: CalendarDate?
    public var clearingSince: CalendarDate?
    public var resolvedOn: CalendarDate?
    /// Since when what it depends on is missing.
    public var suspendedOn: CalendarDate?
    public var missing: [String] = []
    /// What must have been before has been.
    public var armed = false
    public var acknowledgement: Acknowledgement?
    public var told: Told?
    public var escalatedOn: CalendarDate?

    public init(key: AlertKey) {
        self.key = key
    }
}

/// Notices kept back for a while, by a person.
public struct Silence: Hashable, Sendable {
    /// What it covers: all that is given must fit.
    public struct Matcher: Hashable, Sendable {
        public var alert: String?
        public var matter: String?
        /// One of the subject's records.
        public var subject: String?
        public var severity: String?

        public init(alert: String? = nil, matter: String? = nil, subject: String? = nil, severity: String? = nil) {
            self.alert = alert
            self.matter = matter
            self.subject = subject
            self.severity = severity
        }

        public var isEmpty: Bool { alert == nil && matter == nil && subject == nil && severity == nil }

        public func covers(_ instance: AlertInstance) -> Bool {
            (alert == nil || alert == instance.key.alert) && (matter == nil || matter == instance.matter)
                && (subject.map { instance.key.subject.contains($0) } ?? true)
                && (severity == nil || severity == instance.severity)
        }
    }

    public var id: Int
    public var matcher: Matcher
    public var reason: String
    public var author: String
    public var from: CalendarDate
    /// The last day.
    public var until: CalendarDate

    public func isActive(on day: CalendarDate) -> Bool { from <= day && day <= until }
}

/// The alerts of a territory: all that must outlive the daemon.
public struct AlertBook: Hashable, Sendable {
    public var instances: [AlertKey: AlertInstance] = [:]
    /// In the order of their numbers.
    public var silences: [Silence] = []
    /// The day of each audience's last digest.
    public var digests: [String: CalendarDate] = [:]
    /// The day on which each audience was last told of each matter: `audience matter`.
    public var lastNotices: [String: CalendarDate] = [:]
    /// Numbers given to silences.
    public var lastSilence = 0

    public init() {}

    /// In order of keys.
    public var sorted: [AlertInstance] { instances.values.sorted { $0.key < $1.key } }

    /// The alert that a person names so; a record's key may itself hold a `+`.
    public func instance(id: String) -> AlertInstance? {
        instances[AlertKey(id: id)] ?? instances.values.first { $0.key.id == id }
    }

    public func silence(of instance: AlertInstance, on day: CalendarDate) -> Silence? {
        silences.first { $0.isActive(on: day) && $0.matcher.covers(instance) }
    }

    public func state(of instance: AlertInstance, on day: CalendarDate) -> AlertInstance.State {
        switch instance.phase {
        case .resting: return .resolved
        case .pending: return .pending
        case .firing:
            if instance.suspendedOn != nil { return .suspended }
            if instance.acknowledgement.map({ day <= $0.until }) == true { return .acknowledged }
            return silence(of: instance, on: day) == nil ? .open : .silenced
        }
    }
}
