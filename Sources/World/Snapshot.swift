public import FEEL
import HashTreeCollections

/// The records of one territory and its fringe at one date: immutable, shared, complete.
///
/// It answers with what is stated, or says that nothing is: what an absence means (an unknown with
/// its range, a list that may go on) is the engine's to say.
public final class Snapshot: Sendable {
    public let vocabulary: Vocabulary
    public let territory: String
    /// The date it was taken at: facts not valid that day are left out.
    public let date: CalendarDate
    /// What was stated in an earlier vocabulary and found no words in this one.
    public let leftovers: [Migration.Leftover]
    /// By kind, sorted by key; records that nothing describes but something refers to among them.
    public let records: [String: [Record]]

    /// Tells it from every other snapshot, as long as one that followed it lives.
    let mark = Mark()
    /// Of the snapshot it followed, with the records that alone may differ from it; nil for one taken from all facts.
    let origin: (mark: Mark, touched: [RecordID])?

    final class Mark: Sendable {}

    private let index: TreeDictionary<RecordID, Record>
    /// By child kind, then by the parent's key: records that certainly belong to it.
    private let childrenByParent: [String: [String: [Record]]]
    /// By child kind: records whose parent nobody states, or on which sources disagree.
    private let orphansByKind: [String: [Record]]
    /// By measure, then by ends.
    private let measured: [String: [Pair: [Record]]]
    private let censuses: [String: [CensusStatement]]

    public convenience init(base: FactBase, vocabulary: Vocabulary, date: CalendarDate) {
        var described: TreeDictionary<RecordID, Record> = [:]
        let (base, _, leftovers) = vocabulary.migrated(base)
        for (id, statements) in base.records where vocabulary.kinds[id.kind] != nil {
            described[id] = Snapshot.described(id, statements, vocabulary, date)
        }
        self.init(
            described: described, territory: base.territory, vocabulary: vocabulary, date: date, leftovers: leftovers)
    }

    /// The snapshot of the same day after a few records changed, at the cost of these.
    ///
    /// - Parameters:
    ///   - base: All facts.
    ///   - touched: The records of which facts came, went or changed since the facts that `other` was taken from.
    ///   - other: Taken from facts of the same territory.
    public static func taken(from base: FactBase, touched: Set<RecordID>, after other: Snapshot) -> Snapshot {
        let vocabulary = other.vocabulary
        func whole() -> Snapshot { Snapshot(base: base, vocabulary: vocabulary, date: other.date) }
        // What a migration reads of a record may be in another.
        guard vocabulary.migrations.isEmpty else { return whole() }
        var records: [RecordID: Record?] = [:]
        for id in touched where vocabulary.kinds[id.kind] != nil {
            records[id] = .some(base.records[id].flatMap { described(id, $0, vocabulary, other.date) })
        }
        return Snapshot(other, with: &records) ?? whole()
    }

    /// A record with what counts of what was said of it; nil where nothing holds that day.
    private static func described(
        _ id: RecordID, _ statements: FactBase.Statements, _ vocabulary: Vocabulary, _ date: CalendarDate
    ) -> Record? {
        var settlements: [String: Settlement] = [:]
        var valid: FactBase.Statements = [:]
        for (attribute, facts) in statements {
            let holding = facts.filter { $0.holds(on: date) }
            let (counted, settlement) = Settlement.settle(holding, of: id.kind, attribute, vocabulary.precedences)
            if !counted.isEmpty { valid[attribute] = counted }
            if let settlement { settlements[attribute] = settlement }
        }
        guard !valid.isEmpty else { return nil }
        return Record(id: id, statements: valid, isDescribed: true, settlements: settlements)
    }

    /// - Parameter described: The records that some source describes, with what counts of what was said.
    private init(
        described: TreeDictionary<RecordID, Record>, territory: String, vocabulary: Vocabulary, date: CalendarDate,
        leftovers: [Migration.Leftover]
    ) {
        self.leftovers = leftovers
        self.vocabulary = vocabulary
        self.territory = territory
        self.date = date
        origin = nil
        var index = described
        for id in Snapshot.mentioned(in: index, vocabulary: vocabulary) where index[id] == nil {
            index[id] = Record(id: id, statements: [:], isDescribed: false)
        }
        self.index = index
        var records: [String: [Record]] = [:]
        for record in index.values { records[record.id.kind, default: []].append(record) }
        for kind in records.keys { records[kind]?.sort { $0.id < $1.id } }
        self.records = records

        var children: [String: [String: [Record]]] = [:]
        var orphans: [String: [Record]] = [:]
        for kind in vocabulary.kinds.values {
            (children[kind.name], orphans[kind.name]) = Snapshot.families(records[kind.name] ?? [], kind)
        }
        self.childrenByParent = children
        self.orphansByKind = orphans
        self.measured = vocabulary.measures.mapValues { Snapshot.pairs(records[$0.kind] ?? [], $0) }
        self.censuses = Snapshot.censusStatements(records: records, vocabulary: vocabulary)
    }

