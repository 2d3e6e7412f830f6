import Diagnostics

extension Compiler {
    /// What is done to the value at the left of an operator, a dot or a bracket.
    typealias Step = @Sendable (inout EvaluationState, Value) -> Value

    /// Operators, members and filters applied one after the other, from the innermost left operand
    /// outwards: a long chain takes no more of the stack than a short one.
    mutating func spine(_ expression: Expression) -> Part {
        var chain: [Expression] = []
        var base = expression
        while let left = base.leftOperand {
            chain.append(base)
            base = left
        }
        let start = compile(base)
        var constant = start.constant
        var steps: [Step] = []
        for link in chain.reversed() {
            let (step, isConstant) = makeStep(link)
            if isConstant, !isRecording, let value = constant, steps.isEmpty {
                var state = EvaluationState(slots: [], options: EvaluationOptions())
                constant = step(&state, value)
                if !state.isExhausted { continue }
                constant = nil
            }
            // The outermost link is recorded by the caller.
            steps.append(isRecording && link.span != expression.span ? recorded(link, step) : step)
        }
        if steps.isEmpty, let constant { return Part(constant: constant) }
        let first = constant.map { Part(constant: $0) } ?? start
        let node = first.node
        if steps.count == 1 {
            let step = steps[0]
            return Part { state in
                let value = node(&state)
                return step(&state, value)
            }
        }
        let all = steps
        return Part { state in
            var value = node(&state)
            for step in all { value = step(&state, value) }
            return value
        }
    }

    private func recorded(_ expression: Expression, _ step: @escaping Step) -> Step {
        { state, left in
            let value = step(&state, left)
            state.options.recorder?.record(expression, value)
            return value
        }
    }

    /// - Returns: The step, and whether it depends on nothing but its left operand.
    private mutating func makeStep(_ link: Expression) -> (Step, Bool) {
        let span = link.span
        switch link.kind {
        case .path(_, let name):
            let text = name.text
            let place = name.span
            return ({ state, value in state.member(text, of: value, at: place) }, true)
        case .filter(let base, let predicate): return (filter(predicate, staticType(base).element, span), false)
        case .arithmetic(let operation, _, let right):
            let right = compile(right)
            let node = right.node
            return (
                { state, left in
                    let right = node(&state)
                    return LiftedArithmetic.apply(operation, left, right, &state, at: span)
                }, right.constant != nil
            )
        case .comparison(let comparison, _, let right):
            let right = compile(right)
            let node = right.node
            return (
                { state, left in
                    let right = node(&state)
                    if let plain = LiftedComparison.plain(comparison, left, right) { return plain }
                    guard state.allows(comparing: left, with: right, at: span) else { return .null }
                    return LiftedComparison.compare(comparison, left, right).value(left, right, span)
                },
                right.constant != nil
            )
        case .and(_, let right):
            let right = compile(right)
            let node = right.node
            return (
                { state, left in
                    if case .boolean(false) = left { return left }
                    let right = node(&state)
                    if case .boolean(let truth) = right, case .boolean(true) = left { return .boolean(truth) }
                    return Truth.and(Truth(left), Truth(right)).value
                }, right.constant != nil
            )
        case .or(_, let right):
            let right = compile(right)
            let node = right.node
            return (
                { state, left in
                    if case .boolean(true) = left { return left }
                    let right = node(&state)
                    if case .boolean(let truth) = right, case .boolean(false) = left { return .boolean(truth) }
                    return Truth.or(Truth(left), Truth(right)).value
                }, right.constant != nil
            )
        default: return ({ _, value in value }, true)
        }
    }

    mutating func negate(_ operand: Expression, _ span: Span) -> Part {
        let part = compile(operand)
        if let constant = part.constant {
            var state = EvaluationState(slots: [], options: EvaluationOptions())
            return Part(constant: LiftedArithmetic.negate(constant, &state, at: span))
        }
        let node = part.node
        return Part { state in
            let value = node(&state)
            return LiftedArithmetic.negate(value, &state, at: span)
        }
    }

