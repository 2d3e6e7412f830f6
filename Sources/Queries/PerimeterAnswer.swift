import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import Scenarios
import World

/// The perimeters that a search of the pack finds for a record, and why each neighbour is in or out.
///
/// Expressions are evaluated once for each candidate and each pair; the search then counts.
struct PerimeterAnswer {
    let evaluation: Evaluation
    let search: Search
    let subject: RecordID
    /// The same facts and rules on another day.
    var elsewhen: (@Sendable (CalendarDate) -> Evaluation)?

    /// Days on which waves are judged anew, at most: from the last one on, they are judged as on that day.
    static let days = 6

    /// Candidates, at most: sets are words of 64 bits.
    static let most = 64

    var candidates: [RecordID] {
        Evaluation.records(in: evaluation.evaluate(search.candidates, with: [evaluation.object(subject)]))
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    // MARK: The problem

    /// Sums in whole numbers: hundredths where they are no larger than a trillion.
    private struct Scaled {
        var amounts: [Amount]
        /// What one is divided into.
        var unit: Int
    }

    private struct Put {
        var problem: PerimeterProblem
        var causes: [String: Causes] = [:]
        /// By objective: what its sums, and its divisors, count.
        var units: [String: (amount: Int, divisor: Int)] = [:]
        /// By bounded sum: what it counts.
        var totals: [String: Int] = [:]
    }

    private func put(_ candidates: [RecordID]) -> Put {
        let own = evaluation.object(subject)
        let objects = candidates.map { evaluation.object($0) }
        var put = Put(problem: PerimeterProblem(count: candidates.count, constraints: [], objectives: []))
        func truth(_ value: Value, _ id: String) -> Truth {
            switch value {
            case .boolean(true): return .yes
            case .boolean(false): return .no
            default:
                put.causes[id] = (put.causes[id] ?? Causes()).union(value.causes)
                return .unknown
            }
        }
        func one(_ expression: CompiledExpression, _ id: String) -> [Truth] {
            objects.map { truth(evaluation.evaluate(expression, with: [own, $0]), id) }
        }
        func two(_ expression: CompiledExpression, _ id: String) -> [[Truth]] {
            var truths = objects.map { _ in objects.map { _ in Truth.yes } }
            for first in objects.indices {
                for second in 0..<first {
                    let found = truth(
                        evaluation.evaluate(expression, with: [own, objects[second], objects[first]]), id)
                    truths[first][second] = found
                    truths[second][first] = found
                }
            }
            return truths
        }
        func numbers(_ expression: CompiledExpression, _ id: String) -> [Spread?] {
            objects.map { object in
                let value = evaluation.evaluate(expression, with: [own, object])
                if !value.isCertain { put.causes[id] = (put.causes[id] ?? Causes()).union(value.causes) }
                return Spread(value)
            }
        }
        for constraint in search.constraints {
            let id = constraint.id
            let form: PerimeterProblem.Constraint.Form
            switch constraint.form {
            case .each(let expression): form = .each(one(expression, id))
            case .core(let expression): form = .core(one(expression, id))
            case .pairs(let expression): form = .pairs(two(expression, id))
            case .linked(let expression): form = .linked(two(expression, id))
            case .total(let expression, let atLeast, let atMost):
                let ends = [atLeast, atMost].map { bound in
                    bound.map { expression -> Spread? in
                        let value = evaluation.evaluate(expression, with: [own])
                        if !value.isCertain { put.causes[id] = (put.causes[id] ?? Causes()).union(value.causes) }
                        return Spread(value)
                    }
                }
                let scaled = Self.scaled(numbers(expression, id) + ends.map { $0 ?? .zero })
                let bounds = Array(scaled.amounts.suffix(2))
                put.totals[id] = scaled.unit
                form = .total(
                    Array(scaled.amounts.dropLast(2)), atLeast: ends[0] == nil ? nil : bounds[0],
                    atMost: ends[1] == nil ? nil : bounds[1])
            }
            put.problem.constraints.append(.init(id, form))
        }
        for objective in search.objectives {
            let amounts = Self.scaled(numbers(objective.amount, objective.id))
            let divisors = objective.divisor.map { Self.scaled(numbers($0, objective.id)) }
            let parts = divisors?.amounts.map { Amount(max(0, $0.lower), max(0, $0.upper)) }
            put.units[objective.id] = (amounts.unit, divisors?.unit ?? 1)
            put.problem.objectives.append(
                .init(objective.id, amounts.amounts, per: parts, prefersMore: objective.prefersMore))
        }
        return put
    }

    /// Ends are rounded outwards, so that what is certain stays so.
    private static func scaled(_ spreads: [Spread?]) -> Scaled {
        let ends = spreads.flatMap { [$0?.lower, $0?.upper] }.compactMap { $0?.magnitude.asDouble }
        let largest = ends.max() ?? 0
        var unit = 1_000_000
        while unit > 1, largest * Double(unit) > Double(Amount.limit) { unit /= 10 }
        func whole(_ number: Number?, _ open: Int, _ round: (Number) -> Number) -> Int {
            number.flatMap { $0.multiplied(by: Number(unit)) }.flatMap { round($0).asInt } ?? open
        }
        return Scaled(
            amounts: spreads.map { spread in
                guard let spread else { return Amount(-Amount.limit, Amount.limit) }
                return Amount(
                    whole(spread.lower, -Amount.limit) { $0.floor() },
                    whole(spread.upper, Amount.limit) { $0.ceiling() })
            }, unit: unit)
    }

    // MARK: The answer

    /// - Parameters:
    ///   - tried: Candidates of one perimeter to be judged, instead of a search.
    ///   - told: How many of the best are told with their neighbours.
    func members(tried: [RecordID]?, told most: Int) -> [JSONValue.Member] {
        let candidates = candidates
        let put = put(candidates)
        var members: [JSONValue.Member] = [
            .init("search", .string(search.id)), .init("labels", ValueJSON.localized(search.labels)),
            .init("subject", .string(subject.description)), .init("name", .string(evaluation.displayName(subject))),
            .init("candidates", .array(candidates.map(record))),
            .init("constraints", .array(search.constraints.map { constraint($0, put.causes[$0.id]) })),
        ]
        if let tried {
            let perimeter = Perimeter(tried.compactMap { candidates.firstIndex(of: $0) })
            members.append(.init("method", .string("given")))
            members.append(.init("best", .array([told(perimeter, candidates, put, withNeighbours: true)])))
        } else if candidates.count <= PerimeterSearch.most {
            let result = PerimeterSearch(put.problem).run()
            members += [
                .init("method", .string("exact")), .init("viable", .int(result.viable)),
                .init("possible", .int(result.possible)),
                .init("minimal", .array(result.minimal.prefix(50).map { keys($0, candidates) })),
                .init("minimal_count", .int(result.minimal.count)), .init("best_count", .int(result.bestCount)),
                .init(
                    "best",
                    .array(
                        result.best.prefix(most).map { told($0.perimeter, candidates, put, withNeighbours: true) })),
            ]
        } else {
            members.append(.init("method", .string("climb")))
            let results = PerimeterClimb(put.problem).run()
            members.append(
                .init("best", .array(results.map { climbed($0, candidates, put) })))
        }
        return members
    }

    /// From a core, who can join when, with every constraint certainly held at each step; and whose exit breaks what.
    ///
    /// - Parameters:
    ///   - target: Who is to be in at last; otherwise as many as can be.
    ///   - atMost: How many join in one wave.
    ///   - start: The day of the core; a wave comes each year after it, and is judged on its own day.
    ///   - exit: How many years after the start the departure of each member is rehearsed.
    func waves(
        core: [RecordID], target: [RecordID]?, atMost: Int, start: CalendarDate?, exit: Int?, told most: Int
    ) -> [JSONValue.Member] {
        let candidates = candidates
        let dated = dated(candidates, start: start, years: max(exit ?? 0, candidates.count - core.count))
        let put = dated[0]
        func on(_ year: Int) -> Put { dated[min(year, dated.count - 1)] }
        func perimeter(_ ids: [RecordID]) -> Perimeter { Perimeter(ids.compactMap { candidates.firstIndex(of: $0) }) }
        let first = perimeter(core)
        let search = WaveSearch(dated.map(\.problem), core: first, atMost: atMost, limit: most)
        let result = search.run(to: target.map { Perimeter(bits: perimeter($0).bits | first.bits) })
        let sequences = result.sequences.map { sequence in
            JSONValue.array(
                sequence.enumerated().map { number, perimeter in
                    let before = number == 0 ? 0 : sequence[number - 1].bits
                    let joining = Perimeter(bits: perimeter.bits & ~before)
                    var wave: [JSONValue.Member] = [.init("wave", .int(number))]
                    if let day = start.flatMap({ Self.day($0, years: number) }) {
                        wave.append(.init("from", .string(day.description)))
                    }
                    wave.append(.init("joins", keys(joining, candidates)))
                    wave.append(
                        .init("joining", .strings(joining.members.map { evaluation.displayName(candidates[$0]) })))
                    wave += told(perimeter, candidates, on(number), withNeighbours: false).objectMembers ?? []
                    wave.append(.init("totals", totals(perimeter, on(number))))
                    wave.append(
                        .init(
                            "exits", .array(perimeter.members.map { neighbour($0, perimeter, candidates, on(number)) }))
                    )
                    return .object(wave)
                })
        }
        let rehearsals = exit.map { year in
            result.sequences.map { sequence -> JSONValue in
                let perimeter = sequence[min(year, sequence.count - 1)]
                return .object([
                    .init("year", .int(year)),
                    .init("from", start.flatMap { Self.day($0, years: year) }.map { .string($0.description) } ?? .null),
                    .init("perimeter", keys(perimeter, candidates)),
                    .init("verdict", .string(Self.word(on(year).problem.isViable(perimeter)))),
                    .init("objectives", objectives(perimeter, on(year))),
                    .init("exits", .array(perimeter.members.map { neighbour($0, perimeter, candidates, on(year)) })),
                ])
            }
        }
        let left = candidates.indices.filter { !result.reached.contains($0) }
        let widest = result.sequences.last?.last ?? first
        return [
            .init("search", .string(self.search.id)), .init("labels", ValueJSON.localized(self.search.labels)),
            .init("subject", .string(subject.description)), .init("name", .string(evaluation.displayName(subject))),
            .init("candidates", .array(candidates.map(record))),
            .init("constraints", .array(self.search.constraints.map { constraint($0, put.causes[$0.id]) })),
            .init("core", told(first, candidates, put, withNeighbours: false)),
            .init("sequences", .array(sequences)), .init("complete", .bool(!result.isCut)),
            .init("rehearsals", rehearsals.map { .array($0) } ?? .null),
            .init(
                "judged_until",
                start.flatMap { dated.count > 1 ? Self.day($0, years: dated.count - 1) : nil }.map {
                    .string($0.description)
                } ?? .null),
            .init("never", .array(left.map { neighbour($0, widest, candidates, put) })),
        ]
    }

    /// The problem on the day of each wave; as on the day of the evaluation when waves have no days.
    private func dated(_ candidates: [RecordID], start: CalendarDate?, years: Int) -> [Put] {
        guard let start, let elsewhen else { return [put(candidates)] }
        return (0..<max(1, min(Self.days, years + 1))).compactMap { number in
            Self.day(start, years: number).map { day in
                let that = PerimeterAnswer(evaluation: elsewhen(day), search: search, subject: subject)
                var put = that.put(candidates)
                let there = Set(that.candidates)
                if !candidates.allSatisfy({ there.contains($0) }) {
                    put.problem.constraints.append(
                        .init("candidates", .each(candidates.map { there.contains($0) ? .yes : .no })))
                }
                return put
            }
        }
    }

    /// What each bounded sum comes to, with its bounds.
    private func totals(_ perimeter: Perimeter, _ put: Put) -> JSONValue {
        .object(
            put.problem.constraints.compactMap { constraint -> JSONValue.Member? in
                guard case .total(let amounts, let atLeast, let atMost) = constraint.form,
                    let unit = put.totals[constraint.id]
                else { return nil }
                let sum = perimeter.members.reduce(Amount.zero) { $0 + amounts[$1] }
                var members = Self.spread(sum, unit).json
                if let atLeast { members.append(.init("at_least", .object(Self.spread(atLeast, unit).json))) }
                if let atMost { members.append(.init("at_most", .object(Self.spread(atMost, unit).json))) }
                return .init(constraint.id, .object(members))
            })
    }

    /// The same day so many years later; 28 February for the 29th where there is none.
    private static func day(_ day: CalendarDate, years: Int) -> CalendarDate? {
        CalendarDate(year: day.year + years, month: day.month, day: day.day)
            ?? CalendarDate(year: day.year + years, month: day.month, day: 28)
    }

    private func record(_ id: RecordID) -> JSONValue {
        .object([.init("record", .string(id.description)), .init("name", .string(evaluation.displayName(id)))])
    }

    private func keys(_ perimeter: Perimeter, _ candidates: [RecordID]) -> JSONValue {
        .strings(perimeter.members.map { candidates[$0].description })
    }

    private func constraint(_ constraint: Search.Constraint, _ causes: Causes?) -> JSONValue {
        .object([
            .init("constraint", .string(constraint.id)), .init("labels", ValueJSON.localized(constraint.labels)),
            .init("source", constraint.source.map { .string($0.citation) } ?? .null),
            .init("tag", constraint.tag.map { .string($0.rawValue) } ?? .null),
            .init("missing", ValueJSON.causes(causes ?? Causes())),
        ])
    }

    private func told(
        _ perimeter: Perimeter, _ candidates: [RecordID], _ put: Put, withNeighbours: Bool
    ) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("perimeter", keys(perimeter, candidates)),
            .init("names", .strings(perimeter.members.map { evaluation.displayName(candidates[$0]) })),
            .init("verdict", .string(Self.word(put.problem.isViable(perimeter)))),
            .init("constraints", .object(constraints(perimeter, put))),
            .init("objectives", objectives(perimeter, put)),
        ]
        if withNeighbours {
            members.append(
                .init("neighbours", .array(candidates.indices.map { neighbour($0, perimeter, candidates, put) })))
        }
        return .object(members)
    }

    private func constraints(_ perimeter: Perimeter, _ put: Put) -> [JSONValue.Member] {
        put.problem.constraints.map { .init($0.id, .string(Self.word(put.problem.holds($0, perimeter)))) }
    }

    private static func word(_ truth: Truth) -> String {
        switch truth {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "unknown"
        }
    }

    /// What a perimeter becomes with one candidate more or fewer: constraints that it then breaks, or may; figures.
    private func neighbour(_ index: Int, _ perimeter: Perimeter, _ candidates: [RecordID], _ put: Put) -> JSONValue {
        let other = perimeter.toggling(index)
        let problem = put.problem
        let broken =
            other.bits == 0 ? problem.constraints : problem.constraints.filter { problem.holds($0, other) == .no }
        let doubtful = other.bits == 0 ? [] : problem.constraints.filter { problem.holds($0, other) == .unknown }
        return .object([
            .init("record", .string(candidates[index].description)),
            .init("name", .string(evaluation.displayName(candidates[index]))),
            .init("inside", .bool(perimeter.contains(index))),
            .init("breaks", .strings(broken.map(\.id))), .init("may_break", .strings(doubtful.map(\.id))),
            .init("objectives", other.bits == 0 ? .array([]) : objectives(other, put)),
        ])
    }

    private func objectives(_ perimeter: Perimeter, _ put: Put) -> JSONValue {
        .array(
            zip(search.objectives, put.problem.objectives).map { declared, objective in
                let units = put.units[objective.id] ?? (1, 1)
                let figure = put.problem.figure(objective, perimeter)
                var spread = Self.spread(figure.sum, units.amount)
                if let divisor = figure.divisor { spread = Self.quotient(spread, Self.spread(divisor, units.divisor)) }
                return .object(about(declared) + spread.json)
            })
    }

    private func about(_ objective: Search.Objective) -> [JSONValue.Member] {
        [
            .init("objective", .string(objective.id)), .init("labels", ValueJSON.localized(objective.labels)),
            .init("unit", .string(objective.unit)), .init("wanted", .string(objective.prefersMore ? "most" : "least")),
        ]
    }

    private static func spread(_ amount: Amount, _ unit: Int) -> Spread {
        func number(_ value: Int) -> Number? {
            abs(value) >= Amount.limit ? nil : Number(value).divided(by: Number(unit))
        }
        return Spread(lower: number(amount.lower), upper: number(amount.upper))
    }

    /// Open where the divisor may be nothing; six decimals, rounded outwards.
    private static func quotient(_ spread: Spread, _ divisor: Spread) -> Spread {
        guard let low = divisor.lower, let high = divisor.upper, !low.isZero, let a = spread.lower,
            let b = spread.upper,
            let lower = a.divided(by: a.signum >= 0 ? high : low), let upper = b.divided(by: b.signum >= 0 ? low : high)
        else { return Spread(lower: nil, upper: nil) }
        if lower == upper { return Spread(lower: lower, upper: upper) }
        return Spread(lower: lower.floor(scale: 6), upper: upper.ceiling(scale: 6))
    }

    /// Of many candidates: what was found, what nothing can be better than, how far they are apart.
    private func climbed(_ result: PerimeterClimb.Result, _ candidates: [RecordID], _ put: Put) -> JSONValue {
        guard let objective = search.objectives.first(where: { $0.id == result.objective }) else { return .null }
        let units = put.units[objective.id] ?? (1, 1)
        let scale = Double(units.divisor) / Double(units.amount)
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { Number("\($0 * scale)") }.map { .number($0.rounded(scale: 6).jsonText) } ?? .null
        }
        let gap: JSONValue =
            result.gap.flatMap { Number("\($0)") }.map { .number($0.ceiling(scale: 4).jsonText) } ?? .null
        var members =
            about(objective) + [
                .init("value", number(result.value)), .init("bound", number(result.bound)), .init("gap", gap),
                .init("proven", .bool(result.isProven)),
            ]
        if let found = result.found {
            members += told(found, candidates, put, withNeighbours: true).objectMembers ?? []
        } else {
            members.append(.init("perimeter", .null))
        }
        return .object(members)
    }
}
