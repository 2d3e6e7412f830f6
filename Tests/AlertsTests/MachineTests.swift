import FEEL
import JSON
import Testing

@testable import Alerts

/// A machine fed by hand, one day after the other, that keeps what it said.
struct Feed {
    var machine: AlertMachine
    var book = AlertBook()
    var said: [String] = []
    var events: [String] = []

    init(_ definitions: [AlertDefinition], audiences: [Audience]? = nil, calendar: InstitutionalCalendar = .init()) {
        machine = AlertMachine(
            definitions: definitions,
            audiences: audiences ?? [
                Audience(id: "bureau", labels: .init(both: "bureau"), immediate: ["rouge", "orange"], digest: nil),
                Audience(id: "chef", labels: .init(both: "chef"), digest: nil),
            ], calendar: calendar, severities: ["rouge", "orange", "bleu"])
    }

    static func see(
        _ subject: String, _ condition: Truth, clearing: Truth? = nil, alert: String = "a", severity: String? = "rouge",
        matter: String = "m", material: String? = "", before: Truth? = nil
    ) -> Observation {
        Observation(
            alert: alert, subject: [subject], condition: condition,
            clearing: clearing ?? (condition == .yes ? .no : condition == .no ? .yes : .unknown), before: before,
            severity: severity, matter: matter, material: material,
            missing: condition == .unknown ? ["\(subject).x"] : [])
    }

    mutating func on(_ date: String, _ observations: Observation..., complete: Set<String> = []) {
        // Through its text each time: what is not kept would be missed.
        let kept = AlertBook(
            instances: book.sorted.compactMap { AlertInstance(json: $0.json) },
            silences: book.silences.compactMap { Silence(json: $0.json) }, rest: book.rest)
        #expect(kept == book)
        let step = machine.step(kept, territory: "t", day: day(date), sight: .init(observations, complete: complete))
        book = step.book
        events += step.events.filter { $0.kind != .noticed }.map {
            "\($0.day) \($0.kind) \($0.key?.id ?? "")\($0.detail.isEmpty ? "" : " (\($0.detail))")"
        }
        for notice in step.notices {
            let items = notice.items.map { "\($0.what) \($0.key.id)" }.joined(separator: ", ")
            let kind = notice.kind == .digest ? "digest" : notice.matter
            let ends = notice.silences.map { " silence \($0.id) until \($0.until)" }.joined()
            said.append("\(date) \(notice.audience) \(kind): \(items)\(ends)")
            #expect(Notice(json: notice.json) == notice)
        }
    }

    func state(_ id: String, _ date: String) -> AlertInstance.State? {
        book.instances[AlertKey(id: id)].map { book.state(of: $0, on: day(date)) }
    }
}

private func definition(_ id: String = "a", _ change: (inout AlertDefinition) -> Void = { _ in }) -> AlertDefinition {
    var definition = AlertDefinition(id: id, labels: .init(both: id), to: ["bureau"])
    change(&definition)
    return definition
}

@Suite("the life of an alert") struct MachineTests {
    @Test("opens once, says so once, resolves once")
    func simplest() {
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.on("2026-01-06", Feed.see("k/1", .yes))
        #expect(feed.state("a:k/1", "2026-01-06") == .open)
        feed.on("2026-01-07", Feed.see("k/1", .no))
        feed.on("2026-01-08", Feed.see("k/1", .no))
        #expect(feed.said == ["2026-01-05 bureau m: opened a:k/1", "2026-01-07 bureau m: resolved a:k/1"])
        #expect(feed.events == ["2026-01-05 opened a:k/1", "2026-01-07 resolved a:k/1"])
    }

