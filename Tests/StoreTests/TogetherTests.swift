import Dispatch
import FEEL
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Store

/// Writes that share a commit.
@Suite struct TogetherTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func isRefused(_ body: () throws -> Any) -> Bool {
        do { _ = try body() } catch { return error is StoreError }
        return false
    }

    @Test func writesShareACommitAndSeeEachOther() throws {
        let commits = Mutex(0)
        let store = try Store(
            path: folder.database, options: StoreOptions(beforeCommit: { commits.withLock { $0 += 1 } }))
        let other = try Store(path: folder.database, options: StoreOptions(access: .readOnly))
        try store.together {
            for number in 1...5 {
                let entry = try? store.append(changes([state("A\(number)", "places", .number(Number(1)))]))
                #expect(entry?.seq == Int64(number))
                #expect((try? store.latestSeq()) == Int64(number))
            }
            #expect((try? other.latestSeq()) == 0)
        }
        #expect(commits.withLock { $0 } == 1)
        #expect(try other.latestSeq() == 5)
        #expect(try store.verify().problems == [])
        #expect(try store.factBase(territory: "T1").records.count == 5)
    }

    @Test func whatIsRefusedLeavesNoTraceAndTheOthersStand() throws {
        let store = try Store(path: folder.database)
        try store.together {
            _ = try? store.append(changes([state("A1", "places", .number(Number(1)))]))
            #expect(
                isRefused {
                    try store.writing { db in
                        try db.execute(sql: "DELETE FROM fact")
                        throw StoreError(.refusedEntry, path: "")
                    }
                })
            _ = try? store.append(changes([state("A2", "places", .number(Number(1)))]))
        }
        #expect(try store.factBase(territory: "T1").records.count == 2)
        #expect(try store.verify().problems == [])
    }

    @Test func aRefusedWriteThatCannotBeUndoneTakesAllOfThemDown() throws {
        let store = try Store(path: folder.database)
        try store.append(changes([state("A0", "places", .number(Number(1)))]))
        #expect(throws: StoreError.self) {
            try store.together {
                _ = try? store.append(changes([state("A1", "places", .number(Number(1)))]))
                #expect(
                    isRefused {
                        try store.writing { db in
                            // What would undo it is gone.
                            try db.execute(sql: "RELEASE one_write; DELETE FROM fact")
                            throw StoreError(.refusedEntry, path: "")
                        }
                    })
            }
        }
        #expect(try store.latestSeq() == 1)
        #expect(try store.factBase(territory: "T1").records.count == 1)
        #expect(try store.verify().problems == [])
    }

    @Test func aFailureOfTheDiskTakesAllOfThemDown() throws {
        let fault = Fault(at: 2)
        let store = try Store(path: folder.database, options: StoreOptions(beforeCommit: fault.step))
        try store.append(changes([state("A0", "places", .number(Number(1)))]))
        #expect(throws: StoreError.self) {
            try store.together { _ = try? store.append(changes([state("A1", "places", .number(Number(1)))])) }
        }
        // A statement that fails: those before and after it go with it, and those after it are told so.
        let error = #expect(throws: StoreError.self) {
            try store.together {
                _ = try? store.append(changes([state("A1", "places", .number(Number(1)))]))
                #expect(isRefused { try store.writing { try $0.execute(sql: "INSERT INTO journal (seq) VALUES (1)") } })
                #expect(isRefused { try store.append(changes([state("A2", "places", .number(Number(1)))])) })
            }
        }
        #expect(error?.kind == .unexpected)
        #expect(try store.latestSeq() == 1)
        // The next one is the next entry.
        #expect(try store.append(changes([state("A3", "places", .number(Number(1)))])).seq == 2)
        #expect(try store.verify().problems == [])
    }

    /// A disk that is full undoes the transaction by itself.
    @Test func aFullDiskTakesAllOfThemDown() throws {
        let store = try Store(path: folder.database, options: StoreOptions(maximumSize: 400_000))
        try store.append(changes([state("A0", "places", .number(Number(1)))]))
        let long = String(repeating: "x", count: 300_000)
        let error = #expect(throws: StoreError.self) {
            try store.together {
                _ = try? store.append(changes([state("A1", "places", .number(Number(1)))]))
                #expect(isRefused { try store.append(changes([state("A2", "nom", .text(long))])) })
                #expect(isRefused { try store.append(changes([state("A3", "places", .number(Number(1)))])) })
            }
        }
        #expect(error?.kind == .full)
        #expect(try store.latestSeq() == 1)
        try store.append(changes([state("A4", "places", .number(Number(1)))]))
        #expect(try store.verify().problems == [])
        #expect(try store.factBase(territory: "T1").records.keys.map(\.key).sorted() == ["A0", "A4"])
    }

    /// Who keeps a delivery meanwhile waits without a thread: with each thread of the pool waiting so, nothing would be read.
    @Test func whoWaitsForItsTurnHoldsNoThread() async throws {
        let store = try Store(path: folder.database)
        let (begun, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let isStuck = Mutex(false)
        let writing = Thread {
            try? store.together {
                begun.signal()
                // Without a thread nobody would get as far as to end it. Each reader's turn comes behind those of the tests
                // beside this one: on a busy machine that took over a minute.
                if ended.wait(timeout: .now() + 900) == .timedOut { isStuck.withLock { $0 = true } }
            }
        }
        writing.start()
        begun.wait()
        let notice = StoredNotice(
            key: "k", territory: "T1", audience: "a", kind: "alert", day: "2026-11-23", body: "{}", channels: [],
            recordedAt: "2026-11-23T05:00:00Z")
        let delivery = StoredDelivery(
            notice: notice, channel: "c", state: .waiting, attempts: 0, nextAt: "2026-11-23T05:00:00Z", lastError: "",
            deliveredAt: nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount * 4 {
                group.addTask {
                    try await store.recordDelivery(delivery, error: "", nextAt: nil, at: "2026-11-23T05:00:00Z")
                }
            }
            // Readers get their turn before the write has ended.
            for _ in 0..<4 { #expect(try await Task { try store.latestSeq() }.value == 0) }
            ended.signal()
            try await group.waitForAll()
        }
        #expect(!isStuck.withLock { $0 })
    }
}