    mutating func between(
        _ value: Expression, _ lower: Expression, _ upper: Expression, _ span: Span
    ) -> Part {
        let value = compile(value).node
        let lower = compile(lower).node
        let upper = compile(upper).node
        return Part { state in
            let value = value(&state)
            let lower = lower(&state)
            let upper = upper(&state)
            guard state.weigh([value, lower, upper], at: span) != nil else { return .null }
            let range = RangeValue(lower: lower, includesLower: true, upper: upper, includesUpper: true)
            return LiftedComparison.membership(value, in: range).value(value, lower.hasReason ? lower : upper, span)
        }
    }

    mutating func instanceOf(_ value: Expression, _ type: TypeExpression, _ span: Span) -> Part {
        let node = compile(value).node
        let type = RuntimeType(type, types: types)
        return Part { state in
            let value = node(&state)
            guard state.weigh(value, at: span) != nil else { return .null }
            let set = type.holds(value)
            return set.value(value.causes)
        }
    }

    mutating func conditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ span: Span
    ) -> Node {
        let place = condition.span
        let condition = compile(condition).node
        let then = compile(then).node
        let otherwise = compile(otherwise).node
        return { state in
            let test = condition(&state)
            if case .boolean(let truth) = test { return truth ? then(&state) : otherwise(&state) }
            let truth = Truth(test)
            if truth.set.isCertain {
                if truth.set == .other { return .expected("un booléen", "a boolean", got: test, place) }
                return truth.set == .yes ? then(&state) : otherwise(&state)
            }
            state.speculate(truth.causes)
            var results: [Value] = []
            if truth.set.contains(.yes) { results.append(then(&state)) }
            if !truth.set.isDisjoint(with: [.no, .null]) { results.append(otherwise(&state)) }
            if truth.set.contains(.other) { results.append(.null) }
            return .join(results, because: truth.causes)
        }
    }

    mutating func forLoop(_ iterators: [Iterator], _ result: Expression, _ span: Span) -> Node {
        let usesPartial = result.mentions("partial") || iterators.contains { $0.source.mentions("partial") }
        return scoped { compiler -> Node in
            var partial: Int?
            if usesPartial {
                let slot = compiler.newSlot()
                compiler.bindings.append(.variable("partial", slot: slot, .any))
                partial = slot
            }
            let compiled = compiler.iterators(iterators)
            let body = compiler.compile(result).node
            let partialSlot = partial
            return { state in
                if let partialSlot { state.slots[partialSlot] = .list(ListValue([])) }
                return state.forLoop(compiled, partial: partialSlot, body, span)
            }
        }
    }

    mutating func quantified(
        _ quantifier: Quantifier, _ iterators: [Iterator], _ condition: Expression, _ span: Span
    ) -> Node {
        let places = places(quantifier, iterators, condition)
        return scoped { compiler -> Node in
            var compiled = compiler.iterators(iterators)
            let body = compiler.compile(condition).node
            compiled[0].places = places
            return { [compiled] state in state.quantified(quantifier, compiled, body, span) }
        }
    }

    private mutating func iterators(_ iterators: [Iterator]) -> [CompiledIterator] {
        iterators.map { iterator in
            let source = compile(iterator.source).node
            let through = iterator.through.map { compile($0).node }
            let slot = newSlot()
            let type = iterator.through == nil ? staticType(iterator.source).element : .any
            bindings.append(.variable(iterator.variable.text, slot: slot, type))
            return CompiledIterator(slot: slot, source: source, through: through, span: iterator.source.span)
        }
    }

    // MARK: Unary tests

    mutating func membership(_ value: Expression, _ tests: [UnaryTest], _ span: Span) -> Node {
        let node = compile(value).node
        let mayHold = mayHoldOthers(value)
        return scoped { compiler -> Node in
            let slot = compiler.newSlot()
            compiler.bindings.append(.input(slot: slot))
            let any = compiler.anyOf(tests, slot, mayHold: mayHold)
            return { state in
                let value = node(&state)
                return state.truth(of: any, over: value, slot).value(value, .null, span)
            }
        }
    }

    /// Whether a value may be a list or a range, by what is known of its type: not where a record's member is neither.
    private func mayHoldOthers(_ value: Expression) -> Bool {
        switch value.kind {
        case .path(let base, _):
            // Of a list it is the list of members.
            guard case .object = staticType(base) else { return true }
        case .name: break
        default: return true
        }
        return switch staticType(value) {
        case .any, .list, .range: true
        default: false
        }
    }

    /// Whether one of the tests passes; no test at all passes.
    ///
    /// - Parameter mayHold: Whether the value tested may be a list or a range.
    mutating func anyOf(
        _ tests: [UnaryTest], _ slot: Int, mayHold: Bool = true
    ) -> @Sendable (inout EvaluationState) -> Truth {
        let compiled = tests.map { test($0, slot, mayHold) }
        if compiled.isEmpty { return { _ in Truth(.yes) } }
        if compiled.count == 1 { return compiled[0] }
        return { state in
            var result = Truth(.no)
            for test in compiled {
                result = Truth.or(result, test(&state))
                if result.set == .yes { break }
            }
            return result
        }
    }

    private mutating func test(
        _ test: UnaryTest, _ slot: Int, _ mayHold: Bool
    ) -> @Sendable (inout EvaluationState) -> Truth {
        let node = compile(test.operand).node
        let span = test.operand.span
        if let comparison = test.comparison {
            return { state in
                let operand = node(&state)
                guard state.allows(comparing: state.slots[slot], with: operand, at: span) else { return Truth(.null) }
                return LiftedComparison.compare(comparison, state.slots[slot], operand)
            }
        }
        if test.operand.mentionsInput {
            // An expression over `?`: true passes; a value that is no boolean is compared as usual.
            return { state in
                let value = node(&state)
                let truth = Truth(value)
                if truth.set.contains(.other) {
                    guard state.allows(comparing: state.slots[slot], with: value, at: span) else { return Truth(.null) }
                    let compared = Membership(mayHold: mayHold).test(state.slots[slot], in: value)
                    if truth.set == .other { return compared }
                    // It may also be a boolean, or a null, which are not compared.
                    return Truth(
                        truth.set.subtracting(.other).union(compared.set), truth.causes.union(compared.causes))
                }
                return truth
            }
        }
        return { state in
            let operand = node(&state)
            guard state.allows(comparing: state.slots[slot], with: operand, at: span) else { return Truth(.null) }
            return Membership(mayHold: mayHold).test(state.slots[slot], in: operand)
        }
    }
}

