import FEEL
import JSON
import Packs
import Testing

@testable import Engine
@testable import Queries
@testable import World

/// What to ask next: nothing that can change nothing, most verdicts a minute first.
@Suite("what to ask next") struct NextQuestionTests {
    static func questions(_ evaluation: Evaluation, _ parameters: [String: String] = [:]) throws -> JSONValue {
        guard case .found(let reply) = Answers(evaluation).answer("questions", parameters) else {
            Issue.record("no answer")
            return .null
        }
        return reply
    }

    static func ranked(_ evaluation: Evaluation) -> [NextQuestions.Ranked] {
        NextQuestions(evaluation: evaluation).ranked(OpenQuestions(evaluation: evaluation).all().questions)
    }

    /// Outcomes of a whole evaluation, the mean and gates of assessments among them.
    static func outcomes(_ evaluation: Evaluation) -> [String] {
        evaluation.cells.filter { evaluation.pack.rule($0.rule)?.role != .value }.map { cell in
            "\(CellOutcome(cell)) \(cell.score.map(ValueJSON.bounds) ?? .null)"
        }
            + evaluation.assessments.map {
                "\($0.assessment) \($0.subject) \($0.verdict) \($0.mean) \($0.completeness) \($0.gates.map(\.verdict))"
            }
    }

    static func unknown(_ evaluation: Evaluation) -> Int {
        evaluation.cells.count { evaluation.pack.rule($0.rule)?.role != .value && !$0.missing.isEmpty }
            + evaluation.assessments.count { $0.verdict == .unknown }
    }

    /// The promise, seen by whole evaluations: the answer told changes a verdict or a bound.
    @Test("each question has an answer that changes something", arguments: UInt64(1)...3)
    func changesSomething(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        var base = Invention(intact.evaluation.pack.vocabulary).territory(like: intact.base, &random)
        for _ in 0..<(3 + random.below(8)) {
            let facts = base.facts
            let fact = facts[random.below(facts.count)]
            let isRow = random.below(4) == 0
            base = FactBase(
                territory: base.territory,
                facts: facts.filter { $0.record != fact.record || !(isRow || $0.attribute == fact.attribute) })
        }
        let evaluation = try Evaluation(base)
        let before = Self.outcomes(evaluation)
        let ranked = Self.ranked(evaluation)
        #expect(!ranked.isEmpty, "seed \(seed)")
        // Some of them, spread over the whole list.
        for index in stride(from: 0, to: ranked.count, by: max(1, ranked.count / 5)) {
            let item = ranked[index]
            let after = evaluation.supposing(item.question.form.suppositions(item.instance))
            #expect(Self.outcomes(after) != before, "seed \(seed): \(item.question.target)")
            #expect(item.changes >= max(1, item.settles), "seed \(seed): \(item.question.target)")
            // What it is said to settle is settled.
            for held in item.settled {
                switch held {
                case .cell(let rule, let subject):
                    #expect(after.cell(rule, subject)?.missing.isEmpty ?? true, "seed \(seed): \(held.name)")
                case .assessment(let id, let subject):
                    let result = after.assessments.first { $0.assessment == id && $0.subject == subject }
                    #expect(result?.verdict != .unknown, "seed \(seed): \(held.name)")
                }
            }
        }
    }

    @Test("each question about the example, one deletion after the other, changes something")
    func deletions() throws {
        let intact = try #require(DeletionTests.intact)
        let deletions = DeletionTests.deletions
        for deletion in stride(from: 0, to: deletions.count, by: 131).map({ deletions[$0] }) {
            let evaluation = try Evaluation(deletion.removed(from: intact.base))
            let before = Self.outcomes(evaluation)
            for item in Self.ranked(evaluation).prefix(2) {
                let after = evaluation.supposing(item.question.form.suppositions(item.instance))
                #expect(Self.outcomes(after) != before, "\(deletion): \(item.question.target)")
            }
        }
    }

