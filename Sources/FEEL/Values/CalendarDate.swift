/// A date of the proleptic Gregorian calendar.
///
/// There is a year 0 (which is 1 BC), as in ISO 8601.
///
/// **Invariant:** the day exists; the year is within ±999,999,999.
/// - Source: DMN 1.5, §10.3.2.3.5; XML Schema 1.1 part 2, `date`.
public struct CalendarDate: Hashable, Sendable, BitwiseCopyable {
    private let year32: Int32
    private let month8: UInt8
    private let day8: UInt8

    public static let years = -999_999_999...999_999_999

    /// - Returns: `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), 1...12 ~= month, day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// 1 January 1970.
    public static let epoch = CalendarDate(unchecked: 1970, 1, 1)

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        year32 = Int32(truncatingIfNeeded: year)
        month8 = UInt8(truncatingIfNeeded: month)
        day8 = UInt8(truncatingIfNeeded: day)
    }

    public var year: Int { Int(year32) }
    /// 1...12.
    public var month: Int { Int(month8) }
    /// 1...31.
    public var day: Int { Int(day8) }

    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// - Parameter month: 1...12.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: Comparable {
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year32, left.month8, left.day8) < (right.year32, right.month8, right.day8)
    }
}

// MARK: - Days

extension CalendarDate {
    /// Days since 1970-01-01.
    ///
    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    public var daysSinceEpoch: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// - Returns: `nil` when the year leaves ±999,999,999.
    public init?(daysSinceEpoch days: Int) {
        guard days.magnitude < 366_000_000_000 else { return nil }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let month = index < 10 ? index + 3 : index - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        guard Self.years.contains(year) else { return nil }
        self.init(unchecked: year, month, dayOfYear - (153 * index + 2) / 5 + 1)
    }

    public func adding(days: Int) -> CalendarDate? {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(daysSinceEpoch: sum)
    }

    /// The same day of another month, or that month's last day when it is shorter.
    public func adding(months: Int) -> CalendarDate? {
        let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        if overflow { return nil }
        let newYear = (total >= 0 ? total : total - 11) / 12
        let newMonth = total - newYear * 12 + 1
        guard Self.years.contains(newYear) else { return nil }
        return CalendarDate(
            unchecked: newYear, newMonth, min(day, Self.days(inMonth: newMonth, of: newYear)))
    }

    /// 1 for Monday ... 7 for Sunday.
    public var weekday: Int {
        let index = (daysSinceEpoch + 3) % 7
        return (index < 0 ? index + 7 : index) + 1
    }

    /// 1...366.
    public var dayOfYear: Int {
        daysSinceEpoch - CalendarDate(unchecked: year, 1, 1).daysSinceEpoch + 1
    }

    /// The week of ISO 8601, 1...53: the one that holds the year's first Thursday is week 1.
    public var isoWeek: Int {
        let week = (dayOfYear - weekday + 10) / 7
        if week < 1 { return Self.isoWeeks(of: year - 1) }
        return week > Self.isoWeeks(of: year) ? 1 : week
    }

    /// 52 or 53: a year has 53 weeks when it starts on a Thursday, or ends on one.
    private static func isoWeeks(of year: Int) -> Int {
        let first = CalendarDate(unchecked: year, 1, 1).weekday
        return first == 4 || first == 3 && isLeap(year) ? 53 : 52
    }

    public var lastDayOfMonth: CalendarDate {
        CalendarDate(unchecked: year, month, Self.days(inMonth: month, of: year))
    }
}

// MARK: - Text

extension CalendarDate: CustomStringConvertible {
    /// Reads `2026-06-15`, `-0044-03-15`, `12026-01-01`: four digits of year or more, no leading zero
    /// beyond four, no zone.
    public init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text)
        guard let date = CalendarDate(scanning: &scanner), scanner.isAtEnd else { return nil }
        self = date
    }

    init?(scanning scanner: inout TextScanner) {
        let isNegative = scanner.skip("-")
        guard let yearDigits = scanner.digits(4...9),
            yearDigits.count == 4 || yearDigits.first != UInt8(ascii: "0"),
            scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"), let day = scanner.number(2)
        else { return nil }
        let year = TextScanner.value(yearDigits)
        self.init(year: isNegative ? -year : year, month: month, day: day)
    }

    public var description: String {
        "\(year < 0 ? "-" : "")\(padded(Int(year.magnitude), 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// A number with leading zeros.
///
/// - Parameter value: Zero or more.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
