/// Shows diagnostics to people, with the lines they point into.
///
/// ```
/// error[R204]: rule 'seats.total' depends on itself
///   --> rules/council/seats.yaml:41:17
///    |
/// 41 |   value: base + seats.bonus
///    |                 ^^^^^^^^^^^ this reads 'seats.bonus' …
///   ::: rules/council/bonus.yaml:12:10
///    |
/// 12 |   value: seats.total / 10
///    |          ----------- … which reads 'seats.total' again
///    = help: replace one of the two readings with an input
/// ```
///
/// **Invariant:** whatever the sources and messages hold, nothing but text, line feeds and, when
/// colour is asked for, the renderer's own colour sequences reaches the terminal.
public struct TerminalRenderer: Sendable {
    public var language: Language
    public var usesColour: Bool
    /// Columns of the terminal; lines of source are cut to it around what is pointed at, messages
    /// are not.
    public var width: Int

    public init(language: Language = .fr, colour usesColour: Bool = false, width: Int = 100) {
        self.language = language
        self.usesColour = usesColour
        self.width = max(width, 40)
    }

    /// Diagnostics in the order given, a blank line between them and before the summary.
    public func render(_ diagnostics: [Diagnostic], summary: Bool = true) -> String {
        var parts = diagnostics.map { render($0) }
        if summary { parts.append(diagnostics.summary[language] + "\n") }
        return parts.joined(separator: "\n")
    }

    /// One diagnostic; every line ends with a line feed.
    public func render(_ diagnostic: Diagnostic) -> String {
        var output = ""
        let severity = Style.severity(diagnostic.severity)
        output += paint("\(Words.severity(diagnostic.severity)[language])[\(diagnostic.code)]", severity)
        output += paint("\(colon)\(VisibleText.line(diagnostic.headline[language]))", .bold) + "\n"

        let excerpts = Excerpt.all(of: diagnostic)
        let gutter = String(excerpts.map(\.lastLine).max() ?? 0).count
        let margin = String(repeating: " ", count: gutter)
        for (position, excerpt) in excerpts.enumerated() {
            let place = excerpt.head.source.position(of: excerpt.head.span.start)
            let name = VisibleText.line(excerpt.head.source.name)
            output +=
                margin + paint(position == 0 ? "-->" : ":::", .gutter) + " \(name):\(place.line):\(place.column)\n"
            let rows = excerpt.rows(language: language, columns: max(20, width - gutter - 3))
            if !rows.isEmpty { output += margin + paint(" |", .gutter) + "\n" }
            for row in rows { output += render(row, gutter: gutter, severity: severity) }
        }
        for note in diagnostic.notes { output += remark("note", note[language], margin) }
        if let source = diagnostic.source { output += remark("source", source, margin) }
        if let help = diagnostic.help { output += remark(language == .fr ? "aide" : "help", help[language], margin) }
        return output
    }

    private var colon: String { language == .fr ? " : " : ": " }

    private func remark(_ word: String, _ text: String, _ margin: String) -> String {
        "\(margin) \(paint("=", .gutter)) \(paint(word + (language == .fr ? " :" : ":"), .bold)) \(VisibleText.line(text))\n"
    }

    private func render(_ row: Excerpt.Row, gutter: Int, severity: Style) -> String {
        let margin = String(repeating: " ", count: gutter)
        switch row {
        case .gap: return paint("...", .gutter) + "\n"
        case .source(let number, let text):
            let head = DisplayWidth.padded(String(number), to: gutter, alignRight: true) + " |"
            return paint(head, .gutter) + trimmingEnd(" " + text) + "\n"
        case .marks(let runs):
            var line = ""
            for run in runs {
                switch run.kind {
                case .blank: line += run.text
                case .primary: line += paint(run.text, severity)
                case .secondary: line += paint(run.text, .secondary)
                }
            }
            return margin + paint(" |", .gutter) + " " + line + "\n"
        }
    }

    private func trimmingEnd(_ text: String) -> Substring {
        var text = text[...]
        while text.last == " " { text.removeLast() }
        return text
    }

    private func paint(_ text: String, _ style: Style) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// - Source: ECMA-48, § 8.3.117, Select Graphic Rendition.
    private enum Style: String {
        case bold = "1"
        case error = "1;31"
        case warning = "1;33"
        case note = "1;36"
        case gutter = "1;34"
        case secondary = "34"

        static func severity(_ severity: Severity) -> Style {
            switch severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
        }
    }

    private enum Words {
        static func severity(_ severity: Severity) -> Localized {
            switch severity {
            case .error: Localized(fr: "erreur", en: "error")
            case .warning: Localized(fr: "avertissement", en: "warning")
            case .note: Localized(both: "note")
            }
        }
    }
}

extension Sequence<Diagnostic> {
    /// "2 errors, 1 warning"; notes are not counted.
    public var summary: Localized {
        var errors = 0
        var warnings = 0
        for diagnostic in self {
            switch diagnostic.severity {
            case .error: errors += 1
            case .warning: warnings += 1
            case .note: break
            }
        }
        var fr: [String] = []
        var en: [String] = []
        if errors > 0 {
            fr.append(errors == 1 ? "1 erreur" : "\(errors) erreurs")
            en.append(errors == 1 ? "1 error" : "\(errors) errors")
        }
        if warnings > 0 {
            fr.append(warnings == 1 ? "1 avertissement" : "\(warnings) avertissements")
            en.append(warnings == 1 ? "1 warning" : "\(warnings) warnings")
        }
        if fr.isEmpty { return Localized(fr: "aucune erreur", en: "no error") }
        return Localized(fr: fr.joined(separator: ", "), en: en.joined(separator: ", "))
    }
}
