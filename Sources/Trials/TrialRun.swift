public import Diagnostics
import Engine
import FEEL
public import Packs
import Queries
import World

/// Tests run against a pack.
public struct TrialRun: Sendable {
    public struct Outcome: Sendable {
        public var trial: Trial
        /// What was not as expected, in the order written; empty when the test passes.
        public var failures: [Diagnostic]
        public var expectations: Int

        public var passes: Bool { failures.isEmpty }
    }

    public let pack: Pack
    /// In the order of the tests.
    public let outcomes: [Outcome]

    public init(_ trials: [Trial], pack: Pack) {
        self.pack = pack
        outcomes = trials.map { trial in
            var failures: [Diagnostic] = []
            for step in trial.steps {
                let judge = Judge(pack: pack, step: step)
                for expectation in step.expectations { failures += judge.failures(of: expectation) }
            }
            return Outcome(
                trial: trial, failures: failures, expectations: trial.steps.reduce(0) { $0 + $1.expectations.count })
        }
    }

    public var failures: [Diagnostic] { outcomes.flatMap(\.failures) }
}

/// Compares what a step expects with what a pack gives.
struct Judge {
    let pack: Pack
    let step: Trial.Step
    let cells: CellEvaluation
    /// Every rule for every subject, for what asks for all of it.
    private let whole: Whole

    private final class Whole {
        let make: () -> Evaluation
        lazy var evaluation = make()

        init(_ make: @escaping () -> Evaluation) { self.make = make }
    }

    init(pack: Pack, step: Trial.Step, recorder: (any EvaluationRecorder)? = nil) {
        let pack = step.parameters.reduce(pack) { $0.replacing($1.name, of: $1.group, with: $1.value) }
        self.pack = pack
        self.step = step
        cells = CellEvaluation(pack: pack, snapshot: step.snapshot, lawDate: step.lawDate, recorder: recorder)
        whole = Whole { Evaluation(pack: pack, snapshot: step.snapshot, lawDate: step.lawDate) }
    }

    /// Whether an expectation holds, without saying why.
    func holds(_ expectation: Expectation) -> Bool {
        switch expectation.object {
        case .cell(let rule, let subject):
            found(rule, subject).map { differences(expectation, $0).isEmpty } ?? false
        case .assessment(let id, let record):
            cells.assessment(id).first { $0.subject == record }.map { differences(expectation, $0).isEmpty } ?? false
        case .findings(let wanted): wanted == findings()
        case .questions: failures(of: expectation).isEmpty
        }
    }

    /// A cell's verdict; that of a boolean value is what it says.
    static func verdict(of cell: Cell) -> Verdict? {
        if let verdict = cell.verdict { return verdict }
        switch cell.value {
        case .boolean(let flag)?: return flag ? .yes : .no
        case .null?: return .notApplicable
        case let value?: return value.isCertain ? nil : .unknown
        case nil: return nil
        }
    }

    private func found(_ rule: String, _ subject: Subject) -> Cell? {
        if let cell = cells.cell(rule, subject) { return cell }
        // An unordered pair is one subject, however it is written.
        guard case .pair(_, ordered: false)? = pack.rule(rule)?.subject else { return nil }
        return cells.cell(rule, Subject(subject.records.reversed()))
    }

    private func findings() -> [String] {
        pack.rules.filter { $0.role == .finding }.flatMap { cells.cells(of: $0.id) }
            .filter { $0.verdict == .yes && $0.absorbedBy.isEmpty }
            .map { "\($0.rule) " + $0.subject.records.map(\.description).joined(separator: " ") }.sorted()
    }

    // MARK: Differences

    private struct Difference {
        var what: Localized
        var wanted: String
        var got: String
    }

