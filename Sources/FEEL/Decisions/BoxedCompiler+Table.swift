import Diagnostics

extension BoxedCompiler {
    mutating func compile(_ table: DecisionTable, _ variables: [Scope.Variable]) -> LogicNode {
        let compiled = compiledTable(table, variables)
        if firstTable == nil { firstTable = compiled }
        return { state, values in compiled.decide(&state, values) }
    }

    private mutating func compiledTable(_ table: DecisionTable, _ variables: [Scope.Variable]) -> CompiledTable {
        sites.append(
            TableSite(name: name, table: table, variables: variables, types: types, itemTypes: itemTypes))
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
        // Columns on one variable are split where either changes.
        let placed = table.inputs.map { input in variables.lastIndex { $0.name == input.expression.trimmed } }
        let shared = columns.indices.map { index -> TableCuts in
            var cuts = columns[index].cuts
            guard let variable = placed[index] else { return cuts }
            for other in columns.indices where other != index && placed[other] == variable {
                cuts.formUnion(columns[other].cuts)
            }
            return cuts
        }
        let inputs = table.inputs.indices.map { index in
            let (input, column) = (table.inputs[index], columns[index])
            let allowed = input.allowedValues.flatMap {
                unaryTests($0, column.type.feelType, Scope(variables: [], types: types))
            }
            var cuts = shared[index]
            if let allowed { cuts.add(allowed.tree) }
            return CompiledTable.Input(
                text: input.expression.trimmed,
                node: literal(input.expression, variables), type: column.type, allowed: allowed,
                variable: placed[index], cuts: cuts)
        }
        let outputs = table.outputs.map { output in
            let allowed = output.allowedValues ?? types.allowedValues(output.typeRef)
            return CompiledTable.Output(
                name: output.name, type: types.type(output.typeRef), order: allowed.map(order) ?? [],
                defaultValue: output.defaultValue.map { cell($0, variables) })
        }
        return CompiledTable(
            policy: table.hitPolicy, aggregation: table.aggregation, inputs: inputs, outputs: outputs, rules: rules)
    }

    /// nil for `-`: anything passes. A condition that cannot be read never holds.
    mutating func unaryTests(_ text: String, _ input: FEELType, _ scope: Scope) -> CompiledExpression? {
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
    func order(_ text: String) -> [Value] {
        let (expression, _) = CompiledExpression.compile(
            EmbeddedText(standalone: "[\(text)]", name: name), scope: .empty, toleratesTypeErrors: true)
        guard case .list(let list)? = expression?.evaluate([]) else { return [] }
        return list.items
    }
}

extension String {
    /// Without white space around.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return start < end ? String(self[start..<end]) : ""
    }
}
