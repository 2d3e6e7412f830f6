import Diagnostics
import FEEL
import Testing

/// A text in which `⟦` and `⟧` enclose the places that diagnostics must point at.
///
/// `⟦⟧` with nothing inside marks an empty place: the end of the text.
struct MarkedText {
    var text: String
    var spans: [Span]

    init(_ marked: String) {
        var bytes: [UInt8] = []
        var starts: [Int] = []
        spans = []
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": starts.append(bytes.count)
            case "⟧": spans.append(Span(starts.removeLast(), bytes.count))
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
        spans.sort()
    }
}

/// Places and codes of the diagnostics, as a marked text and codes would give them.
struct Finding: Equatable, CustomStringConvertible {
    var code: String
    var span: Span

    var description: String { "\(code) \(span.start)..<\(span.end)" }

    init(_ code: String, _ span: Span) {
        self.code = code
        self.span = span
    }

    init(_ diagnostic: Diagnostic) {
        self.init(diagnostic.code.rawValue, diagnostic.primary?.location.span ?? Span(-1, -1))
    }
}

/// What every diagnostic must have: a place inside the text, and both languages.
func checkShape(_ diagnostics: [Diagnostic], of text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for diagnostic in diagnostics {
        let said = [diagnostic.headline, diagnostic.help].compactMap { $0 }
        let isWellFormed =
            diagnostic.primary.map { $0.location.span.start >= 0 && $0.location.span.end <= text.utf8.count } == true
            && said.allSatisfy { !$0.fr.isEmpty && !$0.en.isEmpty && !$0.en.hasSuffix(".") && !$0.fr.hasSuffix(".") }
        if !isWellFormed { Issue.record("\(diagnostic) of \(text)", sourceLocation: sourceLocation) }
    }
}

/// Reads an expression, and checks what holds of any reading.
func read(
    _ text: String, names: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) -> (Expression, [Diagnostic]) {
    let (expression, diagnostics) = Parser.parseExpression(EmbeddedText(standalone: text), names: NameScope(names))
    checkShape(diagnostics, of: text, sourceLocation: sourceLocation)
    expression.visit { part in
        let isInside = part.span.start >= 0 && part.span.end <= text.utf8.count
        if !isInside { Issue.record("\(part) at \(part.span)", sourceLocation: sourceLocation) }
    }
    return (expression, diagnostics)
}

func readTests(
    _ text: String, names: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) -> (UnaryTests, [Diagnostic]) {
    let (tests, diagnostics) = Parser.parseUnaryTests(EmbeddedText(standalone: text), names: NameScope(names))
    checkShape(diagnostics, of: text, sourceLocation: sourceLocation)
    return (tests, diagnostics)
}

/// An expression with every operation in brackets: how it was understood.
func understood(_ expression: Expression) -> String {
    switch expression.kind {
    case .negate(let operand): "(-\(understood(operand)))"
    case .arithmetic(let name, let left, let right): "(\(understood(left)) \(name.rawValue) \(understood(right)))"
    case .comparison(let name, let left, let right): "(\(understood(left)) \(name.rawValue) \(understood(right)))"
    case .and(let left, let right): "(\(understood(left)) and \(understood(right)))"
    case .or(let left, let right): "(\(understood(left)) or \(understood(right)))"
    case .between(let value, let lower, let upper):
        "(\(understood(value)) between \(understood(lower)) and \(understood(upper)))"
    case .in(let value, let tests): "(\(understood(value)) in {\(tests.map(\.description).joined(separator: " | "))})"
    case .instanceOf(let value, let type): "(\(understood(value)) instance of \(type))"
    case .path(let base, let name): "(\(understood(base)).<\(name.text)>)"
    case .filter(let base, let predicate): "(\(understood(base)) where \(understood(predicate)))"
    case .call(let callee, let arguments):
        "\(understood(callee))(\(arguments.map { ($0.name.map { "<\($0.text)>: " } ?? "") + understood($0.value) }.joined(separator: ", ")))"
    case .name(let name): "<\(name)>"
    case .list(let items): "[\(items.map { understood($0) }.joined(separator: ", "))]"
    case .context(let entries):
        "{\(entries.map { "<\($0.key.text)>: \(understood($0.value))" }.joined(separator: ", "))}"
    case .conditional(let condition, let then, let otherwise):
        "(if \(understood(condition)) then \(understood(then)) else \(understood(otherwise)))"
    case .forLoop(let iterators, let result): "(for \(understood(iterators)) return \(understood(result)))"
    case .quantified(let quantifier, let iterators, let condition):
        "(\(quantifier.rawValue) \(understood(iterators)) satisfies \(understood(condition)))"
    case .function(let parameters, let body, let isExternal):
        "(function(\(parameters.map(\.name.text).joined(separator: ", "))) \(isExternal ? "external " : "")\(understood(body)))"
    case .null, .boolean, .number, .string, .temporal, .input, .range, .invalid: expression.description
    }
}

private func understood(_ iterators: [FEEL.Iterator]) -> String {
    iterators.map { iterator in
        "<\(iterator.variable.text)> in \(understood(iterator.source))"
            + (iterator.through.map { "..\(understood($0))" } ?? "")
    }.joined(separator: ", ")
}
