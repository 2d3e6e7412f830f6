public import Diagnostics

/// A degree of confidentiality and the group of the machine whose members may read what bears it.
public struct ConfidentialityLevel: Hashable, Sendable {
    public var id: String
    public var labels: Localized
    /// A group of the machine: `maillage-bureau`.
    public var group: String

    public init(id: String, labels: Localized, group: String) {
        self.id = id
        self.labels = labels
        self.group = group
    }
}

/// What makes facts confidential: always, or where the record itself says so.
public struct Confidentiality: Hashable, Sendable {
    /// The record's own word: an attribute and the codes that make it confidential.
    public struct Condition: Hashable, Sendable {
        public var attribute: String
        public var codes: [String]

        public init(attribute: String, codes: [String]) {
            self.attribute = attribute
            self.codes = codes
        }
    }

    /// A ``ConfidentialityLevel/id``.
    public var level: String
    public var condition: Condition?

    public init(level: String, condition: Condition? = nil) {
        self.level = level
        self.condition = condition
    }
}

/// Which levels a reader may read.
public enum Clearance: Hashable, Sendable {
    case all
    /// These, and what is public.
    case levels(Set<String>)

    public func covers(_ level: String) -> Bool {
        switch self {
        case .all: true
        case .levels(let levels): levels.contains(level)
        }
    }
}

extension Kind {
    /// Whether anything of such records may ever be confidential.
    var hasConfidentiality: Bool {
        confidentiality != nil || attributes.contains { $0.confidentiality != nil }
    }

    /// What makes an attribute of such records confidential: its own word, else the kind's.
    ///
    /// A key is in every name of the record, the parent decides in which lists it stands, and the attribute of a
    /// condition says only that there is something to hide: the kind's word leaves these three alone.
    public func confidentiality(of attribute: String) -> Confidentiality? {
        if let own = self.attribute(attribute)?.confidentiality { return own }
        guard let confidentiality, !attribute.isEmpty, !key.contains(attribute), attribute != parent,
            attribute != confidentiality.condition?.attribute
        else { return nil }
        return confidentiality
    }
}

extension Vocabulary {
    /// Whether anything may ever be confidential.
    public var hasConfidentiality: Bool { kinds.values.contains(where: \.hasConfidentiality) }

    /// Attributes that say what is confidential, sorted.
    public var confidentialityConditions: [(kind: String, attribute: String)] {
        sortedKinds.flatMap { kind in
            let declared = [kind.confidentiality] + kind.attributes.map(\.confidentiality)
            return Set(declared.compactMap { $0?.condition?.attribute }).sorted().map { (kind.name, $0) }
        }
    }
}

/// Takes out of a world what a reader may not read.
///
/// A fact taken out is still there, without its value: its record, attribute and source stay. What is computed over
/// the rest is then the same whatever the value was. So nothing has to be followed: what a reader without the right
/// is answered is a function of what such a reader may know.
public struct Redaction: Sendable {
    public let vocabulary: Vocabulary
    public let clearance: Clearance
    /// Worlds whose records say what is confidential: what is so now is so in the past as well.
    private let marking: [FactBase]

    /// - Parameters:
    ///   - vocabulary: Today's.
    ///   - marking: Bases in today's words.
    public init(vocabulary: Vocabulary, clearance: Clearance, marking: [FactBase]) {
        self.vocabulary = vocabulary
        self.clearance = clearance
        self.marking = marking
    }

    /// The level that keeps an attribute of a record from this reader; nil where it may be read.
    ///
    /// A condition counts as soon as any source has said so, whenever: sources that disagree do not uncover.
    ///
    /// - Parameter attribute: In today's words, or a former name of it.
    public func level(of record: RecordID, _ attribute: String) -> String? {
        guard clearance != .all, let kind = vocabulary.kinds[record.kind] else { return nil }
        let names = kind.attribute(attribute) == nil ? vocabulary.laterNames(of: attribute, kind: record.kind) : []
        for name in [attribute] + names {
            guard let declared = kind.confidentiality(of: name), !clearance.covers(declared.level) else { continue }
            guard let condition = declared.condition else { return declared.level }
            let says = marking.contains { base in
                (base.records[record]?[condition.attribute] ?? []).contains { fact in
                    if case .text(let code) = fact.value { condition.codes.contains(code) } else { false }
                }
            }
            if says { return declared.level }
        }
        return nil
    }

