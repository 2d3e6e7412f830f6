import Diagnostics

/// Compiled logic: over the values of the variables in sight, in their order.
typealias LogicNode = @Sendable (inout EvaluationState, [Value]) -> Value

/// Turns boxed expressions into closures. What FEEL has a construct for is run by that construct, with
/// the boxes inside as functions, so that unknown values mean the same in both.
struct BoxedCompiler {
    let types: ItemTypes
    /// What the logic belongs to, for the places of diagnostics.
    let name: String
    var diagnostics: [Diagnostic] = []
    /// The tables met, for their analysis.
    var sites: [TableSite] = []
    /// The first table met, compiled.
    var firstTable: CompiledTable?
    /// Declared types of variables, with what they allow; a name without any is not here.
    var itemTypes: [String: ItemType] = [:]

    init(_ types: ItemTypes, name: String) {
        self.types = types
        self.name = name
    }

    /// - Parameter variables: Names in sight, the innermost last.
    mutating func compile(_ box: BoxedExpression, _ variables: [Scope.Variable]) -> LogicNode {
        let node = compile(box.kind, variables)
        if case .function = box.kind { return node }
        return coerced(node, types.type(box.typeRef))
    }

    private func coerced(_ node: @escaping LogicNode, _ type: ItemType) -> LogicNode {
        if case .any = type { return node }
        return { state, values in type.coerce(node(&state, values), &state) }
    }

    private mutating func compile(_ kind: BoxedExpression.Kind, _ variables: [Scope.Variable]) -> LogicNode {
        switch kind {
        case .literal(let text): return literal(text, variables)
        case .table(let table): return compile(table, variables)
        case .context(let entries, let result): return context(entries, result, variables)
        case .invocation(let function, let bindings): return invocation(function, bindings, variables)
        case .relation(let columns, let rows):
            let rows = rows.map { row in
                BoxedExpression(.context(zip(columns, row).map { .init($0, $1) }, result: nil))
            }
            return compile(.list(rows), variables)
        case .list(let items):
            let nodes = items.map { compile($0, variables) }
            return { state, values in
                var items: [Value] = []
                for node in nodes { items.append(node(&state, values)) }
                return state.made(.list(ListValue(items)), at: nil)
            }
        case .function(let function): return self.function(function, variables)
        case .forLoop(let variable, let source, let result):
            let body = compile(
                result, variables + [.init(name: "partial", type: .list(.any)), .init(name: variable, type: .any)])
            let iterator = Iterator(variable: Part.element.name, source: Part.source.expression)
            let loop = Expression(
                .forLoop([iterator], return: Part.body.call([Part.partial.expression, Part.element.expression])),
                Part.span)
            return construct(loop, source: compile(source, variables), bodies: [(.body, 2, body)])
        case .quantified(let quantifier, let variable, let source, let satisfies):
            let body = compile(satisfies, variables + [.init(name: variable, type: .any)])
            let iterator = Iterator(variable: Part.element.name, source: Part.source.expression)
            let tree = Expression(
                .quantified(quantifier, [iterator], satisfies: Part.body.call([Part.element.expression])), Part.span)
            return construct(tree, source: compile(source, variables), bodies: [(.body, 1, body)])
        case .filter(let source, let match): return filter(source, match, variables)
        case .conditional(let condition, let then, let otherwise):
            let tree = Expression(
                .conditional(
                    condition: Part.source.expression, then: Part.body.call([]), otherwise: Part.other.call([])),
                Part.span)
            return construct(
                tree, source: compile(condition, variables),
                bodies: [(.body, 0, compile(then, variables)), (.other, 0, compile(otherwise, variables))])
        }
    }

    // MARK: Texts

    /// A text that cannot be read gives a null with the code of what is wrong.
    mutating func literal(_ text: String, _ variables: [Scope.Variable]) -> LogicNode {
        let (expression, found) = CompiledExpression.compile(
            EmbeddedText(standalone: text, name: name), scope: Scope(variables: variables, types: types),
            toleratesTypeErrors: true)
        diagnostics += found
        guard let expression else { return unreadable(found) }
        return { state, values in expression.evaluate(values, in: &state) }
    }

    private func unreadable(_ found: [Diagnostic]) -> LogicNode {
        let first = found.first { $0.severity == .error }
        let value = Value.null(
            first.map { NullReason(.error($0.code, $0.headline), span: $0.primary?.location.span) })
        return { _, _ in value }
    }

    // MARK: Contexts, functions and calls

    private mutating func context(
        _ entries: [BoxedExpression.Entry], _ result: BoxedExpression?, _ variables: [Scope.Variable]
    ) -> LogicNode {
        var seen = variables
        let outer = itemTypes
        defer { itemTypes = outer }
        var nodes: [(name: String, node: LogicNode)] = []
        for entry in entries {
            let type = types.type(entry.name.typeRef)
            nodes.append((entry.name.name, coerced(compile(entry.value, seen), type)))
            // From here on the name is the entry's.
            itemTypes[entry.name.name] = type
            seen.append(.init(name: entry.name.name, type: type.feelType))
        }
        let outcome = result.map { compile($0, seen) }
        return { [nodes] state, values in
            var values = values
            var entries: [ContextValue.Entry] = []
            for (name, node) in nodes {
                let value = node(&state, values)
                values.append(value)
                entries.append(.init(name, value))
            }
            return outcome.map { $0(&state, values) } ?? state.made(.context(ContextValue(entries)), at: nil)
        }
    }

