import Diagnostics

/// Functions of texts. Characters are code points.
///
/// - Source: DMN 1.5, §10.3.4.3.
extension Builtins {
    static let strings: [Builtin] = [
        Builtin("string length", "string") { call throws(BuiltinFailure) in
            .number(try call.string(0).unicodeScalars.count)
        },
        Builtin("upper case", "string") { call throws(BuiltinFailure) in
            .string(try call.string(0).uppercased())
        },
        Builtin("lower case", "string") { call throws(BuiltinFailure) in
            .string(try call.string(0).lowercased())
        },
        Builtin("substring", "string", "start position", "length?") { call throws(BuiltinFailure) in
            let text = Array(try call.string(0).unicodeScalars)
            let part = try call.part(of: text.count)
            return .string(String(String.UnicodeScalarView(text[part])))
        },
        Builtin("substring before", "string", "match") { call throws(BuiltinFailure) in
            let text = Array(try call.string(0).utf8)
            let match = Array(try call.string(1).utf8)
            guard let place = place(of: match, in: text) else { return .string("") }
            return .string(String(decoding: text[..<place], as: UTF8.self))
        },
        Builtin("substring after", "string", "match") { call throws(BuiltinFailure) in
            let text = Array(try call.string(0).utf8)
            let match = Array(try call.string(1).utf8)
            guard let place = place(of: match, in: text) else { return .string("") }
            return .string(String(decoding: text[(place + match.count)...], as: UTF8.self))
        },
        Builtin("contains", "string", "match") { call throws(BuiltinFailure) in
            let text = Array(try call.string(0).utf8)
            return .boolean(place(of: Array(try call.string(1).utf8), in: text) != nil)
        },
        Builtin("starts with", "string", "match") { call throws(BuiltinFailure) in
            .boolean(try call.string(0).utf8.starts(with: try call.string(1).utf8))
        },
        Builtin("ends with", "string", "match") { call throws(BuiltinFailure) in
            .boolean(try call.string(0).utf8.reversed().starts(with: try call.string(1).utf8.reversed()))
        },
        Builtin("string join", "list", "delimiter?") { call throws(BuiltinFailure) in
            let items = try call.list(0)
            let delimiter = try call.optionalString(1) ?? ""
            var parts: [String] = []
            for item in items {
                switch item {
                case .string(let text):
                    try call.spend(bytes: text.utf8.count + delimiter.utf8.count)
                    parts.append(text)
                case .null: continue
                default: throw call.wrongItem(item, "string")
                }
            }
            return .string(parts.joined(separator: delimiter))
        },
    ]

    /// UTF-8 is searched byte by byte: code points match exactly where their bytes do.
    ///
    /// By Knuth, Morris and Pratt: no text takes longer than its length and the match's.
    private static func place(of match: [UInt8], in text: [UInt8]) -> Int? {
        guard let first = match.first else { return 0 }
        guard match.count <= text.count else { return nil }
        if match.count == 1 { return text.firstIndex(of: first) }
        // For each start of the match, how much of its end is a start of it too.
        var borders = [Int](repeating: 0, count: match.count)
        var length = 0
        for index in 1..<match.count {
            while length > 0, match[index] != match[length] { length = borders[length - 1] }
            if match[index] == match[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in text.indices {
            while length > 0, text[index] != match[length] { length = borders[length - 1] }
            if text[index] == match[length] { length += 1 }
            if length == match.count { return index + 1 - length }
        }
        return nil
    }
}

extension BuiltinCall {
    /// The range that arguments 1 (a position from one, or from the end when negative) and 2 (a length)
    /// cut out of `count` places.
    ///
    /// - Throws: When it goes beyond them: DMN 1.5, table 74, gives the domain.
    func part(of count: Int) throws(BuiltinFailure) -> Range<Int> {
        let start = try place(1, in: count)
        if isAbsent(2) { return start..<count }
        let length = try integer(2)
        guard length >= 1, length <= count - start else {
            throw outOfRange(2, fr: "hors de [1..\(count - start)]", en: "outside [1..\(count - start)]")
        }
        return start..<(start + length)
    }

    /// An argument that is a position from one, or from the end when negative, as an index.
    func place(_ index: Int, in count: Int) throws(BuiltinFailure) -> Int {
        let position = try integer(index)
        guard position != 0, position.magnitude <= count else {
            throw outOfRange(
                index, fr: "hors des \(count) positions", en: "outside the \(count) positions")
        }
        return position > 0 ? position - 1 : count + position
    }
}
