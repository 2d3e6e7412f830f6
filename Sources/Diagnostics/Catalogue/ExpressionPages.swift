extension DiagnosticCatalogue {
    /// Family X: expressions. Each example is a whole expression; a test reads both.
    static let expressionPages: [CodePage] = [
        CodePage(
            Code("X001"),
            title: Localized(fr: "une expression manque", en: "an expression is missing"),
            meaning: Localized(
                fr: "Un opérateur, un mot ou une virgule attend une valeur, et rien ne vient.",
                en: "An operator, a word or a comma waits for a value, and none comes."),
            bad: "[1, 2 +]", good: "[1, 2 + 3]"),
        CodePage(
            Code("X002"),
            title: Localized(fr: "un opérateur manque", en: "an operator is missing"),
            meaning: Localized(
                fr: """
                    Deux valeurs se suivent sans opérateur. Soit l'opérateur manque ou est mal écrit, soit les mots \
                    forment ensemble un nom qui n'est pas déclaré.
                    """,
                en: """
                    Two values follow one another without an operator. Either the operator is missing or misspelt, or \
                    the words together make a name that is not declared.
                    """),
            bad: "true adn false", good: "true and false"),
        CodePage(
            Code("X003"),
            title: Localized(fr: "un signe inattendu", en: "an unexpected sign"),
            meaning: Localized(
                fr: "Ce signe ne peut pas se trouver là : souvent une parenthèse de trop, ou la mauvaise.",
                en: "This sign cannot stand here: often one bracket too many, or the wrong one."),
            bad: "(1 + 2] * 3", good: "(1 + 2) * 3"),
        CodePage(
            Code("X004"),
            title: Localized(fr: "une parenthèse n'est pas refermée", en: "a bracket is not closed"),
            meaning: Localized(
                fr: "Le texte finit avant le signe qui referme ; le diagnostic montre celui qui ouvre.",
                en: "The text ends before the sign that closes; the diagnostic shows the one that opens."),
            bad: "sum([1, 2, 3]", good: "sum([1, 2, 3])"),
        CodePage(
            Code("X005"),
            title: Localized(fr: "un texte n'est pas refermé", en: "a string is not closed"),
            meaning: Localized(
                fr: "Un texte va d'un guillemet droit au suivant, sur la même ligne.",
                en: "A string runs from a straight quote to the next, on the same line."),
            bad: "\"quartier", good: "\"quartier\""),
        CodePage(
            Code("X006"),
            title: Localized(fr: "un commentaire n'est pas refermé", en: "a comment is not closed"),
            meaning: Localized(
                fr: "Un commentaire va de « /* » à « */ », ou de « // » à la fin de la ligne.",
                en: "A comment runs from '/*' to '*/', or from '//' to the end of the line."),
            bad: "1 /* par habitant", good: "1 /* par habitant */"),
        CodePage(
            Code("X007"),
            title: Localized(fr: "un caractère ne commence rien", en: "a character begins nothing"),
            meaning: Localized(
                fr: "Ce caractère n'est ni un signe de la langue, ni le début d'un nom ou d'un nombre.",
                en: "This character is neither a sign of the language, nor the start of a name or a number."),
            bad: "10 ≤ 20", good: "10 <= 20"),
        CodePage(
            Code("X008"),
            title: Localized(fr: "un code qui n'est pas un caractère", en: "a code that is not a character"),
            meaning: Localized(
                fr: "Les codes D800 à DFFF ne valent que par paires ; au-delà de 10FFFF, il n'y a rien.",
                en: "The codes D800 to DFFF only count in pairs; beyond 10FFFF there is nothing."),
            bad: "\"\\uD83D\"", good: "\"\\uD83D\\uDCA9\""),
        CodePage(
            Code("X009"),
            title: Localized(fr: "un nombre hors limites", en: "a number out of range"),
            meaning: Localized(
                fr: "Un nombre a 34 chiffres au plus, et un exposant de -6143 à 6144.",
                en: "A number has 34 digits at most, and an exponent from -6143 to 6144."),
            bad: "1e7000", good: "1e60"),
        CodePage(
            Code("X010"),
            title: Localized(fr: "une expression trop grande", en: "an expression too large"),
            meaning: Localized(
                fr: """
                    Une expression a au plus 65 536 octets, 256 niveaux d'imbrication et 512 opérations à la suite. \
                    Les valeurs nombreuses se donnent en liste : sum([a, b, c]).
                    """,
                en: """
                    An expression has at most 65,536 bytes, 256 levels of nesting and 512 operations in a row. Many \
                    values are given as a list: sum([a, b, c]).
                    """)),
        CodePage(
            Code("X011"),
            title: Localized(fr: "un mot manque", en: "a word is missing"),
            meaning: Localized(
                fr: "« if » veut « then » et « else », « for » veut « in » et « return », « between » veut « and ».",
                en: "'if' wants 'then' and 'else', 'for' wants 'in' and 'return', 'between' wants 'and'."),
            bad: "if 1 < 2 then \"oui\"", good: "if 1 < 2 then \"oui\" else null"),
        CodePage(
            Code("X012"),
            title: Localized(fr: "un nom manque", en: "a name is missing"),
            meaning: Localized(
                fr: "Un point, une clé de contexte, une variable ou un paramètre veulent un nom.",
                en: "A dot, a key of a context, a variable or a parameter want a name."),
            bad: "{: 1}", good: "{places: 1}"),
        CodePage(
            Code("X013"),
            title: Localized(fr: "un type manque", en: "a type is missing"),
            meaning: Localized(
                fr: "« instance of » et les deux-points d'un paramètre veulent un type.",
                en: "'instance of' and the colon of a parameter want a type."),
            bad: "1 instance of", good: "1 instance of number"),
        CodePage(
            Code("X014"),
            title: Localized(fr: "un intervalle sans bornes", en: "a range without ends"),
            meaning: Localized(
                fr: "Un intervalle a au moins une borne.", en: "A range has at least one end."),
            bad: "5 in (..)", good: "5 in (..10]"),
        CodePage(
            Code("X015"),
            title: Localized(fr: "arguments nommés et sans nom", en: "named and unnamed arguments"),
            meaning: Localized(
                fr: "Un appel nomme tous ses arguments, ou aucun.", en: "A call names all of its arguments, or none."),
            bad: "substring(\"abc\", start position: 2)", good: "substring(string: \"abc\", start position: 2)"),
        CodePage(
            Code("X016"),
            title: Localized(fr: "un nom donné deux fois", en: "a name given twice"),
            meaning: Localized(
                fr: "Les clés d'un contexte et les arguments d'un appel sont distincts.",
                en: "The keys of a context and the arguments of a call are distinct."),
            bad: "{places: 1, places: 2}", good: "{places: 1, inscrits: 2}"),
        CodePage(
            Code("X017"),
            title: Localized(fr: "un opérateur d'une autre langue", en: "an operator of another language"),
            meaning: Localized(
                fr: "L'égalité s'écrit « = » ; les liaisons s'écrivent « and » et « or ».",
                en: "Equality is written '='; the connectives are written 'and' and 'or'."),
            bad: "1 == 1 && true", good: "1 = 1 and true"),
    ]
}