    @Test("a severity that is no longer known is no graver than it was; one that begins is the gravest it may be")
    func uncertainSeverity() throws {
        func unsure(_ subject: String, _ matter: String?) -> Observation {
            var seen = Feed.see(subject, .yes, severity: nil)
            seen.gravest = "rouge"
            seen.matter = matter
            return seen
        }
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes, severity: "orange"), unsure("k/2", nil))
        feed.on("2026-01-06", unsure("k/1", nil), unsure("k/2", nil))
        feed.on("2026-01-07", Feed.see("k/1", .yes, severity: "orange"), Feed.see("k/2", .yes, severity: "bleu"))
        #expect(
            feed.said == [
                "2026-01-05 bureau a: opened a:k/2", "2026-01-05 bureau m: opened a:k/1",
            ])
        #expect(feed.book.instances[AlertKey(id: "a:k/1")]?.matter == "m")
        #expect(feed.book.instances[AlertKey(id: "a:k/2")]?.severity == "bleu")
        feed.on("2026-01-08", Feed.see("k/1", .yes, severity: "rouge"), Feed.see("k/2", .yes, severity: "bleu"))
        #expect(feed.said.last == "2026-01-08 bureau m: changed a:k/1")
    }

    @Test("holds its breath for as long as it is told, missing data neither counting against nor for it")
    func hold() {
        var feed = Feed([definition { $0.hold = .months(1) }])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.on("2026-01-20", Feed.see("k/1", .unknown))
        feed.on("2026-02-05", Feed.see("k/1", .unknown))
        #expect(feed.state("a:k/1", "2026-02-05") == .pending, "what is not known opens nothing")
        feed.on("2026-02-06", Feed.see("k/1", .yes))
        #expect(feed.said == ["2026-02-06 bureau m: opened a:k/1"], "it began on the 5th of January")
        feed = Feed([definition { $0.hold = .months(1) }])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.on("2026-01-20", Feed.see("k/1", .no))
        feed.on("2026-01-21", Feed.see("k/1", .yes))
        feed.on("2026-02-05", Feed.see("k/1", .yes))
        #expect(feed.said.isEmpty)
    }

    @Test("missing data suspends and never resolves; a subject that vanishes does neither")
    func missing() {
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes), Feed.see("k/2", .yes, matter: "n"))
        feed.on("2026-03-05", Feed.see("k/1", .unknown))
        #expect(feed.state("a:k/1", "2026-03-05") == .suspended)
        #expect(feed.book.instances[AlertKey(id: "a:k/1")]?.missing == ["k/1.x"])
        #expect(feed.state("a:k/2", "2026-03-05") == .suspended, "nobody states it any more")
        feed.on("2026-03-06", Feed.see("k/1", .yes), complete: ["a"])
        #expect(feed.state("a:k/1", "2026-03-06") == .open)
        #expect(feed.state("a:k/2", "2026-03-06") == .resolved, "the list is complete without it")
        #expect(feed.said.count == 3 && feed.said.last == "2026-03-06 bureau n: resolved a:k/2")
    }

    @Test("between its two conditions it stays as it was")
    func hysteresis() {
        var feed = Feed([definition { $0.clearHold = .days(7) }])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.on("2026-01-06", Feed.see("k/1", .no, clearing: .no))
        feed.on("2026-01-20", Feed.see("k/1", .no, clearing: .yes))
        feed.on("2026-01-24", Feed.see("k/1", .no, clearing: .no))
        feed.on("2026-01-25", Feed.see("k/1", .no, clearing: .yes))
        feed.on("2026-01-31", Feed.see("k/1", .no, clearing: .yes))
        #expect(feed.said.count == 1)
        feed.on("2026-02-01", Feed.see("k/1", .no, clearing: .yes))
        #expect(feed.said.last == "2026-02-01 bureau m: resolved a:k/1")
    }

    @Test("one matter, one notice a day, whatever the number of its subjects")
    func grouping() {
        var feed = Feed([definition(), definition("b")])
        feed.on("2026-01-05", Feed.see("k/1", .yes), Feed.see("k/2", .yes), Feed.see("k/3", .yes, alert: "b"))
        feed.on(
            "2026-01-05", Feed.see("k/1", .yes), Feed.see("k/2", .yes), Feed.see("k/3", .yes, alert: "b"),
            Feed.see("k/4", .yes))
        feed.on(
            "2026-01-06", Feed.see("k/1", .yes), Feed.see("k/2", .yes), Feed.see("k/3", .yes, alert: "b"),
            Feed.see("k/4", .yes))
        #expect(
            feed.said == [
                "2026-01-05 bureau m: opened a:k/1, opened a:k/2, opened b:k/3", "2026-01-06 bureau m: opened a:k/4",
            ])
    }

    @Test("an acknowledgement keeps quiet until its end, survives a brief clearing, and wakes on a material change")
    func acknowledgement() throws {
        var feed = Feed([definition { $0.reminders = [.days(5)] }])
        feed.on("2026-01-05", Feed.see("k/1", .yes, material: "2"))
        let key = AlertKey(id: "a:k/1")
        func acknowledge() throws {
            feed.book = try feed.machine.acknowledge(
                key, in: feed.book, owner: "Camille", note: "vu", until: day("2026-03-01"), by: "camille",
                on: day("2026-01-06")
            ).book
        }
        try acknowledge()
        #expect(feed.state("a:k/1", "2026-01-06") == .acknowledged)
        feed.on("2026-01-20", Feed.see("k/1", .yes, material: "2"))
        feed.on("2026-01-21", Feed.see("k/1", .no, material: "2"))
        feed.on("2026-01-23", Feed.see("k/1", .yes, material: "2"))
        #expect(feed.said.dropFirst() == ["2026-01-21 bureau m: resolved a:k/1"])
        #expect(feed.state("a:k/1", "2026-01-23") == .acknowledged)
        feed.on("2026-01-24", Feed.see("k/1", .unknown, material: nil))
        #expect(feed.book.instances[key]?.acknowledgement != nil, "missing data is no change")
        feed.on("2026-02-01", Feed.see("k/1", .yes, material: "3"))
        #expect(feed.events.contains("2026-02-01 woken a:k/1 (Camille)"))
        #expect(feed.said.last == "2026-02-01 bureau m: opened a:k/1")
        try acknowledge()
        feed.on("2026-03-02", Feed.see("k/1", .yes, material: "3"))
        #expect(feed.events.last == "2026-03-02 expired a:k/1 (Camille)")
        feed.on("2026-03-07", Feed.see("k/1", .yes, material: "3"))
        #expect(feed.said.last == "2026-03-07 bureau m: reminder a:k/1")
    }

    @Test("acts without a reason, an owner or an end are refused")
    func refusals() {
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        let (machine, book) = (feed.machine, feed.book)
        func refusal(_ id: String, _ owner: String, _ note: String, _ until: String) -> AlertMachine.Refusal? {
            do throws(AlertMachine.Refusal) {
                _ = try machine.acknowledge(
                    AlertKey(id: id), in: book, owner: owner, note: note, until: day(until), by: "x",
                    on: day("2026-01-06"))
                return nil
            } catch { return error }
        }
        #expect(refusal("a:k/9", "c", "n", "2026-02-01") == .notOpen(AlertKey(id: "a:k/9")))
        #expect(refusal("a:k/1", " ", "n", "2026-02-01") == .noReason)
        #expect(refusal("a:k/1", "c", "", "2026-02-01") == .noReason)
        #expect(refusal("a:k/1", "c", "n", "2026-01-05") == .badEnd)
        #expect(refusal("a:k/1", "c", "n", "2027-02-01") == .badEnd)
        #expect(refusal("a:k/1", "c", "n", "2026-01-06") == nil)
        #expect(throws: AlertMachine.Refusal.coversAll) { try machine.covered(by: .init(), in: book) }
        #expect(throws: AlertMachine.Refusal.noSilence(3)) { try machine.unsilence(3, in: book, on: day("2026-01-06")) }
    }

    @Test("a silence mutes what it covers; its end is told in the digest, what happened meanwhile is not lost")
    func silences() throws {
        var feed = Feed(
            [definition()],
            audiences: [Audience(id: "bureau", labels: .init(both: "b"), immediate: ["rouge"], digest: 1)])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        let (step, silence, covered) = try feed.machine.silence(
            .init(matter: "m"), in: feed.book, reason: "budget", author: "camille", until: day("2026-01-20"),
            on: day("2026-01-06"))
        #expect(covered.map(\.key.id) == ["a:k/1"] && silence.id == 1)
        feed.book = step.book
        feed.on("2026-01-07", Feed.see("k/1", .no), Feed.see("k/2", .yes))
        #expect(feed.state("a:k/2", "2026-01-07") == .silenced)
        #expect(feed.said.count == 1)
        feed.on("2026-01-12", Feed.see("k/1", .no), Feed.see("k/2", .yes))
        feed.on("2026-01-19", Feed.see("k/1", .no), Feed.see("k/2", .yes))
        feed.on("2026-01-21", Feed.see("k/1", .no), Feed.see("k/2", .yes))
        #expect(
            feed.said.dropFirst() == [
                "2026-01-12 bureau digest: resolved a:k/1, silenced a:k/2",
                "2026-01-19 bureau digest:  silence 1 until 2026-01-20",
                "2026-01-21 bureau m: opened a:k/2, resolved a:k/1",
            ])
    }

    @Test("a graver alert speaks for another on the same matter, until it is over")
    func inhibition() {
        var feed = Feed([definition { $0.inhibitions = [.init(alert: "b", same: .matter)] }, definition("b")])
        feed.on(
            "2026-01-05", Feed.see("k/1", .yes), Feed.see("k/2", .yes, alert: "b"), Feed.see("k/3", .yes, matter: "n"))
        #expect(feed.said == ["2026-01-05 bureau m: opened b:k/2", "2026-01-05 bureau n: opened a:k/3"])
        feed.on(
            "2026-01-06", Feed.see("k/1", .yes), Feed.see("k/2", .no, alert: "b"), Feed.see("k/3", .yes, matter: "n"))
        #expect(feed.said.last == "2026-01-06 bureau m: opened a:k/1, resolved b:k/2")
    }

    @Test("reminders fade and count working days; nobody's matter goes up, an owned one does not")
    func escalation() throws {
        let alert = definition {
            $0.reminders = [.workingDays(5), .workingDays(15), .months(1)]
            $0.escalation = .init(after: .workingDays(7), to: "chef")
        }
        var feed = Feed([alert], calendar: calendar)
        var date = day("2026-04-27")
        while date <= day("2026-06-30") {
            feed.on(date.description, Feed.see("k/1", .yes))
            date = date.adding(days: 1)!
        }
        // The next wait is a month. 1, 8, 14, 15 and 25 May are holidays of this calendar.
        #expect(
            feed.said == [
                "2026-04-27 bureau m: opened a:k/1", "2026-05-05 bureau m: reminder a:k/1",
                "2026-05-07 chef m: escalated a:k/1", "2026-06-01 bureau m: reminder a:k/1",
                "2026-06-01 chef m: reminder a:k/1",
            ])
    }

    @Test("during a suspension nobody is told; after it, of what is then, once")
    func suspension() {
        var feed = Feed([definition(), definition("b") { $0.despiteSuspension = true }], calendar: calendar)
        feed.on(
            "2026-07-02", Feed.see("k/1", .yes), Feed.see("k/2", .yes, alert: "b", matter: "n"), Feed.see("k/3", .yes))
        feed.on(
            "2026-08-20", Feed.see("k/1", .yes), Feed.see("k/2", .yes, alert: "b", matter: "n"), Feed.see("k/3", .no))
        feed.on(
            "2026-09-01", Feed.see("k/1", .yes), Feed.see("k/2", .yes, alert: "b", matter: "n"), Feed.see("k/3", .no))
        #expect(feed.said == ["2026-07-02 bureau n: opened b:k/2", "2026-09-01 bureau m: opened a:k/1"])
        #expect(
            feed.machine.mute(of: feed.book.instances[AlertKey(id: "a:k/1")]!, in: feed.book, on: day("2026-07-03"))
                == .calendar("ete"))
    }

    @Test("a clock set years ahead and back again sends nothing twice and stops nothing")
    func clock() {
        var feed = Feed(
            [definition { $0.reminders = [.days(10)] }],
            audiences: [Audience(id: "bureau", labels: .init(both: "b"), immediate: ["rouge"], digest: 1)])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.on("2026-01-12", Feed.see("k/1", .yes))
        feed.on("2031-06-01", Feed.see("k/1", .yes))
        let ahead = feed.said.count
        feed.on("2026-01-13", Feed.see("k/1", .yes))
        #expect(feed.said.count == ahead, "\(feed.said)")
        feed.on("2026-01-19", Feed.see("k/1", .yes))
        feed.on("2026-01-23", Feed.see("k/1", .yes))
        feed.on("2026-01-26", Feed.see("k/1", .no))
        #expect(
            feed.said.dropFirst(ahead) == [
                "2026-01-19 bureau digest: ", "2026-01-23 bureau m: reminder a:k/1",
                "2026-01-26 bureau m: resolved a:k/1", "2026-01-26 bureau digest: ",
            ])
    }

    @Test("what must have been so before, was")
    func lost() {
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes, before: .no))
        feed.on("2026-01-06", Feed.see("k/1", .yes, before: .unknown))
        #expect(feed.said.isEmpty)
        feed.on("2026-01-07", Feed.see("k/1", .no, before: .yes))
        feed.on("2026-01-08", Feed.see("k/1", .yes, before: .no))
        #expect(feed.said == ["2026-01-08 bureau m: opened a:k/1"])
    }

    @Test("an empty week is a digest with nothing in it, on the first working day")
    func digest() {
        var feed = Feed(
            [definition { $0.to = ["chef"] }],
            audiences: [Audience(id: "chef", labels: .init(both: "c"), digest: 1)], calendar: calendar)
        for date in ["2026-03-30", "2026-04-05", "2026-04-06", "2026-04-07", "2026-04-08"] {
            feed.on(date, Feed.see("k/1", .no))
        }
        // Monday 6 April 2026 is Easter Monday.
        #expect(feed.said == ["2026-04-07 chef digest: "])
    }

    @Test("an alert that the policies no longer have is over, and nobody is told")
    func withdrawn() {
        var feed = Feed([definition()])
        feed.on("2026-01-05", Feed.see("k/1", .yes))
        feed.machine.definitions = [:]
        feed.on("2026-01-06")
        #expect(feed.state("a:k/1", "2026-01-06") == .resolved)
        #expect(feed.events.last == "2026-01-06 resolved a:k/1 (withdrawn)" && feed.said.count == 1)
    }
}

@Suite("names of alerts") struct AlertKeyTests {
    @Test("an alert is found by its name, whatever its records' keys hold", arguments: ["A1", "A+1", "+", "A:1", "é"])
    func roundTrip(_ key: String) {
        var book = AlertBook()
        let name = AlertKey(alert: "a", subject: ["k/\(key)", "k/B"])
        book.instances[name] = AlertInstance(key: name)
        #expect(book.instance(id: name.id)?.key == name)
        #expect(book.instance(id: name.id + "x") == nil)
    }
}
