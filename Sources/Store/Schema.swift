import GRDB

/// The tables, as numbered migrations: a released one is never edited, a new one follows it.
enum Schema {
    /// `Mail`, in the header of the file: it tells our databases from others.
    static let applicationID: Int32 = 0x4D61_696C

    /// The number of the last migration; `PRAGMA user_version` holds that of the file.
    static let version = 4

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: first)
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
        }
        migrator.registerMigration("2") { db in
            try db.execute(sql: chained)
            try Chain.seal(db)
            try db.execute(sql: memory)
            // Events used to be numbered by run: a reader's cursor must stay below those to come.
            if let run = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE name = 'run'").flatMap({ Int64($0) }
            ) {
                try db.execute(
                    sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)", arguments: [(run + 1) << 32])
                try db.execute(sql: "DELETE FROM meta WHERE name = 'run'")
            }
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3") { db in
            try db.execute(sql: alerts)
            try db.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4") { db in
            try db.execute(sql: rows)
            try db.execute(sql: "PRAGMA user_version = 4")
        }
        return migrator
    }

    /// - `journal` is the truth; its triggers keep it append-only.
    /// - `fact` is derived from it: `known_from` and `known_to` are the entries by which a fact was
    ///   learnt and given up, `valid_from` and `valid_to` the days it holds in the world.
    /// - `cell` holds current outcomes, `transition` the changes of them.
    private static let first = """
        CREATE TABLE meta (
            name  TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE journal (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            territory   TEXT NOT NULL,
            source      TEXT NOT NULL,
            author_uid  INTEGER NOT NULL,
            author_name TEXT NOT NULL,
            reason      TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            payload     TEXT NOT NULL
        ) STRICT;
        CREATE INDEX journal_by_territory ON journal (territory, seq);
        CREATE INDEX journal_by_time ON journal (recorded_at, seq);
        CREATE TRIGGER journal_is_never_edited BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE fact (
            territory  TEXT NOT NULL,
            kind       TEXT NOT NULL,
            key        TEXT NOT NULL,
            attribute  TEXT NOT NULL,
            source     TEXT NOT NULL,
            value      TEXT NOT NULL,
            origin     TEXT NOT NULL,
            valid_from TEXT,
            valid_to   TEXT,
            known_from INTEGER NOT NULL REFERENCES journal (seq),
            known_to   INTEGER REFERENCES journal (seq)
        ) STRICT;
        CREATE UNIQUE INDEX fact_current ON fact (territory, kind, key, attribute, source)
            WHERE known_to IS NULL;
        CREATE INDEX fact_past ON fact (territory, kind, key, known_to) WHERE known_to IS NOT NULL;

        CREATE TABLE transition (
            seq            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            territory      TEXT NOT NULL,
            rule           TEXT NOT NULL,
            subject        TEXT NOT NULL,
            change         TEXT NOT NULL CHECK (change IN ('appeared', 'changed', 'disappeared')),
            verdict_before TEXT,
            verdict_after  TEXT,
            value_before   TEXT,
            value_after    TEXT,
            day            TEXT NOT NULL,
            cause_seq      INTEGER REFERENCES journal (seq),
            pack_hash      TEXT NOT NULL,
            recorded_at    TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transition_by_territory ON transition (territory, seq);

        CREATE TABLE cell (
            territory TEXT NOT NULL,
            rule      TEXT NOT NULL,
            subject   TEXT NOT NULL,
            verdict   TEXT,
            value     TEXT,
            since     INTEGER NOT NULL REFERENCES transition (seq),
            PRIMARY KEY (territory, rule, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE pack_event (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused')),
            pack_hash   TEXT NOT NULL,
            diagnostics TEXT NOT NULL,
            recorded_at TEXT NOT NULL
        ) STRICT;

        CREATE VIEW v_verdicts AS
            SELECT cell.territory, cell.rule, cell.subject, cell.verdict, cell.value, transition.recorded_at AS since
            FROM cell JOIN transition ON transition.seq = cell.since;
        """

    /// The chain: each entry's salts, in hexadecimal, and the hash that commits to it and to those before.
    ///
    /// An entry may only ever lose what was erased, while ``Store/erase(_:)`` says that it does.
    private static let chained = """
        DROP TRIGGER journal_is_never_edited;
        ALTER TABLE journal ADD COLUMN salts TEXT NOT NULL DEFAULT '';
        ALTER TABLE journal ADD COLUMN hash TEXT NOT NULL DEFAULT '';
        """

    /// - `evaluated` says which state of a territory was served since when: entry, day, pack.
    /// - `pack_file` and `pack_text` keep the rules themselves, a text once whatever the packs it is in.
    /// - `event` is what `/v1/events` gave, so that a cursor outlives the daemon.
    private static let memory = """
        CREATE TRIGGER journal_is_never_edited
            BEFORE UPDATE OF seq, territory, source, author_uid, author_name, reason, recorded_at, hash ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_forgets_on_demand BEFORE UPDATE OF payload, salts ON journal
            WHEN NOT EXISTS (SELECT 1 FROM meta WHERE name = 'erasing')
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE evaluated (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            territory   TEXT NOT NULL,
            journal_seq INTEGER NOT NULL,
            day         TEXT NOT NULL,
            pack_hash   TEXT NOT NULL,
            recorded_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX evaluated_by_territory ON evaluated (territory, seq);

        CREATE TABLE pack_text (
            digest TEXT NOT NULL PRIMARY KEY,
            text   TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pack_file (
            pack_hash TEXT NOT NULL,
            name      TEXT NOT NULL,
            digest    TEXT NOT NULL REFERENCES pack_text (digest),
            PRIMARY KEY (pack_hash, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE milestone (
            seq           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            name          TEXT NOT NULL UNIQUE,
            instant       TEXT NOT NULL,
            evaluated_seq INTEGER NOT NULL,
            journal_seq   INTEGER NOT NULL,
            journal_hash  TEXT NOT NULL,
            author_uid    INTEGER NOT NULL,
            author_name   TEXT NOT NULL,
            reason        TEXT NOT NULL,
            recorded_at   TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER milestone_is_never_edited BEFORE UPDATE ON milestone
            BEGIN SELECT RAISE(ABORT, 'milestones are append-only'); END;
        CREATE TRIGGER milestone_is_never_cut BEFORE DELETE ON milestone
            BEGIN SELECT RAISE(ABORT, 'milestones are append-only'); END;

        CREATE TABLE event (
            seq         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            kind        TEXT NOT NULL,
            territory   TEXT NOT NULL,
            journal_seq INTEGER NOT NULL,
            body        TEXT NOT NULL,
            recorded_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX event_by_territory ON event (territory, seq);
        """
}
