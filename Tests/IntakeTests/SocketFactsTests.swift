import Diagnostics
import FEEL
import JSON
import Testing
import World

@testable import Intake

@Suite struct SocketFactsTests {
    private func parse(_ text: String) throws -> (SocketFacts, [Diagnostic]) {
        SocketFacts.parse(json: try JSONValue.parse(text), vocabulary: vocabulary, source: "uid:1000")
    }

    @Test func recordsAndFacts() throws {
        let (body, diagnostics) = try parse(
            """
            {"source": "mairie", "reason": "visite",
             "records": {"equipement": [{"id": "A1", "places": 12, "publics": ["ados"], "accessible": true, "nom": null}]},
             "facts": [{"record": "equipement/A2", "attribute": "places", "value": "nsp"},
                       {"record": "equipement/A2", "attribute": "releve", "value": "2026-06-15", "valid_from": "2026-06-15"},
                       {"record": "equipement/A2", "attribute": "nom", "value": null},
                       {"record": "equipement/A3", "value": null}]}
            """)
        #expect(diagnostics.isEmpty)
        #expect(body.source == "mairie")
        #expect(body.reason == "visite")
        #expect(body.facts["equipement/A1", "places"] == decimal("12"))
        #expect(body.facts["equipement/A1", "publics"] == .codes(["ados"]))
        #expect(body.facts["equipement/A1", "accessible"] == .boolean(true))
        #expect(body.facts["equipement/A2", "places"] == .withheld(.dontKnow))
        #expect(body.facts.first { $0.attribute == "releve" }?.validFrom == CalendarDate("2026-06-15"))
        #expect(body.facts.recordNames == ["equipement/A1"])
        #expect(body.facts.allSatisfy { $0.source == "mairie" && $0.origin.isEmpty })
        #expect(body.withdrawn.map(\.record.key) == ["A2", "A3"])
        #expect(body.withdrawn.map(\.attribute) == ["nom", ""])
        #expect(body.operations.count == 2 + body.facts.count)
    }

    @Test func everythingWrongIsSaidWithItsPlace() throws {
        let (body, diagnostics) = try parse(
            """
            {"raison": "x", "records": {"equipment": [], "equipement": [{"places": 3}, {"id": "A1", "places": true}, 4]},
             "facts": [{"record": "A1", "attribute": "places", "value": 1},
                       {"record": "equipement/A1", "attribute": "place", "value": 1},
                       {"record": "equipement/A1", "attribute": "places"},
                       {"record": "equipement/A1", "attribute": "places", "value": 1e9},
                       {"record": "equipement/A1", "attribute": "id", "value": "A2"},
                       {"record": "equipement/A1", "attribute": "places", "value": {"n": 1}}]}
            """)
        #expect(
            Set(places(diagnostics)) == [
                "F109 <body>/raison:1:1", "F108 <body>/records/equipment:1:1", "F103 <body>/records/equipement/0:1:1",
                "F116 <body>/records/equipement/1/places:1:1", "F140 <body>/records/equipement/2:1:1",
                "F140 <body>/facts/0/record:1:1", "F102 <body>/facts/1/attribute:1:1", "F140 <body>/facts/2:1:1",
                "F112 <body>/facts/3/value:1:1", "F140 <body>/facts/4/value:1:1", "F116 <body>/facts/5/value:1:1",
            ])
        #expect(body.facts.map(\.attribute) == ["", "id"])
    }

    @Test(arguments: [
        "[]", "3", "{}", #"{"facts": {}}"#, #"{"source": 3, "facts": []}"#, #"{"source": "folder:a.csv", "facts": []}"#,
    ])
    func wrongBodies(text: String) throws {
        let (body, diagnostics) = try parse(text)
        #expect(diagnostics.map(\.code) == [IntakeCode.bodyShape])
        #expect(body.facts.isEmpty)
    }
}
