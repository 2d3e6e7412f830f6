import Glibc
import JSON
import Testing

@testable import Service

/// Clients that take their time, or come in numbers.
@Suite("what one client may take", .enabled(if: isPresent("/usr/bin/curl"))) struct LimitTests {
    @Test("a head that comes byte by byte is cut off, however steady the bytes")
    func dribble() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.idle, .milliseconds(400))) { daemon in
            let slow = try RawClient(daemon.socket)
            let sending = Task {
                for character in "GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Slow: " + String(repeating: "a", count: 600) {
                    slow.send(String(character))
                    try? await Task.sleep(for: .milliseconds(20))
                    if Task.isCancelled { return }
                }
            }
            // Ends long before the twelve seconds that the bytes would take.
            #expect(try await slow.readAll() == "")
            sending.cancel()
            #expect(try await daemon.curl("http://localhost/v1/status").contains("status"))
        }
    }

    @Test("a body that never ends is cut off")
    func body() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.bodyTime, .milliseconds(400))) { daemon in
            let slow = try RawClient(daemon.socket)
            slow.send("POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
            let sending = Task {
                while !Task.isCancelled {
                    slow.send(" ")
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            _ = try await slow.readAll()
            sending.cancel()
            #expect(daemon.desk.told.withLock { $0.isEmpty })
        }
    }

    @Test("who goes on sending what was refused is read to its end, and told; who keeps silent then is let go")
    func refused() async throws {
        // Neither is waited for until it would be idle.
        var limits = Limits(\.idle, .seconds(3600))
        limits.linger = .milliseconds(500)
        let endless = "GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Long: " + String(repeating: "a", count: 4 << 20)
        try await RunningDaemon.serve(adjusting: limits) { daemon in
            let silent = try RawClient(daemon.socket)
            silent.send("GET /v1/status HTTP/1.1\r\n: x\r\n\r\n")
            #expect(try await silent.readAll().hasPrefix("HTTP/1.1 400"))
            // It keeps its own side: the end of the answer is not yet that of the connection.
            #expect(try await silent.isLetGo(within: .seconds(120)))
        }
        limits.linger = .seconds(3600)
        try await RunningDaemon.serve(adjusting: limits) { daemon in
            for _ in 1...10 {
                let client = try RawClient(daemon.socket)
                #expect(try await blocking { client.send(endless) })
                client.endSending()
                #expect(try await client.readAll().hasPrefix("HTTP/1.1 400"))
            }
        }
    }

    @Test("one account cannot take every connection; those over are closed, the others served")
    func crowd() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.connectionsPerAccount, 3)) { daemon in
            let clients = try (0..<3).map { _ in try RawClient(daemon.socket) }
            for client in clients {
                client.send("GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await client.read(until: "}").contains("200"))
            }
            let over = try RawClient(daemon.socket)
            over.send("GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await !over.readAll().contains("200"))
            clients[0].hangUp()
            try await eventually {
                (try? await daemon.curl("http://localhost/v1/status"))?.contains("status") == true
            }
        }
    }
}
