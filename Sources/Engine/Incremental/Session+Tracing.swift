import FEEL
import Packs
import World

/// How a session computes while it notes what is read.
///
/// Everything that expressions reach goes through here: members of records, lists, measures, cells of other
/// rules. What is read of the snapshot is noted where it is read.
extension Session {
    /// Notes that what is being computed read this answer of the snapshot or of the pack.
    func note(_ key: @autoclosure () -> ReadKey) {
        guard isTracing else { return }
        graph?.read(key())
    }

    /// Notes that what is being computed read what a rule says.
    func note(_ rule: SharedRule) {
        guard isTracing else { return }
        graph?.read(rule)
    }

    /// Runs a part of what is being computed.
    ///
    /// - Returns: What it read, which is read by the whole too.
    func passage(_ part: () -> Void) -> DependencyGraph.Passage {
        guard isTracing, let graph else {
            part()
            return .none
        }
        graph.begin()
        part()
        return graph.endPassage(nil)
    }

    /// Notes that what is being computed read all that a part of it, or of another, had read.
    func note(_ passage: DependencyGraph.Passage) {
        guard isTracing else { return }
        graph?.read(passage)
    }

    /// The result of a computation, run only when something it read came to something else.
    func fetch(_ key: ReadKey) -> Computed? {
        guard let graph else { return nil }
        return fetch(graph.id(key), graph)
    }

    private func fetch(_ id: DependencyGraph.ID, _ graph: DependencyGraph) -> Computed? {
        ensure(id, graph)
        graph.read(id)
        return graph.result(id, in: self)
    }

    /// The same, of what no other computation reads: `make` runs it.
    ///
    /// - Parameter make: Given the revision in which the result held last; nil where there is none.
    func fetch(_ key: ReadKey, _ make: (_ since: Int?) -> Computed) -> Computed? {
        guard let graph else { return nil }
        let id = graph.id(key)
        ensure(id, graph, make)
        return graph.result(id, in: self)
    }

    /// The same, for who needs no record in it.
    func fetchHeld(_ key: ReadKey) -> Computed? {
        guard let graph else { return nil }
        let id = graph.id(key)
        ensure(id, graph)
        graph.read(id)
        return graph.held(id)
    }

    /// The same of many, which are read: most of them stand.
    func ensure(_ ids: [DependencyGraph.ID], _ graph: DependencyGraph) {
        for id in graph.pending(among: ids) { ensure(id, graph) }
        graph.read(ids)
    }

    private func ensure(_ id: DependencyGraph.ID, _ graph: DependencyGraph) {
        ensure(id, graph) { since in compute(graph.key(id), graph, since) }
    }

    private func ensure(_ id: DependencyGraph.ID, _ graph: DependencyGraph, _ make: (_ since: Int?) -> Computed) {
        guard let pending = graph.pending(id) else { return }
        if pending.hasResult {
            var isMoved = false
            // In the order of reading: what was read on account of an earlier read is asked for only while that
            // one stands.
            var place = 0
            while !isMoved, let next = graph.next(in: pending.reads, from: &place, since: pending.since) {
                if !next.isMoved { ensure(next.read, graph) }
                isMoved = next.isMoved || graph.changedAt(next.read) > pending.since
            }
            if !isMoved { return graph.stands(id) }
        }
        graph.begin()
        let result = make(pending.hasResult ? pending.since : nil)
        graph.end(id, result)
    }

