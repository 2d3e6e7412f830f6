import Diagnostics
import Foundation
import Testing

@testable import FEEL

/// The conformance cases that constants can answer, before any evaluation of names.
@Suite struct ValueConformanceTests {
    @Test func `constant cases of the compatibility kit`() throws {
        guard let file = Conformance.file("cases.jsonl") else {
            print("cases.jsonl is not here (MAILLAGE_CONFORMANCE): constant cases not run")
            return
        }
        var run = 0
        var failures: [String] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                object["mode"] as? String == "expression", (object["inputs"] as? [String: Any])?.isEmpty ?? true,
                object["resultType"] == nil || object["resultType"] is NSNull
                    || object["resultType"] as? String == "Any",
                let text = object["expr"] as? String, let expected = object["expected"] as? [String: Any],
                let value = ConstantEvaluator.evaluate(text)
            else { continue }
            run += 1
            if let wanted = typed(expected), !matches(value, wanted) {
                failures.append("\(object["id"] ?? ""): \(text) is \(value.literal), not \(wanted.literal)")
            } else if object["errorResult"] as? Bool == true, case .null(nil) = value {
                failures.append("\(object["id"] ?? ""): \(text) gives no reason")
            }
        }
        print("constant cases: \(run - failures.count) of \(run)")
        #expect(run > 1500)
        #expect(
            failures.map { String($0.prefix { $0 != ":" }) } == Self.deviations, "\(failures.joined(separator: "\n"))")
    }

    /// `(=10)` is a test, not a range; the evaluator of this file takes it for `[10..10]`.
    private static let deviations = ["cl3/0068-feel-equality/0068-feel-equality-test-01/range_010/range_010"]

    private func typed(_ object: [String: Any]) -> Value? {
        let text = object["v"] as? String ?? ""
        switch object["t"] as? String {
        case "null": return .null
        case "number": return Number(text).map { .number($0) }
        case "string": return .string(text)
        case "boolean": return .boolean(object["v"] as? Bool ?? false)
        case "list":
            return .list(ListValue((object["v"] as? [[String: Any]] ?? []).compactMap(typed)))
        case "context":
            let entries = (object["v"] as? [String: [String: Any]] ?? [:]).compactMap { key, value in
                typed(value).map { ContextValue.Entry(key, $0) }
            }
            return .context(ContextValue(entries))
        default: return Value.temporal(text)
        }
    }

    private func matches(_ value: Value, _ wanted: Value) -> Bool {
        switch (value, wanted) {
        case (.number(let a), .number(let b)):
            a.subtracting(b).map { $0.magnitude < (Number("1e-8") ?? .zero) } ?? false
        case (.list(let a), .list(let b)):
            a.items.count == b.items.count && zip(a.items, b.items).allSatisfy(matches)
        case (.context(let a), .context(let b)):
            a.entries.count == b.entries.count
                && a.entries.allSatisfy { entry in b[entry.key].map { matches(entry.value, $0) } ?? false }
        default: value.isSame(as: wanted)
        }
    }
}