    /// What was taken out is asked for, unless nothing hangs on it.
    @Test(
        "a fact taken out is asked for, and answering as before restores the verdicts",
        arguments: [
            ("projet/jeunesse", "elu_porteur"), ("equipement/A1", "heures_utilisees"), ("partie/S3|A", "vote"),
            ("trajet/A|B", "minutes"), ("recensement/R07", "nombre"),
        ])
    func asksWhatIsMissing(_ record: String, _ attribute: String) throws {
        let intact = try #require(DeletionTests.intact)
        let id = try #require(RecordID(record))
        let stated = try #require(intact.base.records[id]?[attribute]?.first)
        let poorer = try Evaluation(DeletionTests.Deletion(record: id, attribute: attribute).removed(from: intact.base))
        #expect(Self.unknown(poorer) > Self.unknown(intact.evaluation))
        let asked = Self.ranked(poorer).first { item in
            item.question.form.statements.contains { $0.attribute == attribute && $0.value == nil }
        }
        let question = try #require(asked, "\(record).\(attribute)").question
        let after = poorer.supposing(
            [Supposition(record: id, attribute: attribute, value: stated.value)])
        #expect(Self.unknown(after) == Self.unknown(intact.evaluation))
        #expect(!question.held.isEmpty)
    }

    @Test("most verdicts a minute come first")
    func order() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let ranked = Self.ranked(evaluation)
        #expect(ranked.count > 40)
        for (left, right) in zip(ranked, ranked.dropFirst()) {
            #expect(left.settles * right.question.minutes >= right.settles * left.question.minutes)
        }
        // Nothing is asked twice.
        #expect(Set(ranked.map(\.question.target)).count == ranked.count)
    }

    @Test("a time and a respondent are kept to")
    func budget() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let reply = try Self.questions(evaluation, ["asked_of": "mairie", "minutes": "20"])
        let questions = reply["questions"]?.arrayValue ?? []
        #expect(questions.count >= 3)
        #expect(questions.allSatisfy { $0["asked_of"] == "mairie" })
        #expect(questions.reduce(0) { $0 + ($1["minutes"]?.intValue ?? 0) } == reply["minutes"]?.intValue)
        #expect((reply["minutes"]?.intValue ?? .max) <= 20)
        #expect(reply["respondents"]?.arrayValue?.count == 1)
        for question in questions {
            let why = question["why"]
            #expect(why?["fr"]?.stringValue?.contains("tranche") == true)
            #expect(why?["en"]?.stringValue?.contains("\n") == false)
        }
        guard case .missing(let refused) = Answers(evaluation).answer("questions", ["asked_of": "maire"]) else {
            Issue.record("a role that nobody has was accepted")
            return
        }
        #expect(refused.first?.help?.en == "the nearest is 'mairie'")
    }

    @Test("respondents sum up to all that is asked")
    func totals() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let reply = try Self.questions(evaluation)
        let respondents = reply["respondents"]?.arrayValue ?? []
        #expect(respondents.reduce(0) { $0 + ($1["questions"]?.intValue ?? 0) } == reply["total"]?.intValue)
        #expect(respondents.reduce(0) { $0 + ($1["minutes"]?.intValue ?? 0) } == reply["minutes"]?.intValue)
        let verdicts = reply["known"]?["verdicts"]?.objectMembers ?? []
        #expect(
            verdicts.reduce(0) { $0 + ($1.value.intValue ?? 0) } == evaluation.cells.count { $0.verdict != nil })
        #expect(reply["known"]?["facts"]?.intValue == evaluation.snapshot.factCount)
    }

    /// A list that nobody counted is a question: how many, or is that all.
    @Test("an open list is asked to be counted, and counting closes it")
    func lists() throws {
        let evaluation = try TerritoryText.evaluation(
            """
              territoire:
                - {id: T, type: CC}
              projet:
                - {id: P, territoire: T, domaine: jeunesse}
              commune:
                - {id: A, territoire: T, population: 100}
            """)
        let ranked = Self.ranked(evaluation)
        let communes = try #require(
            ranked.first { $0.question.target == .count(kind: "commune", parent: RecordID("territoire/T"), slice: nil) }
        )
        #expect(communes.question.form.askedOf == "mairie")
        #expect(communes.question.form.answer == "number")
        let after = evaluation.supposing(communes.question.form.suppositions(.number(Number(1))))
        let (count, _) = after.evaluate(.init(standalone: "count(territoire.communes)"))
        #expect(count?.shown == "1")
        let (before, _) = evaluation.evaluate(.init(standalone: "count(territoire.communes)"))
        #expect(before?.isCertain == false)
        // By domain: one yes closes them all.
        let equipment = OpenQuestion.Target.count(kind: "equipement", parent: RecordID("commune/A"), slice: nil)
        let form = try #require(QuestionForms(evaluation: evaluation).form(equipment))
        #expect(form.answer == QuestionForm.confirm)
        let closed = after.supposing(form.suppositions(nil))
        let (none, _) = closed.evaluate(.init(standalone: "count(territoire.communes[1].equipements)"))
        #expect(none?.shown == "0")
    }
}

