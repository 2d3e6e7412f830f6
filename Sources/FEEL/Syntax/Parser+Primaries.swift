import Diagnostics

/// Literals, names, brackets: what operators apply to.
extension Parser {
    mutating func primary() -> Expression {
        let span = token.span
        height = 1
        switch token.kind {
        case .number: return number()
        case .string:
            advance()
            return Expression(.string(unescaped(span, quotesFrom: span.start)), span)
        case .temporal:
            advance()
            return Expression(.temporal(unescaped(span, quotesFrom: span.start + 1)), span)
        case .word: return word()
        case .symbol(let symbol): return bracket(symbol)
        case .unreadable:
            advance()
            guard enter() else { return missing() }
            defer { leave() }
            return primary()
        case .end: return missingOperand()
        }
    }

    private mutating func number() -> Expression {
        let span = token.span
        advance()
        guard let number = Number(spelled(span)) else {
            report(.numberOutOfRange(spelled(span)), at: span)
            return Expression(.invalid, span)
        }
        return Expression(.number(number), span)
    }

    private mutating func word() -> Expression {
        guard let keyword, !hidesKeyword() else { return name() }
        let span = token.span
        switch keyword {
        case .null: return literal(.null)
        case .true: return literal(.boolean(true))
        case .false: return literal(.boolean(false))
        case .if: return conditional()
        case .for: return forLoop()
        case .some: return quantified(.some)
        case .every: return quantified(.every)
        case .function where peek().kind == .symbol(.leftParenthesis): return function()
        case .function:
            let name = Expression(.name(keyword.rawValue), span)
            advance()
            return name
        case .then, .else, .return, .in, .satisfies, .and, .or, .between, .instance: return missingOperand()
        }
    }

    private mutating func literal(_ kind: Expression.Kind) -> Expression {
        let span = token.span
        advance()
        return Expression(kind, span)
    }

    private mutating func bracket(_ symbol: Symbol) -> Expression {
        switch symbol {
        case .leftParenthesis: parenthesis()
        case .leftBracket: listOrRange()
        case .rightBracket where beginsOpenRange(): openRange()
        case .leftBrace: context()
        case .question: literal(.input)
        default: missingOperand()
        }
    }

    private mutating func missingOperand() -> Expression {
        report(.missingExpression(before: tokenText), at: token.span)
        height = 1
        return missing()
    }

    // MARK: Parentheses, lists, ranges

