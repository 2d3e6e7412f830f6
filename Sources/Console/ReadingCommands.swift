import ArgumentParser
import Diagnostics
import JSON
import Queries

struct Readiness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Où en est un projet : groupes de questions, préalables, ce qui manque.",
            "How ready a project is: groups of questions, gates, what is missing."), aliases: ["preparation"])

    @Argument(help: both("Projet, s'il y en a plusieurs.", "Project, when there are several.")) var project: String?
    @Flag(
        help: both(
            "Code de sortie du verdict : 0 oui, 10 non, 11 inconnu, 12 sans objet.",
            "Exit with the verdict: 0 yes, 10 no, 11 unknown, 12 not applicable.")) var verdict = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, terminal: terminal).read(
            "readiness", project.map { [("project", $0)] } ?? [])
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "assessments", table: Tables(terminal: terminal).readiness,
            text: Texts(terminal: terminal).readiness)
        if verdict { throw verdictExit(reply["assessments"]?.arrayValue ?? []) }
    }
}

struct Verdicts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Verdicts des règles : oui, non, inconnu ou sans objet.",
            "Verdicts of rules: yes, no, unknown or not applicable."), aliases: ["verdict"])

    @Option(help: both("Cette règle seulement.", "This rule only.")) var rule: String?
    @Option(
        help: both(
            "Verdicts sur cet enregistrement : genre/clé ou clé.", "Verdicts about this record only: kind/key or key."))
    var subject: String?
    @Option(help: both("yes, no, unknown ou not_applicable.", "yes, no, unknown or not_applicable.")) var only: String?
    @Flag(
        help: both(
            "Code de sortie du verdict, s'il est seul : 0 oui, 10 non, 11 inconnu, 12 sans objet.",
            "Exit with the verdict, when there is one: 0 yes, 10 no, 11 unknown, 12 not applicable.")) var verdict =
        false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let rule { parameters.append(("rule", rule)) }
        if let subject { parameters.append(("subject", subject)) }
        if let only { parameters.append(("verdict", only)) }
        let reply = try WorldSource(options: world, terminal: terminal).read("verdicts", parameters)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "verdicts", table: Tables(terminal: terminal).verdicts)
        if verdict { throw verdictExit(reply["verdicts"]?.arrayValue ?? []) }
    }
}

/// The exit code of one verdict; several are no verdict to exit with.
private func verdictExit(_ items: [JSONValue]) -> ExitCode {
    guard items.count == 1 else { return Exit.missing }
    switch items[0]["verdict"]?.stringValue {
    case "yes": return .success
    case "no": return Exit.no
    case "not_applicable": return Exit.notApplicable
    default: return Exit.unknown
    }
}

struct Values: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Chiffres que les règles déduisent, avec leurs bornes.", "Figures the rules derive, with their bounds."),
        aliases: ["valeurs"])

    @Option(help: both("Ce chiffre seulement.", "This figure only.")) var rule: String?
    @Option(
        help: both(
            "Chiffres de cet enregistrement : genre/clé ou clé.", "Figures of this record only: kind/key or key."))
    var subject: String?
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let rule { parameters.append(("rule", rule)) }
        if let subject { parameters.append(("subject", subject)) }
        let reply = try WorldSource(options: world, terminal: terminal).read("values", parameters)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "values", table: Tables(terminal: terminal).values)
    }
}

struct Overlaps: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Constats établis ou possibles, les plus graves d'abord, les absorbés repliés.",
            "Findings that are or may be, gravest first, the absorbed ones folded."), aliases: ["recouvrements"])

    @Flag(help: both("Montrer aussi les constats absorbés.", "Show absorbed findings too.")) var all = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, terminal: terminal).read(
            "overlaps", all ? [("absorbed", "true")] : [])
        let tables = Tables(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(reply, items: "findings", table: tables.overlaps) {
            reply in
            let folded = reply["absorbed"]?.intValue ?? 0
            let table = tables.overlaps(reply).aligned(terminal)
            guard folded > 0, !all else { return table }
            return table + "\n"
                + Localized(
                    fr: "\(folded) constats absorbés (--all les montre)",
                    en: "\(folded) absorbed findings (--all shows them)")[terminal]
        }
    }
}

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Pourquoi un verdict, jusqu'au fait et à l'article.", "Why a verdict, down to the fact and the article."),
        aliases: ["pourquoi"])

    @Argument(help: both("Règle.", "Rule.")) var rule: String
    @Argument(
        help: both(
            "Sujet : un ou plusieurs genre/clé ou clés ; sinon tous.",
            "Subject: one or several kind/key or keys; all subjects otherwise.")) var subject: [String] = []
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters = [("rule", rule)]
        if !subject.isEmpty { parameters.append(("subject", subject.joined(separator: ","))) }
        let reply = try WorldSource(options: world, terminal: terminal).read("why", parameters)
        let texts = Texts(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "explanations",
            table: { reply in
                Tables(terminal: terminal).verdicts(.object([.init("verdicts", reply["explanations"] ?? .array([]))]))
            }, text: texts.explanations)
    }
}

struct Questions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce qui reste à demander, d'abord ce qui retient le plus de verdicts.",
            "What is still to be asked, what holds up most verdicts first."))

    @Option(help: both("Ce qui se demande à ce rôle.", "Asked of this role only.")) var of: String?
    @Option(help: both("Tant au plus.", "At most this many.")) var limit: Int?
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let of { parameters.append(("asked_of", of)) }
        if let limit { parameters.append(("limit", String(limit))) }
        let reply = try WorldSource(options: world, terminal: terminal).read("questions", parameters)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "questions", table: Tables(terminal: terminal).questions)
    }
}

struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Valeur d'une expression FEEL sur le monde vivant.", "The value of a FEEL expression over the live world."),
        aliases: ["requete"])

    @Argument(
        help: both("Expression FEEL ; elle voit ce que voient les règles.", "FEEL expression; it sees what rules see."))
    var expression: String
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, terminal: terminal).read("query", [("expression", expression)])
        let human = Human(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: nil,
            table: { reply in
                Table(
                    columns: [.init("value", Localized(fr: "VALEUR", en: "VALUE"))],
                    rows: [[Table.Cell(human.value(reply), machine: (reply["value"] ?? .null).machineText)]])
            },
            text: { reply in
                var lines = [human.value(reply)]
                lines += (reply["missing"]?.arrayValue ?? []).map { "  - " + human.cause($0) }
                if let message = human.label(reply["failure"]?["message"]) { lines.append("  " + message) }
                return lines.joined(separator: "\n")
            })
    }
}

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Évaluer un dossier de territoire sans démon : même moteur, mêmes octets.",
            "Evaluate a territory folder without a daemon: the same engine, the same bytes."), aliases: ["evaluer"])

    @Argument(help: both("Dossier de territoire.", "Territory folder.")) var folder: String
    @OptionGroup var packs: PackOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let answers = Answers(try OfflineWorld(packs: packs, terminal: terminal).evaluation(of: folder))
        guard case .found(let reply) = answers.answer("evaluation", [:]) else { throw Exit.defect }
        let tables = Tables(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "verdicts", table: tables.verdicts
        ) { reply in
            var parts: [String] = []
            if case .found(let overlaps) = answers.answer("overlaps", [:]) {
                parts.append(tables.overlaps(overlaps).aligned(terminal))
            }
            parts.append(Texts(terminal: terminal).readiness(reply))
            return parts.joined(separator: "\n\n")
        }
    }
}
