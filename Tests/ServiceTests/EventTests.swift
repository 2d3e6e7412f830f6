import Client
import JSON
import Service
import Synchronization
import Testing
import Wire

@Suite("Events")
struct EventTests {
    @Test("a reader gets what comes, as lines")
    func lines() async throws {
        try await RunningDaemon.serve { daemon in
            async let lines = read(daemon.socket, count: 2)
            try await publish(on: daemon, once: 1)
            daemon.desk.hub.publish("change", .object([.init("n", .number("2"))]))
            let read = try await lines
            #expect(read.map { $0["seq"]?.intValue } == [1, 2])
            #expect(read[1]["kind"] == "change")
            #expect(read[1]["data"]?["n"] == .number("2"))
        }
    }

    @Test("a reader resumes after what it has seen")
    func resume() async throws {
        try await RunningDaemon.serve { daemon in
            for _ in 1...5 { daemon.desk.hub.publish("change", .null) }
            let read = try await read(daemon.socket, after: 3, count: 2)
            #expect(read.map { $0["seq"]?.intValue } == [4, 5])
        }
    }

    @Test("events no longer held are said missing, and so is a cursor from elsewhere", arguments: [(2, 34), (99, 50)])
    func gap(_ after: Int, _ resumed: Int) async throws {
        try await RunningDaemon.serve { daemon in
            for _ in 1...50 { daemon.desk.hub.publish("change", .null) }
            let read = try await read(daemon.socket, after: after, count: 1)
            #expect(read[0]["kind"] == "gap")
            let next = try #require(read[0]["data"]?["resumed_after"]?.intValue)
            #expect(next == resumed || (after == 2 && (34...42).contains(next)))
        }
    }

    @Test("server-sent events carry their number, and the header resumes them")
    func serverSentEvents() async throws {
        try await RunningDaemon.serve { daemon in
            for n in 1...3 { daemon.desk.hub.publish("transition", .number("\(n)")) }
            let raw = try RawClient(daemon.socket)
            raw.send(
                "GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nLast-Event-ID: 1\r\n\r\n")
            let text = try await raw.read(until: "data: 3\n\n")
            raw.hangUp()
            #expect(text.contains("Content-Type: text/event-stream"))
            #expect(text.contains("id: 2\nevent: transition\ndata: 2\n\n"))
            #expect(text.contains("id: 3\nevent: transition\ndata: 3\n\n"))
            #expect(!text.contains("id: 1\n"))
        }
    }

    @Test("a reader that does not follow is dropped, and told where it stood")
    func slowReader() async throws {
        var limits = Limits(\.eventsWaiting, 8)
        limits.stall = .seconds(3600)
        try await RunningDaemon.serve(adjusting: limits) { daemon in
            let raw = try RawClient(daemon.socket)
            raw.send("GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try await eventually { daemon.desk.hub.readerCount == 1 }
            let large = JSONValue.string(String(repeating: "x", count: 100_000))
            try await eventually {
                daemon.desk.hub.publish("change", large)
                return daemon.desk.hub.readerCount == 0
            }
            let text = try await raw.readAll()
            #expect(text.contains(#""reason":"slow_reader""#))
            let last = try #require(
                text.split(whereSeparator: \.isNewline).last { $0.contains("slow_reader") }.map {
                    try JSONValue.parse(String($0))
                })
            let after = try #require(last["data"]?["after"]?.intValue)
            #expect(after > 0 && after < daemon.desk.hub.last)
            #expect(text.contains(#""seq":\#(after),"kind":"change""#))
        }
    }

    @Test("a reader that reads nothing at all is hung up on")
    func stalledReader() async throws {
        var limits = Limits(\.eventsWaiting, 8)
        limits.stall = .milliseconds(200)
        limits.connections = 1
        try await RunningDaemon.serve(adjusting: limits) { daemon in
            let raw = try RawClient(daemon.socket)
            raw.send("GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n")
            let large = JSONValue.string(String(repeating: "x", count: 100_000))
            for _ in 1...100 {
                daemon.desk.hub.publish("change", large)
                try await Task.sleep(for: .milliseconds(1))
            }
            // The only place is free again.
            #expect(try await daemon.curl("http://x/v1/status").contains("status"))
            raw.hangUp()
        }
    }

    @Test("a reader that leaves is forgotten at once")
    func leaving() async throws {
        try await RunningDaemon.serve { daemon in
            async let lines = read(daemon.socket, count: 1)
            try await publish(on: daemon, once: 1)
            _ = try await lines
            try await eventually { daemon.desk.hub.readerCount == 0 }
        }
    }

    @Test("the client says a refused stream in the daemon's words")
    func refused() async throws {
        try await RunningDaemon.serve { daemon in
            let socket = daemon.socket
            let error = try await blocking { () -> ClientError? in
                do throws(ClientError) {
                    try Client(socketPath: socket).stream("/v1/events", query: [("aftr", "1")]) { _ in .goOn }
                    return nil
                } catch { return error }
            }
            #expect(error?.kind == .refused(status: 400))
            #expect(error?.diagnostic.code.rawValue == "A022")
        }
    }

    /// Reads so many lines, then leaves.
    private func read(_ socket: String, after cursor: Int? = nil, count: Int) async throws -> [JSONValue] {
        try await blocking {
            var lines: [JSONValue] = []
            let query = cursor.map { [("after", String($0))] } ?? []
            try Client(socketPath: socket).stream("/v1/events", query: query) { line in
                if let value = try? JSONValue.parse(Array(line)) { lines.append(value) }
                return lines.count < count ? .goOn : .stop
            }
            return lines
        }
    }

    /// Publishes once so many readers are there.
    private func publish(on daemon: RunningDaemon, once readers: Int) async throws {
        try await eventually { daemon.desk.hub.readerCount >= readers }
        daemon.desk.hub.publish("change", .object([.init("n", .number("1"))]))
    }
}
