/// Some of the candidates, by their positions.
public struct Perimeter: Hashable, Sendable {
    public var bits: UInt64

    public init(bits: UInt64) {
        self.bits = bits
    }

    public init(_ members: some Sequence<Int>) {
        bits = members.reduce(0) { $0 | (1 << UInt64($1)) }
    }

    public var count: Int { bits.nonzeroBitCount }

    /// In the order of the candidates.
    public var members: [Int] {
        var rest = bits
        var members: [Int] = []
        while rest != 0 {
            members.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return members
    }

    public func contains(_ member: Int) -> Bool { bits & (1 << UInt64(member)) != 0 }

    /// The same with one candidate more, or one fewer.
    public func toggling(_ member: Int) -> Perimeter { Perimeter(bits: bits ^ (1 << UInt64(member))) }
}

/// Which sets of candidates are looked for, and what is better.
///
/// Conditions and figures are given for each candidate, or each pair of them, beforehand: nothing is evaluated
/// during a search. What is not known makes a perimeter *possible* rather than viable.
///
/// - Invariant: 1 to 64 candidates; every list has one entry a candidate; pairs are symmetric.
public struct PerimeterProblem: Sendable {
    public struct Constraint: Sendable {
        public enum Form: Sendable {
            /// Every member fulfils it.
            case each([Truth])
            /// Every two members fulfil it.
            case pairs([[Truth]])
            /// Members are linked, directly or through other members.
            case linked([[Truth]])
            /// Whoever fulfils it is a member.
            case core([Truth])
            /// The sum over the members lies between two amounts; without one it is not bounded on that side.
            case total([Amount], atLeast: Amount?, atMost: Amount?)
        }

        public var id: String
        public var form: Form

        public init(_ id: String, _ form: Form) {
            self.id = id
            self.form = form
        }
    }

    /// A sum over the members, or the quotient of two sums.
    public struct Objective: Sendable {
        public var id: String
        public var amounts: [Amount]
        /// Of the divisor; none is below zero. A quotient by zero is worse than any other.
        public var divisors: [Amount]?
        public var prefersMore: Bool

        public init(_ id: String, _ amounts: [Amount], per divisors: [Amount]? = nil, prefersMore: Bool) {
            self.id = id
            self.amounts = amounts
            self.divisors = divisors
            self.prefersMore = prefersMore
        }
    }

    public var count: Int
    public var constraints: [Constraint]
    public var objectives: [Objective]

    public init(count: Int, constraints: [Constraint], objectives: [Objective]) {
        self.count = count
        self.constraints = constraints
        self.objectives = objectives
    }

    /// Whether a perimeter fulfils one constraint.
    public func holds(_ constraint: Constraint, _ perimeter: Perimeter) -> Truth {
        let members = perimeter.members
        switch constraint.form {
        case .each(let truths): return members.reduce(.yes) { $0 && truths[$1] }
        case .pairs(let truths):
            var all = Truth.yes
            for (position, first) in members.enumerated() {
                for second in members[..<position] { all = all && truths[first][second] }
            }
            return all
        case .linked(let truths):
            if Self.isLinked(perimeter, truths, atLeast: .yes) { return .yes }
            return Self.isLinked(perimeter, truths, atLeast: .unknown) ? .unknown : .no
        case .core(let truths):
            var all = Truth.yes
            for (position, truth) in truths.enumerated() where truth != .no && !perimeter.contains(position) {
                all = all && (truth == .yes ? .no : .unknown)
            }
            return all
        case .total(let amounts, let atLeast, let atMost):
            let sum = members.reduce(Amount.zero) { $0 + amounts[$1] }
            var all = Truth.yes
            if let bound = atLeast {
                all = all && (sum.lower >= bound.upper ? .yes : sum.upper < bound.lower ? .no : .unknown)
            }
            if let bound = atMost {
                all = all && (sum.upper <= bound.lower ? .yes : sum.lower > bound.upper ? .no : .unknown)
            }
            return all
        }
    }

