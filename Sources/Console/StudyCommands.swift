import ArgumentParser
import Diagnostics
import JSON

/// What the verbs over a study take.
struct StudyOptions: ParsableArguments {
    @Argument(
        help: both("Identifiants ; tous sinon.", "Identifiers; all otherwise.")) var records: [String] = []
    @Option(help: both("Nom de l'étude.", "Name of the study.")) var study: String?
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func read(_ topic: String, stated: KeyValuePairs<String, String?> = [:]) throws -> JSONValue {
        var parameters = stated.compactMap { name, value in value.map { (name, $0) } }
        if !records.isEmpty { parameters.append(("record", records.joined(separator: ","))) }
        if let study { parameters.append(("study", study)) }
        return try WorldSource(options: world, view: view, terminal: common.terminal).read(topic, parameters)
    }

    func show(_ reply: JSONValue, items: String, table: (StudyText) -> Table, text: ((StudyText) -> String)? = nil) {
        let texts = StudyText(terminal: common.terminal, reply: reply)
        Presentation(format: common.output, terminal: common.terminal).show(
            reply, items: items, table: { _ in table(texts) }, text: text.map { make in { _ in make(texts) } })
    }
}

struct Scenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Les enregistrements d'une étude : montants et verdicts, avec leurs encadrements.",
            "The records of a study: figures and verdicts, with their ranges."))

    @OptionGroup var options: StudyOptions

    func run() throws {
        options.show(try options.read("scenarios"), items: "records", table: { $0.figures }, text: { $0.sheets })
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Les mêmes côte à côte, écarts à la référence ; qui gagne et qui perd.",
            "The same side by side, differences to the reference; who gains and who loses."), aliases: ["confronter"])

    @OptionGroup var options: StudyOptions
    @Flag(
        help: both(
            "Ajouter l'arbre de chaque montant et verdict, comme « why ».",
            "Add the tree of each figure and verdict, as 'why' does.")) var explain = false

    func run() throws {
        let reply = try options.read("compare", stated: ["explain": explain ? "true" : nil])
        let terminal = options.common.terminal
        let trees = reply["explanations"] == nil ? "" : "\n\n" + Texts(terminal: terminal).explanations(reply)
        options.show(
            reply, items: "figures", table: { $0.comparison },
            text: { $0.comparison.aligned(terminal) + $0.members + trees })
    }
}

struct Vehicles: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Les formes ouvertes, fermées, à confirmer ou inconnues, et pourquoi.",
            "Which forms are open, closed, conditional or unknown, and why."), aliases: ["formes"])

    @OptionGroup var options: StudyOptions

    func run() throws {
        options.show(try options.read("vehicles"), items: "records", table: { $0.forms })
    }
}

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Les clés sous lesquelles personne ne perd plus qu'un montant, et le prix de chaque limite.",
            "The keys under which nobody loses more than an amount, and the price of each limit."), aliases: ["cles"])

    @OptionGroup var options: StudyOptions
    @Option(help: both("Perte au plus, par an.", "Loss at most, a year.")) var maxLoss: String?
    @Option(help: both("Clés montrées, au plus.", "Keys shown, at most.")) var limit: Int?

    func run() throws {
        let reply = try options.read("keys", stated: ["max_loss": maxLoss, "limit": limit.map(String.init)])
        options.show(reply, items: "records", table: { $0.keys }, text: { $0.keyFinder })
    }
}

struct Positions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Qui s'est prononcé, ce que cela donne, et les plus petits groupes à convaincre.",
            "Who has said what, what that makes, and the smallest sets to convince."), aliases: ["avis"])

    @OptionGroup var options: StudyOptions

    func run() throws {
        options.show(try options.read("positions"), items: "records", table: { $0.votes }, text: { $0.consent })
    }
}

