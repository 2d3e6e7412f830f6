import Alerts
import FEEL
import World

/// What a computation of the engine may read: an answer of the snapshot or of the pack, or another computation.
enum ReadKey: Hashable, Sendable {
    // MARK: Answers of the snapshot and of the pack

    /// What is stated of an attribute of a record, and whether anything is.
    case attribute(RecordID, String)
    /// All the records of a kind, described or only mentioned.
    case records(String)
    /// The records of a kind that certainly belong to the one with this key.
    case children(String, parent: String)
    /// Those whose parent is not certain.
    case orphans(String)
    /// What counts the records of a kind.
    case censuses(String)
    /// Who measured a pair, by keys in this order.
    case measurements(SnapshotDifference.Measured)
    /// A rule: its expressions, the parameters and functions they name, whether it is in force, and the day
    /// when they name it.
    case rule(String)
    /// An assessment: its scope, gates and bands, in the same way.
    case assessment(String)
    /// A function: its body, and what the names in it stand for.
    case function(String)
    /// That something was concluded of a record: what would have been read, had an earlier condition held, is not noted.
    /// It never changes.
    case concluding
    /// All else that alerts are told of: what the pack says of them, of studies, clocks and frameworks, and the day.
    case alerting

    // MARK: Computations

    /// What a rule derives, or concludes, of a record.
    case value(String, RecordID)
    case list(String, withFringe: Bool, RecordID)
    case measure(String, RecordID, RecordID)
    /// A function of the pack, called about records: of one, or of two in a graph that knows one world.
    case call(String, [RecordID])
    case findings
    /// Those of one rule.
    case findingsOf(String)
    /// Those whose member is a text, of all rules.
    case selected(Selection)
    /// Those of one rule.
    case selectedOf(String, Selection)
    /// What an open list may still hide from a rule's findings.
    case possible(String)
    /// For whom a rule is evaluated.
    case roster(String)
    /// One of them: the doubt about its being one, what the lists know of its records.
    case candidate(String, Subject)
    case cell(String, Subject)
    /// All the cells of a rule, sorted by subject.
    case cells(String)
    /// The results of an assessment.
    case results(String)
    /// What an alert sees; read by no other computation.
    case sight(String)
    /// What an alert sees of one cell of a rule.
    case observed(String, rule: String, Subject)

    var isInput: Bool {
        switch self {
        case .attribute, .records, .children, .orphans, .censuses, .measurements, .rule, .assessment, .function,
            .concluding, .alerting:
            true
        case .value, .list, .measure, .call, .findings, .findingsOf, .selected, .selectedOf, .possible, .roster,
            .candidate, .cell, .cells, .results, .sight, .observed:
            false
        }
    }
}

/// `findings[member = "text"]`.
struct Selection: Hashable, Sendable {
    var member: String
    var text: String
}

/// What a computation came to.
enum Computed: Sendable {
    case value(Value)
    case list(ListValue)
    case roster(Roster)
    /// Nil: not, or no longer, one.
    case candidate(RuleEvaluation.Candidate?)
    case cell(Cell?)
    case cells(CellTable)
    case results([AssessmentResult])
    case sight(SightTable)
    /// Nil: there is no such cell.
    case observed(Observation?)
    /// What is put together from other computations, or told by who asks, and differs when one of them does: it is not
    /// kept.
    case assembled
}

/// For whom a rule is evaluated, in the order of its lists.
struct Roster: Sendable {
    let subjects: [Subject]
    let candidates: [RuleEvaluation.Candidate]
    let positions: [Subject: Int]

    init(_ candidates: [RuleEvaluation.Candidate]) {
        self.candidates = candidates
        subjects = candidates.map(\.subject)
        positions = Dictionary(subjects.enumerated().map { ($1, $0) }) { first, _ in first }
    }
}

extension Computed {
    func isIdentical(to other: Computed) -> Bool {
        switch (self, other) {
        case (.value(let a), .value(let b)): a.isIdentical(to: b)
        case (.list(let a), .list(let b)): a.isIdentical(to: b)
        case (.roster(let a), .roster(let b)):
            a.subjects == b.subjects && zip(a.candidates, b.candidates).allSatisfy { $0.isIdentical(to: $1) }
        case (.candidate(let a), .candidate(let b)):
            if let a, let b { a.isIdentical(to: b) } else { a == nil && b == nil }
        case (.cell(let a), .cell(let b)):
            if let a, let b { a.isIdentical(to: b) } else { a == nil && b == nil }
        // They are put together, or observed, again only when one of their parts changed.
        default: false
        }
    }

    /// Whether it leads to records of the world it was computed in.
    var holdsRecords: Bool {
        switch self {
        case .value(let value): Rebinding.isNeeded(value)
        case .list(let list): Rebinding.isNeeded(.list(list))
        case .roster(let roster): !roster.candidates.isEmpty
        case .candidate(let candidate): candidate != nil
        case .cell(let cell): cell.map { Rebinding.isNeeded($0) } ?? false
        case .cells(let table): table.holdsRecords
        case .results, .sight, .observed, .assembled: false
        }
    }

    /// Whether it holds its records by their names already: it was put together from what is held.
    var isHeld: Bool {
        if case .cells(let table) = self { table.isHeld } else { false }
    }

    /// Whether it may be kept for the next world.
    var canBeKept: Bool {
        switch self {
        case .value(let value): !Rebinding.isImpossible(value)
        case .list, .roster, .candidate, .results, .sight, .observed, .assembled: true
        case .cell(let cell): cell.map { !Rebinding.isImpossible($0) } ?? true
        case .cells(let table): !table.holdsFunctions
        }
    }

    /// - Parameter session: The world of the records it is to hold; nil to hold their names.
    func bound(to session: Session?) -> Computed {
        let rebinding = Rebinding(session: session)
        return switch self {
        case .value(let value): .value(rebinding.value(value))
        case .list(let list): .list(rebinding.list(list))
        case .roster(let roster): .roster(Roster(roster.candidates.map(rebinding.candidate)))
        case .candidate(let candidate): .candidate(candidate.map(rebinding.candidate))
        case .cell(let cell): .cell(cell.map(rebinding.cell))
        case .cells(let table): .cells(table.bound(rebinding))
        case .results, .sight, .observed, .assembled: self
        }
    }
}
