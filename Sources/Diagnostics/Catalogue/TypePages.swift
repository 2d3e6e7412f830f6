extension DiagnosticCatalogue {
    /// Family T: names and types. Each example is a whole expression; a test checks both.
    static let typePages: [CodePage] = [
        CodePage(
            Code("T001"),
            title: Localized(fr: "nom inconnu", en: "unknown name"),
            meaning: Localized(
                fr: "Rien ne déclare ce nom : ni variable, ni fonction, ni membre de l'élément filtré.",
                en: "Nothing declares this name: no variable, no function, no member of the filtered element."),
            bad: "{places: 10, moitie: place / 2}", good: "{places: 10, moitie: places / 2}"),
        CodePage(
            Code("T002"),
            title: Localized(fr: "membre inconnu", en: "unknown member"),
            meaning: Localized(
                fr: "Les valeurs de ce type n'ont pas ce membre, ou n'en ont aucun.",
                en: "Values of this type do not have this member, or have none."),
            bad: "@\"2026-06-15\".yeer", good: "@\"2026-06-15\".year"),
        CodePage(
            Code("T003"),
            title: Localized(fr: "fonction inconnue", en: "unknown function"),
            meaning: Localized(
                fr: "Aucune fonction ne porte ce nom, ni de la langue, ni du jeu de règles.",
                en: "No function has this name, neither of the language nor of the rule set."),
            bad: "round halfup(2.5, 0)", good: "round half up(2.5, 0)"),
        CodePage(
            Code("T004"),
            title: Localized(fr: "ce n'est pas une fonction", en: "not a function"),
            meaning: Localized(
                fr: "Des parenthèses après une valeur l'appellent ; cette valeur n'est pas une fonction.",
                en: "Brackets after a value call it; this value is not a function."),
            bad: "123(4)", good: "123 * (4)"),
        CodePage(
            Code("T005"),
            title: Localized(fr: "nombre d'arguments", en: "number of arguments"),
            meaning: Localized(
                fr: "La fonction ne prend pas ce nombre d'arguments, ou l'un de ceux qu'il faut manque.",
                en: "The function does not take this number of arguments, or one that it needs is missing."),
            bad: "modulo(10)", good: "modulo(10, 3)"),
        CodePage(
            Code("T006"),
            title: Localized(fr: "paramètre inconnu", en: "unknown parameter"),
            meaning: Localized(
                fr: "La fonction n'a pas de paramètre de ce nom.", en: "The function has no parameter of this name."),
            bad: "floor(n: 1.56, scal: 1)", good: "floor(n: 1.56, scale: 1)"),
        CodePage(
            Code("T007"),
            title: Localized(fr: "type d'un argument", en: "type of an argument"),
            meaning: Localized(
                fr: "Aucune valeur de ce type ne convient à ce paramètre.",
                en: "No value of this type suits this parameter."),
            bad: "floor(\"1.5\")", good: "floor(1.5)"),
        CodePage(
            Code("T008"),
            title: Localized(fr: "opérateur inapplicable", en: "operator that does not apply"),
            meaning: Localized(
                fr: "L'opérateur n'a de sens pour aucune valeur de ces types : le résultat serait toujours null.",
                en: "The operator has no meaning for any values of these types: the result would always be null."),
            bad: "\"total : \" + 12", good: "\"total : \" + string(12)"),
        CodePage(
            Code("T009"),
            title: Localized(fr: "valeurs incomparables", en: "values that do not compare"),
            meaning: Localized(
                fr:
                    "Deux valeurs de types différents ne sont ni égales ni ordonnées ; certains types n'ont pas d'ordre.",
                en: "Two values of different types are neither equal nor ordered; some types have no order."),
            bad: "100 = \"100\"", good: "string(100) = \"100\""),
        CodePage(
            Code("T010"),
            title: Localized(fr: "une condition qui n'est pas un booléen", en: "a condition that is not a boolean"),
            meaning: Localized(
                fr: "Une condition qui n'est pas un booléen n'est jamais vraie.",
                en: "A condition that is not a boolean is never true."),
            bad: "if \"oui\" then 1 else 2", good: "if \"oui\" = \"oui\" then 1 else 2"),
        CodePage(
            Code("T011"),
            title: Localized(fr: "« and » et « or » sans booléen", en: "'and' and 'or' without a boolean"),
            meaning: Localized(
                fr: "« and » et « or » lisent comme null ce qui n'est pas un booléen.",
                en: "'and' and 'or' read as null what is not a boolean."),
            bad: "true and \"oui\"", good: "true and \"oui\" = \"oui\""),
        CodePage(
            Code("T012"),
            title: Localized(fr: "un filtre impossible", en: "an impossible filter"),
            meaning: Localized(
                fr: "Entre crochets après une valeur vient une condition sur ses éléments, ou un rang.",
                en: "In brackets after a value comes a condition on its elements, or a position."),
            bad: "[1, 2, 3][\"2\"]", good: "[1, 2, 3][item = 2]"),
        CodePage(
            Code("T013"),
            title: Localized(fr: "un intervalle sans suite", en: "a range without successors"),
            meaning: Localized(
                fr: "On ne parcourt que des intervalles de nombres entiers ou de dates.",
                en: "Only ranges of whole numbers or of dates can be iterated over."),
            bad: "for x in \"a\"..\"c\" return x", good: "for x in [\"a\", \"b\", \"c\"] return x"),
        CodePage(
            Code("T014"),
            title: Localized(fr: "type inconnu", en: "unknown type"),
            meaning: Localized(
                fr: "Ce nom n'est ni celui d'un type de la langue, ni celui d'une nature déclarée.",
                en: "This name is neither that of a type of the language, nor that of a declared kind."),
            bad: "1 instance of numbre", good: "1 instance of number"),
        CodePage(
            Code("T015"),
            title: Localized(fr: "ni date, ni heure, ni durée", en: "not a date, a time or a duration"),
            meaning: Localized(
                fr: "Après « @ » vient une date, une heure ou une durée, à la façon d'ISO 8601.",
                en: "After '@' comes a date, a time or a duration, as in ISO 8601."),
            bad: "@\"15/06/2026\"", good: "@\"2026-06-15\""),
        CodePage(
            Code("T016"),
            title: Localized(fr: "type du résultat", en: "type of the result"),
            meaning: Localized(
                fr: "L'expression donne une valeur d'un autre type que celui que sa place attend.",
                en: "The expression gives a value of another type than its place expects.")),
        CodePage(
            Code("T017"),
            title: Localized(fr: "division par zéro", en: "division by zero"),
            meaning: Localized(
                fr: "Le diviseur est zéro : le résultat est toujours null.",
                en: "The divisor is zero: the result is always null."),
            bad: "10 / 0", good: "10 / 2"),
        CodePage(
            Code("T018"),
            title: Localized(fr: "opération qui échoue toujours", en: "operation that always fails"),
            meaning: Localized(
                fr:
                    "L'opération porte sur deux constantes, et leurs valeurs font que le résultat est toujours null : l'une "
                    + "est null, ou une seule des deux dates a un fuseau.",
                en:
                    "The operation is on two constants whose values make the result always null: one is null, or only one "
                    + "of two dates has a zone."),
            bad: "10 + null", good: "10 + 1"),
    ]
}
