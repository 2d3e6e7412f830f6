import FEEL
import Foundation
import GRDB
import Testing
import World

@testable import Store

@Suite struct ChainTests {
    private func filled(_ folder: Folder) throws -> Store {
        let store = try Store(path: folder.database)
        try store.append(changes([state("A1", "places", .number(Number(40))), state("A1", "nom", .text("gymnase"))]))
        try store.append(changes([state("A1", "places", .number(Number(41))), withdraw("A2", "nom")]))
        try store.append(changes([state("A1", "places", .number(Number(7)))], in: "T2"))
        return store
    }

    /// Alters the file as somebody with `sqlite3` would, triggers out of the way.
    private func tamper(_ store: Store, _ sql: String) throws {
        try store.pool.write { db in
            try db.execute(sql: "DROP TRIGGER IF EXISTS journal_is_never_edited")
            try db.execute(sql: "DROP TRIGGER IF EXISTS journal_forgets_on_demand")
            try db.execute(sql: "DROP TRIGGER IF EXISTS journal_is_never_cut")
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try db.execute(sql: sql)
        }
    }

    @Test func aSoundJournalVerifies() throws {
        let folder = try Folder()
        let store = try filled(folder)
        let found = try store.verify()
        #expect(found.problems == [])
        #expect(found.entries == 3)
        #expect(found.head == (try store.journal().last?.hash))
        #expect(Set(try store.journal().map(\.hash)).count == 3)
    }

    @Test(arguments: [
        "UPDATE journal SET reason = 'autre' WHERE seq = 2",
        "UPDATE journal SET author_name = 'autre' WHERE seq = 1",
        "UPDATE journal SET author_uid = 0 WHERE seq = 1",
        "UPDATE journal SET recorded_at = '2026-11-23T05:00:01Z' WHERE seq = 2",
        "UPDATE journal SET source = 'autre' WHERE seq = 2",
        "UPDATE journal SET territory = 'T3' WHERE seq = 3",
        "UPDATE journal SET payload = replace(payload, '41', '42') WHERE seq = 2",
        "UPDATE journal SET payload = replace(payload, 'A2', 'A3') WHERE seq = 2",
        "UPDATE journal SET payload = '[]', salts = '' WHERE seq = 2",
        "UPDATE journal SET salts = replace(salts, substr(salts, 1, 8), '00000000') WHERE seq = 1",
        "UPDATE journal SET hash = replace(hash, substr(hash, 1, 4), 'zzzz') WHERE seq = 1",
        "DELETE FROM fact; DELETE FROM journal WHERE seq = 2",
    ])
    func whateverIsAlteredIsFound(_ sql: String) throws {
        let folder = try Folder()
        let store = try filled(folder)
        try tamper(store, sql)
        let problems = try store.verify().problems
        #expect(problems.first?.code.rawValue == "S013", "\(sql)")
    }

    @Test func aJournalThatLostItsEndIsFoundByAMilestoneOrANotedHash() throws {
        let folder = try Folder()
        let store = try filled(folder)
        let head = try store.verify().head
        #expect(try store.verify(expected: head).problems == [])
        try tamper(store, "DELETE FROM fact WHERE known_from = 3; DELETE FROM journal WHERE seq = 3")
        #expect(try store.verify().problems == [], "nothing inside tells that an end is missing")
        #expect(try store.verify(expected: head).problems.count == 1)

        let other = try Folder()
        let vouched = try filled(other)
        try vouched.addMilestone("COPIL", at: nil, author: mairie, reason: "", recordedAt: "2026-11-23T05:00:00Z")
        try tamper(vouched, "DELETE FROM fact WHERE known_from = 3; DELETE FROM journal WHERE seq = 3")
        #expect(try vouched.verify().problems.map(\.code.rawValue) == ["S013"])
    }

    @Test func factsThatLeftTheirJournalAreFoundToo() throws {
        let folder = try Folder()
        let store = try filled(folder)
        try store.pool.write { try $0.execute(sql: "DELETE FROM fact WHERE territory = 'T2'") }
        #expect(try store.verify().problems.map(\.code.rawValue) == ["S014"])
    }

