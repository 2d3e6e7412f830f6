import Diagnostics

/// Analyses one table.
struct TableAnalyser {
    let site: TableSite
    let options: TableAnalysisOptions
    var columns: [AnalysisColumn] = []
    var gaps: [TableBox] = []
    var hasAllGaps = false
    var overlaps: [TableOverlap] = []
    var findings: [TableFinding] = []
    var obstacles: [TableObstacle] = []
    var outputs: TableOutputs
    var budget: AnalysisBudget

    var table: DecisionTable { site.table }
    var ruleCount: Int { table.rules.count }

    init(_ site: TableSite, _ options: TableAnalysisOptions) {
        self.site = site
        self.options = options
        outputs = TableOutputs(site)
        budget = AnalysisBudget(steps: options.steps)
    }

    mutating func analyse() -> TableAnalysis {
        var isComplete = true
        do throws(AnalysisBudget.Spent) {
            try readColumns()
            try findRulesThatNeverMatch()
            try findOverlaps()
            try findGaps()
            try judgeRules()
        } catch {
            isComplete = false
        }
        return TableAnalysis(
            name: site.name, table: table, gaps: gaps, hasAllGaps: hasAllGaps && isComplete, overlaps: overlaps,
            findings: findings, obstacles: obstacles, isComplete: isComplete, site: site)
    }

    private mutating func readColumns() throws(AnalysisBudget.Spent) {
        var groups: [[Int]] = []
        for (index, input) in table.inputs.enumerated() {
            let text = input.expression.trimmed
            if let group = groups.firstIndex(where: { table.inputs[$0[0]].expression.trimmed == text }) {
                groups[group].append(index)
            } else {
                groups.append([index])
            }
        }
        var reader = ColumnReader(site)
        defer { obstacles += reader.obstacles }
        for group in groups { columns.append(try reader.column(group, &budget)) }
    }

    // MARK: Rules one by one

    /// Rules that no input is accepted by; other findings leave them aside.
    private(set) var dead: Set<Int> = []

    private mutating func findRulesThatNeverMatch() throws(AnalysisBudget.Spent) {
        for rule in 0..<ruleCount {
            guard let column = columns.first(where: { $0.may[rule].isEmpty }) else { continue }
            dead.insert(rule)
            // Of several columns with the same expression, the first with a condition.
            let input =
                table.inputs.indices.first { index in
                    table.inputs[index].expression.trimmed == column.expression.trimmed
                        && table.rules[rule].conditions.indices.contains(index)
                        && !["", "-"].contains(table.rules[rule].conditions[index].trimmed)
                } ?? 0
            findings.append(TableFinding(kind: .neverMatches(input: input), rules: [rule], box: nil))
        }
    }

    var living: [Int] { (0..<ruleCount).filter { !dead.contains($0) } }

    // MARK: Pairs of rules

    private mutating func findOverlaps() throws(AnalysisBudget.Spent) {
        let rules = living
        for (place, first) in rules.enumerated() {
            try budget.spend(rules.count - place)
            for second in rules[(place + 1)...] {
                guard let shared = shared(first, second) else { continue }
                overlaps.append(TableOverlap(first: first, second: second, box: box(shared)))
            }
        }
    }

    /// What two rules certainly both accept.
    private func shared(_ first: Int, _ second: Int) -> BoxSearch.Box? {
        var result: BoxSearch.Box = []
        for column in columns {
            let both = column.must[first].intersection(column.must[second])
            if both.isEmpty { return nil }
            result.append(both)
        }
        return result
    }

    func box(_ parts: BoxSearch.Box) -> TableBox {
        TableBox(columns: zip(columns, parts).map { $0.part($1) })
    }

    /// Whether one accepts all that the other may.
    func accepts(_ rule: Int, allOf other: Int) -> Bool {
        columns.allSatisfy { $0.may[other].isSubset(of: $0.must[rule]) }
    }

    /// Whether the rules together accept all that one may accept.
    mutating func accept(_ rules: [Int], allOf rule: Int) throws(AnalysisBudget.Spent) -> Bool {
        if rules.isEmpty { return false }
        var set = BitSet(count: ruleCount)
        for other in rules { set[other] = true }
        // A rule that is not analysed accepts nothing for certain.
        let certain = columns.map { column in
            AnalysisColumn(
                expression: column.expression, regions: column.regions, named: column.named, may: column.must,
                must: column.must)
        }
        var search = BoxSearch(certain, in: columns.map { $0.may[rule] }, rules: set, ruleCount: ruleCount)
        return try !search.isIncomplete(&budget)
    }

    // MARK: Gaps

    private mutating func findGaps() throws(AnalysisBudget.Spent) {
        let known = columns.map(\.known)
        hasAllGaps = true
        var boxes: [BoxSearch.Box] = []
        defer { report(boxes) }
        boxes += try gaps(in: known)
        // Where something is absent: the first absent input is this one.
        for index in columns.indices {
            var scope = known
            scope[index] = columns[index].absent
            for later in columns.indices where later > index {
                scope[later] = BitSet(count: columns[later].regions.count, full: true)
            }
            boxes += try gaps(in: scope)
        }
    }

    private mutating func gaps(in scope: BoxSearch.Box) throws(AnalysisBudget.Spent) -> [BoxSearch.Box] {
        let all = BitSet(count: ruleCount, full: true)
        var found: [BoxSearch.Box] = []
        var search = BoxSearch(columns, in: scope, rules: all, ruleCount: ruleCount)
        if try !search.collect(into: &found, limit: options.gaps, &budget) { hasAllGaps = false }
        return found.merged()
    }

    private mutating func report(_ boxes: [BoxSearch.Box]) {
        let isKnown = { (parts: BoxSearch.Box, columns: [AnalysisColumn]) in
            zip(columns, parts).allSatisfy { $1.isSubset(of: $0.known) }
        }
        let known = boxes.filter { isKnown($0, columns) }
        let absent = boxes.filter { !isKnown($0, columns) }.merged()
        gaps = (known + absent).map(box)
        if table.outputs.contains(where: { $0.defaultValue != nil }) { return }
        findings += known.map { TableFinding(kind: .gap, rules: [], box: box($0)) }
        // The least that has to be absent: what holds of one input absent need not be said of two.
        var told: [Set<String>] = []
        let byNames = absent.map { parts in
            let box = box(parts)
            return (names: box.columns.filter(\.isAbsent).map(\.expression), box: box)
        }
        for (names, box) in byNames.sorted(by: { $0.names.count < $1.names.count }) {
            if told.contains(where: { $0.isSubset(of: names) }) { continue }
            told.append(Set(names))
            findings.append(TableFinding(kind: .absentGap(inputs: names), rules: [], box: box))
        }
    }
}
