import Diagnostics
import Testing

@testable import FEEL

@Suite struct BatchTableTests {
    private static let cells: [FEELType: [String]] = [
        .number: [
            "-", "< 10", ">= 2.5", "[3..40)", "not([1..2])", "1, 2, > 30", "(10..20.5]", "even(floor(?))", "null",
            "a", "< b",
        ],
        .string: ["-", "\"rural\"", "\"rural\", \"montagne\"", "not(\"urbain\")", "starts with(?, \"u\")", "t"],
        .boolean: ["-", "true", "false", "not(true)", "null"],
    ]

    @Test(arguments: 1...UInt64(20))
    func rulesMatchAsTheirTestsSay(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let random = RandomTable(&dice, count: 120)
        let table = random.table
        let inputs: [(text: String, type: FEELType)] = [
            ("a", .number), ("s", .string), ("b - c", .number), ("p", .boolean), ("c", .number),
        ]
        let expressions = try inputs.map { input in
            try #require(
                CompiledExpression.compile(EmbeddedText(standalone: input.text), scope: BatchTests.scope).0)
        }
        let count = seed % 4 == 0 ? 70 : 12
        let rules = try (0..<count).map { _ in
            try inputs.map { input in
                let text = dice.oneIn(2) ? "-" : dice.pick(BatchTableTests.cells[input.type] ?? ["-"])
                let (cell, problems) = CompiledExpression.compileUnaryTests(
                    EmbeddedText(standalone: text), inputType: input.type, scope: BatchTests.scope)
                return try #require(cell, "\(text): \(problems.map(\.headline.en))")
            }
        }
        let matches = BatchTable(inputs: expressions, rules: rules).matches(over: table)
        for row in 0..<table.count {
            let values = random.row(row)
            let inputValues = expressions.map { $0.evaluate(values) }
            var sets: [TruthSet] = []
            for (index, rule) in rules.enumerated() {
                let truths = zip(rule, inputValues).map { $0.evaluate(values + [$1]).truth.asTernary }
                let expected: Bool? =
                    truths.allSatisfy { $0 == .yes } ? true : truths.allSatisfy { $0.contains(.yes) } ? nil : false
                #expect(
                    matches.matches(index, row: row) == expected,
                    "seed \(seed), row \(row), rule \(index): \(rule.map(\.source.text)), \(inputValues.map(\.sketch))")
                sets.append(expected == true ? .yes : expected == nil ? .either : .no)
            }
            check(matches, row, sets)
        }
    }

    private func check(_ matches: BatchMatches, _ row: Int, _ sets: [TruthSet]) {
        let sure = sets.indices.filter { sets[$0] == .yes }
        let possible = sets.indices.filter { sets[$0] != .no }
        #expect(matches.rules(row: row) == (sure == possible ? sure : nil))
        let first: BatchMatches.Hit =
            possible.isEmpty ? .none : sure.first == possible.first ? .rule(possible[0]) : .uncertain
        #expect(matches.first(row: row) == first)
        let unique: BatchMatches.Hit =
            sure.count > 1 ? .several : sure != possible ? .uncertain : sure.isEmpty ? .none : .rule(sure[0])
        #expect(matches.unique(row: row) == unique)
    }

    @Test func outputsAddUp() throws {
        let scope = Scope(variables: [.init(name: "n", type: .number)], types: StandardTypes())
        let input = try #require(CompiledExpression.compile(EmbeddedText(standalone: "n"), scope: scope).0)
        let rules = try ["< 10", "[5..20]", "> 15"].map { text in
            [
                try #require(
                    CompiledExpression.compileUnaryTests(
                        EmbeddedText(standalone: text), inputType: .number, scope: scope
                    ).0)
            ]
        }
        let values: [Value] = [.number(1), .number(7), .number(18), .null, .unknown("n", in: 12...30), .number(30)]
        let table = ColumnTable(count: values.count, columns: [Column(values: values)])
        let matches = BatchTable(inputs: [input], rules: rules).matches(over: table)
        #expect(matches.sums(of: [1, 10, 100]) == [1, 11, 110, nil, nil, 100])
        #expect(matches.rules(row: 3) == [])
        #expect(matches.rules(row: 4) == nil)
    }
}
