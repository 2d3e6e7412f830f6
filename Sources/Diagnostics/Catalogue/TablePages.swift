extension DiagnosticCatalogue {
    /// Family D: what the analysis of decision tables finds. Each example is a table as
    /// `maillage feel --check --models` reads it; a test analyses both.
    static let tablePages: [CodePage] = [
        CodePage(
            "D001", title: Localized(fr: "trou d'une table", en: "gap of a table"),
            meaning: Localized(
                fr:
                    "Pour certaines entrées, toutes connues, aucune règle ne convient : la table répond null, sans erreur. "
                    + "Ajouter une règle ou une sortie par défaut, ou déclarer les valeurs permises. Pour une table qui "
                    + "rassemble (COLLECT, RULE ORDER, OUTPUT ORDER), une liste vide est une réponse : c'est une note.",
                en:
                    "For some inputs, all of them known, no rule matches: the table answers null, without an error. Add a "
                    + "rule or a default output, or declare the allowed values. Of a table that collects (COLLECT, RULE "
                    + "ORDER, OUTPUT ORDER) an empty list is an answer: it is a note."),
            bad: table("UNIQUE", ["< 18", "> 18"]), good: table("UNIQUE", ["< 18", ">= 18"])),
        CodePage(
            "D002",
            title: Localized(fr: "entrée absente que rien ne prévoit", en: "absent input that nothing provides for"),
            meaning: Localized(
                fr:
                    "Quand cette entrée est absente (null), aucune règle ne convient. C'est souvent voulu : une donnée qui "
                    + "manque ne fait pas un verdict. Une règle dont la condition est null, ou « - », y répondrait.",
                en:
                    "When this input is absent (null), no rule matches. It is often meant: missing data does not make a "
                    + "verdict. A rule whose condition is null, or '-', would answer."),
            bad: table("UNIQUE", ["< 18", ">= 18"]), good: table("UNIQUE", ["< 18", ">= 18", "null"])),
        CodePage(
            "D003", title: Localized(fr: "règles qui se recouvrent", en: "rules that overlap"),
            meaning: Localized(
                fr:
                    "Dans une table UNIQUE, une règle au plus doit convenir. Pour les mêmes entrées, deux conviennent : la "
                    + "table répond null (V131). Séparer les conditions, ou choisir une autre politique.",
                en: "In a UNIQUE table one rule at most may match. For the same inputs two do: the table answers null "
                    + "(V131). Separate the conditions, or choose another policy."),
            bad: table("UNIQUE", ["<= 18", ">= 18"]), good: table("UNIQUE", ["< 18", ">= 18"])),
        CodePage(
            "D004", title: Localized(fr: "règles en désaccord", en: "rules that disagree"),
            meaning: Localized(
                fr:
                    "Dans une table ANY, les règles qui conviennent ensemble doivent dire la même chose. Ces deux-là ne le "
                    + "font pas : la table répond null (V132).",
                en:
                    "In an ANY table the rules that match together must say the same. These two do not: the table answers "
                    + "null (V132)."),
            bad: table("ANY", ["<= 18", ">= 18"]), good: table("ANY", ["< 18", ">= 18"])),
        CodePage(
            "D005", title: Localized(fr: "règle masquée", en: "masked rule"),
            meaning: Localized(
                fr:
                    "Quelles que soient les entrées auxquelles la règle convient, une autre répond avant elle : plus haut "
                    + "dans une table FIRST, plus importante dans une table PRIORITY. La règle ne sert à rien, ou sa place "
                    + "n'est pas la bonne.",
                en:
                    "Whatever the inputs that the rule matches, another answers before it: higher up in a FIRST table, more "
                    + "important in a PRIORITY table. The rule is of no use, or not in its place."),
            bad: table("FIRST", ["> 10", "> 18"]), good: table("FIRST", ["> 18", "> 10"])),
        CodePage(
            "D006", title: Localized(fr: "règle qui ne convient jamais", en: "rule that never matches"),
            meaning: Localized(
                fr:
                    "Aucune valeur permise de l'entrée ne passe cette condition : bornes inversées, valeur hors de celles "
                    + "qui sont permises, ou d'un autre type.",
                en:
                    "No allowed value of the input passes this condition: bounds the wrong way round, a value that is not "
                    + "allowed, or one of another type."),
            bad: table("UNIQUE", ["[30..18]"]), good: table("UNIQUE", ["[18..30]"])),
        CodePage(
            "D007", title: Localized(fr: "règle superflue", en: "redundant rule"),
            meaning: Localized(
                fr:
                    "Sans cette règle, la table dirait la même chose : d'autres, qui disent la même chose, conviennent à "
                    + "tout ce à quoi elle convient. Dans une table qui rassemble, c'est une règle écrite deux fois.",
                en:
                    "Without this rule the table would say the same: others that say the same match all that it matches. "
                    + "In a table that collects, it is a rule written twice."),
            bad: table("COLLECT", ["> 10", "> 10"], outputs: ["1", "1"]),
            good: table("COLLECT", ["> 10", "> 18"], outputs: ["1", "1"])),
        CodePage(
            "D008", title: Localized(fr: "priorité non dite", en: "priority that is not told"),
            meaning: Localized(
                fr:
                    "Deux règles conviennent ensemble, et l'ordre des valeurs permises de la sortie ne les départage pas, "
                    + "puisqu'il ne nomme pas leurs sorties.",
                en:
                    "Two rules match together, and the order of the output's allowed values does not tell them apart, since "
                    + "it does not name their outputs."),
            bad: table("PRIORITY", ["> 18", "> 10"], order: "3"),
            good: table("PRIORITY", ["> 18", "> 10"], order: "1, 2")),
        CodePage(
            "D009", title: Localized(fr: "analyse inachevée", en: "unfinished analysis"),
            meaning: Localized(
                fr:
                    "La table a trop de combinaisons pour être analysée jusqu'au bout dans le nombre de pas permis, ou plus "
                    + "de trous qu'il n'en est décrit. Ce qui est dit est vrai ; il peut y avoir autre chose.",
                en:
                    "The table has too many combinations to be analysed to its end within the allowed steps, or more gaps "
                    + "than are described. What is said is true; there may be more."),
            bad: triples(5), good: triples(2)),
        CodePage(
            "D010", title: Localized(fr: "partie non analysée", en: "part that is not analysed"),
            meaning: Localized(
                fr:
                    "L'analyse compare des conditions qui comparent l'entrée à des constantes. Cette condition lit une autre "
                    + "variable, calcule, ou dépend de la date ; ou cette entrée n'est pas une valeur simple. Une règle non "
                    + "analysée est supposée pouvoir convenir : aucun trou n'est annoncé là où elle pourrait répondre.",
                en:
                    "The analysis compares conditions that compare the input with constants. This condition reads another "
                    + "variable, computes, or depends on the date; or this input is not a simple value. A rule that is not "
                    + "analysed is taken for one that may match: no gap is told where it could answer."),
            bad: table("UNIQUE", ["modulo(?, 2) = 0"]), good: table("UNIQUE", ["[0..10]"])),
    ]

    /// A table of booleans, three to a rule, in the form of `models.jsonl`: it has three gaps to the power of its rules.
    private static func triples(_ count: Int) -> String {
        let inputs = (0..<3 * count).map { #"{"expr": "q\#($0 + 1)", "typeRef": "boolean"}"# }
        let rules = (0..<count).map { rule in
            let cells = (0..<3 * count).map { $0 / 3 == rule ? #""true""# : #""-""# }
            return #"{"in": [\#(cells.joined(separator: ", "))], "out": ["\#(rule + 1)"]}"#
        }
        return #"{"k": "table", "hitPolicy": "FIRST", "inputs": [\#(inputs.joined(separator: ", "))], "#
            + #""outputs": [{}], "rules": [\#(rules.joined(separator: ", "))]}"#
    }

    /// A table of one input, `age`, in the form of `models.jsonl`; each rule's output is its number.
    private static func table(
        _ policy: String, _ conditions: [String], outputs: [String]? = nil, order: String? = nil
    ) -> String {
        let rules = conditions.enumerated().map { index, condition in
            #"{"in": ["\#(condition)"], "out": ["\#(outputs?[index] ?? "\(index + 1)")"]}"#
        }
        let allowed = order.map { #""allowed": "\#($0)""# } ?? ""
        return #"{"k": "table", "hitPolicy": "\#(policy)", "inputs": [{"expr": "age", "typeRef": "number"}], "#
            + #""outputs": [{\#(allowed)}], "rules": [\#(rules.joined(separator: ", "))]}"#
    }
}
