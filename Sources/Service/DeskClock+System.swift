import FEEL
import Glibc
import World

extension DeskClock {
    /// The machine's clock and its local date.
    public static let system = DeskClock(
        now: {
            var moment = time(nil)
            var parts = tm()
            gmtime_r(&moment, &parts)
            func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
            let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
            return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
        },
        today: {
            var moment = time(nil)
            var parts = tm()
            localtime_r(&moment, &parts)
            return CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
                ?? .epoch
        })
}

/// The daemon's own account: the author of what its folders state.
enum OwnAccount {
    static var author: Author {
        let uid = geteuid()
        return Author(uid: uid, name: Accounts.system.name(uid) ?? "uid \(uid)")
    }
}