    /// - Parameter since: The revision in which the result held last; nil where there is none.
    private func compute(_ key: ReadKey, _ graph: DependencyGraph, _ since: Int?) -> Computed {
        switch key {
        case .value(let name, let id):
            graph.runs(key)
            return .value(shape.rule(name).map { computed($0, of: object(id)) } ?? .null)
        case .list(let child, let withFringe, let id):
            let member = WorldShape.ListMember(child: child, withFringe: withFringe)
            return .list(RecordLists(session: self).computed(member, of: record(id)))
        case .measure(let name, let first, let second):
            let measure = shape.measures.first { $0.name == name }
            return .value(
                measure.map { MeasureFunction($0, self).computed(object(first), object(second)) } ?? .null)
        case .findings:
            for rule in shape.findings { _ = fetchHeld(.findingsOf(rule)) }
            return .assembled
        case .findingsOf(let name):
            return .list(shape.rule(name).map { FindingList(session: self).part($0) } ?? ListValue([]))
        case .selected(let selection):
            for rule in shape.findings { _ = fetchHeld(.selectedOf(rule, selection)) }
            return .assembled
        case .selectedOf(let name, let selection):
            guard case .list(let list)? = fetch(.findingsOf(name)) else { return .list(ListValue([])) }
            return list.selecting(selection.member, is: .string(selection.text), options: options)
                .map { .list($0) } ?? .value(.null)
        case .possible(let name):
            let rest = shape.rule(name).map { FindingList(session: self).possible($0) } ?? []
            return .list(ListValue([], membership: .init(presence: [], rest: rest)))
        case .roster(let name):
            return .roster(
                Roster(shape.rule(name).map { RuleEvaluation(session: self, rule: $0).candidates() } ?? []))
        case .candidate(let name, let subject):
            guard case .roster(let roster)? = fetchHeld(.roster(name)), let place = roster.positions[subject] else {
                return .candidate(nil)
            }
            return .candidate(Rebinding(session: self).candidate(roster.candidates[place]))
        case .cell(let name, let subject):
            guard case .candidate(let candidate?)? = fetch(.candidate(name, subject)), let rule = shape.rule(name)
            else { return .cell(nil) }
            graph.runs(key)
            return .cell(RuleEvaluation(session: self, rule: rule).cell(candidate))
        case .cells(let name): return .cells(cellTable(name, graph, since))
        case .observed(let name, let rule, let subject):
            note(.alerting)
            guard case .cell(let cell?)? = fetch(.cell(rule, subject)),
                let alert = pack.alerting.alerts.first(where: { $0.definition.id == name })
            else { return .observed(nil) }
            return .observed(AlertObserver(session: self, alert: alert).observation(cell))
        case .results(let name):
            return .results(
                pack.assessments.first { $0.id == name }.map {
                    AssessmentEvaluation(session: self, assessment: $0).results()
                } ?? [])
        case .call(let name, let records):
            note(.function(name))
            // Of two, it is made where it is called.
            guard records.count == 1, let value = RememberedCalls.made(name, object(records[0]), self) else {
                return .assembled
            }
            return .value(value)
        // Answers are read where they stand; what an alert sees is made by who asks.
        case .attribute, .records, .children, .orphans, .censuses, .measurements, .rule, .assessment, .function,
            .concluding, .alerting, .sight:
            return .value(.null)
        }
    }

    func tracedCells(of rule: String) -> [Cell] {
        guard case .cells(let table)? = fetch(.cells(rule)) else { return [] }
        return table.cells
    }

    /// What another computation came to, by who has noted that it reads it.
    private func peek(_ key: ReadKey) -> Computed? { graph.flatMap { $0.result($0.id(key), in: self) } }

    func tracedFindings() -> ListValue {
        _ = fetchHeld(.findings)
        return assembledFindings {
            let parts = shape.findings.map { rule in
                if case .list(let list)? = peek(.findingsOf(rule)) { list } else { ListValue([]) }
            }
            return FindingList.joined(parts)
        }
    }

    func tracedSelection(_ selection: Selection) -> ListValue? {
        _ = fetchHeld(.selected(selection))
        return assembledSelection(selection) {
            var parts: [ListValue] = []
            for rule in shape.findings {
                guard case .list(let list)? = peek(.selectedOf(rule, selection)) else { return nil }
                parts.append(list)
            }
            return FindingList.joined(parts)
        }
    }

    /// A member of a record, its reading noted.
    func traced(_ name: String, of object: RecordObject) -> Value? {
        guard let graph else { return nil }
        switch object.core.noted(name) {
        case .stated(let value, let id):
            // What a list knows better comes with the object, from who gave it.
            if let narrowed = object.narrowed[name] { return narrowed }
            graph.read(id)
            return value
        case .derived(let id) where object.narrowed.isEmpty:
            guard case .value(let value)? = fetch(id, graph) else { return .null }
            return value
        case .derived, nil: break
        }
        switch object.core.members[name] {
        case .attribute(let stated):
            if let narrowed = object.narrowed[name] { return narrowed }
            let value = object.value(of: stated)
            let id = graph.id(.attribute(object.record.id, name))
            object.core.note(name, .stated(value, id))
            graph.read(id)
            return value
        case .value(let rule):
            guard object.narrowed.isEmpty else { return value(rule, of: object) }
            let id = graph.id(.value(rule.id, object.record.id))
            object.core.note(name, .derived(id))
            guard case .value(let value)? = fetch(id, graph) else { return .null }
            return value
        case .list(let list): return .list(RecordLists(session: self).list(list, of: object))
        case .findings: return .list(findings())
        case nil: return nil
        }
    }

    /// What a rule derives of an object, its reading noted.
    func traced(_ rule: SharedRule, of object: any HostObject, remembers: Bool) -> Value {
        if let record = object as? RecordObject, remembers {
            guard case .value(let value)? = fetch(.value(rule.id, record.record.id)) else { return .null }
            return value
        }
        guard let graph, remembers else { return computed(rule, of: object) }
        // A record that nobody stated is what the list it stands in makes of it, in this world only.
        let key = MemoKey(name: rule.id, identity: object.identity)
        if let known = remembered(key) {
            graph.repeatPassage(key)
            return known
        }
        graph.begin()
        let value = computed(rule, of: object)
        graph.endPassage(key)
        remember(key, value)
        return value
    }
}
