import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// HTTP/1.1 on a socket that is already ours.
///
/// Hummingbird binds addresses only, and takes a living daemon's socket away; its HTTP channel is
/// served here over a descriptor instead, with the peer's identity read once per connection.
struct UnixServer: Service {
    var claim: SocketClaim
    var limits: Limits
    var accounts: Accounts
    var handler: RequestHandler
    var logger: Logger
    /// Called once, when connections are accepted.
    var onListening: @Sendable () -> Void

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await serve(on: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func serve(on group: MultiThreadedEventLoopGroup) async throws {
        let child = PeeredChannel(limits: limits, accounts: accounts, handler: handler)
        let quiescing = ServerQuiescingHelper(group: group)
        let limits = limits
        let logger = logger
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: CInt(clamping: limits.backlog))
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(AvailableConnectionsChannelHandler(maxConnections: limits.connections))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(claim.descriptor) { child.setup(channel: $0, logger: logger) }
        defer { claim.removeFile() }
        onListening()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { tasks in
                do {
                    try await server.executeThenClose { connections in
                        for try await connection in connections {
                            tasks.addTask { await child.handle(value: connection, logger: logger) }
                        }
                    }
                } catch {
                    logger.error("cannot accept connections", metadata: ["error": "\(error)"])
                }
            }
        } onGracefulShutdown: {
            // No new connection from here on: a client finds no file rather than a refusal.
            claim.removeFile()
            quiescing.initiateShutdown(promise: nil)
        }
    }
}

/// Hummingbird's HTTP channel, with the peer beside it.
struct PeeredChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        var http: HTTP1Channel.Value
        var peer: Peer?
        var deadline: Deadline
        var offer: FastLane.Offer
        /// Used on the channel's event loop.
        var lane: NIOLoopBound<FastLane>
        var channel: any Channel { http.channel }
    }

    /// The peer of the connection whose request is being answered.
    @TaskLocal static var peer: Peer?
    @TaskLocal static var deadline: Deadline?
    @TaskLocal static var offer: FastLane.Offer?

    private let http: HTTP1Channel
    private let kept: KeptAnswers
    private let handler: RequestHandler
    private let accounts: Accounts
    private let limits: Limits
    private let crowd = Crowd()

    init(limits: Limits, accounts: Accounts, handler: RequestHandler) {
        self.accounts = accounts
        self.limits = limits
        self.handler = handler
        let desk = handler.desk
        kept = KeptAnswers(version: { desk.version })
        http = HTTP1Channel(
            responder: { request, writer, channel in
                // Its head has come; a body has a time of its own.
                Self.deadline?.stop()
                defer { Self.deadline?.start(limits.idle) }
                try await handler.respond(to: request, writer, channel, peer: Self.peer)
            },
            configuration: .init(
                additionalChannelHandlers: [FastLane.Mark()], idleTimeout: TimeAmount(limits.idle),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerField, maxHeaderListSize: limits.headers,
                    maxHeaderFieldCount: limits.headerCount)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { http in
            let counts = handler.counts
            let deadline = Deadline(channel)
            let offer = FastLane.Offer()
            let lane = FastLane(
                kept, offer: offer, deadline: deadline, refresh: TimeAmount(limits.idle / 4)
            ) { counts.count($0, 200) }
            try channel.pipeline.syncOperations.handler(type: FastLane.Mark.self).lane = lane
            try channel.pipeline.syncOperations.addHandler(lane, position: .first)
            try channel.pipeline.syncOperations.addHandler(LingeringClose(limits), position: .first)
            return Value(
                http: http, peer: nil, deadline: deadline, offer: offer,
                lane: NIOLoopBound(lane, eventLoop: channel.eventLoop))
        }.flatMap { value in
            guard let options = channel as? any SocketOptionProvider else {
                return channel.eventLoop.makeSucceededFuture(value)
            }
            let credentials: EventLoopFuture<Credentials> = options.unsafeGetSocketOption(
                level: .socket, name: .init(rawValue: SocketOption.peerCredentials))
            return credentials.map {
                var known = value
                known.peer = peer($0)
                return known
            }.recover { _ in value }
        }
    }

    func handle(value: Value, logger: Logger) async {
        let uid = value.peer?.uid
        if let uid, !crowd.enter(uid, limit: limits.connectionsPerAccount) {
            logger.info("too many connections", metadata: ["peer": "\(value.peer?.name ?? "?")"])
            // Let go of without it, NIO's asynchronous channel would end the process.
            try? await value.http.executeThenClose { _, _ in }
            return
        }
        defer { if let uid { crowd.leave(uid) } }
        let deadline = value.deadline
        deadline.start(limits.idle)
        defer { deadline.stop() }
        let lane = value.lane
        value.channel.eventLoop.execute { lane.value.open() }
        await Self.$peer.withValue(value.peer) {
            await Self.$deadline.withValue(deadline) {
                await Self.$offer.withValue(value.offer) {
                    await http.handle(value: value.http, logger: logger)
                }
            }
        }
    }

    private func peer(_ credentials: Credentials) -> Peer {
        Peer(
            uid: credentials.uid, gid: credentials.gid, pid: credentials.pid,
            name: accounts.name(credentials.uid) ?? "uid \(credentials.uid)")
    }
}
