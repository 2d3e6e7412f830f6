/// Offsets of some named zones: those of France and of the European Union, and a few that the
/// standard's conformance cases read.
///
/// The core carries no time zone database, and reads none. Other names are kept and printed, and two
/// times of one such zone are compared as far as any rules would agree.
/// - Source: Directive 2000/84/EC (summer time from the last Sunday of March to the last Sunday of
///   October, 01:00 UTC; until 1995 to the last Sunday of September); decree 78-855 (French zones).
enum ZoneRules {
    /// Seconds east of UTC, in zones whose clocks don't change, since 1980 or so.
    static let fixedOffsets: [String: Int] = {
        var offsets: [String: Int] = [
            "America/Martinique": -4, "America/Guadeloupe": -4, "America/Marigot": -4, "America/St_Barthelemy": -4,
            "America/Cayenne": -3, "Indian/Reunion": 4, "Indian/Mayotte": 3, "Pacific/Noumea": 11,
            "Pacific/Tahiti": -10, "Pacific/Gambier": -9, "Pacific/Wallis": 12, "Indian/Kerguelen": 5,
        ].mapValues { $0 * 3600 }
        offsets["Pacific/Marquesas"] = -34_200
        for hours in 1...14 { offsets["Etc/GMT-\(hours)"] = hours * 3600 }
        for hours in 1...12 { offsets["Etc/GMT+\(hours)"] = -hours * 3600 }
        return offsets
    }()

    /// Seconds east of UTC at a local date and time; `nil` for a local one, and when the rules are not
    /// known here.
    ///
    /// In the hour that is told twice, the first (summer) one is meant.
    static func offset(of zone: Zone, at local: DateAndTime) -> Int? {
        if let fixed = zone.fixedOffset { return fixed }
        guard case .named(let name) = zone else { return nil }
        if let standard = europeanOffsets[name] { return european(standard, at: local) }
        switch name {
        case "Asia/Dhaka": return local.date.year == 2009 ? nil : 6 * 3600
        case "Australia/Melbourne", "Australia/Sydney": return australian(at: local)
        default: return nil
        }
    }

    private static func european(_ standard: Int, at local: DateAndTime) -> Int? {
        let year = local.date.year
        // Before 1996 the ends of summer differed between the members: central Europe's is known.
        guard year >= 1996 || year >= 1981 && standard == 3600,
            let start = sunday(3, .last, year), let end = sunday(year < 1996 ? 9 : 10, .last, year)
        else { return nil }
        // 01:00 UTC is `standard` later on the winter clock, one hour more on the summer clock.
        let winterHour = Int128(standard + 3600) * 1_000_000_000
        let from = Int128(start.daysSinceEpoch) * day + winterHour
        let until = Int128(end.daysSinceEpoch) * day + winterHour + hour
        return local.localNanoseconds >= from && local.localNanoseconds < until ? standard + 3600 : standard
    }

    /// New South Wales and Victoria: summer time across the new year, from 02:00 to 03:00.
    private static func australian(at local: DateAndTime) -> Int? {
        let standard = 36_000
        let year = local.date.year
        guard year >= 1987 else { return nil }
        switch local.date.month {
        case 11, 12, 1, 2: return standard + 3600
        case 5...7: return standard
        default: break
        }
        // The Olympic Games began the summer of 2000 in August.
        guard year >= 1996, year != 2000,
            let end = year >= 2008 || year == 2006 ? sunday(4, .first, year) : sunday(3, .last, year),
            let start = sunday(10, year >= 2008 ? .first : .last, year)
        else { return nil }
        let until = Int128(end.daysSinceEpoch) * day + 3 * hour
        let from = Int128(start.daysSinceEpoch) * day + 2 * hour
        return local.localNanoseconds >= until && local.localNanoseconds < from ? standard : standard + 3600
    }

    private static let hour: Int128 = 3_600_000_000_000
    private static let day: Int128 = 86_400_000_000_000

    private enum Place { case first, last }

    private static func sunday(_ month: Int, _ place: Place, _ year: Int) -> CalendarDate? {
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
        switch place {
        case .first: return first.adding(days: 7 - first.weekday)
        case .last:
            let last = first.lastDayOfMonth
            return last.adding(days: -(last.weekday % 7))
        }
    }

    /// Winter offsets, in seconds.
    private static let europeanOffsets: [String: Int] = {
        let western = ["Europe/Lisbon", "Europe/Dublin", "Europe/London"]
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