/// One cell evaluated alone is the cell of a whole evaluation.
@Suite("trials") struct TrialTests {
    @Test("a trial's cells are those of a whole evaluation", arguments: UInt64(1)...6)
    func sameCells(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        let others = Invention(intact.evaluation.pack.vocabulary).territory(like: intact.base, &random).facts
        let suppositions = (0..<5).map { _ in
            let fact = others[random.below(others.count)]
            return Supposition(
                record: fact.record, attribute: fact.attribute, value: random.below(4) == 0 ? nil : fact.value)
        }
        let whole = intact.evaluation.supposing(suppositions)
        let trial = SupposedWorld(intact.evaluation, supposing: suppositions)
        for index in stride(from: 0, to: whole.cells.count, by: 3) {
            let cell = whole.cells[index]
            let alone = try #require(trial.cell(cell.rule, cell.subject), "seed \(seed): \(cell.name)")
            #expect(CellOutcome(alone) == CellOutcome(cell), "seed \(seed): \(cell.name)")
            #expect(alone.missing == cell.missing, "seed \(seed): \(cell.name)")
        }
        for result in whole.assessments {
            let alone = try #require(trial.assessment(result.assessment, result.subject))
            #expect(alone.verdict == result.verdict && alone.mean == result.mean, "seed \(seed)")
        }
        #expect(trial.cell("nothing", Subject([])) == nil)
    }

    /// Worlds over one base, one after the other: what the first asked of it is there for the next.
    @Test("what worlds share is what each would work out", arguments: UInt64(1)...4)
    func sharedCells(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        let others = Invention(intact.evaluation.pack.vocabulary).territory(like: intact.base, &random).facts
        let worlds = SupposedWorlds(intact.evaluation)
        let brief = SupposedWorlds(intact.evaluation, tellsCauses: false)
        for count in [1, 1, 2, 4] {
            let suppositions = (0..<count).map { _ in
                let fact = others[random.below(others.count)]
                return Supposition(
                    record: fact.record, attribute: fact.attribute, value: random.below(4) == 0 ? nil : fact.value)
            }
            let whole = intact.evaluation.supposing(suppositions)
            let world = worlds.world(supposing: suppositions)
            let short = brief.world(supposing: suppositions)
            let isReversed = random.below(2) == 0
            for index in stride(from: Int(random.below(5)), to: whole.cells.count, by: 5) {
                let cell = whole.cells[isReversed ? whole.cells.count - 1 - index : index]
                let shared = try #require(world.cell(cell.rule, cell.subject), "seed \(seed): \(cell.name)")
                #expect(CellOutcome(shared) == CellOutcome(cell), "seed \(seed): \(cell.name) \(suppositions)")
                #expect(shared.missing == cell.missing, "seed \(seed): \(cell.name) \(suppositions)")
                let told = try #require(short.cell(cell.rule, cell.subject), "seed \(seed): \(cell.name)")
                #expect(CellOutcome(told) == CellOutcome(cell), "seed \(seed): \(cell.name) \(suppositions)")
                #expect(told.missing.isEmpty == cell.missing.isEmpty, "seed \(seed): \(cell.name) \(suppositions)")
            }
            for result in whole.assessments {
                let shared = try #require(world.assessment(result.assessment, result.subject))
                #expect(shared.verdict == result.verdict && shared.mean == result.mean, "seed \(seed)")
                #expect(shared.missing == result.missing, "seed \(seed)")
                let told = try #require(short.assessment(result.assessment, result.subject))
                #expect(told.verdict == result.verdict && told.mean == result.mean, "seed \(seed)")
                #expect(told.completeness == result.completeness, "seed \(seed)")
                #expect(told.gates.map(\.verdict) == result.gates.map(\.verdict), "seed \(seed)")
            }
        }
    }

