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
    /// - Parameters:
    ///   - parameters: Query items by name, already checked against the route's table.
    ///   - peer: Who reads: what it has no right to read is withheld. Nil where the kernel does not say who it is.
    func read(_ route: Route.Name, parameters: [String: String], peer: Peer?) async -> Reply

    /// A write, durable before it returns.
    ///
    /// The peer has the right to write, or ``grants(_:_:)`` said that it may write some of it.
    func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply

    /// Events kept after a cursor, oldest first, so many at most; empty when there is none after it.
    ///
    /// What is older than ``events(after:)`` holds in memory is read here, a page after the other.
    func keptEvents(after cursor: Int64, limit: Int, peer: Peer?) async -> [Event]

    /// Events after a cursor, then as they come; without a cursor, those to come only.
    ///
    /// The stream may buffer without bound: the socket's side drains it at once and drops readers
    /// that do not follow. Ending it ends the readers' streams.
    func events(after cursor: Int64?) async -> AsyncStream<Event>

    /// An event of that stream as a peer may see it.
    func shown(_ event: Event, to peer: Peer?) -> Event

    /// Whether a peer without the right to write may write within some records.
    func grants(_ access: Route.Access, to peer: Peer) -> Bool

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
    public func keptEvents(after cursor: Int64, limit: Int, peer: Peer?) async -> [Event] { [] }

    /// A desk that holds nothing confidential.
    public func shown(_ event: Event, to peer: Peer?) -> Event { event }

    /// A desk that grants nothing besides.
    public func grants(_ access: Route.Access, to peer: Peer) -> Bool { false }

    /// A read by somebody of whom nothing is known.
    public func read(_ route: Route.Name, parameters: [String: String]) async -> Reply {
        await read(route, parameters: parameters, peer: nil)
    }

    /// A desk that tells nobody.
    public func deliver() async {}
}
