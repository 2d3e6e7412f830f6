import BigInt

/// Powers, roots, exponential and logarithm, correct to the unit of the 34th digit.
///
/// They work on integers much longer than 34 digits and round once at the end, so an exact result
/// comes out exact.
extension Number {
    /// - Returns: `nil` for a zero base with an exponent below zero, for a negative base with an
    ///   exponent that is no integer, and for a result of 10^6145 or more. `0 ** 0` is 1.
    public func power(_ other: Number) -> Number? {
        if other.isZero { return .one }
        if isZero { return other.isNegative ? nil : .zero }
        if self == .one { return .one }
        if let count = other.asInt { return integerPower(count) }
        if isNegative {
            guard other.isInteger, let result = magnitude.realPower(other) else { return nil }
            let isOdd = other.modulo(Number(2)) == .one
            return isOdd ? result.negated : result
        }
        return realPower(other)
    }

    /// By squaring, keeping 90 digits: exact whenever the result has no more.
    private func integerPower(_ count: Int) -> Number? {
        let isOdd = count % 2 != 0
        guard let raised = Long(BigInt(coefficient), Int(exponent)).raised(count.magnitude) else {
            // Off every scale: towards zero when base and exponent pull that way.
            return (adjustedExponent < 0) == (count > 0) ? .zero : nil
        }
        let result = count < 0 ? raised.reciprocal : raised.number
        return isNegative && isOdd ? result?.negated : result
    }

    private func realPower(_ other: Number) -> Number? {
        // The logarithm is multiplied by up to 10^34 before the exponential is taken.
        let product = FixedPoint.logarithm(self) * BigInt(other.coefficient)
        let scaled =
            other.exponent >= 0
            ? other.adjustedExponent > 60 ? nil : product * BigInt(10).power(Int(other.exponent))
            : product / BigInt(10).power(min(Int(-other.exponent), 400))
        guard let scaled else { return (self > .one) == !other.isNegative ? nil : .zero }
        return FixedPoint.exponential(other.isNegative ? -scaled : scaled)?.normalized
    }

    /// - Returns: `nil` for a number below zero.
    public var squareRoot: Number? {
        if isNegative { return nil }
        if isZero { return .zero }
        // An even exponent and 70 digits or so: the root has 35.
        let shift = 70 - PowersOfTen.digits(coefficient)
        let places = (Int(exponent) - shift) & 1 == 0 ? shift : shift + 1
        let radicand = BigUInt(coefficient) * BigUInt(10).power(places)
        let root = radicand.squareRoot()
        let isExact = root * root == radicand
        let result = Number.rounding(BigInt(root), (Int(exponent) - places) / 2, sticky: !isExact)
        return isExact ? result?.normalized : result
    }

    /// `e` to this power; `nil` when it is 10^6145 or more.
    public var exponential: Number? {
        if isZero { return .one }
        if adjustedExponent > 5 { return isNegative ? .zero : nil }
        if adjustedExponent < -40 { return .one }
        return FixedPoint.exponential(FixedPoint.value(self))
    }

    /// `nil` for zero and below.
    public var naturalLogarithm: Number? {
        if isNegative || isZero { return nil }
        if self == .one { return .zero }
        return FixedPoint.number(FixedPoint.logarithm(self))
    }
}

/// An integer and a power of ten, kept to 90 digits; always above zero.
private struct Long {
    var value: BigInt
    var exponent: Int

    init(_ value: BigInt, _ exponent: Int) {
        self.value = value
        self.exponent = exponent
    }

    var digits: Int {
        // At most one too many.
        ((value.magnitude.bitWidth * 1233) >> 12) + 1
    }

    func times(_ other: Long) -> Long {
        var product = Long(value * other.value, exponent + other.exponent)
        let excess = product.digits - 90
        if excess > 0 {
            product.value /= BigInt(10).power(excess)
            product.exponent += excess
        }
        return product
    }

    var number: Number? { Number.rounding(value, exponent) }

