import Diagnostics

/// What built-in functions give for unknown values and open lists, by name.
///
/// A function with no rule here is enumerated over finite domains, and is otherwise any value of
/// its result's type: always sound, less tight.
enum LiftedBuiltins {
    /// Rules that look at what lists hold rather than at numbers, tried first; nil: no answer.
    static let structural: [String: @Sendable ([Value]) -> Value?] = [
        "count": LiftedAggregates.count,
        "list contains": LiftedAggregates.listContains,
        "all": { LiftedAggregates.all($0, any: false) },
        "any": { LiftedAggregates.all($0, any: true) },
        "concatenate": LiftedLists.concatenate,
        "append": LiftedLists.append,
        "reverse": LiftedLists.reverse,
        "flatten": LiftedLists.flatten,
        "union": LiftedLists.union,
        "distinct values": LiftedLists.distinctValues,
        "not": { arguments in
            guard arguments.count == 1 else { return nil }
            return Truth(arguments[0]).negated.value
        },
    ]

    typealias Standard = LiftedAggregates.Standard

    /// Rules on intervals, tried when the completions cannot be enumerated.
    static let numeric: [String: @Sendable ([Value], inout EvaluationState, Standard) -> Value?] = [
        "sum": LiftedAggregates.sum,
        "mean": LiftedAggregates.mean,
        "median": LiftedAggregates.between,
        "min": { LiftedAggregates.extreme(largest: false, $0, &$1, $2) },
        "max": { LiftedAggregates.extreme(largest: true, $0, &$1, $2) },
        "abs": { arguments, _, _ in
            guard arguments.count == 1, let (interval, orNull) = arguments[0].numbers, let interval else { return nil }
            return .number(in: interval.magnitude, orNull: orNull, arguments[0].causes)
        },
        "floor": increasing, "ceiling": increasing, "decimal": increasing, "round up": increasing,
        "round down": increasing, "round half up": increasing, "round half down": increasing,
        "sqrt": { arguments, state, standard in
            guard arguments.count == 1, let (interval, orNull) = arguments[0].numbers, let interval else { return nil }
            let defined = interval.intersection(Interval(lower: .init(.zero)))
            guard let defined else { return nil }
            let root = mapped(defined, [], &state, standard)
            return .number(in: root, orNull: orNull || defined != interval, arguments[0].causes)
        },
        "modulo": { arguments, _, _ in
            guard arguments.count == 2, let (interval, orNull) = arguments[0].numbers, interval != nil,
                case .number(let divisor) = arguments[1], !divisor.isZero
            else { return nil }
            let zero = Interval<Number>.End(.zero)
            // Rounding may bring a remainder up to the divisor itself.
            let end = Interval<Number>.End(divisor)
            let result = divisor.isNegative ? Interval(lower: end, upper: zero) : Interval(lower: zero, upper: end)
            return .number(in: result, orNull: orNull, arguments[0].causes)
        },
    ]

    /// Functions that increase, by steps, with their first argument, the others being certain.
    private static let increasing: @Sendable ([Value], inout EvaluationState, Standard) -> Value? = {
        arguments, state, standard in
        guard let first = arguments.first, let (interval, orNull) = first.numbers, let interval,
            arguments.dropFirst().allSatisfy(\.isCertain)
        else { return nil }
        let others = Array(arguments.dropFirst())
        // Whether the other arguments are any good is seen on one number.
        if case .null = standard(&state, [.number(0)] + others) { return nil }
        return .number(in: mapped(interval, others, &state, standard), orNull: orNull, first.causes)
    }

    private static func mapped(
        _ interval: Interval<Number>, _ others: [Value], _ state: inout EvaluationState, _ standard: Standard
    ) -> Interval<Number> {
        interval.mapped(increasing: { number in
            if case .number(let result) = standard(&state, [.number(number)] + others) { return result }
            return nil
        })
    }

    /// Functions that call functions: they are run here, whatever their arguments.
    static let higherOrder: [String: @Sendable ([Value], inout EvaluationState, Span?) -> Value] = [
        "sort": sort,
        "list replace": listReplace,
    ]

    /// What a result may be when nothing better is known.
    static func domain(of name: String) -> Unknown.Domain {
        switch name {
        case "contains", "starts with", "ends with", "matches", "odd", "even", "is", "list contains", "all", "any",
            "not", "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
            "finished by", "includes", "during", "starts", "started by", "coincides":
            .values([.boolean(false), .boolean(true), .null])
        case "string length", "count", "stddev", "exp":
            .number(Interval(lower: .init(.zero)), orNull: true)
        case "day of year": .number(.closed(.one, Number(366)), orNull: true)
        case "week of year": .number(.closed(.one, Number(53)), orNull: true)
        case "number", "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
            "modulo", "sqrt", "log", "sum", "mean", "median", "product":
            .number(.unbounded, orNull: true)
        case "string", "substring", "upper case", "lower case", "substring before", "substring after", "replace",
            "string join", "day of week", "month of year":
            .any(type: "string")
        case "date", "last day of month": .date(.unbounded, orNull: true)
        case "time": .any(type: "time")
        case "date and time": .any(type: "date and time")
        case "years and months duration": .any(type: "years and months duration")
        case "split", "sublist", "append", "concatenate", "insert before", "remove", "reverse", "index of", "union",
            "distinct values", "duplicate values", "flatten", "mode", "sort", "partition", "get entries",
            "list replace":
            .any(type: "list")
        case "context", "context put", "context merge": .any(type: "context")
        case "range": .any(type: "range")
        default: .any(type: nil)
        }
    }
}
