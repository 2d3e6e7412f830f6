public import FEEL
import Packs
public import World

/// How ready a project is, as an interval: every unknown counts as nothing, then as all.
public struct AssessmentResult: Sendable {
    public struct GroupResult: Sendable {
        public let id: String
        /// Questions in scope and applicable.
        public let count: Int
        public let mean: Interval<Number>
    }

    public struct GateResult: Sendable {
        public let id: String
        public let verdict: Verdict
        public let missing: Causes
    }

    public let assessment: String
    public let subject: RecordID
    public let groups: [GroupResult]
    /// Questions in scope and applicable.
    public let count: Int
    /// The mean of the scores, closed, 0...1.
    public let mean: Interval<Number>
    /// The share of those questions with at least part of an answer, 0...1.
    public let completeness: Number
    public let gates: [GateResult]
    /// Nil when the interval straddles two bands or too little is known.
    public let band: String?
    /// Whether every gate passes and the mean is in the highest band.
    public let verdict: Verdict
    public let missing: Causes
    /// Scores by question id, in the policy's order: bounds within 0...1; nil when not applicable.
    public let scores: [QuestionScore]

    public struct QuestionScore: Sendable {
        public let question: String
        public let group: String?
        public let score: Interval<Number>?
        public let isAnswered: Bool
        public let missing: Causes
    }
}

struct AssessmentEvaluation {
    let session: Session
    let assessment: Assessment

    func results() -> [AssessmentResult] {
        session.note(.assessment(assessment.id))
        return RecordLists(session: session).own(assessment.subject).items.compactMap { item in
            guard case .object(let object) = item, let record = object as? RecordObject else { return nil }
            return result(record)
        }
    }

    /// The result for one record; nil when it is none of the territory's own.
    func result(of id: RecordID) -> AssessmentResult? {
        RecordLists(session: session).own(assessment.subject).items.lazy.compactMap { item -> RecordObject? in
            guard case .object(let object) = item else { return nil }
            return object as? RecordObject
        }.first { $0.record.id == id }.map(result)
    }

    private func result(_ record: RecordObject) -> AssessmentResult {
        let subject = Subject([record.record.id])
        let scores = assessment.scope.compactMap { id -> AssessmentResult.QuestionScore? in
            guard let rule = session.shape.rule(id),
                let cell = session.cell(rule, subject)
            else { return nil }
            return score(rule, cell)
        }
        let applicable = scores.filter { $0.score != nil }
        let mean = mean(applicable)
        let answered = applicable.count { $0.isAnswered }
        let completeness =
            applicable.isEmpty ? Number(0) : Number(answered).divided(by: Number(applicable.count)) ?? Number(0)
        let gates = assessment.gates.map { gate(_: $0, record) }
        var band: String?
        if !applicable.isEmpty, completeness >= assessment.completeness {
            let low = bandIndex(mean.lower?.value)
            if low == bandIndex(mean.upper?.value) { band = low.map { assessment.bands[$0].id } }
        }
        let missing = scores.reduce(Causes()) { $0.union($1.missing) }
        var verdict: Verdict = .unknown
        if gates.contains(where: { $0.verdict == .no }) {
            verdict = .no
        } else if let band, band != assessment.bands.first?.id {
            verdict = .no
        } else if band != nil, gates.allSatisfy({ $0.verdict == .yes }) {
            verdict = .yes
        }
        return AssessmentResult(
            assessment: assessment.id, subject: record.record.id,
            groups: assessment.groups.map { id in
                let members = applicable.filter { $0.group == id }
                return AssessmentResult.GroupResult(id: id, count: members.count, mean: self.mean(members))
            },
            count: applicable.count, mean: mean, completeness: completeness, gates: gates, band: band,
            verdict: verdict,
            missing: gates.reduce(missing) { $0.union($1.missing) }, scores: scores)
    }

    private func score(_ rule: SharedRule, _ cell: Cell) -> AssessmentResult.QuestionScore {
        let scale = Interval<Number>.closed(Number(0), Number(1))
        var interval: Interval<Number>? = scale
        switch cell.score {
        case .number(let number)?: interval = .closed(number, number)
        case .unknown(let unknown)?: interval = unknown.domain.numericHull.map { $0.within(scale) } ?? scale
        case .null? where cell.score?.isNotApplicable == true: interval = nil
        default: break
        }
        return AssessmentResult.QuestionScore(
            question: rule.id, group: rule.rule.group, score: interval,
            isAnswered: interval.map { $0 != scale } ?? false,
            missing: cell.missing)
    }

    private func mean(_ scores: [AssessmentResult.QuestionScore]) -> Interval<Number> {
        guard !scores.isEmpty else { return .closed(Number(0), Number(1)) }
        var lower = Number(0)
        var upper = Number(0)
        for score in scores {
            lower = lower.adding(score.score?.lower?.value ?? Number(0)) ?? lower
            upper = upper.adding(score.score?.upper?.value ?? Number(1)) ?? upper
        }
        let count = Number(scores.count)
        return .closed(lower.divided(by: count) ?? Number(0), upper.divided(by: count) ?? Number(1))
    }

    private func gate(_ gate: Assessment.Gate, _ record: RecordObject) -> AssessmentResult.GateResult {
        let value = gate.condition.evaluate(session.globals + [.object(record)], options: session.options)
        let verdict: Verdict =
            switch value {
            case .boolean(true): .yes
            case .boolean(false): .no
            default: .unknown
            }
        return AssessmentResult.GateResult(id: gate.id, verdict: verdict, missing: value.causes)
    }

    private func bandIndex(_ mean: Number?) -> Int? {
        guard let mean else { return nil }
        return assessment.bands.firstIndex { mean >= $0.from }
    }
}
