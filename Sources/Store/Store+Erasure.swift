import GRDB
import JSON
public import World

/// What is to be forgotten, and who says so.
public struct Erasure: Hashable, Sendable {
    public var territory: String
    public var record: RecordID
    /// Nil for the record as a whole, its name included.
    public var attribute: String?
    public var author: Author
    /// Never empty.
    public var reason: String
    /// RFC 3339, UTC, whole seconds.
    public var recordedAt: String

    public init(
        territory: String, record: RecordID, attribute: String?, author: Author, reason: String, recordedAt: String
    ) {
        self.territory = territory
        self.record = record
        self.attribute = attribute
        self.author = author
        self.reason = reason
        self.recordedAt = recordedAt
    }
}

/// What an erasure came to.
public struct ErasureReport: Hashable, Sendable {
    /// The entry that says it; it names neither the record nor the value.
    public var entry: JournalEntry
    /// Sources that stated what was erased, sorted: a file among them states it again when it is read.
    public var sources: [String]
    /// Attributes of other records that still name the erased record, as `kind/key.attribute`, sorted.
    public var mentions: [String]
}

extension Store {
    /// What a change set of an erasure calls its source.
    public static let erasureSource = "erasure"

    /// Removes a value, or all that was ever stated of a record, from the journal and from every cache.
    ///
    /// Each item keeps its commitment, so the chain still verifies; its value and its salt are gone. An
    /// erased fact counts as never stated: evaluations of the past find the attribute unknown. Figures
    /// that transitions and events of the territory hold, from the first statement on, go too, since one
    /// of them may derive from the value. The file is then written anew, so that no free page and no log
    /// keeps a trace; exports and backups made before are out of reach.
    ///
    /// - Returns: Nil when nothing of the kind was ever stated: nothing is written then.
    /// - Throws: ``StoreError`` S010 without a reason.
    /// - Complexity: Reads the territory's journal and writes the whole file.
    public func erase(_ erasure: Erasure) throws(StoreError) -> ErasureReport? {
        let changes = ChangeSet(
            territory: erasure.territory, source: Store.erasureSource, author: erasure.author, reason: erasure.reason,
            recordedAt: erasure.recordedAt, operations: [])
        try Store.check(changes)
        guard erasure.reason.contains(where: { !$0.isWhitespace }) else {
            throw Store.refused(fr: "effacer demande une raison", en: "erasing takes a reason")
        }
        let report = try writing { db -> ErasureReport? in
            let (places, sources) = try erase(erasure, in: db)
            guard let first = places.map(\.entry).min() else { return nil }
            try Store.purge(erasure, since: first, db)
            // What is staged is in no entry yet: the table is read again, and states again what it states.
            for id in try Int64.fetchAll(db, sql: "SELECT id FROM row_import WHERE state = 'staged'") {
                try Store.dropRows(id, db)
            }
            var chain = try Chain(db: db)
            let entry = try chain.append(changes, places.map(JournalItem.erasing), path: path)
            let mentions = erasure.attribute == nil ? try Store.mentions(of: erasure, db) : []
            return ErasureReport(entry: entry, sources: sources, mentions: mentions)
        }
        if report != nil { try rewriteFile() }
        return report
    }

    private func erase(_ erasure: Erasure, in db: Database) throws -> ([JournalEntry.Place], [String]) {
        var places: [JournalEntry.Place] = []
        var sources: Set<String> = []
        try db.execute(sql: "INSERT INTO meta VALUES ('erasing', '1')")
        let update = try db.makeStatement(sql: "UPDATE journal SET payload = ?, salts = ? WHERE seq = ?")
        let numbers = try Int64.fetchAll(
            db, sql: "SELECT seq FROM journal WHERE territory = ? ORDER BY seq",
            arguments: [erasure.territory.canonical])
        for number in numbers {
            guard
                var row = try Row.fetchOne(
                    db, sql: "SELECT \(JournalRow.columns) FROM journal WHERE seq = ?", arguments: [number]
                ).map({ try JournalRow(row: $0, path: path) })
            else { continue }
            var touched = false
            for (index, item) in row.items.enumerated() {
                guard let subject = item.subject, subject.record == erasure.record else { continue }
                let left: JournalItem?
                if let attribute = erasure.attribute {
                    guard subject.attribute == attribute else { continue }
                    left = item.withoutValue(salt: row.salt(index))
                } else {
                    left = item.withoutNames(salt: row.salt(index))
                }
                guard let left else { continue }
                if item.isStatement { sources.insert(row.source) }
                row.items[index] = left
                row.salts.replaceSubrange(
                    index * JournalItem.saltSize..<(index + 1) * JournalItem.saltSize,
                    with: repeatElement(0, count: JournalItem.saltSize))
                places.append(JournalEntry.Place(entry: number, item: index))
                touched = true
            }
            for (index, item) in row.items.enumerated() {
                guard let statement = RowStatement(item, source: row.source) else { continue }
                let erased = try eraseRows(erasure, of: statement, entry: number, item: index, db)
                if !erased.isEmpty { sources.insert(row.source) }
                places += erased
            }
            if touched {
                try update.execute(arguments: [row.payload, Hexadecimal.text(row.salts), number])
            }
        }
        try db.execute(sql: "DELETE FROM meta WHERE name = 'erasing'")
        return (places, sources.sorted())
    }

