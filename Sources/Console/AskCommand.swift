import ArgumentParser
import Diagnostics
import Glibc
import JSON

struct Ask: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Entretien : une question à la fois, la plus utile d'abord ; chaque réponse est écrite aussitôt.",
            "An interview: one question at a time, the most useful first; each answer is written at once."),
        aliases: ["interroger"])

    @Option(help: both("Ce qui se demande à ce rôle.", "Asked of this role only.")) var respondent: String?
    @Option(help: both("Ce qui tient dans ce temps.", "What fits in this time.")) var minutes: Int?
    @Flag(
        help: both(
            "Reposer aussi ce à quoi il a été répondu sans valeur (nsp, refus, à vérifier).",
            "Also ask again what was answered without a value (nsp, refus, a_verifier).")) var again = false
    @Option(help: both("Pourquoi, en quelques mots.", "Why, in a few words.")) var reason: String?
    @Option(
        help: both(
            "Langue des textes : fr ou en ; sinon celle des paramètres régionaux.",
            "Language of texts: fr or en; the locale's otherwise.")) var lang: Language?
    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let terminal = Terminal(language: lang ?? Terminal.localeLanguage)
        var interview = Interview(
            call: daemon.call(terminal, within: DaemonCall.patience), terminal: terminal, territory: daemon.territory,
            respondent: respondent,
            minutes: minutes, again: again, reason: reason)
        try interview.run()
    }
}

/// Questions put one after the other to whoever sits at the terminal.
///
/// **Invariant:** an answer is written through the socket before the next question is put: stopping at any
/// moment, by any means, loses nothing that was answered.
struct Interview {
    let call: DaemonCall
    let terminal: Terminal
    let territory: String?
    let respondent: String?
    let minutes: Int?
    let again: Bool
    let reason: String?
    private var input = InputLines()
    /// Put already, in order: what `back` returns to.
    private var past: [Question] = []
    private var skipped: Set<String> = []
    private var answered: Set<String> = []
    private var spent = 0

    init(
        call: DaemonCall, terminal: Terminal, territory: String?, respondent: String?, minutes: Int?, again: Bool,
        reason: String?
    ) {
        self.call = call
        self.terminal = terminal
        self.territory = territory
        self.respondent = respondent
        self.minutes = minutes
        self.again = again
        self.reason = reason
    }

    private var human: Human { Human(terminal: terminal) }
    private func text(_ fr: String, _ en: String) -> String { Localized(fr: fr, en: en)[terminal] }

    mutating func run() throws {
        var question = try next()
        if question != nil {
            terminal.print(
                text(
                    "Répondre, ou : passer, retour, aide, fin ; nsp (ne sait pas), refus, a_verifier, sans_objet.",
                    "Answer, or: skip, back, help, quit; nsp (does not know), refus, a_verifier, sans_objet."))
        }
        interview: while let current = question {
            put(current)
            reading: while true {
                Terminal.write(Array("> ".utf8), to: STDOUT_FILENO)
                guard let line = input.next() else { break interview }
                switch Reply(line) {
                case .nothing: continue reading
                case .help:
                    help(current)
                    continue reading
                case .quit: break interview
                case .back:
                    guard let previous = past.popLast() else {
                        terminal.print(text("  c'est la première question", "  this is the first question"))
                        continue reading
                    }
                    skipped.remove(previous.id)
                    question = previous
                    continue interview
                case .skip:
                    skipped.insert(current.id)
                    past.append(current)
                case .answer(let answer):
                    guard try write(answer, to: current) else { continue reading }
                    if answered.insert(current.id).inserted { spent += current.minutes }
                    skipped.remove(current.id)
                    past.append(current)
                }
                break reading
            }
            question = try next()
        }
        close(finished: question == nil)
    }

    /// The most useful question that was neither answered nor skipped; nil when there is none.
    private func next() throws -> Question? {
        var query: [(String, String)] = []
        if let respondent { query.append(("asked_of", respondent)) }
        if let territory { query.append(("territory", territory)) }
        let items = try call.get("questions", query)["questions"]?.arrayValue ?? []
        return items.lazy.map(Question.init).first { question in
            !skipped.contains(question.id) && !answered.contains(question.id) && (again || question.withheld == nil)
                && (minutes.map { spent + question.minutes <= $0 } ?? true)
        }
    }

