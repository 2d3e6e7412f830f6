import FEEL
import Packs
import Synchronization
public import World

/// Which of a few attributes the cells of an evaluation read, the values they derive from included.
///
/// Thousands of cells may change at once when a table is imported: what a derived value reads is
/// worked out once, and of each cell only the first attributes are kept, in the order given.
public struct ReadTracer {
    /// Ranks of a read attribute among those asked about, ascending, at most `limit` of them.
    private typealias Ranks = [Int]

    private let session: Session
    private let evaluation: Evaluation
    private let ranks: [AttributeRead: [Int]]
    private let limit: Int
    private let influence: Influence?
    private var known: [AttributeRead: Ranks] = [:]

    /// - Parameters:
    ///   - attributes: Records and attributes, in the order in which they are to be told.
    ///   - limit: How many are told of each cell.
    ///   - influence: Of these attributes: derived values that it excludes need not be looked into.
    public init(
        _ evaluation: Evaluation, attributes: [(record: RecordID, attribute: String)], limit: Int,
        influence: Influence? = nil
    ) {
        self.influence = influence
        self.evaluation = evaluation
        self.session = evaluation.session
        self.limit = limit
        var ranks: [AttributeRead: [Int]] = [:]
        for (rank, item) in attributes.enumerated() {
            ranks[AttributeRead(identity: item.record.description, member: item.attribute), default: []].append(rank)
        }
        self.ranks = ranks
    }

    /// Positions in `attributes` of those that a cell reads, ascending, `limit` at most; none when
    /// the rule is not evaluated for the subject.
    public mutating func reads(of rule: String, _ subject: Subject) -> [Int] {
        guard let rule = session.shape.rule(rule), let cell = evaluation.cell(rule.id, subject) else { return [] }
        let variables = RuleEvaluation(session: session, rule: rule).variables(of: subject)
        return ranks(of: rule.rule, variables, cell)
    }

    private mutating func ranks(of rule: Rule, _ variables: [Value], _ cell: Cell?) -> Ranks {
        var found: Ranks = []
        let inputs = session.globals + variables
        var expressions = [rule.applies, rule.when, rule.value].compactMap { $0 }
        if cell?.gravity != nil, let gravity = rule.gravity { expressions.append(gravity) }
        for expression in expressions { merge(&found, ranks(of: expression, inputs)) }
        if rule.role == .question {
            if rule.value == nil, case .object(let object)? = variables.first {
                merge(&found, ranks(of: AttributeRead(identity: object.identity, member: rule.id), object))
            }
            if let score = rule.score, let value = cell?.value {
                merge(&found, ranks(of: score, inputs + [value]))
            }
        }
        return found
    }

    private mutating func ranks(of expression: CompiledExpression, _ inputs: [Value]) -> Ranks {
        let collector = ReadCollector()
        var options = EvaluationOptions()
        options.recorder = collector
        _ = expression.evaluate(inputs, options: options)
        var found: Ranks = []
        for (read, object) in collector.reads.withLock({ $0 }) { merge(&found, ranks(of: read, object)) }
        return found
    }

    private mutating func ranks(of read: AttributeRead, _ object: any HostObject) -> Ranks {
        guard let rule = session.pack.value(read.member, of: object.kind) else { return ranks[read] ?? [] }
        if let known = known[read] { return known }
        if let record = object as? RecordObject, record.narrowed.isEmpty,
            let influence, !influence.mayReach(rule.id, record.record.id)
        {
            known[read] = []
            return []
        }
        // A rule never needs itself: a pack with a circle is refused.
        let found = ranks(of: rule, [.object(object)], nil)
        known[read] = found
        return found
    }

    private func merge(_ found: inout Ranks, _ more: Ranks) {
        guard !more.isEmpty else { return }
        found = Array(Set(found + more).sorted().prefix(limit))
    }
}

private struct AttributeRead: Hashable {
    var identity: String
    var member: String
}

/// Notes each member that an evaluation reads, once.
private final class ReadCollector: EvaluationRecorder, Sendable {
    let reads = Mutex<[AttributeRead: any HostObject]>([:])

    func record(_ expression: Expression, _ value: Value) {}

    func read(_ object: any HostObject, _ member: String, _ value: Value) {
        let read = AttributeRead(identity: object.identity, member: member)
        reads.withLock { if $0[read] == nil { $0[read] = object } }
    }
}
