import Diagnostics

/// `if`, `for`, `some`, `every`, `function`, unary tests and types.
extension Parser {
    // MARK: Constructs

    mutating func conditional() -> Expression {
        let word = token.span
        advance()
        let condition = expression()
        var tallest = height
        var then = missing()
        if expect(.then, after: word) {
            then = expression()
            tallest = max(tallest, height)
        }
        var otherwise = missing()
        if expect(.else, after: word) {
            otherwise = expression()
            tallest = max(tallest, height)
        }
        height = tallest + 1
        return Expression(
            .conditional(condition: condition, then: then, otherwise: otherwise), Span(word.start, previousEnd))
    }

    mutating func forLoop() -> Expression {
        let word = token.span
        advance()
        let iterators = iterators(word)
        var tallest = height
        locals.insert("partial")
        var result = missing()
        if expect(.return, after: word) {
            result = expression()
            tallest = max(tallest, height)
        }
        locals.remove("partial")
        for iterator in iterators { locals.remove(iterator.variable.text) }
        height = tallest + 1
        return Expression(.forLoop(iterators, return: result), Span(word.start, previousEnd))
    }

    mutating func quantified(_ quantifier: Quantifier) -> Expression {
        let word = token.span
        advance()
        let iterators = iterators(word)
        var tallest = height
        var condition = missing()
        if expect(.satisfies, after: word) {
            condition = expression()
            tallest = max(tallest, height)
        }
        for iterator in iterators { locals.remove(iterator.variable.text) }
        height = tallest + 1
        return Expression(
            .quantified(quantifier, iterators, satisfies: condition), Span(word.start, previousEnd))
    }

    /// `x in a, y in 1..n`: a variable is in sight from its comma on. The caller takes them away.
    private mutating func iterators(_ word: Span) -> [Iterator] {
        var iterators: [Iterator] = []
        var tallest = 0
        repeat {
            let variable = variableName()
            var source = missing()
            var through: Expression?
            height = 1
            if expect(.in, after: word) {
                source = expression()
                tallest = max(tallest, height)
                if accept(.ellipsis) { through = expression() }
            }
            tallest = max(tallest, height)
            iterators.append(Iterator(variable: variable, source: source, through: through))
            locals.insert(variable.text)
        } while accept(.comma)
        height = tallest
        return iterators
    }

    /// Reads a keyword, or a word that is nearly it; otherwise reports that it is missing.
    mutating func expect(_ word: Keyword, after opening: Span) -> Bool {
        if accept(word) { return true }
        report(.missingKeyword(word.rawValue, of: spelled(opening), before: tokenText), at: token.span)
        guard token.kind == .word, keyword == nil,
            NearestName.distance(spelled(token.span), word.rawValue) <= 1
        else { return false }
        advance()
        return true
    }

    /// `function(a: number, b) external? body`.
    mutating func function() -> Expression {
        let word = token.span
        advance()
        let opener = token.span
        advance()
        var parameters: [Parameter] = []
        if !accept(.rightParenthesis) {
            elements(until: .rightParenthesis, openedAt: opener) { parser in
                if let parameter = parser.parameter() { parameters.append(parameter) }
            }
        }
        for parameter in parameters { locals.insert(parameter.name.text) }
        var isExternal = acceptExternal()
        let body = expression()
        if acceptExternal() { isExternal = true }
        for parameter in parameters { locals.remove(parameter.name.text) }
        height += 1
        return Expression(
            .function(parameters: parameters, body: body, isExternal: isExternal), Span(word.start, previousEnd))
    }

    private mutating func acceptExternal() -> Bool {
        guard token.kind == .word, spelled(token.span) == "external" else { return false }
        advance()
        return true
    }

    private mutating func parameter() -> Parameter? {
        guard let name = declaredName(before: { ":,)".utf8.contains($0) }) else {
            report(.missingName(before: tokenText), at: token.span)
            skipElement()
            return nil
        }
        advance(to: name.span.end)
        return Parameter(name: name, type: accept(.colon) ? typeExpression() : nil)
    }

    // MARK: Unary tests

    /// A whole cell.
    mutating func wholeUnaryTests() -> UnaryTests {
        let start = token.span.start
        if isAt(.minus), peek().kind == .end {
            advance()
            return UnaryTests(tests: [], isNegated: false, span: Span(start, previousEnd))
        }
        if let negated = negatedTests() { return negated }
        let tests = tests()
        return UnaryTests(tests: tests, isNegated: false, span: Span(start, max(start, previousEnd)))
    }

    /// `not(…)` when it is the whole cell; nothing is read otherwise.
    private mutating func negatedTests() -> UnaryTests? {
        guard token.kind == .word, spelled(token.span) == "not", peek().kind == .symbol(.leftParenthesis) else {
            return nil
        }
        let saved = self
        let start = token.span.start
        advance()
        advance()
        let tests = tests()
        guard accept(.rightParenthesis), token.kind == .end else {
            self = saved
            return nil
        }
        return UnaryTests(tests: tests, isNegated: true, span: Span(start, previousEnd))
    }

    private mutating func tests() -> [UnaryTest] {
        var tests: [UnaryTest] = []
        var tallest = 0
        repeat {
            tests.append(test())
            tallest = max(tallest, height)
        } while accept(.comma)
        height = tallest
        return tests
    }

    /// `< 10`, or an expression.
    private mutating func test() -> UnaryTest {
        let start = token.span.start
        guard let comparison = comparison() else {
            let operand = expression()
            return UnaryTest(comparison: nil, operand: operand, span: operand.span)
        }
        advance()
        let operand = binary(.sum)
        return UnaryTest(comparison: comparison, operand: operand, span: Span(start, previousEnd))
    }

