import Diagnostics
import FEEL

/// Checklists, frameworks and benefits: what they name must exist, and their expressions are those of rules.
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

    mutating func benefits() -> [Benefits] {
        draft.benefits.compactMap { benefits($0) }.sorted { $0.id < $1.id }
    }

    private mutating func benefits(_ draft: BenefitsDraft) -> Benefits? {
        func place(_ name: String) -> Location { draft.places[name] ?? draft.location }
        guard vocabulary.kinds[draft.kind] != nil else {
            unknownKind(draft.kind, at: place(draft.kind))
            return nil
        }
        guard belongs(draft.results, to: draft.kind, at: place(draft.results)) else { return nil }
        checkAttribute(draft.year, of: draft.results, at: place(draft.year))
        let promise = [
            Scope.Variable(name: draft.kind, type: .object(draft.kind)), .init(name: "year", type: .number),
        ]
        let result = [Scope.Variable(name: draft.results, type: .object(draft.results))]
        var measures: [Benefits.Measure] = []
        for measure in draft.measures {
            let promised = expression(measure.promised, promise, expecting: .number)
            let measured = expression(measure.measured, result, expecting: .number)
            guard let promised, let measured else { continue }
            measures.append(
                .init(
                    id: measure.id, labels: measure.labels, unit: measure.unit, promised: promised,
                    measured: measured, prefersMore: measure.prefersMore))
        }
        return Benefits(
            id: draft.id, labels: draft.labels, kind: draft.kind, results: draft.results, year: draft.year,
            measures: measures, unmeasured: draft.unmeasured)
    }

    // MARK: Names

    /// Whether records of a kind belong to those of another; said where they do not.
    private mutating func belongs(_ kind: String, to parent: String, at location: Location) -> Bool {
        guard let found = vocabulary.kinds[kind] else {
            unknownKind(kind, at: location)
            return false
        }
        if found.parent == parent { return true }
        diagnostics.append(
            Diagnostic(
                "R304",
                Localized(
                    fr: "« \(kind) » ne relève pas de « \(parent) »", en: "'\(kind)' does not belong to '\(parent)'"),
                at: location,
                help: .nearest(
                    to: kind, among: vocabulary.kinds.values.filter { $0.parent == parent }.map(\.name).sorted())))
        return false
    }

    private mutating func checkAttribute(_ name: String, of kind: String, at location: Location) {
        let known = vocabulary.kinds[kind]?.attributes.map(\.name) ?? []
        guard !known.contains(name) else { return }
        unknownName(
            "R305", name, known, at: location, fr: "« \(kind) » n'a pas d'attribut", en: "'\(kind)' has no attribute")
    }
}
