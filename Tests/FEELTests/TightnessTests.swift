import Diagnostics
import Probes
import Testing

@testable import FEEL

/// Where each unknown is read once, what is announced is what trying every value finds, and no more.
@Suite struct TightnessTests {
    @Test(arguments: [UInt64(20_261_126), 20_261_127])
    func boundsEqualBruteForce(_ seed: UInt64) {
        print("tightness: 500 expressions with seed \(seed)")
        var random = Probes.SplitMix(seed: seed)
        var tally = (certain: 0, sets: 0, intervals: 0)
        for number in 0..<500 {
            var writer = SingleUseWriter(random: random, overIntervals: number % 2 == 0)
            let text = writer.result()
            random = writer.random
            check(text, writer.inputs, "seed \(seed), expression \(number)", &tally)
        }
        print("tightness: \(tally)")
        #expect(tally.certain > 20 && tally.sets > 100 && tally.intervals > 50, "\(tally)")
    }

    private func check(
        _ text: String, _ inputs: [SingleUseWriter.Input], _ place: String,
        _ tally: inout (certain: Int, sets: Int, intervals: Int)
    ) {
        let scope = Scope(variables: inputs.map { .init(name: $0.name, type: .any) }, types: StandardTypes())
        let (compiled, diagnostics) = CompiledExpression.compile(
            EmbeddedText(standalone: text), scope: scope, toleratesTypeErrors: true)
        guard let compiled else {
            Issue.record("\(place): \(text): \(diagnostics.map(\.headline.en))")
            return
        }
        let announced = compiled.evaluate(inputs.map(\.unknown))
        var results: [Value] = []
        var rows: [[Value]] = [[]]
        for input in inputs { rows = rows.flatMap { row in input.values.map { row + [$0] } } }
        for row in rows {
            let result = compiled.evaluate(row)
            if !results.contains(where: { $0.isIdentical(to: result) }) { results.append(result) }
        }
        let given = inputs.map { "\($0.name) = \($0.unknown.sketch)" }.joined(separator: "; ")
        let found = results.map { $0.isNull ? "null" : $0.sketch }.sorted()
        let wrong = "\(place): \(text)\nannounced \(announced.sketch), it is \(found)\nover \(given)"
        guard case .unknown(let unknown) = announced else {
            tally.certain += 1
            #expect(results.count == 1 && results[0].isIdentical(to: announced), "\(wrong)")
            return
        }
        switch unknown.domain {
        case .values(let values):
            tally.sets += 1
            #expect(values.map { $0.isNull ? "null" : $0.sketch }.sorted() == found, "\(wrong)")
        case .number(let interval, let orNull):
            tally.intervals += 1
            let numbers = results.compactMap { if case .number(let number) = $0 { number } else { nil } }
            guard let least = numbers.min(), let most = numbers.max() else {
                Issue.record("\(wrong)")
                return
            }
            #expect(interval == .closed(least, most) && orNull == results.contains(where: \.isNull), "\(wrong)")
        case .date(let interval, let orNull):
            let dates = results.compactMap { if case .date(let date) = $0 { date } else { nil } }
            guard let least = dates.min(), let most = dates.max() else {
                Issue.record("\(wrong)")
                return
            }
            #expect(interval == .closed(least, most) && orNull == results.contains(where: \.isNull), "\(wrong)")
        case .any: Issue.record("\(wrong)")
        }
    }
}

/// Writes expressions that read each input once.
///
/// Over intervals, trying whole numbers finds the ends of what is possible: results are sums, products, extremes
/// and the like of the inputs, which are farthest at their ends, and are compared in order. Over sets anything goes
/// that has few results.
private struct SingleUseWriter {
    struct Input {
        var name: String
        var unknown: Value
        /// All that it may be; of an interval of numbers, the whole ones.
        var values: [Value]
    }

    var random: Probes.SplitMix
    let overIntervals: Bool
    var inputs: [Input] = []
    /// Values of all inputs together.
    private var combinations = 1

