import Diagnostics
import JSON

/// Alerts as tables and texts.
struct AlertTexts {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    static func state(_ state: String?) -> Localized {
        switch state {
        case "pending": Localized(fr: "à venir", en: "pending")
        case "open": Localized(fr: "ouverte", en: "open")
        case "acknowledged": Localized(fr: "prise en charge", en: "acknowledged")
        case "silenced": Localized(fr: "en silence", en: "silenced")
        case "suspended": Localized(fr: "suspendue : donnée manquante", en: "suspended: missing data")
        case "resolved": Localized(fr: "résolue", en: "resolved")
        default: Localized(both: state ?? "?")
        }
    }

    func table(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("severity", Localized(fr: "GRAVITÉ", en: "SEVERITY")),
                .init("state", Localized(fr: "ÉTAT", en: "STATE")),
                .init("alert", Localized(fr: "ALERTE", en: "ALERT")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("opened", Localized(fr: "DEPUIS", en: "SINCE")),
                .init("id", Localized(fr: "IDENTIFIANT", en: "IDENTIFIER")),
            ],
            rows: (reply["alerts"]?.arrayValue ?? []).map { item in
                let severity = item["severity"]?.stringValue
                let state = item["state"]?.stringValue
                let ids = (item["subject"]?.arrayValue ?? []).compactMap(\.stringValue)
                let names = (item["names"]?.arrayValue ?? []).compactMap { human.label($0) }
                let since = item["opened"]?.stringValue ?? item["since"]?.stringValue ?? ""
                return [
                    Table.Cell(human.label(item["severity_labels"]) ?? severity ?? "?", machine: severity ?? ""),
                    Table.Cell(Self.state(state)[terminal], machine: state ?? ""),
                    Table.Cell(
                        human.label(item["labels"]) ?? item["alert"]?.stringValue ?? "",
                        machine: item["alert"]?.stringValue ?? ""),
                    Table.Cell(names.joined(separator: " – "), machine: ids.joined(separator: " ")),
                    Table.Cell(since), Table.Cell(item["id"]?.stringValue ?? ""),
                ]
            })
    }

    func silences(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("silence", Localized(fr: "N°", en: "NO."), alignsRight: true),
                .init("covers", Localized(fr: "COUVRE", en: "COVERS")),
                .init("until", Localized(fr: "JUSQU'AU", en: "UNTIL")),
                .init("author", Localized(fr: "QUI", en: "WHO")),
                .init("reason", Localized(fr: "POURQUOI", en: "WHY")),
            ],
            rows: (reply["silences"]?.arrayValue ?? []).map { item in
                let covers = (item["covers"]?.objectMembers ?? []).map { "\($0.name)=\($0.value.machineText)" }
                return [
                    Table.Cell(item["silence"]?.numberText ?? ""), Table.Cell(covers.joined(separator: " ")),
                ] + ["until", "author", "reason"].map { Table.Cell(item[$0]?.stringValue ?? "") }
            })
    }

    func history(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("day", Localized(fr: "JOUR", en: "DAY")), .init("kind", Localized(fr: "QUOI", en: "WHAT")),
                .init("id", Localized(fr: "ALERTE", en: "ALERT")),
                .init("detail", Localized(fr: "DÉTAIL", en: "DETAIL")),
                .init("author", Localized(fr: "QUI", en: "WHO")), .init("reason", Localized(fr: "POURQUOI", en: "WHY")),
            ],
            rows: (reply["events"]?.arrayValue ?? []).map { item in
                ["day", "kind", "id", "detail", "author", "reason"].map { name in
                    let text = (item[name] ?? .null).machineText
                    return Table.Cell(name == "kind" ? Self.event(text)[terminal] : text, machine: text)
                }
            })
    }

    /// What a stream tells of alerts, a line each.
    func told(_ event: JSONValue) -> String {
        let territory = event["territory"]?.stringValue ?? ""
        return (event["alerts"]?.arrayValue ?? []).map { item in
            let what = Self.event(item["kind"]?.stringValue ?? "")[terminal]
            let id = item["id"]?.stringValue.map { " \($0)" } ?? ""
            let detail = item["detail"]?.stringValue ?? ""
            return Localized(fr: "\(territory) · alerte \(what)", en: "\(territory) · alert \(what)")[terminal] + id
                + (detail.isEmpty ? "" : " (\(detail))")
        }.joined(separator: "\n")
    }

    /// What happened to an alert, in a word; a word of a newer daemon as it stands.
    static func event(_ kind: String) -> Localized {
        switch kind {
        case "dropped": Localized(fr: "sans suite", en: "dropped")
        case "opened": Localized(fr: "ouverte", en: "opened")
        case "changed": Localized(fr: "changée", en: "changed")
        case "resumed": Localized(fr: "reprise", en: "resumed")
        case "released": Localized(fr: "rendue", en: "released")
        case "expired": Localized(fr: "prise en charge échue", en: "acknowledgement expired")
        case "woken": Localized(fr: "réveillée par un changement", en: "woken by a change")
        case "silenced": Localized(fr: "mise en silence", en: "silenced")
        case "unsilenced": Localized(fr: "sortie du silence", en: "out of silence")
        case "escalated": Localized(fr: "portée plus haut", en: "escalated")
        case "noticed": Localized(fr: "dite", en: "told")
        // The others are called as the state that they lead to.
        default: state(kind)
        }
    }

    func deliveries(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("day", Localized(fr: "JOUR", en: "DAY")), .init("kind", Localized(fr: "AVIS", en: "NOTICE")),
                .init("audience", Localized(fr: "PUBLIC", en: "AUDIENCE")),
                .init("channel", Localized(fr: "CANAL", en: "CHANNEL")),
                .init("state", Localized(fr: "ÉTAT", en: "STATE")),
                .init("attempts", Localized(fr: "ESSAIS", en: "ATTEMPTS"), alignsRight: true),
                .init("last_error", Localized(fr: "ERREUR", en: "ERROR")),
            ],
            rows: (reply["deliveries"]?.arrayValue ?? []).map { item in
                ["day", "kind", "audience", "channel", "state", "attempts", "last_error"].map {
                    Table.Cell((item[$0] ?? .null).machineText)
                }
            })
    }

    func why(_ reply: JSONValue) -> String {
        let alert = reply["alert"] ?? .null
        func line(_ fr: String, _ en: String, _ text: String?) -> String? {
            guard let text, !text.isEmpty else { return nil }
            return Localized(fr: "  \(fr) : \(text)", en: "  \(en): \(text)")[terminal]
        }
        func list(_ value: JSONValue?) -> String {
            (value?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        }
        let names = (alert["names"]?.arrayValue ?? []).compactMap { human.label($0) }.joined(separator: " – ")
        var lines: [String?] = [
            "\(human.label(alert["labels"]) ?? "") – \(names) (\(Self.state(alert["state"]?.stringValue)[terminal]))",
            line("règle", "rule", reply["rule"]?["when"]?.stringValue),
            line("cesse quand", "clears when", reply["rule"]?["clear"]?.stringValue),
            line("fichier", "file", reply["rule"]?["file"]?.stringValue),
            line("vraie depuis", "true since", reply["hold"]?["since"]?.stringValue),
            line("attente", "wait", reply["hold"]?["for"]?.stringValue.flatMap { $0 == "P0D" ? nil : $0 }),
            line("dite à partir du", "told from", reply["hold"]?["over"]?.stringValue),
            line("affaire", "matter", reply["matter"]?.stringValue),
            line("avec", "together with", list(reply["together_with"])),
            line("il manque", "missing", list(alert["missing"])), line("tue par", "muted by", mute(reply["mute"])),
        ]
        if let held = alert["acknowledgement"] {
            let owner = held["owner"]?.stringValue ?? ""
            let until = held["until"]?.stringValue ?? ""
            lines.append(
                line("prise en charge", "acknowledged", "\(owner), \(until) : \(held["note"]?.stringValue ?? "")"))
        }
        for recipient in reply["recipients"]?.arrayValue ?? [] {
            let name = human.label(recipient["labels"]) ?? ""
            let how =
                recipient["at_once"]?.boolValue == true
                ? Localized(fr: "aussitôt", en: "at once")[terminal]
                : Localized(fr: "par la lettre", en: "in the digest")[terminal]
            lines.append(line("destinataire", "recipient", "\(name) (\(how)) → \(list(recipient["channels"]))"))
        }
        lines.append(line("prochain rappel", "next reminder", reply["next"]?["reminder"]?.stringValue))
        lines.append(line("escalade", "escalation", reply["next"]?["escalation"]?.stringValue))
        for delivery in reply["deliveries"]?.arrayValue ?? [] {
            let text = ["day", "kind", "audience", "channel", "state", "last_error"].compactMap {
                delivery[$0]?.stringValue
            }
            lines.append(line("remise", "delivery", text.filter { !$0.isEmpty }.joined(separator: " ")))
        }
        return lines.compactMap { $0 }.joined(separator: "\n")
    }

    private func mute(_ mute: JSONValue?) -> String? {
        switch mute?["kind"]?.stringValue {
        case "silence":
            Localized(
                fr: "le silence n° \(mute?["silence"]?.numberText ?? "")",
                en: "silence no. \(mute?["silence"]?.numberText ?? "")")[terminal]
        case "inhibited":
            Localized(
                fr: "une alerte plus grave, \(mute?["by"]?.stringValue ?? "")",
                en: "a graver alert, \(mute?["by"]?.stringValue ?? "")")[terminal]
        case "calendar":
            Localized(
                fr: "le calendrier (\(mute?["suspension"]?.stringValue ?? ""))",
                en: "the calendar (\(mute?["suspension"]?.stringValue ?? ""))")[terminal]
        case "missing_data": Localized(fr: "une donnée qui manque", en: "missing data")[terminal]
        default: nil
        }
    }
}
