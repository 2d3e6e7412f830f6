public import World

/// Which derived values may read some attributes, in an evaluation or in the one before it.
///
/// It says too much rather than too little: what it excludes reads none of them, neither itself nor through others.
public struct Influence: Sendable {
    private let graph: DependencyGraph
    private let revision: Int
    private let reached: Set<DependencyGraph.ID>

    fileprivate init(_ graph: DependencyGraph, _ changed: [ReadKey]) {
        self.graph = graph
        (revision, reached) = graph.withState { state in
            var reached: Set<DependencyGraph.ID> = []
            // What was computed again may have read them before. A conclusion may yet read them: whoever looks into it
            // looks at all its conditions.
            var pending = state.ended + (changed + [.concluding]).compactMap { state.index[$0] }
            while let id = pending.popLast() {
                guard reached.insert(id).inserted else { continue }
                pending += state.nodes[id].readers
            }
            return (state.revision, reached)
        }
    }

    /// Whether what a rule derives of a record may read one of them.
    func mayReach(_ rule: String, _ record: RecordID) -> Bool {
        graph.withState { state in
            guard state.revision == revision, let id = state.index[.value(rule, record)] else { return true }
            // What is still marked was asked for in neither world: its reads are those of an older one.
            return state.standings[id].isMarked || reached.contains(id)
        }
    }
}

extension IncrementalEvaluation {
    /// What some attributes may have an influence on; nil where the latest evaluation was made from nothing.
    public func influence(of attributes: [(record: RecordID, attribute: String)]) -> Influence? {
        guard !isWhole else { return nil }
        return Influence(graph, attributes.map { .attribute($0.record, $0.attribute) })
    }
}
