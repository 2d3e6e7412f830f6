public import FEEL
public import Packs
public import World

/// Single cells of a pack over a snapshot, each worked out when it is asked for.
///
/// Gives what ``Evaluation`` gives, without the cells nobody asks for: the means of tests, which ask for
/// a few cells of many slightly different packs.
public final class CellEvaluation: Sendable {
    public let pack: Pack
    public let snapshot: Snapshot
    private let session: Session

    /// - Parameters:
    ///   - lawDate: The day whose law is applied; the snapshot's own when nil.
    ///   - recorder: Told of every part of every expression that is evaluated, those of functions too.
    public init(
        pack: Pack, snapshot: Snapshot, lawDate: CalendarDate? = nil, recorder: (any EvaluationRecorder)? = nil
    ) {
        self.pack = pack
        self.snapshot = snapshot
        self.session = Session(snapshot: snapshot, pack: pack, lawDate: lawDate, recorder: recorder)
    }

    deinit {
        session.forget()
    }

    /// - Returns: Nil when there is no such rule, or it is not evaluated for the subject.
    public func cell(_ rule: String, _ subject: Subject) -> Cell? {
        guard let rule = session.shape.rule(rule) else { return nil }
        return RuleEvaluation(session: session, rule: rule).cell(of: subject)
    }

    /// Every cell of a rule, sorted by subject; empty for a rule that does not exist.
    public func cells(of rule: String) -> [Cell] {
        session.shape.rule(rule).map { session.cells(of: $0) } ?? []
    }

    /// The results of one assessment, by subject.
    public func assessment(_ id: String) -> [AssessmentResult] {
        pack.assessments.filter { $0.id == id }
            .flatMap { AssessmentEvaluation(session: session, assessment: $0).results() }
    }

    /// What a rule may conclude about a subject of which nothing is known, in an empty world: each of
    /// its expressions with all its value may be.
    ///
    /// A certain value here is the same whatever the facts.
    public static func anything(_ rule: Rule, in pack: Pack, at date: CalendarDate) -> [Possible] {
        let snapshot = Snapshot(base: FactBase(territory: "?"), vocabulary: pack.vocabulary, date: date)
        let session = Session(snapshot: snapshot, pack: pack)
        defer { session.forget() }
        let evaluation = RuleEvaluation(session: session, rule: SharedRule(rule))
        guard let candidate = evaluation.possibleCandidates().first ?? evaluation.candidates().first else { return [] }
        var found: [Possible] = []
        for (role, expression) in [
            (Explanation.Part.Role.applies, rule.applies), (.when, rule.when), (.gravity, rule.gravity),
        ] {
            guard let expression else { continue }
            found.append(
                Possible(role: role, expression: expression, value: evaluation.evaluate(expression, candidate)))
        }
        if let score = rule.score {
            let given: Value
            if let derived = rule.value {
                given = evaluation.evaluate(derived, candidate)
            } else {
                given = candidate.objects.first?.member(rule.id) ?? .null
            }
            found.append(
                Possible(role: .score, expression: score, value: evaluation.evaluate(score, candidate, [given])))
        }
        return found
    }

    /// An expression of a rule and what it may be.
    public struct Possible: Sendable {
        public let role: Explanation.Part.Role
        public let expression: CompiledExpression
        public let value: Value
    }
}
