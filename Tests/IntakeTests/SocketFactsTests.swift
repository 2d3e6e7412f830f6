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

    @Test("a fact of a record whose key has several parts states those that nobody states")
    func partsOfKeys() throws {
        let (body, diagnostics) = try parse(
            """
            {"facts": [{"record": "trajet/A|B", "attribute": "minutes", "value": 12},
                       {"record": "trajet/A|C", "attribute": "vers", "value": "C"},
                       {"record": "recensement/||sport", "attribute": "nombre", "value": 3}]}
            """)
        #expect(diagnostics.isEmpty)
        let own = ["trajet/A|B.minutes 12", "trajet/A|C.vers C", "recensement/||sport.nombre 3"]
        let base = FactBase(territory: "t")
        #expect(
            told(body, over: base) == own + [
                "recensement/||sport.domaine sport", "trajet/A|B.de A", "trajet/A|B.vers B", "trajet/A|C.de A",
            ])
        // Whoever said them, they are known.
        #expect(told(body, over: holding(body, base, as: "other")) == own)
    }

    private func told(_ body: SocketFacts, over base: FactBase) -> [String] {
        body.operations(over: base, vocabulary: vocabulary, source: "uid:1000").map { operation in
            switch operation {
            case .state(let fact):
                let days = [fact.validFrom, fact.validTo].compactMap { $0?.description }.joined(separator: "…")
                return "\(fact.record).\(fact.attribute) \(fact.value.keyText ?? "") \(days)".trimmed
            case .withdraw(let record, let attribute): return "-\(record).\(attribute)"
            }
        }
    }

    private func holding(_ body: SocketFacts, _ base: FactBase, as source: String = "uid:1000") -> FactBase {
        var base = base
        let operations = body.operations(over: base, vocabulary: vocabulary, source: "uid:1000").map {
            operation -> ChangeSet.Operation in
            guard case .state(var fact) = operation else { return operation }
            fact.source = source
            return .state(fact)
        }
        base.apply(
            ChangeSet(
                territory: "t", source: source, author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z", operations: operations))
        return base
    }

    @Test("the parts of a key hold as long as what they were stated with, and go with the last of it")
    func daysOfParts() throws {
        func posted(_ value: String, _ days: String = "") throws -> SocketFacts {
            let (body, diagnostics) = try parse(
                #"{"facts": [{"record": "trajet/A|B", "attribute": "minutes", "value": \#(value)\#(days)}]}"#)
            #expect(diagnostics.isEmpty)
            return body
        }
        let later = try posted("12", #", "valid_from": "2027-01-01", "valid_to": "2027-12-31""#)
        var base = FactBase(territory: "t")
        #expect(
            told(later, over: base) == [
                "trajet/A|B.minutes 12 2027-01-01…2027-12-31", "trajet/A|B.de A 2027-01-01…2027-12-31",
                "trajet/A|B.vers B 2027-01-01…2027-12-31",
            ])
        base = holding(later, base)
        let sooner = try posted("12", #", "valid_from": "2026-01-01", "valid_to": "2026-12-31""#)
        #expect(told(sooner, over: base).last == "trajet/A|B.vers B 2026-01-01…2027-12-31")
        let always = try posted("12")
        base = holding(always, base)
        #expect(told(later, over: base) == ["trajet/A|B.minutes 12 2027-01-01…2027-12-31"])
        #expect(told(try posted("null"), over: base) == ["-trajet/A|B.minutes", "-trajet/A|B."])
        // Described whole, it stays.
        let whole = try parse(#"{"records": {"trajet": [{"de": "A", "vers": "B", "minutes": 3}]}}"#).0
        #expect(told(try posted("null"), over: holding(whole, FactBase(territory: "t"))) == ["-trajet/A|B.minutes"])
    }

    @Test(
        "a name that cannot be one of its kind is refused",
        arguments: ["trajet/A", "trajet/A|B|C", "trajet/A|", "trajet/A |B", "trajet/nsp|B", "recensement/A||voirie"])
    func namesOfAnotherShape(name: String) throws {
        let attribute = name.hasPrefix("trajet") ? "minutes" : "nombre"
        let (body, diagnostics) = try parse(
            #"{"facts": [{"record": "\#(name)", "attribute": "\#(attribute)", "value": 12}]}"#)
        #expect(diagnostics.map(\.severity) == [.error])
        #expect(told(body, over: FactBase(territory: "t")).isEmpty)
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
