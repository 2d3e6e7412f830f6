import Engine
import FEEL
import JSON
import Packs
import World

/// The smallest sets of declared levers that turn a verdict.
///
/// Single moves are tried first, then two together, then three; the search stops at the first size that
/// turns the verdict, so that each set found is minimal. It is bounded by a number of evaluations, not by
/// a clock: the same question gives the same answer.
struct WhatWouldChange {
    let evaluation: Evaluation

    struct Move: Hashable {
        var supposition: Supposition
        var before: FactValue?
    }

    struct Found {
        var moves: [Move]
        var verdict: Verdict
    }

    struct Outcome {
        var sets: [Found] = []
        var levers = 0
        var moves = 0
        /// How many moves together were all tried.
        var together = 0
        /// Whether more moves together than that were left out for want of evaluations.
        var isCut = false
    }

    /// Moves together, at most.
    static let largest = 3
    /// Evaluations of the verdict, at most; and of one that needs every finding of the territory.
    static let evaluations = 1500
    static let costlyEvaluations = 100

    /// - Parameter most: Evaluations, where another number than the usual one is wanted.
    func search(_ cell: Cell, most: Int? = nil) -> Outcome {
        var outcome = Outcome()
        guard let verdict = cell.verdict else { return outcome }
        let wanted = Self.turns(verdict)
        let moves = moves(for: cell)
        outcome.moves = moves.count
        outcome.levers = Set(moves.map { "\($0.supposition.record).\($0.supposition.attribute)" }).count
        let isCostly = evaluation.pack.rule(cell.rule).map(ReadNames(evaluation.pack).readsFindings) ?? false
        var left = most ?? (isCostly ? Self.costlyEvaluations : Self.evaluations)
        let worlds = SupposedWorlds(evaluation)
        for size in 1...Self.largest {
            guard Self.combinations(moves.count, size) <= left else {
                outcome.isCut = true
                return outcome
            }
            for set in Self.sets(moves, size) {
                left -= 1
                let world = worlds.world(supposing: set.map(\.supposition))
                guard let now = world.cell(cell.rule, cell.subject)?.verdict, wanted.contains(now) else { continue }
                outcome.sets.append(Found(moves: set, verdict: now))
            }
            outcome.together = size
            if !outcome.sets.isEmpty { return outcome }
        }
        return outcome
    }

    /// What a verdict may be turned into: the other one; either, when it is not known.
    private static func turns(_ verdict: Verdict) -> Set<Verdict> {
        switch verdict {
        case .yes: [.no]
        case .no, .notApplicable: [.yes]
        case .unknown: [.yes, .no]
        }
    }

    // MARK: Moves

    /// What the rule may read, nearest to the subject first.
    private func moves(for cell: Cell) -> [Move] {
        guard let rule = evaluation.pack.rule(cell.rule) else { return [] }
        let names = ReadNames(evaluation.pack).names(of: rule)
        var near: [Move] = []
        var far: [Move] = []
        for lever in evaluation.pack.levers where names.contains(lever.attribute) {
            for record in evaluation.snapshot.records[lever.kind] ?? [] where record.isDescribed {
                let moves = moves(of: lever, record)
                if isNear(record, cell.subject) { near += moves } else { far += moves }
            }
        }
        return near + far
    }

    private func moves(of lever: Lever, _ record: Record) -> [Move] {
        let before = record.agreed(lever.attribute)
        let range = evaluation.pack.vocabulary.kinds[lever.kind]?.attribute(lever.attribute)?.range
        var values = lever.values
        if case .number(let number)? = before {
            for factor in lever.factors {
                guard let product = number.multiplied(by: factor), range?.contains(product) ?? true else { continue }
                values.append(.number(product))
            }
        }
        return values.filter { $0 != before }.map { value in
            Move(
                supposition: Supposition(record: record.id, attribute: lever.attribute, value: value), before: before)
        }
    }

    /// Whether the record is one of the subject's, or belongs to one.
    private func isNear(_ record: Record, _ subject: Subject) -> Bool {
        var current: Record? = record
        for _ in 0...evaluation.pack.vocabulary.kinds.count {
            guard let here = current else { return false }
            if subject.records.contains(here.id) { return true }
            guard let parent = evaluation.pack.vocabulary.kinds[here.id.kind]?.parent, let key = here.text(parent)
            else { return false }
            current = evaluation.snapshot.record(RecordID(kind: parent, key: key))
        }
        return false
    }

    // MARK: Sets

