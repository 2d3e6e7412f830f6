import Diagnostics
import Testing

@testable import Trials

/// What a pack is warned about.
@Suite struct LintTests {
    private func codes(_ rules: String, _ more: String...) throws -> [String] {
        let text = "format: rules/1\npack: maisons\n" + rules
        let pack = try more.isEmpty ? Houses.pack(text) : Houses.pack(text, more[0])
        return PackLint.lint(pack, at: Repository.date).map(\.code.rawValue)
    }

    private func decision(_ when: String, _ more: String = "source: usage") -> String {
        "decisions:\n  d: {for: maison, labels: {fr: D, en: D}, \(more), when: '\(when)'}\n"
    }

    @Test func nothingToSay() throws {
        #expect(try PackLint.lint(Houses.pack(), at: Repository.date).isEmpty)
    }

    @Test func withoutASource() throws {
        #expect(try codes(decision("maison.surface > 90", "tag: sure")) == ["R240"])
        #expect(
            try codes(
                "parameters: {p: {q: {value: 3, unit: m}}}\n" + decision("maison.hauteur > p.q")) == ["R240"])
    }

    @Test func settlesNothing() throws {
        let groups = "groups: {g: {labels: {fr: G, en: G}}}\n"
        let question =
            "questions:\n  q: {for: maison, group: g, ask: {fr: Q, en: Q}, source: usage, answer: {type: boolean}"
        #expect(try codes(groups + question + "}\n") == ["R241"])
        #expect(try codes(groups + question + ", score: '1'}\n") == ["R241"])
        #expect(try codes(groups + question + ", score: 'if answer then 1 else 0'}\n") == [])
        #expect(try codes(groups + question + "}\n" + decision("maison.q")) == [])
    }

    @Test func outOfReach() throws {
        #expect(try codes(decision("maison.surface > 1000")) == ["R243"])
        #expect(try codes(decision("maison.surface >= 1")) == ["R243"])
        #expect(try codes(decision("maison.surface > 999")) == [])
        #expect(try codes(decision("maison.surface > 9", "source: usage, applies: '1 = 2'")) == ["R243"])
    }

    @Test func units() throws {
        #expect(try codes(decision("maison.surface > maison.hauteur")) == ["R244"])
        #expect(try codes(decision("maison.surface > maison.hauteur * 3")) == [])
        #expect(try codes(decision("sum(region.maisons.surface) + maison.hauteur > 3")) == ["R244"])
        #expect(try codes(decision("count(region.maisons[surface > hauteur]) > 3")) == ["R244"])
        #expect(
            try codes(
                "values:\n  v: {for: maison, labels: {fr: V, en: V}, source: usage, unit: m, value: maison.surface}\n")
                == ["R244"])
    }

    /// A function as a table of rows, and a decision that reads it.
    private func table(_ rows: String..., policy: String = "unique", allowed: String = "") -> String {
        """
        functions:
          note:
            parameters: {h: number, m: maison}
            returns: number
            table:
              policy: \(policy)
              inputs: [h]
              \(allowed)
              rows:
        \(rows.map { "        - \($0)\n" }.joined())
        """ + decision("note(maison.hauteur, maison) > 1")
    }

    @Test func tablesWithGapsAndOverlaps() throws {
        #expect(try codes(table("['< 10', 1]", "['>= 10', 2]")) == [])
        #expect(try codes(table("['< 10', 1]", "['> 10', 2]")) == ["D001"])
        #expect(try codes(table("['[0..10[', 1]", "['[10..20]', 2]", allowed: "allowed: {h: '[0..20]'}")) == [])
        #expect(try codes(table("['<= 10', 1]", "['>= 10', 2]")) == ["D003"])
        #expect(try codes(table("['<= 10', 1]", "['-', 2]", policy: "first")) == [])
        #expect(try codes(table("['-', 1]", "['<= 10', 2]", policy: "first")) == ["D005", "R243"])
        #expect(
            try codes(
                "parameters: {p: {q: {value: 10, source: usage}}}\n" + table("['< p.q', 1]", "['> p.q', 2]")) == [
                    "D001"
                ])
    }

    @Test func tablesArePointedAtWhereTheyAreWritten() throws {
        let pack = try Houses.pack("format: rules/1\npack: maisons\n" + table("['<= 10', 1]", "['>= 10', 2]"))
        let found = try #require(PackLint.lint(pack, at: Repository.date).first)
        let place = try #require(found.primary?.location)
        #expect(place.source.name == "rules.yaml")
        #expect(place.source.position(of: place.span.start).line == 13)
    }

    @Test func nothingReads() throws {
        #expect(
            try codes("parameters: {p: {q: {value: 3, source: usage}}}\n" + decision("maison.surface > 90")) == ["R245"]
        )
        #expect(
            try codes(
                "parameters: {p: {q: {value: 3, source: usage}}}\n"
                    + decision("get value(p, \"q\") = 3 and maison.surface > 90")) == [])
    }

    @Test func unknownGravity() throws {
        let policy = "format: policy/1\ngravities: [{id: haute, labels: {fr: Haute, en: High}}]\n"
        let finding =
            "findings:\n  f: {for: maison, labels: {fr: F, en: F}, source: usage, when: maison.surface > 90, gravity: 'if maison.surface > 100 then \"haute\" else \"hautte\"'}\n"
        #expect(try codes(finding, policy) == ["R246"])
        #expect(try codes(finding.replacing("hautte", with: "haute"), policy) == [])
    }

    @Test func thresholdsThatNoTestCrosses() throws {
        let pack = try Houses.pack()
        let (one, _) = Houses.trials(MutationTests.oneSide, pack)
        #expect(PackLint.lint(pack, trials: one, at: Repository.date).map(\.code.rawValue) == ["R242"])
        let (both, _) = Houses.trials(MutationTests.bothSides, pack)
        #expect(PackLint.lint(pack, trials: both, at: Repository.date).isEmpty)
    }

    @Test func theRepositorysPackIsClean() throws {
        let pack = try #require(Repository.pack.0)
        #expect(PackLint.lint(pack, at: Repository.date).map(\.headline.en) == [])
    }
}
