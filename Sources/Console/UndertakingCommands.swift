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

        @OptionGroup var milestone: MilestoneOptions

        func run() throws {
            try milestone.set(table: Self.table)
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
