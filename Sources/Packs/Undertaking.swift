public import Diagnostics
public import FEEL
import YAMLReader

/// What a text, or a file, has to hold before it is signed: each item from an article, each found among the facts.
public struct Checklist: Sendable {
    public struct Item: Sendable {
        public var id: String
        public var labels: Localized
        /// Over the record: certainly false, the item is not asked of it.
        public var applies: CompiledExpression?
        /// Over the record: true once it is there.
        public var present: CompiledExpression
        public var source: RuleSource?
        public var tag: Confidence?
    }

    public var id: String
    public var labels: Localized
    /// The kind of the record that it is checked for.
    public var kind: String
    /// Over the record: certainly false, the list is not its own.
    public var applies: CompiledExpression?
    /// In their order.
    public var items: [Item]
}

/// What is to be done once a record was chosen: actions that the pack gives to all, and those that people state of each.
public struct Framework: Sendable {
    public struct Action: Sendable {
        public var id: String
        public var labels: Localized
        /// Who does it.
        public var owner: Localized?
        /// Over the record: certainly false, the action is not asked of it.
        public var applies: CompiledExpression?
        /// Over the record: until it is true, the action is blocked.
        public var needs: CompiledExpression?
        /// Over the record: true once it is over.
        public var done: CompiledExpression
        /// Over the record: the day by which it is over.
        public var due: CompiledExpression?
        /// Over the record.
        public var budget: CompiledExpression?
        public var source: RuleSource?
        public var tag: Confidence?
    }

    /// Which attributes of a kind state an action of one record.
    public struct Stated: Sendable {
        public var kind: String
        public var owner: String?
        public var due: String?
        public var budget: String?
        /// A boolean, or the day on which it was over.
        public var done: String
        /// A text: FEEL over the names of the record that the action belongs to.
        public var condition: String?
    }

    public var id: String
    public var labels: Localized
    /// The kind of the record that is undertaken.
    public var kind: String
    /// Over the record: true for the one that was chosen.
    public var chosen: CompiledExpression
    /// In their order.
    public var actions: [Action]
    public var stated: Stated?
}

/// What was promised of a record and what became of it, year after year.
public struct Benefits: Sendable {
    public struct Measure: Sendable {
        public var id: String
        public var labels: Localized
        public var unit: String
        /// Over the record and `year`: what was promised for it.
        public var promised: CompiledExpression
        /// Over the record of a year's results.
        public var measured: CompiledExpression
        /// Whether more is better.
        public var prefersMore: Bool
    }

    /// What nothing measures, and why.
    public struct Unmeasured: Sendable {
        public var id: String
        public var labels: Localized
        public var why: Localized
    }

    public var id: String
    public var labels: Localized
    public var kind: String
    /// The kind of a year's results, which belong to the record.
    public var results: String
    /// Its attribute that says which year: a whole number.
    public var year: String
    public var measures: [Measure]
    public var unmeasured: [Unmeasured]
}

struct ChecklistDraft {
    struct Item {
        var id: String
        var labels: Localized
        var applies: EmbeddedText?
        var present: EmbeddedText
        var source: RuleSource?
        var tag: Confidence?
    }

    var id: String
    var labels: Localized
    var kind: String
    var place: Location
    var applies: EmbeddedText?
    var items: [Item]
}

struct FrameworkDraft {
    struct Action {
        var id: String
        var labels: Localized
        var owner: Localized?
        var applies: EmbeddedText?
        var needs: EmbeddedText?
        var done: EmbeddedText
        var due: EmbeddedText?
        var budget: EmbeddedText?
        var source: RuleSource?
        var tag: Confidence?
    }

    var id: String
    var labels: Localized
    var kind: String
    var place: Location
    var chosen: EmbeddedText
    var actions: [Action]
    var stated: Framework.Stated?
    /// By what they name.
    var places: [String: Location]
}

struct BenefitsDraft {
    struct Measure {
        var id: String
        var labels: Localized
        var unit: String
        var promised: EmbeddedText
        var measured: EmbeddedText
        var prefersMore: Bool
    }

    var id: String
    var labels: Localized
    var kind: String
    var results: String
    var year: String
    var measures: [Measure]
    var unmeasured: [Benefits.Unmeasured]
    /// By what they name.
    var places: [String: Location]
    var location: Location
}

extension StudyReader {
    /// Each entry of a mapping, once a name.
    func each<Draft>(
        _ fields: Fields, _ key: String, id: (Draft) -> String, into drafts: inout [Draft],
        read: (YAMLPair) -> Draft?
    ) {
        for pair in fields.mapping(key) {
            guard let draft = read(pair) else { continue }
            if drafts.contains(where: { id($0) == id(draft) }) {
                context.declaredTwice(id(draft), at: pair.key.location)
            }
            drafts.append(draft)
        }
    }

