import Diagnostics
import Engine
import FEEL
import Intake
import Packs
import Testing
import World

@testable import Trials

/// The repository's rules with their tests, read once.
enum Repository {
    /// Without a slash at the end.
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static let date = CalendarDate(year: 2026, month: 6, day: 15) ?? .epoch

    static let pack: (Pack?, [Diagnostic]) = {
        let (files, unread) = PackFolders.read(rules: root + "/rules", policies: root + "/policies")
        let (pack, diagnostics) = Pack.load(files, at: date)
        return (pack, unread + diagnostics)
    }()

    static let tests: ([Trial], [Diagnostic]) = {
        guard let pack = pack.0 else { return ([], pack.1) }
        let (files, unread) = PackFolders.tests(rules: root + "/rules")
        let (trials, diagnostics) = TrialReader.read(files, pack: pack) { name, file in
            let folder = file.split(separator: "/").dropLast().joined(separator: "/")
            return TerritoryFolder.read(FolderReader.read("\(root)/\(folder)/\(name)"), vocabulary: pack.vocabulary)
        }
        return (trials, unread + diagnostics)
    }()
}

/// A small pack of houses, and its tests.
struct Houses {
    static let vocabulary = """
        format: vocabulary/1
        territory_kind: region
        kinds:
          region: {labels: {fr: Région, en: Region}, plural: regions, key: [id]}
          maison:
            labels: {fr: Maison, en: House}
            plural: maisons
            key: [id]
            belongs_to: region
            attributes:
              surface: {type: number, unit: m², range: "[1..1000]"}
              hauteur: {type: number, unit: m, range: "[1..100]"}

        """

    static let rules = """
        format: rules/1
        pack: maisons
        parameters:
          seuils:
            surface: {value: 90, unit: m², source: usage}
        decisions:
          grande:
            for: maison
            labels: {fr: Grande, en: Large}
            source: usage
            when: maison.surface >= seuils.surface

        """

    static func pack(_ rules: String = rules, _ more: String...) throws -> Pack {
        var files = [
            SourceText(name: "vocabulary.yaml", text: vocabulary), SourceText(name: "rules.yaml", text: rules),
        ]
        for (position, text) in more.enumerated() {
            files.append(SourceText(name: "more-\(position).yaml", text: text))
        }
        let (pack, diagnostics) = Pack.load(files, at: Repository.date)
        return try #require(pack, "\(diagnostics.map(\.headline.en))")
    }

    /// - Parameter tests: What stands under `tests:`, indented by two.
    static func trials(_ tests: String, _ pack: Pack) -> ([Trial], [Diagnostic]) {
        let text = """
            format: rules-test/1
            territory: R
            at: 2026-06-15
            facts:
              region/R: {}
              maison/m: {region: R, surface: 90}
            tests:

            """
        return TrialReader.read([SourceText(name: "a.test.yaml", text: text + tests)], pack: pack) { _, _ in nil }
    }
}
