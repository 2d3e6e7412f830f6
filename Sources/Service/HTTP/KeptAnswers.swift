import NIOCore
import Synchronization
import Wire

/// Answers as they went over the socket, by the bytes that asked for them, for as long as what is served is the same.
///
/// - Invariant: an answer is given again only for the very bytes of its request and the very version of the desk, and
///   to those who are all shown that same answer.
final class KeptAnswers: Sendable {
    struct Answer: Sendable {
        var route: Route.Name
        /// Head and body.
        var content: Content
    }

    /// Passing on a short text costs less as bytes; a long one, as a file that the kernel copies once less.
    enum Content: Sendable {
        case bytes(ByteBuffer)
        case file(MemoryFile)

        /// A copy: what went to a socket belongs to larger buffers.
        init(_ bytes: ByteBuffer) {
            if bytes.readableBytes >= KeptAnswers.long, let file = MemoryFile(bytes) {
                self = .file(file)
            } else {
                self = .bytes(ByteBuffer(bytes: bytes.readableBytesView))
            }
        }
    }

    /// What one connection's peer was found to be, at one version of the desk.
    struct Audience: Sendable {
        var version: UInt64
        /// ``Wire/Reply/audience``.
        var name: String
    }

    private struct Key: Hashable {
        var request: ByteBuffer
        /// Nil: everyone.
        var audience: String?
    }

    private struct State {
        var version: UInt64 = 0
        var answers: [Key: Answer] = [:]
        var size = 0
    }

    /// From how many bytes an answer is a file.
    private static let long = 64 << 10

    /// What is served now; nil where nothing is ever the same.
    private let current: @Sendable () -> UInt64?
    private let state = Mutex(State())

    init(version: @escaping @Sendable () -> UInt64?) {
        current = version
    }

    /// - Parameter audience: The connection's; of an earlier version it counts for nothing: levels may be others.
    func find(_ request: ByteBuffer, _ audience: Audience?) -> Answer? {
        guard let now = current() else { return nil }
        return state.withLock { state in
            guard state.version == now else {
                // What will not be given again is not kept: something of it may have been erased.
                if state.version < now { state = State(version: now) }
                return nil
            }
            if let answer = state.answers[Key(request: request, audience: nil)] { return answer }
            guard let audience, audience.version == now else { return nil }
            return state.answers[Key(request: request, audience: audience.name)]
        }
    }

    /// - Parameters:
    ///   - audience: Whom it is for; nil: everyone.
    ///   - version: The desk's before the answer was made: one made over a change is for no version.
    func keep(_ answer: ByteBuffer, of route: Route.Name, for request: ByteBuffer, _ audience: String?, version: UInt64)
    {
        guard answer.readableBytes <= KeepingLimits.single else { return }
        state.withLock { state in
            guard version >= state.version else { return }
            let size = request.readableBytes + answer.readableBytes
            if version > state.version || state.size + size > KeepingLimits.all
                || state.answers.count >= KeepingLimits.most
            {
                state = State(version: version)
            }
            // The request too is a copy.
            let key = Key(request: ByteBuffer(bytes: request.readableBytesView), audience: audience)
            if state.answers.updateValue(Answer(route: route, content: Content(answer)), forKey: key) == nil {
                state.size += size
            }
        }
    }
}
