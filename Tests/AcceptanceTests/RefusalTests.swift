import JSON
import Testing

/// What is mistyped is told, and nothing is done in its stead.
@Suite("refusals, through the programs", .enabled(if: Files.isExecutable("/usr/bin/curl")))
struct RefusalTests {
    @Test("a write to a territory that is not served makes none; one that describes itself is new")
    func territories() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let answer = ["answer", "avis/jeunesse|E", "plus_value", "non", "--reason", "conseil"]
            let mistyped = try place.run(Place.maillage, answer + ["--territory", "val_clar"])
            #expect(mistyped.code == 66 && mistyped.error.contains("A051"), "\(mistyped.error)")
            #expect(mistyped.error.contains("val_clair"))
            #expect(try place.status()["territories"]?.items.count == 1)
            #expect(try place.maillage("verdicts").code == 0, "the only territory is still the only one")
            let new =
                "{\"territory\":\"neuf\",\"source\":\"s\",\"facts\":[{\"record\":\"territoire/neuf\",\"attribute\":\"nom\",\"value\":\"Neuf\"}]}"
            #expect(try place.curl("http://localhost/v1/changes", "-d", new).json()["stated"]?.intValue == 1)
            #expect(try place.status()["territories"]?.items.count == 2)
            // What writes asks a daemon alone.
            for verb in [answer, ["apply", place.territory], ["watch", "--count", "1"]] {
                #expect(try place.run(Place.maillage, verb + ["--offline", place.territory]).code == 64, "\(verb)")
            }
        }
    }

    @Test("a day that is none is refused, by whoever asks")
    func days() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            for query in ["verdicts?as_of=2026-02-30", "verdicts?law_at=2026-13-01", "law?at=0000-00-00"] {
                let refused = try place.curl("http://localhost/v1/\(query)").json()
                #expect(refused.at("error.diagnostics.0.code")?.stringValue == "A024", "\(query)")
            }
            #expect(try place.maillage("verify", "--expected", "zz").code == 2)
            #expect(try place.maillage("verify", "--expected", String(repeating: "f", count: 64)).code == 20)
        }
    }

    @Test("rules that are tried are told wrong at their place, and tried on the territory that is asked for")
    func plans() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            _ = try place.run("/bin/cp", ["-r", place.file("rules"), place.file("next")])
            let policies = place.file("policies")
            #expect(try place.maillage("pack", "plan", place.file("next"), "--policies", policies).code == 0)
            try place.edit(
                "next/recouvrements/recouvrements.yaml", "sous_utilisation:\n      value: 0.50",
                "sous_utilisation:\n      value: 0.30")
            let tried = try place.maillage("pack", "plan", place.file("next"), "--policies", policies, "--lang", "en")
            #expect(tried.code == 21, "\(tried.error)")
            #expect(tried.output.contains("seuils.sous_utilisation : 0.5 → 0.3"), "\(tried.output)")
            #expect(tried.output.contains("yes (medium"), "gravities have names in both languages: \(tried.output)")
            let elsewhere = try place.maillage(
                "pack", "plan", place.file("next"), "--policies", policies, "--territory", "nope")
            #expect(elsewhere.code == 66 && elsewhere.error.contains("A051"), "\(elsewhere.error)")
            let nowhere = try place.maillage("pack", "plan", place.file("next"), "--policies", "/nowhere")
            #expect(nowhere.code == 66, "\(nowhere.error)")
            try place.edit(
                "next/recouvrements/recouvrements.yaml", "equipement.taux_occupation <", "equipement.taux_ocupation <")
            let typo = try place.maillage("pack", "plan", place.file("next"), "--policies", policies)
            #expect(typo.code == 2 && typo.error.contains("recouvrements.yaml:"), "\(typo.error)")
        }
    }

    @Test(
        "a wrong usage is told in the reader's language",
        arguments: [
            (["verdicts", "--rul"], "option inconnue « --rul »", "Unknown option '--rul'"),
            (["answer"], "il manque l'argument « <record> »", "Missing expected argument '<record>'"),
            (["values", "--rule"], "il manque une valeur à « --rule <rule> »", "Missing value for '--rule <rule>'"),
            (["status", "x"], "argument en trop : « x »", "Unexpected argument 'x'"),
            (["status", "x", "y"], "2 arguments en trop : 'x', 'y'", "2 unexpected arguments: 'x', 'y'"),
            (
                ["status", "-o", "xml"], "la valeur « xml » ne convient pas à « -o <output> » : l'un de",
                "The value 'xml' is invalid"
            ),
            (["evaluate", "-", "--jobs", "0"], "Erreur : --jobs: ≥ 1", "Error: --jobs: ≥ 1"),
        ])
    func usage(_ arguments: [String], _ french: String, _ english: String) throws {
        try Workspace.use { place in
            let told = try place.run(Place.maillage, arguments, environment: ["LC_ALL": "fr_FR.UTF-8"])
            #expect(told.code == 64 && told.error.contains(french), "\(told.error)")
            #expect(told.error.contains("Erreur : ") && told.error.contains("Voir « maillage "), "\(told.error)")
            let other = try place.run(Place.maillage, arguments + ["--lang=en"], environment: ["LC_ALL": "fr_FR.UTF-8"])
            #expect(other.code == 64 && other.error.contains("Error: "), "\(other.error)")
            #expect(other.error.contains(english) && !other.error.contains("Erreur"), "\(other.error)")
        }
    }

    @Test("a long table of which no row can be taken was not loaded, and a store that is made is told")
    func loads() throws {
        try Workspace.use { place in
            try place.write(
                "a.yaml", "format: import/1\nkind: equipement\nsource: a\nkey: {id: id}\ncolumns: {commune: c}\n")
            try place.write("a.csv", "id,c\n1,nowhere\n2,nowhere\n")
            let loaded = try place.maillage(
                "load", place.file("a.yaml"), place.file("a.csv"), "--rules", place.file("rules"), "--policies",
                place.file("policies"), "--state", place.file("elsewhere"), "--lang", "en")
            #expect(loaded.code == 2 && loaded.output.contains("taken: 0"), "\(loaded.output)\(loaded.error)")
            #expect(loaded.error.contains("F134") && loaded.error.contains("a new store is made"), "\(loaded.error)")
        }
    }

    @Test("facts of a file are stated with the reason given beside it; what changed is whole in CSV")
    func facts() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            try place.write(
                "faits.json",
                "{\"source\":\"visite\",\"facts\":[{\"record\":\"equipement/B1\",\"attribute\":\"places\",\"value\":30}]}"
            )
            #expect(try place.maillage("milestone", "add", "avant").code == 0)
            let applied = try place.maillage("apply", place.file("faits.json"), "--reason", "vu sur place")
            #expect(applied.code == 0, "\(applied.error)")
            #expect(try place.maillage("journal").output.contains("vu sur place"))
            let rows = try place.maillage("diff", "avant", "now", "-o", "csv").output.split(separator: "\n")
            #expect(try place.maillage("diff", "avant", "now", "--rule", "nope").code == 66)
            let row = try #require(rows.first { $0.hasPrefix("taux_occupation,equipement/B1") })
            #expect(
                row.hasPrefix("taux_occupation,equipement/B1,0.") && row.contains("fact equipement/B1.places"), "\(row)"
            )
        }
    }
}
