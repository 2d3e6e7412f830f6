import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Something missing that one answer can state, and the verdicts it holds up.
///
/// Several causes may be one question: two sites that share a place lack the same travel time.
struct OpenQuestion {
    /// What an answer is about.
    enum Target: Hashable {
        /// One attribute of one record.
        case fact(RecordID, attribute: String)
        /// How many records of a kind there are: under a parent, with a value of the attribute by which
        /// they are counted.
        case count(kind: String, parent: RecordID?, slice: String?)
        /// A measure between two records.
        case pair(measure: String, RecordID, RecordID)

        /// What it is about, as people know it.
        func name(in evaluation: Evaluation) -> String {
            switch self {
            case .fact(let id, _): evaluation.displayName(id)
            case .count(let kind, let parent, _): parent.map(evaluation.displayName) ?? kind
            case .pair(_, let first, let second): [first, second].map(evaluation.displayName).joined(separator: " – ")
            }
        }
    }

    /// A verdict that the question holds up.
    enum Held: Hashable, Comparable {
        case cell(rule: String, Subject)
        case assessment(String, RecordID)

        /// By rule, then by subject. Thousands are sorted for each question: no text is made.
        static func < (left: Held, right: Held) -> Bool {
            if left.rule != right.rule { return left.rule < right.rule }
            switch (left, right) {
            case (.cell(_, let own), .cell(_, let other)): return own < other
            case (.assessment(_, let own), .assessment(_, let other)): return own < other
            case (.cell, .assessment): return true
            case (.assessment, .cell): return false
            }
        }

        /// The rule or the assessment.
        var rule: String {
            switch self {
            case .cell(let rule, _): rule
            case .assessment(let id, _): id
            }
        }

        /// `rule subject[,subject]`, as `verdicts` names it.
        var name: String {
            switch self {
            case .cell(let rule, let subject):
                "\(rule) \(subject.records.map(\.description).joined(separator: ","))"
            case .assessment(let id, let subject): "\(id) \(subject)"
            }
        }
    }

    var target: Target
    /// Sorted; never empty.
    var causes: [Cause]
    /// Sorted; never empty.
    var held: HeldVerdicts
    var form: QuestionForm

    /// What the respondent gives of their time; a question that does not say takes five minutes.
    var minutes: Int { max(1, form.minutes ?? Self.usualMinutes) }

    static let usualMinutes = 5
}

/// The verdicts that one question holds up, sorted: places in a list that all questions share, since the pairs of a
/// territory are thousands, and each is held up by hundreds of things.
struct HeldVerdicts: RandomAccessCollection {
    /// Sorted.
    let all: [OpenQuestion.Held]
    /// How many things each of them lacks.
    let lacks: [Int]
    /// Ascending.
    let places: [Int]

    var startIndex: Int { 0 }
    var endIndex: Int { places.count }
    subscript(position: Int) -> OpenQuestion.Held { all[places[position]] }

    /// Those that lack least first: an answer is likeliest to settle them, and they are soonest worked out.
    func fromTheLeastLacking(where isWanted: (OpenQuestion.Held) -> Bool) -> [OpenQuestion.Held] {
        places.filter { isWanted(all[$0]) }.sorted { (lacks[$0], $0) < (lacks[$1], $1) }.map { all[$0] }
    }
}

/// How a question is put, and what its answer states.
struct QuestionForm {
    /// One statement of the answer; the answer's own value takes the place of a missing one.
    struct Statement: Hashable {
        var record: RecordID
        var attribute: String
        var value: FactValue?
    }

    var labels: Localized?
    var askedOf: String?
    var minutes: Int?
    /// `boolean`, `number`, `code`…; `confirm` where a yes states the whole.
    var answer: String
    var unit = ""
    /// What helps to answer: wording, help, evidence to bring, what is good and what is bad.
    var texts: [(name: String, text: Localized)] = []
    var validity: String?
    var options: [CodeList.Entry] = []
    var range: Interval<Number>?
    var mayNotApply = false
    var statements: [Statement]
    /// The attribute that takes the answer; nil for `confirm`.
    var attribute: Attribute?

    /// The answer as facts.
    ///
    /// - Parameter value: Nil for `confirm`.
    func suppositions(_ value: FactValue?) -> [Supposition] {
        statements.compactMap { statement in
            (statement.value ?? value).map {
                Supposition(record: statement.record, attribute: statement.attribute, value: $0)
            }
        }
    }
}

/// Finds what is missing and how it may be asked.
struct OpenQuestions {
    let evaluation: Evaluation

    private var pack: Pack { evaluation.pack }
    private var vocabulary: Vocabulary { evaluation.pack.vocabulary }