    /// The records that some source describes, in place of another snapshot's.
    convenience init(described: TreeDictionary<RecordID, Record>, like other: Snapshot) {
        self.init(
            described: described, territory: other.territory, vocabulary: other.vocabulary, date: other.date,
            leftovers: other.leftovers)
    }

    /// Another snapshot with a few records told otherwise: only what they stand in is put together again.
    ///
    /// - Parameter touched: What each is described as. Records that come to be mentioned only are added.
    /// - Returns: Nil where a record may cease to be mentioned, which takes all the others to tell.
    init?(_ other: Snapshot, with touched: inout [RecordID: Record?]) {
        let vocabulary = other.vocabulary
        var index = other.index
        for (id, record) in touched {
            // Undescribed, it may still be mentioned.
            guard let record else { return nil }
            let mentions = Snapshot.mentions(of: record, vocabulary)
            guard Snapshot.mentions(of: other.index[id], vocabulary).isSubset(of: mentions) else { return nil }
            for mentioned in mentions where index[mentioned] == nil && touched[mentioned] == nil {
                touched[mentioned] = Record(id: mentioned, statements: [:], isDescribed: false)
            }
        }
        for (id, record) in touched { index[id] = record }
        origin = (other.mark, Array(touched.keys))
        leftovers = other.leftovers
        self.vocabulary = vocabulary
        territory = other.territory
        date = other.date
        self.index = index

        let kinds = Set(touched.keys.map(\.kind))
        var records = other.records
        for record in touched.values.compactMap(\.self) {
            Snapshot.place(record, in: &records[record.id.kind, default: []])
        }
        self.records = records
        var (children, orphans) = (other.childrenByParent, other.orphansByKind)
        for kind in kinds.compactMap({ vocabulary.kinds[$0] }) where kind.parent != nil {
            let own = touched.values.compactMap(\.self).filter { $0.id.kind == kind.name }
            // Those that stay where they were take their places; one that moves is rare, and all are parted again.
            if own.allSatisfy({ Snapshot.family($0, kind) == other.index[$0.id].map { Snapshot.family($0, kind) } }) {
                for record in own {
                    switch Snapshot.family(record, kind) {
                    case .of(let parent):
                        Snapshot.place(record, in: &children[kind.name, default: [:]][parent, default: []])
                    case .orphan: Snapshot.place(record, in: &orphans[kind.name, default: []])
                    case .none: break
                    }
                }
            } else {
                (children[kind.name], orphans[kind.name]) = Snapshot.families(records[kind.name] ?? [], kind)
            }
        }
        childrenByParent = children
        orphansByKind = orphans
        var measured = other.measured
        for (name, measure) in vocabulary.measures where kinds.contains(measure.kind) {
            measured[name] = Snapshot.pairs(records[measure.kind] ?? [], measure)
        }
        self.measured = measured
        let isCounted = vocabulary.census.map { kinds.contains($0.kind) } ?? false
        censuses =
            isCounted ? Snapshot.censusStatements(records: records, vocabulary: vocabulary) : other.censuses
    }

    /// Puts a record in its place among others sorted by key, instead of the one of its name.
    private static func place(_ record: Record, in records: inout [Record]) {
        var (low, high) = (records.startIndex, records.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].id < record.id { low = middle + 1 } else { high = middle }
        }
        if low < records.endIndex, records[low].id == record.id {
            records[low] = record
        } else {
            records.insert(record, at: low)
        }
    }

    /// The records that some source describes.
    var described: TreeDictionary<RecordID, Record> { index.filter(\.value.isDescribed) }

    public func record(_ id: RecordID) -> Record? { index[id] }

    /// Records of a kind that certainly belong to a parent, sorted by key.
    public func children(of parent: String, kind: String) -> [Record] {
        childrenByParent[kind]?[parent] ?? []
    }

    /// Records of a kind whose parent is not known: they may belong to any.
    public func orphans(kind: String) -> [Record] { orphansByKind[kind] ?? [] }

    /// The records that measure a pair, in the order asked; symmetric measures find either order.
    public func measurements(_ measure: Measure, _ first: String, _ second: String) -> [Record] {
        var found = measured[measure.name]?[Pair(first: first, second: second)] ?? []
        if measure.isSymmetric, first != second {
            found += measured[measure.name]?[Pair(first: second, second: first)] ?? []
        }
        return found
    }

    /// What censuses say of a kind: only statements whose scope and count are all known.
    public func censuses(of kind: String) -> [CensusStatement] { censuses[kind] ?? [] }

    struct Pair: Hashable {
        var first: String
        var second: String
    }

    private static func mentioned(in index: TreeDictionary<RecordID, Record>, vocabulary: Vocabulary) -> Set<RecordID> {
        var mentioned: Set<RecordID> = []
        for record in index.values { mentioned.formUnion(mentions(of: record, vocabulary)) }
        return mentioned
    }

    /// By the parent's key those that certainly belong to it; those whose parent is not known.
    private static func families(_ records: [Record], _ kind: Kind) -> ([String: [Record]], [Record]) {
        var children: [String: [Record]] = [:]
        var orphans: [Record] = []
        for record in records {
            switch family(record, kind) {
            case .of(let parent): children[parent, default: []].append(record)
            case .orphan: orphans.append(record)
            case .none: break
            }
        }
        return (children, orphans)
    }

    /// Where a record stands among those of its kind.
    private enum Family: Equatable {
        case of(String)
        case orphan
        /// It belongs to nothing, by its kind or by what is stated.
        case none
    }

    private static func family(_ record: Record, _ kind: Kind) -> Family {
        guard let parent = kind.parent else { return .none }
        if let key = record.text(parent) { return .of(key) }
        return record.isNotApplicable(parent) ? .none : .orphan
    }

    private static func pairs(_ records: [Record], _ measure: Measure) -> [Pair: [Record]] {
        var measured: [Pair: [Record]] = [:]
        for record in records {
            guard let first = record.text(measure.ends.first), let second = record.text(measure.ends.second)
            else { continue }
            measured[Pair(first: first, second: second), default: []].append(record)
        }
        return measured
    }

    private static func censusStatements(
        records: [String: [Record]], vocabulary: Vocabulary
    ) -> [String: [CensusStatement]] {
        guard let census = vocabulary.census else { return [:] }
        var statements: [String: [CensusStatement]] = [:]
        for record in records[census.kind] ?? [] {
            guard let counted = record.text(census.of), let kind = vocabulary.kinds[counted],
                let count = record.number(census.count)?.asInt
            else { continue }
            var scope: [String: String] = [:]
            for name in kind.censusBy {
                guard let value = record.text(name) else { break }
                scope[name] = value
            }
            guard scope.count == kind.censusBy.count else { continue }
            statements[counted, default: []].append(
                CensusStatement(record: record.id, kind: counted, scope: scope, count: count))
        }
        return statements
    }
}

