import FEEL

/// What one may ask of a snapshot and be answered otherwise by another of the same territory.
///
/// Absences are among them: a list that gains its first record, a pair that is measured at last, a census that
/// comes are all named here, since who found nothing there depends on it as much as who found something.
///
/// **Invariant:** whatever is asked of both snapshots and is not named here has the same answer.
public struct SnapshotDifference: Sendable {
    /// A record's attribute; all of the kind's where the record came to be described, or no longer is.
    public struct AttributeChange: Hashable, Sendable {
        public var record: RecordID
        public var attribute: String
    }

    /// The list of a kind's records in one parent.
    public struct Children: Hashable, Sendable {
        public var kind: String
        public var parent: String
    }

    /// A measure between two keys, in this order.
    public struct Measured: Hashable, Sendable {
        public var measure: String
        public var first: String
        public var second: String

        public init(measure: String, first: String, second: String) {
            self.measure = measure
            self.first = first
            self.second = second
        }
    }

    public private(set) var attributes: Set<AttributeChange> = []
    /// Kinds of which records came, went, are described or no longer are.
    public private(set) var kinds: Set<String> = []
    public private(set) var children: Set<Children> = []
    /// Kinds of which records without a known parent are others, or say otherwise of their parent.
    public private(set) var orphans: Set<String> = []
    /// Kinds that are counted otherwise.
    public private(set) var censuses: Set<String> = []
    public private(set) var measured: Set<Measured> = []

    private init() {}

    /// Where the second was taken after the first, only the records that changed are looked at.
    ///
    /// - Precondition: both snapshots were taken with the same kinds, measures and census.
    public init(from old: Snapshot, to new: Snapshot) {
        if let origin = new.origin, origin.mark === old.mark {
            self.init(from: old, to: new, of: origin.touched)
            return
        }
        self.init()
        let kindNames = Set(old.records.keys).union(new.records.keys)
        for kind in kindNames {
            SnapshotDifference.walk(old.records[kind] ?? [], new.records[kind] ?? []) { before, after in
                compare(before, after, old, new)
            }
        }
        if let census = new.vocabulary.census, kindNames.contains(census.kind) { count(old, new) }
    }

    /// The same where no other record differs.
    init(from old: Snapshot, to new: Snapshot, of records: some Sequence<RecordID>) {
        var isCounted = false
        for id in records {
            compare(old.record(id), new.record(id), old, new)
            isCounted = isCounted || id.kind == new.vocabulary.census?.kind
        }
        if isCounted { count(old, new) }
    }

    private mutating func count(_ old: Snapshot, _ new: Snapshot) {
        for kind in new.vocabulary.kinds.keys where old.censuses(of: kind) != new.censuses(of: kind) {
            censuses.insert(kind)
        }
    }

    /// Both lists are sorted by key: each record with its like in the other.
    private static func walk(_ old: [Record], _ new: [Record], _ body: (Record?, Record?) -> Void) {
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if j == new.count || (i < old.count && old[i].id < new[j].id) {
                body(old[i], nil)
                i += 1
            } else if i == old.count || new[j].id < old[i].id {
                body(nil, new[j])
                j += 1
            } else {
                body(old[i], new[j])
                (i, j) = (i + 1, j + 1)
            }
        }
    }

    private mutating func compare(_ before: Record?, _ after: Record?, _ old: Snapshot, _ new: Snapshot) {
        guard let id = after?.id ?? before?.id, let kind = new.vocabulary.kinds[id.kind] else { return }
        let isSameBeing = before?.isDescribed == after?.isDescribed
        if !isSameBeing { kinds.insert(id.kind) }
        var said: Set<String> = []
        for attribute in kind.attributes {
            let (was, now) = (before?.facts(attribute.name) ?? [], after?.facts(attribute.name) ?? [])
            if was.isEmpty, now.isEmpty { continue }
            let isSame =
                was.count == now.count
                && zip(was, now).allSatisfy { first, second in
                    first.value.isIdentical(to: second.value)
                        && first.isStale(attribute, on: old.date) == second.isStale(attribute, on: new.date)
                }
            if !isSame { said.insert(attribute.name) }
        }
        for attribute in kind.attributes where !isSameBeing || said.contains(attribute.name) {
            attributes.insert(AttributeChange(record: id, attribute: attribute.name))
        }
        if let parent = kind.parent, !isSameBeing || said.contains(parent) {
            let keys = [before, after].map { $0?.text(parent) }
            // What a parent lists is told by the parent's key; who has none is told with the orphans.
            for key in keys.compactMap({ $0 }) { children.insert(Children(kind: id.kind, parent: key)) }
            if keys.contains(where: { $0 == nil }) { orphans.insert(id.kind) }
        }
        for measure in new.vocabulary.measures.values where measure.kind == id.kind {
            guard !isSameBeing || said.contains(measure.ends.first) || said.contains(measure.ends.second) else {
                continue
            }
            for record in [before, after] {
                guard let first = record?.text(measure.ends.first), let second = record?.text(measure.ends.second)
                else { continue }
                measured.insert(Measured(measure: measure.name, first: first, second: second))
                if measure.isSymmetric {
                    measured.insert(Measured(measure: measure.name, first: second, second: first))
                }
            }
        }
    }
}

extension FactValue {
    /// Whether the two are the same to the byte: texts that only look alike are not.
    func isIdentical(to other: FactValue) -> Bool {
        switch (self, other) {
        case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
        case (.codes(let a), .codes(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
        default: self == other
        }
    }
}
