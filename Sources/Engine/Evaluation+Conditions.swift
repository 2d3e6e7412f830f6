public import Diagnostics
public import FEEL
import Packs
public import World

/// A condition that a person wrote, over a record's own names, as it stands.
public struct ConditionReading: Sendable {
    public var text: String
    public var verdict: Verdict
    public var missing: Causes
    /// What is wrong with the text.
    public var diagnostics: [Diagnostic]

    static func unknown(_ missing: Causes) -> ConditionReading {
        ConditionReading(text: "", verdict: .unknown, missing: missing, diagnostics: [])
    }
}

extension Evaluation {
    /// The condition that an attribute of a record holds, read within a record; nil where it holds none for certain.
    public func condition(_ attribute: String, of id: RecordID, within record: RecordID) -> ConditionReading? {
        guard case .string(let text) = figure(attribute, of: id) else { return nil }
        let (value, diagnostics) = evaluate(EmbeddedText(standalone: text), within: record)
        let verdict: Verdict =
            switch value {
            case .boolean(true)?: .yes
            case .boolean(false)?: .no
            default: .unknown
            }
        return ConditionReading(
            text: text, verdict: verdict, missing: value?.causes ?? Causes(), diagnostics: diagnostics)
    }

    /// The members of a study's record that may have given a consent on a condition, each with that condition as it stands.
    func conditions(
        _ study: Study, of id: RecordID
    ) -> [(member: RecordID, condition: ConditionReading, doubt: Causes)] {
        guard let consent = study.consent, let attribute = consent.condition, let conditional = consent.conditional,
            let kind = study.members?.kind, let plural = pack.vocabulary.kinds[kind]?.plural
        else { return [] }
        return Self.candidates(in: figure(plural, of: id)).compactMap { member, doubt in
            let said = figure(consent.attribute, of: member)
            switch said {
            case .string(let word):
                guard word == conditional else { return nil }
                if let condition = condition(attribute, of: member, within: member) {
                    return (member, condition, doubt)
                }
                let causes = figure(attribute, of: member).causes
                return causes.isEmpty ? nil : (member, .unknown(causes), doubt)
            case .null: return nil
            // Whether there is a condition is not known either.
            default: return (member, .unknown(said.causes.union(figure(attribute, of: member).causes)), doubt)
            }
        }
    }
}
