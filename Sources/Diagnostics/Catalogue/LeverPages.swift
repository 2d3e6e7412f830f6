extension DiagnosticCatalogue {
    /// R222 and R223: what people decide.
    static let leverPages: [CodePage] = [
        CodePage(
            Code("R222"),
            title: Localized(fr: "levier inconnu", en: "unknown lever"),
            meaning: Localized(
                fr:
                    "Un levier est un attribut d'un genre, ou la réponse à une question : ce que des personnes décident.",
                en: "A lever is an attribute of a kind, or the answer to a question: what people decide."),
            bad: """
                format: policy/1
                levers:
                  maison.surfaces: {factors: [0.5, 2]}

                """,
            good: """
                format: policy/1
                levers:
                  maison.surface: {factors: [0.5, 2]}

                """),
        CodePage(
            Code("R223"),
            title: Localized(fr: "valeur de levier impossible", en: "impossible value of a lever"),
            meaning: Localized(
                fr:
                    "Ce qu'un levier peut devenir doit être une valeur de son attribut : un code de sa liste, un nombre de son "
                    + "intervalle. Un nombre, une date ou un texte ne se passe ni de « values » ni de « factors ».",
                en:
                    "What a lever may become has to be a value of its attribute: a code of its list, a number of its range. A "
                    + "number, a date or a text needs 'values' or 'factors'."),
            bad: """
                format: policy/1
                levers:
                  maison.visitee: {values: [peut-etre]}

                """,
            good: """
                format: policy/1
                levers:
                  maison.visitee: {values: [oui]}

                """),
    ]
}
