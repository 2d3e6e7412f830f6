import FEEL
import Testing

@testable import Alerts

func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

/// French working days, two suspensions, three sittings.
let calendar = InstitutionalCalendar(
    holidays: [
        .yearly(month: 1, day: 1), .easter(1), .yearly(month: 5, day: 1), .yearly(month: 5, day: 8), .easter(39),
        .easter(50), .yearly(month: 7, day: 14), .once(day("2026-05-15")),
    ],
    suspensions: [
        .init(
            id: "ete", labels: .init(both: "été"),
            days: .yearly(fromMonth: 7, fromDay: 1, toMonth: 8, toDay: 31)),
        .init(id: "reserve", labels: .init(both: "réserve"), days: .once(day("2025-09-01"), day("2026-03-22"))),
        .init(
            id: "fetes", labels: .init(both: "fêtes"), days: .yearly(fromMonth: 12, fromDay: 24, toMonth: 1, toDay: 2)),
    ], sittings: [day("2026-06-25"), day("2026-04-09"), day("2026-09-24")])

@Suite("delays and calendars") struct CalendarTests {
    /// - Source: dates of Easter as the Bureau des longitudes gives them.
    @Test(arguments: [
        (1961, "1961-04-02"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2011, "2011-04-24"),
        (2019, "2019-04-21"), (2024, "2024-03-31"), (2026, "2026-04-05"), (2027, "2027-03-28"), (2038, "2038-04-25"),
    ])
    func easter(_ year: Int, _ expected: String) {
        #expect(InstitutionalCalendar.easter(year) == day(expected))
    }

    @Test(arguments: [
        ("P10D", Delay.days(10)), ("P2W", .days(14)), ("P3M", .months(3)), ("P1Y", .months(12)),
        ("5 working days", .workingDays(5)), ("1 working day", .workingDays(1)), ("5 jours ouvrés", .workingDays(5)),
        ("2 sittings", .sittings(2)), ("2 séances", .sittings(2)),
    ])
    func delays(_ text: String, _ expected: Delay) {
        #expect(Delay(text) == expected)
        #expect(Delay(expected.description) == expected)
    }

    @Test(arguments: [
        "", "P", "PD", "P-1D", "PT1H", "P1Y2M", "five working days", "5", "working days", "P9999999D", "5 days",
    ])
    func noDelays(_ text: String) {
        #expect(Delay(text) == nil)
    }

    @Test(arguments: [
        // A Thursday; Friday 1 May is a holiday.
        ("5 working days", "2026-04-30", "2026-05-11"),
        // Over Easter: Monday 6 April 2026 is off.
        ("1 working day", "2026-04-03", "2026-04-07"),
        // Ascension is 14 May, and the 15th is given.
        ("2 working days", "2026-05-13", "2026-05-19"),
        ("P1M", "2026-01-31", "2026-02-28"), ("P0D", "2026-01-31", "2026-01-31"),
        ("1 sitting", "2026-04-09", "2026-06-25"), ("2 sittings", "2026-04-01", "2026-06-25"),
        ("0 sittings", "2026-04-01", "2026-04-01"),
    ])
    func ends(_ delay: String, _ from: String, _ expected: String) {
        #expect(calendar.end(of: Delay(delay)!, from: day(from)) == day(expected))
    }

    @Test("a sitting that the calendar does not know never comes")
    func unknownSittings() {
        #expect(calendar.end(of: .sittings(1), from: day("2026-09-24")) == nil)
    }

    @Test(arguments: [
        ("2026-07-01", "ete"), ("2026-08-31", "ete"), ("2030-08-01", "ete"), ("2026-09-01", nil),
        ("2025-09-01", "reserve"), ("2026-03-22", "reserve"), ("2026-03-23", nil),
        ("2026-12-24", "fetes"), ("2027-01-02", "fetes"), ("2027-01-03", nil),
    ])
    func suspensions(_ date: String, _ expected: String?) {
        #expect(calendar.suspension(on: day(date))?.id == expected)
    }

    @Test("a calendar on which nobody ever works ends every wait")
    func neverOpen() {
        let closed = InstitutionalCalendar(weekend: Set(1...7))
        #expect(closed.end(of: .workingDays(3), from: day("2026-01-01")) == nil)
        #expect(closed.workingDay(notBefore: day("2026-01-01")) == day("2026-01-01"))
    }
}
