import Diagnostics

@testable import FEEL

/// Inputs with hidden parts, and their completions.
enum World {
    static func inputs(_ random: inout SplitMix) -> [String: Value] {
        var inputs: [String: Value] = [:]
        for name in ["a", "b", "c"] {
            let lower = Int.random(in: -3...4, using: &random)
            let upper = lower + Int.random(in: 0...4, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: inputs[name] = .number(lower)
            case 1: inputs[name] = .unknown(name, of: [.number(lower), .number(upper + 1), .number(upper + 3)])
            case 2:
                let interval = Interval(
                    lower: .init(Number(lower), isIncluded: false),
                    upper: Interval.End(Number(upper + 1), isIncluded: false))
                inputs[name] = .unknown(Unknown(.number(interval, orNull: false), cause(name)))
            default:
                inputs[name] = lower == upper ? .number(lower) : .unknown(name, in: lower...upper)
            }
        }
        inputs["m"] = .unknown("m", in: 0...4, orNull: true)
        inputs["p"] = .unknownBoolean("p")
        inputs["q"] = Bool.random(using: &random) ? .unknownBoolean("q") : .boolean(true)
        inputs["s"] = .unknown("s", of: [.string("x"), .string("y"), .string("zz")])
        inputs["u"] = .string("x")
        inputs["between2"] = .number(2)
        inputs["what"] = .unknownAnything("what")
        inputs["flags"] = .open("flags", [.boolean(true)], maybe: [.unknownBoolean("flag")])
        inputs["maybe"] = .open("maybe", [.number(3), .unknown("item", in: 1...5)], maybe: [.number(4), .number(3)])
        let atMost = Bool.random(using: &random) ? nil : Int.random(in: 1...2, using: &random)
        inputs["open"] = .open(
            "open", Bool.random(using: &random) ? [.number(3)] : [], maybe: [.number(5)],
            rest: .unknown("open", in: 0...6), atMost: atMost)
        let day: [CalendarDate] = ["2026-01-31", "2026-05-02"].compactMap { CalendarDate($0) }
        inputs["day"] = .unknown(Unknown(.date(.closed(day[0], day[1]), orNull: false), cause("day")))
        inputs["rows"] = .open(
            "rows", [row("r/1", "x", .number(2), nil), row("r/2", "y", .unknown("r/2.n", in: 0...3), nil)],
            maybe: [row("r/3", "x", .number(5), nil)],
            rest: .object(
                TestObject(
                    "r/?",
                    ["d": .unknown("rows", of: [.string("x"), .string("y")]), "n": .unknown("rows", in: 0...6)],
                    identityCauses: cause("rows"))), atMost: atMost)
        return inputs
    }

    private static func row(_ identity: String, _ d: String, _ n: Value, _ causes: Causes?) -> Value {
        .object(TestObject(identity, ["d": .string(d), "n": n], identityCauses: causes))
    }

    /// One certain world out of those that the inputs leave open. A thing keeps its members
    /// wherever it stands.
    static func complete(_ inputs: [String: Value], _ random: inout SplitMix) -> [String: Value] {
        var result: [String: Value] = [:]
        for name in inputs.keys.sorted() { result[name] = complete(inputs[name] ?? .null, &random) }
        return result
    }

    private static func complete(_ value: Value, _ random: inout SplitMix) -> Value {
        switch value {
        case .unknown(let unknown): return choose(unknown.domain, &random)
        case .list(let list):
            var items: [Value] = []
            for (index, item) in list.items.enumerated() {
                if list.membership?.presence[index] != nil, Bool.random(using: &random) { continue }
                items.append(complete(item, &random))
            }
            for rest in list.membership?.rest ?? [] {
                for _ in 0..<Int.random(in: 0...(rest.atMost ?? 3), using: &random) {
                    items.insert(complete(rest.element, &random), at: Int.random(in: 0...items.count, using: &random))
                }
            }
            return .list(ListValue(items))
        case .object(let object):
            guard let object = object as? TestObject else { return value }
            var members: [String: Value] = [:]
            for name in object.members.keys.sorted() {
                members[name] = complete(object.members[name] ?? .null, &random)
            }
            var identity = object.identity
            if object.identityCauses != nil { identity += String(Int.random(in: 0...1_000_000, using: &random)) }
            return .object(TestObject(identity, members))
        default: return value
        }
    }

    private static func choose(_ domain: Unknown.Domain, _ random: inout SplitMix) -> Value {
        switch domain {
        case .values(let values): return values[Int.random(in: 0..<values.count, using: &random)]
        case .number(let interval, let orNull):
            if orNull, Int.random(in: 0..<4, using: &random) == 0 { return .null }
            let lower = interval.lower?.value.asInt ?? -5
            let upper = interval.upper?.value.asInt ?? lower + 10
            var candidates: [Number] = []
            for whole in lower...upper {
                candidates.append(Number(whole))
                for part in ["0.5", "0.3333", "0.9999999999999999999999999999999999"] {
                    if let part = Number(part), let sum = Number(whole).adding(part) { candidates.append(sum) }
                }
            }
            candidates = candidates.filter(interval.contains)
            if Bool.random(using: &random) {
                let whole = candidates.filter(\.isInteger)
                if !whole.isEmpty { candidates = whole }
            }
            return .number(candidates[Int.random(in: 0..<candidates.count, using: &random)])
        case .date(let interval, _):
            let lower = interval.lower?.value.daysSinceEpoch ?? 0
            let upper = interval.upper?.value.daysSinceEpoch ?? lower + 1000
            return CalendarDate(daysSinceEpoch: Int.random(in: lower...upper, using: &random)).map { .date($0) }
                ?? .null
        case .any:
            let choices: [Value] = [
                .null, .number(1), .number(-2), .boolean(true), .boolean(false), .string("x"), .list(),
                .list(.number(1), .number(4)),
                .list(.boolean(true)), .context(ContextValue([.init("k", .number(3))])),
                .function(FunctionValue(parameters: ["v"]) { _, arguments in arguments[0] }),
            ]
            return choices[Int.random(in: 0..<choices.count, using: &random)]
        }
    }
}

