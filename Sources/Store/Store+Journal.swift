import Diagnostics
import GRDB
public import World

/// Writing the journal and reading it back.
extension Store {
    /// Records a change set; it is on the disk when this returns.
    ///
    /// - Throws: ``StoreError`` S010 when `recordedAt` is not UTC in whole seconds (`2026-11-23T05:00:00Z`)
    ///   or when a name holds a null character, which SQLite would cut.
    @discardableResult
    public func append(_ changes: ChangeSet) throws(StoreError) -> JournalEntry {
        let entries = try appendAll([changes])
        return entries[0]
    }

    /// Records change sets in order, all or none: one commit for all of them.
    ///
    /// - Returns: One entry a change set, in the same order.
    @discardableResult
    public func appendAll(_ changeSets: [ChangeSet]) throws(StoreError) -> [JournalEntry] {
        for changes in changeSets { try Store.check(changes) }
        if changeSets.isEmpty { return [] }
        return try writing { db in
            let table = try FactTable(db: db)
            var chain = try Chain(db: db)
            return try changeSets.map { changes in
                try Store.checkRows(changes, db)
                let entry = try chain.append(changes, JournalEntry.items(of: changes), path: path)
                try table.apply(entry)
                return entry
            }
        }
    }

    /// Entries in order, those after `seq` only.
    ///
    /// - Parameters:
    ///   - seq: The last entry already seen; 0 for none.
    ///   - limit: The most to return, at least 1.
    ///   - territory: Nil for all of them.
    public func journal(after seq: Int64 = 0, limit: Int = 1000, territory: String? = nil)
        throws(StoreError) -> [JournalEntry]
    {
        try reading { db in
            let filter = territory == nil ? "" : "AND territory = :territory"
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(JournalEntry.columns) FROM journal WHERE seq > :seq \(filter) ORDER BY seq LIMIT :limit
                    """,
                arguments: Store.page(after: seq, limit: limit, territory: territory))
            var entries: [JournalEntry] = []
            while let row = try rows.next() { entries.append(try JournalEntry(row: row, path: path)) }
            return entries
        }
    }

    /// The latest instant of an entry; nil for an empty journal.
    public func lastRecordedAt() throws(StoreError) -> String? {
        try reading { try String.fetchOne($0, sql: "SELECT max(recorded_at) FROM journal") }
    }

    /// The last entry's number; 0 for an empty journal.
    public func latestSeq() throws(StoreError) -> Int64 {
        try reading { try Int64.fetchOne($0, sql: "SELECT max(seq) FROM journal") ?? 0 }
    }

    /// Derives the facts again from the journal, as if every entry had just been appended.
    public func rebuild() throws(StoreError) {
        try writing { db in
            try db.execute(sql: "DELETE FROM fact; DELETE FROM row_part")
            let table = try FactTable(db: db)
            let rows = try Row.fetchCursor(db, sql: "SELECT \(JournalEntry.columns) FROM journal ORDER BY seq")
            while let row = try rows.next() { try table.apply(try JournalEntry(row: row, path: path)) }
        }
    }

    static func page(after seq: Int64, limit: Int, territory: String?) -> StatementArguments {
        var arguments: StatementArguments = ["seq": seq, "limit": max(1, limit)]
        if let territory { arguments += ["territory": territory.canonical] }
        return arguments
    }

    static func check(_ changes: ChangeSet) throws(StoreError) {
        guard Instant(changes.recordedAt)?.text == changes.recordedAt else {
            throw refused(
                fr: "« \(changes.recordedAt) » n'est pas un instant UTC en secondes entières",
                en: "'\(changes.recordedAt)' is not an instant of UTC in whole seconds")
        }
        var names = [changes.territory, changes.source, changes.author.name, changes.reason]
        for operation in changes.operations {
            switch operation {
            case .state(let fact):
                names += [fact.record.kind, fact.record.key, fact.attribute, fact.source, fact.origin]
            case .withdraw(let record, let attribute):
                names += [record.kind, record.key, attribute]
            }
            if names.contains(where: { $0.utf8.contains(0) }) {
                throw refused(
                    fr: "un nom contient le caractère nul",
                    en: "a name holds a null character")
            }
            names.removeAll(keepingCapacity: true)
        }
    }

    static func refused(fr: String, en: String) -> StoreError {
        var error = StoreError(.refusedEntry, path: "")
        error.diagnostic.notes.append(Localized(fr: fr, en: en))
        return error
    }
}
