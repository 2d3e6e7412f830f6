/// Metrics as text.
///
/// - Source: OpenMetrics 1.0.0, "Text format".
public struct OpenMetrics: Sendable {
    public static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    public enum Kind: String, Sendable {
        case gauge, counter, info
    }

    /// Each line ended by a line feed.
    public private(set) var text = ""

    public init() {}

    /// One metric with its samples, each with its labels in order; none is written without samples.
    ///
    /// - Parameters:
    ///   - name: Without the suffix of its kind: `_total` and `_info` are added.
    ///   - unit: Ends the name, where there is one: `seconds`, `bytes`.
    public mutating func add(
        _ name: String, _ kind: Kind, unit: String = "", help: String,
        _ samples: [(labels: [(String, String)], value: String)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# TYPE \(name) \(kind.rawValue)\n"
        if !unit.isEmpty { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(Self.escaped(help))\n"
        let suffix =
            switch kind {
            case .gauge: ""
            case .counter: "_total"
            case .info: "_info"
            }
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            text += "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
        }
    }

    public mutating func add(_ other: String) { text += other }

    /// With its last line, without which a reader takes it for cut short.
    public var whole: String { text + "# EOF\n" }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n", "\r\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
