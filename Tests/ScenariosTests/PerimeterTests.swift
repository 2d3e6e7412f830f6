import Testing

@testable import Scenarios

/// Repeatable randomness: a linear congruential generator.
struct Draw {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func truth(_ percent: Int, doubt: Bool) -> Truth {
        let drawn = below(100)
        return drawn < percent ? .yes : doubt && drawn < percent + 8 ? .unknown : .no
    }

    mutating func amount(_ most: Int, doubt: Bool) -> Amount {
        let value = below(most) + 1
        return doubt && below(6) == 0 ? Amount(value, value + below(most)) : Amount(value)
    }

    mutating func pairs(_ count: Int, _ percent: Int, doubt: Bool) -> [[Truth]] {
        var truths = [[Truth]](repeating: [Truth](repeating: .yes, count: count), count: count)
        for first in 0..<count {
            for second in 0..<first {
                truths[first][second] = truth(percent, doubt: doubt)
                truths[second][first] = truths[first][second]
            }
        }
        return truths
    }

    /// An invented territory with six constraints and two objectives.
    mutating func problem(_ count: Int, doubt: Bool) -> PerimeterProblem {
        let people = (0..<count).map { _ in amount(5000, doubt: doubt) }
        return PerimeterProblem(
            count: count,
            constraints: [
                .init("willing", .each((0..<count).map { _ in truth(85, doubt: doubt) })),
                .init("reach", .linked(pairs(count, 25, doubt: doubt))),
                .init("agree", .pairs(pairs(count, 88, doubt: doubt))),
                .init("people", .total(people, atLeast: Amount(4000), atMost: nil)),
                .init(
                    "sites", .total((0..<count).map { _ in amount(10, doubt: doubt) }, atLeast: nil, atMost: Amount(40))
                ),
                .init("two", .total([Amount](repeating: Amount(1), count: count), atLeast: Amount(2), atMost: nil)),
            ],
            objectives: [
                .init("cost", (0..<count).map { _ in amount(100_000, doubt: doubt) }, per: people, prefersMore: false),
                .init("people", people, prefersMore: true),
            ])
    }
}

extension PerimeterProblem {
    /// Every set of candidates, looked at one by one by the definition.
    func enumerated() -> (viable: [Perimeter], possible: [Perimeter]) {
        let all = (1..<(UInt64(1) << UInt64(count))).map { Perimeter(bits: $0) }
        return (all.filter { isViable($0) == .yes }, all.filter { isViable($0) == .unknown })
    }
}

@Suite("perimeters") struct PerimeterTests {
    /// Seed 42; sizes 3 to 10 here, where tests are not optimised, and 11 and 12 now and then.
    @Test("the search equals the enumeration on 200 invented territories")
    func equalsEnumeration() {
        var draw = Draw(seed: 42)
        for round in 0..<200 {
            let size = round % 40 == 39 ? 12 : round % 20 == 19 ? 11 : 3 + round % 7
            let problem = draw.problem(size, doubt: round.isMultiple(of: 2))
            let found = PerimeterSearch(problem, limit: .max).run()
            let (viable, possible) = problem.enumerated()
            let minimal = viable.filter { one in !viable.contains { $0 != one && $0.bits & one.bits == $0.bits } }
            let best = (viable + possible).filter { one in !viable.contains { problem.dominates($0, one) } }
            #expect(found.viable == viable.count && found.possible == possible.count, "seed 42, round \(round)")
            #expect(Set(found.minimal) == Set(minimal), "seed 42, round \(round)")
            #expect(Set(found.best.map(\.perimeter)) == Set(best), "seed 42, round \(round)")
            #expect(found.best.count == found.bestCount)
        }
    }

    @Test("one constraint more never adds a perimeter")
    func constraintsOnlyTakeAway() {
        var draw = Draw(seed: 7)
        for round in 0..<60 {
            let problem = draw.problem(8, doubt: round.isMultiple(of: 2))
            let (viable, possible) = problem.enumerated()
            for index in problem.constraints.indices {
                var fewer = problem
                fewer.constraints.remove(at: index)
                let wider = fewer.enumerated()
                #expect(Set(viable).isSubset(of: wider.viable), "seed 7, round \(round)")
                #expect(Set(viable + possible).isSubset(of: wider.viable + wider.possible), "seed 7, round \(round)")
                let counts = PerimeterSearch(fewer).run()
                #expect(counts.viable >= viable.count)
            }
        }
    }

