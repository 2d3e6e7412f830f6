import Diagnostics

@testable import FEEL

/// Evaluates a text over named values, of any type.
func evaluate(
    _ text: String, _ inputs: [String: Value] = [:], types: [String: FEELType] = [:],
    options: EvaluationOptions = EvaluationOptions()
) -> Value {
    let names = inputs.keys.sorted()
    let scope = Scope(
        variables: names.map { .init(name: $0, type: types[$0] ?? .any) }, types: StandardTypes())
    let (compiled, diagnostics) = CompiledExpression.compile(EmbeddedText(standalone: text), scope: scope)
    guard let compiled else {
        let headlines = diagnostics.map(\.headline.en).joined(separator: "; ")
        return .failure(Code("T000"), fr: headlines, en: headlines)
    }
    return compiled.evaluate(names.map { inputs[$0] ?? .null }, options: options)
}

/// The cause of an input that a test declares unknown.
func cause(_ name: String) -> Causes { .one(Cause(.input, subject: name)) }

extension Value {
    static func unknown(_ name: String, in range: ClosedRange<Int>, orNull: Bool = false) -> Value {
        .unknown(
            Unknown(.number(.closed(Number(range.lowerBound), Number(range.upperBound)), orNull: orNull), cause(name)))
    }

    static func unknown(_ name: String, of values: [Value]) -> Value {
        .unknown(Unknown(.values(values), cause(name)))
    }

    static func unknownBoolean(_ name: String) -> Value { .unknown(.boolean(cause(name))) }

    static func unknownAnything(_ name: String) -> Value { .unknown(Unknown(.any(type: nil), cause(name))) }

    static func list(_ items: Value...) -> Value { .list(ListValue(items)) }

    /// A list with items that are there, items that may be, and a rest.
    static func open(
        _ name: String, _ items: [Value], maybe: [Value] = [], rest: Value? = nil, atMost: Int? = nil
    ) -> Value {
        let presence = items.map { _ in Causes?.none } + maybe.map { _ in cause(name + "?") }
        let rests = rest.map { [ListValue.Rest(element: $0, atMost: atMost, causes: cause(name))] } ?? []
        return .list(ListValue(items + maybe, membership: .init(presence: presence, rest: rests)))
    }

    /// A short text for expectations: `[1..5]`, `{true, false}`, `3`, `any`, with `?` for a null
    /// that may be and `: causes`.
    var sketch: String {
        switch self {
        case .unknown(let unknown):
            let names = unknown.causes.all.map(\.subject).joined(separator: " ")
            return "\(unknown.domain.sketch): \(names)"
        case .list(let list):
            var parts = list.items.enumerated().map { index, item in
                item.sketch + (list.membership?.presence[index] == nil ? "" : "?")
            }
            for rest in list.membership?.rest ?? [] {
                parts.append("\(rest.atMost.map(String.init) ?? "*")×(\(rest.element.sketch))")
            }
            return "[\(parts.joined(separator: ", "))]"
        case .context(let context):
            return "{\(context.entries.map { "\($0.key): \($0.value.sketch)" }.joined(separator: ", "))}"
        case .null(let reason):
            if case .error(let code, let message)? = reason?.kind { return "null(\(code) \(message.en))" }
            return "null"
        case .number(let number): return number.description
        case .string(let text): return "\"\(text)\""
        case .boolean(let truth): return truth ? "true" : "false"
        case .object(let object): return object.identity
        default: return "\(self)"
        }
    }
}

extension Unknown.Domain {
    fileprivate var sketch: String {
        switch self {
        case .values(let values): return "{\(values.map { $0.isNull ? "null" : $0.sketch }.joined(separator: ", "))}"
        case .number(let interval, let orNull):
            let lower = interval.lower.map { ($0.isIncluded ? "[" : "(") + $0.value.description } ?? "(-∞"
            let upper = interval.upper.map { $0.value.description + ($0.isIncluded ? "]" : ")") } ?? "∞)"
            return "\(lower)..\(upper)\(orNull ? "?" : "")"
        case .date(let interval, let orNull):
            let lower = interval.lower?.value.description ?? "-∞"
            return "\(lower)..\(interval.upper?.value.description ?? "∞")\(orNull ? "?" : "")"
        case .any(let type): return type ?? "any"
        }
    }
}

/// A thing of the host for tests.
struct TestObject: HostObject {
    var identity: String
    var kind = "thing"
    var members: [String: Value]
    var identityCauses: Causes?

    init(_ identity: String, _ members: [String: Value], identityCauses: Causes? = nil) {
        self.identity = identity
        self.members = members
        self.identityCauses = identityCauses
    }

    func member(_ name: String) -> Value? { members[name] }
}
