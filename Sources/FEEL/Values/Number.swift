/// A decimal number of 34 significant digits: the FEEL number.
///
/// The value is `±coefficient × 10^exponent`. Results are rounded to 34 digits, half to even, as
/// IEEE 754-2008 decimal128 does; there are no infinities, no NaN and no negative zero: operations
/// that would need one return `nil`.
///
/// Several pairs of coefficient and exponent write the same number (`1.0`, `1.00`): equality, order
/// and hashing are by value.
///
/// **Invariant:** `coefficient < 10^34`, `-6176 <= exponent <= 6144`, and zero has exponent zero and
/// no sign.
/// - Source: DMN 1.5, §10.3.2.3.1; IEEE 754-2008, decimal128.
public struct Number: Sendable, BitwiseCopyable {
    let coefficient: UInt128
    let exponent: Int32
    /// True for a number below zero.
    public let isNegative: Bool

    /// The digits a number keeps.
    public static let precision = 34
    /// The smallest exponent of a coefficient: 10^-6176 is the smallest number above zero.
    static let smallestExponent = -6176
    /// The largest exponent of the first digit: numbers stay below 10^6145.
    static let largestAdjustedExponent = 6144

    /// 10^34.
    static var limit: UInt128 {
        @inline(__always) get { UInt128(0x0001_ED09_BEAD_87C0) << 64 | UInt128(0x378D_8E64_0000_0000 as UInt64) }
    }

    /// Takes the three parts as they are.
    ///
    /// - Precondition: the invariant holds.
    @inline(__always)
    init(unchecked coefficient: UInt128, _ exponent: Int32, _ isNegative: Bool) {
        self.coefficient = coefficient
        self.exponent = exponent
        self.isNegative = isNegative
    }

    public static let zero = Number(unchecked: 0, 0, false)
    public static let one = Number(unchecked: 1, 0, false)

    public init(_ value: Int) {
        self.init(unchecked: UInt128(value.magnitude), 0, value < 0)
    }

    /// `coefficient × 10^exponent`: `Number(125, exponent: -2)` is 1.25.
    ///
    /// - Returns: `nil` when the number is out of range; one too small for the range becomes zero.
    public init?(_ coefficient: Int, exponent: Int) {
        guard abs(exponent) < 100_000,
            let number = Number.rounding(UInt128(coefficient.magnitude), exponent, coefficient < 0, sticky: false)
        else { return nil }
        self = number
    }

    /// The number nearest to `±coefficient × 10^exponent`, half to even.
    ///
    /// - Parameters:
    ///   - coefficient: Any 128-bit integer.
    ///   - sticky: True when the exact value lies a little further from zero, by less than one unit
    ///     of the last digit given; the coefficient then has more than 34 digits.
    /// - Returns: `nil` when the result is 10^6145 or more.
    static func rounding(_ coefficient: UInt128, _ exponent: Int, _ isNegative: Bool, sticky: Bool) -> Number? {
        if coefficient == 0 { return .zero }
        let digits = PowersOfTen.digits(coefficient)
        var coefficient = coefficient
        var exponent = exponent
        let drop = max(digits - precision, smallestExponent - exponent)
        if drop > 0 {
            guard drop <= 38 else { return .zero }
            coefficient = Rounding.halfEven(coefficient, dropping: drop, sticky: sticky)
            exponent += drop
            if coefficient == limit {
                coefficient = PowersOfTen[33]
                exponent += 1
            }
            if coefficient == 0 { return .zero }
        }
        if exponent + digits > largestAdjustedExponent - 40 {
            guard exponent + PowersOfTen.digits(coefficient) - 1 <= largestAdjustedExponent else { return nil }
        }
        return Number(unchecked: coefficient, Int32(truncatingIfNeeded: exponent), isNegative)
    }
}

// MARK: - Value

extension Number {
    public var isZero: Bool { coefficient == 0 }

    public var magnitude: Number { Number(unchecked: coefficient, exponent, false) }

