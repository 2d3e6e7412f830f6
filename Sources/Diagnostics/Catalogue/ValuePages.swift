extension DiagnosticCatalogue {
    /// Family V, 101 to 113: values and the standard's functions. Each example is a whole expression; a
    /// test checks both.
    static let valuePages: [CodePage] = [
        CodePage(
            Code("V101"),
            title: Localized(fr: "type d'un argument", en: "type of an argument"),
            meaning: Localized(
                fr: "Une fonction a reçu une valeur d'un type qu'elle ne prend pas, ou null ; le résultat est null.",
                en: "A function was given a value of a type that it does not take, or null; the result is null."),
            bad: "abs(\"-3\")", good: "abs(number(\"-3\"))"),
        CodePage(
            Code("V102"),
            title: Localized(fr: "nombre ou nom des arguments", en: "number or names of arguments"),
            meaning: Localized(
                fr: "L'appel donne trop ou trop peu d'arguments, ou nomme un paramètre que la fonction n'a pas.",
                en: "The call gives too few or too many arguments, or names a parameter that the function does not "
                    + "have."),
            bad: "modulo(7)", good: "modulo(7, 2)"),
        CodePage(
            Code("V103"),
            title: Localized(fr: "valeur hors du domaine", en: "value outside the domain"),
            meaning: Localized(
                fr: "L'opération n'a pas de résultat pour cette valeur : racine d'un nombre négatif, position hors de "
                    + "la liste, liste vide.",
                en: "The operation has no result for this value: root of a negative number, position outside the "
                    + "list, empty list."),
            bad: "substring(\"abc\", 0)", good: "substring(\"abc\", 1)"),
        CodePage(
            Code("V104"),
            title: Localized(fr: "texte illisible", en: "text that cannot be read"),
            meaning: Localized(
                fr: "Le texte n'a pas la forme de ce qu'il doit donner : un nombre, une date, une heure, une durée, "
                    + "un intervalle.",
                en: "The text has not the form of what it should give: a number, a date, a time, a duration, a range."),
            bad: "date(\"2026-02-30\")", good: "date(\"2026-02-28\")"),
        CodePage(
            Code("V105"),
            title: Localized(fr: "résultat hors limites", en: "result out of limits"),
            meaning: Localized(
                fr: "Le résultat dépasse ce que le type peut tenir : 34 chiffres et 6 144 dizaines pour un nombre, "
                    + "neuf chiffres pour une année.",
                en: "The result is beyond what the type can hold: 34 digits and an exponent of 6,144 for a number, "
                    + "nine digits for a year."),
            bad: "exp(100000)", good: "exp(10)"),
        CodePage(
            Code("V106"),
            title: Localized(fr: "évaluation trop longue", en: "evaluation too long"),
            meaning: Localized(
                fr: "L'évaluation a épuisé les pas qui lui sont comptés ; une expression rationnelle qui essaie trop "
                    + "de chemins en est la cause ordinaire.",
                en:
                    "The evaluation has used up its steps; a regular expression that tries too many ways is the usual cause."
            )),
        CodePage(
            Code("V107"),
            title: Localized(fr: "aucune date du jour", en: "no present time"),
            meaning: Localized(
                fr: "L'expression lit la date du jour ou l'heure, et l'évaluation n'en reçoit pas.",
                en: "The expression reads today's date or the time, and the evaluation is given none.")),
        CodePage(
            Code("V108"),
            title: Localized(fr: "expression rationnelle mal formée", en: "regular expression not well formed"),
            meaning: Localized(
                fr: "Le motif n'est pas une expression rationnelle XPath, ou reconnaît un texte vide là où il faut "
                    + "avancer.",
                en: "The pattern is no XPath regular expression, or matches an empty text where it must move on."),
            bad: "matches(\"75001\", \"[0-9\")", good: "matches(\"75001\", \"[0-9]{5}\")"),
        CodePage(
            Code("V110"),
            title: Localized(fr: "types incompatibles", en: "types that do not go together"),
            meaning: Localized(
                fr: "L'opérateur n'a de sens pour aucune valeur de ces types.",
                en: "The operator has no meaning for values of these types."),
            bad: "\"total : \" + 12", good: "\"total : \" + string(12)"),
        CodePage(
            Code("V111"),
            title: Localized(fr: "division par zéro", en: "division by zero"),
            meaning: Localized(
                fr: "Un quotient par zéro n'existe pas ; le résultat est null, jamais zéro.",
                en: "A quotient by zero does not exist; the result is null, never zero."),
            bad: "10 / (5 - 5)", good: "10 / (5 - 4)"),
        CodePage(
            Code("V112"),
            title: Localized(fr: "valeurs incomparables", en: "values that do not compare"),
            meaning: Localized(
                fr: "Deux valeurs de types différents ne se comparent pas, ni une heure sans fuseau avec une heure "
                    + "qui en a un.",
                en: "Two values of different types do not compare, nor does a time without a zone with one that has "
                    + "one."),
            bad: "100 < \"200\"", good: "100 < number(\"200\")"),
        CodePage(
            Code("V113"),
            title: Localized(fr: "opérande null", en: "null operand"),
            meaning: Localized(
                fr: "Un opérande est null : le résultat l'est aussi. Null n'est pas zéro.",
                en: "An operand is null, and so is the result. Null is not zero."),
            bad: "1 + null", good: "1 + 0"),
    ]
}
