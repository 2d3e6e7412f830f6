import FEEL
import Glibc
import World

extension DeskClock {
    /// The machine's clock and its local date.
    public static let system = DeskClock(
        now: {
            written(time(nil))
        },
        today: {
            var moment = time(nil)
            var parts = tm()
            localtime_r(&moment, &parts)
            return CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
                ?? .epoch
        },
        endOfDay: { day in
            var parts = tm()
            parts.tm_year = Int32(day.year - 1900)
            parts.tm_mon = Int32(day.month - 1)
            parts.tm_mday = Int32(day.day)
            (parts.tm_hour, parts.tm_min, parts.tm_sec) = (23, 59, 59)
            // Daylight saving is looked up for that day.
            parts.tm_isdst = -1
            return written(mktime(&parts))
        })

    /// Seconds since 1970 as RFC 3339, UTC.
    static func written(_ seconds: time_t) -> String {
        var moment = seconds
        var parts = tm()
        gmtime_r(&moment, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}

extension DeskClock {
    /// - Parameter instant: As `now` writes it; anything else is given back.
    static let later: @Sendable (String, Int) -> String = { instant, seconds in
        let digits = instant.utf8.filter { (48...57).contains($0) }.map { Int32($0) - 48 }
        guard digits.count == 14 else { return instant }
        func number(_ range: Range<Int>) -> Int32 { digits[range].reduce(0) { $0 * 10 + $1 } }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (number(0..<4) - 1900, number(4..<6) - 1, number(6..<8))
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (number(8..<10), number(10..<12), number(12..<14))
        return written(timegm(&parts) + seconds)
    }
}

/// The daemon's own account: the author of what its folders state.
enum OwnAccount {
    static var author: Author {
        let uid = geteuid()
        return Author(uid: uid, name: Accounts.system.name(uid) ?? "uid \(uid)")
    }
}
