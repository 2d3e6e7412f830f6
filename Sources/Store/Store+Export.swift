import Diagnostics
import GRDB
import Glibc
import JSON

/// The store as text files, and back.
///
/// A folder holds one NDJSON file a table, one object a row, in the order of the primary key, and
/// `manifest.json`: the journal's head, and each file's SHA-256. Two stores that hold the same give the
/// same bytes. The facts are left out: they derive from the journal.
extension Store {
    private static let tables = [
        "journal", "milestone", "pack_text", "pack_file", "pack_event", "evaluated", "transition", "cell", "event",
        "alert", "silence", "alert_rest", "alert_event", "notice", "delivery", "row_import", "row_block",
    ]
    /// Rows that are not whole yet stay behind.
    private static let filters = [
        "row_import": "WHERE state = 'done'",
        "row_block": "WHERE import IN (SELECT id FROM row_import WHERE state = 'done')",
    ]
    private static let manifestName = "manifest.json"
    private static let format = "maillage export/1"

    /// Writes the files into a new folder that its maker alone may read, while others read and write.
    ///
    /// All that the store holds is in them, what is confidential too.
    ///
    /// - Returns: The export's hash: SHA-256 of the manifest, in hexadecimal.
    /// - Throws: ``StoreError`` S011 when the folder exists, S008 when the disk refuses.
    public func export(to folder: String) throws(StoreError) -> String {
        let partial = "\(folder).partial"
        guard access(folder, F_OK) != 0 else { throw StoreError(.destinationExists, path: folder) }
        do {
            try Store.removeFolder(partial)
            guard mkdir(partial, 0o700) == 0 else { throw Store.systemError(partial) }
            let manifest = try pool.read { db in
                let files = try Store.tables.map { table in
                    try Store.export(table, of: db, to: "\(partial)/\(table).ndjson")
                }
                return JSONValue.object([
                    .init("format", .string(Store.format)), .init("schema", .number(String(Schema.version))),
                    .init("journal", .string(try Store.head(db))), .init("files", .array(files)),
                ]).serialized()
            }
            let bytes = Array((manifest + "\n").utf8)
            try TextSink.write(bytes, to: "\(partial)/\(Store.manifestName)")
            guard rename(partial, folder) == 0 else { throw Store.systemError(folder) }
            return Hexadecimal.text(Digest.plain(bytes))
        } catch {
            try? Store.removeFolder(partial)
            throw StoreError(error, path: folder)
        }
    }

    /// Makes a database from an export; it appears under its name when it is whole and verified.
    ///
    /// - Parameter path: Free: nothing is overwritten.
    /// - Returns: The export's hash, as ``export(to:)`` gave it.
    /// - Throws: ``StoreError`` S016 when a file is missing or is not what the manifest says; S013 when the
    ///   chain is broken; S011 when `path` exists.
    public static func restore(from folder: String, to path: String) throws(StoreError) -> String {
        guard access(path, F_OK) != 0 else { throw StoreError(.destinationExists, path: path) }
        let partial = "\(path).partial"
        defer { for suffix in ["", "-wal", "-shm", "-lock"] { unlink(partial + suffix) } }
        for suffix in ["", "-wal", "-shm"] { unlink(partial + suffix) }
        do {
            let bytes = try TextSink.read("\(folder)/\(manifestName)", in: folder)
            guard let manifest = try? JSONValue.parse(bytes), manifest["format"]?.stringValue == format,
                let files = manifest["files"]?.arrayValue
            else { throw StoreError(.unreadableExport, path: folder, detail: manifestName) }
            guard manifest["schema"]?.intValue == Schema.version else {
                throw StoreError(.unreadableExport, path: folder, detail: "schema")
            }
            let store = try Store(path: partial)
            try store.fill(from: folder, files)
            try store.rebuild()
            let found = try store.verify(expected: manifest["journal"]?.stringValue)
            if let problem = found.problems.first { throw StoreError(kind: .brokenChain, diagnostic: problem) }
            try store.pool.barrierWriteWithoutTransaction { db in
                _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
            try store.close()
            guard link(partial, path) == 0 else { throw systemError(path) }
            return Hexadecimal.text(Digest.plain(bytes))
        } catch {
            throw StoreError(error, path: folder)
        }
    }

    private func fill(from folder: String, _ files: [JSONValue]) throws {
        try writing { db in
            for table in Store.tables {
                let name = "\(table).ndjson"
                guard let stated = files.first(where: { $0["name"]?.stringValue == name }) else {
                    throw StoreError(.unreadableExport, path: folder, detail: name)
                }
                let bytes = try TextSink.read("\(folder)/\(name)", in: folder)
                guard Hexadecimal.text(Digest.plain(bytes)) == stated["sha256"]?.stringValue else {
                    throw StoreError(.unreadableExport, path: folder, detail: name)
                }
                let columns = try db.columns(in: table).map(\.name)
                let statement = try db.makeStatement(
                    sql: """
                        INSERT INTO \(table) (\(columns.joined(separator: ", ")))
                        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
                        """)
                for line in bytes.split(separator: UInt8(ascii: "\n")) {
                    guard let row = try? JSONValue.parse(Array(line), limits: JSONLimits(size: .max)) else {
                        throw StoreError(.unreadableExport, path: folder, detail: name)
                    }
                    let values = try columns.map { column -> DatabaseValue in
                        switch row[column] {
                        case .string(let text)?: return text.databaseValue
                        case .number(let text)?:
                            if let number = Int64(text) { return number.databaseValue }
                            throw StoreError(.unreadableExport, path: folder, detail: "\(name): \(column)")
                        case .null?: return .null
                        default: throw StoreError(.unreadableExport, path: folder, detail: "\(name): \(column)")
                        }
                    }
                    try statement.execute(arguments: StatementArguments(values))
                }
            }
        }
    }

    /// - Returns: The file's line of the manifest.
    private static func export(_ table: String, of db: Database, to path: String) throws -> JSONValue {
        let columns = try db.columns(in: table).map(\.name)
        let key = try db.primaryKey(table).columns
        var sink = try TextSink(path)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(columns.joined(separator: ", ")) FROM \(table) \(filters[table] ?? "")
                ORDER BY \(key.joined(separator: ", "))
                """)
        while let row = try rows.next() {
            let members = columns.enumerated().map { index, column in
                let value: JSONValue =
                    switch (row[index] as DatabaseValue).storage {
                    case .string(let text): .string(text)
                    case .int64(let number): .number(String(number))
                    // Strict tables without reals or blobs.
                    default: .null
                    }
                return JSONValue.Member(column, value)
            }
            try sink.add(JSONValue.object(members).serialized() + "\n")
        }
        let (digest, lines) = try sink.finish()
        return .object([
            .init("name", .string("\(table).ndjson")), .init("rows", .number(String(lines))),
            .init("sha256", .string(digest)),
        ])
    }

    private static func head(_ db: Database) throws -> String {
        try String.fetchOne(db, sql: "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1")
            ?? Hexadecimal.text(JournalRow.origin)
    }

    static func systemError(_ path: String) -> StoreError {
        StoreError(
            errno == ENOSPC ? .full : errno == EACCES || errno == ENOENT ? .cannotOpen : .inputOutput, path: path,
            detail: String(cString: strerror(errno)))
    }

    /// Removes a folder of ours that was left unfinished: files only, no folder inside.
    private static func removeFolder(_ path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        for name in tables.map({ "\($0).ndjson" }) + [manifestName] { unlink("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw systemError(path) }
    }
}
