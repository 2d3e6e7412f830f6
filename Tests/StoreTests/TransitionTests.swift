import FEEL
import Testing

@testable import Store

@Suite struct TransitionTests {
    @Test func onlyChangesAreKept() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([]))
        func record(_ cells: [StoredCell], scope: Store.CellScope = .all, gone: [StoredCell] = []) throws
            -> [Transition]
        {
            try store.recordTransitions(
                territory: "T1", cells: cells, scope: scope, gone: gone, cause: 1, at: day, packHash: "p",
                recordedAt: "2026-11-23T05:00:00Z")
        }
        let a = StoredCell(rule: "a", subject: "equipement/A1", verdict: "unknown", value: nil)
        let b = StoredCell(rule: "b", subject: "equipement/A1", verdict: nil, value: #"{"number":"12.5"}"#)
        var c = a
        c.verdict = "yes"
        let none = StoredCell(rule: "n", subject: "s", verdict: nil, value: nil)

        #expect(try record([b, a, none]).map(\.change) == [.appeared, .appeared, .appeared])
        #expect(try record([a, b, none]) == [])
        let changed = try record([c], scope: .given)
        #expect(changed.map(\.verdictBefore) == ["unknown"])
        #expect(changed.map(\.verdictAfter) == ["yes"])
        #expect(try store.cells(territory: "T1") == [c, b, none])
        #expect(try record([], scope: .given, gone: [none]).map(\.change) == [.disappeared])
        #expect(try record([b]).map { "\($0.seq) \($0.change) \($0.rule)" } == ["6 disappeared a"])
        #expect(try store.cells(territory: "T1") == [b])
        #expect(try store.cells(territory: "T2") == [])

        let all = try store.transitions()
        #expect(all.map(\.seq) == Array(1...6))
        #expect(try store.transitions(after: 3, limit: 2, territory: "T1") == Array(all[3...4]))
        #expect(try store.transitions(territory: "T2") == [])
        #expect(try store.latestTransition() == 6)
        #expect(all[3] == changed[0])
    }

    @Test func aCauseMustBeAnEntry() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        let cell = StoredCell(rule: "a", subject: "s", verdict: "yes", value: nil)
        #expect(throws: StoreError.self) {
            try store.recordTransitions(
                territory: "T1", cells: [cell], cause: 7, at: day, packHash: "p", recordedAt: "2026-11-23T05:00:00Z")
        }
        #expect(try store.cells(territory: "T1") == [])
    }

    @Test func packsAndNamedTextsAreKept() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        #expect(try store.latestAcceptedPack() == nil)
        let accepted = try store.recordPackEvent(
            PackEvent(outcome: .accepted, packHash: "p1", diagnostics: "[]", recordedAt: "2026-11-23T05:00:00Z"))
        let refused = try store.recordPackEvent(
            PackEvent(outcome: .refused, packHash: "p2", diagnostics: "[]", recordedAt: "2026-11-23T06:00:00Z"))
        #expect(try store.packEvents() == [accepted, refused])
        #expect(try store.packEvents(after: 1) == [refused])
        #expect(try store.latestAcceptedPack() == accepted)
        try store.setMeta("a", "1")
        try store.setMeta("a", "2")
        #expect(try store.meta("a") == "2")
        try store.setMeta("a", nil)
        #expect(try store.meta("a") == nil)
    }
}
