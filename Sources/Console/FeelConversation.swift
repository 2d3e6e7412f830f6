import Diagnostics
import FEEL
import JSON
import Queries

/// A session on a terminal: a line is an expression, the definition of a variable, or a command.
extension FeelSession {
    /// Reads lines until the end of input.
    mutating func converse() {
        terminal.print(
            Localized(
                fr: "Une expression donne sa valeur ; nom = expression définit une variable ; :aide dit le reste",
                en: "An expression gives its value; name = expression defines a variable; :help tells the rest")[
                    terminal])
        var editor = LineEditor(history: "feel_history")
        while let line = editor.line("feel> ") {
            guard obey(line) else { return }
        }
        terminal.print("")
    }

    /// - Returns: False when the session ends.
    private mutating func obey(_ line: String) -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count == 2 ? words[1] : ""
        switch words.first {
        case nil: break
        case ":quit", ":q", ":quitter": return false
        case ":help", ":aide": terminal.print(Self.help[terminal])
        case ":why", ":pourquoi": _ = run(rest, check: false, explain: true)
        case ":type": _ = run(rest, check: true, explain: false)
        case ":vars", ":variables": list()
        case ":let", ":soit":
            if let (name, text) = Self.nameAndRest(rest) { define(name, as: text) } else { misunderstood(line) }
        case ":unknown", ":inconnu": hide(rest, line)
        case let word? where word.hasPrefix(":"): misunderstood(line)
        default:
            if let (name, text) = definition(line) {
                define(name, as: text)
            } else {
                _ = run(line, check: false, explain: false)
            }
        }
        return true
    }

    private static let help = Localized(
        fr: """
            EXPRESSION                    sa valeur, ce qui est certain, ce qui manque
            NOM = EXPRESSION              définit une variable ; si NOM en est déjà une, c'est une comparaison
            :soit NOM = EXPRESSION        définit une variable, ou la redéfinit
            :inconnu NOM TYPE [DOMAINE]   une variable inconnue : :inconnu x number [0..10]
            :pourquoi EXPRESSION          la valeur de chaque partie
            :type EXPRESSION              son type, sans l'évaluer
            :variables                    les variables et leurs valeurs
            :quitter                      ou Ctrl-D
            """,
        en: """
            EXPRESSION                    its value, what is certain, what is missing
            NAME = EXPRESSION             defines a variable; if NAME is one already, it is a comparison
            :let NAME = EXPRESSION        defines a variable, or defines it again
            :unknown NAME TYPE [RANGE]    an unknown variable: :unknown x number [0..10]
            :why EXPRESSION               the value of each part
            :type EXPRESSION              its type, without evaluating it
            :vars                         the variables and their values
            :quit                         or Ctrl-D
            """)

    private func misunderstood(_ line: String) {
        terminal.print([
            Diagnostic(
                "A028",
                Localized(fr: "commande incomprise « \(line) »", en: "command not understood '\(line)'"),
                help: Localized(fr: ":aide dit les commandes", en: ":help tells the commands"))
        ])
    }

    private func list() {
        for (name, value) in zip(variables.names, variables.values) { terminal.print("\(name) = \(human(value))") }
    }

    // MARK: Variables

    /// `name = expression`, where `name` is no variable yet: else it is a comparison.
    private func definition(_ line: String) -> (name: String, text: String)? {
        guard let (name, text) = Self.nameAndRest(line, isEqualSignNeeded: true), !variables.names.contains(name) else {
            return nil
        }
        return (name, text)
    }

    /// A name, and what comes after it and an equal sign.
    private static func nameAndRest(_ text: String, isEqualSignNeeded: Bool = false) -> (String, String)? {
        let name: Substring
        let rest: Substring
        if let sign = text.firstIndex(of: "=") {
            (name, rest) = (text[..<sign], text[text.index(after: sign)...])
        } else if !isEqualSignNeeded, let space = text.firstIndex(of: " ") {
            (name, rest) = (text[..<space], text[space...])
        } else {
            return nil
        }
        let words = name.split(separator: " ")
        let isName = words.allSatisfy { word in
            word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) }
                && !keywords.contains(String(word))
        }
        guard isName, let first = words.first?.unicodeScalars.first, !("0"..."9").contains(first),
            rest.contains(where: { $0 != " " })
        else { return nil }
        return (words.joined(separator: " "), String(rest))
    }

    private static let keywords: Set<String> = [
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "between",
        "instance", "of", "function", "external", "true", "false", "null",
    ]

    private mutating func define(_ name: String, as text: String) {
        let source = EmbeddedText(standalone: text)
        let (expression, diagnostics) = CompiledExpression.compile(source, scope: variables.scope)
        terminal.print(diagnostics)
        guard let expression else { return }
        let value = expression.evaluate(variables.values, options: options)
        variables.set(name, value)
        show(value, source)
    }

    /// `:unknown NAME TYPE [RANGE]`: the range as a typed value writes it.
    private mutating func hide(_ text: String, _ line: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return misunderstood(line) }
        let bracket = words[1].firstIndex { "[(<>".contains($0) }
        let type = words[1][..<(bracket ?? words[1].endIndex)].split(separator: " ").joined(separator: " ")
        var json: [JSONValue.Member] = [.init("t", "unknown"), .init("type", .string(type))]
        if let bracket { json.append(.init("range", .string(String(words[1][bracket...])))) }
        do throws(TypedValue.Failure) {
            let value = try TypedValue.decode(.object(json), as: words[0])
            variables.set(words[0], value)
            terminal.print(human(value))
        } catch {
            terminal.print([Diagnostic("A028", error.message)])
        }
    }
}
