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
