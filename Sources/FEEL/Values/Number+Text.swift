/// Reading and writing.
extension Number: CustomStringConvertible {
    /// Reads `12`, `-0.5`, `.5`, `1.2e3`, `1E-7`; a leading `+` is accepted.
    ///
    /// Digits beyond 34 are rounded, half to even.
    /// - Returns: `nil` when the text is anything else, or out of range.
    public init?(_ text: some StringProtocol) {
        var reader = NumberReader()
        for byte in text.utf8 {
            guard reader.take(byte) else { return nil }
        }
        guard let number = reader.finish() else { return nil }
        self = number
    }

    /// Plain digits without trailing zeros (`10`, `0.25`, `-3`); beyond 60 places on either side of
    /// the point, one digit before it and an exponent (`1.5E+70`).
    public var description: String {
        if coefficient == 0 { return "0" }
        let normal = normalized
        let digits = Array(String(normal.coefficient).utf8)
        let exponent = Int(normal.exponent)
        let adjusted = digits.count + exponent - 1
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        switch adjusted {
        case 61..., ...(-61):
            text.append(digits[0])
            if digits.count > 1 { text.append(UInt8(ascii: ".")) }
            text += digits.dropFirst()
            text += Array("E\(adjusted < 0 ? "" : "+")\(adjusted)".utf8)
        case ..<0:
            text += Array("0.".utf8) + repeatElement(UInt8(ascii: "0"), count: -adjusted - 1) + digits
        default:
            let whole = adjusted + 1
            text += digits.prefix(whole)
            text += repeatElement(UInt8(ascii: "0"), count: max(0, whole - digits.count))
            if digits.count > whole {
                text.append(UInt8(ascii: "."))
                text += digits.dropFirst(whole)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The automaton of a numeric literal.
private struct NumberReader {
    private enum Place { case sign, whole, fraction, exponentSign, exponent }

    private var place = Place.sign
    private var isNegative = false
    private var coefficient: UInt128 = 0
    private var significant = 0
    private var sticky = false
    /// Of the coefficient's last digit.
    private var scale = 0
    private var wroteDigit = false
    private var exponent = 0
    private var exponentIsNegative = false
    private var wroteExponent = false
    private var endsOnPoint = false

    mutating func take(_ byte: UInt8) -> Bool {
        switch (byte, place) {
        case (UInt8(ascii: "+"), .sign):
            place = .whole
        case (UInt8(ascii: "-"), .sign):
            isNegative = true
            place = .whole
        case (UInt8(ascii: "+"), .exponentSign):
            place = .exponent
        case (UInt8(ascii: "-"), .exponentSign):
            exponentIsNegative = true
            place = .exponent
        case (UInt8(ascii: "."), .sign), (UInt8(ascii: "."), .whole):
            place = .fraction
            endsOnPoint = true
        case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "E"), .whole),
            (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .fraction):
            guard wroteDigit, !endsOnPoint else { return false }
            place = .exponentSign
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
            digit(byte - UInt8(ascii: "0"))
        default:
            return false
        }
        return true
    }

    private mutating func digit(_ digit: UInt8) {
        endsOnPoint = false
        switch place {
        case .exponent, .exponentSign:
            place = .exponent
            wroteExponent = true
            exponent = min(exponent * 10 + Int(digit), 1_000_000)
        case .sign, .whole, .fraction:
            if place == .sign { place = .whole }
            wroteDigit = true
            if significant < 37 {
                coefficient = coefficient * 10 + UInt128(digit)
                if coefficient != 0 { significant += 1 }
                if place == .fraction { scale -= 1 }
            } else {
                sticky = sticky || digit != 0
                if place == .whole { scale += 1 }
            }
        }
    }

    func finish() -> Number? {
        guard wroteDigit, !endsOnPoint else { return nil }
        if place == .exponentSign || place == .exponent, !wroteExponent { return nil }
        let power = exponentIsNegative ? -exponent : exponent
        return Number.rounding(coefficient, scale + power, isNegative, sticky: sticky)
    }
}
