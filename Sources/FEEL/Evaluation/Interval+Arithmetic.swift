/// Arithmetic on intervals of numbers: every value that some choice in each operand gives.
///
/// Operations on numbers round half to even at 34 digits, and rounding is increasing, so the
/// rounded result at the ends encloses every rounded result. A value strictly inside may round onto
/// an end: an end that was left out is included after an operation that may round. Zero is never
/// reached by rounding a product or a quotient of usual size, so a bound of zero keeps its side.
/// An interval without an end stands for numbers of any usual size: a result beyond 10^6144 is not
/// accounted for.
extension Interval<Number> {
    static func + (left: Interval, right: Interval) -> Interval {
        if right.single == .zero { return left }
        if left.single == .zero { return right }
        return Interval(lower: sum(left.lower, right.lower), upper: sum(left.upper, right.upper))
    }

    private static func sum(_ left: End?, _ right: End?) -> End? {
        guard let left, let right, let value = left.value.adding(right.value) else { return nil }
        return End(value)
    }

    static prefix func - (operand: Interval) -> Interval {
        operand.mapped(strict: true, decreasing: { $0.negated })
    }

    static func - (left: Interval, right: Interval) -> Interval {
        left + -right
    }

    static func * (left: Interval, right: Interval) -> Interval {
        if right.single == .one { return left }
        if left.single == .one { return right }
        var bounds = Candidates()
        for a in [left.lowerReach, left.upperReach] {
            for b in [right.lowerReach, right.upperReach] { bounds.add(a.times(b)) }
        }
        return bounds.interval(zeroIncluded: left.contains(.zero) || right.contains(.zero))
    }

    /// The quotients where the divisor is not zero; nil when it can only be zero.
    func divided(by divisor: Interval) -> Interval? {
        if divisor.single == .one { return self }
        let positive = divisor.intersection(Interval(lower: End(.zero, isIncluded: false)))
        let negative = divisor.intersection(Interval(upper: End(.zero, isIncluded: false)))
        var result: Interval?
        for part in [positive, negative] {
            guard let part else { continue }
            let quotient = divided(byNonZero: part, isNegative: part == negative)
            result = result?.hull(quotient) ?? quotient
        }
        return result
    }

    private func divided(byNonZero divisor: Interval, isNegative: Bool) -> Interval {
        var bounds = Candidates()
        for a in [lowerReach, upperReach] {
            for b in [divisor.lowerReach, divisor.upperReach] { bounds.add(a.over(b, negativeZero: isNegative)) }
        }
        return bounds.interval(zeroIncluded: contains(.zero))
    }

    /// Distances from zero.
    var magnitude: Interval {
        let reach = -self
        if let lower, lower.value >= .zero { return self }
        if let upper, upper.value <= .zero { return reach }
        return Interval(lower: End(.zero), upper: Interval.highest(upper, reach.upper))
    }

    /// Sums of `0...count` numbers of the interval; without a count, of any number of them.
    func sums(upTo count: Int?) -> Interval {
        let times = count.map { Interval.closed(.zero, Number($0)) } ?? Interval(lower: End(.zero))
        let ends = self * times
        return Interval(
            lower: ends.lower.map { End($0.value) },
            upper: ends.upper.map { End($0.value) })
    }

    private var lowerReach: Reach { lower.map { .value($0.value) } ?? .negativeInfinity }
    private var upperReach: Reach { upper.map { .value($0.value) } ?? .positiveInfinity }

    /// An end as a limit.
    private enum Reach {
        case negativeInfinity
        case value(Number)
        case positiveInfinity

        var sign: Int {
            switch self {
            case .negativeInfinity: -1
            case .value(let number): number.signum
            case .positiveInfinity: 1
            }
        }

        static func infinity(_ sign: Int) -> Reach {
            sign < 0 ? .negativeInfinity : .positiveInfinity
        }

        func times(_ other: Reach) -> Reach {
            if sign == 0 || other.sign == 0 { return .value(.zero) }
            if case .value(let left) = self, case .value(let right) = other, let product = left.multiplied(by: right) {
                return .value(product)
            }
            return .infinity(sign * other.sign)
        }

        /// - Parameter negativeZero: Whether a divisor of zero is the limit of numbers below it.
        func over(_ divisor: Reach, negativeZero: Bool) -> Reach {
            switch (self, divisor) {
            case (_, .negativeInfinity), (_, .positiveInfinity):
                // A ratio of two limits may be anything between zero and the infinity of its sign:
                // the other ends of the divisor give that infinity.
                return .value(.zero)
            case (.value(let dividend), .value(let divisor)) where !divisor.isZero:
                if let quotient = dividend.divided(by: divisor) { return .value(quotient) }
                return .infinity(sign * divisor.signum)
            case (_, .value(let divisor)):
                if sign == 0 { return .value(.zero) }
                return .infinity(sign * (divisor.isZero ? (negativeZero ? -1 : 1) : divisor.signum))
            }
        }
    }

    private struct Candidates {
        var lowest: Reach?
        var highest: Reach?

        mutating func add(_ reach: Reach) {
            if lowest.map({ Candidates.precedes(reach, $0) }) ?? true { lowest = reach }
            if highest.map({ Candidates.precedes($0, reach) }) ?? true { highest = reach }
        }

        static func precedes(_ left: Reach, _ right: Reach) -> Bool {
            switch (left, right) {
            case (.value(let a), .value(let b)): a < b
            case (.negativeInfinity, .negativeInfinity), (.positiveInfinity, _), (_, .negativeInfinity): false
            case (.negativeInfinity, _), (_, .positiveInfinity): true
            }
        }

        func interval(zeroIncluded: Bool) -> Interval {
            func end(_ reach: Reach?) -> End? {
                guard case .value(let value)? = reach else { return nil }
                return End(value, isIncluded: value.isZero ? zeroIncluded : true)
            }
            return Interval(lower: end(lowest), upper: end(highest))
        }
    }
}
