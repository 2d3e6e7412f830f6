import Diagnostics
public import FEEL
import Packs
import World

/// Evaluates one rule for each of its subjects.
struct RuleEvaluation {
    let session: Session
    private let shared: SharedRule

    var rule: Rule { shared.rule }

    init(session: Session, rule: SharedRule) {
        self.session = session
        shared = rule
    }

    /// A subject with its variables, and the doubt about its being one, if any.
    struct Candidate {
        var objects: [any HostObject]
        var doubt: Causes?

        var variables: [Value] { objects.map { .object($0) } }

        /// Those of its objects that have a name.
        var subject: Subject {
            Subject(
                objects.compactMap { object in
                    switch object {
                    case let record as RecordObject: record.record.id
                    case let record as HeldRecord: record.id
                    default: RecordID(object.identity)
                    }
                })
        }
    }

    /// Sorted by subject.
    func cells() -> [Cell] {
        candidates().compactMap { candidate in
            if case .cell(let cell)? = session.shared(.cell(rule.id, subject(candidate))) { return cell }
            return cell(candidate)
        }.sorted { $0.subject < $1.subject }
    }

    /// The cell of one subject alone, without those of the others; nil when the rule is not evaluated for it.
    func cell(of subject: Subject) -> Cell? {
        candidate(of: subject).flatMap { cell($0) }
    }

    func cell(_ candidate: Candidate) -> Cell? {
        switch rule.role {
        case .value: valueCell(candidate)
        case .question: questionCell(candidate)
        case .finding, .decision, .criterion: verdictCell(candidate)
        }
    }

    /// Stands for the subjects that open lists may still hold.
    func possibleCandidates() -> [Candidate] {
        let lists = RecordLists(session: session)
        switch rule.subject {
        case .one(let kind):
            return rests(lists.own(kind), of: kind).map { Candidate(objects: [$0.object], doubt: $0.causes) }
        case .pair(let kind, _):
            let all = lists.withFringe(kind)
            let rest = rests(all, of: kind)
            var candidates: [Candidate] = []
            for (position, phantom) in rest.enumerated() {
                for object in objects(all) {
                    candidates.append(Candidate(objects: [object.object, phantom.object], doubt: phantom.causes))
                    candidates.append(Candidate(objects: [phantom.object, object.object], doubt: phantom.causes))
                }
                for other in rest[position...] {
                    candidates.append(
                        Candidate(objects: [phantom.object, other.object], doubt: phantom.causes.union(other.causes)))
                }
            }
            return candidates
        case .product(let factors):
            // Every combination in which at least one member is not stated.
            var partial: [(Candidate, hasPhantom: Bool)] = [(Candidate(objects: [], doubt: nil), false)]
            for factor in factors {
                let list = lists.own(factor.kind)
                let known = objects(list).map { ($0.object, $0.doubt, false) }
                let possible = rests(list, of: factor.kind).map { ($0.object, Optional($0.causes), true) }
                partial = partial.flatMap { candidate, hasPhantom in
                    (known + possible).map { object, doubt, isPhantom in
                        (candidate.adding(object, doubt), hasPhantom || isPhantom)
                    }
                }
            }
            return partial.filter(\.hasPhantom).map(\.0)
        }
    }

    func candidates() -> [Candidate] {
        let lists = RecordLists(session: session)
        switch rule.subject {
        case .one(let kind):
            // A neighbour's derived figures are shown beside one's own; it is judged by its own territory.
            let list = rule.role == .value ? lists.withFringe(kind) : lists.own(kind)
            return objects(list).map { Candidate(objects: [$0.object], doubt: $0.doubt) }
        case .pair(let kind, let ordered):
            return pairs(own: lists.own(kind), all: lists.withFringe(kind), ordered: ordered)
        case .product(let factors):
            var partial = [Candidate(objects: [], doubt: nil)]
            for factor in factors {
                let known = objects(lists.own(factor.kind))
                partial = partial.flatMap { candidate in known.map { candidate.adding($0.object, $0.doubt) } }
            }
            return partial
        }
    }

    /// The candidate that ``candidates()`` would hold for a subject, without the others: pairs grow with the
    /// square of the territory.
    private func candidate(of subject: Subject) -> Candidate? {
        let lists = RecordLists(session: session)
        let records = subject.records
        switch rule.subject {
        case .one(let kind):
            guard records.count == 1 else { return nil }
            let list = rule.role == .value ? lists.withFringe(kind) : lists.own(kind)
            return list.member(records[0]).map { Candidate(objects: [$0.object], doubt: $0.doubt) }
        case .pair(let kind, let ordered):
            // A pair that is not ordered has one order, that of the list: records sorted.
            guard records.count == 2, ordered ? records[0] != records[1] : records[0] < records[1] else { return nil }
            let (own, all) = (lists.own(kind), lists.withFringe(kind))
            guard let first = all.member(records[0]), let second = all.member(records[1]) else { return nil }
            return pair(first, second, ownDoubts: records.compactMap { own.member($0).map(\.doubt) })
        case .product(let factors):
            guard records.count == factors.count else { return nil }
            var whole = Candidate(objects: [], doubt: nil)
            for (factor, id) in zip(factors, records) {
                guard let member = lists.own(factor.kind).member(id) else { return nil }
                whole = whole.adding(member.object, member.doubt)
            }
            return whole
        }
    }

