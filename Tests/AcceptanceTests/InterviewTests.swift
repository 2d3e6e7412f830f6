import Glibc
import JSON
import Testing

/// What to ask next, the interview, records and hypotheses, as a person meets them.
@Suite("questions, interview, records")
struct InterviewTests {
    private func journal(_ place: Workspace) throws -> [JSONValue] {
        try place.maillage("journal", "-o", "json").json()["entries"]?.items ?? []
    }

    private func value(_ place: Workspace, _ expression: String) throws -> JSONValue {
        try place.maillage("query", expression, "-o", "json").json()["value"] ?? .null
    }

    @Test("an interview: help, skip, back, a wrong answer asked again, each answer written at once")
    func interview() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let before = try journal(place).count
            // The first question of the vice-presidency is asked for two minutes: a yes or a no.
            let input = "help\nskip\nback\npeut-être\noui\nfin\n"
            let outcome = try place.run(
                Place.maillage, ["ask", "--respondent", "vice_presidence", "--lang", "en"], input: input)
            #expect(outcome.code == 0, "\(outcome.error)")
            #expect(outcome.output.contains("Mixed team") || outcome.output.contains("team"), "\(outcome.output)")
            #expect(outcome.error.contains("F113"), "\(outcome.error)")
            #expect(outcome.output.contains("1 answer written"), "\(outcome.output)")
            #expect(try journal(place).count == before + 1)
            #expect(try value(place, "territoire.projets[1].service_mixte_techniciens") == .bool(true))
        }
    }

    @Test("answers without a value are recorded as such, and not asked again unless wanted")
    func withheld() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let ask = ["ask", "--respondent", "vice_presidence", "--lang", "fr"]
            let first = try place.run(Place.maillage, ask, input: "nsp\nrefus\na_verifier\n")
            #expect(first.output.contains("3 réponses écrites"), "\(first.output)\(first.error)")
            let questions = try place.maillage("questions", "--of", "vice_presidence", "-o", "json").json()
            let withheld = (questions["questions"]?.items ?? []).compactMap { $0["withheld"]?.stringValue }
            #expect(Set(withheld) == ["dont_know", "refused", "to_verify"])
            // The next interview goes on after them; --again begins with one of them.
            func head(_ outcome: Outcome) -> String? { outcome.lines.first { $0.contains(" · ") } }
            let next = try place.run(Place.maillage, ask, input: "")
            let again = try place.run(Place.maillage, ask + ["--again"], input: "")
            #expect(head(next) != head(first))
            #expect(head(again) == head(first))
        }
    }

    @Test("an interview that is killed has lost no answer, and goes on where it stood")
    func killed() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let pipe = place.path + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let asking = try place.start(
                "sh", ["-c", "exec '\(Place.maillage)' ask --respondent vice_presidence --lang en < '\(pipe)'"])
            let writer = open(pipe, O_WRONLY | O_CLOEXEC)
            try #require(writer >= 0)
            defer { close(writer) }
            let before = try journal(place).count
            _ = "oui\n".withCString { Glibc.write(writer, $0, 4) }
            try eventually("the answer is written") { try journal(place).count == before + 1 }
            asking.send(SIGKILL)
            _ = try asking.wait()
            // The entry is durable before what follows from it is served.
            try eventually("the answer counts") {
                try value(place, "territoire.projets[1].service_mixte_techniciens") == .bool(true)
            }
            let next = try place.run(Place.maillage, ["ask", "--respondent", "vice_presidence", "--lang", "en"])
            #expect(next.code == 0)
            #expect(!next.output.contains("Mixed team"))
        }
    }

    @Test("an interview on a terminal", .enabled(if: Files.isExecutable("/usr/bin/script")))
    func terminal() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let command = "\(Place.maillage) ask --respondent vice_presidence --minutes 2 --lang en"
            let outcome = try place.run("script", ["-qec", command, "/dev/null"], input: "oui\n")
            #expect(outcome.output.contains("1 answer written"), "\(outcome.output)")
            #expect(outcome.output.contains("there is nothing left to ask"), "\(outcome.output)")
        }
    }

    @Test("an open list is counted by the interview: the census is written")
    func counts() throws {
        try Workspace.use { place in
            let recensements = place.territory + "/recensements.csv"
            let lines = try #require(Files.read(recensements)).split(separator: "\n").filter {
                !$0.contains("rencontre")
            }
            try Files.write(recensements, lines.joined(separator: "\n") + "\n")
            _ = try place.daemon()
            let questions = try place.maillage("questions", "-o", "json").json()["questions"]?.items ?? []
            let question = try #require(questions.first { $0["member"]?.stringValue == "rencontres" })
            let states = question["states"]?.items ?? []
            #expect(states.contains { $0["attribute"]?.stringValue == "nombre" && $0["value"] == nil })
            let facts = states.map { state -> JSONValue in
                .object((state.objectMembers ?? []) + (state["value"] == nil ? [.init("value", .number("2"))] : []))
            }
            let body = JSONValue.object([.init("facts", .array(facts))]).serialized()
            let reply = try place.curl("http://localhost/v1/answers", "-d", body).json()
            #expect(reply["stated"]?.intValue == states.count, "\(reply)")
        }
    }

    // MARK: Records

    @Test("a meeting, a decision, an action, a position are recorded, with author, source and reason")
    func records() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let kinds = try place.maillage("record", "-o", "json").json()["recorded"]?.items ?? []
            let names = kinds.compactMap { $0["kind"]?.stringValue }
            for kind in ["rencontre", "etape", "decision", "action_programme", "avis"] {
                #expect(names.contains(kind))
            }
            let meeting = try place.maillage(
                "record", "rencontre", "acteur=caf_organisme", "niveau=entretien", "date_rencontre=2026-06-12",
                "--reason",
                "Compte rendu", "-o", "json")
            #expect(meeting.code == 0, "\(meeting.error)")
            let reply = try meeting.json()
            let id = try #require(reply["record"]?.stringValue)
            #expect(id == "rencontre/rencontre_1")
            #expect(reply["reason"]?.stringValue == "Compte rendu")
            #expect(reply["source"]?.stringValue?.hasPrefix("person:") == true)
            let again = try place.maillage(
                "consigner", "rencontre", "acteur=caf_organisme", "niveau=entretien", "date_rencontre=2026-06-13",
                "--reason",
                "x", "-o", "json")
            #expect(try again.json()["record"]?.stringValue == "rencontre/rencontre_2")
            let decision = try place.curl(
                "http://localhost/v1/records", "-d",
                #"{"kind": "decision", "record": {"instance": "bureau", "sens": "favorable", "date_decision": "2026-06-14"}, "reason": "PV"}"#
            ).json()
            #expect(decision["record"]?.stringValue == "decision/decision_1", "\(decision)")
            let list = try place.maillage(
                "query", "territoire.projets[1].decisions[sens = \"favorable\"]", "-o", "json")
            #expect(try list.json().at("bounds.at_least")?.intValue == 1)
            let position = try place.maillage(
                "record", "avis", "commune=E", "volonte_demarrer=oui", "--reason", "Conseil", "-o", "json")
            #expect(position.code == 0, "\(position.error)")
            #expect(try position.json()["record"]?.stringValue == "avis/jeunesse|E")
            let entry = try #require(try journal(place).last)
            #expect(entry["reason"]?.stringValue == "Conseil")
        }
    }

    @Test("what cannot be recorded is refused, with the remedy")
    func refusals() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            func refused(_ arguments: [String], _ words: String) throws {
                let outcome = try place.run(Place.maillage, ["record"] + arguments + ["--lang", "en"])
                #expect(outcome.code == 2, "\(arguments): \(outcome.output)")
                #expect(outcome.error.contains(words), "\(outcome.error)")
            }
            try refused(["equipement", "places=3", "--reason", "x"], "A414")
            try refused(["rencontres", "acteur=caf_organisme", "--reason", "x"], "write 'rencontre'")
            try refused(["rencontre", "acteur=caf_organisme"], "A415")
            try refused(["rencontre", "acteur=martiens", "--reason", "x"], "martiens")
            try refused(["rencontre", "acteurs=caf", "--reason", "x"], "acteur")
            #expect(try place.maillage("record", "rencontre", "acteur").code == 64)
            #expect(try place.offline(["record", "rencontre", "acteur=caf_organisme"]).code == 2)
        }
    }

    // MARK: Over the socket and without it

    @Test(
        "hypotheses, law, levers and registers: the same bytes offline and over the socket",
        arguments: [
            (["what-if", "partie/S3|A.vote=oui"], "what-if"), (["law", "--at", "2014-02-01", "--next"], "law"),
            (["why", "majorite_qualifiee", "S3", "--what-would-change"], "why"),
            (["why", "majorite_qualifiee", "S3", "--for", "juriste"], "why"),
            (["questions", "--respondent", "mairie", "--minutes", "20"], "questions"),
            (["compare", "S0", "S2"], "compare"), (["keys", "S2", "--max-loss", "12000"], "keys"),
            (["perimeters", "--limit", "3"], "perimeters"),
        ])
    func same(_ arguments: [String], _ route: String) throws {
        try Workspace.use { place in
            _ = try place.daemon()
            for format in ["table", "json"] {
                let live = try place.run(Place.maillage, arguments + ["-o", format, "--lang", "fr"])
                #expect(live.code == 0, "\(arguments): \(live.error)")
                #expect(live.output == (try place.offline(arguments + ["-o", format, "--lang", "fr"]).output))
            }
            // Nothing was written.
            #expect(try place.maillage("query", "territoire.nom", "-o", "json").code == 0)
        }
    }

    @Test("a hypothesis writes nothing")
    func writesNothing() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let before = try journal(place).count
            _ = try place.maillage("what-if", "partie/S3|A.vote=oui")
            #expect(try journal(place).count == before)
            #expect(
                try place.maillage("verdicts", "--rule", "majorite_qualifiee", "--subject", "S3", "-o", "csv").output
                    .contains(",no,"))
            #expect(try place.maillage("what-if").code == 2)
            #expect(try place.maillage("what-if", "partie/S3").code == 64)
            #expect(try place.maillage("why", "majorite_qualifiee", "--for", "maire").code == 2)
            #expect(try place.maillage("questions", "--respondent", "maire").code == 66)
        }
    }

    @Test("the catalogue is served, and printed as a page in either language")
    func catalogue() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let served = try place.curl("http://localhost/v1/catalogue").json()
            #expect((served["questions"]?.items.count ?? 0) >= 69)
            let page = try place.maillage("rules", "catalogue", "-o", "html", "--lang", "fr")
            #expect(page.code == 0 && page.output.hasPrefix("<!doctype html>\n<html lang=\"fr\">"), "\(page.error)")
            #expect(try place.maillage("rules", "catalogue", "--lang", "en").output.hasPrefix("# Catalogue of rules"))
        }
    }

    /// No screen leads with a score, and a block stands before any mean.
    @Test("readiness shows groups, gates and blocks before the mean", arguments: ["fr", "en"])
    func readiness(_ language: String) throws {
        try Workspace.use { place in
            let lines = try place.offline(["readiness", "--lang", language]).lines
            let mean = try #require(lines.firstIndex { $0.contains("moyenne") || $0.contains("mean ") })
            let gates = try #require(lines.firstIndex { $0.hasPrefix("Préalables") || $0.hasPrefix("Gates") })
            let blocks = try #require(
                lines.firstIndex { $0.hasPrefix("Critères bloquants") || $0.hasPrefix("Blocking criteria") })
            #expect(gates < mean && blocks < mean)
            #expect(lines[0].contains("%") == false)
            let rows = try place.offline(["readiness", "-o", "tsv"]).lines
            #expect(rows.dropFirst().first?.contains("\tmean\t") == false)
            #expect(rows.last?.contains("\tmean\t") == true)
        }
    }
}
