import Diagnostics
import Testing

@testable import FEEL

@Suite struct RegexTests {
    @Test(arguments: [
        ("abracadabra", "^a.*a$", "", true), ("abc", "b", "", true), ("abc", "^b", "", false), ("", "^$", "", true),
        ("aaa", "^a{2}$", "", false), ("aaa", "^a{2,}$", "", true), ("aaa", "^a{1,3}$", "", true),
        ("", "^a{0}$", "", true),
        ("abab", "^(ab)+$", "", true), ("abba", "^(.)(.)\\2\\1$", "", true), ("ad", "^(a|b|c)d$", "", true),
        ("cd", "^(a|b|c)d$", "", true),
        ("abcd", "^(?:ab|a)(?:cd|bcd)$", "", true), ("é", "^\\p{Ll}$", "", true), ("É", "^\\p{Lu}$", "", true),
        ("5", "^\\d$", "", true),
        ("a_b", "^\\w+$", "", false), ("a b", "\\s", "", true), ("x-1", "^\\i\\c*$", "", true),
        ("b", "[a-z-[aeiou]]", "", true),
        ("a", "[a-z-[aeiou]]", "", false), ("-", "[-a]", "", true), ("-", "[a-]", "", true), ("]", "[\\]]", "", true),
        ("a\nb", "a.b", "", false), ("a\nb", "a.b", "s", true), ("a\nb", "^b$", "m", true), ("a\nb", "^b$", "", false),
        ("ÉTÉ", "été", "i", true), ("a.c", "a.c", "q", true), ("abc", "a.c", "q", false), ("a*B", "A*b", "qi", true),
        ("ab", "a b", "x", true), ("a b", "a[ ]b", "x", true), ("€", "\\p{Sc}", "", true),
        ("é", "\\p{IsLatin-1Supplement}", "", true),
        ("é", "\\P{IsBasicLatin}", "", true), ("aab", "(a*)*b", "", true), ("b", "(a*)*b", "", true),
        ("xyz", "(|x)yz", "", true),
        ("ab", "(a)|b\\1", "", true), ("75001", "^(?:0[1-9]|[1-8]\\d|9[0-8])\\d{3}$", "", true),
    ])
    func `matches`(text: String, pattern: String, flags: String, expected: Bool) {
        #expect(run("matches", text, pattern, flags).literal == (expected ? "true" : "false"))
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[]", "[a", "*", "a**", "a{2", "a{3,2}", "a{}", "\\", "\\y", "\\1", "(a\\1)", "[b-a]",
        "(?=a)", "\\p{Xx}",
        "\\pL", "[a-z-[b]c]", "a{99999}", "((a{500}){500}){500}", "[\\1]", "}", "]",
    ])
    func `a pattern that is not well formed`(pattern: String) {
        guard case .null(let reason?) = run("matches", "a", pattern, ""), case .error(let code, _) = reason.kind else {
            Issue.record("'\(pattern)' is taken")
            return
        }
        #expect(code == ValueError.pattern)
    }

    @Test(arguments: [
        ("a1b22", "\\d+", "<$0>", "a<1>b<22>"), ("abc", "(b)", "$1$12", "abb2c"), ("a.b", "\\.", "\\$", "a$b"),
        ("abc", "(x)?b", "[$1]", "a[]c"), ("2026-06-15", "(\\d+)-(\\d+)-(\\d+)", "$3/$2/$1", "15/06/2026"),
        ("🐎é", "é", "e", "🐎e"), ("aaa", "a{2}", "b", "ba"),
    ])
    func `replace`(text: String, pattern: String, replacement: String, expected: String) {
        #expect(run("replace", text, pattern, replacement).feelDescription == expected)
    }

    /// Trying everything would take 2^40 steps.
    @Test func `a runaway pattern stops at the budget`() {
        var context = BuiltinContext(steps: 100_000)
        let text = Value.string(String(repeating: "a", count: 40))
        let value = Builtins.all["matches"]?.call(&context, [text, .string("^(a+)+$b")])
        guard case .null(let reason?)? = value, case .error(let code, _) = reason.kind else {
            Issue.record("it goes on")
            return
        }
        #expect(code == ValueError.budget)
    }

    @Test func `a long text costs no stack`() {
        let text = String(repeating: "ab", count: 30_000)
        #expect(run("matches", text, "^(a|b)*$", "").literal == "true")
        #expect(run("matches", "a", String(repeating: "(", count: 5000), "").isNull)
        #expect(run("matches", "a", String(repeating: "[^", count: 5000), "").isNull)
    }

    @Test func `split`() {
        #expect(run("split", "a, b ,c", "\\s*,\\s*").literal == "[\"a\", \"b\", \"c\"]")
        #expect(run("split", "", ",").literal == "[\"\"]")
    }

    private func run(_ name: String, _ arguments: String...) -> Value {
        var context = BuiltinContext()
        return Builtins.all[name]?.call(&context, arguments.map { .string($0) }) ?? .null
    }
}
