import World

/// What the integers of a column stand for.
enum ColumnType: Hashable, Sendable {
    /// `value × 10^-scale`.
    case number(scale: Int)
    case boolean
    /// The place of a text in the world's pool.
    case text
    /// A row of a kind's table.
    case reference(String)

    var isNumber: Bool { if case .number = self { true } else { false } }
}

/// The values of an attribute, or of a rule, over the rows of a kind: integers, and presence apart.
///
/// An absent cell is one of which columns do not say enough: not stated, stated differently by two sources,
/// withheld, stale, or not of a form that an integer holds. What it means is the general evaluation's to say.
///
/// **Invariant:** the storage is written by the owner of the only reference to it, or, while an evaluation fills
/// it, by one thread a row (see ``Worker``). Unchecked: the compiler cannot see that rows are shared out.
final class Column: @unchecked Sendable {
    let count: Int
    let values: UnsafeMutablePointer<Int64>
    /// 1 where the row has a value, a byte a row: threads that share territories never write the same byte.
    let presence: UnsafeMutablePointer<UInt8>

    init(count: Int) {
        self.count = count
        values = .allocate(capacity: max(count, 1))
        values.initialize(repeating: 0, count: max(count, 1))
        presence = .allocate(capacity: max(count, 1))
        presence.initialize(repeating: 0, count: max(count, 1))
    }

    convenience init(copying other: Column) {
        self.init(count: other.count)
        values.update(from: other.values, count: count)
        presence.update(from: other.presence, count: count)
    }

    deinit {
        values.deallocate()
        presence.deallocate()
    }

    subscript(row: Int) -> Int64? {
        get { presence[row] == 0 ? nil : values[row] }
        set {
            values[row] = newValue ?? 0
            presence[row] = newValue == nil ? 0 : 1
        }
    }
}

/// An attribute of a kind in columns.
struct AttributeColumn: Sendable {
    var type: ColumnType
    var column: Column
}

/// The records of a kind, those of one territory side by side.
struct KindTable: Sendable {
    /// By row.
    var keys: [String] = []
    /// By territory: the first of its rows; one more than territories.
    var starts: [Int] = [0]
    /// By territory: the end of the rows that are its own, which come before its neighbours'.
    var ownEnds: [Int] = []
    /// By territory: whether every record says whose it is, and so do those it belongs to.
    var isAttached: [Bool] = []
    /// By territory: whether the lists of such records are counted, and whole.
    var isClosed: [Bool] = []
    var columns: [String: AttributeColumn] = [:]

    var count: Int { keys.count }

    func rows(_ territory: Int) -> Range<Int> { starts[territory]..<starts[territory + 1] }
    func own(_ territory: Int) -> Range<Int> { starts[territory]..<ownEnds[territory] }

    /// The territory that a row belongs to.
    func territory(of row: Int) -> Int {
        var (low, high) = (0, starts.count - 1)
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }
}

/// Texts, each once.
struct TextPool: Sendable {
    private(set) var texts: [String] = []
    private var places: [String: Int64] = [:]

    var count: Int { texts.count }

    /// The place of a text, which is added when it is not there.
    mutating func place(of text: String) -> Int64 {
        if let place = places[text] { return place }
        let place = Int64(texts.count)
        places[text] = place
        texts.append(text)
        return place
    }

    func known(_ text: String) -> Int64? { places[text] }
}
