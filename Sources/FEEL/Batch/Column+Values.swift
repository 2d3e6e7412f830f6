extension Column {
    /// The column of given values, in the layout that fits most of them.
    ///
    /// Nulls and unknowns become absent cells where they are all alike. Numbers take the scale of
    /// the one with the most decimals, as long as few are left out of 64 bits.
    public init(values: [Value]) {
        let absence = Absence(values)
        var cells = values
        // What stands in the place of an absent cell does not matter: the first present value.
        if let presence = absence.presence, let filler = values.indices.first(where: { presence[$0] }) {
            for row in values.indices where !presence[row] { cells[row] = values[filler] }
        }
        if let presence = absence.presence, presence.population == 0 {
            // Nothing is there: any layout will do.
            let indices = [UInt32](repeating: 0, count: values.count)
            self.init(
                count: values.count, .choices(indices, among: [.null]), presence: presence, absent: absence.value)
            for row in values.indices { own[row] = values[row] }
        } else if let (storage, exceptions) = Column.layout(of: cells) {
            self.init(count: values.count, storage, presence: absence.presence, absent: absence.value)
            self.exceptions = exceptions
            for row in values.indices where absence.isOwn(row) || exceptions?[row] == true { own[row] = values[row] }
        } else {
            self.init(count: values.count, .values(values))
        }
    }

    /// The absent cells of some values, when they are alike.
    private struct Absence {
        var presence: Bitmap?
        var value: Value = .null(nil)

        init(_ values: [Value]) {
            guard let first = values.first(where: \.isAbsence) else { return }
            value = first
            var presence = Bitmap(count: values.count, repeating: true)
            for (row, cell) in values.enumerated() where cell.isAbsence && cell.isAbsent(like: first) {
                presence[row] = false
            }
            self.presence = presence
        }

        func isOwn(_ row: Int) -> Bool {
            guard let presence else { return false }
            return !presence[row]
        }
    }

    /// The layout of most of the cells, and the rows that do not fit it; nil when there is none.
    private static func layout(of cells: [Value]) -> (Storage, Bitmap?)? {
        guard let first = cells.first(where: { !$0.isAbsence }) else { return nil }
        switch first {
        case .number: return numbers(cells)
        case .boolean:
            var truths = Bitmap(count: cells.count)
            let exceptions = exceptions(cells) { row, cell in
                guard case .boolean(let truth) = cell else { return false }
                truths[row] = truth
                return true
            }
            return exceptions.map { (.booleans(truths), $0) }
        case .string, .date, .time, .dateTime, .daysDuration, .monthsDuration: return choices(cells)
        case .list: return lists(cells)
        case .context(let context): return contexts(cells, keys: context.entries.map(\.key))
        default: return nil
        }
    }

    /// The rows that `fit` refuses; nil when they are more than one in eight, and nil inside when
    /// there is none.
    private static func exceptions(_ cells: [Value], fit: (Int, Value) -> Bool) -> Bitmap?? {
        var misfits: [Int] = []
        for (row, cell) in cells.enumerated() where !fit(row, cell) { misfits.append(row) }
        if misfits.isEmpty { return .some(nil) }
        if misfits.count > cells.count / 8 { return nil }
        var exceptions = Bitmap(count: cells.count)
        for row in misfits { exceptions[row] = true }
        return exceptions
    }

    private static func numbers(_ cells: [Value]) -> (Storage, Bitmap?)? {
        var scales = [Int](repeating: 0, count: 19)
        for case .number(let number) in cells where number.decimals < scales.count { scales[number.decimals] += 1 }
        // The smallest scale that leaves few numbers out.
        var left = cells.count
        var scale = 0
        for (candidate, count) in scales.enumerated() where count > 0 {
            left -= count
            scale = candidate
            if left <= cells.count / 1000 { break }
        }
        var coefficients = [Int64](repeating: 0, count: cells.count)
        let exceptions = exceptions(cells) { row, cell in
            guard case .number(let number) = cell, let coefficient = number.coefficient(scale: scale) else {
                return false
            }
            coefficients[row] = coefficient
            return true
        }
        return exceptions.map { (.numbers(Numbers(coefficients, scale: scale)), $0) }
    }

    private static func choices(_ cells: [Value]) -> (Storage, Bitmap?)? {
        var places: [Choice: UInt32] = [:]
        var values: [Value] = []
        var indices = [UInt32](repeating: 0, count: cells.count)
        let exceptions = exceptions(cells) { row, cell in
            guard let key = Choice(cell) else { return false }
            if let place = places[key] {
                indices[row] = place
            } else {
                indices[row] = UInt32(values.count)
                places[key] = UInt32(values.count)
                values.append(cell)
            }
            return true
        }
        return exceptions.map { (.choices(indices, among: values), $0) }
    }

    /// A value as what tells it from the others: strings differ by code points.
    private struct Choice: Hashable {
        let type: String
        let text: [UInt8]

        init?(_ value: Value) {
            switch value {
            case .string(let string): text = Array(string.utf8)
            case .date, .time, .dateTime, .daysDuration, .monthsDuration: text = Array("\(value)".utf8)
            default: return nil
            }
            type = value.typeName
        }
    }

    private static func lists(_ cells: [Value]) -> (Storage, Bitmap?)? {
        var offsets = [0]
        var elements: [Value] = []
        let exceptions = exceptions(cells) { _, cell in
            defer { offsets.append(elements.count) }
            guard case .list(let list) = cell, list.membership == nil else { return false }
            elements += list.items
            return true
        }
        return exceptions.map { (.lists(offsets: offsets, elements: Column(values: elements)), $0) }
    }

    private static func contexts(_ cells: [Value], keys: [String]) -> (Storage, Bitmap?)? {
        var entries = keys.map { _ in [Value]() }
        let exceptions = exceptions(cells) { _, cell in
            guard case .context(let context) = cell, context.entries.count == keys.count,
                zip(context.entries, keys).allSatisfy({ $0.key.hasCodePoints(of: $1) })
            else {
                for index in keys.indices { entries[index].append(.null) }
                return false
            }
            for (index, entry) in context.entries.enumerated() { entries[index].append(entry.value) }
            return true
        }
        return exceptions.map { exceptions in
            (.contexts(zip(keys, entries).map { Field(name: $0, column: Column(values: $1)) }), exceptions)
        }
    }
}

extension Value {
    fileprivate var isAbsence: Bool {
        switch self {
        case .null, .unknown: true
        default: false
        }
    }

    /// Whether an absent value differs from another in its causes or its reason only.
    fileprivate func isAbsent(like other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.unknown(let a), .unknown(let b)): a.domain.isSame(as: b.domain)
        default: false
        }
    }
}

extension Unknown.Domain {
    fileprivate func isSame(as other: Unknown.Domain) -> Bool {
        switch (self, other) {
        case (.values(let a), .values(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.isIdentical(to: $1) }
        case (.number(let a, let aNull), .number(let b, let bNull)): a == b && aNull == bNull
        case (.date(let a, let aNull), .date(let b, let bNull)): a == b && aNull == bNull
        case (.any(let a), .any(let b)): a == b
        default: false
        }
    }
}
