import Diagnostics

@testable import FEEL

/// Evaluates expressions without names: literals, operators and calls of built-in functions. It lets
/// the tests of values and functions be written in FEEL, without the evaluation they come before.
struct ConstantEvaluator {
    var context = BuiltinContext()

    /// - Returns: `nil` when the expression needs more than constants.
    static func evaluate(_ text: String, context: BuiltinContext = BuiltinContext()) -> Value? {
        let (expression, problems) = Parser.parseExpression(
            EmbeddedText(standalone: text), names: NameScope([String]()))
        if problems.hasErrors { return nil }
        var evaluator = ConstantEvaluator(context: context)
        return evaluator.value(expression)
    }

    mutating func value(_ expression: Expression) -> Value? {
        switch expression.kind {
        case .null: return .null
        case .boolean(let truth): return .boolean(truth)
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .temporal(let text): return Value.temporal(text) ?? .failure(ValueError.text, fr: text, en: text)
        case .list(let items):
            guard let values = values(items) else { return nil }
            return .list(ListValue(values))
        case .context(let entries):
            guard let values = values(entries.map(\.value)) else { return nil }
            return .context(ContextValue(zip(entries, values).map { .init($0.key.text, $1) }))
        case .range(let lower, let includesLower, let upper, let includesUpper):
            var range = RangeValue(lower: nil, includesLower: includesLower, upper: nil, includesUpper: includesUpper)
            if let lower {
                guard let end = value(lower) else { return nil }
                range.lower = end
            }
            if let upper {
                guard let end = value(upper) else { return nil }
                range.upper = end
            }
            return .range(range)
        case .negate(let operand): return value(operand).map { Value.negate($0) }
        case .path(let base, let name):
            guard let base = value(base) else { return nil }
            if case .list = base { return nil }
            let property = if case .context(let context) = base { context[name.text] } else { base.property(name.text) }
            return property ?? .failure(ValueError.domain, fr: "aucune propriété", en: "no property")
        case .arithmetic(let symbol, let left, let right):
            guard let left = value(left), let right = value(right) else { return nil }
            switch symbol {
            case .add: return Value.add(left, right)
            case .subtract: return Value.subtract(left, right)
            case .multiply: return Value.multiply(left, right)
            case .divide: return Value.divide(left, right)
            case .power: return Value.power(left, right)
            }
        case .comparison(let symbol, let left, let right):
            guard let left = value(left), let right = value(right) else { return nil }
            return compare(symbol, left, right).map { .boolean($0) } ?? .incomparable(left, right)
        case .call(let callee, let arguments): return call(callee, arguments)
        default: return nil
        }
    }

    private mutating func values(_ expressions: [Expression]) -> [Value]? {
        var values: [Value] = []
        for expression in expressions {
            guard let value = value(expression) else { return nil }
            values.append(value)
        }
        return values
    }

    private func compare(_ symbol: ComparisonOperator, _ left: Value, _ right: Value) -> Bool? {
        switch symbol {
        case .equal: left.equals(right)
        case .notEqual: left.equals(right).map { !$0 }
        case .less: left.compare(right).map { $0 < 0 }
        case .lessOrEqual: left.compare(right).map { $0 <= 0 }
        case .greater: left.compare(right).map { $0 > 0 }
        case .greaterOrEqual: left.compare(right).map { $0 >= 0 }
        }
    }

    private mutating func call(_ callee: Expression, _ arguments: [Argument]) -> Value? {
        guard case .name(let name) = callee.kind, let builtin = Builtins.all[name],
            let values = values(arguments.map(\.value))
        else { return nil }
        let names = arguments.compactMap { $0.name?.text }
        guard names.count == values.count, !names.isEmpty else { return builtin.call(&context, values) }
        return builtin.call(&context, named: zip(names, values).map { (name: $0, value: $1) })
    }
}
