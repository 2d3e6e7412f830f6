/// A date with a time of day.
///
/// - Source: DMN 1.5, §10.3.2.3.6; XML Schema 1.1 part 2, `dateTime`.
public struct DateAndTime: Hashable, Sendable {
    public let date: CalendarDate
    public let time: TimeOfDay

    public init(_ date: CalendarDate, _ time: TimeOfDay) {
        self.date = date
        self.time = time
    }

    public var zone: Zone { time.zone }

    /// Nanoseconds since 1970-01-01T00:00:00, as the clock there shows them: no zone is counted.
    public var localNanoseconds: Int128 {
        Int128(date.daysSinceEpoch) * 86_400_000_000_000 + Int128(time.nanosecondsOfDay)
    }

    /// - Returns: `nil` when the year leaves ±999,999,999.
    public init?(localNanoseconds: Int128, zone: Zone) {
        let day: Int128 = 86_400_000_000_000
        var (days, rest) = localNanoseconds.quotientAndRemainder(dividingBy: day)
        if rest < 0 {
            rest += day
            days -= 1
        }
        guard let days = Int(exactly: days), let date = CalendarDate(daysSinceEpoch: days) else { return nil }
        let nanoseconds = Int(rest)
        self.init(date, TimeOfDay(unchecked: nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000, zone))
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z; `nil` for a local time and for a zone whose rules are
    /// not known here.
    public var instant: Int128? {
        guard let offset = ZoneRules.offset(of: zone, at: self) else { return nil }
        return localNanoseconds - Int128(offset) * 1_000_000_000
    }

    public func adding(_ duration: DaysDuration) -> DateAndTime? {
        let (sum, overflow) = localNanoseconds.addingReportingOverflow(duration.nanoseconds)
        return overflow ? nil : DateAndTime(localNanoseconds: sum, zone: zone)
    }

    public func adding(_ duration: MonthsDuration) -> DateAndTime? {
        date.adding(months: duration.months).map { DateAndTime($0, time) }
    }
}

extension DateAndTime: CustomStringConvertible {
    /// Reads `2026-06-15T09:30:00`, with a fraction and a zone as ``TimeOfDay`` reads them.
    ///
    /// `2026-06-15T24:00:00` is the first instant of the next day.
    public init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text)
        var isEndOfDay = false
        guard let date = CalendarDate(scanning: &scanner), scanner.skip("T"),
            let time = TimeOfDay(scanning: &scanner, isEndOfDay: &isEndOfDay), scanner.isAtEnd,
            let day = isEndOfDay ? date.adding(days: 1) : date
        else { return nil }
        self.init(day, time)
    }

    public var description: String { "\(date)T\(time)" }
}
