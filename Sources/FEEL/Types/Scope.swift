import Synchronization

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
    public var variables: [Variable] { didSet { nameCache = NameCache() } }
    public var types: any TypeEnvironment { didSet { nameCache = NameCache() } }
    /// The names that an expression's text is searched for: found once, as many expressions are read in
    /// one scope.
    private(set) var nameCache = NameCache()

    public init(variables: [Variable], types: any TypeEnvironment) {
        self.variables = variables
        self.types = types
    }

    /// Nothing but the built-in functions.
    public static let empty = Scope(variables: [], types: StandardTypes())
}

/// The names of one scope, once they were asked for.
final class NameCache: Sendable {
    private let names = Mutex<NameScope?>(nil)

    func value(_ make: () -> NameScope) -> NameScope {
        names.withLock { names in
            if let names { return names }
            let made = make()
            names = made
            return made
        }
    }
}

/// No types but those of the standard.
public struct StandardTypes: TypeEnvironment {
    public init() {}
    public func memberType(_ name: String, of kind: String) -> FEELType? { nil }
    public func memberNames(of kind: String) -> [String] { [] }
    public func type(named: String) -> FEELType? { nil }
}
