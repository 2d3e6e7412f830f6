import Glibc
import JSON
import Testing

@Suite("for machines", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct MachineTests {
    @Test("check speaks as monitoring plugins do: one line, performance data, 0 to 3")
    func check() throws {
        try Workspace.use { place in
            let absent = try place.maillage("check", "--lang", "en")
            #expect(absent.code == 3 && absent.output.hasPrefix("MAILLAGE UNKNOWN - "), "\(absent.output)")
            let daemon = try place.daemon()
            let grave = try place.maillage("check", "--lang", "en")
            #expect(grave.code == 2)
            let line = try #require(grave.lines.first)
            #expect(line.hasPrefix("MAILLAGE CRITICAL - 15 open alerts, the worst: competence_double:"), "\(line)")
            let data = try #require(line.split(separator: "|").last)
            #expect(line.count { $0 == "|" } == 1)
            for item in data.split(separator: " ") {
                #expect(item.wholeMatch(of: /[a-z_]+=[0-9]+;;;0/) != nil, "\(item)")
            }
            #expect(try place.maillage("controler", "--critical", "enorme").code == 3)
            let id = "competence_double:competence/K1+exercice/X2"
            #expect(try place.maillage("ack", id, "--note", "vu", "--until", "2026-07-01").code == 0)
            #expect(try place.maillage("check").code == 1, "what somebody sees to is no alarm")
            let hush = try place.maillage(
                "silence", "add", "--severity", "haute", "--until", "2026-07-01", "--reason", "travaux")
            #expect(hush.code == 0, "\(hush.error)")
            #expect(try place.maillage("check").code == 0)
            // What it hangs on is erased: neither there nor gone.
            #expect(try place.maillage("ack", id, "--release").code == 0)
            try place.edit(
                "val-clair/exercices.csv", "X2,val_clair,communal,A,sejours_ete_11_17,jeunesse,oui",
                "X2,val_clair,communal,A,sejours_ete_11_17,jeunesse,")
            try eventually("a suspended alert") { try place.maillage("check").code == 3 }
            #expect(try place.maillage("alerts", "--state", "suspended", "-o", "csv").output.contains(id))
            daemon.send(SIGTERM)
            #expect(try daemon.wait().code == 0)
        }
    }

    /// The reference parser of the format, where it is installed.
    static let parser: String? = ["python3", Place.root + "/.build/schemathesis/bin/python3"].first { python in
        (try? Workspace.probe(python, "import prometheus_client.openmetrics.parser")) == true
    }

    @Test(
        "metrics are OpenMetrics, by its own parser", .enabled(if: parser != nil, "prometheus_client is not installed"))
    func metrics() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let text = try place.curl("http://localhost/metrics").output
            let script = """
                import sys
                from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
                for family in parse(sys.stdin.read()):
                    print(family.name, family.type, len(family.samples))
                """
            let read = try place.run(try #require(Self.parser), ["-c", script], input: text)
            #expect(read.code == 0, "\(read.error)")
            for name in ["maillage_alerts gauge", "maillage_requests counter", "process_cpu_seconds counter"] {
                #expect(read.output.contains(name), "\(read.output)")
            }
            #expect(
                try place.curl("-i", "http://localhost/metrics").output.contains(
                    "application/openmetrics-text; version=1.0.0"))
        }
    }

    @Test("wait returns when the expression comes true, and says why it did not")
    func wait() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            #expect(try place.maillage("wait", "1 = 1").code == 0)
            #expect(try place.maillage("attendre", "1 = 2", "--timeout", "1").code == 10)
            #expect(try place.maillage("wait", "1 +").code == 2)
            let condition = "some p in territoire.projets satisfies some a in p.avis satisfies a.plus_value = false"
            let waiting = try place.start(Place.maillage, ["wait", condition])
            #expect(!waiting.hasEnded)
            #expect(try place.maillage("answer", "avis/jeunesse|E", "plus_value", "non").code == 0)
            #expect(try waiting.wait().code == 0)
        }
    }

    @Test("sql reads views, and nothing else")
    func sql() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let rows = try place.maillage(
                "sql", "SELECT alert, count(*) AS n FROM v_alerts GROUP BY 1 ORDER BY 1", "-o", "csv")
            #expect(rows.output.hasPrefix("alert,n\ncarence,1\ncompetence_double,1\n"), "\(rows.output)\(rows.error)")
            for view in [
                "v_verdicts", "v_alerts", "v_alert_history", "v_deliveries", "v_journal", "v_transitions", "v_facts",
                "v_milestones",
            ] {
                #expect(try place.maillage("sql", "SELECT * FROM \(view)", "--limit", "2").code == 0, "\(view)")
            }
            for statement in [
                "DELETE FROM alert", "ATTACH '\(place.path)/x.sqlite' AS x", "PRAGMA journal_mode = DELETE",
                "WITH t AS (SELECT 1) DELETE FROM alert", "SELECT 1; DELETE FROM alert",
                "VACUUM INTO '\(place.path)/y'",
                "SELECT load_extension('x')", "SELECT * FROM nothing", "",
            ] {
                #expect(try place.maillage("sql", statement).code == 2, "\(statement)")
            }
            #expect(!Files.exists(place.file("x.sqlite")) && !Files.exists(place.file("y")))
        }
    }

    @Test("doctor names the fault and the remedy, with a code")
    func doctor() throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            chmod(place.file("state"), 0o700)
            func doctor() throws -> Outcome { try place.maillage("doctor", "--state", "state", "--lang", "en") }
            let sound = try doctor()
            #expect(sound.code == 0 && !sound.output.contains("fault"), "\(sound.output)")
            daemon.send(SIGTERM)
            _ = try daemon.wait()
            let stopped = try doctor()
            #expect(stopped.code == 0 && stopped.output.contains("warning: cannot reach the daemon"))
            // From a later version.
            let sql = try place.run(
                "python3",
                [
                    "-c",
                    "import sqlite3; d = sqlite3.connect('state/maillage.sqlite'); d.execute(\"INSERT INTO grdb_migrations VALUES ('99')\"); d.commit()",
                ])
            #expect(sql.code == 0, "\(sql.error)")
            let future = try doctor()
            #expect(future.code == 1 && future.output.contains("install the version"), "\(future.output)")
            try Files.write(
                place.file("state/maillage.sqlite"), "no database at all, but long enough to be read as one")
            for name in ["-wal", "-shm"] { unlink(place.file("state/maillage.sqlite\(name)")) }
            #expect(try doctor().code == 1)
            let absent = try place.maillage("diagnostic", "--state", "nowhere", "--lang", "fr")
            #expect(
                absent.code == 1 && absent.output.contains("défaut : dossier d'état")
                    || absent.output.contains("défaut: dossier d'état"))
        }
    }

    @Test(
        "a stop that is asked for during a long write comes within its bound; the write is not answered and not written"
    )
    func boundedStop() throws {
        try Workspace.use { place in
            let daemon = try place.daemon("--stop-within", "1")
            // Pairs grow with the square of their number: far more work than the bound.
            var table = try place.read("val-clair/equipements.csv")
            for number in 0..<2500 {
                table +=
                    "Z\(number),Salle \(number),A,jeunesse,maison_jeunes,40,11,17,20,50,26000,47.7\(number),0.42,adresse\n"
            }
            let files: [JSONValue] = try place.run(
                "sh", ["-c", "cd val-clair && find . -name '*.csv' -o -name '*.yaml' | sed 's|^./||' | sort"]
            ).lines.map { name in
                .object([
                    .init("name", .string(name)),
                    .init("text", .string(name == "equipements.csv" ? table : try place.read("val-clair/\(name)"))),
                ])
            }
            try Files.write(
                place.file("body.json"),
                JSONValue.object([.init("files", .array(files)), .init("reason", "long")]).serialized())
            let writing = try place.start(
                "curl",
                [
                    "-sS", "--max-time", "600", "--unix-socket", place.socket, "-o", "/dev/null", "-w", "%{http_code}",
                    "http://localhost/v1/imports", "-d", "@body.json",
                ])
            // It holds the store from its entry to its commit, its evaluation between: nobody else holds it that long.
            let locked =
                "import sqlite3; sqlite3.connect('state/maillage.sqlite', timeout=0).execute('BEGIN IMMEDIATE')"
            var seen = 0
            try eventually("the write under way") {
                seen = try place.run("python3", ["-c", locked]).error.contains("database is locked") ? seen + 1 : 0
                return seen == 8
            }
            // Readers do not wait for it.
            #expect(try place.maillage("journal", "-o", "csv").code == 0)
            daemon.send(SIGTERM)
            #expect(try daemon.wait(within: 60).code == 0)
            #expect(daemon.error.contains("stopped while a change was under way"), "\(daemon.error)")
            #expect(try writing.wait().output != "200")
            #expect(!Files.exists(place.socket))
            // What was on the disk before is whole, and nothing of the request is.
            let found = try place.maillage("doctor", "--state", "state", "--lang", "en")
            #expect(found.output.contains("whole chain"), "\(found.output)")
            let entries =
                "import sqlite3; print(sqlite3.connect('state/maillage.sqlite').execute("
                + "\"SELECT count(*), sum(reason = 'long') FROM journal\").fetchone())"
            let counted = try place.run("python3", ["-c", entries]).output
            #expect(counted.hasSuffix(", 0)\n") && !counted.hasPrefix("(0,"), "\(counted)")
        }
    }
}

extension Workspace {
    /// Whether a Python has a module.
    static func probe(_ python: String, _ statement: String) throws -> Bool {
        var code: Int32 = 1
        try use { place in code = try place.run(python, ["-c", statement]).code }
        return code == 0
    }
}
