public import Diagnostics

/// A model with those it imports, compiled: its decisions and services can be called.
///
/// **Invariant:** a call is a pure function of the inputs and the options; nothing is kept between
/// calls.
public struct DecisionProgram: Sendable {
    /// What is wrong in the models' texts; what cannot be read is a null when it is called for.
    public let diagnostics: [Diagnostic]
    private let elements: [String: Element]
    /// Keys by name, in the main model.
    private let decisions: [String: String]
    private let services: [String: String]
    private let sites: [TableSite]

    enum Element: Sendable {
        case input(name: String, ItemType)
        case decision(CompiledDecision)
        case knowledge(CompiledKnowledge)
        case service(CompiledService)
    }

    /// - Parameter imported: Models that `main` imports, and those that they import, in any order.
    public init(_ main: DecisionModel, imported: [DecisionModel] = []) {
        var linker = DecisionLinker([main] + imported)
        linker.link()
        elements = linker.elements
        diagnostics = linker.diagnostics
        sites = linker.sites
        decisions = Dictionary(
            main.decisions.map { ($0.name, DecisionLinker.key($0.id, in: main)) }, uniquingKeysWith: { $1 })
        services = Dictionary(
            main.services.map { ($0.name, DecisionLinker.key($0.id, in: main)) }, uniquingKeysWith: { $1 })
    }

    /// The value of a decision.
    ///
    /// - Parameter inputs: By the name of the input data, in whichever model; the name of a decision
    ///   of the main model gives it that value instead of its own. What is not given is null.
    public func decide(
        _ name: String, inputs: [String: Value], options: EvaluationOptions = EvaluationOptions()
    ) -> Value {
        guard let key = decisions[name] else { return Self.noElement(name) }
        return run(options) { state in
            var call = GraphCall(program: self, given: inputs)
            for (name, key) in decisions where inputs[name] != nil { call.preset(key, inputs[name] ?? .null, &state) }
            return call.value(of: key, &state)
        }
    }

    /// What the table of a decision says while some inputs are not known: which rules match, and which inputs
    /// would decide.
    ///
    /// - Returns: nil for a decision that is not a table alone.
    public func outlook(
        _ name: String, inputs: [String: Value], options: EvaluationOptions = EvaluationOptions()
    ) -> TableOutlook? {
        guard let key = decisions[name], case .decision(let decision)? = elements[key], let table = decision.table
        else { return nil }
        var state = EvaluationState(slots: [], options: options)
        var call = GraphCall(program: self, given: inputs)
        let values = call.values(decision.slots, &state)
        return table.outlook(&state, values)
    }

    /// What a service answers: the value of its output decision, or a context of them by name.
    ///
    /// - Parameter inputs: By the name of its input data and input decisions.
    public func serve(
        _ name: String, inputs: [String: Value], options: EvaluationOptions = EvaluationOptions()
    ) -> Value {
        guard let key = services[name], case .service(let service)? = elements[key] else { return Self.noElement(name) }
        return run(options) { state in
            serve(service, service.parameters.map { inputs[$0.name] ?? .null }, &state)
        }
    }

    /// Names of a service's output decisions; empty when there is no such service.
    public func outputs(ofService name: String) -> [String] {
        guard let key = services[name], case .service(let service)? = elements[key] else { return [] }
        return service.outputs.map(\.name)
    }

    /// What each table of the main model says for every input: of decisions in their order, then of
    /// knowledge models.
    public func analyseTables(_ options: TableAnalysisOptions = TableAnalysisOptions()) -> [TableAnalysis] {
        sites.map { site in
            var analyser = TableAnalyser(site, options)
            return analyser.analyse()
        }
    }

    private func run(_ options: EvaluationOptions, _ body: (inout EvaluationState) -> Value) -> Value {
        var state = EvaluationState(slots: [], options: options)
        let result = body(&state)
        return state.answerWhenExhausted ?? result
    }

    func element(_ key: String) -> Element? { elements[key] }

    // MARK: Functions

    func function(_ knowledge: CompiledKnowledge) -> Value {
        .function(
            FunctionValue(name: knowledge.name, parameters: knowledge.parameters, seesUnknowns: true) {
                state, arguments in
                var call = GraphCall(program: self, given: [:])
                let values = call.values(knowledge.slots, &state)
                let logic = knowledge.logic(&state, values)
                guard case .function(let function) = logic else { return state.cannotCall(logic, Span(0, 0)) }
                return knowledge.type.coerce(state.invoke(function, arguments), &state)
            })
    }

