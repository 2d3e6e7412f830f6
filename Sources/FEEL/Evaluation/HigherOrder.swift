import Diagnostics

/// `sort` and `list replace`: built-in functions that are given a function, which may itself read
/// unknown values.
extension LiftedBuiltins {
    /// `sort(list, precedes)`: a stable merge sort. Where the order of two elements is unknown, the
    /// order of the whole is.
    @Sendable static func sort(_ arguments: [Value], _ state: inout EvaluationState, _ span: Span?) -> Value {
        guard let first = arguments.first, arguments.count <= 2 else { return .badArguments("sort", span) }
        guard let elements = Elements(first) else { return .badArguments("sort", span) }
        guard elements.doubt.isEmpty else { return .unknown(Unknown(.any(type: "list"), elements.doubt)) }
        var function: FunctionValue?
        if arguments.count == 2, case .unknown(let unknown) = arguments[1] {
            return .unknown(Unknown(.any(type: "list"), unknown.causes))
        }
        if arguments.count == 2, !arguments[1].isNull {
            guard case .function(let given) = arguments[1], given.parameters.count == 2 else {
                return .badArguments("sort", span)
            }
            function = given
        }
        let list = elements.list
        if !list.rest.isEmpty { return .list(list.unordered(list.membershipCauses)) }
        var doubt = Causes()
        let order = mergeSort(Array(list.items.indices), &state) { state, left, right in
            let result =
                function.map { state.invoke($0, [list.items[left], list.items[right]], at: span) }
                ?? LiftedComparison.order(.less, list.items[left], list.items[right]).value
            let truth = Truth(result)
            if !truth.set.isCertain { doubt = doubt.union(truth.causes) }
            return truth.set == .yes
        }
        let sorted = ListValue(
            order.map { list.items[$0] }, presence: order.map(list.presence), rest: [])
        return .list(doubt.isEmpty ? sorted : sorted.unordered(doubt))
    }

    private static func mergeSort(
        _ items: [Int], _ state: inout EvaluationState, _ precedes: (inout EvaluationState, Int, Int) -> Bool
    ) -> [Int] {
        var items = items
        var width = 1
        while width < items.count {
            var merged: [Int] = []
            merged.reserveCapacity(items.count)
            for start in Swift.stride(from: 0, to: items.count, by: 2 * width) {
                var left = start
                let middle = min(start + width, items.count)
                var right = middle
                let end = min(start + 2 * width, items.count)
                while left < middle || right < end {
                    guard state.spend() else { return items }
                    // The right one goes first only when it certainly precedes: equal elements stay in order.
                    let takesRight =
                        right < end && (left == middle || precedes(&state, items[right], items[left]))
                    merged.append(items[takesRight ? right : left])
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            items = merged
            width *= 2
        }
        return items
    }

    /// `list replace(list, position, newItem)` and `list replace(list, match, newItem)`.
    @Sendable static func listReplace(_ arguments: [Value], _ state: inout EvaluationState, _ span: Span?) -> Value {
        guard arguments.count == 3, let elements = Elements(arguments[0]) else {
            return .badArguments("list replace", span)
        }
        let causes = arguments.reduce(elements.doubt) { $0.union($1.causes) }
        guard elements.doubt.isEmpty else { return .unknown(Unknown(.any(type: "list"), causes)) }
        var list = elements.list
        switch arguments[1] {
        case .number(let position):
            guard list.membership == nil else { return .unknown(Unknown(.any(type: "list"), causes)) }
            guard let index = position.rounded(mode: .down).asInt, index != 0 else { return .noElement(span) }
            let place = index > 0 ? index - 1 : list.items.count + index
            guard list.items.indices.contains(place) else { return .noElement(span) }
            list.items[place] = arguments[2]
            return .list(list)
        case .function(let match):
            guard match.parameters.count == 2 else { return .badArguments("list replace", span) }
            var failure: Value?
            var doubt = Causes()
            let replaced = list.mapped { item in
                let truth = Truth(state.invoke(match, [item, arguments[2]], at: span))
                if truth.set.contains(.other) || truth.set.contains(.null) {
                    if truth.set.isCertain {
                        failure = .badArguments("list replace", span)
                    } else {
                        doubt = doubt.union(truth.causes)
                    }
                }
                if truth.set == .yes { return arguments[2] }
                if !truth.set.contains(.yes) { return item }
                return .join(item, arguments[2], because: truth.causes)
            }
            if !doubt.isEmpty || (failure != nil && list.membership != nil) {
                return .unknown(Unknown(.any(type: "list"), causes.union(doubt)))
            }
            return failure ?? .list(replaced)
        case .unknown: return .unknown(Unknown(.any(type: "list"), causes))
        default: return .badArguments("list replace", span)
        }
    }
}
