import Diagnostics
public import Engine
import FEEL
public import JSON
import Packs
import World

/// The world as it was known when something was promised.
public struct Baseline: Sendable {
    public let evaluation: Evaluation
    /// The name it was asked by.
    let name: String
    /// What vouches for it: the entry of the journal, its hash; nothing more is known of a moment without a name.
    let seal: JSONValue

    public init(_ evaluation: Evaluation, name: String, seal: JSONValue) {
        self.evaluation = evaluation
        self.name = name
        self.seal = seal
    }

    var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("at", .string(evaluation.snapshot.date.description)),
            .init("pack", .string(evaluation.pack.hash)), .init("milestone", seal),
        ])
    }
}

/// From what was chosen to what becomes of it: actions, checklists, benefits.
extension Answers {
    private var pack: Pack { evaluation.pack }

    // MARK: Actions

    func actions(_ parameters: [String: String]) -> Answer {
        guard !pack.frameworks.isEmpty else { return none("frameworks", fr: "aucun cadre", en: "no framework") }
        var records: [JSONValue] = []
        var possible: [JSONValue] = []
        for framework in pack.frameworks {
            let chosen = evaluation.chosen(framework)
            // One that is asked for by name is told as if it were chosen.
            let asked = asked(parameters, evaluation.records(of: framework.kind).records)
            for id in asked ?? chosen.certain {
                let actions = evaluation.actions(framework, for: id)
                records.append(
                    .object(
                        name(id) + [
                            .init("framework", .string(framework.id)),
                            .init("labels", ValueJSON.localized(framework.labels)),
                            .init("chosen", .bool(chosen.certain.contains(id))),
                            .init("actions", .array(actions.map(action))),
                            .init("complete", .bool(evaluation.knowsActions(framework))),
                        ]))
            }
            possible += chosen.possible.map { .object(name($0)) }
        }
        return .found(
            .object(head + [.init("records", .array(records)), .init("perhaps_chosen", .array(possible))]))
    }

    private func action(_ action: ActionReading) -> JSONValue {
        .object([
            .init("action", .string(action.id)), .init("labels", ValueJSON.localized(action.labels)),
            .init("record", action.record.map { .string($0.description) } ?? .null),
            .init("state", .string(action.state.rawValue)),
            // Whether it certainly is to be done for this record.
            .init("certain", .bool(action.doubt.isEmpty)),
            .init("overdue", .bool(action.doubt.isEmpty && action.isOverdue(on: evaluation.snapshot.date))),
            .init("owner", action.owner.map { ValueJSON.localized($0) } ?? .null),
            .init("due", .object(ValueJSON.members(action.due))),
            .init("budget", .object(ValueJSON.members(action.budget))),
            .init("needs", action.needs.map { .string($0) } ?? .null),
            .init("source", action.source.map { .string($0.citation) } ?? .null),
            .init("tag", action.tag.map { .string($0.rawValue) } ?? .null),
            .init("missing", ValueJSON.causes(action.doubt.union(action.missing))),
            .init("diagnostics", .array(action.diagnostics.map { $0.json() })),
        ])
    }

    // MARK: Checklists

    func checklists(_ parameters: [String: String]) -> Answer {
        guard !pack.checklists.isEmpty else {
            return none("checklists", fr: "aucune liste de contrôle", en: "no checklist")
        }
        var records: [JSONValue] = []
        for checklist in pack.checklists {
            let all = evaluation.records(of: checklist.kind).records
            let those = (asked(parameters, all) ?? all).filter { evaluation.mayApply(checklist.applies, to: $0) }
            records += those.map { id in
                let items = checklist.items.filter { evaluation.mayApply($0.applies, to: id) }.map { item($0, id) }
                func count(_ state: String) -> JSONValue {
                    .int(items.count { $0["state"]?.stringValue == state })
                }
                return .object(
                    name(id) + [
                        .init("checklist", .string(checklist.id)),
                        .init("labels", ValueJSON.localized(checklist.labels)), .init("items", .array(items)),
                        .init("present", count("present")), .init("absent", count("absent")),
                        .init("unknown", count("unknown")),
                    ])
            }
        }
        return .found(.object(head + [.init("records", .array(records))]))
    }

    private func item(_ item: Checklist.Item, _ id: RecordID) -> JSONValue {
        let value = evaluation.evaluate(item.present, with: [evaluation.object(id)])
        let state =
            switch value {
            case .boolean(true): "present"
            case .boolean(false): "absent"
            default: "unknown"
            }
        return .object([
            .init("item", .string(item.id)), .init("labels", ValueJSON.localized(item.labels)),
            .init("state", .string(state)),
            .init("source", item.source.map { .string($0.citation) } ?? .null),
            .init("tag", item.tag.map { .string($0.rawValue) } ?? .null),
            .init("missing", ValueJSON.causes(value.causes)),
        ])
    }

    // MARK: Benefits

