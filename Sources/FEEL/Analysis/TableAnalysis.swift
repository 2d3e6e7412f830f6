/// How far an analysis goes.
public struct TableAnalysisOptions: Sendable, Hashable {
    /// Evaluations of a cell and parts of a domain looked at; when they are spent the analysis says so.
    public var steps: Int
    /// The most gaps that are described.
    public var gaps: Int

    public init(steps: Int = 2_000_000, gaps: Int = 200) {
        self.steps = steps
        self.gaps = gaps
    }
}

/// What a decision table says for every input, found without evaluating it on any list of inputs: the
/// domain of each column is cut into regions over which no condition changes, and rules are compared on
/// these.
///
/// An absent input is a region of its own, so that what the table says of missing data is seen too.
/// Inputs are taken for independent of each other.
///
/// **Invariant:** what is reported is so: every example is accepted by exactly the rules that are said to
/// accept it. What could not be looked at is told in ``obstacles``; where there are none and the analysis
/// ``isComplete``, nothing else is to be reported.
public struct TableAnalysis: Sendable {
    /// Of the decision or function that the table belongs to.
    public let name: String
    public let table: DecisionTable
    /// Inputs that no rule accepts: boxes that do not overlap; first those where every input is known.
    public let gaps: [TableBox]
    /// Whether ``gaps`` are all of them.
    public let hasAllGaps: Bool
    /// Pairs of rules that accept the same inputs, whatever the hit policy, in their order.
    public let overlaps: [TableOverlap]
    /// What deserves attention under the table's hit policy.
    public let findings: [TableFinding]
    public let obstacles: [TableObstacle]
    /// Whether the steps sufficed.
    public let isComplete: Bool
    let site: TableSite

    /// The inputs of an example as the variables of an expression: a context, members inside; an input
    /// that is computed is left out.
    ///
    /// - Parameter box: Of this analysis.
    public func inputs(in box: TableBox) -> ContextValue {
        var result = ContextValue()
        for column in box.columns {
            guard let path = site.path(column.expression) else { continue }
            result.set(column.sample, at: path[...])
        }
        return result
    }

    /// Inputs that are computed from others rather than read; their values are taken for free.
    public var computedInputs: [String] {
        table.inputs.map(\.expression).filter { site.path($0) == nil }
    }
}

/// Two rules that accept the same inputs.
public struct TableOverlap: Sendable {
    /// Rules are counted from 0; the first comes first.
    public let first: Int
    public let second: Int
    /// All the inputs that both accept.
    public let box: TableBox
}

/// Something in a table that deserves attention.
public struct TableFinding: Sendable {
    public enum Kind: Sendable, Hashable {
        /// No rule accepts some known inputs.
        case gap
        /// No rule accepts some inputs where these are absent.
        case absentGap(inputs: [String])
        /// Two rules of a table where one at most should match.
        case overlap
        /// Two rules that match together and should say the same do not.
        case disagreement
        /// Two rules that match together, and whose outputs the table's order does not tell apart.
        case tie
        /// Whatever the rule accepts, others answer before it.
        case masked(by: [Int])
        /// No value that the input may have passes the condition of this column.
        case neverMatches(input: Int)
        /// Without the rule the table would say the same.
        case redundant(with: [Int])
    }

    public let kind: Kind
    /// Those that are at fault, counted from 0; empty for a gap.
    public let rules: [Int]
    /// The inputs that it is about; nil where there are none.
    public let box: TableBox?
}

extension ContextValue {
    fileprivate mutating func set(_ value: Value, at path: ArraySlice<String>) {
        guard let name = path.first else { return }
        if path.count == 1 {
            self[name] = value
            return
        }
        var inner = ContextValue()
        if case .context(let context)? = self[name] { inner = context }
        inner.set(value, at: path.dropFirst())
        self[name] = .context(inner)
    }
}
