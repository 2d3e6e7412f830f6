import Diagnostics
import Testing

@testable import FEEL

/// Dates, times, durations, their texts, equality, order and arithmetic, written in FEEL.
@Suite struct ValueTests {
    @Test(arguments: [
        "2026-06-15", "-0044-03-15", "0000-02-29", "999999999-12-31", "-999999999-01-01", "12026-01-01",
    ])
    func `a date is written as it is read`(text: String) {
        #expect(CalendarDate(text)?.description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "012026-01-01", "+2026-01-01",
        "2026-01-01Z", "2026-01-01T", " 2026-01-01", "9999999999-01-01", "2026-01-32", "",
    ])
    func `what is no date is refused`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(arguments: [
        ("09:30:00", "09:30:00"), ("09:30:00.250", "09:30:00.25"), ("09:30:00+00:00", "09:30:00Z"),
        ("09:30:00-05:30", "09:30:00-05:30"), ("09:30:00+02:00:01", "09:30:00+02:00:01"),
        ("09:30:00@Europe/Paris", "09:30:00@Europe/Paris"), ("24:00:00", "00:00:00"),
        ("00:00:00.0000000019", "00:00:00.000000001"), ("09:30:00@Etc/UTC", "09:30:00@Etc/UTC"),
        ("09:30:00@America/Argentina/Buenos_Aires", "09:30:00@America/Argentina/Buenos_Aires"),
    ])
    func `a time is written in its plain form`(text: String, plain: String) {
        #expect(TimeOfDay(text)?.description == plain)
    }

    @Test(arguments: [
        "9:30:00", "09:30", "24:00:01", "09:60:00", "09:30:60", "09:30:00+19:00", "09:30:00+5:00", "09:30:00@xyz/abc",
        "09:30:00@", "09:30:00@Paris", "09:30:00+02:00@Europe/Paris", "09:30:00.", "09:30:00z", "09:30:00 Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(TimeOfDay(text) == nil)
    }

    @Test(arguments: [
        ("P1D", "P1D"), ("PT24H", "P1D"), ("PT0S", "PT0S"), ("-P1DT0.5S", "-P1DT0.5S"), ("PT3661S", "PT1H1M1S"),
        ("P0D", "PT0S"), ("-PT0.000000001S", "-PT0.000000001S"), ("PT1000M", "PT16H40M"),
    ])
    func `a duration of days is written in its canonical form`(text: String, plain: String) {
        #expect(DaysDuration(text)?.description == plain)
    }

    @Test(arguments: [
        ("P1Y", "P1Y"), ("P26M", "P2Y2M"), ("-P18M", "-P1Y6M"), ("P0Y", "P0M"), ("P1Y12M", "P2Y"),
    ])
    func `a duration of months is written in its canonical form`(text: String, plain: String) {
        #expect(MonthsDuration(text)?.description == plain)
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1DT", "P1H", "PT1D", "P1M1Y", "P1Y1D", "PT1.5H", "PT1S1M", "P-1D", "P1D ", "+P1D",
        "P1Y1M1M", "PT99999999999999999999S",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(DaysDuration(text) == nil && MonthsDuration(text) == nil)
    }

    /// Each is true.
    @Test(arguments: [
        // Numbers, texts, booleans.
        "1.0 = 1.00", "not(1 = 2)", "\"a\" < \"b\"", "\"Z\" < \"a\"", "\"é\" > \"z\"", "not(\"é\" = \"e\u{301}\")",
        "true = true", "1 != null", "null = null",
        // Structures.
        "[1, [2]] = [1.0, [2.00]]", "{a: 1, b: 2} = {b: 2, a: 1}", "[1..2] = [1..2]", "not([1..2] = [1..2))",
        "not([1, 2] = [2, 1])", "not([1, \"a\"] = [2, 3])",
        // Dates and times.
        "@\"2026-06-15\" < @\"2026-06-16\"", "@\"-0001-12-31\" < @\"0000-01-01\"",
        "@\"10:00:00+02:00\" = @\"08:00:00Z\"", "@\"10:00:00Z\" > @\"10:00:00+01:00\"",
        "@\"2026-06-15T12:00:00@Europe/Paris\" = @\"2026-06-15T10:00:00Z\"",
        "@\"2026-01-15T12:00:00@Europe/Paris\" = @\"2026-01-15T11:00:00Z\"",
        "@\"2026-03-29T03:30:00@Europe/Paris\" = @\"2026-03-29T01:30:00Z\"",
        "@\"2026-03-29T01:59:59@Europe/Paris\" = @\"2026-03-29T00:59:59Z\"",
        "@\"2026-10-25T02:30:00@Europe/Paris\" = @\"2026-10-25T00:30:00Z\"",
        "@\"2026-10-25T03:00:00@Europe/Paris\" = @\"2026-10-25T02:00:00Z\"",
        "@\"2026-06-15T12:00:00@Indian/Reunion\" = @\"2026-06-15T08:00:00Z\"",
        "@\"2026-06-15T12:00:00@America/New_York\" < @\"2026-06-18T12:00:00@America/New_York\"",
        "@\"2026-06-15T24:00:00\" = @\"2026-06-16T00:00:00\"",
        // Arithmetic.
        "@\"2026-01-31\" + @\"P1M\" = @\"2026-02-28\"", "@\"2024-02-29\" + @\"P1Y\" = @\"2025-02-28\"",
        "@\"2026-03-01\" - @\"P1D\" = @\"2026-02-28\"", "@\"2026-06-15\" - @\"2026-06-01\" = @\"P14D\"",
        "@\"23:30:00\" + @\"PT1H\" = @\"00:30:00\"", "@\"00:30:00\" - @\"PT1H\" = @\"23:30:00\"",
        "@\"2026-06-15T23:30:00\" + @\"PT1H\" = @\"2026-06-16T00:30:00\"",
        "@\"P1Y\" / @\"P1M\" = 12", "@\"P1D\" / @\"PT1H\" = 24", "@\"P1M\" * 2.9 = @\"P2M\"",
        "@\"PT1S\" / 3 = @\"PT0.333333333S\"",
        "-@\"P1D\" = @\"-P1D\"", "\"a\" + \"b\" = \"ab\"", "0.1 + 0.2 = 0.3", "1 / 3 * 3 < 1",
        // Properties.
        "@\"2026-06-15\".weekday = 1", "@\"PT25H61M\".hours = 2", "@\"-P1DT2H\".days = -1", "[1..5).end = 5",
        "@\"09:30:01.5\".second = 1.5", "@\"2026-06-15T10:00:00@Europe/Paris\".time offset = @\"PT2H\"",
    ])
    func `holds`(text: String) {
        let value = ConstantEvaluator.evaluate(text)
        #expect(value?.literal == "true", "\(text)")
    }

    /// Each is a null, with that reason.
    @Test(arguments: [
        ("1 + \"a\"", "V110"), ("1 / 0", "V111"), ("@\"P1D\" / 0", "V111"), ("null + 1", "V113"), ("0 ** -1", "V103"),
        ("9e6144 + 9e6144", "V105"), ("@\"999999999-12-31\" + @\"P1D\"", "V105"), ("-\"a\"", "V110"),
        ("@\"2026-06-15T10:00:00\" - @\"2026-06-15T10:00:00Z\"", "V112"), ("@\"2026-06-15\" + 1", "V110"),
        ("@\"P1D\" + @\"P1M\"", "V110"), ("1e6000 * 1e6000", "V105"), ("(1 + \"a\") * 2", "V110"),
    ])
    func `has no value and says why`(text: String, code: String) throws {
        guard case .null(let reason?)? = ConstantEvaluator.evaluate(text),
            case .error(let found, let message) = reason.kind
        else {
            Issue.record("\(text) gives no reason")
            return
        }
        #expect(found == Code(code), "\(message.en)")
        #expect(!message.fr.isEmpty && !message.en.isEmpty)
    }

    @Test func `what has no order and no equality`() {
        for text in [
            "1 = \"a\"", "true < false", "null < 1", "[1] < [2]", "@\"10:00:00\" = @\"10:00:00Z\"", "[1] = [\"a\"]",
            "@\"2026-06-15\" = @\"2026-06-15T00:00:00\"", "@\"P1D\" = @\"P1M\"",
            "@\"2026-06-15T12:00:00@America/New_York\" = @\"2026-06-15T12:00:00Z\"",
            "@\"2026-06-15T12:00:00@America/New_York\" < @\"2026-06-15T12:30:00@America/New_York\"",
        ] {
            #expect(ConstantEvaluator.evaluate(text)?.literal == "null", "\(text)")
        }
    }

    /// Days and dates are each other's inverse, weekdays follow each other, weeks change on Mondays.
    @Test func `the calendar is regular`() throws {
        var previous: CalendarDate?
        for day in stride(from: -800_000, through: 800_000, by: 1) where day % 7 == 3 || abs(day) < 4000 {
            let date = try #require(CalendarDate(daysSinceEpoch: day))
            #expect(date.daysSinceEpoch == day)
            if let previous, previous.daysSinceEpoch == day - 1 {
                #expect(date.weekday == previous.weekday % 7 + 1)
                #expect((date.isoWeek != previous.isoWeek) == (date.weekday == 1))
                #expect(date.dayOfYear == previous.dayOfYear + 1 || date.month == 1 && date.day == 1)
            }
            previous = date
        }
        #expect(CalendarDate(daysSinceEpoch: 0)?.description == "1970-01-01")
        #expect(CalendarDate("2000-03-01")?.daysSinceEpoch == 11_017)
        #expect(CalendarDate("999999999-12-31")?.adding(days: 1) == nil)
    }

    @Test(arguments: [
        ("\"a\"", "a"), ("1.50", "1.5"), ("[1, \"a\", @\"P1D\"]", "[1, \"a\", @\"P1D\"]"),
        ("{a: {b: null}}", "{a: {b: null}}"),
        ("@\"P1D\"", "P1D"), ("[1..5)", "[1..5)"), ("(< 5)", "(< 5)"), ("true", "true"),
        ("{\"x y\": 1}", "{\"x y\": 1}"),
        ("[\"a\\\"b\"]", "[\"a\\\"b\"]"),
    ])
    func `text of a value`(text: String, expected: String) {
        #expect(ConstantEvaluator.evaluate(text)?.feelDescription == expected)
    }
}