    func benefits(_ parameters: [String: String]) -> Answer {
        guard !pack.benefits.isEmpty else {
            return none("benefits", fr: "aucun suivi des bénéfices", en: "no benefits to follow")
        }
        if parameters["baseline"] != nil, baseline == nil {
            return .refused([
                Diagnostic(
                    "A090",
                    Localized(
                        fr: "une référence scellée demande la mémoire d'un démon",
                        en: "a sealed baseline takes a daemon's memory"),
                    help: Localized(
                        fr: "ôter « baseline » : les promesses sont alors celles des faits présents",
                        en: "leave 'baseline' out: promises are then those of the present facts"))
            ])
        }
        var records: [JSONValue] = []
        for benefits in pack.benefits {
            let all = evaluation.records(of: benefits.kind).records
            let chosen = pack.frameworks.filter { $0.kind == benefits.kind }.flatMap { evaluation.chosen($0).certain }
            for id in asked(parameters, all) ?? all {
                let results = results(benefits, of: id)
                guard parameters["record"] != nil || !results.isEmpty || chosen.contains(id) else { continue }
                records.append(
                    .object(
                        name(id) + [
                            .init("benefits", .string(benefits.id)),
                            .init("labels", ValueJSON.localized(benefits.labels)),
                            .init("years", .array(results.map { year($0, benefits, id) })),
                            .init(
                                "unmeasured",
                                .array(
                                    benefits.unmeasured.map { item in
                                        .object([
                                            .init("measure", .string(item.id)),
                                            .init("labels", ValueJSON.localized(item.labels)),
                                            .init("why", ValueJSON.localized(item.why)),
                                        ])
                                    })),
                        ]))
            }
        }
        return .found(
            .object(head + [.init("baseline", baseline?.json ?? .null), .init("records", .array(records))]))
    }

    /// The records of results, by year; those whose year is not known last.
    private func results(_ benefits: Benefits, of id: RecordID) -> [(record: RecordID, year: Value)] {
        guard let plural = pack.vocabulary.kinds[benefits.results]?.plural else { return [] }
        // A result that may be another's is nobody's.
        return Evaluation.candidates(in: evaluation.figure(plural, of: id)).filter(\.doubt.isEmpty).map { record, _ in
            (record, evaluation.figure(benefits.year, of: record))
        }.sorted { left, right in
            switch (left.year, right.year) {
            case (.number(let one), .number(let other)) where one != other: one < other
            case (.number, .number): left.record < right.record
            case (.number, _): true
            case (_, .number): false
            default: left.record < right.record
            }
        }
    }

    private func year(
        _ result: (record: RecordID, year: Value), _ benefits: Benefits, _ id: RecordID
    ) -> JSONValue {
        .object(
            [.init("results", .string(result.record.description)), .init("year", ValueJSON.plain(result.year))] + [
                .init("measures", .array(benefits.measures.map { measure($0, result, benefits, id) }))
            ])
    }

    private func measure(
        _ measure: Benefits.Measure, _ result: (record: RecordID, year: Value), _ benefits: Benefits, _ id: RecordID
    ) -> JSONValue {
        let promised = promised(measure, benefits, id, year: result.year)
        let measured = evaluation.evaluate(measure.measured, with: [evaluation.object(result.record)])
        var members: [JSONValue.Member] = [
            .init("measure", .string(measure.id)), .init("labels", ValueJSON.localized(measure.labels)),
            .init("unit", .string(measure.unit)),
            .init("promised", promised.map { .object(ValueJSON.members($0)) } ?? .null),
            .init("measured", .object(ValueJSON.members(measured))),
        ]
        guard let promised else {
            return .object(members + [.init("difference", .null), .init("outcome", .string("not_promised"))])
        }
        members.append(.init("difference", Spread.difference(measured, promised)))
        members.append(.init("outcome", .string(Self.outcome(measured, promised, measure.prefersMore))))
        return .object(members)
    }

    /// What was promised for a year, by the facts and rules of the baseline; nil where it did not know the record.
    private func promised(_ measure: Benefits.Measure, _ benefits: Benefits, _ id: RecordID, year: Value) -> Value? {
        let world = baseline?.evaluation ?? evaluation
        guard world.snapshot.record(id)?.isDescribed == true,
            let own = world.pack.benefits.first(where: { $0.id == benefits.id })?.measures
                .first(where: { $0.id == measure.id })
        else { return nil }
        return world.evaluate(own.promised, with: [world.object(id), year])
    }

    /// `kept`, `missed`, or `unknown` where it may be either; `not_promised` and `not_measured` where one of them certainly is
    /// no number: what may be one is unknown.
    static func outcome(_ measured: Value, _ promised: Value, _ prefersMore: Bool) -> String {
        if case .null = promised, promised.failure == nil { return "not_promised" }
        if case .null = measured, measured.failure == nil { return "not_measured" }
        guard let measured = Spread(measured), let promised = Spread(promised) else { return "unknown" }
        let difference = measured - promised
        if prefersMore {
            if let lower = difference.lower, !(lower < .zero) { return "kept" }
            if let upper = difference.upper, upper < .zero { return "missed" }
        } else {
            if let upper = difference.upper, !(Number.zero < upper) { return "kept" }
            if let lower = difference.lower, Number.zero < lower { return "missed" }
        }
        return "unknown"
    }

    // MARK: Parts

    private func name(_ id: RecordID) -> [JSONValue.Member] {
        [.init("record", .string(id.description)), .init("name", .string(evaluation.displayName(id)))]
    }

    /// The records asked for, in the order of the list; nil when none is.
    private func asked(_ parameters: [String: String], _ all: [RecordID]) -> [RecordID]? {
        guard let names = parameters["record"]?.split(separator: ",").map(String.init) else { return nil }
        return all.filter { names.contains($0.key) || names.contains($0.description) }
    }

    private func none(_ key: String, fr: String, en: String) -> Answer {
        .missing([
            Diagnostic(
                "A110", Localized(fr: fr, en: en),
                help: Localized(
                    fr: "en déclarer sous « \(key) » d'un fichier « format: studies/1 »",
                    en: "declare some under '\(key)' of a 'format: studies/1' file"))
        ])
    }
}
