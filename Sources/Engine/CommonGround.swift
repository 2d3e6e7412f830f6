import Synchronization
import World

/// The world as it is, worked out as far as worlds supposed over it ask, with what each result read.
final class BaseWorld: Sendable {
    private let session: Session
    private let graph = DependencyGraph()
    /// A graph is written by one thread at a time.
    private let turn = Mutex(())

    init(_ evaluation: Evaluation, tellsCauses: Bool) {
        session = Session(
            snapshot: evaluation.snapshot, pack: evaluation.pack, lawDate: evaluation.lawDate,
            shape: evaluation.session.shape, graph: graph, knowsOneWorld: true,
            tellsCauses: tellsCauses)
    }

    deinit {
        session.forget()
        graph.release()
    }

    fileprivate func reach(of changed: [ReadKey]) -> DependencyGraph.Reach {
        turn.withLock { _ in graph.reach(of: changed) }
    }

    /// A result of the world as it is, with records of another; nil where it is not in what the two have in common.
    ///
    /// - Parameter isMade: Whether it is given only if it was worked out already.
    fileprivate func result(
        _ key: ReadKey, outside reach: inout DependencyGraph.Reach, for other: Session, isMade: Bool
    ) -> Computed? {
        let held = turn.withLock { _ -> (Computed, Bool)? in
            // Nothing is being computed here: whoever asks notes no reads.
            if !isMade { _ = session.fetchHeld(key) }
            return graph.held(key, outside: &reach)
        }
        guard let (result, holdsRecords) = held else { return nil }
        return holdsRecords ? result.bound(to: other) : result
    }
}

/// What a world in which a few facts are supposed has in common with the world as it is: all that read none of them,
/// neither directly nor through others.
final class CommonGround: Sendable {
    private let base: BaseWorld
    private let reach: Mutex<DependencyGraph.Reach>

    /// - Parameter changed: The answers that are others in the supposed world.
    init(_ base: BaseWorld, _ changed: [ReadKey]) {
        self.base = base
        reach = Mutex(base.reach(of: changed))
    }

    /// - Parameter session: Of the supposed world.
    /// - Returns: Nil for what is to be evaluated there.
    func result(_ key: ReadKey, for session: Session, isMade: Bool = false) -> Computed? {
        reach.withLock { base.result(key, outside: &$0, for: session, isMade: isMade) }
    }
}

extension DependencyGraph {
    /// What some answers, being others, may change.
    struct Reach {
        fileprivate let changed: Set<ReadKey>
        /// What was known when they were followed.
        fileprivate let known: Int
        fileprivate var reached: Set<ID>
        /// Of what became known since: whether it is reached.
        fileprivate var later: [ID: Bool] = [:]
    }

    /// Follows the edges backwards from what was read otherwise.
    func reach(of changed: [ReadKey]) -> Reach {
        withState { state in
            var reached: Set<ID> = []
            var pending = changed.compactMap { state.index[$0] }
            while let id = pending.popLast() {
                guard reached.insert(id).inserted else { continue }
                pending += state.nodes[id].readers
            }
            return Reach(changed: Set(changed), known: state.nodes.count, reached: reached)
        }
    }

    /// A result, its records by their names, and whether it has any; nil where it is reached, or cannot be told to
    /// another world.
    ///
    /// - Precondition: it was computed, in the only world that this graph knows.
    func held(_ key: ReadKey, outside reach: inout Reach) -> (Computed, Bool)? {
        withState { state in
            guard let id = state.index[key], let result = state.nodes[id].result, !state.lost.contains(id),
                !reach.covers(id, state)
            else { return nil }
            return (result, state.nodes[id].holdsRecords)
        }
    }
}

extension DependencyGraph.Reach {
    /// What is computed once in one world reads the same for good: edges that lead to what was known are known too.
    fileprivate mutating func covers(_ id: DependencyGraph.ID, _ state: DependencyGraph.State) -> Bool {
        if id < known { return reached.contains(id) }
        if let verdict = later[id] { return verdict }
        let node = state.nodes[id]
        var isReached = node.key.isInput && changed.contains(node.key)
        for read in node.reads where !isReached { isReached = covers(read, state) }
        later[id] = isReached
        return isReached
    }
}