    /// `(e)`, `(a..b]`, `(< 5)`.
    private mutating func parenthesis() -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        if let comparison = comparison() { return halfLine(comparison, from: opener) }
        if isAt(.ellipsis) { return rangeTail(lower: nil, includesLower: false, opener) }
        let inner = expression()
        if isAt(.ellipsis) { return rangeTail(lower: inner, includesLower: false, opener) }
        return closed(inner, opener)
    }

    /// An expression in parentheses keeps its kind, and takes the parentheses into its span.
    private mutating func closed(_ inner: Expression, _ opener: Span) -> Expression {
        if !isAt(.rightParenthesis), token.kind != .end {
            reportUnexpected(expecting: .rightParenthesis, openedAt: opener)
            repeat {
                skipElement()
            } while accept(.comma)
        }
        close(.rightParenthesis, openedAt: opener)
        return Expression(inner.kind, Span(opener.start, previousEnd))
    }

    /// The comparison operator that the token is.
    func comparison() -> ComparisonOperator? {
        guard case .symbol(let symbol) = token.kind else { return nil }
        return ComparisonOperator(rawValue: symbol.rawValue)
    }

    /// `(< 5)` and its kin: a range with one end. `(= 5)` has both; `(!= 5)` is no range, and is
    /// kept as a comparison with the value under test.
    private mutating func halfLine(_ comparison: ComparisonOperator, from opener: Span) -> Expression {
        let operatorSpan = token.span
        advance()
        let end = binary(.sum)
        height += 1
        let kind: Expression.Kind =
            switch comparison {
            case .less: .range(lower: nil, includesLower: false, upper: end, includesUpper: false)
            case .lessOrEqual: .range(lower: nil, includesLower: false, upper: end, includesUpper: true)
            case .greater: .range(lower: end, includesLower: false, upper: nil, includesUpper: false)
            case .greaterOrEqual: .range(lower: end, includesLower: true, upper: nil, includesUpper: false)
            case .equal: .range(lower: end, includesLower: true, upper: end, includesUpper: true)
            case .notEqual:
                .comparison(.notEqual, Expression(.input, Span(operatorSpan.start, operatorSpan.start)), end)
            }
        return closed(Expression(kind, operatorSpan), opener)
    }

    /// `[a, b]`, `[a..b]`.
    private mutating func listOrRange() -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        if isAt(.ellipsis) { return rangeTail(lower: nil, includesLower: false, opener) }
        if accept(.rightBracket) { return Expression(.list([]), Span(opener.start, previousEnd)) }
        let first = expression()
        if isAt(.ellipsis) { return rangeTail(lower: first, includesLower: true, opener) }
        var items = [first]
        var tallest = height
        var isFirst = true
        elements(until: .rightBracket, openedAt: opener) { parser in
            if isFirst {
                isFirst = false
            } else {
                items.append(parser.expression())
                tallest = max(tallest, parser.height)
            }
        }
        height = tallest + 1
        return Expression(.list(items), Span(opener.start, previousEnd))
    }

    /// Whether `]` opens a range here and does not close a list: an operand follows it.
    func beginsOpenRange() -> Bool {
        switch peek().kind {
        case .number, .string, .temporal, .symbol(.minus), .symbol(.leftParenthesis), .symbol(.ellipsis): true
        case .word: keyword(peek().span).map { $0 == .null } ?? true
        default: false
        }
    }

    private mutating func openRange() -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        let lower = isAt(.ellipsis) ? nil : binary(.sum)
        guard isAt(.ellipsis) else {
            reportUnexpected(expecting: .ellipsis, openedAt: opener)
            skipElement()
            if isAt(.rightBracket) { advance() }
            return Expression(.invalid, Span(opener.start, previousEnd))
        }
        return rangeTail(lower: lower, includesLower: false, opener)
    }

    /// `..b]` and its kin, after the lower end.
    mutating func rangeTail(lower: Expression?, includesLower: Bool, _ opener: Span) -> Expression {
        let lowerHeight = height
        let dots = token.span
        advance()
        var upper: Expression?
        height = 1
        if !isAt(.rightParenthesis), !isAt(.rightBracket) {
            isInRangeEnd = true
            upper = binary(.sum)
            isInRangeEnd = false
        }
        let closer = token
        switch closer.kind {
        case .symbol(.rightBracket), .symbol(.rightParenthesis), .symbol(.leftBracket): advance()
        default: close(opener.closer(in: self), openedAt: opener)
        }
        if lower == nil, upper == nil { report(.rangeWithoutEnds, at: dots) }
        height = max(height, lowerHeight) + 1
        let includesUpper = upper != nil && closer.kind == .symbol(.rightBracket)
        return Expression(
            .range(lower: lower, includesLower: includesLower, upper: upper, includesUpper: includesUpper),
            Span(opener.start, previousEnd)
        )
    }

    /// Whether `[` after the upper end of a range closes it, rather than filters that end.
    func closesRange(after end: Expression) -> Bool {
        switch end.kind {
        case .number, .string, .temporal, .null, .boolean: return true
        default: break
        }
        switch peek().kind {
        case .end: return true
        case .symbol(let symbol):
            return ![.leftParenthesis, .leftBracket, .leftBrace, .minus, .question].contains(symbol)
        case .word:
            switch keyword(peek().span) {
            case .and, .or, .between, .in, .instance, .then, .else, .return, .satisfies: return true
            default: return false
            }
        default: return false
        }
    }

    // MARK: Contexts

    /// `{a: 1, "b c": a + 1}`: an entry sees those before it.
    private mutating func context() -> Expression {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        var entries: [ContextEntry] = []
        var seen: [String: Span] = [:]
        var tallest = 0
        if !accept(.rightBrace) {
            elements(until: .rightBrace, openedAt: opener) { parser in
                guard let entry = parser.entry() else { return }
                if let first = seen.updateValue(entry.key.span, forKey: entry.key.text) {
                    parser.report(.repeated(entry.key.text, first: parser.text.location(first)), at: entry.key.span)
                }
                entries.append(entry)
                tallest = max(tallest, parser.height)
                parser.locals.insert(entry.key.text)
                parser.members.insert(entry.key.text)
            }
        }
        for entry in entries { locals.remove(entry.key.text) }
        height = tallest + 1
        return Expression(.context(entries), Span(opener.start, previousEnd))
    }

    private mutating func entry() -> ContextEntry? {
        let key: Name
        if token.kind == .string {
            let span = token.span
            key = Name(unescaped(span, quotesFrom: span.start), span)
            advance()
            guard isAt(.colon) else {
                report(.missingColon(key.text), at: token.span)
                skipElement()
                return nil
            }
        } else if let name = nameBeforeColon() {
            key = name
            advance(to: name.span.end)
        } else {
            report(.missingKey(before: tokenText), at: token.span)
            skipElement()
            return nil
        }
        advance()
        return ContextEntry(key: key, value: expression())
    }
}

extension Span {
    /// What closes the bracket that stands here.
    fileprivate func closer(in parser: Parser) -> Symbol {
        parser.spelled(self) == "(" ? .rightParenthesis : .rightBracket
    }
}
