/// What a group of the machine may write: records within one of them, and no other.
public struct WriteGrant: Hashable, Sendable {
    /// What its members may do to those records.
    public enum Access: String, Hashable, Sendable, CaseIterable {
        case answer
        /// Settle between sources too.
        case validate
    }

    /// A group of the machine.
    public var group: String
    /// The record within which they write: `quartier/A`.
    public var record: RecordID
    public var access: Access

    public init(group: String, record: RecordID, access: Access) {
        self.group = group
        self.record = record
        self.access = access
    }
}

extension Vocabulary {
    /// The records of a kind that a record is within: itself, those it belongs to and those it refers to, as any
    /// source states it.
    ///
    /// A record that leads to several is within none of them alone.
    public func holders(of record: RecordID, kind wanted: String, in base: FactBase) -> Set<RecordID> {
        if record.kind == wanted { return [record] }
        var found: Set<RecordID> = []
        var seen: Set<RecordID> = [record]
        var next = [record]
        while let current = next.popLast() {
            guard let kind = kinds[current.kind] else { continue }
            for attribute in kind.attributes {
                guard case .reference(let target) = attribute.type,
                    // Beyond the record itself only parents are followed: a pair refers to two places, each of which
                    // belongs somewhere, and any other reference says nothing of where a record is.
                    target == wanted || attribute.name == kind.parent
                else { continue }
                var keys = (base.records[current]?[attribute.name] ?? []).compactMap { fact in
                    if case .text(let key) = fact.value { key } else { nil }
                }
                let parts = current.key.split(separator: "|", omittingEmptySubsequences: false)
                if let position = kind.key.firstIndex(of: attribute.name), parts.count == kind.key.count {
                    keys.append(String(parts[position]))
                }
                for key in keys {
                    let holder = RecordID(kind: target, key: key)
                    if target == wanted {
                        found.insert(holder)
                    } else if seen.insert(holder).inserted {
                        next.append(holder)
                    }
                }
            }
        }
        return found
    }

    /// Whether a record is within one of the granted ones, and no other of its kind, in each of these worlds.
    ///
    /// A record that comes has no place in the first; one that goes, none in the last: one place is enough.
    public func isWithin(_ grants: [WriteGrant], _ record: RecordID, in worlds: [FactBase]) -> Bool {
        grants.contains { grant in
            let wanted = grant.record
            let found = worlds.map { world in holders(of: record, kind: wanted.kind, in: world) }
            guard found.allSatisfy({ $0.isEmpty || $0 == [wanted] }) else { return false }
            if found.contains([wanted]) { return true }
            // What belongs to no other is the territory's own.
            return wanted.kind == territoryKind && worlds.allSatisfy { $0.territory == wanted.key }
        }
    }

    /// The first record of a change that is within none of the granted ones, before it or after; nil when all are.
    ///
    /// - Parameter sets: Applied to the base in turn.
    public func firstOutside(_ grants: [WriteGrant], _ sets: [ChangeSet], of base: FactBase) -> RecordID? {
        var after = base
        for set in sets { after.apply(set) }
        var seen: Set<RecordID> = []
        return sets.flatMap(\.operations).lazy.map { operation in
            switch operation {
            case .state(let fact): fact.record
            case .withdraw(let record, _): record
            }
        }.first { seen.insert($0).inserted && !isWithin(grants, $0, in: [base, after]) }
    }
}
