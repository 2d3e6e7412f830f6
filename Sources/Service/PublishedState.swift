import Alerts
import Diagnostics
import Engine
import JSON
import Packs
import World

/// What readers see: a value, replaced whole.
struct PublishedState: Sendable {
    struct LivePack: Sendable {
        var pack: Pack
        var since: String
    }

    struct RefusedPack: Sendable {
        var since: String
        var diagnostics: [Diagnostic]
    }

    struct Territory: Sendable {
        /// Nil while no good pack has been read.
        var evaluation: Evaluation?
        var diagnostics: [Diagnostic]
        var evaluatedAt: String
        var alerts = AlertBook()
        /// What the evaluation stands on, and what says which records are confidential; nil when none can be.
        var base = FactBase(territory: "")
        var marking: FactBase?
        var views = Views()
        /// For a reader without some right: alerts that hang on what is withheld, and its levels.
        var closedAlerts: Set<String> = []
        var closedLevels: Set<String> = []
    }

    let version: String
    let since: String
    var pack: LivePack?
    var refused: RefusedPack?
    var territories: [String: Territory] = [:]

    init(version: String, since: String) {
        self.version = version
        self.since = since
    }

    /// The evaluation of the territory asked for; of the only one when none is.
    func evaluation(_ name: String?) -> Result<Evaluation, DeskRefusal> {
        guard pack != nil else {
            let unready = Diagnostic(
                "A050", Localized(fr: "aucune règle n'est en service", en: "no rules are live"),
                help: Localized(
                    fr: "corriger les règles : « maillage rules check »", en: "mend the rules: 'maillage rules check'"))
            return .failure(DeskRefusal(503, [unready] + (refused?.diagnostics ?? [])))
        }
        let names = territories.keys.sorted()
        let known = Localized(
            fr: "territoires : \(names.joined(separator: ", "))", en: "territories: \(names.joined(separator: ", "))")
        if let name {
            if let evaluation = territories[name]?.evaluation { return .success(evaluation) }
            return .failure(.noTerritory(name, served: names))
        }
        if names.count == 1, let evaluation = territories[names[0]]?.evaluation { return .success(evaluation) }
        let headline =
            names.isEmpty
            ? Localized(fr: "aucun territoire n'est servi", en: "no territory is served")
            : Localized(fr: "plusieurs territoires sont servis", en: "several territories are served")
        return .failure(
            DeskRefusal(names.isEmpty ? 404 : 400, [Diagnostic("A052", headline, help: names.isEmpty ? nil : known)]))
    }

    var status: JSONValue {
        .object([
            .init("version", .string(version)), .init("since", .string(since)),
            .init("pack", packJSON), .init("refused", refusedJSON), .init("territories", territoriesJSON),
        ])
    }

    var rules: JSONValue {
        .object([.init("pack", packJSON), .init("refused", refusedJSON)])
    }

    var packJSON: JSONValue {
        guard let pack else { return .null }
        return .object([
            .init("hash", .string(pack.pack.hash)), .init("rules", .int(pack.pack.rules.count)),
            .init("since", .string(pack.since)),
        ])
    }

    var refusedJSON: JSONValue {
        guard let refused else { return .null }
        return .object([
            .init("since", .string(refused.since)), .init("diagnostics", .array(refused.diagnostics.map { $0.json() })),
        ])
    }

    var territoriesJSON: JSONValue {
        .array(
            territories.sorted { $0.key < $1.key }.map { name, territory in
                var members: [JSONValue.Member] = [.init("territory", .string(name))]
                if let evaluation = territory.evaluation {
                    let verdicts = evaluation.verdictCounts
                    members += [
                        .init("at", .string(evaluation.snapshot.date.description)),
                        .init("facts", .int(evaluation.snapshot.factCount)),
                        .init("verdicts", .int(verdicts.values.reduce(0, +))),
                        .init("unknown", .int(verdicts[.unknown] ?? 0)),
                    ]
                }
                members.append(.init("evaluated_at", .string(territory.evaluatedAt)))
                members.append(.init("diagnostics", .array(territory.diagnostics.map { $0.json() })))
                return .object(members)
            })
    }
}
