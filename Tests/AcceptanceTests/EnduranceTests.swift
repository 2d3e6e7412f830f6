import Glibc
import JSON
import Testing

/// Clients that are wrong, many, or slow: reduced runs of what `make soak` does for hours.
@Suite("clients of every kind", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct EnduranceTests {
    @Test("requests made up: refused with a code or answered, and the daemon is not moved")
    func fuzz() throws {
        try Workspace.use { place in
            let daemon = try place.daemon("--log", "error")
            let found = try place.run(
                "python3",
                [
                    Place.root + "/Tests/Python/http_fuzz.py", place.socket, String(daemon.pid), "--cases", "300",
                    "--keep", place.path,
                ], patience: 240)
            print(found.output)
            #expect(found.code == 0, "\(found.output)\(found.error)\(daemon.error)")
        }
    }

    @Test(
        "requests in number and silent clients leave nothing behind",
        .enabled(
            if: FaultLoopTests.isLong, "a full queue of connections beside every other test is not told from a fault"))
    func endurance() throws {
        try Workspace.use { place in
            let found = try place.run(
                "python3",
                [
                    Place.root + "/Tests/Python/endurance.py", Place.maillaged, "--requests", "1000", "--reloads", "0",
                    "--idle", "0", "--clients", "300", "--loris", "3", "--resident", "400", "--bounds",
                ], patience: 240)
            print(found.output)
            #expect(found.code == 0, "\(found.output)\(found.error)")
        }
    }

    @Test("keep-alive clients in parallel get no error", .enabled(if: Faults.compiler != nil))
    func load() throws {
        try Workspace.use { place in
            let built = try place.run(
                try #require(Faults.compiler),
                ["-O2", "-o", place.file("load"), Place.root + "/Benchmarks/load/load.c"])
            #expect(built.code == 0, "\(built.error)")
            _ = try place.daemon("--log", "error")
            let figures = try place.run(
                place.file("load"),
                [place.socket, "16", "1", "/v1/status", "/v1/overlaps", "/v1/rules", "/v1/journal?limit=5"])
            #expect(figures.code == 0)
            #expect(try figures.json()["errors"]?.intValue == 0, "\(figures.output)")
            #expect(try figures.json()["requests"]?.intValue ?? 0 > 16, "\(figures.output)")
        }
    }
}