    /// Whether a perimeter fulfils every constraint; the empty one is none.
    public func isViable(_ perimeter: Perimeter) -> Truth {
        guard perimeter.bits != 0 else { return .no }
        var all = Truth.yes
        for constraint in constraints {
            all = all && holds(constraint, perimeter)
            if all == .no { return .no }
        }
        return all
    }

    private static func isLinked(_ perimeter: Perimeter, _ truths: [[Truth]], atLeast least: Truth) -> Bool {
        guard perimeter.bits != 0 else { return true }
        var reached = perimeter.bits & (~perimeter.bits + 1)
        var frontier = reached
        while frontier != 0 {
            let member = frontier.trailingZeroBitCount
            frontier &= frontier - 1
            for other in perimeter.members where reached & (1 << UInt64(other)) == 0 {
                let truth = truths[member][other]
                if truth == .yes || truth == least {
                    reached |= 1 << UInt64(other)
                    frontier |= 1 << UInt64(other)
                }
            }
        }
        return reached == perimeter.bits
    }

    // MARK: Objectives

    /// What an objective may be for a perimeter: a sum, or two for a quotient.
    public func figure(_ objective: Objective, _ perimeter: Perimeter) -> (sum: Amount, divisor: Amount?) {
        let members = perimeter.members
        return (
            members.reduce(Amount.zero) { $0 + objective.amounts[$1] },
            objective.divisors.map { divisors in members.reduce(Amount.zero) { $0 + divisors[$1] } }
        )
    }

    /// Whether the first perimeter is certainly at least as good in every objective, and better in one.
    public func dominates(_ first: Perimeter, _ second: Perimeter) -> Bool {
        let pairs = objectives.map { Range($0, figure($0, first)) }
        return Self.dominates(pairs, objectives.map { Range($0, figure($0, second)) })
    }

    static func dominates(_ first: [Range], _ second: [Range]) -> Bool {
        var isBetter = false
        for (left, right) in zip(first, second) {
            // The worst of the first against the best of the second.
            let order = left.worst.compare(right.best)
            if order < 0 { return false }
            if order > 0 { isBetter = true }
        }
        return isBetter
    }

    func ranges(_ perimeter: Perimeter) -> [Range] {
        objectives.map { Range($0, figure($0, perimeter)) }
    }

    /// A fraction whose divisor is not below zero; by zero, it is worse than any other.
    struct Fraction {
        var over: Int
        var under: Int

        /// Above zero when this one is more.
        func compare(_ other: Fraction) -> Int {
            if under == 0 || other.under == 0 { return (under == 0 ? 0 : 1) - (other.under == 0 ? 0 : 1) }
            let (left, right) = (Int128(over) * Int128(other.under), Int128(other.over) * Int128(under))
            return left == right ? 0 : left > right ? 1 : -1
        }
    }

    /// The two ends of a figure, such that more is better.
    struct Range {
        var worst: Fraction
        var best: Fraction

        init(_ objective: Objective, _ figure: (sum: Amount, divisor: Amount?)) {
            let (low, high) =
                objective.prefersMore
                ? (figure.sum.lower, figure.sum.upper) : (-figure.sum.upper, -figure.sum.lower)
            guard let divisor = figure.divisor else {
                worst = Fraction(over: low, under: 1)
                best = Fraction(over: high, under: 1)
                return
            }
            // A positive amount shrinks as its divisor grows, a negative one rises.
            worst = Fraction(over: low, under: divisor.lower == 0 ? 0 : low >= 0 ? divisor.upper : divisor.lower)
            if divisor.upper == 0 || high < 0 {
                best = Fraction(over: high, under: divisor.upper)
            } else if divisor.lower == 0 {
                best = high == 0 ? Fraction(over: 0, under: 1) : Fraction(over: .max, under: 1)
            } else {
                best = Fraction(over: high, under: divisor.lower)
            }
        }
    }
}
