import FEEL
import GRDB
import Testing
import World

@testable import Store

/// Databases of every earlier schema, written by their own text, open as the present one.
@Suite struct MigrationTests {
    /// A database as version 1 wrote it.
    private func first(_ folder: Folder, filled: String) throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.write { try $0.execute(sql: firstSchema + filled) }
        try queue.close()
    }

    @Test func theFirstSchemaIsChainedAndKeepsWhatItHeld() throws {
        let folder = try Folder()
        try first(
            folder,
            filled: """
                INSERT INTO journal VALUES
                (1, 'T1', 'a.csv', 1000, 'mairie', 'essai', '2026-11-23T05:00:00Z',
                 '[{"state":{"kind":"equipement","key":"A1","attribute":"places","value":{"number":"40"}}}]'),
                (2, 'T1', 'a.csv', 1000, 'mairie', '', '2026-11-23T06:00:00Z',
                 '[{"state":{"kind":"equipement","key":"A1","attribute":"places","value":{"number":"41"}}},{"withdraw":{"kind":"equipement","key":"A2","attribute":""}}]');
                INSERT INTO fact VALUES
                ('T1', 'equipement', 'A1', 'places', 'a.csv', '{"number":"40"}', '', NULL, NULL, 1, 2),
                ('T1', 'equipement', 'A1', 'places', 'a.csv', '{"number":"41"}', '', NULL, NULL, 2, NULL);
                INSERT INTO transition VALUES
                (1, 'T1', 'r', 'equipement/A1', 'appeared', NULL, 'yes', NULL, NULL, '2026-11-23', 2, 'p', '2026-11-23T06:00:00Z');
                INSERT INTO cell VALUES ('T1', 'r', 'equipement/A1', 'yes', NULL, 1);
                INSERT INTO pack_event VALUES (1, 'accepted', 'p', '[]', '2026-11-23T05:00:00Z');
                INSERT INTO meta VALUES ('run', '3');
                """)
        let error = #expect(throws: StoreError.self) {
            try Store(path: folder.database, options: StoreOptions(access: .readOnly))
        }
        #expect(error?.kind == .needsMigration)

        let store = try Store(path: folder.database)
        #expect(try store.schemaVersion() == 4)
        #expect(try store.verify().problems == [])
        #expect(try store.verify().entries == 2)
        #expect(try store.factBase(territory: "T1").facts.map(\.value) == [.number(Number(41))])
        #expect(try store.factBase(territory: "T1", asOf: 1).facts.map(\.value) == [.number(Number(40))])
        #expect(try store.transitions().count == 1)
        #expect(try store.cells(territory: "T1").map(\.verdict) == ["yes"])
        // Cursors of earlier runs stay below the events to come.
        #expect(try store.latestEvent() == 4 << 32)
        #expect(try store.append(changes([withdraw("A1")])).seq == 3)
        #expect(try store.verify().problems == [])
        for sql in [
            "UPDATE journal SET reason = 'x'", "UPDATE journal SET payload = '[]'", "UPDATE journal SET hash = ''",
            "DELETE FROM journal",
        ] {
            #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func theSecondSchemaGainsAlerts() throws {
        let folder = try Folder()
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "2")
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 2)
        try queue.close()
        let store = try Store(path: folder.database)
        #expect(try store.schemaVersion() == 4)
        #expect(try store.alerts(territory: "T1").instances.isEmpty)
        #expect(try store.verify().problems == [])
    }

    @Test("what a database of an earlier schema holds is the same after its migrations", arguments: ["2", "3"])
    func earlierSchemasKeepWhatTheyHeld(_ version: String) throws {
        let (present, past) = (try Folder(), try Folder())
        let store = try ExportTests.filled(present)
        let hash = try store.export(to: "\(present.path)/export")
        try store.close()
        // The same rows in the tables that the earlier schema had.
        let queue = try DatabaseQueue(path: past.database)
        try Schema.migrator.migrate(queue, upTo: version)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; ATTACH ? AS present", arguments: [present.database])
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM main.sqlite_master
                    WHERE type = 'table' AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'
                    """)
            #expect(tables.contains("milestone") && tables.contains("event"))
            for table in tables {
                let columns = try db.columns(in: table).map(\.name).joined(separator: ", ")
                try db.execute(sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM present.\(table)")
            }
            try db.execute(
                sql: """
                    DELETE FROM main.sqlite_sequence;
                    INSERT INTO main.sqlite_sequence SELECT * FROM present.sqlite_sequence
                    WHERE name IN (SELECT name FROM main.sqlite_master);
                    DETACH present
                    """)
        }
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Int(version))
        try queue.close()
        let migrated = try Store(path: past.database)
        #expect(try migrated.schemaVersion() == 4)
        #expect(try migrated.verify().problems == [])
        #expect(try migrated.verify().erased > 0 && migrated.verify().entries > 20)
        #expect(try migrated.export(to: "\(past.path)/export") == hash)
    }

    @Test func anEmptyFirstSchemaMigratesToo() throws {
        let folder = try Folder()
        try first(folder, filled: "")
        let store = try Store(path: folder.database)
        #expect(try store.verify().entries == 0)
        #expect(try store.latestEvent() == 0)
        #expect(try store.append(changes([])).seq == 1)
    }

    @Test func aMigratedDatabaseHasTheTablesOfANewOne() throws {
        func schema(_ folder: Folder) throws -> [String] {
            let store = try Store(path: folder.database)
            return try store.pool.read { db in
                try ["journal", "fact", "transition", "cell", "pack_event", "meta"].flatMap { table in
                    try db.columns(in: table).map { "\(table).\($0.name) \($0.type) \($0.isNotNull)" }
                } + String.fetchAll(db, sql: "SELECT type || ' ' || name FROM sqlite_master ORDER BY 1")
            }
        }
        let old = try Folder()
        try first(old, filled: "")
        #expect(try schema(old) == schema(Folder()))
    }
}
