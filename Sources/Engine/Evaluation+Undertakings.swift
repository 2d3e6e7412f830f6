import Alerts
public import Diagnostics
public import FEEL
public import Packs
public import World

/// A step of a clock as it stands for a record.
public struct ClockStep: Sendable {
    public enum State: String, Sendable {
        case done, open, late, unknown
    }

    public var step: ProcedureClock.Step
    public var state: State
    /// The last days on which it can begin and end; nil without a day to count back from, or beyond what the calendar knows.
    public var beginsBy: CalendarDate?
    public var endsBy: CalendarDate?
    /// Why it is not known whether it is done, or to be done at all.
    public var missing = Causes()
    /// Why there is no last day.
    public var undated = Causes()
}

/// A clock counted back for a record.
public struct ClockReading: Sendable {
    public var steps: [ClockStep]
    public var target: CalendarDate?
    /// When all would be over, were the steps that are not done begun today, one after the other.
    public var earliest: CalendarDate?
    /// Why there is no day to count back from.
    public var missing: Causes
}

extension Evaluation {
    private var calendar: InstitutionalCalendar { pack.alerting.calendar }

    /// Whether something is a record's own: not certainly something else's.
    public func mayApply(_ expression: CompiledExpression?, to id: RecordID) -> Bool {
        doubt(expression, about: id) != nil
    }

    /// Why it is not sure that something is a record's own, nothing where it is; nil where it certainly is not.
    func doubt(_ expression: CompiledExpression?, about id: RecordID) -> Causes? {
        guard let expression else { return Causes() }
        switch evaluate(expression, with: [object(id)]) {
        case .boolean(true): return Causes()
        case .boolean(false), .null: return nil
        case let value: return value.causes.isEmpty ? .one(Cause(.input, subject: id.description)) : value.causes
        }
    }

    /// - Parameter target: The day, instead of the record's own.
    public func reading(of clock: ProcedureClock, for id: RecordID, target: CalendarDate? = nil) -> ClockReading {
        let stated = evaluate(clock.target, with: [object(id)])
        let counted: Value = target.map { .date($0) } ?? stated
        var day: CalendarDate?
        if case .date(let date) = counted { day = date }
        let missing = day == nil ? counted.causes : Causes()
        // Counted back: the last step comes first.
        var bound = day
        var steps: [ClockStep] = []
        for step in clock.steps.reversed() {
            guard let doubt = doubt(step.applies, about: id) else { continue }
            var (ends, undated) = (bound, missing)
            if let by = step.by {
                let value = evaluate(by, with: [object(id), counted])
                if case .date(let date) = value { ends = date } else { ends = nil }
                undated = ends == nil ? value.causes : Causes()
            }
            let begins = ends.flatMap { lastBeginning(step.lasts, by: $0) }
            if !step.isAside { bound = begins }
            let (state, why) = state(step, id, doubt)
            let isLate = state == .open && begins.map { $0 < snapshot.date } == true
            steps.append(
                ClockStep(
                    step: step, state: isLate ? .late : state, beginsBy: begins, endsBy: begins == nil ? nil : ends,
                    missing: why, undated: undated))
        }
        steps.reverse()
        return ClockReading(steps: steps, target: day, earliest: earliest(steps), missing: missing)
    }

    /// - Parameter doubt: Why it is not sure that the step is to be done.
    private func state(_ step: ProcedureClock.Step, _ id: RecordID, _ doubt: Causes) -> (ClockStep.State, Causes) {
        switch step.done.map({ evaluate($0, with: [object(id)]) }) {
        case .boolean(true)?: (.done, Causes())
        case nil, .boolean(false)?, .null?: doubt.isEmpty ? (.open, Causes()) : (.unknown, doubt)
        case let value?: (.unknown, value.causes.union(doubt))
        }
    }

    /// The last working day from which a delay is over by a day: looked for over twelve years.
    private func lastBeginning(_ delay: Delay, by bound: CalendarDate) -> CalendarDate? {
        for back in 0..<4400 {
            guard let day = bound.adding(days: -back) else { return nil }
            guard calendar.isWorkingDay(day), let end = calendar.end(of: delay, from: day) else { continue }
            if end <= bound { return day }
        }
        return nil
    }

    private func earliest(_ steps: [ClockStep]) -> CalendarDate? {
        var day: CalendarDate? = calendar.workingDay(notBefore: snapshot.date)
        for step in steps where step.state != .done && !step.step.isAside {
            day = day.flatMap { calendar.end(of: step.step.lasts, from: calendar.workingDay(notBefore: $0)) }
        }
        return day
    }
}

