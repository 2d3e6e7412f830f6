import Synchronization
import World

/// What each computation read the last time it ran, and what it came to.
///
/// Reads are noted as they happen, so a computation depends on what it read and on nothing else: on the branch
/// that was taken, on the list that was walked even though it was empty, on the fact that was looked for and is
/// not there. After a change, what may be touched by it is marked by following the edges backwards; a marked
/// computation asked for again first asks, in the order in which it read them, whether one of its reads came to
/// something else. If none did, its result stands. If one did it runs, and where the result is the same as
/// before, to the byte, whoever read it need not run.
///
/// - Source: the "red-green" algorithm of rustc's query system and of salsa, with the marking of Adapton
///   (M. Hammer et al., PLDI 2014).
///
/// **Invariant:** a computation that is not marked holds what a fresh evaluation of the same world would give.
/// **Invariant:** a marked computation's readers are marked.
final class DependencyGraph: Sendable {
    typealias ID = Int

    struct Node {
        let key: ReadKey
        /// In the order in which they were first read.
        var reads: [ID] = []
        var readers: Set<ID> = []
        /// Records are held by their names: a graph keeps no world alive.
        var result: Computed? { didSet { hasResult = result != nil } }
        /// Asked for more often than the result itself, which is long.
        private(set) var hasResult = false
        var holdsRecords = false
        /// The same, with records of the world at hand; nil where nobody asked for it in this revision.
        var live: Computed?
        /// When its result last became another one.
        var changedAt = 0
        /// When its result was last known to hold.
        var verifiedAt = 0
        var isMarked = false
    }

    /// What a part of a computation read, told apart from all others.
    struct Passage {
        fileprivate let serial: Int
        let reads: [ID]

        /// Of a part whose reads nobody notes.
        static let none = Passage(serial: 0, reads: [])
    }

    /// The reads of what is being computed, the innermost last.
    fileprivate struct Frame {
        var reads: [ID] = []
        var seen: Set<ID> = []
        /// Passages whose reads were added before.
        var passages: Set<Int> = []

        mutating func add(_ id: ID) {
            if seen.insert(id).inserted { reads.append(id) }
        }
    }

    struct State {
        var nodes: [Node] = []
        var index: [ReadKey: ID] = [:]
        /// The world at hand: one more at each change.
        var revision = 1
        /// What ran in this revision, in order.
        var ran: [ReadKey] = []
        /// All that was computed again in this revision; not kept of the first.
        var ended: [ID] = []
        /// What holds records of the world at hand.
        var alive: [ID] = []
        /// Results that cannot be kept for another world.
        var lost: Set<ID> = []
        fileprivate var frames: [Frame] = []
        /// How many passages there were.
        fileprivate var passageCount = 0
        /// What the values of records that nobody stated read, in this revision.
        fileprivate var passages: [Session.MemoKey: Passage] = [:]
    }

    private let state = Mutex(State())

    func withState<Result>(_ body: (State) -> Result) -> Result { state.withLock { body($0) } }

    /// How many things it knows of.
    var count: Int { state.withLock { $0.nodes.count } }
    /// What ran since the world last changed.
    var ran: [ReadKey] { state.withLock { $0.ran } }

    func id(_ key: ReadKey) -> ID { state.withLock { $0.id(key) } }

    /// Tells the computation that is running that it read this.
    func read(_ id: ID) { state.withLock { $0.read(id) } }

    func read(_ key: ReadKey) { state.withLock { $0.read($0.id(key)) } }

    func read(_ ids: [ID]) {
        state.withLock { state in
            for id in ids { state.read(id) }
        }
    }

    /// The same of all that a passage read, by who may ask for it again and again.
    func read(_ passage: Passage) {
        state.withLock { $0.read(passage) }
    }

    /// Lets go of the world at hand.
    func release() {
        state.withLock { $0.release() }
    }

    /// A new world, in which these answers are others.
    func advance(_ changed: some Sequence<ReadKey>) {
        state.withLock { state in
            state.release()
            state.revision += 1
            state.ran = []
            state.ended = []
            var pending: [ID] = []
            for key in changed {
                // What nobody ever asked for needs no mark.
                guard let id = state.index[key] else { continue }
                state.nodes[id].changedAt = state.revision
                pending += state.nodes[id].readers
            }
            // Functions see the world they were made in.
            for id in state.lost {
                state.nodes[id].result = nil
                pending.append(id)
            }
            state.lost = []
            while let id = pending.popLast() {
                guard !state.nodes[id].isMarked else { continue }
                state.nodes[id].isMarked = true
                pending += state.nodes[id].readers
            }
        }
    }

    // MARK: Steps of a verification, without the lock held between them

    /// What is to be verified first; nil when the result stands.
    func pending(_ id: ID) -> (reads: [ID], since: Int, hasResult: Bool)? {
        state.withLock { state in
            // In place: a node is large, and most of those asked for stand.
            let isKnown = state.nodes[id].hasResult
            guard state.nodes[id].isMarked || !isKnown else {
                state.nodes[id].verifiedAt = state.revision
                return nil
            }
            if state.nodes[id].key.isInput { return nil }
            return (state.nodes[id].reads, state.nodes[id].verifiedAt, isKnown)
        }
    }

