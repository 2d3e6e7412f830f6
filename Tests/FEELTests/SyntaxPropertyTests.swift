import Diagnostics
import FEEL
import Probes
import Testing

/// What holds of every text: printing is undone by reading, and no text breaks the reader.
@Suite struct SyntaxPropertyTests {
    static let names = ["a", "b", "c d", "x"]

    static let corpus: [String] = [
        "1 + 2 * -3 ** (4 - 5)", "a and b or not(c d)", "if a then 1 else if b then 2 else 3",
        "for i in 1..10, j in [i..a] return i * j + partial[-1]", "some x in [1,2] satisfies x > 1",
        "every i in a satisfies i in (< 5, [7..8), \"z\")", "{a b: 1, \"c!\": a b + 1, d: {e: [a b]}}.d.e[1]",
        "function(p: list<number>, q) p[item > q]", "function(p) external {java: {class: \"x\"}}",
        "x in [1..2] and x in (1..2) or x in < 5", "]1..2[ = (3..4]", "(< 5) = (>= 5)", "x between 1 and 2 and a",
        "date and time(\"2026-06-15T10:00:00\").time offset", "@\"P1D\" + duration(\"PT1H\")",
        "a instance of context<p q: list<number>> = false", "a instance of function<number> -> string",
        "substring(string: \"a\\\"b\\\\\\n\\u00e9🐎\", start position: 2)", "[{p-q: 1}][p-q = 1].p-q",
        "-(-a)[1].b(c d)(1)",
        "(if a then b else c d) + 1", "(for i in a return i)[1]", "(function(z) z)(3)", "x in ((< 5))", "a in (!=10)",
        "[1..(a[1])]", "x in ((1..2), (< 3))", "1.5e3 + .5 / 2", "(a = b) = (b = a)", "a - (b - x)", "? > 3 and ? = a",
        "(a instance of list) < 5", "1 /* c */ + // d\n 2", "null[true]", "[]", "{}", "f()",
    ]

    @Test(arguments: corpus)
    func printThenReadIsIdentity(_ text: String) {
        let (expression, diagnostics) = read(text, names: Self.names)
        #expect(diagnostics.isEmpty)
        let printed = expression.description
        let (again, found) = read(printed, names: Self.names)
        #expect(found.isEmpty)
        #expect(again.withoutSpans == expression.withoutSpans, "\(printed)")
        #expect(again.description == printed)
    }

    @Test func printThenReadIsIdentityOnRandomTrees() {
        var random = TreeGenerator(seed: 20_260_615)
        for _ in 0..<3000 {
            let tree = random.expression(depth: 4)
            let printed = tree.description
            let (again, found) = read(printed, names: Self.names)
            #expect(found.isEmpty, "\(printed)")
            guard again.withoutSpans == tree.withoutSpans else {
                Issue.record("\(printed) was read as \(again)")
                return
            }
        }
    }

    @Test(arguments: corpus)
    func anyAlteredCharacterIsSurvived(_ text: String) {
        let bytes = Array(text.utf8)
        let alterations = Array("\"()[]{},.:;?@+-*/=<>! \n1aé\\".unicodeScalars)
        for offset in 0..<text.unicodeScalars.count {
            var scalars = Array(text.unicodeScalars)
            // Five of them at each place; all of them over the text.
            for step in 0..<5 {
                scalars[offset] = alterations[(offset * 5 + step) % alterations.count]
                check(String(String.UnicodeScalarView(scalars)))
            }
            scalars.remove(at: offset)
            check(String(String.UnicodeScalarView(scalars)))
        }
        for length in 0..<bytes.count { check(String(decoding: bytes.prefix(length), as: UTF8.self)) }
    }

    private func check(_ text: String) {
        let (expression, _) = read(text, names: Self.names)
        _ = readTests(text, names: Self.names)
        let source = EmbeddedText(standalone: text)
        let scope = Scope(variables: Self.names.map { .init(name: $0, type: .any) }, types: StandardTypes())
        let (_, diagnostics) = Checker.check(expression, in: source, scope: scope)
        checkShape(diagnostics, of: text)
    }
}

