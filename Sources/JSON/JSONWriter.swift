extension JSONValue {
    /// The value as JSON text, members in the order they have.
    ///
    /// - Parameter pretty: Two spaces a level, one item a line, `[]` and `{}` when empty; no line
    ///   end after the value. Otherwise no white space at all.
    public func serialized(pretty: Bool = false) -> String {
        var bytes: [UInt8] = []
        if pretty {
            writePretty(into: &bytes, level: 0)
        } else {
            write(into: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the value as compact JSON in UTF-8.
    ///
    /// Only quotes, backslashes and control characters are escaped. A number is written as its
    /// text stands: it is for whoever made the value to have put a number there.
    public func write(into output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(true): output.append(contentsOf: "true".utf8)
        case .bool(false): output.append(contentsOf: "false".utf8)
        case .number(let text): output.append(contentsOf: text.utf8)
        case .string(let text): Self.write(string: text, into: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                item.write(into: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(string: member.name, into: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(into: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private func writePretty(into output: inout [UInt8], level: Int) {
        switch self {
        case .array(let items) where !items.isEmpty:
            output.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.newLine(level + 1, into: &output)
                item.writePretty(into: &output, level: level + 1)
            }
            Self.newLine(level, into: &output)
            output.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                Self.newLine(level + 1, into: &output)
                Self.write(string: member.name, into: &output)
                output.append(contentsOf: ": ".utf8)
                member.value.writePretty(into: &output, level: level + 1)
            }
            Self.newLine(level, into: &output)
            output.append(UInt8(ascii: "}"))
        default: write(into: &output)
        }
    }

    private static func newLine(_ level: Int, into output: inout [UInt8]) {
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }

    /// Appends a text between quotes, escaped.
    public static func write(string text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            // Runs that need no escape are appended whole.
            var runStart = 0
            for index in 0..<bytes.count {
                let byte = bytes[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
                runStart = index + 1
                output.append(UInt8(ascii: "\\"))
                switch byte {
                case 0x08: output.append(UInt8(ascii: "b"))
                case 0x09: output.append(UInt8(ascii: "t"))
                case 0x0A: output.append(UInt8(ascii: "n"))
                case 0x0C: output.append(UInt8(ascii: "f"))
                case 0x0D: output.append(UInt8(ascii: "r"))
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
                default:
                    output.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
                    let digit = byte & 0x0F
                    output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
        }
        output.append(UInt8(ascii: "\""))
    }
}
