/// Values as texts.
extension Value {
    /// What `string()` gives: a string as it is, anything else as it is written in FEEL, without the
    /// `@` and the quotes of a date, time or duration that stands alone.
    ///
    /// - Source: DMN 1.5, §10.3.4.1, `string(from)`.
    public var feelDescription: String {
        switch self {
        case .string(let text): text
        case .date(let date): date.description
        case .time(let time): time.description
        case .dateTime(let dateTime): dateTime.description
        case .daysDuration(let duration): duration.description
        case .monthsDuration(let duration): duration.description
        default: literal
        }
    }

    /// The value as an expression would write it: `"a"`, `@"2026-06-15"`, `[1, 2]`, `{a: 1}`.
    public var literal: String {
        switch self {
        case .null: "null"
        case .boolean(let truth): truth ? "true" : "false"
        case .number(let number): number.description
        case .string(let text): Value.quoted(text)
        case .date, .time, .dateTime, .daysDuration, .monthsDuration: "@\"\(feelDescription)\""
        case .range(let range): range.literal
        case .list(let list): "[" + list.items.map(\.literal).joined(separator: ", ") + "]"
        case .context(let context):
            "{" + context.entries.map { "\(Value.key($0.key)): \($0.value.literal)" }.joined(separator: ", ") + "}"
        case .function(let function): "function(\(function.parameters.joined(separator: ", ")))"
        case .object(let object): object.identity
        case .unknown: "?"
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func key(_ key: String) -> String {
        let isName = !key.isEmpty && key.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" }
        return isName ? key : quoted(key)
    }
}

extension RangeValue {
    var literal: String {
        switch (lower, upper) {
        case (let lower?, _) where isPoint: "(= \(lower.literal))"
        case (nil, let upper?): "(\(includesUpper ? "<=" : "<") \(upper.literal))"
        case (let lower?, nil): "(\(includesLower ? ">=" : ">") \(lower.literal))"
        default:
            "\(includesLower ? "[" : "(")\(lower?.literal ?? "")..\(upper?.literal ?? "")\(includesUpper ? "]" : ")")"
        }
    }
}
