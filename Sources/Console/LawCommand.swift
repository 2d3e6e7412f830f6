import ArgumentParser
import Diagnostics
import FEEL
import JSON

struct Law: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce qui est en vigueur à une date, et ce qui change ensuite.",
            "What is in force at a date, and what changes next."), aliases: ["droit"])

    @Option(help: both("Date du droit : AAAA-MM-JJ.", "Day of the law: YYYY-MM-DD.")) var at: String?
    @Flag(
        help: both(
            "Ce qui change ensuite, et les verdicts des territoires que cela touche.",
            "What changes next, and the verdicts of the territories it touches.")) var next = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard let at, CalendarDate(at) == nil else { return }
        throw ValidationError("--at: « \(at) » : AAAA-MM-JJ / YYYY-MM-DD")
    }

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let at { parameters.append(("at", at)) }
        if next { parameters.append(("next", "true")) }
        let reply = try WorldSource(options: world, view: .live, terminal: terminal).read("law", parameters)
        let text = LawText(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: next ? "next" : "rules", table: next ? text.nextTable : text.table,
            text: next ? text.next : text.text)
    }
}

/// The law in time, told to a person.
struct LawText {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    private func force(_ force: String?) -> String {
        switch force {
        case "in_force": text("en vigueur", "in force")
        case "not_yet_in_force": text("pas encore en vigueur", "not yet in force")
        case "no_longer_in_force": text("plus en vigueur", "no longer in force")
        default: force ?? ""
        }
    }

    private func source(_ item: JSONValue) -> Table.Cell {
        let citation = item["source"]?.stringValue ?? ""
        let mark = human.mark(verdict: "yes", tag: item["tag"]?.stringValue)
        return Table.Cell(citation + mark, machine: citation)
    }

    func text(_ reply: JSONValue) -> String {
        let always = reply["always"]?.intValue ?? 0
        return [
            text("droit du \(reply["at"]?.stringValue ?? "")", "law of \(reply["at"]?.stringValue ?? "")"),
            table(reply).aligned(terminal),
            text("\(always) règles sans date", "\(always) rules without a date"),
        ].joined(separator: "\n")
    }

    func table(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("rule", Localized(fr: "RÈGLE", en: "RULE")),
                .init("force", Localized(fr: "ÉTAT", en: "STATE")),
                .init("from", Localized(fr: "DEPUIS", en: "FROM")), .init("to", Localized(fr: "JUSQU'AU", en: "UNTIL")),
                .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
            ],
            rows: (reply["rules"]?.arrayValue ?? []).map { item in
                let id = item["rule"]?.stringValue ?? ""
                let state = item["force"]?.stringValue
                return [
                    Table.Cell(human.label(item["labels"]) ?? id, machine: id),
                    Table.Cell(force(state), machine: state ?? ""),
                    Table.Cell(item["from"]?.stringValue ?? ""), Table.Cell(item["to"]?.stringValue ?? ""),
                    source(item),
                ]
            })
    }

    func next(_ reply: JSONValue) -> String {
        let turns = reply["next"]?.arrayValue ?? []
        let at = reply["at"]?.stringValue ?? ""
        guard !turns.isEmpty else {
            return text(
                "rien ne change après le \(at), à ce que disent les règles",
                "nothing changes after \(at), as far as the rules say")
        }
        var lines: [String] = []
        for turn in turns {
            lines.append(turn["date"]?.stringValue ?? "")
            for item in turn["rules"]?.arrayValue ?? [] {
                let name = human.label(item["labels"]) ?? item["rule"]?.stringValue ?? ""
                lines.append("  \(name) : \(force(item["becomes"]?.stringValue))  [\(source(item).shown)]")
            }
            for territory in turn["territories"]?.arrayValue ?? [] {
                let changes = territory["changes"]?.arrayValue ?? []
                let name = territory["territory"]?.stringValue ?? ""
                lines.append(
                    text(
                        "  \(name) : \(changes.count) verdict\(changes.count > 1 ? "s" : "") ou chiffre\(changes.count > 1 ? "s" : "") touché\(changes.count > 1 ? "s" : "")",
                        "  \(name): \(changes.count) verdict\(changes.count == 1 ? "" : "s") or figure\(changes.count == 1 ? "" : "s") touched"
                    ))
                lines += Changes(terminal: terminal).lines(changes).map { "  " + $0 }
            }
        }
        return lines.joined(separator: "\n")
    }

    /// One row a verdict that a day touches.
    func nextTable(_ reply: JSONValue) -> Table {
        var rows: [[Table.Cell]] = []
        for turn in reply["next"]?.arrayValue ?? [] {
            for territory in turn["territories"]?.arrayValue ?? [] {
                for change in territory["changes"]?.arrayValue ?? [] {
                    let subject = (change["subject"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
                    rows.append(
                        [
                            turn["date"]?.stringValue, territory["territory"]?.stringValue, change["rule"]?.stringValue,
                            subject, change["before"]?["verdict"]?.stringValue,
                            change["after"]?["verdict"]?.stringValue,
                        ].map { Table.Cell($0 ?? "") })
                }
            }
        }
        return Table(
            columns: [
                .init("date", Localized(fr: "DATE", en: "DATE")),
                .init("territory", Localized(fr: "TERRITOIRE", en: "TERRITORY")),
                .init("rule", Localized(fr: "RÈGLE", en: "RULE")),
                .init("subject", Localized(fr: "SUJET", en: "SUBJECT")),
                .init("before", Localized(fr: "AVANT", en: "BEFORE")),
                .init("after", Localized(fr: "APRÈS", en: "AFTER")),
            ], rows: rows)
    }
}
