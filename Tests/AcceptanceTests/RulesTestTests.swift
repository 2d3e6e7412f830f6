import JSON
import Testing

@Suite("tests of rules")
struct RulesTestTests {
    static let small = """
        format: rules-test/1
        territory: T
        at: 2026-06-15
        facts:
          territoire/T: {type: CC}
          commune/a: {territoire: T, population: 1000}
          equipement/e: {commune: a, domaine: sport, places: 10, heures_semaine: 10, semaines_an: 50, heures_utilisees: 2500}
        tests:
          - test: {fr: "La moitié n'est pas peu", en: Half is not little}
            expect: {sous_utilisation: {equipement/e: EXPECTED}}

        """

    @Test("exit codes: all pass, one fails, a file that cannot be read as tests, no such file")
    func exitCodes() throws {
        try Workspace.use { place in
            try place.write("good.yaml", Self.small.replacing("EXPECTED", with: "no"))
            try place.write("bad.yaml", Self.small.replacing("EXPECTED", with: "yes"))
            try place.write("wrong.yaml", Self.small.replacing("EXPECTED", with: "{verdict: perhaps}"))
            let good = try place.maillage("rules", "test", "good.yaml", "--lang", "en")
            #expect(good.code == 0)
            #expect(good.output.contains("1 tests, none fails"))
            let french = try place.maillage("regles", "eprouver", "good.yaml", "--lang", "fr")
            #expect(french.output.contains("aucun n'échoue"))
            let bad = try place.maillage("rules", "test", "bad.yaml", "--lang", "en")
            #expect(bad.code == 22)
            #expect(bad.error.contains("bad.yaml:10:33"))
            #expect(bad.error.contains("verdict expected 'yes', got 'no'"))
            #expect(bad.error.contains("equipement.taux_occupation < seuils.sous_utilisation → false"))
            #expect(try place.maillage("rules", "test", "wrong.yaml").code == 2)
            #expect(try place.maillage("rules", "test", "nowhere.yaml").code == 66)
        }
    }

    @Test("JUnit and JSON tell the same; coverage and mutants that leave something out give 23")
    func reports() throws {
        try Workspace.use { place in
            try place.write("good.yaml", Self.small.replacing("EXPECTED", with: "no"))
            let plain = try place.maillage("rules", "test", "good.yaml", "-o", "json", "--junit", "out.xml")
            #expect(plain.code == 0)
            let reply = try JSONValue.parse(Array(plain.output.utf8))
            #expect(reply["tests"]?.intValue == 1)
            #expect(reply["results"]?.arrayValue?.first?["passes"]?.boolValue == true)
            #expect(try place.read("out.xml").contains("<testsuites tests=\"1\" failures=\"0\">"))
            let coverage = try place.maillage("rules", "test", "good.yaml", "--coverage", "-o", "json")
            #expect(coverage.code == 23)
            let told = try JSONValue.parse(Array(coverage.output.utf8))
            #expect(told["coverage"]?["rules"]?["covered"]?.intValue == 1)
            #expect(try place.maillage("rules", "test", "good.yaml", "--junit", "nowhere/out.xml").code == 66)
        }
    }

    @Test("tests beside the rules change neither the pack's hash nor what it holds")
    func testsAreNoPartOfThePack() throws {
        try Workspace.use { place in
            let before = try place.maillage("rules", "check", "-o", "json").output
            try place.write("rules/more.test.yaml", "format: rules-test/1\ntests: []\n")
            #expect(try place.maillage("rules", "check", "-o", "json").output == before)
            #expect(before.contains("\"warnings\": []"))
        }
    }
}
