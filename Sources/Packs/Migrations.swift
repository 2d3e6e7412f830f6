import Diagnostics
import FEEL
import World
import YAMLReader

/// A migration as read, its expressions still texts.
struct MigrationDraft {
    enum Change {
        case attributes(
            kind: String, from: [Attribute], to: [(attribute: String, value: EmbeddedText, location: Location)])
        case codes(list: String, [(from: String, to: String, location: Location)])
    }

    var id: String
    var reason: Localized
    var date: CalendarDate
    var change: Change
    var location: Location
}

extension VocabularyReader {
    /// `engine: 1`: the engine that the pack needs.
    func checkEngine(_ node: YAMLNode) {
        guard let needed = context.integer(node, in: 1...9999), needed > Pack.engine else { return }
        context.report(
            Diagnostic(
                "R330",
                Localized(
                    fr: "ces règles demandent le moteur \(needed), celui-ci est le \(Pack.engine)",
                    en: "these rules need engine \(needed), this one is \(Pack.engine)"),
                at: node.location,
                help: Localized(
                    fr: "mettre Maillage à jour, ou garder les règles d'avant",
                    en: "upgrade Maillage, or keep the rules of before")))
    }

    /// `{id, date, reason, kind, from: {name: {type}}, to: {name: expression}}`, or `{…, list, codes: {old: new}}`.
    mutating func migration(_ node: YAMLNode) -> MigrationDraft? {
        guard let fields = Fields(node, of: Localized(fr: "une migration", en: "a migration"), context) else {
            return nil
        }
        defer { fields.finish() }
        let id = fields.string("id", required: true)
        let reason = fields.localized("reason", required: true)
        let date = ConstantReader(context: context).date(fields, "date", required: true)
        let change = fields.has("list") || fields.has("codes") ? codes(fields) : attributes(fields)
        guard let id, let reason, let date, let change else { return nil }
        return MigrationDraft(id: id, reason: reason, date: date, change: change, location: node.location)
    }

    private mutating func codes(_ fields: Fields) -> MigrationDraft.Change? {
        let list = name(fields, "list", .codeList, required: true)
        let pairs = fields.mapping("codes", required: true).compactMap { pair -> (String, String, Location)? in
            guard let from = context.string(pair.key), let to = context.string(pair.value) else { return nil }
            return (from, to, pair.value.location)
        }
        return list.map { .codes(list: $0, pairs.map { (from: $0.0, to: $0.1, location: $0.2) }) }
    }

    private mutating func attributes(_ fields: Fields) -> MigrationDraft.Change? {
        let kind = name(fields, "kind", .kind, required: true)
        var from: [Attribute] = []
        for pair in fields.mapping("from", required: true) {
            if let name = context.string(pair.key), let attribute = attribute(name, pair) { from.append(attribute) }
        }
        let to = fields.mapping("to", required: true).compactMap { pair -> (String, EmbeddedText, Location)? in
            guard let name = context.string(pair.key), let text = context.embedded(pair.value) else { return nil }
            return (name, text, pair.key.location)
        }
        return kind.map {
            .attributes(kind: $0, from: from, to: to.map { (attribute: $0.0, value: $0.1, location: $0.2) })
        }
    }
}

/// Checks migrations against the vocabulary they lead to, and compiles them.
struct MigrationCompiler {
    let vocabulary: Vocabulary
    private(set) var diagnostics: [Diagnostic] = []

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    mutating func compile(_ drafts: [MigrationDraft]) -> [Migration] {
        var first: [String: Location] = [:]
        return drafts.enumerated().compactMap { position, draft in
            if let earlier = first.updateValue(draft.location, forKey: draft.id) {
                diagnostics.append(
                    Diagnostic(
                        "R331",
                        Localized(
                            fr: "deux migrations s'appellent « \(draft.id) »",
                            en: "two migrations are called '\(draft.id)'"),
                        at: draft.location,
                        secondary: [Label(earlier, Localized(fr: "ici d'abord", en: "first here"))],
                        help: Localized(fr: "donner à chacune son nom", en: "give each a name of its own")))
            }
            return migration(draft, later: drafts[(position + 1)...]).map { change in
                Migration(
                    id: draft.id, reason: draft.reason, date: draft.date, change: change, location: draft.location)
            }
        }
    }

    private mutating func migration(
        _ draft: MigrationDraft, later: ArraySlice<MigrationDraft>
    ) -> Migration.Change? {
        switch draft.change {
        case .codes(let list, let pairs):
            guard let known = vocabulary.codeLists[list] else { return nil }
            var codes: [String: String] = [:]
            let next = later.flatMap { other -> [String] in
                if case .codes(list, let pairs) = other.change { pairs.map(\.from) } else { [] }
            }
            for (from, to, location) in pairs {
                if known.contains(from) { isDeclared(from, at: location) }
                if !known.contains(to), !next.contains(to) {
                    isUnknown(to, at: location, among: known.entries.map(\.code))
                }
                codes[from] = to
            }
            return .codes(list: list, codes)
        case .attributes(let name, let from, let to):
            guard let kind = vocabulary.kinds[name] else { return nil }
            for attribute in from where kind.attribute(attribute.name) != nil {
                isDeclared(attribute.name, at: attribute.location ?? draft.location)
            }
            let scope = Scope(
                variables: from.map { Scope.Variable(name: $0.name, type: $0.type.plainType) },
                types: PackTypes(vocabulary: vocabulary, values: [:], findingDetails: []))
            let next = later.flatMap { other -> [Attribute] in
                if case .attributes(name, let from, _) = other.change { from } else { [] }
            }
            let targets = to.compactMap { target -> Migration.Target? in
                guard
                    let attribute = kind.attribute(target.attribute)
                        ?? next.first(where: { $0.name == target.attribute })
                else {
                    isUnknown(target.attribute, at: target.location, among: kind.attributes.map(\.name))
                    return nil
                }
                let (compiled, found) = CompiledExpression.compile(
                    target.value, scope: scope, expecting: attribute.type.plainType)
                diagnostics += found
                return compiled.map { Migration.Target(attribute: target.attribute, value: $0) }
            }
            return .attributes(kind: name, from: from, to: targets)
        }
    }

    private mutating func isDeclared(_ name: String, at location: Location) {
        diagnostics.append(
            Diagnostic(
                "R332",
                Localized(
                    fr: "« \(name) » est encore déclaré : rien à migrer",
                    en: "'\(name)' is still declared: nothing to migrate"),
                at: location,
                help: Localized(
                    fr: "retirer la déclaration, ou donner un autre nom à ce qui change de sens ou d'unité",
                    en: "remove the declaration, or give another name to what changes its meaning or unit")))
    }

    private mutating func isUnknown(_ name: String, at location: Location, among known: [String]) {
        diagnostics.append(
            Diagnostic(
                "R333",
                Localized(
                    fr: "« \(name) » n'est déclaré nulle part : rien où migrer",
                    en: "'\(name)' is declared nowhere: nothing to migrate to"),
                at: location, help: .nearest(to: name, among: known)))
    }
}

extension Attribute.ValueType {
    /// How an expression over statements alone sees a value: a reference is the key that it names.
    fileprivate var plainType: FEELType {
        if case .reference = self { return .string }
        return feelType
    }
}
