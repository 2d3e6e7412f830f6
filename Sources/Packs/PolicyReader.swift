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
                if draft.gravities.contains(where: { $0.id == id }) { context.declaredTwice(id, at: node.location) }
                draft.gravities.append(Gravity(id: id, labels: labels))
            }
            gravity.finish()
        }
        for node in fields.list("precedence") {
            if let precedence = precedence(node, draft) { draft.vocabulary.precedences.append(precedence) }
        }
        for pair in fields.mapping("assessments") {
            guard let assessment = assessment(pair) else { continue }
            if draft.assessments.contains(where: { $0.assessment.id == assessment.assessment.id }) {
                context.declaredTwice(assessment.assessment.id, at: pair.key.location)
            }
            draft.assessments.append(assessment)
        }
        for pair in fields.mapping("levers") {
            guard let lever = lever(pair) else { continue }
            if draft.levers.contains(where: { $0.path == lever.path }) {
                context.declaredTwice(lever.path, at: pair.key.location)
            }
            draft.levers.append(lever)
        }
        fields.finish()
    }

    /// `kind.attribute: {values: […]}`, or `{factors: […]}`; every value it has without either.
    private func lever(_ pair: YAMLPair) -> LeverDraft? {
        guard let path = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un levier", en: "a lever"), context)
        else { return nil }
        defer { fields.finish() }
        let values = fields.list("values").compactMap { node in context.string(node).map { ($0, node.location) } }
        let factors = fields.list("factors").compactMap { context.number($0).flatMap { Number($0) } }
        return LeverDraft(path: path, values: values, factors: factors, location: pair.key.location)
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
            context.report(
                Diagnostic(
                    "R220", Localized(fr: "aucun paramètre « \(path) »", en: "no parameter '\(path)'"),
                    at: pair.key.location,
                    help: .nearest(to: path, among: known)))
            return
        }
        guard let value, let reason, let author, let date else { return }
        draft.parameters[group].parameters[position].value = value
        draft.parameters[group].parameters[position].override = Override(reason: reason, author: author, date: date)
    }

    /// Which source to believe where several disagree.
    private func precedence(_ node: YAMLNode, _ draft: PackDraft) -> Precedence? {
        guard let fields = Fields(node, of: Localized(fr: "une priorité", en: "a precedence"), context) else {
            return nil
        }
        defer { fields.finish() }
        let kind = fields.string("kind")
        let attribute = fields.string("attribute")
        let sources = fields.strings("sources", required: true)
        let reason = fields.localized("reason", required: true)
        let author = fields.string("author", required: true)
        let date = ConstantReader(context: context).date(fields, "date", required: true)
        let kinds = draft.vocabulary.kinds
        func unknown(_ name: String, _ key: String, among known: [String]) {
            context.report(
                Diagnostic(
                    "R221",
                    Localized(
                        fr: "la priorité parle de « \(name) », qui n'existe pas",
                        en: "the precedence speaks of '\(name)', which does not exist"),
                    at: fields.optional(key)?.location, help: .nearest(to: name, among: known)))
        }
        if let kind, kinds[kind] == nil {
            unknown(kind, "kind", among: kinds.keys.sorted())
        } else if let attribute {
            let asked = kind.flatMap { kinds[$0] }.map { [$0] } ?? Array(kinds.values)
            let known = asked.flatMap { $0.attributes.map(\.name) }
            if !known.contains(attribute) { unknown(attribute, "attribute", among: Set(known).sorted()) }
        }
        guard !sources.isEmpty, let reason, let author, let date else { return nil }
        return Precedence(
            kind: kind, attribute: attribute, sources: sources, reason: reason, author: author, date: date)
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
        checkShares(fields, assessment)
        var places: [String: Location] = [:]
        for node in [fields.optional("for")].compactMap({ $0 }) + fields.list("groups") + fields.list("scope") {
            if let name = node.text { places[name] = node.location }
        }
        return AssessmentDraft(assessment: assessment, gates: gates, location: pair.key.location, places: places)
    }

    /// Bands cover every mean from 0 to 1, and completeness is a share.
    private func checkShares(_ fields: Fields, _ assessment: Assessment) {
        let share = Interval<Number>.closed(Number(0), Number(1))
        let location = fields.keyLocation("bands")
        if !assessment.bands.isEmpty, assessment.bands.last?.from != Number(0) || !share.holds(assessment.bands[0].from)
        {
            context.report(
                Diagnostic(
                    "R217",
                    Localized(fr: "les paliers ne vont pas de 0 à 1", en: "the bands do not go from 0 to 1"),
                    at: location,
                    help: Localized(
                        fr: "commencer le palier le plus bas à 0 et les autres à 1 au plus",
                        en: "begin the lowest band at 0 and the others at 1 at most")))
        }
        if !share.holds(assessment.completeness) {
            context.report(
                Diagnostic(
                    "R218",
                    Localized(fr: "la complétude n'est pas une part", en: "completeness is not a share"),
                    at: fields.optional("completeness")?.location,
                    help: Localized(fr: "l'écrire entre 0 et 1, comme 0.70", en: "write it between 0 and 1, as 0.70")))
        }
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
