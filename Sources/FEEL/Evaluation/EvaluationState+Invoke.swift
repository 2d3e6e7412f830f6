public import Diagnostics

extension EvaluationState {
    /// Calls a function with its arguments in the order of its parameters.
    ///
    /// - Returns: What the function answers; a null with its reason when the arguments do not fit,
    ///   or the budget is spent.
    public mutating func invoke(_ function: FunctionValue, _ arguments: [Value], at span: Span? = nil) -> Value {
        guard spend(at: span) else { return .null }
        switch function.body {
        case .native(let native, let seesUnknowns):
            guard arguments.count == function.parameters.count else { return .badArguments(function.name, span) }
            if seesUnknowns || arguments.allSatisfy(\.isCertain) { return native(&self, arguments).located(at: span) }
            return Lifting.enumerate(arguments, &self, native)
                ?? .unknown(Unknown(.any(type: nil), arguments.reduce(Causes()) { $0.union($1.causes) }))
        case .user(let user):
            guard arguments.count == function.parameters.count else { return .badArguments(function.name, span) }
            return call(function, user, arguments, span)
        }
    }

    private mutating func call(
        _ function: FunctionValue, _ user: UserFunction, _ arguments: [Value], _ span: Span?
    ) -> Value {
        guard depth + user.nesting <= options.budget.depth else {
            exhaust(.depth, at: span)
            return .null
        }
        var frame = user.captured
        var doubt = Causes()
        for (index, slot) in user.parameterSlots.enumerated() {
            guard let type = user.parameterTypes[index] else {
                frame[slot] = arguments[index]
                continue
            }
            guard let argument = type.accept(arguments[index]) else { return .badArguments(function.name, span) }
            frame[slot] = argument.value
            if argument.mayFail { doubt = doubt.union(arguments[index].causes) }
        }
        swap(&slots, &frame)
        depth += user.nesting
        let result = user.code(&self)
        depth -= user.nesting
        swap(&slots, &frame)
        if doubt.isEmpty { return result }
        return .join(result, .badArguments(function.name, span), because: doubt)
    }
}
