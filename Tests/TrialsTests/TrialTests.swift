import Diagnostics
import Engine
import FEEL
import Packs
import Testing

@testable import Trials

/// Tests of rules on a small pack: what passes, what fails and how it is told.
@Suite struct TrialTests {
    private func run(_ tests: String) throws -> (TrialRun, [Diagnostic]) {
        let pack = try Houses.pack()
        let (trials, diagnostics) = Houses.trials(tests, pack)
        return (TrialRun(trials, pack: pack), diagnostics)
    }

    @Test func passes() throws {
        let (run, diagnostics) = try run(
            """
              - test: On the bound
                expect: {grande: {maison/m: yes}}
                then:
                  - given: {"maison/m": {surface: 89}}
                    expect: {grande: {maison/m: non}}
                  - given: {"maison/m": {surface: ~}}
                    expect: {grande: {maison/m: {verdict: unknown, missing: [maison/m.surface]}}}
                    ask: [maison/m.surface]
                  - parameters: {seuils.surface: 1}
                    expect: {grande: {maison/m: yes}}

            """)
        #expect(diagnostics.isEmpty)
        #expect(run.outcomes.map(\.passes) == [true])
        #expect(run.outcomes.map(\.expectations) == [5])
    }

    @Test func failureTellsPlaceExpectedGotAndWhy() throws {
        let (run, _) = try run("  - test: Wrong\n    expect: {grande: {maison/m: no}}\n")
        let failure = try #require(run.failures.first)
        #expect(run.failures.count == 1)
        #expect(failure.code == "R230")
        #expect(failure.headline.en == "grande maison/m: verdict expected 'no', got 'yes'")
        #expect(failure.primary?.location.source.name == "a.test.yaml")
        let place = try #require(failure.primary?.location)
        #expect(place.source.position(of: place.span.start).line == 9)
        let notes = failure.notes.map(\.en)
        #expect(notes.contains("maison.surface >= seuils.surface → true"))
        #expect(notes.contains { $0.contains("maison/m.surface = 90") })
    }

    @Test(
        arguments: [
            ("{grnade: {maison/m: yes}}", "R231"), ("{grande: {maison/z: yes}}", "R232"),
            ("{grande: {region/R: yes}}", "R233"), ("{grande: {maison/m: {verdict: peut_etre}}}", "R233"),
        ])
    func mistakesOfTests(_ expectation: String, _ code: String) throws {
        let (run, diagnostics) = try run("  - test: Wrong\n    expect: \(expectation)\n")
        #expect((diagnostics + run.failures).map(\.code.rawValue) == [code])
    }

    @Test func missingQuestionFails() throws {
        let (run, _) = try run("  - test: Nothing to ask\n    ask: [maison/m.surface]\n")
        #expect(run.failures.map(\.code.rawValue) == ["R230"])
    }

    @Test(
        arguments: [
            ("0.57", "0.571", true), ("0.57", "0.58", false), ("1", "1.4", false), ("0", "0.5", false),
            ("1", "1.0", true),
        ])
    func numbersAreComparedAsWritten(_ wanted: String, _ got: String, _ fits: Bool) throws {
        let number = try #require(Number(wanted))
        let decimals = wanted.split(separator: ".").dropFirst().first?.count ?? 0
        #expect(try Wanted.number(number, decimals: decimals).fits(.number(#require(Number(got)))) == fits)
    }

    @Test func junitTellsFailuresAndEscapes() throws {
        let (run, _) = try run("  - test: \"a < b & c\"\n    expect: {grande: {maison/m: no}}\n  - test: good\n")
        let text = run.junit(.en)
        #expect(text.contains("<testsuites tests=\"2\" failures=\"1\">"))
        #expect(text.contains("name=\"a &lt; b &amp; c\""))
        #expect(text.contains("<failure message=\"grande maison/m: verdict expected 'no', got 'yes'\">"))
        #expect(text.contains("name=\"good\"/>"))
    }

    @Test func staleFactIsToBeRenewed() throws {
        let vocabulary = """
            format: vocabulary/1
            territory_kind: region
            kinds:
              region: {labels: {fr: Région, en: Region}, plural: regions, key: [id]}
              maison:
                labels: {fr: Maison, en: House}
                plural: maisons
                key: [id]
                belongs_to: region
                attributes:
                  surface: {type: number, range: "[1..1000]", stale_after: P1Y}

            """
        let (read, _) = Pack.load(
            [SourceText(name: "v.yaml", text: vocabulary), SourceText(name: "r.yaml", text: Houses.rules)],
            at: Repository.date)
        let pack = try #require(read)
        let (trials, diagnostics) = Houses.trials(
            """
              - test: A year to the day, then one more
                given: {"maison/m": {surface: 90, valid_from: 2025-06-15}}
                expect: {grande: {maison/m: yes}}
                then:
                  - at: 2026-06-16
                    expect: {grande: {maison/m: {verdict: unknown, missing: [maison/m.surface]}}}

            """, pack)
        #expect(diagnostics.isEmpty)
        #expect(TrialRun(trials, pack: pack).failures.isEmpty)
        let step = try #require(trials.first?.steps.last)
        let cell = CellEvaluation(pack: pack, snapshot: step.snapshot).cells(of: "grande").first
        #expect(cell?.missing.all.map(\.kind) == [.staleFact])
    }
}
