extension DiagnosticCatalogue {
    /// R270 to R272: functions written as decision tables.
    static let functionTablePages: [CodePage] = [
        CodePage(
            "R270",
            title: Localized(fr: "fonction à deux corps", en: "function with two bodies"),
            meaning: Localized(
                fr: "Une fonction s'écrit par une expression, « body », ou par une table de décision, « table ».",
                en: "A function is written as an expression, 'body', or as a decision table, 'table'."),
            bad: function("[\"< 90\", 1]", body: "body: '1'"), good: function("[\"< 90\", 1]")),
        CodePage(
            "R271",
            title: Localized(
                fr: "ligne de table trop courte ou trop longue", en: "row of a table too short or too long"),
            meaning: Localized(
                fr: "Une ligne donne une condition par entrée, dans l'ordre de « inputs », puis le résultat.",
                en: "A row gives a condition for each input, in the order of 'inputs', then the result."),
            bad: function("[\"< 90\", \"-\", 1]"), good: function("[\"< 90\", 1]")),
        CodePage(
            "R272",
            title: Localized(fr: "entrée de table inconnue", en: "unknown input of a table"),
            meaning: Localized(
                fr:
                    "Une colonne regarde un paramètre de la fonction, de type number, string, boolean ou date : ce dont "
                    + "l'analyse connaît toutes les valeurs. Un attribut se passe à la fonction, qui en fait un paramètre.",
                en: "A column looks at a parameter of the function, of type number, string, boolean or date: what the "
                    + "analysis knows all values of. An attribute is passed to the function, as a parameter."),
            bad: function("[\"< 90\", 1]", input: "maison"), good: function("[\"< 90\", 1]")),
    ]

    private static func function(_ row: String, input: String = "s", body: String = "") -> String {
        """
        format: rules/1
        pack: tables
        functions:
          note:
            parameters: {s: number, maison: maison}
            returns: number
            \(body)
            table:
              inputs: [\(input)]
              rows:
                - \(row)
                - [">= 90", 2]

        """
    }
}
