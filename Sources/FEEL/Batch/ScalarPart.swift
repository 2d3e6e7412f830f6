import Diagnostics

/// A part of an expression compiled for one row at a time: what every fast path falls back on, and
/// what its tables are made with.
struct ScalarPart: Sendable {
    private let evaluate: @Sendable ([Value], EvaluationOptions) -> Value
    /// The columns the part may read.
    private let reads: [Int]

    init(_ tree: Expression, scope: Scope, hasInput: Bool = false) {
        var compiler = Compiler(scope: scope, hasInput: hasInput, isRecording: false)
        let node = compiler.compile(tree).node
        let frameSize = compiler.frameSize
        let nesting = compiler.deepest
        evaluate = { inputs, options in
            var slots = inputs
            slots.reserveCapacity(frameSize)
            while slots.count < frameSize { slots.append(.null) }
            var state = EvaluationState(slots: slots, options: options)
            state.depth = nesting
            let result = node(&state)
            return state.answerWhenExhausted ?? result
        }
        reads = ScalarPart.reads(tree, scope, hasInput)
    }

    /// A whole expression.
    init(_ expression: CompiledExpression) {
        evaluate = { inputs, options in expression.evaluate(inputs, options: options) }
        reads = ScalarPart.reads(expression.tree, expression.scope, expression.hasInput)
    }

    private static func reads(_ tree: Expression, _ scope: Scope, _ hasInput: Bool) -> [Int] {
        let variables = scope.variables
        var names: Set<String> = []
        tree.visit { part in if case .name(let name) = part.kind { names.insert(name) } }
        return variables.indices.filter { names.contains(variables[$0].name) } + (hasInput ? [variables.count] : [])
    }

    /// The value over the given variables; for unary tests, the value of `?` is the last.
    func value(_ inputs: [Value], _ options: EvaluationOptions) -> Value { evaluate(inputs, options) }

    /// The value over a row: only the cells that the part may read are looked at.
    func value(_ columns: [Column], row: Int, _ options: EvaluationOptions) -> Value {
        var inputs = [Value](repeating: .null, count: columns.count)
        for index in reads where index < columns.count { inputs[index] = columns[index][row] }
        return evaluate(inputs, options)
    }
}

extension Expression {
    /// The name that stands for a part taken out of an expression.
    static let placeholder = "\u{1}"

    /// A stand-in for a part.
    static func placeholder(at span: Span) -> Expression { Expression(.name(placeholder), span) }

    /// The expression with parts taken out, without a look inside those.
    ///
    /// - Returns: nil when the expression has parts with names of their own: loops, filters,
    ///   functions, contexts, and conditions, whose value may be of any type.
    func replacing(_ isTaken: (Expression) -> Bool) -> Expression? {
        if isTaken(self) { return .placeholder(at: span) }
        func again(_ part: Expression) -> Expression? { part.replacing(isTaken) }
        let kind: Kind
        switch self.kind {
        case .null, .boolean, .number, .string, .temporal, .name, .input: kind = self.kind
        case .list(let items):
            let parts = items.compactMap(again)
            guard parts.count == items.count else { return nil }
            kind = .list(parts)
        case .range(let lower, let includesLower, let upper, let includesUpper):
            let ends = [lower, upper].map { $0.map(again) }
            if ends.contains(where: { $0 == .some(nil) }) { return nil }
            kind = .range(
                lower: ends[0] ?? nil, includesLower: includesLower, upper: ends[1] ?? nil,
                includesUpper: includesUpper)
        case .negate(let operand):
            guard let operand = again(operand) else { return nil }
            kind = .negate(operand)
        case .arithmetic(let operation, let left, let right):
            guard let left = again(left), let right = again(right) else { return nil }
            kind = .arithmetic(operation, left, right)
        case .comparison(let comparison, let left, let right):
            guard let left = again(left), let right = again(right) else { return nil }
            kind = .comparison(comparison, left, right)
        case .and(let left, let right):
            guard let left = again(left), let right = again(right) else { return nil }
            kind = .and(left, right)
        case .or(let left, let right):
            guard let left = again(left), let right = again(right) else { return nil }
            kind = .or(left, right)
        case .between(let value, let lower, let upper):
            guard let value = again(value), let lower = again(lower), let upper = again(upper) else { return nil }
            kind = .between(value, lower: lower, upper: upper)
        case .in(let value, let tests):
            // Inside the tests, `?` is the value they are about.
            guard let value = again(value) else { return nil }
            var replaced: [UnaryTest] = []
            for test in tests {
                guard let operand = test.operand.replacing({ $0.kind != .input && isTaken($0) }) else { return nil }
                replaced.append(UnaryTest(comparison: test.comparison, operand: operand, span: test.span))
            }
            kind = .in(value, tests: replaced)
        case .call(let callee, let arguments):
            guard case .name = callee.kind else { return nil }
            var replaced: [Argument] = []
            for argument in arguments {
                guard let value = again(argument.value) else { return nil }
                replaced.append(Argument(name: argument.name, value: value))
            }
            kind = .call(callee: callee, arguments: replaced)
        default: return nil
        }
        return Expression(kind, span)
    }
}
