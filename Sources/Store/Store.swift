import GRDB
import Synchronization

/// The journal of facts and what follows from it, in one SQLite file.
///
/// The journal is the truth and only grows; every other table can be rebuilt from it. Writes follow
/// one another and are durable when their call returns; reads see the last committed state and never
/// wait for a write. Calls block their thread: make them from one that may wait.
///
/// **Invariant:** a call that throws has written nothing. There is no clock inside.
public final class Store: Sendable {
    /// The file, as the user named it.
    public let path: String
    let pool: DatabasePool
    let options: StoreOptions
    /// Nil when opened for reading only.
    private let lock: ProcessLock?
    /// The transaction that several writes share, while there is one.
    let shared = Mutex<SharedTransaction?>(nil)

    /// Opens the database, makes it when there is none, and brings it up to date.
    ///
    /// - Parameter path: The SQLite file; `PATH-wal`, `PATH-shm` and `PATH-lock` stand beside it.
    /// - Throws: ``StoreError`` when the file cannot be opened (S001), is not ours (S002), damaged (S003),
    ///   from a later version (S004) or held by another process (S005); a foreign file is left as it was.
    public init(path: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
        self.path = path
        self.options = options
        let isWriter = options.access == .readWrite
        self.lock = isWriter ? try ProcessLock(database: path) : nil
        do {
            if isWriter {
                try Store.makePrivate(path)
                // A plain connection first: a pool would turn a foreign file into WAL mode.
                let queue = try DatabaseQueue(path: path, configuration: options.configuration)
                try queue.read { try Store.checkIdentity($0, path: path) }
                try queue.close()
            }
            pool = try DatabasePool(path: path, configuration: options.configuration)
            if isWriter {
                // Acknowledged means durable: each commit is synced. Here and not in the configuration,
                // since the pool sets NORMAL, which syncs at checkpoints only, when it turns WAL on.
                // A write touches some fifteen pages, mostly the same: with SQLite's own thousand, one in seventy waits
                // for the log to be copied into the file. What is copied grows little with the log, which takes 32 MiB.
                try pool.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000")
                }
                try Schema.migrator.migrate(pool)
            } else {
                try pool.read { db in
                    try Store.checkIdentity(db, path: path)
                    guard try Schema.migrator.hasCompletedMigrations(db) else {
                        throw StoreError(.needsMigration, path: path)
                    }
                }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Ends the connections and lets another process write; later calls throw.
    public func close() throws(StoreError) {
        do { try pool.close() } catch { throw StoreError(error, path: path) }
        lock?.release()
    }

    /// The number of the last migration of the file.
    public func schemaVersion() throws(StoreError) -> Int {
        try reading { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }

    private static func checkIdentity(_ db: Database, path: String) throws {
        let identity = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let objects =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
        // A new file holds nothing; and one whose creation was cut short holds at most the list of migrations, empty,
        // which is committed before the first of them.
        guard identity == Schema.applicationID || (identity == 0 && objects == 0) else {
            throw StoreError(.foreignFile, path: path)
        }
        if try Schema.migrator.hasBeenSuperseded(db) { throw StoreError(.fromTheFuture, path: path) }
    }
}

// MARK: - Transactions

extension Store {
    func reading<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            // What the shared transaction wrote is seen by who wrote it.
            if let shared = sharedHere { return try body(shared.db) }
            return try pool.read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Runs `body` in a transaction that is on the disk when this returns, or leaves no trace; within ``together(_:)``
    /// it is on the disk when that returns.
    func writing<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        guard options.access == .readWrite else { throw StoreError(.readOnly, path: path) }
        do {
            if let shared = sharedHere { return try shared.writing(body) }
            return try pool.write { db in
                let result = try body(db)
                try options.beforeCommit?()
                return result
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The same as ``writing(_:)`` for who may not hold a thread until it is their turn: a shared transaction lasts as long as
    /// the evaluations in it. Cancelling the task does not undo it.
    func writingInTurn(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) {
        guard options.access == .readWrite else { throw StoreError(.readOnly, path: path) }
        let (pool, beforeCommit) = (pool, options.beforeCommit)
        do {
            try await Task {
                try await pool.write { db in
                    try body(db)
                    try beforeCommit?()
                }
            }.value
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
