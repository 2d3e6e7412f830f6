import JSON
import Synchronization

/// Requests that wait to be written.
final class WriteQueue: Sendable {
    /// A request: all that it writes, and whoever waits for it.
    struct Request: Sendable {
        var scope: DeskWriter.Scope?
        var body: @Sendable (isolated DeskWriter) throws -> JSONValue
        var finish: @Sendable (Result<JSONValue, any Error>) -> Void
    }

    private let waiting = Mutex<[Request]>([])

    func add(_ request: Request) {
        waiting.withLock { $0.append(request) }
    }

    /// The oldest requests, in the order in which they came.
    func take(_ most: Int) -> [Request] {
        waiting.withLock { waiting in
            let taken = Array(waiting.prefix(most))
            waiting.removeFirst(taken.count)
            return taken
        }
    }
}
