import ArgumentParser
import Diagnostics
import Engine
import Intake
import JSON
import Packs

struct Packs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: both("Paquets de règles dans le temps.", "Rule packs in time."), subcommands: [Plan.self],
        aliases: ["paquet"])

    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Essayer des règles sur les territoires servis, sans rien écrire : verdicts qui changeraient ; code 21 s'il y en a.",
                "Try rules on the territories served, writing nothing: verdicts that would change; code 21 when there are some."
            ), aliases: ["essayer"])

        @Argument(help: both("Dossier des nouvelles règles.", "Folder of the new rules.")) var folder: String
        @Option(help: both("Dossier des choix locaux, comme ailleurs.", "Folder of policies, as elsewhere."))
        var policies: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let options = PackOptions.folders(rules: folder, policies: policies)
            let (files, unread) = PackFolders.read(
                rules: options.rulesFolder,
                policies: policies != nil || Terminal.isFolder(options.policiesFolder) ? options.policiesFolder : nil)
            terminal.print(unread)
            if unread.hasErrors { throw Exit.missing }
            // What is wrong with them is told at its place here, where the texts are.
            let (pack, diagnostics) = Pack.load(files, at: Today.date)
            guard pack != nil else {
                terminal.print(diagnostics)
                throw Exit.refused
            }
            let items = files.map { file in
                JSONValue.object([
                    .init("name", .string(file.name)),
                    .init("text", .string(String(decoding: file.bytes, as: UTF8.self))),
                ])
            }
            let place = daemon.territory.map { [JSONValue.Member("territory", .string($0))] } ?? []
            let reply = try daemon.call(terminal).post("plan", .object([.init("files", .array(items))] + place))
            let text = DifferenceText(terminal: terminal)
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: "territories",
                table: { reply in
                    let changes = (reply["territories"]?.arrayValue ?? []).flatMap { $0["changes"]?.arrayValue ?? [] }
                    return text.table(.object([.init("changes", .array(changes))]))
                },
                text: { reply in
                    let count = reply["changed"]?.intValue ?? 0
                    let hash = reply["pack"]?.stringValue?.prefix(8) ?? ""
                    let head = Localized(
                        fr: "règles \(hash) : \(count) verdicts ou chiffres changeraient",
                        en: "rules \(hash): \(count) verdicts or figures would change")[terminal]
                    let parts = (reply["territories"]?.arrayValue ?? []).map { item in
                        ([(item["territory"]?.stringValue ?? "") + "\n" + text.text(item)]
                            + migrations(item, terminal)).joined(separator: "\n")
                    }
                    return ([head] + parts).joined(separator: "\n")
                })
            if reply["changed"]?.intValue != 0 { throw Exit.wouldChange }
        }

        private func migrations(_ item: JSONValue, _ terminal: Terminal) -> [String] {
            (item["migrations"]?.arrayValue ?? []).flatMap { migration in
                let name = migration["migration"]?.stringValue ?? ""
                let told = migration["told"]?.numberText ?? "0"
                let left = migration["left"]?.arrayValue ?? []
                let head = Localized(
                    fr: "migration \(name) : \(told) faits traduits, \(left.count) à redemander",
                    en: "migration \(name): \(told) facts translated, \(left.count) to be asked again")[terminal]
                return [head]
                    + left.map { fact in
                        let place = "\(fact["record"]?.stringValue ?? "").\(fact["attribute"]?.stringValue ?? "")"
                        let value = fact["value"]?.stringValue ?? fact["value"]?.serialized() ?? ""
                        return "  \(place) = \(value) (\(fact["source"]?.stringValue ?? ""))"
                    }
            }
        }
    }
}
