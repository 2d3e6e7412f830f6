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
    public var types: any TypeEnvironment {
        didSet {
            nameCache = NameCache()
            memberCache = MemberCache()
        }
    }
    /// The names that an expression's text is searched for: found once, as many expressions are read in
    /// one scope.
    private(set) var nameCache = NameCache()
    /// Those of members, which scopes over the same types mostly share.
    private(set) var memberCache = MemberCache()

    public init(variables: [Variable], types: any TypeEnvironment) {
        self.variables = variables
        self.types = types
    }

    /// Other variables over the same types: cheaper than a scope of their own where there are many.
    public func seeing(_ variables: [Variable]) -> Scope {
        var other = self
        other.variables = variables
        return other
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

/// The names of members, by the kinds of things and the fields of contexts that lead to them.
final class MemberCache: Sendable {
    struct Roots: Hashable {
        /// Both sorted.
        var kinds: [String]
        var fields: [String]
    }

    private let names = Mutex<[Roots: NameTrie]>([:])

    func value(_ roots: Roots, _ make: () -> NameTrie) -> NameTrie {
        names.withLock { names in
            if let known = names[roots] { return known }
            let made = make()
            names[roots] = made
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
