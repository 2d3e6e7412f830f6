import Diagnostics
import Testing
import YAMLReader

@Suite("Reading YAML")
struct YAMLReaderTests {
    @Test("scalars stay texts")
    func texts() throws {
        let root = try read("a: no\nb: 012\nc: ~\nd:\ne: 'null'\nf: 2010-12-17\n")
        #expect(root.pairs?.map { $0.value.text ?? "?" } == ["no", "012", "~", "", "null", "2010-12-17"])
        #expect(root.pairs?.map(\.value.isNull) == [false, false, true, true, false, false])
    }

    @Test(
        "spans are exact in bytes, whatever the letters before",
        arguments: [
            ("⟦⟦clé⟧: ⟦valeur⟧⟧\n", ["clé: valeur", "clé", "valeur"]),
            ("⟦⟦🙂é⟧: ⟦[⟦à⟧, ⟦\"ß\"⟧, ⟦'漢'⟧]⟧⟧ # ü\n", nil),
            ("# é🙂\n⟦⟦a⟧:\n  ⟦- ⟦é⟧\n  - ⟦🙂 x⟧⟧⟧\n\n# end\n", nil),
            ("⟦⟦a⟧: ⟦|\n  é\n  b⟧\n⟦c⟧: ⟦d⟧⟧\n", nil),
            ("⟦⟦a⟧: ⟦{⟦b⟧: ⟦1⟧, ⟦c⟧: ⟦[]⟧}⟧⟧\n", nil),
            ("\u{FEFF}⟦⟦é⟧: ⟦b⟧⟧\n", nil),
            ("⟦⟦a⟧: ⟦x\r\n  é y⟧\r\n⟦b⟧: ⟦z⟧⟧\r\n", nil),
            ("⟦⟦a⟧:⟦⟧\n⟦b⟧:⟦⟧⟧\n", nil),
            ("⟦- ⟦é⟧\n- ⟦⟦k⟧: ⟦v⟧\n  ⟦l⟧: ⟦w⟧⟧\n- ⟦- ⟦x⟧⟧⟧\n", nil),
        ] as [(String, [String]?)])
    func spans(text: String, expected: [String]?) throws {
        let marked = Marked(text)
        let nodes = allNodes(try read(marked.source))
        #expect(nodes.map(\.location.span).sorted() == marked.spans)
        if let expected { #expect(nodes.map(\.location.text) == expected) }
    }

    @Test(
        "faults are told with their place",
        arguments: [
            ("a: 1\n⟦a⟧: 2\n", "Y005"),
            ("é: 🙂\né🙂: 1\n⟦é🙂⟧: 2\n", "Y005"),
            ("a: ⟦*b⟧\n", "Y006"),
            ("é: ⟦!!int⟧ 12\n", "Y007"),
            ("é: ⟦&x⟧ 12\n", "Y014"),
            ("é: ⟦&x⟧\n  a: 1\n", "Y014"),
            ("a: 1\n⟦---⟧\nb: 2\n", "Y011"),
            ("# only é\n⟦⟧", "Y010"),
            ("⟦[a]⟧: 1\n", "Y012"),
            ("é: 🙂b⟦:⟧ c\n", "Y001"),
            ("é:\n⟦\t⟧a: 1\n", "Y013"),
            ("é: [1, 2\nb⟦:⟧ 3\n", "Y001"),
            ("é: ⟦%⟧a\n", "Y001"),
            ("é: ⟦@⟧a\n", "Y001"),
            ("é: \"⟦\\⟧q\"\n", "Y001"),
            ("é: a⟦\u{7}⟧\n", "Y003"),
            ("é: a⟦\u{0}⟧\n", "Y003"),
            ("é: a⟦\u{85}⟧\n", "Y003"),
            ("é: a⟦\u{2028}⟧\n", "Y003"),
            ("é: a⟦\u{FEFF}⟧\n", "Y003"),
        ])
    func faults(text: String, code: String) throws {
        let marked = Marked(text)
        let found = YAMLReader.read(marked.source).diagnostics
        #expect(found.map(\.code.rawValue) == [code])
        #expect(found.first?.primary?.location.span == marked.spans[0])
        #expect(found.first?.help?.fr.isEmpty == false)
    }

    @Test("a key given twice shows both places, and the rest is read")
    func keyTwice() throws {
        let marked = Marked("⟦é⟧: 1\nb: 2\n⟦é⟧: 3\n")
        let (node, diagnostics) = YAMLReader.read(marked.source)
        #expect(diagnostics.first?.secondary.first?.location.span == marked.spans[0])
        #expect(node?.pairs?.map { $0.value.text ?? "" } == ["1", "2"])
    }

    @Test("a value that only begins with quotes is explained")
    func halfQuoted() {
        let (node, diagnostics) = YAMLReader.read(SourceText(name: "a", text: "value: \"x\" + y\n"))
        #expect(node == nil)
        #expect(diagnostics.first?.help?.en.contains("'|'") == true)
    }

    @Test(
        "bytes that are not UTF-8 are refused at their offset",
        arguments: [
            (Array("é: ".utf8) + [0xE9], "Y002", 4), (Array("a: ".utf8) + [0xC3, 0x28], "Y002", 3),
            ([0xFF, 0xFE, 0x61, 0x00], "Y004", 0), ([0xFE, 0xFF, 0x00, 0x61], "Y004", 0),
        ] as [([UInt8], String, Int)])
    func encodings(bytes: [UInt8], code: String, offset: Int) {
        let (node, diagnostics) = YAMLReader.read(SourceText(name: "a", bytes: bytes))
        #expect(node == nil)
        #expect(diagnostics.map(\.code.rawValue) == [code])
        #expect(diagnostics.first?.primary?.location.span.start == offset)
    }

    @Test("limits hold")
    func limits() {
        func code(_ text: String, _ limits: YAMLLimits) -> String? {
            YAMLReader.read(SourceText(name: "a", text: text), limits: limits).diagnostics.first?.code.rawValue
        }
        #expect(code("[[[]]]", YAMLLimits(depth: 3)) == nil)
        #expect(code("[[[[]]]]", YAMLLimits(depth: 3)) == "Y008")
        #expect(code("- - - - a", YAMLLimits(depth: 3)) == "Y008")
        #expect(code("[1,2,3]", YAMLLimits(nodes: 4)) == nil)
        #expect(code("[1,2,3,4]", YAMLLimits(nodes: 4)) == "Y009")
        #expect(code("abcd", YAMLLimits(size: 3)) == "Y009")
        #expect(codes(String(repeating: "[", count: 100_000)) == ["Y008"])
    }

    @Test("a comment behind a tag ends with its line, however that ends; what is too deep is in the text")
    func commentBehindATag() {
        for end in ["\r", "\n", "\r\n"] {
            let (node, diagnostics) = YAMLReader.read(SourceText(name: "a", text: "!t # c\(end)[a]"))
            let start = 6 + end.utf8.count
            #expect(node?.location.span == Span(start, start + 3), "\(end.debugDescription)")
            #expect(diagnostics.count == 1)
        }
        let (_, diagnostics) = YAMLReader.read(
            SourceText(name: "a", text: "[! # c\r["), limits: YAMLLimits(depth: 1))
        #expect(diagnostics.contains { $0.code.rawValue == "Y008" && $0.primary?.location.span == Span(7, 8) })
    }

    @Test("an alias bomb stays small")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }
        let (node, diagnostics) = YAMLReader.read(SourceText(name: "a", text: text))
        #expect(diagnostics.hasErrors)
        #expect(node.map { allNodes($0).count } ?? 0 < 500)
    }

    @Test("mutated texts never crash, and keep spans in bounds", arguments: 1...400)
    func mutations(seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes = Array(Self.sample.utf8)
        let pieces = [
            "\n", "  ", "\t", ":", "- ", "|", ">", "'", "\"", "{", "}", "[", "]", "&a", "*a", "!t ", "#", "é", "🙂",
            "---\n", "\\", "?", ",",
        ]
        for _ in 0...random.below(4) {
            let at = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(20)))
            case 2: bytes.insert(contentsOf: Array(pieces[random.below(pieces.count)].utf8), at: at)
            default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.below(30))], at: at)
            }
            if bytes.isEmpty { bytes = [0x61] }
        }
        let source = SourceText(name: "m", bytes: bytes)
        let (node, diagnostics) = YAMLReader.read(source)
        #expect(node != nil || diagnostics.hasErrors)
        let renderer = TerminalRenderer()
        for diagnostic in diagnostics {
            for label in [diagnostic.primary].compactMap({ $0 }) + diagnostic.secondary {
                #expect(label.location.span.end <= bytes.count)
            }
            #expect(!renderer.render(diagnostic).isEmpty)
        }
        for node in node.map(allNodes) ?? [] {
            #expect(node.location.span.end <= bytes.count)
            if let embedded = node.embedded { checkMap(embedded, seed: seed) }
        }
    }

    static let sample = """
        # Une règle
        pack: réflexion
        in_force: {from: 2010-12-17, "to": '2020-01-01'}
        questions:
          q1:
            ask: {fr: "Les services se \\u00e9tendent-ils ?", en: 'It''s so'}
            value: count(a[b in ("x", "y")]) > 0
            when: >-
              a and
              b

                c
            note: |+
              é 🙂
               d

          q2: plain text
            over two lines
        list:
          - a
          - [b, c]
          -
            d: e

        """
}