    private static func combinations(_ count: Int, _ size: Int) -> Int {
        guard count >= size else { return 0 }
        return (0..<size).reduce(1) { $0 * (count - $1) / ($1 + 1) }
    }

    /// Sets of moves of different attributes, in order.
    private static func sets(_ moves: [Move], _ size: Int) -> [[Move]] {
        func extend(_ chosen: [Move], from start: Int) -> [[Move]] {
            if chosen.count == size { return [chosen] }
            return moves.indices.dropFirst(start).flatMap { index -> [[Move]] in
                let move = moves[index].supposition
                let isTaken = chosen.contains {
                    $0.supposition.record == move.record && $0.supposition.attribute == move.attribute
                }
                return isTaken ? [] : extend(chosen + [moves[index]], from: index + 1)
            }
        }
        return extend([], from: 0)
    }

    // MARK: JSON

    /// Sets told of one verdict.
    private static let told = 20

    func json(_ cell: Cell) -> JSONValue {
        let outcome = search(cell)
        return .object([
            .init("levers", .int(outcome.levers)), .init("moves", .int(outcome.moves)),
            .init("together", .int(outcome.together)), .init("complete", .bool(!outcome.isCut)),
            .init("found", .int(outcome.sets.count)),
            .init("sets", .array(outcome.sets.prefix(Self.told).map(json))),
        ])
    }

    private func json(_ found: Found) -> JSONValue {
        .object([
            .init("verdict", .string(found.verdict.rawValue)),
            .init(
                "levers",
                .array(
                    found.moves.map { move in
                        let id = move.supposition.record
                        let attribute = evaluation.pack.vocabulary.kinds[id.kind]?.attribute(
                            move.supposition.attribute)
                        return .object([
                            .init("record", .string(id.description)),
                            .init("name", .string(evaluation.displayName(id))),
                            .init("attribute", .string(move.supposition.attribute)),
                            .init("labels", attribute.map { ValueJSON.localized($0.labels) } ?? .null),
                            .init("unit", .string(attribute?.unit ?? "")),
                            .init("asked_of", attribute?.askedOf.map { .string($0) } ?? .null),
                            .init("before", move.before.map(\.json) ?? .null),
                            .init("after", move.supposition.value.map(\.json) ?? .null),
                        ])
                    })),
        ])
    }
}

/// The names that a rule may read, whatever the data: its own, and those of what it calls or derives from.
///
/// More than it reads, never fewer: two members of one name are not told apart.
struct ReadNames {
    private let pack: Pack
    private let functions: [String: Expression]
    private let values: [String: [Rule]]

    init(_ pack: Pack) {
        self.pack = pack
        functions = Dictionary(pack.functions.map { ($0.name, $0.body.tree) }) { first, _ in first }
        values = Dictionary(grouping: pack.rules.filter { $0.role == .value }, by: \.id)
    }

    /// Whether the rule may need the territory's findings.
    func readsFindings(_ rule: Rule) -> Bool {
        names(of: rule, throughFindings: false).contains(Evaluation.findingsMember)
    }

    /// - Parameter throughFindings: Whether what findings read counts, where the rule reads them.
    func names(of rule: Rule, throughFindings: Bool = true) -> Set<String> {
        names(of: [rule], [], throughFindings)
    }

    /// What rules and conditions beside them may read.
    func names(of rules: [Rule], _ conditions: [Expression], _ throughFindings: Bool) -> Set<String> {
        var names: Set<String> = []
        var rules = rules
        var seen = Set(rules.map(\.id))
        func read(_ tree: Expression) {
            tree.visit { node in
                let name: String
                switch node.kind {
                case .name(let found): name = found
                case .path(_, let found): name = found.text
                default: return
                }
                guard names.insert(name).inserted else { return }
                if let body = functions[name] { read(body) }
                for value in values[name] ?? [] where seen.insert(value.id).inserted { rules.append(value) }
                if throughFindings, name == Evaluation.findingsMember {
                    for finding in pack.rules where finding.role == .finding && seen.insert(finding.id).inserted {
                        rules.append(finding)
                    }
                }
            }
        }
        for condition in conditions { read(condition) }
        while let next = rules.popLast() {
            names.insert(next.id)
            names.formUnion(next.same)
            let expressions = [next.sameExpression, next.applies, next.when, next.value, next.gravity, next.score]
            for expression in expressions.compactMap({ $0 }) + next.details.map(\.expression) { read(expression.tree) }
        }
        return names
    }
}
