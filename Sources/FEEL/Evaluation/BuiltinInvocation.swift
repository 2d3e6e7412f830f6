import Diagnostics

/// A built-in function as a call names it: with its arguments by position, or by name.
///
/// The standard function answers for certain arguments; a rule or an enumeration for the others.
struct BuiltinInvocation: Sendable {
    let builtin: Builtin
    /// The parameters that the arguments stand for, in their order; nil for a call by position.
    var names: [String]?

    var name: String { builtin.name }

    init(_ builtin: Builtin, names: [String]? = nil) {
        self.builtin = builtin
        self.names = names
    }

    /// Calls the function; with names, the arguments stand in the order of the parameters.
    func call(_ arguments: [Value], _ state: inout EvaluationState, at span: Span?) -> Value {
        guard state.spend(at: span) else { return .null }
        if name == "established" {
            guard arguments.count == 1 else { return .badArguments(name, span) }
            return BuiltinInvocation.established(arguments[0])
        }
        if let rule = LiftedBuiltins.higherOrder[name] { return rule(arguments, &state, span) }
        guard let isCertain = state.weigh(arguments, at: span) else { return .null }
        if isCertain { return standard(arguments, &state, span) }
        return uncertain(arguments, &state, span)
    }

    private func uncertain(_ arguments: [Value], _ state: inout EvaluationState, _ span: Span?) -> Value {
        let apply = { (state: inout EvaluationState, arguments: [Value]) in standard(arguments, &state, span) }
        if let rule = LiftedBuiltins.structural[name], let result = rule(arguments) { return result }
        if let result = Lifting.enumerate(arguments, &state, apply) { return result }
        if let rule = LiftedBuiltins.numeric[name], let result = rule(arguments, &state, apply) { return result }
        let causes = arguments.reduce(Causes()) { $0.union($1.causes) }
        return .unknown(Unknown(LiftedBuiltins.domain(of: name), causes))
    }

    /// The standard's definition, over certain values.
    private func standard(_ arguments: [Value], _ state: inout EvaluationState, _ span: Span?) -> Value {
        state.builtinContext.span = span
        let result: Value
        if let names {
            let named = zip(names, arguments).map { (name: $0, value: $1) }
            result = builtin.call(&state.builtinContext, named: named)
        } else {
            result = builtin.call(&state.builtinContext, arguments)
        }
        switch result {
        case .string(let text) where !state.allows(stringOf: text.utf8.count, at: span): return .null
        case .list(let list):
            guard state.allows(listOf: list.items.count, at: span), state.spend(list.items.count, at: span) else {
                return .null
            }
            return state.made(result, at: span)
        case .context: return state.made(result, at: span)
        default: return result.located(at: span)
        }
    }

    /// The function as a value, to be given to another one.
    var function: FunctionValue {
        FunctionValue(name: name, parameters: builtin.parameterSets.first ?? [], seesUnknowns: true) {
            state, arguments in
            call(arguments, &state, at: nil)
        }
    }

    /// Our extension: true when nothing in a value is unknown.
    private static func established(_ value: Value) -> Value {
        value.isCertain ? .boolean(true) : .unknown(.boolean(value.causes))
    }

    // MARK: Finding a function

    /// - Returns: nil when no built-in function has the name.
    static func named(_ name: String) -> Builtin? {
        Builtins.all[name] ?? own[name]
    }

    /// Functions that this module runs itself, since they need more than certain arguments.
    private static let own: [String: Builtin] = [
        "established": Builtin("established", "value") { _ in .null },
        "sort": Builtin("sort", [["list", "precedes?"]]) { _ in .null },
    ]
}
