import Alerts
public import Diagnostics
public import FEEL
public import Packs
import Synchronization
public import World

/// A pack evaluated over a snapshot: every cell, the assessments, and the means to ask further.
///
/// Evaluation is a pure function of the two: no clock, file, locale or randomness inside. An
/// explanation is the same evaluation run again with a recorder on.
public final class Evaluation: Sendable {
    public let pack: Pack
    public let snapshot: Snapshot
    /// The day whose law is applied: a rule not in force on it is not applicable.
    public let lawDate: CalendarDate
    /// Of each rule, sorted by subject; nil where the session keeps them.
    private let byRule: [String: [Cell]]?
    /// All of them; put together when they are asked for.
    private let flat = Mutex<[Cell]?>(nil)
    /// In the pack's order, then by subject.
    public let assessments: [AssessmentResult]
    let session: Session
    /// What alerts see; worked out when it is asked for, or with the rest where changes are followed.
    let sights = Mutex<AlertMachine.Sight?>(nil)

    /// - Parameter lawDate: The day whose law is applied; the snapshot's own when nil. Expressions' `today`
    ///   stays the snapshot's.
    public convenience init(pack: Pack, snapshot: Snapshot, lawDate: CalendarDate? = nil) {
        self.init(pack: pack, snapshot: snapshot, lawDate: lawDate, only: nil)
    }

    /// - Parameter only: The rules whose cells are wanted; all when nil. Whatever these need is evaluated too, and not told.
    init(pack: Pack, snapshot: Snapshot, lawDate: CalendarDate?, only wanted: Set<String>?) {
        self.pack = pack
        self.snapshot = snapshot
        self.lawDate = lawDate ?? snapshot.date
        let session = Session(snapshot: snapshot, pack: pack, lawDate: lawDate)
        self.session = session
        var byRule: [String: [Cell]] = [:]
        for rule in session.shape.all where wanted?.contains(rule.id) ?? true {
            byRule[rule.id] = session.cells(of: rule)
        }
        self.byRule = byRule
        self.assessments =
            wanted != nil
            ? [] : pack.assessments.flatMap { AssessmentEvaluation(session: session, assessment: $0).results() }
    }

    /// What an ``IncrementalEvaluation`` comes to: what did not change is kept.
    ///
    /// - Parameter before: The evaluation that the graph knows; nil when it knows none.
    init(
        pack: Pack, snapshot: Snapshot, lawDate: CalendarDate?, noting graph: DependencyGraph, after before: Evaluation?
    ) {
        self.pack = pack
        self.snapshot = snapshot
        self.lawDate = lawDate ?? snapshot.date
        let isSamePack = before?.pack.hash == pack.hash
        let session = Session(
            snapshot: snapshot, pack: pack, lawDate: lawDate, shape: isSamePack ? before?.session.shape : nil,
            graph: graph)
        self.session = session
        byRule = nil
        let tables = session.tables(noting: graph, after: before?.session.tables ?? [])
        var assessments: [AssessmentResult] = []
        for assessment in pack.assessments {
            if case .results(let results)? = session.fetch(.results(assessment.id)) { assessments += results }
        }
        self.assessments = assessments
        let sight = tracedSight()
        sights.withLock { $0 = sight }
        session.seal(tables)
    }

    deinit {
        session.forget()
    }

    /// Sorted by rule, then by subject.
    public var cells: [Cell] {
        flat.withLock { flat in
            if let flat { return flat }
            let cells = session.shape.rules.flatMap { self.cells(of: $0) }
            flat = cells
            return cells
        }
    }

    /// The cells of one rule, sorted by subject; empty for a rule that does not exist.
    public func cells(of rule: String) -> ArraySlice<Cell> {
        if let byRule { return byRule[rule]?[...] ?? [] }
        return session.keptCells(of: rule)?[...] ?? []
    }

    /// How many cells came to each verdict.
    public var verdictCounts: [Verdict: Int] {
        var found: [Verdict: Int] = [:]
        for rule in session.shape.rules {
            for cell in session.table(of: rule)?.cells[...] ?? cells(of: rule) {
                if let verdict = cell.verdict { found[verdict, default: 0] += 1 }
            }
        }
        return found
    }

    public func cell(_ rule: String, _ subject: Subject) -> Cell? {
        byRule == nil ? session.keptCell(rule, subject) ?? nil : cells(of: rule).cell(of: subject)
    }

    /// Evaluates an expression of a person's over the live world.
    ///
    /// It sees what rules see: the territory, parameters, measures, functions and `today`.
    public func evaluate(_ text: EmbeddedText) -> (Value?, [Diagnostic]) {
        let scope = Scope(variables: pack.globals, types: pack.types)
        let (compiled, diagnostics) = CompiledExpression.compile(text, scope: scope)
        return (compiled?.evaluate(session.globals), diagnostics)
    }

    /// The name a person knows a record by: its display attribute, else those of the records that its key
    /// names, else its key.
    public func displayName(_ id: RecordID) -> String {
        guard let kind = snapshot.vocabulary.kinds[id.kind] else { return id.key }
        if let name = kind.display, let text = snapshot.record(id)?.text(name) { return text }
        let parts = id.key.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard kind.key.count > 1, parts.count == kind.key.count else { return id.key }
        return zip(kind.key, parts).map { name, part in
            guard case .reference(let target)? = kind.attribute(name)?.type else { return part }
            return displayName(RecordID(kind: target, key: part))
        }.joined(separator: " – ")
    }

    /// Rules that need their own result, whatever the data: each cycle, by rule ids.
    ///
    /// - Parameter date: Any: it only stands for `today`.
    public static func cycles(in pack: Pack, at date: CalendarDate) -> [[String]] {
        let probe = CycleProbe()
        let empty = FactBase(territory: "?")
        let snapshot = Snapshot(base: empty, vocabulary: pack.vocabulary, date: date)
        let session = Session(snapshot: snapshot, pack: pack, probe: probe)
        for rule in session.shape.all {
            let evaluation = RuleEvaluation(session: session, rule: rule)
            guard probe.enter(rule.id) else { continue }
            for candidate in evaluation.possibleCandidates().prefix(4) { evaluation.touch(candidate) }
            probe.leave(rule.id)
        }
        session.forget()
        return probe.cycles
    }
}

extension RuleEvaluation {
    /// Evaluates every expression of the rule, for what it reads.
    func touch(_ candidate: Candidate) {
        for expression in [rule.applies, rule.when, rule.value, rule.gravity].compactMap({ $0 }) {
            _ = evaluate(expression, candidate)
        }
        if let score = rule.score {
            _ = evaluate(score, candidate, [rule.value.map { evaluate($0, candidate) } ?? .null])
        }
        for detail in rule.details { _ = evaluate(detail.expression, candidate) }
    }
}

extension Evaluation {
    /// The member of the territory's record that lists its findings.
    public static var findingsMember: String { Session.findingsMember }
}
