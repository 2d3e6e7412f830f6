import Diagnostics

@testable import FEEL

/// A column of a table for tests: a name, a type or none, and what is allowed.
struct TestInput {
    var name: String
    var type: String?
    var allowed: String?

    init(_ name: String, _ type: String? = nil, allowed: String? = nil) {
        self.name = name
        self.type = type
        self.allowed = allowed
    }
}

extension DecisionProgram {
    /// A model of one decision, `d`: a table over its input data.
    init(_ table: DecisionTable, _ inputs: [TestInput], types: [ItemDefinition] = []) {
        var seen: Set<String> = []
        let data = inputs.filter { seen.insert($0.name).inserted }.map {
            DecisionModel.InputData(id: $0.name, name: $0.name, typeRef: $0.type)
        }
        let decision = DecisionModel.Decision(
            id: "d", name: "d", requiredInputs: data.map { "#" + $0.id }, logic: BoxedExpression(.table(table)))
        self.init(
            DecisionModel(name: "m", namespace: "m", itemDefinitions: types, inputData: data, decisions: [decision]))
    }
}

extension DecisionTable {
    /// - Parameter rules: Conditions, `;` between them, then `→` and an output.
    init(
        _ policy: HitPolicy, _ inputs: [TestInput], order: String? = nil, otherwise: String? = nil, rules: [String]
    ) {
        self.init(
            hitPolicy: policy,
            inputs: inputs.map { .init(expression: $0.name, typeRef: $0.type, allowedValues: $0.allowed) },
            outputs: [.init(allowedValues: order, defaultValue: otherwise)],
            rules: rules.map { text in
                let sides = text.split(separator: "→")
                return .init(
                    conditions: sides[0].split(separator: ";").map { String($0) },
                    outputs: [sides.count > 1 ? String(sides[1]) : "0"])
            })
    }

    /// The same conditions, collecting the numbers of the rules that match, from 0.
    var collectingNumbers: DecisionTable {
        var table = self
        table.hitPolicy = .collect
        table.aggregation = nil
        table.outputs = [.init()]
        for index in table.rules.indices { table.rules[index].outputs = ["\(index)"] }
        return table
    }
}

/// The rules that match; nil where an input is refused.
func matches(_ program: DecisionProgram, _ inputs: [String: Value]) -> [Int]? {
    guard case .list(let list) = program.decide("d", inputs: inputs) else { return nil }
    return list.items.compactMap { if case .number(let number) = $0 { Int(number.description) } else { nil } }
}

/// What is wrong in the examples that an analysis gives: each is tried on the table.
func faults(in analysis: TableAnalysis, _ inputs: [TestInput], types: [ItemDefinition] = []) -> [String] {
    let program = DecisionProgram(analysis.table.collectingNumbers, inputs, types: types)
    func rules(in box: TableBox) -> [Int]? {
        let context = analysis.inputs(in: box)
        return matches(program, Dictionary(context.entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }
    var faults: [String] = []
    func expect(_ box: TableBox, _ what: String, _ isRight: ([Int]) -> Bool) {
        let rules = rules(in: box)
        if !(rules.map(isRight) ?? false) {
            faults.append("\(what) at \(box.sample.map(\.literal)): \(rules.map { "\($0)" } ?? "refused")")
        }
    }
    for box in analysis.gaps { expect(box, "gap") { $0.isEmpty } }
    for overlap in analysis.overlaps {
        expect(overlap.box, "overlap of \(overlap.first), \(overlap.second)") {
            $0.contains(overlap.first) && $0.contains(overlap.second)
        }
    }
    for finding in analysis.findings {
        guard let box = finding.box, !finding.rules.isEmpty else { continue }
        expect(box, "\(finding.kind)") { rules in finding.rules.allSatisfy { rules.contains($0) } }
    }
    return faults
}
