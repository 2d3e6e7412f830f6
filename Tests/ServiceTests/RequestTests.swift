import Client
import Diagnostics
import Glibc
import JSON
import Service
import Testing
import Wire

@Suite("Requests over the socket")
struct RequestTests {
    @Test("a read reaches the desk with its parameters decoded")
    func read() async throws {
        try await RunningDaemon.serve { daemon in
            let body = try await daemon.curl(
                "-G", "http://x/v1/query", "--data-urlencode", "expression=1 + count(l) > é")
            let answer = try JSONValue.parse(body)
            #expect(answer["route"] == "query")
            #expect(answer["parameters"]?["expression"] == "1 + count(l) > é")
        }
    }

    @Test("one connection serves several requests")
    func keepAlive() async throws {
        try await RunningDaemon.serve { daemon in
            let text = try await daemon.curl(
                "-w", "%{num_connects} ", "http://x/v1/status", "http://x/v1/rules", "http://x/v1/none")
            #expect(text.contains("1 ") && text.contains("0 "))
        }
    }

    @Test(
        "refusals carry a status and the envelope",
        arguments: [
            ("GET", "/v1/nothing", 404, "A020"), ("GET", "/", 404, "A020"), ("POST", "/v1/status", 405, "A021"),
            ("DELETE", "/v1/answers", 405, "A021"), ("GET", "/v1/answers", 405, "A021"),
            ("GET", "/v1/verdicts?rul=1", 400, "A022"), ("GET", "/v1/why", 400, "A023"),
            ("GET", "/v1/verdicts?limit=x", 400, "A024"), ("GET", "/v1/query?expression=%f", 400, "A028"),
            ("GET", "/v1/events?after=-1", 400, "A024"),
        ])
    func refusals(_ method: String, _ target: String, _ status: Int, _ code: String) async throws {
        try await RunningDaemon.serve { daemon in
            let text = try await daemon.curl("-X", method, "-w", "\n%{http_code}", "http://x" + target)
            let lines = text.split(separator: "\n")
            #expect(lines.last == "\(status)")
            let body = try JSONValue.parse(String(lines[0]))
            #expect(body["error"]?["code"]?.stringValue == code)
            #expect(body["error"]?["message"]?["fr"]?.stringValue?.isEmpty == false)
            #expect(body["error"]?["diagnostics"]?.arrayValue?.isEmpty == false)
        }
    }

    @Test("HEAD is GET without the body; 405 says what is allowed")
    func head() async throws {
        try await RunningDaemon.serve { daemon in
            let head = try await daemon.curl("-I", "http://x/v1/status")
            #expect(head.hasPrefix("HTTP/1.1 200"))
            #expect(head.contains("Content-Length: "))
            let refused = try await daemon.curl("-i", "-X", "PUT", "http://x/v1/changes")
            #expect(refused.contains("Allow: POST"))
            #expect(try await daemon.curl("-I", "http://x/v1/events").contains("x-ndjson"))
        }
    }

    @Test("a write reaches the desk with the peer's name")
    func write() async throws {
        try await RunningDaemon.serve { daemon in
            let text = try await daemon.curl("-d", #"{"a":[1,2.50]}"#, "http://x/v1/changes")
            let answer = try JSONValue.parse(text)
            let me = Accounts.system.name(geteuid()) ?? ""
            #expect(answer["by"]?.stringValue == me)
            #expect(answer["body"]?["a"]?[1] == .number("2.50"), "numbers keep their text")
            #expect(daemon.desk.told.withLock { $0 } == ["changes \(me)"])
        }
    }

    @Test("a body that is not JSON is shown where it breaks")
    func notJSON() async throws {
        try await RunningDaemon.serve { daemon in
            let answer = try JSONValue.parse(try await daemon.curl("-d", #"{"a": 1,}"#, "http://x/v1/changes"))
            let told = answer["error"]?["diagnostics"]?[0]
            #expect(told?["code"]?.stringValue == "A026")
            #expect(told?["primary"]?["column"]?.intValue == 9)
            #expect(daemon.desk.told.withLock { $0 }.isEmpty)
        }
    }

    @Test("a body too large is refused, announced, chunked or asked for first", arguments: [0, 1, 2])
    func tooLarge(_ way: Int) async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.body, 1000)) { daemon in
            daemon.folder.write("body", String(repeating: "1", count: 2_000_000))
            let fields = [["-H", "Expect:"], ["-H", "Expect:", "-H", "Transfer-Encoding: chunked"], []][way]
            let text = try await command(
                "/usr/bin/curl",
                [
                    "-sS", "--max-time", "240", "--unix-socket", daemon.socket, "-w", "%{http_code}", "--data-binary",
                    "@" + daemon.folder("body"),
                ] + fields + ["http://x/v1/imports"]
            ).output
            #expect(text.hasSuffix("413"))
            #expect(text.contains("A027"))
            #expect(daemon.desk.told.withLock { $0 }.isEmpty)
        }
    }

