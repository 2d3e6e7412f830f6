import Diagnostics
import FEEL

/// Expressions and unary tests: read, printed, checked, compiled, evaluated over certain and unknown inputs.
enum ExpressionProbe {
    /// Small, so that no input takes long; the limits themselves are met often.
    static let options = EvaluationOptions(
        budget: EvaluationBudget(steps: 20_000, listSize: 2_000, stringSize: 20_000, builtinSteps: 100_000),
        today: CalendarDate("2026-06-15").map { .date($0) },
        now: DateAndTime("2026-06-15T10:30:00@Europe/Paris").map { .dateTime($0) })

    static let scope = Scope(
        variables: ProbeWorld.inputs.map { .init(name: $0.name, type: .any) }, types: StandardTypes())

    static func run(_ bytes: [UInt8]) throws(Flaw) {
        let text = String(decoding: bytes, as: UTF8.self)
        let source = EmbeddedText(standalone: text)
        let (tree, problems) = Parser.parseExpression(source, names: NameScope(ProbeWorld.names))
        try check(problems, text)
        var stray: FEEL.Expression?
        tree.visit { if !isInside($0.span, text) { stray = $0 } }
        if let stray { throw Flaw("the part \(stray) is at \(stray.span), outside the text") }
        if !problems.hasErrors { try reads(tree) }
        let (found, diagnostics) = CompiledExpression.compile(source, scope: scope, toleratesTypeErrors: true)
        try check(diagnostics, text)
        guard let found else {
            return try promise(problems.hasErrors, "what is read without error is not compiled")
        }
        try evaluates(found, ProbeWorld.values, text)
    }

    static func runTests(_ bytes: [UInt8]) throws(Flaw) {
        let text = String(decoding: bytes, as: UTF8.self)
        let source = EmbeddedText(standalone: text)
        let names = NameScope(ProbeWorld.names)
        let (tests, problems) = Parser.parseUnaryTests(source, names: names)
        try check(problems, text)
        if !problems.hasErrors {
            let printed = tests.description
            let (again, faults) = Parser.parseUnaryTests(EmbeddedText(standalone: printed), names: names)
            try promise(!faults.hasErrors, "'\(printed)', as printed, is not read: \(said(faults))")
            try promise(again.description == printed, "'\(printed)' is printed again as '\(again)'")
        }
        let (found, diagnostics) = CompiledExpression.compileUnaryTests(
            source, inputType: .any, scope: scope, toleratesTypeErrors: true)
        try check(diagnostics, text)
        guard let found else { return try promise(problems.hasErrors, "what is read without error is not compiled") }
        // The value of `?` is one of the inputs.
        var random = SplitMix(bytes)
        let value = ProbeWorld.values.randomElement(using: &random) ?? .null
        try evaluates(found, ProbeWorld.values + [value], text)
    }

    // MARK: Reading

    /// Printing is undone by reading.
    private static func reads(_ tree: FEEL.Expression) throws(Flaw) {
        let printed = tree.description
        // Brackets may make a text longer, and more deeply nested, than what may be read.
        let (again, faults) = Parser.parseExpression(
            EmbeddedText(standalone: printed), names: NameScope(ProbeWorld.names))
        let isTooMuch = faults.contains { $0.severity == .error && limits.contains($0.code.rawValue) }
        if isTooMuch { return }
        try promise(!faults.hasErrors, "'\(printed)', as printed, is not read: \(said(faults))")
        try promise(understood(again) == understood(tree), "'\(printed)', as printed, is read as '\(again)'")
        try promise(again.description == printed, "'\(printed)' is printed again as '\(again)'")
    }

    /// The text is too long, nested too deeply, or a chain of it is too long.
    private static let limits: Set<String> = ["X010"]

    private static func said(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { "\($0.code) \($0.headline.en)" }.joined(separator: "; ")
    }

    static func check(_ diagnostics: [Diagnostic], _ text: String) throws(Flaw) {
        for diagnostic in diagnostics {
            guard let primary = diagnostic.primary else { throw Flaw("\(diagnostic.code) has no place") }
            for label in [primary] + diagnostic.secondary {
                try promise(
                    isInside(label.location.span, text),
                    "\(diagnostic.code) is at \(label.location.span), outside the text or inside a character")
            }
            for said in [diagnostic.headline, diagnostic.help].compactMap({ $0 }) + diagnostic.notes {
                try promise(!said.fr.isEmpty && !said.en.isEmpty, "\(diagnostic.code) says nothing")
            }
        }
    }

