public import Diagnostics

/// Reads FEEL expressions and unary tests.
///
/// Reading never fails: a tree is always produced, with ``Expression/Kind/invalid`` where a part is
/// missing, and the diagnostics say why. Names that nothing declares are not errors here.
///
/// **Invariants:** every span is inside the text; time is proportional to the text's length times
/// the longest name; nesting and chains are bounded, so that neither this parser nor a walk over
/// its trees can exhaust the stack.
/// - Source: DMN 1.5, §10.3.1.2 (grammar), §10.3.1.3 (precedence and names).
public struct Parser {
    /// Longest text, in bytes of UTF-8.
    public static let longestText = 65_536
    /// Deepest nesting of brackets, operators and constructs.
    public static let deepestNesting = 80
    /// Longest chain, as in `a + b + c …` or `a.b.c …`.
    public static let longestChain = 128
    /// Further diagnostics of one text are dropped.
    public static let mostDiagnostics = 20

    /// Reads an expression.
    /// - Returns: The tree, and what is wrong, in the order of the text.
    public static func parseExpression(_ text: EmbeddedText, names: NameScope) -> (Expression, [Diagnostic]) {
        var parser = Parser(text, names)
        guard parser.begin() else { return (parser.missing(), parser.diagnostics) }
        let expression = parser.expression()
        parser.finish()
        return (expression, parser.diagnostics.inOrder())
    }

    /// Reads a decision-table cell: `-`, `< 10, [20..30]`, `not("a", "b")`, or expressions over `?`.
    /// - Returns: The tests, and what is wrong, in the order of the text.
    public static func parseUnaryTests(_ text: EmbeddedText, names: NameScope) -> (UnaryTests, [Diagnostic]) {
        var parser = Parser(text, names)
        guard parser.begin() else {
            let test = UnaryTest(comparison: nil, operand: parser.missing(), span: Span(0, 0))
            return (UnaryTests(tests: [test], isNegated: false, span: Span(0, 0)), parser.diagnostics)
        }
        let tests = parser.wholeUnaryTests()
        parser.finish()
        return (tests, parser.diagnostics.inOrder())
    }

    let text: EmbeddedText
    var lexer: Lexer
    /// The token to be read next.
    var token = Token(.end, Span(0, 0))
    /// End of the last token read.
    var previousEnd = 0

    let names: NameScope
    /// Names that the expression itself brought into sight.
    var locals = NameTrie()
    /// Keys of contexts seen so far, and declared members.
    var members: NameTrie
    var filterDepth = 0

    var depth = 0
    /// Height of the tree that was made last.
    var height = 1
    /// Whether the upper end of a range is being read, where `[` may close it.
    var isInRangeEnd = false
    /// Reading was given up; nothing more is reported.
    var isAborted = false
    var diagnostics: [Diagnostic] = []
    /// Where the last error was reported: a token is complained about once.
    var lastErrorStart = -1

    private init(_ text: EmbeddedText, _ names: NameScope) {
        self.text = text
        self.names = names
        members = names.members
        lexer = Lexer(text.text)
    }

    /// Loads the first token.
    /// - Returns: False when the text is too long to be read.
    private mutating func begin() -> Bool {
        guard lexer.bytes.count <= Parser.longestText else {
            report(.textTooLong(bytes: lexer.bytes.count), at: Span(0, 1))
            isAborted = true
            return false
        }
        load()
        return true
    }

    /// Reports what follows a finished expression, and looks for further errors in it.
    private mutating func finish() {
        while token.kind != .end {
            reportUnexpected(expecting: nil)
            let start = token.span.start
            while cannotBegin { advance() }
            if token.kind != .end { _ = expression() }
            if token.span.start == start { advance() }
        }
    }

    /// Whether the token can neither begin nor be an operand.
    private var cannotBegin: Bool {
        switch token.kind {
        case .end, .number, .string, .temporal, .word: false
        case .unreadable: true
        case .symbol(let symbol): ![.leftParenthesis, .leftBracket, .leftBrace, .minus, .question].contains(symbol)
        }
    }

    // MARK: Tokens

    /// Reads the token and loads the next.
    mutating func advance() {
        previousEnd = token.span.end
        load()
    }

