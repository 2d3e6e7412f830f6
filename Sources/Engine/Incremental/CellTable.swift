import Alerts
import Packs
import World

/// The cells of one rule, with the computations that they come from.
///
/// Whatever changes, most cells stand: a table is made from the one before it and from what moved.
struct CellTable: Sendable {
    /// Sorted by subject.
    private(set) var cells: [Cell] = []
    /// Places of ``cells`` that differ from the table before it, which has the same subjects; nil where it was put
    /// together from nothing.
    private(set) var moved: [Int]?
    /// Whether records are held by their names.
    private(set) var isHeld = true
    /// Whether a cell holds a function, which cannot be told again.
    private(set) var holdsFunctions = false

    /// Computations of cells, sorted by subject.
    fileprivate var ids: [DependencyGraph.ID] = []
    /// Of each, the place of its cell; nil where it came to none.
    private var places: [Int?] = []
    /// Of each cell, whether it leads to records.
    private var leads: [Bool] = []

    var holdsRecords: Bool { leads.contains(true) }

    /// The same with records of a world, or with their names.
    func bound(_ rebinding: Rebinding) -> CellTable {
        var table = self
        table.isHeld = rebinding.session == nil
        for place in leads.indices where leads[place] { table.cells[place] = rebinding.cell(cells[place]) }
        return table
    }

    fileprivate init(_ ids: [DependencyGraph.ID], _ graph: DependencyGraph) {
        self.ids = ids
        for id in ids {
            guard case .cell(let cell?)? = graph.held(id) else {
                places.append(nil)
                continue
            }
            places.append(cells.count)
            cells.append(cell)
            leads.append(Rebinding.isNeeded(cell))
            holdsFunctions = holdsFunctions || Rebinding.isImpossible(cell)
        }
    }

    /// - Returns: Nil where a cell came or went.
    fileprivate func after(_ changed: [Int], _ graph: DependencyGraph) -> CellTable? {
        var table = self
        table.moved = []
        for position in changed {
            guard case .cell(let cell)? = graph.held(ids[position]) else { return nil }
            switch (cell, places[position]) {
            case (nil, nil): continue
            case (let cell?, let place?):
                table.cells[place] = cell
                table.leads[place] = Rebinding.isNeeded(cell)
                table.holdsFunctions = table.holdsFunctions || Rebinding.isImpossible(cell)
                table.moved?.append(place)
            default: return nil
            }
        }
        return table
    }
}

/// What an alert sees, with the computations that it comes from where it watches the cells of rules.
struct SightTable: Sendable {
    var seen: AlertMachine.Sight.Part
    var isComplete: Bool
    /// By rule watched: what was seen of each cell, and its key.
    fileprivate var ids: [DependencyGraph.ID] = []
    fileprivate var keys: [AlertKey?] = []

    init(_ observations: [Observation], isComplete: Bool) {
        seen = AlertMachine.Sight.Part(observations)
        self.isComplete = isComplete
    }

    fileprivate init(_ ids: [DependencyGraph.ID], _ graph: DependencyGraph) {
        let observations = ids.map { id -> Observation? in
            if case .observed(let observation)? = graph.held(id) { observation } else { nil }
        }
        self.init(observations.compactMap(\.self), isComplete: false)
        self.ids = ids
        keys = observations.map { $0?.key }
    }

    fileprivate mutating func follow(_ changed: [Int], _ graph: DependencyGraph) {
        for position in changed {
            guard case .observed(let observation)? = graph.held(ids[position]) else { continue }
            if let key = keys[position], key != observation?.key { seen.remove(key) }
            if let observation { seen.replace(observation) }
            keys[position] = observation?.key
        }
    }
}

extension Session {
    /// - Parameter since: The revision in which the last table held; nil where there is none.
    func cellTable(_ rule: String, _ graph: DependencyGraph, _ since: Int?) -> CellTable {
        guard case .roster(let roster)? = fetchHeld(.roster(rule)) else { return CellTable([], graph) }
        if let since, graph.changedAt(graph.id(.roster(rule))) <= since,
            case .cells(let before)? = graph.held(graph.id(.cells(rule)))
        {
            ensure(before.ids, graph)
            return before.after(graph.moved(among: before.ids, since: since), graph)
                ?? CellTable(before.ids, graph)
        }
        let ids = roster.subjects.sorted().map { graph.id(.cell(rule, $0)) }
        ensure(ids, graph)
        return CellTable(ids, graph)
    }

    /// What an alert sees of the cells of rules.
    func sightTable(_ alert: String, _ rules: [String], _ graph: DependencyGraph, _ since: Int?) -> SightTable {
        let rosters = rules.map { rule -> [Subject] in
            guard pack.rule(rule) != nil, case .roster(let roster)? = fetchHeld(.roster(rule)) else { return [] }
            return roster.subjects
        }
        if let since, rules.allSatisfy({ graph.changedAt(graph.id(.roster($0))) <= since }),
            graph.changedAt(graph.id(.alerting)) <= since,
            case .sight(var table)? = graph.held(graph.id(.sight(alert)))
        {
            ensure(table.ids, graph)
            table.follow(graph.moved(among: table.ids, since: since), graph)
            return table
        }
        let ids = zip(rules, rosters).flatMap { rule, subjects in
            subjects.sorted().map { graph.id(.observed(alert, rule: rule, $0)) }
        }
        ensure(ids, graph)
        return SightTable(ids, graph)
    }
}
