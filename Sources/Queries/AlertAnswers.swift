public import Alerts
import Diagnostics
public import Engine
public import FEEL
public import JSON
public import Packs
import World

extension Pack {
    /// The machine that lives by this pack's alerts.
    public var alertMachine: AlertMachine {
        AlertMachine(
            definitions: alerting.alerts.map(\.definition), audiences: alerting.audiences,
            calendar: alerting.calendar, severities: gravities.map(\.id))
    }
}

/// Alerts as people and tools see them: names and labels are those of now.
public struct AlertAnswers: Sendable {
    public let evaluation: Evaluation
    public let book: AlertBook
    public let day: CalendarDate
    private let machine: AlertMachine

    public init(_ evaluation: Evaluation, book: AlertBook) {
        self.evaluation = evaluation
        self.book = book
        self.day = evaluation.snapshot.date
        self.machine = evaluation.pack.alertMachine
    }

    /// `{"territory", "at", "alerts": […], "silences": […]}`: gravest first.
    ///
    /// - Parameter parameters: `state`, `alert`, `matter`, `severity`, `subject`; without `state`, all but
    ///   what is pending or resolved.
    public func list(_ parameters: [String: String]) -> JSONValue {
        let shown = book.sorted.filter { instance in
            // Only watched, for what must have been so before.
            if instance.phase == .resting, instance.openedOn == nil { return false }
            let state = book.state(of: instance, on: day)
            if let wanted = parameters["state"] {
                if wanted != "all", wanted != state.rawValue { return false }
            } else if state == .pending || state == .resolved {
                return false
            }
            let matcher = Silence.Matcher(
                alert: parameters["alert"], matter: parameters["matter"], subject: parameters["subject"],
                severity: parameters["severity"])
            return matcher.covers(instance)
        }
        let ranked = shown.sorted { left, right in
            (rank(left.severity), left.key) < (rank(right.severity), right.key)
        }
        return .object([
            .init("territory", .string(evaluation.snapshot.territory)), .init("at", .string(day.description)),
            .init("severities", .strings(machine.severities)),
            .init("alerts", .array(ranked.map(item))),
            .init("silences", .array(book.silences.filter { $0.until >= day }.map(\.json))),
        ])
    }

    private func rank(_ severity: String?) -> Int {
        severity.flatMap { machine.severities.firstIndex(of: $0) } ?? -1
    }

    /// One alert: what it is, where it stands.
    public func item(_ instance: AlertInstance) -> JSONValue {
        let definition = machine.definitions[instance.key.alert]
        var members: [JSONValue.Member] = [
            .init("id", .string(instance.key.id)),
            .init("state", .string(book.state(of: instance, on: day).rawValue)),
            .init("labels", definition.map { ValueJSON.localized($0.labels) } ?? .null),
            .init("severity_labels", severityLabels(instance.severity)),
            .init("names", .array(names(instance.key).map { ValueJSON.localized($0) })),
        ]
        if let advice = definition?.advice { members.append(.init("advice", ValueJSON.localized(advice))) }
        members += instance.json.objectMembers ?? []
        if let silence = book.silence(of: instance, on: day) { members.append(.init("silence", .int(silence.id))) }
        return .object(members)
    }

    private func severityLabels(_ id: String?) -> JSONValue {
        evaluation.pack.gravities.first { $0.id == id }.map { ValueJSON.localized($0.labels) } ?? .null
    }

    /// What a person knows the subject by.
    func names(_ key: AlertKey) -> [Localized] {
        key.subject.map { text in
            guard let record = RecordID(text) else {
                let gates = evaluation.pack.assessments.flatMap(\.gates)
                return gates.first { $0.id == text }?.labels ?? Localized(both: text)
            }
            if record.kind == "rule" { return evaluation.pack.rule(record.key)?.labels ?? Localized(both: record.key) }
            return Localized(both: evaluation.displayName(record))
        }
    }

    /// Why somebody is told or not: rule, wait, group, mute, calendar, recipients, what comes next.
    ///
    /// - Returns: Nil where there is no such alert.
    public func why(_ id: String) -> JSONValue? {
        guard let instance = book.instance(id: id) else { return nil }
        let alert = evaluation.pack.alerting.alert(instance.key.alert)
        let definition = alert?.definition
        let calendar = machine.calendar
        func date(_ date: CalendarDate?) -> JSONValue { date.map { .string($0.description) } ?? .null }
        var members: [JSONValue.Member] = [.init("alert", item(instance))]
        if let alert, let definition {
            members.append(
                .init(
                    "rule",
                    .object(present: [
                        "when": .string(alert.condition.source.text),
                        "clear": alert.clearing.map { .string($0.source.text) },
                        "after": alert.before.map { .string($0.source.text) },
                        "material": alert.material.map { .string($0.source.text) },
                        "file": .string(alert.location.source.name),
                    ])))
            members.append(
                .init(
                    "hold",
                    .object([
                        .init("for", .string(definition.hold.description)), .init("since", date(instance.since)),
                        .init(
                            "over", date(instance.since.flatMap { calendar.end(of: definition.hold, from: $0) })),
                        .init("clear_for", .string(definition.clearHold.description)),
                        .init("clearing_since", date(instance.clearingSince)),
                    ])))
        }
        members.append(.init("matter", .string(instance.matter)))
        members.append(
            .init(
                "together_with",
                .strings(
                    book.sorted.filter { $0.matter == instance.matter && $0.phase == .firing && $0.key != instance.key }
                        .map(\.key.id))))
        members.append(.init("mute", mute(machine.mute(of: instance, in: book, on: day))))
        members.append(
            .init("suspension", calendar.suspension(on: day).map { .string($0.id) } ?? .null))
        members.append(.init("working_day", .bool(calendar.isWorkingDay(day))))
        let immediate = machine.immediateAudiences(of: instance)
        members.append(
            .init(
                "recipients",
                .array(
                    Set((definition?.to ?? []) + immediate).sorted().compactMap { id in
                        machine.audiences[id].map { audience in
                            .object([
                                .init("audience", .string(id)), .init("labels", ValueJSON.localized(audience.labels)),
                                .init("at_once", .bool(immediate.contains(id))),
                                .init(
                                    "digest",
                                    audience.digest.map { .string(Self.weekdays[($0 - 1) % 7]) } ?? .null),
                                .init("channels", .strings(audience.channels)),
                            ])
                        }
                    })))
        members.append(
            .init(
                "next",
                .object([
                    .init("reminder", date(machine.nextReminder(of: instance))),
                    .init("escalation", date(machine.escalationDay(of: instance))),
                ])))
        return .object(members)
    }

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private func mute(_ mute: AlertMachine.Mute?) -> JSONValue {
        switch mute {
        case nil: .null
        case .silence(let id): .object([.init("kind", "silence"), .init("silence", .int(id))])
        case .inhibited(let key): .object([.init("kind", "inhibited"), .init("by", .string(key.id))])
        case .calendar(let id): .object([.init("kind", "calendar"), .init("suspension", .string(id))])
        case .missingData: .object([.init("kind", "missing_data")])
        }
    }
}
