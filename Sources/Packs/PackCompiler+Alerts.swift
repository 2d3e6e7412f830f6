import Alerts
import Diagnostics
import FEEL

/// Alerts: what they watch must exist, and their expressions are those of rules.
extension PackCompiler {
    mutating func alerting(_ rules: [Rule]) -> Alerting {
        let audiences = draft.audiences.map(\.audience).sorted { $0.id < $1.id }
        let gravities = draft.gravities.map(\.id)
        for (audience, location, places) in draft.audiences {
            for name in audience.immediate where !gravities.contains(name) {
                unknownName(
                    "R255", name, gravities, at: places[name] ?? location, fr: "gravité inconnue",
                    en: "unknown severity")
            }
        }
        let ids = draft.alerts.map(\.definition.id)
        let alerts = draft.alerts.compactMap { alert($0, rules, audiences.map(\.id), ids) }
        return Alerting(
            alerts: alerts.sorted { $0.definition.id < $1.definition.id }, audiences: audiences,
            calendar: draft.calendar)
    }

    private mutating func alert(
        _ draft: AlertDraft, _ rules: [Rule], _ audiences: [String], _ ids: [String]
    ) -> Alert? {
        let definition = draft.definition
        for name in definition.to + (definition.escalation.map { [$0.to] } ?? []) where !audiences.contains(name) {
            unknownName(
                "R253", name, audiences, at: draft.places[name] ?? draft.location, fr: "public inconnu",
                en: "unknown audience")
        }
        for inhibition in definition.inhibitions
        where !ids.contains(inhibition.alert) || inhibition.alert == definition.id {
            unknownName(
                "R254", inhibition.alert, ids.filter { $0 != definition.id },
                at: draft.places[inhibition.alert] ?? draft.location, fr: "alerte inconnue", en: "unknown alert")
        }
        guard let variables = variables(draft, rules) else { return nil }
        let condition = expression(draft.condition, variables, expecting: .boolean)
        let clearing = expression(draft.clearing, variables, expecting: .boolean)
        let before = expression(draft.before, variables, expecting: .boolean)
        // A severity's bare name is a constant, as for a finding's gravity.
        let isConstant = self.draft.gravities.contains { $0.id == draft.severity.text }
        let severity =
            isConstant
            ? expression(EmbeddedText(standalone: "\"\(draft.severity.text)\""), [], expecting: .string)
            : expression(draft.severity, variables, expecting: .string)
        let matter = expression(draft.matter, variables, expecting: nil)
        let material = expression(draft.material, variables, expecting: nil)
        guard let condition, let severity else { return nil }
        return Alert(
            definition: definition, watch: draft.watch, condition: condition, clearing: clearing, before: before,
            severity: severity, matter: matter, material: material, location: draft.location)
    }

    /// The names that an alert's expressions see besides the globals; nil when it watches what is not.
    private mutating func variables(_ draft: AlertDraft, _ rules: [Rule]) -> [Scope.Variable]? {
        func place(_ name: String) -> Location { draft.places[name] ?? draft.location }
        switch draft.watch {
        case .rules(let names):
            let known = rules.filter { $0.role != .value }.map(\.id)
            let unknown = names.filter { !known.contains($0) }
            for name in unknown {
                unknownName("R205", name, known, at: place(name), fr: "règle inconnue", en: "unknown rule")
            }
            guard unknown.isEmpty else { return nil }
            return [
                .init(name: "rule", type: .string), .init(name: "verdict", type: .string),
                .init(name: "value", type: .any), .init(name: "gravity", type: .string),
                .init(name: "absorbed", type: .boolean), .init(name: "details", type: .any),
                .init(name: "subjects", type: .list(.any)),
            ]
        case .records(let kind):
            guard vocabulary.kinds[kind] != nil else {
                unknownKind(kind, at: place(kind))
                return nil
            }
            return [.init(name: kind, type: .object(kind))]
        case .assessment(let id), .gates(let id):
            guard let found = self.draft.assessments.first(where: { $0.assessment.id == id }) else {
                unknownName(
                    "R256", id, self.draft.assessments.map(\.assessment.id), at: place(id),
                    fr: "évaluation inconnue", en: "unknown assessment")
                return nil
            }
            let kind = found.assessment.subject
            let second = if case .gates = draft.watch { "gate" } else { "band" }
            return [
                .init(name: "verdict", type: .string), .init(name: second, type: .string),
                .init(name: kind, type: .object(kind)),
            ]
        case .clocks(let names):
            let clocks = self.draft.clocks.filter { names.contains($0.id) }
            for name in names where !clocks.contains(where: { $0.id == name }) {
                unknownName(
                    "R306", name, self.draft.clocks.map(\.id), at: place(name), fr: "rien à surveiller ne s'appelle",
                    en: "nothing to watch is named")
            }
            guard let kind = clocks.first?.kind, clocks.allSatisfy({ $0.kind == kind }), clocks.count == names.count
            else {
                if clocks.count == names.count {
                    diagnostics.append(
                        Diagnostic(
                            "R307",
                            Localized(
                                fr: "ces calendriers portent sur des genres différents",
                                en: "these clocks are about different kinds"), at: draft.location,
                            help: Localized(fr: "faire une alerte pour chacun", en: "make an alert for each")))
                }
                return nil
            }
            return [
                .init(name: "clock", type: .string), .init(name: "step", type: .string),
                .init(name: "state", type: .string), .init(name: "begins_by", type: .date),
                .init(name: "ends_by", type: .date), .init(name: kind, type: .object(kind)),
            ]
        case .conditions(let name):
            guard let study = self.draft.studies.first(where: { $0.study.id == name })?.study,
                let members = study.members?.kind
            else {
                unknownName(
                    "R306", name, self.draft.studies.filter { $0.study.members != nil }.map(\.study.id),
                    at: place(name), fr: "rien à surveiller ne s'appelle", en: "nothing to watch is named")
                return nil
            }
            return [
                .init(name: "verdict", type: .string), .init(name: "condition", type: .string),
                .init(name: study.kind, type: .object(study.kind)), .init(name: members, type: .object(members)),
            ]
        case .actions(let name):
            guard let framework = self.draft.frameworks.first(where: { $0.id == name }) else {
                unknownName(
                    "R306", name, self.draft.frameworks.map(\.id), at: place(name),
                    fr: "rien à surveiller ne s'appelle", en: "nothing to watch is named")
                return nil
            }
            return [
                .init(name: "action", type: .string), .init(name: "state", type: .string),
                .init(name: "due", type: .date), .init(name: framework.kind, type: .object(framework.kind)),
            ]
        case .law:
            return [
                .init(name: "rule", type: .string), .init(name: "starts", type: .date),
                .init(name: "ends", type: .date),
            ]
        }
    }
}
