import FEEL
import GRDB
import JSON
public import World

/// An import of rows that is not whole yet.
public struct RowStaging: Hashable, Sendable {
    public var id: Int64
    /// Where each piece that is already on the disk ends in its table, in bytes, in order.
    public var pieces: [Int]
}

/// Tables of many rows: staged a piece at a time, then switched in at once.
extension Store {
    /// Begins an import of rows, or finds how far an interrupted one of the same table got.
    ///
    /// What another interrupted import of the same source left is dropped.
    ///
    /// - Parameter fingerprint: Says what is imported: the same table, read in the same way, has the same.
    /// - Returns: nil when the source's last import had that fingerprint: there is nothing to do.
    /// - Throws: ``StoreError`` S010 when a name holds a null character.
    public func stageRows(_ table: RowTable, fingerprint: String) throws(StoreError) -> RowStaging? {
        guard !([table.source, table.kind, table.file] + table.attributes).contains(where: { $0.utf8.contains(0) })
        else { throw Store.refused(fr: "un nom contient le caractère nul", en: "a name holds a null character") }
        return try writing { db in
            let source = table.source.canonical
            let last = try Row.fetchOne(
                db,
                sql: "SELECT fingerprint FROM row_import WHERE source = ? AND state = 'done' ORDER BY id DESC LIMIT 1",
                arguments: [source])
            if let last, last[0] as String == fingerprint { return nil }
            let staged = try Row.fetchAll(
                db, sql: "SELECT id, fingerprint FROM row_import WHERE source = ? AND state = 'staged'",
                arguments: [source])
            var found: Int64?
            for row in staged {
                if row[1] as String == fingerprint { found = row[0] } else { try Store.dropRows(row[0], db) }
            }
            if let id = found {
                let pieces = try Int.fetchAll(
                    db, sql: "SELECT end_offset FROM row_piece WHERE import = ? ORDER BY end_offset", arguments: [id])
                return RowStaging(id: id, pieces: pieces)
            }
            try db.execute(
                sql: """
                    INSERT INTO row_import (source, kind, attributes, valid_from, valid_to, file, fingerprint, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'staged')
                    """,
                arguments: [
                    source, table.kind.canonical,
                    JSONValue.strings(table.attributes.map(\.canonical)).serialized(), table.validFrom?.description,
                    table.validTo?.description, table.file, fingerprint,
                ])
            return RowStaging(id: db.lastInsertedRowID, pieces: [])
        }
    }

    /// Writes what a piece of the table states; it is on the disk when this returns, or has left no trace.
    ///
    /// - Parameter end: Where the piece ends in the table, in bytes.
    public func stage(_ rows: [TerritoryRows], of staging: Int64, upTo end: Int) throws(StoreError) {
        let blocks = rows.filter { $0.count > 0 }.map { (rows: $0, block: RowBlock($0)) }
        try writing { db in
            let insertion = try db.cachedStatement(
                sql: "INSERT INTO row_block (import, territory, count, body, salts, root) VALUES (?, ?, ?, ?, ?, ?)")
            for (rows, block) in blocks {
                try insertion.execute(arguments: [
                    staging, rows.territory.canonical, rows.count, block.body, block.saltText,
                    Hexadecimal.text(block.root()),
                ])
            }
            try db.execute(
                sql: "INSERT INTO row_piece (import, end_offset) VALUES (?, ?)", arguments: [staging, end])
        }
    }

    /// Forgets a staged import.
    public func dropRows(_ staging: Int64) throws(StoreError) { try writing { try Store.dropRows(staging, $0) } }