extension EvaluationState {
    /// The truth of tests over a value: one by one over a value that is among a few, since several
    /// tests read it.
    mutating func truth(
        of tests: @Sendable (inout EvaluationState) -> Truth, over value: Value, _ slot: Int
    ) -> Truth {
        guard case .unknown(let unknown) = value, case .values(let values) = unknown.domain else {
            slots[slot] = value
            return tests(&self)
        }
        var set: TruthSet = []
        var causes = unknown.causes
        for choice in values {
            slots[slot] = choice
            let truth = tests(&self)
            set.formUnion(truth.set)
            causes = causes.union(truth.causes)
        }
        slots[slot] = value
        return Truth(set, causes)
    }
}

extension Truth {
    /// The value of a test; a null says which comparison has no answer.
    fileprivate func value(_ left: Value, _ right: Value, _ span: Span?) -> Value {
        if set == .null {
            if left.hasReason { return left }
            if right.hasReason { return right }
            return .failure(
                ValueError.incomparable, fr: "ces valeurs ne se comparent pas", en: "these values cannot be compared",
                at: span)
        }
        return value
    }
}

extension Expression {
    /// The operand that a chain goes on from.
    fileprivate var leftOperand: Expression? {
        switch kind {
        case .path(let left, _), .filter(let left, _), .arithmetic(_, let left, _), .comparison(_, let left, _),
            .and(let left, _), .or(let left, _):
            left
        default: nil
        }
    }

