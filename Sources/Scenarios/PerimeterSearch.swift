/// Every perimeter of few candidates: those that are viable, the smallest, the best.
///
/// The answer is exact: each set of candidates is looked at, or ruled out with all that it belongs to.
///
/// - Complexity: At most 2ⁿ sets, of which a constraint that only gets worse rules out most.
public struct PerimeterSearch: Sendable {
    /// Above, ``PerimeterClimb`` looks for good perimeters and says how far from the best they may be.
    public static let most = 20

    public struct Found: Sendable, Hashable {
        public var perimeter: Perimeter
        /// Whether it certainly fulfils every constraint; otherwise it may.
        public var isCertain: Bool
    }

    public struct Result: Sendable {
        /// How many certainly fulfil every constraint, and how many may.
        public var viable = 0
        public var possible = 0
        /// Viable perimeters of which no part is viable, in the order of their sizes and members.
        public var minimal: [Perimeter] = []
        /// Viable or possible perimeters that no viable one certainly beats, in the same order; all are
        /// counted, the first ``limit`` are told.
        public var best: [Found] = []
        public var bestCount = 0
    }

    private let problem: PerimeterProblem
    private let limit: Int

    /// - Parameter problem: Of at most ``most`` candidates.
    public init(_ problem: PerimeterProblem, limit: Int = 50) {
        self.problem = problem
        self.limit = limit
    }

    public func run() -> Result {
        var walk = Walk(problem)
        walk.visit(problem.count - 1, members: 0, doubt: false)
        var result = Result()
        result.viable = walk.viable.count
        result.possible = walk.possible.count
        result.minimal = minimal(walk.viable)
        let certain = frontier(walk.viable)
        let open = walk.possible.filter { perimeter in
            let ranges = problem.ranges(perimeter)
            return !certain.contains { PerimeterProblem.dominates($0.ranges, ranges) }
        }
        let best =
            certain.map { Found(perimeter: $0.perimeter, isCertain: true) }
            + open.map { Found(perimeter: $0, isCertain: false) }
        result.bestCount = best.count
        result.best = Array(best.sorted { Self.precedes($0.perimeter, $1.perimeter) }.prefix(limit))
        return result
    }

    /// Sizes first, then members in the order of the candidates.
    static func precedes(_ left: Perimeter, _ right: Perimeter) -> Bool {
        if left.count != right.count { return left.count < right.count }
        return left.members.lexicographicallyPrecedes(right.members)
    }

    private func minimal(_ viable: [Perimeter]) -> [Perimeter] {
        // Whether a set, or a part of it, is viable: sets are numbers, and a part is a smaller one.
        var holds = [Bool](repeating: false, count: 1 << problem.count)
        for perimeter in viable { holds[Int(perimeter.bits)] = true }
        var found: [Perimeter] = []
        for bits in 1..<UInt64(holds.count) {
            let has = Perimeter(bits: bits).members.contains { holds[Int(bits & ~(1 << UInt64($0)))] }
            if holds[Int(bits)], !has { found.append(Perimeter(bits: bits)) }
            if has { holds[Int(bits)] = true }
        }
        return found.sorted(by: Self.precedes)
    }

    private struct Ranged {
        var perimeter: Perimeter
        var ranges: [PerimeterProblem.Range]
    }

    /// Those that none of the others certainly beats.
    private func frontier(_ perimeters: [Perimeter]) -> [Ranged] {
        var kept: [Ranged] = []
        for perimeter in perimeters {
            let ranges = problem.ranges(perimeter)
            if kept.contains(where: { PerimeterProblem.dominates($0.ranges, ranges) }) { continue }
            kept.removeAll { PerimeterProblem.dominates(ranges, $0.ranges) }
            kept.append(Ranged(perimeter: perimeter, ranges: ranges))
        }
        return kept
    }
}

/// Candidates one after the other, in or out, leaving a branch as soon as nothing in it can be viable.
private struct Walk {
    let problem: PerimeterProblem
    var viable: [Perimeter] = []
    var possible: [Perimeter] = []

    /// By candidate: whom it cannot stand beside, and whom perhaps.
    private var excluded: [UInt64]
    private var doubtful: [UInt64]
    /// Candidates that are never members, and those that perhaps may not be.
    private var never: UInt64 = 0
    private var unsure: UInt64 = 0
    /// Candidates that have to be members, and those that perhaps have to.
    private var core: UInt64 = 0
    private var perhapsCore: UInt64 = 0
    private var totals: [Total] = []
    private var links: [(sure: [UInt64], all: [UInt64])] = []

