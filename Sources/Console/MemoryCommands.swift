import ArgumentParser
import Diagnostics
import JSON

struct Journal: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Ce qui fut écrit : quand, par qui, de quelle source, pourquoi.",
            "What was written: when, by whom, from which source, why."))

    @Option(help: both("Ce qui parle de cet enregistrement : genre/clé.", "About this record only: kind/key."))
    var subject: String?
    @Option(help: both("Reprendre après cette entrée.", "Resume after this entry.")) var after: Int?
    @Option(help: both("Tant au plus.", "At most this many.")) var limit: Int?
    @Option(help: both("Connu alors : instant, jour ou jalon.", "Known then: an instant, a day or a milestone."))
    var knownAt: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).get(
            "journal",
            stated: [
                "territory": daemon.territory, "subject": subject, "after": after.map(String.init),
                "limit": limit.map(String.init), "known_at": knownAt,
            ])
        Presentation(format: common.output, terminal: terminal).show(reply, items: "entries") { reply in
            Table(
                columns: [
                    .init("seq", Localized(fr: "N°", en: "NO."), alignsRight: true),
                    .init("recorded_at", Localized(fr: "QUAND", en: "WHEN")),
                    .init("author", Localized(fr: "QUI", en: "WHO")),
                    .init("source", Localized(fr: "SOURCE", en: "SOURCE")),
                    .init("operations", Localized(fr: "FAITS", en: "FACTS"), alignsRight: true),
                    .init("reason", Localized(fr: "POURQUOI", en: "WHY")),
                ],
                rows: (reply["entries"]?.arrayValue ?? []).map { entry in
                    [
                        Table.Cell(entry["seq"]?.numberText ?? ""), Table.Cell(entry["recorded_at"]?.stringValue ?? ""),
                        Table.Cell(entry["author"]?.stringValue ?? ""), Table.Cell(entry["source"]?.stringValue ?? ""),
                        Table.Cell(String(entry["operations"]?.arrayValue?.count ?? 0)),
                        Table.Cell(entry["reason"]?.stringValue ?? ""),
                    ]
                })
        }
    }
}

/// What setting a milestone takes, by whatever name it is set.
struct MilestoneOptions: ParsableArguments {
    @Argument(help: both("Son nom.", "Its name.")) var name: String
    @Option(help: both("Instant passé, avec sa zone.", "Past instant, with its zone.")) var at: String?
    @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func set(table: (JSONValue) -> Table) throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).post(
            "milestone",
            .object(present: [
                "name": .string(name), "at": at.map { .string($0) }, "reason": reason.map { .string($0) },
            ]))
        Presentation(format: common.output, terminal: terminal).show(
            .object([.init("milestones", .array([reply]))]), items: "milestones", table: table)
    }
}

struct Milestones: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "milestone",
        abstract: both(
            "Jalons : des moments qui ont un nom, pour y revenir.", "Milestones: moments with a name, to come back to."),
        subcommands: [Add.self, List.self], aliases: ["jalon"])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Poser un jalon, maintenant ou à un moment passé ; il ne change plus.",
                "Set a milestone, now or at a past moment; it never changes."), aliases: ["poser"])

        @OptionGroup var milestone: MilestoneOptions

        func run() throws {
            try milestone.set(table: Milestones.table)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both("Les jalons posés.", "The milestones set."), aliases: ["lister"])

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            Presentation(format: common.output, terminal: terminal).show(
                try daemon.call(terminal).get("milestones"), items: "milestones", table: Milestones.table)
        }
    }

    private static func table(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("name", Localized(fr: "JALON", en: "MILESTONE")),
                .init("instant", Localized(fr: "INSTANT", en: "INSTANT")),
                .init("journal", Localized(fr: "ENTRÉE", en: "ENTRY"), alignsRight: true),
                .init("author", Localized(fr: "QUI", en: "WHO")),
                .init("reason", Localized(fr: "POURQUOI", en: "WHY")),
            ],
            rows: (reply["milestones"]?.arrayValue ?? []).map { item in
                ["name", "instant", "journal", "author", "reason"].map { Table.Cell((item[$0] ?? .null).machineText) }
            })
    }
}

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Comparer deux moments : verdicts qui changent, et à cause de quoi.",
            "Compare two moments: verdicts that change, and why."), aliases: ["comparer"])

    @Argument(help: both("Instant, jour, jalon ou now.", "Instant, day, milestone or now.")) var from: String
    @Argument(help: both("De même ; maintenant sinon.", "The same; now otherwise.")) var to: String?
    @Option(help: both("Cette règle seulement.", "This rule only.")) var rule: String?
    @Option(help: both("Cet enregistrement seulement.", "This record only.")) var subject: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).get(
            "diff", stated: ["from": from, "to": to, "territory": daemon.territory, "rule": rule, "subject": subject])
        let text = DifferenceText(terminal: terminal)
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "changes", table: text.table, text: text.text)
    }
}

