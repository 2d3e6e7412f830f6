import ArgumentParser
import Diagnostics
import JSON

/// What the verbs about what was chosen take.
struct UndertakingOptions: ParsableArguments {
    @Argument(help: both("Identifiants ; tous sinon.", "Identifiers; all otherwise.")) var records: [String] = []
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func read(_ topic: String, stated: KeyValuePairs<String, String?> = [:]) throws -> JSONValue {
        var parameters = stated.compactMap { name, value in value.map { (name, $0) } }
        if !records.isEmpty { parameters.append(("record", records.joined(separator: ","))) }
        return try WorldSource(options: world, view: view, terminal: common.terminal).read(topic, parameters)
    }

    func show(_ reply: JSONValue, table: (UndertakingText) -> Table, text: @escaping (UndertakingText) -> String) {
        let texts = UndertakingText(terminal: common.terminal, reply: reply)
        Presentation(format: common.output, terminal: common.terminal).show(
            reply, items: "records", table: { _ in table(texts) }, text: { _ in text(texts) })
    }
}

struct Actions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce qui est à faire une fois le choix fait : qui, quand, combien, et ce qui bloque.",
            "What is to be done once the choice is made: who, when, how much, and what blocks it."), aliases: ["cadre"])

    @OptionGroup var options: UndertakingOptions

    func run() throws {
        options.show(try options.read("actions"), table: { $0.actions }, text: { $0.plan })
    }
}

struct ChecklistVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist",
        abstract: both(
            "Ce qu'un texte doit contenir avant d'être signé, article par article.",
            "What a text has to hold before it is signed, article by article."), aliases: ["controle"])

    @OptionGroup var options: UndertakingOptions

    func run() throws {
        options.show(try options.read("checklist"), table: { $0.items }, text: { $0.checklists })
    }
}

struct BenefitsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benefits",
        abstract: both(
            "Ce qui était promis et ce qui est constaté, chaque année ; ce qui ne se mesure pas, et pourquoi.",
            "What was promised and what became of it, each year; what cannot be measured, and why."),
        aliases: ["benefices"])

    @OptionGroup var options: UndertakingOptions
    @Option(
        help: both(
            "Promesses telles que scellées : jalon, instant ou jour ; le démon seul.",
            "Promises as they were sealed: milestone, instant or day; the daemon only.")) var baseline: String?

    func run() throws {
        let reply = try options.read("benefits", stated: ["baseline": baseline])
        options.show(reply, table: { $0.measures }, text: { $0.benefits })
    }
}

struct BaselineVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: both(
            "Références : les faits d'un moment, scellés, auxquels comparer la suite.",
            "Baselines: the facts of a moment, sealed, to compare what follows with."),
        subcommands: [Seal.self, Show.self], aliases: ["reference"])

    struct Seal: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Sceller les faits d'aujourd'hui sous un nom : un jalon, dont l'empreinte répond de toute la chaîne du journal.",
                "Seal the facts of today under a name: a milestone, whose hash vouches for the journal's whole chain."),
            aliases: ["sceller"])

        @Argument(help: both("Son nom.", "Its name.")) var name: String
        @Option(help: both("Instant passé, avec sa zone.", "Past instant, with its zone.")) var at: String?
        @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let reply = try daemon.call(common.terminal).post(
                "milestone",
                .object(present: [
                    "name": .string(name), "at": at.map { .string($0) }, "reason": reason.map { .string($0) },
                ]))
            Presentation(format: common.output, terminal: common.terminal).show(
                .object([.init("milestones", .array([reply]))]), items: "milestones", table: Self.table)
        }

        private static func table(_ reply: JSONValue) -> Table {
            Table(
                columns: [
                    .init("name", Localized(fr: "RÉFÉRENCE", en: "BASELINE")),
                    .init("instant", Localized(fr: "INSTANT", en: "INSTANT")),
                    .init("journal", Localized(fr: "ENTRÉE", en: "ENTRY"), alignsRight: true),
                    .init("hash", Localized(fr: "EMPREINTE", en: "HASH")),
                ],
                rows: (reply["milestones"]?.arrayValue ?? []).map { item in
                    ["name", "instant", "journal", "hash"].map { Table.Cell((item[$0] ?? .null).machineText) }
                })
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Les montants tels que les faits scellés les donnent.", "Figures as the sealed facts give them."),
            aliases: ["montrer"])

        @Argument(help: both("Nom de la référence.", "Name of the baseline.")) var name: String
        @Argument(help: both("Identifiants ; tous sinon.", "Identifiers; all otherwise.")) var records: [String] = []
        @Option(help: both("Nom de l'étude.", "Name of the study.")) var study: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let reply = try daemon.call(common.terminal).get(
                "scenarios",
                stated: [
                    "known_at": name, "study": study,
                    "record": records.isEmpty ? nil : records.joined(separator: ","),
                ])
            let texts = StudyText(terminal: common.terminal, reply: reply)
            Presentation(format: common.output, terminal: common.terminal).show(
                reply, items: "records", table: { _ in texts.figures }, text: { _ in texts.sheets })
        }
    }
}

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
