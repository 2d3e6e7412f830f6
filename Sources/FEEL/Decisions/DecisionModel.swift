/// A decision model of the DMN standard, as values: whatever file it came from was read elsewhere.
///
/// References between elements are `id`, or `namespace#id` for an element of an imported model.
/// - Source: DMN 1.5, §6.3.
public struct DecisionModel: Sendable {
    public struct Import: Sendable {
        /// The imported elements' names begin with it and a dot; empty for none.
        public var name: String
        public var namespace: String

        public init(name: String, namespace: String) {
            self.name = name
            self.namespace = namespace
        }
    }

    public struct InputData: Sendable {
        public var id: String
        public var name: String
        public var typeRef: String?

        public init(id: String, name: String, typeRef: String?) {
            self.id = id
            self.name = name
            self.typeRef = typeRef
        }
    }

    public struct Decision: Sendable {
        public var id: String
        public var name: String
        public var typeRef: String?
        /// References: to input data, to decisions, to knowledge models and services.
        public var requiredInputs: [String]
        public var requiredDecisions: [String]
        public var requiredKnowledge: [String]
        /// nil for a decision that a person takes, or nobody has described.
        public var logic: BoxedExpression?

        public init(
            id: String, name: String, typeRef: String? = nil, requiredInputs: [String] = [],
            requiredDecisions: [String] = [], requiredKnowledge: [String] = [], logic: BoxedExpression?
        ) {
            self.id = id
            self.name = name
            self.typeRef = typeRef
            self.requiredInputs = requiredInputs
            self.requiredDecisions = requiredDecisions
            self.requiredKnowledge = requiredKnowledge
            self.logic = logic
        }
    }

    /// A function that decisions call: a business knowledge model.
    public struct KnowledgeModel: Sendable {
        public var id: String
        public var name: String
        public var typeRef: String?
        public var requiredKnowledge: [String]
        /// A ``BoxedExpression/Kind/function(_:)``.
        public var logic: BoxedExpression?

        public init(
            id: String, name: String, typeRef: String?, requiredKnowledge: [String], logic: BoxedExpression?
        ) {
            self.id = id
            self.name = name
            self.typeRef = typeRef
            self.requiredKnowledge = requiredKnowledge
            self.logic = logic
        }
    }

    /// Decisions called together as a function.
    public struct Service: Sendable {
        public var id: String
        public var name: String
        /// Of its results, or of the function it is.
        public var typeRef: String?
        /// References; ``outputDecisions`` are what it answers.
        public var outputDecisions: [String]
        public var inputDecisions: [String]
        public var inputData: [String]

        public init(
            id: String, name: String, typeRef: String?, outputDecisions: [String], inputDecisions: [String],
            inputData: [String]
        ) {
            self.id = id
            self.name = name
            self.typeRef = typeRef
            self.outputDecisions = outputDecisions
            self.inputDecisions = inputDecisions
            self.inputData = inputData
        }
    }

    public var name: String
    /// Unique among the models that are linked together.
    public var namespace: String
    public var imports: [Import]
    public var itemDefinitions: [ItemDefinition]
    public var inputData: [InputData]
    public var decisions: [Decision]
    public var knowledgeModels: [KnowledgeModel]
    public var services: [Service]

    public init(
        name: String, namespace: String, imports: [Import] = [], itemDefinitions: [ItemDefinition] = [],
        inputData: [InputData] = [], decisions: [Decision] = [], knowledgeModels: [KnowledgeModel] = [],
        services: [Service] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.imports = imports
        self.itemDefinitions = itemDefinitions
        self.inputData = inputData
        self.decisions = decisions
        self.knowledgeModels = knowledgeModels
        self.services = services
    }
}

/// A type with a name of its own.
/// - Source: DMN 1.5, §7.3.2.
public struct ItemDefinition: Sendable {
    /// A function type.
    public struct Signature: Sendable {
        public var parameters: [TypedName]
        public var result: String?

        public init(parameters: [TypedName], result: String?) {
            self.parameters = parameters
            self.result = result
        }
    }

    public var name: String
    /// The type it narrows; nil when it has components or a signature.
    public var typeRef: String?
    /// Whether it is a list of what is described.
    public var isCollection: Bool
    /// Unary tests that a value, or each element of a collection, passes.
    public var allowedValues: String?
    /// Unary tests that the whole passes.
    public var typeConstraint: String?
    /// Entries of a context.
    public var components: [ItemDefinition]
    public var signature: Signature?

    public init(
        name: String, typeRef: String? = nil, isCollection: Bool = false, allowedValues: String? = nil,
        typeConstraint: String? = nil, components: [ItemDefinition] = [], signature: Signature? = nil
    ) {
        self.name = name
        self.typeRef = typeRef
        self.isCollection = isCollection
        self.allowedValues = allowedValues
        self.typeConstraint = typeConstraint
        self.components = components
        self.signature = signature
    }
}

/// A name with the type declared of it, if any.
public struct TypedName: Sendable, Hashable {
    public var name: String
    public var typeRef: String?

    public init(_ name: String, typeRef: String? = nil) {
        self.name = name
        self.typeRef = typeRef
    }
}
