extension DiagnosticCatalogue {
    /// R300 to R307, A090, A110 to A114: studies and searches, and questions about them.
    static let studyPages: [CodePage] = [
        CodePage(
            Code("R300"),
            title: Localized(fr: "montant inconnu d'une étude", en: "unknown figure of a study"),
            meaning: Localized(
                fr:
                    "Une étude montre des attributs d'un genre, ou des valeurs que des règles en tirent. Le plus proche est proposé.",
                en: "A study shows attributes of a kind, or values that rules derive for it. The nearest is proposed."),
            bad: study("figures: [surfaces]"), good: study("figures: [surface]")),
        CodePage(
            Code("R301"),
            title: Localized(fr: "verdict inconnu d'une étude", en: "unknown verdict of a study"),
            meaning: Localized(
                fr:
                    "« criteria », « forms » et « rules » nomment des constats, des décisions ou des critères sur un "
                    + "enregistrement de l'étude : ni valeur, ni question.",
                en:
                    "'criteria', 'forms' and 'rules' name findings, decisions or criteria about a record of the study: no value, "
                    + "no question."),
            bad: study("figures: [surface]\n        criteria: [visitee]"), good: study("figures: [surface]")),
        CodePage(
            Code("R302"),
            title: Localized(fr: "une contrainte dit une chose", en: "a constraint says one thing"),
            meaning: Localized(
                fr:
                    "Une contrainte est « each » (chaque membre), « pairs » (chaque paire), « linked » (de proche en proche), « core » "
                    + "(qui doit en être), ou « total » avec « at_least » ou « at_most » : une seule à la fois, pour qu'on sache laquelle "
                    + "n'est pas tenue.",
                en:
                    "A constraint is 'each' (every member), 'pairs' (every pair), 'linked' (from one to the next), 'core' (who has to be "
                    + "in it), or 'total' with 'at_least' or 'at_most': one at a time, so that one knows which is broken."
            ),
            bad: search("{total: x.surface}", "{least: x.surface}"),
            good: search("{total: x.surface, at_least: \"100\"}", "{least: x.surface}")),
        CodePage(
            Code("R303"),
            title: Localized(fr: "le moins ou le plus", en: "the least or the most"),
            meaning: Localized(
                fr:
                    "Un objectif dit « least », ce qu'il faut le moins, ou « most », ce qu'il faut le plus ; « per » le divise.",
                en: "An objective says 'least', what the least of is wanted, or 'most'; 'per' divides it."),
            bad: search("{each: x.surface > 10}", "{per: x.surface}"),
            good: search("{each: x.surface > 10}", "{most: x.surface}")),
        CodePage(
            Code("R304"),
            title: Localized(fr: "genre qui relève d'un autre", en: "kind that belongs to another"),
            meaning: Localized(
                fr:
                    "Les actions d'un cadre et les résultats d'une année relèvent du genre que nomme « for » : c'est à lui "
                    + "qu'ils se rapportent.",
                en:
                    "The actions of a framework and a year's results belong to the kind that 'for' names: they are about it."
            ),
            bad: benefits("route", "minutes"), good: benefits("maison", "pieces")),
        CodePage(
            Code("R305"),
            title: Localized(fr: "attribut inconnu", en: "unknown attribute"),
            meaning: Localized(
                fr:
                    "Ce nom n'est pas un attribut déclaré du genre. Le plus proche est proposé ; une valeur qu'une règle calcule n'en "
                    + "est pas un.",
                en:
                    "That name is no declared attribute of the kind. The nearest is proposed; a value that a rule derives is none."
            ),
            bad: benefits("maison", "chambres"), good: benefits("maison", "pieces")),
        CodePage(
            Code("R306"),
            title: Localized(fr: "alerte qui surveille ce qui n'est pas", en: "alert that watches what is not"),
            meaning: Localized(
                fr:
                    "« clocks » nomme des calendriers à rebours, « conditions » une étude dont les membres s'accordent, « actions » un "
                    + "cadre : tous déclarés dans un fichier « format: studies/1 ».",
                en:
                    "'clocks' names clocks, 'conditions' a study whose members consent, 'actions' a framework: all declared in a "
                    + "'format: studies/1' file."),
            bad: watching("{actions: travaux}"), good: watching("{records: maison}")),
        CodePage(
            Code("R307"),
            title: Localized(fr: "calendriers de genres différents", en: "clocks of different kinds"),
            meaning: Localized(
                fr:
                    "Une alerte lit l'enregistrement sous le nom de son genre : les calendriers qu'elle surveille portent sur un même "
                    + "genre. Sinon, une alerte pour chacun.",
                en:
                    "An alert reads the record under its kind's name: the clocks it watches are about one kind. Otherwise, an alert for "
                    + "each."),
            bad: nil, good: nil),
        CodePage(
            "A090",
            title: Localized(fr: "référence sans mémoire", en: "baseline without a memory"),
            meaning: Localized(
                fr:
                    "Ce qui était connu à un moment, un démon s'en souvient ; un dossier dit seulement ce qui est. Sans « baseline », les "
                    + "promesses sont celles des faits présents.",
                en:
                    "What was known at a moment, a daemon remembers; a folder says what is. Without 'baseline', promises are those of "
                    + "the present facts."),
            bad: "maillage benefits --baseline choice --offline territory",
            good: "maillage benefits --offline territory"),
        CodePage(
            "A110",
            title: Localized(fr: "étude ou recherche inconnue", en: "unknown study or search"),
            meaning: Localized(
                fr:
                    "Aucune étude, ou aucune recherche, ne porte ce nom ; ou elle ne déclare pas ce qui est demandé, une clé par "
                    + "exemple. Elles se déclarent dans les choix locaux.",
                en:
                    "No study, or no search, has that name; or it does not declare what is asked, a key for instance. They are declared "
                    + "in the policies."),
            bad: "maillage compare --study NOTHING", good: "maillage compare"),
        CodePage(
            "A111",
            title: Localized(fr: "enregistrement hors de l'étude", en: "record outside the study"),
            meaning: Localized(
                fr: "L'étude ou la recherche ne porte pas sur cet enregistrement ; ceux qui existent sont cités.",
                en: "The study or the search is not about that record; those there are are named."),
            bad: "maillage compare NOTHING", good: "maillage compare"),
        CodePage(
            "A112",
            title: Localized(fr: "montant illisible", en: "unreadable amount"),
            meaning: Localized(
                fr: "La perte au plus est un nombre décimal, avec un point, dans l'unité du total réparti.",
                en: "The loss at most is a decimal number, with a point, in the unit of the total shared out."),
            bad: "maillage keys --max-loss much", good: "maillage keys --max-loss 2500"),
        CodePage(
            "A113",
            title: Localized(fr: "trop ou pas de candidats", en: "too many candidates, or none"),
            meaning: Localized(
                fr: "Une recherche porte sur 1 à 64 candidats : exacte jusqu'à 20, avec un écart annoncé au-delà.",
                en: "A search is among 1 to 64 candidates: exact up to 20, with a stated gap beyond."),
            bad: "maillage perimeters --search EVERYONE", good: "maillage perimeters"),
        CodePage(
            "A114",
            title: Localized(fr: "noyau manquant", en: "core missing"),
            meaning: Localized(
                fr: "Des vagues partent d'un noyau : les candidats qui commencent.",
                en: "Waves start from a core: the candidates that begin."),
            bad: "maillage waves", good: "maillage waves A B"),
    ]

    private static func study(_ body: String) -> String {
        """
        format: studies/1
        studies:
          maisons:
            labels: {fr: Maisons, en: Houses}
            of: maison
            \(body.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n    "))

        """
    }

    private static func benefits(_ results: String, _ year: String) -> String {
        """
        format: studies/1
        benefits:
          suivi:
            labels: {fr: Suivi, en: Follow-up}
            for: region
            results: \(results)
            year: \(year)
            measures:
              une: {labels: {fr: Une, en: One}, promised: "100", measured: "90"}

        """
    }

    private static func watching(_ watch: String) -> String {
        """
        format: alerts/1
        alerts:
          une:
            labels: {fr: Une, en: One}
            watch: \(watch)
            when: today > date("2026-01-01")
            severity: '"haute"'

        """
    }

    private static func search(_ constraint: String, _ objective: String) -> String {
        """
        format: studies/1
        searches:
          groupes:
            labels: {fr: Groupes, en: Groups}
            for: region
            among: maison
            candidates: region.maisons
            constraints:
              une: {labels: {fr: Une, en: One}, \(constraint.dropFirst().dropLast())}
            objectives:
              deux: {labels: {fr: Deux, en: Two}, \(objective.dropFirst().dropLast())}

        """
    }
}
