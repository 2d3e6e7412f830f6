import Glibc
import JSON
import Testing

/// In SQLite's manner: the nth call of a kind fails, once or for good, for n = 1, 2, … until nothing fails.
///
/// A library preloaded into the daemon makes them fail (`Tests/Faults/faults.c`). Every n in `make soak`, a few in
/// between here.
@Suite("fault loop", .enabled(if: Files.isExecutable("/usr/bin/curl") && Faults.compiler != nil))
struct FaultLoopTests {
    static let isLong = getenv("MAILLAGE_SOAK") != nil

    /// What may fail while the daemon runs, or while it starts.
    static let plans: [Faults.Plan] = [
        .init(.write, ENOSPC), .init(.write, ENOSPC, forGood: true), .init(.write, EIO, cut: true),
        .init(.write, EROFS, forGood: true), .init(.sync, EIO), .init(.sync, EIO, forGood: true),
        .init(.truncate, EIO), .init(.open, EMFILE), .init(.unlink, EIO), .init(.read, EIO),
        .init(.all, EIO, forGood: true),
    ]

    /// `FAULT_PLANS=0,4`: those alone, by their place. A start whose verdicts were refused is waited for: several
    /// processes that share the plans take a tenth of the time of one.
    static let chosen: [Faults.Plan] = {
        guard let text = getenv("FAULT_PLANS") else { return plans }
        return String(cString: text).split(separator: ",").compactMap { Int($0) }.filter(plans.indices.contains)
            .map { plans[$0] }
    }()

    @Test(
        "a write that the disk refuses is refused with a code and leaves nothing; the next is taken",
        .enabled(if: isLong, "its length in a debug build is not known yet"))
    func running() throws {
        try Workspace.use { place in
            let faults = try Faults(place)
            var daemon = try start(place, faults)
            let before = try place.curl("http://localhost/v1/evaluation").output
            var value = 10_000
            for plan in Self.plans + [.init(.rename, EIO)] {
                var nth: Int64 = 1
                var failures = 0
                while true {
                    let state = try State(place)
                    value += 1
                    faults.arm(plan, nth)
                    let reply = try state.write(value)
                    let failed = faults.disarm()
                    let label = "\(plan), call \(nth): \(reply.text)"
                    if reply.status != 200 {
                        failures += 1
                        #expect(reply.status == 507 && reply.text.contains("\"code\":\"S00"), "\(label)")
                        #expect(try State(place) == state, "half applied; \(label)")
                        if failures.isMultiple(of: Self.isLong ? 5 : 20) {
                            // A crash right after the refusal: all of it is there, or none.
                            daemon.send(SIGKILL)
                            _ = try daemon.wait()
                            unlink(place.socket)
                            daemon = try start(place, faults)
                            #expect(try place.maillage("verify").code == 0, "\(label)")
                        }
                        value += 1
                        let again = try State(place).write(value)
                        #expect(again.status == 200, "not taken afterwards: \(again.text); \(label)")
                    }
                    let last = try State(place)
                    #expect(last.entries.last == "value \(value)", "\(label)")
                    #expect(last.evaluation != state.evaluation, "answered and not applied; \(label)")
                    if failed == 0 { break }
                    nth += Self.isLong ? 1 : 1 + nth / 2
                }
                print("fault loop, running: \(plan): \(failures) refusals, up to call \(nth)")
            }
            let state = try State(place)
            let found = try place.maillage("verify", "-o", "json")
            #expect(try found.code == 0 && found.json()["sound"]?.boolValue == true, "\(found.output)")
            daemon.send(SIGTERM)
            #expect(try daemon.wait().code == 0)
            _ = try place.daemon()
            #expect(try State(place).evaluation == state.evaluation)
            #expect(state.evaluation != before)
        }
    }

