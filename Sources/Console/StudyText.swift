import Diagnostics
import JSON

/// Answers over a study as tables and lines.
struct StudyText {
    let terminal: Terminal
    let reply: JSONValue
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    private var records: [JSONValue] { reply["records"]?.arrayValue ?? [] }

    // MARK: Parts

    /// `22,8 à 26` rather than one number, where it is not known which.
    static func range(_ item: JSONValue, unit: String, _ terminal: Terminal) -> String {
        let human = Human(terminal: terminal)
        func plain(_ value: JSONValue) -> String {
            guard case .number(let text) = value else { return human.plain(value) }
            return unit == "ratio" ? human.percent(text) : human.number(text, decimals: 2)
        }
        guard item["certain"]?.boolValue == false else { return plain(item["value"] ?? .null) }
        let bounds = item["bounds"]
        if let values = bounds?["values"]?.arrayValue {
            return values.map(plain).joined(separator: Localized(fr: " ou ", en: " or ")[terminal])
        }
        let lower = bounds?["lower"].flatMap { $0.isNull ? nil : plain($0) }
        let upper = bounds?["upper"].flatMap { $0.isNull ? nil : plain($0) }
        switch (lower, upper) {
        case (let lower?, let upper?): return Localized(fr: "\(lower) à \(upper)", en: "\(lower) to \(upper)")[terminal]
        case (let lower?, nil): return Localized(fr: "au moins \(lower)", en: "at least \(lower)")[terminal]
        case (nil, let upper?): return Localized(fr: "au plus \(upper)", en: "at most \(upper)")[terminal]
        case (nil, nil): return "?"
        }
    }

    private func range(_ item: JSONValue, unit: String? = nil) -> String {
        Self.range(item, unit: unit ?? item["unit"]?.stringValue ?? "", terminal)
    }

    private func name(_ item: JSONValue) -> String { item["name"]?.stringValue ?? item["record"]?.stringValue ?? "" }

    private func label(_ item: JSONValue) -> String { human.label(item["labels"]) ?? "" }

    /// The label with its unit: `Coût initial (€)`.
    private func titled(_ item: JSONValue) -> String {
        let unit = item["unit"]?.stringValue ?? ""
        return unit.isEmpty || unit == "ratio" ? label(item) : "\(label(item)) (\(unit))"
    }

    private func machine(_ item: JSONValue) -> String { (item["value"] ?? .null).machineText }

    private func bound(_ item: JSONValue, _ end: String) -> Table.Cell {
        let text = item["certain"]?.boolValue == false ? item["bounds"]?[end]?.numberText : item["value"]?.numberText
        return Table.Cell(text ?? "")
    }

    // MARK: One record after the other

    /// A row a figure of a record, for tools.
    var figures: Table {
        let columns: [Table.Column] = [
            .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
            .init("figure", Localized(fr: "MONTANT", en: "FIGURE")),
            .init("value", Localized(fr: "VALEUR", en: "VALUE"), alignsRight: true),
            .init("lower", Localized(fr: "DE", en: "FROM"), alignsRight: true),
            .init("upper", Localized(fr: "À", en: "TO"), alignsRight: true),
            .init("unit", Localized(fr: "UNITÉ", en: "UNIT")),
        ]
        let rows = records.flatMap { record in
            (record["figures"]?.arrayValue ?? []).map { figure in
                [
                    Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                    Table.Cell(label(figure), machine: figure["figure"]?.stringValue ?? ""),
                    Table.Cell(range(figure), machine: machine(figure)), bound(figure, "lower"), bound(figure, "upper"),
                    Table.Cell(figure["unit"]?.stringValue ?? ""),
                ]
            }
        }
        return Table(columns: columns, rows: rows)
    }

