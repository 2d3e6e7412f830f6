import Diagnostics

/// libyaml's problems, in words for people.
enum YAMLProblems {
    struct Translation {
        var text: Localized
        var help: Localized?
    }

    static func translation(of problem: String) -> Translation? {
        table[problem]
    }

    /// What libyaml was doing, for the label of where it began doing it.
    static func context(_ context: String) -> Localized {
        contexts[context] ?? Localized(fr: "la construction commence ici", en: context)
    }

    private static let quoteIt = Localized(
        fr: "mettre la valeur entre apostrophes, ou à la ligne après « | »",
        en: "put the value between single quotes, or on the next line after '|'"
    )

    private static let table: [String: Translation] = [
        "mapping values are not allowed in this context": Translation(
            text: Localized(
                fr: "« : » ne peut pas se trouver ici", en: "':' cannot stand here"),
            help: quoteIt
        ),
        "did not find expected key": Translation(
            text: Localized(fr: "une clé est attendue ici", en: "a key is expected here"),
            help: Localized(
                fr: "aligner les clés d'un même niveau ; une valeur dont seul le début est entre guillemets se met "
                    + "tout entière entre apostrophes ou après « | »",
                en: "align the keys of one level; put a value that only begins with quotes wholly between single "
                    + "quotes, or after '|'"
            )
        ),
        "did not find expected '-' indicator": Translation(
            text: Localized(fr: "un élément « - » est attendu ici", en: "a '-' item is expected here"),
            help: Localized(fr: "aligner les éléments d'une même liste", en: "align the items of one list")
        ),
        "did not find expected ',' or ']'": Translation(
            text: Localized(fr: "« , » ou « ] » est attendu ici", en: "',' or ']' is expected here"),
            help: Localized(fr: "fermer la liste par « ] »", en: "close the list with ']'")
        ),
        "did not find expected ',' or '}'": Translation(
            text: Localized(fr: "« , » ou « } » est attendu ici", en: "',' or '}' is expected here"),
            help: Localized(fr: "fermer le groupe de clés par « } »", en: "close the group of keys with '}'")
        ),
        "did not find expected node content": Translation(
            text: Localized(fr: "une valeur est attendue ici", en: "a value is expected here"),
            help: Localized(
                fr: "écrire une valeur, ou fermer la liste ou le groupe de clés ouvert avant",
                en: "write a value, or close the list or group of keys opened before")
        ),
        "did not find expected <document start>": Translation(
            text: Localized(
                fr: "le document est fini, et il reste du texte", en: "the document has ended and text remains"),
            help: Localized(
                fr: "aligner les clés et les éléments d'un même niveau",
                en: "align the keys and the items of one level"
            )
        ),
        "could not find expected ':'": Translation(
            text: Localized(fr: "« : » est attendu après une clé", en: "':' is expected after a key"),
            help: Localized(
                fr: "une clé tient sur une ligne et « : » est suivi d'une espace",
                en: "a key stands on one line and ':' is followed by a space"
            )
        ),
        "found character that cannot start any token": Translation(
            text: Localized(
                fr: "une valeur ne peut pas commencer par ce caractère",
                en: "a value cannot begin with this character"
            ),
            help: quoteIt
        ),
        "found unexpected end of stream": Translation(
            text: Localized(fr: "le texte s'arrête avant la fin d'une valeur", en: "the text ends inside a value"),
            help: Localized(fr: "fermer les guillemets", en: "close the quotes")
        ),
        "found unexpected document indicator": Translation(
            text: Localized(
                fr: "« --- » ou « ... » se trouve au milieu d'une valeur",
                en: "'---' or '...' stands inside a value"
            )
        ),
        "found unknown escape character": Translation(
            text: Localized(fr: "cet échappement n'existe pas", en: "this escape does not exist"),
            help: Localized(
                fr: "doubler la barre oblique inverse, ou employer des apostrophes",
                en: "double the backslash, or use single quotes"
            )
        ),
        "did not find expected hexdecimal number": Translation(
            text: Localized(
                fr: "des chiffres hexadécimaux sont attendus ici", en: "hexadecimal digits are expected here")
        ),
        "found invalid Unicode character escape code": Translation(
            text: Localized(fr: "ce code n'est pas un caractère", en: "this code is not a character")
        ),
        "block sequence entries are not allowed in this context": Translation(
            text: Localized(
                fr: "une liste « - » ne peut pas commencer ici", en: "a '-' list cannot begin here"),
            help: Localized(
                fr: "placer la liste à la ligne, sous sa clé", en: "put the list on the next line, under its key")
        ),
        "mapping keys are not allowed in this context": Translation(
            text: Localized(fr: "une clé ne peut pas se trouver ici", en: "a key cannot stand here")
        ),
        "found a tab character where an indentation space is expected": Translation(
            text: Localized(fr: "une tabulation sert de retrait", en: "a tab is used as indentation"),
            help: Localized(fr: "la remplacer par des espaces", en: "replace it with spaces")
        ),
        "did not find expected comment or line break": Translation(
            text: Localized(
                fr: "une fin de ligne est attendue après « | » ou « > »",
                en: "a line end is expected after '|' or '>'"
            )
        ),
        "found an indentation indicator equal to 0": Translation(
            text: Localized(fr: "un retrait se compte de 1 à 9", en: "an indentation counts from 1 to 9")
        ),
        "did not find expected alphabetic or numeric character": Translation(
            text: Localized(
                fr: "un nom est attendu après « & » ou « * »", en: "a name is expected after '&' or '*'"),
            help: quoteIt
        ),
        "found undefined tag handle": Translation(
            text: Localized(fr: "cette étiquette n'est pas définie", en: "this tag is not defined"),
            help: quoteIt
        ),
        "found unexpected ':'": Translation(
            text: Localized(fr: "« : » ne peut pas se trouver ici", en: "':' cannot stand here"), help: quoteIt
        ),
    ]

    private static let contexts: [String: Localized] = [
        "while parsing a block mapping": Localized(fr: "les clés commencent ici", en: "the keys begin here"),
        "while parsing a block collection": Localized(fr: "la liste commence ici", en: "the list begins here"),
        "while parsing a flow mapping": Localized(fr: "l'accolade s'ouvre ici", en: "the brace opens here"),
        "while parsing a flow sequence": Localized(fr: "le crochet s'ouvre ici", en: "the bracket opens here"),
        "while parsing a block node": Localized(fr: "la valeur commence ici", en: "the value begins here"),
        "while parsing a flow node": Localized(fr: "la valeur commence ici", en: "the value begins here"),
        "while parsing a node": Localized(fr: "la valeur commence ici", en: "the value begins here"),
        "while scanning a simple key": Localized(fr: "la clé commence ici", en: "the key begins here"),
        "while scanning a quoted scalar": Localized(fr: "les guillemets s'ouvrent ici", en: "the quotes open here"),
        "while scanning a block scalar": Localized(fr: "le texte commence ici", en: "the text begins here"),
        "while scanning a plain scalar": Localized(fr: "la valeur commence ici", en: "the value begins here"),
        "while parsing a quoted scalar": Localized(fr: "les guillemets s'ouvrent ici", en: "the quotes open here"),
        "while scanning an alias": Localized(fr: "l'alias commence ici", en: "the alias begins here"),
        "while scanning an anchor": Localized(fr: "l'ancre commence ici", en: "the anchor begins here"),
    ]
}
