import FEEL
import Packs
import World

/// A record as expressions see it.
struct RecordObject: HostObject {
    let session: Session
    let record: Record

    var identity: String { record.id.description }
    var kind: String { record.id.kind }

    func member(_ name: String) -> Value? {
        guard let kind = session.pack.vocabulary.kinds[record.id.kind] else { return nil }
        if let attribute = kind.attribute(name) { return value(of: attribute) }
        if let rule = session.pack.value(name, of: kind.name) { return session.value(rule, of: self) }
        if let list = session.shape.lists[kind.name]?[name] {
            return .list(RecordLists(session: session).list(list, of: self))
        }
        if kind.name == session.pack.vocabulary.territoryKind, name == Session.findingsMember {
            return .list(session.findings())
        }
        return nil
    }

    /// What the facts say: a value, or one of several when they disagree, or anything in range when
    /// none speaks.
    private func value(of attribute: Attribute) -> Value {
        var values: [Value] = []
        var seen: Set<FactValue> = []
        var isStated = false
        for fact in record.facts(attribute.name) where seen.insert(fact.value).inserted {
            if case .withheld = fact.value { continue }
            isStated = true
            values.append(session.value(of: fact.value, attribute))
        }
        guard isStated, let first = values.first else {
            let kind: Cause.Kind = record.isDescribed ? .missingFact : .undescribedRecord
            return session.unknown(attribute, Cause(kind, subject: identity, member: attribute.name))
        }
        if values.count == 1 { return first }
        let cause = Causes.one(Cause(.contradiction, subject: identity, member: attribute.name))
        return .unknown(Unknown(.values(values), cause))
    }
}

extension Session {
    /// A stated value as expressions read it.
    func value(of stated: FactValue, _ attribute: Attribute) -> Value {
        switch stated {
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        case .date(let date): .date(date)
        case .codes(let codes): .list(ListValue(codes.map { .string($0) }))
        case .withheld, .notApplicable: .null
        case .text(let text):
            if case .reference(let kind) = attribute.type {
                .object(object(RecordID(kind: kind, key: text)))
            } else {
                .string(text)
            }
        }
    }

    func object(_ id: RecordID) -> any HostObject {
        RecordObject(
            session: self, record: snapshot.record(id) ?? Record(id: id, statements: [:], isDescribed: false))
    }

    /// An attribute that nobody states: anything it may be.
    func unknown(_ attribute: Attribute, _ cause: Cause) -> Value {
        .unknown(Unknown(domain(of: attribute), .one(cause)))
    }

    func domain(of attribute: Attribute) -> Unknown.Domain {
        switch attribute.type {
        case .number: return .number(attribute.range ?? Interval(), orNull: false)
        case .boolean: return .values([.boolean(false), .boolean(true)])
        case .text: return .any(type: "string")
        case .date: return .date(Interval(), orNull: false)
        case .codes, .reference: return .any(type: nil)
        case .code(let list):
            let codes = pack.vocabulary.codeLists[list]?.entries.map { Value.string($0.code) } ?? []
            return codes.count >= 2 && codes.count <= Unknown.Domain.limit ? .values(codes) : .any(type: "string")
        }
    }
}

/// A record that nobody stated and that may exist: it stands in an open list for those it lacks.
///
/// What is known of it (the list it would be in, the domains that a census leaves open) is given;
/// every other attribute is unknown over its whole range.
struct PhantomObject: HostObject {
    let session: Session
    let kind: String
    /// Attributes that are known, or known to be among a few.
    let known: [String: Value]
    /// Tells phantoms apart: the list and the constraint they come from.
    let identity: String
    let cause: Cause

    /// Several records may hide behind it, each the same as none or any other.
    var identityCauses: Causes? { .one(cause) }

    func member(_ name: String) -> Value? {
        guard let kind = session.pack.vocabulary.kinds[kind] else { return nil }
        if let value = known[name] { return value }
        if let attribute = kind.attribute(name) { return session.unknown(attribute, cause) }
        if let rule = session.pack.value(name, of: kind.name) { return session.value(rule, of: self) }
        if let list = session.shape.lists[kind.name]?[name] {
            return .list(RecordLists(session: session).openList(list.child, under: self))
        }
        if kind.name == session.pack.vocabulary.territoryKind, name == Session.findingsMember {
            return .unknown(Unknown(.any(type: nil), .one(cause)))
        }
        return nil
    }
}
