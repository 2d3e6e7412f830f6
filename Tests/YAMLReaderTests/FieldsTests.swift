import Diagnostics
import Testing
import YAMLReader

@Suite("Reading fields")
struct FieldsTests {
    enum State: String, CaseIterable { case open, closed }

    struct Sample {
        var name: String?
        var places: Int?
        var isOpen: Bool?
        var state: State?
        var labels: Localized?
        var aliases: [String]
        var rate: String?
    }

    /// The schema of the examples in the pages of codes Y101 to Y108.
    private func decode(_ text: String) -> (sample: Sample?, diagnostics: [Diagnostic]) {
        let (node, problems) = YAMLReader.read(SourceText(name: "test.yaml", text: text))
        let context = DecodingContext()
        context.report(problems)
        guard let node, let fields = Fields(node, of: Localized(fr: "un équipement", en: "a facility"), context) else {
            return (nil, context.diagnostics)
        }
        let sample = Sample(
            name: fields.string("name", required: true),
            places: fields.integer("places", in: 0...5000),
            isOpen: fields.bool("open"),
            state: fields.choice("state", as: State.self),
            labels: fields.localized("labels"),
            aliases: fields.strings("aliases"),
            rate: fields.number("rate")
        )
        fields.finish()
        return (sample, context.diagnostics.inOrder())
    }

    @Test("all shapes")
    func shapes() throws {
        let (sample, diagnostics) = decode(
            "name: no\nplaces: 12\nopen: oui\nstate: closed\nlabels: {fr: é, en: e}\naliases: [a, 'b']\nrate: -0.50\n")
        let read = try #require(sample)
        #expect(diagnostics == [])
        #expect(read.name == "no" && read.places == 12 && read.isOpen == true && read.state == .closed)
        #expect(read.labels == Localized(fr: "é", en: "e") && read.aliases == ["a", "b"] && read.rate == "-0.50")
    }

    @Test("one text serves both languages")
    func oneText() {
        #expect(decode("name: a\nlabels: x\n").sample?.labels == Localized(both: "x"))
    }

    @Test(
        "what is wrong is told, each at its place",
        arguments: [
            ("⟦places⟧: 12\n", "Y101"),
            ("⟦name⟧:\nplaces: 12\n", "Y101"),
            ("name: ⟦[a]⟧\n", "Y102"),
            ("⟦- name⟧\n", "Y102"),
            ("name: a\n⟦plces⟧: 12\n", "Y103"),
            ("name: a\nopen: ⟦\"true\"⟧\n", "Y104"),
            ("name: a\nplaces: ⟦1e3⟧\n", "Y105"),
            ("name: a\nplaces: ⟦5001⟧\n", "Y105"),
            ("name: a\nrate: ⟦0,5⟧\n", "Y105"),
            ("name: a\nrate: ⟦.5⟧\n", "Y105"),
            ("name: a\nstate: ⟦opn⟧\n", "Y106"),
            ("name: a\nlabels: ⟦{fr: é}⟧\n", "Y107"),
            ("name: a\nlabels: {fr: é, en: e, ⟦de⟧: d}\n", "Y103"),
            ("name: a\naliases: [a, ⟦null⟧]\n", "Y108"),
            ("name: a\naliases: ⟦a⟧\n", "Y102"),
        ])
    func faults(text: String, code: String) {
        let marked = Marked(text)
        let found = decode(String(decoding: marked.source.bytes, as: UTF8.self)).diagnostics
        #expect(found.map(\.code.rawValue) == [code])
        #expect(found.first?.primary?.location.span == marked.spans[0])
    }

    @Test("a close key is suggested, unless it is already there")
    func suggestions() {
        #expect(decode("name: a\nplces: 1\n").diagnostics.first?.help?.en == "write 'places'")
        #expect(decode("name: a\nplaces: 1\nplces: 1\n").diagnostics.first?.help == nil)
    }

    @Test("examples of the pages yield their code, and their corrections nothing")
    func pages() {
        for page in DiagnosticCatalogue.pages where page.code.rawValue.hasPrefix("Y") {
            let isReading = page.code < "Y100"
            func codes(_ text: String) -> [Code] {
                isReading
                    ? YAMLReader.read(SourceText(name: "a", text: text)).diagnostics.map(\.code)
                    : decode(text).diagnostics.map(\.code)
            }
            if let bad = page.bad { #expect(codes(bad).contains(page.code), "\(page.code)") }
            if let good = page.good { #expect(codes(good).isEmpty, "\(page.code)") }
        }
    }
}
