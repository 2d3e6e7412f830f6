import Diagnostics

/// Aggregates of lists that are open or hold unknown values.
///
/// Each rule answers the whole domain of what the standard function gives over every completion of
/// the list; the standard function itself answers for the special cases (an empty list), so that
/// there is one definition of it.
enum LiftedAggregates {
    /// Gives the standard function's answer for certain arguments.
    typealias Standard = (inout EvaluationState, [Value]) -> Value

    static func count(_ arguments: [Value]) -> Value? {
        guard arguments.count == 1, let elements = Elements(arguments[0]) else { return nil }
        let interval = Interval(
            lower: .init(Number(elements.least)), upper: elements.most.map { .init(Number($0)) })
        return .number(in: interval, orNull: !elements.doubt.isEmpty, elements.membershipCauses)
    }

    static func sum(_ arguments: [Value], _ state: inout EvaluationState, _ standard: Standard) -> Value? {
        guard let elements = Elements(arguments: arguments), let numbers = Numbers(elements) else { return nil }
        var total = Interval.exactly(Number.zero)
        var causes = elements.doubt
        for (item, interval) in zip(elements.items, numbers.items) {
            guard let interval else { continue }
            let share = item.presence == nil ? interval : interval.hull(.exactly(.zero))
            total = total + share
            if share.single == nil { causes = causes.union(item.value.causes).union(item.presence ?? Causes()) }
        }
        for (rest, interval) in zip(elements.rest, numbers.rest) {
            guard let interval else { continue }
            let share = interval.sums(upTo: rest.atMost)
            total = total + share
            if share.single == nil { causes = causes.union(rest.causes).union(rest.element.causes) }
        }
        if !numbers.nullCauses.isEmpty { causes = causes.union(numbers.nullCauses) }
        let result = Value.number(
            in: total, orNull: !elements.doubt.isEmpty || !numbers.nullCauses.isEmpty, causes)
        return withEmpty(result, elements, &state, standard)
    }

    static func mean(_ arguments: [Value], _ state: inout EvaluationState, _ standard: Standard) -> Value? {
        guard let elements = Elements(arguments: arguments), let numbers = Numbers(elements) else { return nil }
        let causes = elements.causes
        let orNull = !elements.doubt.isEmpty || !numbers.nullCauses.isEmpty
        let known = numbers.items.compactMap { $0 }
        let interval: Interval<Number>
        if elements.rest.isEmpty, elements.items.allSatisfy({ $0.presence == nil }), known.count == numbers.items.count,
            !known.isEmpty
        {
            let total = known.dropFirst().reduce(known[0], +)
            interval = total.divided(by: .exactly(Number(known.count))) ?? .unbounded
        } else {
            // A mean lies between the smallest and the largest, to the rounding of its last digit.
            guard let all = (numbers.items + numbers.rest).compactMap({ $0 }).reduce(nil, hull) else { return nil }
            interval = Interval(lower: all.lower.map { .init($0.value) }, upper: all.upper.map { .init($0.value) })
        }
        return withEmpty(.number(in: interval, orNull: orNull, causes), elements, &state, standard)
    }

    /// Anything between the smallest and the largest: `median`.
    static func between(_ arguments: [Value], _ state: inout EvaluationState, _ standard: Standard) -> Value? {
        guard let elements = Elements(arguments: arguments), let numbers = Numbers(elements),
            let all = (numbers.items + numbers.rest).compactMap({ $0 }).reduce(nil, hull)
        else { return nil }
        let orNull = !elements.doubt.isEmpty || !numbers.nullCauses.isEmpty
        return withEmpty(.number(in: all, orNull: orNull, elements.causes), elements, &state, standard)
    }

    static func extreme(
        largest: Bool, _ arguments: [Value], _ state: inout EvaluationState, _ standard: Standard
    ) -> Value? {
        guard let elements = Elements(arguments: arguments) else { return nil }
        if let numbers = Numbers(elements) {
            guard let (interval, causes) = extreme(largest: largest, elements, numbers.items, numbers.rest) else {
                return nil
            }
            let orNull = !elements.doubt.isEmpty || !numbers.nullCauses.isEmpty
            let result = Value.number(
                in: interval, orNull: orNull, causes.union(elements.doubt).union(numbers.nullCauses))
            return withEmpty(result, elements, &state, standard)
        }
        let dates = elements.items.map { $0.value.dates }
        let restDates = elements.rest.map { $0.element.dates }
        if (dates + restDates).allSatisfy({ $0 != nil }) {
            guard
                let (interval, causes) = extreme(
                    largest: largest, elements, dates.map { $0?.interval }, restDates.map { $0?.interval })
            else { return nil }
            let orNull = !elements.doubt.isEmpty || (dates + restDates).contains { $0?.orNull ?? false }
            let all = orNull ? elements.causes : causes
            return withEmpty(Unknown.value(.date(interval, orNull: orNull), all), elements, &state, standard)
        }
        return nil
    }

