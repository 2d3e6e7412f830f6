import Diagnostics

/// Reads one token after another from the bytes of an expression.
///
/// **Invariant:** every token's span is inside the text, and a token that is not ``Token/Kind/end``
/// is at least one byte long: reading always ends. What is wrong inside a token is kept in
/// ``Token/flaw``, for the parser to report if it uses the token.
/// - Source: DMN 1.5, §10.3.1.2, grammar rules 27 to 41 and 61 to 63.
struct Lexer {
    let bytes: [UInt8]
    /// Offset of the first byte not read yet.
    var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next token, after white space and comments.
    mutating func next() -> Token {
        let flaw = skipSpace()
        var token = scan()
        if let flaw { token.flaw = flaw }
        return token
    }

    private mutating func scan() -> Token {
        let start = offset
        guard let byte = byte(at: offset) else { return Token(.end, Span(offset, offset)) }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number()
        case UInt8(ascii: ".") where isDigit(offset + 1):
            return number()
        case UInt8(ascii: "\""):
            return string(.string, from: start)
        case UInt8(ascii: "@") where self.byte(at: offset + 1) == UInt8(ascii: "\""):
            offset += 1
            return string(.temporal, from: start)
        default:
            break
        }
        if let symbol = symbol() { return Token(.symbol(symbol), Span(start, offset)) }
        let scalar = NameCharacters.scalar(in: bytes, at: offset)
        if NameCharacters.isStart(scalar.value) {
            offset = NameCharacters.wordEnd(in: bytes, from: offset)
            return Token(.word, Span(start, offset))
        }
        offset += scalar.length
        var token = Token(.unreadable, Span(start, offset))
        token.flaw = Flaw(.unexpectedCharacter, token.span)
        return token
    }

    // MARK: White space and comments

    /// - Returns: A comment without an end, if there is one.
    private mutating func skipSpace() -> Flaw? {
        while let byte = byte(at: offset) {
            if byte == UInt8(ascii: "/"), self.byte(at: offset + 1) == UInt8(ascii: "/") {
                while let byte = self.byte(at: offset), byte != 0x0A, byte != 0x0D { offset += 1 }
            } else if byte == UInt8(ascii: "/"), self.byte(at: offset + 1) == UInt8(ascii: "*") {
                let start = offset
                offset += 2
                while offset < bytes.count, !(bytes[offset] == 0x2A && self.byte(at: offset + 1) == 0x2F) {
                    offset += 1
                }
                if offset >= bytes.count { return Flaw(.unclosedComment, Span(start, start + 2)) }
                offset += 2
            } else {
                let length = NameCharacters.spaceLength(in: bytes, at: offset)
                if length == 0 { return nil }
                offset += length
            }
        }
        return nil
    }

    // MARK: Numbers

    private mutating func number() -> Token {
        let start = offset
        skipDigits()
        if byte(at: offset) == UInt8(ascii: "."), isDigit(offset + 1) {
            offset += 1
            skipDigits()
        }
        if let mark = byte(at: offset), mark | 0x20 == UInt8(ascii: "e") {
            var exponent = offset + 1
            if let sign = byte(at: exponent), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { exponent += 1 }
            if isDigit(exponent) {
                offset = exponent
                skipDigits()
            }
        }
        return Token(.number, Span(start, offset))
    }

    private mutating func skipDigits() {
        while isDigit(offset) { offset += 1 }
    }

    private func isDigit(_ offset: Int) -> Bool {
        guard let byte = byte(at: offset) else { return false }
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    // MARK: Strings

    /// A string ends at its quote, or unfinished at the end of its line.
    private mutating func string(_ kind: Token.Kind, from start: Int) -> Token {
        offset += 1
        while let byte = byte(at: offset) {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return Token(kind, Span(start, offset))
            case UInt8(ascii: "\\") where self.byte(at: offset + 1) != nil && !isLineEnd(self.byte(at: offset + 1)):
                offset += 2
            case 0x0A, 0x0D:
                return unfinished(kind, from: start)
            default:
                offset += 1
            }
        }
        return unfinished(kind, from: start)
    }

    private func isLineEnd(_ byte: UInt8?) -> Bool { byte == 0x0A || byte == 0x0D }

    private func unfinished(_ kind: Token.Kind, from start: Int) -> Token {
        var token = Token(kind, Span(start, offset))
        token.flaw = Flaw(.unclosedString, Span(start, start + (kind == .temporal ? 2 : 1)))
        return token
    }

    // MARK: Symbols

    private mutating func symbol() -> Symbol? {
        if let second = byte(at: offset + 1), let symbol = Symbol(bytes[offset], second) {
            offset += 2
            return symbol
        }
        guard let symbol = Symbol(bytes[offset]) else { return nil }
        offset += 1
        return symbol
    }

    func byte(at offset: Int) -> UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }
}

/// A piece of an expression's text.
struct Token {
    enum Kind: Hashable {
        case end, number, string, temporal
        /// A run of name characters that starts with one that may begin a name.
        case word
        case symbol(Symbol)
        /// A character that no token begins with.
        case unreadable
    }

    var kind: Kind
    var span: Span
    var flaw: Flaw?

    init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

/// What is wrong inside a token.
struct Flaw {
    enum Kind {
        case unclosedString, unclosedComment, unexpectedCharacter
    }

    var kind: Kind
    var span: Span

    init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

enum Symbol: String, Hashable {
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case colon = ":"
    case dot = "."
    case ellipsis = ".."
    case question = "?"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case power = "**"
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// Operators of other languages, read so that the message can give ours.
    case doubleEqual = "=="
    case doubleAmpersand = "&&"
    case doubleBar = "||"

    init?(_ first: UInt8, _ second: UInt8) {
        switch (first, second) {
        case (0x2E, 0x2E): self = .ellipsis
        case (0x2A, 0x2A): self = .power
        case (0x21, 0x3D): self = .notEqual
        case (0x3C, 0x3D): self = .lessOrEqual
        case (0x3E, 0x3D): self = .greaterOrEqual
        case (0x3D, 0x3D): self = .doubleEqual
        case (0x26, 0x26): self = .doubleAmpersand
        case (0x7C, 0x7C): self = .doubleBar
        default: return nil
        }
    }

    init?(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("): self = .leftParenthesis
        case UInt8(ascii: ")"): self = .rightParenthesis
        case UInt8(ascii: "["): self = .leftBracket
        case UInt8(ascii: "]"): self = .rightBracket
        case UInt8(ascii: "{"): self = .leftBrace
        case UInt8(ascii: "}"): self = .rightBrace
        case UInt8(ascii: ","): self = .comma
        case UInt8(ascii: ":"): self = .colon
        case UInt8(ascii: "."): self = .dot
        case UInt8(ascii: "?"): self = .question
        case UInt8(ascii: "+"): self = .plus
        case UInt8(ascii: "-"): self = .minus
        case UInt8(ascii: "*"): self = .star
        case UInt8(ascii: "/"): self = .slash
        case UInt8(ascii: "="): self = .equal
        case UInt8(ascii: "<"): self = .less
        case UInt8(ascii: ">"): self = .greater
        default: return nil
        }
    }

    /// Whether it ends what another symbol opened.
    var isCloser: Bool {
        self == .rightParenthesis || self == .rightBracket || self == .rightBrace
    }

    var isOpener: Bool {
        self == .leftParenthesis || self == .leftBracket || self == .leftBrace
    }
}
