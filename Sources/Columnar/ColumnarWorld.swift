public import FEEL
public import World

/// The records of many territories at one date, in columns: those of a territory side by side.
///
/// Each territory is a world of its own, as its fact base is: what it knows of its neighbours is its own
/// copy. Columns are shared between copies of the value until one of them changes.
public struct ColumnarWorld: Sendable {
    public let vocabulary: Vocabulary
    /// The date it was taken at.
    public let date: CalendarDate
    /// The keys of the territories, in the order of the rows.
    public let territories: [String]
    /// By kind.
    var tables: [String: KindTable]
    var pool: TextPool
    /// By territory: the row of its own record; -1 when nothing mentions it.
    var roots: [Int]
    /// The facts of territories of which columns do not say all.
    var bases: [Int: FactBase]
    /// What facts made from columns name as their source.
    let source: String

    /// Puts territories in columns.
    ///
    /// - Parameter bases: One for each territory; their keys differ.
    public init(bases: [FactBase], vocabulary: Vocabulary, date: CalendarDate) {
        var builder = WorldBuilder(vocabulary: vocabulary, date: date)
        for base in bases { builder.add(Snapshot(base: base, vocabulary: vocabulary, date: date)) }
        self = builder.world(
            territories: bases.map(\.territory),
            bases: Dictionary(uniqueKeysWithValues: bases.enumerated().map { ($0, $1) }))
    }

    init(
        vocabulary: Vocabulary, date: CalendarDate, territories: [String], tables: [String: KindTable], pool: TextPool,
        bases: [Int: FactBase], source: String
    ) {
        self.vocabulary = vocabulary
        self.date = date
        self.territories = territories
        self.tables = tables
        self.pool = pool
        self.bases = bases
        self.source = source
        roots = territories.map { _ in -1 }
        if let table = tables[vocabulary.territoryKind] {
            for (territory, key) in territories.enumerated() {
                roots[territory] = table.rows(territory).first { table.keys[$0] == key } ?? -1
            }
        }
        settle()
    }

    /// How many records there are of a kind.
    public func count(of kind: String) -> Int { tables[kind]?.count ?? 0 }

    /// The record of a row.
    public func record(_ kind: String, _ row: Int) -> RecordID {
        RecordID(kind: kind, key: tables[kind]?.keys[row] ?? "")
    }

    /// The facts of a territory, as it was given or as its columns state them.
    public func base(of territory: Int) -> FactBase {
        if let base = bases[territory] { return base }
        var facts: [Fact] = []
        for (kind, table) in tables {
            for row in table.rows(territory) {
                let id = RecordID(kind: kind, key: table.keys[row])
                facts.append(.existence(of: id, source: source))
                for (name, attribute) in table.columns {
                    guard let value = attribute.column[row] else { continue }
                    facts.append(
                        Fact(record: id, attribute: name, value: fact(value, attribute.type), source: source))
                }
            }
        }
        return FactBase(territory: territories[territory], facts: facts)
    }

    private func fact(_ value: Int64, _ type: ColumnType) -> FactValue {
        switch type {
        case .number(let scale): .number(Number(Int(value), exponent: -scale) ?? .zero)
        case .boolean: .boolean(value != 0)
        case .text: .text(pool.texts[Int(value)])
        case .reference(let kind): .text(tables[kind]?.keys[Int(value)] ?? "")
        }
    }

    /// A result as expressions give it.
    func value(_ value: Int64, _ type: ColumnType) -> Value {
        switch type {
        case .number(let scale): .number(Number(Int(value), exponent: -scale) ?? .zero)
        case .boolean: .boolean(value != 0)
        case .text: .string(pool.texts[Int(value)])
        case .reference: .null
        }
    }
}
