import Diagnostics

/// What can be wrong with a text, as the messages say it: codes X001 to X019.
enum SyntaxProblem {
    case missingExpression(before: String)
    case missingOperator(before: String, keyword: String?)
    case unexpected(String, expecting: String?, opener: Label?)
    case unclosed(String, Symbol)
    case flaw(Flaw, String)
    case notACharacter(String)
    case numberOutOfRange(String)
    case nestedTooDeeply, chainTooLong
    case textTooLong(bytes: Int)
    case missingKeyword(String, of: String, before: String)
    case missingWord(String, after: String)
    case missingName(before: String)
    case missingKey(before: String)
    case missingColon(String)
    case missingType(before: String)
    case rangeWithoutEnds
    case mixedArguments
    case repeated(String, first: Location)
    case foreignOperator(String, String)

    var code: Code {
        let number =
            switch self {
            case .missingExpression: "001"
            case .missingOperator: "002"
            case .unexpected: "003"
            case .unclosed: "004"
            case .flaw(let flaw, _):
                switch flaw.kind {
                case .unclosedString: "005"
                case .unclosedComment: "006"
                case .unexpectedCharacter: "007"
                }
            case .notACharacter: "008"
            case .numberOutOfRange: "009"
            case .nestedTooDeeply, .chainTooLong, .textTooLong: "010"
            case .missingKeyword, .missingWord: "011"
            case .missingName, .missingKey, .missingColon: "012"
            case .missingType: "013"
            case .rangeWithoutEnds: "014"
            case .mixedArguments: "015"
            case .repeated: "016"
            case .foreignOperator: "017"
            }
        return Code("X\(number)")
    }

    var headline: Localized {
        switch self {
        case .missingExpression(let token):
            Localized(
                fr: "une expression manque avant \(french(token))",
                en: "an expression is missing before \(english(token))")
        case .missingOperator(let token, _):
            Localized(
                fr: "un opérateur manque avant \(french(token))", en: "an operator is missing before \(english(token))")
        case .unexpected(let token, nil, _):
            Localized(fr: "\(french(token)) est inattendu ici", en: "\(english(token)) is unexpected here")
        case .unexpected(let token, let expected?, _):
            Localized(
                fr: "\(french(expected)) attendu, \(french(token)) trouvé",
                en: "expected \(english(expected)), found \(english(token))")
        case .unclosed(let opener, let closer):
            Localized(
                fr: "\(french(opener)) n'est pas refermé par \(french(closer.rawValue))",
                en: "\(english(opener)) is not closed by \(english(closer.rawValue))")
        case .flaw(let flaw, let text):
            switch flaw.kind {
            case .unclosedString:
                Localized(fr: "le texte n'est pas refermé sur sa ligne", en: "the string is not closed on its line")
            case .unclosedComment:
                Localized(fr: "le commentaire n'est pas refermé", en: "the comment is not closed")
            case .unexpectedCharacter:
                Localized(
                    fr: "le caractère \(french(text)) ne commence rien",
                    en: "the character \(english(text)) begins nothing")
            }
        case .notACharacter(let escape):
            Localized(fr: "\(french(escape)) n'est pas un caractère", en: "\(english(escape)) is not a character")
        case .numberOutOfRange(let text):
            Localized(fr: "le nombre \(text) est hors limites", en: "the number \(text) is out of range")
        case .nestedTooDeeply:
            Localized(
                fr: "plus de \(Parser.deepestNesting) niveaux d'imbrication",
                en: "more than \(Parser.deepestNesting) levels of nesting")
        case .chainTooLong:
            Localized(
                fr: "plus de \(Parser.longestChain) opérations à la suite",
                en: "more than \(Parser.longestChain) operations in a row")
        case .textTooLong(let bytes):
            Localized(
                fr: "l'expression fait \(bytes) octets, plus que \(Parser.longestText)",
                en: "the expression is \(bytes) bytes long, over \(Parser.longestText)")
        case .missingKeyword(let word, let construct, let token):
            Localized(
                fr: "le \(french(word)) de \(french(construct)) manque avant \(french(token))",
                en: "the \(english(word)) of \(english(construct)) is missing before \(english(token))")
        case .missingWord(let word, let before):
            Localized(
                fr: "\(french(word)) manque après \(french(before))",
                en: "\(english(word)) is missing after \(english(before))")
        case .missingName(let token):
            Localized(fr: "un nom manque avant \(french(token))", en: "a name is missing before \(english(token))")
        case .missingKey(let token):
            Localized(
                fr: "une clé suivie de « : » manque avant \(french(token))",
                en: "a key followed by ':' is missing before \(english(token))")
        case .missingColon(let key):
            Localized(
                fr: "« : » manque après la clé \(french(key))", en: "':' is missing after the key \(english(key))")
        case .missingType(let token):
            Localized(fr: "un type manque avant \(french(token))", en: "a type is missing before \(english(token))")
        case .rangeWithoutEnds:
            Localized(fr: "un intervalle sans aucune borne", en: "a range without any end")
        case .mixedArguments:
            Localized(
                fr: "des arguments nommés et des arguments sans nom dans le même appel",
                en: "named and unnamed arguments in the same call")
        case .repeated(let name, _):
            Localized(fr: "le nom \(french(name)) est donné deux fois", en: "the name \(english(name)) is given twice")
        case .foreignOperator(let theirs, _):
            Localized(fr: "\(french(theirs)) n'est pas un opérateur", en: "\(english(theirs)) is not an operator")
        }
    }

