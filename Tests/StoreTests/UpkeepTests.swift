import Diagnostics
import FEEL
import Foundation
import GRDB
import Testing
import World

@testable import Store

@Suite struct UpkeepTests {
    @Test func aBackupIsAStoreOfItsOwn() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(40)))]))
        let copy = "\(folder.path)/copie.sqlite"
        try store.backup(to: copy)
        try store.append(changes([withdraw("A1")]))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("copie") } == [
                "copie.sqlite"
            ])
        let restored = try Store(path: copy)
        #expect(try restored.latestSeq() == 1)
        #expect(try restored.factBase(territory: "T1").facts.map(\.value) == [.number(Number(40))])
        #expect(try restored.append(changes([])).seq == 2)
        #expect(try restored.integrityCheck() == [])
    }

    @Test func whatAStatementMakesIsBounded() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        func refusal(_ sql: String) -> String? {
            do throws(StoreError) {
                _ = try store.select(sql, limit: 10_000, within: 10)
                return nil
            } catch {
                return "\(error.diagnostic.code)"
            }
        }
        #expect(refusal("SELECT length(hex(zeroblob(400000)))") == nil)
        #expect(refusal("SELECT length(hex(zeroblob(40000000)))") == "S017")
        let pattern = "hex(zeroblob(1000))"
        #expect(refusal("SELECT \(pattern) LIKE \(pattern)") == "S017")
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)"
        #expect(refusal("\(rows) SELECT i FROM n") == nil)
        #expect(refusal("\(rows) SELECT hex(zeroblob(50000)) FROM n") == "S017")
    }

    @Test func aStatementLeavesNoFileOpen() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        func files() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
                    .hasPrefix(folder.path) == true
            }.count
        }
        _ = try store.select("SELECT 1", limit: 1, within: 10)
        let before = try files()
        for _ in 0..<50 { _ = try store.select("SELECT count(*) FROM journal", limit: 1, within: 10) }
        #expect(try files() <= before)
    }

    @Test func aBackupNeverReplacesAFile() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let error = #expect(throws: StoreError.self) { try store.backup(to: folder.database) }
        #expect(error?.kind == .destinationExists)
        let absent = #expect(throws: StoreError.self) { try store.backup(to: "\(folder.path)/absent/copie.sqlite") }
        #expect(absent?.kind == .cannotOpen)
    }

    @Test func anOpenStoreIsSound() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        #expect(try store.schemaVersion() == Schema.version)
        #expect(try store.integrityCheck() == [])
    }

    @Test func factsThatLeftTheirJournalAreFoundAndSetRight() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(40)))]))
        try store.append(changes([state("A1", "places", .number(Number(40)))], in: "T2"))
        try store.pool.write { try $0.execute(sql: "DELETE FROM fact WHERE territory = 'T2'") }
        #expect(try store.integrityCheck() == ["fact: 'T2' differs from its journal"])
        try store.rebuild()
        #expect(try store.integrityCheck() == [])
    }

    @Test func filesAreNotForEverybody() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([]))
        try store.backup(to: "\(folder.path)/copie.sqlite")
        for name in ["maillage.sqlite", "maillage.sqlite-wal", "maillage.sqlite-shm", "copie.sqlite"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o007 == 0, "\(name)")
        }
    }

    @Test func recordsReadAsAPersonExpects() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let label = Localized(fr: "é", en: "e")
        func attribute(_ name: String, _ type: Attribute.ValueType) -> Attribute {
            Attribute(name: name, type: type, labels: label)
        }
        var vocabulary = Vocabulary(kinds: [
            "equipement": Kind(
                name: "equipement", labels: label, plural: "equipements", key: ["id"],
                attributes: [
                    attribute("places", .number), attribute("ouvert", .boolean), attribute("nom", .text),
                    attribute("domaines", .codes(list: "d")), attribute("ouverture", .date), attribute("o'\"x", .text),
                ]),
            "recensement": Kind(
                name: "recensement", labels: label, plural: "recensements", key: ["id"],
                attributes: [attribute("de", .text), attribute("nombre", .number)]),
        ])
        vocabulary.census = Census(kind: "recensement", of: "de", count: "nombre")
        try store.rebuildCurrentRecords(vocabulary)
        try store.append(
            changes([
                .state(.existence(of: RecordID(kind: "equipement", key: "A1"), source: "a.csv", validFrom: day)),
                state("A1", "places", .number(Number("12.5")!)), state("A1", "ouvert", .boolean(true)),
                state("A1", "nom", .text("gymnase")), state("A1", "domaines", .codes(["a", "b"])),
                state("A1", "ouverture", .date(day)), state("A1", "o'\"x", .text("y")),
                state("A1", "places", .withheld(.refused), of: "b.csv"),
            ]))
        let census = RecordID(kind: "recensement", key: "R1")
        try store.append(
            changes([
                .state(Fact(record: census, attribute: "de", value: .text("equipement"), source: "a.csv")),
                .state(Fact(record: census, attribute: "nombre", value: .number(Number(7)), source: "a.csv")),
            ]))
        let rows = try store.pool.read { try Row.fetchAll($0, sql: "SELECT * FROM r_equipement ORDER BY _source") }
        #expect(rows.count == 2)
        #expect(rows[0]["places"] as Double? == 12.5)
        #expect(rows[0]["ouvert"] as Int? == 1)
        #expect(rows[0]["nom"] as String? == "gymnase")
        #expect(rows[0]["domaines"] as String? == "a;b")
        #expect(rows[0]["ouverture"] as String? == "2026-11-23")
        #expect(rows[0]["o'\"x"] as String? == "y")
        #expect(rows[0]["_valid_from"] as String? == "2026-11-23")
        #expect(rows[1]["places"] as Double? == nil)
        let number = try store.pool.read {
            try Int.fetchOne($0, sql: "SELECT number FROM census WHERE of_kind = 'equipement'")
        }
        #expect(number == 7)

        vocabulary.kinds["equipement"]?.attributes.removeLast()
        vocabulary.census = nil
        try store.rebuildCurrentRecords(vocabulary)
        try store.rebuildCurrentRecords(vocabulary)
        let views = try store.pool.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
        }
        #expect(views.filter { !$0.hasPrefix("v_") } == ["r_equipement", "r_recensement"])
    }
}
