import Diagnostics

/// Turns a checked tree into closures: names become slots, literals become values.
///
/// **Invariant:** a compiled part leaves every slot it does not own as it found it, and the depth of
/// the native stack it needs is bounded by the nesting it was compiled with.
struct Compiler {
    /// What a name may stand for, innermost last.
    enum Binding {
        case variable(String, slot: Int, FEELType)
        /// The element a filter tests: `item`, and its members by their own names.
        case element(slot: Int, FEELType)
        /// `?`
        case input(slot: Int)
    }

    /// A compiled part; the value when it is always the same.
    struct Part {
        var node: Node
        var constant: Value?

        init(_ node: @escaping Node) {
            self.node = node
        }

        init(constant: Value) {
            self.constant = constant
            self.node = { _ in constant }
        }
    }

    let types: any TypeEnvironment
    /// Whether every part tells the recorder its value.
    let isRecording: Bool
    var bindings: [Binding]
    /// The first slot that is not an input.
    private let firstOwn: Int
    var nextSlot: Int
    /// Slots the whole expression needs.
    var frameSize: Int
    var nesting = 0
    var deepest = 0

    init(scope: Scope, hasInput: Bool, isRecording: Bool) {
        types = scope.types
        self.isRecording = isRecording
        bindings = scope.variables.enumerated().map { .variable($1.name, slot: $0, $1.type) }
        nextSlot = scope.variables.count
        if hasInput {
            bindings.append(.input(slot: nextSlot))
            nextSlot += 1
        }
        frameSize = nextSlot
        firstOwn = nextSlot
    }

    mutating func compile(_ expression: Expression) -> Part {
        nesting += 1
        deepest = max(deepest, nesting)
        defer { nesting -= 1 }
        let part = compileKind(expression)
        return isRecording ? Part(recorded(expression, part.node)) : part
    }

    /// The same part, telling the recorder what it gives.
    func recorded(_ expression: Expression, _ node: @escaping Node) -> Node {
        { state in
            let value = node(&state)
            state.options.recorder?.record(expression, value)
            return value
        }
    }

    mutating func newSlot() -> Int {
        nextSlot += 1
        frameSize = max(frameSize, nextSlot)
        return nextSlot - 1
    }

    /// Compiles with more names in sight, and forgets them and their slots afterwards.
    mutating func scoped<Result>(_ body: (inout Compiler) -> Result) -> Result {
        let bindings = bindings
        let slot = nextSlot
        let result = body(&self)
        self.bindings = bindings
        nextSlot = slot
        return result
    }

    private mutating func compileKind(_ expression: Expression) -> Part {
        let span = expression.span
        switch expression.kind {
        case .null: return Part(constant: .null)
        case .boolean(let truth): return Part(constant: .boolean(truth))
        case .number(let number): return Part(constant: .number(number))
        case .string(let text): return Part(constant: .string(text))
        case .temporal(let text): return Part(constant: Value(temporal: text, span))
        case .name(let name): return Part(resolve(name, span))
        case .input: return Part(inputNode(span))
        case .list(let items): return list(items, span)
        case .context(let entries): return context(entries, span)
        case .range(let lower, let includesLower, let upper, let includesUpper):
            return range(lower, includesLower, upper, includesUpper)
        case .function(let parameters, let body, let isExternal):
            if isExternal {
                return Part(
                    constant: .unsupported(
                        "une fonction externe ne s'exécute pas ici", "an external function does not run here", span))
            }
            return Part(function(parameters, body, name: nil, span))
        case .path, .filter, .arithmetic, .comparison, .and, .or: return spine(expression)
        case .call(let callee, let arguments): return Part(call(callee, arguments, span))
        case .negate(let operand): return negate(operand, span)
        case .between(let value, let lower, let upper): return between(value, lower, upper, span)
        case .in(let value, let tests): return Part(membership(value, tests, span))
        case .instanceOf(let value, let type): return instanceOf(value, type, span)
        case .conditional(let condition, let then, let otherwise):
            return Part(conditional(condition, then, otherwise, span))
        case .forLoop(let iterators, let result): return Part(forLoop(iterators, result, span))
        case .quantified(let quantifier, let iterators, let condition):
            return Part(quantified(quantifier, iterators, condition, span))
        case .invalid:
            return Part(constant: .unsupported("l'expression est illisible", "the expression cannot be read", span))
        }
    }

    // MARK: Names

    func resolve(_ name: String, _ span: Span) -> Node {
        var elements: [Int] = []
        for binding in bindings.reversed() {
            switch binding {
            case .variable(let own, let slot, _) where own == name:
                return lookup(name, elements, otherwise: { $0.slots[slot] })
            case .element(let slot, let type):
                switch memberType(name, of: type) {
                case .found: return lookup(name, elements, otherwise: { $0.member(name, of: $0.slots[slot], at: span) })
                case .perhaps: elements.append(slot)
                case .absent: break
                }
                if name == "item" { return lookup(name, elements, otherwise: { $0.slots[slot] }) }
            default: break
            }
        }
        if let builtin = BuiltinInvocation.named(name) {
            let function = Value.function(BuiltinInvocation(builtin).function)
            return lookup(name, elements, otherwise: { _ in function })
        }
        return lookup(name, elements, otherwise: { _ in .unresolved(name, span) })
    }

