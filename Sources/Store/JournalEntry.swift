import GRDB
import JSON
public import World

/// A change set with its place in the journal.
public struct JournalEntry: Hashable, Sendable {
    /// One item of an entry, counted from 0.
    public struct Place: Hashable, Sendable {
        /// A row of a block of rows, counted from 0.
        public struct Row: Hashable, Sendable, Comparable {
            public var block: Int64
            public var index: Int

            public static func < (left: Row, right: Row) -> Bool {
                (left.block, left.index) < (right.block, right.index)
            }
        }

        public var entry: Int64
        public var item: Int
        /// The row within the item, when it is one that states rows.
        public var row: Row?

        public init(entry: Int64, item: Int, row: Row? = nil) {
            self.entry = entry
            self.item = item
            self.row = row
        }
    }

    /// From 1, strictly increasing over all territories, never used again.
    public var seq: Int64
    /// What it changed; what was erased since is no longer among the operations.
    public var changes: ChangeSet
    /// 64 hexadecimal digits: commits to this entry and to all before it.
    public var hash: String
    /// How many of its items were erased since.
    public var erased: Int
    /// Items of earlier entries that this one erased.
    public var erasures: [Place]
    /// What it says of tables of rows, which its operations do not tell.
    var rows: [RowStatement] = []
    /// How many rows it states; nil when it speaks of none.
    public var rowCount: Int64? { rows.isEmpty ? nil : rows.reduce(0) { $0 + $1.rowCount } }

    public init(seq: Int64, changes: ChangeSet, hash: String, erased: Int = 0, erasures: [Place] = []) {
        self.seq = seq
        self.changes = changes
        self.hash = hash
        self.erased = erased
        self.erasures = erasures
    }
}

extension JournalEntry {
    static let columns = JournalRow.columns

    /// - Parameter row: Of ``columns``.
    /// - Throws: ``StoreError`` S009 when the row is not one that this version could have written.
    init(row: Row, path: String) throws {
        let seq: Int64 = row[0]
        let source: String = row[2]
        guard let uid = UInt32(exactly: row[3] as Int64) else {
            throw StoreError(.unreadableEntry, path: path, detail: "journal \(seq)")
        }
        let items = try JournalRow.items(row[7], seq: seq, path: path)
        var operations: [ChangeSet.Operation] = []
        var erasures: [Place] = []
        var erased = 0
        var rows: [RowStatement] = []
        operations.reserveCapacity(items.count)
        for item in items {
            if item.isErased {
                erased += 1
            } else if let place = item.erasure {
                erasures.append(place)
            } else if let statement = RowStatement(item, source: source) {
                rows.append(statement)
            } else if let operation = ChangeSet.Operation(json: item.json, source: source) {
                operations.append(operation)
            } else {
                throw StoreError(.unreadableEntry, path: path, detail: "journal \(seq), \(operations.count)")
            }
        }
        self.init(
            seq: seq,
            changes: ChangeSet(
                territory: row[1], source: source, author: Author(uid: uid, name: row[4]), reason: row[5],
                recordedAt: row[6], operations: operations), hash: row[9], erased: erased,
            erasures: erasures)
        self.rows = rows
    }

    static func items(of changes: ChangeSet) -> [JournalItem] {
        changes.operations.map { JournalItem(json: $0.json(source: changes.source)) }
    }
}
