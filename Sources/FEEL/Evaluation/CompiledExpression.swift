public import Diagnostics
import Synchronization

/// An expression that was parsed, checked and compiled: evaluated as often as wanted, over the
/// values of its scope's variables.
///
/// **Invariant:** evaluation is a pure function of the inputs, the budget, `today` and `now`; it
/// neither stops the program nor recurses deeper than the budget says.
///
/// **Invariant:** evaluation is sound: replace unknowns in the inputs by any value of their domains,
/// and open lists by any of their completions, and the result is one that this result may be
/// (``Value/mayBe(_:)``).
public final class CompiledExpression: Sendable {
    public let source: EmbeddedText
    public let tree: Expression
    public let type: FEELType
    let scope: Scope
    /// Whether the value of `?` comes after the scope's variables.
    let hasInput: Bool
    private let code: Code

    private struct Code: Sendable {
        let node: Node
        let frameSize: Int
        /// How deeply the parts are nested.
        let nesting: Int
    }

    private let inputCount: Int
    /// What the result is made into.
    private let wanted: RuntimeType?
    /// The same expression compiled so that every part tells the recorder; done when first asked for.
    private let recording: Recording

    private final class Recording: Sendable {
        private let make: @Sendable () -> Code
        private let made = Mutex<Code?>(nil)

        init(_ make: @escaping @Sendable () -> Code) { self.make = make }

        func callAsFunction() -> Code {
            if let code = made.withLock({ $0 }) { return code }
            let code = make()
            made.withLock { $0 = code }
            return code
        }
    }

    /// Parses, checks and compiles an expression.
    ///
    /// - Parameters:
    ///   - expecting: The type wanted of the result: it must be able to become that, and is made into
    ///   it (an element for a list of one, and the other way round).
    ///   - toleratesTypeErrors: Whether an expression that only the checker refuses is compiled all
    ///   the same, as the standard has it: what cannot succeed gives null when it runs.
    /// - Returns: nil when there are errors; diagnostics in the order of the text.
    public static func compile(
        _ text: EmbeddedText, scope: Scope, expecting: FEELType? = nil, toleratesTypeErrors: Bool = false
    ) -> (CompiledExpression?, [Diagnostic]) {
        let (tree, problems) = Parser.parseExpression(text, names: scope.names)
        if problems.hasErrors { return (nil, problems) }
        let (type, found) = Checker.check(tree, in: text, scope: scope, expecting: expecting)
        let diagnostics = (problems + found).inOrder()
        if diagnostics.hasErrors, !toleratesTypeErrors { return (nil, diagnostics) }
        let expression = CompiledExpression(
            text, tree, expecting ?? type, scope: scope, hasInput: false, wanted: expecting.map(RuntimeType.init))
        return (expression, diagnostics)
    }

    /// Parses, checks and compiles unary tests, `-`, `< 10, [20..30]`, `not("a")`, as a condition over
    /// the scope's variables and one more, the value of `?`.
    ///
    /// - Returns: nil when there are errors; diagnostics in the order of the text.
    public static func compileUnaryTests(
        _ text: EmbeddedText, inputType: FEELType, scope: Scope, toleratesTypeErrors: Bool = false
    ) -> (CompiledExpression?, [Diagnostic]) {
        let (tests, problems) = Parser.parseUnaryTests(text, names: scope.names)
        if problems.hasErrors { return (nil, problems) }
        let (_, found) = Checker.check(tests, in: text, scope: scope, input: inputType)
        let diagnostics = (problems + found).inOrder()
        if diagnostics.hasErrors, !toleratesTypeErrors { return (nil, diagnostics) }
        let expression = CompiledExpression(
            text, tests.condition, .boolean, scope: scope, hasInput: true, wanted: nil)
        return (expression, diagnostics)
    }

    /// The expression with another tree, compiled for the same variables and the same wanted type.
    ///
    /// - Parameter tree: Made from this one's; it is not checked again, and what cannot succeed in it
    ///   gives null when it runs.
    public func replacing(_ tree: Expression) -> CompiledExpression {
        CompiledExpression(source, tree, type, scope: scope, hasInput: hasInput, wanted: wanted)
    }

    /// Compiles a tree that was put together rather than read.
    convenience init(_ tree: Expression, from source: EmbeddedText, scope: Scope) {
        self.init(source, tree, .any, scope: scope, hasInput: false, wanted: nil)
    }

