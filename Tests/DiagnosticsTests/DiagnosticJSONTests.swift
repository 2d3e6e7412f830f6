import Diagnostics
import JSON
import Testing

@Suite("Diagnostics as JSON")
struct DiagnosticJSONTests {
    @Test("every member is there")
    func members() {
        let source = SourceText(name: "a.yaml", text: "é: x\ny")
        let diagnostic = Diagnostic(
            "Y001", Localized(fr: "tête", en: "head"), at: Location(source, Span(4, 7)), help: Localized(both: "h"))
        #expect(
            diagnostic.json().serialized()
                == #"{"code":"Y001","severity":"error","headline":{"fr":"tête","en":"head"},"#
                + #""primary":{"file":"a.yaml","line":1,"column":4,"end_line":2,"end_column":2,"start":4,"end":7,"#
                + #""message":null},"secondary":[],"notes":[],"help":{"fr":"h","en":"h"},"source":null}"#)
        #expect(diagnostic.json([.en])["headline"] == ["en": "head"])
    }

    @Test("a fault of JSON points into its text")
    func jsonFault() throws {
        let source = SourceText(name: "<socket>", text: "[1,]")
        do {
            _ = try JSONValue.parse(source.bytes)
            Issue.record("read")
        } catch {
            let diagnostic = Diagnostic("A001", error, in: source)
            #expect(diagnostic.primary?.location.span == Span(3, 4))
        }
    }
}

@Suite("Widths")
struct DisplayWidthTests {
    @Test(
        "columns of texts",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("🙂", 2), ("👨‍👩‍👧", 2), ("🇫🇷", 2), ("❤\u{FE0F}", 2), ("❤", 1),
            ("", 0), ("ａ", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("…", 1), ("«\u{A0}»", 3), ("\u{200B}", 0),
        ])
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test("padding and cutting")
    func fitting() {
        #expect(DisplayWidth.padded("漢", to: 4) == "漢  ")
        #expect(DisplayWidth.padded("12", to: 4, alignRight: true) == "  12")
        #expect(DisplayWidth.truncated("漢字漢字", to: 6) == "漢字…")
        #expect(DisplayWidth.truncated("abc", to: 3) == "abc")
        #expect(DisplayWidth.truncated("abc", to: 0) == "")
    }
}

@Suite("Catalogue")
struct CatalogueTests {
    @Test("codes are well formed and each has one page, complete in both languages")
    func pages() {
        var seen: Set<Code> = []
        for page in DiagnosticCatalogue.pages {
            #expect(seen.insert(page.code).inserted, "\(page.code) has two pages")
            let letters = Array(page.code.rawValue)
            #expect(letters.count == 4 && "ADFRSTVXY".contains(letters[0]) && letters[1...].allSatisfy(\.isNumber))
            for language in Language.allCases {
                #expect(!page.title[language].isEmpty && !page.meaning[language].isEmpty)
                #expect(page.text(language).hasPrefix(page.code.rawValue))
            }
        }
    }
}
