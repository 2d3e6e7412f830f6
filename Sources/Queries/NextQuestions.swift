import Diagnostics
import Engine
import FEEL
import Packs
import World

/// Which questions are worth a respondent's time: those that settle most verdicts a minute come first.
///
/// Each is tried: its possible answers are supposed, one after the other, and the verdicts that it holds
/// up are evaluated again. A question of which no answer changes a verdict or a bound is not asked.
struct NextQuestions {
    let evaluation: Evaluation
    /// Rules and assessments that need every finding of the territory, with the names that they read beside
    /// those: to evaluate one of them is to evaluate most of the rest.
    private let costly: [String: Set<String>]
    private let worlds: SupposedWorlds

    init(evaluation: Evaluation) {
        self.evaluation = evaluation
        worlds = SupposedWorlds(evaluation, tellsCauses: false)
        let names = ReadNames(evaluation.pack)
        var costly: [String: Set<String>] = [:]
        for rule in evaluation.pack.rules where rule.role != .value {
            let read = names.names(of: rule, throughFindings: false)
            if read.contains(Evaluation.findingsMember) { costly[rule.id] = read }
        }
        for assessment in evaluation.pack.assessments {
            let rules = assessment.scope.compactMap { evaluation.pack.rule($0) }
            let read = names.names(of: rules, assessment.gates.map(\.condition.tree), false)
            if read.contains(Evaluation.findingsMember) { costly[assessment.id] = read }
        }
        self.costly = costly
    }

    struct Ranked {
        var question: OpenQuestion
        /// Verdicts that one same answer settles, at least.
        var settled: [OpenQuestion.Held]
        /// Verdicts or bounds that it changes, at least: the settled ones among them.
        var changes: Int
        /// That answer; nil where a yes says all.
        var instance: FactValue?

        var settles: Int { settled.count }
    }

    /// - Returns: The questions in the order in which to ask them.
    func ranked(_ questions: [OpenQuestion]) -> [Ranked] {
        // The most promising first: what is costly is tried for them.
        let ordered = questions.sorted { left, right in
            let (mine, its) = (left.held.count * right.minutes, right.held.count * left.minutes)
            return mine != its ? mine > its : left.causes[0] < right.causes[0]
        }
        let share = Self.work / max(1, questions.count)
        var costlyLeft = Self.costlyWork
        return ordered.compactMap { effect(of: $0, share, &costlyLeft) }.sorted(by: comesFirst)
    }

    /// The first of ranked questions that fit in so many minutes together.
    static func fitting(_ minutes: Int, _ ranked: [Ranked]) -> [Ranked] {
        var left = minutes
        return ranked.filter { item in
            guard item.question.minutes <= left else { return false }
            left -= item.question.minutes
            return true
        }
    }

    private func comesFirst(_ left: Ranked, _ right: Ranked) -> Bool {
        let (own, other) = (left.question.minutes, right.question.minutes)
        for (mine, its) in [(left.settles * other, right.settles * own), (left.changes * other, right.changes * own)]
        where mine != its {
            return mine > its
        }
        if own != other { return own < other }
        return left.question.causes[0] < right.question.causes[0]
    }

    /// Verdicts evaluated again for one question and one answer, at most; for all questions and answers.
    private static let mostTried = 40
    private static let work = 6000
    /// Evaluations for one question of which no answer has changed anything yet, at least. A verdict that lacks this
    /// many things, and each as many again, counts for one more: it takes that long, and one answer among so many
    /// seldom changes it.
    private static let leastSearched = 48
    private static let lackedByOne = 64
    /// Answers tried on verdicts that need most of the rest, for all questions together; and for one
    /// question, where nothing else shows that it changes anything.
    private static let costlyWork = 8
    private static let costlyAnswers = 3

