/// Strict RFC 8259: no comment, no trailing comma, no `NaN`, no name given twice.
///
/// **Invariant:** the bytes are checked to be UTF-8 before anything else, so that every string
/// afterwards is decoded without repair.

extension JSONValue {
    /// Reads one JSON value, white space around it allowed.
    ///
    /// Two names of an object that differ only by Unicode normalisation count as the same name,
    /// because looking one up would find the other.
    ///
    /// - Throws: The first fault met, with its byte offset.
    /// - Complexity: O(*n*) in the number of bytes.
    /// - Source: RFC 8259.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.size else {
            throw JSONError(offset: limits.size, reason: .tooLarge(limit: limits.size))
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONError(offset: 0, reason: .byteOrderMark) }
        if let offset = firstInvalidUTF8(bytes) { throw JSONError(offset: offset, reason: .invalidUTF8) }
        var parser = JSONParser(bytes: bytes, maximumDepth: limits.depth)
        return try parser.document()
    }

    /// Reads one JSON value from a text; offsets in errors count its UTF-8 bytes.
    public static func parse(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }
}

/// Offset of the first byte that does not belong to well-formed UTF-8, if any.
///
/// - Source: The Unicode Standard, table 3-7, Well-Formed UTF-8 Byte Sequences.
package func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    var index = 0
    let count = bytes.count
    while index < count {
        let lead = bytes[index]
        if lead < 0x80 {
            index += 1
            continue
        }
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            low = 0xA0
        case 0xED:
            length = 3
            high = 0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            low = 0x90
        case 0xF1...0xF3: length = 4
        case 0xF4:
            length = 4
            high = 0x8F
        default: return index
        }
        guard index + length <= count, bytes[index + 1] >= low, bytes[index + 1] <= high else { return index }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return index }
        index += length
    }
    return nil
}

private struct JSONParser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var index = 0
    var depth = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let result = try value()
        skipSpace()
        if index < bytes.count { throw fault(.textAfterValue) }
        return result
    }

    private func fault(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(offset: offset ?? index, reason: reason)
    }

    private func missing(_ wanted: JSONError.Wanted) -> JSONError {
        fault(index < bytes.count ? .unexpected(wanted: wanted) : .unexpectedEnd)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard index < bytes.count else { throw fault(.unexpectedEnd) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw missing(.value)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let start = index
        for offset in 0..<word.utf8CodeUnitCount {
            guard index < bytes.count else { throw fault(.unexpectedEnd) }
            guard bytes[index] == word.utf8Start[offset] else {
                throw fault(.unexpected(wanted: .value), at: start)
            }
            index += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = index
        guard let end = JSONValue.numberTokenEnd(bytes, from: index) else {
            throw fault(.malformedNumber, at: start)
        }
        index = end
        return .number(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        if depth > maximumDepth { throw fault(.tooDeep(limit: maximumDepth)) }
        index += 1
        skipSpace()
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var items: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw missing(.commaOrBracket) }
            skipSpace()
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [JSONValue.Member] = []
        // Few names are compared one by one; many go through a set.
        var names: Set<String> = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            let nameStart = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw missing(.name) }
            let name = try string()
            let seen: Bool
            if members.count < 12 {
                seen = members.contains { $0.name == name }
            } else {
                if names.isEmpty { for member in members { names.insert(member.name) } }
                seen = !names.insert(name).inserted
            }
            if seen { throw fault(.duplicateName(name), at: nameStart) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw missing(.colon) }
            skipSpace()
            members.append(JSONValue.Member(name, try value()))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw missing(.commaOrBrace) }
            skipSpace()
        }
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw fault(.controlCharacterInString) }
            index += 1
        }
        throw fault(.unexpectedEnd)
    }

    /// The rest of a string whose first escape is at `index`.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return String(decoding: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else if byte < 0x20 {
                throw fault(.controlCharacterInString)
            } else {
                text.append(byte)
                index += 1
            }
        }
        throw fault(.unexpectedEnd)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        guard index < bytes.count else { throw fault(.unexpectedEnd) }
        let kind = bytes[index]
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(from: start)
            if (0xD800..<0xDC00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                    throw fault(.loneSurrogate, at: start)
                }
                let low = try hexadecimal(from: start)
                guard (0xDC00..<0xE000).contains(low) else { throw fault(.loneSurrogate, at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault(.loneSurrogate, at: start) }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw fault(.unknownEscape, at: start)
        }
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw fault(.unexpectedEnd) }
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: throw fault(.malformedUnicodeEscape, at: start)
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}

extension JSONValue {
    /// Whether a text is a JSON number token, as ``JSONValue/number(_:)`` wants it.
    public static func isNumber(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return numberTokenEnd(bytes, from: 0) == bytes.count
    }

    /// Where the number that begins at `start` ends; nil when none does, or when what follows the
    /// number would still belong to one (`01`, `1.`, `1e`).
    static func numberTokenEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        func isDigit(_ index: Int) -> Bool {
            index < bytes.count && bytes[index] >= UInt8(ascii: "0") && bytes[index] <= UInt8(ascii: "9")
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard isDigit(index) else { return nil }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
            if isDigit(index) { return nil }
        } else {
            while isDigit(index) { index += 1 }
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard isDigit(index) else { return nil }
            while isDigit(index) { index += 1 }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard isDigit(index) else { return nil }
            while isDigit(index) { index += 1 }
        }
        return index
    }
}
