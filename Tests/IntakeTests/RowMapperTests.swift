import CSVReader
import Diagnostics
import FEEL
import JSON
import Testing
import World

@testable import Intake

/// A long table read a piece at a time states what the same table states when it is read whole.
@Suite struct RowMapperTests {
    private static let mapping = """
        format: import/1
        kind: equipement
        source: long
        missing: [nan, "0"]
        key: {id: {column: code, pad: 3}}
        columns:
          commune: com
          nom: {column: nom, prefix: "n "}
          domaine: type
          publics: publics
          places: {column: places, decimal: ","}
          accessible: ok
          releve: {column: jour, date: dd/MM/yyyy}
          latitude: lat
          longitude: lon
          precision_position: {constant: rue}
        codes: {domaine: {"1": jeunesse, "2": sport, "3": ""}}
        where: {nom: {not_in: [perdu]}}
        """
    private static let header = "code,com,nom,type,publics,places,ok,jour,lat,lon\n"

    /// Cells that are plain, that are not, and that are refused, column after column.
    private static let cells: [[String]] = [
        ["1", "12", "012", "A7", "b|c", "", "nsp", "é1", "nan", " 9 "],
        ["c1", "c2", "c3", "", "\"c1\"", "refus"],
        [
            "Halle", "perdu", "\"a, b\"", "\"dit \"\"x\"\"\"", "refus", "école", "", "un\tdeux", "\"sur\n2 lignes\"",
            "x\"y",
        ],
        ["1", "2", "3", "4", "", "nsp"],
        ["enfants", "enfants;ados", "", "autres", "sans_objet"],
        ["\"1,5\"", "12", "-3", "1 234", "9999", "", "0", "x", "007"],
        ["oui", "NON", "", "peut-être"],
        ["01/02/2024", "31/02/2024", "", "sans_objet"],
        ["45.1", "45", "100", "-0", "12345678901234567890", "1e3", ""],
        ["4.5", "180", "-180", "200", "\"4,5\""],
    ]

    private func table(_ random: inout Generator, rows: Int) -> String {
        var text = Self.header
        for _ in 0..<rows {
            if Int.random(in: 0..<12, using: &random) == 0 {
                text += ["\n", "\r\n", "a,b\n", "\"never\n"].randomElement(using: &random) ?? ""
            }
            // Most cells are the first of their column, so that most rows are plain.
            let cells = Self.cells.enumerated().map { column, cells in
                column == 0
                    ? (Bool.random(using: &random)
                        ? "\(Int.random(in: 0..<500, using: &random))" : cells.randomElement(using: &random) ?? "")
                    : Int.random(in: 0..<4, using: &random) == 0 ? cells.randomElement(using: &random) ?? "" : cells[0]
            }
            text += cells.joined(separator: ",") + (Bool.random(using: &random) ? "\n" : "\r\n")
        }
        return Bool.random(using: &random) ? text : String(text.dropLast())
    }

    private struct Outcome: Equatable {
        var counts: [Int]
        var refused: [String]
        var facts: [String]
    }

    private func whole(_ table: String) throws -> Outcome {
        let mapping = try #require(read(Self.mapping))
        let report = Importer.run(
            mapping, table: SourceText(name: "t.csv", text: table), vocabulary: vocabulary, territory: "t1")
        #expect(!report.diagnostics.contains { $0.severity == .error })
        // A row's facts are told by the row's line, whatever the line of a cell.
        var lines: [RecordID: String] = [:]
        for fact in report.facts where fact.isExistence {
            lines[fact.record] = String(fact.origin.split(separator: ":")[1])
        }
        return Outcome(
            counts: [report.rowsRead, report.rowsFiltered, report.rowsTaken, report.rowsRefused],
            refused: told(report.refused),
            facts: report.facts.map { told($0, line: lines[$0.record] ?? "") }.sorted())
    }

    private func told(_ fact: Fact, line: some StringProtocol) -> String {
        "\(fact.record) \(fact.attribute) \(fact.value) \(fact.source) \(line)"
    }

