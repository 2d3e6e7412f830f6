import GRDB
import Glibc
import World

/// Checking and copying.
extension Store {
    /// Examines the whole file: pages, indexes, foreign keys; then reads the journal again, one
    /// territory after the other, and compares what it amounts to with the facts.
    ///
    /// - Returns: What is wrong, in SQLite's words or a territory's name; empty when nothing is.
    ///   ``rebuild()`` sets facts right that differ from the journal.
    /// - Throws: ``StoreError`` S009 when an entry cannot be read, S003 when a page cannot.
    /// - Complexity: Reads the whole file, and holds the facts of one territory.
    public func integrityCheck() throws(StoreError) -> [String] {
        try reading(integrityProblems)
    }

    func integrityProblems(_ db: Database) throws -> [String] {
        let problems = try Store.problems(db)
        // Facts read from broken pages would only be noise.
        return problems.isEmpty ? try differences(db) : problems
    }

    /// Writes a copy of the last committed state, while others read and write, and examines it.
    ///
    /// The copy appears under its name when it is complete and on the disk, not before.
    /// - Throws: ``StoreError`` S011 when the destination exists; S003 when the copy is damaged, which
    ///   means that this database is.
    public func backup(to destination: String) throws(StoreError) {
        let partial = "\(destination).partial"
        do {
            guard access(destination, F_OK) != 0 else { throw StoreError(.destinationExists, path: destination) }
            unlink(partial)
            try Store.makePrivate(partial)
            let copy = try DatabaseQueue(path: partial)
            try pool.backup(to: copy)
            let problems = try copy.read(Store.problems)
            guard problems.isEmpty else {
                throw StoreError(.damaged, path: path, detail: problems.joined(separator: "; "))
            }
            // One file that stands alone, without the write-ahead log that the header speaks of.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
            try Store.publish(partial, as: destination)
        } catch {
            unlink(partial)
            throw StoreError(error, path: destination)
        }
    }

    private func differences(_ db: Database) throws -> [String] {
        let territories = try String.fetchAll(
            db, sql: "SELECT territory FROM journal UNION SELECT territory FROM fact ORDER BY territory")
        return try territories.filter { territory in
            var base = FactBase(territory: territory)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT \(JournalEntry.columns) FROM journal WHERE territory = ? ORDER BY seq",
                arguments: [territory])
            var parts: [String: Int64] = [:]
            while let row = try rows.next() {
                let entry = try JournalEntry(row: row, path: path)
                for statement in entry.rows {
                    base.withdrawAll(of: statement.table.source)
                    parts[statement.table.source] = statement.blocks.isEmpty ? nil : statement.importID
                }
                base.apply(entry.changes)
            }
            let held = try Row.fetchAll(
                db, sql: "SELECT source, import FROM row_part WHERE territory = ? AND known_to IS NULL",
                arguments: [territory])
            return try facts(db, territory: territory, asOf: nil, withRows: false).records != base.records
                || Dictionary(uniqueKeysWithValues: held.map { ($0[0] as String, $0[1] as Int64) }) != parts
        }.map { "fact: '\($0)' differs from its journal" }
    }

    private static func problems(_ db: Database) throws -> [String] {
        var problems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
            problems.append("\(row[0] as String): row \(row[1] as Int64? ?? 0) refers to a missing \(row[2] as String)")
        }
        return problems
    }

    /// Makes an empty file, unless there is one, that the owner alone may read, whatever the umask; SQLite
    /// gives the files beside it the same permissions.
    static func makePrivate(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
        } else {
            let error = errno
            throw StoreError(
                error == EROFS ? .readOnly : error == ENOSPC ? .full : .cannotOpen, path: path,
                detail: String(cString: strerror(error)))
        }
    }

    /// Syncs a file and gives it its name, which must be free; the name is on the disk afterwards.
    private static func publish(_ partial: String, as destination: String) throws {
        func check(_ result: Int32) throws {
            if result < 0 {
                throw StoreError(.inputOutput, path: destination, detail: String(cString: strerror(errno)))
            }
        }
        func sync(_ path: String, _ flags: Int32) throws {
            let descriptor = open(path, flags | O_CLOEXEC)
            try check(descriptor)
            defer { Glibc.close(descriptor) }
            try check(fsync(descriptor))
        }
        try sync(partial, O_RDONLY)
        // A hard link, unlike a rename, never takes the place of a file made meanwhile.
        try check(link(partial, destination))
        try check(unlink(partial))
        let folder = destination.lastIndex(of: "/").map { String(destination[...$0]) } ?? "."
        try sync(folder, O_RDONLY | O_DIRECTORY)
    }
}
