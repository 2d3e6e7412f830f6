import Diagnostics
import FEEL
import Probes
import Testing

/// How texts are understood. Each row: the text, and its reading with every operation in brackets.
@Suite struct SyntaxTests {
    static let names = [
        "a", "b", "c", "x", "y", "n", "list", "Full Name", "Monthly Salary", "a-b", "profit + loss", "l'entente",
        "taux d'occupation", "âge", "Model 2", "in progress", "date limite", "f",
    ]

    @Test(arguments: [
        // Precedence and associativity: DMN 1.5, §10.3.1.2, rule 2 and 4.
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("8 / 4 / 2", "((8 / 4) / 2)"),
        ("3 ** 4 ** 5", "((3 ** 4) ** 5)"),
        ("-3 ** 2", "((-3) ** 2)"),
        ("2 ** -x", "(2 ** (-<x>))"),
        ("--10", "(-(-10))"),
        ("-x.y", "(-(<x>.<y>))"),
        ("a or b and c", "(<a> or (<b> and <c>))"),
        ("a and b or c", "((<a> and <b>) or <c>)"),
        ("a = b and x < y", "((<a> = <b>) and (<x> < <y>))"),
        ("a + 1 > b * 2", "((<a> + 1) > (<b> * 2))"),
        ("(1 + 2) * 3", "((1 + 2) * 3)"),
        ("x between 1 and 10 and y", "((<x> between 1 and 10) and <y>)"),
        ("x between a + 1 and b", "(<x> between (<a> + 1) and <b>)"),
        ("x instance of number = true", "((<x> instance of number) = true)"),
        ("1 + x instance of number", "(1 + (<x> instance of number))"),
        ("1 + if a then 2 else 3 + 4", "(1 + (if <a> then 2 else (3 + 4)))"),
    ])
    func operators(_ text: String, _ expected: String) { expect(text, expected) }

    @Test(arguments: [
        ("Full Name", "<Full Name>"),
        ("Full  \n Name", "<Full Name>"),
        ("\"Hello \" + Full Name", "(\"Hello \" + <Full Name>)"),
        ("12 * Monthly Salary", "(12 * <Monthly Salary>)"),
        ("a-b", "<a-b>"),
        ("a - b", "<a-b>"),
        ("b-a", "(<b> - <a>)"),
        ("profit + loss - 1", "(<profit + loss> - 1)"),
        ("l'entente.siege", "(<l'entente>.<siege>)"),
        ("taux d'occupation * 2", "(<taux d'occupation> * 2)"),
        ("âge >= 3", "(<âge> >= 3)"),
        ("Model 2 + 25", "(<Model 2> + 25)"),
        ("in progress and a", "(<in progress> and <a>)"),
        // What nothing declares is still read: the words that stand together.
        ("nobody knows this + 1", "(<nobody knows this> + 1)"),
        ("unknown and other", "(<unknown> and <other>)"),
        ("date limite < 3", "(<date limite> < 3)"),
        ("string quartet", "<string quartet>"),
        // Built-in functions with spaces and keywords in their names.
        ("date and time(\"x\")", "<date and time>(\"x\")"),
        ("date and\n   time (\"x\")", "<date and time>(\"x\")"),
        ("years and months duration(a, b)", "<years and months duration>(<a>, <b>)"),
        ("substring before(\"a\", \"b\")", "<substring before>(\"a\", \"b\")"),
        ("list contains(list, 1)", "<list contains>(<list>, 1)"),
        ("not(a)", "<not>(<a>)"),
        ("x.date and y", "((<x>.<date>) and <y>)"),
        ("x.time offset = y", "((<x>.<time offset>) = <y>)"),
    ])
    func names(_ text: String, _ expected: String) { expect(text, expected) }

