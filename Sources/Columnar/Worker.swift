/// Evaluates the nodes of a plan for territories, one at a time: the work and the scratch of one thread.
final class Worker {
    var world: ColumnarWorld
    let columns: ResultColumns
    private let machine: Machine
    private let slots: UnsafeBufferPointer<Machine.Slot>
    private let stack: UnsafeMutablePointer<Int64>
    /// By place in the pool of texts: the group; -1 for none.
    private var groupOfText: [Int32]
    private var groups: [Int32] = []
    private var places: [Int32] = []
    var pairs = PairFinder()
    private var stamps: [Int32] = []
    private var stamp: Int32 = 0

    init(_ world: ColumnarWorld, _ columns: ResultColumns) {
        self.world = world
        self.columns = columns
        machine = Machine(tables: columns.plan.tables)
        slots = UnsafeBufferPointer(columns.slots)
        stack = .allocate(capacity: Program.stackHeight)
        groupOfText = [Int32](repeating: -1, count: world.pool.count)
    }

    deinit { stack.deallocate() }

    @inline(__always)
    private func run(_ code: Code, _ row: Int, _ territory: Int) -> Int64? {
        machine.run(code, slots, stack, row: row, territory: territory)
    }

    // MARK: Groups

    /// Puts the elements of a source in the order of their groups, and gives every subject its own.
    func group(_ source: Int, _ territory: Int) {
        let index = columns.sources[source]
        let (kind, subjectKind) = (index.source.kind, index.source.subjectKind)
        guard let table = world.tables[kind], let subjectTable = world.tables[subjectKind] else { return }
        let rows = table.own(territory)
        let subjects = subjectTable.own(territory)
        let root = world.roots[territory]
        for subject in subjects { index.ends[subject] = -1 }
        guard table.isClosed[territory] else { return }
        guard let elementKey = index.elementKey, let subjectKey = index.subjectKey else {
            for row in rows { index.order[row] = Int32(row) }
            for subject in subjects {
                index.starts[subject] = Int32(rows.lowerBound)
                index.ends[subject] = Int32(rows.upperBound)
            }
            return
        }
        var keys: [Int64?] = []
        var numbers: [Int64: Int32] = [:]
        let isText = index.source.keyType == .text
        var count: Int32 = 0
        for subject in subjects {
            let key = run(subjectKey, subject, root)
            keys.append(key)
            guard let key else { continue }
            if isText {
                if groupOfText[Int(key)] < 0 {
                    groupOfText[Int(key)] = count
                    count += 1
                }
            } else if numbers[key] == nil {
                numbers[key] = count
                count += 1
            }
        }
        defer { if isText { for case let key? in keys { groupOfText[Int(key)] = -1 } } }
        @inline(__always) func groupOf(_ key: Int64) -> Int32 { isText ? groupOfText[Int(key)] : numbers[key] ?? -1 }
        groups.removeAll(keepingCapacity: true)
        places = [Int32](repeating: 0, count: Int(count) + 2)
        for row in rows {
            // An element whose key is not known may be in any group.
            guard let key = run(elementKey, row, root) else { return }
            let group = groupOf(key)
            groups.append(group)
            places[Int(group) + 2] += 1
        }
        // Those of no subject come first: `places[1]` counts them.
        var start = Int32(rows.lowerBound)
        for group in 1..<places.count {
            let size = places[group]
            places[group] = start
            start += size
        }
        for (offset, row) in rows.enumerated() {
            let place = Int(groups[offset]) + 2
            index.order[Int(places[place])] = Int32(row)
            places[place] += 1
        }
        // Each place has moved to the end of its group.
        for (offset, subject) in subjects.enumerated() {
            guard let key = keys[offset] else { continue }
            let group = Int(groupOf(key)) + 2
            index.starts[subject] = places[group - 1]
            index.ends[subject] = places[group]
        }
    }

