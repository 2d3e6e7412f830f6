import ArgumentParser
import Diagnostics
import JSON

struct Alerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Alertes, les plus graves d'abord : ce qui est ouvert, pris en charge, tu, ou suspendu faute de données.",
            "Alerts, the gravest first: open, acknowledged, silenced, or suspended for missing data."),
        aliases: ["alertes"])

    @Option(
        help: both(
            "État : open, acknowledged, silenced, suspended, pending, resolved ou all.",
            "State: open, acknowledged, silenced, suspended, pending, resolved or all."))
    var state: String?
    @Option(help: both("Ce qui parle de cet enregistrement.", "About this record only.")) var subject: String?
    @Option(help: both("Cette affaire seulement.", "This matter only.")) var matter: String?
    @Option(help: both("Cette gravité seulement.", "This severity only.")) var severity: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).get(
            "alerts",
            stated: [
                "territory": daemon.territory, "state": state, "subject": subject, "matter": matter,
                "severity": severity,
            ])
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "alerts", table: AlertTexts(terminal: terminal).table)
    }
}

struct AlertVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: both(
            "Une alerte : pourquoi elle est dite ou non, son histoire, les remises.",
            "One alert: why it is told or not, its history, deliveries."),
        subcommands: [Why.self, History.self, Deliveries.self, Test.self], aliases: ["alerte"])

    struct Why: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Règle, attente, groupe, sourdine, calendrier, destinataires, remises.",
                "Rule, wait, group, mute, calendar, recipients, deliveries."), aliases: ["pourquoi"])

        @Argument(help: both("Identifiant de l'alerte.", "Identifier of the alert.")) var id: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).get("alert", stated: ["id": id, "territory": daemon.territory])
            let texts = AlertTexts(terminal: terminal)
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: nil,
                table: { texts.table(.object([.init("alerts", .array([$0["alert"] ?? .null]))])) }, text: texts.why)
        }
    }

    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Ce qui est arrivé aux alertes, et qui l'a fait.", "What happened to alerts, and who did it."),
            aliases: ["histoire"])

        @Argument(help: both("Identifiant ; toutes sinon.", "Identifier; all of them otherwise.")) var id: String?
        @Option(help: both("Reprendre après ce numéro.", "Resume after this number.")) var after: Int?
        @Option(help: both("Tant au plus.", "At most this many.")) var limit: Int?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).get(
                "alert-history",
                stated: [
                    "territory": daemon.territory, "id": id, "after": after.map(String.init),
                    "limit": limit.map(String.init),
                ])
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: "events", table: AlertTexts(terminal: terminal).history)
        }
    }

    struct Deliveries: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both("Les avis remis ou à remettre.", "Notices delivered or to be delivered."),
            aliases: ["remises"])

        @Option(help: both("Tant au plus.", "At most this many.")) var limit: Int?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).get(
                "deliveries", stated: ["territory": daemon.territory, "limit": limit.map(String.init)])
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: "deliveries", table: AlertTexts(terminal: terminal).deliveries)
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Envoyer un avis d'essai, marqué [ESSAI].", "Send a test notice, marked [ESSAI]."), aliases: ["essai"])

        @Argument(help: both("Public.", "Audience.")) var audience: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).post(
                "test-fire",
                .object(present: ["audience": .string(audience), "territory": daemon.territory.map { .string($0) }]))
            guard common.output == .table else { return terminal.print(reply.serialized()) }
            let channels = (reply["channels"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
            terminal.print(
                Localized(
                    fr: "\(reply["subject"]?.stringValue ?? "") ; canaux : \(channels)",
                    en: "\(reply["subject"]?.stringValue ?? ""); channels: \(channels)")[terminal])
        }
    }
}

