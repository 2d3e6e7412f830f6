import FEEL
public import World

/// One fact changes, and what depends on it is evaluated again: nothing else runs.
extension ColumnarEvaluation {
    /// A cell of a rule that columns said before, say now, or both, and that is no longer the same.
    public struct Changed: Hashable, Sendable {
        public let rule: String
        /// The row of the rule's subject.
        public let row: Int
    }

    /// What an update did.
    public struct Update: Sendable {
        /// The cells of rules that ran, in the plan's order.
        public internal(set) var ran: [Changed] = []
        /// Those of them whose result changed. Cells that columns do not say are not among them: they are evaluated
        /// again when they are asked for.
        public internal(set) var changed: [Changed] = []
    }

    /// Whether an attribute's cells can change where they are: not what says whose a record is, how many there are, or
    /// which record it is.
    public func canUpdate(_ attribute: String, of kind: String) -> Bool {
        let vocabulary = world.vocabulary
        guard let declared = vocabulary.kinds[kind], declared.attribute(attribute)?.isColumnar == true,
            let column = world.tables[kind]?.columns[attribute]
        else { return false }
        if case .reference = column.type { return false }
        return declared.parent != attribute && !declared.key.contains(attribute) && vocabulary.census?.kind != kind
    }

    /// States one value for an attribute of a record in place of whatever was stated, and evaluates again what reads
    /// it, in turn, as long as results change.
    ///
    /// - Parameters:
    ///   - value: Nil when nothing is stated any more.
    ///   - row: A row of the kind's table.
    /// - Precondition: ``canUpdate(_:of:)``, and the row exists.
    @discardableResult
    public func update(_ attribute: String, of kind: String, row: Int, to value: FactValue?) -> Update {
        precondition(canUpdate(attribute, of: kind), "\(kind).\(attribute) does not change where it is")
        guard let table = world.tables[kind], let type = table.columns[attribute]?.type else { return Update() }
        let territory = table.territory(of: row)
        let coded = value.flatMap { code($0, type) }
        // What a column does not say stands in the territory's facts.
        if coded == nil, value != nil, world.bases[territory] == nil {
            world.bases[territory] = world.base(of: territory)
        }
        if let base = world.bases[territory] {
            world.bases[territory] = base.stating(
                value, of: attribute, in: RecordID(kind: kind, key: table.keys[row]), source: world.source)
        }
        forget(territory)
        own(attribute, of: kind)
        guard let column = world.tables[kind]?.columns[attribute]?.column else { return Update() }
        let wasSaid = column[row]
        column[row] = coded
        worker.world = world
        guard wasSaid != coded, let slot = dependencies.slots[Plan.Slot(kind: kind, name: attribute, isResult: false)]
        else { return Update() }
        return propagate(slot, row, territory)
    }

    /// The integer that says a value in a column of a type; nil when none does.
    private func code(_ value: FactValue, _ type: ColumnType) -> Int64? {
        switch (value, type) {
        case (.number(let number), .number(let scale)): number.coefficient(at: scale)
        case (.boolean(let truth), .boolean): truth ? 1 : 0
        case (.text(let text), .text): world.pool.known(text)
        default: nil
        }
    }

    /// Lets what the general evaluation said of a territory be asked again.
    private func forget(_ territory: Int) {
        guard filled.remove(territory) != nil else { return }
        for rule in general.keys { general[rule]?[territory] = nil }
        for (id, cells) in exceptions where !cells.isEmpty {
            guard let kind = columns.plan.rules[id]?.kind, let rows = world.tables[kind]?.own(territory) else {
                continue
            }
            for row in rows { exceptions[id]?[row] = nil }
        }
    }

    /// Gives the evaluation a column of its own: worlds that it was made of keep theirs.
    private func own(_ attribute: String, of kind: String) {
        let name = Plan.Slot(kind: kind, name: attribute, isResult: false)
        guard owned.insert(name).inserted, let shared = world.tables[kind]?.columns[attribute]?.column else { return }
        world.tables[kind]?.columns[attribute]?.column = Column(copying: shared)
        if let slot = dependencies.slots[name] { columns.point(slot, at: world) }
    }

