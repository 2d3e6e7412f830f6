import Diagnostics
import FEEL
import Packs
import Testing
import World

@testable import Engine

/// Alerts and rules follow one file, `policies/calendar.yaml`: what one says of a day the other says.
@Suite("one calendar") struct CalendarTests {
    @Test("rules and alerts say the same of every day of eight years", arguments: 2025...2032)
    func days(_ year: Int) throws {
        let evaluation = try Evaluation(FactBase(territory: "T"))
        let calendar = try #require(Repository.pack.0).alerting.calendar
        let from = try #require(CalendarDate(year: year, month: 1, day: 1))
        for (word, holds) in [
            ("jour_ferie(j)", { (date: CalendarDate) in calendar.isHoliday(date) }),
            ("jour_suspendu(j)", { date in calendar.suspension(on: date) != nil || calendar.isHoliday(date) }),
        ] {
            let text = "for j in @\"\(year)-01-01\"..@\"\(year)-12-31\" return \(word)"
            let (value, diagnostics) = evaluation.evaluate(EmbeddedText(standalone: text))
            #expect(diagnostics.isEmpty)
            guard case .list(let days)? = value else {
                Issue.record("\(word): \(String(describing: value))")
                continue
            }
            var found = 0
            for (offset, item) in days.items.enumerated() {
                let date = try #require(from.adding(days: offset))
                guard case .boolean(let isHeld) = item else {
                    Issue.record("\(date): \(item)")
                    continue
                }
                #expect(isHeld == holds(date), "\(date): \(word)")
                if isHeld { found += 1 }
            }
            #expect(found > 10)
        }
    }

    @Test("an election suspends from three months before to two after")
    func election() throws {
        let calendar = try #require(Repository.pack.0).alerting.calendar
        for (day, isSuspended) in [
            ("2025-12-14", false), ("2025-12-15", true), ("2026-03-15", true), ("2026-05-15", true),
            ("2026-05-16", false), ("2032-01-02", true),
        ] {
            #expect((calendar.suspension(on: try #require(CalendarDate(day))) != nil) == isSuspended, "\(day)")
        }
        #expect(calendar.suspensions.map(\.id) == ["ete", "elections_2026", "elections_2032"])
    }
}
