public import FEEL
public import World

/// What a folder says of a territory.
public struct TerritoryDescription: Sendable {
    /// The territory's identifier; empty when nothing names it.
    public var territory: String
    /// The date the folder asks to be evaluated at.
    public var at: CalendarDate?
    /// Whether it asks for one that is none: today's world is not what it asks for.
    public var hasWrongDate = false
    /// In the order of the files. Sources are file names relative to the folder, followed by `#` and
    /// the text of the `source` column where there is one; origins are `file:line:column`.
    public var facts: [Fact]
    /// Files that are there and could not be read at all: what they stated before still stands.
    public var unread: Set<String>
    /// Whether the whole folder was listed; when not, a file's absence means nothing.
    public var isComplete: Bool

    public init(
        territory: String, at: CalendarDate? = nil, facts: [Fact] = [], unread: Set<String> = [],
        isComplete: Bool = true
    ) {
        self.territory = territory
        self.at = at
        self.facts = facts
        self.unread = unread
        self.isComplete = isComplete
    }

    /// What stands before a file's name in the sources of the journal: `folder:maisons.csv`.
    public static let sourcePrefix = "folder:"

    /// The facts as a journal that only ever read this folder would hold them.
    public var factBase: FactBase {
        FactBase(territory: territory, facts: recorded)
    }

    /// What has to change for `base` to say what the folder says: one change set a source, sorted by
    /// source, none for a source that already says the same.
    ///
    /// Applying them and asking again gives none. What a file no longer states is withdrawn, and all
    /// that a file stated which is no longer there; sources that are not of a folder are left alone,
    /// and so are files that are there but could not be read.
    ///
    /// - Parameter recordedAt: RFC 3339, UTC, whole seconds.
    /// - Returns: Empty when the territory is not named.
    public func changes(
        against base: FactBase, author: Author, reason: String, recordedAt: String
    ) -> [ChangeSet] {
        guard !territory.isEmpty else { return [] }
        let stated = Dictionary(grouping: recorded, by: \.source)
        let current = Self.folderFacts(of: base)
        return Set(stated.keys).union(current.keys).sorted().compactMap { source in
            if stated[source] == nil, !isGone(source) { return nil }
            let own = FactBase(territory: territory, facts: current[source] ?? [])
            let operations = own.operations(toHold: stated[source] ?? [], of: source)
            guard !operations.isEmpty else { return nil }
            return ChangeSet(
                territory: territory, source: source, author: author, reason: reason, recordedAt: recordedAt,
                operations: operations)
        }
    }

    private var recorded: [Fact] {
        facts.map { fact in
            var fact = fact
            fact.source = Self.sourcePrefix + fact.source
            return fact
        }
    }

    /// Whether a source that the folder does not state was really taken out of it.
    private func isGone(_ source: String) -> Bool {
        guard isComplete else { return false }
        let file = source.dropFirst(Self.sourcePrefix.count)
        return !unread.contains { file == $0 || file.hasPrefix($0 + "#") }
    }

    private static func folderFacts(of base: FactBase) -> [String: [Fact]] {
        var facts: [String: [Fact]] = [:]
        for statements in base.records.values {
            for fact in statements.values.joined() where fact.source.hasPrefix(sourcePrefix) {
                facts[fact.source, default: []].append(fact)
            }
        }
        return facts
    }
}
