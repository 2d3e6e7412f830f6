extension DiagnosticCatalogue {
    /// Family V, from V130 on: decision models.
    static let decisionPages: [CodePage] = [
        CodePage(
            "V130", title: Localized(fr: "valeur d'un autre type", en: "value of another type"),
            meaning: Localized(
                fr:
                    "Une donnée, une décision ou une case d'un modèle a un type déclaré, et sa valeur ne le devient pas : "
                    + "elle n'est pas de ce type, ne passe pas ses contraintes, et n'est pas une liste dont le seul élément "
                    + "conviendrait. Le résultat est null. Corriger la valeur, ou le type déclaré.",
                en:
                    "An input, a decision or a box of a model has a declared type that its value does not become: it is "
                    + "not of the type, does not pass its constraints, and is no list whose only element would do. The "
                    + "result is null. Correct the value, or the declared type.")),
        CodePage(
            "V131",
            title: Localized(fr: "plusieurs règles d'une table « unique »", en: "several rules of a 'unique' table"),
            meaning: Localized(
                fr: "Une table dont une seule règle doit convenir en a plusieurs qui conviennent aux mêmes entrées. Le "
                    + "résultat est null. Séparer les conditions, ou choisir une autre politique (FIRST, PRIORITY, COLLECT).",
                en:
                    "A table where one rule at most may match has several that match the same inputs. The result is null. "
                    + "Separate the conditions, or choose another policy (FIRST, PRIORITY, COLLECT).")),
        CodePage(
            "V132",
            title: Localized(fr: "règles d'une table « any » en désaccord", en: "rules of an 'any' table disagree"),
            meaning: Localized(
                fr:
                    "Les règles qui conviennent devraient dire la même chose, et disent des choses différentes. Le résultat "
                    + "est null. Accorder les sorties, ou séparer les conditions.",
                en: "The rules that match should say the same, and say different things. The result is null. Make the "
                    + "outputs agree, or separate the conditions.")),
        CodePage(
            "V133", title: Localized(fr: "entrée hors des valeurs permises", en: "input outside the allowed values"),
            meaning: Localized(
                fr:
                    "Une table déclare les valeurs permises d'une entrée, et la valeur reçue n'en est pas. Le résultat est "
                    + "null. Corriger la valeur, ou élargir les valeurs permises.",
                en:
                    "A table declares the allowed values of an input, and the value given is none of them. The result is "
                    + "null. Correct the value, or widen the allowed values.")),
        CodePage(
            "V134", title: Localized(fr: "décision qui dépend d'elle-même", en: "decision that depends on itself"),
            meaning: Localized(
                fr:
                    "En suivant les décisions requises, on revient à celle d'où l'on part. Le résultat est null. Retirer "
                    + "l'une des dépendances.",
                en:
                    "Following the required decisions leads back to the one they start from. The result is null. Remove "
                    + "one of the requirements.")),
        CodePage(
            "V135", title: Localized(fr: "décision inconnue", en: "unknown decision"),
            meaning: Localized(
                fr:
                    "Le modèle, ou l'un de ceux qu'il importe, n'a ni décision, ni service, ni donnée de ce nom ou de cette "
                    + "référence. Corriger le nom, ou donner le modèle importé.",
                en: "The model, or one that it imports, has no decision, service or input of that name or reference. "
                    + "Correct the name, or give the imported model.")),
    ]
}
