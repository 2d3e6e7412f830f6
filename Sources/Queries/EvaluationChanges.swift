import Diagnostics
public import Engine
import FEEL
public import JSON
import Packs
public import World

/// A fact before and after a change set.
public struct FactChange: Sendable, Hashable {
    public var record: RecordID
    /// Empty for the record itself.
    public var attribute: String
    public var before: FactValue?
    public var after: FactValue?
    /// Where the new statement stands; empty for an answer.
    public var origin: String

    public init(record: RecordID, attribute: String, before: FactValue?, after: FactValue?, origin: String) {
        self.record = record
        self.attribute = attribute
        self.before = before
        self.after = after
        self.origin = origin
    }
}

/// What a cell comes to, as the store keeps it and as two evaluations are compared.
public struct CellOutcome: Sendable, Hashable {
    public let rule: String
    /// Record ids joined by a space.
    public let subject: String
    public let verdict: String?
    /// Value, bounds, gravity, score: one JSON text, the same for the same outcome.
    public let value: String?

    public init(rule: String, subject: String, verdict: String?, value: String?) {
        self.rule = rule
        self.subject = subject
        self.verdict = verdict
        self.value = value
    }

    init(_ cell: Cell) {
        rule = cell.rule
        subject = cell.subject.records.map(\.description).joined(separator: " ")
        verdict = cell.verdict?.rawValue
        let members = CellOutcome.members(cell)
        value = members.isEmpty ? nil : JSONValue.object(members).serialized()
    }

    fileprivate static func members(_ cell: Cell) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let value = cell.value {
            members.append(.init("value", ValueJSON.plain(value)))
            if !value.isCertain {
                members.append(.init("certain", .bool(false)))
                members.append(.init("bounds", ValueJSON.bounds(value)))
            }
        }
        if let gravity = cell.gravity { members.append(.init("gravity", ValueJSON.plain(gravity))) }
        if !cell.absorbedBy.isEmpty { members.append(.init("absorbed_by", .strings(cell.absorbedBy))) }
        return members
    }
}

/// What changed between two evaluations, and which facts each change hangs on.
public struct EvaluationChanges {
    let before: Evaluation?
    let after: Evaluation
    let facts: [FactChange]
    /// The cells that may differ; nil when any may.
    private let cells: [IncrementalEvaluation.Change]?
    private let influence: Influence?
    /// Records that came or went.
    private let existences: [RecordID: FactChange]

    /// - Parameters:
    ///   - cells: All those that differ, when that is known: the others are not looked at.
    ///   - influence: Of the facts' attributes, when that is known: it spares looking into what they have none on.
    public init(
        before: Evaluation?, after: Evaluation, facts: [FactChange], cells: [IncrementalEvaluation.Change]? = nil,
        influence: Influence? = nil
    ) {
        self.influence = influence
        self.before = before
        self.after = after
        self.facts = facts
        self.cells = before == nil ? nil : cells
        var existences: [RecordID: FactChange] = [:]
        for fact in facts where fact.attribute.isEmpty && (fact.before == nil) != (fact.after == nil) {
            existences[fact.record] = fact
        }
        self.existences = existences
    }

    /// All cells of an evaluation, in its order.
    public static func outcomes(of evaluation: Evaluation) -> [CellOutcome] {
        evaluation.cells.map(CellOutcome.init)
    }

    /// The outcomes of some cells, in their order.
    public static func outcomes(of cells: some Sequence<Cell>) -> [CellOutcome] {
        cells.map(CellOutcome.init)
    }

    /// One object a changed verdict or value: `rule`, `subject`, `names`, `labels`, `before`, `after`,
    /// `because`. In the order of the rules, then of subjects.
    public var json: [JSONValue] {
        let changed = cells?.filter { !Self.isSame($0.before, $0.after) }.map { ($0.before, $0.after) } ?? allChanged
        var tracers = tracers
        return changed.sorted { key($0) < key($1) }.map { old, new in
            let cell = key((old, new))
            return entry(old, new, because: causes(cell, isNew: old == nil || new == nil, &tracers).map(json))
        }
    }

