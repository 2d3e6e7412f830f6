public import HashTreeCollections

/// All the current facts of one territory, by record: what a journal amounts to.
///
/// A value: applying a change set gives a new one and shares what did not change.
public struct FactBase: Sendable {
    /// The facts of one record: existence under the empty attribute; one fact a source at most.
    public typealias Statements = [String: [Fact]]

    public let territory: String
    /// A tree: the base that a change gives copies the few nodes above what differs, and shares the others.
    public private(set) var records: TreeDictionary<RecordID, Statements>

    public init(territory: String, records: TreeDictionary<RecordID, Statements> = [:]) {
        self.territory = territory
        self.records = records
    }

    /// Builds the base from current facts, in any order.
    public init(territory: String, facts: some Sequence<Fact>) {
        self.init(territory: territory)
        for fact in facts { state(fact) }
    }

    /// - Returns: The records whose statements are no longer the same.
    @discardableResult
    public mutating func apply(_ changes: ChangeSet) -> Set<RecordID> {
        var touched: Set<RecordID> = []
        let day = changes.recordedOn
        for operation in changes.operations {
            switch operation {
            case .state(let fact):
                if state(fact.learnt(on: day)) { touched.insert(fact.record) }
            case .withdraw(let record, let attribute):
                if withdraw(record, attribute, source: changes.source) { touched.insert(record) }
            }
        }
        return touched
    }

    /// The facts, sorted by record, attribute and source.
    public var facts: [Fact] {
        records.sorted { $0.key < $1.key }.flatMap { _, statements in
            statements.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// What has to change for the base to say what `source` now states, and nothing more of it.
    ///
    /// Withdrawals come first, and the withdrawal of a record stands for those of its attributes: a
    /// source may go on stating attributes of a record it no longer declares.
    public func operations(toHold stated: [Fact], of source: String) -> [ChangeSet.Operation] {
        var statements: [ChangeSet.Operation] = []
        var seen: Set<Statement> = []
        for fact in stated { seen.insert(Statement(record: fact.record, attribute: fact.attribute)) }
        var withdrawals: [ChangeSet.Operation] = []
        var gone: Set<RecordID> = []
        for (record, attributes) in records.sorted(by: { $0.key < $1.key }) {
            // The empty attribute, the record's existence, sorts first.
            for (attribute, facts) in attributes.sorted(by: { $0.key < $1.key })
            where facts.contains(where: { $0.source == source })
                && !seen.contains(Statement(record: record, attribute: attribute)) && !gone.contains(record)
            {
                withdrawals.append(.withdraw(record: record, attribute: attribute))
                if attribute.isEmpty { gone.insert(record) }
            }
        }
        for fact in stated {
            let current = records[fact.record]?[fact.attribute]?.first { $0.source == source }
            if gone.contains(fact.record) || !current.sameStatement(as: fact) { statements.append(.state(fact)) }
        }
        return withdrawals + statements
    }

    private struct Statement: Hashable {
        var record: RecordID
        var attribute: String
    }

    /// Takes back all that a source states.
    public mutating func withdrawAll(of source: String) {
        for record in Array(records.keys) { _ = withdraw(record, "", source: source) }
    }

    @discardableResult
    private mutating func state(_ fact: Fact) -> Bool {
        var facts = records[fact.record]?[fact.attribute] ?? []
        if let index = facts.firstIndex(where: { $0.source == fact.source }) {
            if facts[index] == fact { return false }
            facts[index] = fact
        } else {
            facts.append(fact)
            facts.sort { $0.source < $1.source }
        }
        records[fact.record, default: [:]][fact.attribute] = facts
        return true
    }

    private mutating func withdraw(_ record: RecordID, _ attribute: String, source: String) -> Bool {
        guard var statements = records[record] else { return false }
        let attributes = attribute.isEmpty ? Array(statements.keys) : [attribute]
        var changed = false
        for attribute in attributes {
            guard var facts = statements[attribute] else { continue }
            let before = facts.count
            facts.removeAll { $0.source == source }
            changed = changed || facts.count != before
            statements[attribute] = facts.isEmpty ? nil : facts
        }
        records[record] = statements.isEmpty ? nil : statements
        return changed
    }
}

extension Fact? {
    /// The same word about the same thing; where it stands in the source is no part of it, since a
    /// row that moves in a file changes nothing in the world.
    fileprivate func sameStatement(as other: Fact) -> Bool {
        guard let self else { return false }
        return self.value == other.value && self.validFrom == other.validFrom && self.validTo == other.validTo
    }
}