    private mutating func function(_ function: BoxedExpression.Function, _ variables: [Scope.Variable]) -> LogicNode {
        if case .external(let language) = function.language {
            let refusal = Value.unsupported(
                "une fonction externe (\(language)) ne s'exécute pas ici",
                "an external function (\(language)) does not run here", nil)
            return { _, _ in refusal }
        }
        let parameters = function.parameters.map { types.type($0.typeRef) }
        let outer = itemTypes
        for (parameter, type) in zip(function.parameters, parameters) { itemTypes[parameter.name] = type }
        let body = compile(
            function.body,
            variables + zip(function.parameters, parameters).map { .init(name: $0.name, type: $1.feelType) })
        itemTypes = outer
        let names = function.parameters.map(\.name)
        return { _, values in
            .function(
                FunctionValue(parameters: names, seesUnknowns: true) { state, arguments in
                    var given = values
                    var doubt = Causes()
                    for (type, argument) in zip(parameters, arguments) {
                        let accepted = type.accept(argument, &state)
                        // An argument that does not fit makes the call null, not the argument.
                        if accepted.value.isNull, !argument.mayBeNull { return accepted.value }
                        doubt = doubt.union(accepted.doubt)
                        given.append(accepted.value)
                    }
                    let result = state.deeper { state in body(&state, given) }
                    return doubt.isEmpty ? result : .join(result, .badArguments(nil, nil), because: doubt)
                })
        }
    }

    private mutating func invocation(
        _ function: BoxedExpression, _ bindings: [BoxedExpression.Entry], _ variables: [Scope.Variable]
    ) -> LogicNode {
        let callee = compile(function, variables)
        let nodes = bindings.map { ($0.name.name, coerced(compile($0.value, variables), types.type($0.name.typeRef))) }
        return { state, values in
            let callee = callee(&state, values)
            guard case .function(let function) = callee else { return state.cannotCall(callee, Part.span) }
            var arguments = [Value](repeating: .null, count: function.parameters.count)
            for (name, node) in nodes {
                guard let position = function.parameters.firstIndex(of: name) else {
                    return .badArguments(function.name, nil)
                }
                arguments[position] = node(&state, values)
            }
            return state.invoke(function, arguments)
        }
    }

    // MARK: Constructs of FEEL

    /// Names of the parts of a construct; no text can spell them.
    private enum Part: String {
        case source = "\u{0}source"
        case body = "\u{0}body"
        case other = "\u{0}other"
        case element = "\u{0}element"
        case partial

        static let span = Span(0, 0)
        var name: Name { Name(rawValue, Part.span) }
        var expression: Expression { Expression(.name(rawValue), Part.span) }
        func call(_ arguments: [Expression]) -> Expression {
            Expression(
                .call(callee: expression, arguments: arguments.map { Argument(name: nil, value: $0) }), Part.span)
        }
    }

    /// A construct over the value of its source and the boxes it runs.
    private func construct(
        _ tree: Expression, source: @escaping LogicNode, bodies: [(part: Part, parameters: Int, node: LogicNode)]
    ) -> LogicNode {
        let scope = Scope(
            variables: [.init(name: Part.source.rawValue, type: .any)]
                + bodies.map { .init(name: $0.part.rawValue, type: .any) },
            types: types)
        let expression = CompiledExpression(tree, from: EmbeddedText(standalone: "", name: name), scope: scope)
        return { state, values in
            var inputs = [source(&state, values)]
            for body in bodies {
                let parameters = (0..<body.parameters).map { "\($0)" }
                inputs.append(
                    .function(
                        FunctionValue(parameters: parameters, seesUnknowns: true) { state, arguments in
                            state.deeper { state in body.node(&state, values + arguments) }
                        }))
            }
            return expression.evaluate(inputs, in: &state)
        }
    }

    private mutating func filter(
        _ source: BoxedExpression, _ match: BoxedExpression, _ variables: [Scope.Variable]
    ) -> LogicNode {
        let list = compile(source, variables)
        guard case .literal(let text) = match.kind else {
            let body = compile(match, variables + [.init(name: "item", type: .any)])
            let item = Expression(.name("item"), Part.span)
            let tree = Expression(.filter(Part.source.expression, predicate: Part.body.call([item])), Part.span)
            return construct(tree, source: list, bodies: [(.body, 1, body)])
        }
        // Read as a filter, where members of the element may be named.
        let opening = "null["
        let source = SourceText(name: name, text: text)
        let embedded = EmbeddedText(
            text: opening + text + "]", source: source,
            segments: [.init(inner: opening.utf8.count, outer: 0, count: text.utf8.count)])
        let (tree, found) = Parser.parseExpression(embedded, names: NameScope(variables.map(\.name)))
        diagnostics += found
        guard !found.hasErrors, case .filter(_, let predicate) = tree.kind else { return unreadable(found) }
        let scope = Scope(variables: variables + [.init(name: Part.source.rawValue, type: .any)], types: types)
        let expression = CompiledExpression(
            Expression(.filter(Part.source.expression, predicate: predicate), tree.span), from: embedded, scope: scope)
        return { state, values in
            let source = list(&state, values)
            return expression.evaluate(values + [source], in: &state)
        }
    }
}

extension EvaluationState {
    /// Runs a box inside another, which counts as a few nested parts.
    mutating func deeper(_ body: (inout EvaluationState) -> Value) -> Value {
        let weight = 6
        guard depth + weight <= options.budget.depth else {
            exhaust(.depth, at: nil)
            return .null
        }
        depth += weight
        let result = body(&self)
        depth -= weight
        return result
    }
}
