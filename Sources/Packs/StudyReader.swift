import Diagnostics
import FEEL
import World
import YAMLReader

/// A study as read, with the places of the names it gives.
struct StudyDraft {
    var study: Study
    var reference: EmbeddedText?
    var always: [AlwaysDraft]
    var location: Location
    var places: [String: Location]
}

/// A record that is always there, as read.
struct AlwaysDraft {
    var id: String
    var labels: Localized
    var test: EmbeddedText
    var states: [(attribute: String, value: EmbeddedText, place: Location)]
}

/// A search as read, its expressions still texts.
struct SearchDraft {
    struct Constraint {
        var id: String
        var labels: Localized
        var form: Form
        var source: RuleSource?
        var tag: Confidence?
    }

    enum Form {
        case each(EmbeddedText)
        case pairs(EmbeddedText)
        case linked(EmbeddedText)
        case core(EmbeddedText)
        case total(EmbeddedText, atLeast: EmbeddedText?, atMost: EmbeddedText?)
    }

    struct Objective {
        var id: String
        var labels: Localized
        var amount: EmbeddedText
        var divisor: EmbeddedText?
        var prefersMore: Bool
        var unit: String
    }

    var id: String
    var labels: Localized
    var kind: String
    /// Of the kind's name.
    var place: Location
    var candidate: String
    var candidates: EmbeddedText
    var constraints: [Constraint]
    var objectives: [Objective]
    var location: Location
}

