import Diagnostics
public import FEEL
public import World

/// What people may decide: an attribute whose facts are theirs to change, and what it may become.
///
/// Only declared levers are looked at when it is asked what would change a verdict: an age or a distance
/// is nobody's to choose.
public struct Lever: Sendable {
    public var kind: String
    public var attribute: String
    /// What it may become; empty when only `factors` say so.
    public var values: [FactValue]
    /// Multiples of what it is now, for numbers.
    public var factors: [Number]

    public init(kind: String, attribute: String, values: [FactValue], factors: [Number] = []) {
        self.kind = kind
        self.attribute = attribute
        self.values = values
        self.factors = factors
    }
}

/// A lever as read: its values still texts.
struct LeverDraft {
    /// `kind.attribute`.
    var path: String
    var values: [(text: String, location: Location)]
    var factors: [Number]
    var location: Location
}

/// Checks levers against a vocabulary that has the answers to questions.
struct LeverCompiler {
    let vocabulary: Vocabulary
    private(set) var diagnostics: [Diagnostic] = []

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    mutating func lever(_ draft: LeverDraft) -> Lever? {
        let names = draft.path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count == 2, let kind = vocabulary.kinds[names[0]], let attribute = kind.attribute(names[1]) else {
            let known = vocabulary.sortedKinds.flatMap { kind in kind.attributes.map { "\(kind.name).\($0.name)" } }
            diagnostics.append(
                Diagnostic(
                    "R222",
                    Localized(
                        fr: "le levier « \(draft.path) » n'est pas un attribut",
                        en: "lever '\(draft.path)' is no attribute"),
                    at: draft.location, help: .nearest(to: draft.path, among: known)))
            return nil
        }
        var values: [FactValue] = []
        for (text, location) in draft.values {
            guard let value = value(text, attribute) else {
                diagnostics.append(
                    Diagnostic(
                        "R223",
                        Localized(
                            fr: "« \(draft.path) » ne peut pas être « \(text) »",
                            en: "'\(draft.path)' cannot be '\(text)'"),
                        at: location, help: expected(attribute)))
                continue
            }
            values.append(value)
        }
        if draft.values.isEmpty { values = all(attribute) }
        if attribute.type != .number, let factor = draft.factors.first {
            diagnostics.append(
                Diagnostic(
                    "R223",
                    Localized(
                        fr: "« \(draft.path) » n'est pas un nombre : rien n'y multiplie par \(factor)",
                        en: "'\(draft.path)' is no number: nothing multiplies it by \(factor)"),
                    at: draft.location, help: expected(attribute)))
        }
        if values.isEmpty, draft.factors.isEmpty, draft.values.isEmpty {
            diagnostics.append(
                Diagnostic(
                    "R223",
                    Localized(
                        fr: "le levier « \(draft.path) » ne dit pas ce qu'il peut devenir",
                        en: "lever '\(draft.path)' does not say what it may become"),
                    at: draft.location,
                    help: Localized(
                        fr: "donner « values », ou « factors » pour un nombre",
                        en: "give 'values', or 'factors' for a number")))
        }
        return Lever(kind: kind.name, attribute: attribute.name, values: values, factors: draft.factors)
    }

    private func expected(_ attribute: Attribute) -> Localized {
        if let range = attribute.range {
            let (low, high) = (range.lower.map { "\($0.value)" } ?? "…", range.upper.map { "\($0.value)" } ?? "…")
            return Localized(fr: "un nombre de \(low) à \(high)", en: "a number from \(low) to \(high)")
        }
        switch attribute.type {
        case .code(let list), .codes(let list):
            let codes = vocabulary.codeLists[list]?.entries.map(\.code).joined(separator: ", ") ?? ""
            return Localized(fr: "il y a : \(codes)", en: "there are: \(codes)")
        case .boolean: return Localized(fr: "oui ou non", en: "true or false")
        case .date: return Localized(fr: "une date, comme 2026-06-15", en: "a date, like 2026-06-15")
        case .number: return Localized(fr: "un nombre", en: "a number")
        case .text, .reference: return Localized(fr: "un texte", en: "a text")
        }
    }

    private func value(_ text: String, _ attribute: Attribute) -> FactValue? {
        switch attribute.type {
        case .boolean:
            switch text {
            case "oui", "true", "yes": return .boolean(true)
            case "non", "false", "no": return .boolean(false)
            default: return nil
            }
        case .number:
            return Number(text).flatMap { attribute.range?.holds($0) ?? true ? .number($0) : nil }
        case .date: return CalendarDate(text).map { .date($0) }
        case .code(let list): return vocabulary.codeLists[list]?.contains(text) ?? true ? .text(text) : nil
        case .codes(let list):
            let codes = text.split(separator: ";").map { String($0) }
            return codes.allSatisfy { vocabulary.codeLists[list]?.contains($0) ?? true } ? .codes(codes) : nil
        case .text, .reference: return .text(text)
        }
    }

    /// Every value, where there are few.
    private func all(_ attribute: Attribute) -> [FactValue] {
        switch attribute.type {
        case .boolean: [.boolean(true), .boolean(false)]
        case .code(let list): vocabulary.codeLists[list]?.entries.map { .text($0.code) } ?? []
        default: []
        }
    }
}
