public import Diagnostics
public import Engine
public import FEEL
public import JSON
import Packs
public import World

/// What the socket and the offline commands answer to a read: the same function, so the same bytes.
public struct Answers: Sendable {
    public let evaluation: Evaluation

    /// Reads what a request supposes: facts as JSON text, which the edges know how to read.
    public typealias SuppositionReader = @Sendable (String, Snapshot) -> ([Supposition], [Diagnostic])

    private let readSuppositions: SuppositionReader?
    /// The same facts and rules on another day; nil where they are not at hand.
    let elsewhen: (@Sendable (CalendarDate) -> Evaluation)?
    let baseline: Baseline?

    /// - Parameters:
    ///   - suppositions: Needed by `what-if` alone.
    ///   - elsewhen: The same facts and rules on another day: needed by `waves` that have dates.
    ///   - baseline: What `benefits` compares with; the present facts when nil.
    public init(
        _ evaluation: Evaluation, suppositions: SuppositionReader? = nil,
        elsewhen: (@Sendable (CalendarDate) -> Evaluation)? = nil, baseline: Baseline? = nil
    ) {
        self.evaluation = evaluation
        readSuppositions = suppositions
        self.elsewhen = elsewhen
        self.baseline = baseline
    }

    /// The answer to a question, or the reason why there is none.
    public enum Answer: Sendable {
        case found(JSONValue)
        /// Nothing of that name: an HTTP 404, an exit code of its own.
        case missing([Diagnostic])
        /// The question itself is wrong: an HTTP 400.
        case refused([Diagnostic])
    }

    /// Reads that need nothing but an evaluation: the last part of their path.
    public static let topics = [
        "evaluation", "verdicts", "overlaps", "readiness", "values", "questions", "why", "query", "what-if", "law",
        "catalogue", "scenarios", "compare", "vehicles", "keys", "positions", "perimeters",
        "waves", "clock", "robustness", "actions", "checklist", "benefits",
    ]

    /// - Parameter topic: One of ``topics``.
    public func answer(_ topic: String, _ parameters: [String: String]) -> Answer {
        switch topic {
        case "evaluation": .found(whole())
        case "verdicts": verdicts(parameters)
        case "overlaps": overlaps(parameters)
        case "readiness": readiness(parameters)
        case "values": values(parameters)
        case "questions": questions(parameters)
        case "why": why(parameters)
        case "query": query(parameters)
        case "what-if": whatIf(parameters)
        case "law": LawCalendar([evaluation]).answer(parameters)
        case "catalogue": .found(Catalogue(evaluation.pack).json)
        case "scenarios", "compare", "vehicles", "keys", "positions", "robustness": study(topic, parameters)
        case "perimeters", "waves": perimeters(topic, parameters)
        case "clock": clocks(parameters)
        case "actions": actions(parameters)
        case "checklist": checklists(parameters)
        case "benefits": benefits(parameters)
        default:
            .missing([
                Diagnostic(
                    "A404",
                    Localized(fr: "rien ne répond à « \(topic) »", en: "nothing answers '\(topic)'"))
            ])
        }
    }

    // MARK: Whole

    private var pack: Pack { evaluation.pack }
    private var cellJSON: CellJSON { CellJSON(evaluation: evaluation) }

    var head: [JSONValue.Member] {
        let law = evaluation.lawDate
        return [
            .init("territory", .string(evaluation.snapshot.territory)),
            .init("at", .string(evaluation.snapshot.date.description)),
        ] + (law == evaluation.snapshot.date ? [] : [.init("law_at", .string(law.description))]) + [
            .init("pack", .string(pack.hash))
        ]
    }

    private func whole() -> JSONValue {
        func cells(_ roles: Set<Rule.Role>) -> JSONValue {
            .array(
                evaluation.cells.filter { cell in pack.rule(cell.rule).map { roles.contains($0.role) } ?? false }
                    .map(cellJSON.cell))
        }
        return .object(
            head + [
                .init("gravities", gravities),
                .init("values", cells([.value])),
                .init("verdicts", cells([.finding, .decision, .criterion])),
                .init("questions", cells([.question])),
                .init("assessments", .array(evaluation.assessments.map(cellJSON.assessment))),
            ])
    }

    /// Gravest first, with their labels.
    private var gravities: JSONValue {
        .array(
            pack.gravities.map { gravity in
                .object([
                    .init("gravity", .string(gravity.id)), .init("labels", ValueJSON.localized(gravity.labels)),
                ])
            })
    }

