import GRDB
import World

/// The chain of the journal: each entry's hash covers the one before it, its names, and a salted
/// commitment an item.
struct Chain {
    private let db: Database
    private let insertion: Statement
    private var last: [UInt8]

    /// - Throws: ``StoreError`` S013 when the last entry carries no hash.
    init(db: Database) throws {
        self.db = db
        insertion = try db.cachedStatement(
            sql: """
                INSERT INTO journal
                (seq, territory, source, author_uid, author_name, reason, recorded_at, payload, salts, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let latest = try db.cachedStatement(sql: "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1")
        let text = try String.fetchOne(latest)
        last =
            try text.map { text in
                guard let bytes = Hexadecimal.bytes(text), bytes.count == Digest.size else {
                    throw StoreError(.brokenChain, path: "", detail: "journal")
                }
                return bytes
            } ?? JournalRow.origin
    }

    /// Adds an entry, its facts excepted.
    mutating func append(_ changes: ChangeSet, _ items: [JournalItem], path: String) throws -> JournalEntry {
        // The number is part of what is hashed, so it is chosen here; AUTOINCREMENT keeps it from being used again.
        let counter = try db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        let used = try Int64.fetchOne(counter) ?? 0
        let row = JournalRow(
            seq: used + 1, changes: changes, items: items, salts: Chain.salts(items.count))
        guard let hash = row.hash(after: last) else {
            throw StoreError(.unreadableEntry, path: path, detail: "journal \(row.seq)")
        }
        last = hash
        let text = Hexadecimal.text(hash)
        try insertion.execute(arguments: [
            row.seq, row.territory, row.source, row.authorUID, row.authorName, row.reason, row.recordedAt, row.payload,
            Hexadecimal.text(row.salts), text,
        ])
        var entry = JournalEntry(seq: row.seq, changes: changes, hash: text, erasures: items.compactMap(\.erasure))
        entry.rows = items.compactMap { RowStatement($0, source: changes.source) }
        return entry
    }

    /// Gives every entry of an earlier schema its salts and its hash.
    static func seal(_ db: Database) throws {
        var last = JournalRow.origin
        let update = try db.makeStatement(sql: "UPDATE journal SET salts = ?, hash = ? WHERE seq = ?")
        let numbers = try Int64.fetchAll(db, sql: "SELECT seq FROM journal ORDER BY seq")
        for number in numbers {
            guard
                var row = try Row.fetchOne(
                    db, sql: "SELECT \(JournalRow.columns) FROM journal WHERE seq = ?", arguments: [number]
                ).map({ try JournalRow(row: $0, path: "") })
            else { continue }
            row.salts = salts(row.items.count)
            guard let hash = row.hash(after: last) else {
                throw StoreError(.unreadableEntry, path: "", detail: "journal \(number)")
            }
            last = hash
            try update.execute(arguments: [Hexadecimal.text(row.salts), Hexadecimal.text(hash), number])
        }
    }

    /// Bytes that nobody can guess, for so many items.
    static func salts(_ count: Int) -> [UInt8] {
        // The kernel's generator, on every system that Swift runs on.
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * JournalItem.saltSize)
        for _ in 0..<count * (JournalItem.saltSize / 8) {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
