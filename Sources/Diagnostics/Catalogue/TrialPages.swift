extension DiagnosticCatalogue {
    /// Family R, 230 to 248: tests of rules, and what is likely a mistake in a pack.
    static let trialPages: [CodePage] = [
        CodePage(
            "R230",
            title: Localized(fr: "attente non remplie", en: "expectation not met"),
            meaning: Localized(
                fr: "Un test de règles attend autre chose que ce que les règles donnent. Les notes disent les "
                    + "expressions de la règle avec leurs valeurs, et ce qui manque. Corriger la règle, ou le test si "
                    + "c'est lui qui se trompe ; jamais le test parce que le moteur dit autre chose.",
                en: "A test of rules expects something else than what the rules give. The notes tell the rule's "
                    + "expressions with their values, and what is missing. Correct the rule, or the test when it is "
                    + "wrong; never the test because the engine says otherwise.")),
        CodePage(
            "R231",
            title: Localized(fr: "nom inconnu dans un test", en: "unknown name in a test"),
            meaning: Localized(
                fr: "Un test nomme une règle, une évaluation ou un paramètre que le paquet n'a pas. Le nom le plus "
                    + "proche est donné.",
                en: "A test names a rule, an assessment or a parameter that the pack does not have. The nearest name "
                    + "is given.")),
        CodePage(
            "R232",
            title: Localized(fr: "sujet qui n'est pas évalué", en: "subject that is not evaluated"),
            meaning: Localized(
                fr:
                    "La règle n'est pas évaluée pour ce sujet à cette date : l'enregistrement n'existe pas, n'est pas du "
                    + "territoire, ou la paire diffère par un attribut de « same ».",
                en: "The rule is not evaluated for this subject on this date: the record does not exist, is not of the "
                    + "territory, or the pair differs by an attribute of 'same'.")),
        CodePage(
            "R233",
            title: Localized(fr: "test incompris", en: "test not understood"),
            meaning: Localized(
                fr: "Un test a une date, un sujet, un verdict ou un dossier qui ne se lit pas. Le schéma "
                    + "rules-test.schema.json décrit le format.",
                en: "A test has a date, a subject, a verdict or a folder that cannot be read. The schema "
                    + "rules-test.schema.json describes the format.")),
        CodePage(
            "R234",
            title: Localized(fr: "résultats non écrits", en: "results not written"),
            meaning: Localized(
                fr: "Le fichier demandé par --junit ne s'ouvre pas en écriture.",
                en: "The file asked for by --junit cannot be opened for writing.")),
        CodePage(
            "R240",
            title: Localized(fr: "sans source", en: "without a source"),
            meaning: Localized(
                fr:
                    "Une règle ou un paramètre ne dit pas d'où il vient : article, guide, étude ou référence. Qui lit un "
                    + "verdict doit pouvoir remonter jusque-là.",
                en:
                    "A rule or a parameter does not say where it comes from: article, guide, study or reference. Whoever "
                    + "reads a verdict has to be able to go back there.")),
        CodePage(
            "R241",
            title: Localized(fr: "question qui ne tranche rien", en: "question that settles nothing"),
            meaning: Localized(
                fr:
                    "Aucune règle ne lit la réponse, et aucun barème n'en dépend : la poser prendrait du temps pour rien.",
                en: "No rule reads the answer, and no score depends on it: asking it would take time for nothing.")),
        CodePage(
            "R242",
            title: Localized(fr: "seuil qu'aucun test ne franchit", en: "threshold that no test crosses"),
            meaning: Localized(
                fr:
                    "Rendu bien plus haut ou bien plus bas, le paramètre ne changerait aucun résultat des tests : rien ne "
                    + "prouve qu'il est employé dans le bon sens.",
                en: "Made much higher or much lower, the parameter would change no result of the tests: nothing proves "
                    + "that it is used the right way.")),
        CodePage(
            "R243",
            title: Localized(fr: "conclusion hors d'atteinte", en: "conclusion out of reach"),
            meaning: Localized(
                fr:
                    "Quels que soient les faits, la condition donne le même résultat : la règle ne peut jamais être oui, "
                    + "jamais être non, ou ne s'applique jamais.",
                en: "Whatever the facts, the condition gives the same result: the rule can never be yes, never be no, "
                    + "or never applies.")),
        CodePage(
            "R244",
            title: Localized(fr: "unités différentes", en: "different units"),
            meaning: Localized(
                fr: "Deux grandeurs d'unités différentes sont additionnées, comparées, ou mises à la place l'une de "
                    + "l'autre. Les unités sont des mots : un produit ou un quotient n'en a pas de connue.",
                en: "Two quantities of different units are added, compared, or put in place of each other. Units are "
                    + "words: a product or a quotient has none that is known.")),
        CodePage(
            "R245",
            title: Localized(fr: "paramètre que rien ne lit", en: "parameter that nothing reads"),
            meaning: Localized(
                fr: "Aucune expression ne lit le paramètre : le changer n'aurait aucun effet.",
                en: "No expression reads the parameter: changing it would have no effect.")),
        CodePage(
            "R246",
            title: Localized(fr: "gravité inconnue", en: "unknown gravity"),
            meaning: Localized(
                fr:
                    "Une expression donne une gravité qu'aucune politique ne déclare : le constat se rangerait nulle part.",
                en: "An expression gives a gravity that no policy declares: the finding would stand nowhere.")),
        CodePage(
            "R247",
            title: Localized(fr: "mutant que rien ne remarque", en: "mutant that nothing notices"),
            meaning: Localized(
                fr:
                    "Changer cette constante, cet opérateur ou ce seuil ne fait échouer aucun test. Écrire un test qui le "
                    + "distingue ; ou, si le changement ne peut rien changer, le dire dans la liste des survivants.",
                en: "Changing this constant, operator or threshold makes no test fail. Write a test that tells them "
                    + "apart; or, when the change can change nothing, say so in the list of survivors.")),
        CodePage(
            "R248",
            title: Localized(fr: "survivant qui n'en est plus un", en: "survivor that is one no more"),
            meaning: Localized(
                fr: "La liste des survivants excuse un mutant que les tests remarquent, ou qui n'existe pas.",
                en: "The list of survivors excuses a mutant that the tests notice, or that does not exist.")),
    ]
}
