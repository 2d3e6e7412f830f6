/// What overlaps mean under each hit policy.
///
/// | policy | overlap | masked | redundant |
/// | --- | --- | --- | --- |
/// | unique | a defect | | |
/// | any | a defect when the outputs differ | | covered by rules that say the same |
/// | first | normal | covered by earlier rules | within a later rule that says the same, nothing between |
/// | priority | normal; a tie when the order does not tell the outputs apart | covered by more important rules | within a rule that says the same |
/// | output order | a tie when the order does not tell the outputs apart | | the same conditions and outputs twice |
/// | rule order, collect | normal | | the same conditions and outputs twice |
/// - Source: DMN 1.5, §8.2.10.
extension TableAnalyser {
    mutating func judgeRules() throws(AnalysisBudget.Spent) {
        switch table.hitPolicy {
        case .unique:
            findings += overlaps.map {
                TableFinding(kind: .overlap, rules: [$0.first, $0.second], box: $0.box)
            }
        case .any: try judgeAny()
        case .first: try judgeFirst()
        case .priority: try judgePriority()
        case .outputOrder:
            tellComputedOutputs()
            findTies()
            findRepetitions()
        case .ruleOrder, .collect: findRepetitions()
        }
    }

    private mutating func judgeAny() throws(AnalysisBudget.Spent) {
        tellComputedOutputs()
        for overlap in overlaps where outputs.areSame(overlap.first, overlap.second) == false {
            findings.append(
                TableFinding(kind: .disagreement, rules: [overlap.first, overlap.second], box: overlap.box))
        }
        // From the last on, so that of two rules that accept the same the first stays.
        var left = living
        for rule in living.reversed() {
            let others = left.filter { $0 != rule && outputs.areSame($0, rule) == true && overlap($0, rule) }
            guard try accept(others, allOf: rule) else { continue }
            left.removeAll { $0 == rule }
            findings.append(
                TableFinding(
                    kind: .redundant(with: try fewest(others, accepting: rule)), rules: [rule], box: wholeBox(rule)))
        }
    }

    private mutating func judgeFirst() throws(AnalysisBudget.Spent) {
        var masked: Set<Int> = []
        for rule in living {
            let earlier = living.filter { $0 < rule && overlap($0, rule) }
            guard try accept(earlier, allOf: rule) else { continue }
            masked.insert(rule)
            findings.append(
                TableFinding(
                    kind: .masked(by: try fewest(earlier, accepting: rule)), rules: [rule], box: wholeBox(rule)))
        }
        for rule in living where !masked.contains(rule) {
            let later = living.filter { $0 > rule }
            guard
                let other = later.first(where: { accepts($0, allOf: rule) && outputs.areSame($0, rule) == true }),
                !later.contains(where: { $0 < other && mayOverlap($0, rule) && outputs.areSame($0, rule) != true })
            else { continue }
            findings.append(TableFinding(kind: .redundant(with: [other]), rules: [rule], box: wholeBox(rule)))
        }
    }

    private mutating func judgePriority() throws(AnalysisBudget.Spent) {
        tellComputedOutputs()
        findTies()
        var masked: Set<Int> = []
        for rule in living {
            guard let rank = outputs.rank(rule) else { continue }
            let stronger = living.filter { other in
                guard other != rule, let rival = outputs.rank(other), overlap(other, rule) else { return false }
                return rival == rank ? false : rival.lexicographicallyPrecedes(rank)
            }
            guard try accept(stronger, allOf: rule) else { continue }
            masked.insert(rule)
            findings.append(
                TableFinding(
                    kind: .masked(by: try fewest(stronger, accepting: rule)), rules: [rule], box: wholeBox(rule)))
        }
        var left = living.filter { !masked.contains($0) }
        for rule in left.reversed() {
            guard
                let other = left.first(where: {
                    $0 != rule && accepts($0, allOf: rule) && outputs.areSame($0, rule) == true
                })
            else { continue }
            left.removeAll { $0 == rule }
            findings.append(TableFinding(kind: .redundant(with: [other]), rules: [rule], box: wholeBox(rule)))
        }
    }

    private mutating func findTies() {
        for overlap in overlaps {
            guard let rank = outputs.rank(overlap.first), rank == outputs.rank(overlap.second),
                outputs.areSame(overlap.first, overlap.second) == false
            else { continue }
            findings.append(TableFinding(kind: .tie, rules: [overlap.first, overlap.second], box: overlap.box))
        }
    }

    /// Rules that a copy and paste left behind.
    private mutating func findRepetitions() {
        for overlap in overlaps
        where accepts(overlap.first, allOf: overlap.second) && accepts(overlap.second, allOf: overlap.first)
            && outputs.areSame(overlap.first, overlap.second) == true
        {
            findings.append(
                TableFinding(kind: .redundant(with: [overlap.first]), rules: [overlap.second], box: overlap.box))
        }
    }

    /// Where the policy compares outputs, those that are computed cannot be.
    private mutating func tellComputedOutputs() {
        for rule in living {
            guard let column = outputs.computed[rule] else { continue }
            obstacles.append(TableObstacle(reason: .output, rule: rule, column: column))
        }
    }

    // MARK: Rules together

    private func overlap(_ first: Int, _ second: Int) -> Bool {
        columns.allSatisfy { !$0.must[first].isDisjoint(with: $0.may[second]) }
    }

    private func mayOverlap(_ first: Int, _ second: Int) -> Bool {
        columns.allSatisfy { !$0.may[first].isDisjoint(with: $0.may[second]) }
    }

    private func wholeBox(_ rule: Int) -> TableBox { box(columns.map { $0.may[rule] }) }

    /// Rules that cannot be done without, of those that accept all that one does.
    private mutating func fewest(_ rules: [Int], accepting rule: Int) throws(AnalysisBudget.Spent) -> [Int] {
        if let one = rules.first(where: { accepts($0, allOf: rule) }) { return [one] }
        var needed = rules
        for candidate in rules.reversed() {
            let fewer = needed.filter { $0 != candidate }
            if try accept(fewer, allOf: rule) { needed = fewer }
        }
        return needed
    }
}
