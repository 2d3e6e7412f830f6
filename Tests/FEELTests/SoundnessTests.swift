import Diagnostics
import Testing

@testable import FEEL

/// Every completion of what is unknown gives a result that the announced domain holds; and where
/// each unknown is read once, the domain is no wider than what the completions give.
@Suite struct SoundnessTests {
    /// Written by hand: constructs that random texts seldom reach.
    static let written = [
        "if p then a else b", "if a > b then a - b else b - a", "a in [b..c]", "s in (\"x\", u)", "a / b",
        "a / (b - b)",
        "(a + b) * (a - c)", "a ** 2 - b", "-a * -b", "modulo(a, 3)", "floor(a / 2)", "round half up(a / 3, 1)",
        "abs(a) + abs(b)", "sqrt(a)", "decimal(a / 3, 2)", "min(a, b, c)", "max([a, b], 1)", "mean([a, b, c])",
        "median([a, b, c])", "sum(open)", "min(open)", "max(open)", "mean(open)", "median(open)", "count(open)",
        "count(maybe)",
        "sum(maybe)", "product(maybe)", "max(maybe)", "mean(maybe)", "stddev(maybe)", "mode(maybe)", "all(flags)",
        "any(flags)",
        "open[item > a]", "count(open[item > a])", "sum(open[item > 2])", "maybe[a]", "maybe[1]", "maybe[-1]",
        "open[1]",
        "open[-1]", "maybe[2] + 1", "[1, 2, 3][a]", "for v in open return v * 2", "for v in maybe return [v, a]",
        "count(for v in maybe, w in open return v + w)", "for i in 1..a return i", "for i in a..3 return i",
        "sum(for i in 1..a return i)",
        "for i in b..c return i", "for i in [1..a] return i", "some v in open satisfies v > a",
        "every v in open satisfies v > a",
        "some v in maybe, w in open satisfies v = w", "every v in maybe satisfies v in open", "list contains(open, a)",
        "list contains(maybe, a)", "a in open", "distinct values(maybe)", "count(distinct values(open))",
        "union(maybe, [a, b])",
        "concatenate(maybe, open)", "append(open, a)", "flatten([maybe, [a], b])", "reverse(maybe)",
        "index of(maybe, 4)",
        "sublist(maybe, 1)", "insert before(maybe, 1, a)", "remove(maybe, 1)", "sort(maybe, function(x, y) x < y)",
        "sort([a, b, c], function(x, y) x < y)", "sort([a, b, c])[1]", "sort(open, function(x, y) x > y)[1]",
        "sort([3, 1, 2], function(x, y) x + a < y + b)", "list replace([1, 2, 3], function(x, y) x > a, b)",
        "list replace([1, 2], a, b)",
        "maybe = [3, 4]", "open = [3]", "open = open", "[a, b] = [b, a]", "{k: a} = {k: b}", "{k: a, l: k + 1}.l",
        "[{k: a}, {k: b}][k > 2].k", "[{k: a}, {k: b}][k = 1][1].k", "rows.n", "rows[n > a].n", "count(rows[n > 2])",
        "sum(rows[d = \"x\"].n)", "min(rows.n)", "max(rows[d = s].n)", "some r in rows satisfies r.n > a",
        "every r in rows satisfies r.n >= 0",
        "some r in rows, t in rows satisfies r != t and r.n = t.n", "rows[1].n", "count(rows[item = rows[1]])",
        "list contains(rows, rows[1])",
        "distinct values(rows.d)", "count(distinct values(rows.d))", "for r in rows return r.n + a", "rows.n[item > 1]",
        "count(rows) > 2",
        "what.k", "what + 1", "what = a", "what > 1", "count(what)", "what[1]", "what[item > 1]",
        "for v in what return v", "some v in what satisfies true",
        "if what then 1 else 2", "not(what)", "what and p", "sum([what, a])", "string(what)", "what instance of number",
        "what(1)", "flatten([what])",
        "established(a)", "established([1])", "a instance of number", "m + 1", "m = null", "if m = null then 0 else m",
        "max([m, a])",
        "sum([m, a])", "m in [1..3]", "m between a and b", "count([m, a])", "[m, a][item > 1]", "for v in m return v",
        "m[1]", "m[item > 2]",
        "string length(s)", "s + u", "upper case(s)", "substring(s, a)", "contains(s, u)", "string(a)", "number(s)",
        "starts with(s, \"x\")",
        "day.year", "day.month", "day + duration(\"P1D\")", "day + duration(\"P1M\")", "day > date(\"2026-03-01\")",
        "day - date(\"2026-01-01\")",
        "min([day, date(\"2026-02-01\")])", "day in [date(\"2026-01-01\")..date(\"2026-12-31\")]",
        "date(\"2026-06-01\") - day",
        "[a..b]", "(function(x) x + a)(b)", "{f: function(x) x * a}.f(c)", "p and q or not(p)", "p and (q or null)",
        "p = q", "p != null",
        "if p and a > 2 then [a] else []", "count(if p then [1, 2] else [1])", "sum(if p then maybe else [1])",
        "count(if p then open else [])",
        "(if p then [1, a] else [b, 2])[1]", "(if p then {k: a} else {k: b}).k",
        "for i in 1..3 return if i = 1 then a else partial[-1] + b",
        "get value({k: a}, s)", "[[a, b], [c]][1][1]", "[a, b, c][item = a]", "maybe[item > a][item < b]",
        "all([p, q, null])", "any([p, q])",
        "every v in flags satisfies v", "some v in flags satisfies not(v)", "flags[item]", "between2 between a and b",
        "a < b and b < c",
        "concatenate(open, [a])[1]", "count(union(open, maybe))", "1 in (a, b)",
        "a in (< b, >= c)", "a in (not(b))", "even(a)", "round up(a / 7, 0)", "exp(a)", "log(a)",
        "string join([s, u], \"-\")", "2 ** a", "a ** b",
        "(a / 3) * 3", "1 / 3 * a", "a * 0.1 - b * 0.7", "is(a, b)", "range(\"[1..3]\")", "includes([1..10], a)",
        "before(a, b)",
        "context put({k: 1}, \"k\", a)", "get entries({k: a})[1].value", "context merge([{k: a}, {k: b}])",
    ]

