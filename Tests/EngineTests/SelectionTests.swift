import FEEL
import Testing
import World

@testable import Diagnostics
@testable import Engine

/// What filters for a text keep of the findings is what a filter that goes through each keeps.
@Suite struct SelectionTests {
    /// - Parameter filters: Each as it is answered at once, and with a condition that says no more.
    private func compare(_ evaluation: Evaluation, _ root: String, _ filters: [(String, String)]) throws -> Int {
        var kept = 0
        for (member, text) in filters {
            let filter = "\(root).findings[\(member) = \"\(text)\""
            let (selected, problems) = evaluation.evaluate(EmbeddedText(standalone: "\(filter)]"))
            let (walked, _) = evaluation.evaluate(EmbeddedText(standalone: "\(filter) and true]"))
            #expect(problems.isEmpty)
            #expect(IncrementalTests.whole(selected) == IncrementalTests.whole(walked), "\(filter)]")
            if case .list(let list)? = selected { kept += list.items.count + (list.membership?.rest.count ?? 0) }
        }
        return kept
    }

    @Test func example() throws {
        let intact = try #require(DeletionTests.intact)
        let pack = try #require(Repository.pack.0)
        let rules = pack.rules.filter { $0.role == .finding }.map { ("rule", $0.id) }
        let filters = rules + [("domaine", "jeunesse"), ("domaine", "voirie"), ("gravity", "haute"), ("rule", "")]
        #expect(try compare(intact.evaluation, "territoire", filters) > 20)
        let snapshot = intact.evaluation.snapshot
        let followed = IncrementalEvaluation(pack: pack, snapshot: snapshot).evaluation
        #expect(try compare(followed, "territoire", filters) > 20)
    }

    @Test("the small world along its history", arguments: [UInt64(7), 8])
    func history(seed: UInt64) throws {
        var history = try History(seed: seed)
        let incremental = IncrementalEvaluation(
            pack: history.pack, snapshot: history.snapshot, lawDate: history.lawDate)
        var kept = 0
        for _ in 0..<12 {
            _ = history.change()
            let evaluation = incremental.update(
                pack: history.pack, snapshot: history.snapshot(after: incremental.evaluation), lawDate: history.lawDate)
            kept += try compare(
                evaluation, "region",
                [("rule", "large"), ("rule", "close"), ("gravity", "high"), ("tint", "red"), ("tint", "blue")])
        }
        #expect(kept > 0, "seed \(seed)")
    }
}
