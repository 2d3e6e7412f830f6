import FEEL
import Foundation
import GRDB
import Testing
import World

@testable import Store

@Suite struct FailureTests {
    /// The nth write fails, for n = 1, 2, … until all succeed: each time nothing of it is left, and
    /// the same call made again succeeds.
    @Test func aWriteThatFailsLeavesNothing() throws {
        var step = 1
        while true {
            let folder = try Folder()
            let fault = Fault(at: step)
            let store = try Store(path: folder.database, options: StoreOptions(beforeCommit: { try fault.step() }))
            var failures = 0
            for write in writes {
                let before = try rows(store)
                do {
                    try write(store)
                } catch let error as StoreError {
                    failures += 1
                    #expect(error.kind == .unexpected)
                    #expect(try rows(store) == before)
                    try write(store)
                }
            }
            #expect(try store.journal().map(\.seq) == [1, 2, 3])
            #expect(try store.factBase(territory: "T1").facts.count == 2)
            #expect(try store.integrityCheck() == [])
            if failures == 0 { break }
            step += 1
        }
        #expect(step == writes.count + 1)
    }

    private let writes: [@Sendable (Store) throws -> Void] = [
        {
            try $0.append(
                changes([state("A1", "places", .number(Number(1))), state("A2", "places", .number(Number(2)))]))
        },
        { try $0.appendAll([changes([withdraw("A1")]), changes([state("A3", "type", .text("x"))])]) },
        { try $0.rebuild() },
        {
            try $0.recordTransitions(
                territory: "T1", cells: [StoredCell(rule: "r", subject: "s", verdict: "yes", value: nil)], cause: 1,
                at: day,
                packHash: "p", recordedAt: "2026-11-23T05:00:00Z")
        },
        {
            try $0.recordPackEvent(
                PackEvent(outcome: .accepted, packHash: "p", diagnostics: "[]", recordedAt: "2026-11-23T05:00:00Z"))
        },
        { try $0.setMeta("a", "b") },
    ]

