import GRDB
public import World

/// An alert as it is kept: the store knows the texts it is looked up by, and a body.
public struct StoredAlert: Hashable, Sendable {
    public var alert: String
    /// Records joined by `+`.
    public var subject: String
    public var state: String
    public var severity: String?
    public var matter: String
    /// A day; nil before.
    public var opened: String?
    /// One JSON object.
    public var body: String

    public init(
        alert: String, subject: String, state: String, severity: String?, matter: String, opened: String?,
        body: String
    ) {
        self.alert = alert
        self.subject = subject
        self.state = state
        self.severity = severity
        self.matter = matter
        self.opened = opened
        self.body = body
    }
}

public struct StoredSilence: Hashable, Sendable {
    public var number: Int
    public var until: String
    public var body: String

    public init(number: Int, until: String, body: String) {
        self.number = number
        self.until = until
        self.body = body
    }
}

/// Something that happened to an alert; an author where a person did it.
public struct StoredAlertEvent: Hashable, Sendable {
    public var seq: Int64
    public var territory: String
    public var kind: String
    /// Empty for what concerns more than one.
    public var alert: String
    public var subject: String
    public var day: String
    public var detail: String
    public var author: Author?
    public var reason: String
    public var recordedAt: String

    public init(
        seq: Int64 = 0, territory: String, kind: String, alert: String, subject: String, day: String, detail: String,
        author: Author? = nil, reason: String = "", recordedAt: String
    ) {
        self.seq = seq
        self.territory = territory
        self.kind = kind
        self.alert = alert
        self.subject = subject
        self.day = day
        self.detail = detail
        self.author = author
        self.reason = reason
        self.recordedAt = recordedAt
    }
}

/// What becomes of a territory's alerts, all in one commit.
public struct StoredAlertStep: Sendable {
    public var territory: String
    /// Those that are not what they were.
    public var changed: [StoredAlert] = []
    /// Those not what they were.
    public var silences: [StoredSilence] = []
    /// Nil where it is what it was.
    public var rest: String?
    public var events: [StoredAlertEvent] = []
    public var notices: [StoredNotice] = []
    /// What the stream tells.
    public var told: [StoredEvent] = []
    public var recordedAt: String

    public init(territory: String, recordedAt: String) {
        self.territory = territory
        self.recordedAt = recordedAt
    }

    public var isEmpty: Bool {
        changed.isEmpty && silences.isEmpty && rest == nil && events.isEmpty && notices.isEmpty && told.isEmpty
    }
}

extension Store {
    /// The alerts of a territory as they were left.
    public func alerts(territory: String) throws(StoreError) -> (
        instances: [String], silences: [String], rest: String?
    ) {
        try reading { db in
            let name: StatementArguments = [territory.canonical]
            return (
                try String.fetchAll(
                    db, sql: "SELECT body FROM alert WHERE territory = ? ORDER BY alert, subject", arguments: name),
                try String.fetchAll(
                    db, sql: "SELECT body FROM silence WHERE territory = ? ORDER BY number", arguments: name),
                try String.fetchOne(db, sql: "SELECT body FROM alert_rest WHERE territory = ?", arguments: name)
            )
        }
    }

    /// Keeps a step: alerts, what happened, what is to be told and what the stream tells, or nothing of it.
    ///
    /// A notice whose key is known was kept before: it is not kept twice.
    /// - Returns: The stream's events, numbered.
    public func recordAlerts(_ step: StoredAlertStep) throws(StoreError) -> [StoredEvent] {
        if step.isEmpty { return [] }
        return try writing { db in
            let territory = step.territory.canonical
            for alert in step.changed {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO alert (territory, alert, subject, state, severity, matter, opened, body)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (territory, alert, subject) DO UPDATE SET state = excluded.state,
                            severity = excluded.severity, matter = excluded.matter, opened = excluded.opened,
                            body = excluded.body
                        """
                ).execute(arguments: [
                    territory, alert.alert, alert.subject, alert.state, alert.severity, alert.matter, alert.opened,
                    alert.body,
                ])
            }
            for silence in step.silences {
                try db.execute(
                    sql: """
                        INSERT INTO silence (territory, number, until, body) VALUES (?, ?, ?, ?)
                        ON CONFLICT (territory, number) DO UPDATE SET until = excluded.until, body = excluded.body
                        """, arguments: [territory, silence.number, silence.until, silence.body])
            }
            if let rest = step.rest {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO alert_rest (territory, body) VALUES (?, ?)
                        ON CONFLICT (territory) DO UPDATE SET body = excluded.body
                        """
                ).execute(arguments: [territory, rest])
            }
            for event in step.events { try Store.insert(event, db) }
            for notice in step.notices { try Store.insert(notice, db) }
            return try step.told.map { try Store.insert($0, db) }
        }
    }

    private static func insert(_ event: StoredAlertEvent, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO alert_event (territory, kind, alert, subject, day, detail, author_uid, author_name, reason,
                    recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            event.territory.canonical, event.kind, event.alert, event.subject, event.day, event.detail,
            event.author.map { Int64($0.uid) }, event.author?.name, event.reason, event.recordedAt,
        ])
    }

    /// What happened to alerts, in order.
    ///
    /// - Parameters:
    ///   - seq: The last one already seen; 0 for none.
    ///   - alert: Nil for all; `subject` counts with it only.
    public func alertEvents(
        after seq: Int64 = 0, limit: Int = 1000, territory: String?, alert: String? = nil, subject: String? = nil
    ) throws(StoreError) -> [StoredAlertEvent] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT seq, territory, kind, alert, subject, day, detail, author_uid, author_name, reason,
                        recorded_at
                    FROM alert_event
                    WHERE seq > :seq AND (:territory IS NULL OR territory = :territory)
                        AND (:alert IS NULL OR alert = :alert) AND (:subject IS NULL OR subject = :subject)
                    ORDER BY seq LIMIT :limit
                    """,
                arguments: [
                    "seq": seq, "limit": max(1, limit), "territory": territory?.canonical, "alert": alert,
                    "subject": subject,
                ]
            ).map { row in
                let uid: Int64? = row[7]
                return StoredAlertEvent(
                    seq: row[0], territory: row[1], kind: row[2], alert: row[3], subject: row[4], day: row[5],
                    detail: row[6],
                    author: uid.map { Author(uid: UInt32(truncatingIfNeeded: $0), name: row[8] as String? ?? "") },
                    reason: row[9], recordedAt: row[10])
            }
        }
    }
}