    /// What follows `in`: one test, or several in parentheses.
    mutating func testsAfterIn() -> [UnaryTest] {
        guard isAt(.leftParenthesis) else {
            let start = token.span.start
            if let comparison = comparison() {
                advance()
                return [UnaryTest(comparison: comparison, operand: binary(.sum), span: Span(start, previousEnd))]
            }
            let operand = binary(.sum)
            return [UnaryTest(comparison: nil, operand: operand, span: operand.span)]
        }
        guard enter() else { return [] }
        defer { leave() }
        return testsInParentheses()
    }

    private mutating func testsInParentheses() -> [UnaryTest] {
        let opener = token.span
        let saved = isInRangeEnd
        isInRangeEnd = false
        defer { isInRangeEnd = saved }
        advance()
        if isAt(.ellipsis) {
            return [continuedTest(rangeTail(lower: nil, includesLower: false, opener), opener)]
        }
        var tests: [UnaryTest] = []
        var tallest = 0
        // The first test may turn out to be the lower end of a range.
        let first = test()
        if first.comparison == nil, isAt(.ellipsis) {
            return [continuedTest(rangeTail(lower: first.operand, includesLower: false, opener), opener)]
        }
        tests.append(first)
        tallest = height
        var isFirst = true
        elements(until: .rightParenthesis, openedAt: opener) { parser in
            if isFirst {
                isFirst = false
            } else {
                tests.append(parser.test())
                tallest = max(tallest, parser.height)
            }
        }
        height = tallest
        // `x in (a) + 1`: the parentheses were an operand's.
        if tests.count == 1, first.comparison == nil {
            return [continuedTest(Expression(first.operand.kind, Span(opener.start, previousEnd)), opener)]
        }
        return tests
    }

    /// A test that began as an operand in brackets.
    private mutating func continuedTest(_ operand: Expression, _ opener: Span) -> UnaryTest {
        let start = opener.start
        let operand = continued(instanceOf(postfix(operand, from: start), from: start), from: start, .sum)
        return UnaryTest(comparison: nil, operand: operand, span: operand.span)
    }

    // MARK: Types

    /// `number`, `list<T>`, `range<T>`, `context<a: T>`, `function<T> -> U`, or a declared name.
    mutating func typeExpression() -> TypeExpression {
        let start = token.span.start
        guard enter() else { return TypeExpression(.named(""), missing().span) }
        defer { leave() }
        guard token.kind == .word else {
            report(.missingType(before: tokenText), at: token.span)
            return TypeExpression(.named(""), Span(previousEnd, previousEnd))
        }
        let word = spelled(token.span)
        if peek().kind == .symbol(.less) || (word == "function" && peek().kind == .symbol(.notEqual)) {
            switch word {
            case "list": return argument(from: start) { .list($0) }
            case "range": return argument(from: start) { .range($0) }
            case "context": return contextType(from: start)
            case "function": return functionType(from: start)
            default: break
            }
        }
        return namedType(from: start)
    }

    private mutating func argument(
        from start: Int, _ kind: (TypeExpression) -> TypeExpression.Kind
    ) -> TypeExpression {
        advance()
        let opener = token.span
        advance()
        let inner = typeExpression()
        closeType(opener)
        return TypeExpression(kind(inner), Span(start, previousEnd))
    }

    private mutating func contextType(from start: Int) -> TypeExpression {
        advance()
        let opener = token.span
        advance()
        var fields: [TypeExpression.Field] = []
        while !isAt(.greater), !isAt(.greaterOrEqual), token.kind != .end {
            guard let name = nameBeforeColon() else {
                report(.missingKey(before: tokenText), at: token.span)
                break
            }
            advance(to: name.span.end)
            advance()
            fields.append(TypeExpression.Field(name: name.text, type: typeExpression()))
            guard accept(.comma) else { break }
        }
        closeType(opener)
        return TypeExpression(.context(fields), Span(start, previousEnd))
    }

    private mutating func functionType(from start: Int) -> TypeExpression {
        advance()
        let opener = token.span
        advance()
        var parameters: [TypeExpression] = []
        if !isAt(.greater) {
            repeat {
                parameters.append(typeExpression())
            } while accept(.comma)
        }
        closeType(opener)
        var result = TypeExpression(.named("Any"), Span(previousEnd, previousEnd))
        if isAt(.minus), peek().kind == .symbol(.greater) {
            advance()
            advance()
            result = typeExpression()
        } else {
            report(.missingWord("->", after: "function<…>"), at: token.span)
        }
        return TypeExpression(.function(parameters: parameters, result: result), Span(start, previousEnd))
    }

    /// Reads `>`, which may be the first half of `>=`.
    private mutating func closeType(_ opener: Span) {
        if isAt(.greaterOrEqual) { return advance(to: token.span.start + 1) }
        close(.greater, openedAt: opener)
    }

    /// A type's name: the longest standard one, otherwise words and dots.
    private mutating func namedType(from start: Int) -> TypeExpression {
        var end = token.span.end
        if let known = Parser.standardTypes.longestMatch(in: lexer.bytes, at: start) { end = known.end }
        while let piece = NameCharacters.piece(in: lexer.bytes, from: end) {
            if piece.kind == .word, keyword(Span(piece.start, piece.end)) == nil {
                end = piece.end
            } else if piece.kind == .symbol, lexer.bytes[piece.start] == UInt8(ascii: "."),
                let next = NameCharacters.piece(in: lexer.bytes, from: piece.end), next.kind == .word
            {
                end = next.end
            } else {
                break
            }
        }
        advance(to: end)
        return TypeExpression(.named(NameCharacters.normalized(lexer.bytes[start..<end])), Span(start, end))
    }

    private static let standardTypes = NameTrie([
        "date and time", "days and time duration", "years and months duration",
    ])
}
