import Diagnostics
import FEEL
import Packs
import Synchronization
import World

/// One evaluation of a pack over a snapshot: what objects, lists and rules share, each computed once.
///
/// Safe to read from several threads: what two compute at once is the same value.
final class Session: Sendable {
    let snapshot: Snapshot
    let pack: Pack
    let shape: WorldShape
    /// Watches for a rule that needs itself; only while a pack is being checked.
    private let probe: CycleProbe?
    private let memo = Mutex(Memo())

    struct Memo {
        var values: [MemoKey: Value] = [:]
        var lists: [MemoKey: ListValue] = [:]
        var cells: [String: [Cell]] = [:]
        var findings: ListValue?
        var globals: [Value]?
    }

    struct MemoKey: Hashable {
        var name: String
        var identity: String
    }

    init(snapshot: Snapshot, pack: Pack, probe: CycleProbe? = nil) {
        self.snapshot = snapshot
        self.pack = pack
        self.shape = WorldShape(pack)
        self.probe = probe
    }

    /// Objects hold their session and results hold objects: the owner cuts the knot when it goes.
    func forget() {
        memo.withLock { $0 = Memo() }
    }

    /// The territory's own record.
    var root: any HostObject {
        let id = RecordID(kind: pack.vocabulary.territoryKind, key: snapshot.territory)
        return RecordObject(
            session: self, record: snapshot.record(id) ?? Record(id: id, statements: [:], isDescribed: false))
    }

    /// What every expression sees before its own variables, in the order of the pack's globals.
    var globals: [Value] {
        if let known = memo.withLock({ $0.globals }) { return known }
        var values: [Value] = [.object(root), .date(snapshot.date)]
        for group in pack.parameters { values.append(.context(group.context)) }
        for measure in shape.measures { values.append(.function(MeasureFunction(measure, self).value)) }
        values.append(.function(DistanceFunction(self).value))
        for function in pack.functions { values.append(function.body.evaluate(values)) }
        memo.withLock { $0.globals = values }
        return values
    }

    /// The value of a rule that derives an attribute.
    ///
    /// - Parameter remembers: Whether the object is what its identity says, no less.
    func value(_ rule: Rule, of object: any HostObject, remembers: Bool = true) -> Value {
        let key = MemoKey(name: rule.id, identity: object.identity)
        if remembers, let known = memo.withLock({ $0.values[key] }) { return known }
        guard let expression = rule.value else { return .null }
        if let probe, !probe.enter(rule.id) { return .null }
        let value = expression.evaluate(globals + [.object(object)])
        probe?.leave(rule.id)
        if remembers { memo.withLock { $0.values[key] = value } }
        return value
    }

    func list(_ name: String, _ identity: String, _ make: () -> ListValue) -> ListValue {
        let key = MemoKey(name: name, identity: identity)
        if let known = memo.withLock({ $0.lists[key] }) { return known }
        let list = make()
        memo.withLock { $0.lists[key] = list }
        return list
    }

    /// The cell of a rule for a subject, if the rule is evaluated for it.
    func cell(_ rule: Rule, _ subject: Subject) -> Cell? {
        cells(of: rule)[...].cell(of: subject)
    }

    /// The cells of one rule, sorted by subject.
    func cells(of rule: Rule) -> [Cell] {
        if let known = memo.withLock({ $0.cells[rule.id] }) { return known }
        if let probe, !probe.enter(rule.id) { return [] }
        let cells = RuleEvaluation(session: self, rule: rule).cells()
        probe?.leave(rule.id)
        memo.withLock { $0.cells[rule.id] = cells }
        return cells
    }

    /// What a rule needs besides its cells, watched for circles like them.
    func watching<Result>(_ rule: Rule, _ otherwise: Result, _ make: () -> Result) -> Result {
        if let probe, !probe.enter(rule.id) { return otherwise }
        defer { probe?.leave(rule.id) }
        return make()
    }

    /// What `territoire.findings` reads.
    func findings() -> ListValue {
        if let known = memo.withLock({ $0.findings }) { return known }
        if let probe, !probe.enter(Session.findingsMember) { return ListValue([]) }
        let list = FindingList(session: self).list()
        probe?.leave(Session.findingsMember)
        memo.withLock { $0.findings = list }
        return list
    }

    /// The member of the territory's record that lists its findings.
    static let findingsMember = "findings"
}

/// Notices a rule that needs its own result, for whatever subject: such rules have no order in which
/// they can be computed.
final class CycleProbe: Sendable {
    private struct State {
        var stack: [String] = []
        var cycles: [[String]] = []
    }

    private let state = Mutex(State())

    func enter(_ rule: String) -> Bool {
        state.withLock { state in
            if let start = state.stack.firstIndex(of: rule) {
                state.cycles.append(Array(state.stack[start...]))
                return false
            }
            state.stack.append(rule)
            return true
        }
    }

    func leave(_ rule: String) {
        state.withLock { _ = $0.stack.popLast() }
    }

    /// Each cycle once, from its smallest name on.
    var cycles: [[String]] {
        let found = state.withLock { $0.cycles }
        var unique: Set<[String]> = []
        for cycle in found {
            guard let least = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) else { continue }
            unique.insert(Array(cycle[least...] + cycle[..<least]))
        }
        return unique.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension ArraySlice<Cell> {
    /// The cell of a subject among cells sorted by subject.
    func cell(of subject: Subject) -> Cell? {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].subject < subject { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low].subject == subject ? self[low] : nil
    }
}