    @Test("hiding what is known of a candidate takes no perimeter away, and beats none")
    func hidingOnlyWidens() {
        var draw = Draw(seed: 11)
        for round in 0..<60 {
            let problem = draw.problem(7, doubt: false)
            let hidden = draw.below(problem.count)
            var unsure = problem
            unsure.constraints = problem.constraints.map { constraint in
                var constraint = constraint
                switch constraint.form {
                case .each(var truths):
                    truths[hidden] = .unknown
                    constraint.form = .each(truths)
                case .total(var amounts, let atLeast, let atMost) where constraint.id != "two":
                    amounts[hidden] = Amount(0, 10_000)
                    constraint.form = .total(amounts, atLeast: atLeast, atMost: atMost)
                default: break
                }
                return constraint
            }
            unsure.objectives[1].amounts[hidden] = Amount(0, 10_000)
            let (before, after) = (problem.enumerated(), unsure.enumerated())
            #expect(Set(before.viable).isSubset(of: after.viable + after.possible), "seed 11, round \(round)")
            #expect(Set(after.viable).isSubset(of: before.viable), "seed 11, round \(round)")
            let best = PerimeterSearch(problem, limit: .max).run().best.map(\.perimeter)
            let still = PerimeterSearch(unsure, limit: .max).run().best.map(\.perimeter)
            #expect(Set(best).isSubset(of: still), "seed 11, round \(round)")
        }
    }

    @Test("the order of the candidates changes nothing")
    func orderIsIrrelevant() {
        var draw = Draw(seed: 3)
        for round in 0..<40 {
            let problem = draw.problem(8, doubt: true)
            let order = (0..<8).map { ($0 * 3 + 1) % 8 }
            func moved<Item>(_ items: [Item]) -> [Item] { order.map { items[$0] } }
            var other = problem
            other.constraints = problem.constraints.map { constraint in
                var constraint = constraint
                switch constraint.form {
                case .each(let truths): constraint.form = .each(moved(truths))
                case .core(let truths): constraint.form = .core(moved(truths))
                case .pairs(let truths): constraint.form = .pairs(moved(truths).map(moved))
                case .linked(let truths): constraint.form = .linked(moved(truths).map(moved))
                case .total(let amounts, let atLeast, let atMost):
                    constraint.form = .total(moved(amounts), atLeast: atLeast, atMost: atMost)
                }
                return constraint
            }
            other.objectives = problem.objectives.map { objective in
                var objective = objective
                objective.amounts = moved(objective.amounts)
                objective.divisors = objective.divisors.map(moved)
                return objective
            }
            func back(_ perimeter: Perimeter) -> Perimeter { Perimeter(perimeter.members.map { order[$0] }) }
            let (first, second) = (
                PerimeterSearch(problem, limit: .max).run(), PerimeterSearch(other, limit: .max).run()
            )
            #expect(Set(first.minimal) == Set(second.minimal.map(back)), "seed 3, round \(round)")
            #expect(
                Set(first.best.map(\.perimeter)) == Set(second.best.map { back($0.perimeter) }),
                "seed 3, round \(round)")
        }
    }

    @Test("a candidate of the core is in every perimeter")
    func core() {
        var draw = Draw(seed: 5)
        var problem = draw.problem(8, doubt: false)
        problem.constraints = [.init("core", .core([.no, .yes, .no, .no, .unknown, .no, .no, .no]))]
        let found = PerimeterSearch(problem, limit: .max).run()
        #expect(found.viable == 64 && found.possible == 64)
        #expect(found.minimal == [Perimeter([1, 4])])
        let (viable, possible) = problem.enumerated()
        #expect(viable.count == 64 && possible.count == 64)
    }
}

@Suite("many candidates") struct PerimeterClimbTests {
    @Test("what is proven the best is the best of all, by brute force")
    func isTheBest() {
        var draw = Draw(seed: 77)
        for round in 0..<200 {
            // Most are small; a few of twelve, since each set is looked at.
            let problem = draw.problem(round % 25 == 0 ? 12 : 4 + round % 4, doubt: round % 3 == 0)
            let viable = problem.enumerated().viable
            for (objective, result) in zip(problem.objectives, PerimeterClimb(problem, branches: 20_000).run()) {
                let values = viable.map { perimeter -> Double in
                    let worst = PerimeterProblem.Range(objective, problem.figure(objective, perimeter)).worst
                    return (objective.prefersMore ? 1 : -1) * Double(worst.over) / Double(worst.under)
                }
                let best = objective.prefersMore ? values.max() : values.min()
                #expect(result.isProven && (result.found == nil) == (best == nil), "seed 77, round \(round)")
                if let best, let value = result.value {
                    #expect(abs(best - value) <= abs(best) * 1e-7, "seed 77, round \(round), \(objective.id)")
                }
            }
        }
    }