    /// Pairs of distinct records, at least one of them the territory's own.
    private func pairs(own: ListValue, all: ListValue, ordered: Bool) -> [Candidate] {
        var ownDoubts: [String: Causes?] = [:]
        for object in objects(own) { ownDoubts[object.object.identity] = .some(object.doubt) }
        let everyone = objects(all)
        var candidates: [Candidate] = []
        for (position, first) in everyone.enumerated() {
            for second in everyone[(position + 1)...] {
                let doubts = [first, second].compactMap { ownDoubts[$0.object.identity] }
                guard let candidate = pair(first, second, ownDoubts: doubts) else { continue }
                candidates.append(candidate)
                if ordered {
                    candidates.append(Candidate(objects: candidate.objects.reversed(), doubt: candidate.doubt))
                }
            }
        }
        return candidates
    }

    /// Nil when neither is the territory's own.
    ///
    /// - Parameter ownDoubts: Of those that may be: the doubt about it, if any.
    private func pair(_ first: Member, _ second: Member, ownDoubts: [Causes?]) -> Candidate? {
        guard !ownDoubts.isEmpty else { return nil }
        // One that is certainly the territory's own is enough.
        var doubt: Causes?
        if !ownDoubts.contains(where: { $0 == nil }) {
            doubt = ownDoubts.reduce(Causes()) { $0.union($1 ?? Causes()) }
        }
        for presence in [first.doubt, second.doubt] {
            if let presence { doubt = (doubt ?? Causes()).union(presence) }
        }
        return Candidate(objects: [first.object, second.object], doubt: doubt)
    }

    /// The subject's records as the lists that hold them know them.
    func variables(of subject: Subject) -> [Value] {
        let lists = RecordLists(session: session)
        return subject.records.map { id in
            if let member = lists.withFringe(id.kind).member(id) { return .object(member.object) }
            let name = id.description
            let held = lists.withFringe(id.kind).items.first { item in
                if case .object(let object) = item { object.identity == name } else { false }
            }
            return held ?? .object(session.object(id))
        }
    }

    /// A record of a list, and the doubt about its belonging, if any.
    typealias Member = (object: any HostObject, doubt: Causes?)

    private func objects(_ list: ListValue) -> [Member] {
        list.items.enumerated().compactMap { position, item in
            guard case .object(let object) = item else { return nil }
            return (object, list.membership?.presence[position])
        }
    }

    /// What open lists may still hold; past a certain number of them, one record of which nothing is
    /// known stands for all: pairs grow with their square.
    private func rests(_ list: ListValue, of kind: String) -> [(object: any HostObject, causes: Causes)] {
        let rest = list.membership?.rest ?? []
        if rest.count > Self.widest {
            let causes = rest.reduce(Causes()) { $0.union($1.causes) }
            let cause = causes.first ?? Cause(.openList, subject: kind)
            // Named after what it stands for: two lists that are open for other reasons have two of them.
            let anything = PhantomObject(
                session: session, kind: kind, known: [:], identity: "\(kind)/?*\(cause.subject).\(cause.member)",
                cause: cause)
            return [(anything, causes)]
        }
        return rest.compactMap { rest in
            if case .object(let object) = rest.element { (object, rest.causes) } else { nil }
        }
    }

    private static let widest = 24

    // MARK: Cells

    private func subject(_ candidate: Candidate) -> Subject {
        candidate.subject
    }

    func evaluate(_ expression: CompiledExpression, _ candidate: Candidate, _ more: [Value] = []) -> Value {
        session.note(shared)
        return expression.evaluate(session.globals + candidate.variables + more, options: session.options)
    }

    private func valueCell(_ candidate: Candidate) -> Cell? {
        guard let object = candidate.objects.first else { return nil }
        let value = session.value(shared, of: object)
        return Cell(
            rule: rule.id, subject: subject(candidate), verdict: nil, value: value,
            missing: value.causes.union(candidate.doubt ?? Causes()), failure: value.failure)
    }

    /// - Returns: Nil when the pair is certainly no subject of the rule.
    private func verdictCell(_ candidate: Candidate) -> Cell? {
        guard let judged = judge(candidate) else { return nil }
        let value = rule.value.map { evaluate($0, candidate) }
        var gravity: Value?
        if judged.verdict == .yes || judged.verdict == .unknown {
            gravity = rule.gravity.map { evaluate($0, candidate) }
        }
        let speaks = judged.verdict != .notApplicable && (rule.role != .finding || judged.verdict != .no)
        return Cell(
            rule: rule.id, subject: subject(candidate), verdict: judged.verdict, value: speaks ? value : nil,
            gravity: gravity, absorbedBy: judged.verdict == .yes ? absorbers(candidate) : [],
            details: speaks
                ? rule.details.map { Cell.Detail(name: $0.name, value: evaluate($0.expression, candidate)) } : [],
            missing: judged.verdict == .unknown ? judged.missing : Causes(), failure: judged.failure)
    }

