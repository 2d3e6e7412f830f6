import FEEL
import Packs

/// Which rules, functions and assessments depend on which names, read in their expressions: more than do
/// rather than fewer, since a name is taken for whatever is called so.
struct Readers: Sendable {
    /// What a part of a pack is called here: `règle`, `fonction()`, `groupe.paramètre`, `evaluation:x`.
    typealias Owner = String

    /// By name read, the owners whose expressions read it.
    private var readers: [String: Set<Owner>] = [:]
    private let findings: Set<Owner>
    private let groups: Set<String>

    init(_ pack: Pack) {
        groups = Set(pack.parameters.map(\.name))
        findings = Set(pack.rules.filter { $0.role == .finding }.map(\.id))
        for rule in pack.rules {
            for expression in rule.expressions { read(expression.expression.tree, by: rule.id) }
            for id in rule.absorbedBy { readers[id, default: []].insert(rule.id) }
            // What an asked question reads is its own answer, a fact.
        }
        for function in pack.functions { read(function.body.tree, by: Readers.owner(of: function)) }
        for assessment in pack.assessments {
            let owner = Readers.owner(of: assessment)
            for id in assessment.scope { readers[id, default: []].insert(owner) }
            for gate in assessment.gates { read(gate.condition.tree, by: owner) }
        }
    }

    static func owner(of function: PackFunction) -> Owner { function.name + "()" }
    static func owner(of assessment: Assessment) -> Owner { "assessment:" + assessment.id }

    private mutating func read(_ tree: Expression, by owner: Owner) {
        switch tree.kind {
        case .name(let name): readers[name, default: []].insert(owner)
        case .path(let base, let name):
            readers[name.text, default: []].insert(owner)
            // One parameter of a group is not the whole group.
            if case .name(let group) = base.kind, groups.contains(group) {
                readers["\(group).\(name.text)", default: []].insert(owner)
                return
            }
        default: break
        }
        for part in tree.parts { read(part, by: owner) }
    }

    /// Owners that read a parameter, by its own name or with its whole group.
    func readers(of parameter: String, in group: String) -> Set<Owner> {
        (readers["\(group).\(parameter)"] ?? []).union(readers[group] ?? [])
    }

    /// Owners that read a name themselves.
    func direct(_ name: String) -> Set<Owner> { readers[name] ?? [] }

    /// Everything whose result may change when an owner, or a parameter `group.name`, does; itself included.
    func affected(by owner: Owner) -> Set<Owner> {
        var reached: Set<Owner> = [owner]
        var pending = [owner]
        while let next = pending.popLast() {
            var more = readers[next.hasSuffix("()") ? String(next.dropLast(2)) : next] ?? []
            if let dot = next.firstIndex(of: ".") { more.formUnion(readers[String(next[..<dot])] ?? []) }
            if findings.contains(next) { more.formUnion(readers["findings"] ?? []) }
            for reader in more where reached.insert(reader).inserted { pending.append(reader) }
        }
        return reached
    }
}

extension Rule {
    enum ExpressionRole: String, Sendable {
        case applies, when, value, score, gravity
        case detail
    }

    /// Every expression of the rule that a person wrote, with what it is for.
    var expressions: [(role: ExpressionRole, name: String, expression: CompiledExpression)] {
        var found: [(role: ExpressionRole, name: String, expression: CompiledExpression)] = []
        for (role, expression) in [
            (ExpressionRole.applies, applies), (.when, when), (.value, value), (.score, score), (.gravity, gravity),
        ] {
            if let expression { found.append((role, role.rawValue, expression)) }
        }
        return found + details.map { (.detail, "details.\($0.name)", $0.expression) }
    }

    /// The rule with another expression in place of one of its own.
    func replacing(_ role: ExpressionRole, _ name: String, with expression: CompiledExpression) -> Rule {
        var rule = self
        switch role {
        case .applies: rule.applies = expression
        case .when: rule.when = expression
        case .value: rule.value = expression
        case .score: rule.score = expression
        case .gravity: rule.gravity = expression
        case .detail:
            for position in rule.details.indices where "details.\(rule.details[position].name)" == name {
                rule.details[position].expression = expression
            }
        }
        return rule
    }
}
