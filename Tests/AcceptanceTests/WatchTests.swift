import JSON
import Testing

/// What changes while `maillage watch` runs, and why.
@Suite("live")
struct WatchTests {
    /// A0 with 26,000 hours is used at 65 %; with 30,000 at 75 %, above what an overlap asks for.
    private static let cell = (old: "20,50,26000", new: "20,50,30000")

    @Test(
        "one cell of a table, written in place or renamed over: verdicts change, the cell is named",
        arguments: [false, true])
    func cell(atomically: Bool) throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            let words = try place.watch("--lang", "en")
            try place.edit("val-clair/equipements.csv", Self.cell.old, Self.cell.new, atomically: atomically)
            let event = try watch.event("the change") { $0["kind"]?.stringValue == "change" }
            #expect(event.at("data.territory")?.stringValue == "val_clair")
            #expect(event.at("data.stated")?.intValue == 1)
            let changes = event.at("data.changes")?.items ?? []
            let rate = try #require(changes.first { $0["rule"]?.stringValue == "taux_occupation" })
            #expect(rate.subjectKeys == "A1")
            #expect(rate.at("before.value")?.number == 0.65)
            #expect(rate.at("after.value")?.number == 0.75)
            #expect(changes.contains { $0["after"]?["verdict"] != $0["before"]?["verdict"] })
            for change in changes {
                let because = try #require(change["because"]?.items.first, "\(change.serialized())")
                #expect(because["record"]?.stringValue == "equipement/A1")
                #expect(because["attribute"]?.stringValue == "heures_utilisees")
                #expect(because["before"]?.numberText == "26000")
                #expect(because["after"]?.numberText == "30000")
                #expect(because["origin"]?.stringValue?.contains("equipements.csv:2") == true)
            }
            try words.text("equipement/A1.heures_utilisees")
            try words.text("65% → 75%")
            // Back again, the verdicts are what they were.
            try place.edit("val-clair/equipements.csv", Self.cell.new, Self.cell.old, atomically: atomically)
            _ = try watch.event("the way back") { event in
                (event.at("data.changes")?.items ?? []).contains {
                    $0["rule"]?.stringValue == "taux_occupation" && $0.at("after.value")?.number == 0.65
                }
            }
            #expect(
                try place.maillage("overlaps", "-o", "json").output == place.offline(["overlaps", "-o", "json"]).output)
        }
    }

    @Test("a burst of saves ends on what the files say")
    func burst() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            let text = try place.read("val-clair/equipements.csv")
            for hours in 26_001...26_200 {
                try Files.replace(
                    place.file("val-clair/equipements.csv"), text.replacing("20,50,26000", with: "20,50,\(hours)"))
            }
            _ = try watch.event("the last value") { event in
                (event.at("data.changes")?.items ?? []).contains { change in
                    (change["because"]?.items ?? []).contains { $0["after"]?.numberText == "26200" }
                }
            }
            #expect(watch.events.count { $0["kind"]?.stringValue == "change" } < 100)
            #expect(
                try place.maillage("values", "-o", "json").output == place.offline(["values", "-o", "json"]).output)
        }
    }

    @Test("a row taken away, a file taken away and given back")
    func rows() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            try place.edit("val-clair/trajets.csv", "A,B,8\n", "")
            let event = try watch.event("the row's change") { $0["kind"]?.stringValue == "change" }
            #expect((event.at("data.withdrawn")?.intValue ?? 0) > 0)
            // Alerts are told besides, at their own time: changes alone are counted.
            func changes() -> Int { watch.events.count { $0["kind"]?.stringValue == "change" } }
            let before = changes()
            let table = try place.read("val-clair/services.csv")
            #expect(try place.run("rm", ["val-clair/services.csv"]).code == 0)
            try eventually("the file's change") { changes() > before }
            #expect(
                try place.maillage("verdicts", "-o", "json").output == place.offline(["verdicts", "-o", "json"]).output)
            let then = changes()
            try Files.write(place.file("val-clair/services.csv"), table)
            try eventually("the file's return") { changes() > then }
            #expect(
                try place.maillage("verdicts", "-o", "json").output == place.offline(["verdicts", "-o", "json"]).output)
        }
    }

    @Test("an answer: the verdicts that it changes, told to who answers and to who watches")
    func answer() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            let outcome = try place.maillage(
                "answer", "avis/jeunesse|E", "plus_value", "oui", "--reason", "conseil du 12 juin", "-o", "json")
            let reply = try outcome.json()
            let rules = (reply["changes"]?.items ?? []).map { $0["rule"]?.stringValue }
            #expect(rules.contains("plus_value_programmes"))
            let event = try watch.event("the answer") { $0["kind"]?.stringValue == "change" }
            let data = try #require(event["data"])
            #expect(data == reply)
            #expect(data["reason"]?.stringValue == "conseil du 12 juin")
        }
    }

    @Test("once both unknown answers are given, the readiness is a number")
    func answers() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            #expect(try place.maillage("answer", "avis/jeunesse|E", "plus_value", "oui").code == 0)
            let words = try place.maillage(
                "answer", "projet/jeunesse", "service_mixte_techniciens", "oui", "--lang", "fr")
            #expect(words.code == 0, "\(words.error)")
            #expect(words.output.contains("projet/jeunesse.service_mixte_techniciens"))
            let readiness = try place.maillage("readiness", "-o", "json").json()
            #expect(readiness.at("assessments.0.mean.lower")?.number == 0.84375)
            #expect(readiness.at("assessments.0.mean.upper")?.number == 0.84375)
        }
    }

    @Test("a broken rule: place and remedy are told, the old pack stays live; mended, it goes")
    func brokenRule() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let watch = try place.watch("-o", "ndjson")
            let words = try place.watch("--lang", "en")
            let before = try place.status()
            let overlaps = try place.maillage("overlaps", "-o", "json").output
            let file = "rules/recouvrements/valeurs.yaml"
            let text = try place.read(file)
            try Files.replace(place.file(file), text.replacing("heures_utilisees", with: "heures_utilisee"))
            let event = try watch.event("the refusal") { $0.at("data.refused.diagnostics.0.code") != nil }
            let diagnostic = try #require(event.at("data.refused.diagnostics.0"))
            #expect(diagnostic.at("primary.file")?.stringValue?.hasSuffix(file) == true)
            #expect((diagnostic.at("primary.line")?.intValue ?? 0) > 0)
            #expect((diagnostic.at("primary.column")?.intValue ?? 0) > 0)
            #expect(diagnostic.at("help.fr")?.stringValue?.contains("heures_utilisees") == true)
            try words.text("\(file):\(diagnostic.at("primary.line")?.intValue ?? 0):")
            try words.text("heures_utilisees")
            let status = try place.status()
            #expect(status.at("refused.since")?.stringValue?.isEmpty == false)
            #expect(status.at("refused.diagnostics.0") == diagnostic)
            #expect(status.at("pack") == before.at("pack"))
            #expect(try place.maillage("overlaps", "-o", "json").output == overlaps)
            let shown = try place.maillage("status", "--lang", "en").output
            #expect(shown.contains("refused since"))
            #expect(shown.contains(file))
            // Checked by hand, the same is said; and the exit code tells.
            let check = try place.maillage("rules", "check", "--lang", "en")
            #expect(check.code == 2)
            #expect(check.error.contains("\(file):"))
            #expect(check.error.contains("^"))

            try Files.replace(place.file(file), text)
            try eventually("the mended pack") { try place.status().at("refused")?.isNull == true }
            #expect(try place.status().at("pack.hash") == before.at("pack.hash"))
            #expect(try place.maillage("rules", "check").code == 0)
        }
    }

    @Test("a changed rule changes verdicts")
    func changedRule() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let hash = try place.status().at("pack.hash")?.stringValue
            let watch = try place.watch("-o", "ndjson")
            let text = try place.read("rules/recouvrements/carences.yaml")
            try Files.write(place.file("rules/recouvrements/carences.yaml"), text + "\n# A remark.\n")
            let event = try watch.event("the new pack") {
                $0["kind"]?.stringValue == "rules" && $0.at("data.pack.hash")?.stringValue != hash
            }
            #expect(event.at("data.refused")?.isNull == true)
            #expect(
                try place.maillage("verdicts", "-o", "json").output == place.offline(["verdicts", "-o", "json"]).output)
        }
    }

    @Test("a bad YAML in a territory: its facts stay as they were, and status says why")
    func badTerritory() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let before = try place.maillage("readiness", "-o", "json").output
            let text = try place.read("val-clair/projects/jeunesse.yaml")
            try Files.replace(place.file("val-clair/projects/jeunesse.yaml"), text + "  - : [\n")
            var errors: [JSONValue] = []
            try eventually("the diagnostic") {
                errors = (try place.status().at("territories.0.diagnostics")?.items ?? []).filter {
                    $0["severity"]?.stringValue == "error"
                }
                return !errors.isEmpty
            }
            let diagnostic = try #require(errors.first)
            #expect(diagnostic.at("primary.file")?.stringValue?.hasSuffix("projects/jeunesse.yaml") == true)
            #expect(try place.maillage("status", "--lang", "fr").output.contains("jeunesse.yaml"))
            #expect(try place.maillage("readiness", "-o", "json").output == before)
            try Files.replace(place.file("val-clair/projects/jeunesse.yaml"), text)
            try eventually("the mended file") {
                try place.status().at("territories.0.diagnostics")?.items.isEmpty == true
            }
            #expect(try place.maillage("readiness", "-o", "json").output == before)
        }
    }
}