    public var negated: Number { Number(unchecked: coefficient, exponent, coefficient != 0 && !isNegative) }

    /// -1, 0 or 1.
    public var signum: Int { coefficient == 0 ? 0 : isNegative ? -1 : 1 }

    /// The same value with no trailing zero in its coefficient.
    var normalized: Number {
        if coefficient == 0 || coefficient & 1 == 1 { return self }
        let (short, count) = PowersOfTen.withoutZeros(coefficient, atMost: Number.precision)
        return Number(unchecked: short, exponent + Int32(truncatingIfNeeded: count), isNegative)
    }

    /// The exponent of the first digit: 2 for 314, -1 for 0.314. Zero for zero.
    var adjustedExponent: Int {
        coefficient == 0 ? 0 : Int(exponent) + PowersOfTen.digits(coefficient) - 1
    }

    public var isInteger: Bool {
        if exponent >= 0 || coefficient == 0 { return true }
        guard exponent >= -34 else { return false }
        return coefficient % PowersOfTen[Int(-exponent)] == 0
    }

    /// The number as an `Int`; `nil` when it is no integer, or too large.
    public var asInt: Int? {
        if exponent == 0, coefficient.highBits == 0 {
            let low = UInt64(truncatingIfNeeded: coefficient)
            if low <= UInt64(Int.max) { return isNegative ? -Int(low) : Int(low) }
        }
        let normal = normalized
        if normal.coefficient == 0 { return 0 }
        guard normal.exponent >= 0, normal.exponent < 20, normal.coefficient.highBits == 0 else { return nil }
        let magnitude = normal.coefficient * PowersOfTen[Int(normal.exponent)]
        if isNegative { return magnitude <= UInt128(Int.min.magnitude) ? Int(0 - Int128(magnitude)) : nil }
        return Int(exactly: magnitude)
    }

    /// The nearest `Double`, for geometry and drawing; never for a verdict.
    public var asDouble: Double {
        Double(description) ?? .nan
    }
}

extension Number: Comparable, Hashable {
    public static func == (left: Number, right: Number) -> Bool {
        if left.exponent == right.exponent {
            return left.coefficient == right.coefficient && left.isNegative == right.isNegative
        }
        return compare(left, right) == 0
    }

    public static func < (left: Number, right: Number) -> Bool {
        compare(left, right) < 0
    }

    /// Below, at or above zero as `left` is below, equal to or above `right`.
    static func compare(_ left: Number, _ right: Number) -> Int {
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let order = compareMagnitudes(left, right)
        return left.isNegative ? -order : order
    }

    private static func compareMagnitudes(_ left: Number, _ right: Number) -> Int {
        if left.exponent == right.exponent {
            return left.coefficient < right.coefficient ? -1 : left.coefficient == right.coefficient ? 0 : 1
        }
        if left.coefficient == 0 || right.coefficient == 0 {
            return left.coefficient == right.coefficient ? 0 : left.coefficient == 0 ? -1 : 1
        }
        let difference = left.adjustedExponent - right.adjustedExponent
        if difference != 0 { return difference < 0 ? -1 : 1 }
        // First digits stand at the same place, so the longer coefficient has at most 34 digits and
        // the shorter one, written with as many, too.
        let shift = Int(left.exponent) - Int(right.exponent)
        let l = shift > 0 ? left.coefficient * PowersOfTen[shift] : left.coefficient
        let r = shift < 0 ? right.coefficient * PowersOfTen[-shift] : right.coefficient
        return l < r ? -1 : l == r ? 0 : 1
    }

    public func hash(into hasher: inout Hasher) {
        let normal = normalized
        hasher.combine(UInt64(truncatingIfNeeded: normal.coefficient))
        hasher.combine(normal.coefficient.highBits)
        hasher.combine(normal.exponent)
        hasher.combine(normal.isNegative)
    }
}

extension UInt128 {
    @inline(__always)
    var highBits: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
}
