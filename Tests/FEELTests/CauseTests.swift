import Diagnostics
import Testing

@testable import FEEL

/// Why a result is null or not known goes with it through operators and functions, and is dropped where the
/// result can't depend on it.
@Suite struct CauseTests {
    private static let inputs: [String: Value] = [
        "a": .unknown("a", in: 1...5), "b": .unknown("b", in: 10...20), "c": .unknown("c", in: -2...2),
        "n": .unknown("n", in: 1...3, orNull: true), "p": .unknownBoolean("p"), "q": .unknownBoolean("q"),
        "s": .unknown("s", of: [.string("x"), .string("y")]), "t": .unknown("t", of: [.string("z"), .string("zz")]),
        "w": .unknownAnything("w"),
        "l": .open("l", [.number(1)], maybe: [.unknown("l1", in: 2...4)], rest: .unknown("l*", in: 0...9)),
        "day": .unknown(
            Unknown(
                .date(
                    Interval(
                        lower: CalendarDate("2026-01-01").map { .init($0) },
                        upper: CalendarDate("2026-12-31").map { .init($0) }), orNull: false), cause("day"))),
    ]

    private func names(_ value: Value) -> String {
        Set(value.causes.all.map(\.subject)).sorted().joined(separator: " ")
    }

    @Test(arguments: [
        // Operators.
        ("a + b", "a b"), ("a - 1", "a"), ("a * b * c", "a b c"), ("a / b", "a b"), ("c ** 2", "c"), ("-a", "a"),
        ("a < 3", "a"), ("a < c", "a c"), ("a = b - 10", "a b"), ("a between c and 3", "a c"), ("a in [2..b]", "a"),
        ("s = \"x\"", "s"), ("s + t", "s t"), ("p and q", "p q"), ("p or q", "p q"), ("not(p)", "p"),
        ("a in (1, 2)", "a"), ("s in (\"x\", t)", "s"), ("day > @\"2026-06-01\"", "day"), ("day.month", "day"),
        ("day + @\"P1D\"", "day"), ("n + 1", "n"), ("n = null", "n"), ("w.k", "w"), ("w[1]", "w"),
        ("a instance of string", ""), ("n instance of number", "n"),
        // Constructs.
        ("if p then a else 1", "a p"), ("if p then 1 else 2", "p"), ("if true then a else b", "a"),
        ("[a, b]", "a b"), ("{k: a}", "a"), ("{k: a, m: b}.k", "a"), ("[a, b][2]", "b"), ("[a, b][item > 3]", "a b"),
        ("for v in [a, b] return v + c", "a b c"), ("some v in [a, b] satisfies v > 15", "b"),
        ("every v in [a, c] satisfies v > 0", "c"), ("function(x) a", ""), ("(function(x) x + a)(b)", "a b"),
        ("[1, 2, 3][a]", "a"), ("{f: function(x) x + 1, r: f(a)}.r", "a"),
        // Functions.
        ("abs(c)", "c"), ("floor(a / 2)", "a"), ("max(a, 3)", "a"), ("max(a, b)", "b"), ("min(a, b)", "a"),
        ("sum([a, b])", "a b"), ("mean([a, b])", "a b"), ("median(a, b, c)", "a b c"), ("count(l)", "l l?"),
        ("string length(s)", ""), ("string length(t)", "t"), ("upper case(s)", "s"), ("contains(s, \"x\")", "s"),
        ("contains(\"abc\", t)", ""), ("string(a)", "a"), ("substring(\"abc\", a)", "a"),
        ("concatenate([a], [b])", "a b"),
        ("list contains([1, 2], a)", "a"), ("list contains([7, 8], a)", ""), ("all([p, true])", "p"),
        ("any([p, q])", "p q"), ("distinct values([1, a])", "a"), ("reverse([a, b])", "a b"),
        ("get value({k: a}, \"k\")", "a"), ("established(a)", "a"), ("modulo(a, 3)", "a"), ("even(a)", "a"),
        ("sort([a, c], function(x, y) x < y)", "a c"), ("index of([1, 2, 3], a)", "a"), ("decimal(a / 3, 2)", "a"),
        ("round up(a / 3, 0)", "a"), ("string join([s, t], \"-\")", "s t"),
        // What the result can't depend on.
        ("p and false", ""), ("false and p", ""), ("p or true", ""), ("a > 0", ""), ("a < b", ""), ("a = b", ""),
        ("a * 0", ""), ("0 * w + a", "a w"), ("if p then 3 else 3", ""), ("if a < 9 then 1 else b", ""),
        ("p and (q or true)", "p"), ("(p or true) and q", "q"), ("a > 9 and p", ""), ("a > 9 or p", "p"),
        ("max(a, 9)", ""), ("min(a, 0)", ""), ("s = \"z\"", ""), ("s in (\"x\", \"y\")", ""), ("a in [0..9]", ""),
        ("a between 7 and 6", ""), ("day > @\"2025-06-01\"", ""), ("count([a, b])", ""), ("[a, 7][2]", ""),
        ("{k: a, m: 1}.m", ""), ("some v in [a, 9] satisfies v > 5", ""), ("every v in [a, b] satisfies v > 0", ""),
        ("list contains([a, 3], 3)", ""), ("count(l) > 0", ""), ("sum(l) >= 0", ""), ("all([p, false])", ""),
        ("any([true, p])", ""), ("established(1)", ""), ("string length(s + \"a\") = 2", ""), ("not(a > 0 or p)", ""),
    ])
    func causesOfResults(_ text: String, _ expected: String) {
        let result = evaluate(text, Self.inputs)
        #expect(names(result) == expected, "\(text): \(result.sketch)")
        if expected.isEmpty, !text.hasPrefix("function") { #expect(result.isCertain, "\(text): \(result.sketch)") }
    }

    // MARK: Nulls

    /// A null that an absent input made.
    private static let absent = Value.null(NullReason(.absent(Cause(.input, subject: "x"))))

    /// The absent input is told through operators and functions; an explicit null tells nothing; an error tells
    /// its code and the text that made it.
    @Test(arguments: [
        "x + 1", "1 + x", "x - 1", "x * 2", "x / 2", "x ** 2", "-x", "x < 1", "1 >= x", "x between 1 and 2",
        "1 between x and 2", "x in [1..2]", "x.k", "x[1]", "x[item > 1]", "abs(x)", "floor(x)", "decimal(x, 2)",
        "string length(x)", "upper case(x)", "substring(x, 1)", "contains(x, \"a\")", "matches(x, \"a\")",
        "sum([1, x])",
        "max(1, x)", "mean([x])", "number(x)", "date(x)", "time(x)", "duration(x)", "sqrt(x)", "modulo(x, 2)",
        "modulo(2, x)", "even(x)", "reverse(x)", "concatenate([1], x)", "get value(x, \"a\")", "day of week(x)",
        "for i in x return i", "some i in x satisfies i > 1", "x + 1 + 2", "(x + 1) * 2", "if true then x else 1",
        "[x][1]", "{k: x}.k", "(function(y) y + 1)(x)",
    ])
    func anAbsentInputIsTold(_ text: String) {
        let result = evaluate(text, ["x": Self.absent])
        guard case .null(let reason?) = result, case .absent(let cause) = reason.kind else {
            Issue.record("\(text): \(result.sketch)")
            return
        }
        #expect(cause == Cause(.input, subject: "x"))
    }

    @Test(arguments: [
        "false and x", "x and false", "true or x", "x or true", "x = 1", "count([x])", "if x then 1 else 2",
    ])
    func whereItHasNoSayItIsNotTold(_ text: String) {
        let result = evaluate(text, ["x": Self.absent])
        #expect(!result.isNull, "\(text): \(result.sketch)")
    }

    @Test(arguments: ["null", "[null][1]", "{k: null}.k", "if true then null else 1", "x", "[x][1]"])
    func anExplicitNullTellsNothing(_ text: String) {
        guard case .null(nil) = evaluate(text, ["x": .null]) else {
            Issue.record("\(text): \(evaluate(text, ["x": .null]).sketch)")
            return
        }
    }

    @Test(arguments: [
        ("1 + 2 / 0", "V111", 4, 9), ("abs(1 / 0) + 2", "V111", 4, 9), ("[1 / 0, 2][1] * 3", "V111", 1, 6),
        ("{k: 1 / 0}.k", "V111", 4, 9), ("if true then 1 / 0 else 1", "V111", 13, 18),
        ("max(1, 1 / 0)", "V111", 7, 12), ("(function(x) x + 1)(1 / 0)", "V111", 20, 25),
        ("string length(substring(\"a\", 5)) + 1", "V103", 14, 31), ("sum([1, 2 / 0])", "V111", 8, 13),
    ])
    func anErrorKeepsItsCodeAndPlace(_ text: String, _ code: String, _ start: Int, _ end: Int) {
        let scope = Scope(variables: [], types: StandardTypes())
        let (compiled, _) = CompiledExpression.compile(
            EmbeddedText(standalone: text), scope: scope, toleratesTypeErrors: true)
        guard let compiled, case .null(let reason?) = compiled.evaluate([]), case .error(let found, _) = reason.kind
        else {
            Issue.record("\(text) is no error")
            return
        }
        #expect(found == Code(code), "\(text)")
        #expect(reason.span == Span(start, end), "\(text)")
    }
}
