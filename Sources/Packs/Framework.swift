public import Diagnostics
public import FEEL
import YAMLReader

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

/// A framework as read, expressions still texts.
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

extension StudyReader {
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
}

extension PackCompiler {
    mutating func frameworks() -> [Framework] {
        draft.frameworks.compactMap { framework($0) }.sorted { $0.id < $1.id }
    }

    private mutating func framework(_ draft: FrameworkDraft) -> Framework? {
        func place(_ name: String) -> Location { draft.places[name] ?? draft.place }
        guard vocabulary.kinds[draft.kind] != nil else {
            unknownKind(draft.kind, at: draft.place)
            return nil
        }
        if let stated = draft.stated {
            guard belongs(stated.kind, to: draft.kind, at: place(stated.kind)) else { return nil }
            let names = [stated.owner, stated.due, stated.budget, stated.done, stated.condition].compactMap { $0 }
            for name in names { checkAttribute(name, of: stated.kind, at: place(name)) }
        }
        let own = [Scope.Variable(name: draft.kind, type: .object(draft.kind))]
        let chosen = expression(draft.chosen, own, expecting: .boolean)
        var actions: [Framework.Action] = []
        for action in draft.actions {
            let applies = expression(action.applies, own, expecting: .boolean)
            let needs = expression(action.needs, own, expecting: .boolean)
            let done = expression(action.done, own, expecting: .boolean)
            let due = expression(action.due, own, expecting: .date)
            let budget = expression(action.budget, own, expecting: .number)
            guard let done else { continue }
            actions.append(
                .init(
                    id: action.id, labels: action.labels, owner: action.owner, applies: applies, needs: needs,
                    done: done, due: due, budget: budget, source: action.source, tag: action.tag))
        }
        guard let chosen else { return nil }
        return Framework(
            id: draft.id, labels: draft.labels, kind: draft.kind, chosen: chosen, actions: actions,
            stated: draft.stated)
    }
}
