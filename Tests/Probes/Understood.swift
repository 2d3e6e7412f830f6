public import FEEL

/// An expression with every operation in brackets: how it was understood.
public func understood(_ expression: Expression) -> String {
    switch expression.kind {
    case .negate(let operand): "(-\(understood(operand)))"
    case .arithmetic(let name, let left, let right): "(\(understood(left)) \(name.rawValue) \(understood(right)))"
    case .comparison(let name, let left, let right): "(\(understood(left)) \(name.rawValue) \(understood(right)))"
    case .and(let left, let right): "(\(understood(left)) and \(understood(right)))"
    case .or(let left, let right): "(\(understood(left)) or \(understood(right)))"
    case .between(let value, let lower, let upper):
        "(\(understood(value)) between \(understood(lower)) and \(understood(upper)))"
    case .in(let value, let tests): "(\(understood(value)) in {\(tests.map(\.description).joined(separator: " | "))})"
    case .instanceOf(let value, let type): "(\(understood(value)) instance of \(type))"
    case .path(let base, let name): "(\(understood(base)).<\(name.text)>)"
    case .filter(let base, let predicate): "(\(understood(base)) where \(understood(predicate)))"
    case .call(let callee, let arguments):
        "\(understood(callee))(\(arguments.map { ($0.name.map { "<\($0.text)>: " } ?? "") + understood($0.value) }.joined(separator: ", ")))"
    case .name(let name): "<\(name)>"
    case .list(let items): "[\(items.map { understood($0) }.joined(separator: ", "))]"
    case .context(let entries):
        "{\(entries.map { "<\($0.key.text)>: \(understood($0.value))" }.joined(separator: ", "))}"
    case .conditional(let condition, let then, let otherwise):
        "(if \(understood(condition)) then \(understood(then)) else \(understood(otherwise)))"
    case .forLoop(let iterators, let result): "(for \(understood(iterators)) return \(understood(result)))"
    case .quantified(let quantifier, let iterators, let condition):
        "(\(quantifier.rawValue) \(understood(iterators)) satisfies \(understood(condition)))"
    case .function(let parameters, let body, let isExternal):
        "(function(\(parameters.map(\.name.text).joined(separator: ", "))) \(isExternal ? "external " : "")\(understood(body)))"
    case .null, .boolean, .number, .string, .temporal, .input, .range, .invalid: expression.description
    }
}

private func understood(_ iterators: [FEEL.Iterator]) -> String {
    iterators.map { iterator in
        "<\(iterator.variable.text)> in \(understood(iterator.source))"
            + (iterator.through.map { "..\(understood($0))" } ?? "")
    }.joined(separator: ", ")
}
