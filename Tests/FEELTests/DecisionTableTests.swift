import Diagnostics
import Testing

@testable import FEEL

@Suite struct DecisionTableTests {
    /// The value of a table over inputs, each an `Any` variable by name.
    private func decide(_ table: DecisionTable, _ inputs: [String: Value]) -> Value {
        let data = inputs.keys.sorted().map { DecisionModel.InputData(id: $0, name: $0, typeRef: nil) }
        let decision = DecisionModel.Decision(
            id: "d", name: "d", requiredInputs: data.map { "#" + $0.id }, logic: BoxedExpression(.table(table)))
        let model = DecisionModel(name: "m", namespace: "m", inputData: data, decisions: [decision])
        return DecisionProgram(model).decide("d", inputs: inputs)
    }

    private func table(
        _ policy: DecisionTable.HitPolicy, _ aggregation: DecisionTable.Aggregation? = nil,
        order: String? = nil, otherwise: String? = nil, rules: [(String, String)]
    ) -> DecisionTable {
        DecisionTable(
            hitPolicy: policy, aggregation: aggregation, inputs: [.init(expression: "x")],
            outputs: [.init(allowedValues: order, defaultValue: otherwise)],
            rules: rules.map { .init(conditions: [$0.0], outputs: [$0.1]) })
    }

    private func number(in lower: Int, _ upper: Int) -> Value {
        .unknown(
            Unknown(.number(.closed(Number(lower), Number(upper)), orNull: false), .one(Cause(.input, subject: "x"))))
    }

    private let bands = [("< 10", "\"low\""), ("[10..20]", "\"mid\""), ("> 20", "\"high\"")]

    @Test(arguments: [(5, "\"low\""), (10, "\"mid\""), (20, "\"mid\""), (21, "\"high\"")])
    func oneRuleMatches(x: Int, expected: String) {
        #expect(decide(table(.unique, rules: bands), ["x": .number(x)]).literal == expected)
    }

    @Test func severalRulesAreAnErrorOfUniqueTables() {
        let result = decide(table(.unique, rules: [("> 0", "1"), ("> 1", "2")]), ["x": .number(5)])
        guard case .null(let reason?) = result, case .error(let code, _) = reason.kind else {
            Issue.record("\(result)")
            return
        }
        #expect(code == "V131")
    }

    @Test(arguments: [
        (DecisionTable.HitPolicy.first, "\"a\""), (.priority, "\"b\""), (.ruleOrder, "[\"a\", \"b\", \"c\"]"),
        (.outputOrder, "[\"b\", \"c\", \"a\"]"), (.collect, "[\"a\", \"b\", \"c\"]"), (.any, "null"),
    ])
    func policies(policy: DecisionTable.HitPolicy, expected: String) {
        let rules = [("> 0", "\"a\""), ("> 1", "\"b\""), ("> 2", "\"c\"")]
        let table = table(policy, order: "\"b\", \"c\", \"a\"", rules: rules)
        #expect(decide(table, ["x": .number(5)]).literal == expected)
    }

    @Test(arguments: [(DecisionTable.Aggregation.sum, "7"), (.count, "3"), (.min, "1"), (.max, "4")])
    func aggregates(aggregation: DecisionTable.Aggregation, expected: String) {
        let rules = [("> 0", "1"), ("> 1", "2"), ("> 2", "4"), ("> 9", "8")]
        #expect(decide(table(.collect, aggregation, rules: rules), ["x": .number(5)]).literal == expected)
    }

    @Test func aDefaultAnswersWhereNoRuleMatches() {
        #expect(decide(table(.unique, otherwise: "0", rules: [("> 9", "1")]), ["x": .number(5)]).literal == "0")
    }

    // MARK: Unknown inputs

    @Test func anUnknownWithinOneBandIsDecided() {
        #expect(decide(table(.unique, rules: bands), ["x": number(in: 11, 19)]).literal == "\"mid\"")
    }

    /// Bands that touch match one at a time: no spurious null of several matches.
    @Test func anUnknownAcrossBandsIsOneOfTheirs() {
        guard case .unknown(let unknown) = decide(table(.unique, rules: bands), ["x": number(in: 5, 15)]),
            case .values(let values) = unknown.domain
        else {
            Issue.record("not one of two")
            return
        }
        #expect(values.map(\.literal).sorted() == ["\"low\"", "\"mid\""])
        #expect(unknown.causes == .one(Cause(.input, subject: "x")))
    }

    /// Removing information only widens: each number the unknown may be gives a result that it may be.
    @Test(arguments: DecisionTable.HitPolicy.allCases)
    func aTableOverAnUnknownHoldsWhatItGivesOverEachNumber(policy: DecisionTable.HitPolicy) {
        let rules = [("< 4", "x"), ("[3..8)", "2"), ("in (5, 7)", "3"), ("? > x - 1 and ? < 6", "1"), ("9", "x * 2")]
        let aggregations: [DecisionTable.Aggregation?] = policy == .collect ? [nil, .sum, .count, .min, .max] : [nil]
        for aggregation in aggregations {
            let table = table(policy, aggregation, order: "3, 2, 1", rules: rules)
            for lower in 0..<10 {
                for upper in (lower + 1)..<11 {
                    let whole = decide(table, ["x": number(in: lower, upper)])
                    for x in lower...upper {
                        let one = decide(table, ["x": .number(x)])
                        #expect(whole.mayBe(one), "\(policy) \(lower)...\(upper) at \(x): \(one.literal)")
                    }
                }
            }
        }
    }

    @Test func collectedOutputsMayBeThere() {
        let rules = [("-", "1"), ("> 5", "2")]
        guard case .unknown(let unknown) = decide(table(.collect, .sum, rules: rules), ["x": number(in: 0, 9)]) else {
            Issue.record("certain")
            return
        }
        #expect(unknown.domain.contains(.number(1)))
        #expect(unknown.domain.contains(.number(3)))
        #expect(!unknown.domain.contains(.number(4)))
    }
}
