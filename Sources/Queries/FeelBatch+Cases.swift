public import Diagnostics
import FEEL
public import JSON

/// Decision models that lines refer to by their key.
struct DecisionLibrary: Sendable {
    private var models: [String: DecisionModel] = [:]
    private var programs: [String: DecisionProgram] = [:]

    mutating func add(_ model: DecisionModel, as key: String) {
        models[key] = model
        programs = [:]
    }

    /// The compiled model, with all that it may import; nil when there is none.
    mutating func program(_ key: String) -> DecisionProgram? {
        if let program = programs[key] { return program }
        guard let model = models[key] else { return nil }
        // A namespace may be described twice: the model's own folder goes first.
        let folder = key.split(separator: "/").dropLast()
        let others = models.sorted { left, right in
            let isNear = (
                left.key.split(separator: "/").dropLast() == folder,
                right.key.split(separator: "/").dropLast() == folder
            )
            return isNear.0 == isNear.1 ? left.key < right.key : isNear.0
        }
        var imported: [DecisionModel] = []
        var wanted = Set(model.imports.map(\.namespace))
        var seen: Set = [model.namespace]
        while let namespace = wanted.sorted().first {
            wanted.remove(namespace)
            guard seen.insert(namespace).inserted,
                let other = others.first(where: { $0.value.namespace == namespace })?.value
            else { continue }
            imported.append(other)
            wanted.formUnion(other.imports.map(\.namespace))
        }
        let program = DecisionProgram(model, imported: imported)
        programs[key] = program
        return program
    }
}