    @Test(
        "a start that the disk refuses says why, and the next start finds all it needs",
        .enabled(if: isLong, "its length in a debug build is not known yet"))
    func starting() throws {
        try Workspace.use { place in
            let faults = try Faults(place)
            var daemon = try start(place, faults)
            let expected = try State(place)
            daemon.send(SIGTERM)
            #expect(try daemon.wait().code == 0)
            for plan in Self.isLong ? Self.chosen : [.init(.write, ENOSPC), .init(.all, EIO, forGood: true)] {
                var nth: Int64 = 1
                var refused = 0
                while true {
                    #expect(try place.run("sh", ["-c", "rm -rf state && mkdir -m 0700 state"]).code == 0)
                    faults.arm(plan, nth)
                    daemon = try place.starting(environment: faults.environment)
                    try eventually("a daemon that serves or ends") { daemon.hasEnded || place.isServed }
                    let failed = faults.disarm()
                    let label = "\(plan), call \(nth)"
                    if daemon.hasEnded {
                        refused += 1
                        let end = try daemon.wait()
                        #expect(end.code == 1, "\(label): \(end.code) \(end.error)")
                        #expect(end.error.contains(/[AS]0[0-9][0-9]:/), "no code; \(label): \(end.error)")
                        daemon = try start(place, faults)
                    }
                    // Served from the first, or by the start after: the same either way, without a restart.
                    try eventually("the territory; \(label): \(daemon.error)", within: 30) {
                        try State(place).evaluation == expected.evaluation
                    }
                    // Verdicts that the disk refused are offered again ten seconds later; until then it is said that they are
                    // not kept.
                    try eventually("a sound store; \(label)", within: 30) { try place.maillage("verify").code == 0 }
                    daemon.send(SIGTERM)
                    #expect(try daemon.wait().code == 0)
                    if failed == 0 { break }
                    nth += Self.isLong ? 1 + nth / 40 : 1 + nth * 2
                }
                print("fault loop, starting: \(plan): \(refused) starts refused, up to call \(nth)")
            }
        }
    }

    @Test("connections that cannot be accepted come in once they can", arguments: [EMFILE, ECONNABORTED, ENOMEM])
    func accepting(_ error: Int32) throws {
        try Workspace.use { place in
            let faults = try Faults(place)
            let daemon = try start(place, faults)
            for nth in 1...3 {
                faults.arm(.init(.accept, error), Int64(nth))
                for _ in 1...4 { _ = try place.curl("http://localhost/v1/status") }
                _ = faults.disarm()
                #expect(try place.maillage("status").code == 0)
            }
            faults.arm(.init(.accept, error, forGood: true), 1)
            let waiting = try place.start(Place.maillage, ["status"])
            try eventually("an accept that failed") { faults.failed > 0 }
            _ = faults.disarm()
            #expect(try waiting.wait().code == 0)
            #expect(!daemon.hasEnded, "\(daemon.error)")
        }
    }

    @Test("a long answer is given again whole where the kernel gives no file in memory for it")
    func withoutMemoryFiles() throws {
        try Workspace.use { place in
            let faults = try Faults(place)
            _ = try start(place, faults)
            faults.arm(.init(.memory, EMFILE, forGood: true), 1)
            let address = "http://localhost/v1/evaluation"
            // On one connection: read, and kept once it was written; given again from the second on.
            let answers = try place.curl(
                "http://localhost/v1/status", "-o", place.file("status"), address, address, address)
            #expect(faults.disarm() > 0)
            let whole = try place.curl(address).output
            #expect(whole.utf8.count > 300_000 && answers.output == whole + whole + whole)
        }
    }

    private func start(_ place: Workspace, _ faults: Faults) throws -> Program {
        let daemon = try place.starting(environment: faults.environment)
        try eventually("a daemon that accepts connections") {
            try #require(!daemon.hasEnded, "the daemon ended: \(daemon.error)")
            return place.isServed
        }
        return daemon
    }
}

/// What a daemon says of itself: its entries, and all its verdicts.
private struct State: Equatable {
    var entries: [String]
    var evaluation: String
    private let place: Workspace

    init(_ place: Workspace) throws {
        self.place = place
        let page = try place.curl("http://localhost/v1/journal?limit=10000").json()
        entries = page["entries"]?.arrayValue?.compactMap { $0["reason"]?.stringValue } ?? []
        evaluation = try place.curl("http://localhost/v1/evaluation").output
    }

    static func == (left: State, right: State) -> Bool {
        left.entries == right.entries && left.evaluation == right.evaluation
    }

    func write(_ value: Int) throws -> (status: Int, text: String) {
        let body =
            "{\"reason\":\"value \(value)\",\"facts\":[{\"record\":\"equipement/A1\",\"attribute\":\"heures_utilisees\",\"value\":\(value)}]}"
        let lines = try place.curl(
            "-w", "%{http_code}", "-H", "Content-Type: application/json", "-d", body, "http://localhost/v1/answers"
        ).lines
        return (lines.last.flatMap { Int($0) } ?? 0, lines.dropLast().joined())
    }
}
