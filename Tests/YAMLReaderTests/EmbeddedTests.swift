import Diagnostics
import Testing
import YAMLReader

/// Every byte that a segment covers is the byte of the file.
func checkMap(_ embedded: EmbeddedText, seed: UInt64 = 0, at place: SourceLocation = #_sourceLocation) {
    let inner = Array(embedded.text.utf8)
    let outer = embedded.source.bytes
    var last = 0
    for segment in embedded.segments {
        #expect(segment.inner >= last, "seed \(seed)", sourceLocation: place)
        last = segment.inner + segment.count
        guard last <= inner.count, segment.outer + segment.count <= outer.count else {
            Issue.record("segment out of bounds, seed \(seed)", sourceLocation: place)
            return
        }
        #expect(
            inner[segment.inner..<last].elementsEqual(outer[segment.outer..<(segment.outer + segment.count)]),
            "seed \(seed)", sourceLocation: place)
    }
    #expect(embedded.segments.first?.inner == 0, "seed \(seed)", sourceLocation: place)
}

@Suite("Texts inside YAML")
struct EmbeddedTests {
    /// `⟦…⟧` marks, in the file, the word `seuil` of the scalar's text.
    @Test(
        "a word of the text is found in the file",
        arguments: [
            "é: a + ⟦seuil⟧ # c\n",
            "é: 'l''été + ⟦seuil⟧'\n",
            "é: \"\\u00e9\\n\\t\\\"🙂 ⟦seuil⟧\"\n",
            "é: \"⟦seuil⟧\"\n",
            "é: '⟦seuil⟧'\n",
            "é: |\n  a\n\n  é + ⟦seuil⟧\n",
            "é: |2-\n   a\n  é + ⟦seuil⟧\n\n",
            "é: >\n  a\n  b\n\n   c\n  é + ⟦seuil⟧\n",
            "é: >+1\n  a\n é + ⟦seuil⟧\n\n\n",
            "é: a\n  b\n\n  c ⟦seuil⟧ d\n",
            "é: 'a\n  b\n\n  c ⟦seuil⟧ d'\n",
            "é: \"a \\\n  b\n\n  c ⟦seuil⟧ d\"\n",
            "é: |\r\n  a\r\n  ⟦seuil⟧\r\n",
            "é: >\r\n  a\r\n  b ⟦seuil⟧\r\n",
            "é: \"a\r\n  b ⟦seuil⟧\"\r\n",
            "- - |\n    x\n    ⟦seuil⟧\n",
            "\u{FEFF}é: |\n  ⟦seuil⟧",
            "é: | # comment\n\n\n  ⟦seuil⟧\n",
            "é: !!str ⟦seuil⟧\n",
            "é: !!str |\n  ⟦seuil⟧\n",
        ])
    func words(text: String) throws {
        let marked = Marked(text)
        let root = try #require(YAMLReader.read(marked.source).node)
        let embedded = try #require(allNodes(root).compactMap(\.embedded).first { $0.text.contains("seuil") })
        checkMap(embedded)
        let inner = Array(embedded.text.utf8)
        let start = inner.indices.first { inner[$0...].starts(with: "seuil".utf8) } ?? 0
        #expect(embedded.location(Span(start, start + 5)).span == marked.spans[0])
    }

    @Test("an escape maps to its backslash, and an empty text to where it would stand")
    func escapes() throws {
        let escaped = try #require(try read("é: \"\\u00e9x\"\n").pairs?.first?.value.embedded)
        #expect(escaped.location(Span(0, 2)).span == Span(5, 11))
        #expect(escaped.location(Span(2, 3)).span == Span(11, 12))
        let quoted = try #require(try read("é: \"\\\"ab\\\" + \\\"c\\\"\"\n").pairs?.first?.value.embedded)
        #expect(quoted.text == "\"ab\" + \"c\"")
        #expect(quoted.location(Span(0, 4)).text == "\\\"ab\\\"")
        #expect(quoted.location(Span(7, 10)).text == "\\\"c\\\"")
        let empty = try #require(try read("é: ''\n").pairs?.first?.value.embedded)
        #expect(empty.location(Span(0, 0)).span == Span(5, 5))
    }

    /// Texts of every style, written at random, are decoded by hand exactly as libyaml does: the
    /// map then has more than its fall-back segment.
    @Test("random scalars of every style are mapped", arguments: 1...500)
    func random(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let words = ["a", "é", "🙂", "b c", " ", "", "d", "x  y", "l'", "(", "z)"]
        func line() -> String {
            (0..<(1 + random.below(4))).map { _ in words[random.below(words.count)] }.joined(separator: "")
        }
        let lines = (0..<(1 + random.below(5))).map { _ in random.below(4) == 0 ? "" : line() }
        let newLine = random.below(3) == 0 ? "\r\n" : "\n"
        let text: String
        switch random.below(5) {
        case 0: text = "k: z" + lines.joined(separator: newLine + "  ") + newLine
        case 1: text = "k: '" + lines.joined(separator: newLine + "  ").replacingQuotes() + "'" + newLine
        case 2:
            text =
                "k: \"" + lines.joined(separator: newLine + "  ") + ["", "\\n", "\\\(newLine)  "][random.below(3)]
                + "\"" + newLine
        default:
            let head = ["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-"][random.below(8)]
            text =
                "k: \(head)\(newLine)" + lines.map { $0.isEmpty ? newLine : "  \($0)\(newLine)" }.joined()
                + "l: m\(newLine)"
        }
        guard let node = YAMLReader.read(SourceText(name: "r", text: text)).node, let value = node["k"] else { return }
        let embedded = try #require(value.embedded)
        checkMap(embedded, seed: seed)
        let covered = embedded.segments.reduce(0) { $0 + $1.count }
        #expect(covered > 0 || !embedded.text.contains { !$0.isWhitespace }, "seed \(seed): \(text.debugDescription)")
    }
}

extension String {
    fileprivate func replacingQuotes() -> String {
        split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    }
}
