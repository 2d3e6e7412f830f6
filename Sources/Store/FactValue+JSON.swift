import FEEL
import JSON
import World

/// How a fact's value is written in the journal and in the `fact` table: one member, whose name is
/// the type.
///
/// ```json
/// {"number":"12.50"} {"boolean":true} {"text":"A1"} {"date":"2026-01-01"}
/// {"codes":["a","b"]} {"withheld":"refused"} {"not_applicable":true}
/// ```
///
/// Numbers are texts, so that no reader rounds them.
extension FactValue {
    var json: JSONValue {
        switch self {
        case .number(let number): tagged("number", .string(number.description))
        case .boolean(let boolean): tagged("boolean", .bool(boolean))
        case .text(let text): tagged("text", .string(text))
        case .date(let date): tagged("date", .string(date.description))
        case .codes(let codes): tagged("codes", .array(codes.map(JSONValue.string)))
        case .withheld(let why): tagged("withheld", .string(why.rawValue))
        case .notApplicable: tagged("not_applicable", .bool(true))
        }
    }

    /// - Returns: `nil` when `json` is not a value as written by ``json``.
    init?(json: JSONValue) {
        guard case .object(let members) = json, members.count == 1 else { return nil }
        switch (members[0].name, members[0].value) {
        case ("number", .string(let text)):
            guard let number = Number(text) else { return nil }
            self = .number(number)
        case ("boolean", .bool(let boolean)):
            self = .boolean(boolean)
        case ("text", .string(let text)):
            self = .text(text)
        case ("date", .string(let text)):
            guard let date = CalendarDate(text) else { return nil }
            self = .date(date)
        case ("codes", .array(let items)):
            var codes: [String] = []
            for item in items {
                guard case .string(let code) = item else { return nil }
                codes.append(code)
            }
            self = .codes(codes)
        case ("withheld", .string(let text)):
            guard let why = Withheld(rawValue: text) else { return nil }
            self = .withheld(why)
        case ("not_applicable", .bool(true)):
            self = .notApplicable
        default:
            return nil
        }
    }

    private func tagged(_ type: String, _ value: JSONValue) -> JSONValue {
        .object([JSONValue.Member(type, value)])
    }
}
