public import Engine
public import FEEL
public import JSON
public import Packs
public import World

/// What an evaluation is made from, and the evaluation.
public struct EvaluatedState: Sendable {
    public let base: FactBase
    public let evaluation: Evaluation

    public init(base: FactBase, pack: Pack, date: CalendarDate, lawDate: CalendarDate) {
        self.base = base
        evaluation = Evaluation(
            pack: pack, snapshot: Snapshot(base: base, vocabulary: pack.vocabulary, date: date), lawDate: lawDate)
    }

    /// The same facts and rules on another day, and by its law.
    public func on(_ date: CalendarDate) -> EvaluatedState { with(date: date, lawDate: date) }

    fileprivate func with(
        base: FactBase? = nil, pack: Pack? = nil, date: CalendarDate? = nil, lawDate: CalendarDate? = nil
    ) -> EvaluatedState {
        EvaluatedState(
            base: base ?? self.base, pack: pack ?? evaluation.pack, date: date ?? evaluation.snapshot.date,
            lawDate: lawDate ?? evaluation.lawDate)
    }
}

/// A statement that was made, changed or withdrawn between two states, and by which entry.
public struct StatementChange: Sendable, Hashable {
    public var change: FactChange
    public var source: String
    /// The last entry that touched it; nil where none is known.
    public var entry: EntryReference?

    public struct EntryReference: Sendable, Hashable {
        public var seq: Int64
        public var author: String
        public var reason: String
        public var recordedAt: String

        public init(seq: Int64, author: String, reason: String, recordedAt: String) {
            self.seq = seq
            self.author = author
            self.reason = reason
            self.recordedAt = recordedAt
        }
    }

    public init(change: FactChange, source: String, entry: EntryReference?) {
        self.change = change
        self.source = source
        self.entry = entry
    }
}

/// Two states of a territory compared, and each difference attributed.
///
/// One thing is changed after the other: the day, the date of the law, the rules, the facts. What a cell
/// becomes at a step is due to that step; a cell may owe its change to several. Every change is so
/// attributed to one of them at least, since the last step leads to the second state.
public struct Comparison: Sendable {
    public let before: EvaluatedState
    public let after: EvaluatedState
    /// Everything stated otherwise, sorted by record, attribute and source.
    public let statements: [StatementChange]
    private let steps: [Step]

    private struct Step: Sendable {
        enum Kind: Sendable { case date, law, rules, facts }
        var kind: Kind
        var before: Evaluation
        var after: Evaluation
        var outcomes: (before: [Key: Cell], after: [Key: Cell])
    }

    private struct Key: Hashable, Comparable {
        var rule: String
        var subject: Subject

        static func < (left: Key, right: Key) -> Bool { (left.rule, left.subject) < (right.rule, right.subject) }
    }

    /// - Parameter entry: The entry that last touched a statement on the way.
    public init(
        before: EvaluatedState, after: EvaluatedState,
        entry: (RecordID, _ attribute: String, _ source: String) -> StatementChange.EntryReference?
    ) {
        self.before = before
        self.after = after
        statements = Comparison.statements(before.base, after.base, entry)
        var steps: [Step] = []
        var state = before
        func take(_ kind: Step.Kind, _ next: EvaluatedState) {
            steps.append(
                Step(
                    kind: kind, before: state.evaluation, after: next.evaluation,
                    outcomes: (Comparison.cells(state.evaluation), Comparison.cells(next.evaluation))))
            state = next
        }
        let new = after.evaluation
        let isNewPack = before.evaluation.pack.hash != new.pack.hash
        if before.evaluation.snapshot.date != new.snapshot.date {
            let isLast = before.evaluation.lawDate == new.lawDate && !isNewPack && statements.isEmpty
            take(.date, isLast ? after : state.with(date: new.snapshot.date))
        }
        if before.evaluation.lawDate != new.lawDate {
            take(.law, !isNewPack && statements.isEmpty ? after : state.with(lawDate: new.lawDate))
        }
        if isNewPack { take(.rules, statements.isEmpty ? after : state.with(pack: new.pack)) }
        if !statements.isEmpty { take(.facts, after) }
        self.steps = steps
    }

