/// Good perimeters of many candidates, and how far from the best they may be.
///
/// From each candidate a perimeter is grown until it is viable, then changed one or two members at a time as long as that
/// makes it better. A ``PerimeterBranch`` then looks for a better one, or proves that there is none; where that takes too many
/// steps, it proves as good a bound as it can. The same problem gives the same answer: steps are counted, not seconds.
public struct PerimeterClimb: Sendable {
    public struct Result: Sendable {
        public var objective: String
        /// Certainly viable; nil when none was found, which does not say that there is none.
        public var found: Perimeter?
        /// The worst that the objective may be for it.
        public var value: Double?
        /// What no viable perimeter is better than, at worst; nil where nothing bounds it.
        public var bound: Double?
        /// Whether the search was whole: what was found is the best, or there is none.
        public var isProven = false
        /// How far from the best it is at most, as a share of its value.
        public var gap: Double? {
            guard let value, let bound, value != 0 else { return nil }
            return max(0, abs(value - bound) / abs(value))
        }
    }

    private let problem: PerimeterProblem
    /// How many times a perimeter is changed from each start.
    private let steps: Int
    /// How many branches are looked at for each objective.
    private let branches: Int

    public init(_ problem: PerimeterProblem, steps: Int = 200, branches: Int = 200_000) {
        self.problem = problem
        self.steps = steps
        self.branches = branches
    }

    /// One answer an objective, in their order.
    public func run() -> [Result] {
        let starts = (0..<problem.count).compactMap { grow(from: $0) }
        return problem.objectives.map { objective in
            var best: Perimeter?
            for start in Set(starts).sorted(by: PerimeterSearch.precedes) {
                let end = climb(start, objective)
                if let known = best, !isBetter(end, known, objective) { continue }
                best = end
            }
            return proven(objective, best)
        }
    }

    // MARK: Proof

    private func proven(_ objective: PerimeterProblem.Objective, _ start: Perimeter?) -> Result {
        let branch = PerimeterBranch(problem, objective)
        var best = start
        func result(_ bound: Double?, isProven: Bool) -> Result {
            Result(
                objective: objective.id, found: best, value: best.map { worst(objective, $0) }, bound: bound,
                isProven: isProven)
        }
        let sign: Double = objective.prefersMore ? 1 : -1
        func value(_ perimeter: Perimeter) -> Double { sign * worst(objective, perimeter) }
        guard branch.isSound else { return result(bound(objective, found: best.map(value)), isProven: false) }
        var left = branches / 2
        while left > 0 {
            switch branch.better(than: best.map(value) ?? lowest(objective), steps: &left) {
            case .none: return result(best.map { sign * value($0) }, isProven: true)
            case .found(let found): best = climb(found, objective)
            case .cut: break
            }
        }
        // The least value that none can be proven to pass, between what was found and what nothing passes anyway.
        guard let loose = bound(objective, found: best.map { worst(objective, $0) }).map({ sign * $0 }) else {
            return result(nil, isProven: false)
        }
        guard let known = best.map(value) else { return result(sign * loose, isProven: false) }
        var (low, high) = (known, loose)
        for _ in 0..<Self.rounds where high > low {
            var steps = branches / 2 / Self.rounds
            let middle = low + (high - low) / 2
            switch branch.better(than: middle, steps: &steps) {
            case .none: high = middle
            case .found(let found):
                best = climb(found, objective)
                low = max(middle, best.map(value) ?? middle)
                high = max(high, low)
            case .cut: low = middle
            }
        }
        return result(sign * high, isProven: false)
    }

    /// Bounds tried, at most.
    private static let rounds = 6

