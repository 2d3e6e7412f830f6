import FEEL

/// A moment, in whole seconds of UTC, written so that the order of texts is the order of time.
struct Instant: Hashable, Sendable {
    /// `2026-11-23T05:00:00Z`.
    let text: String

    /// Reads an RFC 3339 date-time of the years 0000 to 9999, with any offset; a fraction of a second
    /// is dropped.
    ///
    /// - Returns: `nil` for anything else, leap seconds included.
    /// - Source: RFC 3339, §5.6.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let date = CalendarDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let time = Instant.clock(bytes[11..<19]),
            let offset = Instant.offset(bytes[19...]),
            let shifted = Instant.shift(date, seconds: time - offset)
        else { return nil }
        let (day, seconds) = shifted
        guard 0...9999 ~= day.year else { return nil }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        self.text = "\(day)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }

    /// Seconds since midnight of `hh:mm:ss`.
    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = two(parts[0], below: 24), let minute = two(parts[1], below: 60),
            let second = two(parts[2], below: 60)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Seconds east of Greenwich of `[.fraction](Z|±hh:mm)`.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        if rest.count == 1, rest.first == UInt8(ascii: "Z") || rest.first == UInt8(ascii: "z") { return 0 }
        guard rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
        else { return nil }
        let parts = rest.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = two(parts[0], below: 24), let minutes = two(parts[1], below: 60)
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func two(_ digits: ArraySlice<UInt8>, below limit: Int) -> Int? {
        guard digits.count == 2, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let value = Int(String(decoding: digits, as: UTF8.self)), value < limit
        else { return nil }
        return value
    }

    /// - Parameter seconds: Since the midnight of `date`, less than two days away.
    private static func shift(_ date: CalendarDate, seconds: Int) -> (CalendarDate, Int)? {
        let days = seconds < 0 ? -1 : seconds / 86_400
        guard let day = date.adding(days: days) else { return nil }
        return (day, seconds - days * 86_400)
    }
}