struct Erase: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Effacer partout une valeur, ou tout d'un enregistrement ; le journal reste vérifiable.",
            "Erase a value everywhere, or all of a record; the journal still verifies."), aliases: ["effacer"])

    @Argument(help: both("Enregistrement : genre/clé.", "Record: kind/key.")) var record: String
    @Argument(
        help: both(
            "Attribut ; sans lui, l'enregistrement entier et son nom.",
            "Attribute; without it, the whole record and its name."
        ))
    var attribute: String?
    @Option(help: both("Pourquoi : obligatoire.", "Why: required.")) var reason: String
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).post(
            "erasures",
            .object(present: [
                "record": .string(record), "reason": .string(reason), "attribute": attribute.map { .string($0) },
                "territory": daemon.territory.map { .string($0) },
            ]))
        guard common.output == .table else { return Changes(terminal: terminal).show(reply, common.output) }
        let count = reply["erased"]?.numberText ?? "0"
        var lines = [
            Localized(fr: "\(count) déclarations effacées", en: "\(count) statements erased")[terminal]
        ]
        for source in reply["sources"]?.arrayValue ?? [] {
            let name = source.stringValue ?? ""
            lines.append(
                name.hasPrefix("folder:") || name.hasPrefix("import:")
                    ? Localized(
                        fr: "  déclaré par \(name) : l'y ôter aussi, sinon sa prochaine lecture le déclare encore",
                        en: "  stated by \(name): remove it there too, or its next reading states it again")[terminal]
                    : Localized(fr: "  déclaré par \(name)", en: "  stated by \(name)")[terminal])
        }
        for mention in reply["mentions"]?.arrayValue ?? [] {
            lines.append(
                Localized(
                    fr: "  encore nommé par \(mention.stringValue ?? "")",
                    en: "  still named by \(mention.stringValue ?? "")")[
                        terminal])
        }
        terminal.print(lines.joined(separator: "\n"))
        terminal.print(Changes(terminal: terminal).text(reply))
    }
}

struct Arbitrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Trancher entre des sources qui se contredisent sur un attribut.",
            "Settle between sources that disagree on an attribute."), aliases: ["arbitrer"])

    @Argument(help: both("Enregistrement : genre/clé.", "Record: kind/key.")) var record: String
    @Argument(help: both("Attribut.", "Attribute.")) var attribute: String
    @Option(help: both("La source à croire.", "The source to believe.")) var source: String?
    @Flag(help: both("Rouvrir la contradiction.", "Open the disagreement again.")) var withdraw = false
    @Option(help: both("Pourquoi : obligatoire.", "Why: required.")) var reason: String
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (source == nil) == withdraw else { throw ValidationError("--source | --withdraw") }
    }

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal).post(
            "arbitrations",
            .object(present: [
                "record": .string(record), "attribute": .string(attribute), "reason": .string(reason),
                "source": source.map { .string($0) }, "withdraw": withdraw ? true : nil,
                "territory": daemon.territory.map { .string($0) },
            ]))
        Changes(terminal: terminal).show(reply, common.output)
    }
}

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Vérifier la base : pages, chaîne du journal, ce qui s'en déduit ; code 20 si quelque chose ne va pas.",
            "Verify the store: pages, chain of the journal, what derives from it; code 20 when something is wrong."),
        aliases: ["verifier"])

    @Option(
        help: both(
            "Empreinte notée plus tôt, qui doit être dans la chaîne.", "Hash noted earlier, which must be in the chain."
        ))
    var expected: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let reply = try daemon.call(terminal, within: .seconds(900)).get(
            "verify", expected.map { [("expected", $0)] } ?? [])
        let human = Human(terminal: terminal)
        let language = terminal.language.rawValue
        Presentation(format: common.output, terminal: terminal).show(
            reply, items: "problems",
            table: { reply in
                Table(
                    columns: [
                        .init("code", Localized(both: "CODE")),
                        .init("problem", Localized(fr: "DÉFAUT", en: "PROBLEM")),
                    ],
                    rows: (reply["problems"]?.arrayValue ?? []).map { item in
                        [
                            Table.Cell(item["code"]?.stringValue ?? ""),
                            Table.Cell(item["headline"]?[language]?.stringValue ?? ""),
                        ]
                    })
            },
            text: { reply in
                let entries = human.number(reply["entries"]?.numberText ?? "0")
                let erased = human.number(reply["erased"]?.numberText ?? "0")
                var lines = [
                    reply["sound"]?.boolValue == true
                        ? Localized(
                            fr: "base saine : \(entries) entrées, chaîne intègre, \(erased) déclarations effacées",
                            en: "sound store: \(entries) entries, whole chain, \(erased) statements erased")[terminal]
                        : Localized(fr: "quelque chose ne va pas", en: "something is wrong")[terminal],
                    Localized(fr: "tête : ", en: "head: ")[terminal] + (reply["head"]?.stringValue ?? ""),
                ]
                for problem in reply["problems"]?.arrayValue ?? [] {
                    lines.append(
                        "  \(problem["code"]?.stringValue ?? "") \(problem["headline"]?[language]?.stringValue ?? "")")
                    for note in problem["notes"]?.arrayValue ?? [] {
                        lines.append("      \(note[language]?.stringValue ?? "")")
                    }
                    if let help = problem["help"]?[language]?.stringValue { lines.append("      = \(help)") }
                }
                return lines.joined(separator: "\n")
            })
        if reply["sound"]?.boolValue != true { throw Exit.unsound }
    }
}
