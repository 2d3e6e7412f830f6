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
    }

    /// By slot.
    private(set) var readers: [[Reader]]
    /// By kind and name: the slot of an attribute.
    private(set) var slots: [Plan.Slot: Int] = [:]

    init(_ plan: Plan) {
        readers = plan.slots.map { _ in [] }
        for (index, slot) in plan.slots.enumerated() { slots[slot] = index }
        func add(_ program: Program, _ node: Int, _ reach: Reach) {
            let gathered = program.gatheredSlots
            for slot in program.slots {
                let reader = Reader(
                    node: node, reach: reach != .grouping && gathered.contains(slot) ? .anywhere : reach)
                if !readers[slot].contains(reader) { readers[slot].append(reader) }
            }
        }
        for (index, node) in plan.nodes.enumerated() {
            switch node {
            case .rule(let rule): add(rule.program, index, .own)
            case .aggregate(let aggregate, _):
                let source = plan.sources[aggregate.source]
                for program in [source.elementKey, source.subjectKey] { program.map { add($0, index, .grouping) } }
                aggregate.condition.map { add($0, index, .elements) }
                switch aggregate.operation {
                case .count: break
                case .countOf(let program), .sum(let program), .least(let program), .greatest(let program),
                    .distinct(let program, _),
                    .parents(let program, _, _, _):
                    add(program, index, .elements)
                case .sumOverDistinct(let reference, _, let value):
                    add(reference, index, .elements)
                    for slot in value.slots { readers[slot].append(Reader(node: index, reach: .anywhere)) }
                case .pairs(let test, _):
                    for program in test.equal + [test.different, test.distance?.x, test.distance?.y].compactMap({ $0 })
                    {
                        add(program, index, .elements)
                    }
                }
            }
        }
    }
}