    /// A value that any perimeter is better than.
    private func lowest(_ objective: PerimeterProblem.Objective) -> Double {
        let lows = objective.amounts.map { Double(objective.prefersMore ? $0.lower : -$0.upper) }
        guard let divisors = objective.divisors else { return lows.reduce(-1) { $0 + min(0, $1) } }
        let quotients = zip(lows, divisors).map { low, divisor in
            low / Double(max(1, low < 0 ? divisor.lower : divisor.upper))
        }
        return (quotients.min() ?? 0) - 1
    }

    // MARK: Growing

    /// Adds, one at a time, whoever leaves the fewest constraints broken; nil when that leads nowhere.
    private func grow(from start: Int) -> Perimeter? {
        var perimeter = Perimeter([start])
        for constraint in problem.constraints {
            guard case .core(let truths) = constraint.form else { continue }
            for (candidate, truth) in truths.enumerated() where truth != .no {
                perimeter.bits |= 1 << UInt64(candidate)
            }
        }
        while true {
            let here = shortfall(perimeter)
            if here == 0 { return perimeter }
            var next: (perimeter: Perimeter, shortfall: Double)?
            for candidate in 0..<problem.count where !perimeter.contains(candidate) {
                let wider = perimeter.toggling(candidate)
                let after = shortfall(wider)
                if after < next?.shortfall ?? .infinity { next = (wider, after) }
            }
            guard let next, next.shortfall < here || perimeter.count < 3 else { return nil }
            perimeter = next.perimeter
        }
    }

    /// How much is missing, as a share of each bound; what more members cannot mend counts as much.
    private func shortfall(_ perimeter: Perimeter) -> Double {
        problem.constraints.reduce(0) { sum, constraint in
            if problem.holds(constraint, perimeter) == .yes { return sum }
            guard case .total(let amounts, let atLeast?, _) = constraint.form else { return sum + 100 }
            let total = perimeter.members.reduce(0) { $0 + amounts[$1].lower }
            return sum + min(100, Double(max(1, atLeast.upper - total)) / Double(max(1, abs(atLeast.upper))))
        }
    }

    // MARK: Climbing

    private func climb(_ start: Perimeter, _ objective: PerimeterProblem.Objective) -> Perimeter {
        var perimeter = start
        for _ in 0..<steps {
            guard let better = step(perimeter, objective) else { break }
            perimeter = better
        }
        return perimeter
    }

    /// The best perimeter that differs by a member, or by one for another; nil when none is better.
    private func step(_ perimeter: Perimeter, _ objective: PerimeterProblem.Objective) -> Perimeter? {
        var best = perimeter
        func look(_ other: Perimeter) {
            if other.bits != 0, isBetter(other, best, objective), problem.isViable(other) == .yes { best = other }
        }
        for candidate in 0..<problem.count { look(perimeter.toggling(candidate)) }
        if best != perimeter { return best }
        for member in perimeter.members {
            let without = perimeter.toggling(member)
            for candidate in 0..<problem.count where !perimeter.contains(candidate) {
                look(without.toggling(candidate))
            }
        }
        return best == perimeter ? nil : best
    }

    /// By the worst that each may be.
    private func isBetter(_ one: Perimeter, _ other: Perimeter, _ objective: PerimeterProblem.Objective) -> Bool {
        let left = PerimeterProblem.Range(objective, problem.figure(objective, one)).worst
        let right = PerimeterProblem.Range(objective, problem.figure(objective, other)).worst
        return left.compare(right) > 0
    }

    private func worst(_ objective: PerimeterProblem.Objective, _ perimeter: Perimeter) -> Double {
        let worst = PerimeterProblem.Range(objective, problem.figure(objective, perimeter)).worst
        return (objective.prefersMore ? 1 : -1) * Double(worst.over) / Double(worst.under)
    }

    // MARK: Bound

