import Diagnostics
import Glibc
import Probes
import Testing

@testable import FEEL

/// Dates and times with and without a zone, durations, texts, ranges, contexts and typed functions over inputs of
/// every domain: whatever the hidden inputs turn out to be, the result is one that was announced.
///
/// The conformance kit's expressions are hidden in `Tests/Conformance`, where the kit is.
@Suite struct WideSoundnessTests {
    /// `WIDE_SEED` chooses other expressions than those of every run.
    @Test func everyCompletionIsAmongWhatWasAnnounced() {
        let seed = ProbeSeed.given("WIDE_SEED") ?? 20_261_129
        print("wide soundness: seed \(seed)")
        var random = Probes.SplitMix(seed: seed)
        var tally = (expressions: 0, settled: 0, anything: 0, completions: 0)
        for _ in 0..<3_000 {
            var writer = WideWriter(random: random)
            let text = writer.any(Int.random(in: 1...3, using: &writer.random))
            random = writer.random
            check(text, writer.inputs, "seed \(seed)", &random, &tally)
        }
        print("wide soundness: \(tally)")
        #expect(tally.expressions > 2_500 && tally.settled > 100)
        #expect(tally.anything < tally.expressions / 2, "anything is possible too often: \(tally)")
    }

    private func check(
        _ text: String, _ inputs: [(name: String, value: Value)], _ place: String,
        _ random: inout Probes.SplitMix,
        _ tally: inout (expressions: Int, settled: Int, anything: Int, completions: Int)
    ) {
        let scope = Scope(variables: inputs.map { .init(name: $0.name, type: .any) }, types: StandardTypes())
        let (compiled, _) = CompiledExpression.compile(
            EmbeddedText(standalone: text), scope: scope, toleratesTypeErrors: true)
        guard let compiled else { return }
        let announced = compiled.evaluate(inputs.map(\.value))
        tally.expressions += 1
        if announced.isCertain { tally.settled += 1 }
        if case .unknown(let unknown) = announced, case .any(type: nil) = unknown.domain { tally.anything += 1 }
        if case .unknown(let unknown) = announced { #expect(!unknown.causes.isEmpty, "\(place): \(text)") }
        for _ in 0..<8 {
            let completed = inputs.map { $0.value.completed(&random) }
            let result = compiled.evaluate(completed)
            tally.completions += 1
            if announced.mayBe(result) { continue }
            let given = zip(inputs, completed).map { "\($0.name) = \($0.value.sketch) → \($1.literal)" }
            Issue.record(
                """
                \(place): \(text)
                announced \(announced.sketch), it is \(result.sketch)
                with \(given.joined(separator: "; "))
                """)
            return
        }
    }
}

/// Writes expressions over values of every type, some of them hidden.
private struct WideWriter {
    var random: Probes.SplitMix
    var inputs: [(name: String, value: Value)] = []

    init(random: Probes.SplitMix) { self.random = random }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