    func checklist(_ pair: YAMLPair) -> ChecklistDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une liste de contrôle", en: "a checklist"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let kind = fields.string("for", required: true)
        let applies = fields.embedded("applies")
        var items: [ChecklistDraft.Item] = []
        each(fields, "items", id: \.id, into: &items) { pair in
            guard let id = context.string(pair.key),
                let fields = Fields(pair.value, of: Localized(fr: "un point à vérifier", en: "an item"), context)
            else { return nil }
            defer { fields.finish() }
            let labels = fields.localized("labels", required: true)
            let applies = fields.embedded("applies")
            let present = fields.embedded("present", required: true)
            let source = RuleReader(context: context).source(fields)
            let tag: Confidence? = fields.choice("tag")
            guard let labels, let present else { return nil }
            return .init(id: id, labels: labels, applies: applies, present: present, source: source, tag: tag)
        }
        guard let labels, let kind else { return nil }
        return ChecklistDraft(
            id: id, labels: labels, kind: kind, place: fields.optional("for")?.location ?? pair.key.location,
            applies: applies, items: items)
    }

    func framework(_ pair: YAMLPair) -> FrameworkDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un cadre", en: "a framework"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let kind = fields.string("for", required: true)
        let chosen = fields.embedded("chosen", required: true)
        var actions: [FrameworkDraft.Action] = []
        each(fields, "actions", id: \.id, into: &actions) { action($0) }
        var places: [String: Location] = [:]
        var stated: Framework.Stated?
        if let inner = fields.fields("stated", of: Localized(fr: "des actions déclarées", en: "stated actions")) {
            func name(_ key: String, required: Bool = false) -> String? {
                let name = inner.string(key, required: required)
                if let name { places[name] = inner.optional(key)?.location }
                return name
            }
            let of = name("of", required: true)
            let done = name("done", required: true)
            let (owner, due) = (name("owner"), name("due"))
            let (budget, condition) = (name("budget"), name("condition"))
            if let of, let done {
                stated = .init(kind: of, owner: owner, due: due, budget: budget, done: done, condition: condition)
            }
            inner.finish()
        }
        guard let labels, let kind, let chosen else { return nil }
        return FrameworkDraft(
            id: id, labels: labels, kind: kind, place: fields.optional("for")?.location ?? pair.key.location,
            chosen: chosen, actions: actions, stated: stated, places: places)
    }

    private func action(_ pair: YAMLPair) -> FrameworkDraft.Action? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une action", en: "an action"), context)
        else { return nil }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        let owner = fields.localized("owner")
        let (applies, needs) = (fields.embedded("applies"), fields.embedded("needs"))
        let done = fields.embedded("done", required: true)
        let (due, budget) = (fields.embedded("due"), fields.embedded("budget"))
        let source = RuleReader(context: context).source(fields)
        let tag: Confidence? = fields.choice("tag")
        guard let labels, let done else { return nil }
        return FrameworkDraft.Action(
            id: id, labels: labels, owner: owner, applies: applies, needs: needs, done: done, due: due, budget: budget,
            source: source, tag: tag)
    }

    func benefits(_ pair: YAMLPair) -> BenefitsDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un suivi des bénéfices", en: "benefits"), context)
        else { return nil }
        defer { fields.finish() }
        var places: [String: Location] = [:]
        func name(_ key: String) -> String? {
            let name = fields.string(key, required: true)
            if let name { places[name] = fields.optional(key)?.location }
            return name
        }
        let labels = fields.localized("labels", required: true)
        let (kind, results, year) = (name("for"), name("results"), name("year"))
        var measures: [BenefitsDraft.Measure] = []
        each(fields, "measures", id: \.id, into: &measures) { pair in
            guard let id = context.string(pair.key),
                let fields = Fields(pair.value, of: Localized(fr: "une mesure", en: "a measure"), context)
            else { return nil }
            defer { fields.finish() }
            let labels = fields.localized("labels", required: true)
            let promised = fields.embedded("promised", required: true)
            let measured = fields.embedded("measured", required: true)
            let unit = fields.string("unit") ?? ""
            let better = fields.string("better") ?? "less"
            guard let labels, let promised, let measured else { return nil }
            return .init(
                id: id, labels: labels, unit: unit, promised: promised, measured: measured,
                prefersMore: better == "more")
        }
        var unmeasured: [Benefits.Unmeasured] = []
        each(fields, "unmeasured", id: \.id, into: &unmeasured) { pair in
            guard let id = context.string(pair.key),
                let fields = Fields(
                    pair.value, of: Localized(fr: "ce que rien ne mesure", en: "what nothing measures"), context)
            else { return nil }
            defer { fields.finish() }
            let labels = fields.localized("labels", required: true)
            let why = fields.localized("why", required: true)
            guard let labels, let why else { return nil }
            return .init(id: id, labels: labels, why: why)
        }
        guard let labels, let kind, let results, let year else { return nil }
        return BenefitsDraft(
            id: id, labels: labels, kind: kind, results: results, year: year, measures: measures,
            unmeasured: unmeasured, places: places, location: pair.key.location)
    }
}
