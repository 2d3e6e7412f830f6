import Diagnostics
import Testing

@testable import FEEL

/// Whatever a text asks for, it ends, without recursing deeper than the stack holds: what is too much is an error
/// with its place.
@Suite struct BudgetTests {
    /// Limits a hundred times lower than the usual ones, for texts that would reach any of them.
    private static let small = EvaluationOptions(
        budget: EvaluationBudget(steps: 200_000, listSize: 50_000, stringSize: 160_000, builtinSteps: 100_000))

    /// `{v1: …, v2: …(v1), …}.v20`: each entry made of the one before.
    private static func doubling(_ first: String, _ times: Int, _ next: (String) -> String) -> String {
        let entries = (1..<times).map { "v\($0 + 1): \(next("v\($0)"))" }
        return "{\((["v1: \(first)"] + entries).joined(separator: ", "))}.v\(times)"
    }

    private static let tooMuch: [String] = [
        // Ranges and loops.
        "for x in 0..10**9 return x", "for x in 10**9..0 return x", "some x in 0..10**9 satisfies x < 0",
        "every x in 0..10**9 satisfies x >= 0", "for x in -(10**30)..10**30 return x",
        "for x in @\"0001-01-01\"..@\"9999-12-31\" return x", "for x in [0..10**9] return x",
        "count(for x in 1..40000, y in 1..40000 return 1)",
        "count((for x in 1..40000 return x)[item > 0 and false])"
            + " + count(for x in 1..40000, y in 1..40000 return y)",
        // Recursion.
        "{f: function(n) n, r: f(1), g: function(g, n) g(g, n + 1), s: g(g, 0)}.s",
        "{f: function(g, n) if n > 25 then 0 else g(g, n + 1) + g(g, n + 1), r: f(f, 0)}.r",
        // Values that hold values that hold values.
        "for i in 1..40000 return [partial[-1]]", "for i in 1..40000 return {a: partial[-1]}",
        "for i in 1..40000 return append([], partial[-1])", "for i in 1..40000 return partial",
        "for i in 1..40000 return function() partial",
        "for i in 1..40000 return context put({}, \"a\", partial[-1])",
        doubling("[1, 1]", 60) { "[\($0), \($0)]" },
        doubling("{a: 1}", 60) { "{a: \($0), b: \($0)}" },
        doubling("[1, 1]", 60) { "append(\($0), \($0), \($0))" },
        doubling("[1, 1]", 60) { "concatenate(\($0), \($0))" },
        doubling("[1, 1]", 60) { "get entries({a: \($0), b: \($0)})" },
        "{l: for i in 1..30000 return i, r: for i in 1..30000 return l}.r",
        "{l: for i in 1..30000 return i, r: for i in 1..30000 return count(l)}.r",
        "{l: for i in 1..30000 return i, r: for i in 1..30000 return l = l}.r",
        "{l: for i in 1..30000 return i, r: for i in 1..30000 return i in l}.r",
        "{l: for i in 1..30000 return i, r: for i in 1..30000 return l instance of list<number>}.r",
        "{l: for i in 1..30000 return [i], r: distinct values(l)}.r",
        "{l: for i in 1..30000 return i, r: sort(concatenate(l, l), function(x, y) x > y)}.r",
        // Texts.
        doubling("\"0123456789\"", 60) { "\($0) + \($0)" },
        doubling("\"0123456789\"", 60) { "string join([\($0), \($0)], \"-\")" },
        doubling("[\"0123456789\"]", 60) { "[string(\($0)), string(\($0))]" },
        "{s: string join(for i in 1..10000 return \"x\"), r: string join(for i in 1..10000 return \"y\", s)}.r",
        "{s: string join(for i in 1..10000 return \"x\"), r: replace(s, \"x\", s)}.r",
        "{s: string join(for i in 1..10000 return \"x\"), r: replace(s, \"(x+)\", \"$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1\")}.r",
        "{s: string join(for i in 1..10000 return \"x\"), r: for i in 1..10000 return upper case(s)}.r",
        "{s: string join(for i in 1..10000 return \"x\"), r: for i in 1..10000 return s + \"y\"}.r",
        "{s: string join(for i in 1..10000 return \"x\"), r: for i in 1..10000 return s = s}.r",
        // Regular expressions.
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"^(a+)+$b\")",
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"^(a|aa|a?)+$b\")",
        "replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a*)*(a*)*(a*)*b\", \"\")",
        "split(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(.*.*.*.*.*)*;\")",
        "matches(\"a\", \"((a{200}){200}){200}\")",
    ]

    @Test(arguments: tooMuch)
    func whatIsTooMuchIsAnErrorWithItsPlace(_ text: String) {
        let result = evaluate(text, options: Self.small)
        guard case .null(let reason?) = result, case .error(let code, let message) = reason.kind else {
            Issue.record("\(text): \(String(result.sketch.prefix(200)))")
            return
        }
        #expect(["V900", "V102", "V106", "V108"].contains(code.rawValue), "\(text): \(code) \(message.en)")
        #expect(!message.fr.isEmpty && message.fr != message.en)
        guard let span = reason.span else {
            Issue.record("\(text): \(code) \(message.en) has no place")
            return
        }
        #expect(0 <= span.start && span.start < span.end && span.end <= text.utf8.count, "\(text): \(span)")
    }

