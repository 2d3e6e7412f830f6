import Packs
public import World

/// The same world with a few facts supposed, evaluated one cell at a time.
///
/// What an answer, a lever or a hypothesis would do to some verdicts is found out without evaluating the
/// rest: what cells share is computed once, when the first of them needs it.
///
/// **Invariant:** a cell is that of a whole evaluation over the same snapshot.
public final class SupposedWorld: Sendable {
    private let session: Session
    /// - Parameter evaluation: The world as it is: its rules, its facts, the day of its law.
    public init(_ evaluation: Evaluation, supposing suppositions: [Supposition]) {
        session = Session(
            snapshot: evaluation.snapshot.supposing(suppositions), pack: evaluation.pack, lawDate: evaluation.lawDate,
            shape: evaluation.session.shape, isSparse: true)
    }

    deinit {
        session.forget()
    }

    /// - Returns: Nil when the rule does not exist, or is not evaluated for the subject.
    public func cell(_ rule: String, _ subject: Subject) -> Cell? {
        session.pack.rule(rule).flatMap { RuleEvaluation(session: session, rule: $0).cell(of: subject) }
    }

    /// - Returns: Nil when there is no such assessment, or it does not assess the record.
    public func assessment(_ id: String, _ subject: RecordID) -> AssessmentResult? {
        session.pack.assessments.first { $0.id == id }.flatMap {
            AssessmentEvaluation(session: session, assessment: $0).result(of: subject)
        }
    }
}

extension Evaluation {
    /// The whole of the same world with some facts supposed.
    public func supposing(_ suppositions: [Supposition]) -> Evaluation {
        Evaluation(pack: pack, snapshot: snapshot.supposing(suppositions), lawDate: lawDate)
    }
}
