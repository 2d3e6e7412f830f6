extension DiagnosticCatalogue {
    /// Family A, second part: what the desk answers when a question or a change cannot be granted.
    static let deskPages: [CodePage] = [
        CodePage(
            "A050",
            title: Localized(fr: "aucune règle en service", en: "no rules are live"),
            meaning: Localized(
                fr:
                    "Le démon n'a encore lu aucun paquet de règles sans erreur : il ne peut rien évaluer. Les diagnostics du paquet "
                    + "refusé sont donnés à la suite, et par « maillage status ».",
                en:
                    "The daemon has not read any rule pack without an error yet: it can evaluate nothing. The refused pack's "
                    + "diagnostics follow, and 'maillage status' gives them."),
            good: "maillage rules check"),
        CodePage(
            "A051",
            title: Localized(fr: "territoire inconnu", en: "unknown territory"),
            meaning: Localized(
                fr: "Le démon ne sert pas de territoire de ce nom.", en: "The daemon serves no territory of that name."),
            bad: "maillage status --territory NAMME", good: "maillage readiness --territory NAME"),
        CodePage(
            "A052",
            title: Localized(fr: "territoire à préciser", en: "territory to be named"),
            meaning: Localized(
                fr: "Plusieurs territoires sont servis, ou aucun : la demande doit dire duquel elle parle.",
                en: "Several territories are served, or none: the request must say which one it is about."),
            good: "maillage readiness --territory NAME"),
        CodePage(
            "A053",
            title: Localized(fr: "aucun fait déclaré", en: "no fact stated"),
            meaning: Localized(
                fr: "Une écriture déclare ou retire au moins un fait.",
                en: "A write states or withdraws one fact at least."),
            bad: #"{"facts": []}"#,
            good: #"{"facts": [{"record": "KIND/KEY", "attribute": "places", "value": 40}]}"#),
        CodePage(
            "A054",
            title: Localized(fr: "rien à importer", en: "nothing to import"),
            meaning: Localized(
                fr: "Un import porte les fichiers d'un territoire, ou une correspondance et la table à lire avec elle.",
                en: "An import carries the files of a territory, or a mapping and the table to read with it."),
            good: "maillage import MAPPING.yaml TABLE.csv"),
        CodePage(
            "A055",
            title: Localized(fr: "question déduite des données", en: "question derived from data"),
            meaning: Localized(
                fr:
                    "Une question est soit déduite des données, soit posée à une personne, jamais les deux : une réponse ne peut pas "
                    + "contredire des faits. Déclarer les faits qui la tranchent.",
                en:
                    "A question is either derived from data or put to a person, never both: an answer cannot contradict facts. "
                    + "State the facts that settle it.")),
        CodePage(
            "A404",
            title: Localized(fr: "rien de ce nom", en: "nothing of that name"),
            meaning: Localized(
                fr:
                    "Aucune règle, aucun projet ou aucun sujet ne porte ce nom ; les plus proches, ou ceux qui existent, sont proposés.",
                en: "No rule, project or subject has that name; the nearest, or those there are, are proposed.")),
        CodePage(
            "A410",
            title: Localized(fr: "verdict inconnu", en: "unknown verdict"),
            meaning: Localized(
                fr: "Un verdict est yes, no, unknown ou not_applicable.",
                en: "A verdict is yes, no, unknown or not_applicable.")),
        CodePage(
            "A411",
            title: Localized(fr: "paramètre manquant", en: "missing parameter"),
            meaning: Localized(
                fr: "La question ne peut se passer de ce paramètre.",
                en: "The question cannot do without that parameter.")),
    ]
}
