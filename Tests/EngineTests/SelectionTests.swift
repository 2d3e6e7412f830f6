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

    /// Conditions over a house, with what stands before and after what is asked of its colour or its street.
    private static let conditions = [
        ("", ""), ("item.", ""), ("", " and size > 100"), ("item.", " and rooms > 3 and inspected"),
        ("", " and (inspected or rooms > 2)"), ("", " and size / rooms > 40"),
    ]

    /// - Returns: How many elements filters kept.
    private func compareRecords(_ evaluation: Evaluation, _ region: String, _ seed: UInt64) -> Int {
        func value(_ text: String) -> Value {
            let (value, problems) = evaluation.evaluate(EmbeddedText(standalone: text))
            #expect(problems.isEmpty, "\(text)")
            return value ?? .null
        }
        func same(_ indexed: String, _ walked: String) -> Value {
            // A list is parted when it is asked a second time.
            _ = value(indexed)
            let (found, expected) = (value(indexed), value(walked))
            #expect(
                IncrementalTests.whole(found) == IncrementalTests.whole(expected), "\(indexed), seed \(seed)")
            return found
        }
        var kept = 0
        for list in ["\(region).houses", "\(region).houses_around", "\(region).houses_around[size > 0]"] {
            for (before, after) in Self.conditions {
                for equality in [#"colour = "red""#, "colour = plan.colour", "street = one.street"] {
                    let around = "for one in \(region).houses_around, plan in \(region).plans return "
                    let found = same(
                        "\(around)\(list)[\(before)\(equality)\(after)]",
                        "\(around)\(list)[true and \(before)\(equality)\(after)]")
                    if case .list(let lists) = found {
                        for case .list(let list) in lists.items { kept += list.items.count }
                    }
                }
            }
            // A text and a record are neither equal nor unequal.
            let mixed = "for one in \(list), v in [mark(one)] return some h in \(list) satisfies "
            _ = same(mixed + "h.street = v", mixed + "true and h.street = v")
            for condition in ["h.colour = one.colour", "h.street = one.street and h.size > one.size"] {
                let around = "for one in \(list) return some h in \(list) satisfies "
                _ = same("\(around)\(condition)", "\(around)true and \(condition)")
            }
        }
        return kept
    }

    @Test("records that have a value are those that a walk finds", arguments: [UInt64(3), 4])
    func records(seed: UInt64) throws {
        var history = try History(seed: seed)
        let incremental = IncrementalEvaluation(
            pack: history.pack, snapshot: history.snapshot, lawDate: history.lawDate)
        var kept = compareRecords(incremental.evaluation, "region", seed)
        for _ in 0..<15 {
            _ = history.change()
            let evaluation = incremental.update(
                pack: history.pack, snapshot: history.snapshot(after: incremental.evaluation), lawDate: history.lawDate)
            kept += compareRecords(evaluation, "region", seed)
        }
        #expect(kept > 1_000, "seed \(seed)")
    }

    /// What a computation reads of lists that live no longer than a part of it is read nevertheless.
    @Test func partsAreToldApart() {
        let graph = DependencyGraph()
        let id = graph.id(.results("all"))
        let reads = (0..<500).map { graph.id(.rule("\($0)")) }
        graph.begin()
        for read in reads {
            graph.begin()
            graph.read(read)
            let passage = graph.endPassage(nil)
            // Whoever was given it before is told nothing new.
            for _ in 0..<2 { graph.read(passage) }
        }
        graph.end(id, .results([]))
        #expect(graph.withState { $0.nodes[id].reads } == reads)
    }

    /// An explanation tells all that its rule looks at, whoever asked the same lists before.
    @Test func explanationsAreTheSame() throws {
        let pack = SmallWorld.intact
        let snapshot = Snapshot(
            base: SmallWorld.territory(), vocabulary: try #require(pack).vocabulary, date: SmallWorld.date)
        let evaluation = Evaluation(pack: try #require(pack), snapshot: snapshot)
        let subject = Subject([RecordID(kind: "house", key: "h4")])
        func told() throws -> String {
            "\(try #require(evaluation.explain("marked", subject)).parts)"
        }
        let first = try told()
        for _ in 0..<3 { #expect(try told() == first) }
        // Of every house the street, up to the first that is in the same.
        for key in 0..<4 { #expect(first.contains("house/h\(key)"), "h\(key)") }
    }
}
