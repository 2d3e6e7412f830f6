import Diagnostics
import FEEL
import Testing

/// The pages of codes X and T: the failing example gives the code, the corrected one gives nothing.
@Suite struct SyntaxPagesTests {
    static let pages = DiagnosticCatalogue.pages.filter {
        ($0.code.rawValue.hasPrefix("X") || $0.code.rawValue.hasPrefix("T")) && $0.bad != nil
    }

    @Test(arguments: pages)
    func examples(_ page: CodePage) throws {
        let bad = try #require(page.bad)
        let good = try #require(page.good)
        #expect(found(in: bad).contains(page.code), "\(page.code): \(bad)")
        #expect(found(in: good).isEmpty, "\(page.code): \(good)")
    }

    private func found(in text: String) -> [Code] {
        let (expression, syntax) = read(text)
        let (_, types) = Checker.check(expression, in: EmbeddedText(standalone: text), scope: .empty)
        return (syntax + types).map(\.code)
    }
}

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("populaton", "population"), ("Population", "population"), ("popualtion", "population"),
            ("placs", "places"), ("zzz", nil),
            ("population", nil), ("", nil), ("x", nil),
        ] as [(String, String?)])
    func nearest(_ name: String, _ expected: String?) {
        #expect(NearestName.nearest(to: name, among: ["places", "population", "nom"]) == expected)
    }

    @Test func distances() {
        #expect(NearestName.distance("", "abc") == 3)
        #expect(NearestName.distance("abcd", "acbd") == 1)
        #expect(NearestName.distance("é", "e") == 1)
        #expect(NearestName.distance("kitten", "sitting") == 3)
    }
}
