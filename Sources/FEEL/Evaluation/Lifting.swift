/// Lifts a function of certain values to unknown ones by enumeration.
enum Lifting {
    /// The most combinations that are enumerated.
    static let limit = 256

    /// What the function may give over every completion of its arguments.
    ///
    /// Only the causes of arguments that the result varies with are kept.
    /// - Returns: nil when the completions are too many, or cannot be listed.
    static func enumerate(
        _ arguments: [Value], _ state: inout EvaluationState, limit: Int = Lifting.limit,
        _ function: (inout EvaluationState, [Value]) -> Value
    ) -> Value? {
        var choices: [[Value]] = []
        var count = 1
        for argument in arguments {
            guard let values = argument.completions(limit: limit / count), !values.isEmpty else { return nil }
            choices.append(values)
            count *= values.count
            if count > limit { return nil }
        }
        if count == 1 { return function(&state, choices.map { $0[0] }) }
        return choose(arguments, choices, &state, function)
    }

    /// What a function may give over choices that cover its arguments.
    static func choose(
        _ arguments: [Value], _ choices: [[Value]], _ state: inout EvaluationState,
        _ function: (inout EvaluationState, [Value]) -> Value
    ) -> Value {
        let count = choices.reduce(1) { $0 * $1.count }
        for (argument, values) in zip(arguments, choices) where values.count > 1 { state.speculate(argument.causes) }
        var results: [Value] = []
        results.reserveCapacity(count)
        var indices = [Int](repeating: 0, count: choices.count)
        repeat {
            guard state.spend() else { return .null }
            results.append(function(&state, zip(choices, indices).map { $0[$1] }))
        } while advance(&indices, choices)
        return merge(results, arguments, choices)
    }

    /// Counts: the last index turns fastest.
    private static func advance(_ indices: inout [Int], _ choices: [[Value]]) -> Bool {
        for position in indices.indices.reversed() {
            indices[position] += 1
            if indices[position] < choices[position].count { return true }
            indices[position] = 0
        }
        return false
    }

    private static func merge(_ results: [Value], _ arguments: [Value], _ choices: [[Value]]) -> Value {
        let first = results[0]
        if first.isCertain, results.allSatisfy({ $0.isIdentical(to: first) }) { return first }
        var causes = Causes()
        // The number of results between two choices of the argument at hand.
        var stride = results.count
        for (argument, values) in zip(arguments, choices) {
            stride /= values.count
            if values.count > 1, varies(results, stride: stride, count: values.count) {
                causes = causes.union(argument.causes)
            }
        }
        if causes.isEmpty { for argument in arguments { causes = causes.union(argument.causes) } }
        return .join(results, because: causes)
    }

    /// Whether changing one argument's choice alone changes a result.
    private static func varies(_ results: [Value], stride: Int, count: Int) -> Bool {
        for start in results.indices where (start / stride) % count == 0 {
            for choice in 1..<count where !results[start].isIdentical(to: results[start + choice * stride]) {
                return true
            }
        }
        return false
    }
}
