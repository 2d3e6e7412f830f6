/// The conditions of a decision table, matched over many rows at once.
///
/// For each input the rules that a value passes are a set of bits, found once for each value, or for
/// each interval of numbers; the sets of the inputs are then intersected.
///
/// **Invariant:** a rule matches a row for certain where every one of its conditions is certainly
/// true, and may match it where every one may be true.
public struct BatchTable: Sendable {
    /// Expressions whose values the conditions are about.
    public let inputs: [CompiledExpression]
    /// For each rule, its unary tests, one for each input.
    public let rules: [[CompiledExpression]]

    /// - Parameters:
    ///   - inputs: Compiled in one scope.
    ///   - rules: For each rule, unary tests compiled in the same scope, one for each input.
    /// - Precondition: Each rule has as many tests as there are inputs.
    public init(inputs: [CompiledExpression], rules: [[CompiledExpression]]) {
        precondition(rules.allSatisfy { $0.count == inputs.count })
        self.inputs = inputs
        self.rules = rules
    }

    /// Matches every rule with every row.
    ///
    /// - Parameter table: A column for each variable of the scope.
    public func matches(
        over table: ColumnTable, options: EvaluationOptions = EvaluationOptions()
    ) -> BatchMatches {
        let groups = max(1, (rules.count + 63) / 64)
        var matches = BatchMatches(count: table.count, ruleCount: rules.count, groups: groups)
        for (index, input) in inputs.enumerated() {
            let planner = BatchPlanner(input, table.columns, options)
            let column =
                planner.column(input.tree)
                ?? Column(values: BatchExpression(input).values(over: table, options: options))
            let tests = InputTests(rules.map { $0[index] }, over: column, table, options)
            for group in 0..<groups { matches.intersect(tests, group, table, options) }
        }
        matches.finish()
        return matches
    }
}

/// Which rules match which rows.
public struct BatchMatches: Sendable {
    /// Rows.
    public let count: Int
    public let ruleCount: Int
    /// 64 rules each.
    private let groups: Int
    /// Rules that may match: for each group, a word a row.
    private var possible: [[UInt64]]
    /// Rules that match for certain; the same as `possible` where nothing is uncertain.
    private var certain: [[UInt64]]
    /// Whether `certain` is kept apart.
    private var isUncertain = false

    fileprivate init(count: Int, ruleCount: Int, groups: Int) {
        self.count = count
        self.ruleCount = ruleCount
        self.groups = groups
        possible = (0..<groups).map { group in
            let rules = min(64, ruleCount - 64 * group)
            return [UInt64](repeating: rules == 64 ? .max : Bitmap.mask(max(0, rules)), count: count)
        }
        certain = []
    }

    /// What matching rules come to, where one is looked for.
    public enum Hit: Sendable, Hashable {
        /// No rule matches.
        case none
        case rule(Int)
        /// Several rules match, for certain.
        case several
        /// It depends on what is not known.
        case uncertain
    }

    /// Whether a rule matches a row: nil when that is not known.
    public func matches(_ rule: Int, row: Int) -> Bool? {
        let bit: UInt64 = 1 << UInt64(rule & 63)
        if possible[rule >> 6][row] & bit == 0 { return false }
        return certain[rule >> 6][row] & bit == 0 ? nil : true
    }

