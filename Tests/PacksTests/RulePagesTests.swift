import Diagnostics
import Engine
import FEEL
import Packs
import Testing

/// The pages of codes R: the failing example gives the code, the corrected one gives nothing.
@Suite struct RulePagesTests {
    static let pages = DiagnosticCatalogue.pages.filter { $0.code.rawValue.hasPrefix("R") }

    /// What examples stand beside: a vocabulary, a few rules, no policy.
    static let neighbours = [
        SourceText(
            name: "beside/vocabulary.yaml",
            text: """
                format: vocabulary/1
                territory_kind: region
                codes:
                  couleurs: {rouge: {fr: Rouge, en: Red}, bleu: {fr: Bleu, en: Blue}}
                kinds:
                  region: {labels: {fr: Région, en: Region}, plural: regions, key: [id]}
                  maison:
                    labels: {fr: Maison, en: House}
                    plural: maisons
                    key: [id]
                    belongs_to: region
                    attributes:
                      surface: {type: number}
                      pieces: {type: number}
                  route:
                    labels: {fr: Route, en: Road}
                    plural: routes
                    key: [de, vers]
                    attributes:
                      de: {type: reference, kind: maison}
                      vers: {type: reference, kind: maison}
                      minutes: {type: number}

                """),
        SourceText(
            name: "beside/rules.yaml",
            text: """
                format: rules/1
                pack: voisin
                parameters:
                  seuils:
                    surface: {value: 90}
                groups:
                  visites: {labels: {fr: Visites, en: Visits}}
                questions:
                  visitee:
                    for: maison
                    group: visites
                    ask: {fr: A-t-elle été visitée ?, en: Was it visited?}
                    answer: {type: boolean}
                    score: if answer then 1 else 0
                  commentee:
                    for: maison
                    group: visites
                    ask: {fr: Qu'en dit-on ?, en: What is said of it?}
                    answer: {type: text}

                """),
    ]

    /// Every code that the rooms of rules report.
    static let reported =
        ["R001", "R002", "R003"] + (10...20).map { "R0\($0)" } + (201...218).map { "R\($0)" }
        + (220...223).map { "R\($0)" } + (230...234).map { "R\($0)" } + (240...248).map { "R\($0)" }
        + (250...256).map { "R\($0)" } + ["R260", "R270", "R271", "R272"] + (300...307).map { "R\($0)" }
        + (330...333).map { "R\($0)" }

    @Test func everyCodeHasItsPage() {
        #expect(Self.pages.map(\.code.rawValue) == Self.reported)
    }

    @Test(arguments: pages)
    func examples(_ page: CodePage) throws {
        #expect(page.title.fr != page.title.en && page.meaning.fr != page.meaning.en)
        guard page.bad != nil || page.good != nil else { return }
        let bad = try found(in: #require(page.bad))
        #expect(bad.contains(page.code), "\(page.code): \(bad)")
        let good = try found(in: #require(page.good), withTerritory: page.code != "R010")
        #expect(good.isEmpty, "\(page.code): \(good)")
    }

    private func found(in text: String, withTerritory: Bool = true) throws -> [Code] {
        let date = try #require(CalendarDate(year: 2026, month: 6, day: 15))
        let files = Self.neighbours + [SourceText(name: "example.yaml", text: text)]
        return Pack.load(files, at: date).1.map(\.code)
    }
}
