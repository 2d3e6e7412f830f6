import Diagnostics
import JSON

/// Perimeters as a table, and as lines that say why each neighbour is in or out.
struct PerimeterText {
    let terminal: Terminal
    let reply: JSONValue
    var human: Human { Human(terminal: terminal) }

    func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    private var best: [JSONValue] { reply["best"]?.arrayValue ?? [] }

    func strings(_ value: JSONValue?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }

    func label(_ constraint: String) -> String {
        (reply["constraints"]?.arrayValue ?? []).first { $0["constraint"]?.stringValue == constraint }
            .flatMap { human.label($0["labels"]) } ?? constraint
    }

    func figure(_ objective: JSONValue) -> String {
        let unit = objective["unit"]?.stringValue ?? ""
        let range = StudyText.range(objective, unit: unit, terminal)
        return unit.isEmpty || unit == "ratio" ? range : "\(range) \(unit)"
    }

    var table: Table {
        let names = (best.first?["objectives"]?.arrayValue ?? []).compactMap { objective in
            objective["objective"]?.stringValue.map { ($0, human.label(objective["labels"]) ?? $0) }
        }
        var columns: [Table.Column] = [
            .init("perimeter", Localized(fr: "PÉRIMÈTRE", en: "PERIMETER")),
            .init("verdict", Localized(fr: "TENU", en: "HOLDS")),
        ]
        columns += names.map { Table.Column($0.0, Localized(both: $0.1), alignsRight: true) }
        return Table(
            columns: columns,
            rows: best.map { item in
                let objectives = (item["objectives"]?.arrayValue ?? []).map { objective in
                    Table.Cell(
                        figure(objective),
                        machine: objective["bounds"].map { $0.serialized() }
                            ?? (objective["value"] ?? .null).machineText)
                }
                let found = item["verdict"]?.stringValue
                return [
                    Table.Cell(
                        strings(item["names"]).joined(separator: ", "),
                        machine: strings(item["perimeter"]).joined(separator: " ")),
                    Table.Cell(human.verdict(found), machine: found ?? ""),
                ] + objectives
            })
    }

    var text: String {
        let title = (human.label(reply["labels"]) ?? "") + " · " + (reply["name"]?.stringValue ?? "")
        let candidates = reply["candidates"]?.arrayValue?.count ?? 0
        var lines = [title]
        switch reply["method"]?.stringValue {
        case "exact":
            let (viable, possible) = (reply["viable"]?.intValue ?? 0, reply["possible"]?.intValue ?? 0)
            lines.append(
                text(
                    "\(candidates) candidats, tous les périmètres regardés : \(viable) tenus, \(possible) peut-être",
                    "\(candidates) candidates, every perimeter looked at: \(viable) hold, \(possible) perhaps"))
        case "climb":
            lines.append(
                text(
                    "\(candidates) candidats : de bons périmètres, et l'écart au meilleur",
                    "\(candidates) candidates: good perimeters, and how far from the best"))
        default: break
        }
        for constraint in reply["constraints"]?.arrayValue ?? [] {
            let missing = (constraint["missing"]?.arrayValue ?? []).map(human.cause)
            let more = missing.count > 1 ? " (+\(missing.count - 1))" : ""
            lines.append(
                "  - " + (human.label(constraint["labels"]) ?? "")
                    + (missing.first.map { text(" ; il manque : ", "; missing: ") + $0 + more } ?? ""))
        }
        if let minimal = reply["minimal"]?.arrayValue, !minimal.isEmpty {
            let shown = minimal.prefix(8).map { names($0) }.joined(separator: " | ")
            lines.append(text("les plus petits : ", "the smallest: ") + shown)
        }
        lines += ["", table.aligned(terminal)]
        for item in best { lines += [""] + neighbours(item) }
        return lines.joined(separator: "\n")
    }

    private func names(_ perimeter: JSONValue) -> String {
        let known = reply["candidates"]?.arrayValue ?? []
        return strings(perimeter).map { id in
            known.first { $0["record"]?.stringValue == id }?["name"]?.stringValue ?? id
        }.joined(separator: ", ")
    }

    private func neighbours(_ item: JSONValue) -> [String] {
        var lines = [strings(item["names"]).joined(separator: ", ")]
        if let gap = item["gap"]?.numberText {
            lines[0] += text(
                " · à \(human.percent(gap)) du meilleur au plus", " · within \(human.percent(gap)) of the best")
        }
        for neighbour in item["neighbours"]?.arrayValue ?? [] {
            let name = neighbour["name"]?.stringValue ?? ""
            let isInside = neighbour["inside"]?.boolValue == true
            let (breaks, doubtful) = (strings(neighbour["breaks"]), strings(neighbour["may_break"]))
            var line =
                "  "
                + (isInside ? text("sans \(name) : ", "without \(name): ") : text("avec \(name) : ", "with \(name): "))
            if !breaks.isEmpty {
                line += text("non tenu : ", "broken: ") + breaks.map(label).joined(separator: " ; ")
            } else {
                line += (neighbour["objectives"]?.arrayValue ?? []).map(figure).joined(separator: " ; ")
                if !doubtful.isEmpty {
                    line +=
                        text(" ; peut-être non tenu : ", "; perhaps broken: ")
                        + doubtful.map(label).joined(separator: " ; ")
                }
            }
            lines.append(line)
        }
        return lines
    }
}

