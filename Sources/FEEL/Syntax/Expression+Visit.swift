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

extension Expression {
    /// The same expression made of other parts, as many as ``parts`` and in their order; spans stay.
    ///
    /// - Parameter replacements: One for each part; with another count the expression comes back as it is.
    public func replacingParts(_ replacements: [Expression]) -> Expression {
        guard replacements.count == parts.count else { return self }
        var rest = replacements[...]
        func next() -> Expression { rest.removeFirst() }
        func iterators(_ old: [Iterator]) -> [Iterator] {
            old.map { iterator in
                var iterator = iterator
                iterator.source = next()
                if iterator.through != nil { iterator.through = next() }
                return iterator
            }
        }
        let kind: Kind
        switch self.kind {
        case .null, .boolean, .number, .string, .temporal, .name, .input, .invalid: kind = self.kind
        case .list: kind = .list(replacements)
        case .context(let entries):
            kind = .context(entries.map { ContextEntry(key: $0.key, value: next()) })
        case .range(let lower, let includesLower, let upper, let includesUpper):
            kind = .range(
                lower: lower == nil ? nil : next(), includesLower: includesLower,
                upper: upper == nil ? nil : next(), includesUpper: includesUpper)
        case .function(let parameters, _, let isExternal):
            kind = .function(parameters: parameters, body: next(), isExternal: isExternal)
        case .path(_, let name): kind = .path(next(), name)
        case .filter: kind = .filter(next(), predicate: next())
        case .call(_, let arguments):
            kind = .call(callee: next(), arguments: arguments.map { Argument(name: $0.name, value: next()) })
        case .negate: kind = .negate(next())
        case .arithmetic(let sign, _, _): kind = .arithmetic(sign, next(), next())
        case .comparison(let sign, _, _): kind = .comparison(sign, next(), next())
        case .and: kind = .and(next(), next())
        case .or: kind = .or(next(), next())
        case .between: kind = .between(next(), lower: next(), upper: next())
        case .in(_, let tests):
            let value = next()
            kind = .in(
                value,
                tests: tests.map { UnaryTest(comparison: $0.comparison, operand: next(), span: $0.span) })
        case .instanceOf(_, let type): kind = .instanceOf(next(), type)
        case .conditional: kind = .conditional(condition: next(), then: next(), otherwise: next())
        case .forLoop(let old, _):
            let new = iterators(old)
            kind = .forLoop(new, return: next())
        case .quantified(let quantifier, let old, _):
            let new = iterators(old)
            kind = .quantified(quantifier, new, satisfies: next())
        }
        return Expression(kind, span)
    }
}

extension Iterator {
    fileprivate var expressions: [Expression] { [source, through].compactMap { $0 } }
}
