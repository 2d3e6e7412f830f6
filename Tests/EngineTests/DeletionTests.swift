import Alerts
import FEEL
import Packs
import Testing
import World

@testable import Engine

/// Taking out any cell, row or answer of the example moves results towards unknown, never to another.
@Suite struct DeletionTests {
    /// What is taken out: one statement, or everything a source states of a record.
    struct Deletion: CustomTestStringConvertible, Sendable {
        var record: RecordID
        /// Empty for the whole record.
        var attribute: String

        var testDescription: String { attribute.isEmpty ? "\(record)" : "\(record).\(attribute)" }

        func removed(from base: FactBase) -> FactBase {
            FactBase(
                territory: base.territory,
                facts: base.facts.filter { $0.record != record || !(attribute.isEmpty || $0.attribute == attribute) })
        }
    }

    static let intact: (base: FactBase, evaluation: Evaluation)? = {
        guard let (territory, _) = try? Repository.territory(Repository.example) else { return nil }
        return (try? Evaluation(territory.factBase)).map { (territory.factBase, $0) }
    }()

    static let deletions: [Deletion] = (intact?.base.facts ?? []).map { fact in
        Deletion(record: fact.record, attribute: fact.attribute)
    }

    @Test func exampleHasManyCells() {
        #expect(Self.deletions.count > 400)
    }

    /// The checker itself sees what it has to: gaining facts is a violation for it.
    @Test func checkerSeesGains() throws {
        let intact = try #require(Self.intact)
        let poorer = try Evaluation(
            Deletion(record: RecordID(kind: "equipement", key: "A1"), attribute: "heures_utilisees")
                .removed(from: intact.base))
        let violations = Soundness.violations(before: poorer, after: intact.evaluation)
        #expect(violations.contains { $0.hasPrefix("chevauchement_equipement A1,B1 went from unknown to yes") })
        #expect(violations.contains { $0.hasPrefix("taux_occupation A1 value went from") })
        #expect(violations.contains { $0.hasPrefix("preparation jeunesse: mean") })
        #expect(
            violations.contains(
                "alert recouvrement:rule/chevauchement_equipement+equipement/A1+equipement/B1: opens"))
    }

    /// Saying that an attribute does not apply, then saying nothing: the same property, for the
    /// attributes that may not apply.
    @Test(
        arguments: deletions.filter { deletion in
            Repository.pack.0?.vocabulary.kinds[deletion.record.kind]?.attribute(deletion.attribute)?.mayNotApply
                ?? false
        })
    func losesNotApplicable(_ deletion: Deletion) throws {
        let intact = try #require(Self.intact)
        var changed = deletion.removed(from: intact.base)
        let after = try Evaluation(changed)
        changed.apply(
            ChangeSet(
                territory: changed.territory, source: "test", author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z",
                operations: [
                    .state(
                        Fact(
                            record: deletion.record, attribute: deletion.attribute, value: .notApplicable,
                            source: "test"))
                ]))
        let before = try Evaluation(changed)
        #expect(Soundness.violations(before: before, after: after).isEmpty)
    }

    /// The plainer finding of two that say the same is no alert while the graver one may be.
    @Test func whatMayBeAbsorbedOpensNothing() throws {
        let intact = try #require(Self.intact)
        let after = try Evaluation(
            Deletion(record: RecordID(kind: "equipement", key: "A1"), attribute: "heures_utilisees")
                .removed(from: intact.base))
        let key = AlertKey(
            alert: "recouvrement",
            subject: ["rule/chevauchement_public", "equipement/A1", "equipement/B1"])
        #expect(intact.evaluation.sight().observations[key]?.condition == .no)
        #expect(after.sight().observations[key]?.condition == .unknown)
        #expect(after.sight().observations[key]?.missing.contains { $0.contains("heures_utilisees") } == true)
    }

    @Test(arguments: deletions)
    func losesNothingButCertainty(_ deletion: Deletion) throws {
        let intact = try #require(Self.intact)
        let after = try Evaluation(deletion.removed(from: intact.base))
        let violations = Soundness.violations(before: intact.evaluation, after: after)
        #expect(violations.isEmpty)
        let unexplained = intact.evaluation.unexplained(in: after, by: deletion)
        #expect(unexplained.isEmpty)
    }

    /// The other examples: facts drawn among theirs here, every one in `make soak`.
    @Test(arguments: ["bocage-mayennais", "bocage-mayennais-scenarios"])
    func otherExamples(_ name: String) throws {
        let base =
            name == "bocage-mayennais"
            ? try RealTerritory.base(with: RealTerritory.mappings)
            : try Repository.territory("\(Repository.root)/examples/\(name)").0.factBase
        let before = try Evaluation(base)
        #expect(before.cells.contains { $0.verdict == .yes } && before.cells.contains { $0.verdict == .no })
        let all = Set(base.facts.map { [$0.record.description, $0.record.kind, $0.record.key, $0.attribute] })
            .sorted { $0.joined(separator: " ") < $1.joined(separator: " ") }
            .map { Deletion(record: RecordID(kind: $0[1], key: $0[2]), attribute: $0[3]) }
        var draw = SplitMix(state: 27)
        for deletion in Soak.isOn ? all : Array(all.shuffled(using: &draw).prefix(24)) {
            let violations = Soundness.violations(before: before, after: try Evaluation(deletion.removed(from: base)))
            #expect(violations.isEmpty, "seed 27: \(deletion.testDescription)")
        }
    }
}

extension Evaluation {
    /// Verdicts that became unknown without naming what was taken out.
    fileprivate func unexplained(in after: Evaluation, by deletion: DeletionTests.Deletion) -> [String] {
        after.cells.compactMap { cell -> String? in
            guard cell.verdict == .unknown, let old = self.cell(cell.rule, cell.subject), old.verdict != .unknown
            else { return nil }
            return cell.missing.all.contains { names($0, deletion) } ? nil : "\(cell.name): \(cell.missing.all)"
        }
    }

    /// Whether a cause names the record taken out, its attribute, or a list it stood in or counted.
    private func names(_ cause: Cause, _ deletion: DeletionTests.Deletion) -> Bool {
        if cause.subject.split(separator: " ").contains(Substring(deletion.record.description)) { return true }
        let vocabulary = pack.vocabulary
        var kinds = [deletion.record.kind]
        if let census = vocabulary.census, census.kind == deletion.record.kind,
            let counted = snapshot.record(deletion.record)?.text(census.of)
        {
            kinds.append(counted)
        }
        for kind in kinds.compactMap({ vocabulary.kinds[$0] }) where cause.kind == .openList {
            if cause.member == kind.plural || cause.member.hasPrefix(kind.plural + "[") { return true }
        }
        for measure in vocabulary.measures.values where measure.kind == deletion.record.kind {
            if cause.kind == .unmeasured, cause.member == measure.name { return true }
        }
        return false
    }
}
