import Diagnostics
import World
import YAMLReader

/// Confidentiality as a vocabulary declares it, and whether it holds together.
struct ConfidentialityDraft {
    var kind: String
    /// Nil for a whole kind.
    var attribute: String?
    var declared: Confidentiality
    var location: Location
}

extension VocabularyReader {
    /// `levels: {id: {labels, group}}`.
    func readLevels(_ fields: Fields, into draft: inout PackDraft) {
        for pair in fields.mapping("levels") {
            guard let id = context.string(pair.key),
                let level = Fields(
                    pair.value, of: Localized(fr: "un niveau de confidentialité", en: "a level of confidentiality"),
                    context)
            else { continue }
            defer { level.finish() }
            guard let labels = level.localized("labels", required: true),
                let group = level.string("group", required: true)
            else { continue }
            if draft.vocabulary.levels[id] != nil { context.declaredTwice(id, at: pair.key.location) }
            draft.vocabulary.levels[id] = ConfidentialityLevel(id: id, labels: labels, group: group)
        }
    }

    /// `confidential: level`, or `confidential: {level, when: {attribute, codes}}`.
    mutating func confidentiality(_ fields: Fields, of kind: String, attribute: String? = nil) -> Confidentiality? {
        guard let node = fields.optional("confidential") else { return nil }
        let declared: Confidentiality
        if node.text != nil {
            guard let level = context.string(node) else { return nil }
            declared = Confidentiality(level: level)
        } else {
            guard
                let inner = Fields(
                    node, of: Localized(fr: "une confidentialité", en: "a confidentiality"), context)
            else { return nil }
            defer { inner.finish() }
            guard let level = inner.string("level", required: true) else { return nil }
            var condition: Confidentiality.Condition?
            if let when = inner.fields("when", of: Localized(fr: "une condition", en: "a condition")) {
                defer { when.finish() }
                guard let name = name(when, "attribute", .attribute(of: kind), required: true) else { return nil }
                condition = Confidentiality.Condition(attribute: name, codes: when.strings("codes", required: true))
            }
            declared = Confidentiality(level: level, condition: condition)
        }
        confidentialities.append(
            ConfidentialityDraft(kind: kind, attribute: attribute, declared: declared, location: node.location))
        return declared
    }
}

extension VocabularyCheck {
    /// What would silently keep nothing secret is refused.
    func checkConfidentiality() {
        for draft in draft.confidentialities {
            let declared = draft.declared
            if vocabulary.levels[declared.level] == nil {
                context.report(
                    Diagnostic(
                        "A080",
                        Localized(
                            fr: "niveau de confidentialité inconnu « \(declared.level) »",
                            en: "unknown level of confidentiality '\(declared.level)'"),
                        at: draft.location, help: .nearest(to: declared.level, among: vocabulary.levels.keys)))
            }
            guard let kind = vocabulary.kinds[draft.kind] else { continue }
            if let attribute = draft.attribute, kind.key.contains(attribute) {
                context.report(
                    Diagnostic(
                        "A081",
                        Localized(
                            fr: "« \(attribute) » est dans la clé de « \(kind.name) » : il ne peut être confidentiel",
                            en: "'\(attribute)' is in the key of '\(kind.name)': it cannot be confidential"),
                        at: draft.location,
                        help: Localized(
                            fr: "la clé nomme l'enregistrement partout ; donner une clé qui ne dise rien",
                            en: "the key names the record everywhere; give it a key that says nothing")))
            }
            guard let condition = declared.condition, let attribute = kind.attribute(condition.attribute) else {
                continue
            }
            guard case .code(let list) = attribute.type, let codes = vocabulary.codeLists[list] else {
                context.report(
                    Diagnostic(
                        "A082",
                        Localized(
                            fr: "« \(condition.attribute) » n'est pas un code : il ne dit pas ce qui est confidentiel",
                            en: "'\(condition.attribute)' is no code: it does not say what is confidential"),
                        at: draft.location,
                        help: Localized(
                            fr: "nommer un attribut de type « code »", en: "name an attribute of type 'code'")))
                continue
            }
            for code in condition.codes where !codes.contains(code) {
                context.report(
                    Diagnostic(
                        "A082",
                        Localized(fr: "code inconnu « \(code) »", en: "unknown code '\(code)'"), at: draft.location,
                        help: .nearest(to: code, among: codes.entries.map(\.code))))
            }
        }
    }
}
