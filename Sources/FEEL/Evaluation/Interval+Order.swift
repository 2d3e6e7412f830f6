/// How the values of two intervals may stand to each other.
struct Orderings: OptionSet, Sendable {
    let rawValue: UInt8
    static let less = Orderings(rawValue: 1)
    static let equal = Orderings(rawValue: 2)
    static let greater = Orderings(rawValue: 4)

    func truth(of comparison: ComparisonOperator) -> TruthSet {
        let passing: Orderings =
            switch comparison {
            case .equal: .equal
            case .notEqual: [.less, .greater]
            case .less: .less
            case .lessOrEqual: [.less, .equal]
            case .greater: .greater
            case .greaterOrEqual: [.greater, .equal]
            }
        var result: TruthSet = []
        if !isDisjoint(with: passing) { result.insert(.yes) }
        if !subtracting(passing).isEmpty { result.insert(.no) }
        return result
    }
}

extension Interval {
    static func exactly(_ value: Bound) -> Interval { .closed(value, value) }

    static var unbounded: Interval { Interval() }

    /// The only value, when there is just one.
    var single: Bound? {
        guard let lower, let upper, lower.isIncluded, upper.isIncluded, lower.value == upper.value else { return nil }
        return lower.value
    }

    public func contains(_ value: Bound) -> Bool {
        if let lower, lower.isIncluded ? value < lower.value : value <= lower.value { return false }
        if let upper, upper.isIncluded ? value > upper.value : value >= upper.value { return false }
        return true
    }

    /// The smallest interval that holds both.
    public func hull(_ other: Interval) -> Interval {
        Interval(lower: Interval.lowest(lower, other.lower), upper: Interval.highest(upper, other.upper))
    }

    /// The lower of two lower ends; nil is unbounded.
    static func lowest(_ left: End?, _ right: End?) -> End? {
        guard let left, let right else { return nil }
        if left.value == right.value { return End(left.value, isIncluded: left.isIncluded || right.isIncluded) }
        return left.value < right.value ? left : right
    }

    /// The higher of two upper ends; nil is unbounded.
    static func highest(_ left: End?, _ right: End?) -> End? {
        guard let left, let right else { return nil }
        if left.value == right.value { return End(left.value, isIncluded: left.isIncluded || right.isIncluded) }
        return left.value > right.value ? left : right
    }

    /// Which orders a value of this interval and a value of the other may have.
    ///
    /// The values are read as dense: between two numbers there is another.
    func orderings(to other: Interval) -> Orderings {
        var result: Orderings = []
        if Interval.mayPrecede(lower, other.upper) { result.insert(.less) }
        if Interval.mayPrecede(other.lower, upper) { result.insert(.greater) }
        if Interval.mayTouch(lower, other.upper), Interval.mayTouch(other.lower, upper) { result.insert(.equal) }
        return result
    }

    private static func mayPrecede(_ lower: End?, _ upper: End?) -> Bool {
        guard let lower, let upper else { return true }
        return lower.value < upper.value
    }

    private static func mayTouch(_ lower: End?, _ upper: End?) -> Bool {
        guard let lower, let upper else { return true }
        return lower.value < upper.value || (lower.value == upper.value && lower.isIncluded && upper.isIncluded)
    }

    /// Every value an increasing function gives over the interval, ends included unless `strict`.
    ///
    /// - Parameter function: Increasing, perhaps by steps; nil where it has no value, which leaves
    ///   that end unbounded.
    func mapped(strict: Bool = false, increasing function: (Bound) -> Bound?) -> Interval {
        func end(_ end: End?) -> End? {
            guard let end, let value = function(end.value) else { return nil }
            return End(value, isIncluded: strict ? end.isIncluded : true)
        }
        return Interval(lower: end(lower), upper: end(upper))
    }

    /// The same with a function that decreases.
    func mapped(strict: Bool = false, decreasing function: (Bound) -> Bound?) -> Interval {
        let swapped = mapped(strict: strict, increasing: function)
        return Interval(lower: swapped.upper, upper: swapped.lower)
    }

    /// Every value of the smaller (of the larger, with `largest`) of one value of each interval.
    static func extreme(_ intervals: [Interval], largest: Bool) -> Interval? {
        guard var result = intervals.first else { return nil }
        for next in intervals.dropFirst() {
            if largest {
                result = Interval(
                    lower: higherLower(result.lower, next.lower), upper: highest(result.upper, next.upper))
            } else {
                result = Interval(
                    lower: lowest(result.lower, next.lower), upper: lowerUpper(result.upper, next.upper))
            }
        }
        return result
    }

    /// The tighter of two lower ends.
    static func higherLower(_ left: End?, _ right: End?) -> End? {
        guard let left else { return right }
        guard let right else { return left }
        if left.value == right.value { return End(left.value, isIncluded: left.isIncluded && right.isIncluded) }
        return left.value > right.value ? left : right
    }

    /// The tighter of two upper ends.
    static func lowerUpper(_ left: End?, _ right: End?) -> End? {
        guard let left else { return right }
        guard let right else { return left }
        if left.value == right.value { return End(left.value, isIncluded: left.isIncluded && right.isIncluded) }
        return left.value < right.value ? left : right
    }

    /// What both hold; nil when nothing.
    public func intersection(_ other: Interval) -> Interval? {
        let result = Interval(
            lower: Interval.higherLower(lower, other.lower), upper: Interval.lowerUpper(upper, other.upper))
        guard Interval.mayTouch(result.lower, result.upper) else { return nil }
        return result
    }
}
