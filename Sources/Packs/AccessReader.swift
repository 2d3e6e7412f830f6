import Diagnostics
import World
import YAMLReader

/// Reads `format: access/1`: which groups write within which records.
struct AccessReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "des accès", en: "accesses"), context) else { return }
        fields.ignore("format", "labels")
        for node in fields.list("writers", required: true) {
            guard let writer = Fields(node, of: Localized(fr: "un accès", en: "an access"), context) else { continue }
            defer { writer.finish() }
            let group = writer.string("group", required: true)
            let access = writer.optional("may").flatMap { context.choice($0, among: ["answer", "validate"]) }
            guard let place = writer.required("within"), let text = context.string(place), let group else { continue }
            guard let record = RecordID(text), draft.vocabulary.kinds[record.kind] != nil else {
                context.report(
                    Diagnostic(
                        "A083",
                        Localized(
                            fr: "« \(text) » ne nomme pas un enregistrement d'un genre déclaré",
                            en: "'\(text)' names no record of a declared kind"),
                        at: place.location,
                        help: RecordID(text).map { .nearest(to: $0.kind, among: draft.vocabulary.kinds.keys) }
                            ?? Localized(fr: "l'écrire genre/clé", en: "write it kind/key")))
                continue
            }
            draft.grants.append(
                WriteGrant(
                    group: group, record: record, access: access.flatMap { WriteGrant.Access(rawValue: $0) } ?? .answer)
            )
        }
        fields.finish()
    }
}
