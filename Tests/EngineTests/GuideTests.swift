import Foundation
import Packs
import Testing

@testable import Engine

/// The table that maps the guide to the pack names questions, rules and tests that exist.
@Suite struct GuideTests {
    /// Names between backquotes, by column, of each row of a table.
    static func rows(_ file: String) throws -> [[[String]]] {
        let text = try String(contentsOfFile: Repository.root + "/docs/" + file, encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).map { line in
            line.split(separator: "|").dropFirst().map { names(String($0)) }
        }
    }

    private static func names(_ cell: String) -> [String] {
        cell.split(separator: " ").filter { $0.hasPrefix("`") }.map { word in
            String(word.dropFirst().prefix { $0 != "`" })
        }
    }

    @Test(arguments: ["guide.md", "guide.fr.md"])
    func namesExist(_ file: String) throws {
        let pack = try #require(Repository.pack.0)
        let folder = Repository.root + "/Tests/EngineTests"
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }.joined()
        let rows = try Self.rows(file)
        #expect(rows.count == 34)
        for row in rows {
            #expect(row.count >= 3 && !row[0].isEmpty && !row[2].isEmpty)
            for name in row[0] { #expect(pack.rule(name)?.role == .question, "question \(name)") }
            for name in row[1] { #expect(pack.rule(name) != nil, "rule \(name)") }
            for name in row[2] { #expect(sources.contains("func \(name)("), "test \(name)") }
        }
        let named = Set(rows.flatMap { $0[0] })
        let missing = pack.rules.filter { $0.role == .question }.map(\.id).filter { !named.contains($0) }
        #expect(missing == [])
    }

    @Test func bothLanguagesSayTheSame() throws {
        #expect(try Self.rows("guide.md") == Self.rows("guide.fr.md"))
    }
}