    /// A cell may differ in what it lacks, say, and come to the same.
    private static func isSame(_ before: Cell?, _ after: Cell?) -> Bool {
        guard let before, let after else { return false }
        return CellOutcome(before) == CellOutcome(after)
    }

    private var allChanged: [(before: Cell?, after: Cell?)] {
        var old: [Key: Cell] = [:]
        for cell in before?.cells ?? [] { old[Key(cell)] = cell }
        var changed: [(before: Cell?, after: Cell?)] = []
        for cell in after.cells {
            let previous = old.removeValue(forKey: Key(cell))
            if let previous, CellOutcome(previous) == CellOutcome(cell) { continue }
            changed.append((previous, cell))
        }
        return changed + old.values.map { ($0, nil) }
    }

    private struct Key: Hashable, Comparable {
        var rule: String
        var subject: Subject

        init(_ cell: Cell) {
            self.init(rule: cell.rule, subject: cell.subject)
        }

        init(rule: String, subject: Subject) {
            self.rule = rule
            self.subject = subject
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.rule, left.subject) < (right.rule, right.subject)
        }
    }

    private func key(_ change: (before: Cell?, after: Cell?)) -> Key {
        // One of the two is there.
        Key(change.after ?? change.before ?? Cell(rule: "", subject: Subject([]), verdict: nil))
    }

    /// Changes against the outcomes that a store kept of an earlier run, in the same form.
    public func json(comparedWith kept: [CellOutcome]) -> [JSONValue] {
        var old: [String: CellOutcome] = [:]
        func name(_ outcome: CellOutcome) -> String { "\(outcome.rule) \(outcome.subject)" }
        for outcome in kept { old[name(outcome)] = outcome }
        var tracers = tracers
        var entries: [(key: Key, json: JSONValue)] = []
        for cell in after.cells {
            let outcome = CellOutcome(cell)
            let previous = old.removeValue(forKey: name(outcome))
            if previous == outcome { continue }
            let key = Key(cell)
            let causes = causes(key, isNew: previous == nil, &tracers)
            entries.append((key, entry(key, keptSide(previous), side(cell), because: causes.map(json))))
        }
        for outcome in old.values {
            let key = Key(
                rule: outcome.rule, subject: Subject(outcome.subject.split(separator: " ").compactMap { RecordID($0) }))
            let causes = causes(key, isNew: true, &tracers)
            entries.append((key, entry(key, keptSide(outcome), .null, because: causes.map(json))))
        }
        return entries.sorted { $0.key < $1.key }.map(\.json)
    }

    private func keptSide(_ outcome: CellOutcome?) -> JSONValue {
        guard let outcome else { return .null }
        let verdict = outcome.verdict.map { [JSONValue.Member("verdict", .string($0))] } ?? []
        let members = outcome.value.flatMap { try? JSONValue.parse($0) }?.objectMembers ?? []
        return .object(verdict + members)
    }

    /// - Parameter because: The causes, as JSON.
    func entry(_ old: Cell?, _ new: Cell?, because: [JSONValue]) -> JSONValue {
        entry(key((old, new)), side(old), side(new), because: because)
    }

    private func entry(_ cell: Key, _ old: JSONValue, _ new: JSONValue, because: [JSONValue]) -> JSONValue {
        let rule = after.pack.rule(cell.rule) ?? before?.pack.rule(cell.rule)
        return .object([
            .init("rule", .string(cell.rule)),
            .init("role", rule.map { .string($0.role.rawValue) } ?? .null),
            .init("subject", .strings(cell.subject.records.map(\.description))),
            .init("names", .strings(cell.subject.records.map(after.displayName))),
            .init("labels", rule.map { ValueJSON.localized($0.labels) } ?? .null),
            .init("tag", rule?.tag.map { .string($0.rawValue) } ?? .null),
            .init("before", old), .init("after", new), .init("because", .array(because)),
        ])
    }

    private func side(_ cell: Cell?) -> JSONValue {
        guard let cell else { return .null }
        var members: [JSONValue.Member] = []
        if let verdict = cell.verdict { members.append(.init("verdict", .string(verdict.rawValue))) }
        members += CellOutcome.members(cell)
        if case .string(let id)? = cell.gravity, let gravity = after.pack.gravities.first(where: { $0.id == id }) {
            members.append(.init("gravity_labels", ValueJSON.localized(gravity.labels)))
        }
        if let rule = after.pack.rule(cell.rule), !rule.unit.isEmpty {
            members.append(.init("unit", .string(rule.unit)))
        }
        return .object(members)
    }

    /// The changed facts that the cell reads, before or after; all of them, a few at most, when the
    /// link runs through a list or a rule.
    ///
    /// - Parameter isNew: Whether the cell came or went. It does so with its subject: when one of the
    ///   subject's records came or went, that is why, whatever else its rule reads.
    private func causes(_ cell: Key, isNew: Bool, _ tracers: inout [ReadTracer]) -> ArraySlice<FactChange> {
        if isNew {
            let own = cell.subject.records.compactMap { existences[$0] }
            if !own.isEmpty { return own.prefix(Self.causesTold) }
        }
        // Of one fact there is nothing to choose: it is told whether or not it can be shown that the cell reads it.
        if facts.count == 1 { return facts[...] }
        var direct: Set<Int> = []
        for index in tracers.indices { direct.formUnion(tracers[index].reads(of: cell.rule, cell.subject)) }
        return (direct.isEmpty ? facts : direct.sorted().map { facts[$0] }).prefix(Self.causesTold)
    }

    private static let causesTold = 8

    private var tracers: [ReadTracer] {
        guard !facts.isEmpty else { return [] }
        let attributes = facts.map { ($0.record, $0.attribute) }
        return [before, after].compactMap { evaluation in
            evaluation.map {
                ReadTracer($0, attributes: attributes, limit: Self.causesTold, influence: influence)
            }
        }
    }

    private func json(_ fact: FactChange) -> JSONValue {
        .object([
            .init("record", .string(fact.record.description)), .init("attribute", .string(fact.attribute)),
            .init("before", fact.before.map(\.json) ?? .null), .init("after", fact.after.map(\.json) ?? .null),
            .init("origin", .string(fact.origin)),
        ])
    }
}

