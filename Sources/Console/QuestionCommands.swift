import ArgumentParser
import Diagnostics
import JSON

struct Questions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce qui reste à demander, d'abord ce qui tranche le plus de verdicts par minute.",
            "What is still to be asked, what settles most verdicts a minute first."))

    @Option(
        name: [.customLong("respondent"), .customLong("of")],
        help: both("Ce qui se demande à ce rôle.", "Asked of this role only.")) var respondent: String?
    @Option(help: both("Ce qui tient dans ce temps.", "What fits in this time.")) var minutes: Int?
    @Option(help: both("Tant au plus.", "At most this many.")) var limit: Int?
    @OptionGroup var world: WorldOptions
    @OptionGroup var view: ViewOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        for (name, number) in [("--minutes", minutes), ("--limit", limit)] {
            guard let number, number < 1 else { continue }
            throw ValidationError("\(name): \(number) < 1")
        }
    }

    func run() throws {
        let terminal = common.terminal
        var parameters: [(String, String)] = []
        if let respondent { parameters.append(("asked_of", respondent)) }
        if let minutes { parameters.append(("minutes", String(minutes))) }
        if let limit { parameters.append(("limit", String(limit))) }
        let reply = try WorldSource(options: world, view: view, terminal: terminal).read("questions", parameters)
        let table = Tables(terminal: terminal).questions
        Presentation(format: common.output, terminal: terminal).show(reply, items: "questions", table: table) { reply in
            QuestionText(terminal: terminal).text(reply, table(reply))
        }
    }
}

/// Questions as a table, and what they come to for each respondent.
struct QuestionText {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    func text(_ reply: JSONValue, _ table: Table) -> String {
        let shown = reply["questions"]?.arrayValue?.count ?? 0
        let total = reply["total"]?.intValue ?? 0
        let minutes = reply["minutes"]?.intValue ?? 0
        var lines = shown == 0 ? [] : [table.aligned(terminal)]
        lines.append(
            text(
                "\(shown) question\(shown > 1 ? "s" : "") sur \(total), \(minutes) min",
                "\(shown) of \(total) question\(total == 1 ? "" : "s"), \(minutes) min"))
        let respondents = reply["respondents"]?.arrayValue ?? []
        if total > shown || respondents.count > 1 {
            for item in respondents {
                let role = item["asked_of"]?.stringValue ?? text("sans destinataire", "nobody named")
                let questions = item["questions"]?.intValue ?? 0
                let settles = item["settles"]?.intValue ?? 0
                let time = item["minutes"]?.intValue ?? 0
                lines.append(
                    text(
                        "  \(role) : \(questions) question\(questions > 1 ? "s" : ""), \(time) min, \(settles) verdict\(settles > 1 ? "s" : "") à trancher",
                        "  \(role): \(questions) question\(questions == 1 ? "" : "s"), \(time) min, \(settles) verdict\(settles == 1 ? "" : "s") to settle"
                    ))
            }
        }
        let known = reply["known"]
        let facts = known?["facts"]?.numberText.map { human.number($0) } ?? "0"
        let sources = known?["sources"]?.arrayValue?.count ?? 0
        let verdicts = known?["verdicts"]
        let settled = ["yes", "no", "not_applicable"].reduce(0) { $0 + (verdicts?[$1]?.intValue ?? 0) }
        let unknown = verdicts?["unknown"]?.intValue ?? 0
        lines.append(
            text(
                "connu : \(facts) faits de \(sources) source\(sources > 1 ? "s" : "") ; \(settled) verdicts établis, \(unknown) inconnus",
                "known: \(facts) facts of \(sources) source\(sources == 1 ? "" : "s"); \(settled) verdicts settled, \(unknown) unknown"
            ))
        return lines.joined(separator: "\n")
    }
}
