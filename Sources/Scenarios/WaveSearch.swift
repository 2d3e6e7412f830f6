/// How a perimeter can grow from a core, some candidates at a time, while every constraint holds at each step.
///
/// - Complexity: At most ``most`` steps are looked at; the answer says when there were more.
public struct WaveSearch: Sendable {
    /// Steps from one perimeter to the next looked at, at most.
    public static let most = 1_000_000
    /// How many may join in one wave, at most.
    public static let atOnce = 3

    public struct Result: Sendable {
        /// Each from the core to a perimeter that nobody more can join, or to the one asked for: as few waves as there can
        /// be, in the order of their perimeters.
        public var sequences: [[Perimeter]] = []
        /// Every candidate that is in a perimeter reached.
        public var reached = Perimeter(bits: 0)
        /// Whether perimeters were left out for want of time.
        public var isCut = false
    }

    private let problems: [PerimeterProblem]
    private let core: Perimeter
    private let atMost: Int
    private let limit: Int

    /// - Parameters:
    ///   - problems: What each wave has to fulfil, the core's first; the last one holds for all that follow. The same candidates.
    ///   - core: Who begins; it has to be viable, or there is no sequence.
    ///   - atMost: How many join in one wave, 1...``atOnce``.
    ///   - limit: How many sequences are told.
    public init(_ problems: [PerimeterProblem], core: Perimeter, atMost: Int = 1, limit: Int = 10) {
        self.problems = problems
        self.core = core
        self.atMost = min(Self.atOnce, max(1, atMost))
        self.limit = limit
    }

    public init(_ problem: PerimeterProblem, core: Perimeter, atMost: Int = 1, limit: Int = 10) {
        self.init([problem], core: core, atMost: atMost, limit: limit)
    }

    private func problem(_ wave: Int) -> PerimeterProblem { problems[min(wave, problems.count - 1)] }

    /// - Parameter target: The perimeter to be reached; otherwise each that nobody more can join.
    public func run(to target: Perimeter? = nil) -> Result {
        var result = Result()
        guard problem(0).isViable(core) == .yes else { return result }
        // By perimeter: those of the wave before that lead to it. Nearer ones come first.
        var parents: [Perimeter: [Perimeter]] = [core: []]
        var layer = [core]
        var refused: Set<Perimeter> = []
        var (looked, wave) = (0, 0)
        while !layer.isEmpty, !result.isCut, target.map({ parents[$0] == nil }) ?? true {
            var next: [Perimeter: [Perimeter]] = [:]
            wave += 1
            // What could not be this year may be the next, as long as something changes from one to the next.
            if wave < problems.count { refused = [] }
            let problem = problem(wave)
            for perimeter in layer where !result.isCut {
                for wider in wider(perimeter, within: target) {
                    looked += 1
                    guard looked <= Self.most else {
                        result.isCut = true
                        break
                    }
                    if parents[wider] != nil || refused.contains(wider) { continue }
                    if next[wider] == nil, problem.isViable(wider) != .yes {
                        refused.insert(wider)
                        continue
                    }
                    next[wider, default: []].append(perimeter)
                }
            }
            parents.merge(next) { known, _ in known }
            layer = next.keys.sorted(by: PerimeterSearch.precedes)
        }
        result.reached.bits = parents.keys.reduce(0) { $0 | $1.bits }
        for end in target.map({ [$0] }) ?? largest(parents.keys) where parents[end] != nil {
            guard result.sequences.count < limit else { break }
            result.sequences += sequences(to: end, parents, most: limit - result.sequences.count)
        }
        return result
    }

    /// Perimeters that one wave more can make.
    private func wider(_ perimeter: Perimeter, within target: Perimeter?) -> [Perimeter] {
        let free = (0..<problem(0).count).filter { !perimeter.contains($0) && (target?.contains($0) ?? true) }
        var found: [Perimeter] = []
        func add(_ bits: UInt64, from start: Int, left: Int) {
            guard left > 0 else { return }
            for index in free.indices[start...] {
                let wider = bits | 1 << UInt64(free[index])
                found.append(Perimeter(bits: wider))
                add(wider, from: index + 1, left: left - 1)
            }
        }
        add(perimeter.bits, from: 0, left: min(atMost, free.count))
        return found
    }

    /// Those that no other holds whole.
    private func largest(_ perimeters: some Sequence<Perimeter>) -> [Perimeter] {
        var kept: [Perimeter] = []
        for perimeter in perimeters.sorted(by: { PerimeterSearch.precedes($1, $0) })
        where !kept.contains(where: { $0.bits & perimeter.bits == perimeter.bits }) {
            kept.append(perimeter)
        }
        return kept
    }

    private func sequences(to end: Perimeter, _ parents: [Perimeter: [Perimeter]], most: Int) -> [[Perimeter]] {
        guard end != core else { return [[core]] }
        var found: [[Perimeter]] = []
        for parent in (parents[end] ?? []).sorted(by: PerimeterSearch.precedes) where found.count < most {
            found += sequences(to: parent, parents, most: most - found.count).map { $0 + [end] }
        }
        return found
    }
}
