import Diagnostics
import FEEL
import Intake
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// What if, and what would change: hypotheses over the example, none of them written.
@Suite("hypotheses") struct HypothesisTests {
    static func answers() throws -> Answers {
        Answers(try #require(ValClairTests.evaluation), suppositions: SocketFacts.suppositions)
    }

    static func whatIf(_ facts: String) throws -> JSONValue {
        guard case .found(let reply) = try answers().answer("what-if", ["suppose": facts]) else {
            Issue.record("refused: \(facts)")
            return .null
        }
        return reply
    }

    @Test("the vote of the largest commune carries the transfer, and says why")
    func vote() throws {
        let reply = try Self.whatIf(#"[{"record": "partie/S3|A", "attribute": "vote", "value": "oui"}]"#)
        let change = try #require(
            reply["changes"]?.arrayValue?.first { $0["rule"] == "majorite_qualifiee" })
        #expect(change["before"]?["verdict"] == "no" && change["after"]?["verdict"] == "yes")
        #expect(change["because"]?[0]?["record"] == "partie/S3|A")
        #expect(change["because"]?[0]?["origin"]?.stringValue == Supposition.source)
        #expect(reply["supposed"]?[0]?["before"] == "non")
    }

    @Test("an assessment that would be otherwise is told with its gates")
    func assessment() throws {
        let reply = try Self.whatIf(#"[{"record": "projet/jeunesse", "attribute": "elu_porteur", "value": "aucun"}]"#)
        let assessment = try #require(reply["assessments"]?[0])
        #expect(assessment["before"]?["verdict"] == "yes" && assessment["after"]?["verdict"] == "no")
        #expect(assessment["after"]?["gates"]?["elu_porteur"] == "no")
    }

    @Test("a value taken away, a record that does not exist yet, nothing that changes")
    func shapes() throws {
        let lost = try Self.whatIf(#"[{"record": "equipement/A1", "attribute": "heures_utilisees", "value": null}]"#)
        let changes = lost["changes"]?.arrayValue ?? []
        #expect(changes.contains { $0["rule"] == "taux_occupation" && $0["after"]?["certain"] == false })
        let new = try Self.whatIf(
            #"{"records": {"avis": [{"projet": "jeunesse", "commune": "F", "volonte_demarrer": true}]}}"#)
        #expect(new["supposed"]?.arrayValue?.isEmpty == false)
        let same = try Self.whatIf(#"[{"record": "partie/S3|A", "attribute": "vote", "value": "non"}]"#)
        #expect(same["changes"]?.arrayValue?.isEmpty == true)
    }

    @Test(
        "what cannot be supposed is refused",
        arguments: [
            ("[]", "A413"), ("{", "A026"), (#"[{"record": "nothing/1", "attribute": "a", "value": 1}]"#, nil),
            (#"[{"record": "equipement/A1", "attribute": "places", "value": "many"}]"#, nil),
        ])
    func refused(_ facts: String, _ code: String?) throws {
        guard case .refused(let diagnostics) = try Self.answers().answer("what-if", ["suppose": facts]) else {
            Issue.record("accepted: \(facts)")
            return
        }
        if let code { #expect(diagnostics.first?.code.rawValue == code) }
        #expect(!diagnostics.isEmpty)
    }

    // MARK: What would change

    @Test("the majority hangs on one vote; the set found is what turns it")
    func lever() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let cell = try #require(
            evaluation.cell("majorite_qualifiee", Subject([RecordID(kind: "scenario", key: "S3")])))
        let outcome = WhatWouldChange(evaluation: evaluation).search(cell)
        #expect(outcome.together == 1)
        #expect(
            outcome.sets.map { $0.moves.map { "\($0.supposition.record) \($0.supposition.attribute)" } } == [
                ["partie/S3|A vote"]
            ])
        for set in outcome.sets {
            let after = evaluation.supposing(set.moves.map(\.supposition))
            #expect(after.cell(cell.rule, cell.subject)?.verdict == set.verdict)
        }
    }

    /// Every set turns the verdict in a whole evaluation, and none of its parts does.
    @Test("sets turn the verdict and are minimal")
    func minimal() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        var found = 0
        let rules = ["majorite_qualifiee", "sous_utilisation", "forme_envisagee_possible", "forme_entente"]
        for cell in evaluation.cells where rules.contains(cell.rule) && (cell.verdict == .no || cell.verdict == .yes) {
            let outcome = WhatWouldChange(evaluation: evaluation).search(cell, most: 120)
            for set in outcome.sets.prefix(2) {
                found += 1
                let verdict = evaluation.supposing(set.moves.map(\.supposition)).cell(cell.rule, cell.subject)?.verdict
                #expect(verdict == set.verdict && verdict != cell.verdict, "\(cell.name)")
                for index in set.moves.indices {
                    var fewer = set.moves
                    fewer.remove(at: index)
                    let without = evaluation.supposing(fewer.map(\.supposition)).cell(cell.rule, cell.subject)?.verdict
                    #expect(without != set.verdict, "\(cell.name)")
                }
            }
        }
        #expect(found > 3)
    }

    @Test("what no lever enters into says so")
    func none() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let cell = try #require(evaluation.cells(of: "projet_territoire_adopte").first ?? evaluation.cells.first)
        let reads = ReadNames(evaluation.pack).names(of: try #require(evaluation.pack.rule(cell.rule)))
        let outcome = WhatWouldChange(evaluation: evaluation).search(cell)
        #expect((outcome.levers == 0) == evaluation.pack.levers.allSatisfy { !reads.contains($0.attribute) })
    }

    /// What a cell reads, by a trace, is among the names that its rule may read.
    @Test("no read escapes the names of a rule")
    func names() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let names = ReadNames(evaluation.pack)
        for rule in evaluation.pack.rules {
            guard let cell = evaluation.cells(of: rule.id).first,
                let explanation = evaluation.explain(rule.id, cell.subject)
            else { continue }
            let known = names.names(of: rule)
            func visit(_ part: Explanation.Part) {
                for term in part.terms where term.role != .score { visit(term) }
                for read in part.reads where part.role != .gravity && part.role != .score {
                    guard case .facts = read.origin else { continue }
                    // A measure reads its own pairs, which the rule names by the measure.
                    let kind = RecordID(read.subject)?.kind
                    let isMeasured = evaluation.pack.vocabulary.measures.values.contains { $0.kind == kind }
                    #expect(
                        known.contains(read.member) || isMeasured || part.role == .term, "\(rule.id): \(read.member)")
                }
            }
            for part in explanation.parts where part.role != .gravity && part.role != .score { visit(part) }
        }
    }
}

/// What a lever is declared to be.
@Suite("levers") struct LeverTests {
    @Test("every declared lever of the repository is read, with what it may become")
    func declared() throws {
        let pack = try #require(Repository.pack.0)
        #expect(pack.levers.count >= 8)
        for lever in pack.levers { #expect(!lever.values.isEmpty || !lever.factors.isEmpty, "\(lever.attribute)") }
        let vote = try #require(pack.levers.first { $0.kind == "partie" && $0.attribute == "vote" })
        #expect(vote.values == [.text("oui"), .text("non")])
    }
}