    /// Those among many that are to be verified, at once: the others stand.
    func pending(among ids: [ID]) -> [ID] {
        state.withLock { state in
            ids.filter { id in
                if state.nodes[id].isMarked || !state.nodes[id].hasResult { return true }
                state.nodes[id].verifiedAt = state.revision
                return false
            }
        }
    }

    /// The places of those among many that became others after a revision.
    func moved(among ids: [ID], since revision: Int) -> [Int] {
        state.withLock { state in ids.indices.filter { state.nodes[ids[$0]].changedAt > revision } }
    }

    /// Whether a result became another one in this revision.
    func isChanged(_ key: ReadKey) -> Bool {
        state.withLock { state in state.index[key].map { state.nodes[$0].changedAt == state.revision } ?? false }
    }

    func key(_ id: ID) -> ReadKey { state.withLock { $0.nodes[id].key } }

    func changedAt(_ id: ID) -> Int { state.withLock { $0.nodes[id].changedAt } }

    /// None of its reads came to something else.
    func stands(_ id: ID) {
        state.withLock { state in
            state.nodes[id].isMarked = false
            state.nodes[id].verifiedAt = state.revision
        }
    }

    func begin() {
        state.withLock { $0.frames.append(Frame()) }
    }

    /// Ends the running computation, whose result is of the world at hand, or held by names already.
    func end(_ id: ID, _ result: Computed) {
        let holdsRecords = result.holdsRecords
        let canBeKept = result.canBeKept
        let isLive = holdsRecords && !result.isHeld
        let kept = isLive ? result.bound(to: nil) : result
        state.withLock { state in
            let reads = state.frames.popLast()?.reads ?? []
            let before = state.nodes[id].reads
            if before != reads {
                let current = Set(reads)
                for read in before where !current.contains(read) { state.nodes[read].readers.remove(id) }
                for read in reads { state.nodes[read].readers.insert(id) }
                state.nodes[id].reads = reads
            }
            if state.revision > 1 { state.ended.append(id) }
            if !canBeKept { state.lost.insert(id) }
            if !canBeKept || !(state.nodes[id].result?.isIdentical(to: kept) ?? false) {
                state.nodes[id].changedAt = state.revision
            }
            state.nodes[id].result = kept
            state.nodes[id].holdsRecords = holdsRecords
            if isLive {
                state.nodes[id].live = result
                state.alive.append(id)
            }
            state.nodes[id].verifiedAt = state.revision
            state.nodes[id].isMarked = false
        }
    }

    /// A rule's expressions are evaluated for a subject.
    func runs(_ key: ReadKey) {
        state.withLock { $0.ran.append(key) }
    }

    /// What runs for whoever asked, and is not kept from one world to the next.
    ///
    /// - Parameter key: Of what is remembered meanwhile: who asks again has read the same.
    /// - Returns: What it read, which is read by who asked too.
    @discardableResult
    func endPassage(_ key: Session.MemoKey?) -> Passage {
        state.withLock { state in
            state.passageCount += 1
            let passage = Passage(serial: state.passageCount, reads: state.frames.popLast()?.reads ?? [])
            if let key { state.passages[key] = passage }
            state.read(passage)
            return passage
        }
    }

    func repeatPassage(_ key: Session.MemoKey) {
        state.withLock { state in
            if let passage = state.passages[key] { state.read(passage) }
        }
    }

    /// A result as it stands, with records of the session's world.
    func result(_ id: ID, in session: Session) -> Computed? {
        let (result, isLive) = state.withLock { state in
            guard state.nodes[id].holdsRecords else { return (state.nodes[id].result, true) }
            if let live = state.nodes[id].live { return (live, true) }
            return (state.nodes[id].result, false)
        }
        guard !isLive, let result else { return result }
        let bound = result.bound(to: session)
        state.withLock { state in
            state.nodes[id].live = bound
            state.alive.append(id)
        }
        return bound
    }

    /// A result as it stands, its records by their names.
    func held(_ id: ID) -> Computed? { state.withLock { $0.nodes[id].result } }
}

extension DependencyGraph.State {
    fileprivate mutating func release() {
        for id in alive { nodes[id].live = nil }
        alive = []
        passages = [:]
    }

    fileprivate mutating func id(_ key: ReadKey) -> DependencyGraph.ID {
        if let known = index[key] { return known }
        nodes.append(DependencyGraph.Node(key: key))
        index[key] = nodes.count - 1
        return nodes.count - 1
    }

    fileprivate mutating func read(_ id: DependencyGraph.ID) {
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].add(id)
    }

    fileprivate mutating func read(_ passage: DependencyGraph.Passage) {
        guard let frame = frames.indices.last, frames[frame].passages.insert(passage.serial).inserted else { return }
        for id in passage.reads { frames[frame].add(id) }
    }
}