    var reciprocal: Number? {
        let places = digits + 90
        let (quotient, remainder) = BigInt(10).power(places).quotientAndRemainder(dividingBy: value)
        let number = Number.rounding(quotient, -places - exponent, sticky: !remainder.isZero)
        return remainder.isZero ? number?.normalized : number
    }

    /// `nil` when the exponent leaves all sense.
    func raised(_ count: UInt) -> Long? {
        var result = Long(1, 0)
        var square = self
        var left = count
        while true {
            if left & 1 == 1 { result = result.times(square) }
            left >>= 1
            if left == 0 { return result }
            square = square.times(square)
            if abs(square.exponent) > 100_000 { return nil }
        }
    }
}

/// Real numbers as integers over 2^400.
private enum FixedPoint {
    static let bits = 400
    static let one = BigInt(1) << bits
    static let logarithmOfTwo = twiceAreaTangent(one / 3)
    /// ln 10 = 3 ln 2 + ln 1.25.
    static let logarithmOfTen = 3 * logarithmOfTwo + twiceAreaTangent(one / 9)

    static func value(_ number: Number) -> BigInt {
        let magnitude = BigInt(number.coefficient)
        let scaled =
            number.exponent >= 0
            ? (magnitude * BigInt(10).power(Int(number.exponent))) << bits
            : (magnitude << bits) / BigInt(10).power(Int(-number.exponent))
        return number.isNegative ? -scaled : scaled
    }

    /// Rounded to 34 digits.
    static func number(_ value: BigInt) -> Number? {
        let digits = 120
        let scaled = value.magnitude * BigUInt(10).power(digits)
        let result = BigInt(scaled >> bits)
        return Number.rounding(value.sign == .minus ? -result : result, -digits)
    }

    /// `2 atanh(z) = ln((1 + z) / (1 - z))`, for `|z| <= 1/3`.
    static func twiceAreaTangent(_ z: BigInt) -> BigInt {
        let square = (z * z) >> bits
        var power = z
        var sum = z
        var divisor = 3
        while power.magnitude > 1 {
            power = (power * square) >> bits
            sum += power / BigInt(divisor)
            divisor += 2
        }
        return 2 * sum
    }

    /// - Precondition: `number` is above zero.
    static func logarithm(_ number: Number) -> BigInt {
        // number = fraction × 2^twos × 10^tens, with the fraction in 2/3...4/3.
        let digits = PowersOfTen.digits(number.coefficient)
        let tens = Int(number.exponent) + digits - 1
        var fraction = (BigInt(number.coefficient) << bits) / BigInt(10).power(digits - 1)
        var twos = 0
        // Just below one, start from the other side so that nothing cancels.
        var adjustedTens = tens
        if fraction > 8 * one {
            fraction /= 10
            adjustedTens += 1
        }
        while fraction > (4 * one) / 3 {
            fraction >>= 1
            twos += 1
        }
        let z = ((fraction - one) << bits) / (fraction + one)
        return twiceAreaTangent(z) + BigInt(twos) * logarithmOfTwo + BigInt(adjustedTens) * logarithmOfTen
    }

    /// `nil` when the result is 10^6145 or more; zero when it is too small for a number.
    static func exponential(_ value: BigInt) -> Number? {
        let (quotient, _) = value.quotientAndRemainder(dividingBy: logarithmOfTen)
        if quotient.magnitude > 7000 { return value.sign == .minus ? .zero : nil }
        let tens = Int(quotient)
        let rest = value - quotient * logarithmOfTen
        // exp(rest) = exp(rest / 2^8)^(2^8)
        let small = rest >> 8
        var term = one
        var sum = one
        var count = 1
        while true {
            term = ((term * small) >> bits) / BigInt(count)
            if term.magnitude <= 1 { break }
            sum += term
            count += 1
        }
        for _ in 0..<8 { sum = (sum * sum) >> bits }
        let digits = 100
        let scaled = (sum * BigInt(10).power(digits)) >> bits
        return Number.rounding(scaled, tens - digits)
    }
}
