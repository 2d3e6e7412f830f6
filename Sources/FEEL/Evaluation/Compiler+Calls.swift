import Diagnostics

extension Compiler {
    /// `callee(arguments)`: a variable of function type, a built-in function, or what an expression
    /// gives.
    mutating func call(_ callee: Expression, _ arguments: [Argument], _ span: Span) -> Node {
        if case .name(let name) = callee.kind, !isBound(name), let builtin = BuiltinInvocation.named(name) {
            return builtinCall(builtin, arguments, span)
        }
        let function = compile(callee).node
        let nodes = arguments.map { compile($0.value).node }
        let names = arguments.map { $0.name?.text }
        let isNamed = names.contains { $0 != nil }
        return { state in
            let callee = function(&state)
            guard case .function(let function) = callee else { return state.cannotCall(callee, span) }
            var values: [Value] = []
            values.reserveCapacity(nodes.count)
            for node in nodes { values.append(node(&state)) }
            guard isNamed else { return state.invoke(function, values, at: span) }
            var ordered = [Value?](repeating: nil, count: function.parameters.count)
            for (name, value) in zip(names, values) {
                guard let name, let position = function.parameters.firstIndex(of: name), ordered[position] == nil else {
                    return .badArguments(function.name, span)
                }
                ordered[position] = value
            }
            // A parameter that is not named is null.
            return state.invoke(function, ordered.map { $0 ?? .null }, at: span)
        }
    }

    /// Whether a name is a variable in sight. A member of a filter's element is not: it would have
    /// to be a function.
    private func isBound(_ name: String) -> Bool {
        bindings.contains { if case .variable(name, _, _) = $0 { true } else { false } }
    }

    private mutating func builtinCall(_ builtin: Builtin, _ arguments: [Argument], _ span: Span) -> Node {
        let nodes = arguments.map { compile($0.value).node }
        guard let (order, names) = builtin.positions(of: arguments.map { $0.name?.text }) else {
            return { _ in .badArguments(builtin.name, span) }
        }
        let invocation = BuiltinInvocation(builtin, names: names)
        if nodes.count == 1, order == [0] {
            let node = nodes[0]
            return { state in
                let value = node(&state)
                return invocation.call([value], &state, at: span)
            }
        }
        return { state in
            var given: [Value] = []
            given.reserveCapacity(nodes.count)
            for node in nodes { given.append(node(&state)) }
            let values = order.map { $0.map { given[$0] } ?? .null }
            return invocation.call(values, &state, at: span)
        }
    }
}

extension Builtin {
    /// Which argument stands for each parameter (nil for one left out), and the parameters' names
    /// for a call by name; nil when the names do not fit.
    fileprivate func positions(of given: [String?]) -> (order: [Int?], names: [String]?)? {
        if given.allSatisfy({ $0 == nil }) { return (given.indices.map { $0 }, nil) }
        let names = given.compactMap { $0 }
        guard names.count == given.count, Set(names).count == names.count,
            let parameters = parameterSets.first(where: { Set(names).isSubset(of: $0) }),
            let last = parameters.lastIndex(where: names.contains)
        else { return nil }
        let used = Array(parameters[...last])
        return (used.map { name in given.firstIndex { $0 == name } }, used)
    }
}

extension EvaluationState {
    /// What a call gives when the callee is not certainly a function.
    func cannotCall(_ callee: Value, _ span: Span) -> Value {
        if case .unknown(let unknown) = callee { return .unknown(Unknown(.any(type: nil), unknown.causes)) }
        return callee.hasReason ? callee : .notCallable(callee, span)
    }
}
