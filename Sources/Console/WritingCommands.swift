import ArgumentParser
import Client
import Diagnostics
import Intake
import JSON

struct AnswerQuestion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: both(
            "Répondre à une question, ou déclarer un fait d'un enregistrement.",
            "Answer a question, or state one fact of a record."), aliases: ["repondre"])

    @Argument(help: both("Enregistrement : genre/clé.", "Record: kind/key.")) var record: String
    @Argument(help: both("Question ou attribut.", "Question or attribute.")) var question: String
    @Argument(
        help: both(
            "Réponse : nombre, date, oui ou non, code, texte ; nsp, refus, a_verifier, sans_objet.",
            "Answer: a number, a date, oui or non, a code, a text; nsp, refus, a_verifier, sans_objet.")) var value:
        String
    @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var members: [JSONValue.Member] = [
            .init(
                "facts",
                .array([
                    .object([
                        .init("record", .string(record)), .init("attribute", .string(question)),
                        .init("value", .string(value)),
                    ])
                ]))
        ]
        if let reason { members.append(.init("reason", .string(reason))) }
        if let territory = daemon.territory { members.append(.init("territory", .string(territory))) }
        let reply = try daemon.writing(terminal).post("answers", .object(members))
        Changes(terminal: terminal).show(reply, common.output)
    }
}

struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Appliquer ce que déclare un dossier : ce qu'il ne déclare plus est retiré ; ou déclarer les faits d'un fichier JSON.",
            "Apply what a folder states: what it no longer states is withdrawn; or state the facts of a JSON file."),
        aliases: ["appliquer"]
    )

    @Argument(
        help: both("Dossier de territoire, ou fichier JSON de faits.", "Territory folder, or a JSON file of facts."))
    var path: String
    @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let call = daemon.writing(terminal)
        if Terminal.isFolder(path) {
            let contents = FolderReader.read(path)
            terminal.print(contents.diagnostics)
            if contents.diagnostics.hasErrors { throw Exit.missing }
            let files = contents.files.map { file in
                JSONValue.object([
                    .init("name", .string(file.name)),
                    .init("text", .string(String(decoding: file.bytes, as: UTF8.self))),
                ])
            }
            var members: [JSONValue.Member] = [.init("files", .array(files))]
            if let reason { members.append(.init("reason", .string(reason))) }
            Changes(terminal: terminal).show(try call.post("imports", .object(members)), common.output)
            return
        }
        let text = try TextFile.read(path, terminal)
        let body: JSONValue
        do {
            body = try JSONValue.parse(text.bytes)
        } catch {
            terminal.print([Diagnostic("A026", error, in: text)])
            throw Exit.refused
        }
        Changes(terminal: terminal).show(try call.post("changes", completed(body)), common.output)
    }

    /// What is said beside the file counts where the file does not say it.
    private func completed(_ body: JSONValue) -> JSONValue {
        guard var members = body.objectMembers else { return body }
        for (name, value) in [("reason", reason), ("territory", daemon.territory)] where body[name] == nil {
            if let value { members.append(.init(name, .string(value))) }
        }
        return .object(members)
    }
}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Importer une table par une correspondance : lignes lues, prises, refusées avec ligne et raison.",
            "Import a table by a mapping: rows read, taken, refused with line and reason."), aliases: ["importer"])

    @Argument(help: both("Correspondance : un fichier YAML.", "Mapping: a YAML file.")) var mapping: String
    @Argument(help: both("Table : un fichier CSV.", "Table: a CSV file.")) var table: String
    @Flag(
        help: both(
            "Rapport seul : rien n'est écrit, sans démon.", "Report only; nothing is written, no daemon is needed."))
    var dryRun = false
    @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
    @OptionGroup var packs: PackOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        let mappingText = try TextFile.read(mapping, terminal)
        let tableText = try TextFile.read(table, terminal)
        let reply: JSONValue
        if dryRun {
            let pack = try OfflineWorld(packs: packs, terminal: terminal).pack()
            let (read, diagnostics) = ImportMapping.read(mappingText, vocabulary: pack.vocabulary)
            terminal.print(diagnostics)
            guard let read else { throw Exit.refused }
            let report = Importer.run(
                read, table: tableText, vocabulary: pack.vocabulary, territory: daemon.territory ?? "territoire")
            reply = report.json
        } else {
            func file(_ text: SourceText) -> JSONValue {
                .object([
                    .init("name", .string(text.name)),
                    .init("text", .string(String(decoding: text.bytes, as: UTF8.self))),
                ])
            }
            var members: [JSONValue.Member] = [.init("mapping", file(mappingText)), .init("table", file(tableText))]
            if let territory = daemon.territory { members.append(.init("territory", .string(territory))) }
            if let reason { members.append(.init("reason", .string(reason))) }
            reply = try daemon.writing(terminal).post("imports", .object(members))
        }
        Changes(terminal: terminal).report(reply, common.output)
    }
}

enum TextFile {
    /// - Throws: `ExitCode`, its diagnostics already printed.
    static func read(_ path: String, _ terminal: Terminal) throws -> SourceText {
        let (text, diagnostics) = FolderReader.readFile(path)
        terminal.print(diagnostics)
        guard let text, !diagnostics.hasErrors else { throw Exit.missing }
        return text
    }
}

