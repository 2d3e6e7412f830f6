import Diagnostics
import Engine
import FEEL
import Packs
import Testing

@testable import Trials

/// What coverage counts and what mutants show, on a small pack.
@Suite struct MutationTests {
    static let bothSides = """
          - test: Both sides
            expect: {grande: {maison/m: yes}}
            then:
              - given: {"maison/m": {surface: 89}}
                expect: {grande: {maison/m: no}}

        """
    static let oneSide =
        "  - test: One side\n    given: {\"maison/m\": {surface: 500}}\n    expect: {grande: {maison/m: yes}}\n"

    private func trials(_ text: String, _ pack: Pack) throws -> [Trial] {
        let (trials, diagnostics) = Houses.trials(text, pack)
        try #require(diagnostics.isEmpty)
        return trials
    }

    @Test func everyMutantOfTheSmallPack() throws {
        let mutants = Mutant.all(of: try Houses.pack())
        #expect(
            mutants.map(\.id) == [
                "seuils.surface: 90 → 99", "seuils.surface: 90 → 81",
                "grande: maison.surface >= seuils.surface → maison.surface > seuils.surface",
                "grande: maison.surface >= seuils.surface → maison.surface < seuils.surface",
            ])
        #expect(mutants.map(\.kind) == [.threshold, .threshold, .threshold, .operator])
    }

    @Test func testsOnBothSidesNoticeAllButASlightFall() throws {
        let pack = try Houses.pack()
        let mutation = Mutation(Mutant.all(of: pack), of: pack, trials: try trials(Self.bothSides, pack))
        #expect(mutation.results.filter(\.survives).map(\.mutant.id) == [])
        #expect(mutation.count(.threshold) == (3, 3))
    }

    @Test func oneSideLeavesSurvivorsAndAReasonExcusesThem() throws {
        let pack = try Houses.pack()
        let tests = try trials(Self.oneSide, pack)
        let mutants = Mutant.all(of: pack)
        let bare = Mutation(mutants, of: pack, trials: tests)
        #expect(bare.unlisted.count == 3)
        #expect(bare.diagnostics.map(\.code.rawValue) == ["R247", "R247", "R247"])
        let (survivors, diagnostics) = Survivor.read([
            SourceText(
                name: "s.test.yaml",
                text: """
                    format: survivors/1
                    survivors:
                      - mutants: ["seuils.surface: 90 → 99", "seuils.surface: 90 → 1", "nulle_part: 1 → 2"]
                        reason: {fr: essai, en: trial}

                    """)
        ])
        #expect(diagnostics.isEmpty)
        let told = Mutation(mutants, of: pack, trials: tests, survivors: survivors)
        #expect(told.unlisted.count == 2)
        #expect(told.obsolete.map(\.mutant) == ["seuils.surface: 90 → 1", "nulle_part: 1 → 2"])
        #expect(told.diagnostics.filter { $0.code == "R248" }.count == 2)
    }

    @Test func coverage() throws {
        let pack = try Houses.pack()
        let one = Coverage(try trials(Self.oneSide, pack), pack: pack)
        #expect(one.testedRules == 1)
        #expect(one.thresholds.map(\.noticesMore) == [true])
        #expect(one.thresholds.map(\.noticesLess) == [false])
        #expect(!one.isComplete)
        let both = Coverage(try trials(Self.bothSides, pack), pack: pack)
        #expect(both.isComplete)
        #expect(both.rules.first?.verdicts == [.yes, .no])
        #expect(Coverage([], pack: pack).testedRules == 0)
    }

    @Test func branchesAreSeenOnBothSides() throws {
        let pack = try Houses.pack(
            """
            format: rules/1
            pack: maisons
            functions:
              vaste: {parameters: {m: maison}, returns: boolean, body: "m.surface > 10 and m.hauteur > 2"}
            values:
              note:
                for: maison
                labels: {fr: Note, en: Mark}
                value: if vaste(maison) then 1 else 0

            """)
        let (trials, _) = Houses.trials(
            "  - test: a\n    given: {\"maison/m\": {hauteur: 3}}\n    expect: {note: {maison/m: 1}}\n", pack)
        let coverage = Coverage(trials, pack: pack)
        #expect(coverage.branches.map(\.text) == ["m.surface > 10", "m.hauteur > 2", "vaste(maison)"])
        #expect(coverage.branches.allSatisfy { $0.seenTrue && !$0.seenFalse })
    }

    /// A tree put together again of its own parts is the same tree.
    @Test func replacingPartsWithThemselvesChangesNothing() throws {
        let pack = try #require(Repository.pack.0)
        for rule in pack.rules {
            for (_, name, expression) in rule.expressions {
                expression.tree.visit { node in
                    #expect(node.replacingParts(node.parts) == node, "\(rule.id).\(name)")
                }
            }
        }
    }
}
