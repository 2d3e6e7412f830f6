public import FEEL
import GRDB

/// The outcome of a rule for a subject, as it is kept: texts, so that the store need not know rules.
public struct StoredCell: Hashable, Sendable {
    public var rule: String
    /// What the rule was evaluated for: `maison/A1`.
    public var subject: String
    /// Nil for a value, which is no judgement.
    public var verdict: String?
    /// JSON, or nil. Compared as text: write equal values alike.
    public var value: String?

    public init(rule: String, subject: String, verdict: String?, value: String?) {
        self.rule = rule
        self.subject = subject
        self.verdict = verdict
        self.value = value
    }
}

/// A cell whose outcome is no longer what it was.
public struct Transition: Hashable, Sendable {
    public enum Change: String, Hashable, Sendable, CaseIterable {
        case appeared, changed, disappeared
    }

    /// From 1, strictly increasing over all territories: the cursor of streams.
    public var seq: Int64
    public var territory: String
    public var rule: String
    public var subject: String
    public var change: Change
    public var verdictBefore: String?
    public var verdictAfter: String?
    public var valueBefore: String?
    public var valueAfter: String?
    /// The day it was evaluated for.
    public var day: CalendarDate
    /// The journal entry that made it; nil when a pack or the date did.
    public var cause: Int64?
    public var packHash: String
    /// RFC 3339, UTC, whole seconds.
    public var recordedAt: String
}

extension Store {
    /// Whether the cells given are all there are.
    public enum CellScope: Hashable, Sendable {
        /// All cells of the territory: those not given have disappeared.
        case all
        /// Those evaluated anew: the others stand.
        case given
    }

    /// Compares outcomes with those of the last time, and keeps the changes; remembers that this state is
    /// served from now on.
    ///
    /// - Parameters:
    ///   - cells: Distinct by rule and subject; of two alike, the last counts.
    ///   - gone: Cells that have disappeared, by rule and subject, when `scope` is `.given`.
    ///   - cause: The journal entry that led here; nil when a pack or the date did.
    ///   - day: The day evaluated for.
    ///   - recordedAt: RFC 3339, UTC, whole seconds.
    /// - Returns: The changes, sorted by rule and subject; empty when there are none.
    @discardableResult
    public func recordTransitions(
        territory: String, cells: [StoredCell], scope: CellScope = .all, gone: [StoredCell] = [], cause: Int64?,
        at day: CalendarDate, packHash: String, recordedAt: String
    ) throws(StoreError) -> [Transition] {
        try recordOutcomes(
            territory: territory, cells: cells, scope: scope, gone: gone, cause: cause, at: day, packHash: packHash,
            recordedAt: recordedAt, event: nil
        ).transitions
    }

    /// ``recordTransitions(territory:cells:scope:gone:cause:at:packHash:recordedAt:)``, and the event that
    /// tells of it, in one commit: a reader that resumes finds what the outcomes say.
    ///
    /// - Returns: The changes, and the event with its number.
    public func recordOutcomes(
        territory: String, cells: [StoredCell], scope: CellScope = .all, gone: [StoredCell] = [], cause: Int64?,
        at day: CalendarDate, packHash: String, recordedAt: String, event: StoredEvent?
    ) throws(StoreError) -> (transitions: [Transition], event: StoredEvent?) {
        try writing { db in
            let event = try event.map { try Store.insert($0, db) }
            try recordEvaluated(db, territory: territory, at: day, packHash: packHash, recordedAt: recordedAt)
            let forgets = try Store.takeForgetting(db, territory: territory)
            var previous: [StoredCell.ID: StoredCell] = [:]
            switch scope {
            case .all:
                for cell in try Store.cells(db, territory: territory) { previous[cell.id] = cell }
            case .given:
                for id in cells.map(\.id) + gone.map(\.id) {
                    previous[id] = try Store.cell(db, territory: territory, id)
                }
            }
            let next = Dictionary(cells.map { ($0.id, $0) }) { _, last in last }
            if forgets {
                // What was forgotten cannot be compared: where the verdict stands, the cell does.
                for (id, cell) in previous where next[id]?.verdict == cell.verdict {
                    previous[id] = next[id]
                    try Store.refresh(next[id], id, territory: territory, db)
                }
            }
            let changes = Set(previous.keys).union(next.keys).sorted().filter { id in
                !StoredCell.sameOutcome(previous[id], next[id])
            }
            let transitions = try changes.map { id in
                let before = previous[id]
                let after = next[id]
                var transition = Transition(
                    seq: 0, territory: territory, rule: id.rule, subject: id.subject,
                    change: before == nil ? .appeared : after == nil ? .disappeared : .changed,
                    verdictBefore: before?.verdict, verdictAfter: after?.verdict, valueBefore: before?.value,
                    valueAfter: after?.value, day: day, cause: cause, packHash: packHash, recordedAt: recordedAt)
                transition.seq = try transition.insert(db)
                try Store.replace(after, id, territory: territory, since: transition.seq, db)
                return transition
            }
            return (transitions, event)
        }
    }

