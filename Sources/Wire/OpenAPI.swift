public import JSON

/// The route table as an OpenAPI 3.1 document.
public enum OpenAPI {
    public static func document(version: String) -> JSONValue {
        .object([
            .init("openapi", "3.1.0"),
            .init(
                "info",
                .object([
                    .init("title", "Maillage"),
                    .init("version", .string(version)),
                    .init(
                        "description",
                        "HTTP/1.1 over a Unix socket. Missing data never becomes a verdict: values may be unknown."),
                ])),
            .init("paths", .object(Route.all.map { .init($0.path, .object([.init($0.method.key, operation($0))])) })),
            .init("components", .object([.init("schemas", .object([.init("Error", errorSchema)] + shared))])),
        ])
    }

    private static func operation(_ route: Route) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("operationId", .string(route.name.rawValue)),
            .init("summary", .string(route.summary.en)),
            .init("x-summary-fr", .string(route.summary.fr)),
            .init("x-access", .string(route.access.rawValue)),
        ]
        if !route.parameters.isEmpty { members.append(.init("parameters", .array(route.parameters.map(parameter)))) }
        if route.method == .post {
            members.append(
                .init("requestBody", .object([.init("required", true), .init("content", json(body(route.name)))])))
        }
        let success: JSONValue =
            switch route.answer {
            case .document: json(answer(route.name))
            case .metrics:
                .object([.init(OpenMetrics.contentType, .object([.init("schema", .object([.init("type", "string")]))]))]
                )
            case .stream:
                .object([.init("application/x-ndjson", .object([])), .init("text/event-stream", .object([]))])
            }
        members.append(
            .init(
                "responses",
                .object([
                    .init("200", .object([.init("description", "OK"), .init("content", success)])),
                    .init(
                        "default",
                        .object([
                            .init("description", "Refusal"),
                            .init("content", json(.object([.init("$ref", "#/components/schemas/Error")]))),
                        ])),
                ])))
        return .object(members)
    }

    private static func json(_ schema: JSONValue) -> JSONValue {
        .object([.init("application/json", .object([.init("schema", schema)]))])
    }

    private static func parameter(_ parameter: Route.Parameter) -> JSONValue {
        .object([
            .init("name", .string(parameter.name)),
            .init("in", "query"),
            .init("required", .bool(parameter.required)),
            .init("description", .string(parameter.summary.en)),
            .init("x-description-fr", .string(parameter.summary.fr)),
            .init("schema", schema(parameter.shape)),
        ])
    }

    private static func schema(_ shape: Route.Parameter.Shape) -> JSONValue {
        switch shape {
        case .text: .object([.init("type", "string")])
        case .integer(let range):
            .object([
                .init("type", "integer"), .init("minimum", .number(String(range.lowerBound))),
                .init("maximum", .number(String(range.upperBound))),
            ])
        case .date: .object([.init("type", "string"), .init("format", "date")])
        case .flag: .object([.init("type", "boolean")])
        case .oneOf(let choices):
            .object([.init("type", "string"), .init("enum", .array(choices.map(JSONValue.string)))])
        }
    }

    private static let text = JSONValue.object([.init("type", "string")])

    private static let errorSchema = JSONValue.object([
        .init("type", "object"),
        .init("required", .array(["error"])),
        .init(
            "properties",
            .object([
                .init(
                    "error",
                    .object([
                        .init("type", "object"),
                        .init("required", .array(["code", "message", "diagnostics"])),
                        .init(
                            "properties",
                            .object([
                                .init("code", text),
                                .init(
                                    "message",
                                    .object([
                                        .init("type", "object"),
                                        .init("properties", .object([.init("fr", text), .init("en", text)])),
                                    ])),
                                .init(
                                    "diagnostics",
                                    .object([
                                        .init("type", "array"),
                                        .init(
                                            "items", .object([.init("$ref", "#/components/schemas/Diagnostic")])),
                                    ])),
                            ])),
                    ]))
            ])),
    ])
}

extension Route.Method {
    fileprivate var key: String {
        switch self {
        case .get: "get"
        case .post: "post"
        }
    }
}
