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
            "A056",
            title: Localized(fr: "moment trop ancien", en: "moment too early"),
            meaning: Localized(
                fr: "Le territoire n'était pas encore évalué à ce moment : il n'y a pas de réponse à redonner.",
                en: "The territory was not evaluated yet at that moment: there is no answer to give again."),
            good: "maillage verdicts --known-at now"),
        CodePage(
            "A057",
            title: Localized(fr: "moment inconnu", en: "unknown moment"),
            meaning: Localized(
                fr:
                    "Un moment est un instant avec sa zone, un jour (sa fin, à l'heure du démon), « now », ou le nom d'un jalon.",
                en:
                    "A moment is an instant with its zone, a day (its end, by the daemon's clock), 'now', or a milestone's name."
            ),
            bad: "maillage verdicts --known-at 12/03", good: "maillage verdicts --known-at 2026-03-12"),
        CodePage(
            "A087",
            title: Localized(fr: "un jalon nommé comme un jour", en: "a milestone named like a day"),
            meaning: Localized(
                fr: "« now » et « 2026-03-12 » sont des moments par eux-mêmes : un jalon de ce nom ne serait jamais "
                    + "trouvé.",
                en: "'now' and '2026-03-12' are moments by themselves: a milestone of that name would never be found."),
            bad: "maillage milestone add 2026-03-12", good: "maillage milestone add \"COPIL 12/03\""),
        CodePage(
            "A058",
            title: Localized(fr: "règles non conservées", en: "rules not kept"),
            meaning: Localized(
                fr:
                    "Les textes des règles sont conservés depuis qu'elles servent ; ceux d'une version antérieure du démon, ou d'un "
                    + "paquet jamais mis en service, ne le sont pas. « live » emploie celles d'aujourd'hui.",
                en:
                    "The texts of rules are kept from the moment they are live; those of an earlier version of the daemon, or of a "
                    + "pack that was never live, are not. 'live' uses those of today."),
            good: "maillage verdicts --known-at 2026-03-12 --pack live"),
        CodePage(
            "A059",
            title: Localized(fr: "enregistrement mal nommé", en: "badly named record"),
            meaning: Localized(
                fr: "Un enregistrement se nomme par son genre et sa clé, séparés par une barre.",
                en: "A record is named by its kind and its key, with a slash between them."),
            bad: "A1", good: "KIND/A1"),
        CodePage(
            "A060",
            title: Localized(fr: "raison manquante", en: "reason missing"),
            meaning: Localized(
                fr: "Trancher entre des sources engage celui qui le fait : la raison reste au journal.",
                en: "Settling between sources commits whoever does it: the reason stays in the journal.")),
        CodePage(
            "A061",
            title: Localized(fr: "source qui ne dit rien", en: "source that says nothing"),
            meaning: Localized(
                fr: "On retient l'une des sources qui déclarent cet attribut ; aucune autre valeur.",
                en: "One of the sources that state this attribute is believed; no other value is.")),
        CodePage(
            "A062",
            title: Localized(fr: "rien de déclaré", en: "nothing stated"),
            meaning: Localized(
                fr: "Aucune source n'a rien déclaré de cet enregistrement ou de cet attribut.",
                en: "No source ever stated anything of this record or attribute.")),
        CodePage(
            "A063",
            title: Localized(fr: "membre inconnu, ou d'un autre type", en: "unknown member, or of another type"),
            meaning: Localized(
                fr:
                    "Un membre que la demande ne connaît pas, ou dont la valeur est d'un autre type, est refusé : il serait sans effet.",
                en:
                    "A member that the request does not know, or whose value is of another type, is refused: it would do nothing."
            ),
            bad: #"{"nam": "COPIL"}"#, good: #"{"name": "COPIL"}"#),
        CodePage(
            "A064",
            title: Localized(fr: "mémoire absente", en: "no memory"),
            meaning: Localized(
                fr: "Un dossier lu sans démon dit ce qui est ; ce qui fut connu est dans la base du démon.",
                en: "A folder read without a daemon says what is; what was known is in the daemon's store.")),
        CodePage(
            "A065",
            title: Localized(fr: "maillaged introuvable", en: "maillaged not found"),
            meaning: Localized(
                fr:
                    "Exporter, restaurer et sauvegarder sont l'affaire du programme du démon, qui seul connaît la base.",
                en: "Exporting, restoring and backing up are the daemon program's, which alone knows the store.")),
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
        CodePage(
            "A412",
            title: Localized(fr: "registre inconnu", en: "unknown register"),
            meaning: Localized(
                fr:
                    "Une explication se donne à un élu (elu, elected), à un agent (agent, officer) ou à un juriste (juriste, "
                    + "lawyer).",
                en:
                    "An explanation is given to an elected official (elected), an officer (officer) or a lawyer (lawyer)."
            ),
            bad: "maillage why RULE --for mayor", good: "maillage why RULE --for elected"),
        CodePage(
            "A413",
            title: Localized(fr: "hypothèse manquante", en: "hypothesis missing"),
            meaning: Localized(
                fr:
                    "« what-if » suppose un fait au moins : un enregistrement, un attribut, une valeur. Une valeur vide suppose que "
                    + "personne ne l'a déclaré.",
                en:
                    "'what-if' supposes one fact at least: a record, an attribute, a value. An empty value supposes that nobody "
                    + "stated it."),
            bad: "maillage what-if", good: "maillage what-if KIND/KEY.places=40"),
        CodePage(
            "A414",
            title: Localized(fr: "genre qui ne se consigne pas", en: "kind that is not recorded"),
            meaning: Localized(
                fr:
                    "« record » consigne ce qui arrive, un enregistrement à la fois, des genres que le vocabulaire déclare "
                    + "« recordable: true ». Les autres se déclarent par « apply », « import » ou « answer ».",
                en:
                    "'record' writes down what happens, one record at a time, of the kinds that the vocabulary declares "
                    + "'recordable: true'. The others are stated by 'apply', 'import' or 'answer'.")),
        CodePage(
            "A415",
            title: Localized(fr: "raison manquante", en: "reason missing"),
            meaning: Localized(
                fr:
                    "Ce qui est consigné dit pourquoi, ou d'où on le tient : un compte rendu, une réunion, une délibération.",
                en: "What is recorded says why, or where it is known from: minutes, a meeting, a council decision.")),
    ]
}
