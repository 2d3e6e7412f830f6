/// The values of one variable over many rows, side by side.
///
/// A cell is present or absent; presence is kept apart from the values, one bit a cell. All absent
/// cells of a column are the same value, a null or an unknown (see ``absent``), save for what it
/// depends on. A cell that its column's layout has no room for, a text among numbers, keeps its
/// own value beside the others.
public struct Column: Sendable {
    indirect enum Storage: Sendable {
        case numbers(Numbers)
        case booleans(Bitmap)
        /// Each cell is one of a few values: texts, dates, durations.
        case choices([UInt32], among: [Value])
        /// Each cell is a list: elements `offsets[row]..<offsets[row + 1]`.
        case lists(offsets: [Int], elements: Column)
        /// Each cell is a context with these entries, all of them, in this order.
        case contexts([Field])
        case values([Value])
    }

    /// `coefficients[row] × 10^-scale`.
    struct Numbers: Sendable {
        let coefficients: [Int64]
        /// 0...18
        let scale: Int
        /// The smallest and largest coefficient, zero included.
        let bounds: ClosedRange<Int64>

        init(_ coefficients: [Int64], scale: Int) {
            self.coefficients = coefficients
            self.scale = scale
            var low: Int64 = 0
            var high: Int64 = 0
            for coefficient in coefficients {
                low = min(low, coefficient)
                high = max(high, coefficient)
            }
            bounds = low...high
        }
    }

    struct Field: Sendable {
        let name: String
        let column: Column
    }

    public let count: Int
    let storage: Storage
    /// The rows whose cell is there; nil: all of them.
    let presence: Bitmap?
    /// What an absent cell is: a null, or an unknown.
    public let absent: Value
    /// Rows whose value does not fit the layout; it is in `own`.
    var exceptions: Bitmap?
    /// The values of exceptions, and of absent cells that say what they depend on: these differ
    /// from `absent` in their causes only.
    var own: [Int: Value] = [:]

    init(count: Int, _ storage: Storage, presence: Bitmap? = nil, absent: Value = .null) {
        self.count = count
        self.storage = storage
        self.presence = presence
        self.absent = absent
    }

    /// Numbers `coefficients[row] × 10^-scale`.
    ///
    /// - Parameters:
    ///   - scale: 0...18.
    ///   - presence: Rows whose cell is there; as many as there are coefficients.
    public static func numbers(
        _ coefficients: [Int64], scale: Int = 0, presence: Bitmap? = nil, absent: Value = .null
    ) -> Column {
        precondition((0...18).contains(scale))
        return Column(
            count: coefficients.count, .numbers(Numbers(coefficients, scale: scale)), presence: presence,
            absent: absent)
    }

    public static func booleans(_ truths: Bitmap, presence: Bitmap? = nil, absent: Value = .null) -> Column {
        Column(count: truths.count, .booleans(truths), presence: presence, absent: absent)
    }

    /// Each cell is one of a few texts, by its place among them.
    public static func strings(
        _ indices: [UInt32], among texts: [String], presence: Bitmap? = nil, absent: Value = .null
    ) -> Column {
        precondition(indices.allSatisfy { $0 < texts.count })
        return Column(
            count: indices.count, .choices(indices, among: texts.map { .string($0) }), presence: presence,
            absent: absent)
    }

    /// Lists: row `r` has elements `offsets[r]..<offsets[r + 1]`.
    ///
    /// - Parameter offsets: From 0 to the number of elements, never decreasing; one more than rows.
    public static func lists(
        offsets: [Int], elements: Column, presence: Bitmap? = nil, absent: Value = .null
    ) -> Column {
        precondition(offsets.first == 0 && offsets.last == elements.count)
        precondition(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
        return Column(
            count: offsets.count - 1, .lists(offsets: offsets, elements: elements), presence: presence, absent: absent)
    }

    /// Contexts, from the columns of their entries, which have the same number of rows.
    public static func contexts(_ entries: [(name: String, column: Column)]) -> Column {
        let count = entries.first?.column.count ?? 0
        precondition(entries.allSatisfy { $0.column.count == count })
        return Column(count: count, .contexts(entries.map { Field(name: $0.name, column: $0.column) }))
    }

    /// The value of a cell.
    public subscript(row: Int) -> Value {
        if let own = own[row] { return own }
        if let presence, !presence[row] { return absent }
        switch storage {
        case .numbers(let numbers): return .number(Number(numbers.coefficients[row], scale: numbers.scale))
        case .booleans(let truths): return .boolean(truths[row])
        case .choices(let indices, let values): return values[Int(indices[row])]
        case .lists(let offsets, let elements):
            return .list(ListValue((offsets[row]..<offsets[row + 1]).map { elements[$0] }))
        case .contexts(let fields):
            return .context(ContextValue(unchecked: fields.map { .init($0.name, $0.column[row]) }))
        case .values(let values): return values[row]
        }
    }

    /// Whether every cell is there and fits the layout.
    var isPlain: Bool { presence == nil && exceptions == nil }
}

extension Number {
    /// `coefficient × 10^-scale`.
    ///
    /// - Parameter scale: 0...18.
    init(_ coefficient: Int64, scale: Int) {
        self.init(
            unchecked: UInt128(coefficient.magnitude), coefficient == 0 ? 0 : Int32(truncatingIfNeeded: -scale),
            coefficient < 0)
    }

    /// The integer that, at this scale, is the number; nil when it has more decimals, or too many digits.
    func coefficient(scale: Int) -> Int64? {
        let number = normalized
        let shift = Int(number.exponent) + scale
        if number.coefficient == 0 { return 0 }
        guard shift >= 0, shift < 19, number.coefficient.highBits == 0 else { return nil }
        let (product, overflow) = number.coefficient.multipliedReportingOverflow(by: PowersOfTen[shift])
        guard !overflow, product <= UInt128(Int64.max) else { return nil }
        let magnitude = Int64(truncatingIfNeeded: product)
        return number.isNegative ? -magnitude : magnitude
    }

    /// How many decimals the number is written with, trailing zeros apart.
    var decimals: Int { max(0, -Int(normalized.exponent)) }
}

/// The rows that an expression is evaluated over: a column for each variable of its scope.
public struct ColumnTable: Sendable {
    public let count: Int
    /// In the order of the scope's variables.
    public let columns: [Column]

    /// - Precondition: The columns have `count` rows each.
    public init(count: Int, columns: [Column]) {
        precondition(columns.allSatisfy { $0.count == count })
        self.count = count
        self.columns = columns
    }

    /// The values of a row, in the order of the columns.
    public func row(_ row: Int) -> [Value] { columns.map { $0[row] } }
}
