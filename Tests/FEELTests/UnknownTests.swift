import Diagnostics
import Testing

@testable import FEEL

@Suite struct UnknownTests {
    static let inputs: [String: Value] = [
        "x": .unknown("x", in: 1...5),
        "y": .unknown("y", in: 10...20),
        "z": .unknown("z", in: -2...3),
        "m": .unknown("m", in: 1...5, orNull: true),
        "p": .unknownBoolean("p"),
        "q": .unknownBoolean("q"),
        "s": .unknown("s", of: [.string("a"), .string("b")]),
        "n": .unknown("n", of: [.number(1), .number(2), .number(9)]),
        "any": .unknownAnything("any"),
        "xs": .list(.number(1), .unknown("x", in: 1...5)),
        "maybe": .open("l", [.number(3)], maybe: [.number(4)]),
        "open": .open("l", [.number(3)], rest: .unknown("l", in: 0...10)),
        "atMost2": .open("l", [.number(3)], rest: .unknown("l", in: 0...10), atMost: 2),
        "empty": .open("l", [], rest: .unknown("l", in: 0...10)),
        "rows": .open(
            "rows",
            [
                .object(TestObject("r/1", ["d": .string("a"), "n": .number(2)])),
                .object(TestObject("r/2", ["d": .string("b"), "n": .unknown("r/2.n", in: 0...9)])),
            ],
            rest: .object(
                TestObject(
                    "r/?", ["d": .string("b"), "n": .unknown("rows", in: 0...9)], identityCauses: cause("rows")))),
    ]

    @Test(arguments: [
        // Three-valued logic: what settles the result drops the causes of the rest.
        ("p and false", "false"), ("false and p", "false"), ("p or true", "true"),
        ("p and true", "{false, true}: p"), ("p and null", "{false, null}: p"), ("p or null", "{true, null}: p"),
        ("not(p)", "{false, true}: p"), ("p and q", "{false, true}: p q"),
        ("(p or true) and q", "{false, true}: q"),
        // Arithmetic on intervals.
        ("x + 1", "[2..6]: x"), ("x - y", "[-19..-5]: x y"), ("x * z", "[-10..15]: x z"), ("-x", "[-5..-1]: x"),
        ("x * 0", "0"), ("y / x", "[2..20]: x y"), ("1 / z", "(-∞..∞)?: z"), ("z ** 2", "[0..9]: z"),
        ("abs(z)", "[0..3]: z"), ("floor(x / 2)", "[0..2]: x"), ("m + 1", "[2..6]?: m"), ("0 / x", "0"),
        ("x + null", "null(V113 an operand of '+' is null)"),
        ("sqrt(y - 10)", "[0..3.162277660168379331998893544432719]: y"),
        ("modulo(y, 7)", "[0..7]: y"),
        // Comparison.
        ("x < 6", "true"), ("x < 1", "false"), ("x < 3", "{false, true}: x"), ("x = 7", "false"),
        ("x = y", "false"), ("m < 6", "{true, null}: m"), ("x between 0 and 9", "true"), ("x in [0..9]", "true"),
        ("x in (7, 8)", "false"), ("x != 7", "true"), ("m = null", "{false, true}: m"), ("x = null", "false"),
        ("x = \"a\"", "null(V112 these values cannot be compared)"),
        // Finite domains.
        ("s = \"c\"", "false"), ("s in (\"a\", \"b\")", "true"), ("s + \"!\"", "{\"a!\", \"b!\"}: s"),
        ("n * 2", "{2, 4, 18}: n"), ("n > 0", "true"), ("even(n)", "{false, true}: n"), ("string length(s)", "1"),
        ("upper case(s)", "{\"A\", \"B\"}: s"), ("[n, n][1]", "{1, 2, 9}: n"), ("[5, 6, 7][n]", "{5, 6, null}: n"),
        // Conditions.
        ("if p then 1 else 1", "1"), ("if p then 1 else 3", "{1, 3}: p"), ("if p then x else 9", "[1..9]: p x"),
        ("if x > 0 then \"a\" else \"b\"", "\"a\""), ("if any then 1 else 2", "{1, 2, null}: any"),
        // Aggregates.
        ("sum(xs)", "[2..6]: x"), ("max(xs)", "[1..5]: x"), ("min(xs)", "1"), ("mean(xs)", "[1..3]: x"),
        ("count(xs)", "2"),
        ("count(maybe)", "[1..2]: l?"), ("count(open)", "[1..∞): l"), ("count(atMost2)", "[1..3]: l"),
        ("count(open) > 0", "true"), ("count(empty) = 0", "{false, true}: l"), ("count(atMost2) <= 3", "true"),
        ("sum(open) >= 3", "true"), ("sum(atMost2)", "[3..23]: l"), ("max(open)", "[3..10]: l"),
        ("min(open)", "[0..3]: l"),
        ("min(empty)", "[0..10]?: l"), ("min(open) > 3", "false"), ("mean(open)", "[0..10]: l"),
        ("max(maybe)", "{4, 3}: l?"),
        ("sum(maybe)", "{7, 3}: l?"),
        // Lists.
        ("list contains(open, 3)", "true"), ("list contains(open, 11)", "false"),
        ("list contains(open, 5)", "{false, true}: l"),
        ("some v in open satisfies v = 3", "true"), ("every v in open satisfies v <= 10", "true"),
        ("every v in open satisfies v > 3", "false"), ("some v in open satisfies v > 5", "{false, true}: l"),
        ("open[item > 10]", "[]"), ("open[item > 5]", "[*×([0..10]: l)]"), ("xs[item > 3]", "[[1..5]: x?]"),
        ("for v in open return v + 1", "[4, *×([1..11]: l)]"), ("open[1]", "[0..10]: l"), ("maybe[1]", "3"),
        ("maybe[2]", "{4, null}: l?"), ("maybe[-1]", "{4, 3}: l?"), ("open = [3]", "{false, true, null}: l"),
        ("maybe = [1, 2, 3]", "false"), ("concatenate(open, [7])", "[3, 7, *×([0..10]: l)]"),
        ("distinct values(concatenate(maybe, [3]))", "[3, 4?]"), ("reverse(maybe)", "[4?, 3]"),
        ("count(for i in 1..x return i)", "[1..5]: x"), ("sum(for i in 1..x return i) >= 1", "true"),
        // Things of the host.
        ("rows.n", "[2, [0..9]: r/2.n, *×([0..9]: rows)]"), ("rows[d = \"a\"].n", "[2]"),
        ("count(rows[d = \"a\"])", "1"),
        ("count(rows[d = \"b\"]) >= 1", "true"), ("count(rows[d = \"c\"]) = 0", "true"),
        ("sum(rows[d = \"b\"].n) >= 0", "true"),
        ("some a in rows, b in rows satisfies a != b", "true"), ("any.name", "any: any"),
        ("every a in rows[d = \"b\"], b in rows[d = \"b\"] satisfies a = b", "{false, true}: rows"),
        // Certainty.
        ("established(x)", "{false, true}: x"), ("established(xs)", "{false, true}: x"),
        ("established([1, 2])", "true"),
        ("x instance of number", "true"), ("m instance of number", "{false, true}: m"),
        ("s instance of number", "false"),
        ("sort(maybe, function(a, b) a > b)", "[4?, 3]"),
    ])
    func results(_ text: String, _ expected: String) {
        #expect(evaluate(text, UnknownTests.inputs).sketch == expected, "\(text)")
    }

