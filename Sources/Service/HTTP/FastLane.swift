import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Synchronization
import Wire

/// Answers a request that was answered before from the bytes of then, without reading it: first in a connection's
/// pipeline, it compares what came with what came before.
///
/// It acts only where a connection is at rest: each read so far was one whole request without a body, whose answer
/// was written to its end. Anything else, once seen, leaves the connection to the parser for good.
///
/// - Invariant: answers leave in the order of their requests.
final class FastLane: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = IOData

    /// What the one who answers says of an answer, before writing it, from any thread.
    final class Offer: Sendable {
        struct Terms: Sendable {
            var version: UInt64
            var route: Route.Name
            /// ``Wire/Reply/audience``.
            var audience: String?
        }

        private let value = Mutex<Terms?>(nil)

        func make(_ terms: Terms) { value.withLock { $0 = terms } }

        func take() -> Terms? {
            value.withLock { value in
                defer { value = nil }
                return value
            }
        }
    }

    private enum State {
        case atRest
        /// A request went to the parser, alone; its answer so far.
        case waiting(ByteBuffer, answer: ByteBuffer)
        case off
    }

    /// Longer heads are rare, and not worth comparing.
    private static let longest = 4096

    private let kept: KeptAnswers
    private let offer: Offer
    private let deadline: Deadline
    private let onAnswer: @Sendable (Route.Name) -> Void
    /// How often a request goes to the parser anyway: what counts idleness there sees no other.
    private let refresh: TimeAmount
    private var lastParsed = NIODeadline.now()
    private var state = State.atRest
    /// Whether the connection was let in.
    private var isOpen = false
    private var isOwed = false
    /// Among whom the desk last counted this connection's peer: what is kept for others is not for it.
    private var audience: KeptAnswers.Audience?

    init(
        _ kept: KeptAnswers, offer: Offer, deadline: Deadline, refresh: TimeAmount,
        onAnswer: @escaping @Sendable (Route.Name) -> Void
    ) {
        self.refresh = refresh
        self.kept = kept
        self.offer = offer
        self.deadline = deadline
        self.onAnswer = onAnswer
    }

    /// From now on it may answer: on the connection's event loop.
    func open() { isOpen = true }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch state {
        case .atRest:
            // A client that leaves answers unread is made to wait by the way through the parser.
            let now = NIODeadline.now()
            if isOpen, context.channel.isWritable, now - lastParsed < refresh,
                let answer = kept.find(bytes, audience)
            {
                deadline.touch()
                onAnswer(answer.route)
                isOwed = true
                return write(answer.content, context)
            }
            lastParsed = now
            state = Self.isWholeHead(bytes) ? .waiting(bytes, answer: ByteBuffer()) : .off
        case .waiting: state = .off
        case .off: break
        }
        context.fireChannelRead(data)
    }

    private func write(_ content: KeptAnswers.Content, _ context: ChannelHandlerContext) {
        switch content {
        case .bytes(let bytes): context.write(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        case .file(let file):
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenComplete { _ in withExtendedLifetime(file) {} }
            context.write(wrapOutboundOut(.fileRegion(file.region)), promise: promise)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOwed {
            isOwed = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .waiting(let request, var answer) = state {
            state = .off
            var part = unwrapOutboundIn(data)
            answer.writeBuffer(&part)
            state = .waiting(request, answer: answer)
        }
        context.write(data, promise: promise)
    }

    /// The last byte of an answer went out.
    fileprivate func answered() {
        guard case .waiting(let request, let answer) = state else { return }
        state = .atRest
        let terms = offer.take()
        audience = terms.flatMap { terms in
            terms.audience.map { KeptAnswers.Audience(version: terms.version, name: $0) }
        }
        guard let terms else { return }
        kept.keep(answer, of: terms.route, for: request, terms.audience, version: terms.version)
    }

    /// Whether bytes are a head of HTTP/1.1 to its end and nothing more, of a method that has no body: a connection of
    /// HTTP/1.0 ends with its answer.
    private static func isWholeHead(_ bytes: ByteBuffer) -> Bool {
        guard bytes.readableBytes <= longest else { return false }
        return bytes.withUnsafeReadableBytes { bytes in
            guard bytes.count > 16, bytes.starts(with: "GET /".utf8) else { return false }
            let end = [UInt8](arrayLiteral: 13, 10, 13, 10)
            guard bytes.suffix(4).elementsEqual(end), let line = bytes.firstIndex(of: 13),
                bytes[..<line].suffix(9).elementsEqual(" HTTP/1.1".utf8)
            else { return false }
            for start in 0..<(bytes.count - 4) where bytes[start] == 13 && bytes[start..<(start + 4)].elementsEqual(end)
            {
                return false
            }
            return true
        }
    }

    /// Behind the parser: tells when an answer is at its end.
    final class Mark: ChannelOutboundHandler, RemovableChannelHandler {
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        var lane: FastLane?

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
            context.write(data, promise: promise)
            lane?.answered()
        }
    }
}
