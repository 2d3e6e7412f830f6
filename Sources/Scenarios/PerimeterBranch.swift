/// Whether any perimeter of many candidates is certainly viable and better, at worst, than a value: a search by branch and bound.
///
/// Candidates are taken in or left out one after the other, members linked from the first on. A branch is left when a bounded
/// sum can no longer be reached, when members can no longer be linked, or when not even taking parts of candidates would be
/// better. The same problem gives the same answer, in as many steps.
struct PerimeterBranch {
    enum Outcome {
        /// None is better.
        case none
        case found(Perimeter)
        /// More steps than there were to be.
        case cut
    }

    private struct Total {
        var amounts: [Amount]
        var atLeast: Int?
        var atMost: Int?
    }

    private let problem: PerimeterProblem
    private let objective: PerimeterProblem.Objective
    /// Candidates that certainly fulfil what each member has to.
    private let allowed: UInt64
    private let core: UInt64
    /// By candidate: whom it does not certainly stand beside.
    private let excluded: [UInt64]
    private let links: [[UInt64]]
    private let totals: [Total]

    init(_ problem: PerimeterProblem, _ objective: PerimeterProblem.Objective) {
        self.problem = problem
        self.objective = objective
        func mask(_ truths: [Truth], where isWanted: (Truth) -> Bool) -> UInt64 {
            truths.enumerated().reduce(0) { isWanted($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
        }
        var allowed = problem.count == 64 ? UInt64.max : (UInt64(1) << UInt64(problem.count)) - 1
        var core: UInt64 = 0
        var excluded = [UInt64](repeating: 0, count: problem.count)
        var links: [[UInt64]] = []
        var totals: [Total] = []
        for constraint in problem.constraints {
            switch constraint.form {
            case .each(let truths): allowed &= mask(truths) { $0 == .yes }
            case .core(let truths): core |= mask(truths) { $0 != .no }
            case .pairs(let truths):
                for (candidate, row) in truths.enumerated() {
                    excluded[candidate] |= mask(row) { $0 != .yes } & ~(1 << UInt64(candidate))
                }
            case .linked(let truths): links.append(truths.map { mask($0) { $0 == .yes } })
            case .total(let amounts, let atLeast, let atMost):
                totals.append(Total(amounts: amounts, atLeast: atLeast?.upper, atMost: atMost?.lower))
            }
        }
        (self.allowed, self.core, self.excluded, self.links, self.totals) = (allowed, core, excluded, links, totals)
    }

    /// Whether a quotient's divisors are all above zero, without which nothing is proven.
    var isSound: Bool {
        objective.divisors?.allSatisfy { $0.lower > 0 } ?? true
    }

    /// - Parameters:
    ///   - value: Such that more is better: a minimised objective's is negated.
    ///   - steps: How many there may be; what is left of them afterwards.
    func better(than value: Double, steps: inout Int) -> Outcome {
        var walk = Walk(self, value)
        walk.left = steps
        defer { steps = walk.left }
        guard core & ~allowed == 0 else { return .none }
        if core != 0 || links.isEmpty {
            walk.visit(core, out: 0)
        } else {
            // Each perimeter is met once: with the first of its members, in this order.
            var out: UInt64 = 0
            for root in walk.order where allowed & (1 << UInt64(root)) != 0 && walk.found == nil {
                walk.visit(1 << UInt64(root), out: out)
                out |= 1 << UInt64(root)
            }
        }
        if let found = walk.found { return .found(found) }
        return walk.left <= 0 ? .cut : .none
    }

    private struct Walk {
        let branch: PerimeterBranch
        let value: Double
        /// By candidate: what it adds to the margin by which a perimeter is better.
        let gains: [Double]
        /// Candidates by their gains, best first.
        let order: [Int]
        /// By total: candidates by gain for the room they take, and by cost for what they bring.
        let fillers: [[Int]]
        let bringers: [[Int]]
        let tolerance: Double
        var left = 0
        var found: Perimeter?

        init(_ branch: PerimeterBranch, _ value: Double) {
            self.branch = branch
            self.value = value
            let objective = branch.objective
            let gains = objective.amounts.enumerated().map { index, amount -> Double in
                let low = Double(objective.prefersMore ? amount.lower : -amount.upper)
                guard let divisor = objective.divisors?[index] else { return low }
                return low - value * Double(value < 0 ? divisor.lower : divisor.upper)
            }
            self.gains = gains
            order = gains.indices.sorted { (gains[$1], $0) < (gains[$0], $1) }
            fillers = branch.totals.map { total in
                gains.indices.filter { gains[$0] > 0 }.sorted { one, other in
                    let left: Double = gains[one] * Double(max(0, total.amounts[other].upper))
                    let right: Double = gains[other] * Double(max(0, total.amounts[one].upper))
                    return left == right ? one < other : left > right
                }
            }
            bringers = branch.totals.map { total in
                gains.indices.filter { gains[$0] <= 0 && total.amounts[$0].lower > 0 }.sorted { one, other in
                    let left: Double = gains[one] * Double(max(0, total.amounts[other].lower))
                    let right: Double = gains[other] * Double(max(0, total.amounts[one].lower))
                    return left == right ? one < other : left > right
                }
            }
            tolerance = (gains.map { abs($0) }.max() ?? 0) * 1e-9
        }

        /// The margin that a sum has to pass: nothing for a quotient, the value itself for a sum.
        private var threshold: Double { branch.objective.divisors == nil ? value : 0 }

        mutating func visit(_ members: UInt64, out: UInt64) {
            guard found == nil, left > 0 else { return }
            left -= 1
            var free = branch.allowed & ~members & ~out
            var rest = members
            while rest != 0 {
                free &= ~branch.excluded[rest.trailingZeroBitCount]
                if branch.excluded[rest.trailingZeroBitCount] & members != 0 { return }
                rest &= rest - 1
            }
            if members != 0 {
                for link in branch.links {
                    let reached = PerimeterBranch.reach(members & (~members + 1), within: members | free, link)
                    guard reached & members == members else { return }
                    free &= reached
                }
            }
            guard canReach(members, free), bound(members, free) > threshold + tolerance else { return }
            if members != 0, isBetter(members) {
                found = Perimeter(bits: members)
                return
            }
            guard let next = next(members, free) else { return }
            visit(members | 1 << UInt64(next), out: out)
            visit(members, out: out | 1 << UInt64(next))
        }

        /// The best of those that can be taken next: linked to the members where links are asked for.
        private func next(_ members: UInt64, _ free: UInt64) -> Int? {
            var near = free
            if members != 0, let link = branch.links.first {
                var (rest, around) = (members, UInt64(0))
                while rest != 0 {
                    around |= link[rest.trailingZeroBitCount]
                    rest &= rest - 1
                }
                near &= around
            }
            return order.first { near & (1 << UInt64($0)) != 0 }
        }

        private func isBetter(_ members: UInt64) -> Bool {
            let perimeter = Perimeter(bits: members)
            guard branch.problem.isViable(perimeter) == .yes else { return false }
            let worst = PerimeterProblem.Range(
                branch.objective, branch.problem.figure(branch.objective, perimeter)
            ).worst
            return worst.under > 0 && Double(worst.over) / Double(worst.under) > value
        }

        private func canReach(_ members: UInt64, _ free: UInt64) -> Bool {
            for total in branch.totals {
                var (most, least) = (0, 0)
                var rest = members | free
                while rest != 0 {
                    let index = rest.trailingZeroBitCount
                    let isMember = members & (1 << UInt64(index)) != 0
                    let amount = total.amounts[index]
                    most += isMember ? amount.lower : max(0, amount.lower)
                    least += isMember ? amount.upper : min(0, amount.upper)
                    rest &= rest - 1
                }
                if let bound = total.atLeast, most < bound { return false }
                if let bound = total.atMost, least > bound { return false }
            }
            return true
        }

        /// The most that the margin can be, each bounded sum looked at alone, the last candidate taken in part.
        private func bound(_ members: UInt64, _ free: UInt64) -> Double {
            var (own, all) = (0.0, 0.0)
            for index in gains.indices {
                if members & (1 << UInt64(index)) != 0 { own += gains[index] }
                if free & (1 << UInt64(index)) != 0 { all += max(0, gains[index]) }
            }
            var best = all
            for (number, total) in branch.totals.enumerated() {
                if let most = total.atMost, let filled = filled(total, number, most, members, free) {
                    best = min(best, filled)
                }
                if let least = total.atLeast, let reached = reached(total, number, least, members, free) {
                    best = min(best, reached)
                }
            }
            return own + best
        }

        private func sum(_ total: Total, _ members: UInt64, _ end: (Amount) -> Int) -> Int {
            var (rest, sum) = (members, 0)
            while rest != 0 {
                sum += end(total.amounts[rest.trailingZeroBitCount])
                rest &= rest - 1
            }
            return sum
        }

        /// Whoever gives most for the room is taken first; nil where somebody makes room.
        private func filled(
            _ total: Total, _ number: Int, _ most: Int, _ members: UInt64, _ free: UInt64
        ) -> Double? {
            var room = Double(most - sum(total, members) { $0.upper })
            guard room >= 0 else { return nil }
            var best = 0.0
            for index in fillers[number] where free & (1 << UInt64(index)) != 0 {
                let size = Double(total.amounts[index].upper)
                guard size >= 0 else { return nil }
                if size <= room {
                    best += gains[index]
                    room -= size
                } else {
                    return best + gains[index] * room / size
                }
            }
            // Somebody without a gain may still make room.
            var rest = free
            while rest != 0 {
                if total.amounts[rest.trailingZeroBitCount].upper < 0 { return nil }
                rest &= rest - 1
            }
            return best
        }

        /// Whoever gains is taken; of the others, those that cost least for what they bring.
        private func reached(
            _ total: Total, _ number: Int, _ least: Int, _ members: UInt64, _ free: UInt64
        ) -> Double? {
            var need = Double(least - sum(total, members) { $0.lower })
            var best = 0.0
            var rest = free
            while rest != 0 {
                let index = rest.trailingZeroBitCount
                rest &= rest - 1
                let brought = Double(total.amounts[index].lower)
                guard brought >= 0 else { return nil }
                if gains[index] > 0 {
                    best += gains[index]
                    need -= brought
                }
            }
            for index in bringers[number] where need > 0 && free & (1 << UInt64(index)) != 0 {
                let brought = Double(total.amounts[index].lower)
                best += brought <= need ? gains[index] : gains[index] * need / brought
                need -= brought
            }
            return need > 0 ? nil : best
        }
    }

    private static func reach(_ start: UInt64, within: UInt64, _ link: [UInt64]) -> UInt64 {
        var (reached, frontier) = (start, start)
        while frontier != 0 {
            let next = link[frontier.trailingZeroBitCount] & within & ~reached
            frontier = (frontier & (frontier - 1)) | next
            reached |= next
        }
        return reached
    }
}
