import GRDB

/// How a store is opened.
public struct StoreOptions: Sendable {
    public enum Access: Hashable, Sendable {
        case readWrite
        /// Writes nothing, takes no lock: it can read beside a running daemon.
        case readOnly
    }

    public var access: Access
    /// Seconds to wait for another connection's lock before giving up.
    public var busyTimeout: Double
    /// The largest size the file may grow to, in bytes, rounded down to whole pages; nil for the disk's.
    /// A write that would pass it fails as a full disk does.
    public var maximumSize: Int?
    /// Called inside each write, after its last statement and before its commit; what it throws makes
    /// the write fail, as a disk would.
    public var beforeCommit: (@Sendable () throws -> Void)?

    public init(
        access: Access = .readWrite, busyTimeout: Double = 5, maximumSize: Int? = nil,
        beforeCommit: (@Sendable () throws -> Void)? = nil
    ) {
        self.access = access
        self.busyTimeout = busyTimeout
        self.maximumSize = maximumSize
        self.beforeCommit = beforeCommit
    }

    var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "maillage"
        configuration.readonly = access == .readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        let maximumSize = maximumSize
        configuration.prepareDatabase { db in
            // What is deleted is overwritten: an erased value leaves no trace in a free page.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            if let maximumSize {
                let page = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
                try db.execute(sql: "PRAGMA max_page_count = \(max(1, maximumSize / page))")
            }
        }
        return configuration
    }
}
