import Diagnostics
import FEEL
import World
import YAMLReader

/// Reads `format: policy/1`: local choices over parameters, and assessments.
struct PolicyReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "une politique", en: "a policy"), context) else { return }
        fields.ignore("format", "labels", "policy")
        for pair in fields.mapping("overrides") { override(pair, &draft) }
        for node in fields.list("gravities") {
            guard let gravity = Fields(node, of: Localized(fr: "une gravité", en: "a gravity"), context) else {
                continue
            }
            if let id = gravity.string("id", required: true), let labels = gravity.localized("labels", required: true) {
                draft.gravities.append(Gravity(id: id, labels: labels))
            }
            gravity.finish()
        }
        for pair in fields.mapping("assessments") {
            if let assessment = assessment(pair) { draft.assessments.append(assessment) }
        }
        fields.finish()
    }

    private func override(_ pair: YAMLPair, _ draft: inout PackDraft) {
        guard let path = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un choix local", en: "a local choice"), context)
        else { return }
        defer { fields.finish() }
        let value = ConstantReader(context: context).constant(fields, "value")
        let reason = fields.localized("reason", required: true)
        let author = fields.string("author", required: true)
        let date = ConstantReader(context: context).date(fields, "date", required: true)
        let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count == 2, let group = draft.parameters.firstIndex(where: { $0.name == names[0] }),
            let position = draft.parameters[group].parameters.firstIndex(where: { $0.name == names[1] })
        else {
            let known = draft.parameters.flatMap { group in group.parameters.map { "\(group.name).\($0.name)" } }
            let near = NearestName.nearest(to: path, among: known.sorted())
            context.report(
                Diagnostic(
                    "R220", Localized(fr: "aucun paramètre « \(path) »", en: "no parameter '\(path)'"),
                    at: pair.key.location,
                    help: near.map { Localized(fr: "le plus proche est « \($0) »", en: "the nearest is '\($0)'") }))
            return
        }
        guard let value, let reason, let author, let date else { return }
        draft.parameters[group].parameters[position].value = value
        draft.parameters[group].parameters[position].override = Override(reason: reason, author: author, date: date)
    }

    private func assessment(_ pair: YAMLPair) -> AssessmentDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une évaluation", en: "an assessment"), context)
        else { return nil }
        defer { fields.finish() }
        let bands = fields.list("bands", required: true).compactMap { band($0) }.sorted { $0.from > $1.from }
        let gates = fields.list("gates").compactMap { gate($0) }
        let scope = fields.strings("scope", required: true)
        let groups = fields.strings("groups", required: true)
        let completeness = fields.number("completeness").flatMap { Number($0) } ?? Number(0)
        guard let labels = fields.localized("labels", required: true),
            let subject = fields.string("for", required: true)
        else { return nil }
        let assessment = Assessment(
            id: id, labels: labels, subject: subject, scope: scope, groups: groups, bands: bands,
            completeness: completeness, gates: [])
        return AssessmentDraft(assessment: assessment, gates: gates, location: pair.key.location)
    }

    private func band(_ node: YAMLNode) -> Assessment.Band? {
        guard let fields = Fields(node, of: Localized(fr: "un palier", en: "a band"), context) else { return nil }
        defer { fields.finish() }
        guard let id = fields.string("id", required: true), let labels = fields.localized("labels", required: true),
            let from = fields.number("from", required: true).flatMap({ Number($0) })
        else { return nil }
        return Assessment.Band(id: id, labels: labels, from: from)
    }

    private func gate(_ node: YAMLNode) -> GateDraft? {
        guard let fields = Fields(node, of: Localized(fr: "un préalable", en: "a gate"), context) else { return nil }
        defer { fields.finish() }
        guard let id = fields.string("id", required: true), let labels = fields.localized("labels", required: true),
            let when = fields.embedded("when", required: true)
        else { return nil }
        return GateDraft(id: id, labels: labels, when: when)
    }
}
