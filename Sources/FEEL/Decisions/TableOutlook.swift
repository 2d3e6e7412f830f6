/// What a decision table says while some of its inputs are not known.
public struct TableOutlook: Sendable {
    /// Whether a rule matches: whatever the unknown inputs turn out to be, for some of what they may be, or never.
    public enum Match: String, Sendable, Hashable {
        case yes, maybe, no
    }

    /// An unknown input, and how much knowing it would tell.
    ///
    /// What the input may be is split where the table's conditions change; each part counts the same.
    public struct Deciding: Sendable, Hashable {
        /// Its column, from 0.
        public let column: Int
        /// As the column writes it.
        public let expression: String
        /// In how many parts the result would be certain, whatever the other inputs.
        public let settles: Int
        public let parts: Int
        /// How many different results would be left, over all the parts.
        public let results: Int
    }

    /// By rule.
    public let rules: [Match]
    /// As ``DecisionProgram/decide(_:inputs:options:)`` gives it, before the decision's own type.
    public let result: Value
    /// The inputs that the result varies with, the one that tells most first: that settles the greatest share of
    /// its parts, then that leaves the fewest results to a part, then the leftmost.
    public let deciding: [Deciding]
}

extension CompiledTable {
    func outlook(_ state: inout EvaluationState, _ values: [Value]) -> TableOutlook {
        let result = decide(&state, values)
        var given: [Value] = []
        for input in inputs {
            let value = input.type.coerce(input.node(&state, values), &state)
            if refusal(of: value, input, &state) != nil {
                return TableOutlook(rules: rules.map { _ in .no }, result: result, deciding: [])
            }
            given.append(value)
        }
        let split = split(given)
        var truths = [TruthSet](repeating: [], count: rules.count)
        var results: [Value] = []
        var choice = [Int](repeating: 0, count: split.count)
        repeat {
            guard state.spend(rules.count) else { break }
            let part = assigned(split, zip(split, choice).map { $0.parts[$1] }, values, given)
            for (index, rule) in rules.enumerated() {
                truths[index].formUnion(match(rule, &state, part.values, part.given).set)
            }
            results.append(decidePart(&state, part.values, part.given))
        } while advance(&choice, split)
        let matches = truths.map { truth -> TableOutlook.Match in
            truth == .yes ? .yes : truth.contains(.yes) ? .maybe : .no
        }
        if result.isCertain || state.isExhausted {
            return TableOutlook(rules: matches, result: result, deciding: [])
        }
        var deciding: [TableOutlook.Deciding] = []
        for (index, group) in split.enumerated() where group.parts.count > 1 || !group.parts[0].isCertain {
            if let one = telling(index, split, results) { deciding.append(one) }
        }
        return TableOutlook(rules: matches, result: result, deciding: deciding.sorted { $0.tellsMore(than: $1) })
    }

    /// Counts: the last group turns fastest.
    private func advance(_ choice: inout [Int], _ split: [Group]) -> Bool {
        for index in choice.indices.reversed() {
            choice[index] += 1
            if choice[index] < split[index].parts.count { return true }
            choice[index] = 0
        }
        return false
    }

    /// How much a group's parts tell; nil when the result doesn't vary with them.
    private func telling(_ index: Int, _ split: [Group], _ results: [Value]) -> TableOutlook.Deciding? {
        let count = split[index].parts.count
        let stride = split[(index + 1)...].reduce(1) { $0 * $1.parts.count }
        var settles = 0
        var distinct = 0
        for part in 0..<count {
            let left = results.indices.filter { ($0 / stride) % count == part }.map { results[$0] }
            var different: [Value] = []
            for value in left where !different.contains(where: { $0.isIdentical(to: value) }) {
                different.append(value)
            }
            distinct += different.count
            if different.count == 1, different[0].isCertain { settles += 1 }
        }
        let varies = results.indices.contains { place in
            let first = place - (place / stride % count) * stride
            return !results[place].isCertain || !results[place].isIdentical(to: results[first])
        }
        guard varies, let column = split[index].columns.first else { return nil }
        return TableOutlook.Deciding(
            column: column, expression: inputs[column].text, settles: settles, parts: count, results: distinct)
    }
}

extension TableOutlook.Deciding {
    fileprivate func tellsMore(than other: Self) -> Bool {
        let (settled, otherSettled) = (settles * other.parts, other.settles * parts)
        if settled != otherSettled { return settled > otherSettled }
        let (left, otherLeft) = (results * other.parts, other.results * parts)
        if left != otherLeft { return left < otherLeft }
        return column < other.column
    }
}
