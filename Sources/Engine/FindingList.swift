import FEEL
import Packs
import World

/// The territory's findings as expressions read them: certain, possible, and those that an open list
/// may still hide.
struct FindingList {
    let session: Session

    func list() -> ListValue {
        Self.joined(
            session.shape.findings.compactMap { name in
                // Of a supposed world, only the rules that what is supposed reaches are asked again.
                if case .list(let part)? = session.shared(.findingsOf(name)) { return part }
                return session.shape.rule(name).map(part)
            })
    }

    /// The findings of one rule.
    func part(_ rule: SharedRule) -> ListValue {
        var items: [Value] = []
        var presence: [Causes?] = []
        for cell in session.cells(of: rule) {
            guard cell.verdict == .yes || cell.verdict == .unknown else { continue }
            let subjects = cell.subject.records.map { Value.object(session.object($0)) }
            items.append(
                .object(FindingObject(session: session, rule: rule, subjects: subjects, content: .cell(cell))))
            presence.append(cell.verdict == .unknown ? cell.missing : nil)
        }
        let rest = session.watching(rule, []) { kept(rule) ?? possible(rule) }
        return Self.list(items, presence, rest)
    }

    /// Lists one after the other.
    static func joined(_ parts: [ListValue]) -> ListValue {
        var items: [Value] = []
        var presence: [Causes?] = []
        var rest: [ListValue.Rest] = []
        for part in parts {
            items += part.items
            presence += part.membership?.presence ?? [Causes?](repeating: nil, count: part.items.count)
            rest += part.membership?.rest ?? []
        }
        return list(items, presence, rest)
    }

    private static func list(_ items: [Value], _ presence: [Causes?], _ rest: [ListValue.Rest]) -> ListValue {
        if rest.isEmpty, presence.allSatisfy({ $0 == nil }) { return ListValue(items) }
        return ListValue(items, membership: .init(presence: presence, rest: rest))
    }

    /// The same as ``possible(_:)``, worked out again only when something it read changed; nil where nothing is noted.
    private func kept(_ rule: SharedRule) -> [ListValue.Rest]? {
        guard session.isTracing, case .list(let list)? = session.fetch(.possible(rule.id)) else { return nil }
        return list.membership?.rest ?? []
    }

    /// Findings about subjects that nobody stated, where the rule does not exclude them.
    func possible(_ rule: SharedRule) -> [ListValue.Rest] {
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
                content: .possible(evaluation, candidate, session.isTracing ? said(rule, evaluation, candidate) : nil))
            return ListValue.Rest(element: .object(object), atMost: nil, causes: causes)
        }
    }
}

extension FindingList {
    private func said(
        _ rule: SharedRule, _ evaluation: RuleEvaluation, _ candidate: RuleEvaluation.Candidate
    ) -> FindingObject.Said {
        FindingObject.Said(
            gravity: rule.rule.gravity.map { evaluation.evaluate($0, candidate) } ?? .null,
            details: rule.rule.details.map {
                Cell.Detail(name: $0.name, value: evaluation.evaluate($0.expression, candidate))
            })
    }
}

/// A finding as expressions see it: `rule`, `gravity`, `subjects`, and the rule's details.
struct FindingObject: HostObject {
    enum Content: Sendable {
        case cell(Cell)
        /// About subjects that nobody stated: what it says is worked out when it is read, or with it where it is kept
        /// from one world to the next.
        case possible(RuleEvaluation, RuleEvaluation.Candidate, Said?)
    }

    struct Said: Sendable {
        var gravity: Value
        var details: [Cell.Detail]
    }

    let session: Session
    let rule: SharedRule
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
        case .possible(_, _, let said?): said.gravity
        case .possible(let evaluation, let candidate, nil):
            rule.rule.gravity.map { evaluation.evaluate($0, candidate) } ?? .null
        }
    }

    private func detail(_ name: String) -> Value? {
        switch content {
        case .cell(let cell): cell.details.first { $0.name == name }?.value
        case .possible(_, _, let said?): said.details.first { $0.name == name }?.value
        case .possible(let evaluation, let candidate, nil):
            rule.rule.details.first { $0.name == name }.map { evaluation.evaluate($0.expression, candidate) }
        }
    }

    private var absorbers: [String] {
        session.note(.rule(rule.id))
        return rule.rule.absorbedBy
    }

    private var absorbed: Value {
        switch content {
        case .cell(let cell): session.absorbed(cell)
        case .possible(_, let candidate, _):
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
            guard let other = shape.rule(id), let graver = self.cell(other, cell.subject), graver.verdict == .unknown
            else { continue }
            causes = causes.union(graver.missing)
        }
        return causes.isEmpty ? .boolean(false) : .unknown(.boolean(causes))
    }
}
