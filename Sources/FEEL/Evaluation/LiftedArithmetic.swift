import Diagnostics

/// Arithmetic over values that may be unknown.
enum LiftedArithmetic {
    static func apply(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ state: inout EvaluationState, at span: Span?
    ) -> Value {
        switch (left, right) {
        case (.number(let a), .number(let b)):
            return numbers(operation, a, b).map { .number($0) } ?? certain(operation, left, right, &state, span)
        case (.unknown, _), (_, .unknown): break
        default:
            if left.isCertain, right.isCertain { return certain(operation, left, right, &state, span) }
        }
        let result = Lifting.enumerate([left, right], &state) { state, values in
            certain(operation, values[0], values[1], &state, span)
        }
        if let result { return result }
        let causes = left.causes.union(right.causes)
        if let a = left.numbers, let b = right.numbers { return intervals(operation, a, b, causes, span) }
        if let shifted = shiftedDate(operation, left, right, causes, &state, span) { return shifted }
        return .unknown(Unknown(.any(type: resultType(operation, left, right)), causes))
    }

    private static func numbers(_ operation: ArithmeticOperator, _ left: Number, _ right: Number) -> Number? {
        switch operation {
        case .add: left.adding(right)
        case .subtract: left.subtracting(right)
        case .multiply: left.multiplied(by: right)
        case .divide: left.divided(by: right)
        case .power: nil
        }
    }

    private static func certain(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ state: inout EvaluationState, _ span: Span?
    ) -> Value {
        let result = standard(operation, left, right)
        if case .string(let text) = result {
            let count = text.utf8.count
            guard state.allows(stringOf: count, at: span), state.spend(Size.steps(ofBytes: count), at: span) else {
                return .null
            }
        }
        return result.located(at: span)
    }

    private static func standard(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) -> Value {
        switch operation {
        case .add: Value.add(left, right)
        case .subtract: Value.subtract(left, right)
        case .multiply: Value.multiply(left, right)
        case .divide: Value.divide(left, right)
        case .power: Value.power(left, right)
        }
    }

    private static func intervals(
        _ operation: ArithmeticOperator,
        _ left: (interval: Interval<Number>?, orNull: Bool), _ right: (interval: Interval<Number>?, orNull: Bool),
        _ causes: Causes, _ span: Span?
    ) -> Value {
        var orNull = left.orNull || right.orNull
        guard let a = left.interval, let b = right.interval else {
            return standard(operation, .null, .null).located(at: span)
        }
        var result: Interval<Number>
        switch operation {
        case .add: result = a + b
        case .subtract: result = a - b
        case .multiply: result = a * b
        case .divide:
            if b.contains(.zero) { orNull = true }
            guard let quotient = a.divided(by: b) else {
                return standard(operation, .number(1), .number(0)).located(at: span)
            }
            result = quotient
        case .power:
            guard let power = power(a, b) else { return .unknown(Unknown(.any(type: "number"), causes)) }
            result = power
            if result.lower == nil || result.upper == nil { orNull = true }
        }
        // Ends that are there, and whose result is not, are beyond what a number holds.
        if operation != .divide, a.isBounded, b.isBounded, !result.isBounded { orNull = true }
        return .number(in: result, orNull: orNull, causes)
    }

    /// Powers with one natural exponent, up to 64; nil for others, which may be undefined.
    private static func power(_ base: Interval<Number>, _ exponent: Interval<Number>) -> Interval<Number>? {
        guard let natural = exponent.single?.asInt, natural >= 1, natural <= 64 else { return nil }
        let raised = { (number: Number) in number.power(Number(natural)) }
        return natural % 2 == 0
            ? base.magnitude.mapped(increasing: raised) : base.mapped(increasing: raised)
    }

    /// A date of an interval plus or minus a certain duration.
    private static func shiftedDate(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ causes: Causes,
        _ state: inout EvaluationState, _ span: Span?
    ) -> Value? {
        let (dates, duration) = right.dates?.interval == nil ? (left, right) : (right, left)
        guard operation == .add || (operation == .subtract && dates.dates?.interval != nil && right.isCertain),
            duration.isDuration, let (interval, orNull) = dates.dates, let interval
        else { return nil }
        var fails = orNull
        let shifted = interval.mapped(increasing: { (date: CalendarDate) -> CalendarDate? in
            if case .date(let result) = certain(operation, .date(date), duration, &state, span) { return result }
            fails = true
            return nil
        })
        return Unknown.value(.date(shifted, orNull: fails), causes)
    }

    private static func resultType(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) -> String? {
        if left.knownType == "string", right.knownType == "string", operation == .add { return "string" }
        if left.knownType == "number", right.knownType == "number" { return "number" }
        return nil
    }

    static func negate(_ operand: Value, _ state: inout EvaluationState, at span: Span?) -> Value {
        if case .number(let number) = operand { return .number(number.negated) }
        if operand.isCertain { return Value.negate(operand).located(at: span) }
        if let result = Lifting.enumerate([operand], &state, { Value.negate($1[0]).located(at: span) }) {
            return result
        }
        if let (interval, orNull) = operand.numbers, let interval {
            return .number(in: -interval, orNull: orNull, operand.causes)
        }
        return .unknown(Unknown(.any(type: nil), operand.causes))
    }
}

extension Interval {
    fileprivate var isBounded: Bool { lower != nil && upper != nil }
}

extension Value {
    fileprivate var isDuration: Bool {
        switch self {
        case .daysDuration, .monthsDuration: true
        default: false
        }
    }

    /// The same value; an error without a place gets this one.
    func located(at span: Span?) -> Value {
        if case .null(let reason?) = self, reason.span == nil, let span {
            return .null(NullReason(reason.kind, span: span))
        }
        return self
    }
}
