import Diagnostics
import Testing

@Suite("Rendering for terminals")
struct TerminalRendererTests {
    /// Takes `⟦…⟧` marks out of a text; gives the source and the marked spans.
    private func marked(_ text: String, name: String = "a.yaml") -> (SourceText, [Location]) {
        var bytes: [UInt8] = []
        var open: [Int] = []
        var spans: [Span] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "⟦": open.append(bytes.count)
            case "⟧": spans.append(Span(open.removeLast(), bytes.count))
            default: bytes += Array(String(scalar).utf8)
            }
        }
        let source = SourceText(name: name, bytes: bytes)
        return (source, spans.sorted().map { Location(source, $0) })
    }

    private func both(_ text: String) -> Localized { Localized(both: text) }

    private func render(_ diagnostic: Diagnostic, _ language: Language = .en, width: Int = 100) -> String {
        TerminalRenderer(language: language, width: width).render(diagnostic)
    }

    @Test("two files, source and help")
    func twoFiles() {
        let lines = String(repeating: "\n", count: 40)
        let (_, seats) = marked(lines + "  value: base + ⟦seats.bonus⟧\n", name: "rules/council/seats.yaml")
        let (_, bonus) = marked(
            String(repeating: "\n", count: 11) + "  value: ⟦seats.total⟧ / 10\n", name: "rules/council/bonus.yaml")
        let diagnostic = Diagnostic(
            "R204",
            Localized(fr: "la règle « seats.total » dépend d'elle-même", en: "rule 'seats.total' depends on itself"),
            at: seats[0],
            label: Localized(fr: "ceci lit « seats.bonus » …", en: "this reads 'seats.bonus' …"),
            secondary: [
                Label(bonus[0], Localized(fr: "… qui lit « seats.total »", en: "… which reads 'seats.total' again"))
            ],
            notes: [both("context")],
            help: Localized(fr: "remplacer l'une des lectures", en: "replace one of the two readings with an input"),
            source: "Example Code, art. 12-3, § II (2024-01-01)"
        )
        #expect(
            render(diagnostic) == """
                error[R204]: rule 'seats.total' depends on itself
                  --> rules/council/seats.yaml:41:17
                   |
                41 |   value: base + seats.bonus
                   |                 ^^^^^^^^^^^ this reads 'seats.bonus' …
                  ::: rules/council/bonus.yaml:12:10
                   |
                12 |   value: seats.total / 10
                   |          ----------- … which reads 'seats.total' again
                   = note: context
                   = source: Example Code, art. 12-3, § II (2024-01-01)
                   = help: replace one of the two readings with an input

                """)
        #expect(
            render(diagnostic, .fr) == """
                erreur[R204] : la règle « seats.total » dépend d'elle-même
                  --> rules/council/seats.yaml:41:17
                   |
                41 |   value: base + seats.bonus
                   |                 ^^^^^^^^^^^ ceci lit « seats.bonus » …
                  ::: rules/council/bonus.yaml:12:10
                   |
                12 |   value: seats.total / 10
                   |          ----------- … qui lit « seats.total »
                   = note : context
                   = source : Example Code, art. 12-3, § II (2024-01-01)
                   = aide : remplacer l'une des lectures

                """)
    }

    @Test("several marks on a line, and lines apart")
    func severalMarks() {
        let (_, spans) = marked("⟦one⟧: 1\n\n\n\n⟦two⟧ + ⟦three⟧ * ⟦four⟧\n")
        let diagnostic = Diagnostic(
            "T001", .warning, both("head"), at: spans[2], label: both("here"),
            secondary: [Label(spans[0], both("first")), Label(spans[1], both("left")), Label(spans[3], both("right"))]
        )
        #expect(
            render(diagnostic) == """
                warning[T001]: head
                 --> a.yaml:5:7
                  |
                1 | one: 1
                  | --- first
                ...
                5 | two + three * four
                  | ---   ^^^^^   ---- right
                  | |     |
                  | |     here
                  | left

                """)
    }

    @Test("wide characters, combining marks and tabs keep carets in place")
    func columns() {
        let (_, spans) = marked("漢字\te\u{301}🙂: ⟦é漢⟧ x")
        #expect(
            render(Diagnostic("X001", both("head"), at: spans[0])) == """
                error[X001]: head
                 --> a.yaml:1:9
                  |
                1 | 漢字    e\u{301}🙂: é漢 x
                  |              ^^^

                """)
    }

    @Test("an empty span has one caret, at the end of the text too")
    func emptySpans() {
        let (_, spans) = marked("ab⟦⟧c\nd⟦⟧")
        #expect(render(Diagnostic("X001", both("head"), at: spans[0])).contains("1 | abc\n  |   ^\n"))
        #expect(render(Diagnostic("X001", both("head"), at: spans[1])).contains("2 | d\n  |  ^\n"))
        let beyond = Location(spans[0].source, Span(100, 200))
        #expect(render(Diagnostic("X001", both("head"), at: beyond)).contains("2 | d\n  |  ^\n"))
    }

    @Test("a span over lines")
    func manyLines() {
        let (_, spans) = marked("a: ⟦{\n  b: 1,\n  c: 2,\n  d: 3,\n  e: 4,\n  f}⟧ g\n")
        #expect(
            render(Diagnostic("Y001", both("head"), at: spans[0], label: both("all this"))) == """
                error[Y001]: head
                 --> a.yaml:1:4
                  |
                1 | a: {
                  |    ^
                2 |   b: 1,
                  |   ^^^^^
                ...
                6 |   f} g
                  |   ^^ all this

                """)
    }

    @Test("a long line is cut around its mark")
    func longLines() {
        let (_, spans) = marked(
            String(repeating: "abcdefghij", count: 30) + "⟦KLM⟧" + String(repeating: "nopqr", count: 3000))
        let text = render(Diagnostic("X001", both("head"), at: spans[0], label: both("here")), width: 60)
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= 61 })
        let source = String(lines[3].dropFirst(4))
        let carets = String(lines[4].dropFirst(4))
        #expect(source.hasPrefix("…") && source.hasSuffix("…"))
        let column = carets.prefix { $0 == " " }.count
        #expect(source.dropFirst(column).hasPrefix("KLM"))
        #expect(carets.dropFirst(column) == "^^^ here")
    }

    @Test("controls, reordering marks and invalid UTF-8 are shown, not obeyed")
    func hostileText() {
        let source = SourceText(name: "a\u{1B}[2J.yaml", bytes: Array("x\u{1B}[31m\u{202E}y".utf8) + [0xFF, 0x7A])
        let text = render(
            Diagnostic(
                "X001", both("he\u{1B}ad\nnext"), at: Location(source, Span(0, source.bytes.count)),
                notes: [both("\u{7}")]))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(text.contains("1 | x\u{FFFD}[31m\u{FFFD}y\u{FFFD}z\n"))
        #expect(text.hasPrefix("error[X001]: he\u{FFFD}ad next\n"))
    }

    @Test("colour only adds sequences")
    func colour() {
        let (_, spans) = marked("⟦ab⟧ ⟦cd⟧")
        let diagnostic = Diagnostic(
            "X001", both("head"), at: spans[0], secondary: [Label(spans[1], both("b"))], help: both("h"))
        var coloured = TerminalRenderer(language: .en, colour: true).render(diagnostic)[...]
        #expect(coloured.contains("\u{1B}[1;31m^^"))
        var plain = ""
        while let escape = coloured.firstIndex(of: "\u{1B}") {
            plain += coloured[..<escape]
            coloured = coloured[escape...].drop { $0 != "m" }.dropFirst()
        }
        #expect(plain + coloured == render(diagnostic))
    }

    @Test("without a place")
    func noPlace() {
        #expect(render(Diagnostic("S001", both("head"), help: both("h"))) == "error[S001]: head\n  = help: h\n")
    }

    @Test("the summary counts")
    func summary() {
        let error = Diagnostic("X001", both("e"))
        let warning = Diagnostic("X002", .warning, both("w"))
        #expect(
            [error, error, warning].summary == Localized(fr: "2 erreurs, 1 avertissement", en: "2 errors, 1 warning"))
        #expect([Diagnostic]().summary == Localized(fr: "aucune erreur", en: "no error"))
    }

    @Test("any span of any bytes renders", arguments: 1...300)
    func anything(seed: Int) {
        var state = UInt64(seed)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet: [[UInt8]] =
            ["a", "é", "漢", "🙂", "\n", "\r\n", "\t", " ", "\u{301}"].map { Array($0.utf8) } + [[0xFF], [0xE2]]
        let source = SourceText(name: "f", bytes: (0..<next(200)).flatMap { _ in alphabet[next(alphabet.count)] })
        func span() -> Location {
            let start = next(source.bytes.count + 3)
            return Location(source, Span(start, start + next(40)))
        }
        let diagnostic = Diagnostic(
            "X001", both("h"), at: span(), label: both("p"),
            secondary: (0..<next(4)).map { Label(span(), both("s\($0)")) })
        let text = render(diagnostic, width: 40)
        // A source without text has a place and no line to show.
        #expect(text.contains("^") || source.bytes.isEmpty, "seed \(seed)")
    }
}