    /// Of a row that describes a record again, that alone: whether its cells are told too depends on the reader.
    private func told(_ refused: [ImportReport.Refusal]) -> [String] {
        let again = Set(refused.filter { $0.reason.code == IntakeCode.duplicateRecord }.map(\.line))
        return refused.filter { !again.contains($0.line) || $0.reason.code == IntakeCode.duplicateRecord }
            .map { "\($0.line) \($0.column ?? "-") \($0.reason.code)" }.sorted()
    }

    private func read(_ text: String) -> ImportMapping? {
        let (mapping, diagnostics) = ImportMapping.read(SourceText(name: "m.yaml", text: text), vocabulary: vocabulary)
        #expect(diagnostics.isEmpty)
        return mapping
    }

    private func pieces(_ table: String, size: (inout Generator) -> Int, _ random: inout Generator) throws -> Outcome {
        let (made, diagnostics) = RowMapper.make(
            try #require(read(Self.mapping)), header: Array(Self.header.utf8), file: "t.csv", vocabulary: vocabulary,
            routing: .territory("t1"))
        var mapper = try #require(made, "\(diagnostics)")
        var left = Array(table.utf8.dropFirst(Self.header.utf8.count))
        var (rest, facts): ([UInt8], [String]) = ([], [])
        repeat {
            let count = min(size(&random), left.count)
            rest += left.prefix(count)
            left.removeFirst(count)
            var rows: [TerritoryRows] = []
            rest.removeFirst(mapper.map(rest, isLast: left.isEmpty, into: &rows))
            for territory in rows where territory.count > 0 {
                #expect(territory.territory == "t1")
                let json = try JSONValue.parse(territory.body + [UInt8(ascii: "]")])
                let items = try #require(json.arrayValue)
                #expect(items.count == territory.count)
                for item in items {
                    for fact in try #require(mapper.table.facts(of: item)) {
                        facts.append(told(fact, line: fact.origin.split(separator: ":")[1]))
                    }
                }
            }
        } while !left.isEmpty
        #expect(rest.isEmpty)
        let report = mapper.report
        return Outcome(
            counts: [report.rowsRead, report.rowsFiltered, report.rowsTaken, report.rowsRefused],
            refused: told(report.refused),
            facts: facts.sorted())
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aTableInPiecesStatesWhatItStatesWhole(seed: UInt64) throws {
        var random = Generator(state: seed)
        for _ in 0..<6 {
            let table = table(&random, rows: 30)
            let expected = try whole(table)
            // Beyond what is told one by one, refusals are only counted.
            guard expected.refused.count < RowMapper.told else { continue }
            for size in [1, 7, 100, 1 << 20] {
                let found = try pieces(table, size: { Int.random(in: 1...size, using: &$0) }, &random)
                let (one, other) = (Set(found.facts + found.refused), Set(expected.facts + expected.refused))
                #expect(
                    found == expected,
                    "seed \(seed) \(found.counts) \(expected.counts) only in pieces: \(one.subtracting(other)), only whole: \(other.subtracting(one))\n\(table)"
                )
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func rowsEndWhereTheReaderEndsThem(seed: UInt64) throws {
        var random = Generator(state: seed)
        for _ in 0..<300 {
            let alphabet = Array("a,\"\n\r\u{1}".utf8)
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            // A header, so that every row of the piece is a row; each is told, as cells or as a fault.
            var rows = 0
            let (table, _) = CSVReader.read(
                source: SourceText(name: "t", bytes: Array("h\n".utf8) + bytes), separator: .comma
            ) { _, _ in
                rows += 1
                return true
            }
            var (start, found) = (0, 0)
            while start < bytes.count {
                if bytes[start] == 0x0A
                    || (bytes[start] == 0x0D && (start + 1 == bytes.count || bytes[start + 1] == 0x0A))
                {
                    start += 1
                    continue
                }
                let end = try #require(CSVReader.rowEnd(in: bytes, from: start, separator: .comma, isLast: true))
                #expect(end > start)
                // With less in hand, the row either ends there too or is not told to end.
                for count in start..<bytes.count {
                    let early = CSVReader.rowEnd(
                        in: Array(bytes[..<count]), from: start, separator: .comma, isLast: false)
                    #expect(early == nil || early == end, "\(bytes), \(count)")
                }
                start = end
                found += 1
            }
            #expect(found == rows + table.refusedRows, "seed \(seed): \(bytes)")
        }
    }

    @Test func rowsGoToTheTerritoriesOfWhatTheyBelongTo() throws {
        let (made, _) = RowMapper.make(
            try #require(
                read("format: import/1\nkind: equipement\nsource: s\nkey: {id: id}\ncolumns: {commune: com}\n")),
            header: Array("id,com\n".utf8), file: "t.csv", vocabulary: vocabulary,
            routing: .parents(["c1": ["t1"], "c2": ["t1", "t2"]]))
        var mapper = try #require(made)
        var rows: [TerritoryRows] = []
        _ = mapper.map(Array("a,c1\nb,c2\nc,c3\nd,\n".utf8), isLast: true, into: &rows)
        #expect(
            rows.map { "\($0.territory) \(String(decoding: $0.body, as: UTF8.self))" } == [
                #"t1 [[2,"a","a","c1"],[3,"b","b","c2"]"#, #"t2 [[3,"b","b","c2"]"#,
            ])
        #expect(mapper.report.refused.map { "\($0.line) \($0.reason.code)" } == ["4 F134", "5 F134"])
    }

