import ArgumentParser
import Diagnostics
import Glibc
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
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read(
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
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let rule { parameters.append(("rule", rule)) }
        if let subject { parameters.append(("subject", subject)) }
        if let only { parameters.append(("verdict", only)) }
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read("verdicts", parameters)
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
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let rule { parameters.append(("rule", rule)) }
        if let subject { parameters.append(("subject", subject)) }
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read("values", parameters)
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
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read(
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
    @Option(
        help: both(
            "Dire aussi ce qui a changé depuis : instant, jour ou jalon.",
            "Also say what changed since: an instant, a day or a milestone.")) var since: String?
    @Option(
        name: .customLong("for"),
        help: both(
            "Raconter à un élu (elu) en trois phrases, à un agent par l'arbre, à un juriste par les articles.",
            "Tell an elected official (elected) in three sentences, an officer by the tree, a lawyer by the articles."))
    var register: String?
    @Flag(
        help: both(
            "Chercher les plus petits jeux de leviers déclarés qui retournent le verdict.",
            "Look for the smallest sets of declared levers that turn the verdict.")) var whatWouldChange = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var parameters = [("rule", rule)]
        if !subject.isEmpty { parameters.append(("subject", subject.joined(separator: ","))) }
        if let since { parameters.append(("since", since)) }
        if let register { parameters.append(("for", register)) }
        if whatWouldChange { parameters.append(("what_would_change", "true")) }
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read("why", parameters)
        let texts = Texts(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "explanations",
            table: { reply in
                Tables(terminal: terminal).verdicts(.object([.init("verdicts", reply["explanations"] ?? .array([]))]))
            },
            text: { reply in
                let since = reply["since"].map { "\n\n" + DifferenceText(terminal: terminal).text($0) } ?? ""
                return texts.explanations(reply) + since
            })
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
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read(
            "query", [("expression", expression)])
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
            "Évaluer des dossiers de territoire sans démon : même moteur, mêmes octets.",
            "Evaluate territory folders without a daemon: the same engine, the same bytes."),
        discussion: both(
            "De plusieurs dossiers, ou de « - » (l'entrée standard : une ligne par territoire, un chemin ou un "
                + "objet JSON de la forme d'un territory.yaml), il sort une ligne de JSON par territoire, dans le "
                + "même ordre.",
            "Of several folders, or of '-' (standard input: a line a territory, a path or a JSON object shaped "
                + "like a territory.yaml), one line of JSON a territory comes out, in the same order."),
        aliases: ["evaluer"])

    @Argument(help: both("Dossiers de territoire, ou « - ».", "Territory folders, or '-'.")) var folders: [String]
    @Option(help: both("Territoires évalués de front.", "Territories evaluated side by side.")) var jobs: Int?
    @Option(help: both("Le monde de ce jour : AAAA-MM-JJ.", "The world of this day: YYYY-MM-DD.")) var asOf: String?
    @Option(help: both("Le droit de ce jour : AAAA-MM-JJ.", "The law of this day: YYYY-MM-DD.")) var lawAt: String?
    @OptionGroup var packs: PackOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs: ≥ 1") }
        if folders.count > 1 || folders == ["-"], common.output == .csv || common.output == .tsv {
            throw ValidationError(
                "--output: de plusieurs, une ligne de JSON par territoire / of several, one line of JSON a territory")
        }
    }

    func run() throws {
        let terminal = common.terminal
        var view = ViewOptions.live
        (view.asOf, view.lawAt) = (asOf, lawAt)
        try view.validate()
        let offline = OfflineWorld(packs: packs, terminal: terminal)
        guard let folder = folders.first, folders.count == 1, folder != "-" else { return try many(offline, view) }
        let answers = Answers(try offline.evaluation(of: folder, view))
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

    private func many(_ offline: OfflineWorld, _ view: ViewOptions) throws {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let evaluation = EvaluateMany(
            pack: try offline.pack(), view: view, terminal: offline.terminal, jobs: max(1, jobs ?? cores))
        let isWhole =
            folders == ["-"]
            ? evaluation.run(StandardInputLines()) : evaluation.run(folders.map { EvaluateMany.Source.folder($0) })
        if !isWhole { throw Exit.refused }
    }
}