    /// The groups of a source that an element is in: the subjects' rows.
    func subjects(of row: Int, _ source: Int, _ territory: Int) -> [Int] {
        let index = columns.sources[source]
        guard let table = world.tables[index.source.subjectKind] else { return [] }
        let root = world.roots[territory]
        guard let elementKey = index.elementKey, let subjectKey = index.subjectKey,
            let key = run(elementKey, row, root)
        else { return Array(table.own(territory)) }
        return table.own(territory).filter {
            let own = run(subjectKey, $0, root)
            return own == key || own == nil
        }
    }

    // MARK: Nodes

    /// Evaluates a rule for a subject.
    func evaluate(_ rule: Code, slot: Int, _ subject: Int, _ territory: Int) {
        columns.results[slot]?[subject] = run(rule, subject, world.roots[territory])
    }

    /// Evaluates a figure for a subject.
    func evaluate(_ node: ResultColumns.AggregateCode, slot: Int, _ subject: Int, _ territory: Int) {
        let index = columns.sources[node.source]
        guard let column = columns.results[slot] else { return }
        guard index.ends[subject] >= 0 else {
            column[subject] = nil
            // Nor is the other figure of the same pairs known, whatever it was before.
            if let twin = node.twin { columns.results[twin]?[subject] = nil }
            return
        }
        let rows = UnsafeBufferPointer(
            rebasing: UnsafeBufferPointer(start: index.order, count: index.count)[
                Int(index.starts[subject])..<Int(index.ends[subject])])
        if case .pairs(_, let countsMembers) = node.operation {
            let (both, members) = pairs(node, rows, world.roots[territory])
            column[subject] = countsMembers ? members : both
            if let twin = node.twin { columns.results[twin]?[subject] = countsMembers ? both : members }
            return
        }
        column[subject] = figure(node, rows, world.roots[territory], territory)
    }

    /// The elements that pass the condition, in turn; false when that is not known of one.
    @inline(__always)
    private func each(
        _ node: ResultColumns.AggregateCode, _ rows: UnsafeBufferPointer<Int32>, _ root: Int, _ body: (Int) -> Bool
    ) -> Bool {
        guard let condition = node.condition else {
            for row in rows where !body(Int(row)) { return false }
            return true
        }
        for row in rows {
            guard let passes = run(condition, Int(row), root) else { return false }
            if passes != 0, !body(Int(row)) { return false }
        }
        return true
    }

    /// - Returns: Nil where columns do not say it.
    private func figure(
        _ node: ResultColumns.AggregateCode, _ rows: UnsafeBufferPointer<Int32>, _ root: Int, _ territory: Int
    ) -> Int64? {
        var total: Int64 = 0
        var count = 0
        switch node.operation {
        case .count:
            if node.condition == nil { return Int64(rows.count) }
            let isKnown = each(node, rows, root) { _ in
                count += 1
                return true
            }
            return isKnown ? Int64(count) : nil
        case .countOf:
            let isKnown = each(node, rows, root) { row in
                count += 1
                return run(node.first, row, root) != nil
            }
            return isKnown ? Int64(count) : nil
        case .sum, .least, .greatest:
            let isKnown = each(node, rows, root) { row in
                guard let value = run(node.first, row, root) else { return false }
                defer { count += 1 }
                switch node.operation {
                case .sum:
                    let (sum, overflow) = total.addingReportingOverflow(value)
                    total = sum
                    return !overflow
                case .least: total = count == 0 ? value : min(total, value)
                default: total = count == 0 ? value : max(total, value)
                }
                return true
            }
            // Of no element it is a null.
            return isKnown && count > 0 ? total : nil
        case .distinct(_, let type):
            return distinct(node, rows, root, range(of: type, territory)) { _ in true }
        case .sumOverDistinct(_, let kind, _):
            let found = distinct(node, rows, root, range(of: .reference(kind), territory)) { row in
                guard let value = run(node.second, row, root) else { return false }
                let (sum, overflow) = total.addingReportingOverflow(value)
                total = sum
                return !overflow
            }
            return found.map { $0 > 0 } == true ? total : nil
        case .parents(_, let kind, let comparison, let bound):
            return parents(node, rows, root, kind, comparison, bound, territory)
        case .pairs: return nil
        }
    }

