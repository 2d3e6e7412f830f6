/// The first schema, as its version wrote it: never edited.
let firstSchema = """
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
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1');
    PRAGMA application_id = 1298229612; PRAGMA user_version = 1;
    """