/// Lines that are cases of the conformance kit, as they stand: a `mode` tells them from the others.
extension FeelBatch {
    /// Reads the models that lines may name by `model`: JSON Lines.
    public mutating func load(models text: SourceText) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for number in text.lineStarts.indices.map({ $0 + 1 }) {
            let line = text.line(number)
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            do {
                let json = try JSONValue.parse(Array(line))
                library.add(try DecisionModel(json: json), as: json["model"]?.stringValue ?? "")
            } catch {
                let start = text.lineStarts[number - 1]
                diagnostics.append(Self.refusal(error, at: Location(text, Span(start, start + line.count))))
            }
        }
        return diagnostics
    }

    /// A028: a line that is no model.
    static func refusal(_ error: any Error, at place: Location) -> Diagnostic {
        let fault = error as? BatchError
        let json = error as? JSONError
        return Diagnostic(
            "A028",
            fault?.message
                ?? Localized(fr: "JSON mal formé : \(json?.fr ?? "")", en: "malformed JSON: \(json?.en ?? "")"),
            at: place)
    }

    /// What is wrong in the texts of a line that is a case, found without running it: in its expression, table or
    /// box, or in the model that it names.
    ///
    /// - Returns: `{"id", "diagnostics"}`; an `error` where the line is no case.
    public mutating func check(_ line: String, number: Int) -> JSONValue {
        do {
            let json = try JSONValue.parse(line)
            let found = try diagnostics(of: json)
            return ["id": json["id"] ?? .null, "diagnostics": .array(found.map { $0.json() })]
        } catch {
            let fault = error as? BatchError ?? .shape(fr: "la ligne n'est pas un cas", en: "the line is no case")
            return ["id": .null, "line": .int(number), "error": fault.json]
        }
    }

    /// - Throws: `BatchError` when the line is no case.
    private mutating func diagnostics(of json: JSONValue) throws(BatchError) -> [Diagnostic] {
        if json["mode"]?.stringValue == "model" {
            let key = json["model"]?.stringValue ?? ""
            guard let program = library.program(key) else {
                throw .shape(fr: "le modèle « \(key) » n'est pas donné", en: "the model '\(key)' is not given")
            }
            return program.diagnostics
        }
        return try lone(json, try json.members("inputs").map(\.name)).0.diagnostics
    }

    mutating func answer(case json: JSONValue) throws(BatchError) -> [JSONValue.Member] {
        var names: [String] = []
        var values: [Value] = []
        for member in try json.members("inputs") {
            names.append(member.name)
            values.append(
                try BatchError.reading("inputs.\(member.name)") { () throws(TypedValue.Failure) in
                    try TypedValue.decode(member.value, as: member.name)
                })
        }
        let options = options
        func inputs(_ values: [Value]) -> [String: Value] {
            Dictionary(zip(names, values), uniquingKeysWith: { $1 })
        }
        guard json["mode"]?.stringValue == "model" else {
            let (program, name) = try lone(json, names)
            return FeelBatch.answer(to: values) { program.decide(name, inputs: inputs($0), options: options) }
                + FeelBatch.outlook(
                    program.unlessCertain(values)?.outlook(name, inputs: inputs(values), options: options))
        }
        let key = json["model"]?.stringValue ?? ""
        guard let program = library.program(key) else {
            throw .shape(fr: "le modèle « \(key) » n'est pas donné", en: "the model '\(key)' is not given")
        }
        let result = json["result"]?.stringValue ?? ""
        if json["invoke"]?.stringValue == "decisionService" {
            let service = json["invocable"]?.stringValue ?? ""
            return FeelBatch.answer(to: values) { values in
                let answer = program.serve(service, inputs: inputs(values), options: options)
                // A line asks for one of the outputs.
                guard program.outputs(ofService: service).count > 1, case .context(let outputs) = answer else {
                    return answer
                }
                return outputs[result] ?? answer
            }
        }
        return FeelBatch.answer(to: values) { program.decide(result, inputs: inputs($0), options: options) }
            + FeelBatch.outlook(
                program.unlessCertain(values)?.outlook(result, inputs: inputs(values), options: options))
    }

    /// Of a table some of whose inputs are not known: `rules`, whether each matches, and `deciding`, the unknown
    /// inputs that would decide, the one that tells most first.
    private static func outlook(_ outlook: TableOutlook?) -> [JSONValue.Member] {
        guard let outlook else { return [] }
        let deciding = outlook.deciding.map { one -> JSONValue in
            [
                "input": .string(one.expression), "settles": .int(one.settles), "of": .int(one.parts),
                "results": .int(one.results),
            ]
        }
        return [.init("rules", .strings(outlook.rules.map(\.rawValue))), .init("deciding", .array(deciding))]
    }

    /// The one decision of a line that says its own logic.
    private func lone(_ json: JSONValue, _ inputs: [String]) throws(BatchError) -> (DecisionProgram, String) {
        let name = json["result"]?.stringValue ?? "result"
        let logic: BoxedExpression
        switch json["mode"]?.stringValue {
        case "expression":
            guard let text = json["expr"]?.stringValue else {
                throw .shape(fr: "« expr » est un texte", en: "'expr' is a text")
            }
            logic = BoxedExpression(.literal(text), typeRef: json["exprType"]?.stringValue)
        case "table", "boxed":
            guard let box = json["logic"] else { throw .shape(fr: "« logic » manque", en: "'logic' is missing") }
            logic = try BoxedExpression(json: box)
        case let mode:
            throw .shape(fr: "mode inconnu « \(mode ?? "") »", en: "unknown mode '\(mode ?? "")'")
        }
        var inputData: [DecisionModel.InputData] = []
        let types = try json.members("inputTypes")
        for input in inputs {
            let type = types.first { $0.name == input }?.value.stringValue
            inputData.append(.init(id: input, name: input, typeRef: type))
        }
        for type in types where !inputs.contains(type.name) {
            inputData.append(.init(id: type.name, name: type.name, typeRef: type.value.stringValue))
        }
        var definitions: [ItemDefinition] = []
        for item in json["types"]?.arrayValue ?? [] { definitions.append(try ItemDefinition(json: item)) }
        let decision = DecisionModel.Decision(
            id: "\u{0}", name: name, typeRef: json["resultType"]?.stringValue,
            requiredInputs: inputData.map { "#" + $0.id }, logic: logic)
        let model = DecisionModel(
            name: name, namespace: "", itemDefinitions: definitions, inputData: inputData, decisions: [decision])
        return (DecisionProgram(model), name)
    }
}

extension DecisionProgram {
    /// nil where all inputs are known.
    fileprivate func unlessCertain(_ inputs: [Value]) -> DecisionProgram? {
        inputs.allSatisfy(\.isCertain) ? nil : self
    }
}
