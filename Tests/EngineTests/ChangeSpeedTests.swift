import FEEL
import Packs
import Queries
import Testing
import World

@testable import Engine

/// How long a change of the example takes, from the fact to what is told of it, without the store: figures for
/// `docs/performance.md`, nothing is asserted of them.
@Suite struct ChangeSpeedTests {
    private struct Times {
        var all: [String: [Duration]] = [:]

        mutating func take<Result>(_ name: String, _ body: () -> Result) -> Result {
            let clock = ContinuousClock()
            let start = clock.now
            let result = body()
            all[name, default: []].append(clock.now - start)
            return result
        }

        var medians: [String] {
            all.sorted { $0.key < $1.key }.map { name, times in
                let median = times.sorted()[times.count / 2]
                let micros = median.components.attoseconds / 1_000_000_000_000 + median.components.seconds * 1_000_000
                return "\(name): \(micros) µs"
            }
        }
    }

    @Test(
        .enabled(if: Soak.isOn), arguments: ["an answer", "an opening hour", "a population", "nothing that rules read"])
    func change(_ what: String) throws {
        let pack = try #require(Repository.pack.0)
        let date = try #require(Repository.date)
        var base = try #require(DeletionTests.intact).base
        var times = Times()
        let start = Snapshot(base: base, vocabulary: pack.vocabulary, date: date)
        let incremental = times.take("0 first incremental evaluation") {
            IncrementalEvaluation(pack: pack, snapshot: start)
        }
        var before = incremental.evaluation
        let record: RecordID
        let attribute: String
        let values: [FactValue]
        switch what {
        case "an answer":
            record = try #require(base.records.keys.filter { $0.kind == "projet" }.min())
            attribute = "besoins_precis_competence"
            values = [.text("chiffres"), .text("slogans")]
        case "an opening hour":
            (record, attribute) = (RecordID(kind: "equipement", key: "A1"), "heures_semaine")
            values = [.number(20), .number(30)]
        case "a population":
            record = try #require(base.records.keys.filter { $0.kind == "commune" }.min())
            (attribute, values) = ("population", [.number(1200), .number(1300)])
        default:
            record = try #require(base.records.keys.filter { $0.kind == "commune" }.min())
            (attribute, values) = ("nom", [.text("x"), .text("y")])
        }
        var runs = 0
        for step in 0..<21 {
            let set = ChangeSet(
                territory: base.territory, source: "person:x", author: Author(uid: 0, name: "x"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z",
                operations: [
                    .state(
                        Fact(record: record, attribute: attribute, value: values[step % 2], source: "person:x"))
                ])
            let facts = base.changes(set)
            base.apply(set)
            let snapshot = times.take("1 snapshot") { Snapshot(base: base, vocabulary: pack.vocabulary, date: date) }
            let whole = times.take("2 whole evaluation") { Evaluation(pack: pack, snapshot: snapshot) }
            let kept = times.take("3 incremental evaluation") { incremental.update(pack: pack, snapshot: snapshot) }
            runs = incremental.runs.count
            let old = before
            _ = times.take("4 whole: what changed") {
                (
                    EvaluationChanges(before: old, after: whole, facts: facts).json,
                    EvaluationChanges.outcomes(of: whole)
                )
            }
            _ = times.take("5 incremental: what changed") {
                (
                    EvaluationChanges(before: old, after: kept, facts: facts, cells: incremental.changes).json,
                    EvaluationChanges.outcomes(of: incremental.changes.compactMap(\.after))
                )
            }
            _ = times.take("6 whole: alerts") { whole.sight() }
            _ = times.take("7 incremental: alerts") { kept.sight() }
            before = kept
        }
        print("\(what): \(runs) of \(before.cells.count) cells evaluated\n  " + times.medians.joined(separator: "\n  "))
    }
}
