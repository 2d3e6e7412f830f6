import Glibc
import Intake
import JSON
import Store
import Synchronization
import Testing

@testable import Service

/// Notices carried to real programs and files, with a ledger in a real store.
@Suite("deliveries", .enabled(if: isPresent("/bin/sh"))) struct CourierTests {
    private let message = JSONValue.object([
        .init("key", "t-bureau-2026-01-05-abc"), .init("subject", "Été : 3 alertes"), .init("text", "ligne\n"),
    ])

    private func store(_ folder: TemporaryFolder, notices: Int = 1) throws -> Store {
        let store = try Store(path: folder("maillage.sqlite"))
        var step = StoredAlertStep(territory: "t", recordedAt: "2026-01-05T06:00:00Z")
        step.notices = (1...notices).map { number in
            StoredNotice(
                key: "cle-\(number)", territory: "t", audience: "bureau", kind: "alert", day: "2026-01-05",
                body: "{\"n\":\(number)}",
                channels: ["canal"], recordedAt: "2026-01-05T06:00:00Z")
        }
        _ = try store.recordAlerts(step)
        // The same once more: a key is kept once.
        _ = try store.recordAlerts(step)
        return store
    }

    private final class Moment: Sendable {
        private let instant = Mutex("2026-01-05T06:00:00Z")
        var now: String { instant.withLock { $0 } }
        func pass(_ seconds: Int) { instant.withLock { $0 = DeskClock.later($0, seconds) } }
    }

    private func courier(_ store: Store, _ moment: Moment, _ channel: Channel?, _ patience: Duration = .seconds(20))
        -> Courier
    {
        let message = message
        return Courier(
            store: store, channels: { channel.map { ["canal": $0] } ?? [:] },
            clock: DeskClock(now: { moment.now }, today: { .epoch }), logger: .silent,
            carrier: Carrier(patience: patience), message: { _ in message })
    }

    @Test("a program is given JSON on its input, without a shell and without the daemon's environment")
    func program() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let out = folder("reçu; rm -rf x")
        setenv("SECRET_OF_THE_DAEMON", "1", 1)
        let script = "cat > \"$1\"; env > \"$1.env\""
        let channel = Channel.program(path: "/bin/sh", arguments: ["-c", script, "-", out])
        await courier(store, Moment(), channel).carryDue()
        let read = try await command("/bin/cat", [out]).output
        #expect(try JSONValue.parse(Array(read.utf8)) == message)
        #expect(try await !command("/bin/cat", [out + ".env"]).output.contains("SECRET_OF_THE_DAEMON"))
        #expect(try store.deliveryCounts() == [.delivered: 1])
    }

    @Test("a list of deliveries holds the newest, whatever the limit")
    func newest() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder, notices: 5)
        let all = try store.deliveries(territory: nil, limit: 10).map(\.notice.seq)
        #expect(all.count == 5 && all == all.sorted(by: >))
        #expect(try store.deliveries(territory: "t", limit: 2).map(\.notice.seq) == Array(all.prefix(2)))
    }

    @Test("what fails is tried again later, the waits growing, and is given up at last; the error is kept")
    func retries() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let moment = Moment()
        let failing = courier(store, moment, .program(path: "/bin/sh", arguments: ["-c", "echo non >&2; exit 3"]))
        await failing.carryDue()
        var delivery = try #require(try store.deliveries(territory: nil, limit: 10).first)
        #expect(delivery.state == .waiting && delivery.attempts == 1 && delivery.nextAt == "2026-01-05T06:01:00Z")
        #expect(delivery.lastError.contains("non"))
        await failing.carryDue()
        #expect(try store.deliveries(territory: nil, limit: 10).first?.attempts == 1, "not before its time")
        for _ in 0..<40 {
            moment.pass(86_400)
            await failing.carryDue()
        }
        delivery = try #require(try store.deliveries(territory: nil, limit: 10).first)
        #expect(delivery.state == .abandoned && delivery.attempts == Courier.attempts)
    }

    @Test("what was carried while the ledger could not say so is not carried again")
    func unrecorded() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let moment = Moment()
        let out = folder("avis.ndjson")
        let courier = courier(store, moment, .file(out))
        // The ledger refuses, as on a full disk, until the trigger is gone.
        func ledger(_ statement: String) async throws {
            let outcome = try await command(
                "/usr/bin/env",
                [
                    "python3", "-c",
                    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
                    folder("maillage.sqlite"), statement,
                ])
            #expect(outcome.status == .exited(0), "\(outcome.error)")
        }
        try await ledger("CREATE TRIGGER full BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'full'); END")
        for _ in 0..<3 {
            await courier.carryDue()
            moment.pass(60)
        }
        #expect(try store.deliveryCounts() == [.waiting: 1])
        try await ledger("DROP TRIGGER full")
        await courier.carryDue()
        #expect(try store.deliveryCounts() == [.delivered: 1])
        #expect(try await command("/usr/bin/wc", ["-l", out]).output.hasPrefix("1 "))
    }

    @Test("a program that hangs is ended, with what it started")
    func late() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let marker = folder("pid")
        let script = "sleep 600 & echo $! > \"$1\"; wait"
        await courier(
            store, Moment(), .program(path: "/bin/sh", arguments: ["-c", script, "-", marker]), .milliseconds(700)
        ).carryDue()
        let delivery = try #require(try store.deliveries(territory: nil, limit: 10).first)
        #expect(delivery.state == .waiting && delivery.lastError.contains("no end within"))
        let text = try await command("/bin/cat", [marker]).output
        let pid = try #require(pid_t(text.filter(\.isNumber)))
        try await eventually { kill(pid, 0) != 0 }
    }

    @Test("a file gains whole lines, and what waits for a channel that is not configured waits")
    func file() async throws {
        let folder = try TemporaryFolder()
        let store = try store(folder, notices: 3)
        let moment = Moment()
        await courier(store, moment, nil).carryDue()
        #expect(try store.deliveryCounts() == [.waiting: 3])
        moment.pass(3600)
        await courier(store, moment, .file(folder("avis.ndjson"))).carryDue()
        #expect(try store.deliveryCounts() == [.delivered: 3])
        #expect(try await command("/usr/bin/wc", ["-l", folder("avis.ndjson")]).output.hasPrefix("3 "))
    }

    @Test("a mail has the headers of a mail, accents encoded, and no header of a subject's making")
    func mail() {
        let text = Carrier.mail(message, to: ["a@example.org", "b@example.org"], from: "m@example.org")
        #expect(
            text.hasPrefix(
                "From: m@example.org\nTo: a@example.org, b@example.org\nSubject: =?UTF-8?B?w4l0w6kgOiAzIGFsZXJ0ZXM=?=\n"
            ))
        #expect(text.contains("Message-ID: <t-bureau-2026-01-05-abc@maillage>\n"))
        #expect(text.hasSuffix("\n\nligne\n"))
        let sly = JSONValue.object([.init("key", "k"), .init("subject", "x\nBcc: evil@example.org"), .init("text", "")])
        #expect(!Carrier.mail(sly, to: ["a@example.org"], from: nil).contains("\nBcc:"))
    }
}