    /// `[3]`, `[-1]`: an index, whatever the elements.
    var literalInteger: Value? {
        switch kind {
        case .number(let number): .number(number)
        case .negate(let operand):
            if case .number(let number) = operand.kind { .number(number.negated) } else { nil }
        default: nil
        }
    }

    func mentions(_ name: String) -> Bool {
        var found = false
        visit { part in
            if case .name(name) = part.kind { found = true }
        }
        return found
    }

    var mentionsInput: Bool {
        var found = false
        visit { part in
            if case .input = part.kind { found = true }
        }
        return found
    }
}

/// `e in v`: equality, or belonging to a range or to a list of either.
struct Membership {
    /// Whether a value of which nothing is known may be a list or a range.
    let mayHold: Bool

    func test(_ value: Value, in operand: Value) -> Truth {
        switch operand {
        case .range(let range):
            return test(value, in: range)
        case .list(let list): return test(value, in: list)
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values):
                // The choice of the operand is one choice: what each gives, together.
                let truths = values.map { test(value, in: $0) }
                let set = truths.reduce(into: TruthSet()) { $0.formUnion($1.set) }
                return Truth(set, truths.reduce(unknown.causes) { $0.union($1.causes) })
            case .any(let type) where type == nil || type == "list" || type == "range":
                return Truth(.ternary, unknown.causes.union(value.causes))
            default: return LiftedComparison.equality(value, operand)
            }
        default: return LiftedComparison.equality(value, operand)
        }
    }

    /// What is itself a range is in another when it is the same.
    private func test(_ value: Value, in range: RangeValue) -> Truth {
        if let truth = eachOf(value, { test($0, in: range) }) { return truth }
        let inside = LiftedComparison.membership(value, in: range)
        guard mayBe("range", value) else { return inside }
        let same = LiftedComparison.equality(value, .range(range))
        if case .range = value { return same }
        return Truth(same.set.union(inside.set), same.causes.union(inside.causes))
    }

    /// What is itself a list is also in another when it is the same.
    private func test(_ value: Value, in list: ListValue) -> Truth {
        if let truth = eachOf(value, { test($0, in: list) }) { return truth }
        var result = Truth(.no)
        for (index, item) in list.items.enumerated() {
            result = Truth.or(result, element(value, item).maybe(list.presence(index), absent: .no))
            if result.set == .yes { return result }
        }
        for rest in list.rest where rest.atMost != 0 {
            result = Truth.or(result, element(value, rest.element).maybe(rest.causes, absent: .no))
        }
        return mayBe("list", value) ? Truth.or(result, LiftedComparison.equality(value, .list(list))) : result
    }

    /// One by one over a value that is among a few, where one of these is a range or a list: what is asked of such a one
    /// is not what is asked of the others.
    private func eachOf(_ value: Value, _ test: (Value) -> Truth) -> Truth? {
        guard case .unknown(let unknown) = value, case .values(let values) = unknown.domain,
            values.contains(where: { mayBe("range", $0) || mayBe("list", $0) })
        else { return nil }
        let truths = values.map(test)
        return Truth(
            truths.reduce(into: TruthSet()) { $0.formUnion($1.set) },
            truths.reduce(unknown.causes) { $0.union($1.causes) })
    }

    /// Whether a value is, or may turn out to be, of one of the two types that hold others.
    private func mayBe(_ type: String, _ value: Value) -> Bool {
        switch value {
        case .range: return type == "range"
        case .list: return type == "list"
        case .unknown(let unknown):
            guard mayHold, case .any(let known) = unknown.domain else { return false }
            return known == nil || known == type
        default: return false
        }
    }

    /// A value that cannot be compared with an element is simply not that element, unless that is a range.
    private func element(_ value: Value, _ item: Value) -> Truth {
        let truth = test(value, in: item)
        guard truth.set.contains(.null) else { return truth }
        if case .range = item { return truth }
        if case .unknown(let unknown) = item, unknown.domain.mayHold("range") {
            return Truth(truth.set.union(.no), truth.causes)
        }
        return Truth(truth.set.subtracting(.null).union(.no), truth.causes)
    }
}
