extension Schema {
    /// Tables of many rows, kept a piece at a time.
    ///
    /// - `row_import` is one run of an import of rows; `staged` until all of them are there.
    /// - `row_piece` says how far a staged import got in its table.
    /// - `row_block` holds the rows that a piece states in one territory, as `TerritoryRows` has them, what salts
    ///   them, and the root that the journal commits to.
    /// - `row_part` derives from the journal: which import of a source holds in a territory, from which entry to which.
    /// - `v_row_facts` shows rows as facts, `v_facts` all facts.
    static let rows = """
        CREATE TABLE row_import (
            id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            source      TEXT NOT NULL,
            kind        TEXT NOT NULL,
            attributes  TEXT NOT NULL,
            valid_from  TEXT,
            valid_to    TEXT,
            file        TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            state       TEXT NOT NULL CHECK (state IN ('staged', 'done'))
        ) STRICT;
        CREATE INDEX row_import_by_source ON row_import (source, state);

        CREATE TABLE row_piece (
            import     INTEGER NOT NULL REFERENCES row_import (id),
            end_offset INTEGER NOT NULL,
            PRIMARY KEY (import, end_offset)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE row_block (
            id        INTEGER NOT NULL PRIMARY KEY,
            import    INTEGER NOT NULL REFERENCES row_import (id),
            territory TEXT NOT NULL,
            count     INTEGER NOT NULL,
            body      TEXT NOT NULL,
            salts     TEXT NOT NULL,
            root      TEXT NOT NULL
        ) STRICT;
        CREATE INDEX row_block_by_territory ON row_block (territory, import);
        CREATE INDEX row_block_by_import ON row_block (import, territory);

        CREATE TABLE row_part (
            territory  TEXT NOT NULL,
            source     TEXT NOT NULL,
            known_from INTEGER NOT NULL REFERENCES journal (seq),
            known_to   INTEGER REFERENCES journal (seq),
            import     INTEGER NOT NULL REFERENCES row_import (id),
            PRIMARY KEY (territory, source, known_from)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW v_row_facts AS
            SELECT part.territory, import.kind, block_row.value ->> 1 AS key, '' AS attribute, import.source,
                '{"boolean":true}' AS value, import.file || ':' || (block_row.value ->> 0) AS origin,
                import.valid_from, import.valid_to, part.known_from
            FROM row_part AS part JOIN row_import AS import ON import.id = part.import
                JOIN row_block AS block ON block.territory = part.territory AND block.import = part.import
                JOIN json_each(block.body) AS block_row
            WHERE part.known_to IS NULL AND block_row.type = 'array'
            UNION ALL
            SELECT part.territory, import.kind, block_row.value ->> 1, name.value, import.source,
                CASE cell.type
                    WHEN 'text' THEN json_object('text', cell.value)
                    WHEN 'true' THEN '{"boolean":true}' WHEN 'false' THEN '{"boolean":false}'
                    WHEN 'array' THEN json_object('codes', json(cell.value))
                    WHEN 'object' THEN cell.value
                    ELSE json_object('number', (block_row.value -> (name.key + 2)) || '')
                END,
                import.file || ':' || (block_row.value ->> 0), import.valid_from, import.valid_to, part.known_from
            FROM row_part AS part JOIN row_import AS import ON import.id = part.import
                JOIN row_block AS block ON block.territory = part.territory AND block.import = part.import
                JOIN json_each(block.body) AS block_row JOIN json_each(import.attributes) AS name
                JOIN json_each(block_row.value) AS cell ON cell.key = name.key + 2
            WHERE part.known_to IS NULL AND block_row.type = 'array' AND cell.type <> 'null';
        DROP VIEW v_facts;
        CREATE VIEW v_facts AS
            SELECT territory, kind, key, attribute, source, value, origin, valid_from, valid_to, known_from
            FROM fact WHERE known_to IS NULL
            UNION ALL
            SELECT territory, kind, key, attribute, source, value, origin, valid_from, valid_to, known_from
            FROM v_row_facts;
        """
}