    /// Whether a value was erased since the last outcomes: they are then compared with, and not told.
    private static func takeForgetting(_ db: Database, territory: String) throws -> Bool {
        let deletion = try db.cachedStatement(sql: "DELETE FROM meta WHERE name = ?")
        try deletion.execute(arguments: [forgetting(territory.canonical)])
        return db.changesCount > 0
    }

    /// Current outcomes, by rule and subject.
    public func cells(territory: String) throws(StoreError) -> [StoredCell] {
        try reading { try Store.cells($0, territory: territory) }
    }

    /// Changes in order, those after `seq` only.
    ///
    /// - Parameters:
    ///   - seq: The last one already seen; 0 for none.
    ///   - limit: The most to return, at least 1.
    ///   - territory: Nil for all of them.
    public func transitions(after seq: Int64 = 0, limit: Int = 1000, territory: String? = nil)
        throws(StoreError) -> [Transition]
    {
        try reading { db in
            let filter = territory == nil ? "" : "AND territory = :territory"
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT seq, \(Transition.columns) FROM transition WHERE seq > :seq \(filter)
                    ORDER BY seq LIMIT :limit
                    """,
                arguments: Store.page(after: seq, limit: limit, territory: territory))
            var transitions: [Transition] = []
            while let row = try rows.next() { transitions.append(try Transition(row: row, path: path)) }
            return transitions
        }
    }

    /// The last change's number; 0 when there was none.
    public func latestTransition() throws(StoreError) -> Int64 {
        try reading { try Int64.fetchOne($0, sql: "SELECT max(seq) FROM transition") ?? 0 }
    }

    private static func cells(_ db: Database, territory: String) throws -> [StoredCell] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT rule, subject, verdict, value FROM cell WHERE territory = ? ORDER BY rule, subject",
            arguments: [territory.canonical])
        var cells: [StoredCell] = []
        while let row = try rows.next() {
            cells.append(StoredCell(rule: row[0], subject: row[1], verdict: row[2], value: row[3]))
        }
        return cells
    }

    private static func cell(_ db: Database, territory: String, _ id: StoredCell.ID) throws -> StoredCell? {
        let statement = try db.cachedStatement(
            sql: "SELECT verdict, value FROM cell WHERE territory = ? AND rule = ? AND subject = ?")
        return try Row.fetchOne(statement, arguments: [territory.canonical, id.rule, id.subject]).map { row in
            StoredCell(rule: id.rule, subject: id.subject, verdict: row[0], value: row[1])
        }
    }

    /// Gives a cell its value again, the moment it took it unchanged.
    private static func refresh(_ cell: StoredCell?, _ id: StoredCell.ID, territory: String, _ db: Database) throws {
        guard let cell else { return }
        try db.cachedStatement(sql: "UPDATE cell SET value = ? WHERE territory = ? AND rule = ? AND subject = ?")
            .execute(arguments: [cell.value, territory.canonical, id.rule, id.subject])
    }

    private static func replace(
        _ cell: StoredCell?, _ id: StoredCell.ID, territory: String, since: Int64, _ db: Database
    ) throws {
        guard let cell else {
            try db.cachedStatement(sql: "DELETE FROM cell WHERE territory = ? AND rule = ? AND subject = ?")
                .execute(arguments: [territory.canonical, id.rule, id.subject])
            return
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO cell (territory, rule, subject, verdict, value, since) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (territory, rule, subject)
                DO UPDATE SET verdict = excluded.verdict, value = excluded.value, since = excluded.since
                """)
        try statement.execute(arguments: [
            territory.canonical, id.rule, id.subject, cell.verdict, cell.value, since,
        ])
    }
}

extension StoredCell {
    /// Names in composed form, as the table compares them.
    struct ID: Hashable, Comparable {
        var rule: String
        var subject: String

        static func < (left: ID, right: ID) -> Bool {
            (left.rule, left.subject) < (right.rule, right.subject)
        }
    }

    /// Two absent cells are alike; an absent one is unlike any other.
    static func sameOutcome(_ left: StoredCell?, _ right: StoredCell?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.verdict == right.verdict && left.value == right.value
        default: false
        }
    }

    var id: ID { ID(rule: rule.canonical, subject: subject.canonical) }
}

extension Transition {
    static let columns = """
        territory, rule, subject, change, verdict_before, verdict_after, value_before, value_after, day, cause_seq, \
        pack_hash, recorded_at
        """

    fileprivate func insert(_ db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO transition (\(Transition.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            territory.canonical, rule, subject, change.rawValue, verdictBefore, verdictAfter, valueBefore, valueAfter,
            day.description, cause, packHash, recordedAt,
        ])
        return db.lastInsertedRowID
    }

    /// - Parameter row: `seq`, then ``columns``.
    fileprivate init(row: Row, path: String) throws {
        seq = row[0]
        territory = row[1]
        rule = row[2]
        subject = row[3]
        guard let change = Change(rawValue: row[4]), let day = CalendarDate(row[9] as String) else {
            throw StoreError(.unreadableEntry, path: path, detail: "transition \(seq)")
        }
        self.change = change
        verdictBefore = row[5]
        verdictAfter = row[6]
        valueBefore = row[7]
        valueAfter = row[8]
        self.day = day
        cause = row[10]
        packHash = row[11]
        recordedAt = row[12]
    }
}
