import JSON

/// What the writing routes take.
extension OpenAPI {
    static func body(_ name: Route.Name) -> JSONValue {
        switch name {
        case .answers, .changes:
            object(
                ["territory": text, "reason": text, "facts": list(fact), "records": free]
                    .merging(name == .changes ? ["source": text] : [:]) { first, _ in first })
        case .records:
            object(
                ["territory": text, "kind": text, "record": free, "reason": text], required: ["kind", "record"])
        case .imports:
            object(["territory": text, "reason": text, "files": list(file), "mapping": file, "table": file])
        case .arbitrations:
            object(
                [
                    "territory": text, "record": text, "attribute": text, "source": text, "reason": text,
                    "withdraw": flag,
                ], required: ["record", "attribute", "reason"])
        case .erasures:
            object(
                ["territory": text, "record": text, "attribute": text, "reason": text], required: ["record", "reason"])
        case .milestone: object(["name": text, "at": text, "reason": text], required: ["name"])
        case .plan: object(["files": list(file), "territory": text], required: ["files"])
        case .silence:
            object([
                "territory": text, "alert": text, "matter": text, "subject": text, "severity": text, "reason": text,
                "until": day, "preview": flag, "end": .object([.init("type", "integer")]),
            ])
        case .acknowledge:
            object(
                ["territory": text, "id": text, "owner": text, "note": text, "until": day, "release": flag],
                required: ["id"])
        case .testFire: object(["territory": text, "audience": text], required: ["audience"])
        default: free
        }
    }

    private static let text: JSONValue = .object([.init("type", "string")])
    private static let flag: JSONValue = .object([.init("type", "boolean")])
    private static let free: JSONValue = .object([.init("type", "object")])
    private static let day: JSONValue = .object([.init("type", "string"), .init("format", "date")])
    private static let file = object(["name": text, "text": text], required: ["name", "text"])
    private static let fact = object(
        ["record": text, "attribute": text, "value": .object([]), "valid_from": day, "valid_to": day],
        required: ["record"])

    private static func list(_ items: JSONValue) -> JSONValue {
        .object([.init("type", "array"), .init("items", items)])
    }

    private static func object(_ members: [String: JSONValue], required: [String] = []) -> JSONValue {
        .object(
            [
                .init("type", "object"),
                .init("properties", .object(members.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })),
            ] + (required.isEmpty ? [] : [.init("required", .strings(required))]))
    }
}
