import Engine
import FEEL
import JSON
import Packs
public import World

extension Answers {
    /// What would change, were these facts so: `supposed`, `changes` as after a write, `assessments` that
    /// would be otherwise. Nothing is written.
    public func whatIf(_ suppositions: [Supposition]) -> Answer {
        let facts = suppositions.map { supposition in
            FactChange(
                record: supposition.record, attribute: supposition.attribute,
                before: evaluation.snapshot.record(supposition.record)?.agreed(supposition.attribute),
                after: supposition.value, origin: Supposition.source)
        }
        let after = evaluation.supposing(suppositions)
        return .found(
            .object(
                head + [
                    .init("supposed", .array(facts.map(supposed))),
                    .init(
                        "changes", .array(EvaluationChanges(before: evaluation, after: after, facts: facts).json)),
                    .init("assessments", .array(assessments(after))),
                ]))
    }

    private func supposed(_ fact: FactChange) -> JSONValue {
        let labels = evaluation.pack.vocabulary.kinds[fact.record.kind]?.attribute(fact.attribute)?.labels
        return .object([
            .init("record", .string(fact.record.description)),
            .init("name", .string(evaluation.displayName(fact.record))),
            .init("attribute", .string(fact.attribute)), .init("labels", labels.map(ValueJSON.localized) ?? .null),
            .init("before", fact.before.map(\.json) ?? .null), .init("after", fact.after.map(\.json) ?? .null),
        ])
    }

    /// Assessments whose verdict, band, gates or mean differ, before and after.
    private func assessments(_ after: Evaluation) -> [JSONValue] {
        after.assessments.compactMap { result in
            let old = evaluation.assessments.first {
                $0.assessment == result.assessment && $0.subject == result.subject
            }
            let (before, now) = (old.map(Self.summary), Self.summary(result))
            guard before != now else { return nil }
            let labels = evaluation.pack.assessments.first { $0.id == result.assessment }?.labels
            return .object([
                .init("assessment", .string(result.assessment)),
                .init("labels", labels.map(ValueJSON.localized) ?? .null),
                .init("subject", .string(result.subject.description)),
                .init("name", .string(after.displayName(result.subject))),
                .init("before", before ?? .null), .init("after", now),
            ])
        }
    }

    private static func summary(_ result: AssessmentResult) -> JSONValue {
        .object([
            .init("verdict", .string(result.verdict.rawValue)),
            .init("band", result.band.map { .string($0) } ?? .null),
            .init(
                "gates", .object(result.gates.map { .init($0.id, .string($0.verdict.rawValue)) })),
            .init("mean", ValueJSON.ends(result.mean) { .number($0.jsonText) }),
        ])
    }
}
