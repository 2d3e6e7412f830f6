import FEEL
import JSON
import Packs
import Store
import Synchronization
import Testing
import Wire
import World

@testable import Service

/// Requests that wait together share a commit, and are answered as if each had one.
@Suite struct GroupCommitTests {
    private struct Failure: Error {}

    /// Commits that fail, and how many there were.
    private final class Disk: Sendable {
        let commits = Mutex(0)
        private let fails: @Sendable (Int) -> Bool

        init(fails: @escaping @Sendable (Int) -> Bool = { _ in false }) { self.fails = fails }

        func commit() throws {
            let number = commits.withLock { commits in
                commits += 1
                return commits
            }
            if fails(number) { throw Failure() }
        }
    }

    private final class Answers: Sendable {
        private let kept = Mutex<[Int: String]>([:])
        var all: [Int: String] { kept.withLock { $0 } }

        func finish(_ number: Int) -> @Sendable (Result<JSONValue, any Error>) -> Void {
            { result in
                let text =
                    switch result {
                    case .success(let body): "journal \(body["journal"]?.intValue ?? 0)"
                    case .failure(let refusal as DeskRefusal): "refused \(refusal.status)"
                    case .failure(let error as StoreError): "store \(error.kind)"
                    case .failure(let error): "\(error)"
                    }
                self.kept.withLock { kept in
                    #expect(kept[number] == nil, "answered twice")
                    kept[number] = text
                }
            }
        }
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try GuardedPlace.laidOut()
        folder.write("territory/quartiers.csv", "id,region\nA,r\nB,r\n")
        folder.write("territory/maisons.csv", "id,quartier,taille,loyer\nA1,A,200,150\nB1,B,20,50\n")
    }

    private func writer(_ disk: Disk) async throws -> (writer: DeskWriter, board: Board, store: Store) {
        let store = try Store(
            path: folder("state/maillage.sqlite"), options: StoreOptions(beforeCommit: disk.commit))
        let board = Board(
            PublishedState(version: "test", since: "2026-06-15T08:00:00Z"), hub: EventHub(last: try store.latestEvent())
        )
        let writer = try DeskWriter(
            LiveDesk.Configuration(
                rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
                state: folder("state"), version: "test"),
            store: store, board: board,
            clock: DeskClock(now: { "2026-06-15T08:00:00Z" }, today: { CalendarDate("2026-06-15")! }),
            logger: .silent, onNotices: {})
        await writer.start()
        return (writer, board, store)
    }

    /// What readers see, without when they see it.
    private func seen(_ board: Board) -> String {
        let state = board.state
        return state.territories.keys.sorted().map { name in
            (state.territories[name]?.evaluation?.cells ?? []).map { "\($0)" }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func size(_ house: String, _ size: Int, _ attribute: String = "taille") -> JSONValue {
        .object([
            .init("source", "essai"),
            .init(
                "facts",
                .array([
                    .object([
                        .init("record", .string("maison/\(house)")), .init("attribute", .string(attribute)),
                        .init("value", .int(size)),
                    ])
                ])),
        ])
    }

    private static let author = Author(uid: 1, name: "marie")

    private func ask(_ writer: DeskWriter, _ answers: Answers, _ bodies: [JSONValue]) {
        for (number, body) in bodies.enumerated() {
            writer.queue.add(
                WriteQueue.Request(
                    scope: nil, body: { try $0.change(body, Self.author) }, finish: answers.finish(number)))
        }
    }

    @Test func thoseThatWaitShareACommit() async throws {
        let disk = Disk()
        let (writer, board, store) = try await writer(disk)
        let (commits, events, entries) = (disk.commits.withLock { $0 }, board.hub.last, try store.latestSeq())
        let answers = Answers()
        // The third is of no attribute that there is; the last restates the first.
        var bodies = [Self.size("A1", 100), Self.size("B1", 300), Self.size("C1", 900), Self.size("A1", 160)]
        bodies[2] = .object([
            .init("facts", .array([.object([.init("record", "maison/A1"), .init("attribute", "age")])]))
        ])
        ask(writer, answers, bodies)
        await writer.writeWaiting()
        #expect(
            answers.all == [
                0: "journal \(entries + 1)", 1: "journal \(entries + 2)", 2: "refused 422", 3: "journal \(entries + 3)",
            ])
        #expect(disk.commits.withLock { $0 } == commits + 1)
        #expect(board.hub.last == events + 3)
        #expect(try store.verify().problems == [])
        let now = seen(board)
        try store.close()
        let again = try await self.writer(Disk())
        #expect(seen(again.board) == now && now.contains("maison/A1"))
        try again.store.close()
    }

    /// The shared commit fails: each gets one of its own.
    @Test func aCommitThatFailsIsTriedAgainOneByOne() async throws {
        let disk = Disk { $0 == 100 || $0 == 102 }
        let (writer, board, store) = try await writer(disk)
        disk.commits.withLock { $0 = 99 }
        let (events, entries) = (board.hub.last, try store.latestSeq())
        let answers = Answers()
        ask(writer, answers, [Self.size("A1", 100), Self.size("A1", 10), Self.size("B1", 300)])
        await writer.writeWaiting()
        #expect(
            answers.all == [0: "journal \(entries + 1)", 1: "store unexpected", 2: "journal \(entries + 2)"])
        #expect(board.hub.last == events + 2)
        let facts = await writer.facts("r")
        #expect(facts == (try store.factBase(territory: "r").facts))
        #expect(facts.contains { $0.value == .number(Number(300)) })
        #expect(!facts.contains { $0.value == .number(Number(10)) })
        try store.close()
    }

