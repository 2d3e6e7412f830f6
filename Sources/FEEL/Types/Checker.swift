public import Diagnostics

/// Finds the type of an expression, and what in it is certainly wrong.
///
/// A name, a member or a function that does not exist is reported with the nearest that does. An
/// operation is reported when no values of its operands' types could make it succeed; where a value
/// may be of several types, or null, nothing is said.
public struct Checker {
    /// Checks an expression.
    /// - Parameters:
    ///   - text: What the expression was read from, for the places of diagnostics.
    ///   - expecting: A type that the result must be able to become.
    /// - Returns: The type of the result, and what is wrong, in the order of the text.
    public static func check(
        _ expression: Expression, in text: EmbeddedText, scope: Scope, expecting: FEELType? = nil
    ) -> (FEELType, [Diagnostic]) {
        var checker = Checker(text, scope)
        let type = checker.type(of: expression)
        if let expecting, !type.mayBecome(expecting) {
            checker.report(.unexpectedType(type, expected: expecting), at: expression.span)
        }
        return (type, checker.diagnostics.inOrder())
    }

    /// Checks the cell of a decision table, or another set of unary tests.
    /// - Parameters:
    ///   - input: The type of the value under test, `?`.
    /// - Returns: `boolean`, and what is wrong, in the order of the text.
    public static func check(
        _ tests: UnaryTests, in text: EmbeddedText, scope: Scope, input: FEELType
    ) -> (FEELType, [Diagnostic]) {
        var checker = Checker(text, scope)
        checker.input = input
        for test in tests.tests { checker.check(test, of: input) }
        return (.boolean, checker.diagnostics.inOrder())
    }

    let text: EmbeddedText
    let types: any TypeEnvironment
    var diagnostics: [Diagnostic] = []
    /// The type of `?`.
    var input = FEELType.any
    /// Names in sight and their types, the innermost last.
    var frames: [Frame]

    struct Frame {
        var types: [String: FEELType]
        /// The value whose members are in sight: the element of a filter.
        var element: FEELType?
    }

    private init(_ text: EmbeddedText, _ scope: Scope) {
        self.text = text
        types = scope.types
        let variables = scope.variables.map { ($0.name, $0.type) }
        frames = [Frame(types: Dictionary(variables, uniquingKeysWith: { $1 }))]
    }

    mutating func report(_ problem: TypeProblem, at span: Span) {
        diagnostics.append(
            Diagnostic(problem.code, problem.severity, problem.headline, at: text.location(span), help: problem.help))
    }

    // MARK: Expressions

    mutating func type(of expression: Expression) -> FEELType {
        switch expression.kind {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .temporal(let text): temporal(text, expression.span)
        case .name(let name): self.name(name, expression.span)
        case .input: input
        case .invalid: .any
        case .list(let items): .list(items.reduce(.null) { $0.union(type(of: $1)) })
        case .context(let entries): context(entries)
        case .range(let lower, _, let upper, _): range(lower, upper, expression.span)
        case .function(let parameters, let body, let isExternal): function(parameters, body, isExternal)
        case .path(let base, let name): member(name, of: type(of: base))
        case .filter(let base, let predicate): filter(base, predicate)
        case .call(let callee, let arguments): call(callee, arguments, expression.span)
        case .negate(let operand): negation(operand)
        case .arithmetic(let name, let left, let right): arithmetic(name, left, right, expression.span)
        case .comparison(let name, let left, let right): comparison(name, left, right)
        case .and(let left, let right): logical("and", left, right)
        case .or(let left, let right): logical("or", left, right)
        case .between(let value, let lower, let upper): between(value, lower, upper)
        case .in(let value, let tests): membership(value, tests)
        case .instanceOf(let value, let type): instance(value, type)
        case .conditional(let condition, let then, let otherwise): conditional(condition, then, otherwise)
        case .forLoop(let iterators, let result): forLoop(iterators, result)
        case .quantified(let quantifier, let iterators, let condition): quantified(quantifier, iterators, condition)
        }
    }

    private mutating func context(_ entries: [ContextEntry]) -> FEELType {
        frames.append(Frame(types: [:]))
        defer { frames.removeLast() }
        for entry in entries {
            let type = type(of: entry.value)
            frames[frames.count - 1].types[entry.key.text] = type
        }
        return .context(frames[frames.count - 1].types)
    }

    private mutating func function(_ parameters: [Parameter], _ body: Expression, _ isExternal: Bool) -> FEELType {
        let given = parameters.map { $0.type.map { self.type($0) } ?? .any }
        return function(parameters, given, body, isExternal)
    }

