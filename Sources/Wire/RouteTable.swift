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
            ] + Route.Parameter.view),
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
            ] + Route.Parameter.view),
        Route(
            .readiness, .get, .read,
            Localized(
                fr: "où en est la préparation d'un projet",
                en: "how ready a project is"),
            parameters: [.territory, .project] + Route.Parameter.view),
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
                Parameter(
                    "since",
                    Localized(
                        fr: "dire aussi ce qui a changé depuis ce moment, et à cause de quoi",
                        en: "also say what changed since this moment, and why")),
                Parameter(
                    "for", .oneOf(["elected", "officer", "lawyer", "elu", "agent", "juriste"]),
                    Localized(
                        fr: "raconter aussi à un élu, en trois phrases, ou à un juriste, par les articles",
                        en: "also tell an elected official, in three sentences, or a lawyer, by the articles")),
                Parameter(
                    "what_would_change", .flag,
                    Localized(
                        fr: "chercher les plus petits jeux de leviers déclarés qui retournent le verdict",
                        en: "look for the smallest sets of declared levers that turn the verdict")),
            ] + Route.Parameter.view),
        Route(
            .questions, .get, .read,
            Localized(
                fr: "questions ouvertes, celle qui tranche le plus de verdicts par minute d'abord",
                en: "open questions, the one that settles most verdicts a minute first"),
            parameters: [
                .territory,
                Parameter("asked_of", Localized(fr: "à qui la question s'adresse", en: "whom the question is put to")),
                Parameter(
                    "minutes", .integer(1...10_000),
                    Localized(fr: "temps dont on dispose, en minutes", en: "time there is, in minutes")),
                .limit,
            ] + Route.Parameter.view),
        Route(
            .values, .get, .read,
            Localized(fr: "valeurs calculées par les règles", en: "values that the rules compute"),
            parameters: [.territory, .rule, .subject, .limit, .cursor] + Route.Parameter.view),
        Route(
            .query, .get, .read,
            Localized(fr: "valeur d'une expression FEEL", en: "value of a FEEL expression"),
            parameters: [
                .territory,
                Parameter("expression", required: true, Localized(fr: "expression FEEL", en: "FEEL expression")),
            ] + Route.Parameter.view),
        Route(
            .whatIf, .get, .read,
            Localized(
                fr: "ce qui changerait si ces faits étaient vrais ; rien n'est écrit",
                en: "what would change if these facts were so; nothing is written"),
            parameters: [
                .territory,
                Parameter(
                    "suppose", required: true,
                    Localized(
                        fr: "faits supposés, en JSON, comme « facts » de « answers »",
                        en: "facts supposed, as JSON, like “facts” of “answers”")),
            ] + Route.Parameter.view),
        Route(
            .law, .get, .read,
            Localized(
                fr: "ce qui est en vigueur à une date, ce qui change ensuite et les verdicts que cela touche",
                en: "what is in force at a date, what changes next, and the verdicts that touches"),
            parameters: [
                .territory,
                Parameter("at", .date, Localized(fr: "date du droit", en: "day of the law")),
                Parameter(
                    "next", .flag, Localized(fr: "dire aussi ce qui change après", en: "also tell what changes after")),
            ]),
        Route(
            .catalogue, .get, .read,
            Localized(
                fr: "les règles en service, pour être lues : questions, critères, seuils, sources, dates",
                en: "the live rules, to be read: questions, criteria, thresholds, sources, dates")),
        Route(
            .scenarios, .get, .read,
            Localized(
                fr: "les enregistrements d'une étude, avec leurs montants et leurs verdicts",
                en: "the records of a study, with their figures and verdicts"),
            parameters: [.territory, .study, .record] + Route.Parameter.view),
        Route(
            .compare, .get, .read,
            Localized(
                fr: "les mêmes côte à côte, écarts à la référence ; qui gagne et qui perd",
                en: "the same side by side, differences to the reference; who gains and who loses"),
            parameters: [
                .territory, .study, .record,
                Parameter(
                    "explain", .flag,
                    Localized(fr: "l'arbre de chaque montant et verdict", en: "the tree of each figure and verdict")),
            ] + Route.Parameter.view),
        Route(
            .vehicles, .get, .read,
            Localized(
                fr: "les formes ouvertes, fermées, à confirmer ou inconnues, et pourquoi",
                en: "which forms are open, closed, conditional or unknown, and why"),
            parameters: [.territory, .study, .record] + Route.Parameter.view),
        Route(
            .keys, .get, .read,
            Localized(
                fr: "les clés sous lesquelles personne ne perd plus qu'un montant, et le prix de chaque limite",
                en: "the keys under which nobody loses more than an amount, and the price of each limit"),
            parameters: [
                .territory, .study, .record,
                Parameter("max_loss", Localized(fr: "perte au plus, par an", en: "loss at most, a year")), .limit,
            ] + Route.Parameter.view),
        Route(
            .positions, .get, .read,
            Localized(
                fr: "qui s'est prononcé, ce que cela donne, et les plus petits groupes à convaincre",
                en: "who has said what, what that makes, and the smallest sets to convince"),
            parameters: [.territory, .study, .record] + Route.Parameter.view),
        Route(
            .perimeters, .get, .read,
            Localized(
                fr: "les périmètres possibles, les plus petits et les meilleurs ; pourquoi chaque voisin compte",
                en: "the perimeters there may be, the smallest and the best; why each neighbour matters"),
            parameters: [
                .territory, Parameter("search", Localized(fr: "nom de la recherche", en: "name of the search")),
                .subject,
                Parameter(
                    "perimeter",
                    Localized(
                        fr: "juger ces candidats, séparés par des virgules, au lieu de chercher",
                        en: "judge these candidates, separated by commas, instead of searching")), .limit,
            ] + Route.Parameter.view),
        Route(
            .waves, .get, .read,
            Localized(
                fr: "qui peut rejoindre un noyau, et quand, toutes les contraintes tenues à chaque vague",
                en: "who can join a core, and when, every constraint held at each wave"),
            parameters: [
                .territory, Parameter("search", Localized(fr: "nom de la recherche", en: "name of the search")),
                .subject,
                Parameter(
                    "core", required: true,
                    Localized(fr: "qui commence, séparés par des virgules", en: "who begins, separated by commas")),
                Parameter(
                    "target",
                    Localized(
                        fr: "qui doit en être à la fin ; sinon, le plus possible",
                        en: "who is to be in at last; otherwise as many as can be")),
                Parameter(
                    "at_most", .integer(1...3),
                    Localized(fr: "entrées par vague, au plus", en: "entries a wave, at most")),
                Parameter(
                    "from", .date,
                    Localized(fr: "jour du noyau ; une vague par an", en: "day of the core; a wave a year")),
                Parameter(
                    "exit_year", .integer(0...30),
                    Localized(
                        fr: "années après le noyau où chaque départ est répété",
                        en: "years after the core when each exit is rehearsed")),
                .limit,
            ] + Route.Parameter.view),
        Route(
            .clock, .get, .read,
            Localized(
                fr: "étapes comptées à rebours d'un jour : le dernier jour où chacune peut commencer",
                en: "steps counted back from a day: the last day on which each can begin"),
            parameters: [
                .territory, .record,
                Parameter(
                    "target", .date,
                    Localized(
                        fr: "ce jour, au lieu de celui de l'enregistrement", en: "this day, instead of the record's own"
                    )),
            ] + Route.Parameter.view),
        Route(
            .robustness, .get, .read,
            Localized(
                fr: "ce que chaque nombre fait à un montant, et où il le fait basculer",
                en: "what each number does to a figure, and where it makes it turn"),
            parameters: [
                .territory, .study, .record,
                Parameter("figure", Localized(fr: "valeur calculée", en: "derived value")),
                Parameter(
                    "by",
                    Localized(fr: "mouvement de chaque nombre, en pour cent", en: "move of each number, in per cent")),
                Parameter("threshold", Localized(fr: "seuil à passer", en: "threshold to be passed")),
            ] + Route.Parameter.view),
        Route(
            .actions, .get, .read,
            Localized(
                fr: "ce qui est à faire une fois le choix fait : qui, quand, ce qui bloque",
                en: "what is to be done once the choice is made: who, when, what blocks it"),
            parameters: [.territory, .record] + Route.Parameter.view),
        Route(
            .checklist, .get, .read,
            Localized(
                fr: "ce qu'un texte doit contenir, article par article, et ce qui manque",
                en: "what a text has to hold, article by article, and what is missing"),
            parameters: [.territory, .record] + Route.Parameter.view),
        Route(
            .benefits, .get, .read,
            Localized(
                fr: "ce qui était promis et ce qui est constaté, chaque année",
                en: "what was promised and what became of it, each year"),
            parameters: [
                .territory, .record,
                Parameter(
                    "baseline",
                    Localized(
                        fr: "jalon, instant ou jour des promesses ; sinon les faits présents",
                        en: "milestone, instant or day of the promises; otherwise the present facts")),
            ] + Route.Parameter.view),
        Route(
            .journal, .get, .read,
            Localized(
                fr: "écritures : quoi, qui, quand, pourquoi",
                en: "entries: what, who, when, why"),
            parameters: [.territory, .subject, .after, .limit, .knownAt]),
        Route(
            .transitions, .get, .read,
            Localized(fr: "changements de verdict", en: "changes of verdict"),
            parameters: [.territory, .rule, .subject, .after, .limit, .knownAt]),
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
            parameters: [.territory] + Route.Parameter.view),
        Route(
            .diff, .get, .read,
            Localized(
                fr: "deux moments comparés : ce qui change, et à cause de quoi",
                en: "two moments compared: what changes, and why"),
            parameters: [
                .territory, .rule, .subject,
                Parameter(
                    "from", required: true,
                    Localized(fr: "instant, jour, jalon ou « now »", en: "instant, day, milestone or “now”")),
                Parameter(
                    "to", Localized(fr: "le même ; maintenant sinon", en: "the same; now otherwise")),
            ]),
        Route(
            .milestones, .get, .read,
            Localized(fr: "jalons : moments qui ont un nom", en: "milestones: moments that have a name")),
        Route(
            .verify, .get, .read,
            Localized(
                fr: "vérifier la base : pages, chaîne du journal, ce qui s'en déduit",
                en: "verify the store: pages, chain of the journal, what derives from it"),
            parameters: [
                Parameter(
                    "expected",
                    Localized(
                        fr: "empreinte notée plus tôt, qui doit être dans la chaîne",
                        en: "hash noted earlier, which must be in the chain"))
            ]),
        Route(
            .alerts, .get, .read,
            Localized(
                fr: "alertes, les plus graves d'abord, et silences", en: "alerts, the gravest first, and silences"),
            parameters: [
                .territory,
                Parameter(
                    "state", .oneOf(["open", "acknowledged", "silenced", "suspended", "pending", "resolved", "all"]),
                    Localized(
                        fr: "état ; sans lui, tout ce qui n'est ni à venir ni résolu",
                        en: "state; without it, all but what is pending or resolved")),
                .alert, .matter, .subject, .severity,
            ]),
        Route(
            .alert, .get, .read,
            Localized(
                fr:
                    "pourquoi une alerte est dite ou non : règle, attente, groupe, mise en sourdine, calendrier, destinataires, remises",
                en: "why an alert is told or not: rule, wait, group, mute, calendar, recipients, deliveries"),
            parameters: [
                .territory,
                Parameter(
                    "id", required: true, Localized(fr: "identifiant de l'alerte", en: "identifier of the alert")),
            ]),
        Route(
            .alertHistory, .get, .read,
            Localized(
                fr: "ce qui est arrivé aux alertes, et qui l'a fait", en: "what happened to alerts, and who did it"),
            parameters: [
                .territory, Parameter("id", Localized(fr: "identifiant de l'alerte", en: "identifier of the alert")),
                .after, .limit,
            ]),
        Route(
            .deliveries, .get, .read,
            Localized(
                fr: "remises des avis : par quel canal, quand, avec quel succès",
                en: "deliveries of notices: by which channel, when, how they went"),
            parameters: [.territory, .limit]),
        Route(
            .silence, .post, .validate,
            Localized(
                fr: "faire taire des alertes jusqu'à un jour, ou voir lesquelles",
                en: "silence alerts until a day, or see which ones")),
        Route(
            .acknowledge, .post, .answer,
            Localized(
                fr: "prendre une alerte en charge jusqu'à un jour, ou la rendre",
                en: "take an alert up until a day, or give it back")),
        Route(
            .testFire, .post, .administer,
            Localized(fr: "envoyer un avis d'essai à un public", en: "send a test notice to an audience")),
        Route(
            .answers, .post, .answer,
            Localized(fr: "répondre à des questions", en: "answer questions")),
        Route(
            .records, .post, .answer,
            Localized(
                fr: "consigner ce qui arrive : une rencontre, une étape, une décision",
                en: "record what happens: a meeting, a step, a decision")),
        Route(
            .changes, .post, .answer,
            Localized(fr: "déclarer ou retirer des faits", en: "state or withdraw facts")),
        Route(
            .imports, .post, .answer,
            Localized(
                fr: "appliquer ce que déclare une source, entière",
                en: "apply the whole of what a source states")),
        Route(
            .arbitrations, .post, .validate,
            Localized(
                fr: "trancher entre des sources qui se contredisent",
                en: "settle between sources that disagree")),
        Route(
            .erasures, .post, .administer,
            Localized(
                fr: "effacer une valeur ou un enregistrement, partout ; la chaîne reste vérifiable",
                en: "erase a value or a record, everywhere; the chain still verifies")),
        Route(
            .milestone, .post, .validate,
            Localized(fr: "poser un jalon", en: "set a milestone")),
        Route(
            .plan, .post, .answer,
            Localized(
                fr: "essayer des règles sur les territoires servis : verdicts qui changeraient ; rien n'est écrit",
                en: "try rules on the territories served: verdicts that would change; nothing is written")),
        Route(
            .events, .get, .read, answer: .stream,
            Localized(fr: "événements, au fil de l'eau", en: "events as they come"),
            parameters: [.after]),
        Route(
            .sql, .get, .read,
            Localized(
                fr: "lignes d'une requête SQL qui ne fait que lire, sur les vues de la base",
                en: "rows of an SQL query that only reads, over the store's views"),
            parameters: [
                Parameter("query", required: true, Localized(fr: "une instruction SELECT", en: "one SELECT statement")),
                .limit,
            ]),
        Route(
            .metrics, .get, .read, answer: .metrics,
            Localized(fr: "mesures du démon, au format OpenMetrics 1.0", en: "the daemon's metrics, as OpenMetrics 1.0")
        ),
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
    public static func at(path: some StringProtocol) -> [Route] { byPath[String(path)] ?? [] }

    private static let byPath = Dictionary(grouping: all, by: \.path)
}

