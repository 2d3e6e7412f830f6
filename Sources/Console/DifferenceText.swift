import Diagnostics
import JSON

/// Two moments compared, in lines: each change with what it is due to.
struct DifferenceText {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }
    private var changes: Changes { Changes(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    func text(_ reply: JSONValue) -> String {
        let items = reply["changes"]?.arrayValue ?? []
        var lines: [String] = []
        if let moment = reply["moment"]?.stringValue { lines.append(text("depuis \(moment)", "since \(moment)")) }
        if items.isEmpty { lines.append(text("  aucun verdict ne change", "  no verdict changes")) }
        for item in items {
            let names = (item["names"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " – ")
            let label = human.label(item["labels"]) ?? item["rule"]?.stringValue ?? ""
            let tag = item["tag"]?.stringValue
            lines.append(
                "  \(label) · \(names) : \(changes.side(item["before"], tag)) → \(changes.side(item["after"], tag))")
            lines += (item["because"]?.arrayValue ?? []).map { "      " + cause($0) }
        }
        return lines.joined(separator: "\n")
    }

    func cause(_ cause: JSONValue) -> String {
        func member(_ name: String) -> String { cause[name]?.stringValue ?? "" }
        let what = "\(member("record")).\(member("attribute"))"
        switch member("kind") {
        case "fact":
            var line = "\(what) : \(human.plain(cause["before"] ?? .null)) → \(human.plain(cause["after"] ?? .null))"
            line += "  [\(member("origin").isEmpty ? member("source") : member("origin"))]"
            if let entry = cause["journal"]?.numberText {
                line += text(
                    "  entrée \(entry), \(member("author")), \(member("recorded_at"))",
                    "  entry \(entry), \(member("author")), \(member("recorded_at"))")
                if !member("reason").isEmpty { line += " : \(member("reason"))" }
            }
            return line
        case "rule":
            // What has another value says more than where the rule stands that reads it.
            let parameters = (cause["parameters"]?.arrayValue ?? []).map { item in
                "\(item["parameter"]?.stringValue ?? "") : \(human.plain(item["before"] ?? .null)) → "
                    + human.plain(item["after"] ?? .null)
            }
            let place = parameters.isEmpty ? member("declared") : parameters.joined(separator: ", ")
            return text(
                "règles \(member("pack_before").prefix(8)) → \(member("pack_after").prefix(8))  [\(place)]",
                "rules \(member("pack_before").prefix(8)) → \(member("pack_after").prefix(8))  [\(place)]")
        case "law":
            return text("droit du \(member("from")) → \(member("to"))", "law of \(member("from")) → \(member("to"))")
        case "date": return text("date \(member("from")) → \(member("to"))", "date \(member("from")) → \(member("to"))")
        case "expiry":
            return text(
                "\(what) ne vaut plus après le \(member("valid_to")) (\(human.plain(cause["value"] ?? .null)))",
                "\(what) no longer holds after \(member("valid_to")) (\(human.plain(cause["value"] ?? .null)))")
        case "beginning":
            return text(
                "\(what) vaut depuis le \(member("valid_from")) (\(human.plain(cause["value"] ?? .null)))",
                "\(what) holds from \(member("valid_from")) on (\(human.plain(cause["value"] ?? .null)))")
        default: return cause.serialized()
        }
    }

    func table(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("rule", Localized(fr: "RÈGLE", en: "RULE")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("before", Localized(fr: "AVANT", en: "BEFORE")),
                .init("after", Localized(fr: "APRÈS", en: "AFTER")),
                .init("because", Localized(fr: "À CAUSE DE", en: "BECAUSE")),
            ],
            rows: (reply["changes"]?.arrayValue ?? []).map { item in
                [
                    Table.Cell(item["rule"]?.stringValue ?? ""),
                    Table.Cell((item["subject"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")),
                    Table.Cell(
                        changes.side(item["before"], item["tag"]?.stringValue),
                        machine: machine(item["before"])),
                    Table.Cell(
                        changes.side(item["after"], item["tag"]?.stringValue),
                        machine: machine(item["after"])),
                    Table.Cell(
                        (item["because"]?.arrayValue ?? []).map(cause).joined(separator: "; "),
                        machine: (item["because"]?.arrayValue ?? []).map(machine(cause:)).joined(separator: "; ")),
                ]
            })
    }

    /// The verdict, or the figure where there is none; empty for what is not, or is not known.
    private func machine(_ side: JSONValue?) -> String {
        if let verdict = side?["verdict"]?.stringValue { return verdict }
        guard let value = side?["value"], !value.isNull else { return "" }
        return value.stringValue ?? value.numberText ?? value.serialized()
    }

    /// `fact house/B1.size`, `rule`, `date`.
    private func machine(cause: JSONValue) -> String {
        let kind = cause["kind"]?.stringValue ?? ""
        guard let record = cause["record"]?.stringValue else { return kind }
        let attribute = cause["attribute"]?.stringValue ?? ""
        return "\(kind) \(record)" + (attribute.isEmpty ? "" : ".\(attribute)")
    }
}
