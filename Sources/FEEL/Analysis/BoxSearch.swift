/// Looks for inputs that no rule accepts, without trying them all: column by column, following the
/// rules that may still accept, and stopping where these decide.
///
/// Regions of a column that the same rules accept are one; the same rules left at the same column are
/// looked at once.
struct BoxSearch {
    /// Regions of one column that go together.
    private struct Choice {
        var regions: BitSet
        let may: BitSet
        let must: BitSet
    }

    fileprivate struct State: Hashable {
        let column: Int
        let may: BitSet
        let must: BitSet
    }

    /// A part of each column, by the positions of its regions.
    typealias Box = [BitSet]

    private let columns: [[Choice]]
    /// The regions that are looked at, of each column.
    private let scope: Box
    /// For each column, the rules that accept everything from it on.
    private let open: [BitSet]
    private let rules: BitSet
    private var known: [State: Bool] = [:]

    /// - Parameters:
    ///   - scope: The regions to look at, of each column.
    ///   - rules: The rules to count on.
    init(_ columns: [AnalysisColumn], in scope: Box, rules: BitSet, ruleCount: Int) {
        self.scope = scope
        self.rules = rules
        self.columns = zip(columns, scope).map { column, regions in
            var choices: [Choice] = []
            var places: [[BitSet]: Int] = [:]
            for region in regions.indices {
                var may = BitSet(count: ruleCount)
                var must = BitSet(count: ruleCount)
                for rule in rules.indices {
                    may[rule] = column.may[rule][region]
                    must[rule] = column.must[rule][region]
                }
                if let place = places[[may, must]] {
                    choices[place].regions[region] = true
                } else {
                    places[[may, must]] = choices.count
                    var set = BitSet(count: column.regions.count)
                    set[region] = true
                    choices.append(Choice(regions: set, may: may, must: must))
                }
            }
            return choices
        }
        var open = [rules]
        for choices in self.columns.reversed() {
            let accepting = choices.reduce(open[0]) { $0.intersection($1.must) }
            open.insert(accepting, at: 0)
        }
        self.open = open
    }

    /// Whether some inputs are accepted by no rule, not even by one that is not analysed.
    mutating func isIncomplete(_ budget: inout AnalysisBudget) throws(AnalysisBudget.Spent) -> Bool {
        if scope.contains(where: \.isEmpty) { return false }
        return try isIncomplete(State(column: 0, may: rules, must: rules), &budget)
    }

    private mutating func isIncomplete(
        _ state: State, _ budget: inout AnalysisBudget
    ) throws(AnalysisBudget.Spent) -> Bool {
        if state.may.isEmpty { return true }
        if !state.must.isDisjoint(with: open[state.column]) || state.column == columns.count { return false }
        if let answer = known[state] { return answer }
        var answer = false
        for choice in columns[state.column] {
            try budget.spend()
            if try isIncomplete(state.after(choice.may, choice.must), &budget) {
                answer = true
                break
            }
        }
        known[state] = answer
        return answer
    }

    /// The inputs that no rule accepts, as boxes that do not overlap, at most so many.
    ///
    /// - Returns: Whether these are all.
    mutating func collect(
        into boxes: inout [Box], limit: Int, _ budget: inout AnalysisBudget
    ) throws(AnalysisBudget.Spent) -> Bool {
        if scope.contains(where: \.isEmpty) { return true }
        return try collect([], State(column: 0, may: rules, must: rules), &boxes, limit, &budget)
    }

    private mutating func collect(
        _ prefix: Box, _ state: State, _ boxes: inout [Box], _ limit: Int, _ budget: inout AnalysisBudget
    ) throws(AnalysisBudget.Spent) -> Bool {
        guard try isIncomplete(state, &budget) else { return true }
        if state.may.isEmpty {
            if boxes.count == limit { return false }
            boxes.append(prefix + scope[state.column...])
            return true
        }
        // Choices that leave the same rules go on together.
        var groups: [(next: State, regions: BitSet)] = []
        for choice in columns[state.column] {
            let next = state.after(choice.may, choice.must)
            if let index = groups.firstIndex(where: { $0.next == next }) {
                groups[index].regions = groups[index].regions.union(choice.regions)
            } else {
                groups.append((next, choice.regions))
            }
        }
        for group in groups {
            guard try collect(prefix + [group.regions], group.next, &boxes, limit, &budget) else { return false }
        }
        return true
    }
}

extension BoxSearch.State {
    fileprivate func after(_ may: BitSet, _ must: BitSet) -> Self {
        .init(column: column + 1, may: self.may.intersection(may), must: self.must.intersection(must))
    }
}

extension [BoxSearch.Box] {
    /// Fewer boxes that hold the same: two that differ in one column only become one.
    func merged() -> Self {
        var boxes = self
        var index = 0
        while index < boxes.count {
            let partner = boxes.indices.first { other in
                other != index && zip(boxes[index], boxes[other]).count(where: { $0 != $1 }) == 1
            }
            if let partner {
                boxes[Swift.min(index, partner)] = zip(boxes[index], boxes[partner]).map { $0.union($1) }
                boxes.remove(at: Swift.max(index, partner))
                index = 0
            } else {
                index += 1
            }
        }
        return boxes
    }
}
