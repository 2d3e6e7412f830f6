import GRDB
import JSON
public import World

/// A change set with its place in the journal.
public struct JournalEntry: Hashable, Sendable {
    /// From 1, strictly increasing over all territories, never used again.
    public var seq: Int64
    public var changes: ChangeSet

    public init(seq: Int64, changes: ChangeSet) {
        self.seq = seq
        self.changes = changes
    }
}

extension JournalEntry {
    static let columns = "seq, territory, source, author_uid, author_name, reason, recorded_at, payload"

    /// - Parameter row: Of ``columns``.
    /// - Throws: ``StoreError`` S009 when the row is not one that this version could have written.
    init(row: Row, path: String) throws {
        let seq: Int64 = row[0]
        let source: String = row[2]
        let payload: String = row[7]
        guard let json = try? JSONValue.parse(payload, limits: JSONLimits(size: .max)), case .array(let items) = json,
            let uid = UInt32(exactly: row[3] as Int64)
        else { throw StoreError(.unreadableEntry, path: path, detail: "journal \(seq)") }
        var operations: [ChangeSet.Operation] = []
        operations.reserveCapacity(items.count)
        for item in items {
            guard let operation = ChangeSet.Operation(json: item, source: source) else {
                throw StoreError(.unreadableEntry, path: path, detail: "journal \(seq), \(operations.count)")
            }
            operations.append(operation)
        }
        self.init(
            seq: seq,
            changes: ChangeSet(
                territory: row[1], source: source, author: Author(uid: uid, name: row[4]), reason: row[5],
                recordedAt: row[6], operations: operations))
    }

    static func payload(of changes: ChangeSet) -> String {
        JSONValue.array(changes.operations.map { $0.json(source: changes.source) }).serialized()
    }
}
