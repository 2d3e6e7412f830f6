/// Powers of ten that fit 128 bits, 10^0 to 10^38, and counts of digits.
enum PowersOfTen {
    static let count = 39

    private static let table: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 1..<count { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    /// - Precondition: `0...38`.
    static subscript(exponent: Int) -> UInt128 { table[exponent] }

    /// How many decimal digits a number has; 1 for zero.
    static func digits(_ value: UInt128) -> Int {
        let bits = 128 - value.leadingZeroBitCount
        // 1233 / 4096 is log10(2), closely enough up to 128 bits.
        let guess = (bits * 1233) >> 12
        return guess < count && value >= table[guess] && value != 0 ? guess + 1 : max(guess, 1)
    }

    /// A number without its last zeros, and how many they were.
    ///
    /// - Parameters:
    ///   - value: Above zero.
    ///   - limit: Zeros that may go.
    static func withoutZeros(_ value: UInt128, atMost limit: Int) -> (value: UInt128, count: Int) {
        var value = value
        var count = 0
        // By halves while the number is wide, then in 64 bits.
        for step in [16, 8, 4, 2, 1] where value.highBits != 0 && count + step <= limit {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: table[step])
            if remainder == 0 {
                value = quotient
                count += step
            }
        }
        if value.highBits != 0 { return (value, count) }
        var low = UInt64(truncatingIfNeeded: value)
        while count < limit {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { break }
            low = quotient
            count += 1
        }
        return (UInt128(low), count)
    }
}

/// How a number is shortened to a scale.
///
/// - Source: DMN 1.5, §10.3.4.5.
public enum RoundingMode: Sendable, Hashable, CaseIterable {
    /// To the nearest; of two as near, to the even one.
    case halfEven
    /// To the nearest; of two as near, away from zero.
    case halfUp
    /// To the nearest; of two as near, towards zero.
    case halfDown
    /// Away from zero.
    case up
    /// Towards zero.
    case down
    /// Towards negative infinity.
    case floor
    /// Towards positive infinity.
    case ceiling
}

/// Rounding of an integer by dropping its last decimal digits.
enum Rounding {
    static func halfEven(_ value: UInt128, dropping count: Int, sticky: Bool) -> UInt128 {
        dropping(count, of: value, isNegative: false, mode: .halfEven, sticky: sticky)
    }

    /// - Parameters:
    ///   - count: 1 or more.
    ///   - sticky: The exact value lies a little further from zero.
    static func dropping(
        _ count: Int, of value: UInt128, isNegative: Bool, mode: RoundingMode, sticky: Bool = false
    ) -> UInt128 {
        var quotient: UInt128 = 0
        var remainder = value
        // -1, 0, 1: what is dropped is below, at or above half a unit.
        var half = -1
        if count < PowersOfTen.count {
            let divisor = PowersOfTen[count]
            (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
            let middle = divisor / 2
            half = remainder < middle ? -1 : remainder > middle || sticky ? 1 : 0
        }
        guard remainder != 0 || sticky else { return quotient }
        let up =
            switch mode {
            case .halfEven: half > 0 || half == 0 && quotient % 2 == 1
            case .halfUp: half >= 0
            case .halfDown: half > 0
            case .up: true
            case .down: false
            case .floor: isNegative
            case .ceiling: !isNegative
            }
        return up ? quotient + 1 : quotient
    }
}