    // MARK: Lists of cells

    private func verdicts(_ parameters: [String: String]) -> Answer {
        if let rule = parameters["rule"], pack.rule(rule) == nil { return .missing([unknownRule(rule)]) }
        if let wanted = parameters["verdict"], Verdict(rawValue: wanted) == nil, wanted != Withholding.verdict {
            return .refused([
                Diagnostic(
                    "A410", Localized(fr: "verdict inconnu « \(wanted) »", en: "unknown verdict '\(wanted)'"),
                    help: Localized(
                        fr: "employer yes, no, unknown ou not_applicable", en: "use yes, no, unknown or not_applicable")
                )
            ])
        }
        let cells = evaluation.cells.filter { cell in
            guard let rule = pack.rule(cell.rule), rule.role != .value, cell.verdict != nil else { return false }
            return matches(cell, parameters)
        }
        return page(cells, as: "verdicts", parameters)
    }

    private func values(_ parameters: [String: String]) -> Answer {
        if let rule = parameters["rule"], pack.rule(rule) == nil { return .missing([unknownRule(rule)]) }
        let cells = evaluation.cells.filter { pack.rule($0.rule)?.role == .value && matches($0, parameters) }
        return page(cells, as: "values", parameters)
    }

    /// `limit` cells from `cursor` on; `next` is the cursor of the page that follows, if there is one.
    private func page(_ cells: [Cell], as name: String, _ parameters: [String: String]) -> Answer {
        let start = min(parameters["cursor"].flatMap { Int($0) }.map { max(0, $0) } ?? 0, cells.count)
        let end = parameters["limit"].flatMap { Int($0) }.map { min(cells.count, start + max(0, $0)) } ?? cells.count
        var members = head
        members.append(.init("total", .int(cells.count)))
        members.append(.init(name, .array(cells[start..<end].map(cellJSON.cell))))
        members.append(.init("next", end < cells.count ? .string(String(end)) : .null))
        return .found(.object(members))
    }

    /// Findings that are yes or may be, gravest first; the absorbed ones only when they are asked for.
    private func overlaps(_ parameters: [String: String]) -> Answer {
        let all = parameters["absorbed"] == "true"
        let findings = evaluation.cells.filter { cell in
            pack.rule(cell.rule)?.role == .finding && (cell.verdict == .yes || cell.verdict == .unknown)
                && matches(cell, parameters)
        }
        let ranked = findings.enumerated().sorted { left, right in
            (rank(left.element), left.offset) < (rank(right.element), right.offset)
        }.map(\.element)
        let shown = ranked.filter { all || $0.absorbedBy.isEmpty }
        return .found(
            .object(
                head + [
                    .init("gravities", gravities),
                    .init("findings", .array(shown.map(cellJSON.cell))),
                    .init("absorbed", .int(ranked.count { !$0.absorbedBy.isEmpty })),
                ]))
    }

    private func rank(_ cell: Cell) -> Int {
        let doubt = cell.verdict == .yes ? 0 : 1000
        guard case .string(let id)? = cell.gravity else { return doubt + 999 }
        return doubt + (pack.gravities.firstIndex { $0.id == id } ?? 998)
    }

    private func matches(_ cell: Cell, _ parameters: [String: String]) -> Bool {
        if let rule = parameters["rule"], cell.rule != rule { return false }
        if let verdict = parameters["verdict"] {
            let isWithheld = cell.verdict == .unknown && cell.missing.unordered.contains { $0.kind == .confidential }
            guard (isWithheld ? Withholding.verdict : cell.verdict?.rawValue) == verdict else { return false }
        }
        if let gravity = parameters["gravity"] {
            guard case .string(let found)? = cell.gravity, found == gravity else { return false }
        }
        if let subject = parameters["subject"] {
            let asked = subject.split(separator: ",").map(String.init)
            return asked.allSatisfy { name in cell.subject.records.contains { $0.description == name || $0.key == name }
            }
        }
        return true
    }

    private func readiness(_ parameters: [String: String]) -> Answer {
        let results = evaluation.assessments.filter { result in
            parameters["project"].map { $0 == result.subject.description || $0 == result.subject.key } ?? true
        }
        if results.isEmpty, let subject = parameters["project"] {
            return .missing([
                Diagnostic(
                    "A404", Localized(fr: "« \(subject) » n'est pas évalué", en: "'\(subject)' is not assessed"),
                    help: known(evaluation.assessments.map(\.subject.key)))
            ])
        }
        return .found(.object(head + [.init("assessments", .array(results.map(cellJSON.assessment)))]))
    }

