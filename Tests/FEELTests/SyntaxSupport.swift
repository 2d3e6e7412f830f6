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