    @Test func aFullDiskSaysSoAndKeepsWhatWasThere() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database, options: StoreOptions(maximumSize: 400_000))
        let text = FactValue.text(String(repeating: "x", count: 20_000))
        var written: Int64 = 0
        let error = #expect(throws: StoreError.self) {
            for index in 0..<100 { written = try store.append(changes([state("A\(index)", "nom", text)])).seq }
        }
        #expect(error?.kind == .full)
        #expect(error?.diagnostic.code.rawValue == "S006")
        #expect(written > 0)
        #expect(try store.latestSeq() == written)
        #expect(try store.factBase(territory: "T1").facts.count == Int(written))
        #expect(try store.integrityCheck() == [])
        try store.append(changes([state("A1", "court", .boolean(true))]))
    }

    @Test func aSecondWriterIsTurnedAway() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let error = #expect(throws: StoreError.self) { try Store(path: folder.database) }
        #expect(error?.kind == .inUse)
        // A reader is welcome, and sees what is written meanwhile.
        let reader = try Store(path: folder.database, options: StoreOptions(access: .readOnly))
        try store.append(changes([state("A1", "places", .number(Number(1)))]))
        #expect(try reader.latestSeq() == 1)
        #expect(throws: StoreError.self) { try reader.append(changes([])) }
    }

    @Test func aWriterHeldUpByAnotherProgramGivesUp() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database, options: StoreOptions(busyTimeout: 0.05))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = #expect(throws: StoreError.self) { try store.append(changes([])) }
        #expect(error?.kind == .inUse)
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try store.append(changes([]))
    }

    @Test func aStoreIsFreeOnceItsOwnerIsGone() throws {
        let folder = try Folder()
        do { try Store(path: folder.database).append(changes([])) }
        #expect(try Store(path: folder.database).latestSeq() == 1)
    }

    /// The list of migrations is committed before the first of them: a creation cut between the two is made good.
    @Test func aCreationCutShortIsNoForeignFile() throws {
        let folder = try Folder()
        let begun = try DatabaseQueue(path: folder.database)
        try begun.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)") }
        try begun.close()
        let store = try Store(path: folder.database)
        #expect(try store.schemaVersion() == Schema.version)
    }

    @Test func aForeignFileIsLeftAsItWas() throws {
        let folder = try Folder()
        let foreign = try DatabaseQueue(path: folder.database)
        try foreign.write { try $0.execute(sql: "CREATE TABLE other (x)") }
        try foreign.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        let error = #expect(throws: StoreError.self) { try Store(path: folder.database) }
        #expect(error?.kind == .foreignFile)
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)

        let text = "\(folder.path)/notes.txt"
        try String(repeating: "ceci n'est pas une base\n", count: 100).write(
            toFile: text, atomically: true, encoding: .utf8)
        let other = #expect(throws: StoreError.self) { try Store(path: text) }
        #expect(other?.kind == .foreignFile)
    }

    @Test func aLaterVersionIsNotTouched() throws {
        let folder = try Folder()
        try Store(path: folder.database).close()
        let queue = try DatabaseQueue(path: folder.database)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
        try queue.close()
        let error = #expect(throws: StoreError.self) { try Store(path: folder.database) }
        #expect(error?.kind == .fromTheFuture)
    }

    @Test func aDamagedFileIsReported() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        for index in 0..<50 {
            try store.append(changes([state("A\(index)", "nom", .text(String(repeating: "x", count: 500)))]))
        }
        try store.close()
        var bytes = try Data(contentsOf: URL(filePath: folder.database))
        for offset in stride(from: 4096 * 4, to: bytes.count, by: 7) { bytes[offset] = 0xA5 }
        try bytes.write(to: URL(filePath: folder.database))
        let error = #expect(throws: StoreError.self) {
            let store = try Store(path: folder.database)
            let problems = try store.integrityCheck()
            #expect(!problems.isEmpty)
            _ = try store.factBase(territory: "T1")
            try store.rebuild()
        }
        #expect(error?.kind == .damaged || error?.kind == .unreadableEntry, "\(String(describing: error))")
    }

    @Test func aMissingFolderIsNamed() throws {
        let folder = try Folder()
        let path = "\(folder.path)/absent/maillage.sqlite"
        let error = #expect(throws: StoreError.self) { try Store(path: path) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.diagnostic.headline.fr.contains(path) == true)
        let reading = #expect(throws: StoreError.self) {
            try Store(path: path, options: StoreOptions(access: .readOnly))
        }
        #expect(reading?.kind == .cannotOpen)
    }

    @Test(arguments: StoreError.Kind.allCases)
    func everyFailureHasItsWordsAndRemedy(_ kind: StoreError.Kind) {
        let diagnostic = StoreError(kind, path: "base").diagnostic
        #expect(diagnostic.code == kind.code)
        #expect(diagnostic.help != nil)
        #expect(diagnostic.headline.fr != diagnostic.headline.en)
        #expect(StoreError.Kind.allCases.filter { $0.code == kind.code } == [kind])
    }

    @Test(arguments: [
        (ResultCode.SQLITE_FULL, StoreError.Kind.full), (.SQLITE_READONLY, .readOnly), (.SQLITE_BUSY, .inUse),
        (.SQLITE_CORRUPT, .damaged), (.SQLITE_NOTADB, .foreignFile), (.SQLITE_IOERR, .inputOutput),
        (.SQLITE_CANTOPEN, .cannotOpen), (.SQLITE_CONSTRAINT, .unexpected),
    ])
    func sqliteIsTranslated(_ code: ResultCode, _ kind: StoreError.Kind) {
        #expect(StoreError(DatabaseError(resultCode: code), path: "base").kind == kind)
    }

    private func rows(_ store: Store) throws -> [String] {
        try store.pool.read { db in
            try ["journal", "fact", "transition", "cell", "pack_event", "meta"].flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description).sorted()
            }
        }
    }
}
