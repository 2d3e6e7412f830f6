/// What an expression can be found to give, before it is evaluated.
///
/// A value of any type may also be null or unknown: a type tells what the value is when it is
/// neither. So being of two different types is an error only where null is one.
/// - Source: DMN 1.5, §10.3.2.9.
public indirect enum FEELType: Hashable, Sendable, CustomStringConvertible {
    case any, null, boolean, number, string, date, time, dateTime, daysDuration, monthsDuration
    case list(FEELType)
    case range(FEELType)
    /// The entries known of, each of which may be absent; none means that nothing is known.
    case context([String: FEELType])
    case function(parameters: [FEELType], result: FEELType)
    /// A thing of the host, by its kind; its members come from the environment.
    case object(String)

    /// As it is written in FEEL: `list<number>`, `context<a: string>`.
    public var description: String {
        switch self {
        case .any: "Any"
        case .null: "Null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .daysDuration: "days and time duration"
        case .monthsDuration: "years and months duration"
        case .list(let element): "list<\(element.description)>"
        case .range(let bound): "range<\(bound.description)>"
        case .context(let fields):
            "context<\(fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.description)" }.joined(separator: ", "))>"
        case .function(let parameters, let result):
            "function<\(parameters.map(\.description).joined(separator: ", "))> -> \(result.description)"
        case .object(let kind): kind
        }
    }

    /// A type with a name of its own in FEEL.
    /// - Parameter name: `number`, `days and time duration`, or the attribute spellings `dateTime`,
    ///   `dayTimeDuration`, `yearMonthDuration`.
    public init?(standardName name: String) {
        switch name {
        case "Any", "any": self = .any
        case "Null": self = .null
        case "boolean": self = .boolean
        case "number": self = .number
        case "string": self = .string
        case "date": self = .date
        case "time": self = .time
        case "date and time", "dateTime": self = .dateTime
        case "days and time duration", "dayTimeDuration": self = .daysDuration
        case "years and months duration", "yearMonthDuration": self = .monthsDuration
        case "list": self = .list(.any)
        case "range": self = .range(.any)
        case "context": self = .context([:])
        case "function": self = .function(parameters: [], result: .any)
        default: return nil
        }
    }

    /// The names of ``init(standardName:)``, as the standard writes them.
    public static let standardNames = [
        "Any", "Null", "boolean", "number", "string", "date", "time", "date and time", "days and time duration",
        "years and months duration", "list", "range", "context", "function",
    ]

    var isDuration: Bool { self == .daysDuration || self == .monthsDuration }

    /// Whether `< > <= >=`, `between` and ranges apply.
    var isOrdered: Bool {
        switch self {
        case .any, .null, .number, .string, .date, .time, .dateTime, .daysDuration, .monthsDuration: true
        default: false
        }
    }

    /// The type of either: the more general of the two, `any` when neither is.
    func union(_ other: FEELType) -> FEELType {
        if self == other { return self }
        switch (self, other) {
        case (.null, let type), (let type, .null): return type
        case (.list(let left), .list(let right)): return .list(left.union(right))
        case (.range(let left), .range(let right)): return .range(left.union(right))
        case (.context(let left), .context(let right)):
            // An entry that only one of them has may be absent: null is of every type.
            return .context(left.merging(right) { $0.union($1) })
        default: return .any
        }
    }

    /// Whether a value may be of both types: nothing certain can be said when it may.
    func mayBe(_ other: FEELType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any), (.null, _), (_, .null): true
        case (.list(let left), .list(let right)): left.mayBe(right)
        case (.range(let left), .range(let right)): left.mayBe(right)
        case (.context(let left), .context(let right)):
            left.allSatisfy { key, type in right[key].map { type.mayBe($0) } ?? true }
        case (.context, .object), (.object, .context): true
        // A kind may be a part of another.
        case (.object, .object): true
        case (.function, .function): true
        default: self == other
        }
    }

    /// Whether a value may be used where the other type is expected: itself, an element for a list,
    /// or a list of one for its element.
    /// - Source: DMN 1.5, §10.3.2.9.4.
    func mayBecome(_ other: FEELType) -> Bool {
        if mayBe(other) { return true }
        if case .list(let element) = other, mayBe(element) { return true }
        if case .list(let element) = self, element.mayBe(other) { return true }
        if self == .date, other == .dateTime { return true }
        return false
    }
}