    private func differences(_ expectation: Expectation, _ cell: Cell) -> [Difference] {
        var found: [Difference] = []
        func compare(_ fr: String, _ en: String, _ wanted: Wanted?, _ got: Value?) {
            guard let wanted, !wanted.fits(got) else { return }
            found.append(
                Difference(what: Localized(fr: fr, en: en), wanted: wanted.text, got: got.map(\.shown) ?? "–"))
        }
        if let wanted = expectation.verdict {
            let got = Judge.verdict(of: cell)
            if got != wanted {
                found.append(
                    Difference(
                        what: Localized(fr: "verdict", en: "verdict"), wanted: wanted.rawValue,
                        got: got?.rawValue ?? cell.value.map(\.shown) ?? "–"))
            }
        }
        compare("valeur", "value", expectation.value, cell.value)
        compare("note", "score", expectation.score, cell.score)
        compare("gravité", "gravity", expectation.gravity, cell.gravity)
        for (name, wanted) in expectation.details {
            compare(
                "détail « \(name) »", "detail '\(name)'", wanted, cell.details.first { $0.name == name }?.value)
        }
        let causes = cell.missing.all.map(\.written)
        for wanted in expectation.missing where !causes.contains(wanted) {
            found.append(
                Difference(
                    what: Localized(fr: "ce qui manque", en: "missing"), wanted: wanted,
                    got: causes.isEmpty ? "–" : causes.prefix(6).joined(separator: ", ")))
        }
        if let wanted = expectation.absorbedBy, wanted != cell.absorbedBy.sorted() {
            found.append(
                Difference(
                    what: Localized(fr: "absorbé par", en: "absorbed by"), wanted: wanted.joined(separator: ", "),
                    got: cell.absorbedBy.isEmpty ? "–" : cell.absorbedBy.joined(separator: ", ")))
        }
        return found
    }

    private func differences(_ expectation: Expectation, _ result: AssessmentResult) -> [Difference] {
        var found: [Difference] = []
        func compare(_ fr: String, _ en: String, _ wanted: Wanted?, _ got: Value) {
            guard let wanted, !wanted.fits(got) else { return }
            found.append(Difference(what: Localized(fr: fr, en: en), wanted: wanted.text, got: got.shown))
        }
        if let wanted = expectation.verdict, wanted != result.verdict {
            found.append(
                Difference(
                    what: Localized(fr: "verdict", en: "verdict"), wanted: wanted.rawValue, got: result.verdict.rawValue
                ))
        }
        compare("palier", "band", expectation.band, result.band.map { .string($0) } ?? .null)
        compare("moyenne", "mean", expectation.mean, .span(result.mean))
        compare("complétude", "completeness", expectation.completeness, .number(result.completeness))
        for (id, wanted) in expectation.gates {
            let got = result.gates.first { $0.id == id }?.verdict
            if got != wanted {
                found.append(
                    Difference(
                        what: Localized(fr: "préalable « \(id) »", en: "gate '\(id)'"), wanted: wanted.rawValue,
                        got: got?.rawValue ?? "–"))
            }
        }
        return found
    }

    // MARK: Failures

    /// Each difference with its place, what was expected, what came instead, and why.
    func failures(of expectation: Expectation) -> [Diagnostic] {
        switch expectation.object {
        case .cell(let rule, let subject):
            let name = "\(rule) \(subject.records.map(\.description).joined(separator: ", "))"
            guard let cell = found(rule, subject) else { return [notEvaluated(name, expectation)] }
            return differences(expectation, cell).map { failure($0, of: name, expectation, why(cell)) }
        case .assessment(let id, let record):
            let name = "\(id) \(record)"
            guard let result = cells.assessment(id).first(where: { $0.subject == record }) else {
                return [notEvaluated(name, expectation)]
            }
            let why = result.missing.all.prefix(6).map {
                Localized(fr: "manque : \($0.written)", en: "missing: \($0.written)")
            }
            return differences(expectation, result).map { failure($0, of: name, expectation, Array(why)) }
        case .findings(let wanted):
            let got = findings()
            let missing = wanted.filter { !got.contains($0) }.map {
                Localized(fr: "absent : \($0)", en: "absent: \($0)")
            }
            let more = got.filter { !wanted.contains($0) }.map {
                Localized(fr: "en trop : \($0)", en: "not expected: \($0)")
            }
            if missing.isEmpty && more.isEmpty { return [] }
            let difference = Difference(
                what: Localized(fr: "constats", en: "findings"), wanted: "\(wanted.count)", got: "\(got.count)")
            return [failure(difference, of: "findings", expectation, missing + more)]
        case .questions(let among, let not, let first):
            let asked = questions()
            var found: [Difference] = []
            let what = Localized(fr: "questions", en: "questions")
            for name in among where !asked.contains(name) {
                found.append(Difference(what: what, wanted: name, got: asked.prefix(8).joined(separator: ", ")))
            }
            for name in not where asked.contains(name) {
                found.append(Difference(what: what, wanted: "not \(name)", got: name))
            }
            if !asked.starts(with: first) {
                found.append(
                    Difference(
                        what: Localized(fr: "premières questions", en: "first questions"),
                        wanted: first.joined(separator: ", "),
                        got: asked.prefix(first.count + 1).joined(separator: ", ")))
            }
            return found.map { failure($0, of: "questions", expectation, []) }
        }
    }

