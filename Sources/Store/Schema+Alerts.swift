extension Schema {
    /// - `alert`, `silence` and `alert_rest` are the alerts of a territory as they stand; `alert_event` is
    ///   what happened to them and who did it.
    /// - `notice` is what an audience is to be told; `delivery` how each channel fares with it.
    static let alerts = """
        CREATE TABLE alert (
            territory TEXT NOT NULL,
            alert     TEXT NOT NULL,
            subject   TEXT NOT NULL,
            state     TEXT NOT NULL,
            severity  TEXT,
            matter    TEXT NOT NULL,
            opened    TEXT,
            body      TEXT NOT NULL,
            PRIMARY KEY (territory, alert, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE silence (
            territory TEXT NOT NULL,
            number    INTEGER NOT NULL,
            until     TEXT NOT NULL,
            body      TEXT NOT NULL,
            PRIMARY KEY (territory, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE alert_rest (
            territory TEXT NOT NULL PRIMARY KEY,
            body      TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE alert_event (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            territory   TEXT NOT NULL,
            kind        TEXT NOT NULL,
            alert       TEXT NOT NULL,
            subject     TEXT NOT NULL,
            day         TEXT NOT NULL,
            detail      TEXT NOT NULL,
            author_uid  INTEGER,
            author_name TEXT,
            reason      TEXT NOT NULL,
            recorded_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alert_event_by_alert ON alert_event (territory, alert, subject, seq);

        CREATE TABLE notice (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            key         TEXT NOT NULL UNIQUE,
            territory   TEXT NOT NULL,
            audience    TEXT NOT NULL,
            kind        TEXT NOT NULL,
            day         TEXT NOT NULL,
            body        TEXT NOT NULL,
            recorded_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE delivery (
            notice_seq   INTEGER NOT NULL REFERENCES notice (seq),
            channel      TEXT NOT NULL,
            state        TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'abandoned')),
            attempts     INTEGER NOT NULL,
            next_at      TEXT NOT NULL,
            last_error   TEXT NOT NULL,
            delivered_at TEXT,
            PRIMARY KEY (notice_seq, channel)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_waiting ON delivery (next_at) WHERE state = 'waiting';

        CREATE VIEW v_alerts AS
            SELECT territory, alert, subject, state, severity, matter, opened FROM alert
            WHERE state NOT IN ('resolved', 'pending');
        CREATE VIEW v_alert_history AS
            SELECT seq, territory, kind, alert, subject, day, detail, author_name AS author, reason, recorded_at
            FROM alert_event;
        CREATE VIEW v_deliveries AS
            SELECT notice.seq, notice.key, notice.territory, notice.audience, notice.kind, notice.day,
                delivery.channel, delivery.state, delivery.attempts, delivery.next_at, delivery.last_error,
                delivery.delivered_at
            FROM delivery JOIN notice ON notice.seq = delivery.notice_seq;
        CREATE VIEW v_journal AS
            SELECT seq, territory, source, author_uid, author_name AS author, reason, recorded_at FROM journal;
        CREATE VIEW v_transitions AS
            SELECT seq, territory, rule, subject, change, verdict_before, verdict_after, value_before, value_after,
                day, cause_seq AS journal, recorded_at
            FROM transition;
        CREATE VIEW v_facts AS
            SELECT territory, kind, key, attribute, source, value, origin, valid_from, valid_to, known_from
            FROM fact WHERE known_to IS NULL;
        CREATE VIEW v_milestones AS
            SELECT name, instant, journal_seq AS journal, author_name AS author, reason FROM milestone;
        """
}
