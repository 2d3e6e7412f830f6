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

    enum Member: Sendable {
        /// A stated attribute, with all it may be when nobody states it.
        case attribute(Attribute, Unknown.Domain)
        /// What a rule derives, or concludes, of a record.
        case value(Rule)
        case list(ListMember)
        /// The territory's findings.
        case findings
    }

    /// By kind, then by name. Where two are called the same: attributes, then rules, then lists.
    private let members: [String: [String: Member]]
    /// Sorted by name.
    let measures: [Measure]
    /// In the pack's order. A rule is large: who needs its name alone does not take it out of the pack.
    let rules: [String]
    /// Those that find something.
    let findings: [String]

    init(_ pack: Pack) {
        let vocabulary = pack.vocabulary
        rules = pack.rules.map(\.id)
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
        for rule in pack.rules {
            if rule.role == .value || rule.concludes, case .one(let kind) = rule.subject {
                members[kind, default: [:]][rule.id] = .value(rule)
            }
        }
        for kind in vocabulary.kinds.values {
            for attribute in kind.attributes {
                members[kind.name, default: [:]][attribute.name] =
                    .attribute(attribute, WorldShape.domain(of: attribute, vocabulary))
            }
        }
        self.members = members
        self.measures = vocabulary.measures.values.sorted { $0.name < $1.name }
    }

    func member(_ name: String, of kind: String) -> Member? { members[kind]?[name] }

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