/// Reads `format: studies/1`: what is set side by side, and what is searched for.
struct StudyReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "des études", en: "studies"), context) else { return }
        fields.ignore("format", "labels")
        each(fields, "studies", id: \.study.id, into: &draft.studies) { study($0) }
        each(fields, "searches", id: \.id, into: &draft.searches) { search($0) }
        each(fields, "clocks", id: \.id, into: &draft.clocks) { clock($0) }
        each(fields, "checklists", id: \.id, into: &draft.checklists) { checklist($0) }
        each(fields, "frameworks", id: \.id, into: &draft.frameworks) { framework($0) }
        each(fields, "benefits", id: \.id, into: &draft.benefits) { benefits($0) }
        fields.finish()
    }

    /// Each entry of a mapping, once a name.
    func each<Draft>(
        _ fields: Fields, _ key: String, required: Bool = false, id: (Draft) -> String, into drafts: inout [Draft],
        read: (YAMLPair) -> Draft?
    ) {
        for pair in fields.mapping(key, required: required) {
            guard let draft = read(pair) else { continue }
            if drafts.contains(where: { id($0) == id(draft) }) {
                context.declaredTwice(id(draft), at: pair.key.location)
            }
            drafts.append(draft)
        }
    }

    // MARK: Studies

    private func study(_ pair: YAMLPair) -> StudyDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une étude", en: "a study"), context)
        else { return nil }
        defer { fields.finish() }
        var places: [String: Location] = [:]
        let labels = fields.localized("labels", required: true)
        let kind = name(fields, "of", &places, required: true)
        let reference = fields.embedded("reference")
        let figures = names(fields, "figures", &places, required: true)
        let (criteria, forms) = (names(fields, "criteria", &places), names(fields, "forms", &places))
        let pivot = name(fields, "pivot", &places)
        let members = members(fields, &places)
        let key = key(fields, &places)
        let consent = consent(fields, &places)
        var always: [AlwaysDraft] = []
        each(fields, "always", id: \.id, into: &always) { self.always($0) }
        guard let labels, let kind else { return nil }
        return StudyDraft(
            study: Study(
                id: id, labels: labels, kind: kind, reference: nil, figures: figures, pivot: pivot, criteria: criteria,
                forms: forms, members: members, key: key, consent: consent),
            reference: reference, always: always, location: pair.key.location, places: places)
    }

    private func always(_ pair: YAMLPair) -> AlwaysDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(
                pair.value, of: Localized(fr: "ce qui est toujours comparé", en: "what is always compared"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let test = fields.embedded("is", required: true)
        let states = fields.mapping("states", required: true).compactMap { pair in
            context.string(pair.key).flatMap { name in
                context.embedded(pair.value).map { (name, $0, pair.key.location) }
            }
        }
        guard let labels, let test else { return nil }
        return AlwaysDraft(id: id, labels: labels, test: test, states: states)
    }

    private func members(_ fields: Fields, _ places: inout [String: Location]) -> Study.Members? {
        let subject = Localized(fr: "ce qui en relève", en: "what belongs to it")
        guard let fields = fields.fields("members", of: subject) else { return nil }
        defer { fields.finish() }
        let kind = name(fields, "of", &places, required: true)
        let figures = names(fields, "figures", &places, required: true)
        let change = name(fields, "change", &places)
        return kind.map { Study.Members(kind: $0, figures: figures, change: change) }
    }

    private func key(_ fields: Fields, _ places: inout [String: Location]) -> Study.Key? {
        guard let fields = fields.fields("key", of: Localized(fr: "une clé", en: "a key")) else { return nil }
        defer { fields.finish() }
        let total = name(fields, "total", &places, required: true)
        let today = name(fields, "today", &places, required: true)
        let steps = fields.integer("steps", in: 1...100) ?? 20
        let terms = fields.list("terms", required: true).compactMap { node -> Study.Key.Term? in
            guard let fields = Fields(node, of: Localized(fr: "un terme", en: "a term"), context) else { return nil }
            defer { fields.finish() }
            let weight = name(fields, "weight", &places, required: true)
            let share = name(fields, "share", &places, required: true)
            guard let weight, let share else { return nil }
            return Study.Key.Term(weight: weight, share: share)
        }
        guard let total, let today else { return nil }
        return Study.Key(total: total, terms: terms, today: today, steps: steps)
    }

    private func consent(_ fields: Fields, _ places: inout [String: Location]) -> Study.Consent? {
        let subject = Localized(fr: "un accord", en: "a consent")
        guard let fields = fields.fields("consent", of: subject) else { return nil }
        defer { fields.finish() }
        let attribute = name(fields, "attribute", &places, required: true)
        let yes = fields.string("is", required: true)
        let rules = names(fields, "rules", &places, required: true)
        let condition = name(fields, "condition", &places)
        let conditional = fields.string("conditional")
        guard let attribute, let yes else { return nil }
        return Study.Consent(
            attribute: attribute, yes: yes, rules: rules, condition: condition, conditional: conditional)
    }

    private func name(
        _ fields: Fields, _ key: String, _ places: inout [String: Location], required: Bool = false
    ) -> String? {
        let name = fields.string(key, required: required)
        if let name, let node = fields.optional(key) { places[name] = node.location }
        return name
    }

    private func names(
        _ fields: Fields, _ key: String, _ places: inout [String: Location], required: Bool = false
    ) -> [String] {
        for node in fields.list(key, required: required) {
            if let name = node.text { places[name] = node.location }
        }
        return fields.strings(key)
    }

    // MARK: Searches

    private func search(_ pair: YAMLPair) -> SearchDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une recherche", en: "a search"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let kind = fields.string("for", required: true)
        let candidate = fields.string("among", required: true)
        let candidates = fields.embedded("candidates", required: true)
        let constraints = fields.mapping("constraints", required: true).compactMap { constraint($0) }
        let objectives = fields.mapping("objectives", required: true).compactMap { objective($0) }
        guard let labels, let kind, let candidate, let candidates else { return nil }
        return SearchDraft(
            id: id, labels: labels, kind: kind, place: fields.optional("for")?.location ?? pair.key.location,
            candidate: candidate, candidates: candidates, constraints: constraints, objectives: objectives,
            location: pair.key.location)
    }

    private func constraint(_ pair: YAMLPair) -> SearchDraft.Constraint? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une contrainte", en: "a constraint"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let (each, pairs) = (fields.embedded("each"), fields.embedded("pairs"))
        let (linked, core) = (fields.embedded("linked"), fields.embedded("core"))
        let (total, atLeast, atMost) = (
            fields.embedded("total"), fields.embedded("at_least"), fields.embedded("at_most")
        )
        let source = RuleReader(context: context).source(fields)
        let tag: Confidence? = fields.choice("tag")
        var forms: [SearchDraft.Form] = []
        if let each { forms.append(.each(each)) }
        if let pairs { forms.append(.pairs(pairs)) }
        if let linked { forms.append(.linked(linked)) }
        if let core { forms.append(.core(core)) }
        if let total { forms.append(.total(total, atLeast: atLeast, atMost: atMost)) }
        let isBounded = atLeast != nil || atMost != nil
        guard let form = forms.first, forms.count == 1, (total != nil) == isBounded else {
            context.report(
                Diagnostic(
                    "R302",
                    Localized(
                        fr: "la contrainte « \(id) » ne dit pas une chose et une seule",
                        en: "constraint '\(id)' does not say one thing and one only"),
                    at: pair.key.location,
                    help: Localized(
                        fr:
                            "écrire « each », « pairs », « linked », « core », ou « total » avec « at_least » ou « at_most »",
                        en: "write 'each', 'pairs', 'linked', 'core', or 'total' with 'at_least' or 'at_most'")))
            return nil
        }
        guard let labels else { return nil }
        return SearchDraft.Constraint(id: id, labels: labels, form: form, source: source, tag: tag)
    }

    private func objective(_ pair: YAMLPair) -> SearchDraft.Objective? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un objectif", en: "an objective"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let (least, most) = (fields.embedded("least"), fields.embedded("most"))
        let divisor = fields.embedded("per")
        let unit = fields.string("unit") ?? ""
        guard (least == nil) != (most == nil), let amount = least ?? most else {
            context.report(
                Diagnostic(
                    "R303",
                    Localized(
                        fr: "l'objectif « \(id) » ne dit pas s'il faut le moins ou le plus",
                        en: "objective '\(id)' does not say whether the least or the most is wanted"),
                    at: pair.key.location,
                    help: Localized(
                        fr: "écrire « least » ou « most », l'un des deux", en: "write 'least' or 'most', one of them")))
            return nil
        }
        guard let labels else { return nil }
        return SearchDraft.Objective(
            id: id, labels: labels, amount: amount, divisor: divisor, prefersMore: most != nil, unit: unit)
    }
}