    /// The rules that match a row; nil when that is not known.
    public func rules(row: Int) -> [Int]? {
        var rules: [Int] = []
        for group in 0..<groups {
            var word = possible[group][row]
            if word != certain[group][row] { return nil }
            while word != 0 {
                rules.append(64 * group + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
        return rules
    }

    /// The first rule that matches a row.
    public func first(row: Int) -> Hit {
        for group in 0..<groups {
            let word = possible[group][row]
            if word == 0 { continue }
            let rule = word.trailingZeroBitCount
            return certain[group][row] >> UInt64(rule) & 1 == 1 ? .rule(64 * group + rule) : .uncertain
        }
        return .none
    }

    /// The only rule that matches a row.
    public func unique(row: Int) -> Hit {
        var found: Int?
        var sure = 0
        var all = 0
        for group in 0..<groups {
            let word = possible[group][row]
            all += word.nonzeroBitCount
            sure += certain[group][row].nonzeroBitCount
            if word != 0, found == nil { found = 64 * group + word.trailingZeroBitCount }
        }
        if sure > 1 { return .several }
        guard sure == all else { return .uncertain }
        return found.map { .rule($0) } ?? .none
    }

    /// The outputs of the matching rules added up.
    ///
    /// - Parameter outputs: One for each rule.
    /// - Returns: For each row: nil when no rule matches, or when which do is not known (see
    ///   ``rules(row:)``).
    public func sums(of outputs: [Int]) -> [Int?] {
        precondition(outputs.count == ruleCount)
        return (0..<count).map { row in
            var sum: Int?
            for group in 0..<groups {
                var word = possible[group][row]
                if word != certain[group][row] { return nil }
                while word != 0 {
                    sum = (sum ?? 0) + outputs[64 * group + word.trailingZeroBitCount]
                    word &= word - 1
                }
            }
            return sum
        }
    }

    // MARK: Making

    fileprivate mutating func finish() {
        if !isUncertain { certain = possible }
    }

    fileprivate mutating func intersect(
        _ tests: InputTests, _ group: Int, _ table: ColumnTable, _ options: EvaluationOptions
    ) {
        if !tests.isCertain(group), !isUncertain {
            isUncertain = true
            certain = possible
        }
        tests.intersect(&possible[group], group) { $0.possible }
        if isUncertain { tests.intersect(&certain[group], group) { $0.certain } }
        for (rule, cell) in tests.rowByRow where rule >> 6 == group {
            let bit: UInt64 = 1 << UInt64(rule & 63)
            for row in 0..<count where possible[group][row] & bit != 0 {
                let set = cell.value(table.columns + [tests.column], row: row, options).truth.asTernary
                if !set.contains(.yes) { possible[group][row] &= ~bit }
                if set != .yes {
                    if !isUncertain, set.contains(.yes) {
                        isUncertain = true
                        certain = possible
                    }
                    if isUncertain { certain[group][row] &= ~bit }
                }
            }
        }
    }
}

/// The tests of all rules on one input.
private struct InputTests {
    /// The rules that a value passes: for certain, and perhaps.
    struct Passing {
        var certain: UInt64
        var possible: UInt64
    }

    /// How to find a cell's place among the cases.
    enum Layout {
        case booleans(Bitmap)
        case choices([UInt32])
        case intervals([Int64], from: [Int64])
        /// Nothing but tests evaluated row by row.
        case none
    }

    let column: Column
    private var layout = Layout.none
    /// By group, by case.
    private var cases: [[Passing]]
    /// By group: of an absent cell.
    private var absent: [Passing]
    /// Tests that columns do not help with, by rule.
    private(set) var rowByRow: [(rule: Int, cell: ScalarPart)] = []

    init(_ cells: [CompiledExpression], over column: Column, _ table: ColumnTable, _ options: EvaluationOptions) {
        self.column = column
        let groups = max(1, (cells.count + 63) / 64)
        let planners = cells.map { BatchPlanner($0, table.columns + [column], options) }
        let parts = cells.map { ScalarPart($0) }
        let blanks = [Value](repeating: .null, count: table.columns.count)
        var values: [Value] = []
        var readable = [Bool](repeating: false, count: cells.count)
        switch column.storage {
        case _ where column.exceptions != nil: break
        case .booleans(let bits):
            layout = .booleans(bits)
            values = [.boolean(false), .boolean(true)]
            readable = cells.indices.map { planners[$0].readsInputOnly(cells[$0].tree) }
        case .choices(let indices, let among):
            layout = .choices(indices)
            values = among
            readable = cells.indices.map { planners[$0].readsInputOnly(cells[$0].tree) }
        case .numbers(let numbers):
            var starts: Set<Int64> = []
            for rule in cells.indices {
                guard let own = planners[rule].inputThresholds(cells[rule].tree, scale: numbers.scale) else { continue }
                readable[rule] = true
                starts.formUnion(own)
            }
            let sorted = starts.sorted()
            layout = .intervals(sorted, from: numbers.coefficients)
            values = ([sorted.first.map { $0 - 1 } ?? 0] + sorted).map {
                .number(Number($0, scale: numbers.scale))
            }
        case .lists, .contexts, .values: break
        }
        cases = []
        absent = []
        for group in 0..<groups {
            let rules = 64 * group..<min(64 * group + 64, cells.count)
            func passing(_ value: Value) -> Passing {
                // A test that is left to its rows lets all pass here.
                var passing = Passing(certain: .max, possible: .max)
                for rule in rules where readable[rule] {
                    let bit: UInt64 = 1 << UInt64(rule & 63)
                    let set = parts[rule].value(blanks + [value], options).truth.asTernary
                    if !set.contains(.yes) { passing.possible &= ~bit }
                    if set != .yes { passing.certain &= ~bit }
                }
                return passing
            }
            cases.append(values.map(passing))
            absent.append(passing(column.absent))
        }
        rowByRow = cells.indices.filter { !readable[$0] }.map { ($0, parts[$0]) }
        if case .intervals(let starts, let coefficients) = layout { merge(starts, coefficients) }
    }

    /// Drops thresholds where nothing changes in any group.
    private mutating func merge(_ starts: [Int64], _ coefficients: [Int64]) {
        var kept: [Int64] = []
        var merged = cases.map { [$0[0]] }
        for (index, start) in starts.enumerated() {
            let changes = cases.indices.contains { group in
                let last = merged[group][merged[group].count - 1]
                let next = cases[group][index + 1]
                return last.possible != next.possible || last.certain != next.certain
            }
            guard changes else { continue }
            kept.append(start)
            for group in cases.indices { merged[group].append(cases[group][index + 1]) }
        }
        cases = merged
        layout = .intervals(kept, from: coefficients)
    }

    func isCertain(_ group: Int) -> Bool {
        let all = column.presence == nil ? cases[group] : cases[group] + [absent[group]]
        return all.allSatisfy { $0.certain == $0.possible }
    }

    /// Keeps, for each row, the rules that its cell passes.
    func intersect(_ rows: inout [UInt64], _ group: Int, _ side: (Passing) -> UInt64) {
        let words = cases[group].map(side)
        let absent = side(absent[group])
        rows.withUnsafeMutableBufferPointer { rows in
            words.withUnsafeBufferPointer { words in
                switch layout {
                case .none: return
                case .booleans(let bits):
                    for row in rows.indices { rows[row] &= cell(row, absent) { words[bits[row] ? 1 : 0] } }
                case .choices(let indices):
                    indices.withUnsafeBufferPointer { indices in
                        each(rows, absent) { words[Int(indices[$0])] }
                    }
                case .intervals(let starts, let coefficients):
                    coefficients.withUnsafeBufferPointer { coefficients in
                        starts.withUnsafeBufferPointer { starts in
                            each(rows, absent) { row in words[InputTests.interval(coefficients[row], starts)] }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func cell(_ row: Int, _ absent: UInt64, _ word: () -> UInt64) -> UInt64 {
        if let presence = column.presence, !presence[row] { return absent }
        return word()
    }

    @inline(__always)
    private func each(_ rows: UnsafeMutableBufferPointer<UInt64>, _ absent: UInt64, _ word: (Int) -> UInt64) {
        guard let presence = column.presence else {
            for row in rows.indices { rows[row] &= word(row) }
            return
        }
        var start = 0
        while start < rows.count {
            let present = presence.word(at: start)
            let end = min(start + 64, rows.count)
            if present == .max {
                for row in start..<end { rows[row] &= word(row) }
            } else {
                for row in start..<end {
                    rows[row] &= present >> UInt64(truncatingIfNeeded: row &- start) & 1 == 1 ? word(row) : absent
                }
            }
            start = end
        }
    }

    /// The interval of a coefficient: how many thresholds it has reached.
    @inline(__always)
    private static func interval(_ coefficient: Int64, _ starts: UnsafeBufferPointer<Int64>) -> Int {
        if starts.count <= 16 {
            var place = 0
            for start in starts { place &+= coefficient >= start ? 1 : 0 }
            return place
        }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if coefficient >= starts[middle] { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
