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

/// A checklist as read, expressions still texts.
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

extension StudyReader {
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
}

extension PackCompiler {
    mutating func checklists() -> [Checklist] {
        draft.checklists.compactMap { checklist($0) }.sorted { $0.id < $1.id }
    }

    private mutating func checklist(_ draft: ChecklistDraft) -> Checklist? {
        guard vocabulary.kinds[draft.kind] != nil else {
            unknownKind(draft.kind, at: draft.place)
            return nil
        }
        let own = [Scope.Variable(name: draft.kind, type: .object(draft.kind))]
        let applies = expression(draft.applies, own, expecting: .boolean)
        var items: [Checklist.Item] = []
        for item in draft.items {
            let applies = expression(item.applies, own, expecting: .boolean)
            guard let present = expression(item.present, own, expecting: .boolean) else { continue }
            items.append(
                .init(
                    id: item.id, labels: item.labels, applies: applies, present: present, source: item.source,
                    tag: item.tag))
        }
        return Checklist(id: draft.id, labels: draft.labels, kind: draft.kind, applies: applies, items: items)
    }
}