    struct Judgement {
        var verdict: Verdict
        var missing = Causes()
        var failure: NullReason?
    }

    /// - Returns: Nil when the candidate is certainly no subject of the rule.
    func judge(_ candidate: Candidate) -> Judgement? {
        var missing = candidate.doubt ?? Causes()
        var isDoubtful = candidate.doubt != nil
        if let same = rule.sameExpression {
            let value = evaluate(same, candidate)
            switch value {
            case .boolean(false), .null: return nil
            case .boolean(true): break
            default:
                isDoubtful = true
                missing = missing.union(value.causes)
            }
        }
        if !session.isInForce(shared) { return Judgement(verdict: .notApplicable) }
        // What is no finding is none, whether or not it would be a subject of the rule.
        let isNoAnyway = { (otherwise: Verdict) in rule.role == .finding && otherwise == .no && rule.applies == nil }
        for (condition, otherwise) in [(rule.applies, Verdict.notApplicable), (rule.when, .no)] {
            guard let condition else { continue }
            let value = evaluate(condition, candidate)
            switch value {
            case .boolean(true): continue
            case .boolean(false):
                if isDoubtful, !isNoAnyway(otherwise) { return Judgement(verdict: .unknown, missing: missing) }
                return Judgement(verdict: otherwise)
            case .null where value.isNotApplicable:
                if isDoubtful { return Judgement(verdict: .unknown, missing: missing) }
                return Judgement(verdict: .notApplicable)
            case .null(let reason?):
                return Judgement(verdict: .unknown, missing: missing.union(reason.causes), failure: reason)
            default:
                isDoubtful = true
                missing = missing.union(value.causes)
            }
        }
        return Judgement(verdict: isDoubtful ? .unknown : .yes, missing: missing)
    }

    /// The rules that are yes on the same subject and say the same more gravely.
    private func absorbers(_ candidate: Candidate) -> [String] {
        let own = subject(candidate)
        return rule.absorbedBy.filter { id in
            guard let other = session.shape.rule(id) else { return false }
            return session.cell(other, own)?.verdict == .yes
        }
    }

    // MARK: Questions

    private func questionCell(_ candidate: Candidate) -> Cell? {
        guard let object = candidate.objects.first else { return nil }
        guard session.isInForce(shared) else {
            return Cell(
                rule: rule.id, subject: subject(candidate), verdict: .notApplicable, value: .null,
                score: rule.score == nil ? nil : .null)
        }
        let value: Value
        if let derived = rule.value {
            value = evaluate(derived, candidate)
        } else {
            value = object.member(rule.id) ?? .null
        }
        let score = rule.score.map { evaluate($0, candidate, [value]) }
        let missing = value.causes.union(score?.causes ?? Causes()).union(candidate.doubt ?? Causes())
        var verdict: Verdict?
        switch value {
        case .boolean(let flag): verdict = candidate.doubt == nil ? (flag ? .yes : .no) : .unknown
        case .unknown: verdict = .unknown
        case .list where !value.isCertain: verdict = .unknown
        case .null where value.isNotApplicable: verdict = .notApplicable
        case .null: verdict = .unknown
        default: verdict = nil
        }
        return Cell(
            rule: rule.id, subject: subject(candidate), verdict: verdict, value: value, missing: missing,
            score: score, failure: value.failure ?? score?.failure)
    }
}

extension RuleEvaluation.Candidate {
    func adding(_ object: any HostObject, _ more: Causes?) -> RuleEvaluation.Candidate {
        var doubts = doubt
        if let more { doubts = (doubts ?? Causes()).union(more) }
        return RuleEvaluation.Candidate(objects: objects + [object], doubt: doubts)
    }
}

extension ListValue {
    /// A record of a list of records, which are sorted.
    func member(_ id: RecordID) -> RuleEvaluation.Member? {
        var (low, high) = (items.startIndex, items.endIndex)
        while low < high {
            let middle = (low + high) / 2
            guard case .object(let object) = items[middle], let record = object as? RecordObject else { return nil }
            if record.record.id == id { return (record, membership?.presence[middle]) }
            if record.record.id < id { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

extension Value {
    /// The error that made the value null, if one did; what was reckoned with a null is a null that
    /// means the same: it does not apply.
    public var failure: NullReason? {
        if case .null(let reason?) = self, case .error(let code, _) = reason.kind, code != ValueError.nullOperand {
            reason
        } else {
            nil
        }
    }

    /// Whether it is a null that stands for what does not apply.
    var isNotApplicable: Bool {
        switch self {
        case .null(nil): true
        case .null(let reason?): reason.causes.isEmpty && failure == nil
        default: false
        }
    }
}

extension NullReason {
    var causes: Causes {
        if case .absent(let cause) = kind { .one(cause) } else { Causes() }
    }
}