    // MARK: Questions

    private func put(_ question: Question) {
        let item = question.json
        let name = item["name"]?.stringValue ?? ""
        let subject = item["subject"]?.stringValue ?? ""
        let wording = human.label(item["ask"]) ?? human.label(item["labels"]) ?? human.cause(item)
        var lines = ["", "\(name == subject ? name : "\(name) (\(subject))") · \(wording)"]
        lines.append("  " + (human.label(item["why"]) ?? ""))
        for former in item["formerly"]?.arrayValue ?? [] {
            let value = "\(former["attribute"]?.stringValue ?? "") = \(human.plain(former["value"] ?? .null))"
            lines.append(
                "  "
                    + text(
                        "dit auparavant, que les règles d'aujourd'hui ne lisent plus : \(value)",
                        "said before, no longer read by today's rules: \(value)")
                    + "  [\(former["source"]?.stringValue ?? "")]")
        }
        if let expected = expected(question) { lines.append("  " + expected) }
        for (index, source) in question.sources.enumerated() {
            lines.append("  \(index + 1)  \(human.plain(source.value))  [\(source.name)]")
        }
        for (index, option) in question.options.enumerated() {
            lines.append("  \(index + 1)  \(option.code)  \(human.label(option.labels) ?? "")")
        }
        terminal.print(lines.joined(separator: "\n"))
    }

    private func expected(_ question: Question) -> String? {
        if !question.sources.isEmpty {
            return text(
                "les sources se contredisent : laquelle croire ? son numéro",
                "sources disagree: which to believe? its number")
        }
        let unit = question.json["unit"]?.stringValue.map { ", \($0)" } ?? ""
        switch question.json["answer"]?.stringValue {
        case "boolean", "confirm": return text("oui ou non", "yes or no")
        case "number":
            let range = question.json["range"]
            guard let lower = range?["lower"]?.numberText, let upper = range?["upper"]?.numberText else {
                return text("un nombre\(unit)", "a number\(unit)")
            }
            return text(
                "un nombre de \(human.number(lower)) à \(human.number(upper))\(unit)",
                "a number from \(human.number(lower)) to \(human.number(upper))\(unit)")
        case "date": return text("une date : AAAA-MM-JJ", "a date: YYYY-MM-DD")
        case "code": return text("un code, ou son numéro", "a code, or its number")
        case "codes": return text("des codes, séparés par « ; »", "codes, separated by ';'")
        case "reference": return text("l'identifiant d'un enregistrement", "a record's identifier")
        default: return text("un texte", "a text")
        }
    }

    private func help(_ question: Question) {
        let names = [
            ("help", text("aide", "help")), ("evidence", text("pièces attendues", "evidence expected")),
            ("good", text("bon", "good")), ("bad", text("mauvais", "bad")),
        ]
        var lines = names.compactMap { key, name in
            human.label(question.json[key]).map { text("  \(name) : \($0)", "  \(name): \($0)") }
        }
        for verdict in question.json["verdicts"]?.arrayValue ?? [] { lines.append("  - \(verdict.stringValue ?? "")") }
        terminal.print(lines.joined(separator: "\n"))
    }

    // MARK: Answers

    /// - Returns: Whether it was written; what is refused is told, and asked again.
    private func write(_ answer: String, to question: Question) throws -> Bool {
        guard let (topic, body) = request(answer, to: question) else { return false }
        do {
            let reply = try call.post(topic, body)
            let changes = reply["changes"]?.arrayValue ?? []
            terminal.print(
                text(
                    "  écrit ; \(changes.count) verdict\(changes.count > 1 ? "s" : "") ou chiffre\(changes.count > 1 ? "s" : "") en change\(changes.count > 1 ? "nt" : "")",
                    "  written; \(changes.count) verdict\(changes.count == 1 ? "" : "s") or figure\(changes.count == 1 ? "" : "s") changed"
                ))
            return true
        } catch let code as ExitCode where code == Exit.refused {
            // Told already; the question stands.
            return false
        }
    }

