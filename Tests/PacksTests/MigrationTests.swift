import Diagnostics
import FEEL
import Packs
import Testing
import World

/// Facts stated in earlier words, read under a vocabulary that migrates them.
@Suite("migrations") struct MigrationTests {
    private static let day = CalendarDate("2026-06-15")!

    private static func pack(_ migrations: String) throws -> Pack {
        let text = SourceText(name: "migrations.yaml", text: "format: vocabulary/1\nmigrations:\n" + migrations)
        let (pack, diagnostics) = Pack.load([base, text], at: day)
        return try #require(pack, "\(diagnostics.map(\.headline.en))")
    }

    private static func migration(_ id: String, _ rest: String) -> String {
        "  - {id: \(id), date: 2026-01-01, reason: {fr: Mots., en: Words.}, \(rest)}\n"
    }

    private static func fact(
        _ attribute: String, _ value: FactValue, source: String = "s", from: String? = nil, to: String? = nil
    ) -> Fact {
        Fact(
            record: RecordID(kind: "house", key: "h"), attribute: attribute, value: value, source: source,
            validFrom: from.flatMap { CalendarDate($0) }, validTo: to.flatMap { CalendarDate($0) }, origin: "f.csv:2:1")
    }

    /// What a snapshot states of the house, and what is left: `attribute=value (source)`.
    private static func read(_ pack: Pack, _ facts: [Fact]) -> (stated: [String], left: [String]) {
        let house = RecordID(kind: "house", key: "h")
        let base = FactBase(territory: "r", facts: [.existence(of: house, source: "s")] + facts)
        let snapshot = Snapshot(base: base, vocabulary: pack.vocabulary, date: day)
        let record = snapshot.record(house)
        let stated = (record?.statements ?? [:]).filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }.flatMap {
            name, facts in
            facts.map { "\(name)=\($0.value) (\($0.source))" }
        }
        return (stated, snapshot.leftovers.map { "\($0.attribute) <- \($0.fact.attribute) (\($0.fact.source))" })
    }

    @Test("a rename keeps value, source, place and days")
    func rename() throws {
        let pack = try Self.pack(
            Self.migration("m", "kind: house, from: {chambers: {type: number}}, to: {rooms: chambers}"))
        let house = RecordID(kind: "house", key: "h")
        let base = FactBase(
            territory: "r", facts: [Self.fact("chambers", .number(Number(4)), from: "2026-01-01", to: "2026-12-31")])
        let snapshot = Snapshot(base: base, vocabulary: pack.vocabulary, date: Self.day)
        #expect(
            snapshot.record(house)?.facts("rooms") == [
                Self.fact("rooms", .number(Number(4)), from: "2026-01-01", to: "2026-12-31")
            ])
        #expect(snapshot.leftovers.isEmpty)
    }

    @Test("units, splits, merges, texts made into codes; a chain of two")
    func shapes() throws {
        let pack = try Self.pack(
            Self.migration("unit", "kind: house, from: {ares: {type: number}}, to: {surface: ares * 100}")
                + Self.migration("again", "kind: house, from: {surface: {type: number}}, to: {size: surface}")
                + Self.migration(
                    "split",
                    "kind: house, from: {label: {type: text}}, to: {colour: 'substring before(label, \" \")', rooms: 'number(substring after(label, \" \"))'}"
                ))
        let (stated, left) = Self.read(
            pack, [Self.fact("ares", .number(Number(2))), Self.fact("label", .text("red 3"))])
        #expect(stated == ["colour=text(\"red\") (s)", "rooms=number(3) (s)", "size=number(200) (s)"])
        #expect(left.isEmpty)
        let merge = try Self.pack(
            Self.migration("m", "kind: house, from: {up: {type: number}, down: {type: number}}, to: {rooms: up + down}")
        )
        let merged = Self.read(
            merge,
            [
                Self.fact("up", .number(Number(2)), from: "2026-01-01"),
                Self.fact("down", .number(Number(1)), from: "2026-03-01"),
                Self.fact("up", .number(Number(9)), source: "other"),
            ])
        #expect(merged.stated == ["rooms=number(3) (s)"])
        #expect(merged.left == ["rooms <- up (other)"], "one storey alone is no number of rooms")
    }

    @Test("what comes of it and is no value of the attribute is not stated, and is left to be asked again")
    func unresolved() throws {
        let pack = try Self.pack(
            Self.migration("m", "kind: house, from: {ares: {type: number}}, to: {size: ares * 100}")
                + Self.migration("c", "kind: house, from: {paint: {type: text}}, to: {colour: paint}"))
        let (stated, left) = Self.read(
            pack, [Self.fact("ares", .number(Number(7))), Self.fact("paint", .text("green"))])
        #expect(stated.isEmpty)
        #expect(left == ["colour <- paint (s)", "size <- ares (s)"])
    }

    @Test("a refusal passes through; a source that speaks today's words has said all it has to say")
    func words() throws {
        let pack = try Self.pack(
            Self.migration("m", "kind: house, from: {chambers: {type: number}}, to: {rooms: chambers}"))
        #expect(
            Self.read(pack, [Self.fact("chambers", .withheld(.refused))]).stated == [
                "rooms=withheld(World.FactValue.Withheld.refused) (s)"
            ])
        let both = Self.read(
            pack,
            [
                Self.fact("chambers", .number(Number(4))), Self.fact("rooms", .number(Number(5))),
                Self.fact("chambers", .number(Number(6)), source: "t"),
            ])
        #expect(both.stated == ["rooms=number(5) (s)", "rooms=number(6) (t)"])
        #expect(both.left.isEmpty)
    }

    @Test("codes that were replaced, in a chain")
    func codes() throws {
        let pack = try Self.pack(
            Self.migration("a", "list: colours, codes: {auburn: crimson}")
                + Self.migration("b", "list: colours, codes: {crimson: red}"))
        #expect(Self.read(pack, [Self.fact("colour", .text("auburn"))]).stated == ["colour=text(\"red\") (s)"])
        #expect(Self.read(pack, [Self.fact("colour", .text("blue"))]).stated == ["colour=text(\"blue\") (s)"])
    }

    @Test("an arbitration holds where the value is the same, and is open again where it is not")
    func arbitration() throws {
        let facts = [Self.fact("chambers", .number(Number(4))), Self.fact("chambers", .number(Number(5)), source: "t")]
        let account = Arbitration.Account(
            retained: "t", author: "a", recordedAt: "2026-01-01T00:00:00Z", reason: "seen")
        let word = try #require(Arbitration.fact(account, among: facts))
        let same = try Self.pack(
            Self.migration("m", "kind: house, from: {chambers: {type: number}}, to: {rooms: chambers}"))
        #expect(Self.read(same, facts + [word]).stated == ["rooms=number(5) (arbitration)"])
        let other = try Self.pack(
            Self.migration("m", "kind: house, from: {chambers: {type: number}}, to: {rooms: chambers + 1}"))
        #expect(Self.read(other, facts + [word]).stated == ["rooms=number(5) (s)", "rooms=number(6) (t)"])
    }

    @Test("earlier names of an attribute are found through every migration")
    func names() throws {
        let pack = try Self.pack(
            Self.migration("unit", "kind: house, from: {ares: {type: number}}, to: {surface: ares * 100}")
                + Self.migration("again", "kind: house, from: {surface: {type: number}}, to: {size: surface}"))
        #expect(pack.vocabulary.formerNames(of: "size", kind: "house") == ["size", "surface", "ares"])
        #expect(pack.vocabulary.formerNames(of: "rooms", kind: "house") == ["rooms"])
        #expect(pack.vocabulary.formerNames(of: "size", kind: "road") == ["size"])
    }
}
