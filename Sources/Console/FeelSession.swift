import Diagnostics
import FEEL
import JSON
import Queries
import Synchronization

/// The variables that expressions of a session see.
struct FeelVariables {
    private(set) var names: [String] = []
    private(set) var values: [Value] = []

    /// - Parameter json: An object, as the user wrote it.
    /// - Throws: `ExitCode`, its diagnostics already printed.
    init(json text: String?, terminal: Terminal) throws {
        guard let text else { return }
        let source = SourceText(name: "--context", text: text)
        func refuse(_ diagnostic: Diagnostic) throws -> Never {
            terminal.print([diagnostic])
            throw Exit.refused
        }
        let json: JSONValue
        do {
            json = try JSONValue.parse(text)
        } catch {
            try refuse(Diagnostic("A028", error, in: source))
        }
        guard let members = json.objectMembers else {
            try refuse(
                Diagnostic("A028", Localized(fr: "« --context » est un objet JSON", en: "'--context' is a JSON object"))
            )
        }
        for member in members {
            do throws(TypedValue.Failure) {
                set(member.name, try TypedValue.decodePlain(member.value, as: member.name))
            } catch {
                let place = error.path.isEmpty ? member.name : "\(member.name).\(error.path)"
                try refuse(
                    Diagnostic(
                        "A028",
                        Localized(fr: "\(place) : \(error.message.fr)", en: "\(place): \(error.message.en)")))
            }
        }
    }

    mutating func set(_ name: String, _ value: Value) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }

    var scope: Scope {
        Scope(
            variables: zip(names, values).map { .init(name: $0, type: FEELType(of: $1)) }, types: StandardTypes())
    }
}

extension FEELType {
    /// What a value is known to be; parts are looked at for contexts only.
    fileprivate init(of value: Value) {
        switch value {
        case .context(let context):
            self = .context(
                Dictionary(context.entries.map { ($0.key, FEELType(of: $0.value)) }, uniquingKeysWith: { $1 }))
        case .list(let list):
            let types = Set(list.items.map { FEELType(of: $0) })
            self = .list(types.count == 1 ? types.first ?? .any : .any)
        case .null, .function, .range, .object, .unknown: self = .any
        default: self = FEELType(standardName: value.typeName) ?? .any
        }
    }
}

/// Expressions typed one after the other, or given on the command line.
struct FeelSession {
    var variables: FeelVariables
    let options: EvaluationOptions
    let terminal: Terminal
    let format: OutputFormat

    /// Evaluates, and prints the value on standard output, what is wrong on standard error.
    ///
    /// - Returns: False when the expression is refused.
    mutating func run(_ text: String, check: Bool, explain: Bool) -> Bool {
        let source = EmbeddedText(standalone: text)
        let (expression, diagnostics) = CompiledExpression.compile(source, scope: variables.scope)
        terminal.print(diagnostics)
        guard let expression else {
            if format == .json || format == .ndjson {
                terminal.print(
                    JSONValue.object([.init("diagnostics", .array(diagnostics.map { $0.json() }))]).serialized())
            }
            return false
        }
        if check {
            terminal.print(expression.type.description)
            return true
        }
        let steps = explain ? FeelSteps() : nil
        var options = options
        options.recorder = steps
        let result = expression.evaluate(variables.values, options: options)
        if let steps { terminal.print(steps.text(source.text, human)) }
        show(result, source)
        return true
    }

    func show(_ result: Value, _ source: EmbeddedText) {
        switch format {
        case .table: terminal.print(human(result))
        case .csv, .tsv: terminal.print(result.feelDescription)
        case .json, .ndjson:
            var members: [JSONValue.Member] = [.init("value", TypedValue.encode(result.standard))]
            if !result.isCertain {
                members.append(.init("certain", .bool(false)))
                members.append(.init("bounds", TypedValue.encode(result)))
                members.append(.init("missing", .strings(Set(result.causes.all.map(\.subject)).sorted())))
            }
            let json = JSONValue.object(members)
            if format == .json { terminal.print(json) } else { terminal.print(json.serialized()) }
        }
        if case .null(let reason?) = result, case .error(let code, let message) = reason.kind {
            terminal.print([Diagnostic(code, .warning, message, at: reason.span.map { source.location($0) })])
        }
    }

    func human(_ result: Value) -> String {
        guard case .unknown(let unknown) = result else { return result.literal }
        let json = TypedValue.encode(result)
        var text = Localized(fr: "inconnu", en: "unknown")[terminal]
        let colon = Localized(fr: " : ", en: ": ")[terminal]
        if let range = json["range"] {
            switch unknown.domain {
            case .values(let values): text += colon + values.map(\.literal).joined(separator: ", ")
            default: text += colon + (range.stringValue ?? "")
            }
        } else if let type = json["type"]?.stringValue {
            text += colon + type
        }
        let missing = Set(unknown.causes.all.map(\.subject)).sorted().joined(separator: ", ")
        return text + Localized(fr: " (manque : \(missing))", en: " (missing: \(missing))")[terminal]
    }

}

/// What each part of an expression gave, in the order of evaluation.
private final class FeelSteps: EvaluationRecorder {
    private let steps = Mutex<[(span: Span, value: Value)]>([])
    /// Steps shown: a loop may have millions.
    private static let most = 200

    func record(_ expression: Expression, _ value: Value) {
        switch expression.kind {
        case .null, .boolean, .number, .string, .temporal: return
        default: break
        }
        steps.withLock { steps in
            guard steps.count < Self.most else { return }
            steps.append((expression.span, value))
        }
    }

    func read(_ object: any HostObject, _ member: String, _ value: Value) {}

    func text(_ source: String, _ show: (Value) -> String) -> String {
        let bytes = Array(source.utf8)
        return steps.withLock { steps in
            steps.map { step in
                let end = min(step.span.end, bytes.count)
                let part = String(decoding: bytes[min(step.span.start, end)..<end], as: UTF8.self)
                return "\(part) → \(show(step.value))"
            }.joined(separator: "\n")
        }
    }
}
