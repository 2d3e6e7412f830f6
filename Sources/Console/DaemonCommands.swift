import ArgumentParser
import Client
import Diagnostics
import Engine
import JSON
import Packs

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "État du démon : règles en service, règles refusées et depuis quand, territoires.",
            "State of the daemon: live rules, refused ones and since when, territories."), aliases: ["etat"])

    @Option(help: both("Socket du démon ; sinon MAILLAGE_SOCKET.", "Socket of the daemon; MAILLAGE_SOCKET otherwise."))
    var socket: String?
    @Option(
        help: both(
            "Lire ce dossier de territoire, sans démon.", "Read this territory folder instead of asking a daemon."))
    var offline: String?
    @OptionGroup var packs: PackOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var options = WorldOptions()
        options.socket = socket
        options.offline = nil
        options.territory = nil
        options.packs = packs
        let reply: JSONValue
        if let offline {
            let evaluation = try OfflineWorld(packs: packs, terminal: terminal).evaluation(
                of: offline, ViewOptions.live)
            reply = StatusReply.offline(evaluation)
        } else {
            reply = try DaemonCall(socket: options.socketPath, terminal: terminal, patience: .seconds(60)).get("status")
        }
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "territories",
            table: { reply in
                Table(
                    columns: [
                        .init("territory", Localized(fr: "TERRITOIRE", en: "TERRITORY")),
                        .init("at", Localized(fr: "DATE", en: "DATE")),
                        .init("facts", Localized(fr: "FAITS", en: "FACTS"), alignsRight: true),
                        .init("unknown", Localized(fr: "INCONNUS", en: "UNKNOWN"), alignsRight: true),
                    ],
                    rows: (reply["territories"]?.arrayValue ?? []).map { item in
                        ["territory", "at", "facts", "unknown"].map { Table.Cell((item[$0] ?? .null).machineText) }
                    })
            }, text: { text($0, terminal) })
    }

    private func text(_ reply: JSONValue, _ terminal: Terminal) -> String {
        var lines: [String] = []
        if let version = reply["version"]?.stringValue {
            lines.append("maillaged \(version)" + (reply["since"]?.stringValue.map { " · \($0)" } ?? ""))
        }
        if let pack = reply["pack"], let hash = pack["hash"]?.stringValue {
            let rules = pack["rules"]?.intValue ?? 0
            let since = pack["since"]?.stringValue ?? ""
            lines.append(
                Localized(
                    fr:
                        "règles \(hash.prefix(8)) : \(rules) règles\(since.isEmpty ? "" : ", en service depuis \(since)")",
                    en: "rules \(hash.prefix(8)): \(rules) rules\(since.isEmpty ? "" : ", live since \(since)")")[
                        terminal])
        } else {
            lines.append(Localized(fr: "aucune règle en service", en: "no rules are live")[terminal])
        }
        if let refused = reply["refused"], let since = refused["since"]?.stringValue {
            lines.append(
                Localized(
                    fr: "nouvelles règles refusées depuis \(since) ; les précédentes restent en service",
                    en: "new rules refused since \(since); the previous ones stay live")[terminal])
            for diagnostic in refused["diagnostics"]?.arrayValue ?? [] {
                let place = diagnostic["primary"]
                let at =
                    "\(place?["file"]?.stringValue ?? ""):\(place?["line"]?.intValue ?? 0):\(place?["column"]?.intValue ?? 0)"
                let headline = diagnostic["headline"]?[terminal.language.rawValue]?.stringValue ?? ""
                lines.append("  \(diagnostic["code"]?.stringValue ?? "") \(at) \(headline)")
                if let help = diagnostic["help"]?[terminal.language.rawValue]?.stringValue {
                    lines.append("      = \(help)")
                }
            }
        }
        for item in reply["territories"]?.arrayValue ?? [] {
            let name = item["territory"]?.stringValue ?? ""
            lines.append(
                Localized(
                    fr:
                        "territoire \(name) au \(item["at"]?.stringValue ?? "?") : \(item["facts"]?.numberText ?? "0") faits, \(item["verdicts"]?.numberText ?? "0") verdicts dont \(item["unknown"]?.numberText ?? "0") inconnus",
                    en:
                        "territory \(name) at \(item["at"]?.stringValue ?? "?"): \(item["facts"]?.numberText ?? "0") facts, \(item["verdicts"]?.numberText ?? "0") verdicts, \(item["unknown"]?.numberText ?? "0") unknown"
                )[terminal])
            for diagnostic in item["diagnostics"]?.arrayValue ?? [] {
                let headline = diagnostic["headline"]?[terminal.language.rawValue]?.stringValue ?? ""
                let place = diagnostic["primary"]
                lines.append(
                    "  \(diagnostic["code"]?.stringValue ?? "") \(place?["file"]?.stringValue ?? ""):\(place?["line"]?.intValue ?? 0) \(headline)"
                )
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// What `status` says of a folder read without a daemon.
enum StatusReply {
    static func offline(_ evaluation: Evaluation) -> JSONValue {
        let verdicts = evaluation.verdictCounts
        let territory = JSONValue.object([
            .init("territory", .string(evaluation.snapshot.territory)),
            .init("at", .string(evaluation.snapshot.date.description)),
            .init("facts", .int(evaluation.snapshot.factCount)),
            .init("verdicts", .int(verdicts.values.reduce(0, +))),
            .init("unknown", .int(verdicts[.unknown] ?? 0)),
        ])
        return .object([
            .init(
                "pack",
                .object([
                    .init("hash", .string(evaluation.pack.hash)), .init("rules", .int(evaluation.pack.rules.count)),
                ])),
            .init("territories", .array([territory])),
        ])
    }
}

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Afficher les verdicts qui changent, avec les faits qui en sont cause.",
            "Print verdicts as they change, with the facts that caused them."), aliases: ["suivre"])

    @Option(help: both("Reprendre après cet événement.", "Resume after this event number.")) var after: Int?
    @Option(help: both("S'arrêter après tant d'événements.", "Stop after this many events.")) var count: Int?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let query = after.map { [("after", String($0))] } ?? []
        var seen = 0
        do {
            try Client(socketPath: Terminal.socketPath(daemon.socket)).stream("/v1/events", query: query) { line in
                guard let event = try? JSONValue.parse(Array(line)) else { return .goOn }
                if let wanted = daemon.territory, let territory = event["data"]?["territory"]?.stringValue,
                    territory != wanted
                {
                    return .goOn
                }
                show(event, terminal)
                seen += 1
                return count.map { seen >= $0 } == true ? .stop : .goOn
            }
        } catch {
            terminal.print([error.diagnostic])
            throw error.kind == .denied ? Exit.forbidden : Exit.unavailable
        }
    }

    private func show(_ event: JSONValue, _ terminal: Terminal) {
        guard common.output == .table else { return terminal.print(event.serialized()) }
        guard let data = event["data"] else { return }
        switch event["kind"]?.stringValue {
        case "change": terminal.print(Changes(terminal: terminal).text(data))
        case "alerts": terminal.print(AlertTexts(terminal: terminal).told(data))
        case "rules":
            if let refused = data["refused"], !refused.isNull {
                terminal.print(Localized(fr: "nouvelles règles refusées", en: "new rules refused")[terminal])
                for diagnostic in refused["diagnostics"]?.arrayValue ?? [] {
                    let place = diagnostic["primary"]
                    terminal.print(
                        "  \(diagnostic["code"]?.stringValue ?? "") \(place?["file"]?.stringValue ?? ""):\(place?["line"]?.intValue ?? 0):\(place?["column"]?.intValue ?? 0) \(diagnostic["headline"]?[terminal.language.rawValue]?.stringValue ?? "")"
                    )
                    if let help = diagnostic["help"]?[terminal.language.rawValue]?.stringValue {
                        terminal.print("      = \(help)")
                    }
                }
            } else {
                let hash = data["pack"]?["hash"]?.stringValue ?? ""
                terminal.print(
                    Localized(
                        fr: "nouvelles règles en service : \(hash.prefix(8))",
                        en: "new rules are live: \(hash.prefix(8))")[terminal])
            }
        case let kind?: terminal.print("\(kind) \(data.serialized())")
        case nil: return
        }
    }
}
