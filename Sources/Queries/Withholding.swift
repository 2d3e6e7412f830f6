import FEEL
public import JSON
public import World

/// Says of an answer over a redacted world what was withheld from it.
///
/// Such an answer is what it is whatever the values taken out were: it says *unknown* where they count. That would
/// read as if nobody had stated them; so a verdict that hangs on them is told as `withheld`, with their levels.
public struct Withholding: Sendable {
    private let redaction: Redaction

    public init(_ redaction: Redaction) {
        self.redaction = redaction
    }

    /// What is told instead of a verdict.
    public static let verdict = "withheld"

    /// The same document, its causes of kind `confidential` with their `level`, what hangs on them with `withheld`.
    public func marked(_ json: JSONValue) -> JSONValue {
        switch json {
        case .array(let items): return .array(items.map(marked))
        case .object(var members):
            for index in members.indices { members[index].value = marked(members[index].value) }
            let object = JSONValue.object(members)
            if object["kind"]?.stringValue == Cause.Kind.confidential.rawValue,
                let level = level(of: object["subject"]?.stringValue, object["member"]?.stringValue)
            {
                return .object(members + [.init("level", .string(level))])
            }
            let levels = Set(
                ["missing", "failure"].flatMap { object[$0]?.arrayValue ?? [] }.compactMap { $0["level"]?.stringValue })
            if levels.isEmpty { return object }
            return .object(
                members.map { member in
                    member.name == "verdict" && member.value == .string("unknown")
                        ? JSONValue.Member("verdict", .string(Self.verdict)) : member
                } + [.init("withheld", .strings(levels.sorted()))])
        default: return json
        }
    }

    private func level(of record: String?, _ attribute: String?) -> String? {
        guard let record = record.flatMap({ RecordID($0) }), let attribute else { return nil }
        return redaction.level(of: record, attribute)
    }
}
