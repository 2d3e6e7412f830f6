import FEEL
import JSON

/// Decision models as plain JSON: the shape that the conformance kit gives them.
///
/// Members that are absent are empty. An unknown kind of box, hit policy or aggregation is refused.
extension DecisionModel {
    init(json: JSONValue) throws(BatchError) {
        self.init(
            name: json["name"]?.stringValue ?? "", namespace: json["namespace"]?.stringValue ?? "",
            imports: try json.each("imports") { item throws(BatchError) in
                Import(name: try item.text("name"), namespace: try item.text("namespace"))
            },
            itemDefinitions: try json.each("itemDefinitions", ItemDefinition.init(json:)),
            inputData: try json.each("inputData") { item throws(BatchError) in
                InputData(id: item.identifier, name: try item.text("name"), typeRef: item["typeRef"]?.stringValue)
            },
            decisions: try json.each("decisions") { item throws(BatchError) in
                Decision(
                    id: item.identifier, name: try item.text("name"), typeRef: item["typeRef"]?.stringValue,
                    requiredInputs: item.texts("requiredInputs"), requiredDecisions: item.texts("requiredDecisions"),
                    requiredKnowledge: item.texts("requiredKnowledge"), logic: try item.box("logic"))
            },
            knowledgeModels: try json.each("bkms") { item throws(BatchError) in
                KnowledgeModel(
                    id: item.identifier, name: try item.text("name"), typeRef: item["typeRef"]?.stringValue,
                    requiredKnowledge: item.texts("requiredKnowledge"), logic: try item.box("logic"))
            },
            services: try json.each("decisionServices") { item throws(BatchError) in
                Service(
                    id: item.identifier, name: try item.text("name"), typeRef: item["typeRef"]?.stringValue,
                    outputDecisions: item.texts("outputDecisions"), inputDecisions: item.texts("inputDecisions"),
                    inputData: item.texts("inputData"))
            })
    }
}

extension ItemDefinition {
    init(json: JSONValue) throws(BatchError) {
        let signature = json["function"].flatMap { $0.isNull ? nil : $0 }
        self.init(
            name: try json.text("name"), typeRef: json["typeRef"]?.stringValue,
            isCollection: json["isCollection"]?.boolValue ?? false,
            allowedValues: json["allowedValues"]?.stringValue, typeConstraint: json["typeConstraint"]?.stringValue,
            components: try json.each("components", ItemDefinition.init(json:)), signature: nil)
        if let signature {
            self.signature = Signature(
                parameters: try signature.each("params", TypedName.init(json:)),
                result: signature["result"]?.stringValue)
        }
    }
}

extension TypedName {
    init(json: JSONValue) throws(BatchError) {
        self.init(try json.text("name"), typeRef: json["typeRef"]?.stringValue)
    }
}

extension BoxedExpression {
    init(json: JSONValue) throws(BatchError) {
        self.init(try Kind(json: json), typeRef: json["typeRef"]?.stringValue)
    }
}

extension BoxedExpression.Kind {
    fileprivate init(json: JSONValue) throws(BatchError) {
        switch json["k"]?.stringValue {
        case "literal": self = .literal(try json.text("text"))
        case "table": self = .table(try DecisionTable(json: json))
        case "context":
            self = .context(try json.each("entries", BoxedExpression.Entry.init(json:)), result: try json.box("result"))
        case "invocation":
            self = .invocation(
                function: try json.requiredBox("function"),
                bindings: try json.each("bindings", BoxedExpression.Entry.init(json:)))
        case "relation":
            self = .relation(
                columns: try json.each("columns", TypedName.init(json:)),
                rows: try json.each("rows") { row throws(BatchError) in
                    try row.items("rows").map { item throws(BatchError) in try BoxedExpression(json: item) }
                })
        case "list": self = .list(try json.each("items", BoxedExpression.init(json:)))
        case "function":
            let kind = json["kind"]?.stringValue ?? "FEEL"
            self = .function(
                .init(
                    language: kind == "FEEL" ? .feel : .external(kind),
                    parameters: try json.each("params", TypedName.init(json:)), body: try json.requiredBox("body")))
        case "for":
            self = .forLoop(
                variable: try json.text("variable"), in: try json.requiredBox("in"),
                result: try json.requiredBox("return"))
        case "some", "every":
            self = .quantified(
                json["k"]?.stringValue == "some" ? .some : .every, variable: try json.text("variable"),
                in: try json.requiredBox("in"), satisfies: try json.requiredBox("satisfies"))
        case "filter": self = .filter(in: try json.requiredBox("in"), match: try json.requiredBox("match"))
        case "conditional":
            self = .conditional(
                condition: try json.requiredBox("if"), then: try json.requiredBox("then"),
                otherwise: try json.requiredBox("else"))
        case let kind:
            throw .shape(
                fr: "forme de logique inconnue « \(kind ?? "") »", en: "unknown kind of logic '\(kind ?? "")'")
        }
    }
}

