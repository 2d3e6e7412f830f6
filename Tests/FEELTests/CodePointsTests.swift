import Diagnostics
import Testing

@testable import FEEL

@Suite("strings by code point")
struct CodePointsTests {
    /// Of every length around a word's, changed at every place; and texts that Swift holds equal.
    @Test("equal only where every byte is")
    func bytes() {
        let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
        for count in 0...20 {
            let bytes = Array(letters.prefix(count))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasCodePoints(of: String(decoding: bytes, as: UTF8.self)))
            #expect(!text.hasCodePoints(of: text + "a"))
            for place in 0..<count {
                var other = bytes
                other[place] = UInt8(ascii: "-")
                #expect(!text.hasCodePoints(of: String(decoding: other, as: UTF8.self)), "\(count), \(place)")
            }
        }
    }

    @Test("canonical equivalents differ")
    func equivalents() {
        let pairs = [("é", "e\u{301}"), ("a\u{323}\u{307}", "a\u{307}\u{323}"), ("\u{212B}", "Å")]
        for (left, right) in pairs {
            #expect(left == right)
            #expect(!left.hasCodePoints(of: right))
            #expect(!right.hasCodePoints(of: left))
        }
        #expect("été".hasCodePoints(of: "été"))
    }

    /// Pieces that begin alike for longer than what is looked at first, and differ after it.
    @Test("names whose words begin alike are told apart")
    func names() {
        let names = ["intercommunal", "intercommunalite", "intercommunaux", "inter", "interco", "a-b", "a-c", "été"]
        let trie = NameTrie(names)
        for name in names {
            let match = trie.longestMatch(in: Array(name.utf8), at: 0)
            #expect(match?.name == name)
        }
        for other in ["intercommunax", "intercom", "intercommunal2x", "a-d", "ete"] {
            #expect(trie.longestMatch(in: Array(other.utf8), at: 0) == nil, "\(other)")
        }
    }

    @Test("a scope changed after use has the names of now")
    func scope() {
        var scope = Scope(variables: [.init(name: "first name", type: .string)], types: StandardTypes())
        let text = EmbeddedText(standalone: "second name = \"x\"")
        #expect(CompiledExpression.compile(text, scope: scope).0 == nil)
        scope.variables.append(.init(name: "second name", type: .string))
        #expect(CompiledExpression.compile(text, scope: scope).0?.evaluate([.null, .string("x")]).isTrue == true)
    }
}

extension Value {
    fileprivate var isTrue: Bool { if case .boolean(true) = self { true } else { false } }
}
