import NIOCore

/// Ends a connection without losing what was answered, nor waiting for ever (RFC 9112, section 9.6).
///
/// NIO drops what is being written where a reader has ended its own side, as tools do that send all they have and then
/// read; and where the answers have ended, Hummingbird waits for the client to end too, without reading: one that is
/// still sending what was refused would stay blocked in its own sending.
///
/// So the end of the answers, and any close that follows it or that comes once the daemon is stopping, waits until all
/// is written, no longer than ``Limits/stall``. Then what still comes is read and dropped until the client ends, no
/// longer than ``Limits/linger``. Until the daemon is stopping, a limit that closes a connection under way closes it at once.
///
/// The first handler of a pipeline: the last to see what leaves it.
final class LingeringClose: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private enum State {
        case open
        /// The closes that wait for the last byte.
        case writing([(mode: CloseMode, promise: EventLoopPromise<Void>?)])
        /// Nothing more is answered.
        case ended
    }

    private let stall: TimeAmount
    private let linger: TimeAmount
    private var state = State.open
    private var isStopping = false

    init(_ limits: Limits) {
        stall = TimeAmount(limits.stall)
        linger = TimeAmount(limits.linger)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch state {
        case .writing(let closes): state = .writing(closes + [(mode, promise)])
        case .open where mode == .output || mode == .all && isStopping: finish(context, mode, promise)
        case .open, .ended: context.close(mode: mode, promise: promise)
        }
    }

    private func finish(_ context: ChannelHandlerContext, _ mode: CloseMode, _ promise: EventLoopPromise<Void>?) {
        state = .writing([(mode, promise)])
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: stall) { self.release(context) }
        // Empty, behind all that is to be written.
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            timer.cancel()
            self.release(context)
        }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: written)
    }

    private func release(_ context: ChannelHandlerContext) {
        guard case .writing(let closes) = state else { return }
        state = .ended
        for close in closes { context.close(mode: close.mode, promise: close.promise) }
        guard context.channel.isActive else { return }
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: linger) {
            context.channel.close(promise: nil)
        }
        context.channel.closeFuture.whenComplete { _ in timer.cancel() }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .ended = state { return }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Whoever holds reads back behind has ended.
        if case .ended = state { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { isStopping = true }
        context.fireUserInboundEventTriggered(event)
    }
}
