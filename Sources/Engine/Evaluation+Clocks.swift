import Alerts
import Diagnostics
public import FEEL
public import Packs
public import World

/// A step of a clock as it stands for a record.
public struct ClockStep: Sendable {
    public enum State: String, Sendable {
        case done, open, late, unknown
    }

    public var step: ProcedureClock.Step
    public var state: State
    /// The last days on which it can begin and end; nil without a day to count back from, or beyond what the calendar knows.
    public var beginsBy: CalendarDate?
    public var endsBy: CalendarDate?
    /// Why it is not known whether it is done, or to be done at all.
    public var missing = Causes()
    /// Why there is no last day.
    public var undated = Causes()
}

/// A clock counted back for a record.
public struct ClockReading: Sendable {
    public var steps: [ClockStep]
    public var target: CalendarDate?
    /// When all would be over, were the steps that are not done begun today, one after the other.
    public var earliest: CalendarDate?
    /// Why there is no day to count back from.
    public var missing: Causes
}

extension Evaluation {
    private var calendar: InstitutionalCalendar { pack.alerting.calendar }

    /// - Parameter target: The day, instead of the record's own.
    public func reading(of clock: ProcedureClock, for id: RecordID, target: CalendarDate? = nil) -> ClockReading {
        let stated = evaluate(clock.target, with: [object(id)])
        let counted: Value = target.map { .date($0) } ?? stated
        var day: CalendarDate?
        if case .date(let date) = counted { day = date }
        let missing = day == nil ? counted.causes : Causes()
        // Counted back: the last step comes first.
        var bound = day
        var steps: [ClockStep] = []
        for step in clock.steps.reversed() {
            guard let doubt = doubt(step.applies, about: id) else { continue }
            var (ends, undated) = (bound, missing)
            if let by = step.by {
                let value = evaluate(by, with: [object(id), counted])
                if case .date(let date) = value { ends = date } else { ends = nil }
                undated = ends == nil ? value.causes : Causes()
            }
            let begins = ends.flatMap { lastBeginning(step.lasts, by: $0) }
            if !step.isAside { bound = begins }
            let (state, why) = state(step, id, doubt)
            let isLate = state == .open && begins.map { $0 < snapshot.date } == true
            steps.append(
                ClockStep(
                    step: step, state: isLate ? .late : state, beginsBy: begins, endsBy: begins == nil ? nil : ends,
                    missing: why, undated: undated))
        }
        steps.reverse()
        return ClockReading(steps: steps, target: day, earliest: earliest(steps), missing: missing)
    }

    /// - Parameter doubt: Why it is not sure that the step is to be done.
    private func state(_ step: ProcedureClock.Step, _ id: RecordID, _ doubt: Causes) -> (ClockStep.State, Causes) {
        let value = step.done.map { evaluate($0, with: [object(id)]) } ?? .boolean(false)
        return switch value {
        case .boolean(true): (.done, Causes())
        case .boolean(false): doubt.isEmpty ? (.open, Causes()) : (.unknown, doubt)
        case .null where value.isNotApplicable: doubt.isEmpty ? (.open, Causes()) : (.unknown, doubt)
        default: (.unknown, Self.why(value, id).union(doubt))
        }
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

    private func earliest(_ steps: [ClockStep]) -> CalendarDate? {
        var day: CalendarDate? = calendar.workingDay(notBefore: snapshot.date)
        for step in steps where step.state != .done && !step.step.isAside {
            day = day.flatMap { calendar.end(of: step.step.lasts, from: calendar.workingDay(notBefore: $0)) }
        }
        return day
    }
}
