public import Diagnostics

/// A FEEL expression as written, with the span of each part in the expression's own text.
///
/// A tree is always produced: what cannot be read becomes ``Kind/invalid`` and a diagnostic.
/// - Source: DMN 1.5, §10.3.1.2, grammar rules 1 to 65.
public struct Expression: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        case null
        case boolean(Bool)
        case number(Number)
        case string(String)
        /// `@"2026-06-15"`: the text between the quotes, unescaped.
        case temporal(String)
        /// A name resolved against the scope by longest match, white space normalised to one space.
        case name(String)
        /// `?`: the value a unary test is about.
        case input
        case list([Expression])
        case context([ContextEntry])
        /// `[1..10)`; a missing end comes from `(< 5)`, `(>= 3)`.
        case range(lower: Expression?, includesLower: Bool, upper: Expression?, includesUpper: Bool)
        case function(parameters: [Parameter], body: Expression, isExternal: Bool)
        case path(Expression, Name)
        case filter(Expression, predicate: Expression)
        case call(callee: Expression, arguments: [Argument])
        case negate(Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        case comparison(ComparisonOperator, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case between(Expression, lower: Expression, upper: Expression)
        case `in`(Expression, tests: [UnaryTest])
        case instanceOf(Expression, TypeExpression)
        case conditional(condition: Expression, then: Expression, otherwise: Expression)
        case forLoop([Iterator], return: Expression)
        case quantified(Quantifier, [Iterator], satisfies: Expression)
        case invalid
    }

    public var kind: Kind
    public var span: Span

    public init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}

/// A name with its place.
public struct Name: Hashable, Sendable {
    public var text: String
    public var span: Span

    public init(_ text: String, _ span: Span) {
        self.text = text
        self.span = span
    }
}

public struct ContextEntry: Hashable, Sendable {
    public var key: Name
    public var value: Expression

    public init(key: Name, value: Expression) {
        self.key = key
        self.value = value
    }
}

public struct Parameter: Hashable, Sendable {
    public var name: Name
    public var type: TypeExpression?

    public init(name: Name, type: TypeExpression?) {
        self.name = name
        self.type = type
    }
}

/// An argument; `name` is present in a named invocation, `substring(string: s, start position: 2)`.
public struct Argument: Hashable, Sendable {
    public var name: Name?
    public var value: Expression

    public init(name: Name?, value: Expression) {
        self.name = name
        self.value = value
    }
}

/// `x in e`; with `through`, `x in from..through`.
public struct Iterator: Hashable, Sendable {
    public var variable: Name
    public var source: Expression
    public var through: Expression?

    public init(variable: Name, source: Expression, through: Expression? = nil) {
        self.variable = variable
        self.source = source
        self.through = through
    }
}

public enum ArithmeticOperator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "**"
}

public enum ComparisonOperator: String, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

public enum Quantifier: String, Hashable, Sendable {
    case some, every
}

/// One test of `e in (…)` or of a decision-table cell: an operator with an end point (`< 10`), or
/// an expression, which is a range, a list, a value to equal, or a boolean over `?`.
public struct UnaryTest: Hashable, Sendable {
    public var comparison: ComparisonOperator?
    public var operand: Expression
    public var span: Span

    public init(comparison: ComparisonOperator?, operand: Expression, span: Span) {
        self.comparison = comparison
        self.operand = operand
        self.span = span
    }
}

/// A whole cell: `-`, a list of tests, or `not(…)` of one.
public struct UnaryTests: Hashable, Sendable {
    /// Empty for `-`: anything passes.
    public var tests: [UnaryTest]
    public var isNegated: Bool
    public var span: Span

    public init(tests: [UnaryTest], isNegated: Bool, span: Span) {
        self.tests = tests
        self.isNegated = isNegated
        self.span = span
    }
}

/// A type as written: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`,
/// `range<date>`, or a name declared elsewhere.
public struct TypeExpression: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        case named(String)
        case list(TypeExpression)
        case range(TypeExpression)
        case context([Field])
        case function(parameters: [TypeExpression], result: TypeExpression)
    }

    public struct Field: Hashable, Sendable {
        public var name: String
        public var type: TypeExpression

        public init(name: String, type: TypeExpression) {
            self.name = name
            self.type = type
        }
    }

    public var kind: Kind
    public var span: Span

    public init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
    }
}
