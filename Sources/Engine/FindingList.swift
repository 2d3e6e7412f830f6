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
                items.append(
                    .object(FindingObject(session: session, rule: rule, subjects: subjects, content: .cell(cell))))
                presence.append(cell.verdict == .unknown ? cell.missing : nil)
            }
            rest += session.watching(rule, []) { kept(rule) ?? possible(rule) }
        }
        if rest.isEmpty, presence.allSatisfy({ $0 == nil }) { return ListValue(items) }
        return ListValue(items, membership: .init(presence: presence, rest: rest))
    }

    /// The same as ``possible(_:)``, worked out again only when something it read changed; nil where nothing is noted.
    private func kept(_ rule: Rule) -> [ListValue.Rest]? {
        guard session.isTracing, case .list(let list)? = session.fetch(.possible(rule.id)) else { return nil }
        return list.membership?.rest ?? []
    }

    /// Findings about subjects that nobody stated, where the rule does not exclude them.
    func possible(_ rule: Rule) -> [ListValue.Rest] {
        let evaluation = RuleEvaluation(session: session, rule: rule)
        return evaluation.possibleCandidates().compactMap { candidate in
            guard
                let judged = evaluation.judge(
                    RuleEvaluation.Candidate(objects: candidate.objects, doubt: nil)),
                judged.verdict == .yes || judged.verdict == .unknown
            else { return nil }
            let causes = (candidate.doubt ?? Causes()).union(judged.missing)
            let object = FindingObject(
                session: session, rule: rule, subjects: candidate.variables,
                content: .possible(evaluation, candidate))
            return ListValue.Rest(element: .object(object), atMost: nil, causes: causes)
        }
    }
}

/// A finding as expressions see it: `rule`, `gravity`, `subjects`, and the rule's details.
struct FindingObject: HostObject {
    enum Content: Sendable {
        case cell(Cell)
        /// About subjects that nobody stated: what it says is worked out when it is read.
        case possible(RuleEvaluation, RuleEvaluation.Candidate)
    }

    let session: Session
    let rule: Rule
    let subjects: [Value]
    let content: Content

    static let kindName = "finding"

    var identity: String {
        let names = subjects.map { if case .object(let object) = $0 { object.identity } else { "?" } }
        return "finding/\(rule.id) \(names.joined(separator: " "))"
    }

    var kind: String { FindingObject.kindName }

    func member(_ name: String) -> Value? {
        switch name {
        case "rule": .string(rule.id)
        case "gravity": gravity
        case "subjects": .list(ListValue(subjects))
        case "absorbed": absorbed
        default:
            // A detail that only other rules give is null here; any other name is no member at all.
            detail(name)
                ?? (session.pack.types.memberType(name, of: FindingObject.kindName) == nil ? nil : .null)
        }
    }

    private var gravity: Value {
        switch content {
        case .cell(let cell): cell.gravity ?? .null
        case .possible(let evaluation, let candidate):
            rule.gravity.map { evaluation.evaluate($0, candidate) } ?? .null
        }
    }

    private func detail(_ name: String) -> Value? {
        switch content {
        case .cell(let cell): cell.details.first { $0.name == name }?.value
        case .possible(let evaluation, let candidate):
            rule.details.first { $0.name == name }.map { evaluation.evaluate($0.expression, candidate) }
        }
    }

    private var absorbers: [String] {
        session.note(.rule(rule.id))
        return rule.absorbedBy
    }

    private var absorbed: Value {
        switch content {
        case .cell(let cell): session.absorbed(cell)
        case .possible(_, let candidate):
            absorbers.isEmpty ? .boolean(false) : .unknown(.boolean(candidate.doubt ?? Causes()))
        }
    }
}

extension Session {
    /// Whether graver rules say the same of the same subjects; unknown while one of them may.
    func absorbed(_ cell: Cell) -> Value {
        if !cell.absorbedBy.isEmpty { return .boolean(true) }
        var causes = Causes()
        note(.rule(cell.rule))
        for id in pack.rule(cell.rule)?.absorbedBy ?? [] {
            guard let other = pack.rule(id), let graver = self.cell(other, cell.subject), graver.verdict == .unknown
            else { continue }
            causes = causes.union(graver.missing)
        }
        return causes.isEmpty ? .boolean(false) : .unknown(.boolean(causes))
    }
}
