public import FEEL

/// What an audience is to be told, without a name or a value: those are looked up when it is delivered.
public struct Notice: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Of one matter.
        case alert
        /// Of a week.
        case digest
        /// Asked for by a person, to see that it arrives.
        case test
    }

    /// What is said of one alert.
    public struct Item: Hashable, Sendable {
        public enum What: String, Hashable, Sendable, CaseIterable {
            case opened, changed, resolved, reminder, escalated
            case acknowledged, silenced, suspended
        }

        public var what: What
        public var key: AlertKey
        public var severity: String?
        /// The day it says so: of opening, of resolution, of the loss of data.
        public var day: CalendarDate?
        /// Who has taken it up, and until when.
        public var owner: String?
        public var until: CalendarDate?

        public init(
            what: What, key: AlertKey, severity: String? = nil, day: CalendarDate? = nil, owner: String? = nil,
            until: CalendarDate? = nil
        ) {
            self.what = what
            self.key = key
            self.severity = severity
            self.day = day
            self.owner = owner
            self.until = until
        }
    }

    public var kind: Kind
    public var territory: String
    public var audience: String
    /// Empty for a digest.
    public var matter: String
    public var day: CalendarDate
    /// The digest's first day.
    public var from: CalendarDate?
    /// In order of what, then of keys.
    public var items: [Item]
    /// Silences that ended since the last digest, or end before the next one: number and last day.
    public var silences: [SilenceEnd]
    /// A digest's alerts that are open and of which there is nothing new.
    public var standing: Int

    public struct SilenceEnd: Hashable, Sendable {
        public var id: Int
        public var until: CalendarDate

        public init(id: Int, until: CalendarDate) {
            self.id = id
            self.until = until
        }
    }

    public init(
        kind: Kind, territory: String, audience: String, matter: String = "", day: CalendarDate,
        from: CalendarDate? = nil, items: [Item] = [], silences: [SilenceEnd] = [], standing: Int = 0
    ) {
        self.standing = standing
        self.kind = kind
        self.territory = territory
        self.audience = audience
        self.matter = matter
        self.day = day
        self.from = from
        self.items = items
        self.silences = silences
    }
}

/// Something that happened to an alert, for its history.
public struct AlertEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case pending, dropped, opened, changed, resolved, suspended, resumed
        case acknowledged, released, expired, woken
        case silenced, unsilenced, escalated, noticed
    }

    public var kind: Kind
    public var day: CalendarDate
    /// Nil for what concerns more than one.
    public var key: AlertKey?
    /// Why, in a word for machines: `material`, `withdrawn`, the number of a silence, an audience.
    public var detail: String

    public init(_ kind: Kind, _ day: CalendarDate, _ key: AlertKey?, _ detail: String = "") {
        self.kind = kind
        self.day = day
        self.key = key
        self.detail = detail
    }
}
