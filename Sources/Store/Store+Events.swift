import GRDB

/// Something that happened, as readers of the stream were told.
public struct StoredEvent: Hashable, Sendable {
    /// From 1, strictly increasing over all runs: the cursor of the stream.
    public var seq: Int64
    public var kind: String
    /// Empty for what concerns them all.
    public var territory: String
    /// The last entry it follows from; 0 where rules or the date did it.
    public var journal: Int64
    /// One JSON object.
    public var body: String
    public var recordedAt: String

    public init(seq: Int64 = 0, kind: String, territory: String, journal: Int64, body: String, recordedAt: String) {
        self.seq = seq
        self.kind = kind
        self.territory = territory
        self.journal = journal
        self.body = body
        self.recordedAt = recordedAt
    }
}

extension Store {
    /// Keeps events in order, in one commit.
    ///
    /// - Returns: The same, numbered.
    public func recordEvents(_ events: [StoredEvent]) throws(StoreError) -> [StoredEvent] {
        if events.isEmpty { return [] }
        return try writing { db in
            try events.map { try Store.insert($0, db) }
        }
    }

    static func insert(_ event: StoredEvent, _ db: Database) throws -> StoredEvent {
        let insertion = try db.cachedStatement(
            sql: "INSERT INTO event (kind, territory, journal_seq, body, recorded_at) VALUES (?, ?, ?, ?, ?)")
        try insertion.execute(
            arguments: [event.kind, event.territory.canonical, event.journal, event.body, event.recordedAt])
        var event = event
        event.seq = db.lastInsertedRowID
        return event
    }

    /// Events in order, those after `seq` only; `limit` at least 1.
    public func events(after seq: Int64, limit: Int) throws(StoreError) -> [StoredEvent] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT seq, kind, territory, journal_seq, body, recorded_at FROM event WHERE seq > ? ORDER BY seq LIMIT ?
                    """, arguments: [seq, max(1, limit)]
            ).map { row in
                StoredEvent(
                    seq: row[0], kind: row[1], territory: row[2], journal: row[3], body: row[4], recordedAt: row[5])
            }
        }
    }

    /// The number that the next event will follow.
    public func latestEvent() throws(StoreError) -> Int64 {
        try reading { try Int64.fetchOne($0, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'event'") ?? 0 }
    }
}
