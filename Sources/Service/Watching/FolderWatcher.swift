import Dispatch
import Logging
public import ServiceLifecycle
import Synchronization

/// Says which files changed under some folders, a batch for each burst of changes.
///
/// A batch comes once nothing has changed for a while, so that an editor's save or a copied folder
/// is one batch, and at the latest after twenty times that while.
public struct FolderWatcher: Service {
    /// Batches of absolute paths; a path may no longer exist. For one consumer.
    public let changes: AsyncStream<Set<String>>
    private let feed: AsyncStream<Set<String>>.Continuation
    private let folders: [String]
    private let quiet: Duration
    private let reconciling: Duration?

    /// - Parameters:
    ///   - folders: Absolute paths; one that does not exist yet is watched from when it does.
    ///   - quiet: How long nothing must have changed before a batch is given.
    ///   - reconciling: How often everything is compared, notices or not; never where nil.
    public init(folders: [String], quiet: Duration = .milliseconds(150), reconciling: Duration? = .seconds(30)) {
        self.folders = folders
        self.quiet = quiet
        self.reconciling = reconciling
        (changes, feed) = AsyncStream.makeStream()
    }

    private enum Signal: Sendable {
        case notices
        /// Quiet since this many signals of notices.
        case quiet(since: Int)
        case reconcile
    }

    public func run() async throws {
        try await run(onWatching: {})
    }

    /// - Parameter onWatching: Called once, when every change from then on will be told.
    public func run(onWatching: @escaping @Sendable () -> Void) async throws {
        defer { feed.finish() }
        do {
            try await cancelWhenGracefulShutdown { try await watch(onWatching) }
        } catch is CancellationError {}
    }

    private func watch(_ onWatching: () -> Void) async throws {
        var tree = try WatchedTree(roots: folders)
        onWatching()
        let (signals, raise) = AsyncStream<Signal>.makeStream()
        let source = DispatchSource.makeReadSource(
            fileDescriptor: tree.inotify.descriptor, queue: DispatchQueue(label: "maillage.folders"))
        // One signal for one readiness: the source sleeps until the notices are drained.
        let gate = SourceGate(source)
        source.setEventHandler {
            gate.rest()
            raise.yield(.notices)
        }
        gate.wake()
        let ticking = Task {
            guard let reconciling else { return }
            while true {
                try await Task.sleep(for: reconciling)
                raise.yield(.reconcile)
            }
        }
        defer { ticking.cancel() }

        var count = 0
        var burst: ContinuousClock.Instant?
        for await signal in signals {
            switch signal {
            case .notices:
                let mayHaveChanged = tree.absorb()
                gate.wake()
                guard mayHaveChanged else { continue }
                count += 1
                let start = burst ?? .now
                burst = start
                if .now - start > quiet * 20 {
                    raise.yield(.quiet(since: count))
                } else {
                    let mark = count
                    Task {
                        try await Task.sleep(for: quiet)
                        raise.yield(.quiet(since: mark))
                    }
                }
            case .quiet(let mark):
                guard mark == count, burst != nil else { continue }
                burst = nil
                give(tree.takeChanges())
            case .reconcile:
                // A burst under way settles by itself.
                if burst == nil { give(tree.reconcile()) }
            }
        }
        await gate.end()
    }

    private func give(_ changed: Set<String>) {
        if !changed.isEmpty { feed.yield(changed) }
    }
}

/// A dispatch source that rests between a readiness and its handling.
///
/// Unchecked: dispatch sources may be used from any thread, which their type does not say; the
/// only state of ours is under the lock.
private final class SourceGate: @unchecked Sendable {
    private let source: any DispatchSourceRead
    private let isResting = Mutex(true)

    /// - Parameter source: As made: at rest.
    init(_ source: any DispatchSourceRead) { self.source = source }

    func rest() {
        isResting.withLock { resting in
            if !resting { source.suspend() }
            resting = true
        }
    }

    func wake() {
        isResting.withLock { resting in
            if resting { source.resume() }
            resting = false
        }
    }

    /// Ends the source; its descriptor may be closed once this returns, not before.
    func end() async {
        await withCheckedContinuation { continuation in
            source.setCancelHandler { continuation.resume() }
            source.cancel()
            // A source at rest would never come to its end.
            wake()
        }
    }
}
