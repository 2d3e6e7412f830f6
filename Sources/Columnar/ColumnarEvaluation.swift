import Dispatch
public import Engine
public import FEEL
public import Packs
import Synchronization
import World

/// A pack evaluated over many territories at once: a column for each rule, and the general evaluation for what
/// columns do not say.
///
/// **Invariant:** its cells are those of ``Evaluation`` over each territory's facts, and do not depend on the number
/// of threads. Where the general evaluation gives up for want of steps, columns may still answer.
public final class ColumnarEvaluation {
    public let pack: Pack
    public internal(set) var world: ColumnarWorld
    public let lawDate: CalendarDate
    let columns: ResultColumns
    /// By rule in columns, by its subject's row: cells that columns do not say.
    var exceptions: [String: [Int: Cell]] = [:]
    /// Territories whose cells that columns do not say are there.
    var filled: Set<Int> = []
    /// Attributes whose columns this evaluation changed: the world it was made of keeps its own.
    var owned: Set<Plan.Slot> = []
    /// By rule, by territory: cells of rules, or of territories, that columns do not say.
    var general: [String: [Int: [Cell]]] = [:]
    lazy var dependencies = Dependencies(columns)
    let worker: Worker

    /// - Parameters:
    ///   - lawDate: The day whose law is applied; the world's own when nil.
    ///   - jobs: How many threads share the territories.
    public init(pack: Pack, world: ColumnarWorld, lawDate: CalendarDate? = nil, jobs: Int = 1) {
        self.pack = pack
        self.world = world
        self.lawDate = lawDate ?? world.date
        let plan = PlanCompiler.compile(pack, over: world, lawDate: self.lawDate)
        columns = ResultColumns(plan, over: world)
        worker = Worker(world, columns)
        run(jobs)
    }

    /// Rules that columns do not hold, with the reason, in words for developers.
    public var leftToGeneral: [(rule: String, reason: String)] {
        columns.plan.general.map { ($0.rule.id, $0.reason) }
    }

    // MARK: Columns

    private func run(_ jobs: Int) {
        let chunks = chunks()
        let next = Atomic(0)
        let (world, columns) = (world, columns)
        @Sendable func work() {
            let worker = Worker(world, columns)
            while true {
                let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard chunk < chunks.count else { return }
                worker.evaluate(chunks[chunk])
            }
        }
        if jobs == 1 { return work() }
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in work() }
    }

    /// Territories side by side of about the same number of records, the heaviest first.
    private func chunks() -> [Range<Int>] {
        let weights = world.territories.indices.map { territory in
            world.tables.values.reduce(1) { $0 + $1.rows(territory).count }
        }
        let limit = max(weights.reduce(0, +) / 128, 1)
        var chunks: [(Range<Int>, Int)] = []
        var (start, weight) = (0, 0)
        for territory in weights.indices {
            weight += weights[territory]
            if weight >= limit {
                chunks.append((start..<territory + 1, weight))
                (start, weight) = (territory + 1, 0)
            }
        }
        if start < weights.count { chunks.append((start..<weights.count, weight)) }
        return chunks.sorted { ($1.1, $0.0.lowerBound) < ($0.1, $1.0.lowerBound) }.map(\.0)
    }

    // MARK: Cells that columns do not say

    /// Has the general evaluation say what the columns of a territory do not.
    func fill(_ territory: Int) {
        guard filled.insert(territory).inserted else { return }
        var evaluation: CellEvaluation?
        func general() -> CellEvaluation {
            if let evaluation { return evaluation }
            let made = self.generalEvaluation(territory)
            evaluation = made
            return made
        }
        for (rule, _) in columns.plan.general {
            self.general[rule.id, default: [:]][territory] = general().cells(of: rule.id)
        }
        for rule in columns.plan.rules.values {
            guard isColumnar(rule, territory) else {
                self.general[rule.rule.id, default: [:]][territory] = general().cells(of: rule.rule.id)
                continue
            }
            guard let table = world.tables[rule.kind], let column = columns.results[rule.slot] else { continue }
            for row in table.own(territory) where column.presence[row] == 0 {
                exceptions[rule.rule.id, default: [:]][row] =
                    general().cell(rule.rule.id, Subject([world.record(rule.kind, row)]))
            }
        }
    }

    func generalEvaluation(_ territory: Int) -> CellEvaluation {
        CellEvaluation(
            pack: pack,
            snapshot: Snapshot(
                base: world.base(of: territory), vocabulary: world.vocabulary, date: world.date), lawDate: lawDate)
    }

    /// Whether a rule's subjects are the territory's own rows, without doubt.
    func isColumnar(_ rule: RulePlan, _ territory: Int) -> Bool {
        guard let table = world.tables[rule.kind], table.isAttached[territory] else { return false }
        let kind = world.vocabulary.kinds[rule.kind]
        guard kind?.parent != nil || rule.kind == world.vocabulary.territoryKind else { return false }
        return rule.rule.role != .value || kind?.pluralWithFringe == nil
            || table.own(territory).count == table.rows(territory).count
    }

    // MARK: Results

    /// The cells of a rule in a territory, sorted by subject.
    public func cells(of id: String, in territory: Int) -> [Cell] {
        fill(territory)
        if let cells = general[id]?[territory] { return cells }
        guard let rule = columns.plan.rules[id], let table = world.tables[rule.kind] else { return [] }
        return table.own(territory).compactMap { cell(rule, $0) }.sorted { $0.subject < $1.subject }
    }

    func cell(_ rule: RulePlan, _ row: Int) -> Cell? {
        guard let value = columns.results[rule.slot]?[row] else { return exceptions[rule.rule.id]?[row] }
        let subject = Subject([world.record(rule.kind, row)])
        if rule.rule.role == .value {
            return Cell(rule: rule.rule.id, subject: subject, verdict: nil, value: world.value(value, rule.type))
        }
        return Cell(rule: rule.rule.id, subject: subject, verdict: value != 0 ? .yes : .no)
    }

    /// The results of a rule by row of its subject's kind: a number's units at its scale, 1 for true; nil where
    /// columns do not say it.
    public func integers(of id: String) -> [Int64?] {
        guard let rule = columns.plan.rules[id], let column = columns.results[rule.slot] else { return [] }
        return (0..<column.count).map { column[$0] }
    }
}

extension Worker {
    /// Evaluates every node for territories side by side.
    func evaluate(_ territories: Range<Int>) {
        var grouped: Set<Int> = []
        for node in columns.nodes {
            switch node {
            case .rule(let code, let rule):
                guard let table = world.tables[rule.kind] else { continue }
                for territory in territories {
                    for row in table.own(territory) { evaluate(code, slot: rule.slot, row, territory) }
                }
            case .aggregate(let code, let slot, let kind):
                guard !code.isSecond, let table = world.tables[kind] else { continue }
                if grouped.insert(code.source).inserted {
                    for territory in territories { group(code.source, territory) }
                }
                for territory in territories {
                    for row in table.own(territory) { evaluate(code, slot: slot, row, territory) }
                }
            }
        }
    }
}
