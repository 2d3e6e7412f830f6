public import Alerts
public import Diagnostics
import FEEL
public import JSON
import Packs
import World

/// A notice as a person reads it.
extension AlertAnswers {
    /// What a channel is given: the notice, its key, and its text in the audience's language.
    public func message(_ notice: Notice, key: String) -> JSONValue {
        let audience = evaluation.pack.alerting.audiences.first { $0.id == notice.audience }
        let language = audience?.language ?? .fr
        let (subject, body) = text(notice, language)
        return .object(
            [
                .init("format", "notice/1"), .init("key", .string(key)),
                .init("language", .string(language.rawValue)), .init("subject", .string(subject)),
                .init("text", .string(body)),
            ]
                + (notice.json.objectMembers ?? []).map { member in
                    member.name == "items" ? .init("items", .array(notice.items.map(described))) : member
                })
    }

    private func described(_ item: Notice.Item) -> JSONValue {
        let labels = evaluation.pack.alerting.alert(item.key.alert)?.definition.labels
        return .object([
            .init("what", .string(item.what.rawValue)), .init("id", .string(item.key.id)),
            .init("alert", .string(item.key.alert)), .init("subject", .strings(item.key.subject)),
            .init("names", .array(names(item.key).map { ValueJSON.localized($0) })),
            .init("labels", labels.map { ValueJSON.localized($0) } ?? .null),
            .init("severity", item.severity.map { .string($0) } ?? .null),
            .init("day", item.day.map { .string($0.description) } ?? .null),
        ])
    }

    /// - Returns: One line, and lines each ended by a line feed.
    public func text(_ notice: Notice, _ language: Language) -> (subject: String, body: String) {
        let name = territoryName(notice.territory)
        switch notice.kind {
        case .test:
            return (
                Localized(fr: "[ESSAI] \(name) : message d'essai", en: "[ESSAI] \(name): test message")[language],
                Localized(
                    fr: "Ceci est un essai : rien n'est arrivé. Le canal fonctionne.\n",
                    en: "This is a test: nothing happened. The channel works.\n")[language]
            )
        case .digest: return digest(notice, name, language)
        case .alert: break
        }
        let first = notice.items.first
        let title = first.map { label($0, language) } ?? notice.matter
        let more = notice.items.count > 1 ? " (+\(notice.items.count - 1))" : ""
        let word = first.map { Self.word($0.what)[language] } ?? ""
        let subject = language == .fr ? "\(name) : \(title) – \(word)\(more)" : "\(name): \(title) – \(word)\(more)"
        var body = notice.items.map { line($0, language) + "\n" }.joined()
        for advice in Set(notice.items.compactMap { advice($0, language) }).sorted() { body += "\n\(advice)\n" }
        if let id = first?.key.id {
            body +=
                Localized(fr: "\nPourquoi : maillage alert why \(id)\n", en: "\nWhy: maillage alert why \(id)\n")[
                    language]
        }
        return (subject, body)
    }

    private func digest(_ notice: Notice, _ name: String, _ language: Language) -> (String, String) {
        let week = notice.day.isoWeek
        let subject = Localized(
            fr: "\(name) · semaine \(week)", en: "\(name) · week \(week)")[language]
        let standing =
            notice.standing == 0
            ? Localized(fr: "", en: "")
            : Localized(
                fr: "\(notice.standing) alertes restent ouvertes (maillage alerts)",
                en: "\(notice.standing) alerts are still open (maillage alerts)")
        if notice.items.isEmpty, notice.silences.isEmpty {
            let nothing = Localized(fr: "Rien de nouveau", en: "Nothing new")[language]
            let colon = language == .fr ? " ; " : "; "
            return (subject, nothing + (notice.standing == 0 ? "" : colon + standing[language]) + ".\n")
        }
        var body = ""
        for what in Notice.Item.What.allCases {
            let items = notice.items.filter { $0.what == what }
            guard !items.isEmpty else { continue }
            body += "\(Self.heading(what)[language])\n" + items.map { "  " + line($0, language) + "\n" }.joined()
        }
        for silence in notice.silences {
            let isOver = silence.until < notice.day
            body +=
                Localized(
                    fr:
                        "Silence n° \(silence.id) \(isOver ? "terminé" : "jusqu'au") \(isOver ? "le " : "")\(silence.until)\n",
                    en: "Silence no. \(silence.id) \(isOver ? "ended on" : "until") \(silence.until)\n")[language]
        }
        if notice.standing > 0 { body += standing[language] + ".\n" }
        return (subject, body)
    }

    private func territoryName(_ territory: String) -> String {
        evaluation.displayName(RecordID(kind: evaluation.pack.vocabulary.territoryKind, key: territory))
    }

    private func label(_ item: Notice.Item, _ language: Language) -> String {
        evaluation.pack.alerting.alert(item.key.alert)?.definition.labels[language] ?? item.key.alert
    }

    private func advice(_ item: Notice.Item, _ language: Language) -> String? {
        guard item.what != .resolved else { return nil }
        return evaluation.pack.alerting.alert(item.key.alert)?.definition.advice?[language]
    }

    private func line(_ item: Notice.Item, _ language: Language) -> String {
        let severity =
            evaluation.pack.gravities.first { $0.id == item.severity }.map { $0.labels[language] } ?? "?"
        var text = "\(Self.word(item.what)[language]) · \(severity) · \(label(item, language))"
        let names = names(item.key).map { $0[language] }
        if !names.isEmpty { text += (language == .fr ? " : " : ": ") + names.joined(separator: " – ") }
        if let day = item.day { text += " (\(day))" }
        if item.what == .suspended, let instance = book.instances[item.key], !instance.missing.isEmpty {
            text +=
                Localized(
                    fr: " ; il manque \(instance.missing.prefix(3).joined(separator: ", "))",
                    en: "; missing: \(instance.missing.prefix(3).joined(separator: ", "))")[language]
        }
        if let owner = item.owner, let until = item.until {
            text += Localized(fr: " ; \(owner), jusqu'au \(until)", en: "; \(owner), until \(until)")[language]
        }
        return text
    }

    private static func word(_ what: Notice.Item.What) -> Localized {
        switch what {
        case .opened: Localized(fr: "nouvelle", en: "new")
        case .changed: Localized(fr: "aggravée ou changée", en: "worse or changed")
        case .resolved: Localized(fr: "résolue", en: "resolved")
        case .reminder: Localized(fr: "rappel", en: "reminder")
        case .escalated: Localized(fr: "sans prise en charge", en: "nobody has taken it up")
        case .acknowledged: Localized(fr: "prise en charge", en: "acknowledged")
        case .silenced: Localized(fr: "en silence", en: "silenced")
        case .suspended: Localized(fr: "suspendue : donnée manquante", en: "suspended: missing data")
        }
    }

    private static func heading(_ what: Notice.Item.What) -> Localized {
        switch what {
        case .opened: Localized(fr: "Nouvelles", en: "New")
        case .changed: Localized(fr: "Changées", en: "Changed")
        case .resolved: Localized(fr: "Résolues", en: "Resolved")
        case .reminder: Localized(fr: "Rappels", en: "Reminders")
        case .escalated: Localized(fr: "Sans prise en charge", en: "Not taken up")
        case .acknowledged: Localized(fr: "Prises en charge", en: "Acknowledged")
        case .silenced: Localized(fr: "En silence", en: "Silenced")
        case .suspended: Localized(fr: "Suspendues : donnée manquante", en: "Suspended: missing data")
        }
    }
}