    // MARK: Erasure

    private func erasure(_ attribute: String?, reason: String = "demande de l'agent") -> Erasure {
        Erasure(
            territory: "T1", record: RecordID(kind: "equipement", key: "A1"), attribute: attribute, author: mairie,
            reason: reason, recordedAt: "2026-11-23T08:00:00Z")
    }

    @Test func anErasedValueIsGoneEverywhereAndTheChainVerifies() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let secret = "Marguerite-Yourcenar-0612345678"
        try store.append(changes([state("A1", "nom", .text(secret)), state("A1", "places", .number(Number(40)))]))
        try store.recordTransitions(
            territory: "T1",
            cells: [
                StoredCell(rule: "r", subject: "equipement/A1", verdict: "yes", value: "{\"value\":\"\(secret)\"}")
            ],
            cause: 1, at: day, packHash: "p", recordedAt: "2026-11-23T05:00:00Z")
        _ = try store.recordEvents([
            StoredEvent(
                kind: "change", territory: "T1", journal: 1, body: "{\"at\":1,\"changes\":[\"\(secret)\"]}",
                recordedAt: "2026-11-23T05:00:00Z")
        ])
        try store.append(changes([state("A1", "nom", .text(secret + "-bis"))], of: "b.csv"))
        _ = try store.recordAlerts(alert(about: "equipement/A1", matter: secret))
        #expect(try traces(of: secret, in: folder) > 0)
        let head = try store.verify().head

        let report = try #require(try store.erase(erasure("nom")))
        #expect(report.sources == ["a.csv", "b.csv"])
        #expect(report.entry.erasures == [.init(entry: 1, item: 0), .init(entry: 2, item: 0)])
        #expect(try traces(of: secret, in: folder) == 0)
        let found = try store.verify(expected: head)
        #expect(found.problems == [])
        #expect(found.erased == 2)
        #expect(try store.factBase(territory: "T1").facts.map(\.attribute) == ["places"])
        #expect(try store.factBase(territory: "T1", asOf: 1).facts.map(\.attribute) == ["places"])
        #expect(try store.journal().map(\.erased) == [1, 1, 0])
        #expect(try store.transitions().allSatisfy { $0.valueAfter == nil })
        #expect(try store.events(after: 0, limit: 9)[0].body == "{\"at\":1,\"changes\":[],\"erased\":true}")

