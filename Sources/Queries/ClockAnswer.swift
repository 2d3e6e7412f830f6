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

    /// - Parameter target: The day, instead of the record's own.
    func json(_ id: RecordID, target: CalendarDate?) -> JSONValue {
        let reading = evaluation.reading(of: clock, for: id, target: target)
        let steps = reading.steps.map { found -> JSONValue in
            .object([
                .init("step", .string(found.step.id)), .init("labels", ValueJSON.localized(found.step.labels)),
                .init("lasts", .string(found.step.lasts.description)), .init("state", .string(found.state.rawValue)),
                .init("begins_by", text(found.beginsBy)), .init("ends_by", text(found.endsBy)),
                .init("source", found.step.source.map { .string($0.citation) } ?? .null),
                .init("tag", found.step.tag.map { .string($0.rawValue) } ?? .null),
                .init("missing", ValueJSON.causes(found.missing.union(found.undated))),
            ])
        }
        let isFeasible: JSONValue =
            if let day = reading.target, let earliest = reading.earliest { .bool(earliest <= day) } else { .null }
        return .object([
            .init("record", .string(id.description)), .init("name", .string(evaluation.displayName(id))),
            .init("clock", .string(clock.id)), .init("labels", ValueJSON.localized(clock.labels)),
            .init("target", text(reading.target)), .init("earliest", text(reading.earliest)),
            .init("feasible", isFeasible), .init("steps", .array(steps)),
            .init("missing", ValueJSON.causes(reading.missing)),
        ])
    }

    private func text(_ date: CalendarDate?) -> JSONValue { date.map { .string($0.description) } ?? .null }
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
            for id in evaluation.records(of: clock.kind).records where evaluation.mayApply(clock.applies, to: id) {
                if let asked, !asked.contains(id.key), !asked.contains(id.description) { continue }
                found.append(answer.json(id, target: target))
            }
        }
        return .found(.object(head + [.init("clocks", .array(found))]))
    }
}