    /// Put together from the one below it, or from nothing: the same.
    @Test("a supposed snapshot is that of the same records", arguments: UInt64(1)...4)
    func snapshots(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        let below = intact.evaluation.snapshot
        let others = Invention(below.vocabulary).territory(like: intact.base, &random).facts
        for _ in 0..<60 {
            let suppositions = (0...random.below(4)).map { _ in
                let fact = others[random.below(others.count)]
                return Supposition(
                    record: fact.record, attribute: fact.attribute, value: random.below(5) == 0 ? nil : fact.value)
            }
            let (snapshot, difference) = below.supposed(suppositions)
            let anew = Snapshot(described: snapshot.described, like: below)
            let none = SnapshotDifference(from: anew, to: snapshot)
            #expect(none.keys.isEmpty, "seed \(seed): \(suppositions)")
            #expect(
                Set(SnapshotDifference(from: below, to: anew).keys) == Set(difference.keys),
                "seed \(seed): \(suppositions)")
            for kind in below.vocabulary.kinds.values {
                func ids(_ records: [Record]) -> [RecordID] { records.map(\.id) }
                #expect(ids(snapshot.records[kind.name] ?? []) == ids(anew.records[kind.name] ?? []))
                #expect(ids(snapshot.orphans(kind: kind.name)) == ids(anew.orphans(kind: kind.name)))
                guard let parent = kind.parent else { continue }
                for record in anew.records[parent] ?? [] {
                    let key = record.id.key
                    #expect(
                        ids(snapshot.children(of: key, kind: kind.name)) == ids(anew.children(of: key, kind: kind.name))
                    )
                }
            }
        }
    }

    @Test("supposing what is stated changes nothing; supposing nothing is losing the fact")
    func overlay() throws {
        let intact = try #require(DeletionTests.intact)
        let fact = try #require(intact.base.facts.first { !$0.isExistence && $0.attribute == "places" })
        let same = intact.evaluation.supposing([
            Supposition(record: fact.record, attribute: fact.attribute, value: fact.value)
        ])
        #expect(EvaluationChanges.outcomes(of: same) == EvaluationChanges.outcomes(of: intact.evaluation))
        let lost = intact.evaluation.supposing([
            Supposition(record: fact.record, attribute: fact.attribute, value: nil)
        ])
        let deleted = try Evaluation(
            DeletionTests.Deletion(record: fact.record, attribute: fact.attribute).removed(from: intact.base))
        #expect(EvaluationChanges.outcomes(of: lost) == EvaluationChanges.outcomes(of: deleted))
        let gone = intact.evaluation.supposing([Supposition(record: fact.record, attribute: "", value: nil)])
        let withoutRecord = try Evaluation(
            DeletionTests.Deletion(record: fact.record, attribute: "").removed(from: intact.base))
        #expect(EvaluationChanges.outcomes(of: gone) == EvaluationChanges.outcomes(of: withoutRecord))
    }
}
