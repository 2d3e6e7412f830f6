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
        var result: Computed?
        var holdsRecords = false
        /// The same, with records of the world at hand; nil where nobody asked for it in this revision.
        var live: Computed?
    }

    /// How a node stands: of all those that a computation read, this alone is looked at, and a node is large.
    struct Standing {
        /// Whether it is an answer of the snapshot or of the pack.
        let isInput: Bool
        var hasResult = false
        var isMarked = false
        /// When its result last became another one.
        var changedAt = 0
        /// When its result was last known to hold.
        var verifiedAt = 0
        /// The last frame that read it.
        fileprivate var frame = 0

        /// Whether its result is that of the world at hand.
        var isCurrent: Bool { isInput || (hasResult && !isMarked) }
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
        /// Of a later frame, greater.
        let serial: Int
        var reads: [ID] = []
        /// The same, once a frame within this one read what it may have read before.
        var seen: Set<ID>?
        /// Passages whose reads were added before.
        var passages: Set<Int> = []
    }

    struct State {
        var nodes: [Node] = []
        /// At the same places.
        var standings: [Standing] = []
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
        fileprivate var frameCount = 0
        /// Of each rule of the pack, by place: what says what it is, and its cells; -1 where nobody asked.
        fileprivate var rules: [(rule: ID, cells: ID)] = []
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

    /// The same of what a rule says.
    func read(_ rule: SharedRule) {
        state.withLock { state in
            guard let place = rule.place else { return state.read(state.id(.rule(rule.id))) }
            state.makeRoom(upTo: place)
            if state.rules[place].rule < 0 { state.rules[place].rule = state.id(.rule(rule.id)) }
            state.read(state.rules[place].rule)
        }
    }

    /// The computations of the cells of all rules.
    ///
    /// - Parameter rules: In the pack's order: packs that share a graph have the same rules.
    func cells(of rules: [String]) -> [ID] {
        state.withLock { state in
            state.makeRoom(upTo: rules.count - 1)
            return rules.enumerated().map { place, rule in
                if state.rules[place].cells < 0 { state.rules[place].cells = state.id(.cells(rule)) }
                return state.rules[place].cells
            }
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
                state.standings[id].changedAt = state.revision
                pending += state.nodes[id].readers
            }
            // Functions see the world they were made in.
            for id in state.lost {
                state.nodes[id].result = nil
                state.standings[id].hasResult = false
                pending.append(id)
            }
            state.lost = []
            while let id = pending.popLast() {
                guard !state.standings[id].isMarked else { continue }
                state.standings[id].isMarked = true
                pending += state.nodes[id].readers
            }
        }
    }

    // MARK: Steps of a verification, without the lock held between them

    /// What is to be verified first; nil when the result stands.
    func pending(_ id: ID) -> (reads: [ID], since: Int, hasResult: Bool)? {
        state.withLock { state in
            let standing = state.standings[id]
            if standing.isCurrent {
                state.standings[id].verifiedAt = state.revision
                return nil
            }
            return (state.nodes[id].reads, standing.verifiedAt, standing.hasResult)
        }
    }

    /// The first of those that a computation read that is to be verified, or became another one.
    ///
    /// - Parameters:
    ///   - place: Where to begin; then the place after it.
    ///   - since: The revision in which the computation's result held last.
    /// - Returns: Nil when none is left.
    func next(in reads: [ID], from place: inout Int, since: Int) -> (read: ID, isMoved: Bool)? {
        state.withLock { state in
            while place < reads.count {
                let read = reads[place]
                place += 1
                guard state.standings[read].isCurrent else { return (read, false) }
                state.standings[read].verifiedAt = state.revision
                if state.standings[read].changedAt > since { return (read, true) }
            }
            return nil
        }
    }

    /// Those among many that are to be verified, at once: the others stand.
    func pending(among ids: [ID]) -> [ID] {
        state.withLock { state in
            ids.filter { id in
                guard state.standings[id].isCurrent else { return true }
                state.standings[id].verifiedAt = state.revision
                return false
            }
        }
    }

    /// The places of those among many that became others after a revision.
    func moved(among ids: [ID], since revision: Int) -> [Int] {
        state.withLock { state in ids.indices.filter { state.standings[ids[$0]].changedAt > revision } }
    }

    /// The places of those among many that became others in this revision.
    func moved(among ids: [ID]) -> [Int] {
        state.withLock { state in ids.indices.filter { state.standings[ids[$0]].changedAt == state.revision } }
    }

    func key(_ id: ID) -> ReadKey { state.withLock { $0.nodes[id].key } }

    func changedAt(_ id: ID) -> Int { state.withLock { $0.standings[id].changedAt } }

    /// None of its reads came to something else.
    func stands(_ id: ID) {
        state.withLock { state in
            state.standings[id].isMarked = false
            state.standings[id].verifiedAt = state.revision
        }
    }

    func begin() {
        state.withLock { state in
            state.frameCount += 1
            state.frames.append(Frame(serial: state.frameCount))
        }
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
                state.standings[id].changedAt = state.revision
            }
            state.nodes[id].result = kept
            state.standings[id].hasResult = true
            state.nodes[id].holdsRecords = holdsRecords
            if isLive {
                state.nodes[id].live = result
                state.alive.append(id)
            }
            state.standings[id].verifiedAt = state.revision
            state.standings[id].isMarked = false
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
        standings.append(DependencyGraph.Standing(isInput: key.isInput))
        index[key] = nodes.count - 1
        return nodes.count - 1
    }

    fileprivate mutating func read(_ id: DependencyGraph.ID) {
        let last = frames.count - 1
        guard last >= 0 else { return }
        let serial = frames[last].serial
        let reader = standings[id].frame
        // It read it before, or one did that began before it and waits for it; one that began later tells nothing.
        if reader == serial { return }
        standings[id].frame = serial
        if reader > serial || frames[last].seen != nil {
            if frames[last].seen == nil { frames[last].seen = Set(frames[last].reads) }
            guard frames[last].seen?.insert(id).inserted ?? true else { return }
        }
        frames[last].reads.append(id)
    }

    fileprivate mutating func makeRoom(upTo place: Int) {
        while rules.count <= place { rules.append((-1, -1)) }
    }

    fileprivate mutating func read(_ passage: DependencyGraph.Passage) {
        guard let frame = frames.indices.last, frames[frame].passages.insert(passage.serial).inserted else { return }
        for id in passage.reads { read(id) }
    }
}