    /// A base without what a reader may not read.
    public struct Applied: Sendable {
        public var base: FactBase
        /// The levels of what was taken out; none: nothing was.
        public var levels: Set<String> = []
        /// Whether what was taken out says which records there are, or where they belong.
        public var movesRecords = false
    }

    /// The base without what this reader may not read.
    ///
    /// Days of validity go with the value. So does where in its file a fact stands, and those that share the file: a
    /// longer value moves them along.
    public func applied(to base: FactBase) -> Applied {
        var applied = Applied(base: base)
        guard clearance != .all, vocabulary.hasConfidentiality else { return applied }
        var files: Set<String> = []
        var hidden: [RecordID: Set<String>] = [:]
        let kinds = Set(vocabulary.kinds.values.filter(\.hasConfidentiality).map(\.name))
        for (record, statements) in base.records where kinds.contains(record.kind) {
            for (attribute, facts) in statements where !attribute.isEmpty {
                guard let level = level(of: record, attribute) else { continue }
                applied.levels.insert(level)
                if record.kind == vocabulary.census?.kind { applied.movesRecords = true }
                if case .reference? = vocabulary.kinds[record.kind]?.attribute(attribute)?.type {
                    applied.movesRecords = true
                }
                hidden[record, default: []].insert(attribute)
                for fact in facts where fact.source != Arbitration.source { files.insert(Self.file(fact.origin)) }
            }
        }
        if hidden.isEmpty { return applied }
        let facts = base.facts.compactMap { fact -> Fact? in
            guard hidden[fact.record]?.contains(fact.attribute) ?? false else {
                return files.contains(Self.file(fact.origin)) && fact.source != Arbitration.source
                    ? fact.placed(at: Self.file(fact.origin)) : fact
            }
            return Self.withheld(fact)
        }
        applied.base = FactBase(territory: base.territory, facts: facts)
        return applied
    }

    /// The operation as this reader may see it, and the level of what was taken out of it.
    public func applied(to operation: ChangeSet.Operation) -> (operation: ChangeSet.Operation, level: String?) {
        guard case .state(let fact) = operation, let level = level(of: fact.record, fact.attribute) else {
            return (operation, nil)
        }
        return (
            Self.withheld(fact).map { .state($0) } ?? .withdraw(record: fact.record, attribute: fact.attribute), level
        )
    }

    /// - Returns: Nil for an arbitration: its account holds what it weighed.
    private static func withheld(_ fact: Fact) -> Fact? {
        if fact.source == Arbitration.source { return nil }
        return Fact(
            record: fact.record, attribute: fact.attribute, value: .withheld(.confidential), source: fact.source,
            origin: file(fact.origin))
    }

    /// `maisons.csv:3:12` → `maisons.csv`.
    private static func file(_ origin: String) -> String {
        origin.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? origin
    }
}

extension Fact {
    fileprivate func placed(at origin: String) -> Fact {
        var copy = self
        copy.origin = origin
        return copy
    }
}

extension Vocabulary {
    /// The names under which an attribute of an earlier vocabulary is told today.
    func laterNames(of attribute: String, kind: String) -> [String] {
        var names = [attribute]
        for migration in migrations {
            guard case .attributes(kind, let from, let to) = migration.change,
                from.contains(where: { names.contains($0.name) })
            else { continue }
            names += to.map(\.attribute).filter { !names.contains($0) }
        }
        return Array(names.dropFirst())
    }
}