    /// What no viable perimeter is better than. Constraints between members are left out, and the others looked at one
    /// at a time, the last member in part.
    private func bound(_ objective: PerimeterProblem.Objective, found: Double?) -> Double? {
        let allowed = (0..<problem.count).filter { candidate in
            problem.constraints.allSatisfy { constraint in
                if case .each(let truths) = constraint.form { truths[candidate] != .no } else { true }
            }
        }
        guard !allowed.isEmpty else { return nil }
        let sign: Double = objective.prefersMore ? 1 : -1
        let best = allowed.map { candidate in
            let amount = objective.amounts[candidate]
            return sign * Double(objective.prefersMore ? amount.upper : amount.lower)
        }
        guard let divisors = objective.divisors else { return sign * (most(best, allowed) ?? 0) }
        // A quotient of sums lies between those of its terms, of which the worst is no worse than the best perimeter.
        guard allowed.allSatisfy({ divisors[$0].lower > 0 }) else { return nil }
        let under = zip(best, allowed).map { gain, candidate in
            Double(gain >= 0 ? divisors[candidate].lower : divisors[candidate].upper)
        }
        var high = zip(best, under).map { $0 / $1 }.max() ?? 0
        var low = found.map { sign * $0 } ?? zip(best, under).map { $0 / $1 }.min() ?? 0
        // The least quotient such that no sum can be above it.
        for _ in 0..<60 where high - low > abs(high) * 1e-9 {
            let middle = (low + high) / 2
            let gains = zip(best, zip(under, allowed)).map { gain, rest in
                gain - middle * (middle >= 0 ? rest.0 : Double(divisors[rest.1].upper))
            }
            if most(gains, allowed) ?? 0 < 0 { high = middle } else { low = middle }
        }
        return sign * high
    }

    /// The most that a sum of gains can be, were each bounded sum the only constraint; nil when nobody can gain.
    private func most(_ gains: [Double], _ allowed: [Int]) -> Double? {
        guard var most = gains.max() else { return nil }
        // Nobody alone is no perimeter.
        if most > 0 { most = gains.reduce(0) { $0 + max(0, $1) } }
        for constraint in problem.constraints {
            guard case .total(let amounts, let atLeast, let atMost) = constraint.form else { continue }
            if let room = atMost?.upper,
                let filled = Self.filled(gains, allowed.map { Double(amounts[$0].lower) }, Double(room))
            {
                most = min(most, filled)
            }
            if let need = atLeast?.lower,
                let reached = Self.reached(gains, allowed.map { Double(amounts[$0].upper) }, Double(need))
            {
                most = min(most, reached)
            }
        }
        return most
    }

    /// At most so much room: whoever gives most for the room is taken first, the last one in part.
    private static func filled(_ gains: [Double], _ sizes: [Double], _ room: Double) -> Double? {
        guard sizes.allSatisfy({ $0 >= 0 }), room >= 0, gains.contains(where: { $0 > 0 }) else { return nil }
        var (total, left) = (0.0, room)
        let useful = zip(gains, sizes).filter { $0.0 > 0 }.sorted { one, other in
            let (left, right): (Double, Double) = (one.0 * other.1, other.0 * one.1)
            return left > right
        }
        for (gain, size) in useful {
            total += size <= left ? gain : gain * left / size
            left = max(0, left - size)
        }
        return total
    }

    /// At least so much has to come together: whoever costs least for what it brings is taken first, the last in part.
    private static func reached(_ gains: [Double], _ brought: [Double], _ need: Double) -> Double? {
        guard brought.allSatisfy({ $0 >= 0 }) else { return nil }
        var total = gains.reduce(0) { $0 + max(0, $1) }
        var left = need - zip(gains, brought).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        let costly = zip(gains, brought).filter { $0.0 <= 0 && $0.1 > 0 }.sorted { one, other in
            let (left, right): (Double, Double) = (one.0 * other.1, other.0 * one.1)
            return left > right
        }
        for (gain, size) in costly where left > 0 {
            total += size <= left ? gain : gain * left / size
            left -= size
        }
        // Nothing reaches it: there is no perimeter, and no bound to speak of.
        return left > 0 ? nil : total
    }
}
