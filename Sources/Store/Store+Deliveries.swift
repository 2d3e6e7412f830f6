import GRDB

/// What an audience is to be told, by which channels.
public struct StoredNotice: Hashable, Sendable {
    public var seq: Int64
    /// The receiver's means to recognise it: never given twice.
    public var key: String
    public var territory: String
    public var audience: String
    public var kind: String
    public var day: String
    /// One JSON object; empty once a record that it named was erased.
    public var body: String
    public var channels: [String]
    public var recordedAt: String

    public init(
        seq: Int64 = 0, key: String, territory: String, audience: String, kind: String, day: String, body: String,
        channels: [String], recordedAt: String
    ) {
        self.seq = seq
        self.key = key
        self.territory = territory
        self.audience = audience
        self.kind = kind
        self.day = day
        self.body = body
        self.channels = channels
        self.recordedAt = recordedAt
    }
}

/// How a channel fares with a notice.
public struct StoredDelivery: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case waiting, delivered, abandoned
    }

    public var notice: StoredNotice
    public var channel: String
    public var state: State
    public var attempts: Int
    /// RFC 3339, UTC: not before.
    public var nextAt: String
    public var lastError: String
    public var deliveredAt: String?
}

extension Store {
    static func insert(_ notice: StoredNotice, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO notice (key, territory, audience, kind, day, body, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
                """,
            arguments: [
                notice.key, notice.territory.canonical, notice.audience, notice.kind, notice.day, notice.body,
                notice.recordedAt,
            ])
        guard db.changesCount > 0 else { return }
        let seq = db.lastInsertedRowID
        for channel in Set(notice.channels).sorted() {
            try db.execute(
                sql: "INSERT INTO delivery VALUES (?, ?, 'waiting', 0, ?, '', NULL)",
                arguments: [seq, channel, notice.recordedAt])
        }
    }

    /// Deliveries that are due, in the order of their notices.
    public func dueDeliveries(at instant: String, limit: Int = 100) throws(StoreError) -> [StoredDelivery] {
        try deliveries("delivery.state = 'waiting' AND next_at <= ?", [instant], limit)
    }

    /// Deliveries of a territory's last notices, the newest first; of one audience's, where it is given.
    public func deliveries(territory: String?, limit: Int) throws(StoreError) -> [StoredDelivery] {
        try deliveries(
            "(? IS NULL OR territory = ?)", [territory?.canonical, territory?.canonical], newestFirst: true, limit)
    }

    /// How many wait, and how many were given up.
    public func deliveryCounts() throws(StoreError) -> [StoredDelivery.State: Int] {
        try reading { db in
            var counts: [StoredDelivery.State: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) FROM delivery GROUP BY state") {
                if let state = StoredDelivery.State(rawValue: row[0]) { counts[state] = row[1] }
            }
            return counts
        }
    }

    private func deliveries(
        _ condition: String, _ arguments: StatementArguments, newestFirst: Bool = false, _ limit: Int
    ) throws(StoreError) -> [StoredDelivery] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT seq, key, territory, audience, kind, day, body, recorded_at, channel, state, attempts,
                        next_at, last_error, delivered_at
                    FROM delivery JOIN notice ON notice.seq = delivery.notice_seq
                    WHERE \(condition) ORDER BY seq \(newestFirst ? "DESC" : "ASC"), channel LIMIT \(max(1, limit))
                    """, arguments: arguments
            ).compactMap { row in
                guard let state = StoredDelivery.State(rawValue: row[9]) else { return nil }
                return StoredDelivery(
                    notice: StoredNotice(
                        seq: row[0], key: row[1], territory: row[2], audience: row[3], kind: row[4], day: row[5],
                        body: row[6], channels: [], recordedAt: row[7]),
                    channel: row[8], state: state, attempts: row[10], nextAt: row[11], lastError: row[12],
                    deliveredAt: row[13])
            }
        }
    }

    /// Keeps how an attempt ended; holds no thread while another write is under way, and is done though the task is
    /// cancelled meanwhile: what was carried would be carried again.
    ///
    /// - Parameters:
    ///   - error: Empty where it went well.
    ///   - nextAt: When to try again; nil never.
    public func recordDelivery(
        _ delivery: StoredDelivery, error: String, nextAt: String?, at instant: String
    ) async throws(StoreError) {
        let state: StoredDelivery.State = error.isEmpty ? .delivered : nextAt == nil ? .abandoned : .waiting
        try await writingInTurn { db in
            try db.execute(
                sql: """
                    UPDATE delivery SET state = ?, attempts = attempts + 1, next_at = ?, last_error = ?,
                        delivered_at = ?
                    WHERE notice_seq = ? AND channel = ?
                    """,
                arguments: [
                    state.rawValue, nextAt ?? instant, error, error.isEmpty ? instant : nil, delivery.notice.seq,
                    delivery.channel,
                ])
        }
    }
}
