public import Diagnostics

/// A function of the standard, over certain values.
///
/// It never traps nor throws: what cannot be answered is a null with its reason (codes V101 to V108).
/// - Source: DMN 1.5, §10.3.4.
public struct Builtin: Sendable {
    public let name: String
    /// Parameter names for calls by name, one list for each way to call the function. An optional one
    /// is among them; ``leastArguments`` says how many are required.
    public let parameterSets: [[String]]
    /// For each parameter set, how many parameters come before the optional ones.
    public let leastArguments: [Int]
    /// Whether a call by position may give items one by one, as many as it likes: `min(1, 2, 3)`.
    public let isVariadic: Bool
    let body: @Sendable (inout BuiltinCall) throws(BuiltinFailure) -> Value

    /// Calls the function with arguments by position.
    ///
    /// Arguments are certain: no unknown, no open list.
    public var call: @Sendable (inout BuiltinContext, [Value]) -> Value {
        { context, arguments in invoke(&context, arguments, parameters: nil) }
    }

    /// Calls the function with arguments by name; a parameter left out is null.
    public func call(_ context: inout BuiltinContext, named arguments: [(name: String, value: Value)]) -> Value {
        let names = arguments.map(\.name)
        guard Set(names).count == names.count,
            let parameters = parameterSets.first(where: { set in names.allSatisfy(set.contains) }),
            let last = parameters.lastIndex(where: names.contains)
        else {
            let unknown = names.first { name in !parameterSets.contains { $0.contains(name) } }
            let expected = parameterSets.map { $0.joined(separator: ", ") }.joined(separator: " ; ")
            let text = unknown ?? names.joined(separator: ", ")
            return .failure(
                ValueError.arguments,
                fr: "« \(name) » n'a pas de paramètre « \(text) » : \(expected)",
                en: "'\(name)' has no parameter '\(text)': \(expected)", at: context.span)
        }
        let values = parameters[...last].map { parameter in
            arguments.first { $0.name == parameter }?.value ?? .null
        }
        return invoke(&context, values, parameters: parameters)
    }

    private func invoke(_ context: inout BuiltinContext, _ arguments: [Value], parameters: [String]?) -> Value {
        let least = leastArguments.min() ?? 0
        let most = parameterSets.map(\.count).max() ?? 0
        guard arguments.count >= least, isVariadic || arguments.count <= most else {
            return .failure(
                ValueError.arguments,
                fr:
                    "« \(name) » attend \(Self.count(least, most, isVariadic, "à", "ou plus")) argument(s), pas \(arguments.count)",
                en:
                    "'\(name)' takes \(Self.count(least, most, isVariadic, "to", "or more")) argument(s), not \(arguments.count)",
                at: context.span)
        }
        var call = BuiltinCall(self, arguments, parameters, context)
        defer { context = call.context }
        do {
            return try body(&call)
        } catch {
            switch error {
            case .because(let code, let message):
                return .null(NullReason(.error(code, message), span: call.context.span))
            case .passedOn(let reason): return .null(reason)
            }
        }
    }

    private static func count(_ least: Int, _ most: Int, _ isVariadic: Bool, _ to: String, _ orMore: String) -> String {
        if isVariadic { return "\(least) \(orMore)" }
        return least == most ? "\(least)" : "\(least) \(to) \(most)"
    }
}

/// What a call brings along and takes back.
public struct BuiltinContext: Sendable {
    /// What may still be spent: one for each step of a regular expression, one for each item of the
    /// longer list functions. A call that uses it up gives a null (V106).
    public var steps: Int
    /// The call's place, for the reasons of its nulls.
    public var span: Span?
    /// The present time: a date and time; nil when the host gives none.
    public var now: Value?
    /// The present day: a date; nil when the host gives none.
    public var today: Value?
    /// Patterns already compiled, by flags and text.
    var patterns: [String: RegexProgram] = [:]

    public init(steps: Int = 10_000_000, span: Span? = nil, now: Value? = nil, today: Value? = nil) {
        self.steps = steps
        self.span = span
        self.now = now
        self.today = today
    }
}

/// The functions of the standard, except `sort` and the `list replace` that calls a function.
public enum Builtins {
    /// By name.
    public static let all: [String: Builtin] = {
        var all: [String: Builtin] = [:]
        let groups = [
            conversions, strings, patterns, numbers, lists, aggregates, contexts, temporals, ranges,
        ]
        for builtin in groups.joined() { all[builtin.name] = builtin }
        return all
    }()

    /// Sorted.
    public static let names: [String] = all.keys.sorted()
}

/// Why a call has no result.
enum BuiltinFailure: Error {
    case because(Code, Localized)
    /// An argument was null with a reason: the result is null for the same one.
    case passedOn(NullReason)

    static func domain(fr: String, en: String) -> BuiltinFailure {
        .because(ValueError.domain, Localized(fr: fr, en: en))
    }
}

extension Builtin {
    /// - Parameters:
    ///   - signatures: Parameter names by way of calling; an optional one ends with `?`, and only
    ///     optional ones follow it.
    init(
        _ name: String, _ signatures: [[String]], isVariadic: Bool = false,
        _ body: @escaping @Sendable (inout BuiltinCall) throws(BuiltinFailure) -> Value
    ) {
        self.name = name
        self.isVariadic = isVariadic
        self.body = body
        leastArguments = signatures.map { names in names.prefix { !$0.hasSuffix("?") }.count }
        parameterSets = signatures.map { names in names.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 } }
    }

    /// A function with one way to call it.
    init(
        _ name: String, _ parameters: String...,
        body: @escaping @Sendable (inout BuiltinCall) throws(BuiltinFailure) -> Value
    ) {
        self.init(name, [parameters], body)
    }
}
