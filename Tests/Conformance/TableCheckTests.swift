import Diagnostics
import FEEL
import JSON
import Queries
import Testing

@Suite struct TableCheckTests {
    private func check(_ text: String) -> TableCheck {
        TableCheck(SourceText(name: "tables.jsonl", text: text))
    }

    /// The failing example of a page gives its code, the corrected one does not.
    @Test(arguments: DiagnosticCatalogue.pages.filter { $0.code.rawValue.hasPrefix("D") && $0.bad != nil })
    func examples(_ page: CodePage) {
        let codes = { (text: String) in check(text).tables.flatMap(\.diagnostics).map(\.code) }
        #expect(codes(page.bad ?? "").contains(page.code))
        #expect(!codes(page.good ?? "").contains(page.code))
    }

    @Test func examplesAreTypedInputs() throws {
        let table =
            #"{"k": "table", "name": "t", "hitPolicy": "UNIQUE", "inputs": [{"expr": "age", "typeRef": "number"}], "#
            + #""outputs": [{}], "rules": [{"in": ["< 18"], "out": ["1"]}, {"in": ["> 18"], "out": ["2"]}]}"#
        let result = check(table)
        #expect(result.hasDefects)
        let finding = try #require(result.tables.first?.json["findings"]?.arrayValue?.first)
        #expect(finding["kind"] == "gap")
        #expect(finding["inputs"] == ["age": ["t": "number", "v": "18"]])
    }

    @Test func aLineThatIsNoModelIsTold() {
        #expect(check("{").diagnostics.map(\.code) == ["A028"])
    }

    /// Every table of the kit is analysed to its end, and what is said of it is counted.
    @Test func tablesOfTheKit() throws {
        guard let kit = try Kit.load() else {
            print("tables: no kit here, left out; MAILLAGE_CONFORMANCE names its folder")
            return
        }
        let result = TableCheck(kit.models)
        #expect(result.tables.filter { !$0.isComplete }.map(\.name) == [])
        var counts: [String: Int] = [:]
        for diagnostic in result.tables.flatMap(\.diagnostics) { counts[diagnostic.code.rawValue, default: 0] += 1 }
        print("tables of the kit: \(result.tables.count); \(counts.sorted { $0.key < $1.key })")
        #expect(result.tables.count > 50)
    }
}

/// What the checker says of the kit's expressions without running them, beside what the kit expects.
@Suite struct CheckerTests {
    /// `0100-arithmetic`: the cases that are errors are flagged, and no other.
    @Test func arithmeticErrorsAreFlaggedAndNothingElse() throws {
        guard let kit = try Kit.load() else { return }
        var tried = 0
        var missed: [String] = []
        var wrong: [String] = []
        var elsewhere = (cases: 0, flaggedErrors: 0, errors: 0, flaggedValues: 0)
        for line in kit.cases {
            let json = try JSONValue.parse(line)
            guard json["mode"] == "expression", let text = json["expr"]?.stringValue,
                json["inputs"]?.objectMembers?.isEmpty ?? true, json["types"]?.arrayValue?.isEmpty ?? true
            else { continue }
            let (_, diagnostics) = CompiledExpression.compile(EmbeddedText(standalone: text), scope: .empty)
            let isFlagged = diagnostics.contains { $0.severity != .note }
            let isError = json["errorResult"]?.boolValue ?? false
            if json["folder"]?.stringValue == "0100-arithmetic" {
                tried += 1
                let name = "\(json["case"]?.stringValue ?? ""): \(text)"
                if isError, !isFlagged { missed.append(name) }
                if !isError, isFlagged { wrong.append(name) }
            }
            elsewhere.cases += 1
            if isError { elsewhere.errors += 1 }
            if isError, isFlagged { elsewhere.flaggedErrors += 1 }
            if json["expected"]?["t"] != "null", diagnostics.hasErrors { elsewhere.flaggedValues += 1 }
        }
        print("checker: 0100-arithmetic \(tried), missed \(missed.count), wrong \(wrong.count); whole kit \(elsewhere)")
        #expect(missed == [])
        #expect(wrong == [])
    }

    /// Expressions with inputs of declared types: errors that no value of the inputs avoids are flagged, and nothing
    /// that has a value is.
    @Test func nothingThatHasAValueIsFlagged() throws {
        guard let kit = try Kit.load() else { return }
        var batch = FeelBatch()
        _ = batch.load(models: kit.models)
        var withInputs = (cases: 0, errors: 0, flaggedErrors: 0)
        var wrong: [String] = []
        for (index, line) in kit.cases.enumerated() {
            let json = try JSONValue.parse(line)
            guard ["expression", "table", "boxed"].contains(json["mode"]?.stringValue) else { continue }
            let answer = batch.check(line, number: index + 1)
            let severities = answer["diagnostics"]?.arrayValue?.compactMap { $0["severity"]?.stringValue } ?? []
            let isError = json["errorResult"]?.boolValue ?? false
            let id = json["id"]?.stringValue ?? ""
            if json["expected"]?["t"] != "null", severities.contains("error") { wrong.append(id) }
            guard json["mode"] == "expression", !(json["inputs"]?.objectMembers?.isEmpty ?? true) else { continue }
            withInputs.cases += 1
            if isError { withInputs.errors += 1 }
            if isError, severities.contains(where: { $0 != "note" }) { withInputs.flaggedErrors += 1 }
        }
        print("checker: expressions with inputs \(withInputs); flagged though they have a value: \(wrong.count)")
        #expect(wrong == [])
    }
}