    private func effect(of question: OpenQuestion, _ share: Int, _ costlyLeft: inout Int) -> Ranked? {
        let answers: [FactValue?] =
            question.form.attribute == nil ? [nil] : PossibleAnswers(evaluation: evaluation).answers(to: question.form)
        // Each is made when the first verdict is asked of it.
        var made: [Int: SupposedWorld] = [:]
        func world(_ index: Int) -> SupposedWorld {
            if let world = made[index] { return world }
            let world = worlds.world(supposing: question.form.suppositions(answers[index]))
            made[index] = world
            return world
        }
        let tried = max(2, min(Self.mostTried, share / max(1, answers.count)))
        let cheap = question.held.fromTheLeastLacking { !isCostly($0) }
        var some = Array(cheap.prefix(tried))
        let costly = question.held.fromTheLeastLacking(where: isCostly)
        if !costly.isEmpty, costlyLeft >= answers.count {
            costlyLeft -= answers.count
            some += costly.prefix(tried)
        }
        var best: (settled: [OpenQuestion.Held], changes: Int, answer: FactValue?)?
        var evaluations = 0
        for (index, answer) in answers.enumerated() {
            // Of thousands of questions, each is shown to change something before one is tried in every way.
            if best != nil, evaluations >= share { break }
            evaluations += some.count
            var settled: [OpenQuestion.Held] = []
            var changes = 0
            for verdict in some {
                let effect = effect(on: verdict, world(index))
                if effect.changes { changes += 1 }
                if effect.settles { settled.append(verdict) }
            }
            guard changes > 0, (settled.count, changes) > (best?.settled.count ?? 0, best?.changes ?? 0) else {
                continue
            }
            best = (settled, changes, answer)
        }
        if best == nil {
            // None of these: any of the others will do. As no finding changes, what reads them alone does not.
            let known = Set(some)
            let direct = costly.filter { readsItself($0, question.target) }
            var left = max(Self.leastSearched, share)
            search: for verdict in Self.inTurns((cheap + direct).filter { !known.contains($0) }) {
                guard left > 0 else { break }
                left -= answers.count * (1 + lacking(verdict) / Self.lackedByOne)
                for (index, answer) in answers.enumerated().prefix(isCostly(verdict) ? Self.costlyAnswers : .max) {
                    let effect = effect(on: verdict, world(index))
                    guard effect.changes else { continue }
                    best = (effect.settles ? [verdict] : [], 1, answer)
                    break search
                }
            }
        }
        guard var best else { return nil }
        // What lacks nothing else is settled like those that were tried.
        let alone = some.filter { lacksOnly(question, $0) }
        if !alone.isEmpty, alone.allSatisfy(best.settled.contains) {
            let known = Set(some)
            let rest = cheap.filter { !known.contains($0) && lacksOnly(question, $0) }
            best.settled += rest
            best.changes += rest.count
        }
        return Ranked(
            question: question, settled: best.settled.sorted(), changes: best.changes, instance: best.answer)
    }

    /// One verdict of each rule, then another of each: those of one rule mostly answer alike.
    private static func inTurns(_ verdicts: [OpenQuestion.Held]) -> [OpenQuestion.Held] {
        var turns: [String: Int] = [:]
        return verdicts.map { verdict in
            let turn = turns[verdict.rule, default: 0]
            turns[verdict.rule] = turn + 1
            return (turn, verdict)
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func isCostly(_ held: OpenQuestion.Held) -> Bool { costly[held.rule] != nil }

    /// Whether a verdict reads what is asked otherwise than through findings.
    private func readsItself(_ held: OpenQuestion.Held, _ target: OpenQuestion.Target) -> Bool {
        guard let names = costly[held.rule] else { return true }
        let vocabulary = evaluation.pack.vocabulary
        switch target {
        case .fact(let record, let attribute):
            return names.contains(attribute)
                || vocabulary.measures.values.contains { $0.kind == record.kind && names.contains($0.name) }
        case .pair(let measure, _, _): return names.contains(measure)
        case .count(let kind, _, _):
            return vocabulary.kinds.values.contains { child in
                (child.name == kind || vocabulary.ancestors(of: child.name).contains(kind))
                    && (names.contains(child.plural) || child.pluralWithFringe.map(names.contains) ?? false)
            }
        }
    }

    private func lacksOnly(_ question: OpenQuestion, _ held: OpenQuestion.Held) -> Bool {
        missing(held)?.unordered.allSatisfy(question.causes.contains) ?? false
    }

    /// How many things a verdict lacks.
    private func lacking(_ held: OpenQuestion.Held) -> Int { missing(held)?.count ?? 0 }

    private func missing(_ held: OpenQuestion.Held) -> Causes? {
        switch held {
        case .cell(let rule, let subject): evaluation.cell(rule, subject)?.missing
        case .assessment(let id, let subject): assessment(id, subject)?.missing
        }
    }

    private func assessment(_ id: String, _ subject: RecordID) -> AssessmentResult? {
        evaluation.assessments.first { $0.assessment == id && $0.subject == subject }
    }

    private func effect(on held: OpenQuestion.Held, _ world: SupposedWorld) -> (changes: Bool, settles: Bool) {
        switch held {
        case .cell(let rule, let subject):
            guard let old = evaluation.cell(rule, subject) else { return (false, false) }
            guard let new = world.cell(rule, subject) else { return (true, true) }
            let changes =
                CellOutcome(old) != CellOutcome(new)
                || old.score.map(ValueJSON.bounds) != new.score.map(ValueJSON.bounds)
            return (changes, changes && !old.missing.isEmpty && new.missing.isEmpty)
        case .assessment(let id, let subject):
            guard let old = assessment(id, subject), let new = world.assessment(id, subject) else {
                return (false, false)
            }
            let changes =
                old.verdict != new.verdict || old.mean != new.mean || old.completeness != new.completeness
                || old.gates.map(\.verdict) != new.gates.map(\.verdict)
            return (changes, old.verdict == .unknown && new.verdict != .unknown)
        }
    }
}
