import FEEL
import World

/// What holds records holds the world in which they were read. A result that is kept from one world to the
/// next is held by the records' names meanwhile, and told again with the records of the next.
struct Rebinding {
    /// The world; nil to keep names only.
    let session: Session?

    /// Whether a value leads to records at all; functions count, since they see the world.
    static func isNeeded(_ value: Value) -> Bool {
        switch value {
        case .object, .function: true
        // What answers filters of a list at once sees the world too.
        case .list(let list):
            list.index != nil || list.items.contains(where: isNeeded) || !(list.membership?.rest.isEmpty ?? true)
        case .context(let context): context.entries.contains { isNeeded($0.value) }
        case .range(let range): [range.lower, range.upper].contains { $0.map(isNeeded) ?? false }
        case .unknown(let unknown):
            if case .values(let values) = unknown.domain { values.contains(where: isNeeded) } else { false }
        default: false
        }
    }

    static func isNeeded(_ cell: Cell) -> Bool {
        ([cell.value, cell.gravity, cell.score] + cell.details.map { Optional($0.value) })
            .contains { $0.map(isNeeded) ?? false }
    }

    /// Whether it holds a function, which cannot be told again.
    static func isImpossible(_ value: Value) -> Bool {
        switch value {
        case .function: true
        case .list(let list): list.items.contains(where: isImpossible)
        case .context(let context): context.entries.contains { isImpossible($0.value) }
        case .range(let range): [range.lower, range.upper].contains { $0.map(isImpossible) ?? false }
        case .unknown(let unknown):
            if case .values(let values) = unknown.domain { values.contains(where: isImpossible) } else { false }
        default: false
        }
    }

    static func isImpossible(_ cell: Cell) -> Bool {
        ([cell.value, cell.gravity, cell.score] + cell.details.map { Optional($0.value) })
            .contains { $0.map(isImpossible) ?? false }
    }

    func value(_ value: Value) -> Value {
        guard Rebinding.isNeeded(value) else { return value }
        switch value {
        case .object(let object): return .object(self.object(object))
        case .list(let list): return .list(self.list(list))
        case .context(let context):
            return .context(ContextValue(context.entries.map { ContextValue.Entry($0.key, self.value($0.value)) }))
        case .range(var range):
            range.lower = range.lower.map(self.value)
            range.upper = range.upper.map(self.value)
            return .range(range)
        case .unknown(var unknown):
            if case .values(let values) = unknown.domain { unknown.domain = .values(values.map(self.value)) }
            return .unknown(unknown)
        default: return value
        }
    }

    func list(_ list: ListValue) -> ListValue {
        let membership = list.membership.map { membership in
            ListValue.Membership(
                presence: membership.presence,
                rest: membership.rest.map {
                    ListValue.Rest(element: value($0.element), atMost: $0.atMost, causes: $0.causes)
                })
        }
        return ListValue(list.items.map(value), membership: membership)
    }

    func cell(_ cell: Cell) -> Cell {
        guard Rebinding.isNeeded(cell) else { return cell }
        return Cell(
            rule: cell.rule, subject: cell.subject, verdict: cell.verdict, value: cell.value.map(value),
            gravity: cell.gravity.map(value), absorbedBy: cell.absorbedBy,
            details: cell.details.map { Cell.Detail(name: $0.name, value: value($0.value)) }, missing: cell.missing,
            score: cell.score.map(value), failure: cell.failure)
    }

    func candidate(_ candidate: RuleEvaluation.Candidate) -> RuleEvaluation.Candidate {
        RuleEvaluation.Candidate(objects: candidate.objects.map(object), doubt: candidate.doubt)
    }

    func object(_ object: any HostObject) -> any HostObject {
        guard let session else { return held(object) }
        switch object {
        case let record as RecordObject: return live(record.record.id, record.narrowed, session)
        case let record as HeldRecord: return live(record.id, record.narrowed, session)
        case let phantom as PhantomObject:
            return live(phantom.kind, phantom.known, phantom.identity, phantom.cause, session)
        case let phantom as HeldPhantom:
            return live(phantom.kind, phantom.known, phantom.identity, phantom.cause, session)
        case let finding as HeldFinding:
            // The rule as it is today: what is read of it is read again. It exists: packs that share a graph have
            // the same rules.
            guard let rule = session.shape.rule(finding.rule) else { return finding }
            let content: FindingObject.Content =
                switch finding.content {
                case .cell(let cell): .cell(self.cell(cell))
                case .possible(let candidate, let said):
                    .possible(
                        RuleEvaluation(session: session, rule: rule), self.candidate(candidate), said.map(self.said))
                }
            return FindingObject(
                session: session, rule: rule, subjects: finding.subjects.map(value), content: content)
        default: return object
        }
    }

    private func said(_ said: FindingObject.Said) -> FindingObject.Said {
        FindingObject.Said(
            gravity: value(said.gravity),
            details: said.details.map { Cell.Detail(name: $0.name, value: value($0.value)) })
    }

    private func live(_ id: RecordID, _ narrowed: [String: Value], _ session: Session) -> RecordObject {
        var bound = session.record(id)
        if !narrowed.isEmpty { bound.narrowed = narrowed.mapValues(value) }
        return bound
    }

    private func live(
        _ kind: String, _ known: [String: Value], _ identity: String, _ cause: Cause, _ session: Session
    ) -> PhantomObject {
        PhantomObject(session: session, kind: kind, known: known.mapValues(value), identity: identity, cause: cause)
    }

    private func held(_ object: any HostObject) -> any HostObject {
        switch object {
        case let record as RecordObject:
            return HeldRecord(
                id: record.record.id, identity: record.identity, narrowed: record.narrowed.mapValues(value))
        case let phantom as PhantomObject:
            return HeldPhantom(
                kind: phantom.kind, known: phantom.known.mapValues(value), identity: phantom.identity,
                cause: phantom.cause)
        case let finding as FindingObject:
            let content: HeldFinding.Content =
                switch finding.content {
                case .cell(let cell): .cell(self.cell(cell))
                case .possible(_, let candidate, let said): .possible(self.candidate(candidate), said.map(self.said))
                }
            return HeldFinding(
                rule: finding.rule.id, identity: finding.identity, subjects: finding.subjects.map(value),
                content: content)
        default: return object
        }
    }
}

/// A record by its name, out of any world: nothing can be read of it.
struct HeldRecord: HostObject {
    let id: RecordID
    let identity: String
    let narrowed: [String: Value]

    var kind: String { id.kind }
    func member(_ name: String) -> Value? { nil }
}

struct HeldPhantom: HostObject {
    let kind: String
    let known: [String: Value]
    let identity: String
    let cause: Cause

    func member(_ name: String) -> Value? { nil }
}

struct HeldFinding: HostObject {
    enum Content: Sendable {
        case cell(Cell)
        case possible(RuleEvaluation.Candidate, FindingObject.Said?)
    }

    let rule: String
    let identity: String
    let subjects: [Value]
    let content: Content

    var kind: String { FindingObject.kindName }
    func member(_ name: String) -> Value? { nil }
}
