import Glibc
import JSON
import Testing

@Suite("the command line")
struct CommandLineTests {
    /// Every reading verb that is not about the moment.
    static let still: [[String]] = [
        ["readiness"], ["verdicts"], ["overlaps"], ["overlaps", "--all"], ["values"], ["questions"],
        ["why", "carence"], ["why", "chevauchement_equipement"], ["query", "territoire.communes.nom"],
        ["query", "for c in territoire.communes return {nom: c.nom, population: c.population}"], ["law"],
        ["scenarios"], ["compare"], ["vehicles"], ["keys"], ["positions"], ["perimeters"], ["waves", "A", "B"],
        ["clock"],
        ["robustness"],
    ]

    @Test(
        "two runs give the same bytes, in any zone; JSON and tables for tools do not depend on the locale",
        arguments: still)
    func same(_ verb: [String]) throws {
        try Workspace.use { place in
            for format in ["table", "json", "ndjson", "csv", "tsv"] {
                let arguments = verb + ["-o", format]
                let first = try place.offline(arguments, environment: ["LANG": "fr_FR.UTF-8", "TZ": "Pacific/Apia"])
                // What tools read is the same in another language too.
                let other =
                    format == "table" ? ["LANG": "fr_FR.UTF-8"] : ["LANG": "en_GB.UTF-8", "LC_NUMERIC": "de_DE"]
                let second = try place.offline(
                    arguments, environment: other.merging(["TZ": "America/Lima"]) { one, _ in one })
                #expect(first.code == 0, "\(arguments): \(first.error)")
                #expect(first.output == second.output, "\(arguments)")
                #expect(!first.output.isEmpty)
            }
        }
    }

    @Test("an evaluation and a check of rules are the same in any language")
    func sameInAnyLanguage() throws {
        try Workspace.use { place in
            for arguments in [["evaluate", place.territory, "-o", "json"], ["rules", "check", "-o", "json"]] {
                let plain = try place.run(Place.maillage, arguments)
                #expect(try place.run(Place.maillage, arguments, environment: ["LANG": "fr_FR"]).output == plain.output)
            }
        }
    }

    @Test("French and English, by option and by locale")
    func languages() throws {
        try Workspace.use { place in
            let french = try place.offline(["readiness", "--lang", "fr"])
            #expect(french.output.contains("Préalables"))
            #expect(french.output.contains("76,9"))
            #expect(try place.offline(["readiness"], environment: ["LANG": "fr_FR.UTF-8"]).output == french.output)
            let english = try place.offline(["readiness", "--lang", "en"], environment: ["LANG": "fr_FR.UTF-8"])
            #expect(english.output.contains("Gates"))
            #expect(english.output.contains("76.9"))
        }
    }

