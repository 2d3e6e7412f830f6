public import Diagnostics

extension Route {
    /// Query items checked against the route's parameters, or what is wrong with them.
    ///
    /// A parameter the route does not know is refused: a mistyped filter that did nothing would
    /// show rows its reader believes filtered.
    public func checked(_ items: [(name: String, value: String)]) -> (values: [String: String], refused: [Diagnostic]) {
        var values: [String: String] = [:]
        var refused: [Diagnostic] = []
        for (name, value) in items {
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                let known = parameters.map(\.name)
                refused.append(
                    AccessDiagnostic.unknownParameter(
                        name, path: path, known: known, closest: NearestName.nearest(to: name, among: known)))
                continue
            }
            if let expected = parameter.shape.mismatch(value) {
                refused.append(AccessDiagnostic.badParameter(name, value: value, expected: expected))
            }
            if values.updateValue(value, forKey: name) != nil {
                refused.append(AccessDiagnostic.repeatedParameter(name))
            }
        }
        for parameter in parameters where parameter.required && values[parameter.name] == nil {
            refused.append(AccessDiagnostic.missingParameter(parameter, path: path))
        }
        return (values, refused)
    }
}

extension Route.Parameter.Shape {
    /// What was expected, where the text does not fit.
    func mismatch(_ text: String) -> Localized? {
        switch self {
        case .text:
            return nil
        case .integer(let range):
            if let number = Int64(text), range.contains(number) { return nil }
            let bounds = range.upperBound == .max ? "≥ \(range.lowerBound)" : "\(range.lowerBound)…\(range.upperBound)"
            return Localized(fr: "nombre entier \(bounds)", en: "whole number \(bounds)")
        case .date: return Self.isDate(text) ? nil : Localized(fr: "date AAAA-MM-JJ", en: "date YYYY-MM-DD")
        case .flag:
            return text == "true" || text == "false" ? nil : Localized(both: "true | false")
        case .oneOf(let choices):
            return choices.contains(text) ? nil : Localized(both: choices.joined(separator: " | "))
        }
    }

    /// Whether it is a day of the calendar, in ISO 8601's long form: whoever answers would take any other for no date.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isWritten =
            parts.map(\.count) == [4, 2, 2]
            && parts.allSatisfy { $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
        guard isWritten else { return false }
        let (year, month, day) = (number(parts[0]), number(parts[1]), number(parts[2]))
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
    }

    private static func number(_ digits: Substring.UTF8View) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