    /// Letters of another encoding are told as refused, or read where the mapping says which.
    @Test func lettersThatAreNoneAreTold() throws {
        let table: [UInt8] =
            Array("a,Halle\nb,".utf8) + [0xC9] + Array("cole\nc,École\nd,x".utf8) + [0xE9] + Array("\n".utf8)
        for (encoding, lines, taken) in [("", ["3 F001", "5 F001"], 2), ("encoding: windows-1252\n", [], 4)] {
            let (made, diagnostics) = RowMapper.make(
                try #require(
                    read(
                        "format: import/1\nkind: equipement\nsource: s\n\(encoding)key: {id: id}\ncolumns: {nom: nom}\n"
                    )),
                header: Array("id,nom\n".utf8), file: "t.csv", vocabulary: vocabulary, routing: .territory("t1"))
            var mapper = try #require(made, "\(diagnostics)")
            var rows: [TerritoryRows] = []
            _ = mapper.map(table, isLast: true, into: &rows)
            let report = mapper.report
            #expect(report.refused.map { "\($0.line) \($0.reason.code)" } == lines)
            #expect([report.rowsRead, report.rowsTaken, report.rowsRefused] == [4, taken, 4 - taken])
            #expect(
                String(decoding: rows[0].body, as: UTF8.self).contains(
                    #""c","c","\#(taken == 2 ? "École" : "Ã‰cole")""#))
        }
    }

    /// A refusal shows the row and its own line, however far down.
    @Test func aRefusalFarDownShowsItsLine() throws {
        let (made, _) = RowMapper.make(
            try #require(read(Self.mapping)), header: Array(Self.header.utf8), file: "t.csv", vocabulary: vocabulary,
            routing: .territory("t1"))
        var mapper = try #require(made)
        var rows: [TerritoryRows] = []
        let plain = (1...3000).map { "\($0),c1,Halle,1,enfants,12,oui,,45.1,4.5\n" }.joined()
        _ = mapper.map(Array((plain + "z,c1,Halle,1,enfants,9999,oui,,45.1,4.5\n").utf8), isLast: true, into: &rows)
        let place = try #require(mapper.report.refused.first?.reason.primary?.location)
        #expect(mapper.report.refused.map(\.line) == [3002])
        #expect(place.source.position(of: place.span.start) == (3002, 22))
        #expect(String(decoding: place.source.line(3002), as: UTF8.self) == "z,c1,Halle,1,enfants,9999,oui,,45.1,4.5")
        #expect(place.source.line(2).isEmpty && place.source.line(1).elementsEqual(Self.header.utf8.dropLast()))
    }

    @Test func whatDoesNotGoRowByRowIsRefused() throws {
        let text = """
            format: import/1
            kind: equipement
            source: s
            key: {id: id}
            columns: {nom: nom}
            where: {id: {territory: true}}
            """
        let (made, diagnostics) = RowMapper.make(
            try #require(read(text)), header: Array("id,nom\n".utf8), file: "t.csv", vocabulary: vocabulary,
            routing: .parents([:]))
        #expect(made == nil)
        #expect(diagnostics.map { "\($0.code)" } == ["F135", "F135"])
    }
}
