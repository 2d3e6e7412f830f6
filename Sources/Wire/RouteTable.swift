import Diagnostics

extension Route {
    /// Every route, in the order in which a reader meets them.
    public static let all: [Route] = [
        Route(
            .status, .get, .read,
            Localized(
                fr: "état du démon : version, paquet de règles, territoires, dernière écriture",
                en: "state of the daemon: version, rule pack, territories, last write")),
        Route(
            .territories, .get, .read,
            Localized(fr: "territoires servis et leurs comptes", en: "territories served, with their counts")),
        Route(
            .verdicts, .get, .read,
            Localized(fr: "verdicts des règles", en: "verdicts of the rules"),
            parameters: [
                .territory, .rule, .subject, .verdict, .gravity,
                .limit, .cursor,
            ]),
        Route(
            .overlaps, .get, .read,
            Localized(
                fr: "constats établis ou possibles, les plus graves d'abord",
                en: "findings that are or may be, the gravest first"),
            parameters: [
                .territory, .rule, .subject, .verdict, .gravity,
                Parameter(
                    "absorbed", .flag,
                    Localized(
                        fr: "montrer aussi les constats absorbés par un autre",
                        en: "also show the findings that another absorbs")),
            ]),
        Route(
            .readiness, .get, .read,
            Localized(
                fr: "où en est la préparation d'un projet",
                en: "how ready a project is"),
            parameters: [.territory, .project]),
        Route(
            .why, .get, .read,
            Localized(
                fr: "pourquoi ce verdict : valeurs lues, sources, ce qui manque",
                en: "why this verdict: values read, sources, what is missing"),
            parameters: [
                .territory,
                Parameter("rule", required: true, Localized(fr: "règle à expliquer", en: "rule to explain")),
                Parameter(
                    "subject",
                    Localized(
                        fr: "sujet : genre/identifiant ; plusieurs séparés par des virgules",
                        en: "subject: kind/identifier; several separated by commas")),
            ]),
        Route(
            .questions, .get, .read,
            Localized(
                fr: "questions ouvertes, celle qui apprend le plus d'abord",
                en: "open questions, the one that teaches most first"),
            parameters: [
                .territory,
                Parameter("asked_of", Localized(fr: "à qui la question s'adresse", en: "whom the question is put to")),
                .limit,
            ]),
        Route(
            .values, .get, .read,
            Localized(fr: "valeurs calculées par les règles", en: "values that the rules compute"),
            parameters: [.territory, .rule, .subject, .limit, .cursor]),
        Route(
            .query, .get, .read,
            Localized(fr: "valeur d'une expression FEEL", en: "value of a FEEL expression"),
            parameters: [
                .territory,
                Parameter("expression", required: true, Localized(fr: "expression FEEL", en: "FEEL expression")),
            ]),
        Route(
            .journal, .get, .read,
            Localized(
                fr: "écritures : quoi, qui, quand, pourquoi",
                en: "entries: what, who, when, why"),
            parameters: [.territory, .subject, .after, .limit]),
        Route(
            .transitions, .get, .read,
            Localized(fr: "changements de verdict", en: "changes of verdict"),
            parameters: [.territory, .rule, .subject, .after, .limit]),
        Route(
            .rules, .get, .read,
            Localized(
                fr: "paquet de règles en service et diagnostics du dernier chargement",
                en: "rule pack in service, and diagnostics of the last load")),
        Route(
            .evaluation, .get, .read,
            Localized(
                fr: "évaluation entière d'un territoire, comme « maillage evaluate »",
                en: "whole evaluation of a territory, as “maillage evaluate” gives it"),
            parameters: [.territory]),
        Route(
            .answers, .post, .write,
            Localized(fr: "répondre à des questions", en: "answer questions")),
        Route(
            .changes, .post, .write,
            Localized(fr: "déclarer ou retirer des faits", en: "state or withdraw facts")),
        Route(
            .imports, .post, .write,
            Localized(
                fr: "appliquer ce que déclare une source, entière",
                en: "apply the whole of what a source states")),
        Route(
            .events, .get, .read, answer: .stream,
            Localized(fr: "événements, au fil de l'eau", en: "events as they come"),
            parameters: [.after]),
        Route(
            .openapi, .get, .read,
            Localized(fr: "ce tableau, au format OpenAPI 3.1", en: "this table, as OpenAPI 3.1")),
    ]

    /// The route of that name.
    public static func named(_ name: Name) -> Route {
        // Present: `RouteTests` checks that the table holds each name once.
        all.first { $0.name == name } ?? all[0]
    }

    /// The routes at a path: none where nothing is served there.
    public static func at(path: some StringProtocol) -> [Route] {
        guard path.hasPrefix("/v1/"), let name = Name(rawValue: String(path.dropFirst(4))) else { return [] }
        return all.filter { $0.name == name }
    }
}

extension Route.Parameter {
    static let territory = Self(
        "territory",
        Localized(
            fr: "identifiant du territoire ; inutile s'il n'y en a qu'un",
            en: "identifier of the territory; needless where there is but one"))
    static let project = Self("project", Localized(fr: "identifiant du projet", en: "identifier of the project"))
    static let rule = Self("rule", Localized(fr: "nom de la règle", en: "name of the rule"))
    static let subject = Self(
        "subject", Localized(fr: "genre/identifiant de l'enregistrement", en: "kind/identifier of the record"))
    static let gravity = Self("gravity", Localized(fr: "gravité", en: "gravity"))
    static let verdict = Self(
        "verdict", .oneOf(["yes", "no", "unknown", "not_applicable"]), Localized(fr: "verdict", en: "verdict"))
    static let after = Self(
        "after", .integer(0...Int64.max),
        Localized(fr: "numéro après lequel reprendre", en: "number to resume after"))
    static let limit = Self(
        "limit", .integer(1...10_000), Localized(fr: "nombre de lignes au plus", en: "rows at most"))
    static let cursor = Self(
        "cursor",
        Localized(fr: "curseur « next » de la page d'avant", en: "“next” cursor of the page before"))
}
