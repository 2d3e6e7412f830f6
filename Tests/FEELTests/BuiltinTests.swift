import Diagnostics
import Testing

@testable import FEEL

/// The standard's functions, written in FEEL. The conformance cases cover them widely; here stand the
/// edges that they leave, and what we chose there.
@Suite struct BuiltinTests {
    @Test(arguments: [
        // Conversions.
        ("string(1.0)", "\"1\""), ("string([1, \"a\"])", "\"[1, \\\"a\\\"]\""), ("number(\"-1.50\")", "-1.5"),
        ("number(\"1 234,5\", \" \", \",\")", "1234.5"), ("date(2024, 2, 29)", "@\"2024-02-29\""),
        ("time(12, 30, 1.25)", "@\"12:30:01.25\""), ("time(12, 30, 0, @\"-PT5H\")", "@\"12:30:00-05:00\""),
        ("date and time(@\"2026-06-15\", @\"10:00:00\")", "@\"2026-06-15T10:00:00\""), ("is(1, 1.0)", "true"),
        ("is(@\"10:00:00Z\", @\"11:00:00+01:00\")", "false"), ("not(null)", "null"),
        ("range(\"[1..3)\")", "[1..3)"),
        ("range(\"[date(\\\"2026-01-01\\\")..@\\\"2026-12-31\\\"]\")", "[@\"2026-01-01\"..@\"2026-12-31\"]"),
        // Texts, by code point.
        ("string length(\"🐎é\")", "2"), ("string length(\"e\u{301}\")", "2"), ("substring(\"🐎foo\", 2)", "\"foo\""),
        ("substring(\"foobar\", -3, 2)", "\"ba\""), ("contains(\"e\u{301}\", \"e\")", "true"),
        ("upper case(\"straße\")", "\"STRASSE\""), ("substring after(\"a-b-c\", \"-\")", "\"b-c\""),
        ("starts with(\"abc\", \"\")", "true"), ("ends with(\"abc\", \"bc\")", "true"),
        ("ends with(\"c\", \"bc\")", "false"),
        ("string join([\"a\", null, \"b\"], \"-\")", "\"a-b\""), ("upper case([\"a\"])", "\"A\""),
        // Numbers.
        ("decimal(2.5, 0)", "2"), ("decimal(-3.5, 0)", "-4"), ("decimal(1234, -2)", "1200"), ("floor(-0.1)", "-1"),
        ("ceiling(-0.1)", "0"), ("round up(1.01, 1)", "1.1"), ("round down(-1.09, 1)", "-1"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("round half up(2.5, 0)", "3"), ("round half down(2.5, 0)", "2"), ("even(2.5)", "false"), ("odd(-3)", "true"),
        ("abs(@\"-P1M\")", "@\"P1M\""), ("sqrt(2)", "1.414213562373095048801688724209698"),
        ("exp(1)", "2.718281828459045235360287471352662"), ("log(10)", "2.302585092994045684017991454684364"),
        // Lists.
        ("list contains([1, null], null)", "true"), ("list contains([1, \"a\"], \"a\")", "true"), ("count(3)", "1"),
        ("min(3, 1, 2)", "1"), ("max([\"a\", \"b\"])", "\"b\""), ("min(@\"P1D\", @\"PT1H\")", "@\"PT1H\""),
        ("sum([0.1, 0.2])", "0.3"),
        ("mean([1, 2, 2])", "1.666666666666666666666666666666667"), ("median([1, 2, 3, 10])", "2.5"),
        ("mode([])", "[]"),
        ("mode([1, 2.0, 2, 1])", "[1, 2]"), ("product(2, 3, 4)", "24"), ("all([])", "true"), ("any([])", "false"),
        ("all([true, null, false])", "false"), ("any([null, true])", "true"), ("all([true, null])", "null"),
        ("sublist([1, 2, 3], -2)", "[2, 3]"), ("append([1], [2], 3)", "[1, [2], 3]"),
        ("concatenate([1], 2, [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"), ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("reverse([1, [2, 3]])", "[[2, 3], 1]"),
        ("index of([1, 2, 1.0], 1)", "[1, 3]"), ("union([1, 2], [2.0, \"2\"])", "[1, 2, \"2\"]"),
        ("distinct values([null, 1, null, [1], [1.0]])", "[null, 1, [1]]"), ("flatten([[1, [2]], [], 3])", "[1, 2, 3]"),
        ("list replace([1, 2, 3], -1, \"x\")", "[1, 2, \"x\"]"),
        // Contexts.
        ("get value({a: {b: 1}}, \"a\")", "{b: 1}"), ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
        ("context put({a: {b: 1}}, [\"a\", \"c\"], 2)", "{a: {b: 1, c: 2}}"),
        ("context merge([{a: 1, b: 1}, {b: 2}])", "{a: 1, b: 2}"), ("context({key: \"a\", value: null})", "{a: null}"),
        // Dates.
        ("day of year(@\"2024-12-31\")", "366"), ("week of year(@\"2027-01-03\")", "53"),
        ("day of week(@\"2026-06-15\")", "\"Monday\""),
        ("month of year(@\"2026-06-15T00:00:00\")", "\"June\""),
        ("years and months duration(@\"2024-02-29\", @\"2025-02-28\")", "@\"P11M\""),
        ("years and months duration(@\"2026-01-31\", @\"2025-12-01\")", "@\"-P1M\""),
    ])
    func `answers`(text: String, expected: String) {
        #expect(ConstantEvaluator.evaluate(text)?.literal == expected, "\(text)")
    }

    @Test(arguments: [
        ("before(1, 10)", true), ("before([1..5], 5)", false), ("before([1..5), 5)", true),
        ("before([1..5), [5..9])", true),
        ("after(10, [1..9])", true), ("after([5..10], 5)", false), ("after((5..10], 5)", true),
        ("meets([1..5], [5..10])", true),
        ("meets([1..5), [5..10])", false), ("met by([5..10], [1..5])", true), ("overlaps([1..5], [5..10])", true),
        ("overlaps([1..5), [5..10])", false), ("overlaps before([1..5], [3..10])", true),
        ("overlaps before([1..5], (1..5])", true),
        ("overlaps before([1..5], [3..5))", false), ("overlaps after([3..10], [1..5])", true),
        ("overlaps after((1..5], [1..5])", true),
        ("finishes(5, [1..5])", true), ("finishes(5, [1..5))", false), ("finishes([3..5], [1..5])", true),
        ("finished by([1..5], 5)", true), ("includes([1..10], 10)", true), ("includes([1..10), 10)", false),
        ("includes([1..10], (1..10))", true), ("includes((1..10), [1..10])", false), ("during(5, [1..10])", true),
        ("starts(1, [1..5])", true), ("starts([1..3], [1..5])", true), ("starts((1..3], [1..5])", false),
        ("started by([1..5], 1)", true), ("coincides([1..5], [1..5])", true), ("coincides((1..5], [1..5])", false),
        ("coincides(3, 3)", true), ("before((< 5), 5)", true), ("before((< 5), [5..9])", true),
        ("after((> 5), 5)", true),
        ("includes((>= 5), 1000)", true), ("overlaps((< 5), (> 3))", true), ("before((> 5), 7)", false),
        ("during([1..2], (< 5))", true),
    ])
    func `points and ranges`(text: String, expected: Bool) {
        #expect(ConstantEvaluator.evaluate(text)?.literal == (expected ? "true" : "false"), "\(text)")
    }

    @Test(arguments: [
        ("abs(\"a\")", "V101"), ("abs(null)", "V101"), ("abs()", "V102"), ("abs(1, 2)", "V102"), ("abs(x: 1)", "V102"),
        ("sqrt(-1)", "V103"), ("log(0)", "V103"), ("modulo(1, 0)", "V111"), ("decimal(1, 7000)", "V103"),
        ("exp(1e9)", "V105"),
        ("number(\"1,5\")", "V104"), ("number(\"a\")", "V104"), ("number(\"1\", \"x\", \".\")", "V103"),
        ("date(\"2026-02-30\")", "V104"),
        ("time(25, 0, 0)", "V104"), ("duration(\"P1Y1D\")", "V104"), ("range(\"[3..1]\")", "V104"),
        ("range(\"[1..]\")", "V104"),
        ("substring(\"abc\", 0)", "V103"), ("substring(\"abc\", 1, 9)", "V103"), ("sublist([1], 2)", "V103"),
        ("remove([], 1)", "V103"),
        ("min([])", "V103"), ("sum([1, \"a\"])", "V101"), ("max(1, \"a\")", "V112"), ("stddev([1])", "V103"),
        ("all([true, 1])", "V101"),
        ("string join([1])", "V101"), ("get value({}, \"a\")", "V103"),
        ("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "V103"),
        ("context put({a: 1}, [\"a\", \"b\"], 1)", "V103"), ("matches(\"a\", \"(\")", "V108"),
        ("matches(\"a\", \"a\", \"z\")", "V103"),
        ("replace(\"a\", \"x*\", \"-\")", "V108"), ("replace(\"a\", \"a\", \"$\")", "V103"),
        ("split(\"a\", \"\")", "V108"),
        ("meets(1, 2)", "V101"), ("before(1, \"a\")", "V112"), ("before(null, 1)", "V101"), ("now()", "V107"),
        ("today()", "V107"),
    ])
    func `has no answer and says why`(text: String, code: String) {
        guard case .null(let reason?)? = ConstantEvaluator.evaluate(text),
            case .error(let found, let message) = reason.kind
        else {
            Issue.record("\(text) gives no reason")
            return
        }
        #expect(found == Code(code), "\(text): \(message.en)")
        #expect(!message.fr.isEmpty && !message.en.isEmpty)
    }

    @Test func `the clock is an input`() throws {
        let context = BuiltinContext(
            now: DateAndTime("2026-06-15T09:30:00Z").map { .dateTime($0) },
            today: CalendarDate("2026-06-15").map { .date($0) })
        #expect(ConstantEvaluator.evaluate("today()", context: context)?.literal == "@\"2026-06-15\"")
        #expect(ConstantEvaluator.evaluate("now()", context: context)?.literal == "@\"2026-06-15T09:30:00Z\"")
    }

    @Test func `a null argument passes its reason on`() {
        var context = BuiltinContext()
        let absent = Value.null(NullReason(.absent(Cause(.missingFact, subject: "equipement/A1", member: "places"))))
        for name in ["abs", "sum", "min", "string length", "floor", "count", "day of year", "before"] {
            guard let builtin = Builtins.all[name],
                case .null(let reason?) = builtin.call(&context, name == "before" ? [absent, .one] : [absent])
            else {
                Issue.record("\(name)")
                continue
            }
            guard case .absent = reason.kind else {
                Issue.record("\(name): \(reason.kind)")
                continue
            }
        }
    }

    @Test func `every function of the standard is here but sort`() {
        let missing = Set(BuiltinSignatures.all.keys).subtracting(Builtins.names).subtracting(["sort", "established"])
        #expect(missing.isEmpty, "\(missing.sorted())")
        let unknown = Set(Builtins.names).subtracting(BuiltinSignatures.all.keys)
        #expect(unknown.isEmpty, "\(unknown.sorted())")
        #expect(Builtins.names == Builtins.names.sorted())
    }

    /// No argument of any type makes a function trap.
    @Test func `any arguments have an answer`() {
        let values: [Value] = [
            .null, .boolean(true), .number(0), .number(-3), .number(.init("1e6144") ?? .zero),
            .number(.init("0.5") ?? .zero),
            .string(""), .string("(a"), .string("2026-06-15"),
            .date(CalendarDate("-999999999-01-01") ?? .init(year: 1, month: 1, day: 1)!),
            .time(.midnight), .daysDuration(DaysDuration(nanoseconds: Int128(DaysDuration.limit))),
            .monthsDuration(MonthsDuration(months: .max)),
            .list(ListValue([])), .list(ListValue([.number(1), .null, .string("a")])), .context(ContextValue()),
            .range(RangeValue(lower: nil, includesLower: false, upper: .number(3), includesUpper: true)),
            .range(RangeValue(lower: .null, includesLower: false, upper: .string("a"), includesUpper: true)),
        ]
        var context = BuiltinContext(steps: 100_000_000)
        for builtin in Builtins.all.values {
            _ = builtin.call(&context, [])
            for a in values {
                _ = builtin.call(&context, [a])
                for b in values {
                    _ = builtin.call(&context, [a, b])
                    for c in values { _ = builtin.call(&context, [a, b, c]) }
                }
            }
        }
        for a in values {
            _ = Value.negate(a)
            for b in values {
                for operation in [Value.add, Value.subtract, Value.multiply, Value.divide, Value.power] {
                    _ = operation(a, b)
                }
                _ = (a.equals(b), a.compare(b), a.isSame(as: b))
            }
        }
    }
}

extension Value {
    static var one: Value { .number(1) }
}
