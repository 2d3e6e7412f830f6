/// What a whole number may be: between two others, both included.
///
/// Whoever counts in parts of a unit multiplies beforehand, rounding the lower end down and the upper end up.
///
/// - Invariant: `lower <= upper`, both within ±2⁵².
public struct Amount: Hashable, Sendable {
    public var lower: Int
    public var upper: Int

    /// The largest magnitude: sums of a few hundred such amounts, and products of two sums, stay exact.
    public static let limit = 1 << 52

    public init(_ lower: Int, _ upper: Int) {
        self.lower = max(-Self.limit, min(lower, upper))
        self.upper = min(Self.limit, max(lower, upper))
    }

    public init(_ value: Int) { self.init(value, value) }

    public static let zero = Amount(0)

    public static func + (left: Amount, right: Amount) -> Amount {
        var sum = left
        sum.lower += right.lower
        sum.upper += right.upper
        return sum
    }
}

/// What is known of a condition.
public enum Truth: Hashable, Sendable {
    case no, unknown, yes

    static func && (left: Truth, right: Truth) -> Truth {
        if left == .no || right == .no { return .no }
        return left == .yes && right == .yes ? .yes : .unknown
    }
}
