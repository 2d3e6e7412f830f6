import FEEL

/// A decision table written in lines: a hit policy (its first letter) with an aggregation, the inputs, then a
/// rule a line; `|` between cells, `;` before outputs. Announced over unknown inputs, it holds what it gives over
/// what they may turn out to be.
enum TableProbe {
    static func run(_ bytes: [UInt8]) throws(Flaw) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .prefix(12).map(String.init)
        guard lines.count >= 2 else { return }
        let policies = DecisionTable.HitPolicy.allCases
        let policy = policies.first { lines[0].first == $0.rawValue.first } ?? policies[lines[0].utf8.count % 7]
        let letters = lines[0].dropFirst()
        let aggregation = DecisionTable.Aggregation.allCases.first { letters.hasSuffix($0.rawValue) }
        let inputs = lines[1].split(separator: "|").prefix(4).map { DecisionTable.Input(expression: String($0)) }
        var rules: [DecisionTable.Rule] = []
        var outputCount = 1
        for line in lines.dropFirst(2) {
            let sides = line.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            var conditions = sides[0].split(separator: "|").prefix(inputs.count).map(String.init)
            while conditions.count < inputs.count { conditions.append("-") }
            let outputs = sides.dropFirst().first?.split(separator: "|").prefix(3).map(String.init) ?? []
            outputCount = max(outputCount, outputs.count)
            rules.append(.init(conditions: conditions, outputs: outputs))
        }
        for index in rules.indices {
            while rules[index].outputs.count < outputCount { rules[index].outputs.append("null") }
        }
        let order = policy == .priority || policy == .outputOrder ? "3, 2, 1, \"x\", \"yy\"" : nil
        let outputs = (0..<outputCount).map { index in
            DecisionTable.Output(
                name: outputCount == 1 ? nil : "r\(index)", allowedValues: order,
                defaultValue: letters.contains("!") ? "0" : nil)
        }
        let table = DecisionTable(
            hitPolicy: policy, aggregation: policy == .collect ? aggregation : nil, inputs: inputs, outputs: outputs,
            rules: rules)
        let decision = DecisionModel.Decision(
            id: "d", name: "d", requiredInputs: ProbeWorld.names.map { "#" + $0 },
            logic: BoxedExpression(.table(table)))
        let program = DecisionProgram(
            DecisionModel(
                name: "m", namespace: "m",
                inputData: ProbeWorld.names.map { .init(id: $0, name: $0, typeRef: nil) }, decisions: [decision]))
        try decides(program, bytes)
    }

    private static func decides(_ program: DecisionProgram, _ bytes: [UInt8]) throws(Flaw) {
        func decide(_ values: [Value]) -> Value {
            let inputs = Dictionary(zip(ProbeWorld.names, values), uniquingKeysWith: { $1 })
            return program.decide("d", inputs: inputs, options: ExpressionProbe.options)
        }
        let announced = decide(ProbeWorld.values)
        let text = String(decoding: bytes, as: UTF8.self)
        let holds = !["matches", "replace", "split"].contains { text.contains($0) } && !announced.isExhausted
        var random = SplitMix(bytes)
        for _ in 0..<3 {
            let completed = ProbeWorld.values.map { $0.completed(&random) }
            let result = decide(completed)
            if !holds || result.isExhausted { continue }
            let given = zip(ProbeWorld.names, completed).map { "\($0) = \($1.literal)" }.joined(separator: "; ")
            try promise(
                announced.mayBe(result), "announced \(announced.whole), it is \(result.whole) with \(given)")
        }
    }
}
