import Engine
import FEEL
import Packs
import World

/// Answers worth trying: every one of a few, the ends and what neighbours say where there are many.
///
/// They are no guess of what is true: they only show whether an answer can change anything, and how much.
struct PossibleAnswers {
    let evaluation: Evaluation

    /// At most this many of one question.
    static let most = 12

    /// In an order that does not change; empty when none can be thought of.
    func answers(to form: QuestionForm) -> [FactValue] {
        guard let attribute = form.attribute, let record = form.statements.first(where: { $0.value == nil })?.record
        else { return [] }
        var values = values(of: attribute, like: record.kind, form)
        if form.mayNotApply { values.append(.notApplicable) }
        var seen: Set<FactValue> = []
        return Array(values.filter { seen.insert($0).inserted }.prefix(Self.most))
    }

    private func values(of attribute: Attribute, like kind: String, _ form: QuestionForm) -> [FactValue] {
        switch attribute.type {
        case .boolean: [.boolean(true), .boolean(false)]
        case .number: numbers(attribute, kind, form).map { .number($0) }
        case .date: dates(attribute, kind).map { .date($0) }
        case .code: form.options.map { .text($0.code) }
        case .codes:
            [.codes([]), .codes(form.options.map(\.code))] + form.options.map { .codes([$0.code]) }
        case .reference(let target):
            (evaluation.snapshot.records[target] ?? []).prefix(Self.most).map { .text($0.id.key) }
        case .text: (stated(attribute.name, kind).first.map { [$0] } ?? []) + [.text("…")]
        }
    }

    /// What sources say of the same attribute of other records, sorted.
    private func stated(_ attribute: String, _ kind: String) -> [FactValue] {
        (evaluation.snapshot.records[kind] ?? []).compactMap { $0.agreed(attribute) }.filter {
            switch $0 {
            case .withheld, .notApplicable: false
            default: true
            }
        }
    }

    private func numbers(_ attribute: Attribute, _ kind: String, _ form: QuestionForm) -> [Number] {
        let peers = stated(attribute.name, kind).compactMap { value -> Number? in
            if case .number(let number) = value { number } else { nil }
        }.sorted()
        var numbers: [Number] = []
        if let least = peers.first, let most = peers.last { numbers += [least, peers[peers.count / 2], most] }
        let range = attribute.range
        let ends = [range?.lower?.value, range?.upper?.value].compactMap { $0 }
        numbers += ends
        if ends.count == 2, let middle = ends[0].adding(ends[1])?.divided(by: Number(2)) { numbers.append(middle) }
        // A census that finds what is described closes the list.
        if let count = described(form) { numbers.append(Number(count)) }
        numbers += [Number(0), Number(1), Number(100)]
        return numbers.filter { range?.contains($0) ?? true }
    }

    private func described(_ form: QuestionForm) -> Int? {
        guard let census = evaluation.pack.vocabulary.census,
            let open = form.statements.first(where: { $0.value == nil }), open.record.kind == census.kind
        else { return nil }
        var scope: [String: String] = [:]
        for statement in form.statements {
            if case .text(let text)? = statement.value { scope[statement.attribute] = text }
        }
        if let record = evaluation.snapshot.record(open.record) {
            for (name, _) in record.statements { scope[name] = scope[name] ?? record.text(name) }
        }
        guard let name = scope[census.of], let kind = evaluation.pack.vocabulary.kinds[name] else { return nil }
        let parent = kind.parent.flatMap { scope[$0] }
        let records =
            parent.map { evaluation.snapshot.children(of: $0, kind: name) } ?? evaluation.snapshot.records[name] ?? []
        return records.count { record in
            kind.censusBy.allSatisfy { $0 == kind.parent || scope[$0] == nil || record.text($0) == scope[$0] }
        }
    }

    private func dates(_ attribute: Attribute, _ kind: String) -> [CalendarDate] {
        let today = evaluation.snapshot.date
        let peers = stated(attribute.name, kind).compactMap { value -> CalendarDate? in
            if case .date(let date) = value { date } else { nil }
        }.sorted()
        var dates = [peers.first, peers.last].compactMap { $0 } + [today]
        dates += [-1, -12, -60, -240, 12].compactMap { today.adding(months: $0) }
        return dates
    }
}
