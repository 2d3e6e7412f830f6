import Diagnostics
import FEEL
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// Explanations for an elected official, an officer and a lawyer, from one trace.
@Suite("registers") struct AccountTests {
    static func lines(_ rule: String, _ subject: String?, _ register: String) throws -> [(fr: String, en: String)] {
        var parameters = ["rule": rule, "for": register]
        parameters["subject"] = subject
        let answer = Answers(try #require(ValClairTests.evaluation)).answer("why", parameters)
        guard case .found(let reply) = answer else {
            Issue.record("no answer for \(rule)")
            return []
        }
        let told = reply["explanations"]?[0]?["told"]?["lines"]?.arrayValue ?? []
        return told.map { ($0["fr"]?.stringValue ?? "", $0["en"]?.stringValue ?? "") }
    }

    @Test("three sentences for every verdict of the example, in both languages")
    func threeSentences() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        for cell in evaluation.cells {
            guard let explanation = evaluation.explain(cell.rule, cell.subject) else { continue }
            let told = Account(evaluation: evaluation, explanation: explanation).told(to: .elected)
            let lines = told.arrayValue ?? []
            #expect(lines.count == 3, "\(cell.name)")
            for line in lines {
                for language in ["fr", "en"] {
                    let text = line[language]?.stringValue ?? ""
                    #expect(text.hasSuffix(".") && !text.contains("\n") && text.count > 10, "\(cell.name): \(text)")
                }
            }
        }
    }

    @Test("the figures that decide, and on whose word")
    func elected() throws {
        let lines = try Self.lines("majorite_qualifiee", "S3", "elu")
        #expect(lines[0].fr.contains("non") && lines[0].en.contains("no"))
        #expect(lines[1].en.contains("5,000") && lines[1].en.contains("10,000"))
        #expect(lines[2].en.contains("L5211-5"))
        let unknown = try Self.lines("plus_value_programmes", nil, "elected")
        #expect(unknown[1].fr.contains("à demander à mairie"))
        let local = try Self.lines("chevauchement_equipement", "A1,B1", "elected")
        #expect(local[0].fr.contains("(choix local)") && local[0].en.contains("(local choice)"))
    }

    @Test("a lawyer is told every article of the trace, the day of the law, and what is to be confirmed")
    func lawyer() throws {
        let lines = try Self.lines("majorite_qualifiee", "S3", "juriste").map(\.fr)
        #expect(lines.contains { $0.contains("CGCT, L5211-5 II et L5211-17") })
        #expect(lines.contains { $0.contains("2026-06-15") })
        let evaluation = try #require(ValClairTests.evaluation)
        let rule = try #require(evaluation.pack.rules.first { $0.tag == .check && $0.source != nil })
        let check = try Self.lines(rule.id, nil, "lawyer")
        #expect(check.contains { $0.fr.contains("à confirmer par un juriste") })
        #expect(check.contains { $0.en.contains("to be confirmed by a lawyer") })
    }

    @Test("an officer reads the tree; another name is refused with those there are")
    func others() throws {
        #expect(try Self.lines("majorite_qualifiee", "S3", "agent").isEmpty)
        let answer = Answers(try #require(ValClairTests.evaluation)).answer(
            "why", ["rule": "majorite_qualifiee", "for": "maire"])
        guard case .refused(let diagnostics) = answer else {
            Issue.record("accepted")
            return
        }
        #expect(diagnostics.first?.code == "A412")
    }

    @Test(
        "how sure a rule is stands beside its verdict",
        arguments: [
            ("yes", "default", " (choix local)", " (local choice)"),
            ("no", "check", " (à confirmer par un juriste)", " (to be confirmed by a lawyer)"),
            ("yes", "sure", "", ""), ("unknown", "check", "", ""), ("not_applicable", "default", "", ""),
        ])
    func marks(_ verdict: String, _ tag: String, _ fr: String, _ en: String) {
        #expect(Wording(.fr).mark(verdict: verdict, tag: tag) == fr)
        #expect(Wording(.en).mark(verdict: verdict, tag: tag) == en)
    }
}

/// A legal block is never averaged away, and no score stands alone.
@Suite("readiness and blocks") struct ReadinessTests {
    @Test("a gate that is no makes the verdict no, however high the mean")
    func gate() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        let blocked = evaluation.supposing([
            Supposition(
                record: RecordID(kind: "projet", key: "jeunesse"), attribute: "elu_porteur", value: .text("aucun"))
        ])
        let result = try #require(blocked.assessments.first)
        #expect(result.gates.contains { $0.verdict == .no })
        #expect(result.verdict == .no)
        // The mean alone would leave it in a band it does not pass by.
        #expect(result.mean.upper.map { $0.value > Number(0) } ?? false)
    }

    @Test("blocking criteria that are not met are told beside the mean, which they do not enter")
    func blocks() throws {
        let evaluation = try #require(ValClairTests.evaluation)
        guard case .found(let reply) = Answers(evaluation).answer("readiness", [:]) else { return }
        let assessment = try #require(reply["assessments"]?[0])
        let blocks = assessment["blocks"]?.arrayValue ?? []
        #expect(blocks.contains { $0["rule"] == "majorite_qualifiee" && $0["subject"]?[0] == "scenario/S3" })
        #expect(blocks.allSatisfy { $0["verdict"] == "no" })
        // Groups, gates and blocks stand before the mean.
        let names = assessment.objectMembers?.map(\.name) ?? []
        let mean = try #require(names.firstIndex(of: "mean"))
        for name in ["groups", "gates", "blocks"] { #expect(try #require(names.firstIndex(of: name)) < mean) }
        // With the vote carried, the block is gone and the mean is the same.
        let carried = evaluation.supposing([
            Supposition(record: RecordID(kind: "partie", key: "S3|A"), attribute: "vote", value: .text("oui"))
        ])
        guard case .found(let after) = Answers(carried).answer("readiness", [:]) else { return }
        #expect(after["assessments"]?[0]?["mean"] == assessment["mean"])
        #expect(
            after["assessments"]?[0]?["blocks"]?.arrayValue?.contains { $0["rule"] == "majorite_qualifiee" } == false)
    }
}
