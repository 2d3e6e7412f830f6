extension DiagnosticCatalogue {
    /// Family V, 120 to 126 and 900: the evaluation of expressions. Each example is a whole expression;
    /// a test runs both.
    static let evaluationPages: [CodePage] = [
        CodePage(
            Code("V120"),
            title: Localized(fr: "membre absent", en: "no such member"),
            meaning: Localized(
                fr: "La valeur n'a pas de membre de ce nom : un contexte sans cette entrée, ou une valeur qui n'en a "
                    + "aucune. Le résultat est null.",
                en: "The value has no member with this name: a context without the entry, or a value that has none. "
                    + "The result is null."),
            bad: "context([{key: \"places\", value: 12}]).place",
            good: "context([{key: \"places\", value: 12}]).places"),
        CodePage(
            Code("V121"),
            title: Localized(fr: "valeur qui ne s'appelle pas", en: "value that cannot be called"),
            meaning: Localized(
                fr: "Ce qui précède les parenthèses n'est pas une fonction.",
                en: "What stands before the parentheses is not a function."),
            bad: "get value({f: 3}, \"f\")(2)", good: "get value({f: function(x) x * 3}, \"f\")(2)"),
        CodePage(
            Code("V122"),
            title: Localized(fr: "nom inconnu pendant l'évaluation", en: "name unknown during evaluation"),
            meaning: Localized(
                fr: "Dans un filtre, un nom n'est ni un membre de l'élément, ni une variable ; le test vaut null et "
                    + "l'élément est écarté.",
                en: "In a filter, a name is neither a member of the element nor a variable; the test is null and the "
                    + "element is left out.")),
        CodePage(
            Code("V123"),
            title: Localized(fr: "indice hors de la liste", en: "index outside the list"),
            meaning: Localized(
                fr: "Les éléments se comptent à partir de 1, ou à partir de la fin avec un indice négatif ; l'indice "
                    + "zéro n'existe pas.",
                en: "Elements count from 1, or from the end with a negative index; there is no index zero."),
            bad: "[10, 20, 30][4]", good: "[10, 20, 30][-1]"),
        CodePage(
            Code("V124"),
            title: Localized(fr: "valeur d'un autre type attendue", en: "value of another type expected"),
            meaning: Localized(
                fr: "Une condition veut un booléen, une boucle une liste ou un intervalle borné ; une autre valeur "
                    + "donne null, jamais faux.",
                en: "A condition needs a boolean, a loop a list or a bounded range; another value gives null, never "
                    + "false."),
            bad: "if get value({n: 1}, \"n\") then \"a\" else \"b\"",
            good: "if get value({n: 1}, \"n\") > 0 then \"a\" else \"b\""),
        CodePage(
            Code("V125"),
            title: Localized(fr: "construction qui ne s'exécute pas ici", en: "construct that does not run here"),
            meaning: Localized(
                fr: "L'évaluation n'appelle ni Java ni PMML : une fonction externe vaut null.",
                en: "Evaluation calls neither Java nor PMML: an external function is null.")),
        CodePage(
            Code("V126"),
            title: Localized(fr: "clé donnée deux fois", en: "key given twice"),
            meaning: Localized(
                fr: "Un contexte donne deux fois la même clé ; rien ne dit laquelle des valeurs vaut.",
                en: "A context gives the same key twice; nothing says which of the values holds.")),
        CodePage(
            Code("V900"),
            title: Localized(fr: "évaluation arrêtée", en: "evaluation stopped"),
            meaning: Localized(
                fr: "L'évaluation dépasse une limite : étapes, profondeur d'appel, taille d'une liste ou d'un texte. "
                    + "Le résultat entier est null ; il est inconnu si la limite a été atteinte sur une voie que "
                    + "seule une donnée manquante laisse ouverte.",
                en: "The evaluation goes beyond a limit: steps, depth of calls, size of a list or of a string. The "
                    + "whole result is null; it is unknown when the limit was met on a way that only missing data "
                    + "leave open.")),
    ]
}
