import FEEL
import World

/// Puts the snapshots of territories in columns, one after the other.
struct WorldBuilder {
    let vocabulary: Vocabulary
    let date: CalendarDate
    private var tables: [String: KindTable] = [:]
    private var pool = TextPool()
    /// By kind and attribute, one a row.
    private var cells: [String: [String: [Cell]]] = [:]

    private enum Cell {
        case absent
        case number(Number)
        /// A truth, a text's place or a row.
        case whole(Int64)
    }

    init(vocabulary: Vocabulary, date: CalendarDate) {
        self.vocabulary = vocabulary
        self.date = date
        pool.add(codesOf: vocabulary)
        for kind in vocabulary.kinds.keys { tables[kind] = KindTable() }
    }

    mutating func add(_ snapshot: Snapshot) {
        var rows: [RecordID: Int64] = [:]
        var ordered: [String: [Record]] = [:]
        for kind in vocabulary.kinds.keys {
            let records = snapshot.records[kind] ?? []
            let own = records.filter { isOwn($0, in: snapshot) }
            let others = records.filter { !isOwn($0, in: snapshot) }
            ordered[kind] = own + others
            let start = tables[kind]?.count ?? 0
            for (index, record) in (own + others).enumerated() { rows[record.id] = Int64(start + index) }
            tables[kind]?.keys += (own + others).map(\.id.key)
            tables[kind]?.ownEnds.append(start + own.count)
            tables[kind]?.starts.append(start + records.count)
        }
        for kind in vocabulary.kinds.values {
            for attribute in kind.attributes where attribute.isColumnar {
                var column: [Cell] = []
                for record in ordered[kind.name] ?? [] { column.append(cell(record, attribute, rows)) }
                cells[kind.name, default: [:]][attribute.name, default: []] += column
            }
        }
    }

    private func isOwn(_ record: Record, in snapshot: Snapshot) -> Bool {
        var record = record
        for _ in 0...vocabulary.kinds.count {
            if record.id.kind == vocabulary.territoryKind { return record.id.key == snapshot.territory }
            guard let parent = vocabulary.kinds[record.id.kind]?.parent, let key = record.text(parent),
                case .reference(let target)? = vocabulary.kinds[record.id.kind]?.attribute(parent)?.type,
                let next = snapshot.record(RecordID(kind: target, key: key))
            else { break }
            record = next
        }
        // What belongs to nothing is everybody's.
        return vocabulary.kinds[record.id.kind]?.parent == nil
    }

    private mutating func cell(_ record: Record, _ attribute: Attribute, _ rows: [RecordID: Int64]) -> Cell {
        guard let value = record.plain(attribute, at: date) else { return .absent }
        switch (value, attribute.type) {
        case (.number(let number), .number): return .number(number)
        case (.boolean(let truth), .boolean): return .whole(truth ? 1 : 0)
        case (.text(let text), .text), (.text(let text), .code): return .whole(pool.place(of: text))
        case (.text(let key), .reference(let kind)):
            return rows[RecordID(kind: kind, key: key)].map { .whole($0) } ?? .absent
        default: return .absent
        }
    }

    func world(territories: [String], bases: [Int: FactBase]) -> ColumnarWorld {
        var tables = tables
        for kind in vocabulary.kinds.values {
            for attribute in kind.attributes where attribute.isColumnar {
                let given = cells[kind.name]?[attribute.name] ?? []
                let column = Column(count: tables[kind.name]?.count ?? 0)
                var scale = 0
                for case .number(let number) in given { scale = max(scale, number.scaled?.scale ?? 0) }
                for (row, cell) in given.enumerated() {
                    switch cell {
                    case .absent: break
                    case .whole(let value): column[row] = value
                    case .number(let number): column[row] = number.coefficient(at: scale)
                    }
                }
                tables[kind.name]?.columns[attribute.name] = AttributeColumn(
                    type: attribute.columnType(scale: scale), column: column)
            }
        }
        return ColumnarWorld(
            vocabulary: vocabulary, date: date, territories: territories, tables: tables, pool: pool, bases: bases,
            source: "")
    }
}

extension Attribute {
    /// Whether an integer can stand for a value.
    var isColumnar: Bool {
        switch type {
        case .number, .boolean, .text, .code, .reference: true
        case .date, .codes: false
        }
    }

    func columnType(scale: Int) -> ColumnType {
        switch type {
        case .number: .number(scale: scale)
        case .boolean: .boolean
        case .reference(let kind): .reference(kind)
        default: .text
        }
    }
}

extension Record {
    /// The value of an attribute when its facts say one thing, and no other: none withheld, none too old.
    func plain(_ attribute: Attribute, at date: CalendarDate) -> FactValue? {
        guard let value = agreed(attribute.name),
            !facts(attribute.name).contains(where: { $0.isStale(attribute, on: date) })
        else { return nil }
        switch value {
        case .withheld, .notApplicable: return nil
        default: return value
        }
    }
}

extension Number {
    /// The integer that the number is at a scale; nil when it is none.
    func coefficient(at scale: Int) -> Int64? {
        guard let (value, own) = scaled, own <= scale else { return nil }
        var result = value
        for _ in own..<scale {
            let (next, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = next
        }
        return result
    }
}

extension TextPool {
    /// Gives every code of a vocabulary a place, so that rules may name those that no record has; and every kind.
    mutating func add(codesOf vocabulary: Vocabulary) {
        for list in vocabulary.codeLists.values.sorted(by: { $0.name < $1.name }) {
            for entry in list.entries { _ = place(of: entry.code) }
        }
        for kind in vocabulary.kinds.keys.sorted() { _ = place(of: kind) }
    }
}
