import Diagnostics

/// A decision table, compiled.
///
/// A rule matches, does not, or may: where an input is unknown, its domain is split where the
/// conditions change, and the table is decided on each part, so that what the rules say of the whole
/// domain is said of the unknown. Where that cannot be done, every choice of the rules that may match is
/// followed.
struct CompiledTable: Sendable {
    struct Input: Sendable {
        /// As the table writes it.
        let text: String
        let node: LogicNode
        let type: ItemType
        let allowed: CompiledExpression?
        /// The variable that the input is, if it is just that.
        let variable: Int?
        /// Where conditions on the input may change: those of all columns on the same variable.
        let cuts: TableCuts
    }

    struct Output: Sendable {
        let name: String?
        let type: ItemType
        /// The most important first; empty without an order.
        let order: [Value]
        let defaultValue: LogicNode?
    }

    struct Rule: Sendable {
        /// nil for a condition that always holds.
        let conditions: [CompiledExpression?]
        let outputs: [LogicNode]
    }

    let policy: DecisionTable.HitPolicy
    let aggregation: DecisionTable.Aggregation?
    let inputs: [Input]
    let outputs: [Output]
    let rules: [Rule]

    /// The most parts that unknown inputs are split into, together.
    private static let mostParts = 256
    /// The most choices of rules that may match that are followed.
    private static let mostDoubts = 8

    func decide(_ state: inout EvaluationState, _ values: [Value]) -> Value {
        guard state.spend(rules.count) else { return .null }
        var given: [Value] = []
        for input in inputs {
            let value = input.type.coerce(input.node(&state, values), &state)
            if let failure = refusal(of: value, input, &state) { return failure }
            given.append(value)
        }
        if given.allSatisfy(\.isCertain) { return decide(&state, values, given) }
        let split = split(given)
        if split.allSatisfy({ $0.parts.count == 1 }) { return decidePart(&state, values, given) }
        for value in given { state.speculate(value.causes) }
        return Lifting.choose(split.map { given[$0.columns[0]] }, split.map(\.parts), &state) { state, parts in
            let part = assigned(split, parts, values, given)
            return decidePart(&state, part.values, part.given)
        }
    }

    // MARK: Parts

    /// Columns on one input, with what the input is split into.
    struct Group {
        var columns: [Int]
        var parts: [Value]
    }

    /// What unknown inputs are split into where the conditions change; columns on the same variable go together.
    func split(_ given: [Value]) -> [Group] {
        var groups: [Group] = []
        var count = 1
        for (column, input) in inputs.enumerated() {
            if input.variable != nil,
                let index = groups.firstIndex(where: { inputs[$0.columns[0]].variable == input.variable })
            {
                groups[index].columns.append(column)
                continue
            }
            let parts = input.cuts.parts(of: given[column], limit: Self.mostParts / count)
            groups.append(Group(columns: [column], parts: parts))
            count *= parts.count
        }
        return groups
    }

    /// Variables and columns where each group has one of its parts.
    func assigned(
        _ groups: [Group], _ parts: [Value], _ values: [Value], _ given: [Value]
    ) -> (values: [Value], given: [Value]) {
        var values = values
        var given = given
        for (group, part) in zip(groups, parts) {
            for column in group.columns {
                given[column] = part
                if let variable = inputs[column].variable { values[variable] = part }
            }
        }
        return (values, given)
    }

    /// A value outside those allowed is an error; one that may be is left to the rules.
    func refusal(of value: Value, _ input: Input, _ state: inout EvaluationState) -> Value? {
        guard let allowed = input.allowed, !value.isNull, value.isCertain else { return nil }
        return allowed.evaluate([value], in: &state).truth == .yes ? nil : notAllowed(value)
    }

    private func notAllowed(_ value: Value) -> Value {
        .failure(
            Code("V133"), fr: "\(value.literal) n'est pas une valeur permise ici",
            en: "\(value.literal) is not allowed here")
    }