    /// Every question that holds up a verdict, in no order that matters, and how many causes nobody can
    /// settle by one answer.
    func all() -> (questions: [OpenQuestion], withoutAnswer: Int) {
        var verdicts: [(held: OpenQuestion.Held, missing: Causes)] = []
        for cell in evaluation.cells where !cell.missing.isEmpty && pack.rule(cell.rule)?.role != .value {
            verdicts.append((.cell(rule: cell.rule, cell.subject), cell.missing))
        }
        for result in evaluation.assessments where !result.missing.isEmpty {
            verdicts.append((.assessment(result.assessment, result.subject), result.missing))
        }
        verdicts.sort { $0.held < $1.held }
        var positions: [OpenQuestion.Target: Int] = [:]
        var found: [(target: OpenQuestion.Target, causes: [Cause], places: [Int])] = []
        // A cause is met in thousands of verdicts: what it asks for is found out once.
        var known: [Cause: Int?] = [:]
        func position(_ cause: Cause) -> Int? {
            if let position = known[cause] { return position }
            let position = target(cause).map { target in
                if let position = positions[target] { return position }
                found.append((target, [], []))
                positions[target] = found.count - 1
                return found.count - 1
            }
            if let position { found[position].causes.append(cause) }
            known[cause] = .some(position)
            return position
        }
        for (place, verdict) in verdicts.enumerated() {
            for cause in verdict.missing.unordered {
                guard let position = position(cause), found[position].places.last != place else { continue }
                found[position].places.append(place)
            }
        }
        let (all, lacks) = (verdicts.map(\.held), verdicts.map(\.missing.count))
        let forms = QuestionForms(evaluation: evaluation)
        var without = known.values.count { $0 == nil }
        var questions: [OpenQuestion] = []
        for (target, causes, places) in found {
            guard let form = forms.form(target) else {
                without += causes.count
                continue
            }
            questions.append(
                OpenQuestion(
                    target: target, causes: causes.sorted(),
                    held: HeldVerdicts(all: all, lacks: lacks, places: places), form: form))
        }
        return (questions, without)
    }

    /// What an answer would have to be about; nil when no single answer takes the cause away.
    func target(_ cause: Cause) -> OpenQuestion.Target? {
        switch cause.kind {
        case .missingFact, .staleFact, .unanswered, .undescribedRecord, .contradiction:
            guard let id = RecordID(cause.subject), !cause.subject.contains(" "), !cause.member.isEmpty,
                vocabulary.kinds[id.kind]?.attribute(cause.member) != nil
            else { return nil }
            return .fact(id, attribute: cause.member)
        case .openList: return list(cause)
        case .unmeasured: return pair(cause)
        case .input, .confidential: return nil
        }
    }

    /// `quartier/A`, `maisons` or `maisons[bleu]`; `maison`, `maisons` for what belongs to nothing.
    private func list(_ cause: Cause) -> OpenQuestion.Target? {
        var plural = Substring(cause.member)
        var slice: String?
        if let bracket = plural.firstIndex(of: "["), plural.hasSuffix("]") {
            slice = String(plural[plural.index(after: bracket)...].dropLast())
            plural = plural[..<bracket]
        }
        guard let kind = vocabulary.sortedKinds.first(where: { $0.plural == plural }) else { return nil }
        guard let id = RecordID(cause.subject) else {
            return kind.parent == nil ? .count(kind: kind.name, parent: nil, slice: slice) : nil
        }
        // A list that runs through a record nobody stated is closed by counting that record first.
        guard evaluation.snapshot.record(id) != nil, kind.parent == id.kind else { return nil }
        return .count(kind: kind.name, parent: id, slice: slice)
    }

    private func pair(_ cause: Cause) -> OpenQuestion.Target? {
        guard let measure = vocabulary.measures[cause.member] else { return nil }
        let ends = cause.subject.split(separator: " ").compactMap { RecordID($0) }
        guard ends.count == 2, let kind = vocabulary.kinds[measure.kind] else { return nil }
        let names = [measure.ends.first, measure.ends.second]
        var places: [RecordID] = []
        for (end, name) in zip(ends, names) {
            guard case .reference(let wanted)? = kind.attribute(name)?.type, let place = place(end, measure, wanted)
            else { return nil }
            places.append(place)
        }
        if measure.isSymmetric { places.sort() }
        return .pair(measure: measure.name, places[0], places[1])
    }

    /// The record itself, or the one that stands in for it.
    private func place(_ end: RecordID, _ measure: Measure, _ wanted: String) -> RecordID? {
        guard let record = evaluation.snapshot.record(end) else { return nil }
        if end.kind == wanted { return end }
        guard let attribute = measure.via[end.kind], let key = record.text(attribute) else { return nil }
        let place = RecordID(kind: wanted, key: key)
        return evaluation.snapshot.record(place) == nil ? nil : place
    }
}