    init(random: Probes.SplitMix, overIntervals: Bool) {
        self.random = random
        self.overIntervals = overIntervals
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

    private mutating func add(_ unknown: Unknown.Domain, _ values: [Value]) -> String {
        let name = "v\(inputs.count)"
        combinations *= values.count
        inputs.append(Input(name: name, unknown: .unknown(Unknown(unknown, cause(name))), values: values))
        return name
    }

    /// Whether there is room for an input of so many values, all results being listed one by one.
    private func allows(_ count: Int) -> Bool { combinations * count <= (overIntervals ? 2_000 : 64) }

    // MARK: Inputs

    private mutating func number(orNull: Bool = false, from least: Int = -4) -> String {
        let lower = Int.random(in: least...(least + 6), using: &random)
        let count = Int.random(in: 2...4, using: &random)
        let more: [Value] = orNull ? [.null] : []
        guard allows(count + more.count) else { return "\(lower)" }
        if overIntervals {
            let values = (lower..<lower + count).map { Value.number($0) }
            return add(.number(.closed(Number(lower), Number(lower + count - 1)), orNull: orNull), values + more)
        }
        var whole = Set<Int>()
        while whole.count < count { whole.insert(Int.random(in: lower...(lower + 9), using: &random)) }
        let values = whole.sorted().map { Value.number($0) } + more
        return add(.values(values), values)
    }

    private mutating func boolean() -> String {
        guard allows(2) else { return pick(["true", "false"]) }
        return add(.values([.boolean(false), .boolean(true)]), [.boolean(false), .boolean(true)])
    }

    private mutating func string() -> String {
        guard allows(3) else { return "\"x\"" }
        let values: [Value] = [.string("x"), .string(pick(["y", "xx", ""])), .string("été")]
        return add(.values(values), values)
    }

    private mutating func date() -> String {
        let start = Int.random(in: 20_600...20_660, using: &random)
        let days = (start...start + 2).compactMap { CalendarDate(daysSinceEpoch: $0) }
        guard allows(days.count) else { return "@\"2026-07-01\"" }
        let domain: Unknown.Domain =
            overIntervals ? .date(.closed(days[0], days[2]), orNull: false) : .values(days.map { .date($0) })
        return add(domain, days.map { .date($0) })
    }

    // MARK: Expressions

    mutating func result() -> String {
        let depth = Int.random(in: 1...3, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1, 2: return number(depth)
        case 3, 4, 5: return condition(depth)
        case 6:
            return overIntervals
                ? "(\(date()) \(pick(["+", "-"])) @\"P\(Int.random(in: 1...40, using: &random))D\")" : text(depth)
        default: return "count([\(number()), \(number())][item \(pick(["<", ">", "<=", ">="])) \(constant())])"
        }
    }

    private mutating func constant() -> String { "\(Int.random(in: -3...6, using: &random))" }

    private mutating func number(_ depth: Int) -> String {
        if depth <= 0 {
            return Int.random(in: 0..<4, using: &random) == 0
                ? constant() : number(orNull: Int.random(in: 0..<8, using: &random) == 0)
        }
        let d = depth - 1
        let shared = 12
        switch Int.random(in: 0..<(overIntervals ? shared : shared + 8), using: &random) {
        case 0: return "(\(number(d)) + \(number(d)))"
        case 1: return "(\(number(d)) - \(number(d)))"
        case 2: return "(\(number(d)) * \(number(d)))"
        case 3: return "(\(number(d)) / \(number(from: 1)))"
        case 4: return "-(\(number(d)))"
        case 5: return "(if \(condition(d)) then \(number(d)) else \(number(d)))"
        case 6: return "\(pick(["sum", "min", "max", "mean"]))([\(number()), \(number()), \(constant())])"
        case 7: return "\(pick(["min", "max"]))(\(number()), \(number()))"
        case 8: return "\(pick(["floor", "ceiling"]))(\(number()) / 2)"
        case 9: return "abs(\(number()))"
        case 10: return "[\(number()), \(number())][\(pick(["1", "2", "-1"]))]"
        case 11: return "{k: \(number(d)), m: 1}.k"
        // Over sets.
        case 12: return "modulo(\(number(d)), \(number()))"
        case 13: return "(\(number(d)) / \(number()))"
        case 14: return "abs(\(number(d)))"
        case 15: return "decimal(\(number(d)) / 3, \(number()))"
        case 16: return "string length(\(text(d)))"
        case 17: return "[10, 20, 30][\(number(d))]"
        case 18: return "median(\(number()), \(number()), \(constant()))"
        default: return "(\(number()) ** 2)"
        }
    }

    private mutating func condition(_ depth: Int) -> String {
        if depth <= 0 { return boolean() }
        let d = depth - 1
        let shared = 12
        switch Int.random(in: 0..<(overIntervals ? shared : shared + 7), using: &random) {
        case 0: return "(\(condition(d)) and \(condition(d)))"
        case 1: return "(\(condition(d)) or \(condition(d)))"
        case 2: return "not(\(condition(d)))"
        case 3, 4: return "(\(number(d)) \(pick(["<", "<=", ">", ">="])) \(number(d)))"
        case 5: return "(\(number()) \(pick(["=", "!="])) \(Bool.random(using: &random) ? number() : constant()))"
        case 6: return "(\(number()) between \(number()) and \(number()))"
        case 7: return "(\(number()) in \(pick(["[", "("]))\(constant())..\(constant())\(pick(["]", ")"])))"
        case 8: return "(\(pick(["some", "every"])) i in [\(number()), \(number())] satisfies i > \(constant()))"
        case 9: return "list contains([\(number()), \(constant())], \(constant()))"
        case 10: return "(\(date()) \(pick(["<", ">=", "="])) @\"2026-06-\(Int.random(in: 10...30, using: &random))\")"
        case 11: return "(\(string()) \(pick(["=", "!="])) \(string()))"
        // Over sets.
        case 12: return "(\(number(d)) \(pick(["=", "!="])) \(number(d)))"
        case 13: return "(\(number(d)) between \(number(d)) and \(number(d)))"
        case 14: return "(\(number(d)) in (\(constant()), < \(constant()), [\(constant())..\(constant())]))"
        case 15: return "\(pick(["contains", "starts with", "ends with"]))(\(text(d)), \(text(0)))"
        case 16: return "\(pick(["even", "odd"]))(\(number(d)))"
        case 17: return "(\(text(d)) < \(text(0)))"
        default: return "(\(pick(["all", "any"]))([\(boolean()), \(boolean())]))"
        }
    }

    private mutating func text(_ depth: Int) -> String {
        if depth <= 0 { return string() }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return "(\(text(depth - 1)) + \(text(depth - 1)))"
        case 1: return "(if \(condition(depth - 1)) then \(text(depth - 1)) else \(text(depth - 1)))"
        case 2: return "upper case(\(text(depth - 1)))"
        case 3: return "substring(\(text(depth - 1)), \(number()))"
        default: return "string(\(number(depth - 1)))"
        }
    }
}
