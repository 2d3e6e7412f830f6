public import Diagnostics
public import JSON
public import World

/// Fills in what a record that is written down leaves unsaid: its key, and what it belongs to where there
/// is but one such thing.
public struct Recording {
    let kind: Kind
    let vocabulary: Vocabulary
    let base: FactBase

    public init(kind: Kind, vocabulary: Vocabulary, base: FactBase) {
        self.kind = kind
        self.vocabulary = vocabulary
        self.base = base
    }

    /// - Parameter record: Attributes by name.
    /// - Returns: The record with what could be filled in, and its id when its key is whole.
    public func completed(_ record: JSONValue) -> (record: JSONValue, id: RecordID?) {
        var members = record.objectMembers ?? []
        func isGiven(_ name: String) -> Bool {
            members.contains { $0.name == name && !$0.value.isNull && $0.value != .string("") }
        }
        func fill(_ name: String, _ value: String) {
            members.removeAll { $0.name == name }
            members.insert(.init(name, .string(value)), at: 0)
        }
        if let parent = kind.parent, !isGiven(parent), let only = only(parent) { fill(parent, only) }
        if kind.key.count == 1, let name = kind.key.first, name != kind.parent, !isGiven(name),
            kind.attribute(name).map({ $0.type == .text }) ?? true
        {
            fill(name, nextKey)
        }
        let completed = JSONValue.object(members)
        let parts = kind.key.compactMap { name -> String? in
            guard let value = completed[name] else { return nil }
            return value.stringValue ?? value.numberText
        }
        let id = parts.count == kind.key.count ? RecordID(kind: kind.name, key: parts.joined(separator: "|")) : nil
        return (completed, id)
    }

    /// The key of the one record of a kind; the territory's own is the one at hand.
    private func only(_ kind: String) -> String? {
        if kind == vocabulary.territoryKind { return base.territory }
        let keys = base.records.keys.filter { $0.kind == kind }.map(\.key)
        return keys.count == 1 ? keys[0] : nil
    }

    /// `kind_1`, `kind_2`: the first that is free.
    private var nextKey: String {
        var number = 1
        while base.records[RecordID(kind: kind.name, key: "\(kind.name)_\(number)")] != nil { number += 1 }
        return "\(kind.name)_\(number)"
    }
}

extension SocketFacts {
    /// What a question supposes: a list of facts, or a whole body, as JSON text; a null value supposes that
    /// nobody states it.
    ///
    /// A record that nobody stated is supposed with the parts of its key, as the same body would state them.
    @Sendable
    public static func suppositions(_ text: String, over snapshot: Snapshot) -> ([Supposition], [Diagnostic]) {
        let body: JSONValue
        do {
            let read = try JSONValue.parse(text)
            body = read.arrayValue == nil ? read : .object([.init("facts", read)])
        } catch {
            let source = SourceText(name: "<suppose>", text: text)
            return ([], [Diagnostic("A026", error, in: source)])
        }
        let (facts, diagnostics) = parse(json: body, vocabulary: snapshot.vocabulary)
        let keyed = facts.keyed.filter { snapshot.record($0.record)?.facts($0.attribute).isEmpty ?? true }
        let stated = (facts.facts + keyed).map {
            Supposition(record: $0.record, attribute: $0.attribute, value: $0.value)
        }
        let withdrawn = facts.withdrawn.map { Supposition(record: $0.record, attribute: $0.attribute, value: nil) }
        return (withdrawn + stated, diagnostics)
    }
}
