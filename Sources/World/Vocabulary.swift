public import Diagnostics
public import FEEL

/// The kinds of things a pack speaks of: the only place where their names are known.
///
/// Read from YAML by `Packs`; a value with no behaviour of its own beyond look-ups.
public struct Vocabulary: Sendable {
    public var kinds: [String: Kind]
    public var codeLists: [String: CodeList]
    public var measures: [String: Measure]
    /// The kind whose record is the partition: one territory, one record of it.
    public var territoryKind: String
    /// The kind whose records say that a list is complete.
    public var census: Census?
    /// Which source to believe where several disagree: the first that fits counts.
    public var precedences: [Precedence] = []
    /// In the order in which they are made.
    public var migrations: [Migration] = []
    /// Degrees of confidentiality, by id.
    public var levels: [String: ConfidentialityLevel] = [:]

    public init(
        kinds: [String: Kind] = [:],
        codeLists: [String: CodeList] = [:],
        measures: [String: Measure] = [:],
        territoryKind: String = "",
        census: Census? = nil
    ) {
        self.kinds = kinds
        self.codeLists = codeLists
        self.measures = measures
        self.territoryKind = territoryKind
        self.census = census
    }

    /// Kinds sorted by name, for output that is the same at each run.
    public var sortedKinds: [Kind] { kinds.values.sorted { $0.name < $1.name } }

    /// The chain of parents of a kind, nearest first: `maison` → `[quartier, region]`.
    public func ancestors(of kind: String) -> [String] {
        var chain: [String] = []
        var current = kinds[kind]?.parent
        while let name = current, !chain.contains(name) {
            chain.append(name)
            current = kinds[name]?.parent
        }
        return chain
    }
}

/// A kind of record.
public struct Kind: Sendable {
    public var name: String
    public var labels: Localized
    /// The name of the list of such records in their parents, `quartier.maisons`, and of their file.
    public var plural: String
    /// The name of the list, in the territory, of its own and its neighbours' records; nil when the
    /// neighbours' are of no use.
    public var pluralWithFringe: String?
    /// Attributes that identify a record, in order; their texts joined by `|` are its key.
    public var key: [String]
    /// The kind a record belongs to; the attribute that refers to it has the same name.
    public var parent: String?
    /// Attributes by which a census of this kind is taken: `[quartier, couleur]`.
    public var censusBy: [String]
    public var attributes: [Attribute]
    /// Which attributes place a record on the map.
    public var position: PositionAttributes?
    /// The attribute to show a person instead of the key.
    public var display: String?
    /// Whether such records are written down one by one as things happen: a meeting, a decision.
    public var isRecordable: Bool
    /// What makes such records confidential; nil when nothing does.
    public var confidentiality: Confidentiality?

    public init(
        name: String, labels: Localized, plural: String, pluralWithFringe: String? = nil, key: [String],
        parent: String? = nil, censusBy: [String] = [], attributes: [Attribute] = [],
        position: PositionAttributes? = nil, display: String? = nil, isRecordable: Bool = false,
        confidentiality: Confidentiality? = nil
    ) {
        self.name = name
        self.labels = labels
        self.plural = plural
        self.pluralWithFringe = pluralWithFringe
        self.key = key
        self.parent = parent
        self.censusBy = censusBy
        self.attributes = attributes
        self.position = position
        self.display = display
        self.isRecordable = isRecordable
        self.confidentiality = confidentiality
    }

    public func attribute(_ name: String) -> Attribute? {
        attributes.first { $0.name == name }
    }
}

/// What one attribute of a kind holds.
public struct Attribute: Sendable {
    public enum ValueType: Sendable, Hashable {
        case number
        case boolean
        case text
        case date
        /// One of a code list.
        case code(list: String)
        /// Any number of a code list, separated by `;` in a cell.
        case codes(list: String)
        /// The key of a record of a kind.
        case reference(kind: String)
    }

