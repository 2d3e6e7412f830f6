import BigInt

/// Sum, difference, product, quotient, modulo and rounding: exact, then rounded once.
extension Number {
    /// - Returns: `nil` when the sum is 10^6145 or more.
    @inline(__always)
    public func adding(_ other: Number) -> Number? {
        if exponent == other.exponent, (coefficient | other.coefficient).highBits >> 62 == 0 {
            return Number.sumAtOneExponent(self, other)
        }
        return Number.alignedSum(self, other)
    }

    /// - Returns: `nil` when the difference is 10^6145 or more.
    @inline(__always)
    public func subtracting(_ other: Number) -> Number? {
        adding(other.negated)
    }

    @inline(__always)
    private static func sumAtOneExponent(_ left: Number, _ right: Number) -> Number? {
        if left.isNegative == right.isNegative {
            let sum = left.coefficient &+ right.coefficient
            if sum < limit, left.exponent <= 6110 {
                return Number(unchecked: sum, left.exponent, left.isNegative)
            }
            return rounding(sum, Int(left.exponent), left.isNegative, sticky: false)
        }
        if left.coefficient == right.coefficient { return .zero }
        return left.coefficient > right.coefficient
            ? Number(unchecked: left.coefficient &- right.coefficient, left.exponent, left.isNegative)
            : Number(unchecked: right.coefficient &- left.coefficient, left.exponent, right.isNegative)
    }

    private static func alignedSum(_ left: Number, _ right: Number) -> Number? {
        if left.coefficient == 0 { return right }
        if right.coefficient == 0 { return left }
        if left.exponent == right.exponent { return sumAtOneExponent(left, right) }
        let (high, low) = left.exponent > right.exponent ? (left, right) : (right, left)
        let shift = Int(high.exponent) - Int(low.exponent)
        if shift < PowersOfTen.count {
            let (shifted, overflow) = high.coefficient.multipliedReportingOverflow(by: PowersOfTen[shift])
            if !overflow, shifted < limit {
                return sumAtOneExponent(Number(unchecked: shifted, low.exponent, high.isNegative), low)
            }
        }
        // Beyond 80 places the lower number only says on which side of a tie the sum stands.
        let places = min(shift, 80)
        var a = BigInt(high.coefficient) * BigInt(10).power(places)
        if high.isNegative { a.negate() }
        var b = shift > 80 ? BigInt(1) : BigInt(low.coefficient)
        if low.isNegative { b.negate() }
        let exponent = shift > 80 ? Int(high.exponent) - 80 : Int(low.exponent)
        return rounding(a + b, exponent)
    }

    /// - Returns: `nil` when the product is 10^6145 or more.
    @inline(__always)
    public func multiplied(by other: Number) -> Number? {
        if (coefficient | other.coefficient).highBits == 0 {
            let (high, low) = UInt64(truncatingIfNeeded: coefficient)
                .multipliedFullWidth(by: UInt64(truncatingIfNeeded: other.coefficient))
            let product = UInt128(high) << 64 | UInt128(low)
            let exponent = exponent &+ other.exponent
            if product < Number.limit, product != 0, exponent >= -6176, exponent <= 6000 {
                return Number(unchecked: product, exponent, isNegative != other.isNegative)
            }
            return Number.rounding(product, Int(exponent), isNegative != other.isNegative, sticky: false)
        }
        return longProduct(other)
    }

    private func longProduct(_ other: Number) -> Number? {
        let isNegative = isNegative != other.isNegative
        let exponent = Int(exponent) + Int(other.exponent)
        let (high, low) = coefficient.multipliedFullWidth(by: other.coefficient)
        if high == 0 { return Number.rounding(low, exponent, isNegative, sticky: false) }
        // 35 or 36 digits stay: 34 and what rounding needs.
        let drop = PowersOfTen.digits(coefficient) + PowersOfTen.digits(other.coefficient) - 36
        let (quotient, remainder) = PowersOfTen[drop].dividingFullWidth((high, low))
        return Number.rounding(quotient, exponent + drop, isNegative, sticky: remainder != 0)
    }

    /// - Returns: `nil` when the divisor is zero or the quotient is 10^6145 or more.
    public func divided(by other: Number) -> Number? {
        if other.coefficient == 0 { return nil }
        if coefficient == 0 { return .zero }
        let isNegative = isNegative != other.isNegative
        let ideal = Int(exponent) - Int(other.exponent)
        if (coefficient | other.coefficient).highBits == 0 {
            let (quotient, remainder) = UInt64(truncatingIfNeeded: coefficient)
                .quotientAndRemainder(dividingBy: UInt64(truncatingIfNeeded: other.coefficient))
            if remainder == 0 { return Number.rounding(UInt128(quotient), ideal, isNegative, sticky: false) }
        }
        // Enough places for 35 or 36 digits of quotient: 34 and what rounding needs.
        let places = max(
            0, Number.precision + 1 + PowersOfTen.digits(other.coefficient) - PowersOfTen.digits(coefficient))
        let (quotient, remainder) = Number.quotient(coefficient, places: places, by: other.coefficient)
        guard
            let result = Number.rounding(quotient, ideal - places, isNegative, sticky: remainder)
        else { return nil }
        return remainder ? result : result.shortened(to: ideal)
    }

