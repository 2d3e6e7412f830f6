import GRDB
public import World

/// Current records as a person with `sqlite3` expects them: one view a kind, one column an attribute.
extension Store {
    /// Makes the views of a vocabulary and drops those of an earlier one; writes nothing when they stand.
    ///
    /// `r_KIND` has a row per record and source, with `_territory`, `_key`, `_source`, and the days
    /// `_valid_from` and `_valid_to` of its existence. Numbers are SQLite's, for reading: the exact ones
    /// are in `fact`. Booleans are 0 or 1, codes are joined by `;`; what is withheld or does not apply is
    /// null. `census` says which lists are complete, when the vocabulary has censuses.
    public func rebuildCurrentRecords(_ vocabulary: Vocabulary) throws(StoreError) {
        var wanted: [String: String] = [:]
        for kind in vocabulary.sortedKinds { wanted["r_\(kind.name)"] = Store.view(of: kind) }
        if let census = vocabulary.census, let kind = vocabulary.kinds[census.kind] {
            wanted["census"] = Store.view(of: census, kind: kind)
        }
        let stand = try reading(Store.generatedViews)
        if stand == wanted { return }
        try writing { db in
            for name in stand.keys.sorted() { try db.execute(sql: "DROP VIEW \(Store.quoted(name))") }
            // `census` reads a view of a kind: names only resolve when it is read.
            for (_, sql) in wanted.sorted(by: { $0.key < $1.key }) { try db.execute(sql: sql) }
        }
    }

    private static func generatedViews(_ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND (name GLOB 'r_*' OR name = 'census')")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as String) })
    }

    private static func view(of kind: Kind) -> String {
        var names: Set<String> = []
        let columns = kind.attributes.filter { names.insert($0.name.lowercased()).inserted }.map { attribute in
            """
            , max(CASE WHEN attribute = \(literal(attribute.name)) THEN \(attribute.type.column) END) \
            AS \(quoted(attribute.name))

            """
        }
        return """
            CREATE VIEW \(quoted("r_\(kind.name)")) AS
            SELECT territory AS _territory, key AS _key, source AS _source
            , max(CASE WHEN attribute = '' THEN valid_from END) AS _valid_from
            , max(CASE WHEN attribute = '' THEN valid_to END) AS _valid_to
            \(columns.joined())FROM v_facts WHERE kind = \(literal(kind.name))
            GROUP BY territory, key, source
            """
    }

    private static func view(of census: Census, kind: Kind) -> String {
        """
        CREATE VIEW census AS
        SELECT _territory AS territory, _key AS key, _source AS source, \(quoted(census.of)) AS of_kind, \
        \(quoted(census.count)) AS number FROM \(quoted("r_\(kind.name)"))
        """
    }

    private static func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    private static func literal(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
}

extension Attribute.ValueType {
    /// The SQL that reads a value of the type from the JSON of `fact.value`.
    fileprivate var column: String {
        switch self {
        case .number: "CAST(value ->> '$.number' AS NUMERIC)"
        case .boolean: "value ->> '$.boolean'"
        case .text, .code, .reference: "value ->> '$.text'"
        case .date: "value ->> '$.date'"
        case .codes: "(SELECT group_concat(value, ';') FROM json_each(v_facts.value, '$.codes'))"
        }
    }
}
