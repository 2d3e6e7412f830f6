import GRDB
import Glibc

/// A transaction that several writes share: one commit, synced once, for all of them.
///
/// Unchecked: everything but `thread` is for the thread that began it, which ``isHere`` tells.
final class SharedTransaction: @unchecked Sendable {
    let db: Database
    private let thread = pthread_self()
    /// The first failure that was the disk's, or SQLite's, and no refusal of ours.
    private(set) var failure: (any Error)?

    init(db: Database) {
        self.db = db
    }

    var isHere: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// One of the writes: it leaves no trace when it is refused, and takes all of them down when the disk fails.
    func writing<Result>(_ body: (Database) throws -> Result) throws -> Result {
        // SQLite may have undone the whole transaction already: a later write would be one of its own.
        if let failure { throw failure }
        do {
            // Prepared once, as all that is run again and again.
            try db.cachedStatement(sql: "SAVEPOINT one_write").execute()
            do {
                let result = try body(db)
                try db.cachedStatement(sql: "RELEASE one_write").execute()
                return result
            } catch {
                do {
                    try db.cachedStatement(sql: "ROLLBACK TO one_write").execute()
                    try db.cachedStatement(sql: "RELEASE one_write").execute()
                } catch {
                    // Half of it may be left: the others are not committed beside it.
                    failure = error
                }
                throw error
            }
        } catch {
            if !(error is StoreError) { failure = error }
            throw error
        }
    }
}

/// Group commit: `synchronous = FULL` costs a sync a commit, however much it holds.
extension Store {
    /// Runs `body`, whose writes to this store share one transaction: all are on the disk when this returns, or none is.
    ///
    /// A write that is refused leaves no trace and lets the others stand. Reads that `body` makes see what it wrote; those
    /// of other threads see the last commit. Not for erasures, which empty the write-ahead log, and not within itself.
    ///
    /// - Throws: ``StoreError`` when a write, or the commit, met a failure that is no refusal: nothing was written.
    public func together(_ body: () -> Void) throws(StoreError) {
        guard options.access == .readWrite else { throw StoreError(.readOnly, path: path) }
        do {
            try pool.write { db in
                let transaction = SharedTransaction(db: db)
                shared.withLock { $0 = transaction }
                defer { shared.withLock { $0 = nil } }
                body()
                if let failure = transaction.failure { throw failure }
                try options.beforeCommit?()
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The shared transaction, where it is this thread's.
    var sharedHere: SharedTransaction? {
        shared.withLock { $0?.isHere == true ? $0 : nil }
    }
}
