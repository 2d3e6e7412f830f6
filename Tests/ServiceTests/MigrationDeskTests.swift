import FEEL
import JSON
import Store
import Testing
import Wire

@testable import Service

/// A journal written under one vocabulary, read, planned and erased under the next.
@Suite("rules that change their words") struct MigrationDeskTests {
    private static func vocabulary(_ attribute: String, _ rest: String = "") -> String {
        """
        format: vocabulary/1
        territory_kind: region
        kinds:
          region:
            labels: {fr: Région, en: Region}
            plural: regions
            key: [id]
            attributes:
              \(attribute): {type: number, range: "[0..500]", labels: {fr: Taille, en: Size}, asked_of: mairie, minutes: 1}
        \(rest)
        """
    }

    private static let migrations = """
        migrations:
          - id: en_m2
            date: 2026-06-01
            reason: {fr: Des mètres carrés., en: Square metres.}
            kind: region
            from: {ares: {type: number}}
            to: {size: ares * 100}
        """

    private static let rules = """
        format: rules/1
        pack: essai
        findings:
          large:
            for: region
            labels: {fr: Grande, en: Large}
            when: region.%@ > 150
            gravity: '"info"'
            source: {note: Essai}
            tag: sure
        """

    private static let next = [
        ("rules/v.yaml", vocabulary("size", migrations)), ("rules/r.yaml", rules.replacing("%@", with: "size")),
        ("policies/p.yaml", "format: policy/1\ngravities:\n  - {id: info, labels: {fr: Info, en: Info}}\n"),
    ]

    /// A daemon's desk whose rules speak the earlier words.
    private struct Place {
        let folder: TemporaryFolder
        let desk: LiveDesk

        init() async throws {
            folder = try TemporaryFolder()
            for name in ["rules", "policies", "territory", "state"] { folder.makeFolder(name) }
            folder.write("rules/v.yaml", vocabulary("ares"))
            folder.write("policies/p.yaml", next[2].1)
            folder.write("rules/r.yaml", rules.replacing("%@", with: "ares"))
            folder.write("territory/territory.yaml", "format: territory/1\nterritory: r\nat: 2026-06-15\n")
            desk = try await LiveDesk(
                LiveDesk.Configuration(
                    rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
                    state: folder("state"), version: "test"),
                clock: DeskClock(now: { "2026-06-15T08:00:00Z" }, today: { CalendarDate("2026-06-15")! }),
                logger: .silent)
        }

        func write(_ route: Route.Name, _ body: String) async throws -> JSONValue {
            let reply = await desk.write(
                route, body: try JSONValue.parse(body), peer: Peer(uid: 1000, gid: 1000, pid: 1, name: "agent"))
            let json = try JSONValue.parse(reply.bytes)
            #expect(reply.status == 200, "\(json.serialized())")
            return json
        }

        /// Rules in today's words.
        func moveOn() async throws {
            for (name, text) in next { folder.write(name, text) }
            await desk.filesChanged([folder("rules")])
        }

        func value() async throws -> JSONValue? {
            try JSONValue.parse(await desk.read(.query, parameters: ["expression": "region.size"]).bytes)["value"]
        }
    }

    @Test("what was said in earlier words is withdrawn and arbitrated in today's")
    func acts() async throws {
        let place = try await Place()
        for (source, ares) in [("a", 2), ("b", 3)] {
            _ = try await place.write(
                .changes,
                #"{"source":"\#(source)","reason":"essai","records":{"region":[{"id":"r","ares":\#(ares)}]}}"#)
        }
        try await place.moveOn()
        #expect(try await place.value() == JSONValue.null)
        let settle = #"{"record":"region/r","attribute":"size","source":"b","reason":"visite"}"#
        _ = try await place.write(.arbitrations, settle)
        #expect(try await place.value() == 300)
        _ = try await place.write(
            .arbitrations, #"{"record":"region/r","attribute":"size","withdraw":true,"reason":"erreur"}"#)
        #expect(try await place.value() == JSONValue.null)
        _ = try await place.write(
            .changes,
            #"{"source":"b","reason":"erreur","facts":[{"record":"region/r","attribute":"size","value":null}]}"#)
        #expect(try await place.value() == 200)
        try await place.desk.close()
    }

    @Test("a folder whose header says the earlier words says the same, and may say today's when it is written again")
    func folders() async throws {
        let place = try await Place()
        place.folder.write("territory/regions.csv", "id,ares\nr,2\n")
        await place.desk.filesChanged([place.folder("territory")])
        try await place.moveOn()
        #expect(try await place.value() == 200)
        let status = try JSONValue.parse(await place.desk.read(.status, parameters: [:]).bytes)
        #expect(status["territories"]?[0]?["diagnostics"]?.arrayValue?.isEmpty ?? true, "\(status.serialized())")
        await place.desk.filesChanged([place.folder("territory")])
        #expect(try await place.value() == 200)
        place.folder.write("territory/regions.csv", "id,size\nr,250\n")
        await place.desk.filesChanged([place.folder("territory")])
        #expect(try await place.value() == 250)
        try await place.desk.close()
    }

    @Test("facts move to the new words, the rest is asked again, and erasing erases what was said before")
    func moves() async throws {
        let place = try await Place()
        let desk = place.desk
        func write(_ route: Route.Name, _ body: String) async throws -> JSONValue { try await place.write(route, body) }
        _ = try await write(.answers, #"{"reason":"essai","records":{"region":[{"id":"r","ares":2}]}}"#)
        // Tried first: what it would translate.
        let files = JSONValue.array(
            Self.next.map { .object([.init("name", .string($0.0)), .init("text", .string($0.1))]) })
        let plan = try await write(.plan, JSONValue.object([.init("files", files)]).serialized())
        #expect(plan["territories"]?[0]?["migrations"]?[0]?["told"] == 1)
        #expect(plan["territories"]?[0]?["migrations"]?[0]?["left"]?.arrayValue?.isEmpty == true)
        // Then taken.
        try await place.moveOn()
        #expect(try await place.value() == 200)
        // A value that today's attribute cannot hold is asked again, with what was said.
        place.folder.write("rules/v.yaml", Self.vocabulary("size", Self.migrations.replacing("* 100", with: "* 1000")))
        await desk.filesChanged([place.folder("rules")])
        let questions = try JSONValue.parse(await desk.read(.questions, parameters: [:]).bytes)
        let asked = questions["questions"]?.arrayValue?.first { $0["member"] == "size" }
        #expect(asked?["formerly"]?[0]?["value"] == 2, "\(questions.serialized())")
        #expect(asked?["formerly"]?[0]?["migration"] == "en_m2")
        // Erasing the attribute erases what was stated under its earlier name.
        let erased = try await write(.erasures, #"{"record":"region/r","attribute":"size","reason":"essai"}"#)
        #expect(erased["erased"] == 1)
        let after = try JSONValue.parse(await desk.read(.questions, parameters: [:]).bytes)
        #expect(after["questions"]?.arrayValue?.allSatisfy { $0["formerly"] == nil } == true)
        try await desk.close()
    }
}