    /// Too few branches to prove anything: the bound is still none that a perimeter passes.
    @Test("what is found is viable, and no perimeter passes the bound", arguments: [1, 12, 200_000])
    func boundHolds(_ branches: Int) {
        var draw = Draw(seed: 19)
        for round in 0..<40 {
            let problem = draw.problem(4 + round % 6, doubt: false)
            let viable = problem.enumerated().viable
            for result in PerimeterClimb(problem, branches: branches).run() {
                guard let objective = problem.objectives.first(where: { $0.id == result.objective }) else { continue }
                let values = viable.map { perimeter -> Double in
                    let figure = problem.figure(objective, perimeter)
                    return Double(figure.sum.lower) / Double(figure.divisor?.lower ?? 1)
                }
                if let found = result.found { #expect(problem.isViable(found) == .yes, "seed 19, round \(round)") }
                guard let best = objective.prefersMore ? values.max() : values.min(), let bound = result.bound else {
                    continue
                }
                let beyond = objective.prefersMore ? best - bound : bound - best
                #expect(beyond <= abs(best) * 1e-6, "seed 19, round \(round), \(objective.id)")
            }
        }
    }

    @Test("sixty candidates: viable perimeters, and a gap")
    func sixty() {
        var draw = Draw(seed: 23)
        let problem = draw.problem(60, doubt: false)
        for result in PerimeterClimb(problem, steps: 40, branches: 2000).run() {
            #expect(result.found.map { problem.isViable($0) } == .yes)
            #expect(result.gap != nil)
        }
    }

    @Test("a quotient by zero is worse than any other")
    func quotientByZero() {
        let problem = PerimeterProblem(
            count: 2, constraints: [],
            objectives: [.init("q", [Amount(0), Amount(5)], per: [Amount(0), Amount(1)], prefersMore: false)])
        #expect(problem.dominates(Perimeter([1]), Perimeter([0])))
        #expect(!problem.dominates(Perimeter([0]), Perimeter([1])))
    }
}

@Suite("waves") struct WaveTests {
    @Test("every step is viable, grows by as many as allowed, and no shorter way exists")
    func steps() {
        var draw = Draw(seed: 31)
        var told = 0
        for round in 0..<60 {
            let problem = draw.problem(7, doubt: false)
            let viable = Set(problem.enumerated().viable)
            guard let core = PerimeterSearch(problem).run().minimal.first else { continue }
            let size = 1 + round % 2
            let result = WaveSearch(problem, core: core, atMost: size).run()
            let distances = Self.distances(from: core, viable, atMost: size)
            for sequence in result.sequences {
                told += 1
                #expect(sequence.first == core && viable.isSuperset(of: sequence), "seed 31, round \(round)")
                for (before, after) in zip(sequence, sequence.dropFirst()) {
                    #expect(before.bits & after.bits == before.bits)
                    #expect((1...size).contains(after.count - before.count))
                }
                let end = sequence[sequence.count - 1]
                #expect(distances[end] == sequence.count - 1, "seed 31, round \(round)")
                // Nobody more can join.
                #expect(!distances.keys.contains { $0 != end && $0.bits & end.bits == end.bits })
            }
            #expect(!result.sequences.isEmpty && !result.isCut)
        }
        #expect(told > 60)
    }

    /// Breadth first over the viable perimeters, by their definition.
    private static func distances(from core: Perimeter, _ viable: Set<Perimeter>, atMost: Int) -> [Perimeter: Int] {
        var distances = [core: 0]
        var layer = [core]
        while !layer.isEmpty {
            let next = Set(
                layer.flatMap { from in
                    viable.filter {
                        distances[$0] == nil && $0.bits & from.bits == from.bits
                            && (1...atMost).contains($0.count - from.count)
                    }
                })
            for perimeter in next { distances[perimeter] = (distances[layer[0]] ?? 0) + 1 }
            layer = Array(next)
        }
        return distances
    }

    @Test("a core that does not hold leads nowhere")
    func noCore() {
        var draw = Draw(seed: 1)
        var problem = draw.problem(5, doubt: false)
        problem.constraints.append(.init("never", .each([.no, .yes, .yes, .yes, .yes])))
        #expect(WaveSearch(problem, core: Perimeter([0, 1])).run().sequences.isEmpty)
    }
}
