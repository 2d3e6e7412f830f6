import Diagnostics
import Testing

@testable import FEEL

@Suite struct TableAnalysisTests {
    private func analyse(
        _ policy: DecisionTable.HitPolicy, _ inputs: [TestInput], order: String? = nil, otherwise: String? = nil,
        types: [ItemDefinition] = [], _ rules: [String]
    ) -> TableAnalysis {
        let table = DecisionTable(policy, inputs, order: order, otherwise: otherwise, rules: rules)
        let analysis = DecisionProgram(table, inputs, types: types).analyseTables()[0]
        #expect(faults(in: analysis, inputs, types: types) == [])
        return analysis
    }

    /// Codes with headlines, in the order found; absent inputs left aside.
    private func said(_ analysis: TableAnalysis) -> [String] {
        analysis.diagnostics.filter { $0.code != "D002" }.map { "\($0.code) \($0.headline.en)" }
    }

    private let age = TestInput("age", "number")
    private let band = TestInput("band", "string", allowed: "\"low\", \"high\"")

    // MARK: Hit policies

    @Test func aUniqueTableHasGapsAndOverlaps() {
        let analysis = analyse(.unique, [age, band], ["< 18; -", "[18..65]; \"low\"", ">= 65; -"])
        #expect(
            said(analysis) == [
                "D001 no rule matches for age in [18..65) and band = \"high\"",
                "D003 rules 2 and 3 match together for age = 65 and band = \"low\"",
            ])
        #expect(analysis.diagnostics.filter { $0.severity == .warning }.map(\.code) == ["D001", "D003"])
    }

    @Test func rulesOfAnAnyTableAgree() {
        let analysis = analyse(.any, [age], [">= 0 → 1", "< 10 → 1", "[5..6] → 2", "[7..8] → 1"])
        #expect(
            said(analysis) == [
                "D004 rules 1 and 3 match together and do not say the same for age in [5..6]",
                "D004 rules 2 and 3 match together and do not say the same for age in [5..6]",
                "D007 rule 4 is redundant: rule 1 says the same",
            ])
    }

    @Test func laterRulesOfAFirstTableMayBeMasked() {
        let analysis = analyse(
            .first, [age], ["< 10 → 1", ">= 10 → 2", "[5..15] → 3", "null → 4", "- → 5"])
        #expect(
            said(analysis) == [
                "D005 rule 3 never answers: rules 1, 2 answer before it",
                "D005 rule 5 never answers: rules 1, 2, 4 answer before it",
            ])
        #expect(analysis.gaps.isEmpty)
    }

    @Test func aRuleWithinALaterOneThatSaysTheSameIsRedundant() {
        #expect(
            said(analyse(.first, [age], ["[5..15] → 1", "< 0 → 2", "- → 1"]))
                == ["D007 rule 1 is redundant: rule 3 says the same"])
        // The rule between would answer in its place.
        #expect(said(analyse(.first, [age], ["[5..15] → 1", "> 9 → 2", "- → 1"])) == [])
    }

    @Test func rulesOfAPriorityTableAreMaskedByStrongerOnes() {
        let rules = ["> 10 → \"b\"", "> 5 → \"a\"", "- → \"c\"", "> 20 → \"x\"", "> 30 → \"y\""]
        #expect(
            said(analyse(.priority, [age], order: "\"a\", \"b\", \"c\"", rules)) == [
                "D008 rules 4 and 5 match together, and neither has priority: the first wins",
                "D005 rule 1 never answers: rule 2 answers before it",
                "D005 rule 4 never answers: rule 1 answers before it",
                "D005 rule 5 never answers: rule 1 answers before it",
            ])
    }

    @Test(arguments: [DecisionTable.HitPolicy.collect, .ruleOrder, .outputOrder])
    func overlapsAndGapsOfListsAreMeant(policy: DecisionTable.HitPolicy) {
        let analysis = analyse(policy, [age], order: "1, 2", ["> 10 → 1", "> 5 → 2", "> 10 → 1"])
        #expect(
            said(analysis) == [
                "D001 no rule matches for age <= 5", "D007 rule 3 is redundant: rule 1 says the same",
            ])
        #expect(analysis.diagnostics.allSatisfy { $0.severity == .note })
        #expect(analysis.overlaps.count == 3)
    }

    @Test func aDefaultOutputFillsGaps() {
        let analysis = analyse(.unique, [age], otherwise: "0", ["> 5 → 1"])
        #expect(analysis.diagnostics == [])
        #expect(analysis.gaps.count == 2)
    }

    // MARK: Domains

    @Test(
        arguments: [
            (TestInput("x", "number"), ["< 1", "> 1"], "x = 1"),
            (TestInput("x", "number"), ["<= 1", "> 2"], "x in (1..2]"),
            (TestInput("x", "number", allowed: "[1..3]"), ["[1..2)"], "x in [2..3]"),
            (TestInput("x", "boolean"), ["true"], "x = false"),
            (TestInput("x", "string"), ["\"a\"", "\"b\""], "x = any other string"),
            (TestInput("x", "string", allowed: "\"a\", \"b\""), ["\"a\""], "x = \"b\""),
            (TestInput("x", "string"), ["< \"b\""], "x >= \"b\""),
            (
                TestInput("x", "date"), ["< @\"2026-01-01\"", "> @\"2026-01-01\""], "x = @\"2026-01-01\""
            ),
            // No day lies between the two.
            (
                TestInput("x", "date"), ["<= @\"2026-01-01\"", "[@\"2026-01-02\"..@\"2026-01-05\"]"],
                "x > @\"2026-01-05\""
            ),
            (TestInput("x", "time"), ["< @\"10:00:00\""], "x >= @\"10:00:00\""),
            (
                TestInput("x", "dateTime"), ["< @\"2026-01-01T10:00:00Z\"", ">= @\"2026-01-01T12:00:00+01:00\""],
                "x in [@\"2026-01-01T10:00:00Z\"..@\"2026-01-01T12:00:00+01:00\")"
            ),
            (TestInput("x", "dayTimeDuration"), ["<= duration(\"P1D\")"], "x > @\"P1D\""),
            (TestInput("x", "yearMonthDuration"), ["<= @\"P1Y\"", ">= @\"P13M\""], nil),
            // Nothing is declared: what conditions name tells.
            (TestInput("x"), ["< 1", "> 1"], "x = 1"),
            (TestInput("x"), ["\"a\"", "not(\"a\")"], nil),
        ] as [(TestInput, [String], String?)])
    func gaps(input: TestInput, rules: [String], place: String?) {
        let analysis = analyse(.unique, [input], rules)
        #expect(said(analysis) == (place.map { ["D001 no rule matches for \($0)"] } ?? []))
    }

    @Test func whatAnItemDefinitionAllowsIsTheDomain() {
        let type = ItemDefinition(name: "tAge", typeRef: "number", allowedValues: "[0..120]")
        let analysis = analyse(.unique, [TestInput("x", "tAge")], types: [type], ["< 18", "[18..100]"])
        #expect(said(analysis) == ["D001 no rule matches for x in (100..120]"])
    }

    @Test func anAbsentInputIsToldApart() {
        let analysis = analyse(.unique, [age, band], ["null; -", "-; null", "not(null); \"low\"", ">= 0; \"high\""])
        #expect(
            analysis.diagnostics.map { "\($0.code) \($0.headline.en)" } == [
                "D001 no rule matches for age < 0 and band = \"high\"",
                "D003 rules 1 and 2 match together for age = null and band = null",
            ])
        let other = analyse(.unique, [age, band], ["-; \"low\"", ">= 0; \"high\"", "< 0; \"high\""])
        #expect(
            other.diagnostics.map { "\($0.code) \($0.headline.en)" } == [
                "D002 no rule matches when 'age' is absent", "D002 no rule matches when 'band' is absent",
            ])
        #expect(other.diagnostics[0].headline.fr == "aucune règle ne convient quand « age » manque")
        #expect(other.diagnostics[0].notes.map(\.en) == ["for instance age = null, band = \"high\""])
    }

    @Test func aConditionThatNothingPassesIsPointedAt() throws {
        let analysis = analyse(.unique, [age, band], ["< 3; \"middle\"", "[5..4]; -", "-; -"])
        let found = analysis.diagnostics.filter { $0.code == "D006" }
        #expect(found.map(\.headline.en).count == 2)
        let place = try #require(found.first?.primary?.location)
        let cell = place.source.bytes[place.span.start..<place.span.end]
        #expect(String(decoding: cell, as: UTF8.self).contains("\"middle\""))
        #expect(place.source.position(of: place.span.start).line == 2)
    }

    @Test func theSameInputInTwoColumnsIsOne() {
        let analysis = analyse(.unique, [age, age], ["> 5; < 10", "<= 5; -", "-; >= 10", "> 7; < 6"])
        #expect(said(analysis).map { $0.prefix(4) } == ["D006"])
        #expect(analysis.findings.first?.rules == [3])
    }

    // MARK: What is not analysed

    @Test(
        arguments: [
            ("⟦limit⟧", "D010 rule 1 is not analysed: the condition reads 'limit'"),
            ("> ⟦limit⟧ + 1", "D010 rule 1 is not analysed: the condition reads 'limit'"),
            (
                "⟦?⟧ + 1 > 3",
                "D010 rule 1 is not analysed: the condition does not just compare the input with constants"
            ),
            ("⟦today⟧().year", "D010 rule 1 is not analysed: the condition depends on the date or time"),
        ])
    func opaqueCells(marked: String, expected: String) throws {
        let cell = MarkedText(marked)
        let inputs = [age, TestInput("limit", "number")]
        let table = DecisionTable(
            hitPolicy: .unique, inputs: [.init(expression: "age", typeRef: "number")], outputs: [.init()],
            rules: [
                .init(conditions: [cell.text], outputs: ["1"]), .init(conditions: ["< 3"], outputs: ["2"]),
                .init(conditions: ["[2..4]"], outputs: ["2"]),
            ])
        let analysis = DecisionProgram(table, inputs).analyseTables()[0]
        // The rule may fill every gap, and an overlap with it is not certain.
        #expect(
            said(analysis) == [
                "D003 rules 2 and 3 match together for age in [2..3)", expected,
            ])
        let place = try #require(analysis.diagnostics.last?.primary?.location)
        let found = String(decoding: place.source.bytes[place.span.start..<place.span.end], as: UTF8.self)
        let span = try #require(cell.spans.first)
        #expect(Array(found.utf8) == Array(Array(cell.text.utf8)[span.start..<span.end]))
    }

    @Test func listsAndMixedZonesAreNotAnalysed() {
        let list = DecisionProgram(
            DecisionTable(.unique, [TestInput("x", "tList")], rules: ["\"a\"", "-"]), [TestInput("x", "tList")],
            types: [ItemDefinition(name: "tList", typeRef: "string", isCollection: true)]
        ).analyseTables()[0]
        #expect(
            list.diagnostics.map(\.headline.en) == ["the input 'x' is not analysed: the input is a list (list<string>)"]
        )
        let zones = analyse(.unique, [TestInput("x", "time")], ["< @\"10:00:00Z\"", "> @\"10:00:00+01:00\""])
        #expect(said(zones) == ["D010 the input 'x' is not analysed: the times compared are of several zones"])
        let pattern = analyse(
            .unique, [TestInput("x", "string", allowed: "matches(?, \"[a-z]\")")], ["\"a\"", "\"B\""])
        #expect(
            pattern.diagnostics.contains {
                $0.headline.en == "the input 'x' is not analysed: the allowed values are not told by comparisons"
            })
    }

    @Test func computedOutputsAreNotCompared() {
        #expect(
            said(analyse(.any, [age], ["> 1 → age", "> 2 → 3", "<= 1 → 4"])) == [
                "D010 rule 1 is not analysed: an output is computed"
            ])
    }

    @Test func theBudgetBoundsTheWork() {
        let inputs = (0..<12).map { TestInput("x\($0)", "number") }
        // Every rule looks at two inputs of its own: the rules left differ at each turn.
        let rules = (0..<40).map { rule in
            inputs.indices.map { ($0 + rule) % 5 == 0 ? "> \(rule * 7 % 11)" : "-" }.joined(separator: ";")
        }
        let table = DecisionTable(.unique, inputs, rules: rules)
        let analysis = DecisionProgram(table, inputs).analyseTables(.init(steps: 5000))[0]
        #expect(!analysis.isComplete)
        #expect(analysis.diagnostics.map(\.code).contains("D009"))
        #expect(faults(in: analysis, inputs) == [])
    }

    @Test func manyGapsAreCounted() throws {
        let rules = (0..<20).map { "(\($0)..\($0 + 1))" }
        // Its gaps are one, of 21 points and two ends.
        #expect(said(analyse(.unique, [age], rules)).count == 1)
        let inputs = [age, TestInput("b", "number")]
        let diagonal = analyse(.unique, inputs, (0..<20).map { "\($0); not(\($0))" } + ["< 0; -", "not([0..19]); -"])
        let found = diagonal.diagnostics.filter { $0.code == "D001" }
        #expect(found.count == TableAnalysis.mostOfAKind)
        #expect(try #require(found.last).notes.contains { $0.en.hasSuffix("more of this code") })
    }

    @Test func everyCodeHasAPage() {
        for number in 1...10 {
            let code = Code(number < 10 ? "D00\(number)" : "D0\(number)")
            #expect(DiagnosticCatalogue.page(for: code) != nil, "\(code)")
        }
    }
}