    /// For a person: a sheet a record.
    var sheets: String {
        records.map { record in
            let mark = record["is_reference"]?.boolValue == true ? text(" (référence)", " (reference)") : ""
            let figures = (record["figures"]?.arrayValue ?? []).map { ("  " + titled($0), range($0)) }
            let criteria = (record["criteria"]?.arrayValue ?? []).map { ("  " + label($0), human.verdict(of: $0)) }
            return ([name(record) + mark] + aligned(figures + criteria)).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private func aligned(_ lines: [(String, String)]) -> [String] {
        let width = lines.map { DisplayWidth.of($0.0) }.max() ?? 0
        return lines.map { DisplayWidth.padded($0.0, to: width, alignRight: false) + "  " + $0.1 }
    }

    // MARK: Side by side

    /// A row a figure or a verdict, a column a record.
    var comparison: Table {
        var columns = [Table.Column("figure", Localized(fr: "MONTANT", en: "FIGURE"))]
        columns += records.map {
            Table.Column($0["record"]?.stringValue ?? "", Localized(both: name($0)), alignsRight: true)
        }
        let figures = (reply["figures"]?.arrayValue ?? []).map { figure -> [Table.Cell] in
            let unit = figure["unit"]?.stringValue ?? ""
            return [Table.Cell(titled(figure), machine: figure["figure"]?.stringValue ?? "")]
                + (figure["cells"]?.arrayValue ?? []).map { cell in
                    let bounds = cell["bounds"].map { $0.serialized() } ?? machine(cell)
                    return Table.Cell(range(cell, unit: unit), machine: bounds)
                }
        }
        let criteria = (reply["criteria"]?.arrayValue ?? []).map { rule -> [Table.Cell] in
            [Table.Cell(label(rule), machine: rule["rule"]?.stringValue ?? "")]
                + (rule["cells"]?.arrayValue ?? []).map { cell in
                    Table.Cell(human.verdict(of: cell), machine: cell["verdict"]?.stringValue ?? "")
                }
        }
        return Table(columns: columns, rows: figures + criteria)
    }

    /// Who gains and who loses, by record; empty where nothing belongs to any.
    var members: String {
        let members = reply["members"]?.arrayValue ?? []
        guard let first = members.first else { return "" }
        let titles = (first["figures"]?.arrayValue ?? []).map(titled)
        let columns =
            [
                Table.Column("member", Localized(fr: "QUI", en: "WHO")),
                Table.Column("outcome", Localized(fr: "ISSUE", en: "OUTCOME")),
            ] + titles.map { Table.Column($0, Localized(both: $0), alignsRight: true) }
        let rows = members.map { member in
            [Table.Cell(name(member)), Table.Cell(outcome(member["outcome"]?.stringValue))]
                + (member["figures"]?.arrayValue ?? []).map { Table.Cell(range($0)) }
        }
        return "\n\n" + Table(columns: columns, rows: rows).aligned(terminal)
    }

    private func outcome(_ outcome: String?) -> String {
        switch outcome {
        case "gains": text("gagne", "gains")
        case "loses": text("perd", "loses")
        case "same": text("inchangé", "same")
        case "unknown": human.verdict("unknown")
        default: ""
        }
    }

    // MARK: Forms

    var forms: Table {
        let columns: [Table.Column] = [
            .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
            .init("form", Localized(fr: "FORME", en: "FORM")),
            .init("state", Localized(fr: "ÉTAT", en: "STATE")),
            .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
            .init("why", Localized(fr: "POURQUOI, OU À DÉCIDER", en: "WHY, OR TO DECIDE")),
        ]
        let rows = records.flatMap { record in
            (record["forms"]?.arrayValue ?? []).map { form in
                [
                    Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                    Table.Cell(label(form), machine: form["form"]?.stringValue ?? ""),
                    Table.Cell(state(form["state"]?.stringValue), machine: form["state"]?.stringValue ?? ""),
                    Table.Cell(form["source"]?.stringValue ?? ""), Table.Cell(why(form), machine: reasons(form)),
                ]
            }
        }
        return Table(columns: columns, rows: rows)
    }

    private func state(_ state: String?) -> String {
        switch state {
        case "open": text("ouverte", "open")
        case "closed": text("fermée", "closed")
        case "conditional": text("à confirmer", "conditional")
        default: text("inconnue", "unknown")
        }
    }

    /// What is not met, or what is missing, by their names.
    private func reasons(_ form: JSONValue) -> String {
        let failing = (form["failing"]?.arrayValue ?? []).compactMap(\.stringValue)
        let missing = (form["missing"]?.arrayValue ?? []).map { cause in
            "\(cause["subject"]?.stringValue ?? "").\(cause["member"]?.stringValue ?? "")"
        }
        return (form["state"]?.stringValue == "closed" ? failing : missing).joined(separator: ";")
    }

    private func why(_ form: JSONValue) -> String {
        switch form["state"]?.stringValue {
        case "closed":
            let failing = (form["failing"]?.arrayValue ?? []).compactMap(\.stringValue)
            if failing.isEmpty { return text("pas en vigueur", "not in force") }
            return failing.joined(separator: " ; ")
        case "unknown":
            let missing = (form["missing"]?.arrayValue ?? []).map(human.cause)
            return (missing.first ?? "") + (missing.count > 1 ? " (+\(missing.count - 1))" : "")
        default: return human.label(form["particulars"]?["decisions"]) ?? ""
        }
    }

    // MARK: Keys

    /// A row a key.
    var keys: Table {
        var names: [String] = []
        for record in records {
            for key in record["keys"]?.arrayValue ?? [] {
                for weight in key["weights"]?.objectMembers ?? [] where !names.contains(weight.name) {
                    names.append(weight.name)
                }
            }
        }
        let columns =
            [Table.Column("record", Localized(fr: "ENREGISTREMENT", en: "RECORD"))]
            + names.map { Table.Column($0, Localized(both: $0), alignsRight: true) } + [
                Table.Column("largest_loss", Localized(fr: "PLUS FORTE PERTE", en: "LARGEST LOSS"), alignsRight: true)
            ]
        let rows = records.flatMap { record in
            (record["keys"]?.arrayValue ?? []).map { key in
                [Table.Cell(name(record), machine: record["record"]?.stringValue ?? "")]
                    + names.map { key["weights"]?[$0].map { weight($0) } ?? Table.Cell("") } + [
                        amount(key["largest_loss"])
                    ]
            }
        }
        return Table(columns: columns, rows: rows)
    }

    private func weight(_ value: JSONValue) -> Table.Cell {
        Table.Cell(value.numberText.map(human.percent) ?? "", machine: value.machineText)
    }

    private func amount(_ value: JSONValue?) -> Table.Cell {
        Table.Cell(
            value?.numberText.map { human.number($0, decimals: 2) } ?? "?", machine: (value ?? .null).machineText)
    }

    var keyFinder: String {
        var parts: [String] = []
        for record in records {
            guard let tried = record["tried"]?.intValue else {
                let missing = (record["missing"]?.arrayValue ?? []).map { "  - " + human.cause($0) }
                parts.append(
                    ([name(record) + text(" : rien à répartir", ": nothing to share")] + missing).joined(
                        separator: "\n"))
                continue
            }
            let (fitting, doubtful) = (record["fitting"]?.intValue ?? 0, record["doubtful"]?.intValue ?? 0)
            var line = name(record) + " · "
            line += text("\(fitting) clés sur \(tried)", "\(fitting) of \(tried) keys")
            if let limit = record["max_loss"]?.numberText {
                let shown = human.number(limit, decimals: 2)
                line += text(" où nul ne perd plus de \(shown)", " under which nobody loses more than \(shown)")
            }
            if doubtful > 0 { line += text(" ; \(doubtful) peut-être", "; \(doubtful) perhaps") }
            var lines = [line]
            if let least = record["least_loss"]?["largest_loss"] {
                lines.append(
                    text("  au mieux, la plus forte perte est de ", "  at best, the largest loss is ")
                        + amount(least).shown)
            }
            for price in record["prices"]?.arrayValue ?? [] {
                lines.append(
                    text("  sans la limite de \(name(price)) : ", "  without \(name(price))'s limit: ")
                        + amount(price["least_loss_without"]).shown)
            }
            parts.append(lines.joined(separator: "\n"))
        }
        let table = keys
        return parts.joined(separator: "\n") + (table.rows.isEmpty ? "" : "\n\n" + table.aligned(terminal))
    }

    // MARK: Robustness

    /// A row a number, the one that moves the figure most first.
    var tornado: Table {
        Table(
            columns: [
                .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
                .init("fact", Localized(fr: "NOMBRE", en: "NUMBER")),
                .init("value", Localized(fr: "VALEUR", en: "VALUE"), alignsRight: true),
                .init("low", Localized(fr: "EN MOINS", en: "LESS"), alignsRight: true),
                .init("high", Localized(fr: "EN PLUS", en: "MORE"), alignsRight: true),
                .init("break_even", Localized(fr: "BASCULE À", en: "TURNS AT"), alignsRight: true),
            ],
            rows: records.flatMap { record in
                let unit = record["unit"]?.stringValue ?? ""
                return (record["facts"]?.arrayValue ?? []).map { fact in
                    let ends = ["low", "high"].map { end in
                        let moved = fact[end] ?? .null
                        return Table.Cell(range(moved, unit: unit), machine: machine(moved))
                    }
                    let id = fact["record"]?.stringValue ?? ""
                    let turns =
                        fact["break_even"].flatMap { $0.isNull ? nil : amount($0) } ?? Table.Cell("–", machine: "")
                    return [
                        Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                        Table.Cell(
                            "\(titled(fact)) · \(fact["name"]?.stringValue ?? id)",
                            machine: "\(id).\(fact["attribute"]?.stringValue ?? "")"),
                        amount(fact["value"]),
                    ] + ends + [turns]
                }
            })
    }

    var robustness: String {
        let lines = records.map { record in
            let share = record["share"]?.numberText.map(human.percent) ?? ""
            let facts = record["facts"]?.arrayValue ?? []
            let crossing = facts.count { $0["crosses"]?.boolValue == true }
            let line = "\(name(record)) · \(titled(record)) : \(range(record))"
            return line
                + text(
                    " ; \(crossing) nombres sur \(facts.count) la font basculer à \(share) près",
                    "; \(crossing) of \(facts.count) numbers make it turn within \(share)")
                + together(record)
        }
        return lines.joined(separator: "\n") + "\n\n" + tornado.aligned(terminal)
    }

    /// What becomes of the figure when all numbers move at once, each against it or for it.
    private func together(_ record: JSONValue) -> String {
        guard let together = record["together"], let low = together["low"], let high = together["high"], !low.isNull,
            !high.isNull
        else { return "" }
        let unit = record["unit"]?.stringValue ?? ""
        let (least, most) = (range(low, unit: unit), range(high, unit: unit))
        var line = text("\n  tous ensemble : de \(least) à \(most)", "\n  all together: from \(least) to \(most)")
        if let fewest = together["turns_with"]?.arrayValue {
            let names = fewest.map(label).joined(separator: " + ")
            line += text(" ; bascule avec : \(names)", "; turns with: \(names)")
        }
        return line
    }

    // MARK: Positions

    var votes: Table {
        Table(
            columns: [
                .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
                .init("member", Localized(fr: "QUI", en: "WHO")),
                .init("position", Localized(fr: "POSITION", en: "POSITION")),
            ],
            rows: records.flatMap { record in
                (record["members"]?.arrayValue ?? []).map { member in
                    [
                        Table.Cell(name(record), machine: record["record"]?.stringValue ?? ""),
                        Table.Cell(name(member), machine: member["record"]?.stringValue ?? ""),
                        Table.Cell(human.value(member) + condition(member), machine: machine(member)),
                    ]
                }
            })
    }

    /// ` : places >= 12, yes`; empty where nothing was said on a condition.
    private func condition(_ member: JSONValue) -> String {
        guard let holds = member["holds"]?.stringValue else { return "" }
        return " : \(member["condition"]?.stringValue ?? "?") → \(human.verdict(holds))"
    }

    var consent: String {
        var lines: [String] = []
        for record in records {
            lines.append(name(record))
            for rule in record["rules"]?.arrayValue ?? [] where rule["verdict"]?.stringValue != "not_applicable" {
                let details = (rule["details"]?.objectMembers ?? []).map { "\($0.name) \(human.plain($0.value))" }
                let shown = details.isEmpty ? "" : " (" + details.joined(separator: ", ") + ")"
                lines.append("  \(label(rule)) : \(human.verdict(of: rule))\(shown)")
                if let after = rule["with_conditions"]?.stringValue {
                    lines.append(
                        text("    avec les conditions tenues : ", "    with the conditions that hold: ")
                            + human.verdict(after))
                }
                guard let convince = rule["convince"] else { continue }
                let sets = (convince["sets"]?.arrayValue ?? []).map { set in
                    (set.arrayValue ?? []).map(name).joined(separator: ", ")
                }
                for set in sets { lines.append(text("    à convaincre : ", "    to convince: ") + set) }
                if sets.isEmpty {
                    lines.append(
                        convince["complete"]?.boolValue == true
                            ? text("    aucun accord n'y suffit", "    no consent is enough")
                            : text("    trop de groupes à essayer", "    too many sets to try"))
                }
            }
        }
        return lines.joined(separator: "\n") + "\n\n" + votes.aligned(terminal)
    }
}