extension Route.Parameter {
    static let territory = Self(
        "territory",
        Localized(
            fr: "identifiant du territoire ; inutile s'il n'y en a qu'un",
            en: "identifier of the territory; needless where there is but one"))
    static let study = Self("study", Localized(fr: "nom de l'étude", en: "name of the study"))
    static let record = Self(
        "record",
        Localized(
            fr: "enregistrements, séparés par des virgules ; tous sinon",
            en: "records, separated by commas; all otherwise"))
    static let project = Self("project", Localized(fr: "identifiant du projet", en: "identifier of the project"))
    static let rule = Self("rule", Localized(fr: "nom de la règle", en: "name of the rule"))
    static let subject = Self(
        "subject", Localized(fr: "genre/identifiant de l'enregistrement", en: "kind/identifier of the record"))
    static let gravity = Self("gravity", Localized(fr: "gravité", en: "gravity"))
    static let verdict = Self(
        "verdict", .oneOf(["yes", "no", "unknown", "not_applicable", "withheld"]),
        Localized(fr: "verdict", en: "verdict"))
    static let alert = Self("alert", Localized(fr: "nom de l'alerte", en: "name of the alert"))
    static let matter = Self("matter", Localized(fr: "affaire", en: "matter"))
    static let severity = Self("severity", Localized(fr: "gravité", en: "severity"))
    static let after = Self(
        "after", .integer(0...Int64.max),
        Localized(fr: "numéro après lequel reprendre", en: "number to resume after"))
    static let limit = Self(
        "limit", .integer(1...10_000), Localized(fr: "nombre de lignes au plus", en: "rows at most"))
    static let knownAt = Self(
        "known_at",
        Localized(
            fr: "ce qui était connu : instant, jour (sa fin) ou jalon",
            en: "what was known: an instant, a day (its end) or a milestone"))
    /// Which state of a territory is read.
    static let view: [Self] = [
        Self("as_of", .date, Localized(fr: "jour dans le monde", en: "day in the world")),
        knownAt,
        Self("law_at", .date, Localized(fr: "jour dont le droit s'applique", en: "day whose law applies")),
        Self(
            "pack",
            Localized(
                fr: "règles : début d'empreinte, ou « live » pour celles en service",
                en: "rules: beginning of a hash, or “live” for those in service")),
    ]
    static let cursor = Self(
        "cursor",
        Localized(fr: "curseur « next » de la page d'avant", en: "“next” cursor of the page before"))
}
