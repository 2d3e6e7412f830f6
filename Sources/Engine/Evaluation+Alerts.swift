public import Alerts
import FEEL
import Packs
import World

extension Evaluation {
    /// What there is to see for each alert of the pack: the same evaluation as verdicts, so that an alert
    /// never says other than they do.
    public func sight() -> AlertMachine.Sight {
        if let known = sights.withLock({ $0 }) { return known }
        let sight = sight { reading in (AlertMachine.Sight.Part(reading.observations()), reading.isComplete) }
        sights.withLock { $0 = sight }
        return sight
    }

    /// The same while reads are noted: what is seen of a cell, and what an alert sees of all else, is read again only
    /// where something it saw is no longer so.
    func tracedSight() -> AlertMachine.Sight {
        sight { reading in
            let alert = reading.alert
            let made = session.fetch(.sight(alert.definition.id)) { since in
                session.note(.alerting)
                guard case .rules(let names) = alert.watch, let graph = session.graph else {
                    return .sight(SightTable(reading.observations(), isComplete: reading.isComplete))
                }
                var table = session.sightTable(alert.definition.id, names, graph, since)
                table.isComplete = reading.isComplete
                return .sight(table)
            }
            guard case .sight(let table)? = made else { return (AlertMachine.Sight.Part([]), false) }
            return (table.seen, table.isComplete)
        }
    }

    private func sight(
        _ read: (AlertReading) -> (seen: AlertMachine.Sight.Part, isComplete: Bool)
    ) -> AlertMachine.Sight {
        var parts: [String: AlertMachine.Sight.Part] = [:]
        var complete: Set<String> = []
        for alert in pack.alerting.alerts {
            let (seen, isComplete) = read(AlertReading(self, alert))
            parts[alert.definition.id] = seen
            if isComplete { complete.insert(alert.definition.id) }
        }
        return AlertMachine.Sight(parts: parts, complete: complete)
    }

    /// Alerts of which some observation depends on what was taken out of the snapshot as confidential, and those
    /// that such an alert speaks for.
    public var alertsReadingWithheld: Set<String> {
        var found = sight().alertsReadingWithheld
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
    let evaluation: Evaluation
    let observer: AlertObserver

    private var session: Session { observer.session }
    var alert: Alert { observer.alert }
    private var pack: Pack { evaluation.pack }

    init(_ evaluation: Evaluation, _ alert: Alert) {
        self.evaluation = evaluation
        observer = AlertObserver(session: evaluation.session, alert: alert)
    }

    func observations() -> [Observation] {
        switch alert.watch {
        case .rules(let names): names.flatMap { cells(of: $0).map(observer.observation) }
        case .records(let kind): records(kind)
        case .assessment(let id):
            results(of: id).map { result in
                observer.observe(
                    [result.subject.description],
                    [
                        observer.verdict(result.verdict, result.missing),
                        result.band.map { .string($0) } ?? .unknown(Unknown(.any(type: "string"), result.missing)),
                        .object(session.object(result.subject)),
                    ])
            }
        case .gates(let id):
            results(of: id).flatMap { result in
                result.gates.map { gate in
                    observer.observe(
                        [result.subject.description, gate.id],
                        [
                            observer.verdict(gate.verdict, gate.missing), .string(gate.id),
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

    private func records(_ kind: String) -> [Observation] {
        let list = RecordLists(session: session).own(kind)
        return list.items.enumerated().compactMap { position, item in
            guard case .object(let object) = item, object is RecordObject else { return nil }
            let seen = observer.observe([object.identity], [item])
            return list.membership?.presence[position].map { seen.doubted($0, observer.texts($0)) } ?? seen
        }
    }

    private func cells(of name: String) -> [Cell] {
        session.shape.rule(name).map { session.cells(of: $0) } ?? []
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
            return observer.observe(
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
                    observer.observe(
                        [id.description, "\(clock.id)/\(step.step.id)"],
                        [
                            .string(clock.id), .string(step.step.id), state(step, of: id),
                            day(step.beginsBy, step), day(step.endsBy, step), evaluation.object(id),
                        ]
                    ).doubted(doubt, observer.texts(doubt))
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
                observer.observe(
                    [member.description],
                    [
                        observer.verdict(condition.verdict, condition.missing),
                        condition.text.isEmpty
                            ? .unknown(Unknown(.any(type: "string"), condition.missing)) : .string(condition.text),
                        evaluation.object(id), evaluation.object(member),
                    ]
                ).doubted(doubt, observer.texts(doubt))
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
                let observation = observer.observe(
                    [id.description, action.id], [.string(action.id), state, action.due, evaluation.object(id)])
                let all = doubt.union(action.doubt)
                return all.isEmpty ? observation : observation.doubted(all, observer.texts(all))
            }
        }
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
