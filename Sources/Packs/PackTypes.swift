public import FEEL
public import World

/// What expressions may ask of the vocabulary's kinds: the checker's view of a pack.
public struct PackTypes: TypeEnvironment {
    let vocabulary: Vocabulary
    /// Types of derived attributes by kind and name.
    let values: [String: [String: FEELType]]
    /// Names that some finding gives as details.
    let findingDetails: Set<String>
    private let lists: [String: [String: String]]

    init(vocabulary: Vocabulary, values: [String: [String: FEELType]], findingDetails: Set<String>) {
        self.vocabulary = vocabulary
        self.values = values
        self.findingDetails = findingDetails
        var lists: [String: [String: String]] = [:]
        for kind in vocabulary.kinds.values {
            for ancestor in vocabulary.ancestors(of: kind.name) {
                lists[ancestor, default: [:]][kind.plural] = kind.name
            }
            if let name = kind.pluralWithFringe { lists[vocabulary.territoryKind, default: [:]][name] = kind.name }
        }
        self.lists = lists
    }

    /// The kind of findings, which no vocabulary declares.
    static let finding = "finding"
    private static let findingMembers: [String: FEELType] = [
        "rule": .string, "gravity": .string, "subjects": .list(.any), "absorbed": .boolean,
    ]

    public func memberType(_ name: String, of kind: String) -> FEELType? {
        if kind == PackTypes.finding {
            return PackTypes.findingMembers[name] ?? (findingDetails.contains(name) ? .any : nil)
        }
        if let attribute = vocabulary.kinds[kind]?.attribute(name) { return attribute.type.feelType }
        if let type = values[kind]?[name] { return type }
        if let child = lists[kind]?[name] { return .list(.object(child)) }
        if kind == vocabulary.territoryKind, name == "findings" { return .list(.object(PackTypes.finding)) }
        return nil
    }

    public func memberNames(of kind: String) -> [String] {
        if kind == PackTypes.finding { return (Array(PackTypes.findingMembers.keys) + findingDetails).sorted() }
        var names = vocabulary.kinds[kind]?.attributes.map(\.name) ?? []
        names += values[kind].map { Array($0.keys) } ?? []
        names += lists[kind].map { Array($0.keys) } ?? []
        if kind == vocabulary.territoryKind { names.append("findings") }
        return names.sorted()
    }

    public func type(named name: String) -> FEELType? {
        vocabulary.kinds[name] == nil ? nil : .object(name)
    }
}

extension Attribute.ValueType {
    /// How expressions see a value of the attribute.
    public var feelType: FEELType {
        switch self {
        case .number: .number
        case .boolean: .boolean
        case .text, .code: .string
        case .date: .date
        case .codes: .list(.string)
        case .reference(let kind): .object(kind)
        }
    }
}
