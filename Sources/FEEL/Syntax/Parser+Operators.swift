import Diagnostics

/// Operators, from the weakest to the strongest: `or`, `and`, comparisons, `+ -`, `* /`, `**`,
/// unary minus, `instance of`, then paths, filters and calls.
///
/// - Source: DMN 1.5, §10.3.1.2, grammar rules 2 and 4 to 6: all associate to the left, and the
///   unary minus binds tighter than `**`: `-3 ** 2` is 9.
extension Parser {
    enum Level: Int, Comparable {
        case or, and, comparison, sum, product, power, unary

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
        var tighter: Level { Level(rawValue: rawValue + 1) ?? .unary }
    }

    private enum Infix {
        case or, and, between, `in`
        case comparison(ComparisonOperator)
        case arithmetic(ArithmeticOperator)

        var level: Level {
            switch self {
            case .or: .or
            case .and: .and
            case .between, .in, .comparison: .comparison
            case .arithmetic(.add), .arithmetic(.subtract): .sum
            case .arithmetic(.multiply), .arithmetic(.divide): .product
            case .arithmetic(.power): .power
            }
        }
    }

    /// Any expression.
    mutating func expression() -> Expression {
        binary(.or)
    }

    /// An operand, followed by operators of a level or tighter.
    mutating func binary(_ minimum: Level) -> Expression {
        guard enter() else { return missing() }
        defer { leave() }
        let start = token.span.start
        return continued(unary(), from: start, minimum)
    }

    /// What follows an operand that was read.
    mutating func continued(_ first: Expression, from start: Int, _ minimum: Level) -> Expression {
        var left = first
        var leftHeight = height
        while let infix = infix(), infix.level >= minimum {
            guard leftHeight < Parser.longestChain else {
                abort(.chainTooLong)
                break
            }
            let kind = applied(infix, to: left)
            left = Expression(kind, Span(min(start, previousEnd), previousEnd))
            leftHeight = max(leftHeight, height) + 1
        }
        height = leftHeight
        return left
    }

    private mutating func applied(_ infix: Infix, to left: Expression) -> Expression.Kind {
        reportForeignOperator()
        let operatorSpan = token.span
        advance()
        switch infix {
        case .or: return .or(left, binary(.and))
        case .and: return .and(left, binary(.comparison))
        case .comparison(let name): return .comparison(name, left, binary(.sum))
        case .arithmetic(let name): return .arithmetic(name, left, binary(infix.level.tighter))
        case .between: return between(left, operatorSpan)
        case .in: return .in(left, tests: testsAfterIn())
        }
    }

    private mutating func between(_ value: Expression, _ operatorSpan: Span) -> Expression.Kind {
        let lower = binary(.sum)
        let lowerHeight = height
        var upper = missing()
        if expect(.and, after: operatorSpan) { upper = binary(.sum) }
        height = max(height, lowerHeight)
        return .between(value, lower: lower, upper: upper)
    }

    private func infix() -> Infix? {
        switch token.kind {
        case .word:
            switch keyword {
            case .or: .or
            case .and: .and
            case .between: .between
            case .in: .in
            default: nil
            }
        case .symbol(.doubleEqual): .comparison(.equal)
        case .symbol(.doubleAmpersand): .and
        case .symbol(.doubleBar): .or
        case .symbol(let symbol):
            if let name = ComparisonOperator(rawValue: symbol.rawValue) {
                .comparison(name)
            } else if let name = ArithmeticOperator(rawValue: symbol.rawValue) {
                .arithmetic(name)
            } else {
                nil
            }
        default: nil
        }
    }

    /// `==`, `&&` and `||` are understood, and refused with ours.
    private mutating func reportForeignOperator() {
        switch token.kind {
        case .symbol(.doubleEqual): report(.foreignOperator("==", "="), at: token.span)
        case .symbol(.doubleAmpersand): report(.foreignOperator("&&", "and"), at: token.span)
        case .symbol(.doubleBar): report(.foreignOperator("||", "or"), at: token.span)
        default: break
        }
    }

    // MARK: Unary minus, instance of

    private mutating func unary() -> Expression {
        let start = token.span.start
        guard isAt(.minus) else { return instanceOf(postfix(primary(), from: start), from: start) }
        guard enter() else { return missing() }
        defer { leave() }
        advance()
        let operand = unary()
        height += 1
        return Expression(.negate(operand), Span(start, previousEnd))
    }

    mutating func instanceOf(_ value: Expression, from start: Int) -> Expression {
        var value = value
        while isAt(.instance) {
            guard height < Parser.longestChain else {
                abort(.chainTooLong)
                break
            }
            let word = token.span
            advance()
            if token.kind == .word, spelled(token.span) == "of" {
                advance()
            } else {
                report(.missingWord("of", after: "instance"), at: word)
            }
            let type = typeExpression()
            value = Expression(.instanceOf(value, type), Span(start, previousEnd))
            height += 1
        }
        return value
    }

    // MARK: Paths, filters, calls

    /// What follows a primary: `.name`, `[filter]`, `(arguments)`.
    mutating func postfix(_ first: Expression, from start: Int) -> Expression {
        var left = first
        var leftHeight = height
        chain: while true {
            switch token.kind {
            case .symbol(.dot): left = path(left, from: start)
            case .symbol(.leftBracket) where !(isInRangeEnd && closesRange(after: left)):
                left = filter(left, from: start)
            case .symbol(.leftParenthesis): left = call(left, from: start)
            default: break chain
            }
            leftHeight = max(leftHeight, height) + 1
            if leftHeight >= Parser.longestChain {
                abort(.chainTooLong)
                break
            }
        }
        height = leftHeight
        return left
    }

    private mutating func path(_ left: Expression, from start: Int) -> Expression {
        advance()
        height = 1
        let name = memberName()
        return Expression(.path(left, name), Span(start, previousEnd))
    }

    private mutating func filter(_ left: Expression, from start: Int) -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        filterDepth += 1
        locals.insert("item")
        let predicate = expression()
        locals.remove("item")
        filterDepth -= 1
        if !isAt(.rightBracket) {
            if token.kind != .end { reportUnexpected(expecting: .rightBracket, openedAt: opener) }
            skipElement()
        }
        close(.rightBracket, openedAt: opener)
        return Expression(.filter(left, predicate: predicate), Span(start, previousEnd))
    }

    private mutating func call(_ callee: Expression, from start: Int) -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        var arguments: [Argument] = []
        var tallest = 0
        if !accept(.rightParenthesis) {
            elements(until: .rightParenthesis, openedAt: opener) { parser in
                arguments.append(parser.argument())
                tallest = max(tallest, parser.height)
            }
        }
        checkArgumentNames(arguments)
        height = tallest
        return Expression(.call(callee: callee, arguments: arguments), Span(start, previousEnd))
    }

    private mutating func argument() -> Argument {
        guard let name = nameBeforeColon() else { return Argument(name: nil, value: expression()) }
        advance(to: name.span.end)
        advance()
        return Argument(name: name, value: expression())
    }

    /// An invocation is positional or named, not both, and gives a name once.
    private mutating func checkArgumentNames(_ arguments: [Argument]) {
        var seen: [String: Span] = [:]
        for argument in arguments {
            guard let name = argument.name else {
                if !seen.isEmpty { return report(.mixedArguments, at: argument.value.span) }
                continue
            }
            if let first = seen.updateValue(name.span, forKey: name.text) {
                report(.repeated(name.text, first: text.location(first)), at: name.span)
            }
        }
        if !seen.isEmpty, let first = arguments.first, first.name == nil {
            report(.mixedArguments, at: first.value.span)
        }
    }
}