/// Writes random expressions over the inputs of ``World``.
struct ExpressionWriter {
    var random: SplitMix
    /// Variables of loops in sight, all numbers.
    var locals: [String] = []

    init(random: SplitMix) { self.random = random }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func any(depth: Int) -> String {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: number(depth)
        case 1: condition(depth)
        case 2: list(depth)
        default: text(depth)
        }
    }

    mutating func number(_ depth: Int) -> String {
        if depth <= 0 { return pick(["a", "b", "c", "m", "1", "2", "0.5", "-3"] + locals) }
        let d = depth - 1
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return "(\(number(d)) + \(number(d)))"
        case 1: return "(\(number(d)) - \(number(d)))"
        case 2: return "(\(number(d)) * \(number(d)))"
        case 3: return "(\(number(d)) / \(number(d)))"
        case 4: return "-(\(number(d)))"
        case 5: return "(if \(condition(d)) then \(number(d)) else \(number(d)))"
        case 6: return "\(pick(["sum", "min", "max", "mean", "count", "median"]))(\(list(d)))"
        case 7: return "\(pick(["abs", "floor", "ceiling"]))(\(number(d)))"
        case 8: return "\(list(d))[\(pick(["1", "2", "-1", "a"]))]"
        case 9: return "\(pick(["min", "max"]))(\(number(d)), \(number(d)))"
        case 10: return "{k: \(number(d)), l: k + \(number(d))}.l"
        case 11: return "round half even(\(number(d)), 1)".replacing("round half even", with: "decimal")
        default: return number(0)
        }
    }

    mutating func condition(_ depth: Int) -> String {
        if depth <= 0 { return pick(["p", "q", "true", "false", "null"]) }
        let d = depth - 1
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "(\(condition(d)) and \(condition(d)))"
        case 1: return "(\(condition(d)) or \(condition(d)))"
        case 2: return "not(\(condition(d)))"
        case 3, 4: return "(\(number(d)) \(pick(["<", "<=", ">", ">=", "=", "!="])) \(number(d)))"
        case 5: return "(\(number(d)) between \(number(d)) and \(number(d)))"
        case 6: return "(\(number(d)) in (\(number(d)), < \(number(d)), [\(number(0))..\(number(0))]))"
        case 7: return loop(pick(["some", "every"]), d)
        case 8: return "list contains(\(list(d)), \(number(d)))"
        case 9: return "(s = \(text(0)))"
        case 10: return "(\(list(d)) = \(list(d)))"
        default: return condition(0)
        }
    }

    private mutating func loop(_ quantifier: String, _ depth: Int) -> String {
        let name = "v\(locals.count)"
        let source = list(depth)
        locals.append(name)
        let body = condition(max(depth, 1))
        locals.removeLast()
        return "(\(quantifier) \(name) in \(source) satisfies \(body))"
    }

    mutating func list(_ depth: Int) -> String {
        if depth <= 0 { return pick(["maybe", "open", "[a, b]", "[1, c]", "[]", "rows.n"]) }
        let d = depth - 1
        switch Int.random(in: 0..<11, using: &random) {
        case 0: return "[\(number(d)), \(number(d))]"
        case 1: return "\(list(d))[item \(pick(["<", ">", "="])) \(number(d))]"
        case 2:
            let name = "v\(locals.count)"
            let source = list(d)
            locals.append(name)
            let body = number(d)
            locals.removeLast()
            return "(for \(name) in \(source) return \(body))"
        case 3: return "concatenate(\(list(d)), \(list(d)))"
        case 4: return "(if \(condition(d)) then \(list(d)) else \(list(d)))"
        case 5: return "distinct values(\(list(d)))"
        case 6: return "\(pick(["reverse", "flatten"]))(\(list(d)))"
        case 7: return "append(\(list(d)), \(number(d)))"
        case 8: return "rows[n > \(number(d))].n"
        case 9: return "sort(\(list(d)), function(x, y) x \(pick(["<", ">"])) y)"
        default: return list(0)
        }
    }

    mutating func text(_ depth: Int) -> String {
        if depth <= 0 { return pick(["s", "u", "\"x\"", "\"yy\""]) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "(\(text(depth - 1)) + \(text(depth - 1)))"
        case 1: return "(if \(condition(depth - 1)) then \(text(depth - 1)) else \(text(depth - 1)))"
        case 2: return "upper case(\(text(depth - 1)))"
        default: return text(0)
        }
    }
}
