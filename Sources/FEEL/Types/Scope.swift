/// What the host knows of its own kinds of things.
public protocol TypeEnvironment: Sendable {
    /// - Returns: `nil` when things of that kind have no such member.
    func memberType(_ name: String, of kind: String) -> FEELType?
    /// In any order; for suggestions.
    func memberNames(of kind: String) -> [String]
    /// A type that `instance of` and parameters may name, beside the standard ones.
    func type(named: String) -> FEELType?
}

/// What an expression sees from outside.
public struct Scope: Sendable {
    public struct Variable: Sendable {
        public var name: String
        public var type: FEELType

        public init(name: String, type: FEELType) {
            self.name = name
            self.type = type
        }
    }

    /// Of two with the same name, the later counts.
    public var variables: [Variable]
    public var types: any TypeEnvironment

    public init(variables: [Variable], types: any TypeEnvironment) {
        self.variables = variables
        self.types = types
    }

    /// Nothing but the built-in functions.
    public static let empty = Scope(variables: [], types: StandardTypes())
}

/// No types but those of the standard.
public struct StandardTypes: TypeEnvironment {
    public init() {}
    public func memberType(_ name: String, of kind: String) -> FEELType? { nil }
    public func memberNames(of kind: String) -> [String] { [] }
    public func type(named: String) -> FEELType? { nil }
}
