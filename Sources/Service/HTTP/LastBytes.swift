import NIOCore

/// Lets what is being written come to its end before a connection ends: NIO drops it where the reader has ended its own
/// side, as tools do that send all they have and then read.
///
/// The last to see what leaves a pipeline. It holds back the end of the answers and the close that follows it, no longer
/// than ``Limits/stall``; a limit that closes a connection under way closes it at once.
final class LastBytes: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let limit: TimeAmount
    private var held: [(mode: CloseMode, promise: EventLoopPromise<Void>?)] = []
    private var isReleased = false

    init(limit: TimeAmount) { self.limit = limit }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard !isReleased, mode == .output || !held.isEmpty else { return context.close(mode: mode, promise: promise) }
        held.append((mode, promise))
        guard held.count == 1 else { return }
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.release(context) }
        // Empty, behind all that is to be written.
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            timer.cancel()
            self.release(context)
        }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: written)
    }

    private func release(_ context: ChannelHandlerContext) {
        isReleased = true
        let closes = held
        held = []
        for close in closes { context.close(mode: close.mode, promise: close.promise) }
    }
}
