import FEEL
import Glibc
import JSON
import Logging
import Store
import Synchronization
import Testing
import Wire

@testable import Service

/// A year of the example, day by day: facts arrive, a silence, an acknowledgement, an election's restraint and a
/// summer, a clock jump; and the same year with restarts and a crash.
@Suite("a simulated year of alerts") struct AlertYearTests {
    /// What is done on which day, in order; a restart changes nothing.
    enum Act {
        case post(Route.Name, String)
        /// The clock jumps to this day for a while.
        case jump(String)
        /// A file of the territory: a text that stands in it, and what takes its place.
        case edit(String, String, String)
    }

    static let acts: [(day: String, act: Act)] = [
        // A fact that arrives.
        (
            "2026-04-10",
            .post(
                .changes,
                #"{"source":"visite","facts":[{"record":"avis/jeunesse|E","attribute":"plus_value","value":true}]}"#)
        ),
        (
            "2026-04-14",
            .post(
                .acknowledge,
                #"{"id":"competence_double:competence/K1+exercice/X2","owner":"DGS","note":"au conseil","until":"2026-09-30"}"#
            )
        ),
        ("2026-04-20", .post(.silence, #"{"alert":"carence","reason":"étude en cours","until":"2026-05-10"}"#)),
        // A person and the file disagree: what depends on it is suspended, not resolved.
        (
            "2026-05-04",
            .post(.answers, #"{"facts":[{"record":"projet/jeunesse","attribute":"elu_porteur","value":"aucun"}]}"#)
        ),
        ("2026-05-20", .edit("projects/jeunesse.yaml", "elu_porteur: vice_president", "elu_porteur: aucun")),
        ("2026-06-08", .jump("2029-01-01")),
        (
            "2026-09-14",
            .post(
                .answers,
                #"{"facts":[{"record":"projet/jeunesse","attribute":"elu_porteur","value":"vice_president"}]}"#)
        ),
        ("2026-09-21", .edit("projects/jeunesse.yaml", "elu_porteur: aucun", "elu_porteur: vice_president")),
        (
            "2026-10-12",
            .edit(
                "exercices.csv", "X2,val_clair,communal,A,sejours_ete_11_17,jeunesse,oui",
                "X2,val_clair,communal,A,sejours_ete_11_17,jeunesse,non")
        ),
        // A row taken away: what it carried is missing, not over.
        (
            "2026-11-16",
            .edit(
                "equipements.csv",
                "C1,Local jeunes de Combeclair,C,jeunesse,maison_jeunes,16,14,17,8,50,2240,47.7278,0.3358,adresse\n", ""
            )
        ),
    ]

    /// A year lived in a folder of its own.
    ///
    /// - Parameters:
    ///   - restarts: Days after whose acts the daemon stops and starts again.
    ///   - crash: The day on which it vanishes: another starts from the files as they lie.
    /// - Returns: Every notice, in order: day, audience, kind, and what it says of which alert.
    static func live(restarts: Set<String> = [], crash: String? = nil) async throws -> [String] {
        let place = try Year()
        var desk = try await place.open()
        var date = CalendarDate("2026-03-24")!
        let end = CalendarDate("2027-03-23")!
        let peer = Peer(uid: 1000, gid: 1000, pid: 1, name: "agent")
        while date <= end {
            place.clock.set(date)
            await desk.dateChanged()
            for (day, act) in acts where day == date.description {
                switch act {
                case .post(let route, let body):
                    let reply = await desk.write(route, body: try JSONValue.parse(body), peer: peer)
                    #expect(reply.status == 200, "\(day) \(String(decoding: reply.bytes, as: UTF8.self))")
                case .edit(let name, let old, let new):
                    try place.edit(name, old, new)
                    await desk.filesChanged([place.territory])
                case .jump(let other):
                    place.clock.set(CalendarDate(other)!)
                    await desk.dateChanged()
                    place.clock.set(date)
                    await desk.dateChanged()
                }
            }
            if restarts.contains(date.description) {
                try await desk.close()
                desk = try await place.open()
            }
            if crash == date.description {
                // What a kill leaves: the files of that moment. The old desk is never heard of again.
                try place.moveOn()
                desk = try await place.open()
            }
            date = date.adding(days: 1)!
        }
        let notices = try place.notices()
        // An audience is told of a matter once a day, whatever it is told.
        let occasions = try place.occasions()
        #expect(occasions.count == notices.count && Set(occasions).count == occasions.count, "none is sent twice")
        try await desk.close()
        return notices
    }

    @Test("the exact list of notices, and the same with three restarts and a crash")
    func year() async throws {
        // What the file expects was written by a year without disturbance, which `make soak` lives again.
        let alone = getenv("MAILLAGE_SOAK") == nil ? nil : try await Self.live()
        let disturbed = try await Self.live(
            restarts: ["2026-04-14", "2026-06-08", "2026-09-14"], crash: "2026-05-04")
        if let alone { #expect(disturbed == alone, "\(zip(disturbed, alone).first { $0 != $1 } ?? ("", ""))") }
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let golden = root + "/year-of-alerts.txt"
        let text = (alone ?? disturbed).joined(separator: "\n") + "\n"
        if let update = getenv("MAILLAGE_UPDATE_GOLDEN"), String(cString: update) == "1" {
            let descriptor = open(golden, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            _ = write(descriptor, text, text.utf8.count)
            close(descriptor)
        }
        let expected = try String(decoding: #require(Year.read(golden)), as: UTF8.self)
        #expect(text == expected)
    }
}

/// The example without a date of its own, and a clock that is set by hand.
final class Year {
    final class Clock: Sendable {
        private let date = Synchronized(CalendarDate("2026-03-24")!)
        func set(_ day: CalendarDate) { date.set(day) }
        var today: CalendarDate { date.get() }
        var now: String { "\(today)T06:00:00Z" }
    }

    let clock = Clock()
    private let folder: TemporaryFolder
    private var state = "state"

    init() throws {
        folder = try TemporaryFolder()
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        for (from, to) in [("rules", "rules"), ("policies", "policies"), ("examples/val-clair", "territory")] {
            try #require(Self.copy("\(root)/\(from)", folder(to)))
        }
        folder.makeFolder(state)
        let file = folder("territory/territory.yaml")
        let text = try String(decoding: #require(Self.read(file)), as: UTF8.self)
        folder.write("territory/territory.yaml", text.replacing("at: 2026-06-15\n", with: ""))
    }

    var territory: String { folder("territory") }

    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try String(decoding: #require(Self.read(folder("territory/" + name))), as: UTF8.self)
        try #require(text.contains(old), "\(name): \(old)")
        folder.write("territory/" + name, text.replacing(old, with: new))
    }

    func open() async throws -> LiveDesk {
        let clock = clock
        return try await LiveDesk(
            LiveDesk.Configuration(
                rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
                state: folder(state), version: "test"),
            clock: DeskClock(now: { clock.now }, today: { clock.today }), logger: .silent)
    }

    /// Copies the files as they lie, and goes on from the copy.
    func moveOn() throws {
        let next = state + "-copy"
        try #require(Self.copy(folder(state), folder(next)))
        unlink(folder(next) + "/maillage.sqlite-lock")
        unlink(folder(next) + "/maillage.sqlite-shm")
        state = next
    }

    func notices() throws -> [String] {
        let store = try Store(path: folder(state) + "/maillage.sqlite", options: StoreOptions(access: .readOnly))
        let rows = try store.select(
            "SELECT day, audience, kind, body FROM notice ORDER BY seq", limit: 10_000, within: 60
        ).rows
        return rows.map { row in
            let body = row[3].stringValue.flatMap { try? JSONValue.parse(Array($0.utf8)) }
            let items = (body?["items"]?.arrayValue ?? []).map { item in
                let subject = (item["subject"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: "+")
                return "\(item["what"]?.stringValue ?? "") \(item["alert"]?.stringValue ?? ""):\(subject)"
            }
            let silences = (body?["silences"]?.arrayValue ?? []).map { "silence \($0["until"]?.stringValue ?? "")" }
            let head = row[0..<3].compactMap(\.stringValue).joined(separator: " ")
            let standing = body?["standing"]?.intValue ?? 0
            return head + (standing > 0 ? " (\(standing) standing)" : "")
                + (items + silences).map { "\n    \($0)" }.joined()
        }
    }

    /// Audience, matter and day of each notice.
    func occasions() throws -> [String] {
        try Store(path: folder(state) + "/maillage.sqlite", options: StoreOptions(access: .readOnly)).select(
            "SELECT audience, body ->> '$.matter', day FROM notice", limit: 10_000, within: 60
        ).rows.map { "\($0)" }
    }

    static func read(_ path: String) -> [UInt8]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func copy(_ from: String, _ to: String) -> Bool {
        var pid = pid_t()
        let words: [String] = ["cp", "-rL", from, to]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for text in arguments { free(text) } }
        guard posix_spawn(&pid, "/bin/cp", nil, nil, &arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        return waitpid(pid, &status, 0) == pid && status == 0
    }
}

private final class Synchronized<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func get() -> Value { value.withLock { $0 } }
    func set(_ new: Value) { value.withLock { $0 = new } }
}
