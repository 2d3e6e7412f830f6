import NIOCore
import Synchronization
import Wire

/// Answers as they went over the socket, by the bytes that asked for them, for as long as what is served is the same.
///
/// - Invariant: an answer is given again only for the very bytes of its request and the very version of the desk.
final class KeptAnswers: Sendable {
    struct Answer: Sendable {
        var route: Route.Name
        /// Head and body.
        var bytes: ByteBuffer
    }

    private struct State {
        var version: UInt64 = 0
        var answers: [ByteBuffer: Answer] = [:]
        var size = 0
    }

    /// Bytes of all answers, of one, and how many there may be.
    private static let limit = 8 << 20
    private static let single = 2 << 20
    private static let most = 1024

    /// What is served now; nil where nothing is ever the same.
    private let current: @Sendable () -> UInt64?
    private let state = Mutex(State())

    init(version: @escaping @Sendable () -> UInt64?) {
        current = version
    }

    func find(_ request: ByteBuffer) -> Answer? {
        guard let now = current() else { return nil }
        return state.withLock { $0.version == now ? $0.answers[request] : nil }
    }

    /// - Parameter version: The desk's before the answer was made: one made over a change is for no version.
    func keep(_ answer: Answer, for request: ByteBuffer, version: UInt64) {
        guard answer.bytes.readableBytes <= Self.single else { return }
        state.withLock { state in
            guard version >= state.version else { return }
            let size = request.readableBytes + answer.bytes.readableBytes
            if version > state.version || state.size + size > Self.limit || state.answers.count >= Self.most {
                state = State(version: version)
            }
            // Copies: what came and went belongs to larger buffers.
            if state.answers.updateValue(
                Answer(route: answer.route, bytes: ByteBuffer(bytes: answer.bytes.readableBytesView)),
                forKey: ByteBuffer(bytes: request.readableBytesView)) == nil
            {
                state.size += size
            }
        }
    }
}
