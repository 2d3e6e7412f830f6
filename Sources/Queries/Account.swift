import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// For whom an explanation is told.
enum Register: String, CaseIterable {
    /// Three sentences: what, why, on whose word.
    case elected
    /// The tree of conditions and values, which is the explanation itself.
    case officer
    /// The articles, with what is in force and what remains to be confirmed.
    case lawyer

    /// Names in the other language.
    private static let aliases: [String: Register] = ["elu": .elected, "agent": .officer, "juriste": .lawyer]

    struct Unknown: Error {
        var diagnostic: Diagnostic
    }

    /// - Returns: Nil where no name is given.
    static func named(_ name: String?) -> Result<Register?, Unknown> {
        guard let name else { return .success(nil) }
        if let register = Register(rawValue: name) ?? aliases[name] { return .success(register) }
        return .failure(
            Unknown(
                diagnostic: Diagnostic(
                    "A412",
                    Localized(fr: "registre inconnu « \(name) »", en: "unknown register '\(name)'"),
                    help: Localized(
                        fr: "employer elu, agent ou juriste", en: "use elected, officer or lawyer"))))
    }
}

/// An explanation in words, from the trace and nothing else.
struct Account {
    let evaluation: Evaluation
    let explanation: Explanation

    private var pack: Pack { evaluation.pack }
    private var cell: Cell { explanation.cell }

    /// - Returns: Lines, each in both languages; none for the officer, whose account is the tree.
    func told(to register: Register) -> JSONValue {
        guard let rule = pack.rule(cell.rule), register != .officer else { return .array([]) }
        let lines = Language.allCases.map { language -> [String] in
            let telling = Telling(account: self, rule: rule, words: Wording(language))
            return register == .elected ? telling.sentences : telling.articles
        }
        return .array(
            zip(lines[0], lines[1]).map { ValueJSON.localized(Localized(fr: $0, en: $1)) })
    }

    var names: String { cell.subject.records.map(evaluation.displayName).joined(separator: " – ") }

    /// The values that decide, in the order read, each once.
    var deciding: [Explanation.Read] {
        var reads: [Explanation.Read] = []
        var seen: Set<String> = []
        for part in explanation.parts where part.role == .applies || part.role == .when || part.role == .value {
            if part.role == .applies, cell.verdict != .notApplicable { continue }
            for leaf in leaves(part) {
                for read in leaf.reads where seen.insert("\(read.subject).\(read.member)").inserted {
                    if case .list = read.origin { continue }
                    reads.append(read)
                }
            }
        }
        // What is so, then what it is measured against; last, what only made the rule apply.
        let before = Set(
            explanation.parts.filter { $0.role == .applies && cell.verdict != .notApplicable }
                .flatMap { leaves($0).flatMap(\.reads) }.map { "\($0.subject).\($0.member)" })
        let (met, telling) = (
            reads.filter { before.contains("\($0.subject).\($0.member)") },
            reads.filter { !before.contains("\($0.subject).\($0.member)") }
        )
        return telling.filter { !$0.subject.isEmpty } + telling.filter(\.subject.isEmpty) + met
    }

    /// What a cause lacks, of what, and whom to ask.
    func missing(_ cause: Cause) -> (labels: Localized, name: String, askedOf: String?)? {
        guard let target = OpenQuestions(evaluation: evaluation).target(cause),
            let form = QuestionForms(evaluation: evaluation).form(target), let labels = form.labels
        else { return nil }
        return (labels, target.name(in: evaluation), form.askedOf)
    }

    /// Conditions that come to what the whole comes to; all of them where none does by itself.
    private func leaves(_ part: Explanation.Part) -> [Explanation.Part] {
        guard !part.terms.isEmpty else { return [part] }
        let telling = part.terms.filter { term in
            switch (term.value, part.value) {
            case (.boolean(let own)?, .boolean(let whole)?): own == whole
            case (let own?, let whole?): !own.isCertain && !whole.isCertain
            default: false
            }
        }
        return (telling.isEmpty ? part.terms.filter { $0.value != nil } : telling).flatMap(leaves)
    }

