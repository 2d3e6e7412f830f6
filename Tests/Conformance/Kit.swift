import Diagnostics
import FEEL
import Foundation
import JSON
import Queries

/// The conformance kit of DMN: a folder with `cases.jsonl` and `models.jsonl`.
struct Kit {
    let cases: [String]
    let models: SourceText

    /// `MAILLAGE_CONFORMANCE`, or `conformance/feel` in `MAILLAGE_SHARED`, which is `../shared` beside the
    /// package; nil where there is none.
    static func load() throws -> Kit? {
        let environment = ProcessInfo.processInfo.environment
        let shared =
            environment["MAILLAGE_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared")
        let folder =
            environment["MAILLAGE_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
            ?? shared.appendingPathComponent("conformance/feel")
        let cases = folder.appendingPathComponent("cases.jsonl")
        guard FileManager.default.fileExists(atPath: cases.path) else { return nil }
        let models = try Data(contentsOf: folder.appendingPathComponent("models.jsonl"))
        let lines = try String(contentsOf: cases, encoding: .utf8).split(separator: "\n").map(String.init)
        return Kit(cases: lines, models: SourceText(name: "models.jsonl", bytes: Array(models)))
    }

    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// One line's outcome.
struct Outcome {
    /// `folder/suite/case`: a test case, which has one line or more.
    var testCase: String
    var folder: String
    var passes: Bool
    var expectsNull: Bool
    var expectsError: Bool
    /// Whether a null came with the error that made it, where one is expected.
    var tellsError: Bool
    var said: String
}

extension Kit {
    /// Answers every line, as `maillage feel --batch` does.
    func run() throws -> [Outcome] {
        var batch = FeelBatch(
            options: EvaluationOptions(
                today: CalendarDate("2026-01-02").map { .date($0) },
                now: DateAndTime("2026-01-02T10:00:00Z").map { .dateTime($0) }))
        _ = batch.load(models: models)
        return try cases.enumerated().map { index, line in
            let json = try JSONValue.parse(line)
            let answer = batch.answer(line, number: index + 1)
            let text = { (name: String) in json[name]?.stringValue ?? "" }
            let expected = try json["expected"].map { try TypedValue.decode($0, as: "") } ?? .null
            let given = answer["value"] ?? .null
            return Outcome(
                testCase: "\(text("folder"))/\(text("suite"))/\(text("case"))", folder: text("folder"),
                passes: Kit.matches(try TypedValue.decode(given, as: ""), expected), expectsNull: expected.isNull,
                expectsError: json["errorResult"]?.boolValue ?? false, tellsError: answer["error"] != nil,
                said: "\(text("result")): \(given.serialized()), not \(json["expected"]?.serialized() ?? "")")
        }
    }

    /// As the published runners compare: numbers to 1e-8, the rest by value.
    static func matches(_ value: Value, _ expected: Value) -> Bool {
        switch (value, expected) {
        case (.null, .null): return true
        case (.number(let left), .number(let right)):
            guard let difference = left.subtracting(right), let limit = Number("0.00000001") else { return false }
            return difference < limit && difference > limit.negated
        case (.list(let left), .list(let right)):
            return left.items.count == right.items.count && zip(left.items, right.items).allSatisfy(matches)
        case (.context(let left), .context(let right)):
            return left.entries.count == right.entries.count
                && left.entries.allSatisfy { entry in right[entry.key].map { matches(entry.value, $0) } ?? false }
        default: return value.isSame(as: expected)
        }
    }
}

/// Cases that are known not to pass.
enum Ledger {
    /// The line of totals that is kept.
    static func score() throws -> String {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("score")
        return try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Reasons, by `folder/suite/case`.
    static func load() throws -> [String: String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("ledger")
        var reasons: [String: String] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1)
            reasons[String(parts[0])] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        return reasons
    }
}