/// "There are `count` records of `kind` whose attributes are those of `scope`", as a record states it.
public struct CensusStatement: Sendable, Hashable {
    public let record: RecordID
    public let kind: String
    public let scope: [String: String]
    public let count: Int
}

/// One record with the facts stated of it: shared, never changed.
public final class Record: Sendable {
    public let id: RecordID
    /// What counts, by attribute; several facts when several sources speak.
    public let statements: FactBase.Statements
    /// Where sources disagreed and it was settled, by attribute.
    public let settlements: [String: Settlement]
    /// False for a record that others refer to but no source describes.
    public let isDescribed: Bool

    /// - Parameter statements: By attribute, none empty.
    public init(
        id: RecordID, statements: FactBase.Statements, isDescribed: Bool, settlements: [String: Settlement] = [:]
    ) {
        self.id = id
        self.statements = statements
        self.isDescribed = isDescribed
        self.settlements = settlements
    }

    public func facts(_ attribute: String) -> [Fact] { statements[attribute] ?? [] }

    /// The value all sources agree on; nil when none states one, or they disagree.
    public func agreed(_ attribute: String) -> FactValue? {
        let facts = facts(attribute)
        guard let first = facts.first, facts.allSatisfy({ $0.value == first.value }) else { return nil }
        return first.value
    }

    public func text(_ attribute: String) -> String? {
        if case .text(let text)? = agreed(attribute) { text } else { nil }
    }

    public func number(_ attribute: String) -> Number? {
        if case .number(let number)? = agreed(attribute) { number } else { nil }
    }

    public func isNotApplicable(_ attribute: String) -> Bool {
        agreed(attribute) == .notApplicable
    }
}

extension Fact {
    /// Whether the fact holds in the world that day.
    public func holds(on date: CalendarDate) -> Bool {
        if let from = validFrom, date < from { return false }
        if let to = validTo, to < date { return false }
        return true
    }

    /// Whether the fact is older, that day, than the attribute lets it be: since the day from which it holds, else
    /// since it was answered; never when neither is known.
    public func isStale(_ attribute: Attribute, on date: CalendarDate) -> Bool {
        guard let limit = attribute.staleAfter,
            let last = (validFrom ?? answeredOn)?.adding(months: limit.months)
        else { return false }
        return last < date
    }
}

extension Snapshot {
    /// Facts that hold on the snapshot's date, statements of existence left out.
    public var factCount: Int {
        records.values.reduce(0) { total, records in
            total + records.reduce(0) { $0 + $1.statements.reduce(0) { $0 + ($1.key.isEmpty ? 0 : $1.value.count) } }
        }
    }
}

/// A fact as it might be: all that sources state of the attribute gives way to it.
public struct Supposition: Hashable, Sendable {
    public var record: RecordID
    /// Empty for the record itself: that it exists.
    public var attribute: String
    /// Nil: nobody states it; without an attribute, nobody states anything of the record.
    public var value: FactValue?

    /// What a supposed fact names as its source.
    public static let source = "hypothesis"

    public init(record: RecordID, attribute: String, value: FactValue?) {
        self.record = record
        self.attribute = attribute
        self.value = value
    }
}
