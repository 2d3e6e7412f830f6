import Diagnostics
import GRDB
public import World

/// A fact with the dates of our knowledge of it.
public struct KnownFact: Hashable, Sendable {
    public var fact: Fact
    /// The entry by which we learnt it.
    public var knownFrom: Int64
    /// The entry by which it gave way or was withdrawn; nil while current.
    public var knownTo: Int64?

    public init(fact: Fact, knownFrom: Int64, knownTo: Int64?) {
        self.fact = fact
        self.knownFrom = knownFrom
        self.knownTo = knownTo
    }
}

/// What is known, now and before.
extension Store {
    /// Every territory the journal ever spoke of, sorted.
    public func territories() throws(StoreError) -> [String] {
        try reading { try String.fetchAll($0, sql: "SELECT DISTINCT territory FROM journal ORDER BY territory") }
    }

    /// The current facts; an empty base for a territory that nobody spoke of.
    public func factBase(territory: String) throws(StoreError) -> FactBase {
        try reading { try facts($0, territory: territory, asOf: nil) }
    }

    /// The facts as the entries up to `seq`, itself included, left them.
    public func factBase(territory: String, asOf seq: Int64) throws(StoreError) -> FactBase {
        try reading { try facts($0, territory: territory, asOf: seq) }
    }

    /// The facts as they were known at an instant.
    ///
    /// - Parameter instant: RFC 3339 with any offset; entries recorded in that very second are known.
    /// - Throws: ``StoreError`` S010 when `instant` is nothing of the kind.
    public func factBase(territory: String, knownAt instant: String) throws(StoreError) -> FactBase {
        let instant = try Store.instant(instant)
        return try reading { db in
            try facts(db, territory: territory, asOf: try Store.lastSeq(db, knownAt: instant))
        }
    }

    /// The last entry known at an instant; 0 when there was none.
    ///
    /// Where the clock was set back, an entry is known when all before it are.
    public func latestSeq(knownAt instant: String) throws(StoreError) -> Int64 {
        let instant = try Store.instant(instant)
        return try reading { try Store.lastSeq($0, knownAt: instant) }
    }

    /// All that was ever stated of a record, by attribute, source and entry.
    public func history(territory: String, record: RecordID) throws(StoreError) -> [KnownFact] {
        try reading { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(FactTable.columns), known_from, known_to FROM fact
                    WHERE territory = :territory AND kind = :kind AND key = :key AND known_to IS NULL
                    UNION ALL
                    SELECT \(FactTable.columns), known_from, known_to FROM fact
                    WHERE territory = :territory AND kind = :kind AND key = :key AND known_to IS NOT NULL
                    ORDER BY attribute, source, known_from
                    """,
                arguments: [
                    "territory": territory.canonical, "kind": record.kind.canonical, "key": record.key.canonical,
                ])
            var known: [KnownFact] = []
            while let row = try rows.next() {
                known.append(
                    KnownFact(fact: try FactTable.fact(row, path: path), knownFrom: row[9], knownTo: row[10]))
            }
            known += try rowFacts(db, territory: territory, asOf: nil, record: record)
            return known
        }
    }

    /// All that was ever stated of an attribute, oldest first: a later one of a source gives way to none.
    public func statements(territory: String, kind: String, attribute: String) throws(StoreError) -> [Fact] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(FactTable.columns) FROM fact WHERE territory = ? AND kind = ? AND attribute = ?
                    ORDER BY known_from
                    """, arguments: [territory.canonical, kind.canonical, attribute.canonical]
            ).map { try FactTable.fact($0, path: path) }
                + everyRowFact(db, territory: territory, kind: kind).filter { $0.attribute == attribute }
        }
    }

    /// - Parameter withRows: Whether the facts of tables of rows are wanted, beside those stated one by one.
    func facts(
        _ db: Database, territory: String, asOf seq: Int64?, withRows: Bool = true
    ) throws -> FactBase {
        let current = "SELECT \(FactTable.columns) FROM fact WHERE territory = :territory AND known_to IS NULL"
        let rows: RowCursor
        if let seq {
            rows = try Row.fetchCursor(
                db,
                sql: """
                    \(current) AND known_from <= :seq
                    UNION ALL
                    SELECT \(FactTable.columns) FROM fact
                    WHERE territory = :territory AND known_to > :seq AND known_from <= :seq
                    """,
                arguments: ["territory": territory.canonical, "seq": seq])
        } else {
            rows = try Row.fetchCursor(db, sql: current, arguments: ["territory": territory.canonical])
        }
        var facts: [Fact] = []
        while let row = try rows.next() { facts.append(try FactTable.fact(row, path: path)) }
        if withRows { facts += try rowFacts(db, territory: territory, asOf: seq).map(\.fact) }
        return FactBase(territory: territory, facts: facts)
    }

    private static func lastSeq(_ db: Database, knownAt instant: Instant) throws -> Int64 {
        let later = try Int64.fetchOne(
            db, sql: "SELECT min(seq) FROM journal WHERE recorded_at > ?", arguments: [instant.text])
        if let later { return later - 1 }
        return try Int64.fetchOne(db, sql: "SELECT max(seq) FROM journal") ?? 0
    }

    /// An instant as the store writes it: UTC, whole seconds.
    ///
    /// - Throws: ``StoreError`` S010 for what is none.
    public func utc(_ instant: String) throws(StoreError) -> String { try Store.instant(instant).text }

    static func instant(_ text: String) throws(StoreError) -> Instant {
        guard let instant = Instant(text) else {
            throw StoreError(
                .refusedEntry,
                headline: Localized(
                    fr: "« \(text) » n'est pas un instant", en: "'\(text)' is not an instant"),
                help: Localized(
                    fr: "l'écrire avec sa zone : 2026-11-23T18:30:00+01:00",
                    en: "write it with its zone: 2026-11-23T18:30:00+01:00"))
        }
        return instant
    }
}