extension Expression {
    /// The tree with every span empty, for comparisons; what only spans tell is lost.
    var withoutSpans: String { understood(self) }
}

/// Pseudo-random trees, the same at each run.
struct TreeGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    mutating func one<Item>(of items: [Item]) -> Item { items[next(below: items.count)] }

    mutating func expression(depth: Int) -> Expression {
        Expression(kind(depth: depth), Span(0, 0))
    }

    private mutating func kind(depth: Int) -> Expression.Kind {
        if depth == 0 || next(below: 6) == 0 { return leaf() }
        let e = { (random: inout TreeGenerator) in random.expression(depth: depth - 1) }
        switch next(below: 19) {
        case 0: return .list((0..<next(below: 4)).map { _ in e(&self) })
        case 1:
            return .context(
                (0..<next(below: 3)).map { ContextEntry(key: Name("k\($0) e", Span(0, 0)), value: e(&self)) })
        case 2:
            return .range(
                lower: e(&self), includesLower: next(below: 2) == 0, upper: e(&self), includesUpper: next(below: 2) == 0
            )
        case 3: return .range(lower: nil, includesLower: false, upper: e(&self), includesUpper: next(below: 2) == 0)
        case 4: return .range(lower: e(&self), includesLower: next(below: 2) == 0, upper: nil, includesUpper: false)
        case 5:
            return .function(
                parameters: [Parameter(name: Name("x", Span(0, 0)), type: nil)], body: e(&self), isExternal: false)
        case 6: return .path(e(&self), Name(one(of: ["m", "m n"]), Span(0, 0)))
        case 7: return .filter(e(&self), predicate: e(&self))
        case 8: return .call(callee: e(&self), arguments: [Argument(name: nil, value: e(&self))])
        case 9: return .call(callee: e(&self), arguments: [Argument(name: Name("p q", Span(0, 0)), value: e(&self))])
        case 10: return .negate(e(&self))
        case 11: return .arithmetic(one(of: [.add, .subtract, .multiply, .divide, .power]), e(&self), e(&self))
        case 12:
            return .comparison(
                one(of: [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]), e(&self), e(&self))
        case 13: return next(below: 2) == 0 ? .and(e(&self), e(&self)) : .or(e(&self), e(&self))
        case 14: return .between(e(&self), lower: e(&self), upper: e(&self))
        case 15: return .in(e(&self), tests: (0...next(below: 3)).map { _ in test(e(&self)) })
        case 16:
            return .instanceOf(
                e(&self), TypeExpression(.named(one(of: ["number", "list", "date and time"])), Span(0, 0)))
        case 17: return .conditional(condition: e(&self), then: e(&self), otherwise: e(&self))
        default:
            let iterator = Iterator(
                variable: Name("x", Span(0, 0)), source: e(&self), through: next(below: 2) == 0 ? e(&self) : nil)
            if next(below: 2) == 0 { return .forLoop([iterator], return: e(&self)) }
            return .quantified(one(of: [.some, .every]), [iterator], satisfies: e(&self))
        }
    }

    private mutating func test(_ operand: Expression) -> UnaryTest {
        UnaryTest(comparison: one(of: [nil, nil, .less, .notEqual]), operand: operand, span: Span(0, 0))
    }

    private mutating func leaf() -> Expression.Kind {
        switch next(below: 8) {
        case 0: .null
        case 1: .boolean(next(below: 2) == 0)
        case 2: .number(Number(next(below: 100)))
        case 3: .string(one(of: ["", "a\"b\\", "é\n🐎"]))
        case 4: .temporal("2026-06-15")
        case 5: .input
        default: .name(one(of: SyntaxPropertyTests.names + ["unknown one"]))
        }
    }
}
