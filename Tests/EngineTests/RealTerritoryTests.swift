import FEEL
import Foundation
import Intake
import JSON
import Packs
import Testing
import World

@testable import Engine
@testable import Queries

/// A territory as open data tell it: what is known, what is to be asked of whom, in how many minutes.
@Suite("a real territory")
struct RealTerritoryTests {
    @Test("what is known, what must be asked of whom, in how many minutes")
    func whatIsLeftToAsk() throws {
        let evaluation = try Evaluation(RealTerritory.base(with: RealTerritory.mappings))
        let reply = try NextQuestionTests.questions(evaluation)
        #expect(
            try sources(reply) == [
                "folder:territory.yaml 13", "import:anct_france_services_2024 24", "import:banatic_competences 133",
                "import:insee_communes_2026 216",
            ])
        #expect(try respondents(reply) == ["mairie 12 98", "intercommunalite 1 2"])
        #expect(reply["total"]?.intValue == 13)
        #expect(reply["minutes"]?.intValue == 100)
    }

    /// Every fact in turn with `MAILLAGE_SOAK`, else one in twelve.
    @Test("without any one fact, no verdict becomes another")
    func losesNothingButCertainty() throws {
        let base = try RealTerritory.base(with: RealTerritory.mappings)
        let intact = try Evaluation(base)
        let facts = base.facts
        let step = ProcessInfo.processInfo.environment["MAILLAGE_SOAK"] == nil ? 12 : 1
        for index in stride(from: 0, to: facts.count, by: step) {
            let deletion = DeletionTests.Deletion(record: facts[index].record, attribute: facts[index].attribute)
            let after = try Evaluation(deletion.removed(from: base))
            #expect(Soundness.violations(before: intact, after: after).isEmpty, "\(deletion)")
        }
    }

    private func sources(_ reply: JSONValue) throws -> [String] {
        try #require(reply["known"]?["sources"]?.arrayValue).map {
            "\($0["source"]?.stringValue ?? "") \($0["facts"]?.intValue ?? -1)"
        }
    }

    private func respondents(_ reply: JSONValue) throws -> [String] {
        try #require(reply["respondents"]?.arrayValue).map {
            "\($0["asked_of"]?.stringValue ?? "") \($0["questions"]?.intValue ?? -1) \($0["minutes"]?.intValue ?? -1)"
        }
    }
}

/// The tables of the example territory, taken in by the repository's mappings.
enum RealTerritory {
    static let mappings = [
        (mapping: "communes", table: "communes"), ("competences", "competences"),
        ("france_services", "france-services"),
    ]
    static let sites = [(mapping: "installations_sportives", table: "sport-installations")]

    static let tables = Repository.root + "/examples/open-data/bocage-mayennais"

    static func base(with mappings: [(mapping: String, table: String)]) throws -> FactBase {
        let pack = try #require(Repository.pack.0)
        let (description, refusals) = try Repository.territory(Repository.root + "/examples/bocage-mayennais")
        #expect(refusals.isEmpty)
        var base = description.factBase
        for (mapping, table) in mappings {
            let (text, _) = FolderReader.readFile("\(Repository.root)/imports/\(mapping).yaml", name: mapping)
            let (read, diagnostics) = ImportMapping.read(try #require(text), vocabulary: pack.vocabulary)
            #expect(diagnostics.isEmpty)
            let (rows, _) = FolderReader.readFile("\(tables)/\(table).csv", name: table)
            let report = Importer.run(
                try #require(read), table: try #require(rows), vocabulary: pack.vocabulary,
                territory: base.territory)
            #expect(report.refused.isEmpty && report.diagnostics.isEmpty, "\(mapping)")
            let changes = report.changes(
                against: base, author: Author(uid: 0, name: "test"), reason: "", recordedAt: "2026-06-15T00:00:00Z")
            base.apply(try #require(changes))
        }
        return base
    }
}
