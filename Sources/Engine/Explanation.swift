public import Diagnostics
public import FEEL
import Packs
import Synchronization
public import World

/// Why a cell says what it says: the same evaluation, run again with a recorder on.
public struct Explanation: Sendable {
    public let cell: Cell
    /// The rule's expressions, in the order they were evaluated.
    public let parts: [Part]

    /// An expression of the rule, or a condition of it.
    public struct Part: Sendable {
        public enum Role: String, Sendable {
            case applies, when, value, score, gravity
            /// A term of a conjunction, of an alternative, a branch.
            case term
        }

        public let role: Role
        /// As written in the rule.
        public let text: String
        public let location: Location
        /// Nil when it was not needed.
        public let value: Value?
        public let terms: [Part]
        /// What this part read, in the order it read it, each once. Empty when `terms` tell more.
        public let reads: [Read]
    }

    /// A value that was read.
    public struct Read: Sendable {
        public enum Origin: Sendable {
            /// Facts that state it; empty when none does.
            case facts([Fact])
            /// The rule that derives it, explained; nil when that was already done above.
            case rule(String, [Part]?)
            /// A parameter of the pack: `seuils.surface`.
            case parameter
            /// A list of records, with the censuses that count them.
            case list
        }

        /// `maison/A1`; empty for a parameter.
        public let subject: String
        public let member: String
        public let value: Value
        public let origin: Origin
    }
}

extension Evaluation {
    /// - Returns: Nil when the rule is not evaluated for the subject.
    public func explain(_ rule: String, _ subject: Subject) -> Explanation? {
        guard let rule = session.shape.rule(rule), let cell = cell(rule.id, subject) else { return nil }
        let variables = RuleEvaluation(session: session, rule: rule).variables(of: subject)
        // Nothing of a rule that is not in force was evaluated.
        guard session.isInForce(rule) else { return Explanation(cell: cell, parts: []) }
        var explainer = Explainer(session: session)
        return Explanation(cell: cell, parts: explainer.parts(rule.rule, variables, cell))
    }
}

/// Notes sub-expressions' values and members read, in the order of evaluation.
private final class Recording: EvaluationRecorder, Sendable {
    struct Entry {
        var identity: String
        var kind: String
        var member: String
        var value: Value
        var object: any HostObject
    }

    struct State {
        var values: [Span: Value] = [:]
        var pending: [Entry] = []
        var reads: [Span: [Entry]] = [:]
    }

    let leaves: Set<Span>
    let state = Mutex(State())

    init(leaves: Set<Span>) {
        self.leaves = leaves
    }

    func record(_ expression: Expression, _ value: Value) {
        state.withLock { state in
            state.values[expression.span] = value
            if leaves.contains(expression.span) {
                state.reads[expression.span, default: []] += state.pending
                state.pending = []
            }
        }
    }

    func read(_ object: any HostObject, _ member: String, _ value: Value) {
        let entry = Entry(identity: object.identity, kind: object.kind, member: member, value: value, object: object)
        state.withLock { $0.pending.append(entry) }
    }
}

private struct Explainer {
    let session: Session
    /// Rules already explained for a record: told once.
    var told: Set<String> = []
    var depth = 0

    static let deepest = 8
    /// Reads shown for one condition: an aggregate over a country is summed up by its value.
    static let widest = 60

    mutating func parts(_ rule: Rule, _ variables: [Value], _ cell: Cell?) -> [Explanation.Part] {
        var parts: [Explanation.Part] = []
        let inputs = session.globals + variables
        for (role, expression) in [
            (Explanation.Part.Role.applies, rule.applies), (.when, rule.when), (.value, rule.value),
            (.gravity, cell?.gravity == nil ? nil : rule.gravity),
        ] {
            guard let expression else { continue }
            parts.append(part(role, expression, inputs))
        }
        if rule.role == .question {
            if rule.value == nil, case .object(let object)? = variables.first {
                parts.append(answer(rule, object))
            }
            if let score = rule.score, let value = cell?.value { parts.append(part(.score, score, inputs + [value])) }
        }
        return parts
    }