    public var name: String
    public var type: ValueType
    public var labels: Localized
    /// As written: `h/sem`, `€`, `place`. Empty without one.
    public var unit: String
    /// The values the number may take; nil when nothing bounds it.
    public var range: Interval<Number>?
    /// The role that can state it: `gardien`.
    public var askedOf: String?
    /// Minutes it takes to answer.
    public var minutes: Int?
    /// How long a fact holds from the day it is dated of (``Fact/validFrom``), or an answer without a date from the
    /// day it was given (``Fact/answeredOn``): once older, it counts as not stated, with a cause of its own. Nil
    /// when it does not age.
    public var staleAfter: MonthsDuration?
    /// Whether it may have no meaning for a record (``FactValue/notApplicable``): nobody's word is
    /// then a null as well as any value, and a source may state it only where this is so.
    public var mayNotApply: Bool
    /// What makes its facts confidential; nil when nothing but the kind does.
    public var confidentiality: Confidentiality?
    /// Where the attribute is declared.
    public var location: Location?

    public init(
        name: String, type: ValueType, labels: Localized, unit: String = "", range: Interval<Number>? = nil,
        askedOf: String? = nil, minutes: Int? = nil, staleAfter: MonthsDuration? = nil, mayNotApply: Bool = false,
        confidentiality: Confidentiality? = nil, location: Location? = nil
    ) {
        self.name = name
        self.type = type
        self.labels = labels
        self.unit = unit
        self.range = range
        self.askedOf = askedOf
        self.minutes = minutes
        self.staleAfter = staleAfter
        self.mayNotApply = mayNotApply
        self.confidentiality = confidentiality
        self.location = location
    }
}

/// A closed list of codes, each with its label, in the order of the file.
public struct CodeList: Sendable {
    public struct Entry: Sendable {
        public var code: String
        public var labels: Localized

        public init(code: String, labels: Localized) {
            self.code = code
            self.labels = labels
        }
    }

    public var name: String
    public var entries: [Entry]

    public init(name: String, entries: [Entry]) {
        self.name = name
        self.entries = entries
    }

    public func label(_ code: String) -> Localized? {
        entries.first { $0.code == code }?.labels
    }

    public func contains(_ code: String) -> Bool {
        entries.contains { $0.code == code }
    }
}

/// Which attributes give a record's place: WGS84 degrees, and how precise the place is.
public struct PositionAttributes: Sendable {
    public var latitude: String
    public var longitude: String
    /// A code attribute; nil when every position of the kind is exact.
    public var precision: String?
    /// Kilometres within which the true place lies, by precision code; a code not listed is 0.
    public var radii: [String: Number]

    public init(latitude: String, longitude: String, precision: String? = nil, radii: [String: Number] = [:]) {
        self.latitude = latitude
        self.longitude = longitude
        self.precision = precision
        self.radii = radii
    }
}

/// A number that belongs to two records: a travel time, common hours. Expressions call it by its
/// name, `walk(a, b)`.
public struct Measure: Sendable {
    public var name: String
    public var labels: Localized
    public var unit: String
    public var range: Interval<Number>?
    /// Whether `m(a, b)` is `m(b, a)`.
    public var isSymmetric: Bool
    /// The kind whose records hold measured pairs, its two end attributes and its value.
    public var kind: String
    public var ends: (first: String, second: String)
    public var value: String
    /// By kind: the attribute (a reference) that stands in for a record whose own pair was not measured.
    public var via: [String: String]
    /// How to bound a pair that nobody measured from the distance of its ends; nil leaves the range.
    public var fromDistance: DistanceBounds?

    public init(
        name: String, labels: Localized, unit: String, range: Interval<Number>?, isSymmetric: Bool, kind: String,
        ends: (first: String, second: String), value: String, via: [String: String] = [:],
        fromDistance: DistanceBounds? = nil
    ) {
        self.name = name
        self.labels = labels
        self.unit = unit
        self.range = range
        self.isSymmetric = isSymmetric
        self.kind = kind
        self.ends = ends
        self.value = value
        self.via = via
        self.fromDistance = fromDistance
    }
}

/// Speeds in kilometres an hour and a detour factor: a straight line at the fastest speed bounds a
/// travel time below, a detour at the slowest speed above.
public struct DistanceBounds: Sendable {
    public var fastest: Number
    public var slowest: Number
    public var detour: Number

    public init(fastest: Number, slowest: Number, detour: Number) {
        self.fastest = fastest
        self.slowest = slowest
        self.detour = detour
    }
}

/// How censuses are recorded: a kind whose records say "there are `count` records of kind `of`
/// with these attributes".
public struct Census: Sendable {
    public var kind: String
    /// The attribute that names the counted kind.
    public var of: String
    /// The attribute that holds the number of records.
    public var count: String

    public init(kind: String, of: String, count: String) {
        self.kind = kind
        self.of = of
        self.count = count
    }
}
