import Diagnostics

/// Resolves the references between models, and compiles their elements.
struct DecisionLinker {
    private let models: [DecisionModel]
    private(set) var elements: [String: DecisionProgram.Element] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// The tables of the first model.
    private(set) var sites: [TableSite] = []
    private var types: [String: ItemTypes] = [:]
    /// Names of elements, by key.
    private var names: [String: String] = [:]

    init(_ models: [DecisionModel]) {
        self.models = models
    }

    static func key(_ id: String, in model: DecisionModel) -> String { "\(model.namespace)#\(id)" }

    /// `#id` or `namespace#id`.
    private func key(reference: String, in model: DecisionModel) -> String {
        reference.hasPrefix("#") ? model.namespace + reference : reference
    }

    mutating func link() {
        for model in models { register(model) }
        for model in models {
            var underway: Set<String> = []
            link(model, itemTypes(model, &underway))
        }
    }

    private mutating func register(_ model: DecisionModel) {
        for element in model.inputData { names[Self.key(element.id, in: model)] = element.name }
        for element in model.decisions { names[Self.key(element.id, in: model)] = element.name }
        for element in model.knowledgeModels { names[Self.key(element.id, in: model)] = element.name }
        for element in model.services { names[Self.key(element.id, in: model)] = element.name }
    }

    /// Models that import each other see no types through the second import.
    private mutating func itemTypes(_ model: DecisionModel, _ underway: inout Set<String>) -> ItemTypes {
        if let known = types[model.namespace] { return known }
        guard underway.insert(model.namespace).inserted else { return ItemTypes() }
        var imports: [(name: String, types: ItemTypes)] = []
        for imported in model.imports {
            guard let other = models.first(where: { $0.namespace == imported.namespace }) else { continue }
            imports.append((imported.name, itemTypes(other, &underway)))
        }
        let result = ItemTypes(model.itemDefinitions, imports: imports, &diagnostics)
        types[model.namespace] = result
        return result
    }

    private mutating func link(_ model: DecisionModel, _ types: ItemTypes) {
        for input in model.inputData {
            elements[Self.key(input.id, in: model)] = .input(name: input.name, types.type(input.typeRef))
        }
        for decision in model.decisions {
            let (variables, slots) = sight(
                decision.requiredInputs + decision.requiredDecisions + decision.requiredKnowledge, model)
            var compiler = BoxedCompiler(types, name: decision.name)
            compiler.itemTypes = itemTypes(
                decision.requiredInputs + decision.requiredDecisions, in: model)
            let logic = decision.logic.map { compiler.compile($0, variables) }
            diagnostics += compiler.diagnostics
            if model.namespace == models[0].namespace { sites += compiler.sites }
            elements[Self.key(decision.id, in: model)] = .decision(
                CompiledDecision(
                    name: decision.name, type: types.type(decision.typeRef), slots: slots, logic: logic,
                    table: decision.isTable ? compiler.firstTable : nil))
        }
        for knowledge in model.knowledgeModels { link(knowledge, model, types) }
        for service in model.services {
            let parameters = (service.inputData + service.inputDecisions).map { named($0, model) }
            var type = types.type(service.typeRef)
            if case .function(_, let result) = type { type = result }
            elements[Self.key(service.id, in: model)] = .service(
                CompiledService(
                    name: service.name, type: type, parameters: parameters,
                    outputs: service.outputDecisions.map { named($0, model) }))
        }
    }

    private mutating func link(_ knowledge: DecisionModel.KnowledgeModel, _ model: DecisionModel, _ types: ItemTypes) {
        var parameters: [String] = []
        if case .function(let function)? = knowledge.logic?.kind { parameters = function.parameters.map(\.name) }
        let own = Self.key(knowledge.id, in: model)
        let (variables, slots) = sight(["#" + knowledge.id] + knowledge.requiredKnowledge, model)
        var compiler = BoxedCompiler(types, name: knowledge.name)
        let nothing: LogicNode = { _, _ in .null }
        let logic = knowledge.logic.map { compiler.compile($0, variables) } ?? nothing
        diagnostics += compiler.diagnostics
        if model.namespace == models[0].namespace { sites += compiler.sites }
        var type = types.type(knowledge.typeRef)
        if case .function(_, let result) = type { type = result }
        elements[own] = .knowledge(
            CompiledKnowledge(name: knowledge.name, type: type, parameters: parameters, slots: slots, logic: logic))
    }

    private func named(_ reference: String, _ model: DecisionModel) -> (name: String, key: String) {
        let key = key(reference: reference, in: model)
        return (names[key] ?? "", key)
    }

    /// The variables that an element's logic sees: what it requires, by name; what is imported as a
    /// member of the import's name.
    private func sight(_ references: [String], _ model: DecisionModel) -> ([Scope.Variable], [GraphSlot]) {
        var variables: [Scope.Variable] = []
        var slots: [GraphSlot] = []
        var imported: [(prefix: String, members: [(name: String, key: String)])] = []
        for reference in references {
            let (name, key) = named(reference, model)
            let namespace = key.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first.map(
                String.init)
            let prefix = model.imports.first { $0.namespace == namespace }?.name ?? ""
            if prefix.isEmpty {
                variables.append(.init(name: name, type: inputType(key)))
                slots.append(.element(key))
            } else if let index = imported.firstIndex(where: { $0.prefix == prefix }) {
                imported[index].members.append((name, key))
            } else {
                imported.append((prefix, [(name, key)]))
            }
        }
        for (prefix, members) in imported {
            let fields = Dictionary(members.map { ($0.name, inputType($0.key)) }, uniquingKeysWith: { $1 })
            variables.append(.init(name: prefix, type: .context(fields)))
            slots.append(.imported(members))
        }
        return (variables, slots)
    }

    /// The type declared of an input or a decision, which names inside its members are read by.
    private func inputType(_ key: String) -> FEELType { itemType(key)?.feelType ?? .any }

    private func itemType(_ key: String) -> ItemType? {
        for model in models where key.hasPrefix(model.namespace + "#") {
            let id = String(key.dropFirst(model.namespace.count + 1))
            let reference =
                model.inputData.first { $0.id == id }?.typeRef ?? model.decisions.first { $0.id == id }?.typeRef
            return types[model.namespace]?.type(reference)
        }
        return nil
    }

    /// Types of what an element requires of its own model, by name.
    private func itemTypes(_ references: [String], in model: DecisionModel) -> [String: ItemType] {
        var result: [String: ItemType] = [:]
        for reference in references {
            let (name, key) = named(reference, model)
            result[name] = itemType(key)
        }
        return result
    }
}

extension DecisionModel.Decision {
    fileprivate var isTable: Bool {
        if case .table? = logic?.kind { true } else { false }
    }
}