    @Test("tables for tools: a header that does not change, the same number of cells a row")
    func tables() throws {
        try Workspace.use { place in
            let tsv = try place.offline(["overlaps", "-o", "tsv"]).lines
            #expect(tsv.first?.split(separator: "\t").prefix(3) == ["gravity", "rule", "subject"])
            #expect(tsv.count == 13)
            let widths = Set(tsv.map { $0.split(separator: "\t", omittingEmptySubsequences: false).count })
            #expect(widths.count == 1)
            let csv = try place.offline(["values", "-o", "csv"]).output
            #expect(csv.hasPrefix("rule,subject,value,unit,missing\n"))
            #expect(csv.contains("taux_occupation,equipement/A1,0.65,ratio,"))
            let ndjson = try place.offline(["overlaps", "-o", "ndjson"]).lines
            #expect(ndjson.count == 12)
            for line in ndjson { #expect((try? JSONValue.parse(Array(line.utf8)))?["rule"] != nil) }
            let verdicts = try place.offline(["verdicts", "-o", "csv"]).lines
            #expect(verdicts.first == "rule,subject,verdict,value,missing")
        }
    }

    @Test(
        "French aliases do what the English verbs do",
        arguments: [
            (["readiness"], ["preparation"]), (["overlaps"], ["recouvrements"]), (["values"], ["valeurs"]),
            (["why", "carence"], ["pourquoi", "carence"]), (["query", "1+1"], ["requete", "1+1"]),
            (["verdicts"], ["verdict"]), (["status"], ["etat"]),
        ])
    func aliases(_ english: [String], _ french: [String]) throws {
        try Workspace.use { place in
            let first = try place.offline(english)
            #expect(first.code == 0, "\(first.error)")
            #expect(try place.offline(french).output == first.output)
        }
    }

    @Test("every verb explains itself in both languages")
    func help() throws {
        try Workspace.use { place in
            let verbs = [
                [], ["status"], ["readiness"], ["verdicts"], ["overlaps"], ["why"], ["questions"], ["values"],
                ["query"],
                ["answer"], ["apply"], ["import"], ["watch"], ["evaluate"], ["rules"], ["rules", "check"],
            ]
            for verb in verbs {
                let help = try place.run(Place.maillage, verb + ["--help"])
                #expect(help.code == 0)
                let overview = help.lines.first { $0.hasPrefix("OVERVIEW") } ?? ""
                #expect(help.output.contains(" / "), "\(verb): \(overview)")
            }
        }
    }

    @Test("exit codes are those of the documentation")
    func codes() throws {
        try Workspace.use { place in
            func code(_ arguments: [String]) throws -> Int32 { try place.offline(arguments).code }
            #expect(try code(["readiness", "--verdict"]) == 0)
            #expect(try code(["verdicts", "--rule", "carence", "--subject", "E", "--verdict"]) == 0)
            #expect(try code(["verdicts", "--rule", "absorption_possible", "--subject", "A1,B1", "--verdict"]) == 66)
            #expect(try code(["verdicts", "--rule", "sous_utilisation", "--subject", "A1", "--verdict"]) == 10)
            #expect(try code(["verdicts", "--rule", "service_mixte_techniciens", "--verdict"]) == 11)
            #expect(try code(["verdicts", "--only", "maybe"]) == 2)
            #expect(try code(["query", "1 +"]) == 2)
            #expect(try code(["why", "nothing_of_that_name"]) == 66)
            #expect(try code(["readiness", "nothing"]) == 66)
            #expect(try code(["readiness", "--no-such-option"]) == 64)
            #expect(try place.maillage("no-such-verb").code == 64)
            #expect(try place.maillage("status").code == 69)
            #expect(try place.maillage("evaluate", "no-such-folder").code != 0)
            try place.edit("rules/recouvrements/valeurs.yaml", "format: rules/1", "format: rules/99")
            #expect(try code(["overlaps"]) == 2)
        }
    }

    @Test("who may not write is told which group to join: exit 77", .enabled(if: canBecomeAnother))
    func forbidden() throws {
        try Workspace.use { place in
            _ = try place.daemon()
            let another = ["--reuid=65534", "--regid=65534", "--clear-groups", Place.maillage]
            chmod(place.socket, 0o660)
            #expect(try place.run("setpriv", another + ["status"]).code == 77)
            chmod(place.socket, 0o666)
            #expect(try place.run("setpriv", another + ["status"]).code == 0)
            let answer = try place.run(
                "setpriv", another + ["answer", "avis/jeunesse|E", "plus_value", "oui", "--lang", "en"])
            #expect(answer.code == 77)
            #expect(answer.error.contains("maillage-saisie"))
        }
    }

    private static var canBecomeAnother: Bool {
        geteuid() == 0 && Files.isExecutable("/usr/bin/setpriv")
    }

    @Test("colour on a terminal only, and never with NO_COLOR", .enabled(if: Files.isExecutable("/usr/bin/script")))
    func colour() throws {
        try Workspace.use { place in
            let escape = "\u{1B}["
            let plain = try place.offline(["query", "1 +"])
            #expect(plain.code == 2)
            #expect(!plain.error.contains(escape))
            func onTerminal(_ environment: [String: String]) throws -> String {
                try place.run(
                    "script",
                    ["-qec", "\(Place.maillage) query '1 +' --offline val-clair", "/dev/null"],
                    environment: environment.merging(["TERM": "xterm-256color", "SHELL": "/bin/sh"]) { given, _ in given
                    }
                ).output
            }
            #expect(try onTerminal([:]).contains(escape))
            #expect(try !onTerminal(["NO_COLOR": "1"]).contains(escape))
            #expect(try !onTerminal(["TERM": "dumb"]).contains(escape))
        }
    }

    @Test("errors of a territory go to standard error with their place, results to standard output")
    func diagnostics() throws {
        try Workspace.use { place in
            try place.edit("val-clair/communes.csv", "A,Aubeclair,val_clair,5000", "A,Aubeclair,val_clair,beaucoup")
            let outcome = try place.offline(["readiness", "-o", "json", "--lang", "en"])
            #expect((try? outcome.json()) != nil)
            #expect(outcome.error.contains("communes.csv:2:"))
            #expect(outcome.error.contains("beaucoup"))
        }
    }

    @Test("a reader that goes away ends a command in silence")
    func brokenPipe() throws {
        try Workspace.use { place in
            let outcome = try place.run(
                "bash",
                [
                    "-c",
                    "set -o pipefail; \(Place.maillage) verdicts --offline val-clair -o json | head -c 10 >/dev/null",
                ])
            #expect(outcome.error == "")
        }
    }
}
