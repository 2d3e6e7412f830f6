extension DiagnosticCatalogue {
    /// R001 to R020: files and what they declare.
    static let vocabularyPages: [CodePage] = [
        CodePage(
            Code("R001"),
            title: Localized(fr: "aucun fichier de règles", en: "no rule file"),
            meaning: Localized(
                fr: "Le dossier de règles ne contient aucun fichier .yaml : il n'y a rien à évaluer.",
                en: "The folder of rules holds no .yaml file: there is nothing to evaluate.")),
        CodePage(
            Code("R002"),
            title: Localized(fr: "fichier sans format", en: "file without a format"),
            meaning: Localized(
                fr:
                    "Chaque fichier de règles dit d'abord ce qu'il est : un vocabulaire, un jeu de "
                    + "règles ou une politique.",
                en: "Each file of rules says first what it is: a vocabulary, a rule set or a policy."),
            bad: """
                pack: essai

                """,
            good: """
                format: rules/1
                pack: essai

                """),
        CodePage(
            Code("R003"),
            title: Localized(fr: "format inconnu", en: "unknown format"),
            meaning: Localized(
                fr:
                    "Le format n'est pas de ceux qui se lisent ici, ou il est d'une version plus "
                    + "récente que le programme.",
                en: "The format is not one that is read here, or it is of a later version than the program."),
            bad: """
                format: rule/1
                pack: essai

                """,
            good: """
                format: rules/1
                pack: essai

                """),
        CodePage(
            Code("R010"),
            title: Localized(fr: "territoire sans genre", en: "territory without a kind"),
            meaning: Localized(
                fr:
                    "Un vocabulaire, et un seul, nomme le genre des territoires : c'est de lui que "
                    + "part toute évaluation.",
                en: "One vocabulary names the kind of territories: every evaluation starts from it."),
            bad: """
                format: vocabulary/1
                territory_kind: regoin

                """,
            good: """
                format: vocabulary/1
                territory_kind: region

                """),
        CodePage(
            Code("R011"),
            title: Localized(fr: "liste de codes inconnue", en: "unknown code list"),
            meaning: Localized(
                fr: "L'attribut prend ses valeurs dans une liste que « codes » ne déclare dans aucun vocabulaire.",
                en: "The attribute takes its values from a list that no vocabulary declares under 'codes'."),
            bad: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      teinte: {type: code, list: couleur}

                """,
            good: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      teinte: {type: code, list: couleurs}

                """),
        CodePage(
            Code("R012"),
            title: Localized(fr: "déclaré deux fois", en: "declared twice"),
            meaning: Localized(
                fr: "Deux déclarations portent le même nom : l'une cacherait l'autre.",
                en: "Two declarations have the same name: one would hide the other."),
            bad: """
                format: vocabulary/1
                codes:
                  couleurs: {vert: {fr: Vert, en: Green}}

                """,
            good: """
                format: vocabulary/1
                codes:
                  verts: {vert: {fr: Vert, en: Green}}

                """),
        CodePage(
            Code("R013"),
            title: Localized(fr: "intervalle mal formé", en: "range not well formed"),
            meaning: Localized(
                fr: "Un intervalle de nombres s'écrit entre crochets, ses deux bouts séparés par deux points.",
                en: "A range of numbers is written in brackets, its ends separated by two points."),
            bad: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      hauteur: {type: number, range: "500"}

                """,
            good: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      hauteur: {type: number, range: "[0..500]"}

                """),
        CodePage(
            Code("R014"),
            title: Localized(fr: "durée mal formée", en: "duration not well formed"),
            meaning: Localized(
                fr: "Une durée de validité se compte en mois ou en années, à la façon d'ISO 8601.",
                en: "A duration of validity is counted in months or years, as in ISO 8601."),
            bad: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      hauteur: {type: number, stale_after: 18 mois}

                """,
            good: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      hauteur: {type: number, stale_after: P18M}

                """),
        CodePage(
            Code("R015"),
            title: Localized(fr: "bornes impossibles", en: "impossible bounds"),
            meaning: Localized(
                fr:
                    "Un trajet qui n'est pas mesuré est borné par la distance : la vitesse la plus "
                    + "lente ne dépasse pas la plus rapide, un détour n'est pas plus court que la ligne droite.",
                en:
                    "A trip that is not measured is bounded by distance: the slowest speed is no "
                    + "faster than the fastest, a detour is no shorter than the straight line."
            ),
            bad: """
                format: vocabulary/1
                measures:
                  trajet:
                    labels: {fr: Trajet, en: Trip}
                    records: {kind: route, ends: [de, vers], value: minutes}
                    from_distance: {fastest: 25, slowest: 90, detour: 1.6}

                """,
            good: """
                format: vocabulary/1
                measures:
                  trajet:
                    labels: {fr: Trajet, en: Trip}
                    records: {kind: route, ends: [de, vers], value: minutes}
                    from_distance: {fastest: 90, slowest: 25, detour: 1.6}

                """),
        CodePage(
            Code("R016"),
            title: Localized(fr: "paramètre déclaré deux fois", en: "parameter declared twice"),
            meaning: Localized(
                fr:
                    "Un paramètre n'a qu'une déclaration. Une valeur locale se donne dans une "
                    + "politique, sous « overrides », avec sa raison.",
                en:
                    "A parameter has one declaration. A local value is given in a policy, under "
                    + "'overrides', with its reason."
            ),
            bad: """
                format: rules/1
                pack: essai
                parameters:
                  seuils:
                    surface: {value: 100}

                """,
            good: """
                format: rules/1
                pack: essai
                parameters:
                  seuils:
                    hauteur: {value: 100}

                """),
        CodePage(
            Code("R017"),
            title: Localized(fr: "valeur hors de son intervalle", en: "value out of its range"),
            meaning: Localized(
                fr: "La valeur d'un paramètre est dans l'intervalle qu'il se donne.",
                en: "The value of a parameter lies in the range it gives itself."),
            bad: """
                format: rules/1
                pack: essai
                parameters:
                  parts:
                    occupation: {value: 70, range: "[0..1]"}

                """,
            good: """
                format: rules/1
                pack: essai
                parameters:
                  parts:
                    occupation: {value: 0.70, range: "[0..1]"}

                """),
        CodePage(
            Code("R018"),
            title: Localized(fr: "date mal formée", en: "date not well formed"),
            meaning: Localized(
                fr: "Une date s'écrit année, mois, jour.",
                en: "A date is written year, month, day."),
            bad: """
                format: rules/1
                pack: essai
                findings:
                  grande:
                    for: maison
                    labels: {fr: Grande, en: Large}
                    when: maison.surface > 100
                    gravity: '"haute"'
                    in_force: {from: 15/06/2026}

                """,
            good: """
                format: rules/1
                pack: essai
                findings:
                  grande:
                    for: maison
                    labels: {fr: Grande, en: Large}
                    when: maison.surface > 100
                    gravity: '"haute"'
                    in_force: {from: 2026-06-15}

                """),
        CodePage(
            Code("R019"),
            title: Localized(fr: "deux listes du même nom", en: "two lists of one name"),
            meaning: Localized(
                fr: "Le pluriel d'un genre nomme une liste et un fichier : deux genres ne le partagent pas.",
                en: "The plural of a kind names a list and a file: two kinds do not share it."),
            bad: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: maisons
                    key: [id]
                    attributes:
                      hauteur: {type: number}

                """,
            good: """
                format: vocabulary/1
                kinds:
                  cabane:
                    labels: {fr: Cabane, en: Cabin}
                    plural: cabanes
                    key: [id]
                    attributes:
                      hauteur: {type: number}

                """),
        CodePage(
            Code("R020"),
            title: Localized(fr: "mesure sans deux bouts", en: "measure without two ends"),
            meaning: Localized(
                fr: "Une mesure appartient à deux enregistrements, que deux attributs nomment.",
                en: "A measure belongs to two records, named by two attributes."),
            bad: """
                format: vocabulary/1
                measures:
                  trajet:
                    labels: {fr: Trajet, en: Trip}
                    records: {kind: route, ends: [de], value: minutes}

                """,
            good: """
                format: vocabulary/1
                measures:
                  trajet:
                    labels: {fr: Trajet, en: Trip}
                    records: {kind: route, ends: [de, vers], value: minutes}

                """),
    ]
}
