import Diagnostics
import JSON

/// Actions, checklists and benefits as tables, and as lines.
struct UndertakingText {
    let terminal: Terminal
    let reply: JSONValue
    private var human: Human { Human(terminal: terminal) }
    private var records: [JSONValue] { reply["records"]?.arrayValue ?? [] }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }
    private func name(_ item: JSONValue) -> String { item["name"]?.stringValue ?? item["record"]?.stringValue ?? "" }
    private func label(_ item: JSONValue) -> String { human.label(item["labels"]) ?? "" }
    private func range(_ item: JSONValue?, unit: String = "") -> String {
        guard let item, !item.isNull else { return "–" }
        if item["certain"]?.boolValue == true, item["value"]?.isNull ?? true { return "–" }
        if case .string(let text)? = item["value"] { return text }
        return StudyText.range(item, unit: unit, terminal)
    }

    private func missing(_ item: JSONValue, indent: String) -> [String] {
        (item["missing"]?.arrayValue ?? []).map { indent + "- " + human.cause($0) }
    }

    // MARK: Actions

    var actions: Table {
        let columns: [Table.Column] = [
            .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
            .init("action", Localized(fr: "ACTION", en: "ACTION")), .init("state", Localized(fr: "ÉTAT", en: "STATE")),
            .init("owner", Localized(fr: "QUI", en: "WHO")), .init("due", Localized(fr: "POUR LE", en: "DUE")),
            .init("budget", Localized(fr: "BUDGET", en: "BUDGET"), alignsRight: true),
            .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
        ]
        let rows = records.flatMap { record in
            (record["actions"]?.arrayValue ?? []).map { action in
                var overdue = action["overdue"]?.boolValue == true ? text(" (en retard)", " (overdue)") : ""
                if action["certain"]?.boolValue == false {
                    overdue += text(" (si elle est à faire)", " (if it is to be done)")
                }
                return [
                    Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                    Table.Cell(label(action), machine: action["action"]?.stringValue ?? ""),
                    Table.Cell(
                        state(action["state"]?.stringValue) + overdue, machine: action["state"]?.stringValue ?? ""),
                    Table.Cell(human.label(action["owner"]) ?? "–"), Table.Cell(range(action["due"])),
                    Table.Cell(range(action["budget"]), machine: (action["budget"]?["value"] ?? .null).machineText),
                    Table.Cell(action["source"]?.stringValue ?? ""),
                ]
            }
        }
        return Table(columns: columns, rows: rows)
    }

    private func state(_ state: String?) -> String {
        switch state {
        case "done": text("faite", "done")
        case "ready": text("à faire", "to do")
        case "blocked": text("bloquée", "blocked")
        default: human.verdict("unknown")
        }
    }

    var plan: String {
        guard !records.isEmpty else {
            let perhaps = (reply["perhaps_chosen"]?.arrayValue ?? []).map(name)
            guard !perhaps.isEmpty else { return text("rien n'est choisi", "nothing is chosen") }
            return text("on ne sait pas si ceci est choisi : ", "whether this is chosen is not known: ")
                + perhaps.joined(separator: ", ")
        }
        var lines = [actions.aligned(terminal)]
        for action in records.flatMap({ $0["actions"]?.arrayValue ?? [] }) {
            let state = action["state"]?.stringValue
            guard state == "blocked" || state == "unknown" || action["certain"]?.boolValue == false else { continue }
            lines.append("")
            let needs = action["needs"]?.stringValue.map { text(" attend : \($0)", " waits for: \($0)") } ?? ""
            lines.append(label(action) + needs)
            lines += missing(action, indent: "  ")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Checklists

    var items: Table {
        let columns: [Table.Column] = [
            .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
            .init("item", Localized(fr: "POINT", en: "ITEM")), .init("state", Localized(fr: "ÉTAT", en: "STATE")),
            .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
        ]
        let rows = records.flatMap { record in
            (record["items"]?.arrayValue ?? []).map { item in
                let state = item["state"]?.stringValue ?? ""
                return [
                    Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                    Table.Cell(label(item), machine: item["item"]?.stringValue ?? ""),
                    Table.Cell(presence(state), machine: state), Table.Cell(item["source"]?.stringValue ?? ""),
                ]
            }
        }
        return Table(columns: columns, rows: rows)
    }

    private func presence(_ state: String) -> String {
        switch state {
        case "present": text("présent", "present")
        case "absent": text("absent", "absent")
        default: human.verdict("unknown")
        }
    }

    var checklists: String {
        guard !records.isEmpty else { return text("aucune liste de contrôle ne s'applique", "no checklist applies") }
        let counts = records.map { record -> String in
            func count(_ key: String) -> String { record[key]?.numberText ?? "0" }
            return "\(name(record)) · \(label(record)) : "
                + text(
                    "\(count("present")) présents, \(count("absent")) absents, \(count("unknown")) inconnus",
                    "\(count("present")) present, \(count("absent")) absent, \(count("unknown")) unknown")
        }
        return (counts + ["", items.aligned(terminal)]).joined(separator: "\n")
    }

    // MARK: Benefits

    var measures: Table {
        let columns: [Table.Column] = [
            .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
            .init("year", Localized(fr: "ANNÉE", en: "YEAR"), alignsRight: true),
            .init("measure", Localized(fr: "MESURE", en: "MEASURE")),
            .init("promised", Localized(fr: "PROMIS", en: "PROMISED"), alignsRight: true),
            .init("measured", Localized(fr: "CONSTATÉ", en: "MEASURED"), alignsRight: true),
            .init("difference", Localized(fr: "ÉCART", en: "DIFFERENCE"), alignsRight: true),
            .init("outcome", Localized(fr: "PROMESSE", en: "PROMISE")),
        ]
        let rows = records.flatMap { record in
            (record["years"]?.arrayValue ?? []).flatMap { year in
                (year["measures"]?.arrayValue ?? []).map { measure -> [Table.Cell] in
                    let unit = measure["unit"]?.stringValue ?? ""
                    func cell(_ key: String) -> Table.Cell {
                        Table.Cell(
                            range(measure[key], unit: unit), machine: (measure[key]?["value"] ?? .null).machineText)
                    }
                    let title = unit.isEmpty || unit == "ratio" ? label(measure) : "\(label(measure)) (\(unit))"
                    let outcome = measure["outcome"]?.stringValue ?? ""
                    return [
                        Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                        Table.Cell((year["year"] ?? .null).machineText),
                        Table.Cell(title, machine: measure["measure"]?.stringValue ?? ""),
                        cell("promised"), cell("measured"), cell("difference"),
                        Table.Cell(self.outcome(outcome), machine: outcome),
                    ]
                }
            }
        }
        return Table(columns: columns, rows: rows)
    }

    private func outcome(_ outcome: String) -> String {
        switch outcome {
        case "kept": text("tenue", "kept")
        case "missed": text("non tenue", "missed")
        case "not_measured": text("pas mesurable", "not measurable")
        case "not_promised": text("rien n'était promis", "nothing was promised")
        default: human.verdict("unknown")
        }
    }

    var benefits: String {
        guard !records.isEmpty else { return text("rien n'est suivi", "nothing is followed") }
        var lines: [String] = []
        if let baseline = reply["baseline"], !baseline.isNull {
            let hash = baseline["milestone"]?["hash"]?.stringValue.map { " · " + $0.prefix(16) } ?? ""
            let (name, day) = (baseline["name"]?.stringValue ?? "", baseline["at"]?.stringValue ?? "")
            lines.append(text("promesses de « \(name) », au \(day)\(hash)", "promises of '\(name)', at \(day)\(hash)"))
        } else {
            lines.append(
                text(
                    "promesses des faits présents : rien n'est scellé",
                    "promises of the present facts: none is sealed"))
        }
        lines += ["", measures.aligned(terminal)]
        for record in records {
            var open: [String] = []
            for year in record["years"]?.arrayValue ?? [] {
                for measure in year["measures"]?.arrayValue ?? [] where measure["outcome"] == "unknown" {
                    open.append("  \((year["year"] ?? .null).machineText) · \(label(measure))")
                    for side in ["promised", "measured"] {
                        open += measure[side].map { missing($0, indent: "    ") } ?? []
                    }
                }
            }
            if (record["years"]?.arrayValue ?? []).isEmpty {
                open.append(text("  aucun résultat n'est déclaré", "  no result is stated"))
            }
            if !open.isEmpty { lines += ["", name(record) + text(" : ce qui manque", ": what is missing")] + open }
            let unmeasured = record["unmeasured"]?.arrayValue ?? []
            if !unmeasured.isEmpty {
                lines += ["", name(record) + text(" : ce qui ne se mesure pas", ": what cannot be measured")]
                lines += unmeasured.map { "  \(label($0)) : \(human.label($0["why"]) ?? "")" }
            }
        }
        return lines.joined(separator: "\n")
    }
}
