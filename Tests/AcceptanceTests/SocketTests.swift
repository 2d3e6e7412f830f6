import Glibc
import JSON
import Testing

@Suite("the socket gives what the commands give", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct SocketTests {
    /// A reading verb, and the request that asks the same.
    static let readings: [(verb: [String], request: String)] = [
        (["readiness"], "readiness"), (["verdicts"], "verdicts"),
        (["verdicts", "--rule", "carence", "--only", "yes"], "verdicts?rule=carence&verdict=yes"),
        (["overlaps"], "overlaps"), (["overlaps", "--all"], "overlaps?absorbed=true"), (["values"], "values"),
        (["questions"], "questions"), (["questions", "--limit", "1"], "questions?limit=1"),
        (["why", "chevauchement_equipement", "A1", "B1"], "why?rule=chevauchement_equipement&subject=A1,B1"),
        (["query", "sum(territoire.communes.population)"], "query?expression=sum(territoire.communes.population)"),
        (
            ["query", "territoire.communes[population > 1000].nom"],
            "query?expression=territoire.communes%5Bpopulation%20%3E%201000%5D.nom"
        ),
    ]

    @Test("curl and jq, the command line, and the same without a daemon: three times the same")
    func same() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            for (verb, request) in Self.readings {
                let online = try place.run(Place.maillage, verb + ["-o", "json"])
                let offline = try place.offline(verb + ["-o", "json"])
                #expect(online.code == 0, "\(verb): \(online.error)")
                #expect(online.output == offline.output, "\(verb)")
                let curl = try place.curl("http://localhost/v1/\(request)")
                #expect(try curl.json() == online.json(), "\(verb)")
                for format in ["table", "ndjson", "csv", "tsv"] {
                    #expect(
                        try place.run(Place.maillage, verb + ["-o", format]).output
                            == place.offline(verb + ["-o", format]).output, "\(verb) \(format)")
                }
            }
            let whole = try place.maillage("evaluate", place.territory, "-o", "json")
            #expect(try place.curl("http://localhost/v1/evaluation").json() == whole.json())
        }
    }

    @Test("jq reads it", .enabled(if: Files.isExecutable("/usr/bin/jq")))
    func jq() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let outcome = try place.run(
                "sh",
                [
                    "-c",
                    "curl -sS --unix-socket \"$MAILLAGE_SOCKET\" http://localhost/v1/readiness | jq -c '.assessments[0].mean'",
                ])
            #expect(outcome.output == "{\"lower\":0.76875,\"upper\":0.84375}\n")
        }
    }

    @Test("a stream of server-sent events, for whoever asks for it")
    func serverSentEvents() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let stream = try place.start(
                "curl",
                [
                    "-sSN", "--max-time", "60", "--unix-socket", place.socket, "-H", "Accept: text/event-stream",
                    "http://localhost/v1/events?after=0",
                ])
            try place.edit("val-clair/equipements.csv", "20,50,26000", "20,50,30000")
            try stream.text("event: change")
            try stream.text("\"attribute\":\"heures_utilisees\"")
        }
    }
}

@Suite("hostile requests are refused in one shape", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct HostileTests {
    /// Sends its standard input, then prints what comes until the other side closes. (curl's `telnet:` waits
    /// for ever when the other side closes while it still writes.)
    private static let sender = """
        import socket, sys
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(20)
        link.connect(sys.argv[1])
        try:
            link.sendall(sys.stdin.buffer.read())
        except BrokenPipeError:
            pass
        while piece := link.recv(4096):
            sys.stdout.buffer.write(piece)
        """

    @Test("unknown routes and methods, broken bodies, bodies too large: an envelope each, and service goes on")
    func refusals() throws {
        try Workspace.use { place in
            let daemon = try place.daemon("--max-body", "65536")
            try Files.write(place.file("huge"), String(repeating: "x", count: 1 << 20))
            try Files.write(
                place.file("deep"), String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000))
            try Files.write(place.file("nul"), "{\"facts\":\"\u{0}\"}")
            let url = "http://localhost/v1/"
            let cases: [(Int, [String])] = [
                (404, [url + "verdict"]), (404, ["http://localhost/"]), (404, [url + "../../etc/passwd"]),
                (405, ["-X", "DELETE", url + "verdicts"]), (405, [url + "answers"]),
                (400, [url + "verdicts?rulee=x"]), (400, [url + "verdicts?verdict=maybe"]), (400, [url + "why"]),
                (400, [url + "verdicts?rule=%zz"]), (404, [url + "verdicts?rule=nothing"]),
                (400, [url + "query?expression=1%20%2B"]), (400, [url + "query?expression=nothing_of_that_name"]),
                (413, ["-X", "POST", "--data-binary", "@huge", url + "answers"]),
                (400, ["-X", "POST", "--data-binary", "@deep", url + "answers"]),
                (400, ["-X", "POST", "--data-binary", "@nul", url + "answers"]),
                (400, ["-X", "POST", "--data-binary", "{\"facts\":", url + "answers"]),
                (400, ["-X", "POST", "--data-binary", "", url + "answers"]),
                (422, ["-X", "POST", "--data-binary", "[]", url + "answers"]),
                (422, ["-X", "POST", "--data-binary", "{}", url + "imports"]),
                (
                    422,
                    [
                        "-X", "POST", "--data-binary",
                        "{\"facts\":[{\"record\":\"commune/A\",\"attribute\":\"nul\",\"value\":1}]}", url + "answers",
                    ]
                ),
            ]
            for (status, arguments) in cases {
                let outcome = try place.run(
                    "curl",
                    ["-sS", "--path-as-is", "--max-time", "240", "--unix-socket", place.socket, "-w", "\n%{http_code}"]
                        + arguments)
                let lines = outcome.output.split(separator: "\n")
                #expect(lines.last == "\(status)", "\(arguments): \(outcome.output)\(outcome.error)")
                let envelope = try JSONValue.parse(Array((lines.first ?? "").utf8))
                #expect(envelope.at("error.code")?.stringValue?.isEmpty == false, "\(arguments)")
                for language in ["fr", "en"] {
                    #expect(envelope.at("error.message.\(language)")?.stringValue?.isEmpty == false, "\(arguments)")
                }
                #expect(envelope.at("error.diagnostics")?.items.isEmpty == false, "\(arguments)")
            }
            // What is not HTTP at all ends its own connection only.
            for garbage in [
                "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", String(repeating: "A", count: 200_000),
            ] {
                let outcome = try place.run("python3", ["-c", Self.sender, place.socket], input: garbage)
                #expect(outcome.output.hasPrefix("HTTP/1.1 400 "), "\(outcome.output)\(outcome.error)")
            }
            #expect(!daemon.hasEnded)
            #expect(try place.status().at("territories.0.territory")?.stringValue == "val_clair")
        }
    }
}
