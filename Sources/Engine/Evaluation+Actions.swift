public import Diagnostics
public import FEEL
public import Packs
public import World

/// An action of a framework as it stands for a record.
public struct ActionReading: Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// Over.
        case done
        /// Nothing keeps it from being done.
        case ready
        /// What it needs is certainly not so yet.
        case blocked
        /// Whether it is over, or what it needs, is not known.
        case unknown
    }

    /// The pack's name for it, or the record that states it.
    public var id: String
    public var labels: Localized
    /// The record that states it; nil for one that the pack gives.
    public var record: RecordID?
    public var owner: Localized?
    public var state: State
    /// A date, null, or unknown.
    public var due: Value
    /// A number, null, or unknown.
    public var budget: Value
    /// What it waits for, as it is written.
    public var needs: String?
    public var missing: Causes
    /// Why it is not sure that it is to be done at all.
    public var doubt = Causes()
    public var diagnostics: [Diagnostic] = []
    public var source: RuleSource?
    public var tag: Confidence?

    /// Whether it is certainly not over although its day has passed.
    public func isOverdue(on date: CalendarDate) -> Bool {
        guard state != .done, case .date(let day) = due else { return false }
        return day < date
    }
}

extension Evaluation {
    /// The records that certainly were chosen, and those that may have been.
    public func chosen(_ framework: Framework) -> (certain: [RecordID], possible: [RecordID]) {
        var found: (certain: [RecordID], possible: [RecordID]) = ([], [])
        for (id, doubt) in mayBeChosen(framework) {
            if doubt.isEmpty { found.certain.append(id) } else { found.possible.append(id) }
        }
        return found
    }

    /// The records that were, or may have been, chosen, with why it is not known.
    func mayBeChosen(_ framework: Framework) -> [(record: RecordID, doubt: Causes)] {
        records(of: framework.kind).records.compactMap { id in doubt(framework.chosen, about: id).map { (id, $0) } }
    }

    /// What is to be done for a record: the pack's actions in their order, then those stated, by record.
    public func actions(_ framework: Framework, for id: RecordID) -> [ActionReading] {
        framework.actions.compactMap { item in doubt(item.applies, about: id).map { action(item, id, $0) } }
            + stated(framework, id)
    }

    /// Whether every action that there may be is stated.
    public func knowsActions(_ framework: Framework) -> Bool {
        let kinds = [framework.kind, framework.stated?.kind].compactMap { $0 }
        return kinds.allSatisfy { records(of: $0).isClosed }
    }

    private func action(_ action: Framework.Action, _ id: RecordID, _ doubt: Causes) -> ActionReading {
        let variables = [object(id)]
        let done = evaluate(action.done, with: variables)
        let needs = action.needs.map { evaluate($0, with: variables) }
        let (state, missing) = Self.state(done, needs, id)
        return ActionReading(
            id: action.id, labels: action.labels, owner: action.owner, state: state,
            due: action.due.map { evaluate($0, with: variables) } ?? .null,
            budget: action.budget.map { evaluate($0, with: variables) } ?? .null,
            needs: action.needs?.source.text, missing: missing, doubt: doubt, source: action.source, tag: action.tag)
    }

    private func stated(_ framework: Framework, _ id: RecordID) -> [ActionReading] {
        guard let stated = framework.stated, let plural = pack.vocabulary.kinds[stated.kind]?.plural else { return [] }
        return Self.candidates(in: figure(plural, of: id)).map { record, doubt in
            var done = figure(stated.done, of: record)
            if case .date(let day) = done { done = .boolean(!(snapshot.date < day)) }
            let condition = stated.condition.flatMap { self.condition($0, of: record, within: id) }
            // A condition that is not stated may be any; one that does not apply is none.
            var needs = stated.condition.map { figure($0, of: record) }
            if case .null? = needs { needs = nil }
            if let condition {
                switch condition.verdict {
                case .yes: needs = .boolean(true)
                case .no: needs = .boolean(false)
                default: needs = .unknown(Unknown(.any(type: "boolean"), condition.missing))
                }
            }
            let (state, missing) = Self.state(done, needs, record)
            var owner: Localized?
            if let name = stated.owner, case .string(let text) = figure(name, of: record) {
                owner = Localized(both: text)
            }
            return ActionReading(
                id: record.description, labels: Localized(both: displayName(record)), record: record, owner: owner,
                state: state, due: stated.due.map { figure($0, of: record) } ?? .null,
                budget: stated.budget.map { figure($0, of: record) } ?? .null, needs: condition?.text,
                missing: missing, doubt: doubt, diagnostics: condition?.diagnostics ?? [])
        }
    }

    /// What is over needs nothing; what is not yet over waits for what it needs. What does not apply is neither over nor there;
    /// an expression that fails says nothing.
    private static func state(_ done: Value, _ needs: Value?, _ id: RecordID) -> (ActionReading.State, Causes) {
        switch done {
        case .boolean(true): return (.done, Causes())
        case .boolean(false): break
        case .null where done.isNotApplicable: break
        default: return (.unknown, why(done, id))
        }
        guard let needs else { return (.ready, Causes()) }
        switch needs {
        case .boolean(true): return (.ready, Causes())
        case .boolean(false): return (.blocked, Causes())
        case .null where needs.isNotApplicable: return (.blocked, Causes())
        default: return (.unknown, why(needs, id))
        }
    }
}
