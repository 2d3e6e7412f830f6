public import Alerts
import FEEL
import Packs
import World

extension Evaluation {
    /// What there is to see for each alert of the pack: the same evaluation as verdicts, so that an alert
    /// never says other than they do.
    public func sight() -> AlertMachine.Sight {
        if let known = sights.withLock({ $0 }) { return known }
        let sight = sight { reading in (reading.observations(), reading.isComplete) }
        sights.withLock { $0 = sight }
        return sight
    }

    /// The same while reads are noted: each alert is read again only where something it saw is no longer so.
    func tracedSight() -> AlertMachine.Sight {
        sight { reading in
            let made = session.fetch(.sight(reading.alert.definition.id)) {
                session.note(.alerting)
                return .sight(reading.observations(), isComplete: reading.isComplete)
            }
            guard case .sight(let observations, let isComplete)? = made else { return ([], false) }
            return (observations, isComplete)
        }
    }

    private func sight(_ read: (AlertReading) -> ([Observation], isComplete: Bool)) -> AlertMachine.Sight {
        var observations: [Observation] = []
        var complete: Set<String> = []
        for alert in pack.alerting.alerts {
            let seen = read(AlertReading(session: session, evaluation: self, alert: alert))
            observations += seen.0
            if seen.isComplete { complete.insert(alert.definition.id) }
        }
        return AlertMachine.Sight(observations, complete: complete)
    }

    /// Alerts of which some observation depends on what was taken out of the snapshot as confidential, and those
    /// that such an alert speaks for.
    public var alertsReadingWithheld: Set<String> {
        var found = Set(sight().observations.values.filter(\.readsWithheld).map(\.alert))
        var isGrowing = !found.isEmpty
        while isGrowing {
            let before = found.count
            for alert in pack.alerting.alerts
            where alert.definition.inhibitions.contains(where: { found.contains($0.alert) }) {
                found.insert(alert.definition.id)
            }
            isGrowing = found.count > before
        }
        return found
    }
}

/// One alert read over an evaluation.
private struct AlertReading {
    let session: Session
    let evaluation: Evaluation
    let alert: Alert

    private var pack: Pack { evaluation.pack }

    func observations() -> [Observation] {
        switch alert.watch {
        case .rules(let names): names.flatMap { cells(of: $0).map(observation) }
        case .records(let kind): records(kind)
        case .assessment(let id):
            results(of: id).map { result in
                observe(
                    [result.subject.description],
                    [
                        verdict(result.verdict, result.missing),
                        result.band.map { .string($0) } ?? .unknown(Unknown(.any(type: "string"), result.missing)),
                        .object(session.object(result.subject)),
                    ])
            }
        case .gates(let id):
            results(of: id).flatMap { result in
                result.gates.map { gate in
                    observe(
                        [result.subject.description, gate.id],
                        [
                            verdict(gate.verdict, gate.missing), .string(gate.id),
                            .object(session.object(result.subject)),
                        ])
                }
            }
        case .law: law()
        case .clocks(let names): clocks(names)
        case .conditions(let name): conditions(name)
        case .actions(let name): actions(name)
        }
    }

    /// Whether every subject that there may be is stated.
    var isComplete: Bool {
        switch alert.watch {
        case .law: return true
        case .records(let kind): return isClosed(kind)
        case .clocks(let names): return pack.clocks.filter { names.contains($0.id) }.allSatisfy { isClosed($0.kind) }
        case .conditions(let name):
            let study = pack.studies.first { $0.id == name }
            return [study?.kind, study?.members?.kind].compactMap { $0 }.allSatisfy { isClosed($0) }
        case .actions(let name):
            return pack.frameworks.first { $0.id == name }.map { evaluation.knowsActions($0) } ?? true
        case .assessment(let id), .gates(let id):
            return pack.assessments.first { $0.id == id }.map { isClosed($0.subject) } ?? true
        case .rules(let names):
            return names.allSatisfy { name in
                pack.rule(name).map { rule in
                    if case .pair(let kind, _) = rule.subject { return isClosed(kind, withFringe: true) }
                    return rule.factors.allSatisfy { isClosed($0.kind) }
                } ?? true
            }
        }
    }

    private func isClosed(_ kind: String, withFringe: Bool = false) -> Bool {
        let lists = RecordLists(session: session)
        let list = withFringe ? lists.withFringe(kind) : lists.own(kind)
        return list.membership?.rest.isEmpty ?? true
    }

    // MARK: What is watched

    private func observation(_ cell: Cell) -> Observation {
        let details = ContextValue(cell.details.map { ContextValue.Entry($0.name, $0.value) })
        return observe(
            cell.subject.records.map(\.description),
            [
                .string(cell.rule), verdict(cell.verdict, cell.missing), cell.value ?? .null, cell.gravity ?? .null,
                session.absorbed(cell), .context(details),
                .list(ListValue(cell.subject.records.map { .object(session.object($0)) })),
            ], rule: cell.rule)
    }

