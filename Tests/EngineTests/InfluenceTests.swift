import FEEL
import Packs
import Testing
import World

@testable import Engine

/// What is said to have no influence on a value is read by none of its expressions, whoever looks into them.
///
/// The oracle of ``IncrementalTests`` asks the same after each third of its changes.
@Suite struct InfluenceTests {
    /// Changed cells of which another answer is given, as to which attributes of some records they read, once those
    /// that have no influence are left out.
    static func misread(
        _ records: [RecordID], _ before: Evaluation, _ incremental: IncrementalEvaluation
    ) -> [String] {
        let attributes = records.flatMap { id in
            (incremental.evaluation.snapshot.vocabulary.kinds[id.kind]?.attributes ?? []).map { (id, $0.name) }
        }
        guard let influence = incremental.influence(of: attributes) else { return [] }
        return [before, incremental.evaluation].flatMap { evaluation in
            var short = ReadTracer(evaluation, attributes: attributes, limit: 100, influence: influence)
            var long = ReadTracer(evaluation, attributes: attributes, limit: 100)
            return incremental.changes.compactMap { change -> String? in
                guard let cell = change.after ?? change.before else { return nil }
                let reads = (short.reads(of: cell.rule, cell.subject), long.reads(of: cell.rule, cell.subject))
                return reads.0 == reads.1 ? nil : "\(cell.rule) \(cell.subject.records): \(reads)"
            }
        }
    }

    @Test("what a conclusion would read, had its first condition held, has an influence though nobody read it")
    func unreadConditions() throws {
        let pack = try #require(
            SmallWorld.pack(adding: [
                "values": """
                luxury: {for: house, labels: {fr: L, en: L}, value: if house.roomy then 1 else 0}
                richness: {for: street, labels: {fr: T, en: T}, value: sum(street.houses.luxury) + street.width}
                """,
                "decisions": """
                roomy: {for: house, labels: {fr: R, en: R}, applies: house.size > 1000, when: house.rooms > 1}
                """,
            ]))
        var base = SmallWorld.territory()
        let first = Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date)
        let incremental = IncrementalEvaluation(pack: pack, snapshot: first)
        let before = incremental.evaluation
        let street = RecordID(kind: "street", key: "r1")
        SmallWorld.state([("street/r1", "width", 9)], in: &base)
        incremental.update(
            pack: pack, snapshot: Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date))
        let attributes = [(street, "width"), (RecordID(kind: "house", key: "h0"), "rooms")]
        let influence: Influence? = incremental.influence(of: attributes)
        #expect(influence != nil)
        var tracer = ReadTracer(incremental.evaluation, attributes: attributes, limit: 8, influence: influence)
        #expect(tracer.reads(of: "richness", Subject([street])) == [0, 1])
        #expect(Self.misread([street, RecordID(kind: "house", key: "h0")], before, incremental) == [])
    }

    @Test("so has what a conclusion about a record that nobody stated would read")
    func unreadConditionsOfPhantoms() throws {
        let pack = try #require(
            SmallWorld.pack(adding: [
                "values": """
                empty: {for: street, labels: {fr: V, en: E}, value: 'count(street.houses[far = true])'}
                score: {for: street, labels: {fr: S, en: S}, value: street.width + street.empty}
                """,
                "decisions": """
                far:
                  for: house
                  labels: {fr: F, en: F}
                  applies: house.street.region.budget > 900
                  when: some s in house.street.region.streets_around satisfies s.width > 40
                """,
            ]))
        var base = SmallWorld.territory()
        func snapshot() -> Snapshot { Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date) }
        // A street of which nobody stated a house.
        let (street, other) = (RecordID(kind: "street", key: "r9"), RecordID(kind: "street", key: "n1"))
        base.apply(
            ChangeSet(
                territory: base.territory, source: "s", author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z",
                operations: [
                    .state(.existence(of: street, source: "s")),
                    .state(Fact(record: street, attribute: "region", value: .text("r"), source: "s")),
                    .state(Fact(record: street, attribute: "width", value: .number(6), source: "s")),
                ]))
        let incremental = IncrementalEvaluation(pack: pack, snapshot: snapshot())
        let before = incremental.evaluation
        SmallWorld.state([("street/r9", "width", 9), ("street/n1", "width", 7)], in: &base)
        incremental.update(pack: pack, snapshot: snapshot())
        let attributes = [(street, "width"), (other, "width")]
        var tracer = ReadTracer(
            incremental.evaluation, attributes: attributes, limit: 8, influence: incremental.influence(of: attributes))
        #expect(tracer.reads(of: "score", Subject([street])) == [0, 1])
        #expect(Self.misread([street, other], before, incremental) == [])
    }

    @Test("what nobody asked for since it changed may read anything")
    func unaskedValues() throws {
        let pack = try #require(
            SmallWorld.pack(adding: [
                "values": """
                wealth:
                  for: region
                  labels: {fr: W, en: W}
                  value: if region.budget > 35 then sum(region.streets.width) else 0
                score: {for: house, labels: {fr: S, en: S}, value: house.rooms + (if house.far = true then 1 else 0)}
                """,
                "decisions": """
                far:
                  for: house
                  labels: {fr: F, en: F}
                  applies: house.size > 400
                  when: some s in house.street.region.streets_around satisfies s.region.wealth > 1000
                """,
            ]))
        var base = SmallWorld.territory()
        func snapshot() -> Snapshot { Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date) }
        SmallWorld.state([("house/h0", "size", 450)], in: &base)
        let incremental = IncrementalEvaluation(pack: pack, snapshot: snapshot())
        // From here on nobody asks for the neighbours' wealth, which would add up widths.
        SmallWorld.state([("house/h0", "size", 60), ("region/n", "budget", 40)], in: &base)
        incremental.update(pack: pack, snapshot: snapshot())
        let before = incremental.evaluation
        SmallWorld.state([("house/h0", "rooms", 9), ("street/n1", "width", 7)], in: &base)
        incremental.update(pack: pack, snapshot: snapshot())
        let (house, street) = (RecordID(kind: "house", key: "h0"), RecordID(kind: "street", key: "n1"))
        let attributes = [(house, "rooms"), (street, "width")]
        var tracer = ReadTracer(
            incremental.evaluation, attributes: attributes, limit: 8, influence: incremental.influence(of: attributes))
        #expect(tracer.reads(of: "score", Subject([house])) == [0, 1])
        #expect(Self.misread([house, street], before, incremental) == [])
    }
}