    func function(_ service: CompiledService) -> Value {
        .function(
            FunctionValue(name: service.name, parameters: service.parameters.map(\.name), seesUnknowns: true) {
                state, arguments in
                // As for any function, an argument that does not fit makes the call null.
                var doubt = Causes()
                for (parameter, argument) in zip(service.parameters, arguments) where !argument.isNull {
                    let accepted = type(of: parameter.key).accept(argument, &state)
                    if accepted.value.isNull, !argument.mayBeNull { return accepted.value }
                    doubt = doubt.union(accepted.doubt)
                }
                let result = serve(service, arguments, &state)
                return doubt.isEmpty ? result : .join(result, .badArguments(service.name, nil), because: doubt)
            })
    }

    private func type(of key: String) -> ItemType {
        switch elements[key] {
        case .input(_, let type): type
        case .decision(let decision): decision.type
        default: .any
        }
    }

    /// Runs a service's decisions over nothing but its parameters.
    private func serve(_ service: CompiledService, _ arguments: [Value], _ state: inout EvaluationState) -> Value {
        var call = GraphCall(program: self, given: [:])
        for (parameter, argument) in zip(service.parameters, arguments) { call.preset(parameter.key, argument, &state) }
        let results = service.outputs.map { ContextValue.Entry($0.name, call.value(of: $0.key, &state)) }
        let result = results.count == 1 ? results[0].value : .context(ContextValue(results))
        return service.type.coerce(result, &state)
    }

    /// V135: the model has no such decision or service.
    private static func noElement(_ name: String) -> Value {
        .failure(
            Code("V135"), fr: "le modèle n'a ni décision ni service « \(name) »",
            en: "the model has no decision or service '\(name)'")
    }
}

/// A variable in sight of an element's logic.
enum GraphSlot: Sendable {
    case element(String)
    /// Elements of an imported model, as the members of its name.
    case imported([(name: String, key: String)])
}

struct CompiledDecision: Sendable {
    let name: String
    let type: ItemType
    let slots: [GraphSlot]
    let logic: LogicNode?
    /// Set when the logic is a decision table.
    let table: CompiledTable?
}

struct CompiledKnowledge: Sendable {
    let name: String
    let type: ItemType
    let parameters: [String]
    let slots: [GraphSlot]
    let logic: LogicNode
}

struct CompiledService: Sendable {
    let name: String
    /// Of the result.
    let type: ItemType
    let parameters: [(name: String, key: String)]
    let outputs: [(name: String, key: String)]
}

/// One call of a graph: each decision is evaluated once.
struct GraphCall {
    let program: DecisionProgram
    let given: [String: Value]
    private var known: [String: Value] = [:]
    private var underway: Set<String> = []
    /// Decisions that may wait for one another, one inside the next.
    private static let longestChain = 100

    init(program: DecisionProgram, given: [String: Value]) {
        self.program = program
        self.given = given
    }

    /// Gives an input or a decision a value.
    mutating func preset(_ key: String, _ value: Value, _ state: inout EvaluationState) {
        switch program.element(key) {
        case .input(_, let type): known[key] = type.coerce(value, &state)
        case .decision(let decision): known[key] = decision.type.coerce(value, &state)
        default: break
        }
    }

    mutating func values(_ slots: [GraphSlot], _ state: inout EvaluationState) -> [Value] {
        slots.map { slot in
            switch slot {
            case .element(let key): return value(of: key, &state)
            case .imported(let members):
                return .context(ContextValue(members.map { .init($0.name, value(of: $0.key, &state)) }))
            }
        }
    }

    mutating func value(of key: String, _ state: inout EvaluationState) -> Value {
        if let value = known[key] { return value }
        guard underway.count < Self.longestChain else {
            state.exhaust(.depth, at: nil)
            return .null
        }
        guard underway.insert(key).inserted else { return Self.circular(key) }
        defer { underway.remove(key) }
        let value: Value
        switch program.element(key) {
        case .input(let name, let type): value = given[name].map { type.coerce($0, &state) } ?? .null
        case .decision(let decision):
            let values = values(decision.slots, &state)
            value = decision.logic.map { decision.type.coerce($0(&state, values), &state) } ?? .null
        case .knowledge(let knowledge): value = program.function(knowledge)
        case .service(let service): value = program.function(service)
        case nil:
            value = .failure(
                Code("V135"), fr: "rien n'a la référence « \(key) » dans les modèles",
                en: "nothing in the models has the reference '\(key)'")
        }
        known[key] = value
        return value
    }

    /// V134: a decision that requires itself.
    private static func circular(_ key: String) -> Value {
        .failure(
            Code("V134"), fr: "une décision dépend d'elle-même : \(key)", en: "a decision depends on itself: \(key)")
    }
}