    @Test(arguments: [
        // Names that the expression itself brings into sight.
        ("{a+c: 1, d: a+c * 2}", "{<a+c>: 1, <d>: (<a+c> * 2)}"),
        ("{first name: 1, d: {e: first name}}", "{<first name>: 1, <d>: {<e>: <first name>}}"),
        ("{foo+bar: 1}.foo+bar", "({<foo+bar>: 1}.<foo+bar>)"),
        ("[{p-q: 1}][p-q = 1]", "([{<p-q>: 1}] where (<p-q> = 1))"),
        ("{p-q: 1, r: 2}.r + p-q", "((({<p-q>: 1, <r>: 2}.<r>) + <p>) - <q>)"),
        ("{\"a b\": 1, if: 2}", "{<a b>: 1, <if>: 2}"),
        ("for p-q in list return p-q + 1", "(for <p-q> in <list> return (<p-q> + 1))"),
        (
            "for i in 1..n, j in i..4 return partial[-1]",
            "(for <i> in 1..<n>, <j> in <i>..4 return (<partial> where (-1)))"
        ),
        ("some x y in list satisfies x y > 1", "(some <x y> in <list> satisfies (<x y> > 1))"),
        ("every i in list satisfies i > 1 and a", "(every <i> in <list> satisfies ((<i> > 1) and <a>))"),
        ("function(p-q: number, r) p-q + r", "(function(p-q, r) (<p-q> + <r>))"),
        ("function(a) external {java: {class: \"x\"}}", "(function(a) external {<java>: {<class>: \"x\"}})"),
        ("list[item > 1]", "(<list> where (<item> > 1))"),
    ])
    func localNames(_ text: String, _ expected: String) { expect(text, expected) }

    @Test(arguments: [
        ("[1..2]", "[1..2]"), ("(1..2)", "(1..2)"), ("]1..2[", "(1..2)"), ("[1..2[", "[1..2)"), ("]1..2]", "(1..2]"),
        ("[1..n[", "[1..n)"), ("[1..n[ = x", "([1..n) = <x>)"), ("[1..list[1]]", "[1..(list[1])]"),
        ("(< 5)", "(< 5)"), ("(>=5)", "(>= 5)"), ("(= 5)", "[5..5]"), ("(..5]", "(<= 5)"), ("[5..)", "(>= 5)"),
        ("[@\"P1D\"..duration(\"P2D\")]", "[@\"P1D\"..duration(\"P2D\")]"),
        ("(null..10]", "(null..10]"), ("-[1..5]", "(-[1..5])"),
        ("[[1..2], ]3..4[]", "[[1..2], (3..4)]"), ("[1]", "[1]"), ("[]", "[]"), ("(1)", "1"),
        ("x in [1..2]", "(<x> in {[1..2]})"), ("x in (1..2)", "(<x> in {(1..2)})"),
        ("x in (1, 2)", "(<x> in {1 | 2})"), ("x in (<1, >= 2)", "(<x> in {< 1 | >= 2})"),
        ("x in < 5 and a", "((<x> in {< 5}) and <a>)"), ("x in (1 + 2) * 3", "(<x> in {(1 + 2) * 3})"),
        ("x in ([1..2], 7)", "(<x> in {[1..2] | 7})"), ("x in (!=10)", "(<x> in {!= 10})"),
        ("x in list and a", "((<x> in {list}) and <a>)"),
        ("a.b[c = 1].d[1]", "((((<a>.<b>) where (<c> = 1)).<d>) where 1)"),
        ("f(1)(2).x", "(<f>(1)(2).<x>)"),
        ("f(start position: 2, string: \"a\")", "<f>(<start position>: 2, <string>: \"a\")"),
        ("\"foo\"[1]", "(\"foo\" where 1)"), ("duration(\"P1D\").days", "(<duration>(\"P1D\").<days>)"),
    ])
    func bracketsAndRanges(_ text: String, _ expected: String) { expect(text, expected) }

