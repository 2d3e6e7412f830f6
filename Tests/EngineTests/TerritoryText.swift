import Diagnostics
import FEEL
import Intake
import Packs
import Testing
import World

@testable import Engine

/// Small territories written in a test.
enum TerritoryText {
    /// - Parameters:
    ///   - records: The body of `records:`, by kind, indented by two blanks.
    ///   - lawDate: The day whose law is applied; the snapshot's when nil.
    static func evaluation(
        _ records: String, at date: CalendarDate? = Repository.date, lawDate: CalendarDate? = nil
    ) throws -> Evaluation {
        let pack = try #require(Repository.pack.0)
        let date = try #require(date)
        let text = "format: territory/1\nterritory: T\nat: \(date)\nrecords:\n\(records)\n"
        let (territory, diagnostics) = TerritoryFolder.read(
            files: [SourceText(name: "territory.yaml", text: text)], vocabulary: pack.vocabulary)
        #expect(diagnostics.filter { $0.severity == .error }.map(\.headline.en) == [])
        let snapshot = Snapshot(base: territory.factBase, vocabulary: pack.vocabulary, date: date)
        return Evaluation(pack: pack, snapshot: snapshot, lawDate: lawDate)
    }
}
