/// Where a time is told: nowhere said, at a fixed distance from UTC, or in a named zone.
///
/// - Source: DMN 1.5, §10.3.2.3.4.
public enum Zone: Hashable, Sendable {
    case local
    /// Seconds east of UTC, within ±18 hours.
    case offset(seconds: Int32)
    /// A name of the IANA database (`Europe/Paris`), kept as written. This module has no such
    /// database, only the rules of some zones (``ZoneRules``).
    case named(String)

    public static let utc = Zone.offset(seconds: 0)

    /// Seconds east of UTC at any date; `nil` for a local time, and for a zone where it changes or
    /// whose rules are not known here.
    public var fixedOffset: Int? {
        switch self {
        case .local: nil
        case .offset(let seconds): Int(seconds)
        case .named(let name): Self.universalNames.contains(name) ? 0 : ZoneRules.fixedOffsets[name]
        }
    }

    private static let universalNames: Set<String> = [
        "Etc/UTC", "UTC", "Z", "Etc/GMT", "GMT", "Etc/UCT", "UCT", "Etc/Universal", "Universal",
        "Etc/Zulu", "Zulu", "Etc/Greenwich", "Greenwich", "Etc/GMT0", "GMT0", "Etc/GMT+0", "GMT+0",
        "Etc/GMT-0", "GMT-0", "UT",
    ]
}

/// A time of a day, to the nanosecond.
///
/// - Source: DMN 1.5, §10.3.2.3.4; XML Schema 1.1 part 2, `time`.
public struct TimeOfDay: Hashable, Sendable {
    /// Seconds since midnight, 0..<86,400.
    public let secondsOfDay: Int
    /// 0..<1,000,000,000.
    public let nanoseconds: Int
    public let zone: Zone

    /// - Parameters:
    ///   - hour: 0...23.
    ///   - minute: 0...59.
    ///   - second: 0...59.
    ///   - nanoseconds: 0...999,999,999.
    public init?(hour: Int, minute: Int, second: Int, nanoseconds: Int = 0, zone: Zone = .local) {
        guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second, 0...999_999_999 ~= nanoseconds else { return nil }
        self.init(unchecked: hour * 3600 + minute * 60 + second, nanoseconds, zone)
    }

    init(unchecked secondsOfDay: Int, _ nanoseconds: Int, _ zone: Zone) {
        self.secondsOfDay = secondsOfDay
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    public static let midnight = TimeOfDay(unchecked: 0, 0, .local)

    public var hour: Int { secondsOfDay / 3600 }
    public var minute: Int { secondsOfDay / 60 % 60 }
    /// The whole seconds, 0...59.
    public var second: Int { secondsOfDay % 60 }

    /// Nanoseconds since midnight, where it is told.
    public var nanosecondsOfDay: Int { secondsOfDay * 1_000_000_000 + nanoseconds }

    public func with(zone: Zone) -> TimeOfDay {
        TimeOfDay(unchecked: secondsOfDay, nanoseconds, zone)
    }

    /// The time this much later, around the clock, in the same zone.
    public func adding(_ duration: DaysDuration) -> TimeOfDay {
        let day: Int128 = 86_400_000_000_000
        var total = (Int128(nanosecondsOfDay) + duration.nanoseconds % day) % day
        if total < 0 { total += day }
        let nanoseconds = Int(total)
        return TimeOfDay(unchecked: nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000, zone)
    }
}

// MARK: - Text

extension TimeOfDay: CustomStringConvertible {
    /// Reads `09:30:00`, `09:30:00.25Z`, `09:30:00+02:00`, `09:30:00@Europe/Paris`.
    ///
    /// Digits beyond the nanosecond are dropped. `24:00:00` is midnight.
    public init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text)
        guard let time = TimeOfDay(scanning: &scanner), scanner.isAtEnd else { return nil }
        self = time
    }

    init?(scanning scanner: inout TextScanner) {
        var isEndOfDay = false
        self.init(scanning: &scanner, isEndOfDay: &isEndOfDay)
    }

    /// - Parameter isEndOfDay: Set for `24:00:00`, the midnight that ends a day.
    init?(scanning scanner: inout TextScanner, isEndOfDay: inout Bool) {
        guard let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
            let second = scanner.number(2)
        else { return nil }
        var nanoseconds = 0
        if scanner.skip(".") {
            guard let digits = scanner.digits(1...1000) else { return nil }
            let kept = digits.prefix(9)
            nanoseconds = TextScanner.value(kept)
            for _ in kept.count..<9 { nanoseconds *= 10 }
        }
        guard let zone = Zone(scanning: &scanner) else { return nil }
        isEndOfDay = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0
        self.init(
            hour: isEndOfDay ? 0 : hour, minute: minute, second: second, nanoseconds: nanoseconds, zone: zone)
    }

    public var description: String {
        var text = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
        if nanoseconds != 0 { text += ".\(fraction(nanoseconds))" }
        return text + zone.description
    }
}

extension Zone: CustomStringConvertible {
    init?(scanning scanner: inout TextScanner) {
        switch scanner.next {
        case nil:
            self = .local
        case UInt8(ascii: "Z"):
            _ = scanner.skip("Z")
            self = .utc
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let isWest = scanner.skip("-")
            if !isWest { _ = scanner.skip("+") }
            guard let hours = scanner.number(2), scanner.skip(":"), let minutes = scanner.number(2), minutes < 60
            else { return nil }
            var seconds = hours * 3600 + minutes * 60
            if scanner.skip(":") {
                guard let more = scanner.number(2), more < 60 else { return nil }
                seconds += more
            }
            guard seconds <= 18 * 3600 else { return nil }
            self = .offset(seconds: Int32(isWest ? -seconds : seconds))
        case UInt8(ascii: "@"):
            _ = scanner.skip("@")
            let name = scanner.rest()
            guard Zone.isName(name) else { return nil }
            self = .named(name)
        default:
            return nil
        }
    }

    /// Whether a text has the form of a zone name: `UTC`, or an area and places.
    ///
    /// A database would know more; this refuses what no database has (`xyz/abc`, `Paris`).
    static func isName(_ text: String) -> Bool {
        if universalNames.contains(text) || soleNames.contains(text) { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, areas.contains(String(parts[0]) ?? "") else { return false }
        return parts.dropFirst().allSatisfy { part in
            guard let first = part.first, isLetter(first), first < UInt8(ascii: "a") else { return false }
            return part.allSatisfy { byte in
                isLetter(byte) || TextScanner.isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "+")
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    private static let areas: Set<String> = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil", "Canada",
        "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
    ]

    private static let soleNames: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "HST", "Hongkong",
        "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ",
        "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey",
        "W-SU", "WET",
    ]

    /// What follows the time: nothing, `Z`, `+02:00`, `@Europe/Paris`.
    public var description: String {
        switch self {
        case .local: return ""
        case .offset(0): return "Z"
        case .offset(let seconds):
            let magnitude = Int(seconds.magnitude)
            let text = "\(seconds < 0 ? "-" : "+")\(padded(magnitude / 3600, 2)):\(padded(magnitude / 60 % 60, 2))"
            return magnitude % 60 == 0 ? text : text + ":\(padded(magnitude % 60, 2))"
        case .named(let name): return "@\(name)"
        }
    }
}

/// Digits after the point, without trailing zeros.
///
/// - Parameter nanoseconds: 1...999,999,999.
func fraction(_ nanoseconds: Int) -> String {
    var digits = Array(padded(nanoseconds, 9).utf8)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return String(decoding: digits, as: UTF8.self)
}