/// Waves as a table, and as lines.
struct WaveText {
    let perimeters: PerimeterText

    private var sequences: [JSONValue] { perimeters.reply["sequences"]?.arrayValue ?? [] }

    private func text(_ fr: String, _ en: String) -> String { perimeters.text(fr, en) }

    /// A row a wave.
    var table: Table {
        let objectives = sequences.first?.arrayValue?.first?["objectives"]?.arrayValue ?? []
        let names = objectives.compactMap { objective in
            objective["objective"]?.stringValue.map { ($0, perimeters.human.label(objective["labels"]) ?? $0) }
        }
        var columns: [Table.Column] = [
            .init("sequence", Localized(fr: "SUITE", en: "SEQUENCE"), alignsRight: true),
            .init("wave", Localized(fr: "VAGUE", en: "WAVE"), alignsRight: true),
            .init("from", Localized(fr: "DU", en: "FROM")), .init("joins", Localized(fr: "ENTRENT", en: "JOIN")),
        ]
        columns += names.map { Table.Column($0.0, Localized(both: $0.1), alignsRight: true) }
        let rows = sequences.enumerated().flatMap { number, sequence in
            (sequence.arrayValue ?? []).map { wave -> [Table.Cell] in
                let objectives = (wave["objectives"]?.arrayValue ?? []).map { objective in
                    Table.Cell(
                        perimeters.figure(objective),
                        machine: objective["bounds"].map { $0.serialized() }
                            ?? (objective["value"] ?? .null).machineText)
                }
                return [
                    Table.Cell("\(number + 1)"), Table.Cell(wave["wave"]?.numberText ?? ""),
                    Table.Cell(wave["from"]?.stringValue ?? ""),
                    Table.Cell(
                        perimeters.strings(wave["joining"]).joined(separator: ", "),
                        machine: perimeters.strings(wave["joins"]).joined(separator: " ")),
                ] + objectives
            }
        }
        return Table(columns: columns, rows: rows)
    }

    var text: String {
        var lines: [String] = []
        if sequences.isEmpty {
            let core = perimeters.reply["core"]
            let broken = (core?["constraints"]?.objectMembers ?? []).filter { $0.value != "yes" }.map(\.name)
            lines.append(text("aucune suite de vagues", "no sequence of waves"))
            if !broken.isEmpty {
                lines.append(
                    text("  le noyau ne tient pas sûrement : ", "  the core does not certainly hold: ")
                        + broken.map(perimeters.label).joined(separator: " ; "))
            }
        } else {
            lines.append(table.aligned(perimeters.terminal))
        }
        for wave in sequences.last?.arrayValue?.suffix(1) ?? [] {
            lines += ["", text("sorties de la dernière vague", "exits from the last wave")]
            lines += (wave["exits"]?.arrayValue ?? []).map { line($0, text("sans ", "without ")) }
        }
        for rehearsal in perimeters.reply["rehearsals"]?.arrayValue?.suffix(1) ?? [] {
            let when = rehearsal["from"]?.stringValue ?? rehearsal["year"]?.numberText ?? ""
            lines += ["", text("départ répété au \(when)", "exit rehearsed on \(when)")]
            lines += (rehearsal["exits"]?.arrayValue ?? []).map { line($0, text("sans ", "without ")) }
        }
        let never = perimeters.reply["never"]?.arrayValue ?? []
        if !never.isEmpty, !sequences.isEmpty {
            lines += ["", text("n'entrent dans aucune vague", "join no wave")]
            lines += never.map { line($0, text("avec ", "with ")) }
        }
        if perimeters.reply["complete"]?.boolValue == false {
            lines.append(
                text("trop de périmètres : tous n'ont pas été regardés", "too many perimeters: not all were looked at"))
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ neighbour: JSONValue, _ word: String) -> String {
        let (breaks, doubtful) = (perimeters.strings(neighbour["breaks"]), perimeters.strings(neighbour["may_break"]))
        let name = "  " + word + (neighbour["name"]?.stringValue ?? "") + " : "
        if !breaks.isEmpty {
            return name + text("non tenu : ", "broken: ") + breaks.map(perimeters.label).joined(separator: " ; ")
        }
        let figures = (neighbour["objectives"]?.arrayValue ?? []).map(perimeters.figure).joined(separator: " ; ")
        guard !doubtful.isEmpty else { return name + figures }
        return name + figures + text(" ; peut-être non tenu : ", "; perhaps broken: ")
            + doubtful.map(perimeters.label).joined(separator: " ; ")
    }
}
