public import Diagnostics

/// A compiled part of an expression.
typealias Node = @Sendable (inout EvaluationState) -> Value

/// What one evaluation carries along: its variables, what is left of its budget, its recorder.
public struct EvaluationState: Sendable {
    /// Variables by slot: inputs first, then the expression's own names.
    var slots: [Value]
    let options: EvaluationOptions
    private(set) var steps = 0
    var builtinContext: BuiltinContext
    var depth = 0
    /// The first limit that was met; the evaluation's result is then no longer looked at.
    private(set) var exhaustion: NullReason?
    /// What conditions and enumerations depended on, where more than one way was followed.
    private(set) var speculation = Causes()

    init(slots: [Value], options: EvaluationOptions) {
        self.slots = slots
        self.options = options
        builtinContext = BuiltinContext(
            steps: options.budget.builtinSteps, now: options.now, today: options.today)
    }

    /// Of a call that stands in no expression.
    public init(options: EvaluationOptions) {
        self.init(slots: [], options: options)
    }

    public var today: Value? { options.today }
    public var now: Value? { options.now }

    /// Whether what is read is noted: what is remembered must then be read again.
    public var isRecording: Bool { options.recorder != nil }

    /// True once a limit was met: loops end at once.
    public var isExhausted: Bool { exhaustion != nil }

    /// Takes steps from the budget.
    ///
    /// - Returns: False when the budget is spent; the caller then answers anything, at once.
    public mutating func spend(_ count: Int = 1, at span: Span? = nil) -> Bool {
        steps += count
        if steps > options.budget.steps {
            exhaust(.steps, at: span)
        }
        return exhaustion == nil
    }

    /// What an expression is that is asked for again where its steps count: here it takes none.
    mutating func aside(_ node: Node) -> Value {
        let before = steps
        let value = node(&self)
        steps = before
        return value
    }

    /// Whether a list may have so many elements.
    public mutating func allows(listOf count: Int, at span: Span? = nil) -> Bool {
        if count > options.budget.listSize { exhaust(.listSize, at: span) }
        return exhaustion == nil
    }

    /// Whether a string may have so many bytes.
    public mutating func allows(stringOf count: Int, at span: Span? = nil) -> Bool {
        if count > options.budget.stringSize { exhaust(.stringSize, at: span) }
        return exhaustion == nil
    }

    /// Notes that several ways are followed because of these causes.
    mutating func speculate(_ causes: Causes) {
        speculation = speculation.union(causes)
    }

    enum Limit {
        case steps, depth, nesting, listSize, stringSize
    }

    mutating func exhaust(_ limit: Limit, at span: Span?) {
        if exhaustion != nil { return }
        let message =
            switch limit {
            case .steps:
                Localized(
                    fr: "l'évaluation dépasse \(options.budget.steps) étapes",
                    en: "the evaluation takes more than \(options.budget.steps) steps")
            case .depth:
                Localized(
                    fr: "les appels s'emboîtent au-delà de \(options.budget.depth) niveaux",
                    en: "calls are nested more than \(options.budget.depth) levels deep")
            case .nesting:
                Localized(
                    fr: "une valeur s'emboîte au-delà de \(Size.deepest) niveaux",
                    en: "a value is nested more than \(Size.deepest) levels deep")
            case .listSize:
                Localized(
                    fr: "une liste dépasse \(options.budget.listSize) éléments",
                    en: "a list has more than \(options.budget.listSize) elements")
            case .stringSize:
                Localized(
                    fr: "un texte dépasse \(options.budget.stringSize) octets",
                    en: "a string has more than \(options.budget.stringSize) bytes")
            }
        exhaustion = NullReason(.error(Code("V900"), message), span: span)
    }

    /// The answer to give when the budget was spent.
    ///
    /// Where several ways were followed because something is unknown, the limit may be met on a way
    /// that the truth does not take: the answer is then unknown, not an error.
    var answerWhenExhausted: Value? {
        guard let exhaustion else { return nil }
        return speculation.isEmpty ? .null(exhaustion) : .unknown(Unknown(.any(type: nil), speculation))
    }
}
