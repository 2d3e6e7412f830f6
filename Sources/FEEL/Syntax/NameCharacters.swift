/// Which characters make names, and how a name is cut into pieces.
///
/// A piece is a word, a run of digits, or one other character; white space only separates pieces.
/// So `Full  Name` and `Full Name` are one name, and `a+b` can be found in `a + b`.
/// - Source: DMN 1.5, §10.3.1.2, grammar rules 27 to 32 and 61.
enum NameCharacters {
    /// The code point at an offset; a byte that is not UTF-8 counts as U+FFFD.
    static func scalar(in bytes: [UInt8], at offset: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[offset])
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        if length == 1 { return (first, 1) }
        guard first >= 0xC0, offset + length <= bytes.count else { return (0xFFFD, 1) }
        var value = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for byte in bytes[(offset + 1)..<(offset + length)] {
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }

    /// Rule 28; `?` is left out: it is the value under test.
    static func isStart(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar == 0x5F || (0x61...0x7A).contains(scalar | 0x20) }
        return switch scalar {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
            0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
            0x10000...0xEFFFF:
            !isSpace(scalar)
        default:
            false
        }
    }

    /// Rule 29.
    static func isPart(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isStart(scalar)
        }
    }

    /// Rules 61 and 62: white space, and the byte order mark.
    static func isSpace(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar == 0x20 || (0x09...0x0D).contains(scalar) }
        return switch scalar {
        case 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
            0xFEFF:
            true
        default: false
        }
    }

    static func spaceLength(in bytes: [UInt8], at offset: Int) -> Int {
        let scalar = scalar(in: bytes, at: offset)
        return isSpace(scalar.value) ? scalar.length : 0
    }

    static func wordEnd(in bytes: [UInt8], from offset: Int) -> Int {
        var end = offset
        while end < bytes.count {
            if bytes[end] < 0x80 {
                guard isPart(UInt32(bytes[end])) else { break }
                end += 1
                continue
            }
            let scalar = scalar(in: bytes, at: end)
            guard isPart(scalar.value) else { break }
            end += scalar.length
        }
        return end
    }

    /// The next piece at or after an offset, nil at the end of the text.
    static func piece(in bytes: [UInt8], from offset: Int) -> Piece? {
        var start = offset
        while start < bytes.count {
            let length = spaceLength(in: bytes, at: start)
            if length == 0 { break }
            start += length
        }
        guard start < bytes.count else { return nil }
        let scalar = scalar(in: bytes, at: start)
        if isStart(scalar.value) { return Piece(kind: .word, start: start, end: wordEnd(in: bytes, from: start)) }
        var end = start
        while end < bytes.count, bytes[end] >= 0x30, bytes[end] <= 0x39 { end += 1 }
        if end > start { return Piece(kind: .digits, start: start, end: end) }
        return Piece(kind: .symbol, start: start, end: start + scalar.length)
    }

    struct Piece {
        enum Kind { case word, digits, symbol }
        var kind: Kind
        var start: Int
        var end: Int
    }

    /// A name with each run of white space made one space, none at the ends.
    static func normalized(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            let scalar = scalar(in: bytes, at: offset)
            if isSpace(scalar.value) {
                if let last = result.last, last != 0x20 { result.append(0x20) }
            } else {
                result.append(contentsOf: bytes[offset..<(offset + scalar.length)])
            }
            offset += scalar.length
        }
        if result.last == 0x20 { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a key can be written without quotes.
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, isStart(scalar(in: bytes, at: 0).value), normalized(bytes) == text else { return false }
        var offset = 0
        var pieces = 0
        while let piece = piece(in: bytes, from: offset) {
            if piece.kind == .symbol, !"./-'+*".utf8.contains(bytes[piece.start]) { return false }
            offset = piece.end
            pieces += 1
        }
        return pieces <= NameTrie.longestName
    }
}