    var help: Localized? {
        switch self {
        case .missingOperator(_, let keyword?):
            Localized(fr: "écrire \(french(keyword))", en: "write \(english(keyword))")
        case .missingOperator(_, nil):
            Localized(
                fr: "séparer les deux valeurs par un opérateur, ou déclarer le nom en plusieurs mots",
                en: "put an operator between the two values, or declare the name of several words")
        case .unclosed(_, let closer):
            Localized(fr: "ajouter \(french(closer.rawValue))", en: "add \(english(closer.rawValue))")
        case .flaw(let flaw, let text):
            switch flaw.kind {
            case .unclosedString: Localized(fr: "ajouter un guillemet droit", en: "add a straight quote")
            case .unclosedComment: Localized(fr: "ajouter « */ »", en: "add '*/'")
            case .unexpectedCharacter: SyntaxProblem.remedy(for: text)
            }
        case .missingKeyword("else", _, _):
            Localized(
                fr: "une alternative sans valeur s'écrit « else null »",
                en: "a branch without value is written 'else null'")
        case .nestedTooDeeply, .chainTooLong, .textTooLong:
            Localized(
                fr: "découper l'expression en plusieurs, nommées", en: "cut the expression into several, with names")
        case .mixedArguments:
            Localized(fr: "nommer tous les arguments, ou aucun", en: "name every argument, or none")
        case .foreignOperator(_, let ours):
            Localized(fr: "écrire \(french(ours))", en: "write \(english(ours))")
        case .notACharacter:
            Localized(
                fr: "au-delà de U+FFFF, écrire « \\U » et six chiffres", en: "beyond U+FFFF, write '\\U' and six digits"
            )
        default: nil
        }
    }

    var secondary: [Label] {
        switch self {
        case .unexpected(_, _, let opener?): [opener]
        case .repeated(_, let first): [Label(first, Localized(fr: "la première fois", en: "the first time"))]
        default: []
        }
    }

    /// What was probably meant by a character of another language or keyboard.
    private static func remedy(for character: String) -> Localized? {
        switch character {
        case "'", "’", "‘", "“", "”", "«", "»":
            Localized(
                fr: "un texte s'écrit entre guillemets droits : \"…\"",
                en: "a string is written in straight quotes: \"…\"")
        case "!": Localized(fr: "écrire « not(…) » ou « != »", en: "write 'not(…)' or '!='")
        case "%":
            Localized(fr: "écrire « modulo(a, b) » ou diviser par 100", en: "write 'modulo(a, b)', or divide by 100")
        case "×": Localized(fr: "écrire « * »", en: "write '*'")
        case "÷": Localized(fr: "écrire « / »", en: "write '/'")
        case "–", "—", "−": Localized(fr: "écrire « - »", en: "write '-'")
        case "≤": Localized(fr: "écrire « <= »", en: "write '<='")
        case "≥": Localized(fr: "écrire « >= »", en: "write '>='")
        case "≠": Localized(fr: "écrire « != »", en: "write '!='")
        case ";": Localized(fr: "séparer par une virgule", en: "separate by a comma")
        default: nil
        }
    }

    private func french(_ text: String) -> String { text.isEmpty ? "la fin" : "« \(text) »" }
    private func english(_ text: String) -> String { text.isEmpty ? "the end" : "'\(text)'" }
}

extension Parser {
    /// The token as messages show it; empty at the end of the text.
    var tokenText: String {
        let text = spelled(token.span)
        return text.utf8.count <= 40 ? text : String(text.prefix(30)) + "…"
    }

    /// Keeps a diagnostic, unless the same place was complained about just before.
    mutating func report(_ problem: SyntaxProblem, at span: Span) {
        guard !isAborted, span.start != lastErrorStart, diagnostics.count < Parser.mostDiagnostics else { return }
        lastErrorStart = span.start
        diagnostics.append(
            Diagnostic(
                problem.code, .error, problem.headline, at: text.location(span), secondary: problem.secondary,
                help: problem.help)
        )
    }

    /// Reports a token that cannot stand where it does.
    mutating func reportUnexpected(expecting closer: Symbol?, openedAt opener: Span? = nil) {
        guard !isAborted, diagnostics.count < Parser.mostDiagnostics else { return }
        switch token.kind {
        case .number, .string, .temporal, .symbol(.leftParenthesis), .symbol(.leftBrace), .symbol(.question):
            report(.missingOperator(before: tokenText, keyword: nil), at: token.span)
        case .word where keyword == nil:
            let near = NearestName.nearest(
                to: tokenText, among: ["and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"])
            report(.missingOperator(before: tokenText, keyword: near), at: token.span)
        default:
            let label = opener.map {
                Label(text.location($0), Localized(fr: "ouvert ici", en: "opened here"))
            }
            report(.unexpected(tokenText, expecting: closer?.rawValue, opener: label), at: token.span)
        }
    }
}
