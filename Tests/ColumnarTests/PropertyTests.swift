import Diagnostics
import Engine
import FEEL
import Foundation
import JSON
import Packs
import Testing
import World

@testable import Columnar
@testable import Queries

/// Columns against the general evaluation, on the rules of the common workload and invented territories with holes.
@Suite("columns") struct PropertyTests {
    private static let date = CalendarDate("2026-06-15")!

    private static let pack: Pack? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let files = ["vocabulary", "aggregates", "rules"].compactMap { name -> SourceText? in
            let path = "\(root)/Benchmarks/territories/\(name).yaml"
            return FileManager.default.contents(atPath: path).map { SourceText(name: name + ".yaml", bytes: Array($0)) }
        }
        return Pack.load(files, at: date).0
    }()

    /// A territory of a few communes; what is missing, withheld, contradicted or not counted is left to the dice.
    private struct Invented {
        var dice: SplitMix
        /// How many in a hundred facts are missing or spoilt.
        var holes: Int
        var facts: [Fact] = []

        mutating func roll(_ bound: Int) -> Int { Int(dice.next() % UInt64(bound)) }

        mutating func add(_ kind: String, _ key: String, _ values: KeyValuePairs<String, FactValue>) {
            let id = RecordID(kind: kind, key: key)
            facts.append(.existence(of: id, source: "s"))
            for (name, value) in values {
                let isParent = name == "territoire" || name == "commune"
                if roll(100) < (isParent ? holes / 4 : holes) {
                    switch roll(3) {
                    case 0: continue
                    case 1:
                        facts.append(Fact(record: id, attribute: name, value: .withheld(.dontKnow), source: "s"))
                        continue
                    default:
                        guard case .number = value else { continue }
                        facts.append(
                            Fact(record: id, attribute: name, value: .number(Number(7)), source: "other"))
                    }
                }
                facts.append(Fact(record: id, attribute: name, value: value, source: "s"))
            }
        }

        mutating func territory(_ key: String) -> FactBase {
            let domains = ["jeunesse", "voirie"]
            add(
                "territoire", key,
                [
                    "id": .text(key), "nombre_communes": .number(Number(3)),
                    "population": .number(Number(9000 + roll(9000))), "potentiel": .number(Number(200 + roll(900))),
                ])
            for domain in domains {
                add("competence", "\(key)|\(domain)", ["territoire": .text(key), "domaine": .text(domain)])
            }
            census("competence", key, "territoire", key, domains.count)
            let communes = 1 + roll(3)
            census("commune", key, "territoire", key, communes)
            for commune in 0..<communes {
                let name = "\(key)c\(commune)"
                let (x, y) = (roll(20_000), roll(20_000))
                add(
                    "commune", name,
                    [
                        "id": .text(name), "territoire": .text(key), "population": .number(Number(roll(6000))),
                        "x": .number(Number(x)), "y": .number(Number(y)),
                    ])
                let services = roll(4)
                census("service", name, "commune", name, services)
                for service in 0..<services {
                    add(
                        "service", "\(name)s\(service)",
                        [
                            "id": .text("\(name)s\(service)"), "commune": .text(name),
                            "domaine": .text(domains[roll(2)]),
                            "mode": .text(["regie", "delegation", "syndicat", "association"][roll(4)]),
                            "etp": .number(Number(roll(900))), "budget": .number(Number(roll(300_000))),
                            "places": .number(Number(roll(200))), "logiciel": .number(Number(roll(3))),
                            "accord": .boolean(roll(2) == 0),
                        ])
                }
                let facilities = roll(6)
                census("equipement", name, "commune", name, facilities)
                for facility in 0..<facilities {
                    add(
                        "equipement", "\(name)e\(facility)",
                        [
                            "id": .text("\(name)e\(facility)"), "commune": .text(name),
                            "domaine": .text(domains[roll(2)]), "genre_equipement": .text("t\(roll(3))"),
                            "x": .number(Number(x + roll(6000))), "y": .number(Number(y + roll(6000))),
                            "places": .number(Number(roll(300))), "annee": .number(Number(1950 + roll(75))),
                            "occupation": .number(Number(roll(101))),
                        ])
                }
            }
            defer { facts = [] }
            return FactBase(territory: key, facts: facts)
        }

        private mutating func census(_ kind: String, _ territory: String, _ scope: String, _ key: String, _ count: Int)
        {
            add(
                "recensement", "\(kind)_\(key)",
                ["genre": .text(kind), scope: .text(key), "nombre": .number(Number(count))])
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    @Test("every cell is that of the general evaluation, on one thread and on two", arguments: [0, 3, 15])
    func equal(_ holes: Int) throws {
        let pack = try #require(Self.pack)
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Invented(dice: SplitMix(state: seed), holes: holes)
        let bases = (0..<6).map { dice.territory("t\($0)") }
        let world = ColumnarWorld(bases: bases, vocabulary: pack.vocabulary, date: Self.date)
        let alone = ColumnarEvaluation(pack: pack, world: world, jobs: 1)
        let shared = ColumnarEvaluation(pack: pack, world: world, jobs: 2)
        var (cells, inColumns) = (0, 0)
        for (territory, base) in bases.enumerated() {
            for columns in [alone, shared] {
                cells += try compare(columns, territory, base, "seed \(seed), holes \(holes)")
            }
        }
        for rule in pack.rules { inColumns += alone.integers(of: rule.id).count { $0 != nil } }
        #expect(cells > 1000, "seed \(seed)")
        // With nothing missing, columns say nearly all of it themselves.
        if holes == 0 { #expect(inColumns * 20 > cells * 9, "seed \(seed): \(inColumns) of \(cells)") }
    }

    /// - Returns: How many cells the general evaluation has, all of which the columns were held against.
    private func compare(
        _ columns: ColumnarEvaluation, _ territory: Int, _ base: FactBase, _ what: String
    ) throws -> Int {
        let pack = columns.pack
        let general = Evaluation(
            pack: pack, snapshot: Snapshot(base: base, vocabulary: pack.vocabulary, date: Self.date))
        let json = CellJSON(evaluation: general)
        var cells = 0
        for rule in pack.rules {
            let expected = general.cells(of: rule.id).map { json.cell($0).serialized() }
            let found = columns.cells(of: rule.id, in: territory).map { json.cell($0).serialized() }
            #expect(found == expected, "\(what), territory \(territory), \(rule.id)")
            cells += expected.count
        }
        return cells
    }

    @Test("after any changes, cells are those of a general evaluation of what is then known", arguments: [0, 5])
    func updates(_ holes: Int) throws {
        try update(holes, seed: UInt64.random(in: 0...UInt64.max))
    }

    @Test("two figures of the same pairs are both unknown once it is not known which elements there are")
    func twins() throws {
        // A facility's domain is withdrawn, then another one moves away.
        try update(5, seed: 6_678_189_013_793_567_898)
    }

    private func update(_ holes: Int, seed: UInt64) throws {
        let pack = try #require(Self.pack)
        var dice = Invented(dice: SplitMix(state: seed), holes: holes)
        var bases: [FactBase] = []
        var world: ColumnarWorld
        repeat {
            // About one draw in fifty has no service, or no facility, to change.
            bases = (0..<2).map { dice.territory("t\($0)") }
            world = ColumnarWorld(bases: bases, vocabulary: pack.vocabulary, date: Self.date)
        } while world.count(of: "service") == 0 || world.count(of: "equipement") == 0
        let updated = ColumnarEvaluation(pack: pack, world: world)
        let attributes: [(kind: String, name: String)] = pack.vocabulary.kinds.values.flatMap { kind in
            kind.attributes.map { (kind.name, $0.name) }
        }.filter { updated.canUpdate($0.name, of: $0.kind) && world.count(of: $0.kind) > 0 }.sorted { $0 < $1 }
        #expect(attributes.count > 15)
        for step in 1...25 {
            let (kind, name) = attributes[dice.roll(attributes.count)]
            let row = dice.roll(world.count(of: kind))
            let value: FactValue? =
                switch pack.vocabulary.kinds[kind]?.attribute(name)?.type {
                case _ where dice.roll(100) < holes: nil
                case _ where dice.roll(100) < holes: .withheld(.dontKnow)
                case .number: .number(Number(dice.roll(900)))
                case .boolean: .boolean(dice.roll(2) == 0)
                case .code(let list):
                    pack.vocabulary.codeLists[list].map { .text($0.entries[dice.roll($0.entries.count)].code) }
                default: .text("t\(dice.roll(4))")
                }
            updated.update(name, of: kind, row: row, to: value)
            let what = "seed \(seed), holes \(holes), step \(step): \(kind) \(row) \(name) = \(value as Any)"
            let territory = try #require(bases.firstIndex { $0.records[updated.world.record(kind, row)] != nil })
            _ = try compare(updated, territory, updated.world.base(of: territory), what)
        }
        // The worlds it was made of stay as they were.
        let anew = ColumnarEvaluation(pack: pack, world: world)
        for (territory, base) in bases.enumerated() { _ = try compare(anew, territory, base, "seed \(seed), anew") }
    }

    @Test("a change runs the rules that read it, and those that read a result that changed, of one competence")
    func reexecution() throws {
        let pack = try #require(Self.pack)
        var dice = Invented(dice: SplitMix(state: 7), holes: 0)
        let bases = (0..<3).map { dice.territory("t\($0)") }
        let columns = ColumnarEvaluation(
            pack: pack, world: ColumnarWorld(bases: bases, vocabulary: pack.vocabulary, date: Self.date))
        let budget = columns.update("budget", of: "service", row: 0, to: .number(Number(123_456)))
        #expect(Set(budget.ran.map(\.row)).count == 1)
        let direct = ["bud"]
        #expect(direct.allSatisfy { id in budget.changed.contains { $0.rule == id } })
        #expect(!budget.ran.contains { ["fte", "n_serv", "p5", "A01"].contains($0.rule) })
        // Said again, it runs nothing.
        #expect(columns.update("budget", of: "service", row: 0, to: .number(Number(123_456))).ran.isEmpty)
        // A result that stays as it is wakes nobody.
        let early = columns.update("budget", of: "service", row: 0, to: .number(Number(123_457)))
        #expect(early.ran.count >= early.changed.count && early.changed.count < budget.ran.count)
    }
}
