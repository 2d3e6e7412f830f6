import FEEL
import Packs
import World

/// The territory's findings as expressions read them: certain, possible, and those that an open list
/// may still hide.
struct FindingList {
    let session: Session

    func list() -> ListValue {
        var items: [Value] = []
        var presence: [Causes?] = []
        var rest: [ListValue.Rest] = []
        for rule in session.pack.rules where rule.role == .finding {
            for cell in session.cells(of: rule) {
                guard cell.verdict == .yes || cell.verdict == .unknown else { continue }
                let subjects = cell.subject.records.map { Value.object(session.object($0)) }
                items.append(.object(FindingObject(session: session, cell: cell, subjects: subjects)))
                presence.append(cell.verdict == .unknown ? cell.missing : nil)
            }
            rest += possible(rule)
        }
        if rest.isEmpty, presence.allSatisfy({ $0 == nil }) { return ListValue(items) }
        return ListValue(items, membership: .init(presence: presence, rest: rest))
    }

    /// Findings about subjects that nobody stated, where the rule does not exclude them.
    private func possible(_ rule: Rule) -> [ListValue.Rest] {
        let evaluation = RuleEvaluation(session: session, rule: rule)
        return evaluation.possibleCandidates().compactMap { candidate in
            guard let judged = evaluation.judge(
                RuleEvaluation.Candidate(objects: candidate.objects, doubt: nil)),
                judged.verdict == .yes || judged.verdict == .unknown
            else { return nil }
            let causes = (candidate.doubt ?? Causes()).union(judged.missing)
            let cell = Cell(
                rule: rule.id, subject: Subject([]), verdict: .unknown,
                gravity: rule.gravity.map { evaluation.evaluate($0, candidate) },
                details: rule.details.map {
                    Cell.Detail(name: $0.name, value: evaluation.evaluate($0.expression, candidate))
                },
                missing: causes)
            let object = FindingObject(
                session: session, cell: cell, subjects: candidate.variables,
                suffix: candidate.objects.map(\.identity).joined(separator: " "))
            return ListValue.Rest(element: .object(object), atMost: nil, causes: causes)
        }
    }
}

/// A finding as expressions see it: `rule`, `gravity`, `subjects`, and the rule's details.
struct FindingObject: HostObject {
    let session: Session
    let cell: Cell
    let subjects: [Value]
    var suffix = ""

    static let kindName = "finding"

    var identity: String {
        let names = cell.subject.records.map(\.description).joined(separator: " ")
        return "finding/\(cell.rule) \(names)\(suffix)"
    }

    var kind: String { FindingObject.kindName }

    func member(_ name: String) -> Value? {
        switch name {
        case "rule": .string(cell.rule)
        case "gravity": cell.gravity ?? .null
        case "subjects": .list(ListValue(subjects))
        case "absorbed": .boolean(!cell.absorbedBy.isEmpty)
        default:
            // A detail that only other rules give is null here; any other name is no member at all.
            cell.details.first { $0.name == name }?.value
                ?? (session.pack.types.memberType(name, of: FindingObject.kindName) == nil ? nil : .null)
        }
    }
}
