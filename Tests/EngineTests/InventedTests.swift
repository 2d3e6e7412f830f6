import FEEL
import Packs
import Testing
import World

@testable import Engine

/// Invented territories of the example's shape, and what happens as facts are lost one after another.
@Suite struct InventedTests {
    /// Facts that are lost at each step of a territory's decline.
    static let losses = 6
    static let steps = 5

    @Test("certainty only declines", arguments: UInt64(1)...24)
    func declines(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        var base = Invention(intact.evaluation.pack.vocabulary).territory(like: intact.base, &random)
        var before = try Evaluation(base)
        for step in 1...Self.steps {
            for _ in 0..<Self.losses {
                let facts = base.facts
                let fact = facts[random.below(facts.count)]
                // A row goes now and then, a cell most often.
                let isRow = random.below(4) == 0
                base = FactBase(
                    territory: base.territory,
                    facts: facts.filter { $0.record != fact.record || !(isRow || $0.attribute == fact.attribute) })
            }
            let after = try Evaluation(base)
            #expect(Soundness.violations(before: before, after: after).isEmpty, "seed \(seed), step \(step)")
            before = after
        }
    }

    @Test("a word withheld is a word not said", arguments: UInt64(1)...8)
    func withheld(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        let facts = Invention(intact.evaluation.pack.vocabulary).territory(like: intact.base, &random).facts
        let chosen = Set((0..<12).map { _ in facts[random.below(facts.count)] }.filter { !$0.isExistence })
        let silent = try Evaluation(
            FactBase(territory: intact.base.territory, facts: facts.filter { !chosen.contains($0) }))
        let refused = try Evaluation(
            FactBase(
                territory: intact.base.territory,
                facts: facts.map { fact in
                    var fact = fact
                    if chosen.contains(fact) { fact.value = .withheld(.refused) }
                    return fact
                }))
        #expect(Soundness.violations(before: silent, after: refused).isEmpty, "seed \(seed)")
        #expect(Soundness.violations(before: refused, after: silent).isEmpty, "seed \(seed)")
    }

    /// Two sources that disagree leave the value between what they say.
    @Test("another source's word only widens", arguments: UInt64(1)...8)
    func disagreement(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        let invention = Invention(intact.evaluation.pack.vocabulary)
        var base = invention.territory(like: intact.base, &random)
        let before = try Evaluation(base)
        let others = invention.territory(like: intact.base, &random).facts
        let said = (0..<10).map { _ in others[random.below(others.count)] }.filter { fact in
            // A census that another contradicts counts more records, not fewer.
            !fact.isExistence && fact.record.kind != intact.evaluation.pack.vocabulary.census?.kind
        }
        base.apply(
            ChangeSet(
                territory: base.territory, source: "other", author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z",
                operations: said.map { fact in
                    .state(Fact(record: fact.record, attribute: fact.attribute, value: fact.value, source: "other"))
                }))
        #expect(Soundness.violations(before: before, after: try Evaluation(base)).isEmpty, "seed \(seed)")
    }
}

/// Makes territories of the shape of another: the same records and censuses, other values.
struct Invention {
    let vocabulary: Vocabulary

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    func territory(like base: FactBase, _ random: inout SplitMix) -> FactBase {
        FactBase(territory: base.territory, facts: base.facts.map { other($0, &random) })
    }

    /// Another value of the attribute, where that breaks neither a key, a census, nor geography.
    private func other(_ fact: Fact, _ random: inout SplitMix) -> Fact {
        guard let kind = vocabulary.kinds[fact.record.kind], let attribute = kind.attribute(fact.attribute),
            kind.name != vocabulary.census?.kind, !kind.key.contains(attribute.name), attribute.name != kind.parent,
            !kind.censusBy.contains(attribute.name),
            !vocabulary.measures.values.contains(where: { $0.kind == kind.name && $0.fromDistance != nil }),
            kind.position.map({ ![$0.latitude, $0.longitude].contains(attribute.name) }) ?? true,
            random.below(3) > 0
        else { return fact }
        var other = fact
        switch fact.value {
        case .number(let number):
            // Between nothing and twice as much, and now and then the same as a neighbour's.
            let factor = Number(random.below(21)).divided(by: Number(10)) ?? Number(1)
            guard let value = number.multiplied(by: factor), attribute.range?.contains(value) ?? true else { break }
            other.value = .number(value)
        case .boolean: other.value = .boolean(random.below(2) == 0)
        case .text:
            guard case .code(let list) = attribute.type, let codes = vocabulary.codeLists[list]?.entries else { break }
            other.value = .text(codes[random.below(min(codes.count, 4))].code)
        default: break
        }
        return other
    }
}

/// Repeatable randomness.
///
/// - Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// - Parameter bound: Above zero.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
