public import Diagnostics
public import JSON

/// The one shape of a refusal: `{"error": {"code", "message": {"fr", "en"}, "diagnostics": […]}}`.
public struct ErrorEnvelope: Sendable {
    public var diagnostics: [Diagnostic]

    /// - Parameter first: The one whose code and headline stand for the whole.
    public init(_ first: Diagnostic, _ others: [Diagnostic] = []) {
        diagnostics = [first] + others
    }

    public var json: JSONValue {
        let first = diagnostics[0]
        return .object([
            .init(
                "error",
                .object([
                    .init("code", .string(first.code.rawValue)),
                    .init("message", first.headline.json()),
                    .init("diagnostics", .array(diagnostics.map { $0.json() })),
                ]))
        ])
    }
}

extension ErrorEnvelope {
    /// The diagnostics of an envelope read off the wire, without their places; none where it is not one.
    public static func diagnostics(in bytes: [UInt8]) -> [Diagnostic] {
        guard let body = try? JSONValue.parse(bytes), let list = body["error"]?["diagnostics"]?.arrayValue else {
            return []
        }
        return list.compactMap { item in
            guard let code = item["code"]?.stringValue, let headline = Localized(wire: item["headline"]) else {
                return nil
            }
            return Diagnostic(
                Code(code), item["severity"]?.stringValue.flatMap(Severity.init) ?? .error, headline,
                notes: item["notes"]?.arrayValue?.compactMap { Localized(wire: $0) } ?? [],
                help: Localized(wire: item["help"]), source: item["source"]?.stringValue)
        }
    }
}

extension Localized {
    init?(wire: JSONValue?) {
        guard let fr = wire?["fr"]?.stringValue, let en = wire?["en"]?.stringValue else { return nil }
        self.init(fr: fr, en: en)
    }
}
