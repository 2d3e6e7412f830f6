import CSVReader
import Diagnostics
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
    private func read(_ text: String, limits: CSVLimits = CSVLimits()) -> (table: CSVTable, diagnostics: [Diagnostic]) {
        CSVReader.read(source: SourceText(name: "a.csv", text: text), limits: limits)
    }

    private func texts(_ rows: [[CSVCell]]) -> [[String]] { rows.map { $0.map(\.text) } }

    @Test("quotes, separators and line ends inside cells")
    func quotes() {
        let (table, diagnostics) = read("code,nom\r\n01004,\"Ambérieu, \"\"le\"\"\r\nhaut\"\r\n\n2A004,\n\"\",x")
        #expect(diagnostics == [])
        #expect(table.header.map(\.text) == ["code", "nom"])
        #expect(texts(table.rows) == [["01004", "Ambérieu, \"le\"\r\nhaut"], ["2A004", ""], ["", "x"]])
        #expect(table.rows[0][1].location.text == "\"Ambérieu, \"\"le\"\"\r\nhaut\"")
        #expect(table.rows.map { $0[0].isQuoted } == [false, false, true])
        #expect(table.column("nom") == 1 && table.column("n") == nil)
    }

    @Test(
        "the separator is found in the header",
        arguments: [
            ("a,b\n", CSVSeparator.comma), ("a;b\n1,5;2\n", .semicolon), ("a\tb,c\td\n", .tab), ("a\n", .comma),
            ("\"a,b,c\";d\n", .semicolon), ("\u{FEFF}é;b\n", .semicolon), ("\n\na;b\n", .semicolon),
        ])
    func separators(text: String, separator: CSVSeparator) {
        let (table, diagnostics) = read(text)
        #expect(table.separator == separator)
        #expect(diagnostics == [])
    }

    /// `⟦…⟧` marks the primary span; the rows left are those read.
    @Test(
        "faults cost their row only",
        arguments: [
            ("a,b\n1⟦⟧\n3,4\n", "F006", [["3", "4"]]),
            ("a,b\n1,2,⟦é,⟧\n3,4\n", "F006", [["3", "4"]]),
            ("a,b\n1,x⟦\"⟧y\"\n3,4\n", "F007", [["3", "4"]]),
            ("a,b\n1,\"x\"⟦y⟧\n3,4\n", "F007", [["3", "4"]]),
            ("a,b\n1,⟦\"⟧x\n3,4\n", "F008", [["3", "4"]]),
            ("a,b\n1,x⟦\u{0}⟧\n3,4\n", "F002", [["3", "4"]]),
            ("a,b\n1,\"x⟦\u{0}⟧\"\n3,4\n", "F002", [["3", "4"]]),
            ("a,b\n1,x⟦\r⟧y\n3,4\n", "F002", [["3", "4"]]),
            ("a,⟦a⟧\n3,4\n", "F005", [["3", "4"]]),
            ("a,⟦⟧\n3,4\n", "F009", [["3", "4"]]),
            ("⟦⟧", "F004", []),
            ("\n\n⟦⟧", "F004", []),
            ("a,⟦\"⟧b\n", "F008", []),
        ] as [(String, String, [[String]])])
    func faults(marked: String, code: String, rows: [[String]]) {
        var bytes: [UInt8] = []
        var span = Span(0, 0)
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": span.start = bytes.count
            case "⟧": span.end = bytes.count
            default: bytes += Array(String(scalar).utf8)
            }
        }
        let (table, diagnostics) = CSVReader.read(source: SourceText(name: "a.csv", bytes: bytes))
        #expect(diagnostics.map(\.code.rawValue) == [code])
        #expect(diagnostics.first?.primary?.location.span == span)
        #expect(texts(table.rows) == rows)
    }

    @Test("bytes that are not UTF-8 refuse the file at their offset")
    func encoding() {
        let (table, diagnostics) = CSVReader.read(
            source: SourceText(name: "a", bytes: Array("é,b\n1,".utf8) + [0xE9, 0x0A]))
        #expect(table.header.isEmpty)
        #expect(diagnostics.map(\.code) == ["F001"])
        #expect(diagnostics.first?.primary?.location.span == Span(7, 8))
    }

    @Test("limits hold")
    func limits() {
        #expect(read("a\n1\n2\n3\n", limits: CSVLimits(rows: 2)).diagnostics.map(\.code) == ["F003"])
        #expect(read("a,b,c\n", limits: CSVLimits(columns: 2)).diagnostics.map(\.code) == ["F003"])
        #expect(read("a\n12345\n1\n", limits: CSVLimits(cell: 3)).table.rows.count == 1)
        #expect(read("abc", limits: CSVLimits(size: 2)).diagnostics.map(\.code) == ["F003"])
        let many = read("a\n" + String(repeating: "1,2\n", count: 7), limits: CSVLimits(problems: 3))
        #expect(many.diagnostics.map(\.code) == ["F006", "F006", "F006", "F010"])
        #expect(many.diagnostics.last?.headline.en == "4 other problems in this file")
        #expect(many.table.refusedRows == 7)
    }

    @Test("row by row, until told to stop")
    func streaming() {
        var seen: [String] = []
        let (table, _) = CSVReader.read(source: SourceText(name: "a", text: "a\n1\n2\n3\n")) { header, row in
            #expect(header.count == row.count)
            seen.append(row[0].text)
            return seen.count < 2
        }
        #expect(seen == ["1", "2"])
        #expect(table.rows.isEmpty && table.header.count == 1)
    }

    @Test("the text of a cell maps to the file")
    func embedded() throws {
        let (table, _) = read("é,b\n\"x \"\"q\"\" = seuil\",seuil\n")
        for cell in table.rows[0] {
            let inner = Array(cell.text.utf8)
            let start = try #require(inner.indices.first { inner[$0...].starts(with: "seuil".utf8) })
            #expect(cell.embedded.location(Span(start, start + 5)).text == "seuil")
        }
        let quoted = table.rows[0][0].embedded
        #expect(quoted.location(Span(3, 4)).text == "q")
    }

    @Test("mutated files never crash, and keep spans in bounds", arguments: 1...400)
    func mutations(seed: Int) {
        var state = UInt64(seed)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var bytes = Array("code;nom;\"x\"\r\n1;\"a \"\"b\"\"\nc\";é\r\n2;;\n3;🙂;\"\"\n".utf8)
        let pieces: [UInt8] = Array("\";,\n\r\t".utf8) + [0xFF, 0x00]
        for _ in 0...next(5) {
            let at = next(bytes.count)
            if next(2) == 0 {
                bytes[at] = pieces[next(pieces.count)]
            } else {
                bytes.insert(pieces[next(pieces.count)], at: at)
            }
        }
        let (table, diagnostics) = CSVReader.read(source: SourceText(name: "m", bytes: bytes))
        for row in table.rows {
            #expect(row.count == table.header.count)
            for cell in row {
                #expect(cell.location.span.end <= bytes.count)
                let embedded = cell.embedded
                let inner = Array(cell.text.utf8)
                for segment in embedded.segments {
                    #expect(
                        inner[segment.inner..<(segment.inner + segment.count)]
                            .elementsEqual(bytes[segment.outer..<(segment.outer + segment.count)]), "seed \(seed)")
                }
            }
        }
        for diagnostic in diagnostics {
            #expect(diagnostic.primary.map { $0.location.span.end <= bytes.count } ?? true)
            #expect(!TerminalRenderer().render(diagnostic).isEmpty)
        }
    }

    @Test("examples of the pages yield their code, and their corrections nothing")
    func pages() {
        for page in DiagnosticCatalogue.pages where page.code >= "F001" && page.code <= "F010" {
            if let bad = page.bad { #expect(read(bad).diagnostics.map(\.code).contains(page.code), "\(page.code)") }
            if let good = page.good { #expect(read(good).diagnostics.isEmpty, "\(page.code)") }
        }
    }
}