    /// Makes a staged import the one that holds, in every territory at once: an entry a territory, which commits to
    /// its rows. What its source stated before, by rows or one by one, gives way.
    ///
    /// - Returns: How many entries were written.
    public func switchRows(
        _ staging: Int64, author: Author, reason: String, recordedAt: String
    ) throws(StoreError) -> Int {
        guard Instant(recordedAt)?.text == recordedAt, !reason.utf8.contains(0), !author.name.utf8.contains(0) else {
            throw Store.refused(fr: "un instant ou un nom ne convient pas", en: "an instant or a name does not do")
        }
        return try writing { db in
            guard let (table, state) = try Store.rowTable(staging, db), state == "staged" else {
                throw StoreError(.unreadableEntry, path: path, detail: "row_import \(staging)")
            }
            let territories = try String.fetchAll(
                db,
                sql: """
                    SELECT territory FROM row_block WHERE import = :id
                    UNION SELECT territory FROM row_part WHERE source = :source AND known_to IS NULL
                    UNION SELECT territory FROM fact WHERE source = :source AND known_to IS NULL
                    ORDER BY 1
                    """, arguments: ["id": staging, "source": table.source])
            var chain = try Chain(db: db)
            let facts = try FactTable(db: db)
            for territory in territories {
                let blocks = try Row.fetchAll(
                    db, sql: "SELECT id, count, root FROM row_block WHERE import = ? AND territory = ? ORDER BY id",
                    arguments: [staging, territory]
                ).map { RowStatement.Block(id: $0[0], count: $0[1], root: $0[2]) }
                let statement = RowStatement(importID: staging, table: table, blocks: blocks)
                let changes = ChangeSet(
                    territory: territory, source: table.source, author: author, reason: reason,
                    recordedAt: recordedAt, operations: [])
                try facts.apply(try chain.append(changes, [statement.item], path: path))
            }
            try db.execute(sql: "DELETE FROM row_piece WHERE import = ?", arguments: [staging])
            try db.execute(sql: "UPDATE row_import SET state = 'done' WHERE id = ?", arguments: [staging])
            return territories.count
        }
    }