    /// A literal, or an input hidden over some domain that holds such values. Half of the time one that is there
    /// already, so that inputs are read several times.
    private mutating func leaf(_ literals: [String], _ type: String, _ others: [Unknown.Domain] = []) -> String {
        if Int.random(in: 0..<3, using: &random) == 0 { return pick(literals) }
        let known = inputs.filter { $0.value.knownType == type }
        if Bool.random(using: &random), let one = known.randomElement(using: &random) { return one.name }
        let values = literals.compactMap { text -> Value? in
            let value = evaluate(text)
            return value.isNull ? nil : value
        }
        var some: [Value] = []
        for value in values.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random))
        where !some.contains(where: { $0.isIdentical(to: value) }) {
            some.append(value)
        }
        if Int.random(in: 0..<5, using: &random) == 0 { some.append(.null) }
        var domains = others + [.any(type: type)]
        if some.count > 1 { domains += [.values(some), .values(some)] }
        if Int.random(in: 0..<12, using: &random) == 0 { domains = [.any(type: nil)] }
        let name = "h\(inputs.count)"
        inputs.append((name, .unknown(Unknown(pick(domains), cause(name)))))
        return name
    }

    // MARK: Types

    private mutating func number() -> String {
        let lower = Int.random(in: -3...3, using: &random)
        let orNull = Int.random(in: 0..<4, using: &random) == 0
        return leaf(
            ["0", "1", "2", "-3", "0.5", "12"], "number",
            [
                .number(.closed(Number(lower), Number(lower + 4)), orNull: orNull),
                .number(Interval(lower: .init(Number(lower), isIncluded: false)), orNull: orNull),
                .number(Interval(), orNull: false),
            ])
    }

    private mutating func date() -> String {
        let days = ["2026-01-31", "2026-03-15"].compactMap { CalendarDate($0) }
        return leaf(
            ["@\"2026-02-28\"", "@\"2024-02-29\"", "date(2026, 1, 31)", "@\"2026-03-01\""], "date",
            [.date(.closed(days[0], days[1]), orNull: false), .date(.closed(days[0], days[1]), orNull: true)])
    }

    private mutating func time() -> String {
        leaf(
            ["@\"10:00:00\"", "@\"10:00:00Z\"", "@\"12:00:00+02:00\"", "@\"23:59:59\"", "@\"10:00:00@Europe/Paris\""],
            "time")
    }

    private mutating func moment() -> String {
        leaf(
            [
                "@\"2026-02-28T10:00:00\"", "@\"2026-02-28T10:00:00Z\"", "@\"2026-02-28T12:00:00+02:00\"",
                "date and time(\"2026-03-29T02:30:00@Europe/Paris\")", "@\"2026-02-28T00:00:00\"",
            ], "date and time")
    }

    private mutating func days() -> String {
        leaf(["@\"P1D\"", "@\"PT36H\"", "@\"-PT1H\"", "@\"PT0S\""], "days and time duration")
    }

    private mutating func months() -> String {
        leaf(["@\"P1M\"", "@\"P1Y2M\"", "@\"-P3M\""], "years and months duration")
    }

    private mutating func text() -> String {
        leaf(["\"x\"", "\"\"", "\"été\"", "\"2026-02-28\"", "\"10:00:00\"", "\"12\"", "\"xx-x\"", "\"P1D\""], "string")
    }

    private mutating func boolean() -> String { leaf(["true", "false"], "boolean") }

    private mutating func scalar() -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: number()
        case 1: date()
        case 2: time()
        case 3: moment()
        case 4: days()
        case 5: months()
        case 6: text()
        default: boolean()
        }
    }

    private mutating func pair() -> (String, String) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: (number(), number())
        case 1: (date(), date())
        case 2, 3: (time(), time())
        case 4, 5: (moment(), moment())
        case 6: (days(), days())
        case 7: (text(), text())
        default: (scalar(), scalar())
        }
    }

    private mutating func range() -> String {
        let (lower, upper) = pair()
        return "\(pick(["[", "("]))\(lower)..\(upper)\(pick(["]", ")"]))"
    }

    private mutating func list(_ depth: Int) -> String {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return leaf(["[1, 2]", "[]", "[\"x\"]"], "list")
        case 1:
            let (a, b) = pair()
            return "[\(a), \(b)]"
        default: return "[\(any(depth - 1)), \(any(depth - 1))]"
        }
    }

    // MARK: Expressions

    mutating func any(_ depth: Int) -> String {
        if depth <= 0 { return scalar() }
        let d = depth - 1
        let (a, b) = pair()
        switch Int.random(in: 0..<40, using: &random) {
        case 0, 1, 2: return "(\(a) \(pick(["=", "!=", "<", "<=", ">", ">="])) \(b))"
        case 3: return "(\(a) between \(b) and \(pair().0))"
        case 4: return "(\(a) in \(range()))"
        case 5: return "(\(a) in (\(b), < \(b), \(range())))"
        case 6: return "(\(any(d)) = \(any(d)))"
        case 7: return "(\(any(d)) + \(any(d)))"
        case 8: return "(\(a) - \(b))"
        case 9: return "(\(date()) + \(pick([days(), months()])))"
        case 10: return "(\(pick([time(), moment()])) \(pick(["+", "-"])) \(pick([days(), months()])))"
        case 11: return "(\(number()) * \(pick([days(), months(), number()])))"
        case 12: return "(\(pick([days(), months(), number()])) / \(pick([days(), months(), number()])))"
        case 13:
            let property = pick(["year", "month", "day", "weekday", "hour", "time offset", "timezone", "value"])
            return "(\(pick([date(), moment(), time()]))).\(property)"
        case 14: return "(if \(any(d)) then \(any(d)) else \(any(d)))"
        case 15: return "(\(any(d)) \(pick(["and", "or"])) \(any(d)))"
        case 16: return "\(pick(["min", "max"]))(\(a), \(b))"
        case 17: return "\(pick(["min", "max", "sum", "mean", "median", "mode", "stddev"]))(\(list(d)))"
        case 18: return "\(pick(["count", "distinct values", "reverse", "flatten", "all", "any"]))(\(list(d)))"
        case 19: return "(\(list(d)))[\(pick(["item", "1", number(), "item = \(a)", "item > \(b)"]))]"
        case 20: return "list contains(\(list(d)), \(any(d)))"
        case 21: return "(for v in \(list(d)) return v)"
        case 22: return "(for v in \(list(d)) return v = \(b))"
        case 23: return "(\(pick(["some", "every"])) v in \(list(d)) satisfies v >= \(b))"
        case 24: return "(\(any(d)) instance of \(typeName()))"
        case 25: return "(function(v: \(typeName())) v)(\(any(d)))"
        case 26: return "(function(v: \(typeName()), w) [v, w])(\(any(d)), \(any(d)))"
        case 27: return "{k: \(any(d)), l: k}.l"
        case 28: return "({k: \(any(d))} = {k: \(any(d))})"
        case 29: return "context put({k: 1}, \(pick(["\"k\"", "\"l\"", text()])), \(any(d)))"
        case 30: return "get value({x: \(any(d)), k: 2}, \(text()))"
        case 31:
            let name = pick([
                "string", "date", "time", "date and time", "duration", "number", "string length", "upper case",
            ])
            return "\(name)(\(pick([any(d), text()])))"
        case 32: return "date and time(\(pick([date(), moment()])), \(time()))"
        case 33: return "years and months duration(\(pick([date(), moment()])), \(pick([date(), moment()])))"
        case 34: return "is(\(any(d)), \(any(d)))"
        case 35:
            let name = pick([
                "before", "after", "meets", "overlaps", "includes", "during", "starts", "finishes", "coincides",
            ])
            return "\(name)(\(pick([a, range()])), \(pick([b, range()])))"
        case 36:
            return
                "\(pick(["day of week", "day of year", "week of year", "month of year"]))(\(pick([date(), moment()])))"
        case 37:
            let name = pick(["contains", "starts with", "matches", "split", "substring before"])
            return "\(name)(\(text()), \(pick(["\"x\"", "\"-\"", text()])))"
        case 38: return "sort(\(list(d)), function(x, y) x < y)"
        default: return "(\(range()) = \(range()))"
        }
    }

    private mutating func typeName() -> String {
        pick([
            "number", "string", "boolean", "date", "time", "date and time", "days and time duration", "Any",
            "list<number>", "list<date>", "list<Any>", "context<k: number>", "range<number>",
            "years and months duration",
        ])
    }
}

/// A number of the environment, for runs by hand.
private enum ProbeSeed {
    static func given(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }
}