    /// `subject.member` of each question still to be asked, first things first.
    private func questions() -> [String] {
        guard case .found(let reply) = Answers(whole.evaluation).answer("questions", [:]) else { return [] }
        return (reply["questions"]?.arrayValue ?? []).map { item in
            let subject = item["subject"]?.stringValue ?? ""
            let member = item["member"]?.stringValue ?? ""
            return member.isEmpty ? subject : "\(subject).\(member)"
        }
    }

    private func failure(
        _ difference: Difference, of name: String, _ expectation: Expectation, _ why: [Localized]
    ) -> Diagnostic {
        Diagnostic(
            "R230",
            Localized(
                fr: "\(name) : \(difference.what.fr) attendu « \(difference.wanted) », obtenu « \(difference.got) »",
                en: "\(name): \(difference.what.en) expected '\(difference.wanted)', got '\(difference.got)'"),
            at: expectation.location, notes: why)
    }

    private func notEvaluated(_ name: String, _ expectation: Expectation) -> Diagnostic {
        Diagnostic(
            "R232",
            Localized(
                fr: "« \(name) » n'est pas évalué : ce sujet n'existe pas au \(step.snapshot.date)",
                en: "'\(name)' is not evaluated: there is no such subject on \(step.snapshot.date)"),
            at: expectation.location,
            help: Localized(
                fr: "vérifier la clé, le territoire, et les attributs qui font un sujet d'une paire",
                en: "check the key, the territory, and the attributes that make a pair a subject"))
    }

    /// The rule's expressions with their values, down to the terms of a condition, and what is missing.
    private func why(_ cell: Cell) -> [Localized] {
        var lines: [Localized] = []
        func tell(_ part: Explanation.Part, _ depth: Int) {
            guard lines.count < 12 else { return }
            let indent = String(repeating: "  ", count: depth)
            let text = part.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let shown = part.value.map(\.shown)
            lines.append(
                Localized(
                    fr: "\(indent)\(text) → \(shown ?? "non évalué")",
                    en: "\(indent)\(text) → \(shown ?? "not evaluated")"))
            for term in part.terms { tell(term, depth + 1) }
            for read in part.reads.prefix(6) where part.terms.isEmpty {
                let name = read.subject.isEmpty ? read.member : "\(read.subject).\(read.member)"
                if lines.count < 12 { lines.append(Localized(both: "\(indent)  \(name) = \(read.value.shown)")) }
            }
        }
        for part in whole.evaluation.explain(cell.rule, cell.subject)?.parts ?? [] { tell(part, 0) }
        for cause in cell.missing.all.prefix(6) {
            lines.append(
                Localized(
                    fr: "manque : \(cause.written) (\(cause.kind.rawValue))",
                    en: "missing: \(cause.written) (\(cause.kind.rawValue))"))
        }
        return lines
    }
}

extension Value {
    /// An interval as a value: a number when its ends are one.
    static func span(_ interval: Interval<Number>) -> Value {
        if let lower = interval.lower?.value, lower == interval.upper?.value { return .number(lower) }
        return .unknown(Unknown(.number(interval, orNull: false), Causes()))
    }
}
