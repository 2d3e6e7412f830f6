import FEEL
import Packs
import Synchronization
import World

/// A record as expressions see it.
struct RecordObject: HostObject {
    /// What all the views of the record share.
    let core: RecordCore
    /// What a list knows of a doubtful member, should it belong: attributes whose values its censuses
    /// leave fewer than the record's own facts do.
    var narrowed: [String: Value] = [:]

    var session: Session { core.session }
    var record: Record { core.record }
    var identity: String { core.identity }
    var kind: String { core.record.id.kind }

    func member(_ name: String) -> Value? {
        if session.isTracing { return session.traced(name, of: self) }
        if narrowed.isEmpty { return core.known(name) { computed(name) } }
        return computed(name)
    }

    private func computed(_ name: String) -> Value? {
        switch core.members[name] {
        case .attribute(let stated): narrowed[name] ?? value(of: stated)
        case .value(let rule): session.value(rule, of: self, remembers: narrowed.isEmpty)
        case .list(let list): .list(RecordLists(session: session).list(list, of: self))
        case .findings: .list(session.findings())
        case nil: nil
        }
    }

    /// What the facts say: a value, or one of several when they disagree, or anything in range when
    /// none speaks, or none that is fresh enough.
    func value(of stated: WorldShape.StatedMember) -> Value {
        let facts = record.facts(stated.attribute.name)
        // The usual case: one source speaks, and what it says is of now.
        if facts.count == 1, !facts[0].isStale(stated.attribute, on: session.snapshot.date) {
            if case .withheld = facts[0].value {} else { return session.value(of: facts[0].value, stated.attribute) }
        }
        return value(of: stated.attribute, stated.domain, facts)
    }

    private func value(of attribute: Attribute, _ domain: Unknown.Domain, _ facts: [Fact]) -> Value {
        var values: [Value] = []
        var seen: [FactValue] = []
        var isStale = false
        var isConfidential = false
        for fact in facts where !seen.contains(fact.value) {
            if case .withheld(let why) = fact.value {
                isConfidential = isConfidential || why == .confidential
                continue
            }
            if fact.isStale(attribute, on: session.snapshot.date) {
                isStale = true
                continue
            }
            seen.append(fact.value)
            values.append(session.value(of: fact.value, attribute))
        }
        guard let first = values.first else {
            let kind: Cause.Kind =
                isConfidential
                ? .confidential : isStale ? .staleFact : record.isDescribed ? .missingFact : .undescribedRecord
            return .unknown(Unknown(domain, session.causes(Cause(kind, subject: identity, member: attribute.name))))
        }
        if values.count == 1 { return first }
        let cause = session.causes(Cause(.contradiction, subject: identity, member: attribute.name))
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

    func object(_ id: RecordID) -> any HostObject { record(id) }

    func record(_ id: RecordID) -> RecordObject {
        object(snapshot.record(id) ?? stranger(id))
    }

    func object(_ record: Record) -> RecordObject {
        RecordObject(core: core(of: record))
    }
}

/// What a session knows of a record, worked out once however many lists and references lead to it.
final class RecordCore: Sendable {
    let session: Session
    let record: Record
    /// What names mean on it.
    let members: WorldShape.Members
    var identity: String {
        name.withLock { name in
            if let name { return name }
            let made = record.id.description
            name = made
            return made
        }
    }
    /// Tells the session's records apart at less cost than their names; says nothing of their order.
    let ordinal: Int
    private let name = Mutex<String?>(nil)
    private let values = Mutex<[String: Value?]>([:])
    private let noted = Mutex(NameTable<Noted>())

    /// A member with the name of its reading, while reads are noted.
    enum Noted {
        case stated(Value, DependencyGraph.ID)
        case derived(DependencyGraph.ID)
    }

    init(_ session: Session, _ record: Record, _ members: WorldShape.Members, ordinal: Int) {
        self.session = session
        self.record = record
        self.members = members
        self.ordinal = ordinal
    }

    /// - Parameter make: Run without the lock held: what it reads may lead back here.
    func known(_ name: String, _ make: () -> Value?) -> Value? {
        if let known = values.withLock({ $0[name] }) { return known }
        let value = make()
        // A session that looks for circles gives provisional answers.
        if session.isSettled { values.withLock { $0[name] = .some(value) } }
        return value
    }

    func noted(_ name: String) -> Noted? { noted.withLock { $0[name] } }

    func note(_ name: String, _ reading: Noted) { noted.withLock { $0.add(name, reading) } }

    func forget() {
        values.withLock { $0 = [:] }
        noted.withLock { $0 = NameTable() }
    }
}

/// What belongs to a few names: they are looked at one after the other, which costs less than telling where one stands.
private struct NameTable<Element> {
    private var names: [String] = []
    private var few: [Element] = []
    private var many: [String: Element] = [:]

    private static var mostFew: Int { 8 }

    subscript(_ name: String) -> Element? {
        for place in names.indices where names[place] == name { return few[place] }
        return many.isEmpty ? nil : many[name]
    }

    /// - Precondition: there is none of this name.
    mutating func add(_ name: String, _ element: Element) {
        if few.count < Self.mostFew {
            names.append(name)
            few.append(element)
        } else {
            many[name] = element
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
        if let value = known[name] { return value }
        switch session.shape.member(name, of: kind) {
        case .attribute(let stated): return .unknown(Unknown(stated.domain, session.causes(cause)))
        case .value(let rule): return session.value(rule, of: self)
        case .list(let list): return .list(RecordLists(session: session).openList(list.child, under: self))
        case .findings: return .unknown(Unknown(.any(type: nil), .one(cause)))
        case nil: return nil
        }
    }
}
