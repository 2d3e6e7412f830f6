import FEEL
import GRDB
import JSON
import World

/// The derivation of the `fact` table from journal entries: ``FactBase/apply(_:)`` with a memory.
///
/// **Invariant:** the current rows of a territory are what a ``FactBase`` that applied the same
/// entries holds; a fact stated again unchanged keeps its row, and with it the date it was learnt. An answer that
/// is dated by nothing else and is given again on another day is learnt again: it is renewed.
struct FactTable {
    /// Prepared once for all the facts of a change set.
    private let current, insertion, forgettingOne, closingOne: Statement
    private let forgetting, closing: ByScope
    private let db: Database

    /// The same change for one attribute of a record and for all of them.
    private struct ByScope {
        var attribute, record: Statement
    }

    init(db: Database) throws {
        self.db = db
        let attribute = """
            territory = ? AND kind = ? AND key = ? AND source = ? AND attribute = ? AND known_to IS NULL
            """
        let record = "territory = ? AND kind = ? AND key = ? AND source = ? AND known_to IS NULL"
        current = try db.cachedStatement(
            sql: """
                SELECT rowid, known_from, value = ? AND origin = ? AND valid_from IS ? AND valid_to IS ?
                AND (origin <> '' OR valid_from IS NOT NULL
                OR (SELECT substr(recorded_at, 1, 10) FROM journal WHERE seq = fact.known_from) IS ?)
                FROM fact WHERE \(attribute)
                """)
        forgettingOne = try db.cachedStatement(sql: "DELETE FROM fact WHERE rowid = ?")
        closingOne = try db.cachedStatement(sql: "UPDATE fact SET known_to = ? WHERE rowid = ?")
        insertion = try db.cachedStatement(
            sql: """
                INSERT INTO fact
                (value, origin, valid_from, valid_to, territory, kind, key, source, attribute, known_from)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let forget = "DELETE FROM fact WHERE known_from = ? AND"
        forgetting = ByScope(
            attribute: try db.cachedStatement(sql: "\(forget) \(attribute)"),
            record: try db.cachedStatement(sql: "\(forget) \(record)"))
        closing = ByScope(
            attribute: try db.cachedStatement(sql: "UPDATE fact SET known_to = ? WHERE \(attribute)"),
            record: try db.cachedStatement(sql: "UPDATE fact SET known_to = ? WHERE \(record)"))
    }

    func apply(_ entry: JournalEntry) throws {
        let territory = entry.changes.territory.canonical
        for statement in entry.rows { try apply(statement, in: territory, seq: entry.seq) }
        for operation in entry.changes.operations {
            switch operation {
            case .state(let fact):
                try state(fact, in: territory, entry)
            case .withdraw(let record, let attribute):
                let names = identity(record, source: entry.changes.source, territory)
                if attribute.isEmpty {
                    try close(names, forgetting.record, closing.record, seq: entry.seq)
                } else {
                    try close(
                        names + [attribute.canonical.databaseValue], forgetting.attribute, closing.attribute,
                        seq: entry.seq)
                }
            }
        }
    }

    /// Rows take the place of all that their source stated in the territory.
    private func apply(_ statement: RowStatement, in territory: String, seq: Int64) throws {
        let source = statement.table.source.canonical
        for table in ["fact", "row_part"] {
            try db.execute(
                sql: "UPDATE \(table) SET known_to = ? WHERE territory = ? AND source = ? AND known_to IS NULL",
                arguments: [seq, territory, source])
        }
        if !statement.blocks.isEmpty {
            try db.execute(
                sql: "INSERT INTO row_part (territory, source, known_from, known_to, import) VALUES (?, ?, ?, NULL, ?)",
                arguments: [territory, source, seq, statement.importID])
        }
    }

    private func identity(_ record: RecordID, source: String, _ territory: String) -> [DatabaseValue] {
        [
            territory.databaseValue, record.kind.canonical.databaseValue, record.key.canonical.databaseValue,
            source.canonical.databaseValue,
        ]
    }

    private func state(_ fact: Fact, in territory: String, _ entry: JournalEntry) throws {
        let (kind, key) = (fact.record.kind.canonical, fact.record.key.canonical)
        let (source, attribute) = (fact.source.canonical, fact.attribute.canonical)
        let value = fact.value.json.serialized()
        let (from, to) = (fact.validFrom?.description, fact.validTo?.description)
        let day = String(entry.changes.recordedAt.prefix(10))
        let known = try Row.fetchOne(
            current, arguments: [value, fact.origin, from, to, day, territory, kind, key, source, attribute])
        if let known {
            if known[2] as Bool { return }
            // What an entry states and takes back was never known.
            if known[1] as Int64 == entry.seq {
                try forgettingOne.execute(arguments: [known[0] as Int64])
            } else {
                try closingOne.execute(arguments: [entry.seq, known[0] as Int64])
            }
        }
        try insertion.execute(
            arguments: [value, fact.origin, from, to, territory, kind, key, source, attribute, entry.seq])
    }

    private func close(
        _ names: [DatabaseValue], _ forgetting: Statement, _ closing: Statement, seq: Int64
    ) throws {
        let arguments = StatementArguments([seq.databaseValue] + names)
        // What an entry states and takes back was never known.
        try forgetting.execute(arguments: arguments)
        try closing.execute(arguments: arguments)
    }
}

extension FactTable {
    /// The last is the day an answer was given, where nothing else dates it.
    static let columns = """
        kind, key, attribute, source, value, origin, valid_from, valid_to,
        CASE WHEN origin = '' AND valid_from IS NULL
        THEN (SELECT substr(recorded_at, 1, 10) FROM journal WHERE seq = fact.known_from) END
        """

    /// - Parameter row: Begins with ``columns``.
    /// - Throws: ``StoreError`` S009 when the row is not one that this version could have written.
    static func fact(_ row: Row, path: String) throws -> Fact {
        let record = RecordID(kind: row[0], key: row[1])
        let from: String? = row[6]
        let to: String? = row[7]
        let learnt: String? = row[8]
        guard let json = try? JSONValue.parse(row[4] as String, limits: JSONLimits(size: .max)),
            let value = FactValue(json: json), let validFrom = date(from), let validTo = date(to)
        else { throw StoreError(.unreadableEntry, path: path, detail: "fact \(record) \(row[2] as String)") }
        return Fact(
            record: record, attribute: row[2], value: value, source: row[3], validFrom: validFrom, validTo: validTo,
            origin: row[5]
        ).learnt(on: learnt.flatMap { CalendarDate($0) })
    }

    /// - Returns: `nil` for a text that is no date; `.some(nil)` for no text.
    private static func date(_ text: String?) -> CalendarDate?? {
        guard let text else { return .some(nil) }
        return CalendarDate(text).map { .some($0) }
    }
}
