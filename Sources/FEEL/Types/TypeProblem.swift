import Diagnostics

/// What can be wrong with names and types, as the messages say it: codes T001 to T018.
enum TypeProblem {
    case unknownName(String, nearest: String?)
    case unknownMember(String, of: FEELType, nearest: String?)
    case noMembers(String, FEELType)
    case unknownFunction(String, nearest: String?)
    case notAFunction(FEELType)
    case argumentCount(String, given: Int, accepted: [String])
    case unknownArgument(String, of: String, nearest: String?)
    case missingArgument(String, of: String)
    case argumentType(String, of: String, FEELType, accepted: [FEELType])
    case operands(String, FEELType, FEELType)
    case operand(String, FEELType)
    case divisionByZero
    /// An operation on literals, with why it gives null.
    case failing(Localized)
    case incomparable(FEELType, FEELType)
    case unordered(FEELType)
    case condition(String, FEELType)
    case logicalOperand(String, FEELType)
    case filter(FEELType)
    case iteration(FEELType)
    case unknownType(String, nearest: String?)
    case notTemporal(String)
    case unexpectedType(FEELType, expected: FEELType)

    var code: Code {
        let number =
            switch self {
            case .unknownName: "001"
            case .unknownMember, .noMembers: "002"
            case .unknownFunction: "003"
            case .notAFunction: "004"
            case .argumentCount, .missingArgument: "005"
            case .unknownArgument: "006"
            case .argumentType: "007"
            case .operands, .operand: "008"
            case .incomparable, .unordered: "009"
            case .condition: "010"
            case .logicalOperand: "011"
            case .filter: "012"
            case .iteration: "013"
            case .unknownType: "014"
            case .notTemporal: "015"
            case .unexpectedType: "016"
            case .divisionByZero: "017"
            case .failing: "018"
            }
        return Code("T\(number)")
    }

    /// What the standard makes null without calling it an error is worth a warning.
    var severity: Severity {
        switch self {
        case .logicalOperand, .condition, .divisionByZero, .failing: .warning
        default: .error
        }
    }

    var headline: Localized {
        switch self {
        case .unknownName(let name, _):
            Localized(fr: "nom inconnu « \(name) »", en: "unknown name '\(name)'")
        case .unknownMember(let name, let type, _):
            Localized(
                fr: "\(type.inFrench) n'a pas de membre « \(name) »", en: "\(type.inEnglish) has no member '\(name)'")
        case .noMembers(let name, let type):
            Localized(
                fr: "\(type.inFrench) n'a pas de membres : « \(name) » ne peut pas être lu",
                en: "\(type.inEnglish) has no members: '\(name)' cannot be read")
        case .unknownFunction(let name, _):
            Localized(fr: "fonction inconnue « \(name) »", en: "unknown function '\(name)'")
        case .notAFunction(let type):
            Localized(fr: "\(type.inFrench) ne peut pas être appelé", en: "\(type.inEnglish) cannot be called")
        case .argumentCount(let name, let given, _):
            Localized(
                fr: "« \(name) » ne prend pas \(given) argument\(given > 1 ? "s" : "")",
                en: "'\(name)' does not take \(given) argument\(given == 1 ? "" : "s")")
        case .unknownArgument(let argument, let name, _):
            Localized(
                fr: "« \(name) » n'a pas de paramètre « \(argument) »", en: "'\(name)' has no parameter '\(argument)'")
        case .missingArgument(let argument, let name):
            Localized(
                fr: "l'argument « \(argument) » de « \(name) » manque",
                en: "the argument '\(argument)' of '\(name)' is missing")
        case .argumentType(let argument, let name, let type, let accepted):
            Localized(
                fr: "« \(argument) » de « \(name) » attend \(accepted.inFrench), et reçoit \(type.inFrench)",
                en: "'\(argument)' of '\(name)' expects \(accepted.inEnglish), and is given \(type.inEnglish)")
        case .operands(let name, let left, let right):
            Localized(
                fr: "« \(name) » ne s'applique pas à \(left.inFrench) et \(right.inFrench)",
                en: "'\(name)' does not apply to \(left.inEnglish) and \(right.inEnglish)")
        case .operand(let name, let type):
            Localized(
                fr: "« \(name) » ne s'applique pas à \(type.inFrench)",
                en: "'\(name)' does not apply to \(type.inEnglish)")
        case .divisionByZero: Localized(fr: "division par zéro", en: "division by zero")
        case .failing(let reason):
            Localized(
                fr: "l'opération donne toujours null : \(reason.fr)",
                en: "the operation always gives null: \(reason.en)")
        case .incomparable(let left, let right):
            Localized(
                fr: "\(left.inFrench) ne se compare pas à \(right.inFrench)",
                en: "\(left.inEnglish) cannot be compared with \(right.inEnglish)")
        case .unordered(let type):
            Localized(fr: "\(type.inFrench) n'a pas d'ordre", en: "\(type.inEnglish) has no order")
        case .condition(let word, let type):
            Localized(
                fr: "la condition de « \(word) » est \(type.inFrench), jamais vraie",
                en: "the condition of '\(word)' is \(type.inEnglish), never true")
        case .logicalOperand(let word, let type):
            Localized(
                fr: "« \(word) » lit \(type.inFrench) comme null", en: "'\(word)' reads \(type.inEnglish) as null")
        case .filter(let type):
            Localized(
                fr: "un filtre est un booléen ou un rang, pas \(type.inFrench)",
                en: "a filter is a boolean or a position, not \(type.inEnglish)")
        case .iteration(let type):
            Localized(
                fr: "on ne parcourt pas un intervalle dont les bornes sont de type \(type.description)",
                en: "a range of \(type.description) cannot be iterated over")
        case .unknownType(let name, _):
            Localized(fr: "type inconnu « \(name) »", en: "unknown type '\(name)'")
        case .notTemporal(let text):
            Localized(
                fr: "« \(text) » n'est ni une date, ni une heure, ni une durée",
                en: "'\(text)' is not a date, a time or a duration")
        case .unexpectedType(let type, let expected):
            Localized(
                fr: "\(expected.inFrench) attendu, \(type.inFrench) trouvé",
                en: "expected \(expected.inEnglish), found \(type.inEnglish)")
        }
    }

