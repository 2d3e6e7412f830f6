import FEEL
import JSON
import Probes
import Queries
import Testing

/// Removing information only widens: a case of the kit whose inputs are made unknown, over domains that
/// hold what they were, has an answer that holds the answer it had.
@Suite struct SoundnessTests {
    /// A leaf made unknown; others keep their value.
    private func blurred(_ json: JSONValue) -> JSONValue {
        switch json["t"]?.stringValue {
        case "number":
            guard let number = json["v"]?.stringValue.flatMap({ Number($0) }),
                let lower = number.subtracting(Number(3)), let upper = number.adding(Number(2))
            else { return json }
            return ["t": "unknown", "type": "number", "range": .string("[\(lower)..\(upper)]")]
        case "boolean": return ["t": "unknown", "type": "boolean"]
        case "string":
            return ["t": "unknown", "type": "string", "range": [json, ["t": "string", "v": "\u{2603}"]]]
        case "list": return ["t": "list", "v": .array((json["v"]?.arrayValue ?? []).map(blurred))]
        case "context":
            return [
                "t": "context",
                "v": .object((json["v"]?.objectMembers ?? []).map { .init($0.name, blurred($0.value)) }),
            ]
        default: return json
        }
    }

    private func replacing(_ inputs: JSONValue, in json: JSONValue) -> JSONValue {
        .object((json.objectMembers ?? []).map { $0.name == "inputs" ? .init("inputs", inputs) : $0 })
    }

    /// Inputs that the unknown ones may turn out to be.
    private func completed(_ inputs: JSONValue, _ random: inout SplitMix) throws -> JSONValue {
        .object(
            try (inputs.objectMembers ?? []).map { member in
                let value = try TypedValue.decode(member.value, as: member.name)
                return .init(member.name, TypedValue.encode(value.completed(&random)))
            })
    }

    /// So has each answer that the inputs, completed, have.
    @Test func casesWithUnknownInputsHoldTheirAnswers() throws {
        guard let kit = try Kit.load() else { return }
        var batch = FeelBatch()
        _ = batch.load(models: kit.models)
        let seed: UInt64 = 20_261_130
        var random = SplitMix(seed: seed)
        var tried = 0
        var settled = 0
        var completions = 0
        for line in kit.cases {
            let json = try JSONValue.parse(line)
            guard let inputs = json["inputs"]?.objectMembers, !inputs.isEmpty else { continue }
            let known = try TypedValue.decode(batch.answer(line, number: 1)["value"] ?? .null, as: "")
            // Each input alone, then all of them.
            let choices: [Set<String>] = inputs.map { [$0.name] } + [Set(inputs.map(\.name))]
            for names in choices {
                let changed = JSONValue.object(
                    inputs.map { names.contains($0.name) ? .init($0.name, blurred($0.value)) : $0 })
                let answer = batch.answer(replacing(changed, in: json).serialized(), number: 1)
                guard let bounds = answer["bounds"] else { continue }
                tried += 1
                if answer["certain"] == true { settled += 1 }
                // How many elements there are is told beside the list, not in a form that is read back.
                if bounds.serialized().contains("at_least") { continue }
                let value = try TypedValue.decode(bounds, as: "")
                #expect(
                    value.mayBe(known),
                    "\(json["id"] ?? .null) with \(names.sorted()) unknown: \(bounds.serialized())")
                for _ in 0..<3 {
                    let completed = try completed(changed, &random)
                    let given = batch.answer(replacing(completed, in: json).serialized(), number: 1)["value"] ?? .null
                    completions += 1
                    #expect(
                        value.mayBe(try TypedValue.decode(given, as: "")),
                        "\(json["id"] ?? .null), seed \(seed): \(bounds.serialized()), not \(given) at \(completed)")
                }
            }
        }
        print(
            "unknown inputs: \(tried) variations, \(settled) settled all the same; \(completions) completions, seed \(seed)"
        )
    }
}
