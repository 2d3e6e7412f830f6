public import Diagnostics
import FEEL

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
        case .date:
            // A day of the calendar, in full: whoever answers would take any other for no date.
            return text.utf8.count == 10 && CalendarDate(text) != nil
                ? nil : Localized(fr: "date AAAA-MM-JJ", en: "date YYYY-MM-DD")
        case .flag:
            return text == "true" || text == "false" ? nil : Localized(both: "true | false")
        case .oneOf(let choices):
            return choices.contains(text) ? nil : Localized(both: choices.joined(separator: " | "))
        }
    }
}