    var help: Localized? {
        switch self {
        case .unknownName(_, let nearest?), .unknownMember(_, _, let nearest?), .unknownFunction(_, let nearest?),
            .unknownArgument(_, _, let nearest?), .unknownType(_, let nearest?):
            Localized(fr: "le plus proche est « \(nearest) »", en: "the nearest is '\(nearest)'")
        case .argumentCount(_, _, let accepted):
            Localized(
                fr: "écrire \(accepted.joined(separator: " ou "))", en: "write \(accepted.joined(separator: " or "))")
        case .notTemporal:
            Localized(fr: "écrire par exemple @\"2026-06-15\"", en: "write for instance @\"2026-06-15\"")
        case .operands("+", .string, _), .operands("+", _, .string):
            Localized(fr: "convertir l'autre valeur par string(…)", en: "convert the other value by string(…)")
        default: nil
        }
    }
}

extension FEELType {
    /// With its article.
    var inFrench: String {
        switch self {
        case .any: "une valeur"
        case .null: "null"
        case .boolean: "un booléen"
        case .number: "un nombre"
        case .string: "un texte"
        case .date: "une date"
        case .time: "une heure"
        case .dateTime: "une date avec heure"
        case .daysDuration: "une durée en jours et heures"
        case .monthsDuration: "une durée en années et mois"
        case .list(.any), .list(.null): "une liste"
        case .list: "une liste (\(description))"
        case .range(.any): "un intervalle"
        case .range: "un intervalle (\(description))"
        case .context: "un contexte"
        case .function: "une fonction"
        case .object(let kind): "« \(kind) »"
        }
    }

    /// With its article.
    var inEnglish: String {
        switch self {
        case .any: "a value"
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .date: "a date"
        case .time: "a time"
        case .dateTime: "a date and time"
        case .daysDuration: "a days and time duration"
        case .monthsDuration: "a years and months duration"
        case .list(.any), .list(.null): "a list"
        case .list: "a list (\(description))"
        case .range(.any): "a range"
        case .range: "a range (\(description))"
        case .context: "a context"
        case .function: "a function"
        case .object(let kind): "'\(kind)'"
        }
    }
}

extension [FEELType] {
    fileprivate var inFrench: String { map(\.inFrench).joined(separator: " ou ") }
    fileprivate var inEnglish: String { map(\.inEnglish).joined(separator: " or ") }
}
