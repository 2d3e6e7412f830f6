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

extension Session {
    /// The cells of each rule of the pack.
    ///
    /// - Parameter before: Those of the evaluation that the graph knew last; empty where it knows none.
    func tables(noting graph: DependencyGraph, after before: [CellTable?]) -> [CellTable?] {
        let ids = graph.cells(of: shape.rules)
        ensure(ids, graph)
        let isFirst = before.count != ids.count
        var tables = isFirst ? [CellTable?](repeating: nil, count: ids.count) : before
        for place in isFirst ? Array(ids.indices) : graph.moved(among: ids) {
            if case .cells(let table)? = graph.held(ids[place]) { tables[place] = table } else { tables[place] = nil }
        }
        return tables
    }

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
}
