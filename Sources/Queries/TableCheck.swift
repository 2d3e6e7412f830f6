public import Diagnostics
public import FEEL
public import JSON

/// Models and lone tables, checked without any input: texts that cannot be read, and what the analysis
/// of their tables finds.
public struct TableCheck: Sendable {
    /// What is wrong in the texts of the models, and in their JSON.
    public private(set) var diagnostics: [Diagnostic] = []
    public private(set) var tables: [TableAnalysis] = []

    /// - Parameter text: JSON Lines: a decision model each, or a table, `{"k": "table", …}`.
    public init(_ text: SourceText, options: TableAnalysisOptions = TableAnalysisOptions()) {
        var library = DecisionLibrary()
        var keys: [String] = []
        for number in text.lineStarts.indices.map({ $0 + 1 }) {
            let line = text.line(number)
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            do {
                let json = try JSONValue.parse(Array(line))
                let key = json["model"]?.stringValue ?? "\(text.name):\(number)"
                library.add(try Self.model(json, key), as: key)
                keys.append(key)
            } catch {
                let start = text.lineStarts[number - 1]
                diagnostics.append(
                    FeelBatch.refusal(error, at: Location(text, Span(start, start + line.count))))
            }
        }
        for key in keys {
            guard let program = library.program(key) else { continue }
            diagnostics += program.diagnostics
            tables += program.analyseTables(options)
        }
    }

    private static func model(_ json: JSONValue, _ key: String) throws(BatchError) -> DecisionModel {
        guard json["k"] != nil else { return try DecisionModel(json: json) }
        let box = try BoxedExpression(json: json)
        var inputs: [DecisionModel.InputData] = []
        if case .table(let table) = box.kind {
            for input in table.inputs where !inputs.contains(where: { $0.name == input.expression }) {
                inputs.append(.init(id: input.expression, name: input.expression, typeRef: input.typeRef))
            }
        }
        let name = json["name"]?.stringValue ?? key
        return DecisionModel(
            name: name, namespace: key, inputData: inputs,
            decisions: [.init(id: "\u{0}", name: name, requiredInputs: inputs.map { "#" + $0.id }, logic: box)])
    }

    /// Whether a table has a defect, or a text cannot be read.
    public var hasDefects: Bool {
        diagnostics.hasErrors || tables.contains { $0.diagnostics.contains { $0.severity != .note } }
    }
}

extension TableAnalysis {
    /// `{"table", "policy", "complete", "findings": [{"kind", "rules", "inputs"}], "diagnostics"}`: rules are
    /// counted from 1; `inputs` is an example, a context of typed values that `--context` takes.
    public var json: JSONValue {
        .object([
            .init("table", .string(name)), .init("policy", .string(table.hitPolicy.rawValue)),
            .init("complete", .bool(isComplete && hasAllGaps && obstacles.isEmpty)),
            .init(
                "findings",
                .array(
                    findings.map { finding in
                        .object(present: [
                            "kind": .string(finding.kind.name), "rules": .array(finding.rules.map { .int($0 + 1) }),
                            "inputs": finding.box.map { example($0) },
                        ])
                    })),
            .init("diagnostics", .array(diagnostics.map { $0.json() })),
        ])
    }

    private func example(_ box: TableBox) -> JSONValue {
        .object(inputs(in: box).entries.map { .init($0.key, TypedValue.encode($0.value)) })
    }
}

extension TableFinding.Kind {
    fileprivate var name: String {
        switch self {
        case .gap: "gap"
        case .absentGap: "absent_gap"
        case .overlap: "overlap"
        case .disagreement: "disagreement"
        case .tie: "tie"
        case .masked: "masked"
        case .neverMatches: "never_matches"
        case .redundant: "redundant"
        }
    }
}
