import Glibc
import JSON
import Testing

@Suite("the daemon's life")
struct LifetimeTests {
    @Test("killed right after it acknowledged an answer, it has it when it starts again", arguments: 1...3)
    func kill(_ round: Int) throws {
        try Workspace.use { place in
            let first = try place.daemon()
            let answer = try place.maillage("answer", "avis/jeunesse|E", "plus_value", round == 2 ? "non" : "oui")
            first.send(SIGKILL)
            #expect(answer.code == 0, "\(answer.error)")
            #expect(try first.wait().code == 128 + SIGKILL)
            #expect(Files.exists(place.socket))
            let before = answer.output
            _ = try place.daemon()
            let value = try place.maillage("why", "plus_value_programmes", "-o", "json").output
            #expect(value.contains("person:"), "\(before)\(value)")
            let readiness = try place.maillage("readiness", "-o", "json").json()
            #expect(readiness.at("assessments.0.mean.upper")?.number == (round == 2 ? 13.3 / 16 : 0.84375))
            #expect(readiness.at("assessments.0.mean.lower")?.number == (round == 2 ? 0.76875 : 12.5 / 16))
            let journal = try place.curl("http://localhost/v1/journal").output
            #expect(journal.contains("plus_value"))
        }
    }

    @Test("killed while it answers many, it has each that was acknowledged")
    func killUnderWay() throws {
        try Workspace.use { place in
            let first = try place.daemon()
            // Ten writers in turn, each noting what was acknowledged.
            let writer = try place.start(
                "sh",
                [
                    "-c",
                    """
                    for n in 26001 26002 26003 26004 26005 26006 26007 26008 26009 26010 26011 26012; do
                        curl -sSf -o /dev/null --unix-socket "$MAILLAGE_SOCKET" -d \
                        "{\\"facts\\":[{\\"record\\":\\"equipement/A1\\",\\"attribute\\":\\"surface\\",\\"value\\":$n}]}" \
                        http://localhost/v1/answers || exit 1
                        echo $n
                    done
                    """,
                ])
            try eventually("a few acknowledged answers") { writer.output.split(separator: "\n").count >= 3 }
            first.send(SIGKILL)
            let acknowledged = try #require(try writer.wait().lines.last)
            _ = try place.daemon()
            let journal = try place.curl("http://localhost/v1/journal?limit=1000").output
            #expect(journal.contains(acknowledged))
        }
    }

    @Test("a second daemon is refused on the socket and on the state, and the first goes on")
    func second() throws {
        try Workspace.use { place in
            let first = try place.daemon()
            for (socket, state) in [("s.sock", "other"), ("other.sock", "state")] {
                let second = try place.run(
                    Place.maillaged,
                    [
                        "--rules", "rules", "--policies", "policies", "--territory", "val-clair", "--state",
                        place.file(state), "--socket", place.file(socket), "--lang", "en",
                    ])
                #expect(second.code == 1)
                #expect(second.error.contains("A010"), "\(second.error)")
            }
            #expect(!first.hasEnded)
            #expect(try place.maillage("status").code == 0)
        }
    }

    @Test("a socket left behind is cleaned; what is not a socket is left alone")
    func stale() throws {
        try Workspace.use { place in
            let first = try place.daemon()
            first.send(SIGKILL)
            _ = try first.wait()
            #expect(Files.exists(place.socket))
            #expect(try place.maillage("status").code == 69)
            let second = try place.daemon()
            #expect(try place.maillage("status").code == 0)
            second.send(SIGTERM)
            #expect(try second.wait().code == 0)
            try Files.write(place.socket, "precious")
            let third = try place.run(
                Place.maillaged,
                [
                    "--rules", "rules", "--policies", "policies", "--territory", "val-clair", "--state", "state",
                    "--socket", place.socket,
                ])
            #expect(third.code == 1)
            #expect(Files.read(place.socket) == "precious")
        }
    }

    @Test("asked to stop, it ends its streams, removes its socket and exits 0", arguments: [SIGTERM, SIGINT])
    func stop(_ signal: Int32) throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            _ = try watch.event("the pack's event") { $0["kind"]?.stringValue == "rules" }
            daemon.send(signal)
            #expect(try daemon.wait(within: 20).code == 0)
            #expect(try watch.wait(within: 20).output.contains("shutdown"))
            #expect(!Files.exists(place.socket))
        }
    }

    @Test("asked to stop, it lets who is reading have the whole of a long answer, made or given again")
    func stopBesideAReader() throws {
        for isGivenAgain in [false, true] {
            try Workspace.use { place in
                let daemon = try place.daemon()
                let whole = isGivenAgain ? try place.curl("http://localhost/v1/evaluation").output : ""
                // The second request of a connection is the one that may be given again. What a reader leaves in a pipe
                // and in the socket is less than the answer: it goes on once the daemon is stopping.
                let slow = try place.start(
                    "sh",
                    [
                        "-c",
                        """
                        mkfifo go
                        { curl -sSN --unix-socket "$MAILLAGE_SOCKET" -o status http://localhost/v1/status \
                            --next -sSN --unix-socket "$MAILLAGE_SOCKET" http://localhost/v1/evaluation || echo failed; } |
                            { head -c 1024; read go < go; cat; }
                        """,
                    ])
                try eventually("the first bytes of a long answer") { !slow.output.isEmpty }
                daemon.send(SIGTERM)
                try eventually("a daemon that is stopping") { !Files.exists(place.socket) }
                try Files.write(place.file("go"), "go\n")
                let read = try slow.wait()
                #expect(read.code == 0, "\(read.error)")
                #expect(read.output.utf8.count > 300_000 && read.output.hasSuffix("}\n"))
                #expect(!isGivenAgain || read.output == whole)
                #expect(try daemon.wait(within: 20).code == 0)
            }
        }
    }

    @Test("started on broken rules, it says so and serves once they are mended")
    func brokenFromTheStart() throws {
        try Workspace.use { place in
            let file = "rules/recouvrements/valeurs.yaml"
            let text = try place.read(file)
            try Files.write(place.file(file), text + "\nvalues: [\n")
            _ = try place.daemon()
            let status = try place.status()
            #expect(status.at("pack")?.isNull == true)
            #expect(status.at("refused.diagnostics")?.items.isEmpty == false)
            #expect(try place.maillage("overlaps").code == 69)
            try Files.replace(place.file(file), text)
            try eventually("rules that are live") { try place.status().at("pack.hash") != nil }
            #expect(
                try place.maillage("overlaps", "-o", "json").output == place.offline(["overlaps", "-o", "json"]).output)
        }
    }

    @Test("what a folder states while the daemon is down is taken when it starts")
    func changedWhileDown() throws {
        try Workspace.use { place in
            let first = try place.daemon()
            first.send(SIGTERM)
            _ = try first.wait()
            try place.edit("val-clair/equipements.csv", "20,50,26000", "20,50,30000")
            _ = try place.daemon()
            #expect(
                try place.maillage("values", "-o", "json").output == place.offline(["values", "-o", "json"]).output)
        }
    }
}
