public import Diagnostics
import GRDB

/// What an examination of a store found.
public struct Verification: Hashable, Sendable {
    /// How many entries the journal has.
    public var entries: Int
    /// How many items were erased; the chain covers them by their commitments.
    public var erased: Int
    /// The last entry's hash, which commits to all of them; 64 zeros for an empty journal.
    public var head: String
    /// What is wrong; empty for a sound store.
    public var problems: [Diagnostic]
}

extension Store {
    /// Examines the file, the chain of the journal, and the caches that derive from it.
    ///
    /// - Parameter expected: The hash of an entry, noted earlier: it must still be in the chain. Without
    ///   one, a journal that was written anew from end to end cannot be told from the true one.
    /// - Throws: ``StoreError`` S003 when a page cannot be read.
    /// - Complexity: Reads the whole file, and holds the facts of one territory.
    public func verify(expected: String? = nil) throws(StoreError) -> Verification {
        try reading { db in
            var found = try Chain.examine(db, expected: expected, path: path)
            if found.problems.isEmpty {
                for problem in try integrityProblems(db) {
                    found.problems.append(StoreError(.differs, path: path, detail: problem).diagnostic)
                }
            }
            return found
        }
    }
}

extension Chain {
    /// Reads the whole journal, in order.
    static func examine(_ db: Database, expected: String?, path: String) throws -> Verification {
        var found = Verification(
            entries: 0, erased: 0, head: Hexadecimal.text(JournalRow.origin), problems: [])
        func broken(_ fr: String, _ en: String) {
            var diagnostic = StoreError(.brokenChain, path: path).diagnostic
            diagnostic.notes.append(Localized(fr: fr, en: en))
            found.problems.append(diagnostic)
        }
        var last: [UInt8]? = JournalRow.origin
        var previous: Int64 = 0
        var isExpectedThere = expected == nil || expected == found.head
        var owed: Set<JournalEntry.Place> = []
        var hashes = try milestones(db)
        let rows = try Row.fetchCursor(db, sql: "SELECT \(JournalRow.columns) FROM journal ORDER BY seq")
        while let row = try rows.next() {
            let stored: String = row[9]
            found.entries += 1
            let entry = try? JournalRow(row: row, path: path)
            let number: Int64 = row[0]
            if number != previous + 1 {
                broken(
                    "des entrées manquent entre \(previous) et \(number)",
                    "entries are missing between \(previous) and \(number)")
            } else if let last, entry?.hash(after: last).map(Hexadecimal.text) != stored {
                broken(
                    "l'entrée \(number) n'est plus ce qui fut écrit", "entry \(number) is no longer what was written")
            }
            for (index, item) in (entry?.items ?? []).enumerated() {
                if item.isErased {
                    found.erased += 1
                    owed.insert(JournalEntry.Place(entry: number, item: index))
                }
                if let place = item.erasure { owed.remove(place) }
                guard let statement = RowStatement(item, source: entry?.source ?? "") else { continue }
                for block in statement.blocks {
                    guard let rows = try RowBlock.stored(block.id, db), Hexadecimal.text(rows.root()) == block.root
                    else {
                        broken(
                            "les lignes du bloc \(block.id), de l'entrée \(number), ne sont plus ce qui fut écrit",
                            "the rows of block \(block.id), of entry \(number), are no longer what was written")
                        continue
                    }
                    for row in rows.rows.indices where rows.isErased(row) {
                        found.erased += 1
                        owed.insert(
                            JournalEntry.Place(
                                entry: number, item: index, row: JournalEntry.Place.Row(block: block.id, index: row)))
                    }
                }
            }
            // From the stored hash on: one altered entry is told once.
            last = Hexadecimal.bytes(stored)
            previous = number
            if stored == expected?.lowercased() { isExpectedThere = true }
            if let name = hashes.removeValue(forKey: number), name.hash != stored {
                broken(
                    "l'entrée \(number) n'est plus celle que désigne le jalon « \(name.name) »",
                    "entry \(number) is no longer the one that milestone '\(name.name)' points at")
            }
            found.head = stored
        }
        for (number, milestone) in hashes.sorted(by: { $0.key < $1.key }) where number > 0 {
            broken(
                "l'entrée \(number), que désigne le jalon « \(milestone.name) », manque",
                "entry \(number), which milestone '\(milestone.name)' points at, is missing")
        }
        for place in owed.sorted(by: {
            ($0.entry, $0.item, $0.row?.block ?? 0) < ($1.entry, $1.item, $1.row?.block ?? 0)
        }) {
            broken(
                "l'entrée \(place.entry) a perdu un fait que nul effacement n'explique",
                "entry \(place.entry) lost a fact that no erasure accounts for")
        }
        if !isExpectedThere, let expected {
            broken("aucune entrée n'a l'empreinte \(expected)", "no entry has the hash \(expected)")
        }
        return found
    }

    private static func milestones(_ db: Database) throws -> [Int64: (name: String, hash: String)] {
        var found: [Int64: (name: String, hash: String)] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT journal_seq, name, journal_hash FROM milestone ORDER BY seq") {
            found[row[0]] = (row[1], row[2])
        }
        return found
    }
}
