public import Diagnostics
import GRDB

/// That a set of rules was put before the daemon, and what became of it.
public struct PackEvent: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case accepted, refused
    }

    /// From 1, strictly increasing; 0 before it is recorded.
    public var seq: Int64
    public var outcome: Outcome
    public var packHash: String
    /// A JSON array of diagnostics, warnings of an accepted pack among them.
    public var diagnostics: String
    /// RFC 3339, UTC, whole seconds.
    public var recordedAt: String

    public init(seq: Int64 = 0, outcome: Outcome, packHash: String, diagnostics: String, recordedAt: String) {
        self.seq = seq
        self.outcome = outcome
        self.packHash = packHash
        self.diagnostics = diagnostics
        self.recordedAt = recordedAt
    }
}

extension Store {
    /// - Returns: The event with its number.
    @discardableResult
    public func recordPackEvent(_ event: PackEvent) throws(StoreError) -> PackEvent {
        try writing { db in
            try db.execute(
                sql: "INSERT INTO pack_event (outcome, pack_hash, diagnostics, recorded_at) VALUES (?, ?, ?, ?)",
                arguments: [event.outcome.rawValue, event.packHash, event.diagnostics, event.recordedAt])
            var event = event
            event.seq = db.lastInsertedRowID
            return event
        }
    }

    /// Keeps the texts of a pack, for evaluations of the past; each text once.
    ///
    /// - Parameter files: All of its files, named as its hash names them.
    public func keepPack(_ hash: String, files: [SourceText]) throws(StoreError) {
        try writing { db in
            for file in files {
                let digest = Hexadecimal.text(Digest.plain(file.bytes))
                try db.execute(
                    sql: "INSERT INTO pack_text VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                    arguments: [digest, String(decoding: file.bytes, as: UTF8.self)])
                try db.execute(
                    sql: "INSERT INTO pack_file VALUES (?, ?, ?) ON CONFLICT (pack_hash, name) DO NOTHING",
                    arguments: [hash, file.name, digest])
            }
        }
    }

    /// The texts of a pack, sorted by name; empty for one that was never kept.
    public func packFiles(_ hash: String) throws(StoreError) -> [SourceText] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, text FROM pack_file JOIN pack_text USING (digest) WHERE pack_hash = ? ORDER BY name
                    """, arguments: [hash]
            ).map { SourceText(name: $0[0], text: $0[1]) }
        }
    }

    /// Hashes of the packs that are kept and begin so, sorted.
    public func packs(beginning prefix: String) throws(StoreError) -> [String] {
        try reading { db in
            try String.fetchAll(
                db,
                sql: "SELECT DISTINCT pack_hash FROM pack_file WHERE substr(pack_hash, 1, ?) = ? ORDER BY pack_hash",
                arguments: [prefix.utf8.count, prefix])
        }
    }

    /// Events in order, those after `seq` only; `limit` at least 1.
    public func packEvents(after seq: Int64 = 0, limit: Int = 1000) throws(StoreError) -> [PackEvent] {
        try reading { db in
            try Store.packEvents(db, "WHERE seq > ? ORDER BY seq LIMIT ?", [seq, max(1, limit)], path: path)
        }
    }

    /// The last pack that was accepted, if any.
    public func latestAcceptedPack() throws(StoreError) -> PackEvent? {
        try reading { db in
            try Store.packEvents(db, "WHERE outcome = 'accepted' ORDER BY seq DESC LIMIT 1", [], path: path).first
        }
    }

    private static func packEvents(
        _ db: Database, _ filter: String, _ arguments: StatementArguments, path: String
    ) throws -> [PackEvent] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT seq, outcome, pack_hash, diagnostics, recorded_at FROM pack_event \(filter)",
            arguments: arguments)
        return try rows.map { row in
            guard let outcome = PackEvent.Outcome(rawValue: row[1]) else {
                throw StoreError(.unreadableEntry, path: path, detail: "pack_event \(row[0] as Int64)")
            }
            return PackEvent(seq: row[0], outcome: outcome, packHash: row[2], diagnostics: row[3], recordedAt: row[4])
        }
    }

    /// A named text that outlives the daemon; nil when it was never set.
    public func meta(_ name: String) throws(StoreError) -> String? {
        try reading { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE name = ?", arguments: [name]) }
    }

    /// - Parameter value: Nil forgets it.
    public func setMeta(_ name: String, _ value: String?) throws(StoreError) {
        try writing { db in
            if let value {
                try db.execute(
                    sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    arguments: [name, value])
            } else {
                try db.execute(sql: "DELETE FROM meta WHERE name = ?", arguments: [name])
            }
        }
    }
}
