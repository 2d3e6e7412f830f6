import FEEL
import JSON
import Store
import Testing
import Wire

@testable import Service

/// A long table that was loaded while the daemon was stopped is evaluated, and is why verdicts change.
@Suite struct RowImportTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try GuardedPlace.laidOut()
        folder.write("territory/quartiers.csv", "id,region\nA,r\n")
        folder.write(
            "m.yaml",
            "format: import/1\nkind: maison\nsource: cadastre\nkey: {id: id}\ncolumns: {quartier: q, taille: t}\n")
    }

    private func open(at now: String) async throws -> LiveDesk {
        try await LiveDesk(
            LiveDesk.Configuration(
                rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
                state: folder("state"), version: "test"),
            clock: DeskClock(now: { now }, today: { CalendarDate("2026-06-15")! }), logger: .silent)
    }

    private func load(_ table: String, at now: String, piece: Int = 64) throws -> RowImport.Outcome {
        folder.write("t.csv", table)
        let store = try Store(path: folder("state/maillage.sqlite"))
        let outcome = try RowImport(
            store: store, rules: folder("rules"), policies: folder("policies"), mapping: folder("m.yaml"),
            table: folder("t.csv"), territory: nil, today: CalendarDate("2026-06-15")!, pieceSize: piece
        ).run(uid: 0, reason: "chargé", recordedAt: now) { _ in }
        try store.close()
        return outcome
    }

    @Test func whatIsLoadedIsEvaluatedAndTold() async throws {
        let first = try await open(at: "2026-06-15T08:00:00Z")
        try await first.close()
        let rows = (0..<20).map { "M\($0),\($0 == 7 ? "Z" : "A"),\(100 + 10 * $0)\n" }.joined()
        let outcome = try load("id,q,t\n" + rows, at: "2026-06-15T09:00:00Z")
        #expect([outcome.rowsRead, outcome.rowsTaken, outcome.rowsRefused, outcome.territories] == [20, 19, 1, 1])
        #expect(try !load("id,q,t\n" + rows, at: "2026-06-15T09:30:00Z").isNew)
        let desk = try await open(at: "2026-06-15T10:00:00Z")
        func read(_ route: Route.Name, _ parameters: [String: String]) async throws -> String {
            let reply = await desk.read(route, parameters: parameters, peer: GuardedPlace.root)
            #expect(reply.status == 200)
            return String(decoding: reply.bytes, as: UTF8.self)
        }
        let why = try await read(.why, ["rule": "vaste", "subject": "maison/M8"])
        #expect(why.contains("import:cadastre") && why.contains("t.csv:10"))
        let difference = try JSONValue.parse(
            await desk.read(
                .diff, parameters: ["from": "2026-06-15T08:30:00Z", "to": "now", "subject": "maison/M8"],
                peer: GuardedPlace.root
            ).bytes
        ).serialized()
        #expect(difference.contains("chargé"), "\(difference)")
        try await desk.close()
    }

    @Test func aRowThatNothingEndsIsRefused() async throws {
        try await open(at: "2026-06-15T08:00:00Z").close()
        let error = #expect(throws: Refusal.self) {
            try load("id,q,t\n" + String(repeating: "x", count: 20_000), at: "2026-06-15T09:00:00Z", piece: 1 << 10)
        }
        #expect(error?.diagnostics.map { "\($0.code)" } == ["F120"])
    }
}