    /// A function whose parameters have types that the place where it stands gives them.
    mutating func function(
        _ parameters: [Parameter], _ given: [FEELType], _ body: Expression, _ isExternal: Bool
    ) -> FEELType {
        if isExternal { return .function(parameters: given, result: .any) }
        let types = Dictionary(zip(parameters.map(\.name.text), given), uniquingKeysWith: { $1 })
        frames.append(Frame(types: types))
        defer { frames.removeLast() }
        return .function(parameters: given, result: type(of: body))
    }

    private mutating func conditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression
    ) -> FEELType {
        let type = type(of: condition)
        if !type.mayBecome(.boolean) { report(.condition("if", type), at: condition.span) }
        return self.type(of: then).union(self.type(of: otherwise))
    }

    private mutating func forLoop(_ iterators: [Iterator], _ result: Expression) -> FEELType {
        let depth = frames.count
        bind(iterators)
        frames.append(Frame(types: ["partial": .list(.any)]))
        defer { frames.removeSubrange(depth...) }
        return .list(type(of: result))
    }

    private mutating func quantified(
        _ quantifier: Quantifier, _ iterators: [Iterator], _ condition: Expression
    ) -> FEELType {
        let depth = frames.count
        bind(iterators)
        defer { frames.removeSubrange(depth...) }
        let type = type(of: condition)
        if !type.mayBecome(.boolean) { report(.condition(quantifier.rawValue, type), at: condition.span) }
        return .boolean
    }

    /// Each variable in a frame of its own, in sight of the iterators after it.
    private mutating func bind(_ iterators: [Iterator]) {
        for iterator in iterators {
            let type = element(of: iterator)
            frames.append(Frame(types: [iterator.variable.text: type]))
        }
    }

    private mutating func element(of iterator: Iterator) -> FEELType {
        let source = type(of: iterator.source)
        if let through = iterator.through {
            let type = source.union(self.type(of: through))
            return iterated(type, iterator.source.span.union(through.span))
        }
        switch source {
        case .list(.range(let bound)): return iterated(bound, iterator.source.span, orElse: .range(bound))
        case .list(let element): return element == .null ? .any : element
        case .range(let bound): return iterated(bound, iterator.source.span)
        default: return source
        }
    }

    /// A list of one range stands for the range.
    private mutating func iterated(_ bound: FEELType, _ span: Span, orElse type: FEELType? = nil) -> FEELType {
        switch bound {
        case .any, .null, .number, .date: return type == nil ? bound : .any
        default:
            report(.iteration(bound), at: span)
            return .any
        }
    }

    private mutating func instance(_ value: Expression, _ type: TypeExpression) -> FEELType {
        _ = self.type(of: value)
        _ = self.type(type)
        return .boolean
    }

    // MARK: Types as written

    mutating func type(_ written: TypeExpression) -> FEELType {
        switch written.kind {
        case .named(let name):
            if let type = types.type(named: name) ?? FEELType(standardName: name) { return type }
            if !name.isEmpty {
                report(
                    .unknownType(name, nearest: NearestName.nearest(to: name, among: Checker.typeNames)),
                    at: written.span)
            }
            return .any
        case .list(let element): return .list(type(element))
        case .range(let bound): return .range(type(bound))
        case .context(let fields):
            return .context(Dictionary(fields.map { ($0.name, type($0.type)) }, uniquingKeysWith: { $1 }))
        case .function(let parameters, let result):
            return .function(parameters: parameters.map { type($0) }, result: type(result))
        }
    }

    private static let typeNames = [
        "Any", "boolean", "number", "string", "date", "time", "date and time", "days and time duration",
        "years and months duration", "list", "range", "context", "function",
    ]

    // MARK: Literals

    private mutating func temporal(_ text: String, _ span: Span) -> FEELType {
        if let type = FEELType(temporal: text) { return type }
        report(.notTemporal(text), at: span)
        return .any
    }
}

extension FEELType {
    /// The type of the value that a temporal literal's text says, if any.
    init?(temporal text: String) {
        if CalendarDate(text) != nil {
            self = .date
        } else if DateAndTime(text) != nil {
            self = .dateTime
        } else if TimeOfDay(text) != nil {
            self = .time
        } else if DaysDuration(text) != nil {
            self = .daysDuration
        } else if MonthsDuration(text) != nil {
            self = .monthsDuration
        } else {
            return nil
        }
    }
}
