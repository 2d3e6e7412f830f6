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

    /// A world by itself; of many over the same facts, ask ``SupposedWorlds``.
    ///
    /// - Parameter evaluation: The world as it is: its rules, its facts, the day of its law.
    public convenience init(_ evaluation: Evaluation, supposing suppositions: [Supposition]) {
        self.init(evaluation, evaluation.snapshot.supposing(suppositions), common: nil, tellsCauses: true)
    }

    init(_ evaluation: Evaluation, _ snapshot: Snapshot, common: CommonGround?, tellsCauses: Bool) {
        session = Session(
            snapshot: snapshot, pack: evaluation.pack, lawDate: evaluation.lawDate, shape: evaluation.session.shape,
            isSparse: true, common: common, tellsCauses: tellsCauses)
    }

    deinit {
        session.forget()
    }

    /// - Returns: Nil when the rule does not exist, or is not evaluated for the subject.
    public func cell(_ rule: String, _ subject: Subject) -> Cell? {
        session.shape.rule(rule).flatMap { session.cell(alone: $0, subject) }
    }

    /// - Returns: Nil when there is no such assessment, or it does not assess the record.
    public func assessment(_ id: String, _ subject: RecordID) -> AssessmentResult? {
        session.pack.assessments.first { $0.id == id }.flatMap { assessment in
            if case .results(let results)? = session.shared(.results(id)) {
                return results.first { $0.subject == subject }
            }
            return AssessmentEvaluation(session: session, assessment: assessment).result(of: subject)
        }
    }
}

/// The many worlds that one world may be supposed to be, asked for the same few cells.
///
/// What such a cell reads is noted once, in the world as it is. A supposed world evaluates what read, directly or
/// through others, something that is supposed; the rest is that of the world as it is. A figure that walks all
/// pairs of a territory is then worked out once for all worlds in which no such pair is supposed.
///
/// **Invariant:** a cell is that of a whole evaluation over the same snapshot.
public final class SupposedWorlds: Sendable {
    private let evaluation: Evaluation
    private let base: BaseWorld
    private let tellsCauses: Bool

    /// - Parameters:
    ///   - evaluation: The world as it is: its rules, its facts, the day of its law.
    ///   - tellsCauses: Whether cells say what they lack. Otherwise they say, at less cost, only whether they lack
    ///     anything; all else is the same.
    public init(_ evaluation: Evaluation, tellsCauses: Bool = true) {
        self.evaluation = evaluation
        self.tellsCauses = tellsCauses
        base = BaseWorld(evaluation, tellsCauses: tellsCauses)
    }

    public func world(supposing suppositions: [Supposition]) -> SupposedWorld {
        let (snapshot, difference) = evaluation.snapshot.supposed(suppositions)
        return SupposedWorld(
            evaluation, snapshot, common: CommonGround(base, difference.keys), tellsCauses: tellsCauses)
    }
}

extension Evaluation {
    /// The whole of the same world with some facts supposed.
    public func supposing(_ suppositions: [Supposition]) -> Evaluation {
        Evaluation(pack: pack, snapshot: snapshot.supposing(suppositions), lawDate: lawDate)
    }
}