    /// Every rule and parameter that the trace goes through, in the order met, each once.
    var sources: [Source] {
        var found: [Source] = []
        var seen: Set<String> = []
        func visit(_ part: Explanation.Part) {
            for term in part.terms { visit(term) }
            for read in part.reads {
                switch read.origin {
                case .parameter:
                    if let parameter = parameter(read.member), seen.insert(read.member).inserted {
                        found.append(Source(name: read.member, parameter: parameter))
                    }
                case .rule(let id, let parts):
                    if let rule = pack.rule(id), seen.insert(id).inserted { found.append(Source(rule)) }
                    for part in parts ?? [] { visit(part) }
                case .facts, .list: break
                }
            }
        }
        for part in explanation.parts { visit(part) }
        return found
    }

    struct Source {
        var name: String
        var labels: Localized
        var citation: String?
        var tag: Confidence?
        var inForce: (from: CalendarDate?, to: CalendarDate?) = (nil, nil)
        var value: Value?
        var unit = ""
        var override: Override?

        init(_ rule: Rule) {
            name = rule.id
            labels = rule.labels
            citation = rule.source?.citation
            tag = rule.tag
            inForce = rule.inForce
        }

        init(name: String, parameter: ParameterGroup.Parameter) {
            self.name = name
            labels = parameter.labels
            citation = parameter.source?.citation
            tag = parameter.tag
            value = parameter.value
            unit = parameter.unit
            override = parameter.override
        }
    }

    func parameter(_ path: String) -> ParameterGroup.Parameter? {
        let names = path.split(separator: ".").map(String.init)
        guard names.count == 2 else { return nil }
        return pack.parameters.first { $0.name == names[0] }?.parameters.first { $0.name == names[1] }
    }

    /// What a value read is called, and its unit.
    func title(_ read: Explanation.Read) -> (labels: Localized, unit: String) {
        if let parameter = parameter(read.member) { return (parameter.labels, parameter.unit) }
        guard let id = RecordID(read.subject) else { return (Localized(both: read.member), "") }
        if let rule = pack.value(read.member, of: id.kind) { return (rule.labels, rule.unit) }
        guard let attribute = pack.vocabulary.kinds[id.kind]?.attribute(read.member) else {
            return (Localized(both: read.member), "")
        }
        return (attribute.labels, attribute.unit)
    }
}

/// An account in one language.
private struct Telling {
    let account: Account
    let rule: Rule
    let words: Wording

    private var cell: Cell { account.explanation.cell }
    private var language: Language { words.language }

    private func text(_ fr: String, _ en: String) -> String { language == .fr ? fr : en }

    // MARK: Three sentences

    var sentences: [String] { [what, why, word] }

    private var verdict: String { words.verdict(cell.verdict?.rawValue) }

    private var figure: String? {
        guard let value = cell.value else { return nil }
        switch value {
        case .boolean, .null: return nil
        case .unknown: return cell.verdict == nil ? words.bounds(ValueJSON.bounds(value), unit: rule.unit) : nil
        default: return words.plain(named(value), unit: rule.unit)
        }
    }

    private var what: String {
        let label = rule.labels[language]
        let mark = words.mark(verdict: cell.verdict?.rawValue, tag: rule.tag?.rawValue)
        guard cell.verdict != nil else {
            return text(
                "\(label), pour \(account.names) : \(figure ?? "–").",
                "\(label), for \(account.names): \(figure ?? "–").")
        }
        let more = figure.map { " (\($0))" } ?? ""
        return text(
            "\(label), pour \(account.names) : \(verdict)\(more)\(mark).",
            "\(label), for \(account.names): \(verdict)\(more)\(mark).")
    }

    private var why: String {
        let force = rule.force(at: account.evaluation.lawDate)
        let day = account.evaluation.lawDate
        switch force {
        case .notYet:
            return text("Au \(day), la règle n'est pas encore en vigueur.", "On \(day), the rule is not in force yet.")
        case .noLonger:
            return text("Au \(day), la règle n'est plus en vigueur.", "On \(day), the rule is no longer in force.")
        case .inForce: break
        }
        let missing = cell.missing.all
        if !missing.isEmpty {
            let names = missing.prefix(2).map(lacking).joined(separator: text(" ; ", "; "))
            let more =
                missing.count > 2
                ? text(" ; et \(missing.count - 2) autres", "; and \(missing.count - 2) more") : ""
            return text(
                "Pour le savoir, il manque ceci : \(names)\(more).", "To know it, this is missing: \(names)\(more).")
        }
        let told = account.deciding.prefix(3).map(read)
        guard !told.isEmpty else {
            return text("Rien d'autre que la règle n'est en jeu.", "Nothing but the rule itself is at stake.")
        }
        return text("Cela tient à ceci : ", "It comes from this: ") + told.joined(separator: text(" ; ", "; ")) + "."
    }

