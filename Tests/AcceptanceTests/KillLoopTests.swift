import Glibc
import JSON
import Testing

/// The daemon killed at random moments under concurrent writers: 8 rounds here, 500 in `make soak`.
@Suite("kill loop", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct KillLoopTests {
    static let rounds = getenv("MAILLAGE_SOAK") == nil ? 8 : 500

    @Test("every acknowledged write is there, the chain verifies, the file is whole")
    func kill() throws {
        try Workspace.use { place in
            var random = SystemRandomNumberGenerator()
            var acknowledged: Set<String> = []
            var starts: [Duration] = []
            for round in 1...Self.rounds {
                let begin = ContinuousClock.now
                let daemon = try place.starting()
                try eventually("a daemon that accepts connections") {
                    try #require(!daemon.hasEnded, "the daemon ended: \(daemon.error)")
                    return place.isServed
                }
                starts.append(ContinuousClock.now - begin)
                let writers = try (1...3).map { writer in
                    return try place.start(
                        "sh",
                        [
                            "-c",
                            """
                            n=0
                            while n=$((n + 1)); do
                                reason="round-\(round)-\(writer)-$n"
                                curl -sSf -o /dev/null --unix-socket "$MAILLAGE_SOCKET" -d \\
                                "{\\"reason\\":\\"$reason\\",\\"facts\\":[{\\"record\\":\\"equipement/A1\\",\\"attribute\\":\\"surface\\",\\"value\\":$((n * 10 + \(writer)))}]}" \\
                                http://localhost/v1/answers || exit 1
                                echo "$reason"
                            done
                            """,
                        ])
                }
                // A random moment: after a random number of acknowledgements, then a random instant.
                let goal = Int.random(in: 0...6, using: &random)
                try eventually("\(goal) acknowledgements") {
                    writers.reduce(0) { $0 + $1.output.split(separator: "\n").count } >= goal
                }
                usleep(UInt32.random(in: 0...30_000, using: &random))
                daemon.send(SIGKILL)
                #expect(try daemon.wait().code == 128 + SIGKILL)
                for writer in writers { acknowledged.formUnion(try writer.wait().lines) }
                unlink(place.socket)
            }
            starts.sort()
            print(
                "kill loop: \(Self.rounds) rounds, \(acknowledged.count) acknowledged writes;",
                "start to first connection: median \(starts[starts.count / 2]),",
                "99 % under \(starts[starts.count * 99 / 100]), longest \(starts[starts.count - 1])")
            _ = try place.daemon()
            let found = try place.maillage("verify", "-o", "json")
            #expect(try found.code == 0 && found.json()["sound"]?.boolValue == true, "\(found.output)")
            let script =
                "import sqlite3; print(sqlite3.connect('state/maillage.sqlite').execute('PRAGMA integrity_check').fetchone()[0])"
            #expect(try place.run("python3", ["-c", script]).output == "ok\n")
            var kept: Set<String> = []
            var after = 0
            while true {
                let page = try place.maillage("journal", "--after", String(after), "--limit", "1000", "-o", "json")
                    .json()
                let entries = page["entries"]?.items ?? []
                kept.formUnion(entries.compactMap { $0["reason"]?.stringValue })
                guard let last = entries.last?["seq"]?.intValue else { break }
                after = last
            }
            #expect(!acknowledged.isEmpty)
            #expect(
                acknowledged.subtracting(kept).isEmpty, "lost: \(acknowledged.subtracting(kept).sorted().prefix(5))")
        }
    }
}