    // MARK: What runs

    private func propagate(_ slot: Int, _ row: Int, _ territory: Int) -> Update {
        var update = Update()
        var waiting = Waiting(columns.nodes.count)
        wake(slot, row, territory, &waiting)
        while let (node, rows) = waiting.next() {
            let step = dependencies.steps[node]
            guard let column = columns.results[step.slot] else { continue }
            if let code = step.rule {
                for row in rows {
                    let before = column[row]
                    worker.evaluate(code, slot: step.slot, row, territory)
                    update.ran.append(Changed(rule: step.id, row: row))
                    guard column[row] != before else { continue }
                    update.changed.append(Changed(rule: step.id, row: row))
                    wake(step.slot, row, territory, &waiting)
                }
            } else if let code = step.aggregate, !code.isSecond {
                // The other of two figures of the same pairs is worked out along with the first.
                if waiting.regrouped.remove(code.source) != nil { worker.group(code.source, territory) }
                let twin = code.twin.flatMap { columns.results[$0] }
                for row in rows {
                    let (before, twinBefore) = (column[row], twin?[row])
                    worker.evaluate(code, slot: step.slot, row, territory)
                    if column[row] != before { wake(step.slot, row, territory, &waiting) }
                    if let twin, let place = code.twin, twin[row] != twinBefore {
                        wake(place, row, territory, &waiting)
                    }
                }
            }
        }
        return update
    }

    /// Has the nodes that read a cell wait for their turn.
    private func wake(_ slot: Int, _ row: Int, _ territory: Int, _ waiting: inout Waiting) {
        var (source, subjects): (Int, [Int]) = (-1, [])
        for reader in dependencies.readers[slot] {
            switch reader.reach {
            case .own: waiting.add(reader.node, row)
            case .elements:
                // Figures over one source stand side by side.
                if reader.source != source {
                    (source, subjects) = (reader.source, worker.subjects(of: row, reader.source, territory))
                }
                for subject in subjects { waiting.add(reader.node, subject) }
            case .grouping, .anywhere:
                if reader.reach == .grouping { waiting.regrouped.insert(reader.source) }
                let kind = dependencies.steps[reader.node].kind
                for subject in world.tables[kind]?.own(territory) ?? 0..<0 { waiting.add(reader.node, subject) }
            }
        }
    }

    /// Nodes that are to run, each for some rows, in the plan's order: a node only wakes those after it.
    private struct Waiting {
        /// Sources whose groups are no longer the same.
        var regrouped: Set<Int> = []
        /// By node: the place in `rows`; -1 for a node that does not wait.
        private var places: [Int32]
        private var rows: [[Int]] = []
        private var first: Int

        init(_ nodes: Int) {
            places = [Int32](repeating: -1, count: nodes)
            first = nodes
        }

        mutating func add(_ node: Int, _ row: Int) {
            if places[node] < 0 {
                places[node] = Int32(rows.count)
                rows.append([row])
            } else if !rows[Int(places[node])].contains(row) {
                rows[Int(places[node])].append(row)
            }
            first = min(first, node)
        }

        mutating func next() -> (Int, [Int])? {
            while first < places.count {
                let place = places[first]
                if place >= 0 {
                    places[first] = -1
                    return (first, rows[Int(place)])
                }
                first += 1
            }
            return nil
        }
    }
}

extension FactBase {
    /// The same facts, but for one attribute of a record, of which one source states a value, or none.
    fileprivate func stating(_ value: FactValue?, of attribute: String, in record: RecordID, source: String) -> FactBase
    {
        var records = records
        records[record, default: [:]][attribute] = value.map {
            [Fact(record: record, attribute: attribute, value: $0, source: source)]
        }
        return FactBase(territory: territory, records: records)
    }
}