/// What a write changed.
struct Changes {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    func show(_ reply: JSONValue, _ format: OutputFormat) {
        switch format {
        case .table: terminal.print(text(reply))
        case .json: terminal.print(reply)
        case .ndjson, .csv, .tsv: terminal.print(reply.serialized())
        }
    }

    func report(_ reply: JSONValue, _ format: OutputFormat) {
        let report = reply["report"] ?? reply
        guard format == .table, report["rows_read"] != nil else {
            return show(reply, format)
        }
        var lines = [
            Localized(
                fr:
                    "\(report["source"]?.stringValue ?? "") : \(count(report, "rows_read")) lignes lues, \(count(report, "rows_taken")) prises, \(count(report, "rows_filtered")) écartées par le filtre, \(count(report, "rows_refused")) refusées",
                en:
                    "\(report["source"]?.stringValue ?? ""): \(count(report, "rows_read")) rows read, \(count(report, "rows_taken")) taken, \(count(report, "rows_filtered")) filtered out, \(count(report, "rows_refused")) refused"
            )[terminal]
        ]
        for sum in report["sums"]?.objectMembers ?? [] {
            lines.append("  \(sum.name) = \(human.plain(sum.value))")
        }
        for refusal in report["refused"]?.arrayValue ?? [] {
            let line = refusal["line"]?.intValue ?? 0
            let column = refusal["column"]?.stringValue ?? ""
            let reason = human.label(refusal["reason"]?["headline"]) ?? ""
            lines.append(
                Localized(
                    fr: "  ligne \(line)\(column.isEmpty ? "" : ", \(column)") : \(reason)",
                    en: "  line \(line)\(column.isEmpty ? "" : ", \(column)"): \(reason)")[terminal])
        }
        if reply["changes"] != nil { lines.append(text(reply)) }
        terminal.print(lines.joined(separator: "\n"))
    }

    private func count(_ report: JSONValue, _ name: String) -> String { report[name]?.numberText ?? "0" }

    /// The changed verdicts of an event or of a write's answer, each with what caused it.
    func text(_ reply: JSONValue) -> String {
        var lines: [String] = []
        let stated = reply["stated"]?.intValue ?? 0
        let withdrawn = reply["withdrawn"]?.intValue ?? 0
        var head = reply["territory"]?.stringValue ?? ""
        if let source = reply["source"]?.stringValue { head += " · \(source)" }
        head +=
            Localized(
                fr: " · \(stated) faits déclarés, \(withdrawn) retirés",
                en: " · \(stated) facts stated, \(withdrawn) withdrawn")[terminal]
        lines.append(head)
        let changes = reply["changes"]?.arrayValue ?? []
        if changes.isEmpty {
            lines.append(Localized(fr: "  aucun verdict ne change", en: "  no verdict changes")[terminal])
        }
        return (lines + self.lines(changes)).joined(separator: "\n")
    }

    /// Each changed verdict, then the facts it hangs on.
    func lines(_ changes: [JSONValue]) -> [String] {
        var lines: [String] = []
        for change in changes {
            let names = (change["names"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " – ")
            let label = human.label(change["labels"]) ?? change["rule"]?.stringValue ?? ""
            let tag = change["tag"]?.stringValue
            lines.append("  \(label) · \(names) : \(side(change["before"], tag)) → \(side(change["after"], tag))")
            for fact in change["because"]?.arrayValue ?? [] {
                let record = fact["record"]?.stringValue ?? ""
                let attribute = fact["attribute"]?.stringValue ?? ""
                let before = human.plain(fact["before"] ?? .null)
                let after = human.plain(fact["after"] ?? .null)
                let origin = fact["origin"]?.stringValue ?? ""
                lines.append(
                    "      \(record).\(attribute) : \(before) → \(after)" + (origin.isEmpty ? "" : "  [\(origin)]"))
            }
        }
        return lines
    }

    /// `oui (critique)`, `non · 0,5`, `50 %`: the value too, where it says more than the verdict.
    ///
    /// - Parameter tag: How sure the rule is: a local choice, to be confirmed by a lawyer.
    func side(_ side: JSONValue?, _ tag: String? = nil) -> String {
        guard let side, !side.isNull else { return "∅" }
        guard let verdict = side["verdict"]?.stringValue else { return human.value(side) }
        let value = shownValue(side)
        // An unknown value begins with the verdict's own word.
        var text = verdict == "unknown" && !value.isEmpty ? value : human.verdict(verdict)
        if let gravity = human.label(side["gravity_labels"])?.lowercased() ?? side["gravity"]?.stringValue {
            text += " (\(gravity))"
        }
        if verdict != "unknown", !value.isEmpty { text += " · \(value)" }
        text += human.mark(verdict: verdict, tag: tag)
        if side["absorbed_by"]?.arrayValue?.isEmpty == false {
            text += Localized(fr: ", absorbé", en: ", absorbed")[terminal]
        }
        return text
    }

    /// Empty where the verdict says it all.
    private func shownValue(_ side: JSONValue) -> String {
        guard let value = side["value"] else { return "" }
        if side["certain"]?.boolValue == false {
            let values = side["bounds"]?["values"]?.arrayValue ?? []
            return values.contains { $0.boolValue != nil } ? "" : human.value(side)
        }
        switch value {
        case .null, .bool: return ""
        default: return human.value(side)
        }
    }
}
