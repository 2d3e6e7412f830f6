import Testing

@testable import FEEL

/// Gaps, overlaps and rules that never answer, compared with trying values one by one: points at every
/// value that conditions name, and between and beyond them.
@Suite struct TableAnalysisPropertyTests {
    /// What a column is made of: constants, and values that lie at and around all of them.
    private struct Material {
        var type: String
        var constants: [String]
        var values: [Value]
        var isOrdered = true
    }

    private static let materials: [Material] = {
        let date = { (day: Int) in CalendarDate(year: 2026, month: 1, day: day).map { Value.date($0) } ?? .null }
        let time = { (hour: Int, minute: Int) in
            TimeOfDay(hour: hour, minute: minute, second: 0).map { Value.time($0) } ?? .null
        }
        let moment = { (text: String) in DateAndTime(text).map { Value.dateTime($0) } ?? .null }
        return [
            Material(
                type: "number", constants: ["0", "1", "2.5", "4"],
                values: ["-1", "0", "0.5", "1", "2", "2.5", "3", "4", "5"].map {
                    Number($0).map { .number($0) } ?? .null
                }),
            Material(
                type: "string", constants: ["\"a\"", "\"b\"", "\"é\""],
                values: ["", "a", "aa", "b", "ba", "é", "éa"].map { .string($0) }),
            Material(
                type: "boolean", constants: ["true", "false"], values: [.boolean(true), .boolean(false)],
                isOrdered: false),
            Material(
                type: "date", constants: ["@\"2026-01-03\"", "date(\"2026-01-04\")", "date(2026, 1, 7)"],
                values: [2, 3, 4, 5, 7, 8].map(date)),
            Material(
                type: "time", constants: ["@\"08:00:00\"", "time(\"12:30:00\")"],
                values: [(0, 0), (8, 0), (9, 0), (12, 30), (23, 59)].map(time)),
            Material(
                type: "dateTime",
                constants: ["@\"2026-01-03T10:00:00Z\"", "@\"2026-01-03T12:00:00+01:00\""],
                values: [
                    "2026-01-03T09:00:00Z", "2026-01-03T10:00:00Z", "2026-01-03T10:30:00Z", "2026-01-03T13:00:00+02:00",
                    "2026-01-04T11:00:00Z",
                ].map(moment)),
            Material(
                type: "dayTimeDuration", constants: ["@\"PT1H\"", "duration(\"P2D\")"],
                values: [0, 3600, 7200, 172_800, 200_000].map { .daysDuration(DaysDuration(seconds: $0)) }),
            Material(
                type: "yearMonthDuration", constants: ["@\"P1M\"", "@\"P2M\"", "duration(\"P1Y\")"],
                values: [0, 1, 2, 3, 12, 13].map { .monthsDuration(MonthsDuration(months: $0)) }),
        ]
    }()

    private func cell(_ material: Material, _ random: inout SplitMix) -> String {
        let a = material.constants.randomElement(using: &random) ?? "null"
        let b = material.constants.randomElement(using: &random) ?? "null"
        let unordered = [
            "-", "-", a, a, "\(a), \(b)", "not(\(a))", "not(\(a), \(b))", "null", "not(null)", "\(a), null", "? = \(a)",
            "? != \(a)", "[\(a), \(b)]", "? in (\(a), \(b))", "not(? = \(a))", "? = \(a) or ? = null",
        ]
        let ordered = [
            "< \(a)", "<= \(a)", "> \(a)", ">= \(a)", "[\(a)..\(b)]", "(\(a)..\(b)]", "[\(a)..\(b))", "]\(a)..\(b)[",
            "< \(a), > \(b)", "not([\(a)..\(b)])", "not(> \(a))", "? > \(a) and ? < \(b)", "? between \(a) and \(b)",
            "(< \(a)), \(b)", "? <= \(a) or not(? < \(b))",
        ]
        let forms = material.isOrdered ? unordered + ordered + ordered : unordered
        return forms.randomElement(using: &random) ?? "-"
    }

    private struct Case {
        var inputs: [TestInput] = []
        var table: DecisionTable
        /// By input.
        var values: [[Value]] = []
    }

