import HTTPTypes
import HummingbirdCore
import JSON
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Wire

/// How events are written on the wire.
enum Framing: Sendable {
    case lines
    case serverSentEvents

    var contentType: String {
        switch self {
        case .lines: "application/x-ndjson"
        case .serverSentEvents: "text/event-stream"
        }
    }

    func bytes(_ event: Event) -> ByteBuffer {
        switch self {
        case .lines: ByteBuffer(bytes: event.line + [0x0A])
        case .serverSentEvents: ByteBuffer(bytes: event.frame)
        }
    }
}

/// One reader's events, from the desk to the connection.
///
/// The desk's stream is drained at once into a queue of bounded length; a reader that lets it fill
/// is told where it stood and dropped, so that it costs nobody anything and can resume.
struct EventStream: Sendable {
    var desk: any Desk
    var framing: Framing
    var limits: Limits
    var logger: Logger

    func run(
        after cursor: Int64?, _ writer: consuming some ResponseBodyWriter, _ channel: any Channel
    ) async throws {
        let reason = Mutex("closed")
        let (queue, feed) = AsyncStream<Event>.makeStream(bufferingPolicy: .bufferingOldest(limits.eventsWaiting))
        let source = await desk.events(after: cursor)
        let pump = Task {
            for await event in source {
                if case .dropped = feed.yield(event) {
                    feed.finish()
                    return true
                }
            }
            feed.finish()
            return false
        }
        channel.closeFuture.whenComplete { _ in
            pump.cancel()
            feed.finish()
        }
        defer { pump.cancel() }
        var last = cursor ?? 0
        try await withGracefulShutdownHandler {
            for await event in queue {
                try await write(event, &writer, channel)
                last = event.seq
            }
        } onGracefulShutdown: {
            reason.withLock { $0 = "shutdown" }
            pump.cancel()
            feed.finish()
        }
        if await pump.value {
            reason.withLock { $0 = "slow_reader" }
            logger.notice("reader dropped: it does not follow", metadata: ["after": "\(last)"])
        }
        let end = Event(
            seq: last, kind: Event.Kind.end,
            json: .object([
                .init("reason", .string(reason.withLock { $0 })), .init("after", .number(String(last))),
            ]))
        try await write(end, &writer, channel)
        try await writer.finish(nil)
    }

    private func write(
        _ event: Event, _ writer: inout some ResponseBodyWriter, _ channel: any Channel
    ) async throws {
        let patience = Patience(limits.stall, channel)
        defer { patience.end() }
        try await writer.write(framing.bytes(event))
    }
}