    @Test(arguments: [
        ("x instance of list<list<number>>", "list<list<number>>"),
        ("x instance of date and time", "date and time"),
        ("x instance of days and time duration", "days and time duration"),
        ("x instance of range<years and months duration>", "range<years and months duration>"),
        ("x instance of context<a b: string, c: list<Any>>", "context<a b: string, c: list<Any>>"),
        ("x instance of function<>->Any", "function<> -> Any"),
        ("x instance of function<number, string> -> list<Any>", "function<number, string> -> list<Any>"),
        ("x instance of acme.tAddress", "acme.tAddress"),
    ])
    func types(_ text: String, _ expected: String) {
        let (expression, diagnostics) = read(text, names: Self.names)
        #expect(diagnostics.isEmpty)
        guard case .instanceOf(_, let type) = expression.kind else {
            Issue.record("not an instance of: \(expression)")
            return
        }
        #expect(type.description == expected)
    }

    @Test(arguments: [
        (#""a\"b\\c\n\t\r\'""#, "a\"b\\c\n\t\r'"), (#""\u0041\U01F40E""#, "A🐎"), (#""\uD83D\uDC0E\ud83d\ude00""#, "🐎😀"),
        (#""\d+\.\s""#, #"\d+\.\s"#), ("\"横綱 Š\"", "横綱 Š"), ("\"\"", ""), ("\"// no /* comment\"", "// no /* comment"),
    ])
    func strings(_ text: String, _ expected: String) {
        let (expression, diagnostics) = read(text)
        #expect(diagnostics.isEmpty)
        #expect(expression.kind == .string(expected))
    }

    @Test(arguments: [
        ("50", "50"), (".872", "0.872"), ("1.5e3", "1500"), ("2E-2", "0.02"), ("125.4321987654", "125.4321987654"),
    ])
    func numbers(_ text: String, _ expected: String) throws {
        #expect(read(text).0.kind == .number(try #require(Number(expected))))
    }

    @Test func commentsAndSpace() {
        expect("1 /* one */ + // two\n 2 /**/", "(1 + 2)")
        expect("\u{FEFF}1\u{A0}+\u{2003}2", "(1 + 2)")
    }

    @Test(arguments: [
        ("-", "-"), ("< 10, [20..30]", "< 10, [20..30]"), ("not(\"a\", \"b\")", "not(\"a\", \"b\")"),
        ("\"x\"", "\"x\""), ("? > 5 and ? < x", "? > 5 and ? < x"), ("-1", "-1"), ("not(a) and b", "not(a) and b"),
        ("(< 5), (1..2]", "(< 5), (1..2]"), ("!= null", "!= null"), ("= 5", "= 5"), ("date(\"x\")", "date(\"x\")"),
        ("not(< 5)", "not(< 5)"), ("not(a), b", "not(a), b"),
    ])
    func unaryTests(_ text: String, _ expected: String) {
        let (tests, diagnostics) = readTests(text, names: Self.names)
        #expect(diagnostics.isEmpty)
        #expect(tests.description == expected)
        #expect(tests.isNegated == (text == "not(\"a\", \"b\")" || text == "not(< 5)"))
        #expect(tests.tests.isEmpty == (text == "-"))
    }

    @Test func spansAreThoseOfTheText() {
        let (expression, _) = read("  (a + b) * Full  Name ", names: Self.names)
        guard case .arithmetic(.multiply, let left, let right) = expression.kind else {
            Issue.record("not a product")
            return
        }
        #expect(expression.span == Span(2, 22))
        #expect(left.span == Span(2, 9))
        #expect(right.span == Span(12, 22))
    }

    @Test func placesGoBackToTheSource() {
        let source = SourceText(name: "rules.yaml", text: "value: 'a ++ b'")
        let text = EmbeddedText(text: "a ++ b", source: source, segments: [.init(inner: 0, outer: 8, count: 6)])
        let (_, diagnostics) = Parser.parseExpression(text, names: NameScope(["a", "b"]))
        #expect(diagnostics.map { Finding($0) } == [Finding("X001", Span(11, 12))])
    }

    private func expect(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let (expression, diagnostics) = read(text, names: Self.names, sourceLocation: sourceLocation)
        #expect(diagnostics.map(\.headline.en) == [], sourceLocation: sourceLocation)
        #expect(understood(expression) == expected, sourceLocation: sourceLocation)
    }
}