    @Test(arguments: 0..<8)
    func writtenExpressions(_ part: Int) {
        var random = SplitMix(seed: UInt64(part) + 1)
        for (index, text) in SoundnessTests.written.enumerated() where index % 8 == part {
            check(text, &random, rounds: 25)
        }
    }

    @Test(arguments: [20_261, 20_262, 20_263, 20_264])
    func randomExpressions(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<60 {
            var writer = ExpressionWriter(random: random)
            let text = writer.any(depth: Int.random(in: 1...4, using: &writer.random))
            random = writer.random
            check(text, &random, rounds: 15)
        }
    }

    private func check(_ text: String, _ random: inout SplitMix, rounds: Int) {
        let inputs = World.inputs(&random)
        let names = inputs.keys.sorted()
        let scope = Scope(variables: names.map { .init(name: $0, type: .any) }, types: StandardTypes())
        let (compiled, diagnostics) = CompiledExpression.compile(EmbeddedText(standalone: text), scope: scope)
        guard let compiled else {
            // A random text may be refused by the checker; a written one may not.
            let isWritten = SoundnessTests.written.contains(text)
            #expect(!isWritten, "\(text): \(diagnostics.map(\.headline.en))")
            return
        }
        let announced = compiled.evaluate(names.map { inputs[$0] ?? .null })
        if case .unknown(let unknown) = announced { #expect(!unknown.causes.isEmpty, "\(text) has no cause") }
        for _ in 0..<rounds {
            let completed = World.complete(inputs, &random)
            let result = compiled.evaluate(names.map { completed[$0] ?? .null })
            guard announced.mayBe(result) else {
                let given = completed.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.sketch)" }
                let hidden = inputs.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.sketch)" }
                Issue.record(
                    """
                    \(text)
                    announced \(announced.sketch), got \(result.sketch)
                    over \(hidden.joined(separator: "; "))
                    with \(given.joined(separator: "; "))
                    """)
                return
            }
        }
    }

    // MARK: Tightness

    /// Each unknown is read once, so that nothing but the true domain may be announced.
    @Test(arguments: [
        "a + b", "a - b", "a * b", "a * b - c", "-(a - b) * c", "a < b", "a <= b", "a = b", "a + b > c", "a * b >= c",
        "a > 2 and b > 1",
        "a > 2 or b > c", "if a > b then 1 else 2", "if a > 1 then b else c", "sum([a, b, c])", "min([a, b, c])",
        "max([a, b, c])",
        "max(a, b) - c", "count([a, b][item > 1])", "abs(a) - b", "count(for i in 1..a return i) > b",
        "sum([a, b]) < c", "a between b and c",
        "not(a > b) and c = 1", "min(a, b) * c", "a != b", "[a, b, c][1]", "some v in [a, b] satisfies v > c",
        "every v in [a, b] satisfies v > 1",
        "list contains([a, b], 3)", "if a = 1 then 5 else 5", "a * 0", "floor(a) + b", "a in [b..9]",
    ])
    func domainsAreTight(_ text: String) {
        var random = SplitMix(seed: 7)
        for _ in 0..<12 {
            var ranges: [ClosedRange<Int>] = []
            for _ in 0..<3 {
                let lower = Int.random(in: -3...4, using: &random)
                ranges.append(lower...(lower + Int.random(in: 0...3, using: &random)))
            }
            let names = ["a", "b", "c"]
            let unknown = Dictionary(
                uniqueKeysWithValues: zip(names, ranges).map { name, range in
                    (name, range.count == 1 ? Value.number(range.lowerBound) : Value.unknown(name, in: range))
                })
            let announced = evaluate(text, unknown)
            var results: [Value] = []
            for a in ranges[0] {
                for b in ranges[1] {
                    for c in ranges[2] {
                        results.append(evaluate(text, ["a": .number(a), "b": .number(b), "c": .number(c)]))
                    }
                }
            }
            let wanted = Value.join(results, because: cause("all")).hull
            #expect(announced.hull == wanted, "\(text) over \(ranges): announced \(announced.sketch)")
        }
    }
}

extension Value {
    /// The extent of a domain, as text: the ends of its numbers, or its values in order.
    fileprivate var hull: String {
        guard case .unknown(let unknown) = self else { return sketch }
        if let (interval, orNull) = unknown.domain.numbers, let interval {
            return
                "\(interval.lower?.value.description ?? "-")..\(interval.upper?.value.description ?? "-")\(orNull ? "?" : "")"
        }
        if case .values(let values) = unknown.domain { return values.map(\.sketch).sorted().joined(separator: ",") }
        return sketch
    }
}
