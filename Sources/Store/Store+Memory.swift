public import FEEL
import GRDB
public import World

/// A state of a territory that was served: what a past answer was computed from.
public struct Evaluated: Hashable, Sendable {
    public var seq: Int64
    public var territory: String
    /// The last entry of the territory it knew; 0 for none.
    public var journal: Int64
    /// The day it was evaluated for.
    public var day: CalendarDate
    public var packHash: String
    /// RFC 3339, UTC, whole seconds: from when on it was served.
    public var recordedAt: String
}

/// A moment that people gave a name.
public struct Milestone: Hashable, Sendable {
    public var name: String
    /// RFC 3339, UTC, whole seconds.
    public var instant: String
    /// The last state served then, of any territory.
    public var evaluated: Int64
    /// The last entry known then, and its hash: what the milestone vouches for.
    public var journal: Int64
    public var journalHash: String
    public var author: Author
    public var reason: String
    public var recordedAt: String
}

/// When a past state is looked for.
public enum Moment: Hashable, Sendable {
    /// RFC 3339, any offset; what was recorded in that very second is known.
    case instant(String)
    /// Up to the state of this number.
    case evaluated(Int64)
}

extension Store {
    /// Remembers which state of a territory is served from now on; writes nothing when it was already.
    func recordEvaluated(
        _ db: Database, territory: String, at day: CalendarDate, packHash: String, recordedAt: String
    ) throws {
        let territory = territory.canonical
        let entry = try db.cachedStatement(sql: "SELECT max(seq) FROM journal WHERE territory = ?")
        let journal = try Int64.fetchOne(entry, arguments: [territory]) ?? 0
        let latest = try db.cachedStatement(
            sql: "SELECT journal_seq, day, pack_hash FROM evaluated WHERE territory = ? ORDER BY seq DESC LIMIT 1")
        let last = try Row.fetchOne(latest, arguments: [territory])
        if let last, last[0] as Int64 == journal, last[1] as String == day.description, last[2] as String == packHash {
            return
        }
        let insertion = try db.cachedStatement(
            sql: "INSERT INTO evaluated (territory, journal_seq, day, pack_hash, recorded_at) VALUES (?, ?, ?, ?, ?)")
        try insertion.execute(arguments: [territory, journal, day.description, packHash, recordedAt])
    }

    /// The state of a territory that was served at a moment; nil before the first.
    ///
    /// Where the clock was set back, a state is known when all before it are.
    /// - Throws: ``StoreError`` S010 when the moment's text is no instant.
    public func evaluated(territory: String, at moment: Moment) throws(StoreError) -> Evaluated? {
        let last = try lastEvaluated(moment)
        return try reading { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT seq, territory, journal_seq, day, pack_hash, recorded_at FROM evaluated
                    WHERE territory = ? AND seq <= ? ORDER BY seq DESC LIMIT 1
                    """, arguments: [territory.canonical, last])
            return try row.map { row in
                guard let day = CalendarDate(row[3] as String) else {
                    throw StoreError(.unreadableEntry, path: path, detail: "evaluated \(row[0] as Int64)")
                }
                return Evaluated(
                    seq: row[0], territory: row[1], journal: row[2], day: day, packHash: row[4], recordedAt: row[5])
            }
        }
    }

    /// The number of the last state served at a moment, of any territory; 0 before the first.
    public func lastEvaluated(_ moment: Moment) throws(StoreError) -> Int64 {
        switch moment {
        case .evaluated(let seq): return seq
        case .instant(let text):
            let instant = try Store.instant(text)
            return try reading { db in
                let later = try Int64.fetchOne(
                    db, sql: "SELECT min(seq) FROM evaluated WHERE recorded_at > ?", arguments: [instant.text])
                if let later { return later - 1 }
                return try Int64.fetchOne(db, sql: "SELECT max(seq) FROM evaluated") ?? 0
            }
        }
    }

    // MARK: Milestones

    /// Gives a moment a name, once and for all.
    ///
    /// - Parameter instant: RFC 3339; nil for now: exactly what has been written so far.
    /// - Throws: ``StoreError`` S015 when the name is taken, S010 for an instant that is none or lies ahead
    ///   of `recordedAt`, or for an empty name.
    @discardableResult
    public func addMilestone(
        _ name: String, at instant: String?, author: Author, reason: String, recordedAt: String
    ) throws(StoreError) -> Milestone {
        let name = name.canonical
        guard name.contains(where: { !$0.isWhitespace }), !name.utf8.contains(0) else {
            throw Store.refused(fr: "un jalon porte un nom", en: "a milestone has a name")
        }
        let moment = try Store.instant(instant ?? recordedAt)
        guard moment.text <= recordedAt else {
            throw Store.refused(
                fr: "« \(moment.text) » n'est pas encore passé", en: "'\(moment.text)' has not passed yet")
        }
        let evaluated = try lastEvaluated(instant == nil ? .evaluated(.max) : .instant(moment.text))
        let journal = instant == nil ? try latestSeq() : try latestSeq(knownAt: moment.text)
        return try writing { db in
            guard try String.fetchOne(db, sql: "SELECT name FROM milestone WHERE name = ?", arguments: [name]) == nil
            else { throw StoreError(.milestoneExists, path: path, detail: name) }
            let last = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM evaluated") ?? 0
            let hash =
                try String.fetchOne(db, sql: "SELECT hash FROM journal WHERE seq = ?", arguments: [journal])
                ?? Hexadecimal.text(JournalRow.origin)
            let milestone = Milestone(
                name: name, instant: moment.text, evaluated: min(evaluated, last), journal: journal, journalHash: hash,
                author: author, reason: reason, recordedAt: recordedAt)
            try db.execute(
                sql: """
                    INSERT INTO milestone
                    (name, instant, evaluated_seq, journal_seq, journal_hash, author_uid, author_name, reason, recorded_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    name, milestone.instant, milestone.evaluated, journal, hash, Int64(author.uid), author.name, reason,
                    recordedAt,
                ])
            return milestone
        }
    }

    /// In the order they were added.
    public func milestones() throws(StoreError) -> [Milestone] {
        try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT name, instant, evaluated_seq, journal_seq, journal_hash, author_uid, author_name, reason, recorded_at
                    FROM milestone ORDER BY seq
                    """
            ).map { row in
                Milestone(
                    name: row[0], instant: row[1], evaluated: row[2], journal: row[3], journalHash: row[4],
                    author: Author(uid: UInt32(clamping: row[5] as Int64), name: row[6]), reason: row[7],
                    recordedAt: row[8])
            }
        }
    }

    public func milestone(_ name: String) throws(StoreError) -> Milestone? {
        let name = name.canonical
        return try milestones().first { $0.name == name }
    }
}
