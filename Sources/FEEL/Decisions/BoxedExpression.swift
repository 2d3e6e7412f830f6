/// The logic of a decision, as the boxes that DMN draws; texts inside are FEEL.
/// - Source: DMN 1.5, §8 (decision tables), §10.2.
public struct BoxedExpression: Sendable {
    public indirect enum Kind: Sendable {
        case literal(String)
        case table(DecisionTable)
        /// Each entry sees those before it; with a `result`, that is the value and not the context.
        case context([Entry], result: BoxedExpression?)
        case invocation(function: BoxedExpression, bindings: [Entry])
        /// A list of contexts: as many expressions in a row as there are columns.
        case relation(columns: [TypedName], rows: [[BoxedExpression]])
        case list([BoxedExpression])
        case function(Function)
        case forLoop(variable: String, in: BoxedExpression, result: BoxedExpression)
        case quantified(Quantifier, variable: String, in: BoxedExpression, satisfies: BoxedExpression)
        /// `match` sees the element as `item`; as a text, its members too.
        case filter(in: BoxedExpression, match: BoxedExpression)
        case conditional(condition: BoxedExpression, then: BoxedExpression, otherwise: BoxedExpression)
    }

    public struct Entry: Sendable {
        public var name: TypedName
        public var value: BoxedExpression

        public init(_ name: TypedName, _ value: BoxedExpression) {
            self.name = name
            self.value = value
        }
    }

    public struct Function: Sendable {
        public enum Language: Sendable, Hashable {
            case feel
            /// Java or PMML: it does not run here.
            case external(String)
        }

        public var language: Language
        public var parameters: [TypedName]
        public var body: BoxedExpression

        public init(language: Language = .feel, parameters: [TypedName], body: BoxedExpression) {
            self.language = language
            self.parameters = parameters
            self.body = body
        }
    }

    public var kind: Kind
    /// The type that the value is made into.
    public var typeRef: String?

    public init(_ kind: Kind, typeRef: String? = nil) {
        self.kind = kind
        self.typeRef = typeRef
    }
}

/// Rules in rows: conditions on inputs, and outputs.
/// - Source: DMN 1.5, §8.
public struct DecisionTable: Sendable {
    /// What several matching rules mean.
    public enum HitPolicy: String, Sendable, Hashable, CaseIterable {
        /// At most one rule matches.
        case unique = "UNIQUE"
        /// Those that match have the same outputs.
        case any = "ANY"
        /// The one whose outputs come first in the allowed values.
        case priority = "PRIORITY"
        /// The first in the order of the rules.
        case first = "FIRST"
        /// All of them, in the order of the rules.
        case ruleOrder = "RULE ORDER"
        /// All of them, in the order of the outputs' allowed values.
        case outputOrder = "OUTPUT ORDER"
        /// All of them, or an aggregate.
        case collect = "COLLECT"
    }

    public enum Aggregation: String, Sendable, Hashable, CaseIterable {
        case sum = "SUM"
        case count = "COUNT"
        case min = "MIN"
        case max = "MAX"
    }

    public struct Input: Sendable {
        public var expression: String
        public var typeRef: String?
        /// Unary tests that the value passes.
        public var allowedValues: String?

        public init(expression: String, typeRef: String? = nil, allowedValues: String? = nil) {
            self.expression = expression
            self.typeRef = typeRef
            self.allowedValues = allowedValues
        }
    }

    public struct Output: Sendable {
        /// nil in a table with one output.
        public var name: String?
        public var typeRef: String?
        /// FEEL expressions, the most important first.
        public var allowedValues: String?
        /// A FEEL expression: the value when no rule matches.
        public var defaultValue: String?

        public init(
            name: String? = nil, typeRef: String? = nil, allowedValues: String? = nil, defaultValue: String? = nil
        ) {
            self.name = name
            self.typeRef = typeRef
            self.allowedValues = allowedValues
            self.defaultValue = defaultValue
        }
    }

    public struct Rule: Sendable {
        /// Unary tests, one for each input.
        public var conditions: [String]
        /// FEEL expressions, one for each output.
        public var outputs: [String]

        public init(conditions: [String], outputs: [String]) {
            self.conditions = conditions
            self.outputs = outputs
        }
    }

    public var hitPolicy: HitPolicy
    public var aggregation: Aggregation?
    public var inputs: [Input]
    public var outputs: [Output]
    public var rules: [Rule]

    public init(
        hitPolicy: HitPolicy = .unique, aggregation: Aggregation? = nil, inputs: [Input], outputs: [Output],
        rules: [Rule]
    ) {
        self.hitPolicy = hitPolicy
        self.aggregation = aggregation
        self.inputs = inputs
        self.outputs = outputs
        self.rules = rules
    }
}