    /// By the key of a record of `kind`, the territories that have it.
    public func territories(having kind: String) throws(StoreError) -> [String: [String]] {
        try reading { db in
            var found: [String: [String]] = [:]
            let facts = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT key, territory FROM fact WHERE kind = ? AND attribute = '' AND known_to IS NULL
                    ORDER BY key, territory
                    """, arguments: [kind.canonical])
            while let row = try facts.next() { found[row[0], default: []].append(row[1]) }
            let blocks = try Row.fetchCursor(
                db,
                sql: """
                    SELECT row_block.territory, row_block.body, row_block.salts FROM row_block
                        JOIN row_import ON row_import.id = row_block.import
                        JOIN row_part ON row_part.territory = row_block.territory AND row_part.import = row_block.import
                    WHERE row_import.kind = ? AND row_part.known_to IS NULL ORDER BY row_block.territory, row_block.id
                    """, arguments: [kind.canonical])
            while let row = try blocks.next() {
                guard let block = RowBlock(body: row[1], salts: row[2]) else {
                    throw StoreError(.unreadableEntry, path: path, detail: "row_block")
                }
                let territory: String = row[0]
                for index in block.rows.indices {
                    guard let json = block.row(index), let key = RowTable.key(of: json) else { continue }
                    if found[key]?.contains(territory) != true { found[key, default: []].append(territory) }
                }
            }
            return found
        }
    }

    static func dropRows(_ staging: Int64, _ db: Database) throws {
        for table in ["row_block", "row_piece"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE import = ?", arguments: [staging])
        }
        try db.execute(sql: "DELETE FROM row_import WHERE id = ?", arguments: [staging])
    }

    static func rowTable(_ id: Int64, _ db: Database) throws -> (RowTable, state: String)? {
        try Row.fetchOne(
            db,
            sql: "SELECT source, kind, attributes, valid_from, valid_to, file, state FROM row_import WHERE id = ?",
            arguments: [id]
        ).map { row in
            let attributes = try? JSONValue.parse(row[2] as String).arrayValue
            return (
                RowTable(
                    source: row[0], kind: row[1], attributes: (attributes ?? []).compactMap(\.stringValue),
                    validFrom: (row[3] as String?).flatMap { CalendarDate($0) },
                    validTo: (row[4] as String?).flatMap { CalendarDate($0) }, file: row[5]), row[6]
            )
        }
    }

    // MARK: As facts

    /// The facts that rows state in a territory.
    ///
    /// - Parameters:
    ///   - seq: As the entries up to this one left them; nil for now.
    ///   - record: Nil for all of them.
    func rowFacts(
        _ db: Database, territory: String, asOf seq: Int64?, record: RecordID? = nil
    ) throws -> [KnownFact] {
        let parts = try Row.fetchAll(
            db,
            sql: """
                SELECT import, known_from, known_to FROM row_part WHERE territory = ? ORDER BY source, known_from
                """, arguments: [territory.canonical])
        var found: [KnownFact] = []
        for part in parts {
            let known: (from: Int64, to: Int64?) = (part[1], part[2])
            if record == nil {
                guard let seq else {
                    if known.to != nil { continue }
                    found += try rowFacts(db, territory, part[0], known, record)
                    continue
                }
                guard known.from <= seq, known.to.map({ $0 > seq }) ?? true else { continue }
            }
            found += try rowFacts(db, territory, part[0], known, record)
        }
        return found
    }

    /// The facts that rows of a kind ever stated in a territory, those that are only staged among them, oldest first.
    func everyRowFact(_ db: Database, territory: String, kind: String) throws -> [Fact] {
        let parts = try Row.fetchAll(
            db,
            sql: """
                SELECT id FROM row_import WHERE kind = ?
                    AND EXISTS (SELECT 1 FROM row_block WHERE territory = ? AND import = row_import.id)
                ORDER BY id
                """, arguments: [kind.canonical, territory.canonical])
        return try parts.flatMap { part in
            try rowFacts(db, territory, part[0], (from: 0, to: nil), nil).map(\.fact)
        }
    }

    private func rowFacts(
        _ db: Database, _ territory: String, _ id: Int64, _ known: (from: Int64, to: Int64?), _ record: RecordID?
    ) throws -> [KnownFact] {
        guard let (table, _) = try Store.rowTable(id, db) else {
            throw StoreError(.unreadableEntry, path: path, detail: "row_import \(id)")
        }
        if let record, record.kind != table.kind { return [] }
        let blocks = try Row.fetchCursor(
            db, sql: "SELECT id, body, salts FROM row_block WHERE territory = ? AND import = ? ORDER BY id",
            arguments: [territory.canonical, id])
        var found: [KnownFact] = []
        while let row = try blocks.next() {
            let number: Int64 = row[0]
            guard let block = RowBlock(body: row[1], salts: row[2]) else {
                throw StoreError(.unreadableEntry, path: path, detail: "row_block \(number)")
            }
            for index in record.map({ block.indices(of: $0.key) }) ?? Array(block.rows.indices)
            where !block.isErased(index) {
                guard let json = block.row(index), let facts = table.facts(of: json) else {
                    throw StoreError(.unreadableEntry, path: path, detail: "row_block \(number), \(index)")
                }
                found += facts.map { KnownFact(fact: $0, knownFrom: known.from, knownTo: known.to) }
            }
        }
        return found
    }

    /// Refuses what would change, one fact at a time, a source that rows were imported from.
    static func checkRows(_ changes: ChangeSet, _ db: Database) throws {
        let rows = try db.cachedStatement(
            sql: "SELECT known_from FROM row_part WHERE territory = ? AND source = ? AND known_to IS NULL")
        for source in Set([changes.source] + changes.operations.compactMap(\.source)).sorted() {
            let part = try Int64.fetchOne(rows, arguments: [changes.territory.canonical, source.canonical])
            if part != nil { throw StoreError(.heldByRows, path: "", detail: source) }
        }
    }
}

extension ChangeSet.Operation {
    fileprivate var source: String? {
        if case .state(let fact) = self { fact.source } else { nil }
    }
}
