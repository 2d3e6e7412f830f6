public import Diagnostics
public import FEEL

/// The days of an institution: when it works, sits, or keeps silent.
public struct InstitutionalCalendar: Hashable, Sendable {
    /// A day on which nobody works.
    public enum Holiday: Hashable, Sendable {
        /// The same day each year: month 1...12, day 1...31.
        case yearly(month: Int, day: Int)
        /// So many days after Easter Sunday; before it when negative.
        case easter(Int)
        case once(CalendarDate)
    }

    /// Days during which notices wait.
    public struct Suspension: Hashable, Sendable {
        public enum Days: Hashable, Sendable {
            /// Each year, both days included; may pass the end of the year.
            case yearly(fromMonth: Int, fromDay: Int, toMonth: Int, toDay: Int)
            /// Both days included.
            case once(CalendarDate, CalendarDate)
        }

        public var id: String
        public var labels: Localized
        public var days: Days

        public init(id: String, labels: Localized, days: Days) {
            self.id = id
            self.labels = labels
            self.days = days
        }

        public func holds(_ date: CalendarDate) -> Bool {
            switch days {
            case .once(let from, let to): return from <= date && date <= to
            case .yearly(let fromMonth, let fromDay, let toMonth, let toDay):
                let (from, to, at) = (fromMonth * 100 + fromDay, toMonth * 100 + toDay, date.month * 100 + date.day)
                return from <= to ? from <= at && at <= to : at >= from || at <= to
            }
        }
    }

    /// 1 for Monday ... 7 for Sunday.
    public var weekend: Set<Int>
    public var holidays: [Holiday]
    public var suspensions: [Suspension]
    /// Sorted.
    public var sittings: [CalendarDate]

    public init(
        weekend: Set<Int> = [6, 7], holidays: [Holiday] = [], suspensions: [Suspension] = [],
        sittings: [CalendarDate] = []
    ) {
        self.weekend = weekend
        self.holidays = holidays
        self.suspensions = suspensions
        self.sittings = sittings.sorted()
    }

    public func isWorkingDay(_ date: CalendarDate) -> Bool {
        !weekend.contains(date.weekday) && !isHoliday(date)
    }

    public func isHoliday(_ date: CalendarDate) -> Bool {
        holidays.contains { holiday in
            switch holiday {
            case .yearly(let month, let day): date.month == month && date.day == day
            case .easter(let days): Self.easter(date.year).adding(days: days) == date
            case .once(let day): day == date
            }
        }
    }

    /// The first working day that is not before; the day itself where a fortnight holds none.
    public func workingDay(notBefore date: CalendarDate) -> CalendarDate {
        for days in 0..<15 {
            guard let day = date.adding(days: days) else { break }
            if isWorkingDay(day) { return day }
        }
        return date
    }

    /// The suspension of that day, the first declared of several.
    public func suspension(on date: CalendarDate) -> Suspension? {
        suspensions.first { $0.holds(date) }
    }

    /// The day on which a delay that began on `start` is over.
    ///
    /// - Returns: Nil when the calendar does not say: a sitting that it does not know.
    public func end(of delay: Delay, from start: CalendarDate) -> CalendarDate? {
        switch delay {
        case .days(let count): return start.adding(days: count)
        case .months(let count): return start.adding(months: count)
        case .sittings(let count):
            if count == 0 { return start }
            let later = sittings.filter { $0 > start }
            return later.count >= count ? later[count - 1] : nil
        case .workingDays(let count):
            var (date, left) = (start, count)
            // A year of seven-day weekends would never end.
            for _ in 0..<(count * 8 + 60) where left > 0 {
                guard let next = date.adding(days: 1) else { return nil }
                date = next
                if isWorkingDay(date) { left -= 1 }
            }
            return left == 0 ? date : nil
        }
    }

    /// Easter Sunday of the Gregorian calendar.
    ///
    /// - Source: "Anonymous Gregorian algorithm", Nature, 20 April 1876.
    public static func easter(_ year: Int) -> CalendarDate {
        let a = year % 19
        let (b, c) = (year / 100, year % 100)
        let (d, e) = (b / 4, b % 4)
        let f = (b + 8) / 25
        let g = (b - f + 1) / 3
        let h = (19 * a + b - d - g + 15) % 30
        let (i, k) = (c / 4, c % 4)
        let l = (32 + 2 * e + 2 * i - h - k) % 7
        let m = (a + 11 * h + 22 * l) / 451
        let n = h + l - 7 * m + 114
        // The formula gives a day of March or April whatever the year.
        return CalendarDate(year: year, month: n / 31, day: n % 31 + 1) ?? .epoch
    }
}
