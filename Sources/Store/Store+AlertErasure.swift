import GRDB

/// What erasures take from alerts: the names of a record, and texts that may derive from its values.
extension Store {
    /// Forgets the name of a record: its alerts, what happened to them, what the stream told of them, silences
    /// and notices that name it.
    static func purgeAlerts(about record: String, _ territory: String, _ db: Database) throws {
        let values = ["territory": territory, "record": record, "part": "+\(record)+"]
        func run(_ sql: String) throws {
            // Those that the statement names: others would be refused.
            try db.execute(sql: sql, arguments: StatementArguments(values.filter { sql.contains(":\($0.key)") }))
        }
        func names(_ text: String) -> String { "instr('+' || \(text) || '+', :part) > 0" }
        try forgetMatters(
            "territory = :territory AND (\(names("subject")) OR \(names("matter")))", territory, record, db)
        try run("DELETE FROM alert WHERE territory = :territory AND \(names("subject"))")
        try run("DELETE FROM alert_event WHERE territory = :territory AND \(names("subject"))")
        // What the stream told of alerts belongs to no entry of the journal. An id is `alert:record+record`.
        let told = names("replace(item.value ->> '$.id', ':', '+')")
        try run(
            """
            UPDATE event SET body = json_set(body, '$.erased', json('true'), '$.alerts', (
                SELECT json_group_array(json(item.value)) FROM json_each(event.body, '$.alerts') AS item
                WHERE (\(told)) IS NOT TRUE))
            WHERE territory = :territory AND kind = 'alerts' AND EXISTS (
                SELECT 1 FROM json_each(event.body, '$.alerts') AS item WHERE \(told))
            """)
        try run(
            """
            DELETE FROM silence WHERE territory = :territory
                AND (\(names("(body ->> '$.covers.subject')")) OR \(names("(body ->> '$.covers.matter')")))
            """)
        // Others may say that something of it is missing.
        try run(
            """
            UPDATE alert SET body = json_remove(body, '$.missing') WHERE territory = :territory AND EXISTS (
                SELECT 1 FROM json_each(body, '$.missing') WHERE value = :record OR instr(value, :record || '.') = 1)
            """)
        try run(
            """
            UPDATE notice SET body = '{}' WHERE territory = :territory AND EXISTS (
                SELECT 1 FROM json_each(body, '$.items') AS item, json_each(item.value, '$.subject') AS named
                WHERE named.value = :record)
            """)
    }

    /// Forgets what alerts about a record keep of its values: the matter that they are told under, and the marks
    /// by which a material change is seen.
    static func purgeAlertValues(of record: String, _ territory: String, _ db: Database) throws {
        try forgetMatters(
            "territory = :territory AND instr('+' || subject || '+', :part) > 0", territory, record, db)
    }

    private static func forgetMatters(
        _ condition: String, _ territory: String, _ record: String, _ db: Database
    ) throws {
        let about: StatementArguments = ["territory": territory, "part": "+\(record)+"]
        let matters = try String.fetchAll(
            db, sql: "SELECT DISTINCT matter FROM alert WHERE matter <> alert AND (\(condition)) ORDER BY 1",
            arguments: about)
        try db.execute(
            sql: """
                UPDATE alert SET matter = '', body = json_remove(json_set(body, '$.matter', ''),
                    '$.material', '$.told.material', '$.acknowledgement.material')
                WHERE \(condition)
                """, arguments: about)
        for matter in matters {
            // Another alert may be told under the same: it is then no trace of this record.
            let arguments: StatementArguments = ["territory": territory, "matter": matter]
            let others = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM alert WHERE territory = :territory AND matter = :matter",
                arguments: arguments)
            if others ?? 0 > 0 { continue }
            try db.execute(
                sql: """
                    UPDATE notice SET body = json_set(body, '$.matter', '')
                    WHERE territory = :territory AND body ->> '$.matter' = :matter
                    """, arguments: arguments)
            try db.execute(
                sql: "DELETE FROM silence WHERE territory = :territory AND body ->> '$.covers.matter' = :matter",
                arguments: arguments)
            // A key is an audience, a space and a matter.
            try db.execute(
                sql: """
                    UPDATE alert_rest SET body = json_set(body, '$.last_notices', (
                        SELECT json_group_object(key, value) FROM json_each(alert_rest.body, '$.last_notices')
                        WHERE substr(key, -length(:matter) - 1) <> ' ' || :matter))
                    WHERE territory = :territory
                    """, arguments: arguments)
        }
    }
}
