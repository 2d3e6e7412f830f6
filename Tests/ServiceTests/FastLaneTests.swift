import Glibc
import Testing

@testable import Service

/// Answers given again from the bytes of before.
@Suite("the same bytes get the same answer, while what is served is the same", .serialized) struct FastLaneTests {
    private func head(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n" }

    @Test("read once, until something changes; whatever the connection")
    func again() async throws {
        try await RunningDaemon.serve { daemon in
            daemon.desk.promised.withLock { $0 = 1 }
            let client = try RawClient(daemon.socket)
            var answers: Set<String> = []
            for _ in 1...5 {
                client.send(head("/v1/status"))
                answers.insert(try await client.read(until: "}}"))
            }
            #expect(answers.count == 1 && answers.first?.hasPrefix("HTTP/1.1 200 OK\r\n") == true, "\(answers)")
            #expect(daemon.desk.reads.load(ordering: .relaxed) == 1)
            let other = try RawClient(daemon.socket)
            // Its first request may come before it is let in.
            for _ in 1...2 {
                other.send(head("/v1/status"))
                #expect(try await other.read(until: "}}") == answers.first)
            }
            let before = daemon.desk.reads.load(ordering: .relaxed)
            #expect(before <= 2)
            daemon.desk.promised.withLock { $0 = 2 }
            client.send(head("/v1/status"))
            _ = try await client.read(until: "}}")
            #expect(daemon.desk.reads.load(ordering: .relaxed) == before + 1)
            #expect(
                try await daemon.curl("http://x/metrics").contains(
                    "maillage_requests_total{route=\"status\",status=\"200\"} 8"))
        }
    }

