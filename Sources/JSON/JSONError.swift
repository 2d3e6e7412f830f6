/// Why a text is not the JSON that was asked for, and where.
public struct JSONError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        case byteOrderMark
        case invalidUTF8
        case unexpectedEnd
        /// A byte that cannot stand here; `wanted` names what could.
        case unexpected(wanted: Wanted)
        case textAfterValue
        case malformedNumber
        case controlCharacterInString
        case unknownEscape
        case malformedUnicodeEscape
        case loneSurrogate
        case duplicateName(String)
    }

    public enum Wanted: Hashable, Sendable {
        case value, name, colon, commaOrBracket, commaOrBrace
    }

    /// Offset of the offending byte in the text, 0 being the first.
    public var offset: Int
    public var reason: Reason

    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// The reason for an English reader: lower case, no full stop.
    public var en: String {
        switch reason {
        case .tooLarge(let limit): "the text is larger than \(limit) bytes"
        case .tooDeep(let limit): "values are nested deeper than \(limit) levels"
        case .byteOrderMark: "a byte order mark stands before the value"
        case .invalidUTF8: "this is not UTF-8"
        case .unexpectedEnd: "the text ends in the middle of a value"
        case .unexpected(.value): "a value is expected here"
        case .unexpected(.name): "a member name between quotes is expected here"
        case .unexpected(.colon): "':' is expected here"
        case .unexpected(.commaOrBracket): "',' or ']' is expected here"
        case .unexpected(.commaOrBrace): "',' or '}' is expected here"
        case .textAfterValue: "there is text after the value"
        case .malformedNumber: "this is not a JSON number"
        case .controlCharacterInString: "a control character stands unescaped in a string"
        case .unknownEscape: "this escape does not exist in JSON"
        case .malformedUnicodeEscape: "'\\u' wants four hexadecimal digits"
        case .loneSurrogate: "this escape is half of a surrogate pair"
        case .duplicateName(let name): "the member '\(name)' is given twice"
        }
    }

    /// The reason for a French reader: lower case, no full stop.
    public var fr: String {
        switch reason {
        case .tooLarge(let limit): "le texte dépasse \(limit) octets"
        case .tooDeep(let limit): "les valeurs sont imbriquées sur plus de \(limit) niveaux"
        case .byteOrderMark: "une marque d'ordre des octets précède la valeur"
        case .invalidUTF8: "ce n'est pas de l'UTF-8"
        case .unexpectedEnd: "le texte s'arrête au milieu d'une valeur"
        case .unexpected(.value): "une valeur est attendue ici"
        case .unexpected(.name): "un nom de membre entre guillemets est attendu ici"
        case .unexpected(.colon): "« : » est attendu ici"
        case .unexpected(.commaOrBracket): "« , » ou « ] » est attendu ici"
        case .unexpected(.commaOrBrace): "« , » ou « } » est attendu ici"
        case .textAfterValue: "il y a du texte après la valeur"
        case .malformedNumber: "ce n'est pas un nombre JSON"
        case .controlCharacterInString: "une chaîne contient un caractère de contrôle non échappé"
        case .unknownEscape: "cet échappement n'existe pas en JSON"
        case .malformedUnicodeEscape: "« \\u » demande quatre chiffres hexadécimaux"
        case .loneSurrogate: "cet échappement est la moitié d'une paire de substitution"
        case .duplicateName(let name): "le membre « \(name) » est donné deux fois"
        }
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(en)" }
}

/// How much JSON is accepted.
public struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects inside one another, 1...512.
    public var depth: Int
    /// Bytes of the whole text.
    public var size: Int

    /// - Parameters:
    ///   - depth: Levels of nesting; read as the nearest value in 1...512, since reading recurses.
    ///   - size: Bytes of the whole text.
    public init(depth: Int = 64, size: Int = 16 << 20) {
        self.depth = min(max(depth, 1), 512)
        self.size = size
    }
}