    /// A name that may be a member of the elements being tested, innermost first.
    private func lookup(_ name: String, _ elements: [Int], otherwise: @escaping Node) -> Node {
        if elements.isEmpty { return otherwise }
        if elements.count == 1 {
            let slot = elements[0]
            return { state in
                state.implicitMember(name, of: state.slots[slot]) ?? otherwise(&state)
            }
        }
        return { state in
            for slot in elements {
                if let value = state.implicitMember(name, of: state.slots[slot]) { return value }
            }
            return otherwise(&state)
        }
    }

    private func inputNode(_ span: Span) -> Node {
        for case .input(let slot) in bindings.reversed() { return { $0.slots[slot] } }
        return { _ in .unresolved("?", span) }
    }

    // MARK: Values of several parts

    private mutating func list(_ items: [Expression], _ span: Span) -> Part {
        let parts = items.map { compile($0) }
        let constants = parts.compactMap(\.constant)
        if constants.count == parts.count { return Part(constant: .list(ListValue(constants))) }
        let nodes = parts.map(\.node)
        return Part { state in
            var values: [Value] = []
            values.reserveCapacity(nodes.count)
            for node in nodes { values.append(node(&state)) }
            return state.made(.list(ListValue(values)), at: span)
        }
    }

    private mutating func context(_ entries: [ContextEntry], _ span: Span) -> Part {
        var keys: Set<String> = []
        for entry in entries where !keys.insert(entry.key.text).inserted {
            return Part(constant: .repeatedKey(entry.key.text, entry.key.span))
        }
        let compiled = scoped { compiler in
            entries.map { entry -> (key: String, slot: Int, node: Node) in
                let slot = compiler.newSlot()
                let node: Node
                if case .function(let parameters, let body, isExternal: false) = entry.value.kind {
                    let function = compiler.function(parameters, body, name: entry.key.text, entry.value.span)
                    node = compiler.isRecording ? compiler.recorded(entry.value, function) : function
                } else {
                    node = compiler.compile(entry.value).node
                }
                let type = compiler.staticType(entry.value)
                compiler.bindings.append(.variable(entry.key.text, slot: slot, type))
                return (entry.key.text, slot, node)
            }
        }
        return Part { state in
            var entries: [ContextValue.Entry] = []
            entries.reserveCapacity(compiled.count)
            for entry in compiled {
                let value = entry.node(&state)
                state.slots[entry.slot] = value
                entries.append(.init(entry.key, value))
            }
            return state.made(.context(ContextValue(distinct: entries)), at: span)
        }
    }

    private mutating func range(
        _ lower: Expression?, _ includesLower: Bool, _ upper: Expression?, _ includesUpper: Bool
    ) -> Part {
        let low = lower.map { compile($0) }
        let high = upper.map { compile($0) }
        // `(= 5)`: one text stands for both ends.
        let isPoint = lower != nil && lower?.span == upper?.span
        let make = { @Sendable (low: Value?, high: Value?) in
            Value.range(
                RangeValue(
                    lower: low, includesLower: includesLower, upper: high, includesUpper: includesUpper,
                    isPoint: isPoint))
        }
        if (low == nil || low?.constant != nil) && (high == nil || high?.constant != nil) {
            return Part(constant: make(low?.constant, high?.constant))
        }
        let lowNode = low?.node
        let highNode = high?.node
        return Part { state in make(lowNode?(&state), highNode?(&state)) }
    }

    mutating func function(_ parameters: [Parameter], _ body: Expression, name: String?, _ span: Span) -> Node {
        let outer = (nesting, deepest)
        nesting = 0
        deepest = 0
        let (slots, node) = scoped { compiler -> ([Int], Node) in
            var slots: [Int] = []
            for parameter in parameters {
                let slot = compiler.newSlot()
                slots.append(slot)
                compiler.bindings.append(.variable(parameter.name.text, slot: slot, .any))
            }
            return (slots, compiler.compile(body).node)
        }
        let weight = deepest + 2
        (nesting, deepest) = outer
        let parameterTypes = parameters.map { $0.type.map { RuntimeType($0, types: types) } }
        let names = parameters.map(\.name.text)
        // In a loop that reads what it gave before, a function may see one that sees another.
        let seesEarlier = bindings.contains { if case .variable("partial", _, _) = $0 { true } else { false } }
        let firstOwn = firstOwn
        return { state in
            var depth = 1
            if seesEarlier {
                guard let seen = state.depth(of: state.slots[firstOwn...], at: span) else { return .null }
                depth += seen
            }
            let user = UserFunction(
                captured: state.slots, parameterSlots: slots, parameterTypes: parameterTypes,
                nesting: weight, code: node)
            return .function(FunctionValue(name: name, parameters: names, user: user, depth: depth))
        }
    }
}

extension ContextValue {
    /// - Precondition: No two entries have the same key.
    init(distinct entries: [Entry]) {
        self.init(unchecked: entries)
    }
}

extension Value {
    /// `@"…"`: a date, a time, a date and time or a duration.
    init(temporal text: String, _ span: Span?) {
        if let date = CalendarDate(text) {
            self = .date(date)
        } else if let moment = DateAndTime(text) {
            self = .dateTime(moment)
        } else if let time = TimeOfDay(text) {
            self = .time(time)
        } else if let duration = DaysDuration(text) {
            self = .daysDuration(duration)
        } else if let duration = MonthsDuration(text) {
            self = .monthsDuration(duration)
        } else {
            self = .failure(
                ValueError.text, fr: "« \(text) » n'est ni une date, ni une heure, ni une durée",
                en: "'\(text)' is no date, time or duration", at: span)
        }
    }
}
