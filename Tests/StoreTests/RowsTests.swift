import FEEL
import GRDB
import JSON
import Testing
import World

@testable import Store

/// Tables of many rows: whole or not there, known from the entry that commits to them.
@Suite struct RowsTests {
    private let table = RowTable(
        source: "import:e", kind: "equipement", attributes: ["id", "places", "nom"],
        validFrom: CalendarDate("2026-01-01"), file: "e.csv")

    private func rows(_ territory: String, _ rows: [String]) -> TerritoryRows {
        TerritoryRows(territory: territory, count: rows.count, body: Array("[\(rows.joined(separator: ","))".utf8))
    }

    private func stage(_ store: Store, _ fingerprint: String = "f1", places: Int = 1) throws -> RowStaging {
        let staging = try #require(try store.stageRows(table, fingerprint: fingerprint))
        if staging.pieces.isEmpty {
            try store.stage(
                [
                    rows("T1", [#"[2,"A1","A1",\#(places),"l'\"été\""]"#, #"[3,"A2","A2",2.50,null]"#]),
                    rows("T2", [#"[4,"B1","B1",{"withheld":"refused"},"x,[y]"]"#]),
                ], of: staging.id, upTo: 50)
        }
        if staging.pieces.count < 2 {
            try store.stage([rows("T1", [#"[5,"A3","A3",7,"z"]"#]), rows("T3", [])], of: staging.id, upTo: 90)
        }
        return staging
    }

    private func places(_ key: String, _ number: Int, of source: String) -> ChangeSet.Operation {
        state(key, "places", .number(Number(number)), of: source)
    }

    @discardableResult
    private func fill(_ store: Store, _ fingerprint: String = "f1", places: Int = 1, at time: String = "05") throws
        -> Int
    {
        try store.switchRows(
            try stage(store, fingerprint, places: places).id, author: mairie, reason: "essai",
            recordedAt: "2026-11-23T\(time):00:00Z")
    }

    private func told(_ base: FactBase) -> [String] {
        base.facts.filter { !$0.isExistence && $0.attribute != "id" }
            .map {
                "\($0.record) \($0.attribute) \($0.value.cell.serialized()) \($0.source) \($0.origin) \($0.validFrom?.description ?? "")"
            }
    }

    private let first = [
        #"equipement/A1 nom "l'\"été\"" import:e e.csv:2 2026-01-01"#,
        "equipement/A1 places 1 import:e e.csv:2 2026-01-01",
        "equipement/A2 places 2.5 import:e e.csv:3 2026-01-01",
        #"equipement/A3 nom "z" import:e e.csv:5 2026-01-01"#,
        "equipement/A3 places 7 import:e e.csv:5 2026-01-01",
    ]

    @Test func nothingIsKnownBeforeAllIsThere() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let staging = try stage(store)
        #expect(try store.factBase(territory: "T1").facts.isEmpty)
        #expect(try store.territories() == [])
        #expect(try store.verify().problems == [])
        #expect(
            try store.switchRows(staging.id, author: mairie, reason: "essai", recordedAt: "2026-11-23T05:00:00Z") == 2)
        let known = try told(store.factBase(territory: "T1"))
        #expect(known == first)
        #expect(try store.factBase(territory: "T2").facts.map(\.value).contains(.withheld(.refused)))
        #expect(try store.journal().map(\.rowCount) == [3, 1])
        #expect(try store.verify().problems == [])
        // The very same table again: nothing to do.
        #expect(try store.stageRows(table, fingerprint: "f1") == nil)
    }

    @Test func anInterruptedImportGoesOnWhereItWas() throws {
        let folder = try Folder()
        var store = try Store(path: folder.database)
        let staging = try #require(try store.stageRows(table, fingerprint: "f1"))
        try store.stage(
            [rows("T1", [#"[2,"A1","A1",1,"l'\"été\""]"#, #"[3,"A2","A2",2.50,null]"#])], of: staging.id, upTo: 50)
        try store.close()
        store = try Store(path: folder.database)
        #expect(try store.stageRows(table, fingerprint: "f1") == RowStaging(id: staging.id, pieces: [50]))
        // Another table of the same source: what was staged is of no more use.
        let other = try #require(try store.stageRows(table, fingerprint: "f2"))
        #expect(other.pieces == [])
        #expect(try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row_block") } == 0)
        #expect(throws: StoreError.self) {
            try store.switchRows(staging.id, author: mairie, reason: "", recordedAt: "2026-11-23T05:00:00Z")
        }
    }

    @Test func aNewTableTakesThePlaceOfTheFirst() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([places("A9", 3, of: "import:e")], of: "import:e"))
        try store.append(changes([places("A1", 40, of: "saisie")], of: "saisie"))
        try fill(store)
        #expect(try store.factBase(territory: "T1").records[RecordID(kind: "equipement", key: "A9")] == nil)
        let staging = try #require(try store.stageRows(table, fingerprint: "f2"))
        try store.stage([rows("T1", [#"[2,"A1","A1",9,null]"#])], of: staging.id, upTo: 9)
        #expect(try store.switchRows(staging.id, author: mairie, reason: "", recordedAt: "2026-11-23T07:00:00Z") == 2)
        let now = try told(store.factBase(territory: "T1"))
        #expect(now.count == 2 && now.contains { $0.contains("places 9 ") } && now.contains { $0.contains("saisie") })
        #expect(try store.factBase(territory: "T2").facts.isEmpty)
        #expect(try store.factBase(territory: "T2", asOf: 4).facts.count == 4)
        #expect(try told(store.factBase(territory: "T1", knownAt: "2026-11-23T06:00:00Z")).count == 6)
        let history = try store.history(territory: "T1", record: RecordID(kind: "equipement", key: "A1"))
        #expect(
            history.filter { $0.fact.attribute == "places" && $0.fact.source == "import:e" }.map(\.knownTo) == [5, nil])
        let before = try store.verify()
        #expect(before.problems == [])
        try store.rebuild()
        #expect(try store.verify() == before)
        #expect(try told(store.factBase(territory: "T1")) == now)
    }

    @Test func rowsDoNotChangeOneAtATime() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try fill(store)
        let error = #expect(throws: StoreError.self) {
            try store.append(changes([places("A1", 2, of: "import:e")], of: "import:e"))
        }
        #expect(error?.kind == .heldByRows)
        try store.append(changes([places("A1", 2, of: "saisie")], of: "saisie"))
        try store.append(changes([places("A1", 2, of: "import:e")], of: "import:e", in: "T4"))
    }

    @Test func alteredRowsAreFound() throws {
        for sql in [
            "UPDATE row_block SET body = replace(body, '2.50', '2.51')",
            "UPDATE row_block SET salts = substr(salts, 2) || CASE substr(salts, 1, 1) WHEN '0' THEN '1' ELSE '0' END",
            "DELETE FROM row_block WHERE territory = 'T2'", "UPDATE row_block SET body = '[]' WHERE id = 1",
            "UPDATE row_block SET body = '[{\"erased\":\"00\"},' || substr(body, 2 + length('[2,\"A1\",\"A1\",1,\"l''\\\"été\\\"\"],')) WHERE id = 1",
        ] {
            let folder = try Folder()
            let store = try Store(path: folder.database)
            try fill(store)
            try store.pool.write { try $0.execute(sql: sql) }
            #expect(try store.verify().problems != [], "\(sql)")
        }
    }

    @Test func aRowIsErasedAndTheChainStillHolds() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try fill(store)
        try fill(store, "f2", places: 12, at: "06")
        func erase(_ attribute: String?) throws -> ErasureReport? {
            try store.erase(
                Erasure(
                    territory: "T1", record: RecordID(kind: "equipement", key: "A1"), attribute: attribute,
                    author: mairie, reason: "demande", recordedAt: "2026-11-23T07:00:00Z"))
        }
        let error = #expect(throws: StoreError.self) { try erase("places") }
        #expect(error?.kind == .erasedWhole)
        let report = try #require(try erase(nil))
        #expect(report.sources == ["import:e"] && report.entry.erasures.count == 2)
        #expect(try !told(store.factBase(territory: "T1")).contains { $0.contains("A1") })
        #expect(try store.factBase(territory: "T1").facts.count == 7)
        let found = try store.verify()
        #expect(found.problems == [] && found.erased == 2)
        let left = try store.pool.read { try String.fetchAll($0, sql: "SELECT body || salts FROM row_block") }
        #expect(!left.contains { $0.contains("été") || $0.contains("A1") })
        // What was staged meanwhile holds the same row: it goes too, and rows that name the record are told.
        let staged = try #require(try store.stageRows(table, fingerprint: "f3"))
        try store.stage([rows("T1", [#"[2,"A2","A2",1,null]"#, #"[3,"A7","A7",1,"A2"]"#])], of: staged.id, upTo: 9)
        // Another erasure of the same block.
        _ = try store.erase(
            Erasure(
                territory: "T1", record: RecordID(kind: "equipement", key: "A2"), attribute: nil, author: mairie,
                reason: "demande", recordedAt: "2026-11-23T08:00:00Z"))
        #expect(try store.verify().problems == [] && store.verify().erased == 4)
        #expect(
            try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row_import WHERE state = 'staged'") }
                == 0)
        // What was erased on no one's word is told.
        try store.pool.write { try $0.execute(sql: "UPDATE row_block SET salts = ',,' WHERE id = 1") }
        #expect(try store.verify().problems == [])
        try store.pool.write {
            try $0.execute(
                sql:
                    "UPDATE row_block SET body = '[{\"erased\":\"' || substr(root, 1, 64) || '\"}]', salts = ',' WHERE territory = 'T2'"
            )
        }
        #expect(try store.verify().problems.count >= 1)
    }

    @Test func anExportBringsRowsBack() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try fill(store)
        try store.stage(
            [rows("T1", [#"[2,"Z","Z",1,null]"#])], of: #require(try store.stageRows(table, fingerprint: "f9")).id,
            upTo: 3)
        let hash = try store.export(to: "\(folder.path)/export")
        let copy = "\(folder.path)/copie.sqlite"
        #expect(try Store.restore(from: "\(folder.path)/export", to: copy) == hash)
        let restored = try Store(path: copy)
        #expect(try told(restored.factBase(territory: "T1")) == told(store.factBase(territory: "T1")))
        #expect(try restored.verify() == store.verify())
    }

    @Test func viewsShowRowsAsFacts() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([places("A1", 40, of: "saisie")], of: "saisie"))
        try fill(store)
        let facts = try store.select(
            "SELECT key, attribute, value FROM v_facts WHERE territory = 'T1' AND attribute = 'places' ORDER BY 1, 3",
            limit: 10, within: 10
        ).rows.map { $0.compactMap(\.stringValue).joined(separator: " ") }
        #expect(
            facts == [
                #"A1 places {"number":"1"}"#, #"A1 places {"number":"40"}"#, #"A2 places {"number":"2.50"}"#,
                #"A3 places {"number":"7"}"#,
            ])
        #expect(
            try store.territories(having: "equipement") == ["A1": ["T1"], "A2": ["T1"], "A3": ["T1"], "B1": ["T2"]])
    }

    /// The nth write fails: nothing of it is there, and the import is finished from where it was.
    @Test(arguments: 1...4) func aFailedWriteLeavesNoTrace(step: Int) throws {
        let folder = try Folder()
        let fault = Fault(at: step)
        let failing = try Store(path: folder.database, options: StoreOptions(beforeCommit: fault.step))
        #expect(throws: StoreError.self) { try fill(failing) }
        #expect(try failing.factBase(territory: "T1").facts.isEmpty)
        #expect(try failing.verify().problems == [])
        #expect(try fill(failing) == 2)
        #expect(try told(failing.factBase(territory: "T1")).count == 5)
        #expect(try failing.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM row_block") } == 3)
    }
}