    /// Where the values of a type lie, when they lie close.
    private func range(of type: ColumnType, _ territory: Int) -> Range<Int>? {
        switch type {
        case .text: 0..<world.pool.count
        case .boolean: 0..<2
        case .reference(let kind): world.tables[kind]?.rows(territory)
        case .number: nil
        }
    }

    /// How many values differ, each told once.
    @inline(__always)
    private func distinct(
        _ node: ResultColumns.AggregateCode, _ rows: UnsafeBufferPointer<Int32>, _ root: Int, _ range: Range<Int>?,
        _ body: (Int) -> Bool
    ) -> Int64? {
        var count: Int64 = 0
        guard let range else {
            var seen: Set<Int64> = []
            let isKnown = each(node, rows, root) { row in
                guard let value = run(node.first, row, root) else { return false }
                return seen.insert(value).inserted ? body(Int(value)) : true
            }
            return isKnown ? Int64(seen.count) : nil
        }
        if stamps.count < range.count { stamps = [Int32](repeating: 0, count: max(range.count, 2 * stamps.count)) }
        stamp &+= 1
        let isKnown = each(node, rows, root) { row in
            guard let value = run(node.first, row, root) else { return false }
            let place = Int(value) - range.lowerBound
            guard range.contains(Int(value)) else { return false }
            if stamps[place] == stamp { return true }
            stamps[place] = stamp
            count += 1
            return body(Int(value))
        }
        return isKnown ? count : nil
    }

    private func parents(
        _ node: ResultColumns.AggregateCode, _ rows: UnsafeBufferPointer<Int32>, _ root: Int, _ kind: String,
        _ comparison: Program.Code, _ bound: Int64, _ territory: Int
    ) -> Int64? {
        guard let table = world.tables[kind] else { return nil }
        let own = table.own(territory)
        var counts: [Int32] = []
        counts = [Int32](repeating: 0, count: own.count)
        let isKnown = each(node, rows, root) { row in
            guard let parent = run(node.first, row, root), own.contains(Int(parent)) else { return false }
            counts[Int(parent) - own.lowerBound] += 1
            return true
        }
        guard isKnown else { return nil }
        return Int64(
            counts.count { count in
                let count = Int64(count)
                return switch comparison {
                case .equal: count == bound
                case .notEqual: count != bound
                case .less: count < bound
                case .lessOrEqual: count <= bound
                case .greater: count > bound
                default: count >= bound
                }
            })
    }

    /// Pairs in both orders, and how many elements are in one.
    private func pairs(
        _ node: ResultColumns.AggregateCode, _ rows: UnsafeBufferPointer<Int32>, _ root: Int
    ) -> (both: Int64?, members: Int64?) {
        pairs.begin(distance: node.square)
        var isEmpty = true
        let isKnown = each(node, rows, root) { row in
            isEmpty = false
            guard let different = run(node.first, row, root) else { return false }
            var key: Int64 = 0
            for (index, code) in node.equal.enumerated() {
                guard let value = run(code, row, root) else { return false }
                key = index == 0 ? value : pairs.joined(key, value)
            }
            guard let x = node.square == nil ? 0 : run(node.second, row, root),
                let y = node.square == nil ? 0 : run(node.third, row, root)
            else { return false }
            return pairs.add(key: key, different: different, x: x, y: y)
        }
        guard isKnown else { return (nil, nil) }
        let found = pairs.find()
        // The sum over no element is a null.
        return (isEmpty ? nil : 2 * Int64(found.pairs), Int64(found.members))
    }
}