    /// Random requests on a disk that fails at random: what was acknowledged is there, what was not is nowhere.
    @Test(arguments: [3, 17, 2026] as [UInt64])
    func whatWasAcknowledgedIsAllThatIs(seed: UInt64) async throws {
        let broken = Mutex<Set<Int>>([])
        var draw = Numbers(state: seed)
        broken.withLock { broken in
            for number in 1...400 where Int.random(in: 0..<3, using: &draw) == 0 { broken.insert(1000 + number) }
        }
        let failing = broken.withLock { $0 }
        let disk = Disk { failing.contains($0) }
        let (writer, board, store) = try await writer(disk)
        disk.commits.withLock { $0 = 1000 }
        var expected = try store.latestSeq()
        var events = board.hub.last
        for _ in 0..<25 {
            let bodies = (0..<Int.random(in: 1...6, using: &draw)).map { _ in
                // A rent is confidential: what is withheld changes too.
                Self.size(
                    ["A1", "B1", "C1"].randomElement(using: &draw) ?? "", Int.random(in: 0...300, using: &draw),
                    ["taille", "taille", "loyer"].randomElement(using: &draw) ?? "taille")
            }
            let answers = Answers()
            ask(writer, answers, bodies)
            await writer.writeWaiting()
            #expect(answers.all.count == bodies.count, "seed \(seed)")
            let written = (0..<bodies.count).filter { answers.all[$0]?.hasPrefix("journal") ?? false }
            #expect(
                written.map { answers.all[$0] } == (0..<written.count).map { "journal \(expected + 1 + Int64($0))" },
                "seed \(seed)")
            expected += Int64(written.count)
            events += Int64(written.count)
            #expect(try store.latestSeq() == expected && board.hub.last == events, "seed \(seed)")
            #expect(
                await writer.facts("r") == (try store.factBase(territory: "r").facts), "seed \(seed)")
            // Led back with the facts: what is kept for those without any right is what it would be, worked out anew.
            let (kept, anew) = await writer.shownToAll("r")
            #expect(kept != nil && kept == anew, "seed \(seed)")
        }
        #expect(try store.verify().problems == [])
        let now = seen(board)
        try store.close()
        let again = try await self.writer(Disk())
        #expect(seen(again.board) == now, "seed \(seed)")
        try again.store.close()
    }

    /// Through the socket's own door, many at once: each is answered, and the journal holds each once.
    @Test func manyAtOnceAreAllWritten() async throws {
        let (writer, _, store) = try await writer(Disk())
        let entries = try store.latestSeq()
        let seen = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let body = try await writer.together(nil) {
                        try $0.change(Self.size("A1", number), Self.author)
                    }
                    return Int64(body["journal"]?.intValue ?? 0)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(seen.sorted() == Array(entries + 1...entries + 200))
        #expect(try store.latestSeq() == entries + 200)
        #expect(try store.verify().problems == [])
        try store.close()
    }
}

extension DeskWriter {
    fileprivate func facts(_ territory: String) -> [Fact] { held[territory]?.base.facts ?? [] }

    /// What those without any right see of a territory, as it is kept and as its facts alone give it.
    fileprivate func shownToAll(_ territory: String) -> (kept: [String]?, anew: [String]?) {
        func told(_ territory: PublishedState.Territory?) -> [String]? {
            territory?.view(.levels([])).map { view in
                view.evaluation.cells.map { "\($0)" } + view.levels.sorted() + view.alerts.sorted()
            }
        }
        let now = territoryNow(territory)
        var fresh = now
        fresh?.views = Views()
        return (told(now), told(fresh))
    }
}