    /// Whether both ends are in the text, between two characters, in order.
    static func isInside(_ span: Span, _ text: String) -> Bool {
        let utf8 = text.utf8
        guard span.start >= 0, span.start <= span.end, span.end <= utf8.count else { return false }
        return [span.start, span.end].allSatisfy { offset in
            let index = utf8.index(utf8.startIndex, offsetBy: offset)
            return offset == utf8.count || utf8[index] & 0xC0 != 0x80
        }
    }

    // MARK: Evaluating

    /// The answer over unknown inputs holds the answers over what they may turn out to be.
    private static func evaluates(_ expression: CompiledExpression, _ inputs: [Value], _ text: String) throws(Flaw) {
        let announced = expression.evaluate(inputs, options: options)
        try check(announced, text)
        try promise(
            expression.evaluate(inputs, options: options).whole == announced.whole, "two evaluations differ")
        let witness = Witness()
        var watched = options
        watched.recorder = witness
        let seen = expression.evaluate(inputs, options: watched)
        try promise(seen.whole == announced.whole, "watched, it gives \(seen.whole), not \(announced.whole)")
        _ = expression.evaluate(inputs.map(\.standard), options: options)

        // Steps of patterns are counted over all that is tried.
        let holds = !["matches", "replace", "split"].contains { text.contains($0) } && !announced.isExhausted
        var random = SplitMix(Array(text.utf8))
        for _ in 0..<3 {
            let completed = inputs.map { $0.completed(&random) }
            let result = expression.evaluate(completed, options: options)
            try check(result, text)
            if !holds || result.isExhausted { continue }
            let given = zip(ProbeWorld.names + ["?"], completed).map { "\($0) = \($1.literal)" }.joined(separator: "; ")
            try promise(result.isCertain, "over certain inputs the answer is \(result.whole); \(given)")
            try promise(
                announced.mayBe(result), "announced \(announced.whole), it is \(result.whole) with \(given)")
        }
    }

    /// The reason of a null has its place in the text, and a message.
    static func check(_ value: Value, _ text: String) throws(Flaw) {
        switch value {
        case .null(let reason?):
            if let span = reason.span {
                try promise(isInside(span, text), "the reason of the null is at \(span), outside the text")
            }
            if case .error(let code, let message) = reason.kind {
                try promise(!message.en.isEmpty && !message.fr.isEmpty, "\(code) says nothing")
            }
        case .unknown(let unknown): try promise(!unknown.causes.isEmpty, "\(value.whole) has no cause")
        case .list(let list): for item in list.items { try check(item, text) }
        case .context(let context): for entry in context.entries { try check(entry.value, text) }
        default: break
        }
    }
}

/// Looks, and keeps nothing.
private final class Witness: EvaluationRecorder {
    func record(_ expression: FEEL.Expression, _ value: Value) {}
    func read(_ object: any HostObject, _ member: String, _ value: Value) {}
}

extension Value {
    /// Whether a limit was met: what would have come is not told.
    var isExhausted: Bool {
        guard case .null(let reason?) = self, case .error(let code, _) = reason.kind else { return false }
        return code == "V900" || code == ValueError.budget
    }

    /// All there is to tell of a value, on a line.
    var whole: String {
        switch self {
        case .unknown(let unknown):
            let causes = unknown.causes.all.map { "\($0.subject).\($0.member)" }.joined(separator: " ")
            return "?(\(unknown.domain.whole); \(causes))"
        case .null(let reason?):
            guard case .error(let code, let message) = reason.kind else { return "null(\(reason.kind))" }
            return "null(\(code) \(message.en) \(reason.span.map { "\($0)" } ?? ""))"
        case .list(let list):
            let items = list.items.indices.map {
                list.items[$0].whole + (list.membership?.presence[$0] == nil ? "" : "?")
            }
            let rest = (list.membership?.rest ?? []).map {
                "\($0.atMost.map(String.init) ?? "*")×\($0.element.whole)"
            }
            return "[\((items + rest).joined(separator: ", "))]"
        case .context(let context):
            return "{\(context.entries.map { "\($0.key): \($0.value.whole)" }.joined(separator: ", "))}"
        default: return literal
        }
    }
}

extension Unknown.Domain {
    fileprivate var whole: String {
        switch self {
        case .values(let values): values.map(\.whole).joined(separator: ", ")
        case .number(let interval, let orNull):
            "\(interval.lower.map { "\($0)" } ?? "")..\(interval.upper.map { "\($0)" } ?? "")\(orNull ? " or null" : "")"
        case .date(let interval, let orNull):
            "\(interval.lower.map { "\($0)" } ?? "")..\(interval.upper.map { "\($0)" } ?? "")\(orNull ? " or null" : "")"
        case .any(let type): "any \(type ?? "")"
        }
    }
}
