import Diagnostics
public import FEEL
public import JSON

/// Answers FEEL expressions given as lines of JSON, one answer a line.
///
/// A line is `{"id", "kind": "expr" | "unary", "expr", "input", "context"}`: `context` is an object of
/// typed values by name (see ``TypedValue``), `input` the typed value that unary tests are about.
///
/// The answer is `{"id", "value"}`; a null that an error made has
/// `"error": {"code", "message": {"fr", "en"}, "span": {"start", "end"}}` beside it. Where something
/// given is unknown, `value` is what the standard answers with nulls in its place, and our own answer
/// stands beside it: `certain`, `bounds` (the typed value that is certain, or may be), and `missing`
/// (names of what the answer depends on); of a decision table, also `rules` (whether each matches: `yes`,
/// `maybe`, `no`) and `deciding` (its unknown inputs, the one that would tell most first).
///
/// **Invariant:** a line has exactly one answer, whatever is in it; no line changes another's.
public struct FeelBatch: Sendable {
    /// What `today()` and `now()` answer.
    public var options: EvaluationOptions
    /// The models that lines may name.
    var library = DecisionLibrary()

    public init(options: EvaluationOptions = EvaluationOptions()) {
        self.options = options
    }

    /// Answers one line.
    ///
    /// - Parameter number: The line's, from 1: it tells which line is malformed.
    public mutating func answer(_ line: String, number: Int) -> JSONValue {
        let json: JSONValue
        do {
            json = try JSONValue.parse(line)
        } catch {
            let message = Localized(fr: "JSON mal formé : \(error.fr)", en: "malformed JSON: \(error.en)")
            return refusal(number, .null, BatchError("A028", message, Span(error.offset, error.offset + 1)))
        }
        let id = json["id"] ?? .null
        do throws(BatchError) {
            if json["mode"] != nil { return .object([.init("id", id)] + (try answer(case: json))) }
            return .object([.init("id", id)] + (try answer(request: json)))
        } catch {
            return refusal(number, id, error)
        }
    }

    private func refusal(_ number: Int, _ id: JSONValue, _ error: BatchError) -> JSONValue {
        ["id": id, "line": .int(number), "value": ["t": "null"], "error": error.json]
    }

    private func answer(request json: JSONValue) throws(BatchError) -> [JSONValue.Member] {
        guard case .object = json else { throw .shape(fr: "une ligne est un objet", en: "a line is an object") }
        guard let text = json["expr"]?.stringValue else {
            throw .shape(fr: "« expr » est un texte", en: "'expr' is a text")
        }
        var names: [String] = []
        var values: [Value] = []
        for member in try json.members("context") {
            names.append(member.name)
            values.append(
                try BatchError.reading("context.\(member.name)") { () throws(TypedValue.Failure) in
                    try TypedValue.decode(member.value, as: member.name)
                })
        }
        let scope = Scope(variables: names.map { .init(name: $0, type: .any) }, types: StandardTypes())
        let source = EmbeddedText(standalone: text)
        let compiled: (CompiledExpression?, [Diagnostic])
        switch json["kind"]?.stringValue ?? "expr" {
        case "expr": compiled = CompiledExpression.compile(source, scope: scope, toleratesTypeErrors: true)
        case "unary":
            if let input = json["input"] {
                values.append(
                    try BatchError.reading("input") { () throws(TypedValue.Failure) in
                        try TypedValue.decode(input, as: "?")
                    })
            } else {
                values.append(.null)
            }
            compiled = CompiledExpression.compileUnaryTests(
                source, inputType: .any, scope: scope, toleratesTypeErrors: true)
        case let kind:
            throw .shape(
                fr: "« kind » est expr ou unary, pas « \(kind) »", en: "'kind' is expr or unary, not '\(kind)'")
        }
        guard let expression = compiled.0 else { return FeelBatch.members(of: .unreadable(compiled.1)) }
        return FeelBatch.answer(to: values) { expression.evaluate($0, options: options) }
    }

    /// The answer of an evaluation over these inputs, and over what the standard makes of them where
    /// something in them is unknown.
    static func answer(to inputs: [Value], _ evaluate: ([Value]) -> Value) -> [JSONValue.Member] {
        let result = evaluate(inputs)
        if inputs.allSatisfy(\.isCertain) { return members(of: result) }
        let missing = Set(result.causes.all.map(\.subject)).sorted()
        return members(of: evaluate(inputs.map(\.standard)))
            + [
                .init("certain", .bool(result.isCertain)), .init("bounds", TypedValue.encode(result)),
                .init("missing", .strings(missing)),
            ]
    }

    /// `value`, and `error` for a null that an error made.
    static func members(of value: Value) -> [JSONValue.Member] {
        var members = [JSONValue.Member("value", TypedValue.encode(value))]
        if case .null(let reason?) = value, case .error(let code, let message) = reason.kind {
            members.append(.init("error", BatchError(code, message, reason.span).json))
        }
        return members
    }
}

extension Value {
    /// The null of a text that cannot be read.
    static func unreadable(_ diagnostics: [Diagnostic]) -> Value {
        guard let first = diagnostics.first(where: { $0.severity == .error }) else { return .null }
        return .null(NullReason(.error(first.code, first.headline), span: first.primary?.location.span))
    }
}

/// What is wrong with a line, or made its value null.
struct BatchError: Error {
    let code: Code
    let message: Localized
    let span: Span?

    init(_ code: Code, _ message: Localized, _ span: Span? = nil) {
        self.code = code
        self.message = message
        self.span = span
    }

    /// A028: the line is JSON, but does not have the members that a line has.
    static func shape(fr: String, en: String) -> BatchError {
        BatchError("A028", Localized(fr: fr, en: en))
    }

    /// A typed value; its place goes before the message.
    static func reading<Result>(
        _ place: String, _ read: () throws(TypedValue.Failure) -> Result
    ) throws(BatchError) -> Result {
        do throws(TypedValue.Failure) {
            return try read()
        } catch {
            let path = error.path.isEmpty ? place : "\(place).\(error.path)"
            throw .shape(fr: "\(path) : \(error.message.fr)", en: "\(path): \(error.message.en)")
        }
    }

    var json: JSONValue {
        [
            "code": .string(code.rawValue), "message": ["fr": .string(message.fr), "en": .string(message.en)],
            "span": span.map { ["start": .int($0.start), "end": .int($0.end)] } ?? .null,
        ]
    }
}

extension JSONValue {
    /// The members of an object that may be absent.
    func members(_ name: String) throws(BatchError) -> [Member] {
        guard let json = self[name], !json.isNull else { return [] }
        guard let members = json.objectMembers else {
            throw .shape(fr: "« \(name) » est un objet", en: "'\(name)' is an object")
        }
        return members
    }
}
