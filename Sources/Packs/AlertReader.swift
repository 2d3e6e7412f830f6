import Alerts
import Diagnostics
import World
import YAMLReader

/// An alert as read, its expressions still texts.
struct AlertDraft {
    var definition: AlertDefinition
    var watch: Alert.Watch
    var condition: EmbeddedText
    var clearing: EmbeddedText?
    var before: EmbeddedText?
    var severity: EmbeddedText
    var matter: EmbeddedText?
    var material: EmbeddedText?
    var location: Location
    /// Where rules, kinds and assessments watched, audiences and alerts stand, by what they name.
    var places: [String: Location] = [:]
}

/// Reads `format: alerts/1`: alerts, and the audiences they tell.
struct AlertReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "des alertes", en: "alerts"), context) else { return }
        fields.ignore("format", "labels")
        for pair in fields.mapping("audiences") {
            guard let (audience, places) = audience(pair, draft.vocabulary.levels) else { continue }
            if draft.audiences.contains(where: { $0.audience.id == audience.id }) {
                context.declaredTwice(audience.id, at: pair.key.location)
            }
            draft.audiences.append((audience, pair.key.location, places))
        }
        for pair in fields.mapping("alerts") {
            guard let alert = alert(pair) else { continue }
            if draft.alerts.contains(where: { $0.definition.id == alert.definition.id }) {
                context.declaredTwice(alert.definition.id, at: pair.key.location)
            }
            draft.alerts.append(alert)
        }
        fields.finish()
    }

    private func audience(
        _ pair: YAMLPair, _ levels: [String: ConfidentialityLevel]
    ) -> (Audience, [String: Location])? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un public", en: "an audience"), context)
        else { return nil }
        defer { fields.finish() }
        let language: Language = fields.choice("language") ?? .fr
        var places: [String: Location] = [:]
        for node in fields.list("immediate") {
            if let name = node.text { places[name] = node.location }
        }
        let immediate = fields.strings("immediate")
        let channels = fields.strings("channels")
        var reads: Set<String> = []
        for node in fields.list("reads") {
            guard let level = context.string(node) else { continue }
            if levels[level] == nil {
                context.report(
                    Diagnostic(
                        "A080",
                        Localized(
                            fr: "niveau de confidentialité inconnu « \(level) »",
                            en: "unknown level of confidentiality '\(level)'"),
                        at: node.location, help: .nearest(to: level, among: levels.keys)))
            }
            reads.insert(level)
        }
        var digest: Int? = 1
        if let node = fields.optional("digest"), let day = context.choice(node, among: Weekday.names + ["never"]) {
            digest = Weekday.number(day)
        }
        guard let labels = fields.localized("labels", required: true) else { return nil }
        return (
            Audience(
                id: id, labels: labels, language: language, channels: channels, immediate: immediate, digest: digest,
                reads: reads),
            places
        )
    }

    private func alert(_ pair: YAMLPair) -> AlertDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une alerte", en: "an alert"), context)
        else { return nil }
        defer { fields.finish() }
        var places: [String: Location] = [:]
        let labels = fields.localized("labels", required: true)
        let watch = watch(fields, &places)
        let condition = fields.embedded("when", required: true)
        let severity = fields.embedded("severity", required: true)
        let (clearing, before) = (fields.embedded("clear"), fields.embedded("after"))
        let (matter, material) = (fields.embedded("matter"), fields.embedded("material"))
        var definition = AlertDefinition(id: id, labels: labels ?? Localized(both: id))
        definition.advice = fields.localized("advice")
        definition.hold = delay(fields, "for") ?? .none
        definition.clearHold = delay(fields, "clear_for") ?? .none
        definition.reminders = fields.list("remind").compactMap { delay($0) }
        definition.despiteSuspension = fields.bool("despite_suspension") ?? false
        definition.to = named(fields, "to", &places)
        if let node = fields.optional("escalate"),
            let escalation = Fields(node, of: Localized(fr: "une escalade", en: "an escalation"), context)
        {
            let after = escalation.required("after").flatMap { delay($0) }
            if let to = escalation.string("to", required: true), let after {
                places[to] = escalation.optional("to")?.location
                definition.escalation = AlertDefinition.Escalation(after: after, to: to)
            }
            escalation.finish()
        }
        for node in fields.list("inhibited_by") {
            guard let item = Fields(node, of: Localized(fr: "une inhibition", en: "an inhibition"), context) else {
                continue
            }
            let same: AlertDefinition.Inhibition.Same = item.choice("same") ?? .matter
            if let alert = item.string("alert", required: true) {
                places[alert] = item.optional("alert")?.location
                definition.inhibitions.append(AlertDefinition.Inhibition(alert: alert, same: same))
            }
            item.finish()
        }
        guard labels != nil, let watch, let condition, let severity else { return nil }
        return AlertDraft(
            definition: definition, watch: watch, condition: condition, clearing: clearing, before: before,
            severity: severity, matter: matter, material: material, location: pair.key.location, places: places)
    }

    private func named(_ fields: Fields, _ key: String, _ places: inout [String: Location]) -> [String] {
        for node in fields.list(key) {
            if let name = node.text { places[name] = node.location }
        }
        return fields.strings(key)
    }

    private func watch(_ fields: Fields, _ places: inout [String: Location]) -> Alert.Watch? {
        guard
            let watch = fields.fields(
                "watch", of: Localized(fr: "ce que surveille une alerte", en: "a watch"), required: true)
        else { return nil }
        defer { watch.finish() }
        var found: [Alert.Watch] = []
        let rules = named(watch, "rules", &places)
        if !rules.isEmpty { found.append(.rules(rules)) }
        let clocks = named(watch, "clocks", &places)
        if !clocks.isEmpty { found.append(.clocks(clocks)) }
        for (key, make) in [
            ("records", Alert.Watch.records), ("assessment", Alert.Watch.assessment), ("gates", Alert.Watch.gates),
            ("conditions", Alert.Watch.conditions), ("actions", Alert.Watch.actions),
        ] {
            guard let name = watch.string(key) else { continue }
            places[name] = watch.optional(key)?.location
            found.append(make(name))
        }
        if watch.bool("law") == true { found.append(.law) }
        if found.count == 1 { return found[0] }
        context.report(
            Diagnostic(
                "R251",
                Localized(
                    fr: found.isEmpty ? "l'alerte ne surveille rien" : "l'alerte surveille plusieurs choses",
                    en: found.isEmpty ? "the alert watches nothing" : "the alert watches several things"),
                at: watch.headLocation,
                help: Localized(
                    fr:
                        "donner un seul de « rules », « records », « assessment », « gates », « clocks », « conditions », "
                        + "« actions » ou « law: true »",
                    en: "give one of 'rules', 'records', 'assessment', 'gates', 'clocks', 'conditions', 'actions' or "
                        + "'law: true'")))
        return nil
    }

    private func delay(_ fields: Fields, _ key: String) -> Delay? {
        fields.optional(key).flatMap { delay($0) }
    }

    func delay(_ node: YAMLNode) -> Delay? {
        guard let text = context.string(node) else { return nil }
        if let delay = Delay(text) { return delay }
        context.report(
            Diagnostic(
                "R250", Localized(fr: "« \(text) » n'est pas un délai", en: "'\(text)' is no delay"),
                at: node.location,
                help: Localized(
                    fr: "l'écrire P10D, P2M, « 5 working days » ou « 2 sittings »",
                    en: "write it P10D, P2M, '5 working days' or '2 sittings'")))
        return nil
    }
}

/// Days of the week as files name them.
enum Weekday {
    static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// 1 for Monday; nil for what is no day.
    static func number(_ name: String) -> Int? { names.firstIndex(of: name).map { $0 + 1 } }
}
