import Diagnostics
import FEEL
import World

// What is said of one cell. The offending text is quoted as written.

extension Diagnostic {
    static func notANumber(_ text: String, _ attribute: Attribute, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.notANumber,
            Localized(
                fr: "'\(attribute.name)' attend un nombre, pas '\(text)'",
                en: "'\(attribute.name)' takes a number, not '\(text)'"),
            at: location,
            help: Localized(
                fr: "écrivez par exemple 1234,5\(unitHint(attribute).fr), ou laissez vide si ce n'est pas connu",
                en: "write for example 1234.5\(unitHint(attribute).en), or leave it empty when it is not known"))
    }

    static func ambiguousNumber(
        _ text: String, _ one: String, _ other: String, _ attribute: Attribute, at location: Location
    ) -> Diagnostic {
        Diagnostic(
            IntakeCode.ambiguousNumber,
            Localized(
                fr: "'\(text)' peut se lire \(one) ou \(other)",
                en: "'\(text)' can be read as \(one) or as \(other)"),
            at: location,
            help: Localized(
                fr:
                    "écrivez '\(attribute.name)' sans séparateur de milliers, avec un point décimal : \(one) ou \(other)",
                en: "write '\(attribute.name)' without thousands separator, with a decimal point: \(one) or \(other)"))
    }

    static func outOfRange(
        _ number: Number, _ range: Interval<Number>, _ attribute: Attribute, at location: Location
    ) -> Diagnostic {
        Diagnostic(
            IntakeCode.outOfRange,
            Localized(
                fr: "'\(attribute.name)' vaut \(number), hors de \(range.written)",
                en: "'\(attribute.name)' is \(number), outside \(range.written)"),
            at: location,
            notes: attribute.unit.isEmpty
                ? []
                : [Localized(fr: "l'unité est : \(attribute.unit)", en: "the unit is: \(attribute.unit)")],
            help: Localized(fr: "corrigez la valeur ou son unité", en: "correct the value or its unit"))
    }

    static func notABoolean(_ text: String, _ attribute: Attribute, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.notABoolean,
            Localized(
                fr: "'\(attribute.name)' attend oui ou non, pas '\(text)'",
                en: "'\(attribute.name)' takes oui or non, not '\(text)'"),
            at: location,
            help: Localized(
                fr: "écrivez oui, non, nsp (ne sait pas) ou laissez vide",
                en: "write oui, non, nsp (don't know) or leave it empty"))
    }

    static func notADate(_ text: String, _ name: String, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.notADate,
            Localized(
                fr: "'\(name)' attend une date, pas '\(text)'", en: "'\(name)' takes a date, not '\(text)'"),
            at: location,
            help: Localized(
                fr: "écrivez une date qui existe, sous la forme AAAA-MM-JJ : 2026-06-15",
                en: "write a date that exists, as YYYY-MM-DD: 2026-06-15"))
    }

    static func unknownCode(
        _ code: String, _ list: CodeList, _ attribute: Attribute, at location: Location
    ) -> Diagnostic {
        let codes = list.entries.map(\.code)
        let help: Localized
        if let near = NearestName.nearest(to: code, among: codes) {
            help = Localized(fr: "écrivez '\(near)'", en: "write '\(near)'")
        } else {
            let shown = codes.prefix(12).joined(separator: ", ") + (codes.count > 12 ? ", …" : "")
            help = Localized(fr: "les codes admis sont : \(shown)", en: "the codes are: \(shown)")
        }
        return Diagnostic(
            IntakeCode.unknownCode,
            Localized(
                fr: "'\(code)' n'est pas un code de la liste '\(list.name)'",
                en: "'\(code)' is not a code of the list '\(list.name)'"),
            at: location,
            label: Localized(fr: "attribut '\(attribute.name)'", en: "attribute '\(attribute.name)'"),
            help: help)
    }

    static func alwaysApplies(_ text: String, _ attribute: Attribute, at location: Location) -> Diagnostic {
        Diagnostic(
            IntakeCode.alwaysApplies,
            Localized(
                fr: "'\(attribute.name)' a toujours un sens : '\(text)' ne s'y écrit pas",
                en: "'\(attribute.name)' always applies: '\(text)' is not written here"),
            at: location,
            help: Localized(
                fr: "laissez vide ce qui n'est pas connu, ou déclarez 'may_not_apply: true' dans le vocabulaire",
                en: "leave empty what is not known, or declare 'may_not_apply: true' in the vocabulary"))
    }

    static func wrongShape(_ attribute: Attribute, found: Localized, at location: Location) -> Diagnostic {
        let wanted = attribute.type.words
        return Diagnostic(
            IntakeCode.wrongShape,
            Localized(
                fr: "'\(attribute.name)' attend \(wanted.fr), pas \(found.fr)",
                en: "'\(attribute.name)' takes \(wanted.en), not \(found.en)"),
            at: location)
    }

    private static func unitHint(_ attribute: Attribute) -> Localized {
        attribute.unit.isEmpty
            ? Localized(both: "")
            : Localized(
                fr: " (en \(attribute.unit), sans écrire l'unité)", en: " (in \(attribute.unit), unit left out)")
    }
}

extension Attribute.ValueType {
    /// What a value of the type is, in words.
    var words: Localized {
        switch self {
        case .number: Localized(fr: "un nombre", en: "a number")
        case .boolean: Localized(fr: "oui ou non", en: "oui or non")
        case .text: Localized(fr: "un texte", en: "a text")
        case .date: Localized(fr: "une date", en: "a date")
        case .code: Localized(fr: "un code", en: "a code")
        case .codes: Localized(fr: "une liste de codes", en: "a list of codes")
        case .reference: Localized(fr: "la clé d'un enregistrement", en: "the key of a record")
        }
    }
}

extension Interval<Number> {
    /// As the vocabulary writes it: `[0..5000]`.
    var written: String {
        let low = lower.map { ($0.isIncluded ? "[" : "]") + $0.value.description } ?? "]-∞"
        let high = upper.map { $0.value.description + ($0.isIncluded ? "]" : "[") } ?? "+∞["
        return "\(low)..\(high)"
    }
}