    private mutating func answer(_ rule: Rule, _ object: any HostObject) -> Explanation.Part {
        let value = object.member(rule.id) ?? .null
        return Explanation.Part(
            role: .value, text: rule.id, location: rule.location, value: value, terms: [],
            reads: [read(object, rule.id, value)])
    }

    private mutating func part(
        _ role: Explanation.Part.Role, _ expression: CompiledExpression, _ inputs: [Value]
    ) -> Explanation.Part {
        var leaves: Set<Span> = []
        collectLeaves(expression.tree, &leaves)
        let recording = Recording(leaves: leaves)
        var options = EvaluationOptions()
        options.recorder = recording
        let value = expression.evaluate(inputs, options: options)
        let state = recording.state.withLock { $0 }
        return build(role, expression.tree, expression, state, value)
    }

    private mutating func build(
        _ role: Explanation.Part.Role, _ tree: Expression, _ expression: CompiledExpression, _ state: Recording.State,
        _ value: Value?
    ) -> Explanation.Part {
        let bytes = Array(expression.source.text.utf8)
        let span = tree.span
        let text = String(decoding: bytes[min(span.start, bytes.count)..<min(span.end, bytes.count)], as: UTF8.self)
        let terms = Explainer.terms(of: tree)
        var reads: [Explanation.Read] = []
        if terms.isEmpty {
            reads = parameters(in: tree)
            var seen: Set<String> = []
            for entry in state.reads[span] ?? [] where reads.count < Explainer.widest {
                if seen.insert("\(entry.identity).\(entry.member)").inserted {
                    reads.append(read(entry.object, entry.member, entry.value))
                }
            }
        }
        return Explanation.Part(
            role: role, text: text, location: expression.source.location(span), value: value,
            terms: terms.map { build(.term, $0, expression, state, state.values[$0.span]) }, reads: reads)
    }

    private mutating func read(_ object: any HostObject, _ member: String, _ value: Value) -> Explanation.Read {
        let origin: Explanation.Read.Origin
        if let rule = session.pack.value(member, of: object.kind) {
            let key = "\(rule.id) \(object.identity)"
            if depth < Explainer.deepest, told.insert(key).inserted {
                depth += 1
                origin = .rule(rule.id, parts(rule, [.object(object)], nil))
                depth -= 1
            } else {
                origin = .rule(rule.id, nil)
            }
        } else if case .list = value, session.pack.vocabulary.kinds[object.kind]?.attribute(member) == nil {
            origin = .list
        } else if let record = object as? RecordObject {
            origin = .facts(record.record.facts(member))
        } else {
            origin = .facts([])
        }
        return Explanation.Read(subject: object.identity, member: member, value: value, origin: origin)
    }

    /// `seuils.surface` and the like, as the expression names them.
    private func parameters(in tree: Expression) -> [Explanation.Read] {
        var reads: [Explanation.Read] = []
        var seen: Set<String> = []
        tree.visit { node in
            guard case .path(let base, let name) = node.kind, case .name(let group) = base.kind,
                let value = session.pack.parameters.first(where: { $0.name == group })?.context[name.text],
                seen.insert("\(group).\(name.text)").inserted
            else { return }
            reads.append(
                Explanation.Read(subject: "", member: "\(group).\(name.text)", value: value, origin: .parameter))
        }
        return reads
    }

    private func collectLeaves(_ tree: Expression, _ leaves: inout Set<Span>) {
        let terms = Explainer.terms(of: tree)
        if terms.isEmpty {
            leaves.insert(tree.span)
        } else {
            for term in terms { collectLeaves(term, &leaves) }
        }
    }

    /// The conditions a condition is made of; empty for one that is told by what it read.
    private static func terms(of tree: Expression) -> [Expression] {
        switch tree.kind {
        case .and(let left, let right):
            var terms: [Expression] = []
            for side in [left, right] {
                if case .and = side.kind { terms += Explainer.terms(of: side) } else { terms.append(side) }
            }
            return terms
        case .or(let left, let right):
            var terms: [Expression] = []
            for side in [left, right] {
                if case .or = side.kind { terms += Explainer.terms(of: side) } else { terms.append(side) }
            }
            return terms
        case .conditional(let condition, let then, let otherwise):
            return [condition, then, otherwise]
        default:
            return []
        }
    }
}