    /// `coefficient × 10^places / divisor`, and whether there is a remainder.
    private static func quotient(
        _ coefficient: UInt128, places: Int, by divisor: UInt128
    ) -> (quotient: UInt128, hasRemainder: Bool) {
        if places < PowersOfTen.count {
            let (high, low) = coefficient.multipliedFullWidth(by: PowersOfTen[places])
            if high == 0 {
                let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
                return (quotient, remainder != 0)
            }
            let (quotient, remainder) = divisor.dividingFullWidth((high, low))
            return (quotient, remainder != 0)
        }
        let (quotient, remainder) = (BigUInt(coefficient) * BigUInt(10).power(places))
            .quotientAndRemainder(dividingBy: BigUInt(divisor))
        return (UInt128(quotient), !remainder.isZero)
    }

    /// Without the trailing zeros below an exponent.
    private func shortened(to ideal: Int) -> Number {
        let (coefficient, count) = PowersOfTen.withoutZeros(coefficient, atMost: ideal - Int(exponent))
        return Number(unchecked: coefficient, exponent + Int32(truncatingIfNeeded: count), isNegative)
    }

    /// `self - other × floor(self / other)`: the sign is that of the divisor.
    ///
    /// - Returns: `nil` when the divisor is zero.
    /// - Source: DMN 1.5, §10.3.4.5.
    public func modulo(_ other: Number) -> Number? {
        if other.coefficient == 0 { return nil }
        if coefficient == 0 { return .zero }
        let bottom = min(exponent, other.exponent)
        var remainder: BigUInt
        if exponent > other.exponent {
            let places = BigUInt(Int(exponent) - Int(bottom))
            remainder = BigUInt(10).power(places, modulus: BigUInt(other.coefficient))
            remainder = remainder * BigUInt(coefficient) % BigUInt(other.coefficient)
        } else if adjustedExponent < other.adjustedExponent {
            if isNegative == other.isNegative { return self }
            return adding(other)
        } else {
            remainder = BigUInt(coefficient) % (BigUInt(other.coefficient) * Number.power(Int(other.exponent - bottom)))
        }
        if remainder.isZero { return .zero }
        if isNegative != other.isNegative {
            remainder = BigUInt(other.coefficient) * Number.power(Int(other.exponent - bottom)) - remainder
        }
        let result = BigInt(remainder)
        return Number.rounding(other.isNegative ? -result : result, Int(bottom))
    }

    private static func power(_ places: Int) -> BigUInt { BigUInt(10).power(places) }

    /// The number with at most `scale` digits after the point; a negative scale rounds to tens,
    /// hundreds, …
    ///
    /// - Parameter scale: Read as -6111 when below it, so that every result can be represented.
    public func rounded(scale: Int = 0, mode: RoundingMode = .halfEven) -> Number {
        let scale = max(scale, -6111)
        let drop = -Int(exponent) - scale
        if drop <= 0 || coefficient == 0 { return self }
        let rounded = Rounding.dropping(drop, of: coefficient, isNegative: isNegative, mode: mode)
        return Number.rounding(rounded, -scale, isNegative, sticky: false) ?? self
    }

    public func floor(scale: Int = 0) -> Number { rounded(scale: scale, mode: .floor) }

    public func ceiling(scale: Int = 0) -> Number { rounded(scale: scale, mode: .ceiling) }

    /// The number nearest to `value × 10^exponent`, half to even.
    static func rounding(_ value: BigInt, _ exponent: Int, sticky: Bool = false) -> Number? {
        var magnitude = value.magnitude
        var exponent = exponent
        var sticky = sticky
        // Down to 38 digits at most, keeping whether anything was lost: `rounding` does the rest.
        let excess = magnitude.bitWidth - 120
        if excess > 0 {
            let drop = (excess * 1233) >> 12
            if drop > 0 {
                let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: BigUInt(10).power(drop))
                magnitude = quotient
                sticky = sticky || !remainder.isZero
                exponent += drop
            }
        }
        return rounding(UInt128(magnitude), exponent, value.sign == .minus, sticky: sticky)
    }
}
