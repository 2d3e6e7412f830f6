/// A function as a value: written in FEEL, built in, or given by the host.
///
/// A function can be invoked only while an expression is being evaluated: the evaluation's budget
/// and recorder go with the call.
public final class FunctionValue: Sendable {
    /// What a native function does with its arguments, one for each parameter, in order.
    public typealias Native = @Sendable (inout EvaluationState, [Value]) -> Value

    enum Body: Sendable {
        case native(Native, seesUnknowns: Bool)
        case user(UserFunction)
    }

    /// For messages; nil for a lambda.
    public let name: String?
    public let parameters: [String]
    let body: Body
    /// How deeply values are nested in what the function sees.
    let depth: Int

    /// - Parameter seesUnknowns: Whether `native` treats unknown values and open lists itself. When
    ///   false it is given certain values only: the evaluation calls it for every combination of
    ///   finite domains, and answers an unknown of any type where there is no such enumeration.
    public init(name: String? = nil, parameters: [String], seesUnknowns: Bool = false, native: @escaping Native) {
        self.name = name
        self.parameters = parameters
        self.body = .native(native, seesUnknowns: seesUnknowns)
        depth = 1
    }

    init(name: String?, parameters: [String], user: UserFunction, depth: Int) {
        self.name = name
        self.parameters = parameters
        self.body = .user(user)
        self.depth = depth
    }
}

/// A function written in FEEL, with the variables that were in sight where it was written.
struct UserFunction: Sendable {
    /// The variables by slot; the function's parameters are written over it at each call.
    let captured: [Value]
    let parameterSlots: [Int]
    let parameterTypes: [RuntimeType?]
    /// How deeply the body's parts are nested: what a call weighs on the stack.
    let nesting: Int
    let code: Node
}
