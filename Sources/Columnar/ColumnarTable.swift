public import FEEL
public import World

/// The records of a kind as a table gives them, a column an attribute: what millions of rows are loaded from.
public struct ColumnarTable: Sendable {
    /// The values of an attribute, one a row.
    public enum Values: Sendable {
        /// `value × 10^-scale`, scale 0...9.
        case numbers([Int64], scale: Int)
        case truths([Bool])
        case texts([UInt32], among: [String])
        /// Rows of another kind's table; -1 where nothing is stated.
        case references([Int32], to: String)
    }

    public let kind: String
    public let keys: [String]
    /// The territory of each row, by its row: never decreasing.
    public let territories: [Int32]
    public let columns: [String: Values]

    public init(kind: String, keys: [String], territories: [Int32], columns: [String: Values]) {
        self.kind = kind
        self.keys = keys
        self.territories = territories
        self.columns = columns
    }
}

extension ColumnarWorld {
    /// Puts tables in columns.
    ///
    /// - Parameters:
    ///   - tables: One of each kind at most, that of the territory's kind among them: each of its rows is a
    ///     territory. Every record is its territory's own, and refers to records of it alone.
    ///   - source: What the facts name as their source.
    public init(tables: [ColumnarTable], vocabulary: Vocabulary, date: CalendarDate, source: String) {
        var pool = TextPool()
        pool.add(codesOf: vocabulary)
        let territories = tables.first { $0.kind == vocabulary.territoryKind }?.keys ?? []
        var made: [String: KindTable] = [:]
        for table in tables {
            var kind = KindTable()
            kind.keys = table.keys
            var starts = [Int](repeating: 0, count: territories.count + 1)
            for territory in table.territories { starts[Int(territory) + 1] += 1 }
            for territory in territories.indices { starts[territory + 1] += starts[territory] }
            kind.starts = starts
            kind.ownEnds = Array(starts.dropFirst())
            for (name, values) in table.columns {
                kind.columns[name] = AttributeColumn(values, &pool)
            }
            made[table.kind] = kind
        }
        self.init(
            vocabulary: vocabulary, date: date, territories: territories, tables: made, pool: pool, bases: [:],
            source: source)
    }
}

extension AttributeColumn {
    fileprivate init(_ values: ColumnarTable.Values, _ pool: inout TextPool) {
        switch values {
        case .numbers(let numbers, let scale):
            self.init(type: .number(scale: scale), column: Column(count: numbers.count))
            for row in numbers.indices { column[row] = numbers[row] }
        case .truths(let truths):
            self.init(type: .boolean, column: Column(count: truths.count))
            for row in truths.indices { column[row] = truths[row] ? 1 : 0 }
        case .texts(let indices, let texts):
            self.init(type: .text, column: Column(count: indices.count))
            let places = texts.map { pool.place(of: $0) }
            for row in indices.indices { column[row] = places[Int(indices[row])] }
        case .references(let rows, let kind):
            self.init(type: .reference(kind), column: Column(count: rows.count))
            for row in rows.indices where rows[row] >= 0 { column[row] = Int64(rows[row]) }
        }
    }
}
