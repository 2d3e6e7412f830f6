import FEEL
import GRDB
import JSON
import World

/// The derivation of the `fact` table from journal entries: ``FactBase/apply(_:)`` with a memory.
///
/// **Invariant:** the current rows of a territory are what a ``FactBase`` that applied the same
/// entries holds; a fact stated again unchanged keeps its row, and with it the date it was learnt.
struct FactTable {
    let db: Database

    func apply(_ entry: JournalEntry) throws {
        let territory = entry.changes.territory.canonical
        for operation in entry.changes.operations {
            switch operation {
            case .state(let fact):
                try state(fact, territory: territory, seq: entry.seq)
            case .withdraw(let record, let attribute):
                try close(
                    record, attribute.isEmpty ? nil : attribute, source: entry.changes.source, territory: territory,
                    seq: entry.seq)
            }
        }
    }

    private func state(_ fact: Fact, territory: String, seq: Int64) throws {
        let value = fact.value.json.serialized()
        let from = fact.validFrom?.description
        let to = fact.validTo?.description
        let names: [String] = [
            territory, fact.record.kind.canonical, fact.record.key.canonical, fact.attribute.canonical,
            fact.source.canonical,
        ]
        let same = try db.cachedStatement(
            sql: """
                SELECT value = ? AND origin = ? AND valid_from IS ? AND valid_to IS ? FROM fact
                WHERE territory = ? AND kind = ? AND key = ? AND attribute = ? AND source = ? AND known_to IS NULL
                """)
        let current = try Bool.fetchOne(
            same,
            arguments: StatementArguments([value, fact.origin, from, to] as [String?]) + StatementArguments(names))
        if current == true { return }
        if current == false {
            try close(fact.record, fact.attribute, source: fact.source, territory: territory, seq: seq)
        }
        let insertion = try db.cachedStatement(
            sql: """
                INSERT INTO fact (territory, kind, key, attribute, source, value, origin, valid_from, valid_to, known_from)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insertion.execute(
            arguments: StatementArguments(names) + StatementArguments([value, fact.origin, from, to] as [String?]) + [
                seq
            ])
    }

    /// - Parameter attribute: Nil for all that the source states of the record.
    private func close(_ record: RecordID, _ attribute: String?, source: String, territory: String, seq: Int64) throws {
        let filter = """
            WHERE territory = ? AND kind = ? AND key = ? \(attribute == nil ? "" : "AND attribute = ?") AND source = ?
            AND known_to IS NULL
            """
        var arguments: StatementArguments = [territory, record.kind.canonical, record.key.canonical]
        if let attribute { arguments += [attribute.canonical] }
        arguments += [source.canonical]
        // What an entry states and takes back was never known.
        try db.cachedStatement(sql: "DELETE FROM fact \(filter) AND known_from = ?").execute(
            arguments: arguments + [seq])
        try db.cachedStatement(sql: "UPDATE fact SET known_to = ? \(filter)").execute(arguments: [seq] + arguments)
    }
}

extension FactTable {
    static let columns = "kind, key, attribute, source, value, origin, valid_from, valid_to"

    /// - Parameter row: Begins with ``columns``.
    /// - Throws: ``StoreError`` S009 when the row is not one that this version could have written.
    static func fact(_ row: Row, path: String) throws -> Fact {
        let record = RecordID(kind: row[0], key: row[1])
        let from: String? = row[6]
        let to: String? = row[7]
        guard let json = try? JSONValue.parse(row[4] as String, limits: JSONLimits(size: .max)),
            let value = FactValue(json: json), let validFrom = date(from), let validTo = date(to)
        else { throw StoreError(.unreadableEntry, path: path, detail: "fact \(record) \(row[2] as String)") }
        return Fact(
            record: record, attribute: row[2], value: value, source: row[3], validFrom: validFrom, validTo: validTo,
            origin: row[5])
    }

    /// - Returns: `nil` for a text that is no date; `.some(nil)` for no text.
    private static func date(_ text: String?) -> CalendarDate?? {
        guard let text else { return .some(nil) }
        return CalendarDate(text).map { .some($0) }
    }
}