        // What it was is no "before" of the next outcome; where only the value changed, nothing is told.
        let verdicts: [(String, Int)] = [("yes", 0), ("unknown", 1)]
        for (index, (verdict, told)) in verdicts.enumerated() {
            let cell = StoredCell(rule: "r", subject: "equipement/A1", verdict: verdict, value: "\(index)")
            let next = try store.recordTransitions(
                territory: "T1", cells: [cell], cause: 3, at: day, packHash: "p", recordedAt: "2026-11-23T08:00:00Z")
            #expect(next.count == told)
            #expect(try store.cells(territory: "T1") == [cell])
        }
        try store.rebuild()
        #expect(try store.integrityCheck() == [])
    }

    /// An alert about a record, told and silenced under a matter.
    private func alert(about record: String, matter: String) -> StoredAlertStep {
        var step = StoredAlertStep(territory: "T1", recordedAt: "2026-11-23T05:00:00Z")
        step.changed = [
            StoredAlert(
                alert: "a", subject: "rule/r+\(record)", state: "open", severity: nil, matter: matter, opened: nil,
                body: "{\"alert\":\"a\",\"matter\":\"\(matter)\",\"material\":\"00\",\"told\":{\"material\":\"00\"}}")
        ]
        step.silences = [
            StoredSilence(
                number: 1, until: "2027-01-01", body: "{\"silence\":1,\"covers\":{\"matter\":\"\(matter)\"}}")
        ]
        step.rest = "{\"last_notices\":{\"bureau \(matter)\":\"2026-11-23\",\"bureau autre\":\"2026-11-23\"}}"
        step.notices = [
            StoredNotice(
                key: "k", territory: "T1", audience: "bureau", kind: "alert", day: "2026-11-23",
                body: "{\"matter\":\"\(matter)\",\"items\":[{\"subject\":[\"\(record)\"]}]}", channels: [],
                recordedAt: "2026-11-23T05:00:00Z")
        ]
        step.events = [
            StoredAlertEvent(
                territory: "T1", kind: "opened", alert: "a", subject: "rule/r+\(record)", day: "2026-11-23",
                detail: "", recordedAt: "2026-11-23T05:00:00Z")
        ]
        step.told = [
            StoredEvent(
                kind: "alerts", territory: "T1", journal: 0,
                body:
                    "{\"alerts\":[{\"kind\":\"opened\",\"id\":\"a:rule/r+\(record)\"},{\"kind\":\"opened\",\"id\":\"b:x/y\"}]}",
                recordedAt: "2026-11-23T05:00:00Z")
        ]
        return step
    }

    @Test func anErasedRecordLeavesNoName() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let agent = RecordID(kind: "equipement", key: "agent-nomme-dupont-jeanne")
        try store.append(
            changes([
                .state(.existence(of: agent, source: "a.csv")), state(agent.key, "places", .number(Number(1))),
                state("A2", "chef", .text(agent.key)), withdraw(agent.key, "places"),
            ]))
        _ = try store.recordAlerts(alert(about: "equipement/\(agent.key)", matter: "equipement/\(agent.key)"))
        let report = try #require(
            try store.erase(
                Erasure(
                    territory: "T1", record: agent, attribute: nil, author: mairie, reason: "départ",
                    recordedAt: "2026-11-23T08:00:00Z")))
        #expect(report.mentions == ["equipement/A2.chef"])
        #expect(report.entry.erasures.count == 3)
        #expect(try store.verify().problems == [])
        #expect(try store.factBase(territory: "T1").records[agent] == nil)
        // Of what the stream told, the other alert is left; of the last notices, the other matter.
        let told = try store.events(after: 0, limit: 9).map(\.body)
        #expect(told == ["{\"alerts\":[{\"kind\":\"opened\",\"id\":\"b:x/y\"}],\"erased\":true}"])
        let kept = try store.alerts(territory: "T1")
        #expect(kept.instances == [] && kept.silences == [])
        #expect(kept.rest == "{\"last_notices\":{\"bureau autre\":\"2026-11-23\"}}")
        for table in ["alert", "alert_event", "alert_rest", "silence", "notice", "event"] {
            let rows = try store.pool.read { try Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
            #expect(!rows.contains { "\($0)".contains(agent.key) }, "\(table)")
        }
        // The one mention that is left is a value of another record.
        let payload = try store.pool.read { try String.fetchOne($0, sql: "SELECT payload FROM journal WHERE seq = 1") }
        #expect(payload?.components(separatedBy: agent.key).count == 2)
    }

    @Test func erasingTakesAReasonAndSomethingToErase() throws {
        let folder = try Folder()
        let store = try filled(folder)
        let error = #expect(throws: StoreError.self) { try store.erase(erasure("nom", reason: " ")) }
        #expect(error?.kind == .refusedEntry)
        #expect(try store.erase(erasure("absent")) == nil)
        #expect(try store.latestSeq() == 3)
    }

    @Test func whatIsCutOutOfAnEntryWithoutAnErasureIsFound() throws {
        let folder = try Folder()
        let store = try filled(folder)
        _ = try store.erase(erasure("nom"))
        #expect(try store.verify().problems == [])
        // The same, by hand, on another item: the commitment is right and nobody answers for it.
        let row = try #require(
            try store.pool.read { try Row.fetchOne($0, sql: "SELECT \(JournalRow.columns) FROM journal WHERE seq = 2") }
        )
        var entry = try JournalRow(row: row, path: "")
        entry.items[0] = try #require(entry.items[0].withoutNames(salt: entry.salt(0)))
        try tamper(store, "UPDATE journal SET payload = '\(entry.payload)' WHERE seq = 2")
        #expect(try store.verify().problems.map(\.code.rawValue) == ["S013"])
    }

    private func traces(of text: String, in folder: Folder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(0) { count, name in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
            return count + (bytes.range(of: Data(text.utf8)) == nil ? 0 : 1)
        }
    }
}