    private func request(_ answer: String, to question: Question) -> (topic: String, body: JSONValue)? {
        var members: [JSONValue.Member] = []
        if let territory { members.append(.init("territory", .string(territory))) }
        members.append(.init("reason", .string(reason ?? text("entretien", "interview"))))
        if !question.sources.isEmpty {
            guard let number = Int(answer), question.sources.indices.contains(number - 1) else {
                terminal.print(text("  un numéro de la liste", "  a number of the list"))
                return nil
            }
            members += [
                .init("record", question.json["subject"] ?? .null),
                .init("attribute", question.json["member"] ?? .null),
                .init("source", .string(question.sources[number - 1].name)),
            ]
            return ("arbitrations", .object(members))
        }
        var value = answer
        if let number = Int(answer), question.options.indices.contains(number - 1), question.isChoice {
            value = question.options[number - 1].code
        }
        if question.isYesOrNo { value = Self.yesOrNo[answer.lowercased()] ?? answer }
        if question.isConfirmation, value != "oui" {
            terminal.print(
                text(
                    "  décrire alors ce qui manque, puis : maillage apply",
                    "  then describe what is missing, and: maillage apply"))
            return nil
        }
        let facts = question.states.map { state -> JSONValue in
            .object([
                .init("record", state["record"] ?? .null), .init("attribute", state["attribute"] ?? .null),
                .init("value", state["value"] ?? .string(value)),
            ])
        }
        members.append(.init("facts", .array(facts)))
        return ("answers", .object(members))
    }

    private static let yesOrNo = [
        "o": "oui", "y": "oui", "yes": "oui", "oui": "oui", "n": "non", "no": "non", "non": "non",
    ]

    private func close(finished: Bool) {
        let count = answered.count
        var lines = [
            text(
                "\(count) réponse\(count > 1 ? "s" : "") écrite\(count > 1 ? "s" : "")",
                "\(count) answer\(count == 1 ? "" : "s") written")
        ]
        if !skipped.isEmpty { lines[0] += text(", \(skipped.count) passées", ", \(skipped.count) skipped") }
        if finished {
            lines.append(text("il n'y a plus rien à demander", "there is nothing left to ask"))
        } else {
            lines.append(
                text("reprendre : la même commande", "to resume: the same command"))
        }
        terminal.print(lines.joined(separator: "\n"))
    }

    // MARK: What is read

    /// A question as the daemon gives it.
    struct Question {
        let json: JSONValue

        init(_ json: JSONValue) {
            self.json = json
        }

        var id: String { "\(json["subject"]?.stringValue ?? "") \(json["member"]?.stringValue ?? "")" }
        var minutes: Int { json["minutes"]?.intValue ?? 5 }
        var withheld: String? { json["withheld"]?.stringValue }
        var states: [JSONValue] { json["states"]?.arrayValue ?? [] }
        var isChoice: Bool { json["answer"]?.stringValue == "code" }
        var isConfirmation: Bool { json["answer"]?.stringValue == "confirm" }
        var isYesOrNo: Bool { isConfirmation || json["answer"]?.stringValue == "boolean" }

        var options: [(code: String, labels: JSONValue?)] {
            (json["options"]?.arrayValue ?? []).map { ($0["code"]?.stringValue ?? "", $0["labels"]) }
        }

        var sources: [(name: String, value: JSONValue)] {
            (json["sources"]?.arrayValue ?? []).map { ($0["source"]?.stringValue ?? "", $0["value"] ?? .null) }
        }
    }

    /// What a line typed means.
    enum Reply {
        case nothing, help, skip, back, quit
        case answer(String)

        init(_ line: String) {
            let line = line.drop { $0.isWhitespace }
            let word = String(line[..<(line.lastIndex { !$0.isWhitespace }.map(line.index(after:)) ?? line.startIndex)])
            switch word.lowercased() {
            case "": self = .nothing
            case "?", "aide", "help": self = .help
            case "passer", "skip": self = .skip
            case "retour", "back": self = .back
            case "fin", "quit": self = .quit
            default: self = .answer(word)
            }
        }
    }
}

/// The lines of standard input, one at a time, without reading ahead of what was asked.
struct InputLines {
    /// - Returns: Nil at the end of the input; a last line without an end is a line.
    mutating func next() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
    }
}
