import FEEL

/// The results of a plan over a world, the indexes it made of the world, and its programs where they do not move.
///
/// **Invariant:** while an evaluation fills it, the rows of a territory are written by one thread. Unchecked: the compiler cannot see that rows are shared out.
final class ResultColumns: @unchecked Sendable {
    /// The elements of a source by group. Unchecked for the same reason: a territory's rows are one thread's.
    final class SourceIndex: @unchecked Sendable {
        let source: Source
        let elementKey: Code?
        let subjectKey: Code?
        /// Rows of elements, those of a group side by side, at the places of their territory's rows.
        let order: UnsafeMutablePointer<Int32>
        let count: Int
        /// By subject's row: its group in `order`; an end of -1 where columns do not say it.
        let starts: UnsafeMutablePointer<Int32>
        let ends: UnsafeMutablePointer<Int32>

        init(_ source: Source, _ codes: Codes, elements: Int, subjects: Int) {
            self.source = source
            elementKey = source.elementKey.map { codes.code($0) }
            subjectKey = source.subjectKey.map { codes.code($0) }
            count = elements
            order = .allocate(capacity: max(elements, 1))
            order.initialize(repeating: 0, count: max(elements, 1))
            starts = .allocate(capacity: max(subjects, 1))
            starts.initialize(repeating: 0, count: max(subjects, 1))
            ends = .allocate(capacity: max(subjects, 1))
            ends.initialize(repeating: -1, count: max(subjects, 1))
        }

        deinit {
            order.deallocate()
            starts.deallocate()
            ends.deallocate()
        }
    }

    /// An aggregate's programs.
    struct AggregateCode: Sendable {
        let source: Int
        let operation: Aggregate.Operation
        let condition: Code?
        let first: Code
        let second: Code
        let third: Code
        let equal: [Code]
        let square: Int64?
        /// The slot of the other figure of the same pairs, which is worked out along with this one.
        var twin: Int?
        /// Whether another aggregate works this one out.
        var isSecond = false
    }

    enum Node: Sendable {
        case aggregate(AggregateCode, slot: Int, kind: String)
        case rule(Code, RulePlan)
    }

    let plan: Plan
    let codes = Codes()
    let nodes: [Node]
    let sources: [SourceIndex]
    /// By slot: the results of rules and aggregates.
    let results: [Column?]
    /// By slot.
    let slots: UnsafeMutableBufferPointer<Machine.Slot>

    init(_ plan: Plan, over world: ColumnarWorld) {
        self.plan = plan
        slots = .allocate(capacity: max(plan.slots.count, 1))
        results = plan.slots.map { $0.isResult ? Column(count: world.count(of: $0.kind)) : nil }
        let codes = codes
        sources = plan.sources.map {
            SourceIndex($0, codes, elements: world.count(of: $0.kind), subjects: world.count(of: $0.subjectKind))
        }
        var nodes: [Node] = []
        var twins: [Aggregate: Int] = [:]
        for node in plan.nodes {
            switch node {
            case .rule(let rule): nodes.append(.rule(codes.code(rule.program), rule))
            case .aggregate(let aggregate, let slot):
                var code = AggregateCode(aggregate, codes)
                if case .pairs(let test, let countsMembers) = aggregate.operation {
                    var other = aggregate
                    other.operation = .pairs(test, countsMembers: !countsMembers)
                    if let first = twins[other], case .aggregate(var found, let slotOfFirst, let kind) = nodes[first] {
                        found.twin = slot
                        code.twin = slotOfFirst
                        code.isSecond = true
                        nodes[first] = .aggregate(found, slot: slotOfFirst, kind: kind)
                    }
                    twins[aggregate] = nodes.count
                }
                nodes.append(.aggregate(code, slot: slot, kind: plan.sources[aggregate.source].subjectKind))
            }
        }
        self.nodes = nodes
        for slot in plan.slots.indices { point(slot, at: world) }
    }

    deinit { slots.deallocate() }

    /// Lets a slot read its column where it now is.
    func point(_ slot: Int, at world: ColumnarWorld) {
        let name = plan.slots[slot]
        guard let column = results[slot] ?? world.tables[name.kind]?.columns[name.name]?.column else { return }
        slots.initializeElement(at: slot, to: Machine.Slot(values: column.values, presence: column.presence))
    }
}

extension ResultColumns.AggregateCode {
    init(_ aggregate: Aggregate, _ codes: Codes) {
        source = aggregate.source
        operation = aggregate.operation
        condition = aggregate.condition.map { codes.code($0) }
        var (first, second, third) = (Program(), Program(), Program())
        var equal: [Program] = []
        var square: Int64?
        switch aggregate.operation {
        case .count: break
        case .countOf(let program), .sum(let program), .least(let program), .greatest(let program),
            .distinct(let program, _),
            .parents(let program, _, _, _):
            first = program
        case .sumOverDistinct(let reference, _, let value): (first, second) = (reference, value)
        case .pairs(let test, _):
            first = test.different
            equal = test.equal
            if let distance = test.distance { (second, third, square) = (distance.x, distance.y, distance.square) }
        }
        self.first = codes.code(first)
        self.second = codes.code(second)
        self.third = codes.code(third)
        self.equal = equal.map { codes.code($0) }
        self.square = square
    }
}