    /// Takes everything up to an offset as read: a name's end.
    mutating func advance(to offset: Int) {
        lexer.offset = offset
        previousEnd = offset
        load()
    }

    private mutating func load() {
        token = lexer.next()
        if let flaw = token.flaw { report(.flaw(flaw, spelled(flaw.span)), at: flaw.span) }
    }

    func peek() -> Token {
        var ahead = lexer
        return ahead.next()
    }

    func isAt(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

    /// Reads the symbol if it is there.
    mutating func accept(_ symbol: Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        advance()
        return true
    }

    /// The keyword that the token is, if it is one.
    var keyword: Keyword? {
        token.kind == .word ? keyword(token.span) : nil
    }

    func isAt(_ word: Keyword) -> Bool { keyword == word }

    /// Reads the keyword if it is there.
    mutating func accept(_ word: Keyword) -> Bool {
        guard isAt(word) else { return false }
        advance()
        return true
    }

    /// The keyword that a part of the text is, if it is one: what is as long and begins alike is looked at.
    func keyword(_ span: Span) -> Keyword? {
        guard span.end > span.start, span.end <= lexer.bytes.count else { return nil }
        switch (span.end - span.start, UnicodeScalar(lexer.bytes[span.start])) {
        case (2, "i"), (2, "o"), (3, "a"), (3, "f"), (4, "t"), (4, "n"), (4, "e"), (4, "s"), (5, "f"), (5, "e"),
            (6, "r"),
            (7, "b"), (8, "i"), (8, "f"), (9, "s"):
            return Keyword(rawValue: spelled(span))
        default: return nil
        }
    }

    /// The text of a span.
    func spelled(_ span: Span) -> String {
        String(decoding: lexer.bytes[span.start..<min(span.end, lexer.bytes.count)], as: UTF8.self)
    }

    // MARK: Limits

    /// Goes one level down.
    /// - Returns: False at the limit; reading is then given up.
    mutating func enter() -> Bool {
        depth += 1
        if depth <= Parser.deepestNesting { return true }
        abort(.nestedTooDeeply)
        return false
    }

    mutating func leave() { depth -= 1 }

    /// Reports, then takes the rest of the text as read.
    mutating func abort(_ problem: SyntaxProblem) {
        report(problem, at: token.span)
        isAborted = true
        lexer.offset = lexer.bytes.count
        load()
    }

    /// A place where an expression should be.
    func missing() -> Expression {
        Expression(.invalid, Span(previousEnd, previousEnd))
    }

    // MARK: Recovery

    /// Passes over a part that cannot be read, up to a comma, a closing bracket or the end.
    mutating func skipElement() {
        var open = 0
        while true {
            switch token.kind {
            case .end: return
            case .symbol(let symbol) where symbol.isOpener: open += 1
            case .symbol(let symbol) where symbol.isCloser:
                if open == 0 { return }
                open -= 1
            case .symbol(.comma) where open == 0: return
            default: break
            }
            advance()
        }
    }

    /// Reads a closing bracket, or reports that it is missing.
    mutating func close(_ closer: Symbol, openedAt opener: Span) {
        if accept(closer) { return }
        if token.kind == .end {
            report(.unclosed(spelled(opener), closer), at: opener)
        } else {
            reportUnexpected(expecting: closer, openedAt: opener)
        }
    }

    /// Reads elements separated by commas, up to a closing bracket, which is read too.
    mutating func elements(until closer: Symbol, openedAt opener: Span, _ read: (inout Parser) -> Void) {
        while true {
            let start = token.span.start
            read(&self)
            if !isAt(.comma), !isAt(closer), token.kind != .end {
                reportUnexpected(expecting: closer, openedAt: opener)
                skipElement()
            }
            guard accept(.comma) else { break }
            if isAt(closer), closer != .rightBracket || !beginsOpenRange() {
                report(.missingExpression(before: spelled(token.span)), at: token.span)
                break
            }
            if token.span.start == start { break }
        }
        close(closer, openedAt: opener)
    }
}

/// The words of the grammar. `not` and `external` are not among them: they are names elsewhere.
enum Keyword: String {
    case `true`, `false`, null
    case `if`, then, `else`
    case `for`, `return`, `in`
    case some, every, satisfies
    case and, or, between, instance
    case function
}