    private func randomCase(_ random: inout SplitMix) -> Case {
        var result = Case(table: DecisionTable(inputs: [], outputs: [], rules: []))
        var materials: [Material] = []
        for index in 0..<Int.random(in: 1...3, using: &random) {
            guard let material = Self.materials.randomElement(using: &random) else { continue }
            let isTyped = Int.random(in: 0..<4, using: &random) > 0
            var input = TestInput("x\(index)", isTyped ? material.type : nil)
            if Int.random(in: 0..<4, using: &random) == 0 { input.allowed = cell(material, &random) }
            result.inputs.append(input)
            materials.append(material)
        }
        // Sometimes two columns look at one input.
        if result.inputs.count > 1, Int.random(in: 0..<6, using: &random) == 0 {
            result.inputs[1] = result.inputs[0]
            materials[1] = materials[0]
        }
        let policy = DecisionTable.HitPolicy.allCases.randomElement(using: &random) ?? .unique
        let rules = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            materials.map { cell($0, &random) }.joined(separator: ";") + "→"
                + "\(Int.random(in: 1...3, using: &random))"
        }
        result.table = DecisionTable(policy, result.inputs, order: "3, 2, 1", rules: rules)
        result.values = materials.map { $0.values + [.null] }
        return result
    }

    /// Values of the columns, with the rules that match; what is refused is left out.
    private func outcomes(_ test: Case) -> [(columns: [Value], rules: [Int])] {
        let program = DecisionProgram(test.table.collectingNumbers, test.inputs)
        var names: [String] = []
        var values: [[Value]] = []
        for (input, options) in zip(test.inputs, test.values) where !names.contains(input.name) {
            names.append(input.name)
            values.append(options)
        }
        var rows: [[Value]] = [[]]
        for options in values { rows = rows.flatMap { row in options.map { row + [$0] } } }
        return rows.compactMap { row in
            matches(program, Dictionary(uniqueKeysWithValues: zip(names, row))).map { (row, $0) }
        }
    }

    @Test func whatIsFoundIsWhatTryingEveryValueFinds() {
        let seed: UInt64 = 20_261_125
        print("table analysis: seed \(seed)")
        var random = SplitMix(seed: seed)
        var tried = 0
        var found = (gaps: 0, overlaps: 0, masked: 0, dead: 0)
        for number in 0..<500 {
            let test = randomCase(&random)
            let analyses = DecisionProgram(test.table, test.inputs).analyseTables()
            guard let analysis = analyses.first, analysis.isComplete, analysis.hasAllGaps, analysis.obstacles.isEmpty
            else {
                Issue.record("table \(number) is not analysed: \(test.table)")
                continue
            }
            let outcomes = outcomes(test)
            tried += outcomes.count
            #expect(faults(in: analysis, test.inputs) == [], "table \(number): \(test.table)")
            for (values, rules) in outcomes {
                let isGap = analysis.gaps.count { $0.contains(values) }
                #expect(
                    isGap == (rules.isEmpty ? 1 : 0), "table \(number) at \(values.map(\.literal)): \(test.table)")
                let pairs = rules.flatMap { first in rules.filter { $0 > first }.map { [first, $0] } }
                let told = analysis.overlaps.filter { $0.box.contains(values) }.map { [$0.first, $0.second] }
                #expect(told == pairs, "table \(number) at \(values.map(\.literal)): \(test.table)")
            }
            found.gaps += analysis.gaps.count
            found.overlaps += analysis.overlaps.count
            checkRules(analysis, outcomes.map(\.rules), number, &found.masked, &found.dead)
        }
        print("table analysis: \(tried) inputs tried; \(found)")
        #expect(found.gaps > 500 && found.overlaps > 500 && found.masked > 20 && found.dead > 20)
    }

    /// Rules that match nothing, and those that never come first.
    private func checkRules(
        _ analysis: TableAnalysis, _ outcomes: [[Int]], _ number: Int, _ masked: inout Int, _ dead: inout Int
    ) {
        let table = analysis.table
        var told = (dead: Set<Int>(), masked: Set<Int>(), superfluous: Set<Int>())
        for finding in analysis.findings {
            switch finding.kind {
            case .neverMatches: told.dead.formUnion(finding.rules)
            case .masked: told.masked.formUnion(finding.rules)
            case .redundant: told.superfluous.formUnion(finding.rules)
            default: continue
            }
        }
        let matching = Set(outcomes.joined())
        #expect(told.dead == Set(table.rules.indices).subtracting(matching), "table \(number): \(table)")
        dead += told.dead.count
        let answers = { (rules: [Int]) -> [Int] in
            switch table.hitPolicy {
            case .first: Array(rules.prefix(1))
            // Outputs are 1 to 3, the greatest first.
            case .priority:
                rules.filter { rule in !rules.contains { table.rules[$0].outputs[0] > table.rules[rule].outputs[0] } }
            default: rules
            }
        }
        let answering = Set(outcomes.flatMap(answers))
        #expect(told.masked == matching.subtracting(answering), "table \(number): \(table)")
        masked += told.masked.count
        // Without the redundant rules, the first, the strongest or the common output is the same.
        guard [.first, .priority, .any].contains(table.hitPolicy) else { return }
        let output = { (rules: [Int]) in Set(answers(rules).map { table.rules[$0].outputs[0] }) }
        for rules in outcomes {
            let fewer = rules.filter { !told.superfluous.contains($0) }
            #expect(output(rules) == output(fewer), "table \(number): \(told.superfluous) of \(table)")
        }
    }
}
