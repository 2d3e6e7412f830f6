import FEEL
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// The law in time: what is in force, what changes next, which verdicts it touches.
///
/// - Source: CGCT, L5211-39-1, before and after the law 2019-1461; L5211-17-2; CASF, L214-1-3.
@Suite("law in time") struct LawTests {
    static func law(_ parameters: [String: String]) throws -> JSONValue {
        guard case .found(let reply) = Answers(try #require(ValClairTests.evaluation)).answer("law", parameters)
        else {
            Issue.record("no answer")
            return .null
        }
        return reply
    }

    @Test(
        "a rule is in force between its days",
        arguments: [
            ("2014-02-28", "schema_mutualisation_obligatoire", "not_yet_in_force"),
            ("2014-03-01", "schema_mutualisation_obligatoire", "in_force"),
            ("2019-12-28", "schema_mutualisation_obligatoire", "in_force"),
            ("2019-12-29", "schema_mutualisation_obligatoire", "no_longer_in_force"),
            ("2022-02-22", "forme_transfert_a_la_carte", "not_yet_in_force"),
            ("2022-02-23", "forme_transfert_a_la_carte", "in_force"),
        ])
    func force(_ date: String, _ rule: String, _ force: String) throws {
        let rules = try Self.law(["at": date])["rules"]?.arrayValue ?? []
        let found = try #require(rules.first { $0["rule"]?.stringValue == rule })
        #expect(found["force"]?.stringValue == force)
        #expect(found["source"]?.stringValue?.contains("CGCT") == true)
    }

    @Test("what changes next, in order, with the verdicts of two whole evaluations")
    func next() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let turns = try Self.law(["at": "2014-02-01", "next": "true"])["next"]?.arrayValue ?? []
        let days = turns.compactMap { $0["date"]?.stringValue }
        #expect(days == days.sorted())
        for day in ["2014-03-01", "2019-12-29", "2022-02-23", "2025-01-01"] { #expect(days.contains(day)) }
        var before = Evaluation(
            pack: evaluation.pack, snapshot: evaluation.snapshot, lawDate: CalendarDate("2014-02-01"))
        for turn in turns {
            let day = try #require(turn["date"]?.stringValue.flatMap { CalendarDate($0) })
            let after = Evaluation(pack: evaluation.pack, snapshot: evaluation.snapshot, lawDate: day)
            let expected = zip(EvaluationChanges.outcomes(of: before), EvaluationChanges.outcomes(of: after)).filter {
                $0 != $1
            }
            let told = turn["territories"]?[0]?["changes"]?.arrayValue ?? []
            #expect(told.count == expected.count, "\(day)")
            #expect(turn["rules"]?.arrayValue?.isEmpty == false)
            before = after
        }
    }

    @Test("after the last day nothing changes, and several territories are told apart")
    func ends() throws {
        #expect(try Self.law(["at": "2090-01-01", "next": "true"])["next"]?.arrayValue?.isEmpty == true)
        let one = try #require(ValClairTests.evaluation)
        let other = try TerritoryText.evaluation("  territoire:\n    - {id: T, type: CC}")
        guard case .found(let reply) = LawCalendar([one, other]).answer(["at": "2024-06-01", "next": "true"]) else {
            return
        }
        let names = reply["next"]?[0]?["territories"]?.arrayValue?.compactMap { $0["territory"]?.stringValue }
        #expect(names == ["T", "val_clair"])
    }
}
