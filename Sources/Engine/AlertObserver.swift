import Alerts
import FEEL
import Packs
import World

/// What an alert's expressions say of one subject.
struct AlertObserver {
    let session: Session
    let alert: Alert

    private var pack: Pack { session.pack }

    func observation(_ cell: Cell) -> Observation {
        let details = ContextValue(cell.details.map { ContextValue.Entry($0.name, $0.value) })
        return observe(
            cell.subject.records.map(\.description),
            [
                .string(cell.rule), verdict(cell.verdict, cell.missing), cell.value ?? .null, cell.gravity ?? .null,
                session.absorbed(cell), .context(details),
                .list(ListValue(cell.subject.records.map { .object(session.object($0)) })),
            ], rule: cell.rule)
    }

    /// An unknown verdict may turn out to be any of the three.
    func verdict(_ verdict: Verdict?, _ missing: Causes) -> Value {
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
    func observe(_ subject: [String], _ variables: [Value], rule: String? = nil) -> Observation {
        let inputs = session.globals + variables
        let condition = alert.condition.evaluate(inputs)
        let clearing = alert.clearing?.evaluate(inputs)
        let holds = truth(condition)
        let clears = clearing.map(truth) ?? (holds == .yes ? .no : holds == .no ? .yes : .unknown)
        var causes = condition.causes
        if let clearing { causes = causes.union(clearing.causes) }
        let gravity = alert.severity.evaluate(inputs)
        let severity = severity(gravity)
        let before = alert.before?.evaluate(inputs)
        let matter = alert.matter?.evaluate(inputs)
        let material = alert.material?.evaluate(inputs)
        var observation = Observation(
            alert: alert.definition.id, subject: named(subject, rule), condition: holds, clearing: clears,
            before: before.map(truth), severity: severity.certain, gravest: severity.gravest,
            matter: matter.map(text) ?? alert.definition.id,
            material: material.map { text($0).map { AlertDigest.of($0) } } ?? "", missing: texts(causes))
        let all = [causes] + [gravity, before, matter, material].compactMap { $0?.causes }
        observation.readsWithheld = all.contains { $0.unordered.contains { $0.kind == .confidential } }
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

    func texts(_ causes: Causes) -> [String] {
        causes.all.map { $0.member.isEmpty ? $0.subject : "\($0.subject).\($0.member)" }
    }
}
