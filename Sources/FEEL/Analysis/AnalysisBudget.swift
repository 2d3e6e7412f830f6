/// What an analysis may still do.
struct AnalysisBudget {
    struct Spent: Error {}

    private var left: Int

    /// - Parameter steps: Evaluations of a cell, and parts of a domain looked at.
    init(steps: Int) {
        left = steps
    }

    mutating func spend(_ steps: Int = 1) throws(Spent) {
        left -= steps
        if left < 0 { throw Spent() }
    }
}
