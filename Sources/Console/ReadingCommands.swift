import ArgumentParser
import Diagnostics
import JSON

struct Readiness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How ready a project is: groups of questions, gates, what is missing.", aliases: ["preparation"])

    @Argument(help: "Project, when there are several.") var project: String?
    @Flag(help: "Exit with the verdict: 0 yes, 10 no, 11 unknown, 12 not applicable.") var verdict = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, terminal: terminal).read(
            "readiness", project.map { [("project", $0)] } ?? [])
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "assessments", table: Tables(terminal: terminal).readiness,
            text: Texts(terminal: terminal).readiness)
        if verdict { throw verdictExit( reply["assessments"]?.arrayValue ?? []) }
    }
}

struct Verdicts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verdicts of rules: yes, no, unknown or not applicable.", aliases: ["verdict"])

    @Option(help: "This rule only.") var rule: String?
    @Option(help: "Verdicts about this record only: kind/key or key.") var subject: String?
    @Option(help: "yes, no, unknown or not_applicable.") var only: String?
    @Flag(help: "Exit with the verdict, when there is one: 0 yes, 10 no, 11 unknown, 12 not applicable.") var verdict = false
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
        if verdict { throw verdictExit( reply["verdicts"]?.arrayValue ?? []) }
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
        abstract: "Figures the rules derive, with their bounds.", aliases: ["valeurs"])

    @Option(help: "This figure only.") var rule: String?
    @Option(help: "Figures of this record only: kind/key or key.") var subject: String?
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
        abstract: "Overlaps and gaps, gravest first, the absorbed ones folded.", aliases: ["recouvrements"])

    @Flag(help: "Show absorbed findings too.") var all = false
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, terminal: terminal).read(
            "overlaps", all ? [("absorbed", "true")] : [])
        let tables = Tables(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(reply, items: "findings", table: tables.overlaps) { reply in
            let folded = reply["absorbed"]?.intValue ?? 0
            let table = tables.overlaps(reply).aligned(terminal)
            guard folded > 0, !all else { return table }
            return table + "\n"
                + Localized(
                    fr: "\(folded) constats absorbés (--all les montre)", en: "\(folded) absorbed findings (--all shows them)")[terminal]
        }
    }
}

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why a verdict, down to the fact and the article.", aliases: ["pourquoi"])

    @Argument(help: "Rule.") var rule: String
    @Argument(help: "Subject: one or several kind/key or keys; all subjects otherwise.") var subject: [String] = []
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
        abstract: "What is still to be asked, what holds up most verdicts first.")

    @Option(help: "Asked of this role only.") var of: String?
    @Option(help: "At most this many.") var limit: Int?
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
        abstract: "The value of a FEEL expression over the live world.", aliases: ["requete"])

    @Argument(help: "FEEL expression; it sees what rules see.") var expression: String
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
        abstract: "Evaluate a territory folder without a daemon: the same engine, the same bytes.", aliases: ["evaluer"])

    @Argument(help: "Territory folder.") var folder: String
    @OptionGroup var packs: PackOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var world = WorldOptions()
        world.packs = packs
        world.offline = folder
        world.socket = nil
        world.territory = nil
        let reply = try WorldSource(options: world, terminal: terminal).read("evaluation")
        let tables = Tables(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(reply, items: "verdicts", table: tables.verdicts) { reply in
            let findings = JSONValue.object([
                .init("gravities", .array([])),
                .init(
                    "findings",
                    .array(
                        (reply["verdicts"]?.arrayValue ?? []).filter {
                            $0["role"] == "finding" && ["yes", "unknown"].contains($0["verdict"]?.stringValue)
                                && $0["absorbed_by"]?.arrayValue?.isEmpty == true
                        })),
            ])
            return tables.overlaps(findings).aligned(terminal) + "\n\n" + Texts(terminal: terminal).readiness(reply)
        }
    }
}