    private func eraseRows(
        _ erasure: Erasure, of statement: RowStatement, entry: Int64, item: Int, _ db: Database
    ) throws -> [JournalEntry.Place] {
        guard statement.table.kind == erasure.record.kind else { return [] }
        var places: [JournalEntry.Place] = []
        for block in statement.blocks {
            guard var rows = try RowBlock.stored(block.id, db) else {
                throw StoreError(.unreadableEntry, path: path, detail: "row_block \(block.id)")
            }
            let indices = rows.indices(of: erasure.record.key)
            guard !indices.isEmpty else { continue }
            if let attribute = erasure.attribute {
                guard statement.table.attributes.contains(attribute) else { continue }
                throw StoreError(.erasedWhole, path: path, detail: "\(erasure.record) \(attribute)")
            }
            for index in indices {
                rows.erase(index)
                places.append(
                    JournalEntry.Place(
                        entry: entry, item: item, row: JournalEntry.Place.Row(block: block.id, index: index)))
            }
            try db.execute(
                sql: "UPDATE row_block SET body = ?, salts = ? WHERE id = ?",
                arguments: [rows.body, rows.saltText, block.id])
        }
        return places
    }

    /// Removes from the caches what was erased and what may derive from it.
    private static func purge(_ erasure: Erasure, since first: Int64, _ db: Database) throws {
        let territory = erasure.territory.canonical
        let subject = "\(erasure.record.kind.canonical)/\(erasure.record.key.canonical)"
        var names: StatementArguments = [
            "territory": territory, "kind": erasure.record.kind.canonical, "key": erasure.record.key.canonical,
        ]
        let record = "territory = :territory AND kind = :kind AND key = :key"
        if let attribute = erasure.attribute {
            names += ["attribute": attribute.canonical]
            try db.execute(sql: "DELETE FROM fact WHERE \(record) AND attribute = :attribute", arguments: names)
            try purgeAlertValues(of: subject, territory, db)
        } else {
            try db.execute(sql: "DELETE FROM fact WHERE \(record)", arguments: names)
            let about = "territory = ? AND instr(' ' || subject || ' ', ?) > 0"
            try db.execute(sql: "DELETE FROM cell WHERE \(about)", arguments: [territory, " \(subject) "])
            try db.execute(sql: "DELETE FROM transition WHERE \(about)", arguments: [territory, " \(subject) "])
            try purgeAlerts(about: subject, territory, db)
        }
        let since =
            try Int64.fetchOne(
                db, sql: "SELECT min(seq) FROM transition WHERE territory = ? AND cause_seq >= ?",
                arguments: [territory, first]) ?? Int64.max
        try db.execute(
            sql: "UPDATE transition SET value_before = NULL, value_after = NULL WHERE territory = ? AND seq >= ?",
            arguments: [territory, since])
        // The next outcomes are compared with these: what they were must not come back as a "before".
        try db.execute(sql: "UPDATE cell SET value = NULL WHERE territory = ?", arguments: [territory])
        try db.execute(
            sql: "INSERT INTO meta VALUES (?, '1') ON CONFLICT (name) DO NOTHING", arguments: [forgetting(territory)])
        try purgeEvents(territory, since: first, db)
    }

    /// The name, in `meta`, of the mark that a territory's next transitions tell no earlier value.
    static func forgetting(_ territory: String) -> String { "forgetting:\(territory)" }

    private static func purgeEvents(_ territory: String, since first: Int64, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT seq, body FROM event WHERE territory = ? AND journal_seq >= ?",
            arguments: [territory, first])
        for row in rows {
            let body = try? JSONValue.parse(row[1] as String, limits: JSONLimits(size: .max))
            let kept = (body?.objectMembers ?? []).map { member in
                member.name == "changes" ? JSONValue.Member("changes", .array([])) : member
            }
            let text = JSONValue.object(kept + [JSONValue.Member("erased", .bool(true))]).serialized()
            try db.execute(sql: "UPDATE event SET body = ? WHERE seq = ?", arguments: [text, row[0] as Int64])
        }
    }

    private static func mentions(of erasure: Erasure, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT kind || '/' || key || '.' || attribute FROM fact WHERE territory = :territory AND value = :value
                UNION
                SELECT kind || '/' || key || '.' || attribute FROM v_row_facts
                WHERE territory = :territory AND value = :value
                ORDER BY 1
                """,
            arguments: [
                "territory": erasure.territory.canonical,
                "value": FactValue.text(erasure.record.key).json.serialized(),
            ])
    }

    /// Writes every page anew and empties the write-ahead log.
    private func rewriteFile() throws(StoreError) {
        do {
            try pool.barrierWriteWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
