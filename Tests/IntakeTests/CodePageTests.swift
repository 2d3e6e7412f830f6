import Diagnostics
import JSON
import Testing
import World

@testable import Intake

/// Every code has its page, and its examples prove it.
@Suite struct CodePageTests {
    @Test(arguments: IntakeCode.all)
    func pageProvesItself(code: Code) throws {
        let page = try #require(DiagnosticCatalogue.page(for: code))
        #expect(page.title.fr != page.title.en && page.meaning.fr != page.meaning.en)
        // Whether a file can be read is the disk's to say.
        if code == IntakeCode.notRead { return }
        let bad = try diagnostics(of: #require(page.bad))
        #expect(bad.map(\.code).contains(code))
        #expect(try diagnostics(of: #require(page.good)).isEmpty)
    }

    /// Reads the files of an example: a body, an import with its table, or a territory's folder.
    private func diagnostics(of example: String) throws -> [Diagnostic] {
        var files: [(name: String, text: String)] = []
        for line in example.split(separator: "\n") {
            if line.hasPrefix("# ") {
                files.append((String(line.dropFirst(2)), ""))
            } else {
                files[files.count - 1].text += line + "\n"
            }
        }
        let sources = files.map { SourceText(name: $0.name, text: $0.text) }
        let first = try #require(files.first)
        if first.name == "body.json" {
            return SocketFacts.parse(json: try JSONValue.parse(first.text), vocabulary: pageVocabulary).1
        }
        if first.name.hasPrefix("rows/") {
            let (mapping, diagnostics) = ImportMapping.read(sources[0], vocabulary: pageVocabulary)
            let lines = sources[1].bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            let (made, found) = RowMapper.make(
                try #require(mapping, "\(diagnostics)"), header: Array(lines[0]), file: "t.csv",
                vocabulary: pageVocabulary, routing: .parents(["Q1": ["t1"]]))
            guard var mapper = made else { return found }
            var rows: [TerritoryRows] = []
            _ = mapper.map(Array(sources[1].bytes[(lines[0].count + 1)...]), isLast: true, into: &rows)
            return mapper.report.refused.map(\.reason)
        }
        if first.name.hasPrefix("imports/") {
            let (mapping, diagnostics) = ImportMapping.read(sources[0], vocabulary: pageVocabulary)
            guard let mapping, sources.count > 1 else { return diagnostics }
            let report = Importer.run(mapping, table: sources[1], vocabulary: pageVocabulary, territory: "t1")
            return diagnostics + report.diagnostics + report.refused.map(\.reason)
        }
        let isNamed = files.contains { $0.name == "territory.yaml" }
        let name = SourceText(name: "territory.yaml", text: "format: territory/1\nterritory: t1\n")
        return TerritoryFolder.read(files: sources + (isNamed ? [] : [name]), vocabulary: pageVocabulary).1
    }
}