struct Robustness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce que chaque nombre fait à un montant, et où il le fait basculer.",
            "What each number does to a figure, and where it makes it turn."), aliases: ["robustesse"])

    @OptionGroup var options: StudyOptions
    @Option(help: both("Valeur calculée.", "Derived value.")) var figure: String?
    @Option(help: both("Mouvement de chaque nombre, en pour cent.", "Move of each number, in per cent.")) var by:
        String?
    @Option(help: both("Seuil à passer.", "Threshold to be passed.")) var threshold: String?

    func run() throws {
        let reply = try options.read("robustness", stated: ["figure": figure, "by": by, "threshold": threshold])
        options.show(reply, items: "records", table: { $0.tornado }, text: { $0.robustness })
    }
}

struct Perimeters: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Les périmètres possibles, les plus petits et les meilleurs ; pourquoi chaque voisin compte.",
            "The perimeters there may be, the smallest and the best; why each neighbour matters."),
        aliases: ["perimetres"])

    @Argument(
        help: both("Candidats à juger, au lieu de chercher.", "Candidates to judge, instead of searching."))
    var candidates: [String] = []
    @Option(help: both("Nom de la recherche.", "Name of the search.")) var search: String?
    @Option(help: both("Pour cet enregistrement.", "For this record.")) var subject: String?
    @Option(help: both("Périmètres montrés, au plus.", "Perimeters shown, at most.")) var limit: Int?
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let reply = try WorldSource(options: world, view: view, terminal: common.terminal).read(
            "perimeters",
            stated: [
                "search": search, "subject": subject, "limit": limit.map(String.init),
                "perimeter": candidates.isEmpty ? nil : candidates.joined(separator: ","),
            ])
        let texts = PerimeterText(terminal: common.terminal, reply: reply)
        Presentation(format: common.output, terminal: common.terminal).show(
            reply, items: "best", table: { _ in texts.table }, text: { _ in texts.text })
    }
}

struct Waves: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Qui peut rejoindre un noyau, et quand, toutes les contraintes tenues à chaque vague ; ce que romprait chaque sortie.",
            "Who can join a core, and when, every constraint held at each wave; what each exit would break."),
        aliases: ["vagues"])

    @Argument(help: both("Qui commence.", "Who begins.")) var core: [String]
    @Option(
        help: both(
            "Qui doit en être à la fin, séparés par des virgules.", "Who is to be in at last, separated by commas."))
    var target: String?
    @Option(help: both("Entrées par vague, au plus.", "Entries a wave, at most.")) var atMost: Int?
    @Option(help: both("Jour du noyau : AAAA-MM-JJ ; une vague par an.", "Day of the core: YYYY-MM-DD; a wave a year."))
    var from: String?
    @Option(
        help: both(
            "Répéter chaque départ tant d'années après le noyau.", "Rehearse each exit so many years after the core."))
    var exitYear: Int?
    @Option(help: both("Nom de la recherche.", "Name of the search.")) var search: String?
    @Option(help: both("Pour cet enregistrement.", "For this record.")) var subject: String?
    @Option(help: both("Suites montrées, au plus.", "Sequences shown, at most.")) var limit: Int?
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let reply = try WorldSource(options: world, view: view, terminal: common.terminal).read(
            "waves",
            stated: [
                "search": search, "subject": subject, "limit": limit.map(String.init),
                "core": core.joined(separator: ","),
                "target": target, "at_most": atMost.map(String.init), "from": from,
                "exit_year": exitYear.map(String.init),
            ])
        let texts = WaveText(perimeters: PerimeterText(terminal: common.terminal, reply: reply))
        Presentation(format: common.output, terminal: common.terminal).show(
            reply, items: "sequences", table: { _ in texts.table }, text: { _ in texts.text })
    }
}

