public import JSON
public import Wire

/// What the daemon serves: the socket's side knows no more of the engine than this.
public protocol Desk: Sendable {
    /// A read, on an immutable state: it never waits for an evaluation.
    ///
    /// - Parameter parameters: Query items by name, already checked against the route's table.
    func read(_ route: Route.Name, parameters: [String: String]) async -> Reply

    /// A write, durable before it returns.
    ///
    /// The peer has the right to write: the socket's side checked it.
    func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply

    /// Events after a cursor, then as they come; without a cursor, those to come only.
    ///
    /// The stream may buffer without bound: the socket's side drains it at once and drops readers
    /// that do not follow. Ending it ends the readers' streams.
    func events(after cursor: Int64?) async -> AsyncStream<Event>

    /// Files changed under the watched folders: absolute paths, sorted out of editors' leftovers.
    ///
    /// A path may no longer exist. A watched folder's own path stands for everything in it.
    func filesChanged(_ paths: Set<String>) async
}
