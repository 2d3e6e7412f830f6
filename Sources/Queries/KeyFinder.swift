import Engine
import FEEL
import JSON
import Packs
import World

/// The keys of a study's record under which nobody loses more than an amount, and what each member's limit costs.
///
/// Weights go by steps, from all on one term to all on another, and every combination is tried. Amounts are those
/// before rounding to the cent.
struct KeyFinder {
    let answer: StudyAnswer
    let key: Study.Key
    let record: RecordID

    /// Combinations looked at, at most: the steps are made longer where there would be more.
    static let most = 20_000

    private struct Member {
        var id: RecordID
        var shares: [Spread]
        var today: Spread
    }

    private struct Tried {
        var weights: [Int]
        var changes: [Spread]

        /// The largest loss, at worst; nil when nothing bounds it.
        func worst(without member: Int? = nil) -> Number? {
            var worst: Number?
            for (index, change) in changes.enumerated() where index != member {
                guard let upper = change.upper else { return nil }
                worst = worst.map { $0 < upper ? upper : $0 } ?? upper
            }
            return worst
        }

        /// The largest loss, at best.
        var best: Number? {
            changes.compactMap(\.lower).max { $0 < $1 }
        }
    }

    func members(_ limit: Number?, most told: Int) -> [JSONValue.Member] {
        let members = answer.members(of: record).map(member)
        let total = Spread(answer.evaluation.figure(key.total, of: record))
        guard let total, !members.contains(where: { $0 == nil }), !members.isEmpty else {
            return [.init("keys", .array([])), .init("missing", ValueJSON.causes(causes))]
        }
        let bearers = members.compactMap { $0 }
        let steps = steps
        let tried = Self.weights(key.terms.count, steps).map { weights in
            Tried(weights: weights, changes: bearers.map { change($0, weights, steps, total) })
        }
        let sorted = tried.filter { $0.worst() != nil }.sorted { left, right in
            let (one, other) = (left.worst() ?? .zero, right.worst() ?? .zero)
            return one == other ? right.weights.lexicographicallyPrecedes(left.weights) : one < other
        }
        let fitting = sorted.filter { tried in limit.map { tried.worst() ?? .zero <= $0 } ?? true }
        let doubtful = limit.map { limit in
            tried.count { tried in
                (tried.worst().map { $0 > limit } ?? true) && (tried.best.map { $0 <= limit } ?? true)
            }
        }
        return [
            .init("tried", .int(tried.count)), .init("steps", .int(steps)),
            .init("max_loss", limit.map { .number($0.jsonText) } ?? .null),
            .init("fitting", .int(fitting.count)), .init("doubtful", .int(doubtful ?? 0)),
            .init("keys", .array(fitting.prefix(told).map { json($0, steps, bearers) })),
            .init("least_loss", sorted.first.map { json($0, steps, bearers) } ?? .null),
            .init("prices", .array(prices(sorted, bearers))),
            .init("missing", ValueJSON.causes(causes)),
        ]
    }

    private var steps: Int {
        var steps = key.steps
        while steps > 1, Self.count(key.terms.count, steps) > Self.most { steps -= 1 }
        return steps
    }

    private func member(_ id: RecordID) -> Member? {
        let shares = key.terms.compactMap { spread(answer.evaluation.figure($0.share, of: id)) }
        guard shares.count == key.terms.count, let today = spread(answer.evaluation.figure(key.today, of: id)) else {
            return nil
        }
        return Member(id: id, shares: shares, today: today)
    }

    /// Open on both sides where it is not known whether it is a number at all.
    private func spread(_ value: Value) -> Spread? {
        Spread(value) ?? (value.isCertain ? nil : Spread(lower: nil, upper: nil))
    }

    private func change(_ member: Member, _ weights: [Int], _ steps: Int, _ total: Spread) -> Spread {
        var part = Spread.zero
        for (weight, share) in zip(weights, member.shares) where weight > 0 {
            part = part + Spread(lower: Number(weight), upper: Number(weight)) * share
        }
        let borne = total * part
        let divisor = Number(steps)
        return Spread(lower: borne.lower?.divided(by: divisor), upper: borne.upper?.divided(by: divisor)) - member.today
    }

    /// What the others' largest loss falls by when one member's loss is no matter.
    private func prices(_ tried: [Tried], _ members: [Member]) -> [JSONValue] {
        guard let least = tried.first?.worst() else { return [] }
        return members.indices.map { index in
            let without = tried.compactMap { $0.worst(without: index) }.min { $0 < $1 } ?? least
            return .object(
                answer.name(members[index].id) + [
                    .init("least_loss_without", .number(without.jsonText)),
                    .init("price", (least.subtracting(without)).map { .number($0.jsonText) } ?? .null),
                ])
        }
    }

    private func json(_ tried: Tried, _ steps: Int, _ members: [Member]) -> JSONValue {
        .object([
            .init(
                "weights",
                .object(
                    zip(key.terms, tried.weights).map { term, weight in
                        .init(
                            term.weight, Number(weight).divided(by: Number(steps)).map { .number($0.jsonText) } ?? .null
                        )
                    })),
            .init("largest_loss", tried.worst().map { .number($0.jsonText) } ?? .null),
            .init(
                "changes",
                .array(zip(members, tried.changes).map { .object(answer.name($0.id) + $1.json) })),
        ])
    }

    private var causes: Causes {
        var causes = answer.evaluation.figure(key.total, of: record).causes
        for member in answer.members(of: record) {
            for name in key.terms.map(\.share) + [key.today] {
                causes = causes.union(answer.evaluation.figure(name, of: member).causes)
            }
        }
        return causes
    }

    /// How many ways there are to share so many steps among so many terms.
    private static func count(_ terms: Int, _ steps: Int) -> Int {
        guard terms > 1 else { return 1 }
        var count = 1
        for index in 1..<terms {
            count = count * (steps + index) / index
            if count > most * 1000 { return count }
        }
        return count
    }

    private static func weights(_ terms: Int, _ steps: Int) -> [[Int]] {
        guard terms > 0 else { return [] }
        guard terms > 1 else { return [[steps]] }
        return (0...steps).flatMap { first in weights(terms - 1, steps - first).map { [first] + $0 } }
    }
}
