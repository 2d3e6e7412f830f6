import Diagnostics

/// A decision table where it stands in a model: with the names it sees and their types.
struct TableSite: Sendable {
    /// Of the decision or function that the table belongs to.
    let name: String
    let table: DecisionTable
    let variables: [Scope.Variable]
    let types: ItemTypes
    /// Declared types of some variables, with what they allow.
    let itemTypes: [String: ItemType]

    var scope: Scope { Scope(variables: variables, types: types) }

    /// The names that an input's expression is a path of: a variable, then members; nil for any other
    /// expression.
    func path(_ expression: String) -> [String]? {
        let (tree, found) = Parser.parseExpression(
            EmbeddedText(standalone: expression, name: name), names: NameScope(variables.map(\.name)))
        return found.hasErrors ? nil : Self.path(tree)
    }

    private static func path(_ expression: Expression) -> [String]? {
        switch expression.kind {
        case .name(let name): [name]
        case .path(let base, let member): path(base).map { $0 + [member.text] }
        default: nil
        }
    }

    /// What is declared of an input: the column's own type, and that of the variable it reads.
    func declaredTypes(of input: DecisionTable.Input) -> [ItemType] {
        var result = [types.type(input.typeRef)]
        if let path = path(input.expression), let first = path.first {
            var type = itemTypes[first]
            for member in path.dropFirst() { type = type?.member(member) }
            if let type { result.append(type) }
        }
        return result
    }

    /// The type that an input's expression is found to have.
    func foundType(of input: DecisionTable.Input) -> FEELType {
        let (expression, _) = CompiledExpression.compile(
            EmbeddedText(standalone: input.expression, name: name), scope: scope, toleratesTypeErrors: true)
        return expression?.type ?? .any
    }
}

extension ItemType {
    fileprivate func member(_ name: String) -> ItemType? {
        switch self {
        case .constrained(let base, _): base.member(name)
        case .context(let fields): fields.first { $0.name == name }?.type
        default: nil
        }
    }

    /// Unary tests that every value passes.
    var constraints: [CompiledExpression] {
        if case .constrained(let base, let tests) = self { base.constraints + [tests] } else { [] }
    }
}
