public import Diagnostics
public import Engine
import FEEL
public import Packs
import Synchronization

/// What of a pack its tests go through.
public struct Coverage: Sendable {
    public struct RuleCoverage: Sendable {
        public var rule: Rule
        /// Whether some expectation is about the rule.
        public var isTested: Bool
        /// Verdicts that some expectation is about.
        public var verdicts: Set<Verdict>
    }

    /// A condition of an `if`, or an operand of `and` or `or`.
    public struct Branch: Sendable {
        public var owner: String
        public var text: String
        public var location: Location
        public var seenTrue = false
        public var seenFalse = false

        public var isCovered: Bool { seenTrue && seenFalse }
    }

    /// A parameter, and whether some test notices when it is raised, and when it is lowered, far beyond
    /// anything that could be meant; of one that is no number, when it is another in any way.
    public struct Threshold: Sendable {
        public var name: String
        public var location: Location?
        public var noticesMore: Bool
        public var noticesLess: Bool

        public var isCrossed: Bool { noticesMore && noticesLess }
    }

    /// In the pack's order.
    public let rules: [RuleCoverage]
    public let branches: [Branch]
    public let thresholds: [Threshold]

    /// - Parameter trials: Those that pass.
    public init(_ trials: [Trial], pack: Pack) {
        let recorder = BranchRecorder(pack)
        var tested: [String: Set<Verdict>] = [:]
        for step in trials.flatMap(\.steps) {
            let judge = Judge(pack: pack, step: step, recorder: recorder)
            for expectation in step.expectations {
                guard case .cell(let rule, let subject) = expectation.object else { continue }
                var verdicts = tested[rule] ?? []
                if let cell = judge.cells.cell(rule, subject), let verdict = Judge.verdict(of: cell) {
                    verdicts.insert(verdict)
                }
                tested[rule] = verdicts
            }
        }
        rules = pack.rules.map {
            RuleCoverage(rule: $0, isTested: tested[$0.id] != nil, verdicts: tested[$0.id] ?? [])
        }
        branches = recorder.branches
        thresholds = Coverage.thresholds(trials, pack)
    }

    public var testedRules: Int { rules.count { $0.isTested } }
    public var coveredBranches: Int { branches.count { $0.isCovered } }
    public var crossedThresholds: Int { thresholds.count { $0.isCrossed } }
    /// Whether every rule is tested and every threshold crossed.
    public var isComplete: Bool { testedRules == rules.count && crossedThresholds == thresholds.count }

    static func thresholds(_ trials: [Trial], _ pack: Pack) -> [Threshold] {
        var extremes: [Mutant] = []
        var names: [(name: String, location: Location?)] = []
        for group in pack.parameters {
            for parameter in group.parameters {
                // An empty list, days that a calendar does not have, holds nothing to cross.
                if case .list(let list) = parameter.value, list.items.isEmpty { continue }
                names.append(("\(group.name).\(parameter.name)", parameter.location))
                extremes += Coverage.extremes(of: parameter, in: group.name)
            }
        }
        let results = Mutation(extremes, of: pack, trials: trials).results
        return names.map { name, location in
            let own = results.filter { $0.mutant.owner == name }
            return Threshold(
                name: name, location: location, noticesMore: own.first?.survives == false,
                noticesLess: own.last?.survives == false)
        }
    }

    private static func extremes(of parameter: ParameterGroup.Parameter, in group: String) -> [Mutant] {
        guard case .number(let number) = parameter.value,
            let large = number.multiplied(by: Number(1000))?.adding(Number(1_000_000))
        else { return Mutant.mutants(of: parameter, in: group) }
        return [large, large.negated].map { value in
            Mutant(
                kind: .threshold, owner: "\(group).\(parameter.name)", before: number.description,
                after: value.description, location: parameter.location,
                make: { $0.replacing(parameter.name, of: group, with: .number(value)) })
        }
    }
}

/// Notes which truth values the conditions of a pack take.
final class BranchRecorder: EvaluationRecorder, Sendable {
    private struct Point {
        var expression: Expression
        var branch: Coverage.Branch
    }

    private let points: Mutex<[Point]>
    /// Positions in `points` by span: expressions of different texts may stand at the same one.
    private let places: [Span: [Int]]

    init(_ pack: Pack) {
        var points: [Point] = []
        for function in pack.functions {
            BranchRecorder.collect(function.body, Readers.owner(of: function), &points)
        }
        for rule in pack.rules {
            for (_, _, expression) in rule.expressions { BranchRecorder.collect(expression, rule.id, &points) }
        }
        var places: [Span: [Int]] = [:]
        for (position, point) in points.enumerated() { places[point.expression.span, default: []].append(position) }
        self.places = places
        self.points = Mutex(points)
    }

    var branches: [Coverage.Branch] { points.withLock { $0.map(\.branch) } }

    private static func collect(_ compiled: CompiledExpression, _ owner: String, _ points: inout [Point]) {
        let text = Array(compiled.source.text.utf8)
        var found: [Expression] = []
        compiled.tree.visit { node in
            switch node.kind {
            case .conditional(let condition, _, _): found.append(condition)
            case .and(let left, let right), .or(let left, let right): found += [left, right]
            default: break
            }
        }
        for expression in found {
            switch expression.kind {
            // What they are made of is told of each.
            case .and, .or: continue
            default: break
            }
            let start = min(expression.span.start, text.count)
            let words = String(decoding: text[start..<max(start, min(expression.span.end, text.count))], as: UTF8.self)
            points.append(
                Point(
                    expression: expression,
                    branch: Coverage.Branch(
                        owner: owner, text: words.split(whereSeparator: \.isWhitespace).joined(separator: " "),
                        location: compiled.source.location(expression.span))))
        }
    }

    func record(_ expression: Expression, _ value: Value) {
        guard let candidates = places[expression.span], case .boolean(let flag) = value else { return }
        points.withLock { points in
            for position in candidates {
                let isSeen = flag ? points[position].branch.seenTrue : points[position].branch.seenFalse
                if isSeen || points[position].expression != expression { continue }
                if flag { points[position].branch.seenTrue = true } else { points[position].branch.seenFalse = true }
            }
        }
    }

    func read(_ object: any HostObject, _ member: String, _ value: Value) {}
}
