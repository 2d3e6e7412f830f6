import Diagnostics
import JSON

/// One answer, in whichever form was asked for.
struct Presentation {
    let format: OutputFormat
    let terminal: Terminal

    /// - Parameters:
    ///   - items: The name of the list whose items are rows; the whole reply is one row without it.
    ///   - text: What a person reads when it is not a table.
    func show(
        _ reply: JSONValue, items: String?, table: (JSONValue) -> Table, text: ((JSONValue) -> String)? = nil
    ) {
        switch format {
        case .json: terminal.print(reply)
        case .ndjson:
            let rows = items.flatMap { reply[$0]?.arrayValue } ?? [reply]
            for row in rows { terminal.print(row.serialized()) }
        case .csv: terminal.print(table(reply).csv)
        case .tsv: terminal.print(table(reply).tsv)
        case .table: terminal.print(text.map { $0(reply) } ?? table(reply).aligned(terminal))
        }
    }
}

/// Answers as tables and texts. The rows' keys are the same in every output and every language.
struct Tables {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    private func subject(_ item: JSONValue) -> Table.Cell {
        let names = (item["names"]?.arrayValue ?? []).compactMap(\.stringValue)
        let ids = (item["subject"]?.arrayValue ?? []).compactMap(\.stringValue)
        return Table.Cell(names.joined(separator: " – "), machine: ids.joined(separator: " "))
    }

    private func missing(_ item: JSONValue) -> Table.Cell {
        let causes = item["missing"]?.arrayValue ?? []
        let machine = causes.map { "\($0["subject"]?.stringValue ?? "").\($0["member"]?.stringValue ?? "")" }
        guard let first = causes.first else { return Table.Cell("", machine: "") }
        let more = causes.count > 1 ? " (+\(causes.count - 1))" : ""
        return Table.Cell(human.cause(first) + more, machine: machine.joined(separator: " "))
    }

    private func rule(_ item: JSONValue) -> Table.Cell {
        let id = item["rule"]?.stringValue ?? ""
        return Table.Cell(human.label(item["labels"]) ?? id, machine: id)
    }

