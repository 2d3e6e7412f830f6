import FEEL
import GRDB
import Testing
import World

@testable import Store

@Suite struct JournalTests {
    @Test func anEntryComesBackAsItWasAppended() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let first = try store.append(changes([state("A1", "places", .number(Number("12.50")!)), withdraw("A2")]))
        let second = try store.append(changes([], in: "T2", at: "2026-11-23T06:00:00Z"))
        #expect((first.seq, second.seq) == (1, 2))
        #expect(try store.journal() == [first, second])
        #expect(try store.journal(after: 1) == [second])
        #expect(try store.journal(limit: 1) == [first])
        #expect(try store.journal(territory: "T2") == [second])
        #expect(try store.territories() == ["T1", "T2"])
        #expect(try store.latestSeq() == 2)
    }

    @Test func whatIsAppendedIsThereAfterReopening() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(40)))]))
        let before = try store.factBase(territory: "T1").said
        try store.close()
        #expect(
            try Store(path: folder.database, options: StoreOptions(access: .readOnly)).factBase(territory: "T1").said
                == before)
    }

    @Test func theJournalIsNeitherEditedNorCut() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(40)))]))
        for sql in ["UPDATE journal SET reason = 'x'", "DELETE FROM journal"] {
            #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func commitsReachTheDisk() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let settings = try store.pool.write { db in
            [
                try String.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try String.fetchOne(db, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["2", "wal", "1"])
    }

    @Test(arguments: [
        "2026-11-23", "2026-11-23T05:00:00", "2026-11-23T05:00:00.5Z", "2026-11-23T05:00:00+01:00",
        "2026-13-01T05:00:00Z",
        "2026-11-23T24:00:00Z", "",
    ])
    func anEntryNeedsAnInstantInUTC(_ text: String) throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let error = #expect(throws: StoreError.self) { try store.append(changes([], at: text)) }
        #expect(error?.kind == .refusedEntry)
        #expect(try store.latestSeq() == 0)
    }

    @Test func aNameWithANullCharacterIsRefused() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let error = #expect(throws: StoreError.self) {
            try store.append(changes([state("A\u{0}1", "places", .boolean(true))]))
        }
        #expect(error?.diagnostic.code.rawValue == "S010")
        #expect(try store.latestSeq() == 0)
    }

    /// The oracle: a base that applied the same change sets, one after the other, in memory.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func factsAreWhatABaseWouldHold(seed: UInt64) throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        var random = RandomChanges(seed: seed)
        var bases = ["T1": FactBase(territory: "T1"), "T2": FactBase(territory: "T2")]
        var past: [(seq: Int64, bases: [String: FactBase])] = [(0, bases)]
        for _ in 0..<40 {
            let changes = random.changeSet()
            let entry = try store.append(changes)
            bases[changes.territory]?.apply(changes)
            past.append((entry.seq, bases))
        }
        for (territory, base) in bases {
            #expect(try store.factBase(territory: territory).said == base.said, "seed \(seed)")
        }
        for (seq, bases) in past {
            for (territory, base) in bases {
                #expect(
                    try store.factBase(territory: territory, asOf: seq).said == base.said, "seed \(seed), entry \(seq)")
            }
        }
        let derived = try dump(store)
        try store.rebuild()
        #expect(try dump(store) == derived, "seed \(seed)")
        #expect(try store.journal().map(\.seq) == Array(1...40))
        #expect(try store.integrityCheck() == [])
    }

    @Test func aFactStatedAgainKeepsItsDate() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let places = state("A1", "places", .number(Number("40")!))
        try store.append(changes([places]))
        try store.append(changes([state("A1", "places", .number(Number("40.0")!))]))
        try store.append(changes([state("A1", "places", .number(Number(41)))]))
        let history = try store.history(territory: "T1", record: RecordID(kind: "equipement", key: "A1"))
        #expect(history.map(\.knownFrom) == [1, 3])
        #expect(history.map(\.knownTo) == [3, nil])
    }

    @Test func theSecondClockAnswersAtAnInstant() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(1)))], at: "2026-11-23T05:00:00Z"))
        try store.append(changes([state("A1", "places", .number(Number(2)))], at: "2026-11-23T06:00:00Z"))
        // The clock was set back, then forward.
        try store.append(changes([state("A1", "places", .number(Number(3)))], at: "2026-11-23T05:30:00Z"))
        try store.append(changes([withdraw("A1")], at: "2026-11-23T07:00:00Z"))
        func places(_ instant: String) throws -> [FactValue] {
            try store.factBase(territory: "T1", knownAt: instant).facts.map(\.value)
        }
        #expect(try places("2026-11-23T04:59:59Z") == [])
        #expect(try places("2026-11-23T05:00:00Z") == [.number(Number(1))])
        #expect(try places("2026-11-23T05:45:00Z") == [.number(Number(1))])
        #expect(try places("2026-11-23T06:59:59.999Z") == [.number(Number(3))])
        #expect(try places("2026-11-23T07:00:00+01:00") == [.number(Number(3))])
        #expect(try places("2026-11-23T08:00:00Z") == [])
        #expect(throws: StoreError.self) { try places("hier soir") }
    }
}

/// The rows of the derived table, in an order of their own.
private func dump(_ store: Store) throws -> [String] {
    try store.pool.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM fact").map(\.description).sorted()
    }
}

/// An answer is as old as the day it was given, unless it says since when it holds.
@Suite("the age of answers") struct AnswerAgeTests {
    private func ages(_ store: Store) throws -> [String?] {
        try store.factBase(territory: "T1").facts.map { $0.answeredOn?.description }
    }

    @Test("an answer is dated by its entry, a row of a file is not")
    func dated() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(
            changes(
                [
                    state("A1", "places", .number(Number(40)), of: "person:mairie"),
                    state("A2", "places", .number(Number(40)), of: "person:mairie", origin: "a.csv:2:3"),
                ], of: "person:mairie", at: "2025-01-10T05:00:00Z"))
        #expect(try ages(store) == ["2025-01-10", nil])
        #expect(try store.integrityCheck().isEmpty)
    }

    @Test("given again another day, it is renewed; the same day, it stays")
    func renewed() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        for instant in ["2025-01-10T05:00:00Z", "2025-01-10T06:00:00Z", "2026-03-01T05:00:00Z"] {
            try store.append(
                changes(
                    [state("A1", "places", .number(Number(40)), of: "person:mairie")], of: "person:mairie", at: instant)
            )
        }
        #expect(try ages(store) == ["2026-03-01"])
        #expect(try store.factBase(territory: "T1", asOf: 2).facts.first?.answeredOn?.description == "2025-01-10")
        let history = try store.history(territory: "T1", record: RecordID(kind: "equipement", key: "A1"))
        #expect(history.map(\.knownFrom) == [1, 3])
        try store.rebuild()
        #expect(try ages(store) == ["2026-03-01"])
        #expect(try store.integrityCheck().isEmpty)
    }
}
