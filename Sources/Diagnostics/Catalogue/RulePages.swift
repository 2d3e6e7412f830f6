extension DiagnosticCatalogue {
    /// R201 to R221: what rules and policies name.
    static let rulePages: [CodePage] = [
        CodePage(
            Code("R201"),
            title: Localized(fr: "règle déclarée deux fois", en: "rule declared twice"),
            meaning: Localized(
                fr:
                    "Une règle porte un nom à elle dans tous les jeux de règles : c'est sous lui que "
                    + "ses résultats se lisent.",
                en: "A rule has a name of its own among all rule sets: its results are read under it."),
            bad: """
                format: rules/1
                pack: essai
                findings:
                  grande:
                    for: maison
                    labels: {fr: Grande, en: Large}
                    when: maison.surface > 100
                    gravity: '"haute"'
                decisions:
                  grande: {for: maison, labels: {fr: Grande, en: Large}, when: maison.surface > 200}

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
                decisions:
                  tres_grande: {for: maison, labels: {fr: Très grande, en: Very large}, when: maison.surface > 200}

                """),
        CodePage(
            Code("R202"),
            title: Localized(fr: "genre inconnu", en: "unknown kind"),
            meaning: Localized(
                fr: "Aucun vocabulaire ne déclare ce genre.",
                en: "No vocabulary declares this kind."),
            bad: """
                format: rules/1
                pack: essai
                findings:
                  grande:
                    for: maisons
                    labels: {fr: Grande, en: Large}
                    when: maison.surface > 100
                    gravity: '"haute"'

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

                """),
        CodePage(
            Code("R203"),
            title: Localized(fr: "nom déjà pris dans le genre", en: "name already taken in the kind"),
            meaning: Localized(
                fr:
                    "Une valeur dérivée et la réponse à une question se lisent comme un attribut : "
                    + "leur nom n'est celui ni d'un attribut, ni d'une liste du genre.",
                en:
                    "A derived value and the answer to a question are read like an attribute: their "
                    + "name is that of no attribute and of no list of the kind."
            ),
            bad: """
                format: rules/1
                pack: essai
                values:
                  surface: {for: maison, labels: {fr: Surface, en: Area}, value: maison.pieces * 20}

                """,
            good: """
                format: rules/1
                pack: essai
                values:
                  surface_estimee: {for: maison, labels: {fr: Estimation, en: Estimate}, value: maison.pieces * 20}

                """),
        CodePage(
            Code("R204"),
            title: Localized(fr: "règle qui dépend d'elle-même", en: "rule that depends on itself"),
            meaning: Localized(
                fr:
                    "Pour connaître le résultat de la règle, il faudrait déjà le connaître. La note "
                    + "donne la chaîne des règles.",
                en: "To know the rule's result, one would have to know it already. The note gives the "
                    + "chain of rules."),
            bad: """
                format: rules/1
                pack: essai
                values:
                  valeur: {for: maison, labels: {fr: Valeur, en: Value}, value: maison.loyer * 200}
                  loyer: {for: maison, labels: {fr: Loyer, en: Rent}, value: maison.valeur / 200}

                """,
            good: """
                format: rules/1
                pack: essai
                values:
                  valeur: {for: maison, labels: {fr: Valeur, en: Value}, value: maison.surface * 2000}
                  loyer: {for: maison, labels: {fr: Loyer, en: Rent}, value: maison.valeur / 200}

                """),
        CodePage(
            Code("R205"),
            title: Localized(fr: "règle inconnue", en: "unknown rule"),
            meaning: Localized(
                fr: "« absorbed_by » nomme une autre règle, dont le verdict « oui » sur le même sujet "
                    + "replie celui-ci.",
                en: "'absorbed_by' names another rule, whose verdict 'yes' on the same subject folds this one."),
            bad: """
                format: rules/1
                pack: essai
                findings:
                  grande:
                    for: maison
                    labels: {fr: Grande, en: Large}
                    when: maison.surface > 100
                    gravity: '"haute"'
                    absorbed_by: [immense]

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
                    absorbed_by: [immense]
                  immense: {for: maison, labels: {fr: Immense, en: Huge}, when: maison.surface > 300, gravity: '"haute"'}

                """),
        CodePage(
            Code("R206"),
            title: Localized(fr: "groupe inconnu", en: "unknown group"),
            meaning: Localized(
                fr: "Les groupes de questions se déclarent sous « groups », avec leur ordre et leurs libellés.",
                en: "Groups of questions are declared under 'groups', with their order and labels."),
            bad: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_deux
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}

                """,
            good: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}

                """),
        CodePage(
            Code("R207"),
            title: Localized(fr: "attribut inconnu du genre", en: "attribute unknown to the kind"),
            meaning: Localized(
                fr: "Le genre n'a pas d'attribut de ce nom.",
                en: "The kind has no attribute of this name."),
            bad: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}
                    settled_by: [maison.pieses]

                """,
            good: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}
                    settled_by: [maison.pieces]

                """),
        CodePage(
            Code("R208"),
            title: Localized(fr: "question inconnue", en: "unknown question"),
            meaning: Localized(
                fr: "« scope » énumère les questions qu'une évaluation retient, par leurs noms.",
                en: "'scope' lists the questions that an assessment keeps, by their names."),
            bad: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: [visite]
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """,
            good: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: [visitee]
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """),
        CodePage(
            Code("R209"),
            title: Localized(fr: "question sans barème", en: "question without a score"),
            meaning: Localized(
                fr: "Une évaluation fait la moyenne des notes de ses questions : chacune a un barème.",
                en: "An assessment takes the mean of its questions' scores: each has one."),
            bad: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: [commentee]
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """,
            good: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: [visitee]
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """),
        CodePage(
            Code("R210"),
            title: Localized(fr: "question déduite ou posée", en: "question derived or asked"),
            meaning: Localized(
                fr:
                    "Une question est déduite des données, par « value », ou posée à une personne, "
                    + "par « answer » : l'un des deux, jamais les deux.",
                en:
                    "A question is derived from data, by 'value', or asked of a person, by 'answer': "
                    + "one of the two, never both."
            ),
            bad: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    score: 1

                """,
            good: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}

                """),
        CodePage(
            Code("R211"),
            title: Localized(fr: "règle sans sujet", en: "rule without a subject"),
            meaning: Localized(
                fr:
                    "Une règle dit sur quoi elle porte : chaque enregistrement d'un genre, des "
                    + "paires, ou des combinaisons.",
                en: "A rule says what it is about: each record of a kind, pairs, or combinations."),
            bad: """
                format: rules/1
                pack: essai
                decisions:
                  grande: {labels: {fr: Grande, en: Large}, when: true}

                """,
            good: """
                format: rules/1
                pack: essai
                decisions:
                  grande: {for: maison, labels: {fr: Grande, en: Large}, when: maison.surface > 100}

                """),
        CodePage(
            Code("R212"),
            title: Localized(fr: "attribut sans genre", en: "attribute without a kind"),
            meaning: Localized(
                fr:
                    "« settled_by » nomme des attributs avec leur genre, puisqu'un même nom peut "
                    + "être celui de plusieurs.",
                en: "'settled_by' names attributes with their kind, since one name may be that of several."),
            bad: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}
                    settled_by: [pieces]

                """,
            good: """
                format: rules/1
                pack: essai
                groups:
                  etape_un: {labels: {fr: Étape 1, en: Step 1}}
                questions:
                  habitee:
                    for: maison
                    group: etape_un
                    ask: {fr: Est-elle habitée ?, en: Is it lived in?}
                    answer: {type: boolean}
                    settled_by: [maison.pieces]

                """),
        CodePage(
            Code("R213"),
            title: Localized(fr: "fonction qui dépend d'elle-même", en: "function that depends on itself"),
            meaning: Localized(
                fr: "Une fonction ne s'appelle pas elle-même, ni par une autre : une évaluation s'arrête toujours.",
                en: "A function calls itself neither directly nor through another: an evaluation always ends."),
            bad: """
                format: rules/1
                pack: essai
                functions:
                  moitie: {parameters: {n: number}, returns: number, body: moitie(n) / 2}

                """,
            good: """
                format: rules/1
                pack: essai
                functions:
                  moitie: {parameters: {n: number}, returns: number, body: n / 2}

                """),
        CodePage(
            Code("R214"),
            title: Localized(fr: "type inconnu", en: "unknown type"),
            meaning: Localized(
                fr: "Le type d'un résultat est l'un de ceux de la langue.",
                en: "The type of a result is one of the language's."),
            bad: """
                format: rules/1
                pack: essai
                functions:
                  moitie: {parameters: {n: number}, returns: nombre, body: n / 2}

                """,
            good: """
                format: rules/1
                pack: essai
                functions:
                  moitie: {parameters: {n: number}, returns: number, body: n / 2}

                """),
        CodePage(
            Code("R215"),
            title: Localized(fr: "nom de fonction déjà pris", en: "name of a function already taken"),
            meaning: Localized(
                fr:
                    "Une fonction se nomme autrement que les autres, que les mesures et que les "
                    + "groupes de paramètres : toutes les expressions voient les uns et les autres.",
                en:
                    "A function is named otherwise than other functions, measures and groups of "
                    + "parameters: every expression sees them all."
            ),
            bad: """
                format: rules/1
                pack: essai
                functions:
                  distance: {parameters: {n: number}, returns: number, body: n / 2}

                """,
            good: """
                format: rules/1
                pack: essai
                functions:
                  demi_distance: {parameters: {n: number}, returns: number, body: n / 2}

                """),
        CodePage(
            Code("R216"),
            title: Localized(fr: "résultat sans enregistrement", en: "result without a record"),
            meaning: Localized(
                fr:
                    "Une valeur dérivée et une réponse appartiennent à un enregistrement : leur "
                    + "règle s'écrit avec « for: ». Ce qui appartient à deux est une décision, avec un chiffre.",
                en:
                    "A derived value and an answer belong to one record: their rule is written with "
                    + "'for:'. What belongs to two is a decision, with a figure."
            ),
            bad: """
                format: rules/1
                pack: essai
                values:
                  ecart: {pair: maison, labels: {fr: Écart, en: Gap}, value: a.surface - b.surface}

                """,
            good: """
                format: rules/1
                pack: essai
                decisions:
                  ecart:
                    pair: maison
                    labels: {fr: Écart, en: Gap}
                    when: a.surface != b.surface
                    value: a.surface - b.surface

                """),
        CodePage(
            Code("R217"),
            title: Localized(fr: "paliers incomplets", en: "incomplete bands"),
            meaning: Localized(
                fr: "Les paliers couvrent toutes les moyennes de 0 à 1 : le plus bas commence à 0.",
                en: "Bands cover every mean from 0 to 1: the lowest begins at 0."),
            bad: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: []
                    groups: []
                    completeness: 0.7
                    bands: [{id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}]

                """,
            good: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: []
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """),
        CodePage(
            Code("R218"),
            title: Localized(fr: "complétude hors de 0 à 1", en: "completeness out of 0 to 1"),
            meaning: Localized(
                fr: "La complétude est la part des questions qui ont au moins une partie de réponse.",
                en: "Completeness is the share of questions that have at least part of an answer."),
            bad: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: []
                    groups: []
                    completeness: 70
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """,
            good: """
                format: policy/1
                assessments:
                  preparation:
                    for: maison
                    labels: {fr: Préparation, en: Readiness}
                    scope: []
                    groups: []
                    completeness: 0.7
                    bands:
                      - {id: oui, from: 0.5, labels: {fr: Oui, en: 'Yes'}}
                      - {id: non, from: 0, labels: {fr: Non, en: 'No'}}

                """),
        CodePage(
            Code("R220"),
            title: Localized(fr: "paramètre inconnu", en: "unknown parameter"),
            meaning: Localized(
                fr: "Une politique remplace la valeur d'un paramètre que les règles déclarent ; elle n'en crée pas.",
                en: "A policy replaces the value of a parameter that rules declare; it makes none."),
            bad: """
                format: policy/1
                overrides:
                  seuils.surfaces: {value: 80, reason: Petites maisons, author: Conseil, date: 2026-03-01}

                """,
            good: """
                format: policy/1
                overrides:
                  seuils.surface: {value: 80, reason: Petites maisons, author: Conseil, date: 2026-03-01}

                """),
        CodePage(
            Code("R221"),
            title: Localized(fr: "priorité sans objet", en: "precedence about nothing"),
            meaning: Localized(
                fr: "Une priorité entre sources nomme un genre ou un attribut que le vocabulaire n'a pas.",
                en: "A precedence between sources names a kind or an attribute that the vocabulary does not have."),
            bad: """
                format: policy/1
                precedence:
                  - kind: maison
                    attribute: surfaces
                    sources: ["folder:maisons.csv"]
                    reason: {fr: Visite récente., en: A recent visit.}
                    author: Commission
                    date: 2026-03-01
                """,
            good: """
                format: policy/1
                precedence:
                  - kind: maison
                    attribute: surface
                    sources: ["folder:maisons.csv"]
                    reason: {fr: Visite récente., en: A recent visit.}
                    author: Commission
                    date: 2026-03-01
                """),
    ]
}
