/// What an evaluation may use before it is stopped with a null of code V900.
///
/// The limits are about the machine, not about the world: the same expression over the same values
/// meets them at the same place, whatever the machine, so results stay reproducible.
public struct EvaluationBudget: Sendable, Hashable {
    /// Iterations, calls and elements tested.
    public var steps: Int
    /// Nested parts of expressions, counted through calls of functions. The usual depth takes at most
    /// half of a stack of 512 KiB, unoptimised.
    public var depth: Int
    /// Elements in one list.
    public var listSize: Int
    /// Bytes in one string.
    public var stringSize: Int
    /// Steps of regular expressions, and items that built-in functions go through, in all.
    public var builtinSteps: Int

    public init(
        steps: Int = 20_000_000, depth: Int = 256, listSize: Int = 5_000_000, stringSize: Int = 16_000_000,
        builtinSteps: Int = 10_000_000
    ) {
        self.steps = steps
        self.depth = depth
        self.listSize = listSize
        self.stringSize = stringSize
        self.builtinSteps = builtinSteps
    }
}

/// What an evaluation is given beside its variables.
public struct EvaluationOptions: Sendable {
    public var budget: EvaluationBudget
    /// What `today()` answers, a date; nil makes it a null.
    public var today: Value?
    /// What `now()` answers, a date and time; nil makes it a null.
    public var now: Value?
    public var recorder: (any EvaluationRecorder)?

    public init(
        budget: EvaluationBudget = EvaluationBudget(),
        today: Value? = nil,
        now: Value? = nil,
        recorder: (any EvaluationRecorder)? = nil
    ) {
        self.budget = budget
        self.today = today
        self.now = now
        self.recorder = recorder
    }
}

/// Told of each step of an evaluation: the material of an explanation.
///
/// Recording changes no result: it is the same evaluation, with a witness.
public protocol EvaluationRecorder: AnyObject, Sendable {
    /// An expression or a part of one gave a value; parts are told before the whole, and the body
    /// of an iteration each time it is evaluated.
    func record(_ expression: Expression, _ value: Value)
    /// A member of a thing of the host was read.
    func read(_ object: any HostObject, _ member: String, _ value: Value)
}