extension BoxedExpression.Entry {
    init(json: JSONValue) throws(BatchError) {
        self.init(try TypedName(json: json), try json.requiredBox("value"))
    }
}

extension DecisionTable {
    init(json: JSONValue) throws(BatchError) {
        let policy = json["hitPolicy"]?.stringValue ?? "UNIQUE"
        guard let hitPolicy = HitPolicy(rawValue: policy) else {
            throw .shape(fr: "règle de choix inconnue « \(policy) »", en: "unknown hit policy '\(policy)'")
        }
        var aggregation: Aggregation?
        if let name = json["aggregation"]?.stringValue {
            aggregation = Aggregation(rawValue: name)
            if aggregation == nil {
                throw .shape(fr: "agrégat inconnu « \(name) »", en: "unknown aggregation '\(name)'")
            }
        }
        self.init(
            hitPolicy: hitPolicy, aggregation: aggregation,
            inputs: try json.each("inputs") { item throws(BatchError) in
                Input(
                    expression: try item.text("expr"), typeRef: item["typeRef"]?.stringValue,
                    allowedValues: item["allowed"]?.stringValue)
            },
            outputs: try json.each("outputs") { item throws(BatchError) in
                Output(
                    name: item["name"]?.stringValue, typeRef: item["typeRef"]?.stringValue,
                    allowedValues: item["allowed"]?.stringValue, defaultValue: item["default"]?.stringValue)
            },
            rules: try json.each("rules") { item throws(BatchError) in
                Rule(conditions: item.texts("in"), outputs: item.texts("out"))
            })
    }
}

extension JSONValue {
    /// A member that is an array, each item read.
    fileprivate func each<Item>(
        _ name: String, _ read: (JSONValue) throws(BatchError) -> Item
    ) throws(BatchError) -> [Item] {
        guard let json = self[name], !json.isNull else { return [] }
        return try json.items(name).map(read)
    }

    fileprivate func items(_ name: String) throws(BatchError) -> [JSONValue] {
        guard let items = arrayValue else {
            throw .shape(fr: "« \(name) » est une liste", en: "'\(name)' is a list")
        }
        return items
    }

    fileprivate func text(_ name: String) throws(BatchError) -> String {
        guard let text = self[name]?.stringValue else {
            throw .shape(fr: "« \(name) » est un texte", en: "'\(name)' is a text")
        }
        return text
    }

    fileprivate func texts(_ name: String) -> [String] {
        (self[name]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    fileprivate func box(_ name: String) throws(BatchError) -> BoxedExpression? {
        guard let json = self[name], !json.isNull else { return nil }
        return try BoxedExpression(json: json)
    }

    fileprivate func requiredBox(_ name: String) throws(BatchError) -> BoxedExpression {
        guard let box = try box(name) else {
            throw .shape(fr: "« \(name) » manque", en: "'\(name)' is missing")
        }
        return box
    }

    /// References name an element by its `id`; one without is found by its name.
    fileprivate var identifier: String { self["id"]?.stringValue ?? self["name"]?.stringValue ?? "" }
}
