extension Expression {
    /// Calls `body` with this expression and each part of it, outside in, in the order written.
    public func visit(_ body: (Expression) -> Void) {
        body(self)
        for part in parts { part.visit(body) }
    }

    /// The expressions this one is directly made of, in the order written.
    public var parts: [Expression] {
        switch kind {
        case .null, .boolean, .number, .string, .temporal, .name, .input, .invalid: []
        case .list(let items): items
        case .context(let entries): entries.map(\.value)
        case .range(let lower, _, let upper, _): [lower, upper].compactMap { $0 }
        case .function(_, let body, _): [body]
        case .path(let base, _): [base]
        case .filter(let base, let predicate): [base, predicate]
        case .call(let callee, let arguments): [callee] + arguments.map(\.value)
        case .negate(let operand): [operand]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right): [left, right]
        case .and(let left, let right), .or(let left, let right): [left, right]
        case .between(let value, let lower, let upper): [value, lower, upper]
        case .in(let value, let tests): [value] + tests.map(\.operand)
        case .instanceOf(let value, _): [value]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .forLoop(let iterators, let result): iterators.flatMap(\.expressions) + [result]
        case .quantified(_, let iterators, let condition): iterators.flatMap(\.expressions) + [condition]
        }
    }
}

extension Iterator {
    fileprivate var expressions: [Expression] { [source, through].compactMap { $0 } }
}
