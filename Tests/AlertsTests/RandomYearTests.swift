import FEEL
import Testing

@testable import Alerts

/// SplitMix64: the same numbers from the same seed.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("alerts over random years") struct RandomYearTests {
    /// Replacing a known condition by an unknown one, any day of a year, may silence or delay; it opens and
    /// resolves nothing that day.
    @Test(arguments: 1...20)
    func unknownNeitherOpensNorResolves(_ seed: UInt64) {
        var random = Numbers(state: seed)
        var alert = AlertDefinition(id: "a", labels: .init(both: "a"), to: ["bureau"])
        alert.hold = .days(Int.random(in: 0...20, using: &random))
        alert.clearHold = .days(Int.random(in: 0...10, using: &random))
        var feed = Feed([alert])
        var date = day("2026-01-01")
        var holds: [Truth] = [.no, .no, .no]
        for _ in 0..<365 {
            for index in holds.indices where Int.random(in: 0..<12, using: &random) == 0 {
                holds[index] = [Truth.yes, .no, .unknown].randomElement(using: &random)!
            }
            let before = feed.book
            feed.on(
                date.description, Feed.see("k/0", holds[0]), Feed.see("k/1", holds[1]), Feed.see("k/2", holds[2]))
            for index in holds.indices where holds[index] == .unknown {
                let key = AlertKey(alert: "a", subject: ["k/\(index)"])
                #expect(
                    (before.instances[key]?.phase ?? .resting) == (feed.book.instances[key]?.phase ?? .resting),
                    "\(date) seed \(seed)")
            }
            date = date.adding(days: 1)!
        }
    }

    /// Why a step need not look at what is at rest: unless the condition, or what must have been before, is certain,
    /// it stays there and nothing is told.
    @Test(arguments: 1...20)
    func whatIsAtRestStaysThereUntilSomethingIsCertain(_ seed: UInt64) {
        var random = Numbers(state: seed)
        var alert = AlertDefinition(id: "a", labels: .init(both: "a"), to: ["bureau"])
        alert.hold = .days(Int.random(in: 0...3, using: &random))
        let machine = AlertMachine(
            definitions: [alert],
            audiences: [Audience(id: "bureau", labels: .init(both: "b"), immediate: ["rouge"], digest: nil)],
            calendar: InstitutionalCalendar(), severities: ["rouge", "bleu"])
        let key = AlertKey(alert: "a", subject: ["k/0"])
        for _ in 0..<200 {
            // In the book, so that the step looks at it.
            var book = AlertBook(instances: [AlertInstance(key: key)], silences: [], rest: nil)
            for date in ["2026-01-05", "2026-01-06", "2026-02-06"] {
                let seen = Observation(
                    alert: "a", subject: ["k/0"], condition: [.no, .unknown].randomElement(using: &random)!,
                    clearing: [.yes, .no, .unknown].randomElement(using: &random)!,
                    before: [nil, .no, .unknown].randomElement(using: &random)!,
                    severity: [nil, "rouge", "bleu"].randomElement(using: &random)!, matter: "m",
                    material: [nil, "x", "y"].randomElement(using: &random)!, missing: ["k/0.x"])
                let step = machine.step(
                    book, territory: "t", day: day(date), sight: AlertMachine.Sight([seen], complete: []))
                let after = step.book.instances[key]
                #expect(
                    after?.phase == .resting && after?.armed == false && after?.since == nil, "\(date) seed \(seed)")
                #expect(step.events.isEmpty && step.notices.isEmpty, "\(date) seed \(seed)")
                book = step.book
            }
        }
    }

    /// The same day stepped twice says nothing more: a restart is not an event.
    @Test(arguments: 1...20)
    func aDayTwiceSaysNothingMore(_ seed: UInt64) {
        var random = Numbers(state: seed)
        var alert = AlertDefinition(id: "a", labels: .init(both: "a"), reminders: [.days(7)], to: ["bureau"])
        alert.hold = .days(3)
        var feed = Feed(
            [alert], audiences: [Audience(id: "bureau", labels: .init(both: "b"), immediate: ["rouge"], digest: 1)])
        var date = day("2026-01-01")
        for _ in 0..<200 {
            let seen = Feed.see("k/0", [Truth.yes, .yes, .no, .unknown].randomElement(using: &random)!)
            feed.on(date.description, seen)
            let (book, count, events) = (feed.book, feed.said.count, feed.events.count)
            feed.on(date.description, seen)
            #expect(
                feed.book == book && feed.said.count == count && feed.events.count == events, "\(date) seed \(seed)")
            date = date.adding(days: Int.random(in: 1...3, using: &random))!
        }
    }
}
