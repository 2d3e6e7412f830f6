public import Diagnostics

extension Value {
    /// A null with an error for its reason.
    ///
    /// - Parameter code: One of ``ValueError``'s, or of the host's.
    public static func failure(_ code: Code, fr: String, en: String, at span: Span? = nil) -> Value {
        .null(NullReason(.error(code, Localized(fr: fr, en: en)), span: span))
    }
}

extension Value {
    /// The null of a comparison that has no answer: ``equals(_:)`` or ``compare(_:)`` gave `nil`.
    ///
    /// A null operand with a reason passes its reason on.
    public static func incomparable(_ left: Value, _ right: Value, at span: Span? = nil) -> Value {
        if case .null(_?) = left { return left }
        if case .null(_?) = right { return right }
        let (l, r) = (left.typeLabel, right.typeLabel)
        return .failure(
            ValueError.incomparable, fr: "\(l.fr) et \(r.fr) ne se comparent pas",
            en: "\(l.en) and \(r.en) do not compare", at: span)
    }
}

/// Codes of what can go wrong with certain values.
public enum ValueError {
    /// An argument has a type that the function does not take.
    public static let argumentType = Code("V101")
    /// Too few or too many arguments, or a name that is no parameter.
    public static let arguments = Code("V102")
    /// An argument is outside the values that the function takes.
    public static let domain = Code("V103")
    /// A text has not the form of what it should give.
    public static let text = Code("V104")
    /// A result is beyond what numbers, dates or durations can hold.
    public static let overflow = Code("V105")
    /// The evaluation has used up its steps.
    public static let budget = Code("V106")
    /// The host gave no date of today, or no present time.
    public static let clock = Code("V107")
    /// A regular expression is not well formed.
    public static let pattern = Code("V108")
    /// An operator has operands of types that do not go together.
    public static let operandTypes = Code("V110")
    /// Division by zero.
    public static let zeroDivision = Code("V111")
    /// Two values have no order, or cannot be compared at all.
    public static let incomparable = Code("V112")
    /// An operand is null.
    public static let nullOperand = Code("V113")
}

extension Value {
    /// The standard's name of the value's type: `number`, `date and time`, …
    public var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .daysDuration: "days and time duration"
        case .monthsDuration: "years and months duration"
        case .range: "range"
        case .list: "list"
        case .context: "context"
        case .function: "function"
        case .object(let object): object.kind
        case .unknown: "unknown"
        }
    }

    /// The type for a person, with its article: `a number`.
    public var typeLabel: Localized { Value.label(ofType: typeName) }

    static func label(ofType name: String) -> Localized {
        switch name {
        case "null": Localized(fr: "null", en: "null")
        case "boolean": Localized(fr: "un booléen", en: "a boolean")
        case "number": Localized(fr: "un nombre", en: "a number")
        case "string": Localized(fr: "un texte", en: "a string")
        case "date": Localized(fr: "une date", en: "a date")
        case "time": Localized(fr: "une heure", en: "a time")
        case "date and time": Localized(fr: "une date et heure", en: "a date and time")
        case "days and time duration": Localized(fr: "une durée en jours et heures", en: "a days and time duration")
        case "years and months duration":
            Localized(fr: "une durée en années et mois", en: "a years and months duration")
        case "range": Localized(fr: "un intervalle", en: "a range")
        case "list": Localized(fr: "une liste", en: "a list")
        case "context": Localized(fr: "un contexte", en: "a context")
        case "function": Localized(fr: "une fonction", en: "a function")
        case "unknown": Localized(fr: "une valeur inconnue", en: "an unknown value")
        case "duration": Localized(fr: "une durée", en: "a duration")
        default: Localized(fr: "« \(name) »", en: "'\(name)'")
        }
    }
}