    /// What the table gives over a part of what its inputs may be: a part may go beyond the values allowed.
    func decidePart(_ state: inout EvaluationState, _ values: [Value], _ given: [Value]) -> Value {
        var doubt = Causes()
        var failure: Value?
        for (input, value) in zip(inputs, given) {
            guard let allowed = input.allowed, !value.isNull else { continue }
            let truth = allowed.evaluate([value], in: &state).truth
            if truth == .yes { continue }
            failure = failure ?? notAllowed(value)
            if truth.contains(.yes) || value.mayBeNull {
                doubt = doubt.union(value.causes)
            } else {
                return notAllowed(value)
            }
        }
        let result = decide(&state, values, given)
        return failure.map { .join(result, $0, because: doubt) } ?? result
    }

    // MARK: Rules

    func decide(_ state: inout EvaluationState, _ values: [Value], _ given: [Value]) -> Value {
        var certain: [Int] = []
        var doubtful: [(rule: Int, causes: Causes)] = []
        for (index, rule) in rules.enumerated() {
            let truth = match(rule, &state, values, given)
            if truth.set == .yes {
                certain.append(index)
                if policy == .first { break }
            } else if truth.set.contains(.yes) {
                doubtful.append((index, truth.causes))
            }
        }
        if doubtful.isEmpty { return result(certain, &state, values) }
        for (_, causes) in doubtful { state.speculate(causes) }
        let causes = doubtful.reduce(Causes()) { $0.union($1.causes) }
        if policy == .collect || policy == .ruleOrder,
            !certain.isEmpty || outputs.allSatisfy({ $0.defaultValue == nil }),
            outputs.count == 1
        {
            return openResult(certain, doubtful, causes, &state, values)
        }
        guard doubtful.count <= Self.mostDoubts else { return .unknown(Unknown(.any(type: nil), causes)) }
        var results: [Value] = []
        for choice in 0..<(1 << doubtful.count) {
            guard state.spend() else { return .null }
            let chosen = doubtful.enumerated().filter { choice & (1 << $0.offset) != 0 }.map(\.element.rule)
            results.append(result((certain + chosen).sorted(), &state, values))
        }
        return .join(results, because: causes)
    }

    func match(
        _ rule: Rule, _ state: inout EvaluationState, _ values: [Value], _ given: [Value]
    ) -> Truth {
        var result = Truth(.yes)
        for (condition, value) in zip(rule.conditions, given) {
            guard let condition else { continue }
            var truth = Truth(condition.evaluate(values + [value], in: &state))
            // A test that gives null does not hold.
            let ternary = truth.set.asTernary
            truth.set = ternary.contains(.null) ? ternary.subtracting(.null).union(.no) : ternary
            result = Truth.and(result, truth)
            if result.set == .no { return result }
        }
        return result
    }

    // MARK: Results

    private func result(_ matches: [Int], _ state: inout EvaluationState, _ values: [Value]) -> Value {
        switch policy {
        case .unique:
            if matches.count > 1 { return Self.several(matches) }
            return single(matches.first, &state, values)
        case .first: return single(matches.first, &state, values)
        case .any:
            guard let first = matches.first else { return single(nil, &state, values) }
            let all = matches.map { whole(row($0, &state, values)) }
            if all.allSatisfy({ $0.isIdentical(to: all[0]) }) { return all[0] }
            let differing = Self.differing(matches)
            let causes = all.reduce(Causes()) { $0.union($1.causes) }
            return causes.isEmpty ? differing : .join([whole(row(first, &state, values)), differing], because: causes)
        case .priority:
            let rows = matches.map { row($0, &state, values) }
            if let doubt = doubt(in: rows) { return .join(rows.map(whole), because: doubt) }
            return single(inOrder(matches, rows).first, &state, values)
        case .outputOrder:
            let rows = matches.map { row($0, &state, values) }
            if let doubt = doubt(in: rows) {
                // Each place may be any row's.
                let one = Value.join(rows.map(whole), because: doubt)
                return .list(ListValue([Value](repeating: one, count: rows.count)))
            }
            return list(inOrder(matches, rows), &state, values)
        case .ruleOrder, .collect: return list(matches, &state, values)
        }
    }

    private func row(_ rule: Int, _ state: inout EvaluationState, _ values: [Value]) -> [Value] {
        zip(rules[rule].outputs, outputs).map { node, output in output.type.coerce(node(&state, values), &state) }
    }