extension FactValue {
    /// As a person would have written it in JSON.
    public var json: JSONValue {
        switch self {
        case .number(let number): .number(number.jsonText)
        case .boolean(let flag): .bool(flag)
        case .text(let text): .string(text)
        case .date(let date): .string(date.description)
        case .codes(let codes): .strings(codes)
        case .withheld(let why): .string(why.rawValue)
        case .notApplicable: .string("not_applicable")
        }
    }
}

extension FactBase {
    /// What a change set would alter, compared with what its source stated before.
    public func changes(_ set: ChangeSet) -> [FactChange] {
        var changes: [FactChange] = []
        for operation in set.operations {
            switch operation {
            case .state(let fact):
                let before = records[fact.record]?[fact.attribute]?.first { $0.source == fact.source }
                if before?.value != fact.value {
                    changes.append(
                        FactChange(
                            record: fact.record, attribute: fact.attribute, before: before?.value, after: fact.value,
                            origin: fact.place))
                }
            case .withdraw(let record, let attribute):
                for (name, facts) in (records[record] ?? [:]).sorted(by: { $0.key < $1.key })
                where attribute.isEmpty || name == attribute {
                    guard let before = facts.first(where: { $0.source == set.source }) else { continue }
                    changes.append(
                        FactChange(
                            record: record, attribute: name, before: before.value, after: nil, origin: before.place))
                }
            }
        }
        return changes
    }
}