    @Test func standardAnswerStandsBeside() {
        #expect(Value.unknown("x", in: 1...2).standard.sketch == "null")
        guard case .null(let reason?) = Value.unknown("x", in: 1...2).standard else { return }
        #expect(reason.kind == .absent(Cause(.input, subject: "x")))
        let open = evaluate("concatenate(open, [x])", UnknownTests.inputs)
        #expect(open.standard.sketch == "[3, null]")
    }

    @Test func joinKeepsSmallSetsAndWidensLargeOnes() {
        let few = Value.join(.number(1), .string("a"), because: cause("c"))
        #expect(few.sketch == "{1, \"a\"}: c")
        let many = (1...100).map { Value.number($0) }.reduce(Value.number(0)) { .join($0, $1, because: cause("c")) }
        #expect(many.sketch == "[0..100]: c")
        #expect(Value.join(.number(1), .number(1)).sketch == "1")
        #expect(
            Value.join(.list(), .open("l", [.number(1)], maybe: [.number(2)]), because: cause("c")).sketch == "[1?, 2?]"
        )
    }

    @Test func unknownFunctionOfTheHostIsEnumerated() {
        let double = FunctionValue(name: "double", parameters: ["v"]) { _, arguments in
            guard case .number(let number) = arguments[0] else { return .null }
            return .number(number.adding(number) ?? number)
        }
        var inputs = UnknownTests.inputs
        inputs["double"] = .function(double)
        #expect(evaluate("double(n)", inputs).sketch == "{2, 4, 18}: n")
        #expect(evaluate("double(x)", inputs).sketch == "any: x")
        #expect(evaluate("double(4)", inputs).sketch == "8")
    }

    @Test("what may itself be a list or a range may be in one by being it, where its type leaves that open")
    func inWhatItMayBe() {
        let x = ["x": Value.unknownAnything("x")]
        for text in ["x in []", "x in [1][false]", "x in [..null]"] {
            #expect(!evaluate(text, x).isCertain, "\(text)")
        }
        // With a range, what is compared may have no answer.
        #expect(evaluate("{} in [x]", x).sketch == "{false, true, null}: x")
        #expect(evaluate("x in []", x, types: ["x": .object("house")]).isIdentical(to: .boolean(false)))
        #expect(evaluate("x in []", x, types: ["x": .string]).isIdentical(to: .boolean(false)))
        // Among a few, each is asked what it is asked for alone.
        let few = ["x": Value.unknown("x", of: [.number(2), .list()])]
        #expect(evaluate("x in []", few).sketch == "{false, true}: x")
    }
}