    // MARK: Why

    private func why(_ parameters: [String: String]) -> Answer {
        guard let name = parameters["rule"] else {
            return .refused([
                Diagnostic(
                    "A411", Localized(fr: "il manque la règle à expliquer", en: "the rule to explain is missing"),
                    help: Localized(fr: "donner « rule » et « subject »", en: "give 'rule' and 'subject'"))
            ])
        }
        guard pack.rule(name) != nil else { return .missing([unknownRule(name)]) }
        let cells = evaluation.cells(of: name).filter { cell in
            guard let subject = parameters["subject"] else { return true }
            let asked = subject.split(separator: ",").map(String.init)
            return asked.count == cell.subject.records.count
                && zip(asked, cell.subject.records).allSatisfy { $0 == $1.description || $0 == $1.key }
                || Set(asked) == Set(cell.subject.records.map(\.key))
                || Set(asked) == Set(cell.subject.records.map(\.description))
        }
        guard !cells.isEmpty else {
            return .missing([
                Diagnostic(
                    "A404",
                    Localized(
                        fr: "« \(name) » n'est pas évaluée pour « \(parameters["subject"] ?? "") »",
                        en: "'\(name)' is not evaluated for '\(parameters["subject"] ?? "")'"),
                    help: known(evaluation.cells(of: name).map { $0.subject.records.map(\.key).joined(separator: ",") })
                )
            ])
        }
        let json = ExplanationJSON(evaluation: evaluation)
        let register: Register?
        switch Register.named(parameters["for"]) {
        case .success(let found): register = found
        case .failure(let refusal): return .refused([refusal.diagnostic])
        }
        let explanations = cells.compactMap { cell -> JSONValue? in
            guard let explanation = evaluation.explain(name, cell.subject) else { return nil }
            var members = json.explanation(explanation).objectMembers ?? []
            if let register {
                let told = Account(evaluation: evaluation, explanation: explanation).told(to: register)
                members.append(
                    .init("told", .object([.init("for", .string(register.rawValue)), .init("lines", told)])))
            }
            if parameters["what_would_change"] == "true" {
                members.append(.init("what_would_change", WhatWouldChange(evaluation: evaluation).json(cell)))
            }
            return .object(members)
        }
        return .found(.object(head + [.init("explanations", .array(explanations))]))
    }

    // MARK: Query

    private func query(_ parameters: [String: String]) -> Answer {
        guard let text = parameters["expression"] else {
            return .refused([
                Diagnostic("A411", Localized(fr: "il manque l'expression", en: "the expression is missing"))
            ])
        }
        let (value, diagnostics) = evaluation.evaluate(EmbeddedText(standalone: text))
        guard let value else { return .refused(diagnostics) }
        var members = head + ValueJSON.members(value)
        if case .null(let reason?) = value { members.append(.init("failure", ValueJSON.failure(reason))) }
        return .found(.object(members))
    }

    private func whatIf(_ parameters: [String: String]) -> Answer {
        let text = parameters["suppose"] ?? "[]"
        let (suppositions, diagnostics) = readSuppositions?(text, evaluation.snapshot) ?? ([], [])
        if diagnostics.hasErrors { return .refused(diagnostics) }
        guard !suppositions.isEmpty else {
            return .refused([
                Diagnostic(
                    "A413", Localized(fr: "rien n'est supposé", en: "nothing is supposed"),
                    help: Localized(
                        fr: "donner « suppose » : des faits, comme [{\"record\": …, \"attribute\": …, \"value\": …}]",
                        en: "give 'suppose': facts, as [{\"record\": …, \"attribute\": …, \"value\": …}]"))
            ])
        }
        return whatIf(suppositions)
    }

    // MARK: Helpers

    public func unknownRule(_ name: String) -> Diagnostic {
        let near = NearestName.nearest(to: name, among: pack.rules.map(\.id))
        return Diagnostic(
            "A404", Localized(fr: "aucune règle « \(name) »", en: "no rule '\(name)'"),
            help: near.map { Localized(fr: "la plus proche est « \($0) »", en: "the nearest is '\($0)'") })
    }

    private func known(_ names: [String]) -> Localized? {
        guard !names.isEmpty else { return nil }
        let list = names.prefix(12).joined(separator: ", ")
        return Localized(fr: "existent : \(list)", en: "there are: \(list)")
    }
}
