/// Which nodes of a plan read which columns.
struct Dependencies {
    /// How a node reads a column.
    enum Reach: Hashable {
        /// The cell of the subject's own row.
        case own
        /// Cells of the subject's elements.
        case elements
        /// Any cell of the territory.
        case anywhere
        /// What says which elements are in which group.
        case grouping
    }

    struct Reader: Hashable {
        var node: Int
        var reach: Reach
        /// The source of an aggregate; -1 for a rule.
        var source: Int
    }

    /// A node where it does not move: copying one with its programs costs more than running it.
    final class Step: Sendable {
        let kind: String
        let slot: Int
        let rule: Code?
        let id: String
        let aggregate: ResultColumns.AggregateCode?

        init(_ node: ResultColumns.Node) {
            switch node {
            case .rule(let code, let plan):
                (kind, slot, rule, id, aggregate) = (plan.kind, plan.slot, code, plan.rule.id, nil)
            case .aggregate(let code, let slot, let kind):
                (self.kind, self.slot, rule, id, aggregate) = (kind, slot, nil, "", code)
            }
        }
    }

    /// By slot.
    private(set) var readers: [[Reader]]
    /// By kind and name: the slot of an attribute.
    private(set) var slots: [Plan.Slot: Int] = [:]

    /// By node.
    let steps: [Step]

    init(_ columns: ResultColumns) {
        let plan = columns.plan
        steps = columns.nodes.map { Step($0) }
        readers = plan.slots.map { _ in [] }
        for (index, slot) in plan.slots.enumerated() { slots[slot] = index }
        func add(_ program: Program, _ node: Int, _ reach: Reach, _ source: Int) {
            let gathered = program.gatheredSlots
            for slot in program.slots {
                let reader = Reader(
                    node: node, reach: reach != .grouping && gathered.contains(slot) ? .anywhere : reach, source: source
                )
                if !readers[slot].contains(reader) { readers[slot].append(reader) }
            }
        }
        for (index, node) in plan.nodes.enumerated() {
            switch node {
            case .rule(let rule): add(rule.program, index, .own, -1)
            case .aggregate(let aggregate, _):
                let source = plan.sources[aggregate.source]
                for program in [source.elementKey, source.subjectKey] {
                    program.map { add($0, index, .grouping, aggregate.source) }
                }
                aggregate.condition.map { add($0, index, .elements, aggregate.source) }
                switch aggregate.operation {
                case .count: break
                case .countOf(let program), .sum(let program), .least(let program), .greatest(let program),
                    .distinct(let program, _),
                    .parents(let program, _, _, _):
                    add(program, index, .elements, aggregate.source)
                case .sumOverDistinct(let reference, _, let value):
                    add(reference, index, .elements, aggregate.source)
                    for slot in value.slots {
                        readers[slot].append(Reader(node: index, reach: .anywhere, source: aggregate.source))
                    }
                case .pairs(let test, _):
                    for program in test.equal + [test.different, test.distance?.x, test.distance?.y].compactMap({ $0 })
                    {
                        add(program, index, .elements, aggregate.source)
                    }
                }
            }
        }
    }
}