    @Test("what depends on more than the version is asked each time; so is everything of a desk without one")
    func unshared() async throws {
        try await RunningDaemon.serve { daemon in
            let client = try RawClient(daemon.socket)
            for number in 1...3 {
                client.send(head("/v1/status"))
                _ = try await client.read(until: "}}")
                #expect(daemon.desk.reads.load(ordering: .relaxed) == number)
            }
            daemon.desk.promised.withLock { $0 = 1 }
            for number in 4...6 {
                client.send(head("/v1/journal"))
                _ = try await client.read(until: "}}")
                #expect(daemon.desk.reads.load(ordering: .relaxed) == number)
            }
            // A head that asks for the end of the connection is no answer for another.
            for _ in 1...2 {
                let closing = try RawClient(daemon.socket)
                closing.send("GET /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                #expect(try await closing.readAll().contains("\"route\":\"status\""))
            }
            #expect(daemon.desk.reads.load(ordering: .relaxed) == 8)
            // Nor is one of a version whose connections end by themselves.
            for _ in 1...2 {
                let older = try RawClient(daemon.socket)
                older.send("GET /v1/status HTTP/1.0\r\nHost: x\r\n\r\n")
                #expect(try await older.read(until: "}}").contains("\"route\":\"status\""))
                older.hangUp()
            }
            #expect(daemon.desk.reads.load(ordering: .relaxed) == 10)
        }
    }

    @Test("answers keep the order of requests: one after another, at once, split, with bodies between")
    func order() async throws {
        try await RunningDaemon.serve { daemon in
            daemon.desk.promised.withLock { $0 = 1 }
            let known = try RawClient(daemon.socket)
            for _ in 1...2 {
                known.send(head("/v1/rules"))
                _ = try await known.read(until: "}}")
            }
            // A slow one, and behind it one that is known.
            known.send(head("/v1/verdicts?rule=lente"))
            known.send(head("/v1/rules"))
            known.send(head("/v1/territories"))
            #expect(
                Self.routes(try await known.read(until: "territories\",\"parameters\":{}}"))
                    == ["verdicts", "rules", "territories"])
            // Several in one piece, then one in two pieces, then a body.
            let client = try RawClient(daemon.socket)
            client.send(head("/v1/rules"))
            _ = try await client.read(until: "}}")
            client.send(head("/v1/rules") + head("/v1/status"))
            #expect(Self.routes(try await client.read(until: "status\",\"parameters\":{}}")) == ["rules", "status"])
            client.send("GET /v1/rules HT")
            client.send("TP/1.1\r\nHost: x\r\n\r\n")
            #expect(Self.routes(try await client.read(until: "}}")) == ["rules"])
            client.send("POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" + head("/v1/rules"))
            #expect(try await client.read(until: "rules\",\"parameters\":{}}").contains("201"))
            client.send(head("/v1/rules"))
            #expect(Self.routes(try await client.read(until: "}}")) == ["rules"])
        }
    }

    @Test("a connection that goes on asking is not idle; one that stops is")
    func deadline() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.idle, .seconds(2))) { daemon in
            daemon.desk.promised.withLock { $0 = 1 }
            // On a machine that holds a request up for as long as the limit, nothing is told: asked again.
            for _ in 1...20 {
                let client = try RawClient(daemon.socket)
                var last = ContinuousClock.now
                var longest = Duration.zero
                var answered = 0
                for _ in 1...10 {
                    client.send(head("/v1/status"))
                    if try await client.read(until: "}}").contains("200") { answered += 1 }
                    try await Task.sleep(for: .milliseconds(300))
                    longest = max(longest, last.duration(to: .now))
                    last = .now
                }
                guard longest < .seconds(1) else { continue }
                #expect(answered == 10)
                #expect(try await client.readAll() == "")
                return
            }
            Issue.record("no ten requests in a row went through fast enough to tell")
        }
    }

    @Test("a long answer is a file of the kernel's: the same bytes to all, slow or gone; closed when nobody reads it")
    func long() async throws {
        // However slow the machine, a connection that was let in stays in the lane.
        try await RunningDaemon.serve(adjusting: Limits(\.idle, .seconds(3600))) { daemon in
            daemon.desk.promised.withLock { $0 = 1 }
            let end = "\(FakeDesk.longText.suffix(8))\"}"
            let target = head("/v1/verdicts?rule=longue")
            let client = try RawClient(daemon.socket)
            // Its first request may come before it is let in.
            for _ in 1...2 {
                client.send(target)
                _ = try await client.read(until: end)
            }
            let reads = daemon.desk.reads.load(ordering: .relaxed)
            client.send(target)
            let answer = try await client.read(until: end)
            #expect(answer.contains(FakeDesk.longText) && answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(Self.memoryFiles() == 1)
            // Others begin to read, one goes away, what is served changes: each has what it was promised.
            let others = try (0..<4).map { _ in try RawClient(daemon.socket) }
            for other in others {
                other.send(head("/v1/status"))
                _ = try await other.read(until: "}}")
                other.send(target)
                #expect(other.read().starts(with: "HTTP/1.1 200".utf8))
            }
            #expect(daemon.desk.reads.load(ordering: .relaxed) <= reads + 4)
            others[0].hangUp()
            daemon.desk.promised.withLock { $0 = 2 }
            client.send(head("/v1/status"))
            _ = try await client.read(until: "}}")
            for other in others[1...] {
                let rest = try await other.read(until: end)
                #expect(rest.contains(end) && rest.utf8.count > FakeDesk.longText.utf8.count - 4096)
                other.send(head("/v1/rules"))
                #expect(Self.routes(try await other.read(until: "}}")) == ["rules"])
            }
            // The one that left is noticed a moment later.
            for _ in 1...1000 where Self.memoryFiles() > 0 {
                client.send(head("/v1/status"))
                _ = try await client.read(until: "}}")
            }
            #expect(Self.memoryFiles() == 0)
        }
    }

    @Test("a client that ends its side as soon as it has asked is given the whole of a long answer")
    func halfClosed() async throws {
        try await RunningDaemon.serve { daemon in
            daemon.desk.promised.withLock { $0 = 1 }
            for _ in 1...10 {
                let client = try RawClient(daemon.socket)
                client.send(head("/v1/verdicts?rule=longue"))
                client.endSending()
                #expect(try await client.readAll().hasSuffix("\(FakeDesk.longText.suffix(8))\"}\n"))
            }
            // From the file, on a connection that has asked before.
            for _ in 1...10 {
                let client = try RawClient(daemon.socket)
                client.send(head("/v1/status"))
                _ = try await client.read(until: "}}")
                client.send(head("/v1/verdicts?rule=longue"))
                client.endSending()
                #expect(try await client.readAll().hasSuffix("\(FakeDesk.longText.suffix(8))\"}\n"))
            }
        }
    }

    @Test("one that ends its side and then reads nothing is not waited for longer than any that stalls")
    func halfClosedAndStalled() async throws {
        var limits = Limits(\.idle, .seconds(3600))
        limits.stall = .seconds(1)
        try await RunningDaemon.serve(adjusting: limits) { daemon in
            let client = try RawClient(daemon.socket)
            client.send(head("/v1/verdicts?rule=longue"))
            client.endSending()
            #expect(try await client.isLetGo(within: .seconds(120)))
            #expect(try await client.readAll().utf8.count < FakeDesk.longText.utf8.count)
        }
    }

    /// How many such files of that length this process holds: other tests have theirs, shorter ones.
    private static func memoryFiles() -> Int {
        (0..<1024).count { descriptor in
            var name = [UInt8](repeating: 0, count: 64)
            let count = readlink("/proc/self/fd/\(descriptor)", &name, name.count)
            var about = stat()
            return count > 0 && String(decoding: name[..<count], as: UTF8.self).contains("maillage-answer")
                && fstat(Int32(descriptor), &about) == 0 && about.st_size > FakeDesk.longText.utf8.count
        }
    }

    private static func routes(_ text: String) -> [String] {
        text.split(separator: "{\"route\":\"").dropFirst().compactMap {
            $0.split(separator: "\"").first.map(String.init)
        }
    }
}
