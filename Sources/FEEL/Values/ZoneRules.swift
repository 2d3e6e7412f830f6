/// Offsets of named zones that the standard's own examples use.
///
/// The core has no time zone database. It knows the European Union's zones since 1996, whose rule is
/// simple and fixed by law; other names are kept, printed and compared with themselves only.
/// - Source: Directive 2000/84/EC: summer time from the last Sunday of March to the last Sunday of
///   October, 01:00 UTC.
enum ZoneRules {
    /// Seconds east of UTC at a local date and time; `nil` when the rules are not known here.
    ///
    /// In the hour that is told twice, the first (summer) one is meant.
    static func offset(of zone: Zone, at local: DateAndTime) -> Int? {
        guard case .named(let name) = zone, let standard = standardOffsets[name], local.date.year >= 1996 else {
            return nil
        }
        let year = local.date.year
        guard let start = lastSunday(of: 3, year), let end = lastSunday(of: 10, year) else { return nil }
        let day: Int128 = 86_400_000_000_000
        let hour: Int128 = 3_600_000_000_000
        // 01:00 UTC is `standard` later on the winter clock, one hour more on the summer clock.
        let shift = hour + Int128(standard) * 1_000_000_000
        let from = Int128(start.daysSinceEpoch) * day + shift
        let until = Int128(end.daysSinceEpoch) * day + shift + hour
        let isSummer = local.localNanoseconds >= from && local.localNanoseconds < until
        return isSummer ? standard + 3600 : standard
    }

    private static func lastSunday(of month: Int, _ year: Int) -> CalendarDate? {
        guard let last = CalendarDate(year: year, month: month, day: 31) else { return nil }
        return last.adding(days: -(last.weekday % 7))
    }

    /// Winter offsets, in seconds.
    private static let standardOffsets: [String: Int] = {
        let western = ["Europe/Lisbon", "Europe/Dublin"]
        let central = [
            "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Brussels", "Europe/Amsterdam",
            "Europe/Luxembourg", "Europe/Vienna", "Europe/Prague", "Europe/Warsaw", "Europe/Budapest",
            "Europe/Copenhagen", "Europe/Stockholm", "Europe/Zagreb", "Europe/Ljubljana", "Europe/Bratislava",
            "Europe/Malta", "Europe/Monaco", "Europe/Andorra", "Europe/Zurich", "Europe/Vaduz", "Europe/Oslo",
        ]
        let eastern = [
            "Europe/Athens", "Europe/Helsinki", "Europe/Sofia", "Europe/Bucharest", "Europe/Riga",
            "Europe/Tallinn", "Europe/Vilnius", "Asia/Nicosia",
        ]
        var offsets: [String: Int] = [:]
        for (index, names) in [western, central, eastern].enumerated() {
            for name in names { offsets[name] = index * 3600 }
        }
        return offsets
    }()
}