    private func records(_ kind: String) -> [Observation] {
        let list = RecordLists(session: session).own(kind)
        return list.items.enumerated().compactMap { position, item in
            guard case .object(let object) = item, object is RecordObject else { return nil }
            let observation = observe([object.identity], [item])
            return list.membership?.presence[position].map { observation.doubted($0, texts($0)) } ?? observation
        }
    }

    private func cells(of name: String) -> [Cell] {
        pack.rule(name).map { session.cells(of: $0) } ?? []
    }

    private func results(of id: String) -> [AssessmentResult] {
        if session.isTracing {
            guard case .results(let results)? = session.fetch(.results(id)) else { return [] }
            return results
        }
        return evaluation.assessments.filter { $0.assessment == id }
    }

    private func law() -> [Observation] {
        pack.rules.compactMap { rule in
            guard rule.inForce.from != nil || rule.inForce.to != nil else { return nil }
            return observe(
                [],
                [
                    .string(rule.id), rule.inForce.from.map { .date($0) } ?? .null,
                    rule.inForce.to.map { .date($0) } ?? .null,
                ], rule: rule.id)
        }
    }

    /// Each step of each clock, for each record that it may be the clock of.
    private func clocks(_ names: [String]) -> [Observation] {
        var found: [Observation] = []
        for clock in pack.clocks where names.contains(clock.id) {
            for id in evaluation.records(of: clock.kind).records {
                guard let doubt = evaluation.doubt(clock.applies, about: id) else { continue }
                let reading = evaluation.reading(of: clock, for: id)
                found += reading.steps.map { step in
                    observe(
                        [id.description, "\(clock.id)/\(step.step.id)"],
                        [
                            .string(clock.id), .string(step.step.id), state(step, of: id),
                            day(step.beginsBy, step), day(step.endsBy, step), evaluation.object(id),
                        ]
                    ).doubted(doubt, texts(doubt))
                }
            }
        }
        return found
    }

    /// A step that is not done, of which the last day is not known, may be late.
    private func state(_ step: ClockStep, of id: RecordID) -> Value {
        switch step.state {
        case .unknown: any(of: ["done", "late", "open"], step.missing, id, step.step.id)
        case .open where step.beginsBy == nil && !step.undated.isEmpty:
            any(of: ["late", "open"], step.undated, id, step.step.id)
        default: .string(step.state.rawValue)
        }
    }

    private func day(_ date: CalendarDate?, _ step: ClockStep) -> Value {
        if let date { return .date(date) }
        return step.undated.isEmpty ? .null : .unknown(Unknown(.any(type: "date"), step.undated))
    }

    private func any(of words: [String], _ missing: Causes, _ id: RecordID, _ name: String) -> Value {
        .unknown(
            Unknown(
                .values(words.map { .string($0) }),
                missing.isEmpty ? .one(Cause(.input, subject: id.description, member: name)) : missing))
    }

    /// Each consent that was, or may have been, given on a condition.
    private func conditions(_ name: String) -> [Observation] {
        guard let study = pack.studies.first(where: { $0.id == name }) else { return [] }
        let found = evaluation.records(of: study.kind).records.flatMap { id in
            evaluation.conditions(study, of: id).map { member, condition, doubt in
                observe(
                    [member.description],
                    [
                        verdict(condition.verdict, condition.missing),
                        condition.text.isEmpty
                            ? .unknown(Unknown(.any(type: "string"), condition.missing)) : .string(condition.text),
                        evaluation.object(id), evaluation.object(member),
                    ]
                ).doubted(doubt, texts(doubt))
            }
        }
        // A consent that may be of several records is seen once, and says what all of them say.
        return Dictionary(grouping: found, by: \.key).values.compactMap { all in
            all.dropFirst().reduce(all.first) { $0?.agreed(with: $1, gravest: pack.gravities.map(\.id)) }
        }.sorted { $0.key < $1.key }
    }

    /// Each action of each record that was, or may have been, chosen.
    private func actions(_ name: String) -> [Observation] {
        guard let framework = pack.frameworks.first(where: { $0.id == name }) else { return [] }
        return evaluation.mayBeChosen(framework).flatMap { id, doubt in
            evaluation.actions(framework, for: id).map { action in
                let state: Value =
                    action.state == .unknown
                    ? any(of: ["blocked", "done", "ready"], action.missing, id, action.id)
                    : .string(action.state.rawValue)
                let observation = observe(
                    [id.description, action.id], [.string(action.id), state, action.due, evaluation.object(id)])
                let all = doubt.union(action.doubt)
                return all.isEmpty ? observation : observation.doubted(all, texts(all))
            }
        }
    }

    // MARK: Values

    /// An unknown verdict may turn out to be any of the three.
    private func verdict(_ verdict: Verdict?, _ missing: Causes) -> Value {
        switch verdict {
        case .unknown:
            .unknown(
                Unknown(
                    .values([Verdict.no, .notApplicable, .yes].map { .string($0.rawValue) }),
                    missing.isEmpty ? .one(Cause(.input, subject: "verdict")) : missing))
        case let verdict?: .string(verdict.rawValue)
        case nil: .null
        }
    }