    /// The differences, in the order of the rules, then of subjects: `rule`, `role`, `subject`, `names`,
    /// `labels`, `before`, `after`, and `because`: the causes, each with its `kind`.
    ///
    /// - Parameter isWanted: Which cells, by rule and subject.
    public func json(where isWanted: (String, Subject) -> Bool = { _, _ in true }) -> [JSONValue] {
        let old = Comparison.cells(before.evaluation)
        let new = Comparison.cells(after.evaluation)
        let shape = EvaluationChanges(before: before.evaluation, after: after.evaluation, facts: [])
        var tracings = steps.map(tracing)
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            guard isWanted(key.rule, key.subject), Comparison.differ(old[key], new[key]) else { return nil }
            return shape.entry(
                old[key], new[key], because: steps.indices.flatMap { causes(steps[$0], key, &tracings[$0]) })
        }
    }

    /// How many cells differ.
    public var count: Int {
        let old = Comparison.cells(before.evaluation)
        let new = Comparison.cells(after.evaluation)
        return Set(old.keys).union(new.keys).count { Comparison.differ(old[$0], new[$0]) }
    }

    // MARK: Causes

    /// How many facts are told of each change.
    private static let causesTold = 8

    /// What may have moved a cell at a step, and which of it a cell reads.
    private struct Tracing {
        /// Facts that began or ceased to hold, for a step in time.
        var turned: [Fact] = []
        var tracers: [ReadTracer]
        /// Parameters of other values, for a step from rules to others.
        var parameters: [ParameterChange] = []

        /// Positions of what the cell reads, before or after the step.
        mutating func reads(_ key: Key) -> [Int] {
            var found: Set<Int> = []
            for index in tracers.indices { found.formUnion(tracers[index].reads(of: key.rule, key.subject)) }
            return Array(found.sorted().prefix(Comparison.causesTold))
        }
    }

    private func tracing(_ step: Step) -> Tracing {
        func tracers(_ attributes: [(record: RecordID, attribute: String)]) -> [ReadTracer] {
            if attributes.isEmpty { return [] }
            return [step.before, step.after].map {
                ReadTracer($0, attributes: attributes, limit: Comparison.causesTold)
            }
        }
        switch step.kind {
        case .date:
            let (from, to) = (step.before.snapshot.date, step.after.snapshot.date)
            let turned = before.base.facts.filter { $0.holds(on: from) != $0.holds(on: to) }
            return Tracing(turned: turned, tracers: tracers(turned.map { ($0.record, $0.attribute) }))
        case .facts: return Tracing(tracers: tracers(statements.map { ($0.change.record, $0.change.attribute) }))
        case .law: return Tracing(tracers: [])
        case .rules:
            return Tracing(
                tracers: [], parameters: ParameterChange.between(step.before.pack, step.after.pack))
        }
    }

    private func causes(_ step: Step, _ key: Key, _ tracing: inout Tracing) -> [JSONValue] {
        guard Comparison.differ(step.outcomes.before[key], step.outcomes.after[key]) else { return [] }
        switch step.kind {
        case .date: return dates(step, tracing.reads(key).map { tracing.turned[$0] })
        case .law:
            return [
                .object([
                    .init("kind", "law"), .init("from", .string(step.before.lawDate.description)),
                    .init("to", .string(step.after.lawDate.description)),
                ])
            ]
        case .rules:
            var members: [JSONValue.Member] = [
                .init("kind", "rule"), .init("pack_before", .string(step.before.pack.hash)),
                .init("pack_after", .string(step.after.pack.hash)), .init("declared", declared(step, key.rule)),
            ]
            let read = tracing.parameters.isEmpty ? [] : parameters(tracing.parameters, of: key.rule, step)
            if !read.isEmpty { members.append(.init("parameters", .array(read.map(\.json)))) }
            return [.object(members)]
        case .facts:
            let direct = tracing.reads(key).map { statements[$0] }
            return (direct.isEmpty ? statements.prefix(Comparison.causesTold) : direct[...]).map(fact)
        }
    }

    /// Facts that the cell reads and that began or ceased to hold on the way; the day itself otherwise.
    private func dates(_ step: Step, _ direct: [Fact]) -> [JSONValue] {
        let from = step.before.snapshot.date
        let to = step.after.snapshot.date
        let days: [JSONValue.Member] = [
            .init("from", .string(from.description)), .init("to", .string(to.description)),
        ]
        if direct.isEmpty { return [.object([.init("kind", "date")] + days)] }
        return direct.map { fact in
            .object(
                [.init("kind", .string(fact.holds(on: from) ? "expiry" : "beginning"))] + days + [
                    .init("record", .string(fact.record.description)), .init("attribute", .string(fact.attribute)),
                    .init("value", fact.value.json), .init("source", .string(fact.source)),
                    .init("valid_from", fact.validFrom.map { .string($0.description) } ?? .null),
                    .init("valid_to", fact.validTo.map { .string($0.description) } ?? .null),
                ])
        }
    }

    private func declared(_ step: Step, _ rule: String) -> JSONValue {
        guard let rule = step.after.pack.rule(rule) ?? step.before.pack.rule(rule) else { return .null }
        let position = rule.location.source.position(of: rule.location.span.start)
        return .string("\(rule.location.source.name):\(position.line):\(position.column)")
    }

    /// Those that a rule reads, itself or through what it reads.
    private func parameters(_ changed: [ParameterChange], of rule: String, _ step: Step) -> [ParameterChange] {
        guard let rule = step.after.pack.rule(rule) ?? step.before.pack.rule(rule) else { return [] }
        let names = ReadNames(step.after.pack).names(of: rule)
        return changed.filter { names.contains($0.group) && names.contains($0.name) }
    }

    private func fact(_ statement: StatementChange) -> JSONValue {
        let change = statement.change
        var members: [JSONValue.Member] = [
            .init("kind", "fact"), .init("record", .string(change.record.description)),
            .init("attribute", .string(change.attribute)), .init("before", change.before.map(\.json) ?? .null),
            .init("after", change.after.map(\.json) ?? .null), .init("source", .string(statement.source)),
            .init("origin", .string(change.origin)),
        ]
        if let entry = statement.entry {
            members += [
                .init("journal", .int(entry.seq)), .init("author", .string(entry.author)),
                .init("reason", .string(entry.reason)), .init("recorded_at", .string(entry.recordedAt)),
            ]
        }
        return .object(members)
    }

    // MARK: Differences

    private static func cells(_ evaluation: Evaluation) -> [Key: Cell] {
        Dictionary(evaluation.cells.map { (Key(rule: $0.rule, subject: $0.subject), $0) }) { first, _ in first }
    }

    private static func differ(_ left: Cell?, _ right: Cell?) -> Bool {
        switch (left, right) {
        case (nil, nil): false
        case (let left?, let right?): CellOutcome(left) != CellOutcome(right)
        default: true
        }
    }

    private static func statements(
        _ old: FactBase, _ new: FactBase,
        _ entry: (RecordID, String, String) -> StatementChange.EntryReference?
    ) -> [StatementChange] {
        struct Name: Hashable, Comparable {
            var record: RecordID
            var attribute, source: String

            init(_ fact: Fact) {
                record = fact.record
                attribute = fact.attribute
                source = fact.source
            }

            static func < (left: Name, right: Name) -> Bool {
                (left.record, left.attribute, left.source) < (right.record, right.attribute, right.source)
            }
        }
        func named(_ base: FactBase) -> [Name: Fact] {
            var facts: [Name: Fact] = [:]
            for statements in base.records.values {
                for fact in statements.values.joined() { facts[Name(fact)] = fact }
            }
            return facts
        }
        let before = named(old)
        let after = named(new)
        return Set(before.keys).union(after.keys).sorted().compactMap { name in
            let (left, right) = (before[name], after[name])
            if let left, let right, left.value == right.value, left.validFrom == right.validFrom,
                left.validTo == right.validTo
            {
                return nil
            }
            return StatementChange(
                change: FactChange(
                    record: name.record, attribute: name.attribute, before: left?.value, after: right?.value,
                    origin: right?.place ?? left?.place ?? ""), source: name.source,
                entry: entry(name.record, name.attribute, name.source))
        }
    }
}