    /// The interval of the extreme of a list that has at least one element, and what it depends on.
    private static func extreme<Bound>(
        largest: Bool, _ elements: Elements, _ items: [Interval<Bound>?], _ rest: [Interval<Bound>?]
    ) -> (Interval<Bound>, Causes)? {
        var certain: [Interval<Bound>] = []
        var possible: [Interval<Bound>] = []
        for (item, interval) in zip(elements.items, items) {
            guard let interval else { continue }
            if item.presence == nil { certain.append(interval) }
            possible.append(interval)
        }
        possible += rest.compactMap { $0 }
        guard !possible.isEmpty else { return nil }
        var result: Interval<Bound>
        if let known = Interval.extreme(certain, largest: largest) {
            // What may be there can only push the extreme further.
            result = known
            for interval in possible {
                if largest {
                    result.upper = Interval.highest(result.upper, interval.upper)
                } else {
                    result.lower = Interval.lowest(result.lower, interval.lower)
                }
            }
        } else {
            result = possible.dropFirst().reduce(possible[0]) { $0.hull($1) }
        }
        // An element that cannot reach the interval has no say.
        func matters(_ interval: Interval<Bound>?) -> Bool {
            guard let interval else { return true }
            return largest ? !isBelow(interval, result) : !isAbove(interval, result)
        }
        var causes = Causes()
        for (item, interval) in zip(elements.items, items) where matters(interval) {
            causes = causes.union(item.value.causes).union(item.presence ?? Causes())
        }
        for (one, interval) in zip(elements.rest, rest) where matters(interval) {
            causes = causes.union(one.causes).union(one.element.causes)
        }
        return (result, causes.isEmpty ? elements.causes : causes)
    }

    private static func isBelow<Bound>(_ interval: Interval<Bound>, _ result: Interval<Bound>) -> Bool {
        guard let upper = interval.upper, let lower = result.lower else { return false }
        return upper.value <= lower.value
    }

    private static func isAbove<Bound>(_ interval: Interval<Bound>, _ result: Interval<Bound>) -> Bool {
        guard let lower = interval.lower, let upper = result.upper else { return false }
        return lower.value >= upper.value
    }

    private static func hull(_ left: Interval<Number>?, _ right: Interval<Number>) -> Interval<Number>? {
        left.map { $0.hull(right) } ?? right
    }

    /// The result, or what the function answers for an empty list when the list may be empty.
    private static func withEmpty(
        _ result: Value, _ elements: Elements, _ state: inout EvaluationState, _ standard: Standard
    ) -> Value {
        if elements.least > 0 { return result }
        return .join(result, standard(&state, [.list(ListValue([]))]), because: elements.membershipCauses)
    }

    /// The numbers of a list whose elements can be nothing but numbers or nulls.
    private struct Numbers {
        var items: [Interval<Number>?] = []
        var rest: [Interval<Number>?] = []
        /// What it depends on whether an element is a null.
        var nullCauses = Causes()

        init?(_ elements: Elements) {
            for item in elements.items {
                guard let (interval, orNull) = item.value.numbers else { return nil }
                items.append(interval)
                // A null that is certainly there is the standard function's business.
                if item.value.isNull, item.presence == nil { return nil }
                if orNull { nullCauses = nullCauses.union(item.value.causes).union(item.presence ?? Causes()) }
            }
            for one in elements.rest {
                guard let (interval, orNull) = one.element.numbers else { return nil }
                rest.append(interval)
                if orNull { nullCauses = nullCauses.union(one.causes) }
            }
        }
    }

    // MARK: Truth

    /// `all`, `any`: an element that is no boolean counts as a null.
    static func all(_ arguments: [Value], any: Bool) -> Value? {
        guard let elements = Elements(arguments: arguments) else { return nil }
        var result = Truth(any ? .no : .yes)
        let turns = elements.items.map { ($0.value, $0.presence) } + elements.rest.map { ($0.element, $0.causes) }
        for (value, presence) in turns {
            let own = Truth(value)
            let truth = Truth(own.set.asTernary, own.causes).maybe(presence, absent: any ? .no : .yes)
            result = any ? Truth.or(result, truth) : Truth.and(result, truth)
        }
        if elements.doubt.isEmpty { return result.value }
        return Truth(result.set.union(.null), result.causes.union(elements.doubt)).value
    }

    static func listContains(_ arguments: [Value]) -> Value? {
        guard arguments.count == 2, let elements = Elements(arguments[0]) else { return nil }
        var result = Truth(.no)
        let turns = elements.items.map { ($0.value, $0.presence) } + elements.rest.map { ($0.element, $0.causes) }
        for (value, presence) in turns {
            var truth = LiftedComparison.equality(value, arguments[1])
            if truth.set.contains(.null) { truth = Truth(truth.set.subtracting(.null).union(.no), truth.causes) }
            result = Truth.or(result, truth.maybe(presence, absent: .no))
            if result.set == .yes, elements.doubt.isEmpty { break }
        }
        if !elements.doubt.isEmpty { result = Truth(result.set.union(.null), result.causes.union(elements.doubt)) }
        return result.value
    }
}