    private struct Total {
        var amounts: [Amount]
        var atLeast: Amount?
        var atMost: Amount?
        var sum = Amount.zero
        /// By candidate: the most, and the least, that it and those before it can add.
        var most: [Int]
        var least: [Int]
    }

    init(_ problem: PerimeterProblem) {
        self.problem = problem
        excluded = [UInt64](repeating: 0, count: problem.count)
        doubtful = excluded
        for constraint in problem.constraints {
            switch constraint.form {
            case .each(let truths):
                never |= Self.mask(truths) { $0 == .no }
                unsure |= Self.mask(truths) { $0 == .unknown }
            case .core(let truths):
                core |= Self.mask(truths) { $0 == .yes }
                perhapsCore |= Self.mask(truths) { $0 == .unknown }
            case .pairs(let truths):
                for (candidate, row) in truths.enumerated() {
                    let itself = UInt64(1) << UInt64(candidate)
                    excluded[candidate] |= Self.mask(row) { $0 == .no } & ~itself
                    doubtful[candidate] |= Self.mask(row) { $0 == .unknown } & ~itself
                }
            case .linked(let truths):
                links.append((truths.map { Self.mask($0) { $0 == .yes } }, truths.map { Self.mask($0) { $0 != .no } }))
            case .total(let amounts, let atLeast, let atMost):
                var (most, least) = ([Int](), [Int]())
                for amount in amounts {
                    most.append((most.last ?? 0) + max(0, amount.upper))
                    least.append((least.last ?? 0) + min(0, amount.lower))
                }
                totals.append(Total(amounts: amounts, atLeast: atLeast, atMost: atMost, most: most, least: least))
            }
        }
    }

    private static func mask(_ truths: [Truth], where isWanted: (Truth) -> Bool) -> UInt64 {
        truths.enumerated().reduce(0) { isWanted($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
    }

    /// - Parameters:
    ///   - candidate: The next one to be in or out; those above it are decided.
    ///   - doubt: Whether what is decided so far leaves it open that a constraint is broken.
    mutating func visit(_ candidate: Int, members: UInt64, doubt: Bool) {
        guard candidate >= 0 else { return take(members, doubt: doubt) }
        for total in totals {
            if let bound = total.atLeast, total.sum.upper + total.most[candidate] < bound.lower { return }
            if let bound = total.atMost, total.sum.lower + total.least[candidate] > bound.upper { return }
        }
        let bit = UInt64(1) << UInt64(candidate)
        if core & bit == 0 { visit(candidate - 1, members: members, doubt: doubt || perhapsCore & bit != 0) }
        guard never & bit == 0, excluded[candidate] & members == 0 else { return }
        for index in totals.indices { add(index, candidate, 1) }
        visit(
            candidate - 1, members: members | bit,
            doubt: doubt || unsure & bit != 0 || doubtful[candidate] & members != 0)
        for index in totals.indices { add(index, candidate, -1) }
    }

    private mutating func add(_ index: Int, _ candidate: Int, _ sign: Int) {
        totals[index].sum.lower += sign * totals[index].amounts[candidate].lower
        totals[index].sum.upper += sign * totals[index].amounts[candidate].upper
    }

    private mutating func take(_ members: UInt64, doubt: Bool) {
        guard members != 0 else { return }
        var doubt = doubt
        for total in totals {
            if let bound = total.atLeast {
                if total.sum.upper < bound.lower { return }
                if total.sum.lower < bound.upper { doubt = true }
            }
            if let bound = total.atMost {
                if total.sum.lower > bound.upper { return }
                if total.sum.upper > bound.lower { doubt = true }
            }
        }
        for link in links where !Self.isLinked(members, link.sure) {
            guard Self.isLinked(members, link.all) else { return }
            doubt = true
        }
        if doubt { possible.append(Perimeter(bits: members)) } else { viable.append(Perimeter(bits: members)) }
    }

    private static func isLinked(_ members: UInt64, _ neighbours: [UInt64]) -> Bool {
        var reached = members & (~members + 1)
        var frontier = reached
        while frontier != 0 {
            let next = neighbours[frontier.trailingZeroBitCount] & members & ~reached
            frontier = (frontier & (frontier - 1)) | next
            reached |= next
        }
        return reached == members
    }
}
