import Diagnostics

@testable import FEEL

/// Repeatable randomness (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(items.count)] }

    mutating func oneIn(_ count: Int) -> Bool { roll(count) == 0 }
}

/// Random records with numbers, texts, booleans and lists, some of whose cells are absent.
struct RandomTable {
    static let variables: [Scope.Variable] = [
        .init(name: "a", type: .number), .init(name: "b", type: .number), .init(name: "c", type: .number),
        .init(name: "s", type: .string), .init(name: "t", type: .string),
        .init(name: "p", type: .boolean), .init(name: "q", type: .boolean), .init(name: "d", type: .date),
        .init(name: "xs", type: .list(.number)), .init(name: "tags", type: .list(.string)),
        .init(name: "rows", type: .list(.context(["n": .number, "k": .string, "f": .boolean]))),
    ]

    static let texts = ["rural", "montagne", "urbain", "périurbain"]

    var columns: [[Value]] = []

    init(_ dice: inout Dice, count: Int) {
        let names = RandomTable.variables.map(\.name)
        for name in names {
            let absence = RandomTable.absence(of: name, &dice)
            let size = dice.roll(4)
            columns.append(
                (0..<count).map { row in
                    if dice.oneIn(8), let value = absence(row, &dice) { return value }
                    return RandomTable.value(of: name, size, &dice)
                })
        }
    }

    /// What absent cells of a column are; nil for a column without.
    private static func absence(of name: String, _ dice: inout Dice) -> (Int, inout Dice) -> Value? {
        let kind = dice.roll(6)
        return { row, dice in
            let causes = Causes.one(Cause(.missingFact, subject: "r/\(row)", member: name))
            switch kind {
            case 0: return nil
            case 1: return .null
            case 2: return .unknown(Unknown(.any(type: nil), causes))
            case 3:
                switch name {
                case "a", "b", "c", "n":
                    return .unknown(Unknown(.number(.closed(Number(0), Number(50)), orNull: false), causes))
                case "s", "t", "k":
                    return .unknown(Unknown(.values([.string("rural"), .string("urbain")]), causes))
                case "p", "q", "f": return .unknown(.boolean(causes))
                default: return .unknown(Unknown(.any(type: "list"), causes))
                }
            case 4:
                return name == "a" ? .unknown(Unknown(.number(.unbounded, orNull: true), causes)) : .null
            // Of two kinds: they cannot be alike.
            default: return dice.oneIn(2) ? .null : .unknown(Unknown(.any(type: nil), causes))
            }
        }
    }

    private static func value(of name: String, _ size: Int, _ dice: inout Dice) -> Value {
        switch name {
        case "a", "b", "c", "n": return .number(number(size, &dice))
        case "s", "t", "k": return .string(dice.pick(texts))
        case "p", "q", "f": return .boolean(dice.oneIn(2))
        case "d": return .date(CalendarDate(year: 2020 + dice.roll(3), month: 1 + dice.roll(12), day: 1) ?? .epoch)
        case "xs": return list(&dice) { .number(number(size, &$0)) }
        case "tags": return list(&dice) { .string($0.pick(texts)) }
        default:
            return list(&dice) { dice in
                if dice.oneIn(200) { return .null }
                return .context(
                    ContextValue(
                        ["n", "k", "f"].map { name in
                            let isAbsent = dice.oneIn(12)
                            if isAbsent { return .init(name, size == 1 ? .null : .unknownAnything(name)) }
                            return .init(name, value(of: name, size, &dice))
                        }))
            }
        }
    }

    private static func list(_ dice: inout Dice, _ element: (inout Dice) -> Value) -> Value {
        let count = dice.oneIn(20) ? 70 : dice.roll(6)
        return .list(ListValue((0..<count).map { _ in element(&dice) }))
    }

    private static func number(_ size: Int, _ dice: inout Dice) -> Number {
        switch size {
        case 0: return Number(dice.roll(60))
        case 1: return Number(dice.roll(6000) - 1000, exponent: -1) ?? .zero
        case 2:
            // Of several scales, some of which do not fit.
            if dice.oneIn(40) { return Number("1234567890123456789012.5") ?? .zero }
            return Number(dice.roll(200_000) - 100_000, exponent: -dice.roll(4)) ?? .zero
        default:
            // Products overflow 64 bits.
            return dice.oneIn(3) ? Number(dice.roll(4_000_000_000)) : Number(dice.roll(9))
        }
    }

    var table: ColumnTable { ColumnTable(count: columns[0].count, columns: columns.map { Column(values: $0) }) }

    func row(_ row: Int) -> [Value] { columns.map { $0[row] } }
}

