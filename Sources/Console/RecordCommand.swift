import ArgumentParser
import Diagnostics
import JSON

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Consigner ce qui arrive : une rencontre, une étape, une décision ; sans argument, ce qui se consigne.",
            "Record what happens: a meeting, a step, a decision; without an argument, what can be recorded."),
        aliases: ["consigner"])

    @Argument(help: both("Genre de ce qui est arrivé.", "Kind of what happened.")) var kind: String?
    @Argument(help: both("Attributs : nom=valeur.", "Attributes: name=value.")) var attributes: [String] = []
    @Option(
        help: both(
            "Pourquoi, ou d'où on le tient ; exigé.", "Why, or where it is known from; required.")) var reason: String?
    @OptionGroup var world: WorldOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        for attribute in attributes where !attribute.contains("=") {
            throw ValidationError("« \(attribute) » : nom=valeur / name=value")
        }
    }

    func run() throws {
        let terminal = common.terminal
        guard let kind else { return try list(terminal) }
        if world.offline != nil {
            terminal.print([
                Diagnostic(
                    "A064",
                    Localized(
                        fr: "« --offline » ne consigne rien : un dossier s'écrit à la main",
                        en: "'--offline' records nothing: a folder is written by hand"),
                    help: Localized(fr: "demander au démon", en: "ask the daemon"))
            ])
            throw Exit.refused
        }
        let record = JSONValue.object(
            attributes.map { attribute in
                let parts = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return .init(String(parts[0]), .string(String(parts[1])))
            })
        var members: [JSONValue.Member] = [.init("kind", .string(kind)), .init("record", record)]
        if let reason { members.append(.init("reason", .string(reason))) }
        if let territory = world.territory { members.append(.init("territory", .string(territory))) }
        let reply = try DaemonCall(socket: world.socketPath, terminal: terminal).post("records", .object(members))
        if common.output == .table, let id = reply["record"]?.stringValue { terminal.print(id) }
        Changes(terminal: terminal).show(reply, common.output)
    }

    private func list(_ terminal: Terminal) throws {
        let reply = try WorldSource(options: world, view: .live, terminal: terminal).read("catalogue")
        let human = Human(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "recorded",
            table: { reply in
                Table(
                    columns: [
                        .init("kind", Localized(fr: "GENRE", en: "KIND")),
                        .init("label", Localized(fr: "QUOI", en: "WHAT")),
                        .init("attributes", Localized(fr: "ATTRIBUTS", en: "ATTRIBUTES")),
                    ],
                    rows: (reply["recorded"]?.arrayValue ?? []).map { item in
                        let names = (item["attributes"]?.arrayValue ?? []).compactMap { $0["attribute"]?.stringValue }
                        return [
                            Table.Cell(item["kind"]?.stringValue ?? ""),
                            Table.Cell(
                                human.label(item["labels"]) ?? "", machine: item["labels"]?["en"]?.stringValue ?? ""),
                            Table.Cell(names.joined(separator: ", "), machine: names.joined(separator: " ")),
                        ]
                    })
            })
    }
}
