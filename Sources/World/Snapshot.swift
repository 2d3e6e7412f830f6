public import FEEL

/// The records of one territory and its fringe at one date: immutable, shared, complete.
///
/// It answers with what is stated, or says that nothing is: what an absence means (an unknown with
/// its range, a list that may go on) is the engine's to say.
public final class Snapshot: Sendable {
    public let vocabulary: Vocabulary
    public let territory: String
    /// The date it was taken at: facts not valid that day are left out.
    public let date: CalendarDate
    /// By kind, sorted by key; records that nothing describes but something refers to among them.
    public let records: [String: [Record]]

    private let index: [RecordID: Record]
    /// By child kind, then by the parent's key: records that certainly belong to it.
    private let childrenByParent: [String: [String: [Record]]]
    /// By child kind: records whose parent nobody states, or on which sources disagree.
    private let orphansByKind: [String: [Record]]
    /// By measure, then by ends.
    private let measured: [String: [Pair: [Record]]]
    private let censuses: [String: [CensusStatement]]

    public init(base: FactBase, vocabulary: Vocabulary, date: CalendarDate) {
        self.vocabulary = vocabulary
        self.territory = base.territory
        self.date = date

        var index: [RecordID: Record] = [:]
        for (id, statements) in base.records where vocabulary.kinds[id.kind] != nil {
            let valid = statements.compactMapValues { facts -> [Fact]? in
                let holding = facts.filter { $0.holds(on: date) }
                return holding.isEmpty ? nil : holding
            }
            guard !valid.isEmpty else { continue }
            index[id] = Record(id: id, statements: valid, isDescribed: true)
        }
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
            guard let parent = kind.parent else { continue }
            for record in records[kind.name] ?? [] {
                if let key = record.text(parent) {
                    children[kind.name, default: [:]][key, default: []].append(record)
                } else if !record.isNotApplicable(parent) {
                    orphans[kind.name, default: []].append(record)
                }
            }
        }
        self.childrenByParent = children
        self.orphansByKind = orphans
        self.measured = Snapshot.measuredPairs(records: records, vocabulary: vocabulary)
        self.censuses = Snapshot.censusStatements(records: records, vocabulary: vocabulary)
    }

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

    private static func mentioned(in index: [RecordID: Record], vocabulary: Vocabulary) -> Set<RecordID> {
        var mentioned: Set<RecordID> = []
        for record in index.values {
            guard let kind = vocabulary.kinds[record.id.kind] else { continue }
            for attribute in kind.attributes {
                guard case .reference(let target) = attribute.type else { continue }
                for fact in record.facts(attribute.name) {
                    if case .text(let key) = fact.value { mentioned.insert(RecordID(kind: target, key: key)) }
                }
            }
        }
        return mentioned
    }

    private static func measuredPairs(
        records: [String: [Record]], vocabulary: Vocabulary
    ) -> [String: [Pair: [Record]]] {
        var measured: [String: [Pair: [Record]]] = [:]
        for measure in vocabulary.measures.values {
            for record in records[measure.kind] ?? [] {
                guard let first = record.text(measure.ends.first), let second = record.text(measure.ends.second)
                else { continue }
                measured[measure.name, default: [:]][Pair(first: first, second: second), default: []].append(record)
            }
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

/// One record with the facts stated of it.
public struct Record: Sendable {
    public let id: RecordID
    /// By attribute; several facts when several sources speak.
    public let statements: FactBase.Statements
    /// False for a record that others refer to but no source describes.
    public let isDescribed: Bool

    /// - Parameter statements: By attribute, none empty.
    public init(id: RecordID, statements: FactBase.Statements, isDescribed: Bool) {
        self.id = id
        self.statements = statements
        self.isDescribed = isDescribed
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
}

extension Snapshot {
    /// Facts that hold on the snapshot's date, statements of existence left out.
    public var factCount: Int {
        records.values.reduce(0) { total, records in
            total + records.reduce(0) { $0 + $1.statements.reduce(0) { $0 + ($1.key.isEmpty ? 0 : $1.value.count) } }
        }
    }
}
