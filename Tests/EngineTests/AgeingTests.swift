import FEEL
import Testing
import World

@testable import Engine

/// Answers that nothing dates age from the day they were given; what they settled becomes unknown, never another.
@Suite("answers that age") struct AgeingTests {
    /// The example with some of its facts given as answers on a day, in place of what its files say.
    private static func answered(
        _ chosen: [Fact], on day: String, _ base: FactBase, from: CalendarDate? = nil
    ) -> FactBase {
        let names = Set(chosen.map { "\($0.record) \($0.attribute)" })
        var base = FactBase(
            territory: base.territory, facts: base.facts.filter { !names.contains("\($0.record) \($0.attribute)") })
        base.apply(
            ChangeSet(
                territory: base.territory, source: "person:mairie", author: Author(uid: 0, name: "mairie"), reason: "",
                recordedAt: "\(day)T09:00:00Z",
                operations: chosen.map {
                    .state(
                        Fact(
                            record: $0.record, attribute: $0.attribute, value: $0.value, source: "person:mairie",
                            validFrom: from))
                }))
        return base
    }

    /// What the example states of attributes that age, given no value in place of one left out.
    private static func ageing(_ intact: (base: FactBase, evaluation: Evaluation)) -> [Fact] {
        let vocabulary = intact.evaluation.pack.vocabulary
        return intact.base.facts.filter { fact in
            if case .withheld = fact.value { return false }
            return vocabulary.kinds[fact.record.kind]?.attribute(fact.attribute)?.staleAfter != nil
        }
    }

    private static func stale(_ evaluation: Evaluation) -> Set<String> {
        Set(
            evaluation.cells.flatMap { $0.missing.all }.filter { $0.kind == .staleFact }
                .map { "\($0.subject) \($0.member)" })
    }

    @Test("all of them old: verdicts become unknown for that cause, none becomes another")
    func allOld() throws {
        let intact = try #require(DeletionTests.intact)
        let ageing = Self.ageing(intact)
        #expect(ageing.count > 10)
        let fresh = try Evaluation(Self.answered(ageing, on: "2026-06-01", intact.base))
        let old = try Evaluation(Self.answered(ageing, on: "2019-06-01", intact.base))
        #expect(Self.stale(fresh).isEmpty)
        #expect(Self.stale(old).count == ageing.count)
        #expect(Soundness.violations(before: fresh, after: old).isEmpty)
        let moved = old.cells.filter { cell in
            cell.verdict == .unknown && fresh.cell(cell.rule, cell.subject)?.verdict != .unknown
        }
        #expect(moved.count > 20)
        #expect(moved.allSatisfy { $0.missing.all.contains { $0.kind == .staleFact } })
    }

    @Test("one of them old, each in turn, moves results towards unknown only")
    func eachOld() throws {
        let intact = try #require(DeletionTests.intact)
        let ageing = Self.ageing(intact)
        for fact in stride(from: 0, to: ageing.count, by: 3).map({ ageing[$0] }) {
            let fresh = try Evaluation(Self.answered([fact], on: "2026-06-01", intact.base))
            let old = try Evaluation(Self.answered([fact], on: "2019-06-01", intact.base))
            let name = "\(fact.record) \(fact.attribute)"
            #expect(Soundness.violations(before: fresh, after: old).isEmpty, "\(name)")
            #expect(Self.stale(old).isSubset(of: [name]), "\(name)")
        }
    }

    @Test("an answer that says since when it holds ages from there; one that was given lately has not aged")
    func dated() throws {
        let intact = try #require(DeletionTests.intact)
        let fact = try #require(
            intact.base.facts.first { $0.record.description == "equipement/A1" && $0.attribute == "heures_utilisees" })
        func staleness(_ day: String, from: String? = nil) throws -> Bool {
            let base = Self.answered([fact], on: day, intact.base, from: from.flatMap { CalendarDate($0) })
            return try !Self.stale(Evaluation(base)).isEmpty
        }
        // Eighteen months before 15 June 2026, to the day.
        #expect(try !staleness("2024-12-15"))
        #expect(try staleness("2024-12-14"))
        #expect(try staleness("2026-06-01", from: "2024-12-14"))
        #expect(try !staleness("2019-01-01", from: "2026-01-01"))
    }

    @Test("what is believed of sources that disagree is as old as it was")
    func arbitrated() throws {
        let intact = try #require(DeletionTests.intact)
        let fact = try #require(
            intact.base.facts.first { $0.record.description == "equipement/A1" && $0.attribute == "heures_utilisees" })
        for (day, isStale) in [("2019-06-01", true), ("2026-06-01", false)] {
            var base = Self.answered([fact], on: day, intact.base)
            base.apply(
                ChangeSet(
                    territory: base.territory, source: fact.source, author: Author(uid: 0, name: "x"), reason: "",
                    recordedAt: "2026-06-02T09:00:00Z",
                    operations: [
                        .state(
                            Fact(
                                record: fact.record, attribute: fact.attribute, value: .number(Number(7)),
                                source: fact.source, origin: "a.csv:2:3"))
                    ]))
            let statements = try #require(base.records[fact.record]?[fact.attribute])
            #expect(statements.count == 2)
            let account = Arbitration.Account(
                retained: "person:mairie", author: "x", recordedAt: "2026-06-03T09:00:00Z", reason: "vu")
            let arbitration = try #require(Arbitration.fact(account, among: statements))
            base.apply(
                ChangeSet(
                    territory: base.territory, source: Arbitration.source, author: Author(uid: 0, name: "x"),
                    reason: "", recordedAt: "2026-06-03T09:00:00Z", operations: [.state(arbitration)]))
            #expect(try Self.stale(Evaluation(base)).isEmpty != isStale, "\(day)")
        }
    }
}
