import Diagnostics

/// What a condition compares `?` with, where comparing it with constants is all that the condition does.
///
/// Between two of these values that follow each other the condition does not change: its truth over one
/// value tells its truth over all.
struct ConditionCuts {
    /// Why a condition cannot be analysed: the part of it that depends on something else.
    struct Obstacle: Error {
        enum Reason: Hashable, Sendable {
            /// Another input, or a variable.
            case reads(String)
            /// `?` inside something else than a comparison with a constant.
            case computes
            /// `today()`, `now()`: the moment decides.
            case moment
        }

        var reason: Reason
        /// In the condition's own text.
        var span: Span
    }

    /// Numbers, strings, dates… in no order, perhaps several times.
    private(set) var values: [Value] = []
    /// Whether strings are put in order, not only compared for equality.
    private(set) var ordersStrings = false
    /// Names that hide those of built-in functions.
    private let variables: Set<String>

    init(variables: [Scope.Variable]) {
        self.variables = Set(variables.map(\.name))
    }

    mutating func add(condition: Expression) throws(Obstacle) {
        switch condition.kind {
        case .boolean, .null, .input: return
        case .and(let left, let right), .or(let left, let right):
            try add(condition: left)
            try add(condition: right)
        case .comparison(let comparison, let left, let right):
            let isOrdering = comparison != .equal && comparison != .notEqual
            try add(operand: left, isOrdering)
            try add(operand: right, isOrdering)
        case .between(let value, let lower, let upper):
            for part in [value, lower, upper] { try add(operand: part, true) }
        case .in(let value, let tests):
            // Tests of another value would be about that one.
            guard case .input = value.kind else { throw Obstacle(reason: .computes, span: value.span) }
            for test in tests { try add(test) }
        case .instanceOf(let value, _):
            guard case .input = value.kind else { throw Obstacle(reason: .computes, span: value.span) }
        case .call(let callee, let arguments):
            guard case .name("not") = callee.kind, arguments.count == 1, !variables.contains("not") else {
                try refuse(condition)
            }
            try add(condition: arguments[0].value)
        default: try refuse(condition)
        }
    }

    private mutating func add(_ test: UnaryTest) throws(Obstacle) {
        if let comparison = test.comparison {
            try add(operand: test.operand, comparison != .equal && comparison != .notEqual)
        } else if test.operand.mentionsInput {
            try add(condition: test.operand)
        } else {
            try add(operand: test.operand, false)
        }
    }

    /// `?` itself, or a constant.
    private mutating func add(operand: Expression, _ isOrdering: Bool) throws(Obstacle) {
        if case .input = operand.kind { return }
        add(try constant(operand), isOrdering)
    }

    private mutating func add(_ value: Value, _ isOrdering: Bool) {
        switch value {
        case .string:
            if isOrdering { ordersStrings = true }
            values.append(value)
        case .boolean, .number, .date, .time, .dateTime, .daysDuration, .monthsDuration: values.append(value)
        case .range(let range):
            if let lower = range.lower { add(lower, true) }
            if let upper = range.upper { add(upper, true) }
        case .list(let list):
            for item in list.items { add(item, isOrdering) }
        // Nothing that an input of a simple type can be equal to or ordered with.
        case .null, .context, .function, .object, .unknown: return
        }
    }

    // MARK: Constants

    /// The value of an expression that reads nothing.
    func constant(_ expression: Expression) throws(Obstacle) -> Value {
        try requireConstant(expression)
        let expression = CompiledExpression(
            expression, from: EmbeddedText(standalone: ""), scope: .empty)
        return expression.evaluate([])
    }

    private func requireConstant(_ expression: Expression) throws(Obstacle) {
        switch expression.kind {
        case .null, .boolean, .number, .string, .temporal: return
        case .list, .range, .negate, .arithmetic, .context:
            for part in expression.parts { try requireConstant(part) }
        case .call(let callee, let arguments):
            guard case .name(let name) = callee.kind, !variables.contains(name), BuiltinInvocation.named(name) != nil
            else { try refuse(callee) }
            if name == "today" || name == "now" { throw Obstacle(reason: .moment, span: expression.span) }
            for argument in arguments { try requireConstant(argument.value) }
        default: try refuse(expression)
        }
    }

    /// Names the first thing read, as narrowly as possible.
    private func refuse(_ expression: Expression) throws(Obstacle) -> Never {
        var read: (name: String, span: Span)?
        var moment: Span?
        expression.visit { part in
            guard case .name(let name) = part.kind else { return }
            if name == "today" || name == "now", !variables.contains(name) {
                moment = moment ?? part.span
            } else if read == nil, variables.contains(name) || BuiltinInvocation.named(name) == nil, name != "not" {
                read = (name, part.span)
            }
        }
        if let read { throw Obstacle(reason: .reads(read.name), span: read.span) }
        if let moment { throw Obstacle(reason: .moment, span: moment) }
        throw Obstacle(reason: .computes, span: expression.span)
    }
}
