import Diagnostics

/// The value of a string literal.
///
/// - Source: DMN 1.5, §10.3.1.2, grammar rules 35 and 64: `\" \' \\ \n \r \t`, `\uXXXX` (UTF-16, so
///   a character beyond U+FFFF may be two of them) and `\UXXXXXX`. Another escape stands for
///   itself, its backslash included, so that `"\d"` is a regular expression.
extension Parser {
    /// - Parameters:
    ///   - span: The literal, its quotes included; the closing one may be missing.
    ///   - quote: Offset of the opening quote.
    mutating func unescaped(_ span: Span, quotesFrom quote: Int) -> String {
        let bytes = lexer.bytes
        var result: [UInt8] = []
        var offset = quote + 1
        while offset < span.end {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\"), offset + 1 < span.end else {
                result.append(byte)
                offset += 1
                continue
            }
            let escape = escape(at: offset, before: span.end)
            if let scalar = escape.scalar {
                result.append(contentsOf: String(scalar).utf8)
            } else {
                result.append(contentsOf: bytes[offset..<(offset + escape.length)])
            }
            offset += escape.length
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The escape at a backslash; no scalar when it stands for itself.
    private mutating func escape(at offset: Int, before end: Int) -> (scalar: UnicodeScalar?, length: Int) {
        switch lexer.bytes[offset + 1] {
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "'"): return ("'", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"): return codeUnits(at: offset, before: end)
        case UInt8(ascii: "U"):
            guard let value = hexadecimal(6, at: offset + 2, before: end) else { return (nil, 2) }
            guard let scalar = UnicodeScalar(value) else { return flawed(offset, 8) }
            return (scalar, 8)
        default:
            return (nil, 2)
        }
    }

    private mutating func codeUnits(at offset: Int, before end: Int) -> (scalar: UnicodeScalar?, length: Int) {
        guard let first = hexadecimal(4, at: offset + 2, before: end) else { return (nil, 2) }
        if let scalar = UnicodeScalar(first) { return (scalar, 6) }
        guard first < 0xDC00, offset + 7 < end, lexer.bytes[offset + 6] == UInt8(ascii: "\\"),
            lexer.bytes[offset + 7] == UInt8(ascii: "u"),
            let second = hexadecimal(4, at: offset + 8, before: end), 0xDC00...0xDFFF ~= second,
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { return flawed(offset, 6) }
        return (scalar, 12)
    }

    private mutating func flawed(_ offset: Int, _ length: Int) -> (scalar: UnicodeScalar?, length: Int) {
        let span = Span(offset, offset + length)
        report(.notACharacter(spelled(span)), at: span)
        return ("\u{FFFD}", length)
    }

    private func hexadecimal(_ count: Int, at offset: Int, before end: Int) -> UInt32? {
        guard offset + count <= end else { return nil }
        var value: UInt32 = 0
        for byte in lexer.bytes[offset..<(offset + count)] {
            guard let digit = digit(byte) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }
}