struct Clock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Étapes comptées à rebours d'un jour : le dernier jour où chacune peut commencer.",
            "Steps counted back from a day: the last day on which each can begin."), aliases: ["rebours"])

    @Argument(help: both("Identifiants ; tous sinon.", "Identifiers; all otherwise.")) var records: [String] = []
    @Option(
        help: both(
            "Ce jour : AAAA-MM-JJ, au lieu de celui de l'enregistrement.",
            "This day: YYYY-MM-DD, instead of the record's own."))
    var target: String?
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read(
            "clock",
            stated: [
                "record": records.isEmpty ? nil : records.joined(separator: ","), "target": target,
            ])
        let texts = ClockText(terminal: terminal, reply: reply)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "clocks", table: { _ in texts.table(reply["clocks"]?.arrayValue ?? []) },
            text: { _ in texts.text })
    }
}

/// Clocks as a table, and as lines.
struct ClockText {
    let terminal: Terminal
    let reply: JSONValue
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    func table(_ clocks: [JSONValue]) -> Table {
        Table(
            columns: [
                .init("record", Localized(fr: "ENREGISTREMENT", en: "RECORD")),
                .init("step", Localized(fr: "ÉTAPE", en: "STEP")), .init("lasts", Localized(fr: "DURE", en: "LASTS")),
                .init("begins_by", Localized(fr: "COMMENCE AU PLUS TARD", en: "BEGINS BY")),
                .init("ends_by", Localized(fr: "FINIT AU PLUS TARD", en: "ENDS BY")),
                .init("state", Localized(fr: "ÉTAT", en: "STATE")),
                .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
            ],
            rows: clocks.flatMap { clock in
                (clock["steps"]?.arrayValue ?? []).map { step in
                    func cell(_ name: String) -> Table.Cell { Table.Cell(step[name]?.stringValue ?? "") }
                    return [
                        Table.Cell(clock["name"]?.stringValue ?? "", machine: clock["record"]?.stringValue ?? ""),
                        Table.Cell(human.label(step["labels"]) ?? "", machine: step["step"]?.stringValue ?? ""),
                        Table.Cell(lasts(step["lasts"]?.stringValue ?? ""), machine: step["lasts"]?.stringValue ?? ""),
                        cell("begins_by"), cell("ends_by"),
                        Table.Cell(state(step["state"]?.stringValue), machine: step["state"]?.stringValue ?? ""),
                        cell("source"),
                    ]
                }
            })
    }

    /// `P2M` in words.
    private func lasts(_ delay: String) -> String {
        if let count = Int(delay.dropFirst().dropLast()), delay.hasPrefix("P") {
            return delay.hasSuffix("M")
                ? text("\(count) mois", count == 1 ? "1 month" : "\(count) months")
                : text(count == 1 ? "1 jour" : "\(count) jours", count == 1 ? "1 day" : "\(count) days")
        }
        return delay.replacing("working days", with: text("jours ouvrés", "working days"))
            .replacing("sittings", with: text("séances", "sittings"))
    }

    private func state(_ state: String?) -> String {
        switch state {
        case "done": text("faite", "done")
        case "late": text("trop tard", "late")
        case "open": text("à venir", "open")
        default: human.verdict("unknown")
        }
    }

    var text: String {
        let clocks = reply["clocks"]?.arrayValue ?? []
        let parts = clocks.map { clock in
            let target = clock["target"]?.stringValue ?? human.verdict("unknown")
            var line = "\(clock["name"]?.stringValue ?? "") · \(human.label(clock["labels"]) ?? "") · "
            line += text("pour : \(target)", "for: \(target)")
            if let earliest = clock["earliest"]?.stringValue {
                line += text(" ; au plus tôt le \(earliest)", "; \(earliest) at the earliest")
            }
            if clock["feasible"]?.boolValue == false { line += text(" : trop tard", ": too late") }
            let missing = (clock["missing"]?.arrayValue ?? []).map { "\n  - " + human.cause($0) }.joined()
            return line + missing + "\n" + table([clock]).aligned(terminal)
        }
        return parts.isEmpty ? text("aucun calendrier à rebours", "no clock") : parts.joined(separator: "\n\n")
    }
}
