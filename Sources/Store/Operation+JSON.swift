import FEEL
import JSON
import World

/// How the operations of a change set are written in the journal.
///
/// ```json
/// {"state":{"kind":"maison","key":"A1","attribute":"places","value":{"number":"40"}}}
/// {"withdraw":{"kind":"maison","key":"A1","attribute":""}}
/// ```
///
/// A fact's `source` is left out when it is the change set's; `from`, `to` and `origin` when unset.
extension ChangeSet.Operation {
    func json(source: String) -> JSONValue {
        switch self {
        case .state(let fact):
            var members = Self.names(fact.record, fact.attribute)
            members.append(JSONValue.Member("value", fact.value.json))
            func add(_ name: String, _ text: String?) {
                if let text { members.append(JSONValue.Member(name, .string(text))) }
            }
            // Compared byte for byte: what is left out must come back as it was.
            add("source", fact.source.utf8.elementsEqual(source.utf8) ? nil : fact.source)
            add("from", fact.validFrom?.description)
            add("to", fact.validTo?.description)
            add("origin", fact.origin.isEmpty ? nil : fact.origin)
            return .object([JSONValue.Member("state", .object(members))])
        case .withdraw(let record, let attribute):
            return .object([JSONValue.Member("withdraw", .object(Self.names(record, attribute)))])
        }
    }

    /// - Returns: `nil` when `json` is not an operation as written by ``json(source:)``.
    init?(json: JSONValue, source: String) {
        guard case .object(let outer) = json, outer.count == 1, case .object(let members) = outer[0].value
        else { return nil }
        func text(_ name: String) -> String? {
            for member in members where member.name == name {
                if case .string(let text) = member.value { return text }
            }
            return nil
        }
        guard let kind = text("kind"), let key = text("key"), let attribute = text("attribute") else { return nil }
        let record = RecordID(kind: kind, key: key)
        switch outer[0].name {
        case "state":
            guard let json = members.first(where: { $0.name == "value" })?.value, let value = FactValue(json: json)
            else { return nil }
            let from = text("from").map { CalendarDate($0) }
            let to = text("to").map { CalendarDate($0) }
            if case .some(.none) = from { return nil }
            if case .some(.none) = to { return nil }
            self = .state(
                Fact(
                    record: record, attribute: attribute, value: value, source: text("source") ?? source,
                    validFrom: from ?? nil, validTo: to ?? nil, origin: text("origin") ?? ""))
        case "withdraw":
            self = .withdraw(record: record, attribute: attribute)
        default:
            return nil
        }
    }

    private static func names(_ record: RecordID, _ attribute: String) -> [JSONValue.Member] {
        [
            JSONValue.Member("kind", .string(record.kind)),
            JSONValue.Member("key", .string(record.key)),
            JSONValue.Member("attribute", .string(attribute)),
        ]
    }
}
