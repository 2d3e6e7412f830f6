import Diagnostics
import Synchronization
import Testing

@testable import FEEL

@Suite struct EvaluationTests {
    @Test(arguments: [
        ("1 + 2 * 3", "7"),
        ("- (2 + 3)", "-5"),
        ("2 ** 10", "1024"),
        ("\"a\" + \"b\"", "\"ab\""),
        ("if 1 > 2 then \"a\" else \"b\"", "\"b\""),
        ("if null then 1 else 2", "2"),
        ("true and null", "null"),
        ("false and null", "false"),
        ("null or true", "true"),
        ("5 between 1 and 10", "true"),
        ("5 in (< 3, [4..6])", "true"),
        ("5 in [1, 5]", "true"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{a: 1}, {a: 2}][a = 2].a", "[2]"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("every x in [] satisfies x > 1", "true"),
        ("(function(x, y) x - y)(y: 1, x: 3)", "2"),
        ("{f: function(g, n) if n <= 1 then 1 else n * g(g, n - 1), r: f(f, 10)}.r", "3628800"),
        ("sort([3, 1, 2], function(a, b) a < b)", "[1, 2, 3]"),
        ("sort([3, 1, 2])", "[1, 2, 3]"),
        ("list replace([1, 2, 3], function(x, y) x > 2, 0)", "[1, 2, 0]"),
        ("count([1, 2])", "2"),
        ("substring(string: \"abc\", start position: 2)", "\"bc\""),
        ("@\"2026-06-15\".month", "6"),
        ("[1..5].start included", "true"),
        ("1 instance of number", "true"),
        ("[1] instance of list<number>", "true"),
        ("null instance of number", "false"),
        ("not(null)", "null"),
        ("established(1)", "true"),
        ("100[1]", "100"),
        ("{a: function(x) x * k, k: 3}.k", "3"),
        ("for f in [function(x) x + 1, function(x) x * 2] return f(5)", "[6, 10]"),
    ])
    func certain(_ text: String, _ expected: String) {
        #expect(evaluate(text, ["k": .number(2)]).sketch == expected)
    }

    @Test func nullsSayWhyAndWhere() throws {
        guard case .null(let reason?) = evaluate("1 + (2 / x)", ["x": .number(0)]) else {
            Issue.record("a null with its reason is expected")
            return
        }
        guard case .error(let code, _) = reason.kind else {
            Issue.record("an error is expected")
            return
        }
        #expect(code == ValueError.zeroDivision)
        #expect(reason.span == Span(4, 11))
    }

    @Test func unaryTestsReadTheirInput() {
        let scope = Scope(variables: [.init(name: "limit", type: .number)], types: StandardTypes())
        func run(_ text: String, _ value: Value) -> String {
            let (compiled, diagnostics) = CompiledExpression.compileUnaryTests(
                EmbeddedText(standalone: text), inputType: .number, scope: scope)
            guard let compiled else { return "\(diagnostics.map(\.headline.en))" }
            return compiled.evaluate([.number(10), value]).sketch
        }
        #expect(run("-", .number(1)) == "true")
        #expect(run("< limit", .number(1)) == "true")
        #expect(run("[1..5], 20", .number(20)) == "true")
        #expect(run("not(1, 2)", .number(2)) == "false")
        #expect(run("? > 5 and ? < limit", .number(7)) == "true")
        #expect(run("< limit", .unknown("x", in: 1...9)) == "true")
        #expect(run("< limit", .unknown("x", in: 1...20)) == "{false, true}: x")
    }

    @Test func expectedTypeIsGiven() throws {
        func run(_ text: String, _ type: FEELType) throws -> String {
            let (compiled, _) = CompiledExpression.compile(
                EmbeddedText(standalone: text), scope: .empty, expecting: type)
            return try #require(compiled).evaluate([]).sketch
        }
        #expect(try run("[1]", .number) == "1")
        #expect(try run("1", .list(.number)) == "[1]")
    }

    // MARK: Budget

    @Test(arguments: [
        "count(for i in 1..100000, j in 1..100000 return 1)",
        "{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r",
        "{f: function(g, n) if n > 25 then 0 else g(g, n + 1) + g(g, n + 1), r: f(f, 0)}.r",
        "count(for i in 1..1000000000 return i)",
        "some i in 1..4000, j in 1..4000, k in 1..4000 satisfies i + j + k < 0",
    ])
    func budgetEndsEverything(_ text: String) {
        let options = EvaluationOptions(budget: .init(steps: 20_000, listSize: 100_000))
        let result = evaluate(text, options: options)
        guard case .null(let reason?) = result, case .error(Code("V900"), _) = reason.kind else {
            Issue.record("\(result.sketch)")
            return
        }
    }

    /// An unknown may only send the evaluation on a way that never ends: that is no error.
    @Test func budgetSpentOnADoubtfulWayIsUnknown() {
        let text = "{f: function(g, n) if n <= 0 then 0 else g(g, n - 1), r: f(f, x)}.r"
        let result = evaluate(text, ["x": .unknown("x", in: 1...1_000_000)])
        #expect(result.sketch == "any: x")
    }

    @Test func deepRecursionIsBoundedByTheBudgetNotTheStack() {
        let text = "{f: function(g, n) if n <= 0 then 0 else 1 + g(g, n - 1), r: f(f, 25)}.r"
        #expect(evaluate(text).sketch == "25")
    }

    @Test func longChainsAreNotDeep() {
        let text = (0..<120).map { _ in "1" }.joined(separator: " + ")
        #expect(evaluate(text).sketch == "120")
    }

    @Test(arguments: DiagnosticCatalogue.pages.filter { "V120"..."V900" ~= $0.code.rawValue })
    func pagesTellTheTruth(_ page: CodePage) {
        if let bad = page.bad {
            if case .null(let reason?) = evaluate(bad), case .error(let code, _) = reason.kind {
                #expect(code == page.code, "\(bad)")
            } else {
                Issue.record("\(page.code): \(evaluate(bad).sketch)")
            }
        }
        if let good = page.good { #expect(!evaluate(good).isNull, "\(good)") }
    }

    // MARK: Recorder

    private final class Witness: EvaluationRecorder {
        let told = Mutex<[String]>([])

        func record(_ expression: Expression, _ value: Value) {
            told.withLock { $0.append("\(expression.span.start)-\(expression.span.end) \(value.sketch)") }
        }

        func read(_ object: any HostObject, _ member: String, _ value: Value) {
            told.withLock { $0.append("\(object.identity).\(member) \(value.sketch)") }
        }
    }

    @Test func recorderSeesEveryPartAndChangesNothing() {
        let witness = Witness()
        let inputs: [String: Value] = ["o": .object(TestObject("o/1", ["n": .number(2)])), "k": .number(3)]
        let text = "o.n + k > 4 and k < 10"
        let recorded = evaluate(text, inputs, options: EvaluationOptions(recorder: witness))
        #expect(recorded.sketch == evaluate(text, inputs).sketch)
        #expect(
            witness.told.withLock { $0 } == [
                "0-1 o/1", "o/1.n 2", "0-3 2", "6-7 3", "0-7 5", "10-11 4", "0-11 true", "16-17 3", "20-22 10",
                "16-22 true",
                "0-22 true",
            ])
    }
}
