/// An expression evaluated over many rows at once, a column at a time.
///
/// Conditions are computed 64 rows a word: constants are turned into thresholds and tables of
/// values by evaluating the expression itself, arithmetic runs on 64-bit coefficients while it is
/// exact, quotients are compared by cross-multiplication, and elements of lists are columns of
/// their own. What has no such form, and rows whose numbers do not fit, are evaluated one by one.
///
/// **Invariant:** each row has the value that ``CompiledExpression/evaluate(_:options:)`` gives.
public struct BatchExpression: Sendable {
    public let expression: CompiledExpression

    public init(_ expression: CompiledExpression) {
        self.expression = expression
    }

    /// The truths of a condition.
    ///
    /// - Parameter table: A column for each variable of the expression's scope (for unary tests, the
    ///   values of `?` last).
    public func truths(over table: ColumnTable, options: EvaluationOptions = EvaluationOptions()) -> BatchTruths {
        var planner = BatchPlanner(expression, table.columns, options)
        let plan = planner.plan()
        let evaluation = BatchEvaluation(table, options)
        var words: [TruthWord] = []
        words.reserveCapacity((table.count + 63) / 64)
        for run in Run.all(table.count) { words += evaluation.truths(plan, run) }
        return BatchTruths(
            expression: expression, table: table, options: options,
            yes: Bitmap(count: table.count, words: words.map(\.yes)),
            no: Bitmap(count: table.count, words: words.map(\.no)),
            null: Bitmap(count: table.count, words: words.map(\.null)))
    }

    /// The value of each row.
    public func values(over table: ColumnTable, options: EvaluationOptions = EvaluationOptions()) -> [Value] {
        if expression.type == .boolean {
            let truths = truths(over: table, options: options)
            return (0..<table.count).map { truths.value(at: $0) }
        }
        let planner = BatchPlanner(expression, table.columns, options)
        guard [.number, .any].contains(expression.type), let plan = planner.number(expression.tree) else {
            return (0..<table.count).map { expression.evaluate(table.row($0), options: options) }
        }
        let evaluation = BatchEvaluation(table, options)
        var values: [Value] = []
        values.reserveCapacity(table.count)
        for run in Run.all(table.count) {
            let vector = evaluation.numbers(plan, run)
            for index in 0..<run.count {
                // A null says why it is one.
                let isPlain = (vector.null(index >> 6) | vector.hard(index >> 6)) >> UInt64(index & 63) & 1 == 0
                values.append(
                    isPlain
                        ? .number(Number(vector.coefficients[index], scale: plan.scale))
                        : expression.evaluate(table.row(run.start + index), options: options))
            }
        }
        return values
    }

    /// Whether rows are computed together, rather than one by one, over these columns.
    func isColumnar(over table: ColumnTable) -> Bool {
        var planner = BatchPlanner(expression, table.columns, EvaluationOptions())
        if case .scalar = planner.plan() { return false }
        return true
    }
}

/// The truths of a condition over the rows of a table.
public struct BatchTruths: Sendable {
    let expression: CompiledExpression
    let table: ColumnTable
    let options: EvaluationOptions
    /// Rows where the condition may be true.
    public let yes: Bitmap
    /// Rows where it may be false.
    public let no: Bitmap
    /// Rows where it may be null.
    public let null: Bitmap

    /// Rows where the condition is certainly true.
    public var certainlyYes: Bitmap {
        Bitmap(count: yes.count, words: yes.words.indices.map { yes.words[$0] & ~(no.words[$0] | null.words[$0]) })
    }

    func set(at row: Int) -> TruthSet {
        var set: TruthSet = []
        if yes[row] { set.insert(.yes) }
        if no[row] { set.insert(.no) }
        if null[row] { set.insert(.null) }
        return set
    }

    /// The value of a row; for one that is null or not known, with its reason or its causes.
    public func value(at row: Int) -> Value {
        switch set(at: row) {
        case .yes: .boolean(true)
        case .no: .boolean(false)
        default: expression.evaluate(table.row(row), options: options)
        }
    }
}

extension Run {
    /// Rows that are computed together: their columns stay in the processor's nearest memory.
    static let length = 1024

    static func all(_ count: Int) -> [Run] {
        stride(from: 0, to: count, by: length).map { Run(start: $0, count: min(length, count - $0)) }
    }
}

/// One pass over a table.
final class BatchEvaluation {
    let table: ColumnTable
    let options: EvaluationOptions
    /// The truths of conditions over counts, by least and most count, as they are met.
    var countTables: [Int: [TruthSet?]] = [:]
    /// A longer list is left to the evaluation of its row, which keeps the budget.
    let longestList: Int

    init(_ table: ColumnTable, _ options: EvaluationOptions) {
        self.table = table
        self.options = options
        longestList = min(options.budget.steps / 64, options.budget.listSize)
    }
}