    @Test("one who may not write is refused and told the group; reading stays open", .enabled(if: canBeAnother))
    func anotherUser() async throws {
        try await RunningDaemon.serve(writers: "no-such-group-here", mode: 0o666) { daemon in
            func asNobody(_ arguments: String...) async throws -> String {
                try await command(
                    "/usr/bin/setpriv",
                    [
                        "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/curl", "-sS", "--unix-socket",
                        daemon.socket,
                    ]
                        + arguments
                ).output
            }
            let refused = try JSONValue.parse(try await asNobody("-d", "{}", "http://x/v1/answers"))
            #expect(refused["error"]?["code"]?.stringValue == "A030")
            #expect(refused["error"]?["message"]?["en"]?.stringValue == "'nobody' may not write")
            #expect(daemon.desk.told.withLock { $0 }.isEmpty)
            let read = try JSONValue.parse(try await asNobody("http://x/v1/status"))
            #expect(read["route"] == "status")
        }
    }

    private static var canBeAnother: Bool { geteuid() == 0 && isPresent("/usr/bin/setpriv") }

    @Test("what is not HTTP is answered 400 and hung up on")
    func garbage() async throws {
        try await RunningDaemon.serve { daemon in
            let raw = try RawClient(daemon.socket)
            raw.send("garbage\r\n\r\n")
            #expect(try await raw.readAll().hasPrefix("HTTP/1.1 400"))
            #expect(try await daemon.curl("http://x/v1/status").contains("status"))
        }
    }

    @Test("headers without end are refused")
    func headers() async throws {
        try await RunningDaemon.serve { daemon in
            let raw = try RawClient(daemon.socket)
            raw.send("GET /v1/status HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n")
            #expect(try await !raw.readAll().hasPrefix("HTTP/1.1 200"))
            #expect(try await daemon.curl("http://x/v1/status").contains("status"))
        }
    }

    @Test("a connection that asks nothing is closed")
    func idle() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.idle, .milliseconds(200))) {
            daemon in
            let raw = try RawClient(daemon.socket)
            #expect(try await raw.readAll() == "")
            let half = try RawClient(daemon.socket)
            half.send("POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
            #expect(try await !half.readAll().contains("201"))
        }
    }

    @Test("connections beyond the limit wait for their turn")
    func connections() async throws {
        try await RunningDaemon.serve(adjusting: Limits(\.connections, 2)) { daemon in
            let first = try RawClient(daemon.socket)
            let second = try RawClient(daemon.socket)
            try await Task.sleep(for: .milliseconds(50))
            async let waiting = daemon.curl("http://x/v1/status")
            try await Task.sleep(for: .milliseconds(100))
            first.hangUp()
            #expect(try await waiting.contains("status"))
            second.hangUp()
        }
    }

    @Test("the client speaks to the daemon")
    func client() async throws {
        try await RunningDaemon.serve { daemon in
            let client = Client(socketPath: daemon.socket)
            try await blocking {
                let answer = try client.get(.query, query: [("expression", "a + b & é")])
                #expect(answer.isSuccess)
                #expect(try JSONValue.parse(answer.body)["parameters"]?["expression"] == "a + b & é")
                let refused = try client.get("/v1/statuss")
                #expect(refused.status == 404)
                #expect(refused.refusals.first?.code.rawValue == "A020")
                let written = try client.post(.answers, body: .array([.number("1")]))
                #expect(written.status == 201)
                let large = JSONValue.string(String(repeating: "é", count: 400_000))
                let echoed = try client.post(.imports, body: large)
                #expect(try JSONValue.parse(echoed.body)["body"] == large)
            }
        }
    }
}