    /// - Parameter rule: Set when several rules share the alert: it tells their subjects apart.
    private func observe(_ subject: [String], _ variables: [Value], rule: String? = nil) -> Observation {
        let inputs = session.globals + variables
        let condition = alert.condition.evaluate(inputs)
        let clearing = alert.clearing?.evaluate(inputs)
        let holds = truth(condition)
        let clears = clearing.map(truth) ?? (holds == .yes ? .no : holds == .no ? .yes : .unknown)
        var causes = condition.causes
        if let clearing { causes = causes.union(clearing.causes) }
        let gravity = alert.severity.evaluate(inputs)
        let severity = severity(gravity)
        var observation = Observation(
            alert: alert.definition.id, subject: named(subject, rule), condition: holds, clearing: clears,
            before: alert.before.map { truth($0.evaluate(inputs)) },
            severity: severity.certain, gravest: severity.gravest,
            matter: alert.matter.map { text($0.evaluate(inputs)) } ?? alert.definition.id,
            material: material(inputs), missing: texts(causes))
        let others = [gravity] + [alert.before, alert.matter, alert.material].compactMap { $0?.evaluate(inputs) }
        let all = others.reduce(causes) { $0.union($1.causes) }
        observation.readsWithheld = all.unordered.contains { $0.kind == .confidential }
        return observation
    }

    private func named(_ subject: [String], _ rule: String?) -> [String] {
        guard let rule else { return subject }
        switch alert.watch {
        case .rules(let names) where names.count == 1: return subject
        default: return ["rule/\(rule)"] + subject
        }
    }

    private func truth(_ value: Value) -> Truth {
        switch value {
        case .boolean(let flag): flag ? .yes : .no
        // An expression that fails says nothing; one that does not apply says no.
        case .null where value.isNotApplicable: .no
        default: .unknown
        }
    }

    /// The gravity, nil unless it is certain, and the gravest that it may be, nil when that is not known.
    private func severity(_ value: Value) -> (certain: String?, gravest: String?) {
        let known = pack.gravities.map(\.id)
        var ids: [String] = []
        switch value {
        case .string(let id): ids = [id]
        case .unknown(let unknown):
            guard case .values(let values) = unknown.domain else { break }
            ids = values.compactMap { if case .string(let id) = $0 { id } else { nil } }
            // A value of another kind, a null among them, is no gravity: nothing is certain.
            if ids.count < values.count { return (nil, known.first { ids.contains($0) }) }
        default: break
        }
        let gravest = known.first { ids.contains($0) }
        return (Set(ids).count == 1 ? gravest : nil, gravest)
    }

    private func material(_ inputs: [Value]) -> String? {
        guard let expression = alert.material else { return "" }
        let value = expression.evaluate(inputs)
        return text(value).map { AlertDigest.of($0) }
    }

    /// A certain value as text; objects by their identity.
    private func text(_ value: Value) -> String? {
        switch value {
        case .string(let text): return text
        case .null, .unknown, .function: return nil
        case .object(let object): return object.identity
        case .list(let list):
            guard value.isCertain else { return nil }
            let texts = list.items.compactMap(text)
            return texts.count == list.items.count ? texts.sorted().joined(separator: ", ") : nil
        default: return value.isCertain ? value.feelDescription : nil
        }
    }

    private func texts(_ causes: Causes) -> [String] {
        causes.all.map { $0.member.isEmpty ? $0.subject : "\($0.subject).\($0.member)" }
    }
}

extension Observation {
    /// The same of something that may not be there, if there is any doubt: it then proves nothing.
    fileprivate func doubted(_ doubt: Causes, _ texts: [String]) -> Observation {
        if doubt.isEmpty { return self }
        var observation = self
        if condition == .yes { observation.condition = .unknown }
        if clearing == .yes { observation.clearing = .unknown }
        if before == .yes { observation.before = .unknown }
        observation.missing = texts
        if doubt.unordered.contains(where: { $0.kind == .confidential }) { observation.readsWithheld = true }
        return observation
    }

    /// What two observations of one subject agree on.
    ///
    /// - Parameter gravest: The gravities, the gravest first.
    fileprivate func agreed(with other: Observation, gravest known: [String]) -> Observation {
        var observation = self
        if condition != other.condition { observation.condition = .unknown }
        if clearing != other.clearing { observation.clearing = .unknown }
        if before != other.before { observation.before = .unknown }
        if severity != other.severity { observation.severity = nil }
        observation.gravest =
            gravest == nil || other.gravest == nil ? nil : known.first { $0 == gravest || $0 == other.gravest }
        if matter != other.matter { observation.matter = nil }
        if material != other.material { observation.material = nil }
        observation.missing = Set(missing + other.missing).sorted()
        observation.readsWithheld = readsWithheld || other.readsWithheld
        return observation
    }
}
