import FEEL
import Glibc
import JSON
import Logging
import Service
import Synchronization
import Testing
import Wire

/// A simulated year: what was given on a day is given again, byte for byte, when it is asked for later.
@Suite("Replay")
struct ReplayTests {
    static let isSoak = getenv("MAILLAGE_SOAK") != nil
    static let seeds: [UInt64] = isSoak ? [1, 2, 3, 4, 5] : [20_260_101]
    /// Changes in the year, and instants asked for afterwards.
    static let (changes, instants) = isSoak ? (200, 50) : (24, 10)

    private static let readings: [(Route.Name, [String: String])] = [
        (.evaluation, [:]), (.overlaps, ["absorbed": "true"]), (.values, [:]), (.questions, [:]),
    ]

    @Test("for random instants of a year, the bytes that were given then", arguments: seeds)
    func year(_ seed: UInt64) async throws {
        let place = try SimulatedPlace(seed: seed)
        let desk = try await place.open()
        var given: [(instant: String, bytes: [[UInt8]])] = []
        func note() async {
            var bytes: [[UInt8]] = []
            for (route, parameters) in Self.readings {
                bytes.append(await desk.read(route, parameters: parameters).bytes)
            }
            given.append((place.clock.now, bytes))
        }
        await note()
        for _ in 0..<Self.changes {
            place.advance()
            await desk.dateChanged()
            try await place.change(desk)
            await note()
        }
        #expect(Set(given.map(\.bytes)).count > Self.changes / 3, "the year has changes, seed \(seed)")

        for _ in 0..<Self.instants {
            let instant = place.randomInstant(from: given[0].instant)
            let expected = try #require(given.last { $0.instant <= instant })
            for (index, (route, parameters)) in Self.readings.enumerated() {
                var asked = parameters
                asked["known_at"] = instant
                let again = await desk.read(route, parameters: asked).bytes
                #expect(
                    again == expected.bytes[index],
                    "\(route) at \(instant), given at \(expected.instant), seed \(seed)")
            }
        }
        // The store, examined: the chain holds, and what is kept is what is served.
        let found = try JSONValue.parse(await desk.read(.verify, parameters: [:]).bytes)
        #expect(found["sound"]?.boolValue == true, "\(found.serialized())")

        // A daemon that starts anew gives the same past.
        let later = try await place.reopened(desk)
        let instant = place.randomInstant(from: given[0].instant)
        let expected = try #require(given.last { $0.instant <= instant })
        let again = await later.read(.evaluation, parameters: ["known_at": instant]).bytes
        #expect(again == expected.bytes[0], "after a restart, seed \(seed)")
    }
}

/// The clock of the simulation: seconds since the year began.
final class SimulatedClock: Sendable {
    private let seconds = Mutex(8 * 3600)

    func advance(_ by: Int) { seconds.withLock { $0 += by } }

    static func written(_ seconds: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = CalendarDate(year: 2026, month: 1, day: 1)!.adding(days: seconds / 86_400)!
        let time = seconds % 86_400
        return "\(day)T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
    }

    var elapsed: Int { seconds.withLock { $0 } }
    var now: String { Self.written(elapsed) }
    var today: CalendarDate { CalendarDate(String(now.prefix(10)))! }
}

/// A territory, rules and a store in a folder of their own, that change at random.
final class SimulatedPlace {
    let clock = SimulatedClock()
    private let folder: TemporaryFolder
    private var random: Numbers
    private let root: String

    init(seed: UInt64) throws {
        folder = try TemporaryFolder()
        random = Numbers(state: seed)
        root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        for (from, to) in [("rules", "rules"), ("policies", "policies"), ("examples/val-clair", "territory")] {
            try copy("\(root)/\(from)", to: folder(to))
        }
        folder.makeFolder("state")
        // Evaluated at today's date: the year passes.
        let file = folder("territory/territory.yaml")
        let text = try #require(read(file)).replacing("at: 2026-06-15\n", with: "")
        write(file, text)
    }

    func open() async throws -> LiveDesk {
        let clock = clock
        return try await LiveDesk(
            LiveDesk.Configuration(
                rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
                state: folder("state"), version: "test"),
            clock: DeskClock(now: { clock.now }, today: { clock.today }),
            logger: Logger(label: "test") { _ in
                SwiftLogNoOpLogHandler()
            })
    }

    /// The same folder, by a desk that starts after the other let go.
    func reopened(_ desk: LiveDesk) async throws -> LiveDesk {
        try await desk.close()
        return try await open()
    }

    func advance() { clock.advance(Int.random(in: 3600...(2 * 365 * 86_400 / ReplayTests.changes), using: &random)) }

    func randomInstant(from first: String) -> String {
        SimulatedClock.written(Int.random(in: 8 * 3600...clock.elapsed, using: &random))
    }

    /// Something that happens in a year: a fact, a disagreement, an arbitration, a rule, an expiry.
    func change(_ desk: LiveDesk) async throws {
        let place = ["A1", "B1", "C1", "F1"].randomElement(using: &random)!
        let number = Int.random(in: 5...60, using: &random)
        let peer = Peer(uid: 1000, gid: 1000, pid: 1, name: "agent")
        func fact(_ value: String, _ more: String = "") -> JSONValue {
            try! JSONValue.parse(
                """
                {"territory":"val_clair","source":"visite","facts":[{"record":"equipement/\(place)","attribute":"places",
                "value":\(value)\(more)}]}
                """)
        }
        let reply: Reply
        switch Int.random(in: 0..<6, using: &random) {
        case 0: reply = await desk.write(.changes, body: fact("\(number)"), peer: peer)
        case 1: reply = await desk.write(.changes, body: fact("null"), peer: peer)
        case 2:
            let end = clock.today.adding(days: Int.random(in: 1...60, using: &random))!
            reply = await desk.write(.changes, body: fact("\(number)", ",\"valid_to\":\"\(end)\""), peer: peer)
        case 3:
            _ = await desk.write(.changes, body: fact("\(number)"), peer: peer)
            let body = try JSONValue.parse(
                """
                {"territory":"val_clair","record":"equipement/\(place)","attribute":"places","source":"visite","reason":"vu"}
                """)
            reply = await desk.write(.arbitrations, body: body, peer: peer)
        case 4:
            let file = folder("rules/recouvrements/parametres.yaml")
            let path = access(file, F_OK) == 0 ? file : folder("policies/preparation.yaml")
            write(path, try #require(read(path)) + "# \(number) \(clock.now)\n")
            await desk.filesChanged([path])
            return
        default:
            let file = folder("territory/equipements.csv")
            let text = try #require(read(file))
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                guard line.hasPrefix("\(place),") else { return String(line) }
                var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                cells[5] = "\(number)"
                return cells.joined(separator: ",")
            }
            write(file, lines.joined(separator: "\n"))
            await desk.filesChanged([folder("territory")])
            return
        }
        #expect(reply.status == 200, "\(String(decoding: reply.bytes, as: UTF8.self))")
    }

    // MARK: Files

    private func copy(_ from: String, to: String) throws {
        folder.makeFolder(String(to.dropFirst(folder.path.utf8.count + 1)))
        let listing = try #require(opendir(from))
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                try copy("\(from)/\(name)", to: "\(to)/\(name)")
            } else {
                write("\(to)/\(name)", try #require(read("\(from)/\(name)")))
            }
        }
    }

    private func read(_ path: String) -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    private func write(_ path: String, _ text: String) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let bytes = Array(text.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
}

/// SplitMix64: the same numbers from the same seed.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
