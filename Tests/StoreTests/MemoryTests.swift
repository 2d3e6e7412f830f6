import FEEL
import Testing
import World

@testable import Store

@Suite struct MemoryTests {
    private func served(_ store: Store, at instant: String, on day: String, pack: String = "p") throws {
        try store.recordTransitions(
            territory: "T1", cells: [], cause: nil, at: CalendarDate(day) ?? .epoch, packHash: pack, recordedAt: instant
        )
    }

    @Test func theStateServedAtAMomentIsFound() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([], at: "2026-01-01T08:00:00Z"))
        try served(store, at: "2026-01-01T08:00:00Z", on: "2026-01-01")
        try served(store, at: "2026-01-01T09:00:00Z", on: "2026-01-01")
        try served(store, at: "2026-01-02T00:03:00Z", on: "2026-01-02")
        try store.append(changes([], in: "T2", at: "2026-01-02T08:00:00Z"))
        try store.append(changes([], at: "2026-01-02T09:00:00Z"))
        try served(store, at: "2026-01-02T09:00:00Z", on: "2026-01-02")
        try served(store, at: "2026-01-02T10:00:00Z", on: "2026-01-02", pack: "q")
        func at(_ instant: String) throws -> String? {
            try store.evaluated(territory: "T1", at: .instant(instant)).map { "\($0.journal) \($0.day) \($0.packHash)" }
        }
        #expect(try at("2026-01-01T07:59:59Z") == nil)
        #expect(try at("2026-01-01T23:59:59Z") == "1 2026-01-01 p")
        #expect(try at("2026-01-02T00:03:00Z") == "1 2026-01-02 p")
        #expect(try at("2026-01-02T09:30:00Z") == "3 2026-01-02 p")
        #expect(try at("2026-01-02T12:00:00+01:00") == "3 2026-01-02 q")
        // Serving the same state again is remembered once.
        #expect(try store.lastEvaluated(.evaluated(.max)) == .max)
        #expect(try store.lastEvaluated(.instant("2030-01-01T00:00:00Z")) == 4)
    }

    @Test func aMilestoneHoldsExactlyWhatWasWrittenBeforeIt() throws {
        let folder = try Folder()
        let store = try Store(path: folder.database)
        try store.append(changes([], at: "2026-01-01T08:00:00Z"))
        try served(store, at: "2026-01-01T08:00:00Z", on: "2026-01-01")
        let milestone = try store.addMilestone(
            "COPIL 12/03", at: nil, author: mairie, reason: "vote", recordedAt: "2026-01-01T08:00:00Z")
        // In the same second, and yet after.
        try store.append(changes([], at: "2026-01-01T08:00:00Z"))
        try served(store, at: "2026-01-01T08:00:00Z", on: "2026-01-01")
        #expect(try store.evaluated(territory: "T1", at: .evaluated(milestone.evaluated))?.journal == 1)
        #expect(try store.milestone("COPIL 12/03") == milestone)
        #expect(try store.milestone("absent") == nil)
        let past = try store.addMilestone(
            "avant", at: "2026-01-01T07:00:00Z", author: mairie, reason: "", recordedAt: "2026-01-01T09:00:00Z")
        #expect((past.evaluated, past.journal) == (0, 0))
        let taken = #expect(throws: StoreError.self) {
            try store.addMilestone("avant", at: nil, author: mairie, reason: "", recordedAt: "2026-01-01T09:00:00Z")
        }
        #expect(taken?.kind == .milestoneExists)
        let ahead = #expect(throws: StoreError.self) {
            try store.addMilestone(
                "demain", at: "2026-01-02T07:00:00Z", author: mairie, reason: "", recordedAt: "2026-01-01T09:00:00Z")
        }
        #expect(ahead?.kind == .refusedEntry)
        #expect(try store.milestones().map(\.name) == ["COPIL 12/03", "avant"])
    }
}
