import Diagnostics
import Testing

@testable import FEEL

@Suite struct BatchTests {
    static let scope = Scope(variables: RandomTable.variables, types: StandardTypes())

    private func compile(_ text: String) throws -> CompiledExpression {
        let (compiled, diagnostics) = CompiledExpression.compile(
            EmbeddedText(standalone: text), scope: BatchTests.scope, toleratesTypeErrors: true)
        return try #require(compiled, "\(text): \(diagnostics.map(\.headline.en))")
    }

    @Test(arguments: 1...UInt64(24))
    func conditionsAreThoseOfEachRow(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let random = RandomTable(&dice, count: 150)
        let table = random.table
        for _ in 0..<40 {
            let text = RandomCondition.text(&dice)
            let expression = try compile(text)
            let truths = BatchExpression(expression).truths(over: table)
            for row in 0..<table.count {
                let expected = expression.evaluate(random.row(row)).truth.asTernary
                guard truths.set(at: row) != expected else { continue }
                Issue.record(
                    "seed \(seed), row \(row), \(text): \(truths.set(at: row)) for \(expected), over \(random.row(row).map(\.sketch))"
                )
                return
            }
        }
    }

    @Test(arguments: 1...UInt64(8))
    func numbersAreThoseOfEachRow(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let random = RandomTable(&dice, count: 100)
        for text in ["a * b - c * 2.50", "-a + 3", "sum(xs) + count(tags)", "sum(rows[f].n) * 2", "a / b", "c"] {
            let expression = try compile(text)
            let values = BatchExpression(expression).values(over: random.table)
            for (row, value) in values.enumerated() {
                let expected = expression.evaluate(random.row(row))
                #expect(value.sketch == expected.sketch, "seed \(seed), row \(row), \(text)")
            }
        }
    }

    /// Tables are read back as they were given, causes of absent cells included.
    @Test(arguments: 1...UInt64(8))
    func columnsKeepTheirValues(seed: UInt64) {
        var dice = Dice(seed: seed)
        let random = RandomTable(&dice, count: 100)
        let table = random.table
        for row in 0..<table.count {
            #expect(table.row(row).map(\.sketch) == random.row(row).map(\.sketch), "seed \(seed), row \(row)")
        }
    }

    @Test(arguments: [
        "a >= 2.5", "a in [1000..5000)", "s = \"rural\"", "s in (\"rural\", \"montagne\")", "a / b > 45.0",
        "a * 1000 / b between 0.3 and 1.8", "count(rows[f and n <= 5.0]) >= 2",
        "some r in rows satisfies r.k = \"rural\" and r.n >= 20", "every r in rows satisfies r.n < 15.0",
        "s in (\"rural\", \"urbain\") and p and not(t = \"urbain\")",
        "list contains(tags, \"rural\") or list contains(tags, \"urbain\")", "(a - 30.0 * b) / a >= 0.25 and b > 1.0",
    ])
    func usualConditionsAreColumnar(_ text: String) throws {
        let rows: [Value] = (0..<70).map { row in
            .list(
                ListValue(
                    (0..<row % 4).map { index in
                        .context(
                            ContextValue([
                                .init("n", .number(index * 9)), .init("k", .string("rural")),
                                .init("f", .boolean(index > 0)),
                            ]))
                    }))
        }
        let numbers = (0..<70).map { $0 % 9 == 4 ? Value.null : .number($0 * 97) }
        let texts = (0..<70).map { Value.string(RandomTable.texts[$0 % 4]) }
        let tags = (0..<70).map { Value.list(.string(RandomTable.texts[$0 % 4])) }
        let truths = (0..<70).map { Value.boolean($0 % 3 == 0) }
        let values = [numbers, numbers, numbers, texts, texts, truths, truths, texts, tags, tags, rows]
        let table = ColumnTable(count: 70, columns: values.map { Column(values: $0) })
        let expression = try compile(text)
        let batch = BatchExpression(expression)
        #expect(batch.isColumnar(over: table))
        let truths70 = batch.truths(over: table)
        for row in 0..<70 {
            #expect(truths70.value(at: row).sketch == expression.evaluate(table.row(row)).sketch, "row \(row)")
        }
    }

    /// Quotients as near to a bound as 64-bit numbers come, on both sides of it.
    @Test func quotientsNearTheirBound() throws {
        let expression = try compile("a / b >= 0.3")
        let ends: [Int] = [3, 1_000_000_007, 900_000_000_000_000_001, 3_000_000_000_000_000_000]
        var (a, b): ([Value], [Value]) = ([], [])
        for end in ends {
            for step in -2...2 {
                a.append(.number(end * 3 / 10 + step))
                b.append(.number(end))
            }
        }
        let columns = RandomTable.variables.map { variable in
            Column(values: variable.name == "a" ? a : variable.name == "b" ? b : a.map { _ in .null })
        }
        let table = ColumnTable(count: a.count, columns: columns)
        let truths = BatchExpression(expression).truths(over: table)
        for row in 0..<table.count { #expect(truths.set(at: row) == expression.evaluate(table.row(row)).truth) }
    }

    @Test func causesAreThoseOfTheRow() throws {
        let causes = (0..<3).map { Causes.one(Cause(.missingFact, subject: "r/\($0)", member: "a")) }
        let values: [Value] = causes.map { .unknown(Unknown(.number(.unbounded, orNull: false), $0)) } + [.number(1)]
        let columns = RandomTable.variables.map { variable in
            Column(values: variable.name == "a" ? values : values.map { _ in .null })
        }
        let truths = BatchExpression(try compile("a > 3")).truths(over: ColumnTable(count: 4, columns: columns))
        for row in 0..<3 { #expect(truths.value(at: row).causes == causes[row]) }
        #expect(truths.value(at: 3).sketch == "false")
        #expect(truths.certainlyYes.population == 0)
    }
}