/// A parameter whose value is another in other rules, or that only one of the two has.
private struct ParameterChange {
    var group: String
    var name: String
    var before: Value?
    var after: Value?

    var json: JSONValue {
        .object([
            .init("parameter", .string("\(group).\(name)")), .init("before", before.map(ValueJSON.plain) ?? .null),
            .init("after", after.map(ValueJSON.plain) ?? .null),
        ])
    }

    /// In the order of the new rules, those that are no more last.
    static func between(_ old: Pack, _ new: Pack) -> [ParameterChange] {
        func values(_ pack: Pack) -> [(group: String, name: String, value: Value)] {
            pack.parameters.flatMap { group in group.parameters.map { (group.name, $0.name, $0.value) } }
        }
        var known: [String: Value] = [:]
        for parameter in values(old) { known["\(parameter.group).\(parameter.name)"] = parameter.value }
        var changed: [ParameterChange] = []
        for (group, name, value) in values(new) {
            let before = known.removeValue(forKey: "\(group).\(name)")
            guard before.map(ValueJSON.plain) != ValueJSON.plain(value) else { continue }
            changed.append(ParameterChange(group: group, name: name, before: before, after: value))
        }
        for (group, name, value) in values(old) where known["\(group).\(name)"] != nil {
            changed.append(ParameterChange(group: group, name: name, before: value, after: nil))
        }
        return changed
    }
}
