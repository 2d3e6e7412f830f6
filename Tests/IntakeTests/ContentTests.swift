import Diagnostics
import FEEL
import Packs
import Testing
import World

@testable import Intake

/// The package's own rules, example and imports, read as a user's would be.
@Suite struct ContentTests {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// The kinds, with the attributes that questions add to them.
    static let vocabulary: Vocabulary? = {
        PackReader.read(PackFolders.read(rules: root + "/rules", policies: root + "/policies").0).0?.vocabulary
    }()

    @Test func exampleIsReadWithoutAWord() throws {
        let contents = FolderReader.read(Self.root + "/examples/val-clair")
        let (description, diagnostics) = TerritoryFolder.read(contents, vocabulary: try #require(Self.vocabulary))
        #expect(places(diagnostics).isEmpty)
        #expect(description.territory == "val_clair")
        #expect(description.facts.recordNames.contains("equipement/A1"))
        #expect(description.facts["trajet/A|B", "minutes"] == decimal("8"))
    }

    @Test func importsAreWellFormed() throws {
        let files = FolderReader.read(Self.root + "/imports").files
        #expect(!files.isEmpty)
        for file in files {
            let (mapping, diagnostics) = ImportMapping.read(file, vocabulary: try #require(Self.vocabulary))
            #expect(places(diagnostics).isEmpty)
            #expect(mapping != nil)
        }
    }

    /// Table, rows taken, rows refused or cells refused, and a sum to check.
    @Test(
        .enabled(if: shared != nil, "the real tables are not there (MAILLAGE_SHARED, ../shared)"),
        arguments: [
            ("communes", "communes.csv", 27), ("competences", "competences.csv", 29),
            ("france_services", "france-services.csv", 3), ("installations_sportives", "sport-installations.csv", 96),
        ])
    func importsTakeTheRealTables(name: String, table: String, rows: Int) throws {
        let (text, _) = FolderReader.readFile(Self.root + "/imports/\(name).yaml", name: "\(name).yaml")
        let vocabulary = try #require(Self.vocabulary)
        let (mapping, _) = ImportMapping.read(try #require(text), vocabulary: vocabulary)
        let (source, _) = FolderReader.readFile(try #require(shared) + "/data/example-territory/" + table, name: table)
        let report = Importer.run(
            try #require(mapping), table: try #require(source), vocabulary: vocabulary, territory: "245300389")
        #expect(report.rowsTaken == rows)
        #expect(report.refused.map { "\($0.line) \($0.column ?? "-") \($0.reason.code)" } == [])
        #expect(report.diagnostics.isEmpty)
        guard name == "communes" else { return }
        let population = report.facts.reduce(Number.zero) { total, fact in
            guard fact.attribute == "population", case .number(let number) = fact.value else { return total }
            return total.adding(number) ?? total
        }
        #expect(population == Number(18607))
    }
}
