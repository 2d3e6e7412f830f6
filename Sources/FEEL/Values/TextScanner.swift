/// Reads fixed lexical forms byte by byte.
struct TextScanner {
    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { index == bytes.count }

    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// As many ASCII digits as there are; `nil` when their count is out of bounds.
    mutating func digits(_ count: ClosedRange<Int>) -> ArraySlice<UInt8>? {
        let start = index
        while let byte = next, Self.isDigit(byte) { index += 1 }
        return count.contains(index - start) ? bytes[start..<index] : nil
    }

    /// Exactly `count` digits.
    mutating func number(_ count: Int) -> Int? {
        digits(count...count).map(Self.value)
    }

    mutating func rest() -> String {
        defer { index = bytes.count }
        return String(decoding: bytes[index...], as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// - Precondition: at most 18 digits.
    static func value(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