    private var word: String {
        let source = rule.source?.citation ?? text("sans source déclarée", "no source declared")
        switch rule.tag {
        case .default:
            return text(
                "C'est un choix local, que le territoire peut changer (\(source)).",
                "It is a local choice, which the territory can change (\(source)).")
        case .check:
            return text(
                "À confirmer par un juriste avant toute décision (\(source)).",
                "To be confirmed by a lawyer before any decision (\(source)).")
        case .likely:
            return text(
                "La règle est bien connue, son texte n'a pas été relu (\(source)).",
                "The rule is well known, its text was not read again (\(source)).")
        case .sure, nil: return text("La règle vient du texte : \(source).", "The rule comes from the text: \(source).")
        }
    }

    private func lacking(_ cause: Cause) -> String {
        guard let (labels, name, askedOf) = account.missing(cause) else { return words.cause(self.cause(cause)) }
        let whom = askedOf.map { text(", à demander à \($0)", ", to be asked of \($0)") } ?? ""
        return "\(labels[language]) (\(name))\(whom)"
    }

    private func cause(_ cause: Cause) -> JSONValue {
        ValueJSON.causes(.one(cause))[0] ?? .null
    }

    private func read(_ read: Explanation.Read) -> String {
        let (labels, unit) = account.title(read)
        let label = labels[language]
        let value =
            read.value.isCertain
            ? words.plain(named(read.value), unit: unit) : words.bounds(ValueJSON.bounds(read.value), unit: unit)
        let owner = RecordID(read.subject).map(account.evaluation.displayName)
        return owner.map { text("\(label) de \($0) = \(value)", "\(label) of \($0) = \(value)") }
            ?? "\(label) = \(value)"
    }

    /// A record by the name that people know.
    private func named(_ value: Value) -> JSONValue {
        if case .object(let object) = value, let id = RecordID(object.identity) {
            return .string(account.evaluation.displayName(id))
        }
        return ValueJSON.plain(value)
    }

    // MARK: Articles

    var articles: [String] {
        var lines = [what]
        let day = account.evaluation.lawDate
        lines.append(text("Droit appliqué : celui du \(day).", "Law applied: that of \(day)."))
        lines.append(
            text("Fondement : ", "Ground: ")
                + basis(Account.Source(rule)) + (rule.source.map { $0.note.isEmpty ? "" : " – \($0.note)" } ?? ""))
        for (particular, words) in rule.particulars {
            lines.append(text("\(name(particular)) : ", "\(name(particular)): ") + words[language])
        }
        for source in account.sources where source.citation != nil {
            var line = "– \(source.labels[language])"
            if let value = source.value { line += " = \(words.plain(named(value), unit: source.unit))" }
            line += text(" : ", ": ") + basis(source)
            if let override = source.override {
                line += text(
                    " ; choix local de \(override.author), \(override.date) : \(override.reason.fr)",
                    "; local choice of \(override.author), \(override.date): \(override.reason.en)")
            }
            lines.append(line)
        }
        for missing in cell.missing.all { lines.append(text("Manque : ", "Missing: ") + words.cause(cause(missing))) }
        return lines
    }

    /// The citation, when it is in force, and how sure it is.
    private func basis(_ source: Account.Source) -> String {
        var line = source.citation ?? text("sans source déclarée", "no source declared")
        if let from = source.inForce.from {
            line += text(", en vigueur depuis le \(from)", ", in force from \(from) on")
        }
        if let to = source.inForce.to { line += text(", en vigueur jusqu'au \(to)", ", in force until \(to)") }
        switch source.tag {
        case .check: line += text(" (à confirmer par un juriste)", " (to be confirmed by a lawyer)")
        case .default: line += text(" (choix local)", " (local choice)")
        case .likely: line += text(" (probable, texte non relu)", " (likely, text not read again)")
        case .sure: line += text(" (lu dans le texte)", " (read in the text)")
        case nil: break
        }
        return line
    }

    private func name(_ particular: Rule.Particular) -> String {
        switch particular {
        case .participants: text("Qui peut participer", "Who may take part")
        case .condition: text("Condition", "Condition")
        case .decisions: text("Décisions et avis", "Decisions and opinions")
        case .staff: text("Personnel", "Staff")
        case .money: text("Argent", "Money")
        case .duration: text("Durée", "Duration")
        }
    }
}
