import Alerts
import Packs
import World

/// What an alert sees, with the computations that it comes from where it watches the cells of rules.
struct SightTable: Sendable {
    var seen: AlertMachine.Sight.Part
    var isComplete: Bool
    /// What is seen of each cell: by rule, sorted by subject.
    fileprivate var ids: [DependencyGraph.ID] = []
    /// Of each, whether anything is seen, and as what.
    private var keys: [AlertKey?] = []

    /// Of what is put together anew each time.
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
    /// What an alert sees of the cells of rules; whether it is complete is for the caller to say.
    ///
    /// - Parameter since: The revision in which the last table held; nil where there is none.
    func sightTable(_ alert: String, _ rules: [String], _ graph: DependencyGraph, _ since: Int?) -> SightTable {
        let rosters = rules.map { rule -> [Subject] in
            guard shape.rule(rule) != nil, case .roster(let roster)? = fetchHeld(.roster(rule)) else { return [] }
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
