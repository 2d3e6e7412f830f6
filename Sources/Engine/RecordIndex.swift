import FEEL
import Packs
import Synchronization

/// Which records of a list have a value, by member: found when a second filter asks.
///
/// A rule that compares each record of a list with the others asks the same list once for each of them; most lists
/// are asked once.
final class RecordIndex: SelectionIndex {
    /// Lists of fewer records are walked.
    static let leastCount = 4

    private let session: Session
    private let kind: String
    private let items: [Value]
    /// By member; nil within for one that was asked for once.
    private let groups = Mutex<[String: Groups?]>([:])

    /// - Returns: Nil unless the list is long enough, and all its items are records of one kind.
    convenience init?(_ list: ListValue, _ session: Session) {
        guard list.items.count >= Self.leastCount, session.isSettled,
            case .object(let first)? = list.items.first, let kind = (first as? RecordObject)?.kind,
            list.items.allSatisfy({ item in
                guard case .object(let object) = item, let record = object as? RecordObject else { return false }
                return record.kind == kind
            })
        else { return nil }
        self.init(list.items, of: kind, session)
    }

    private init(_ items: [Value], of kind: String, _ session: Session) {
        self.items = items
        self.kind = kind
        self.session = session
    }

    func has(_ member: String) -> Bool { session.shape.member(member, of: kind) != nil }

    func places(where member: String, mayBe value: Value) -> [Int]? {
        guard let key = Key(value), let groups = groups(member) else { return nil }
        // Whichever it finds, it has looked at all.
        session.note(groups.passage)
        return groups.places(key)
    }

    func index(of part: ListValue) -> (any SelectionIndex)? {
        part.items.count >= Self.leastCount ? RecordIndex(part.items, of: kind, session) : nil
    }

    private func groups(_ member: String) -> Groups? {
        let (known, isSecond) = groups.withLock { groups -> (Groups?, Bool) in
            if let asked = groups[member] { return (asked, true) }
            groups[member] = .some(nil)
            return (nil, false)
        }
        guard known == nil, isSecond else { return known }
        // Without the lock held: what is read may lead back here.
        var byKey: [Key: [Int]] = [:]
        var others: [Int] = []
        let passage = session.passage {
            for (place, item) in items.enumerated() {
                guard case .object(let record) = item, let key = record.member(member).flatMap(Key.init) else {
                    others.append(place)
                    continue
                }
                byKey[key, default: []].append(place)
            }
        }
        let made = Groups(byKey: byKey, others: others, passage: passage)
        groups.withLock { $0[member] = made }
        return made
    }

    /// Values of which it is certain whether they are equal to another of the same case: a text and a record are
    /// neither equal nor unequal.
    private enum Key: Hashable {
        case text(String)
        case record(String)

        init?(_ value: Value) {
            switch value {
            // Longer ones count against the budget of whoever compares them.
            case .string(let text) where text.utf8.count <= 4096: self = .text(text)
            case .object(let object):
                guard let record = object as? RecordObject else { return nil }
                self = .record(record.identity)
            default: return nil
            }
        }

        var isText: Bool { if case .text = self { true } else { false } }
    }

    private final class Groups: Sendable {
        /// What was read to part them.
        let passage: DependencyGraph.Passage
        private let byKey: [Key: [Int]]
        private let others: [Int]
        private let (hasTexts, hasRecords): (Bool, Bool)

        init(byKey: [Key: [Int]], others: [Int], passage: DependencyGraph.Passage) {
            self.byKey = byKey
            self.others = others
            self.passage = passage
            hasTexts = byKey.keys.contains(where: \.isText)
            hasRecords = byKey.keys.contains { !$0.isText }
        }

        func places(_ key: Key) -> [Int]? {
            if key.isText ? hasRecords : hasTexts { return nil }
            let equal = byKey[key] ?? []
            if others.isEmpty { return equal }
            return equal.isEmpty ? others : (equal + others).sorted()
        }
    }
}