    private init(
        _ source: EmbeddedText, _ tree: Expression, _ type: FEELType, scope: Scope, hasInput: Bool, wanted: RuntimeType?
    ) {
        self.source = source
        self.tree = tree
        self.type = type
        self.scope = scope
        self.hasInput = hasInput
        let compile: @Sendable (Bool) -> Code = { isRecording in
            var compiler = Compiler(scope: scope, hasInput: hasInput, isRecording: isRecording)
            let node = compiler.compile(tree).node
            let code = Code(node: node, frameSize: compiler.frameSize, nesting: compiler.deepest)
            guard let wanted else { return code }
            let span = tree.span
            return Code(
                node: { state in
                    let value = node(&state)
                    return wanted.conform(value)
                        ?? .expected("une valeur d'un autre type", "a value of another type", got: value, span)
                }, frameSize: code.frameSize, nesting: code.nesting)
        }
        code = compile(false)
        inputCount = scope.variables.count + (hasInput ? 1 : 0)
        self.wanted = wanted
        recording = Recording { compile(true) }
    }

    /// Evaluates over the variables' values.
    ///
    /// - Parameter inputs: One for each variable of the scope, in its order (for unary tests, the
    ///   value of `?` last); a missing one is a null.
    /// - Returns: The value; a null with code V900 when the budget is spent, or an unknown when it
    ///   is spent following several ways that unknown values leave open.
    public func evaluate(_ inputs: [Value], options: EvaluationOptions = EvaluationOptions()) -> Value {
        let code = options.recorder == nil ? code : recording()
        var state = EvaluationState(slots: frame(inputs, code), options: options)
        state.depth = code.nesting
        let result = code.node(&state)
        return state.answerWhenExhausted ?? result
    }

    /// Evaluates as a part of another evaluation, whose budget and recorder it uses.
    func evaluate(_ inputs: [Value], in state: inout EvaluationState) -> Value {
        let code = state.options.recorder == nil ? code : recording()
        // As deep again for what stands between two expressions: a table, a service.
        let weight = code.nesting + 4
        guard state.depth + weight <= state.options.budget.depth else {
            state.exhaust(.depth, at: tree.span)
            return .null
        }
        var frame = frame(inputs, code)
        swap(&state.slots, &frame)
        state.depth += weight
        let result = code.node(&state)
        state.depth -= weight
        swap(&state.slots, &frame)
        return result
    }

    private func frame(_ inputs: [Value], _ code: Code) -> [Value] {
        // The usual case: as many values as wanted, and no names of the expression's own.
        if inputs.count == inputCount, inputCount == code.frameSize { return inputs }
        var slots = inputs.count > inputCount ? Array(inputs.prefix(inputCount)) : inputs
        slots.reserveCapacity(code.frameSize)
        while slots.count < code.frameSize { slots.append(.null) }
        return slots
    }
}

extension Scope {
    /// The names that the parser looks for, those of members with symbols included.
    fileprivate var names: NameScope {
        nameCache.value {
            var kinds: Set<String> = []
            var fields: Set<String> = []
            for variable in variables { variable.type.collectMembers(&kinds, &fields) }
            let roots = MemberCache.Roots(kinds: kinds.sorted(), fields: fields.sorted())
            return NameScope(variables.map(\.name), members: memberCache.value(roots) { memberNames(from: roots) })
        }
    }

    /// The names of the members that things of some kinds, and theirs, may have; and of fields.
    private func memberNames(from roots: MemberCache.Roots) -> NameTrie {
        var names = Set(roots.fields)
        var kinds = Set(roots.kinds)
        var pending = roots.kinds
        while let kind = pending.popLast() {
            var found: Set<String> = []
            for name in types.memberNames(of: kind) {
                names.insert(name)
                types.memberType(name, of: kind)?.collectMembers(&found, &names)
            }
            for kind in found where kinds.insert(kind).inserted { pending.append(kind) }
        }
        return NameTrie(names.sorted())
    }
}

extension FEELType {
    /// The kinds of things that a value of the type may hold, and the fields of its contexts.
    fileprivate func collectMembers(_ kinds: inout Set<String>, _ fields: inout Set<String>) {
        switch self {
        case .list(let element), .range(let element): element.collectMembers(&kinds, &fields)
        case .context(let members):
            for (name, type) in members {
                fields.insert(name)
                type.collectMembers(&kinds, &fields)
            }
        case .function(_, let result): result.collectMembers(&kinds, &fields)
        case .object(let kind): kinds.insert(kind)
        default: break
        }
    }
}

extension UnaryTests {
    /// The tests as a condition over `?`.
    fileprivate var condition: Expression {
        if tests.isEmpty { return Expression(.boolean(true), span) }
        let passes = Expression(.in(Expression(.input, span), tests: tests), span)
        if !isNegated { return passes }
        let not = Expression(.name("not"), span)
        return Expression(.call(callee: not, arguments: [Argument(name: nil, value: passes)]), span)
    }
}
