import Diagnostics

/// What a text must be before libyaml sees it: UTF-8, of a bearable size, made of characters that a
/// person can see. Checked here, because libyaml says less precisely where it is not.
enum TextCheck {
    static func refusal(of source: SourceText, limits: YAMLLimits) -> Diagnostic? {
        let bytes = source.bytes
        func place(_ start: Int, _ count: Int) -> Location {
            Location(source, Span(start, min(start + count, bytes.count)))
        }
        if bytes.count > limits.size {
            return YAMLMessages.tooLarge(bytes.count, limit: limits.size, place(0, 0))
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return YAMLMessages.notUTF8Mark(place(0, 2))
        }
        if let offset = source.firstInvalidUTF8 {
            return YAMLMessages.invalidUTF8(bytes[offset], place(offset, 1))
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 {
                if byte != 0x09, byte != 0x0A, byte != 0x0D {
                    return YAMLMessages.controlCharacter(UInt32(byte), place(index, 1))
                }
            } else if byte == 0x7F {
                return YAMLMessages.controlCharacter(0x7F, place(index, 1))
            } else if byte == 0xC2, bytes[index + 1] < 0xA0 {
                return YAMLMessages.controlCharacter(UInt32(bytes[index + 1]), place(index, 2))
            } else if byte == 0xE2, bytes[index + 1] == 0x80, bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 {
                // YAML 1.1 and 1.2 disagree on whether these end a line.
                return YAMLMessages.controlCharacter(0x2000 + UInt32(bytes[index + 2] & 0x3F), place(index, 3))
            } else if byte == 0xEF, index > 0, bytes[index + 1] == 0xBB, bytes[index + 2] == 0xBF {
                return YAMLMessages.controlCharacter(0xFEFF, place(index, 3))
            } else if byte == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE {
                return YAMLMessages.controlCharacter(0xFFC0 + UInt32(bytes[index + 2] & 0x3F), place(index, 3))
            }
            index += 1
        }
        return nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    static func isBlankOrBreak(_ byte: UInt8) -> Bool { isBlank(byte) || isBreak(byte) }
}