// MARK: Conditions

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

// MARK: Actions

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
        let (state, missing) = Self.state(done, needs)
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
            let (state, missing) = Self.state(done, needs)
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

    /// What is over needs nothing; what is not yet over waits for what it needs.
    private static func state(_ done: Value, _ needs: Value?) -> (ActionReading.State, Causes) {
        switch done {
        case .boolean(true): return (.done, Causes())
        case .boolean(false), .null: break
        default: return (.unknown, done.causes)
        }
        switch needs {
        case nil, .boolean(true)?: return (.ready, Causes())
        case .boolean(false)?, .null?: return (.blocked, Causes())
        case let value?: return (.unknown, value.causes)
        }
    }
}

// MARK: What is always compared

extension Evaluation {
    /// A study's records with those that are always among them: where nobody states one, it is taken from what is known.
    public struct Compared: Sendable {
        /// The same world, with the derived records.
        public var evaluation: Evaluation
        /// Which of the study's records, stated or derived, are always compared, by what they are.
        public var always: [RecordID: String]
        public var derived: Set<RecordID>

        /// - Parameter evaluation: As it is: nothing is derived.
        public init(_ evaluation: Evaluation) {
            self.evaluation = evaluation
            (always, derived) = ([:], [])
        }
    }

    /// A derived record states what its expressions are sure of and has no members; the rest stays within its ranges.
    public func compared(_ study: Study) -> Compared {
        var found = Compared(self)
        guard !study.always.isEmpty, let kind = pack.vocabulary.kinds[study.kind], let parent = kind.parent else {
            return found
        }
        let stated = records(of: study.kind).records
        var suppositions: [Supposition] = []
        for above in records(of: parent).records {
            let own = stated.filter { snapshot.record($0)?.text(parent) == above.key }
            var missing: [Study.Always] = []
            for always in study.always {
                let those = own.filter { id in
                    if case .boolean(true) = evaluate(always.test, with: [object(id)]) { true } else { false }
                }
                for id in those { found.always[id] = always.id }
                if those.isEmpty { missing.append(always) }
            }
            for always in missing {
                let id = RecordID(kind: study.kind, key: "\(above.key)~\(always.id)")
                guard snapshot.record(id)?.isDescribed != true else { continue }
                found.always[id] = always.id
                found.derived.insert(id)
                suppositions += derived(always, id, kind, above)
                suppositions += memberless(study, id)
            }
            // A census of the stated ones does not count those that are derived.
            if !missing.isEmpty, let census = pack.vocabulary.census {
                for statement in snapshot.censuses(of: study.kind) where statement.scope == [parent: above.key] {
                    suppositions.append(
                        Supposition(
                            record: statement.record, attribute: census.count,
                            value: .number(Number(statement.count + missing.count))))
                }
            }
        }
        if !suppositions.isEmpty {
            let rules = Set(study.criteria + study.forms + study.figures + (study.members?.figures ?? []))
            found.evaluation = Evaluation(
                pack: pack, snapshot: snapshot.supposing(suppositions), lawDate: lawDate, only: rules)
        }
        return found
    }

    private func derived(
        _ always: Study.Always, _ id: RecordID, _ kind: Kind, _ above: RecordID
    ) -> [Supposition] {
        var facts: [Supposition] = []
        if let parent = kind.parent {
            facts.append(Supposition(record: id, attribute: parent, value: .text(above.key)))
        }
        for (name, expression) in always.states {
            guard let attribute = kind.attribute(name) else { continue }
            let value = evaluate(expression, with: [object(above)])
            if let fact = pack.vocabulary.stated(value, as: attribute) {
                facts.append(Supposition(record: id, attribute: name, value: fact))
            } else if value.isNotApplicable, attribute.mayNotApply {
                facts.append(Supposition(record: id, attribute: name, value: .notApplicable))
            }
        }
        return facts
    }

    /// A census that counts none of a derived record's members.
    private func memberless(_ study: Study, _ id: RecordID) -> [Supposition] {
        guard let members = study.members?.kind, let census = pack.vocabulary.census,
            pack.vocabulary.kinds[members]?.censusBy == [study.kind]
        else { return [] }
        let record = RecordID(kind: census.kind, key: "\(id.key)~\(members)")
        return [
            Supposition(record: record, attribute: census.of, value: .text(members)),
            Supposition(record: record, attribute: study.kind, value: .text(id.key)),
            Supposition(record: record, attribute: census.count, value: .number(.zero)),
        ]
    }
}
