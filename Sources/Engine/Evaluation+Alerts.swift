public import Alerts
import FEEL
import Packs
import World

extension Evaluation {
    /// What there is to see for each alert of the pack: the same evaluation as verdicts, so that an alert
    /// never says other than they do.
    public func sight() -> AlertMachine.Sight {
        var observations: [Observation] = []
        var complete: Set<String> = []
        for alert in pack.alerting.alerts {
            let reading = AlertReading(session: session, evaluation: self, alert: alert)
            observations += reading.observations()
            if reading.isComplete { complete.insert(alert.definition.id) }
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
        case .rules(let names): names.flatMap { evaluation.cells(of: $0).map(observation) }
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
        }
    }

    /// Whether every subject that there may be is stated.
    var isComplete: Bool {
        switch alert.watch {
        case .law: return true
        case .records(let kind): return isClosed(kind)
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
            var observation = observe([object.identity], [item])
            // A record that may not belong proves nothing.
            if let doubt = list.membership?.presence[position] {
                if observation.condition == .yes { observation.condition = .unknown }
                if observation.clearing == .yes { observation.clearing = .unknown }
                observation.missing = texts(doubt)
                if doubt.unordered.contains(where: { $0.kind == .confidential }) { observation.readsWithheld = true }
            }
            return observation
        }
    }

    private func results(of id: String) -> [AssessmentResult] {
        evaluation.assessments.filter { $0.assessment == id }
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
        observation.readsWithheld = all.all.contains { $0.kind == .confidential }
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
