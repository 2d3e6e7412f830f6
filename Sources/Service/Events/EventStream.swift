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
/// What the desk kept before the reader came is read from it page by page, at the reader's pace. Its
/// stream is drained at once into a queue of bounded length; a reader that lets it fill
/// is told where it stood and dropped, so that it costs nobody anything and can resume.
struct EventStream: Sendable {
    var desk: any Desk
    var framing: Framing
    var limits: Limits
    var logger: Logger
    /// Who reads.
    var peer: Peer?

    func run(
        after cursor: Int64?, _ writer: consuming some ResponseBodyWriter, _ channel: any Channel
    ) async throws {
        let reason = Mutex("closed")
        let (queue, feed) = AsyncStream<Event>.makeStream(bufferingPolicy: .bufferingOldest(limits.eventsWaiting))
        // What was kept is written at the reader's pace; only what comes meanwhile waits for it.
        var last = cursor ?? 0
        if let cursor {
            last = try await catchUp(after: cursor, &writer, channel)
        }
        let resumed = cursor.map { _ in last }
        // The desk's stream belongs to this task: it ends, and the desk stops filling it, as soon as the reader is
        // found not to follow, while what the reader has not taken may still wait to be written.
        let pump = Task { [desk] in
            for await event in await desk.events(after: resumed) {
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
        try await withGracefulShutdownHandler {
            for await event in queue {
                try await write(desk.shown(event, to: peer), &writer, channel)
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

    /// - Returns: The number of the last event written; `cursor` when there was none.
    private func catchUp(
        after cursor: Int64, _ writer: inout some ResponseBodyWriter, _ channel: any Channel
    ) async throws -> Int64 {
        var last = cursor
        while !Task.isShuttingDownGracefully {
            let page = await desk.keptEvents(after: last, limit: 256, peer: peer)
            guard let end = page.last else { break }
            for event in page { try await write(event, &writer, channel) }
            last = end.seq
        }
        return last
    }

    private func write(
        _ event: Event, _ writer: inout some ResponseBodyWriter, _ channel: any Channel
    ) async throws {
        let patience = Patience(limits.stall, channel)
        defer { patience.end() }
        try await writer.write(framing.bytes(event))
    }
}