    /// The same limits as for a user of the library.
    @Test(arguments: [
        "for x in 0..10**9 return x", "{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r",
        "for i in 1..1000000 return [partial[-1]]", "for i in 1..1000000 return function() partial",
    ])
    func theUsualLimitsHoldToo(_ text: String) {
        guard case .null(let reason?) = evaluate(text), case .error(Code("V900"), _) = reason.kind else {
            Issue.record("\(text) has a value")
            return
        }
        #expect(reason.span != nil)
    }

    /// What stays below the limits has its value: the limits are no nuisance.
    @Test(arguments: [
        ("count(for i in 1..40000 return i)", "40000"), ("sum(for i in 1..40000 return i)", "800020000"),
        ("(for i in 1..20 return if i = 1 then 1 else partial[-1] * 2)[-1]", "524288"),
        ("count(for i in 1..100 return {a: i, b: [i, i]})", "100"),
        ("string length(string join(for i in 1..10000 return \"xy\"))", "20000"),
        ("5 in [0..10**30]", "true"), ("{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, 20)}.r", "20"),
    ])
    func whatIsNotTooMuchHasItsValue(_ text: String, _ expected: String) {
        #expect(evaluate(text, options: Self.small).sketch == expected)
    }

    /// Nested as deeply as is allowed, a value is read and let go.
    @Test func theDeepestValueIsReadAndLetGo() {
        let text = "(for i in 1..\(Size.deepest - 1) return if i = 1 then [] else [partial[-1]])[-1]"
        let value = evaluate(text)
        #expect(value.literal.count == 2 * (Size.deepest - 1))
        #expect(value.isCertain && value.mayBe(value) && value.equals(value) == true)
    }

    // MARK: Long texts

    private static let million = 1_000_000

    /// A name a million characters long, known and unknown, of one word and of many.
    @Test func longNames() throws {
        for name in [
            String(repeating: "x", count: Self.million), String(repeating: "xy ", count: Self.million / 3) + "z",
            String(repeating: "été+", count: Self.million / 4) + "z",
        ] {
            let scope = Scope(variables: [.init(name: name, type: .number)], types: StandardTypes())
            let (known, found) = CompiledExpression.compile(EmbeddedText(standalone: name + " + 1"), scope: scope)
            if let known {
                #expect(known.evaluate([.number(1)]).sketch == "2")
            } else {
                #expect(found.map(\.code) == ["X010"], "\(found.map(\.headline.en))")
            }
            let unknown = EmbeddedText(standalone: name.replacing("z", with: "w") + "q")
            let (none, diagnostics) = CompiledExpression.compile(unknown, scope: scope)
            #expect(none == nil && diagnostics.hasErrors)
        }
    }

    @Test(arguments: ["(", "[", "{a: ", "-", "not(", "if true then ", "for x in [1] return ", "1 + (", "f("])
    func deeplyNestedTextsAreRefused(_ opening: String) {
        let text = String(repeating: opening, count: 100_000) + "1"
        let (none, diagnostics) = CompiledExpression.compile(EmbeddedText(standalone: text), scope: .empty)
        #expect(none == nil)
        #expect(diagnostics.contains { $0.code == "X010" }, "\(diagnostics.prefix(3).map(\.headline.en))")
    }

    @Test(arguments: [" + 1", " and true", ".a", "[1]", " = 1", "(1)"])
    func longChainsAreReadOrRefused(_ link: String) {
        let text = "x" + String(repeating: link, count: 100_000)
        let scope = Scope(variables: [.init(name: "x", type: .any)], types: StandardTypes())
        let (compiled, diagnostics) = CompiledExpression.compile(
            EmbeddedText(standalone: text), scope: scope, toleratesTypeErrors: true)
        guard let compiled else { return #expect(diagnostics.contains { $0.code == "X010" }) }
        _ = compiled.evaluate([.number(1)])
    }

    @Test func longStringsCostWhatTheirLengthDoes() {
        let a = String(repeating: "a", count: Self.million)
        let inputs: [String: Value] = [
            "long": .string(a), "match": .string(String(repeating: "a", count: Self.million / 2) + "b"),
        ]
        // Comparing the match at each place would take a million times half a million steps.
        #expect(evaluate("contains(long, match)", inputs).sketch == "false")
        #expect(evaluate("substring before(long, match)", inputs).sketch == "\"\"")
        #expect(evaluate("string length(substring after(long + match, match))", inputs).sketch == "0")
        #expect(evaluate("string length(long)", inputs).sketch == "1000000")
        #expect(evaluate("matches(long, \"^a*$\")", inputs).sketch == "true")
        #expect(evaluate("number(long)", inputs).isNull)
        #expect(evaluate("date(long)", inputs).isNull)
    }

    @Test(arguments: ["aab", "abab", "aabaab", "b", "", "aaaaaaaa", "abaabaaab"])
    func theFirstPlaceOfAMatchIsFound(_ match: String) {
        for text in ["", "aabaabaaab", "ababab", "aaaaaaa", "bbbb", "abaabaabaaabaab"] {
            let before = text.range(ofFirst: match).map { String(text[..<$0]) } ?? ""
            let inputs: [String: Value] = ["t": .string(text), "m": .string(match)]
            #expect(evaluate("contains(t, m)", inputs).sketch == "\(text.range(ofFirst: match) != nil)")
            #expect(evaluate("substring before(t, m)", inputs).sketch == "\"\(before)\"")
        }
    }
}

extension String {
    /// Where a text first stands in this one, by trying each place.
    fileprivate func range(ofFirst match: String) -> Index? {
        indices.first { self[$0...].hasPrefix(match) } ?? (match.isEmpty ? startIndex : nil)
    }
}
