import Diagnostics

/// How the bytes of a table are letters.
public enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case iso885915 = "iso-8859-15"

    /// The text in UTF-8, under the same name; the same object when it is UTF-8 already.
    ///
    /// Lines and columns stay what they were, since columns count letters; byte offsets do not.
    func decoded(_ source: SourceText) -> SourceText {
        guard self != .utf8 else { return source }
        var text = String.UnicodeScalarView()
        for byte in source.bytes { text.append(scalar(byte)) }
        return SourceText(name: source.name, bytes: Array(String(text).utf8), leftOut: source.leftOut)
    }

    private func scalar(_ byte: UInt8) -> Unicode.Scalar {
        let special =
            switch self {
            case .utf8: nil as UInt32?
            case .windows1252: byte >= 0x80 && byte < 0xA0 ? Self.windowsSpecials[Int(byte - 0x80)] : nil
            case .iso885915: Self.isoSpecials[byte]
            }
        return special.flatMap { Unicode.Scalar($0) } ?? Unicode.Scalar(byte)
    }

    /// Bytes 0x80 to 0x9F; those that the encoding leaves out stand for the control characters.
    private static let windowsSpecials: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static let isoSpecials: [UInt8: UInt32] = [
        0xA4: 0x20AC, 0xA6: 0x0160, 0xA8: 0x0161, 0xB4: 0x017D, 0xB8: 0x017E, 0xBC: 0x0152, 0xBD: 0x0153, 0xBE: 0x0178,
    ]
}
