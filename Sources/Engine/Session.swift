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
    let lawDate: CalendarDate
    /// Watches for a rule that needs itself; only while a pack is being checked.
    private let probe: CycleProbe?
    /// How expressions are evaluated: with a witness, or without.
    let options: EvaluationOptions
    /// Whether few of the cells will be asked for: the others of a rule are then not worked out with one.
    private let isSparse: Bool
    private let memo = Mutex(Memo())
    /// Where reads are noted, for a session that evaluates what changed only.
    let graph: DependencyGraph?
    private let notes: Atomic<Bool>
    /// What a world in which a few facts are supposed shares with the world as it is.
    private let common: CommonGround?
    /// Whether the graph never follows the territory to another state.
    let knowsOneWorld: Bool
    /// Whether unknown values say what they lack; otherwise only that they lack something.
    let tellsCauses: Bool
    /// Whether reads are being noted: while the evaluation is made, by one thread. Whoever reads it afterwards
    /// computes what it lacks from the snapshot, like any other.
    var isTracing: Bool { graph != nil && notes.load(ordering: .acquiring) }

    struct Memo {
        var values: [MemoKey: Value] = [:]
        var lists: [MemoKey: ListValue] = [:]
        /// Of lists that are made or told again each time they are asked for; nil within for one that has none.
        var indexes: [MemoKey: RecordIndex?] = [:]
        var cells: [String: [Cell]] = [:]
        /// The same as they were kept, by place of the rule, records by their names: told with this world's once they
        /// are asked for. Empty where none were kept.
        var tables: [CellTable?] = []
        var findings: ListValue?
        /// Nil within: what cannot be told apart from the list.
        var selections: [Selection: ListValue?] = [:]
        var globals: [Value]?
        /// Those of the pack that are remembered, as they are without that.
        var functions: [String: FunctionValue] = [:]
        /// By the snapshot's record, which is one.
        var cores: [ObjectIdentifier: RecordCore] = [:]
        /// Those of the kind asked for last: records of one kind follow each other.
        var members: (kind: String, members: WorldShape.Members)?
        /// Records that are not of the snapshot, and are asked for all the same.
        var strangers: [RecordID: Record] = [:]
        var measures: [MeasureKey: Value] = [:]
        /// Nil within: what may not be kept.
        var calls: [CallKey: Value?] = [:]

        func table(_ place: Int) -> CellTable? { place < tables.count ? tables[place] : nil }
    }

    /// Two records by their ordinals.
    struct MeasureKey: Hashable {
        var measure: String
        var first: Int
        var second: Int
    }

    struct MemoKey: Hashable {
        var name: String
        var identity: String
    }

    /// - Parameters:
    ///   - shape: That of the pack, where it is known already.
    ///   - isSparse: Whether few of the cells will be asked for.
    init(
        snapshot: Snapshot, pack: Pack, lawDate: CalendarDate? = nil, probe: CycleProbe? = nil,
        recorder: (any EvaluationRecorder)? = nil, shape: WorldShape? = nil, isSparse: Bool = false,
        graph: DependencyGraph? = nil, knowsOneWorld: Bool = false, common: CommonGround? = nil,
        tellsCauses: Bool = true
    ) {
        self.snapshot = snapshot
        self.options = EvaluationOptions(recorder: recorder)
        self.lawDate = lawDate ?? snapshot.date
        self.pack = pack
        self.shape = shape ?? WorldShape(pack)
        self.probe = probe
        self.graph = graph
        self.notes = Atomic(graph != nil)
        self.isSparse = isSparse
        self.common = common
        self.knowsOneWorld = knowsOneWorld
        self.tellsCauses = tellsCauses
    }

    /// What was worked out in the world that a few facts are supposed over, where none of them matters to it.
    func shared(_ key: @autoclosure () -> ReadKey) -> Computed? {
        common.flatMap { $0.result(key(), for: self) }
    }

    /// The same, where it was worked out there already.
    func sharedAsMade(_ key: @autoclosure () -> ReadKey) -> Computed? {
        common.flatMap { $0.result(key(), for: self, isMade: true) }
    }

    /// What an unknown value lacks, as far as it is told.
    func causes(_ cause: @autoclosure () -> Cause) -> Causes { tellsCauses ? .one(cause()) : .untold }

    func memory(of key: CallKey) -> Value?? { memo.withLock { $0.calls[key] } }

    func remember(_ key: CallKey, _ value: Value?) { memo.withLock { $0.calls[key] = .some(value) } }

    /// The evaluation is made: what it came to is kept for those who read it.
    ///
    /// - Parameter tables: Of each rule of the pack.
    func seal(_ tables: [CellTable?]) {
        notes.store(false, ordering: .releasing)
        graph?.release()
        memo.withLock { memo in
            memo.values = [:]
            memo.tables = tables
        }
    }

    /// Those that were kept of each rule, by place.
    var tables: [CellTable?] { memo.withLock { $0.tables } }

    /// The cells of a rule as they were kept; nil where nothing was.
    func table(of rule: String) -> CellTable? {
        guard let place = shape.rule(rule)?.place else { return nil }
        return memo.withLock { $0.table(place) }
    }

    /// The same with records of this world.
    func keptCells(of rule: String) -> [Cell]? {
        let place = shape.rule(rule)?.place
        let (told, table) = memo.withLock { ($0.cells[rule], place.flatMap($0.table)) }
        if let told { return told }
        guard let cells = table?.bound(Rebinding(session: self)).cells else { return nil }
        memo.withLock { $0.cells[rule] = cells }
        return cells
    }

    /// What a rule derives of a record, where its cell was kept and is of the record as it is by itself.
    private func keptValue(_ rule: SharedRule, of record: RecordID) -> Value? {
        guard rule.role == .value, let table = table(of: rule.id),
            let member = RecordLists(session: self).withFringe(record.kind).member(record)?.object as? RecordObject,
            member.narrowed.isEmpty
        else { return nil }
        return table.cells[...].cell(of: Subject([record]))?.value.map(Rebinding(session: self).value)
    }

    /// One of them, without the others; nil where none were kept, nil within where it is none of them.
    func keptCell(_ rule: String, _ subject: Subject) -> Cell?? {
        let place = shape.rule(rule)?.place
        let (told, table) = memo.withLock { ($0.cells[rule], place.flatMap($0.table)) }
        if let told { return .some(told[...].cell(of: subject)) }
        return table.map { $0.cells[...].cell(of: subject).map(Rebinding(session: self).cell) }
    }

    func remembered(_ key: MemoKey) -> Value? { memo.withLock { $0.values[key] } }

    func remember(_ key: MemoKey, _ value: Value) { memo.withLock { $0.values[key] = value } }

    /// Objects hold their session and results hold objects: the owner cuts the knot when it goes.
    func forget() {
        let cores = memo.withLock { memo in
            let cores = memo.cores
            memo = Memo()
            return cores
        }
        for core in cores.values { core.forget() }
    }

    /// Whether what is computed may be kept: a search for circles cuts them at any place.
    var isSettled: Bool { probe == nil }

    /// The one core of a record.
    ///
    /// - Parameter record: The snapshot's, or one that ``stranger(_:)`` gave.
    func core(of record: Record) -> RecordCore {
        memo.withLock { memo in
            if let known = memo.cores[ObjectIdentifier(record)] { return known }
            let kind = record.id.kind
            if memo.members?.kind != kind { memo.members = (kind, shape.members(of: kind)) }
            let members = memo.members?.members ?? shape.members(of: kind)
            let core = RecordCore(self, record, members, ordinal: memo.cores.count)
            memo.cores[ObjectIdentifier(record)] = core
            return core
        }
    }

    /// The one record of a name that the snapshot does not hold.
    func stranger(_ id: RecordID) -> Record {
        memo.withLock { memo in
            if let known = memo.strangers[id] { return known }
            let record = Record(id: id, statements: [:], isDescribed: false)
            memo.strangers[id] = record
            return record
        }
    }

    func measure(_ key: MeasureKey, _ make: () -> Value) -> Value {
        if let known = memo.withLock({ $0.measures[key] }) { return known }
        let value = make()
        memo.withLock { $0.measures[key] = value }
        return value
    }

    /// The territory's own record.
    var root: any HostObject {
        let id = RecordID(kind: pack.vocabulary.territoryKind, key: snapshot.territory)
        return object(id)
    }

    /// What every expression sees before its own variables, in the order of the pack's globals.
    var globals: [Value] {
        if let known = memo.withLock({ $0.globals }) { return known }
        var values: [Value] = [.object(root), .date(snapshot.date)]
        values += shape.parameters
        for measure in shape.measures { values.append(.function(MeasureFunction(measure, self).value)) }
        values.append(.function(DistanceFunction(self).value))
        var functions: [String: FunctionValue] = [:]
        for function in pack.functions {
            let value = function.body.evaluate(values, options: options)
            if case .function(let value) = value { functions[function.name] = value }
            values.append(RememberedCalls.of(function.name, value, self))
        }
        memo.withLock {
            $0.globals = values
            $0.functions = functions
        }
        return values
    }

    /// A function of the pack as its body is; every call of it is made.
    func function(_ name: String) -> FunctionValue? {
        _ = globals
        return memo.withLock { $0.functions[name] }
    }

    /// The value of a rule that derives an attribute, or the verdict of one that concludes of a record.
    ///
    /// - Parameter remembers: Whether the object is what its identity says, no less.
    func value(_ rule: SharedRule, of object: any HostObject, remembers: Bool = true) -> Value {
        // Of a record that a list knows better than its own facts, what is derived is that list's alone.
        let remembers = remembers && ((object as? RecordObject)?.narrowed.isEmpty ?? true)
        if isTracing { return traced(rule, of: object, remembers: remembers) }
        let key = MemoKey(name: rule.id, identity: object.identity)
        if remembers, let known = remembered(key) { return known }
        if remembers, let record = object as? RecordObject, let kept = keptValue(rule, of: record.record.id) {
            remember(key, kept)
            return kept
        }
        guard isInForce(rule) else { return .null }
        if remembers, let record = object as? RecordObject,
            case .value(let value)? = shared(.value(rule.id, record.record.id))
        {
            remember(key, value)
            return value
        }
        if let probe, !probe.enter(rule.id) { return .null }
        let value = computed(rule, of: object)
        probe?.leave(rule.id)
        if remembers { remember(key, value) }
        return value
    }

    func computed(_ rule: SharedRule, of object: any HostObject) -> Value {
        guard isInForce(rule) else { return .null }
        return rule.role == .value
            ? rule.rule.value?.evaluate(globals + [.object(object)], options: options) ?? .null
            : conclusion(rule, of: object)
    }

    /// A verdict as a truth value: null when the rule does not apply.
    private func conclusion(_ rule: SharedRule, of object: any HostObject) -> Value {
        note(.concluding)
        let evaluation = RuleEvaluation(session: self, rule: rule)
        guard let judged = evaluation.judge(RuleEvaluation.Candidate(objects: [object], doubt: nil)) else {
            return .null
        }
        switch judged.verdict {
        case .yes: return .boolean(true)
        case .no: return .boolean(false)
        case .notApplicable: return .null
        case .unknown:
            if let failure = judged.failure { return .null(failure) }
            let values: [Value] = [.boolean(false), .boolean(true)] + [.null]
            return .unknown(Unknown(.values(values), judged.missing))
        }
    }

    func list(_ key: MemoKey, _ make: () -> ListValue) -> ListValue {
        if let known = memo.withLock({ $0.lists[key] }) { return known }
        let list = make()
        memo.withLock { $0.lists[key] = list }
        return list
    }

    /// A list of records with the index that all who are given it share.
    ///
    /// - Parameter key: Which list of this world it is.
    func indexed(_ list: ListValue, as key: @autoclosure () -> MemoKey) -> ListValue {
        guard list.index == nil, list.items.count >= RecordIndex.leastCount else { return list }
        let key = key()
        if let known = memo.withLock({ $0.indexes[key] }) { return known.map(list.indexed) ?? list }
        let index = RecordIndex(list, self)
        memo.withLock { $0.indexes[key] = .some(index) }
        return index.map(list.indexed) ?? list
    }

    /// Circles are looked for whatever the date.
    func isInForce(_ rule: SharedRule) -> Bool {
        note(rule)
        return probe != nil || rule.rule.force(at: lawDate) == .inForce
    }

    /// The cell of a rule for a subject, if the rule is evaluated for it.
    func cell(_ rule: SharedRule, _ subject: Subject) -> Cell? {
        if isTracing {
            guard case .cell(let cell)? = fetch(.cell(rule.id, subject)) else { return nil }
            return cell
        }
        if isSparse, memo.withLock({ $0.cells[rule.id] == nil }) { return cell(alone: rule, subject) }
        if let kept = keptCell(rule.id, subject) { return kept }
        return cells(of: rule)[...].cell(of: subject)
    }

    /// The same, without the rule's other cells.
    func cell(alone rule: SharedRule, _ subject: Subject) -> Cell? {
        if case .cell(let cell)? = shared(.cell(rule.id, subject)) { return cell }
        // Where what a cell reads is supposed, those it is about mostly are not: the lists they stand in need not be
        // told again.
        if case .candidate(let candidate)? = shared(.candidate(rule.id, subject)) {
            return candidate.flatMap { RuleEvaluation(session: self, rule: rule).cell($0) }
        }
        return RuleEvaluation(session: self, rule: rule).cell(of: subject)
    }

    /// The cells of one rule, sorted by subject.
    func cells(of rule: SharedRule) -> [Cell] {
        if isTracing { return tracedCells(of: rule.id) }
        if let known = keptCells(of: rule.id) { return known }
        if case .cells(let table)? = shared(.cells(rule.id)) {
            memo.withLock { $0.cells[rule.id] = table.cells }
            return table.cells
        }
        if let probe, !probe.enter(rule.id) { return [] }
        let cells = RuleEvaluation(session: self, rule: rule).cells()
        probe?.leave(rule.id)
        memo.withLock { $0.cells[rule.id] = cells }
        return cells
    }

    /// What a rule needs besides its cells, watched for circles like them.
    func watching<Result>(_ rule: SharedRule, _ otherwise: Result, _ make: () -> Result) -> Result {
        if let probe, !probe.enter(rule.id) { return otherwise }
        defer { probe?.leave(rule.id) }
        return make()
    }

    /// What `territoire.findings` reads.
    func findings() -> ListValue {
        if isTracing { return tracedFindings() }
        return assembledFindings {
            if let probe, !probe.enter(Session.findingsMember) { return nil }
            let list = FindingList(session: self).list()
            probe?.leave(Session.findingsMember)
            return list
        }
    }

    /// - Parameter make: Nil: what is made is no answer to keep.
    func assembledFindings(_ make: () -> ListValue?) -> ListValue {
        if let known = memo.withLock({ $0.findings }) { return known }
        guard var list = make() else { return ListValue([]) }
        if isSettled { list = list.indexed(by: FindingIndex(self)) }
        memo.withLock { $0.findings = list }
        return list
    }

    /// What a filter for a text keeps of the findings; nil where that is no list.
    func selection(_ selection: Selection) -> ListValue? {
        if isTracing { return tracedSelection(selection) }
        return assembledSelection(selection) {
            findings().selecting(selection.member, is: .string(selection.text), options: options)
        }
    }

    func assembledSelection(_ selection: Selection, _ make: () -> ListValue?) -> ListValue? {
        if let known = memo.withLock({ $0.selections[selection] }) { return known }
        let list = make()
        memo.withLock { memo in
            // People's own queries may name texts without end.
            if memo.selections.count < Self.mostSelections { memo.selections[selection] = .some(list) }
        }
        return list
    }

    private static let mostSelections = 1_000

    /// The member of the territory's record that lists its findings.
    static let findingsMember = "findings"
}

/// What filters keep of the findings of a session, which owns them.
private final class FindingIndex: SelectionIndex {
    private let session: Session

    init(_ session: Session) {
        self.session = session
    }

    func has(_ member: String) -> Bool {
        session.pack.types.memberType(member, of: FindingObject.kindName) != nil
    }

    func selection(where member: String, is value: Value) -> ListValue? {
        guard case .string(let text) = value else { return nil }
        return session.selection(Selection(member: member, text: text))
    }
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
