public import Diagnostics

/// What an alert asks for besides its conditions, which are expressions of the pack.
public struct AlertDefinition: Hashable, Sendable {
    /// Whom to tell when nobody has taken the matter up.
    public struct Escalation: Hashable, Sendable {
        public var after: Delay
        /// An audience.
        public var to: String

        public init(after: Delay, to: String) {
            self.after = after
            self.to = to
        }
    }

    /// A graver alert that speaks for this one.
    public struct Inhibition: Hashable, Sendable {
        public enum Same: String, Hashable, Sendable, CaseIterable {
            /// Whatever it is about.
            case territory
            case matter, subject
        }

        public var alert: String
        public var same: Same

        public init(alert: String, same: Same) {
            self.alert = alert
            self.same = same
        }
    }

    public var id: String
    public var labels: Localized
    /// What a person may do about it.
    public var advice: Localized?
    /// How long the condition must hold before anybody is told.
    public var hold: Delay
    /// How long the clearing condition must hold.
    public var clearHold: Delay
    /// Waits between reminders; the last one again and again. None: no reminder.
    public var reminders: [Delay]
    public var escalation: Escalation?
    public var inhibitions: [Inhibition]
    /// Whether it is told during suspensions too.
    public var despiteSuspension: Bool
    /// Audiences.
    public var to: [String]

    public init(
        id: String, labels: Localized, advice: Localized? = nil, hold: Delay = .none, clearHold: Delay = .none,
        reminders: [Delay] = [], escalation: Escalation? = nil, inhibitions: [Inhibition] = [],
        despiteSuspension: Bool = false, to: [String] = []
    ) {
        self.id = id
        self.labels = labels
        self.advice = advice
        self.hold = hold
        self.clearHold = clearHold
        self.reminders = reminders
        self.escalation = escalation
        self.inhibitions = inhibitions
        self.despiteSuspension = despiteSuspension
        self.to = to
    }
}

/// Who is told, in which language, and how.
public struct Audience: Hashable, Sendable {
    public var id: String
    public var labels: Localized
    public var language: Language
    /// Names of channels, which the daemon's own configuration describes.
    public var channels: [String]
    /// Severities told at once; the others wait for the digest.
    public var immediate: [String]
    /// The weekday of the digest, 1 for Monday; nil for none.
    public var digest: Int?
    /// Levels of confidentiality that it may be told.
    public var reads: Set<String>

    public init(
        id: String, labels: Localized, language: Language = .fr, channels: [String] = [], immediate: [String] = [],
        digest: Int? = 1, reads: Set<String> = []
    ) {
        self.id = id
        self.labels = labels
        self.language = language
        self.channels = channels
        self.immediate = immediate
        self.digest = digest
        self.reads = reads
    }
}

/// Yes, no, or not known.
public enum Truth: String, Hashable, Sendable {
    case yes, no, unknown
}

/// What an evaluation says of an alert for a subject.
public struct Observation: Hashable, Sendable {
    public var alert: String
    /// Records in order: `kind/key`; or what stands for them.
    public var subject: [String]
    public var condition: Truth
    /// Whether it is over; the contrary of ``condition`` where the alert does not say otherwise.
    public var clearing: Truth
    /// Whether what must have been before is so today; nil when nothing must.
    public var before: Truth?
    /// A gravity's id; nil when it is not known for certain.
    public var severity: String?
    /// The gravest that it may be, for an alert that has no severity yet; nil when that is not known.
    public var gravest: String?
    /// Nil when it is not known.
    public var matter: String?
    /// What, changed, makes it another alarm: a digest, so that it holds no value. Nil when not known.
    public var material: String?
    /// What is missing: subject and member of each cause, sorted.
    public var missing: [String]
    /// Whether any of it depends on what this reader may not read.
    public var readsWithheld = false

    public init(
        alert: String, subject: [String], condition: Truth, clearing: Truth, before: Truth? = nil,
        severity: String? = nil, gravest: String? = nil, matter: String? = nil, material: String? = nil,
        missing: [String] = []
    ) {
        self.alert = alert
        self.subject = subject
        self.condition = condition
        self.clearing = clearing
        self.before = before
        self.severity = severity
        self.gravest = gravest ?? severity
        self.matter = matter
        self.material = material
        self.missing = missing
    }

    public var key: AlertKey { AlertKey(alert: alert, subject: subject) }
}

/// One alert about one subject.
public struct AlertKey: Hashable, Sendable, Comparable {
    public var alert: String
    public var subject: [String]

    public init(alert: String, subject: [String]) {
        self.alert = alert
        self.subject = subject
    }

    /// What a person types: `gap:place/A+place/B`.
    public var id: String { subject.isEmpty ? alert : alert + ":" + subject.joined(separator: "+") }

    /// Exact but for records whose keys hold a `+`: see ``AlertBook/instance(id:)``.
    public init(id: String) {
        let parts = id.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        alert = String(parts[0])
        subject =
            parts.count > 1 ? parts[1].split(separator: "+", omittingEmptySubsequences: false).map(String.init) : []
    }

    public static func < (left: AlertKey, right: AlertKey) -> Bool {
        left.alert == right.alert ? left.subject.lexicographicallyPrecedes(right.subject) : left.alert < right.alert
    }
}
