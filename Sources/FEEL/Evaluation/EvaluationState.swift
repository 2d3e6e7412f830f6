/// What one evaluation carries along: its variables, what is left of its budget, its recorder.
public struct EvaluationState: Sendable {
    /// Variables by slot: inputs first, then the expression's own names.
    var slots: [Value]

    init(slots: [Value]) {
        self.slots = slots
    }
}

/// A function written in FEEL, with the variables that were in sight where it was written.
final class UserFunction: Sendable {
    let captured: [Value]

    init(captured: [Value]) {
        self.captured = captured
    }
}