    func verdicts(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("rule", Localized(fr: "RÈGLE", en: "RULE")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("verdict", Localized(fr: "VERDICT", en: "VERDICT")),
                .init("value", Localized(fr: "VALEUR", en: "VALUE"), alignsRight: true),
                .init("missing", Localized(fr: "CE QUI MANQUE", en: "MISSING")),
            ],
            rows: (reply["verdicts"]?.arrayValue ?? []).map { item in
                let verdict = item["verdict"]?.stringValue
                return [
                    Table.Cell(item["rule"]?.stringValue ?? ""), subject(item),
                    Table.Cell(human.verdict(of: item), machine: verdict ?? ""),
                    Table.Cell(
                        item["value"] == nil ? "" : human.value(item),
                        machine: (item["value"] ?? .null).machineText), missing(item),
                ]
            })
    }

    func values(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("rule", Localized(fr: "VALEUR", en: "VALUE")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("value", Localized(fr: "RÉSULTAT", en: "RESULT"), alignsRight: true),
                .init("unit", Localized(fr: "UNITÉ", en: "UNIT")),
                .init("missing", Localized(fr: "CE QUI MANQUE", en: "MISSING")),
            ],
            rows: (reply["values"]?.arrayValue ?? []).map { item in
                let unit = item["unit"]?.stringValue ?? ""
                return [
                    Table.Cell(item["rule"]?.stringValue ?? ""), subject(item),
                    Table.Cell(
                        human.value(item, unit: unit == "ratio" ? unit : ""),
                        machine: (item["value"] ?? .null).machineText),
                    Table.Cell(unit == "ratio" ? "" : unit, machine: unit), missing(item),
                ]
            })
    }

    func overlaps(_ reply: JSONValue) -> Table {
        let gravities = reply["gravities"]?.arrayValue ?? []
        func gravity(_ id: String?) -> String {
            gravities.first { $0["gravity"]?.stringValue == id }.flatMap { human.label($0["labels"]) } ?? id ?? "?"
        }
        return Table(
            columns: [
                .init("gravity", Localized(fr: "GRAVITÉ", en: "GRAVITY")),
                .init("rule", Localized(fr: "CONSTAT", en: "FINDING")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("verdict", Localized(fr: "VERDICT", en: "VERDICT")),
                .init("missing", Localized(fr: "CE QUI MANQUE", en: "MISSING")),
            ],
            rows: (reply["findings"]?.arrayValue ?? []).map { item in
                let id = item["gravity"]?.stringValue
                let verdict = item["verdict"]?.stringValue
                let absorbers = (item["absorbed_by"]?.arrayValue ?? []).compactMap(\.stringValue)
                let folded =
                    absorbers.isEmpty
                    ? ""
                    : Localized(
                        fr: " (absorbé par \(absorbers.joined(separator: ", ")))",
                        en: " (absorbed by \(absorbers.joined(separator: ", ")))")[terminal]
                let name = rule(item)
                return [
                    Table.Cell(gravity(id), machine: id ?? ""), Table.Cell(name.shown + folded, machine: name.machine),
                    subject(item),
                    Table.Cell(human.verdict(of: item), machine: verdict ?? ""), missing(item),
                ]
            })
    }

    func questions(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("question", Localized(fr: "QUESTION", en: "QUESTION")),
                .init("asked_of", Localized(fr: "À QUI", en: "ASKED OF")),
                .init("minutes", Localized(fr: "MIN", en: "MIN"), alignsRight: true),
                .init("settles", Localized(fr: "TRANCHE", en: "SETTLES"), alignsRight: true),
                .init("holds_up", Localized(fr: "RETIENT", en: "HOLDS UP"), alignsRight: true),
                .init("why", Localized(fr: "POURQUOI", en: "WHY")),
            ],
            rows: (reply["questions"]?.arrayValue ?? []).map { item in
                let name = item["name"]?.stringValue ?? ""
                let id = item["subject"]?.stringValue ?? ""
                let member = item["member"]?.stringValue ?? ""
                let wording = human.label(item["labels"]) ?? human.cause(item)
                return [
                    Table.Cell(name == id ? id : "\(name) (\(id))", machine: id), Table.Cell(wording, machine: member),
                    Table.Cell(item["asked_of"]?.stringValue ?? "–", machine: item["asked_of"]?.stringValue ?? ""),
                    Table.Cell(item["minutes"]?.numberText ?? "–", machine: item["minutes"]?.numberText ?? ""),
                    Table.Cell(item["settles"]?.numberText ?? ""), Table.Cell(item["holds_up"]?.numberText ?? ""),
                    Table.Cell(human.label(item["why"]) ?? "", machine: item["why"]?["en"]?.stringValue ?? ""),
                ]
            })
    }

    /// One row a group, a gate, and the whole.
    func readiness(_ reply: JSONValue) -> Table {
        var rows: [[Table.Cell]] = []
        for assessment in reply["assessments"]?.arrayValue ?? [] {
            let subject = assessment["subject"]?.stringValue ?? ""
            func row(_ item: String, _ name: String, _ mean: JSONValue?, _ verdict: String?) {
                rows.append([
                    Table.Cell(assessment["name"]?.stringValue ?? subject, machine: subject),
                    Table.Cell(name, machine: item),
                    Table.Cell(mean.map(human.shares) ?? "", machine: mean?["lower"]?.numberText ?? ""),
                    Table.Cell("", machine: mean?["upper"]?.numberText ?? ""),
                    Table.Cell(verdict.map(human.verdict) ?? "", machine: verdict ?? ""),
                ])
            }
            for group in assessment["groups"]?.arrayValue ?? [] {
                let id = group["group"]?.stringValue ?? ""
                row(id, human.label(group["labels"]) ?? id, group["mean"], nil)
            }
            for gate in assessment["gates"]?.arrayValue ?? [] {
                let id = gate["gate"]?.stringValue ?? ""
                row(id, human.label(gate["labels"]) ?? id, nil, gate["verdict"]?.stringValue)
            }
            row(
                "mean", Localized(fr: "ensemble", en: "all")[terminal], assessment["mean"],
                assessment["verdict"]?.stringValue)
        }
        return Table(
            columns: [
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("item", Localized(fr: "RUBRIQUE", en: "ITEM")),
                .init("lower", Localized(fr: "DE", en: "FROM")), .init("upper", Localized(fr: "À", en: "TO")),
                .init("verdict", Localized(fr: "VERDICT", en: "VERDICT")),
            ], rows: rows)
    }
}

extension JSONValue {
    /// A value as a cell of a machine table.
    var machineText: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text), .string(let text): text
        case .array, .object: serialized()
        }
    }
}
