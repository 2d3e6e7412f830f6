import FEEL
import Packs
import World

/// What each name means on a record of each kind, looked up once for a session instead of at every
/// read.
struct WorldShape: Sendable {
    /// What a list member of a kind holds.
    struct ListMember: Sendable {
        var child: String
        var withFringe: Bool
    }

    /// A stated attribute, with all it may be when nobody states it.
    final class StatedMember: Sendable {
        let attribute: Attribute
        let domain: Unknown.Domain

        fileprivate init(_ attribute: Attribute, _ domain: Unknown.Domain) {
            self.attribute = attribute
            self.domain = domain
        }
    }

    enum Member: Sendable {
        case attribute(StatedMember)
        /// What a rule derives, or concludes, of a record.
        case value(SharedRule)
        case list(ListMember)
        /// The territory's findings.
        case findings
    }

    /// The members of one kind, by name.
    final class Members: Sendable {
        fileprivate let byName: [String: Member]

        fileprivate init(_ byName: [String: Member]) { self.byName = byName }

        subscript(_ name: String) -> Member? { byName[name] }

        fileprivate static let none = Members([:])
    }

    /// By kind. Where two are called the same: attributes, then rules, then lists.
    private let members: [String: Members]
    /// Sorted by name.
    let measures: [Measure]
    /// What expressions read of the pack's groups of parameters, in its order.
    let parameters: [Value]
    /// In the pack's order. A rule is large: who needs its name alone does not take it out of the pack.
    let rules: [String]
    let all: [SharedRule]
    /// Those that find something.
    let findings: [String]
    private let rulesByName: [String: SharedRule]

    init(_ pack: Pack) {
        let vocabulary = pack.vocabulary
        rules = pack.rules.map(\.id)
        all = pack.rules.enumerated().map { SharedRule($1, place: $0) }
        rulesByName = Dictionary(all.map { ($0.id, $0) }) { _, last in last }
        parameters = pack.parameters.map { .context($0.context) }
        findings = pack.rules.filter { $0.role == .finding }.map(\.id)
        var members: [String: [String: Member]] = [:]
        members[vocabulary.territoryKind, default: [:]][Session.findingsMember] = .findings
        for kind in vocabulary.kinds.values {
            for ancestor in vocabulary.ancestors(of: kind.name) {
                members[ancestor, default: [:]][kind.plural] = .list(ListMember(child: kind.name, withFringe: false))
            }
            if let name = kind.pluralWithFringe {
                members[vocabulary.territoryKind, default: [:]][name] =
                    .list(ListMember(child: kind.name, withFringe: true))
            }
        }
        for shared in all {
            if shared.rule.role == .value || shared.rule.concludes, case .one(let kind) = shared.rule.subject {
                members[kind, default: [:]][shared.id] = .value(shared)
            }
        }
        for kind in vocabulary.kinds.values {
            for attribute in kind.attributes {
                members[kind.name, default: [:]][attribute.name] =
                    .attribute(StatedMember(attribute, WorldShape.domain(of: attribute, vocabulary)))
            }
        }
        self.members = members.mapValues(Members.init)
        self.measures = vocabulary.measures.values.sorted { $0.name < $1.name }
    }

    func members(of kind: String) -> Members { members[kind] ?? .none }

    func member(_ name: String, of kind: String) -> Member? { members[kind]?[name] }

    func rule(_ id: String) -> SharedRule? { rulesByName[id] }

    /// All that an attribute may be; an `any` holds null too.
    private static func domain(of attribute: Attribute, _ vocabulary: Vocabulary) -> Unknown.Domain {
        let orNull = attribute.mayNotApply
        let null = orNull ? [Value.null(nil)] : []
        switch attribute.type {
        case .number: return .number(attribute.range ?? Interval(), orNull: orNull)
        case .boolean: return .values([.boolean(false), .boolean(true)] + null)
        case .text: return .any(type: "string")
        case .date: return .date(Interval(), orNull: orNull)
        case .codes, .reference: return .any(type: nil)
        case .code(let list):
            let codes = (vocabulary.codeLists[list]?.entries.map { Value.string($0.code) } ?? []) + null
            return codes.count >= 2 && codes.count <= Unknown.Domain.limit ? .values(codes) : .any(type: "string")
        }
    }
}

/// A rule for the many who hold it: to copy one is to take hold of each of its parts.
final class SharedRule: Sendable {
    let rule: Rule
    /// Its place among the pack's rules; nil for one that is looked at by itself.
    let place: Int?

    var id: String { rule.id }
    var role: Rule.Role { rule.role }

    init(_ rule: Rule, place: Int? = nil) {
        self.rule = rule
        self.place = place
    }
}
