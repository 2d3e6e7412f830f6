import Glibc
import JSON
import Testing

@Suite("the memory of a daemon, through its socket", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct MemoryTests {
    private func answer(_ place: Workspace, _ value: String) throws {
        #expect(try place.maillage("answer", "avis/jeunesse|E", "plus_value", value, "--reason", "conseil").code == 0)
    }

    private func answerJSON(_ place: Workspace, _ arguments: String...) throws -> JSONValue {
        let outcome = try place.run(Place.maillage, arguments + ["-o", "json"])
        #expect(outcome.code == 0, "\(arguments): \(outcome.error)")
        return try outcome.json()
    }

    @Test("a milestone gives again what was given, after a restart too, and the difference says why")
    func milestones() throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            let before = try place.maillage("evaluate", place.territory, "-o", "json").output
            let then = try place.maillage("verdicts", "-o", "json").output
            #expect(try place.maillage("milestone", "add", "COPIL 12/03", "--reason", "vote").code == 0)
            #expect(try place.maillage("milestone", "add", "COPIL 12/03").code == 2)
            for taken in ["now", "2026-11-28"] {
                let refused = try place.maillage("milestone", "add", taken)
                #expect(refused.code == 2 && refused.error.contains("A087"), "\(taken)")
            }
            try answer(place, "non")
            #expect(try place.maillage("verdicts", "-o", "json").output != then)
            #expect(try place.maillage("verdicts", "--known-at", "COPIL 12/03", "-o", "json").output == then)
            let listed = try answerJSON(place, "milestone", "list")
            #expect(listed.at("milestones.0.name")?.stringValue == "COPIL 12/03")
            #expect(listed.at("milestones.0.reason")?.stringValue == "vote")

            let difference = try answerJSON(place, "diff", "COPIL 12/03", "now")
            let causes = difference["changes"]?.items.flatMap { $0["because"]?.items ?? [] } ?? []
            #expect(!causes.isEmpty)
            #expect(
                causes.allSatisfy { $0["kind"]?.stringValue == "fact" && $0["attribute"]?.stringValue == "plus_value" })
            #expect(causes.allSatisfy { $0["reason"]?.stringValue == "conseil" && $0["journal"]?.intValue != nil })
            let since = try answerJSON(place, "why", "plus_value_programmes", "--since", "COPIL 12/03")
            #expect(since.at("since.changes.0.because.0.attribute")?.stringValue == "plus_value")
            #expect(
                try place.maillage("pourquoi", "plus_value_programmes", "--since", "COPIL 12/03").output.contains(
                    "conseil"))

            // By curl, as by the command.
            let told = try place.curl("-G", "http://localhost/v1/verdicts", "--data-urlencode", "known_at=COPIL 12/03")
            #expect(try told.json() == JSONValue.parse(Array(then.utf8)))

            daemon.send(SIGTERM)
            _ = try daemon.wait()
            _ = try place.daemon()
            #expect(try place.maillage("verdicts", "--known-at", "COPIL 12/03", "-o", "json").output == then)
            #expect(
                try place.maillage("query", "1", "--known-at", "COPIL 12/04").code == 66, "an unknown milestone is told"
            )
            #expect(before.contains("\"at\":") || before.contains("\"at\" :"))
        }
    }

    @Test("rules of then are kept: a past moment is evaluated by them, or by others when asked")
    func rulesOfThen() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let then = try place.maillage("verdicts", "-o", "json").output
            let hash = try place.status().at("pack.hash")?.stringValue
            #expect(try place.maillage("milestone", "add", "avant").code == 0)
            let file = "rules/recouvrements/valeurs.yaml"
            try place.edit("policies/preparation.yaml", "overrides:\n", "overrides:\n  # autre\n")
            try eventually("other rules") { try place.status().at("pack.hash")?.stringValue != hash }
            #expect(Files.exists(place.file(file)))
            #expect(try place.maillage("verdicts", "--known-at", "avant", "-o", "json").output == then)
            let live = try answerJSON(place, "verdicts", "--known-at", "avant", "--pack", "live")
            #expect(live["pack"]?.stringValue != hash)
            let old = try answerJSON(place, "verdicts", "--pack", String(hash?.prefix(10) ?? ""))
            #expect(old["pack"]?.stringValue == hash)
        }
    }

    @Test("the world of a day and the law of a day, online and offline")
    func days() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            for options in [
                ["--as-of", "2030-01-01"], ["--law-at", "2010-01-01"],
                ["--as-of", "2027-01-01", "--law-at", "2026-01-01"],
            ] {
                for verb in [["verdicts"], ["overlaps"], ["values"], ["readiness"], ["questions"], ["query", "today"]] {
                    let online = try place.run(Place.maillage, verb + options + ["-o", "json"])
                    let offline = try place.offline(verb + options + ["-o", "json"])
                    #expect(online.code == 0 && online.output == offline.output, "\(verb) \(options): \(online.error)")
                }
            }
            #expect(try place.maillage("query", "today", "--as-of", "2030-01-01").output.contains("2030-01-01"))
            #expect(try place.offline(["verdicts", "--known-at", "2026-01-01"]).code == 64)
            #expect(try place.maillage("verdicts", "--as-of", "demain").code == 64)
        }
    }

    @Test("an erased value is gone from the answers and from every file; the journal verifies")
    func erasure() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let secret = "Zénobie-Quatremaine"
            let body = "{\"facts\":[{\"record\":\"equipement/A1\",\"attribute\":\"nom\",\"value\":\"\(secret)\"}]}"
            #expect(try place.curl("http://localhost/v1/changes", "-d", body).json()["stated"]?.intValue == 1)
            #expect(try place.maillage("milestone", "add", "avec").code == 0)
            let head = try answerJSON(place, "verify")["head"]?.stringValue ?? ""
            func traces() throws -> String {
                try place.run("grep", ["-rlaF", secret, place.path + "/state"]).output
            }
            #expect(try !traces().isEmpty)
            #expect(try place.maillage("erase", "equipement/A1", "nom").code == 64, "a reason is required")
            let outcome = try place.maillage("effacer", "equipement/A1", "nom", "--reason", "demande", "--lang", "en")
            #expect(outcome.code == 0 && outcome.output.contains("statements erased"), "\(outcome.error)")
            #expect(outcome.output.contains("folder:equipements.csv"), "the file that states it again is named")
            #expect(try traces() == "")
            let found = try answerJSON(place, "verify", "--expected", head)
            #expect(found["sound"]?.boolValue == true, "\(found.serialized())")
            #expect((found["erased"]?.intValue ?? 0) >= 1)
            for view in [[], ["--known-at", "avec"]] {
                let outcome = try place.run(Place.maillage, ["overlaps", "--all", "-o", "json"] + view)
                #expect(outcome.code == 0 && !outcome.output.contains(secret))
            }
            #expect(try place.maillage("erase", "equipement/ZZ", "--reason", "x").code == 66)
        }
    }

    @Test("a store altered by hand is found: code 20")
    func tampered() throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            try answer(place, "oui")
            daemon.send(SIGTERM)
            _ = try daemon.wait()
            let script = """
                import sqlite3, sys
                db = sqlite3.connect(sys.argv[1])
                db.execute("DROP TRIGGER journal_is_never_edited")
                db.execute("UPDATE journal SET author_name = 'autre' WHERE seq = 1")
                db.commit()
                """
            #expect(try place.run("python3", ["-c", script, place.file("state/maillage.sqlite")]).code == 0)
            _ = try place.daemon()
            let outcome = try place.maillage("verifier", "--lang", "en")
            #expect(outcome.code == 20, "\(outcome.output)")
            #expect(outcome.output.contains("S013"))
        }
    }

    @Test("sources that disagree leave unknown, an arbitration settles, new words open it again; why says so")
    func arbitration() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            func state(_ value: Int) throws {
                let body =
                    "{\"source\":\"visite\",\"facts\":[{\"record\":\"equipement/B1\",\"attribute\":\"places\",\"value\":\(value)}]}"
                #expect(try place.curl("http://localhost/v1/changes", "-d", body).json()["stated"]?.intValue == 1)
            }
            func places() throws -> JSONValue {
                let query = "territoire.communes[id = \"B\"].equipements[id = \"B1\"].places"
                return try answerJSON(place, "query", query)
            }
            func cell() throws -> (certain: Bool?, why: String) {
                let reply = try answerJSON(place, "why", "taux_occupation", "B1")
                return (
                    reply.at("explanations.0.certain")?.boolValue, reply.serialized()
                )
            }
            #expect(try cell().certain == true)
            try state(30)
            #expect(try cell().certain == false)
            let reply = try place.maillage(
                "arbitrate", "equipement/B1", "places", "--source", "visite", "--reason", "vu sur place")
            #expect(reply.code == 0, "\(reply.error)")
            let settled = try cell()
            #expect(settled.certain == true)
            #expect(settled.why.contains("\"by\":\"arbitration\"") && settled.why.contains("vu sur place"))
            let text = try place.maillage("why", "taux_occupation", "B1", "--lang", "en").output
            #expect(text.contains("settled for visite") && text.contains("set aside: 24"), "\(text)")
            #expect(!text.contains("set aside: 30"), "what is believed is not set aside: \(text)")
            try state(31)
            #expect(try cell().certain == false, "a word that was not weighed opens it again")
            #expect(
                try place.maillage("arbitrer", "equipement/B1", "places", "--source", "visite", "--reason", "revu").code
                    == 0)
            #expect(try cell().certain == true)
            #expect(
                try place.maillage("arbitrate", "equipement/B1", "places", "--withdraw", "--reason", "doute").code == 0)
            #expect(try cell().certain == false)
            #expect(
                try place.maillage("arbitrate", "equipement/B1", "places", "--source", "personne", "--reason", "x").code
                    == 2)

            // A declared precedence settles the same, and says its reason.
            try place.edit(
                "policies/preparation.yaml", "overrides:\n",
                """
                precedence:
                  - kind: equipement
                    attribute: places
                    sources: ["visite", "folder:*"]
                    reason: {fr: Les visites sont récentes., en: Visits are recent.}
                    author: Commission
                    date: 2026-03-01
                overrides:

                """)
            try eventually("the precedence") { try cell().certain == true }
            #expect(try cell().why.contains("\"by\":\"precedence\""))
        }
    }

    @Test("a reader that was away across a restart is told everything, once, in order")
    func events() throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            try answer(place, "oui")
            let first = try place.start(Place.maillage, ["watch", "--after", "0", "--count", "2", "-o", "ndjson"])
                .wait().output
            let cursor = first.split(separator: "\n").last.flatMap { try? JSONValue.parse(Array($0.utf8)) }?["seq"]?
                .intValue
            try answer(place, "non")
            try answer(place, "oui")
            daemon.send(SIGKILL)
            _ = try daemon.wait()
            // What changed while nobody served is told too.
            try place.edit("val-clair/equipements.csv", "20,50,26000", "20,50,30000")
            _ = try place.daemon()
            let reader = try place.start(
                Place.maillage, ["watch", "--after", "\(try #require(cursor))", "-o", "ndjson"])
            _ = try reader.event("the folder's change") { event in
                event.at("data.source")?.stringValue == "folder:equipements.csv"
            }
            let events = reader.events
            #expect(events.allSatisfy { $0["kind"]?.stringValue != "gap" })
            let numbers = events.compactMap { $0["seq"]?.intValue }
            #expect(numbers == Array((cursor ?? 0) + 1...((numbers.last ?? 0))), "\(numbers)")
            // Of the three answers, those that were not told before: alerts are told between them.
            let told = first.split(separator: "\n").count { $0.contains("\"conseil\"") }
            #expect(events.count { $0.at("data.reason")?.stringValue == "conseil" } == 3 - told)
            let folder = events.last { $0.at("data.source")?.stringValue == "folder:equipements.csv" }
            #expect(folder?.at("data.changes")?.items.isEmpty == false)
            #expect(folder?.at("data.changes.0.because.0.attribute")?.stringValue == "heures_utilisees")
        }
    }

    @Test("export, restore and backup beside a running daemon: the same hash, the same answers")
    func export() throws {
        try Workspace.use { place in
            let daemon = try place.daemon()
            try answer(place, "oui")
            #expect(try place.maillage("milestone", "add", "avant").code == 0)
            let journal = try place.maillage("journal", "-o", "json").output
            let exported = try place.maillage("export", "sortie", "--state", "state", "--lang", "en")
            #expect(exported.code == 0, "\(exported.error)")
            #expect(try place.maillage("sauvegarder", "copie.sqlite", "--state", "state").code == 0)
            daemon.send(SIGTERM)
            _ = try daemon.wait()
            #expect(try place.maillage("restore", "sortie", "--state", "state").code == 1, "nothing is overwritten")
            #expect(try place.run("mv", ["state", "ancien"]).code == 0)
            #expect(mkdir(place.file("state"), 0o755) == 0)
            let restored = try place.maillage("restaurer", "sortie", "--state", "state", "--lang", "en")
            #expect(restored.code == 0, "\(restored.error)")
            let hash = try #require(exported.output.split(separator: " ").last)
            #expect(restored.output.contains(hash))
            #expect(try place.maillage("export", "encore", "--state", "state", "--lang", "en").output.contains(hash))
            _ = try place.daemon()
            #expect(try place.maillage("journal", "-o", "json").output == journal)
            #expect(try place.maillage("verdicts", "--known-at", "avant").code == 0)
            #expect(try place.maillage("verify").code == 0)
            // The copy is a store of its own.
            #expect(try place.run("mv", ["copie.sqlite", "state-copie.sqlite"]).code == 0)
        }
    }

    @Test("other rules are tried without a trace: code 21 when verdicts would change")
    func plan() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let hash = try place.status().at("pack.hash")?.stringValue
            #expect(try place.run("cp", ["-r", "rules", "essai"]).code == 0)
            let same = try place.maillage("pack", "plan", "essai", "-o", "json")
            #expect(same.code == 0, "\(same.error)")
            let rule = "equipement.taux_occupation < seuils.sous_utilisation"
            try place.edit("essai/recouvrements/recouvrements.yaml", rule, rule + " + 0.4")
            let planned = try place.maillage("paquet", "essayer", "essai", "-o", "json")
            #expect(planned.code == 21, "\(planned.error)")
            let changes = try planned.json().at("territories.0.changes")?.items ?? []
            #expect(!changes.isEmpty)
            #expect(changes.allSatisfy { $0.at("because.0.kind")?.stringValue == "rule" })
            #expect(try place.status().at("pack.hash")?.stringValue == hash)
            try Files.write(place.file("essai/faux.yaml"), "format: rules/1\nvalues: [\n")
            #expect(try place.maillage("pack", "plan", "essai").code == 2)
        }
    }
}
