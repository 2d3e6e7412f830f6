import Diagnostics
public import Engine
import FEEL
import JSON
import Packs
import World

/// What is in force at a date, what changes next, and which verdicts that touches.
///
/// Only the day of the law moves: the world stays that of its own date.
public struct LawCalendar {
    /// The territories' evaluations, sorted by territory; the rules are those of the first.
    let evaluations: [Evaluation]

    public init(_ evaluations: [Evaluation]) {
        self.evaluations = evaluations.sorted { $0.snapshot.territory < $1.snapshot.territory }
    }

    /// - Parameter parameters: `at`, a date, the law's own day otherwise; `next`, `true` to tell what changes.
    public func answer(_ parameters: [String: String]) -> Answers.Answer {
        guard let first = evaluations.first else { return .found(.object([.init("rules", .array([]))])) }
        let date = parameters["at"].flatMap { CalendarDate($0) } ?? first.lawDate
        let dated = first.pack.rules.filter { $0.inForce.from != nil || $0.inForce.to != nil }
        var members: [JSONValue.Member] = [
            .init("at", .string(date.description)), .init("pack", .string(first.pack.hash)),
            .init("always", .int(first.pack.rules.count - dated.count)),
            .init("rules", .array(dated.map { rule($0, at: date) })),
        ]
        if parameters["next"] == "true" {
            members.append(.init("next", .array(changes(dated, after: date))))
        }
        return .found(.object(members))
    }

    private func rule(_ rule: Rule, at date: CalendarDate) -> JSONValue {
        .object(named(rule) + [.init("force", .string(rule.force(at: date).rawValue))] + particulars(rule))
    }

    private func named(_ rule: Rule) -> [JSONValue.Member] {
        [
            .init("rule", .string(rule.id)), .init("role", .string(rule.role.rawValue)),
            .init("labels", ValueJSON.localized(rule.labels)),
        ]
    }

    private func particulars(_ rule: Rule) -> [JSONValue.Member] {
        [
            .init("from", rule.inForce.from.map { .string($0.description) } ?? .null),
            .init("to", rule.inForce.to.map { .string($0.description) } ?? .null),
            .init("source", rule.source.map { .string($0.citation) } ?? .null),
            .init("tag", rule.tag.map { .string($0.rawValue) } ?? .null),
        ]
    }

    /// Each day after a date on which a rule begins or ceases to be in force, in order.
    private func changes(_ dated: [Rule], after date: CalendarDate) -> [JSONValue] {
        let days = dated.flatMap { rule in [rule.inForce.from, rule.inForce.to?.adding(days: 1)].compactMap { $0 } }
        var previous = evaluations.map { at($0, date) }
        return Set(days.filter { $0 > date }).sorted().map { day in
            let next = evaluations.map { at($0, day) }
            defer { previous = next }
            return .object([
                .init("date", .string(day.description)),
                .init("rules", .array(dated.compactMap { turn($0, on: day) })),
                .init("territories", .array(zip(previous, next).map(territory))),
            ])
        }
    }

    private func at(_ evaluation: Evaluation, _ day: CalendarDate) -> Evaluation {
        if evaluation.lawDate == day { return evaluation }
        return Evaluation(pack: evaluation.pack, snapshot: evaluation.snapshot, lawDate: day)
    }

    private func turn(_ rule: Rule, on day: CalendarDate) -> JSONValue? {
        let enters = rule.inForce.from == day
        guard enters || rule.inForce.to?.adding(days: 1) == day else { return nil }
        return .object(
            named(rule) + [.init("becomes", .string((enters ? Rule.Force.inForce : .noLonger).rawValue))]
                + particulars(rule))
    }

    private func territory(_ before: Evaluation, _ after: Evaluation) -> JSONValue {
        .object([
            .init("territory", .string(after.snapshot.territory)),
            .init(
                "changes", .array(EvaluationChanges(before: before, after: after, facts: []).json)),
        ])
    }
}
