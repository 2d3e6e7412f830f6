/// How much a diagnostic weighs: an error refuses what it points at, a warning does not.
public enum Severity: String, Sendable, CaseIterable, Comparable {
    case error, warning, note

    public static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
    }
}

/// A family letter (X expressions, T names and types, D decision tables, Y YAML shape, R rule sets, F facts and
/// intake, V evaluation, S storage, A access and API) and three digits, never reused.
public struct Code: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        self.init(value)
    }

    public var description: String { rawValue }

    public static func < (left: Code, right: Code) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A place with what is to be said of it.
public struct Label: Hashable, Sendable {
    public var location: Location
    public var message: Localized?

    public init(_ location: Location, _ message: Localized? = nil) {
        self.location = location
        self.message = message
    }
}

/// What is wrong, where, why, and what to do: data, rendered elsewhere.
public struct Diagnostic: Hashable, Sendable {
    public var code: Code
    public var severity: Severity
    /// One line, lower case, no full stop: the rule broken, the thing named.
    public var headline: Localized
    public var primary: Label?
    public var secondary: [Label]
    /// Context.
    public var notes: [Localized]
    /// The remedy, never as a question.
    public var help: Localized?
    /// The legal or documentary source of the rule at hand.
    public var source: String?

    public init(
        _ code: Code,
        _ severity: Severity = .error,
        _ headline: Localized,
        at primary: Location? = nil,
        label: Localized? = nil,
        secondary: [Label] = [],
        notes: [Localized] = [],
        help: Localized? = nil,
        source: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.headline = headline
        self.primary = primary.map { Label($0, label) }
        self.secondary = secondary
        self.notes = notes
        self.help = help
        self.source = source
    }
}

extension Sequence<Diagnostic> {
    /// By file, offset, code: the order in which they are shown, the same at each run.
    public func inOrder() -> [Diagnostic] {
        sorted { left, right in
            let l = left.primary?.location
            let r = right.primary?.location
            let leftKey = (l?.source.name ?? "", l?.span.start ?? -1, left.code.rawValue, left.headline.en)
            let rightKey = (r?.source.name ?? "", r?.span.start ?? -1, right.code.rawValue, right.headline.en)
            return leftKey < rightKey
        }
    }

    public var hasErrors: Bool {
        contains { $0.severity == .error }
    }
}
