import Diagnostics
import Dispatch
import GRDB
import GRDBSQLite
public import JSON

extension Store {
    /// The longest text that a statement may make, and the most that an answer holds, in bytes.
    static let selectedText = 1 << 20
    static let selectedAnswer = 16 << 20

    /// Rows of one SELECT statement, over a connection that cannot write.
    ///
    /// - Parameters:
    ///   - limit: The most rows, at least 1.
    ///   - seconds: After so long the statement is interrupted. SQLite looks between steps, not inside a function:
    ///     what one may take is bounded by the sizes of texts (1 MiB) and patterns (100 bytes) instead.
    /// - Returns: Names of columns; rows in their order: null, numbers, texts; bytes are null.
    /// - Throws: ``StoreError`` S017 for what is no single SELECT, for SQLite's own refusals, when time is up, and when rows come to more
    ///   than 16 MiB.
    public func select(
        _ sql: String, limit: Int, within seconds: Double
    ) throws(StoreError) -> (columns: [String], rows: [[JSONValue]], hasMore: Bool) {
        let first = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        // Anything else may name files of its own: ATTACH, VACUUM INTO, PRAGMA.
        guard ["SELECT", "WITH", "VALUES"].contains(first) else {
            throw StoreError(.refusedQuery, path: path, detail: "SELECT")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.label = "maillage.sql"
            configuration.prepareDatabase { db in
                sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LENGTH, Int32(Store.selectedText))
                sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            // A timer that is cancelled still holds what it captured until its time: the connection is closed
            // here, and the timer does not keep it.
            let timer = DispatchWorkItem { [weak queue] in queue?.interrupt() }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: timer)
            defer {
                timer.cancel()
                try? queue.close()
            }
            return try queue.read { db in
                let statement = try db.makeStatement(sql: sql)
                let cursor = try Row.fetchCursor(statement)
                var rows: [[JSONValue]] = []
                var size = 0
                while rows.count < max(1, limit), let row = try cursor.next() {
                    let values = Array(row.databaseValues.map(Store.json))
                    for value in values { size += 16 + (value.stringValue?.utf8.count ?? 0) }
                    if size > Store.selectedAnswer {
                        throw DatabaseError(
                            resultCode: .SQLITE_TOOBIG, message: "more than \(Store.selectedAnswer) bytes of rows")
                    }
                    rows.append(values)
                }
                return (statement.columnNames, rows, rows.count >= limit ? try cursor.next() != nil : false)
            }
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_READONLY, .SQLITE_INTERRUPT, .SQLITE_AUTH, .SQLITE_TOOBIG:
                throw StoreError(.refusedQuery, path: path, detail: error.message ?? "\(error.resultCode)")
            default: throw StoreError(error, path: path)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func json(_ value: DatabaseValue) -> JSONValue {
        switch value.storage {
        case .null, .blob: .null
        case .int64(let number): .int(number)
        case .double(let number): number.isFinite ? .number(String(number)) : .null
        case .string(let text): .string(text)
        }
    }
}
