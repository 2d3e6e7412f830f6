public import FEEL

/// Inputs, some of them unknown, that any text may read; and certain worlds out of those they leave open.
public enum ProbeWorld {
    /// Sorted by name.
    public static let inputs: [(name: String, value: Value)] = [
        ("a", number("a", -3, 4)),
        ("b", .number(2)),
        ("c d", .string("l'été")),
        ("day", dates("day", "2026-01-31", "2026-05-02")),
        ("e", number("e", 0, 0, open: true)),
        ("k", .context(ContextValue([.init("l", number("k.l", 1, 3)), .init("m n", .string("x"))]))),
        ("l", .list(ListValue([.number(3), .number(1), .string("x"), .null]))),
        ("n", number("n", 0, 4, orNull: true)),
        (
            "o",
            .list(
                ListValue(
                    [.number(3), number("o1", 1, 5), .number(4)],
                    membership: .init(
                        presence: [nil, nil, cause("o2")],
                        rest: [.init(element: number("o*", 0, 6), atMost: 2, causes: cause("o*"))])))
        ),
        ("p", values("p", [.boolean(false), .boolean(true)])),
        ("s", values("s", [.string("x"), .string("yy"), .string("2026-06-15")])),
        ("w", .unknown(Unknown(.any(type: nil), cause("w")))),
        (
            "x",
            .list(
                ListValue(
                    [
                        .context(ContextValue([.init("l", .number(1)), .init("y", .string("a"))])),
                        .context(ContextValue([.init("l", number("x2", 1, 2)), .init("y", .string("b"))])),
                    ], membership: .init(presence: [nil, cause("x3")], rest: [])))
        ),
    ]

    public static let names = inputs.map(\.name)
    public static let values = inputs.map(\.value)

    private static func cause(_ name: String) -> Causes { .one(Cause(.input, subject: name)) }

    private static func values(_ name: String, _ values: [Value]) -> Value {
        .unknown(Unknown(.values(values), cause(name)))
    }

    private static func number(_ name: String, _ lower: Int, _ upper: Int, orNull: Bool = false, open: Bool = false)
        -> Value
    {
        let interval = open ? Interval() : Interval<Number>.closed(Number(lower), Number(upper))
        return .unknown(Unknown(.number(interval, orNull: orNull), cause(name)))
    }

    private static func dates(_ name: String, _ lower: String, _ upper: String) -> Value {
        guard let lower = CalendarDate(lower), let upper = CalendarDate(upper) else { return .null }
        return .unknown(Unknown(.date(.closed(lower, upper), orNull: false), cause(name)))
    }
}

extension Value {
    /// A certain value that this one may turn out to be.
    ///
    /// Things of the host are left as they are: their members are their host's.
    public func completed(_ random: inout some RandomNumberGenerator) -> Value {
        switch self {
        case .unknown(let unknown): return unknown.domain.choice(&random)
        case .list(let list):
            var items: [Value] = []
            for (index, item) in list.items.enumerated() {
                if list.membership?.presence[index] != nil, Bool.random(using: &random) { continue }
                items.append(item.completed(&random))
            }
            for rest in list.membership?.rest ?? [] {
                for _ in 0..<Int.random(in: 0...(rest.atMost ?? 3), using: &random) {
                    items.insert(rest.element.completed(&random), at: Int.random(in: 0...items.count, using: &random))
                }
            }
            return .list(ListValue(items))
        case .context(let context):
            var entries: [ContextValue.Entry] = []
            for entry in context.entries { entries.append(.init(entry.key, entry.value.completed(&random))) }
            return .context(ContextValue(entries))
        case .range(var range):
            range.lower = range.lower?.completed(&random)
            range.upper = range.upper?.completed(&random)
            return .range(range)
        default: return self
        }
    }
}

extension Unknown.Domain {
    /// Some with their distance from UTC, some without: the ones do not compare with the others.
    private static let moments: [Value] =
        ["10:00:00", "09:30:00", "10:00:00Z", "11:00:00+01:00", "10:00:00@Europe/Paris"].compactMap {
            TimeOfDay($0).map { .time($0) }
        }
        + ["2026-06-15T10:00:00", "2026-06-15T10:00:00Z", "2026-06-15T12:00:00@Europe/Paris"].compactMap {
            DateAndTime($0).map { .dateTime($0) }
        }

    /// A value of the domain: ends, whole numbers and others all have their chance.
    public func choice(_ random: inout some RandomNumberGenerator) -> Value {
        switch self {
        case .values(let values): return values.randomElement(using: &random) ?? .null
        case .number(let interval, let orNull):
            if orNull, Int.random(in: 0..<4, using: &random) == 0 { return .null }
            let lower = interval.lower?.value.asInt ?? (interval.upper?.value.asInt ?? 5) - 10
            let upper = interval.upper?.value.asInt ?? lower + 10
            for _ in 0..<20 {
                var number = Number(Int.random(in: min(lower, upper)...max(lower, upper), using: &random))
                let parts = ["0.5", "0.3333", "0.9999999999999999999999999999999999", "1e-30"]
                if Bool.random(using: &random), let part = parts.randomElement(using: &random).flatMap({ Number($0) }) {
                    number = number.adding(part) ?? number
                }
                // Without an end, numbers are of usual size: overflows are not announced.
                if interval.lower == nil, interval.upper == nil, Int.random(in: 0..<6, using: &random) == 0 {
                    number =
                        ["1e17", "-1e17", "1e-30"].randomElement(using: &random)
                        .flatMap { Number($0) } ?? number
                }
                if interval.contains(number) { return .number(number) }
            }
            return (interval.lower ?? interval.upper).map { .number($0.value) } ?? .number(0)
        case .date(let interval, let orNull):
            if orNull, Int.random(in: 0..<4, using: &random) == 0 { return .null }
            let lower = interval.lower?.value.daysSinceEpoch ?? (interval.upper?.value.daysSinceEpoch ?? 0) - 1000
            let upper = interval.upper?.value.daysSinceEpoch ?? lower + 1000
            let day = CalendarDate(daysSinceEpoch: Int.random(in: lower...max(lower, upper), using: &random))
            return day.map { .date($0) } ?? .null
        case .any(let type):
            let choices: [Value] =
                [
                    .null, .number(1), .number(-2), .boolean(true), .boolean(false), .string("x"), .string(""),
                    .list(ListValue([])), .list(ListValue([.number(1), .number(4)])),
                    .list(ListValue([.boolean(true)])),
                    .context(ContextValue([.init("l", .number(3))])),
                    CalendarDate("2026-02-28").map { .date($0) } ?? .null,
                    DaysDuration("P1DT2H").map { .daysDuration($0) } ?? .null,
                    MonthsDuration("P1Y2M").map { .monthsDuration($0) } ?? .null,
                    .function(FunctionValue(parameters: ["v"]) { _, arguments in arguments[0] }),
                    .range(
                        RangeValue(lower: .number(1), includesLower: true, upper: .number(3), includesUpper: false)),
                ] + Self.moments
            return choices.filter { type == nil || $0.isNull || $0.typeName == type }.randomElement(using: &random)
                ?? .null
        }
    }
}
