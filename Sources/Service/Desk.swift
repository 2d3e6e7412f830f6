public import JSON
public import Wire

/// What the daemon serves: the socket's side knows no more of the engine than this.
public protocol Desk: Sendable {
    /// Grows with each change of what readers see; nil where no two answers need be the same.
    ///
    /// A reply that ``Wire/Reply/isShareable`` is the same for the same request while this is.
    var version: UInt64? { get }

    /// A read, on an immutable state: it never waits for an evaluation.
    ///
    /// - Parameter parameters: Query items by name, already checked against the route's table.
    func read(_ route: Route.Name, parameters: [String: String]) async -> Reply

    /// A write, durable before it returns.
    ///
    /// The peer has the right to write: the socket's side checked it.
    func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply

    /// Events kept after a cursor, oldest first, so many at most; empty when there is none after it.
    ///
    /// What is older than ``events(after:)`` holds in memory is read here, a page after the other.
    func keptEvents(after cursor: Int64, limit: Int) async -> [Event]

    /// Events after a cursor, then as they come; without a cursor, those to come only.
    ///
    /// The stream may buffer without bound: the socket's side drains it at once and drops readers
    /// that do not follow. Ending it ends the readers' streams.
    func events(after cursor: Int64?) async -> AsyncStream<Event>

    /// Files changed under the watched folders: absolute paths, sorted out of editors' leftovers.
    ///
    /// A path may no longer exist. A watched folder's own path stands for everything in it.
    func filesChanged(_ paths: Set<String>) async

    /// Hands what is to be told to whom it is meant for, until the task is cancelled.
    func deliver() async
}

extension Desk {
    /// A desk that promises nothing.
    public var version: UInt64? { nil }

    /// A desk that keeps no event.
    public func keptEvents(after cursor: Int64, limit: Int) async -> [Event] { [] }

    /// A desk that tells nobody.
    public func deliver() async {}
}