    /// One value, or a context of them.
    private func whole(_ row: [Value]) -> Value {
        if row.count == 1 { return row[0] }
        return .context(ContextValue(zip(outputs, row).map { .init($0.name ?? "", $1) }))
    }

    /// The output of a rule; without one, the default values.
    private func single(_ rule: Int?, _ state: inout EvaluationState, _ values: [Value]) -> Value {
        if let rule { return whole(row(rule, &state, values)) }
        guard outputs.contains(where: { $0.defaultValue != nil }) else { return .null }
        return whole(outputs.map { $0.type.coerce($0.defaultValue?(&state, values) ?? .null, &state) })
    }

    private func list(_ matches: [Int], _ state: inout EvaluationState, _ values: [Value]) -> Value {
        if matches.isEmpty, outputs.contains(where: { $0.defaultValue != nil }) {
            return single(nil, &state, values)
        }
        let rows = matches.map { row($0, &state, values) }
        guard policy == .collect, aggregation != nil else { return .list(ListValue(rows.map(whole))) }
        if rows.isEmpty, aggregation != .count { return .null }
        return whole(
            outputs.indices.map { column in aggregate(ListValue(rows.map { $0[column] }), &state) })
    }

    private func aggregate(_ list: ListValue, _ state: inout EvaluationState) -> Value {
        guard let name = aggregation?.rawValue.lowercased(), let builtin = BuiltinInvocation.named(name) else {
            return .list(list)
        }
        return BuiltinInvocation(builtin).call([.list(list)], &state, at: nil)
    }

    /// The collected outputs where some may be there.
    private func openResult(
        _ certain: [Int], _ doubtful: [(rule: Int, causes: Causes)], _ causes: Causes, _ state: inout EvaluationState,
        _ values: [Value]
    ) -> Value {
        let all = (certain.map { (rule: $0, presence: Causes?.none) } + doubtful.map { ($0.rule, $0.causes) })
            .sorted { $0.rule < $1.rule }
        let list = ListValue(
            all.map { whole(row($0.rule, &state, values)) }, presence: all.map(\.presence), rest: [])
        guard policy == .collect, aggregation != nil else { return .list(list) }
        let result = aggregate(list, &state)
        // With no rule there is no sum, smallest or greatest.
        return certain.isEmpty && aggregation != .count ? .join(result, .null, because: causes) : result
    }

    /// What the order of several rows depends on; nil when it is certain.
    private func doubt(in rows: [[Value]]) -> Causes? {
        guard rows.count > 1, !rows.joined().allSatisfy(\.isCertain) else { return nil }
        return rows.joined().reduce(Causes()) { $0.union($1.causes) }
    }

    /// By the order of the first output, then of the second…
    private func inOrder(_ matches: [Int], _ rows: [[Value]]) -> [Int] {
        let keyed = zip(matches, rows).map { rule, row in
            let ranks = zip(outputs, row).map { output, value in
                output.order.firstIndex { $0.isIdentical(to: value) } ?? output.order.count
            }
            return (rule: rule, ranks: ranks)
        }
        return keyed.sorted { left, right in
            left.ranks == right.ranks ? left.rule < right.rule : left.ranks.lexicographicallyPrecedes(right.ranks)
        }.map(\.rule)
    }

    // MARK: Errors

    /// V131: a table where one rule matches at most.
    private static func several(_ matches: [Int]) -> Value {
        let rules = matches.map { "\($0 + 1)" }.joined(separator: ", ")
        return .failure(
            Code("V131"), fr: "plusieurs règles conviennent, une seule le devrait : \(rules)",
            en: "several rules match where one should: \(rules)")
    }

    /// V132: a table whose matching rules say the same.
    private static func differing(_ matches: [Int]) -> Value {
        let rules = matches.map { "\($0 + 1)" }.joined(separator: ", ")
        return .failure(
            Code("V132"), fr: "les règles qui conviennent ne disent pas la même chose : \(rules)",
            en: "the rules that match do not say the same: \(rules)")
    }
}