struct SilenceAlerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: both(
            "Faire taire des alertes jusqu'à un jour ; sa fin est dite dans la lettre hebdomadaire.",
            "Silence alerts until a day; its end is told in the weekly digest."),
        subcommands: [Add.self, List.self, End.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both("Faire taire, ou voir ce qui le serait.", "Silence, or see what would be."),
            aliases: ["poser"])

        @Option(help: both("Alerte.", "Alert.")) var alert: String?
        @Option(help: both("Affaire.", "Matter.")) var matter: String?
        @Option(help: both("Enregistrement : genre/clé.", "Record: kind/key.")) var subject: String?
        @Option(help: both("Gravité.", "Severity.")) var severity: String?
        @Option(help: both("Dernier jour : AAAA-MM-JJ ; obligatoire.", "Last day: YYYY-MM-DD; required."))
        var until: String?
        @Option(help: both("Pourquoi : obligatoire.", "Why: required.")) var reason: String?
        @Flag(help: both("Voir seulement ce qui serait tu.", "Only see what would be silenced.")) var preview = false
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard preview || (until != nil && reason != nil) else { throw ValidationError("--until, --reason") }
        }

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).post(
                "silence",
                .object(present: [
                    "territory": daemon.territory.map { .string($0) }, "alert": alert.map { .string($0) },
                    "matter": matter.map { .string($0) },
                    "subject": subject.map { .string($0) }, "severity": severity.map { .string($0) },
                    "until": until.map { .string($0) }, "reason": reason.map { .string($0) },
                    "preview": preview ? true : nil,
                ]))
            let texts = AlertTexts(terminal: terminal)
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: "alerts", table: texts.table,
                text: { reply in
                    let count = reply["alerts"]?.arrayValue?.count ?? 0
                    let head =
                        reply["silence"]?.numberText.map { number in
                            Localized(
                                fr: "silence n° \(number) jusqu'au \(until ?? "") : \(count) alertes",
                                en: "silence no. \(number) until \(until ?? ""): \(count) alerts")
                        } ?? Localized(fr: "\(count) alertes seraient tues", en: "\(count) alerts would be silenced")
                    return head[terminal] + (count > 0 ? "\n" + texts.table(reply).aligned(terminal) : "")
                })
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both("Les silences en cours.", "Silences under way."), aliases: ["lister"])

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).get("alerts", stated: ["territory": daemon.territory])
            Presentation(format: common.output, terminal: terminal).show(
                reply, items: "silences", table: AlertTexts(terminal: terminal).silences)
        }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both("Finir un silence avant son terme.", "End a silence before its time."), aliases: ["finir"])

        @Argument(help: both("Son numéro.", "Its number.")) var number: Int
        @Option(help: both("Pourquoi.", "Why.")) var reason: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let reply = try daemon.call(terminal).post(
                "silence",
                .object(present: [
                    "end": .int(number), "reason": reason.map { .string($0) },
                    "territory": daemon.territory.map { .string($0) },
                ]))
            guard common.output == .table else { return terminal.print(reply.serialized()) }
            terminal.print(Localized(fr: "silence n° \(number) terminé", en: "silence no. \(number) ended")[terminal])
        }
    }
}

struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: both(
            "Prendre une alerte en charge : les rappels cessent jusqu'à ce jour, ou jusqu'à ce qu'elle change.",
            "Take an alert up: reminders stop until that day, or until it changes."), aliases: ["prendre-en-charge"])

    @Argument(help: both("Identifiant de l'alerte.", "Identifier of the alert.")) var id: String
    @Option(help: both("Qui s'en occupe ; soi-même sinon.", "Who sees to it; oneself otherwise.")) var owner: String?
    @Option(help: both("Ce qui sera fait : obligatoire.", "What will be done: required.")) var note: String?
    @Option(help: both("Dernier jour : AAAA-MM-JJ ; obligatoire.", "Last day: YYYY-MM-DD; required."))
    var until: String?
    @Flag(help: both("La rendre.", "Give it back.")) var release = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard release || (until != nil && note != nil) else { throw ValidationError("--until, --note | --release") }
    }

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).post(
            "acknowledge",
            .object(present: [
                "id": .string(id), "territory": daemon.territory.map { .string($0) },
                "owner": owner.map { .string($0) },
                "note": note.map { .string($0) }, "until": until.map { .string($0) }, "release": release ? true : nil,
            ]))
        Presentation(format: common.output, terminal: terminal).show(
            .object([.init("alerts", .array([reply]))]), items: "alerts", table: AlertTexts(terminal: terminal).table)
    }
}
