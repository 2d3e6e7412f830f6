import Alerts
import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Steps counted back from a day, by the institution's calendar: the last day on which each can begin and, begun today, where they
/// would lead.
struct ClockAnswer {
    let evaluation: Evaluation
    let clock: ProcedureClock

    private var calendar: InstitutionalCalendar { evaluation.pack.alerting.calendar }
    private var today: CalendarDate { evaluation.snapshot.date }

    /// Whether the clock is certainly not a record's own.
    func applies(to id: RecordID) -> Bool {
        guard let expression = clock.applies else { return true }
        switch evaluation.evaluate(expression, with: [evaluation.object(id)]) {
        case .boolean(false), .null: return false
        default: return true
        }
    }

    /// - Parameter target: The day, instead of the record's own.
    func json(_ id: RecordID, target: CalendarDate?) -> JSONValue {
        let stated = evaluation.evaluate(clock.target, with: [evaluation.object(id)])
        var day = target
        if day == nil, case .date(let date) = stated { day = date }
        let states = clock.steps.map { state($0, id) }
        let last = day.map { lastDays($0) }
        let next = earliest(states)
        var steps: [JSONValue] = []
        for (index, step) in clock.steps.enumerated() {
            let latest = last?[index]
            steps.append(
                .object([
                    .init("step", .string(step.id)), .init("labels", ValueJSON.localized(step.labels)),
                    .init("lasts", .string(step.lasts.description)),
                    .init("state", .string(word(states[index], latest?.begins))),
                    .init("begins_by", text(latest?.begins)), .init("ends_by", text(latest?.ends)),
                    .init("source", step.source.map { .string($0.citation) } ?? .null),
                    .init("tag", step.tag.map { .string($0.rawValue) } ?? .null),
                ]))
        }
        let isFeasible: JSONValue =
            if let day, let next { .bool(next <= day) } else { .null }
        return .object([
            .init("record", .string(id.description)), .init("name", .string(evaluation.displayName(id))),
            .init("clock", .string(clock.id)), .init("labels", ValueJSON.localized(clock.labels)),
            .init("target", text(day)), .init("earliest", text(next)), .init("feasible", isFeasible),
            .init("steps", .array(steps)),
            .init("missing", ValueJSON.causes(day == nil ? stated.causes : Causes())),
        ])
    }

    private func text(_ date: CalendarDate?) -> JSONValue { date.map { .string($0.description) } ?? .null }

    // MARK: States

    private enum State {
        case done, open, unknown
    }

    private func state(_ step: ProcedureClock.Step, _ id: RecordID) -> State {
        guard let done = step.done else { return .open }
        switch evaluation.evaluate(done, with: [evaluation.object(id)]) {
        case .boolean(true): return .done
        case .boolean(false), .null: return .open
        default: return .unknown
        }
    }

    /// `late` once the last day to begin has passed.
    private func word(_ state: State, _ last: CalendarDate?) -> String {
        switch state {
        case .done: "done"
        case .unknown: "unknown"
        case .open: last.map { $0 < today } ?? false ? "late" : "open"
        }
    }

    // MARK: Days

    /// The last days on which each step can begin and end, so that all are over on a day; nil beyond what the calendar knows.
    private func lastDays(_ target: CalendarDate) -> [(begins: CalendarDate, ends: CalendarDate)?] {
        var bound: CalendarDate? = target
        var days: [(begins: CalendarDate, ends: CalendarDate)?] = []
        for step in clock.steps.reversed() {
            let begins = bound.flatMap { lastBeginning(step.lasts, by: $0) }
            days.append(begins.flatMap { begins in bound.map { (begins, $0) } })
            bound = begins
        }
        return days.reversed()
    }

    /// The last working day from which a delay is over by a day: looked for over twelve years.
    private func lastBeginning(_ delay: Delay, by bound: CalendarDate) -> CalendarDate? {
        for back in 0..<4400 {
            guard let day = bound.adding(days: -back) else { return nil }
            guard calendar.isWorkingDay(day), let end = calendar.end(of: delay, from: day) else { continue }
            if end <= bound { return day }
        }
        return nil
    }

    /// When all would be over, were the steps that are not done begun today, one after the other.
    private func earliest(_ states: [State]) -> CalendarDate? {
        var day: CalendarDate? = calendar.workingDay(notBefore: today)
        for (step, state) in zip(clock.steps, states) where state != .done {
            day = day.flatMap { calendar.end(of: step.lasts, from: calendar.workingDay(notBefore: $0)) }
        }
        return day
    }
}

extension Answers {
    func clocks(_ parameters: [String: String]) -> Answer {
        let clocks = evaluation.pack.clocks
        guard !clocks.isEmpty else {
            return .missing([
                Diagnostic(
                    "A110", Localized(fr: "aucun calendrier à rebours", en: "no clock"),
                    help: Localized(
                        fr: "en déclarer un sous « clocks » d'un fichier « format: studies/1 »",
                        en: "declare one under 'clocks' of a 'format: studies/1' file"))
            ])
        }
        let target = parameters["target"].flatMap { CalendarDate($0) }
        let asked = parameters["record"].map { $0.split(separator: ",").map(String.init) }
        var found: [JSONValue] = []
        for clock in clocks {
            let answer = ClockAnswer(evaluation: evaluation, clock: clock)
            for id in evaluation.records(of: clock.kind).records where answer.applies(to: id) {
                if let asked, !asked.contains(id.key), !asked.contains(id.description) { continue }
                found.append(answer.json(id, target: target))
            }
        }
        return .found(.object(head + [.init("clocks", .array(found))]))
    }
}
