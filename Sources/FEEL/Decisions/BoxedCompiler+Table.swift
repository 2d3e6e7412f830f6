import Diagnostics

extension BoxedCompiler {
    mutating func compile(_ table: DecisionTable, _ variables: [Scope.Variable]) -> LogicNode {
        let scope = Scope(variables: variables, types: types)
        var columns: [(type: ItemType, cuts: TableCuts)] = table.inputs.map { (types.type($0.typeRef), TableCuts()) }
        let rules = table.rules.map { rule in
            var conditions: [CompiledExpression?] = []
            for (index, text) in rule.conditions.enumerated() where columns.indices.contains(index) {
                let condition = unaryTests(text, columns[index].type.feelType, scope)
                if let condition { columns[index].cuts.add(condition.tree) }
                conditions.append(condition)
            }
            return CompiledTable.Rule(
                conditions: conditions, outputs: rule.outputs.map { cell($0, variables) })
        }
        let inputs = zip(table.inputs, columns).map { input, column in
            let name = input.expression.trimmed
            let allowed = input.allowedValues.flatMap {
                unaryTests($0, column.type.feelType, Scope(variables: [], types: types))
            }
            var cuts = column.cuts
            if let allowed { cuts.add(allowed.tree) }
            return CompiledTable.Input(
                node: literal(input.expression, variables), type: column.type, allowed: allowed,
                variable: variables.lastIndex { $0.name == name }, cuts: cuts)
        }
        let outputs = table.outputs.map { output in
            let allowed = output.allowedValues ?? types.allowedValues(output.typeRef)
            return CompiledTable.Output(
                name: output.name, type: types.type(output.typeRef), order: allowed.map(order) ?? [],
                defaultValue: output.defaultValue.map { cell($0, variables) })
        }
        let compiled = CompiledTable(
            policy: table.hitPolicy, aggregation: table.aggregation, inputs: inputs, outputs: outputs, rules: rules)
        return { state, values in compiled.decide(&state, values) }
    }

    /// nil for `-`: anything passes. A condition that cannot be read never holds.
    private mutating func unaryTests(_ text: String, _ input: FEELType, _ scope: Scope) -> CompiledExpression? {
        if text.trimmed.isEmpty || text.trimmed == "-" { return nil }
        let (expression, found) = CompiledExpression.compileUnaryTests(
            EmbeddedText(standalone: text, name: name), inputType: input, scope: scope, toleratesTypeErrors: true)
        diagnostics += found
        if let expression { return expression }
        return CompiledExpression(
            Expression(.boolean(false), Span(0, 0)), from: EmbeddedText(standalone: text, name: name),
            scope: Scope(variables: scope.variables + [.init(name: "?", type: input)], types: scope.types))
    }

    /// An output; one that is left empty is null.
    private mutating func cell(_ text: String, _ variables: [Scope.Variable]) -> LogicNode {
        if text.trimmed.isEmpty || text.trimmed == "-" { return { _, _ in .null } }
        return literal(text, variables)
    }

    /// The values that allowed values list, in their order.
    private func order(_ text: String) -> [Value] {
        let (expression, _) = CompiledExpression.compile(
            EmbeddedText(standalone: "[\(text)]", name: name), scope: .empty, toleratesTypeErrors: true)
        guard case .list(let list)? = expression?.evaluate([]) else { return [] }
        return list.items
    }
}

extension String {
    /// Without white space around.
    fileprivate var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return start < end ? String(self[start..<end]) : ""
    }
}
