import FEEL
import JSON
import Testing
import Wire

@testable import Service

/// Promises as they were sealed, beside what became of them: over the example, by a daemon that remembers.
@Suite("sealed baselines") struct BaselineTests {
    private static let agent = Peer(uid: 0, gid: 0, pid: 1, name: "agent")

    private static func read(
        _ desk: LiveDesk, _ route: Route.Name, _ parameters: [String: String], status: Int = 200
    ) async throws -> JSONValue {
        let reply = await desk.read(route, parameters: parameters, peer: agent)
        #expect(reply.status == status, "\(String(decoding: reply.bytes, as: UTF8.self))")
        return try JSONValue.parse(reply.bytes)
    }

    private static func write(_ desk: LiveDesk, _ route: Route.Name, _ body: String) async throws -> JSONValue {
        let reply = await desk.write(route, body: try JSONValue.parse(body), peer: agent)
        try #require(reply.status == 200, "\(String(decoding: reply.bytes, as: UTF8.self))")
        return try JSONValue.parse(reply.bytes)
    }

    private static func promised(_ reply: JSONValue) throws -> JSONValue {
        let measures = try #require(reply["records"]?[0]?["years"]?[0]?["measures"]?.arrayValue)
        return try #require(measures.first { $0["measure"] == "cout_net" })
    }

    @Test("what was sealed stays what was promised, whatever the facts become; its hash is the milestone's")
    func sealed() async throws {
        let place = try Year()
        place.clock.set(CalendarDate("2026-06-15")!)
        var desk = try await place.open()
        _ = try await Self.write(
            desk, .changes,
            #"""
            {"source":"conseil","facts":[
              {"record":"scenario/S2","attribute":"date_choix","value":"2026-06-01"},
              {"record":"scenario/S2","attribute":"date_demarrage","value":"2027-09-01"}]}
            """#)
        let milestone = try await Self.write(desk, .milestone, #"{"name":"choix","reason":"vote du conseil"}"#)
        // The promise is made easier to keep afterwards, and a year goes by.
        try place.edit("scenarios.csv", "248000,80000", "248000,10000")
        await desk.filesChanged([place.territory])
        _ = try await Self.write(
            desk, .changes,
            #"""
            {"source":"bilan","facts":[
              {"record":"resultat_annuel/S2|2027","attribute":"scenario","value":"S2"},
              {"record":"resultat_annuel/S2|2027","attribute":"annee","value":2027},
              {"record":"resultat_annuel/S2|2027","attribute":"charges_brutes","value":260000},
              {"record":"resultat_annuel/S2|2027","attribute":"recettes","value":80000}]}
            """#)
        for _ in 0..<2 {
            let now = try Self.promised(try await Self.read(desk, .benefits, ["record": "S2"]))
            #expect(now["promised"]?["value"]?.numberText == "238000" && now["outcome"] == "kept")
            let reply = try await Self.read(desk, .benefits, ["record": "S2", "baseline": "choix"])
            let then = try Self.promised(reply)
            #expect(then["promised"]?["value"]?.numberText == "168000" && then["outcome"] == "missed")
            #expect(then["difference"]?["value"]?.numberText == "12000")
            let seal = reply["baseline"]?["milestone"]
            #expect(seal?["hash"] == milestone["hash"] && seal?["hash"]?.stringValue?.utf8.count == 64)
            #expect(reply["baseline"]?["pack"] == reply["pack"])
            // The same once started again: it is remembered, not held.
            try await desk.close()
            desk = try await place.open()
        }
        let unknown = try await Self.read(desk, .benefits, ["record": "S2", "baseline": "autre"], status: 404)
        #expect(unknown["diagnostics"]?[0]?["code"] == "A057" || unknown["error"] != nil)
        try await desk.close()
    }

    @Test("waves that have days are judged on them by the daemon too")
    func waves() async throws {
        let place = try Year()
        place.clock.set(CalendarDate("2026-06-15")!)
        let desk = try await place.open()
        // From 2028 on, C no longer wants to start.
        try place.edit("avis.csv", "jeunesse,C,oui,oui\n", "")
        await desk.filesChanged([place.territory])
        for (from, to, value) in [("2026-01-01", "2027-12-31", "true"), ("2028-01-01", "2099-12-31", "false")] {
            _ = try await Self.write(
                desk, .changes,
                #"""
                {"source":"registre \#(from)","facts":[
                  {"record":"avis/jeunesse|C","attribute":"projet","value":"jeunesse"},
                  {"record":"avis/jeunesse|C","attribute":"commune","value":"C"},
                  {"record":"avis/jeunesse|C","attribute":"volonte_demarrer","value":\#(value),
                   "valid_from":"\#(from)","valid_to":"\#(to)"}]}
                """#)
        }
        func joining(_ from: String?) async throws -> Set<String> {
            var parameters = ["core": "A,B"]
            parameters["from"] = from
            let reply = try await Self.read(desk, .waves, parameters)
            let waves = (reply["sequences"]?.arrayValue ?? []).flatMap { $0.arrayValue ?? [] }
            return Set(waves.flatMap { $0["joins"]?.arrayValue ?? [] }.compactMap(\.stringValue))
        }
        #expect(try await joining(nil).contains("commune/C"))
        #expect(try await !joining("2027-06-01").contains("commune/C"))
        try await desk.close()
    }
}