/// Random conditions over those records.
struct RandomCondition {
    static func text(_ dice: inout Dice, depth: Int = 3) -> String {
        if depth > 0, dice.oneIn(2) {
            switch dice.roll(3) {
            case 0: return "(\(text(&dice, depth: depth - 1)) and \(text(&dice, depth: depth - 1)))"
            case 1: return "(\(text(&dice, depth: depth - 1)) or \(text(&dice, depth: depth - 1)))"
            default: return "not(\(text(&dice, depth: depth - 1)))"
            }
        }
        return leaf(&dice)
    }

    private static func leaf(_ dice: inout Dice) -> String {
        let order = dice.pick(["<", "<=", ">", ">=", "=", "!="])
        switch dice.roll(20) {
        case 0, 1: return "\(number(&dice)) \(order) \(constant(&dice))"
        case 2: return "\(constant(&dice)) \(order) \(number(&dice))"
        case 3: return "\(number(&dice)) \(order) \(number(&dice))"
        case 4: return "\(number(&dice)) in \(range(&dice))"
        case 5: return "\(number(&dice)) between \(constant(&dice)) and \(constant(&dice))"
        case 6: return "\(number(&dice)) in (\(constant(&dice)), \(range(&dice)), > \(constant(&dice)))"
        case 7: return "\(name(&dice)) / \(name(&dice)) \(order) \(constant(&dice))"
        case 8: return "(\(number(&dice))) / \(name(&dice)) in \(range(&dice))"
        case 9: return "\(name(&dice)) / (\(number(&dice))) \(order) \(name(&dice))"
        case 10: return dice.pick(["p", "q", "p = true", "q != null", "p = q", "s", "established(a)"])
        case 11: return "\(dice.pick(["s", "t"])) \(dice.pick(["=", "!=", "<"])) \"\(dice.pick(RandomTable.texts))\""
        case 12: return "\(dice.pick(["s", "t"])) in (\"rural\", \"montagne\")"
        case 13:
            return dice.pick([
                "string length(s) > 5", "starts with(t, \"u\")", "s = t", "upper case(s) = \"URBAIN\"",
                "d < date(\"2021-03-01\")", "d in [@\"2020-06-01\"..@\"2022-01-01\")", "even(floor(a))", "a = null",
                "abs(a) > 3", "(if p then a else b) > 2", "list contains([1, 2, 30], a)", "a instance of number",
            ])
        case 14: return "\(dice.pick(["some", "every"])) r in rows satisfies \(element("r.", &dice))"
        case 15: return "count(rows[\(element(dice.pick(["", "item."]), &dice))]) \(order) \(dice.roll(4))"
        case 16:
            let list = dice.pick(["rows", "tags", "xs", "tags[item = \"rural\"]", "xs[item > 3]"])
            return "count(\(list)) in [1..3]"
        case 17: return "list contains(tags, \"\(dice.pick(RandomTable.texts))\")"
        case 18: return "\(dice.pick(["some", "every"])) x in xs satisfies x \(order) \(constant(&dice))"
        default:
            let sum = dice.pick([
                "sum(xs)", "sum(rows.n)", "sum(rows[f].n)", "count(rows[k = \"rural\"]) * 2", "sum(xs[item > 1])",
            ])
            return "\(sum) \(order) \(number(&dice))"
        }
    }

    private static func element(_ prefix: String, _ dice: inout Dice) -> String {
        let order = dice.pick(["<", "<=", ">", ">=", "=", "!="])
        switch dice.roll(6) {
        case 0: return "\(prefix)n \(order) \(constant(&dice))"
        case 1: return "\(prefix)k = \"rural\" and \(prefix)n \(order) \(constant(&dice))"
        case 2: return "\(prefix)f"
        case 3: return "not(\(prefix)f) or \(prefix)k in (\"urbain\", \"montagne\")"
        case 4: return "\(prefix)n * 2 \(order) \(dice.oneIn(3) ? "a" : constant(&dice))"
        default: return "\(prefix)n / 3 \(order) \(prefix)n"
        }
    }

    private static func name(_ dice: inout Dice) -> String { dice.pick(["a", "b", "c"]) }

    private static func constant(_ dice: inout Dice) -> String {
        dice.pick(["0", "1", "2.5", "3", "10", "-4", "49.95", "1000", "0.25", "123456789012345678901", "1e-20", "5/3"])
    }

    private static func range(_ dice: inout Dice) -> String {
        let low = dice.roll(30)
        let ends = "\(low).5..\(low + dice.roll(100))"
        return dice.pick(["[", "("]) + (ends.hasSuffix("..\(low)") ? "0..1" : ends) + dice.pick(["]", ")"])
    }

    private static func number(_ dice: inout Dice) -> String {
        switch dice.roll(8) {
        case 0: "\(name(&dice)) * \(name(&dice))"
        case 1: "\(name(&dice)) - 30.0 * \(name(&dice))"
        case 2: "\(name(&dice)) + \(name(&dice)) * 1.5"
        case 3: "-\(name(&dice))"
        default: name(&dice)
        }
    }
}
