import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// What is still to be asked: the missing facts and answers behind unknown verdicts, those that hold
/// up the most first.
extension Answers {
    func questions(_ parameters: [String: String]) -> Answer {
        var asked: [Cause: Set<String>] = [:]
        for cell in evaluation.cells {
            guard let rule = evaluation.pack.rule(cell.rule), rule.role != .value, !cell.missing.isEmpty else {
                continue
            }
            let name = "\(cell.rule) \(cell.subject.records.map(\.description).joined(separator: ","))"
            for cause in cell.missing.all { asked[cause, default: []].insert(name) }
        }
        var entries = asked.map { cause, verdicts in Entry(cause: cause, verdicts: verdicts, question: question(cause))
        }
        if let respondent = parameters["asked_of"] { entries = entries.filter { $0.question.askedOf == respondent } }
        entries.sort { left, right in
            (-left.verdicts.count, left.question.minutes ?? 5, left.cause)
                < (-right.verdicts.count, right.question.minutes ?? 5, right.cause)
        }
        let total = entries.count
        if let limit = parameters["limit"].flatMap(Int.init), limit >= 0 { entries = Array(entries.prefix(limit)) }
        return .found(
            .object([
                .init("territory", .string(evaluation.snapshot.territory)),
                .init("at", .string(evaluation.snapshot.date.description)),
                .init("pack", .string(evaluation.pack.hash)),
                .init("total", .int(total)),
                .init("questions", .array(entries.map(json))),
            ]))
    }

    private struct Entry {
        var cause: Cause
        var verdicts: Set<String>
        var question: Question
    }

    private struct Question {
        var labels: Localized?
        var askedOf: String?
        var minutes: Int?
        var answer: String?
    }

    /// How a cause is put to a person.
    private func question(_ cause: Cause) -> Question {
        guard let id = RecordID(cause.subject), let kind = evaluation.pack.vocabulary.kinds[id.kind],
            let attribute = kind.attribute(cause.member)
        else { return Question() }
        if let rule = evaluation.pack.rule(cause.member), rule.role == .question, rule.answer != nil {
            return Question(
                labels: rule.labels, askedOf: rule.askedOf, minutes: rule.minutes, answer: attribute.type.name)
        }
        return Question(
            labels: attribute.labels, askedOf: attribute.askedOf, minutes: attribute.minutes,
            answer: attribute.type.name)
    }

    private func json(_ entry: Entry) -> JSONValue {
        let name = RecordID(entry.cause.subject).map(evaluation.displayName) ?? entry.cause.subject
        return .object([
            .init("kind", .string(entry.cause.kind.rawValue)),
            .init("subject", .string(entry.cause.subject)),
            .init("name", .string(name)),
            .init("member", .string(entry.cause.member)),
            .init("labels", entry.question.labels.map(ValueJSON.localized) ?? .null),
            .init("asked_of", entry.question.askedOf.map { .string($0) } ?? .null),
            .init("minutes", entry.question.minutes.map { .int($0) } ?? .null),
            .init("answer", entry.question.answer.map { .string($0) } ?? .null),
            .init("holds_up", .int(entry.verdicts.count)),
            .init("verdicts", .array(entry.verdicts.sorted().map { .string($0) })),
        ])
    }
}

extension Attribute.ValueType {
    /// As written in a vocabulary.
    var name: String {
        switch self {
        case .number: "number"
        case .boolean: "boolean"
        case .text: "text"
        case .date: "date"
        case .code: "code"
        case .codes: "codes"
        case .reference: "reference"
        }
    }
}
