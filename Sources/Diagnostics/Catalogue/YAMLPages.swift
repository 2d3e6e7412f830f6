extension DiagnosticCatalogue {
    /// Family Y: the shape of YAML files.
    static let yamlPages: [CodePage] = [
        CodePage(
            "Y001",
            title: Localized(fr: "YAML mal formé", en: "malformed YAML"),
            meaning: Localized(
                fr: "Le texte ne se lit pas comme du YAML. Le plus souvent, une valeur contient « : » ou n'a que son "
                    + "début entre guillemets : la mettre tout entière entre apostrophes, ou à la ligne après « | ».",
                en: "The text does not read as YAML. Most often a value holds ': ' or only begins with quotes: put "
                    + "all of it between single quotes, or on the next line after '|'."
            ),
            bad: "help: note: read twice",
            good: "help: 'note: read twice'"
        ),
        CodePage(
            "Y002",
            title: Localized(fr: "le texte n'est pas en UTF-8", en: "the text is not UTF-8"),
            meaning: Localized(
                fr: "Un octet n'appartient pas à de l'UTF-8. Le fichier vient souvent d'un tableur qui enregistre en "
                    + "Windows-1252 ; l'enregistrer à nouveau en UTF-8.",
                en: "A byte does not belong to UTF-8. Such files often come from a spreadsheet that saves as "
                    + "Windows-1252; save it again as UTF-8."
            )
        ),
        CodePage(
            "Y003",
            title: Localized(fr: "caractère de contrôle", en: "control character"),
            meaning: Localized(
                fr: "Le texte contient un caractère qui ne se voit pas : contrôle, séparateur de lignes d'Unicode, "
                    + "marque d'ordre des octets. Le supprimer, ou l'écrire par son échappement.",
                en: "The text holds a character that cannot be seen: a control, a line separator of Unicode, a byte "
                    + "order mark. Remove it, or write its escape."
            ),
            bad: "name: a\u{1}b",
            good: #"name: "a\u0001b""#
        ),
        CodePage(
            "Y004",
            title: Localized(fr: "UTF-16 ou UTF-32", en: "UTF-16 or UTF-32"),
            meaning: Localized(
                fr: "Le fichier commence par la marque d'un encodage autre qu'UTF-8. L'enregistrer en UTF-8.",
                en: "The file begins with the mark of an encoding other than UTF-8. Save it as UTF-8."
            )
        ),
        CodePage(
            "Y005",
            title: Localized(fr: "clé donnée deux fois", en: "key given twice"),
            meaning: Localized(
                fr: "La même clé figure deux fois au même niveau. Rien ne dit laquelle des deux valeurs vaut : en "
                    + "garder une.",
                en: "The same key stands twice at one level. Nothing says which of the two values holds: keep one."
            ),
            bad: "name: Aubray\nname: Belleval",
            good: "name: Aubray"
        ),
        CodePage(
            "Y006",
            title: Localized(fr: "alias non lu", en: "alias not read"),
            meaning: Localized(
                fr: "Les alias de YAML (« *nom ») ne sont pas lus : chaque valeur se lit là où elle est écrite, et un "
                    + "petit fichier ne peut pas devenir énorme.",
                en: "YAML aliases ('*name') are not read: each value is read where it is written, and a small file "
                    + "cannot become huge."
            ),
            bad: "a: 1\nb: *a",
            good: "a: 1\nb: 1"
        ),
        CodePage(
            "Y007",
            title: Localized(fr: "étiquette ignorée", en: "tag ignored"),
            meaning: Localized(
                fr: "Les étiquettes de YAML (« !!int ») sont ignorées : le type d'une valeur vient de ce qui la lit.",
                en: "YAML tags ('!!int') are ignored: the type of a value comes from whoever reads it."
            ),
            bad: "places: !!int 12",
            good: "places: 12"
        ),
        CodePage(
            "Y008",
            title: Localized(fr: "trop de niveaux", en: "too many levels"),
            meaning: Localized(
                fr: "Les listes et ensembles de clés s'imbriquent au-delà de la limite, 64 niveaux d'ordinaire.",
                en: "Lists and mappings are nested beyond the limit, 64 levels as a rule."
            ),
            bad: String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            good: "[[[]]]"
        ),
        CodePage(
            "Y009",
            title: Localized(fr: "texte trop grand", en: "text too large"),
            meaning: Localized(
                fr: "Le texte dépasse la limite de taille (8 Mio d'ordinaire) ou de nombre de valeurs (un million). "
                    + "Le partager en plusieurs fichiers ; les données nombreuses vont dans des CSV.",
                en: "The text is beyond the limit of size (8 MiB as a rule) or of number of values (a million). "
                    + "Split it into several files; large data belong in CSV."
            )
        ),
        CodePage(
            "Y010",
            title: Localized(fr: "fichier sans valeur", en: "file without a value"),
            meaning: Localized(
                fr: "Le fichier est vide ou n'a que des commentaires.",
                en: "The file is empty or has only comments."
            ),
            bad: "# nothing yet",
            good: "name: Aubray"
        ),
        CodePage(
            "Y011",
            title: Localized(fr: "second document", en: "second document"),
            meaning: Localized(
                fr: "Un fichier contient un seul document ; « --- » en commence un autre.",
                en: "A file holds a single document; '---' begins another one."
            ),
            bad: "name: Aubray\n---\nname: Belleval",
            good: "name: Aubray"
        ),
        CodePage(
            "Y012",
            title: Localized(fr: "clé qui n'est pas un texte", en: "key that is not a text"),
            meaning: Localized(
                fr: "Une liste ou un ensemble de clés sert de clé. Le mettre entre guillemets si c'est un texte.",
                en: "A list or a mapping is used as a key. Put it between quotes if it is a text."
            ),
            bad: "[a, b]: 1",
            good: "'[a, b]': 1"
        ),
        CodePage(
            "Y013",
            title: Localized(fr: "tabulation en retrait", en: "tab as indentation"),
            meaning: Localized(
                fr: "Le retrait se fait avec des espaces : une tabulation n'a pas la même largeur pour tous.",
                en: "Indentation is made of spaces: a tab does not have the same width for everybody."
            ),
            bad: "labels:\n\tfr: Nom",
            good: "labels:\n  fr: Nom"
        ),
        CodePage(
            "Y014",
            title: Localized(fr: "ancre ignorée", en: "anchor ignored"),
            meaning: Localized(
                fr: "Les ancres de YAML (« &nom ») sont ignorées, puisque les alias ne sont pas lus.",
                en: "YAML anchors ('&name') are ignored, since aliases are not read."
            ),
            bad: "a: &a 1",
            good: "a: 1"
        ),
        CodePage(
            "Y101",
            title: Localized(fr: "clé manquante", en: "missing key"),
            meaning: Localized(
                fr: "Une clé obligatoire n'est pas là, ou n'a pas de valeur.",
                en: "A required key is not there, or has no value."
            ),
            bad: "places: 12",
            good: "name: Aubray\nplaces: 12"
        ),
        CodePage(
            "Y102",
            title: Localized(fr: "forme inattendue", en: "unexpected shape"),
            meaning: Localized(
                fr: "Un texte, une liste ou un ensemble de clés se trouve à la place d'un autre.",
                en: "A text, a list or a mapping stands where another is expected."
            ),
            bad: "name: [Aubray]",
            good: "name: Aubray"
        ),
        CodePage(
            "Y103",
            title: Localized(fr: "clé inconnue", en: "unknown key"),
            meaning: Localized(
                fr: "La clé n'existe pas à cet endroit. Une clé ignorée en silence serait une donnée perdue, d'où "
                    + "l'erreur ; une clé proche est proposée quand il y en a une.",
                en: "The key does not exist at this place. A key ignored in silence would be data lost, hence the "
                    + "error; a close key is suggested when there is one."
            ),
            bad: "name: Aubray\nplace: 12",
            good: "name: Aubray\nplaces: 12"
        ),
        CodePage(
            "Y104",
            title: Localized(fr: "ni vrai ni faux", en: "neither true nor false"),
            meaning: Localized(
                fr: "La valeur attendue est true ou false (ou yes, no, oui, non), sans guillemets.",
                en: "The value expected is true or false (or yes, no, oui, non), without quotes."
            ),
            bad: "name: Aubray\nopen: maybe",
            good: "name: Aubray\nopen: true"
        ),
        CodePage(
            "Y105",
            title: Localized(fr: "nombre attendu", en: "number expected"),
            meaning: Localized(
                fr: "La valeur n'est pas un nombre, ou sort des bornes. Les décimales suivent un point ; pas "
                    + "d'espace ni d'unité.",
                en: "The value is not a number, or is out of bounds. Decimals follow a point; no space, no unit."
            ),
            bad: "name: Aubray\nplaces: a dozen",
            good: "name: Aubray\nplaces: 12"
        ),
        CodePage(
            "Y106",
            title: Localized(fr: "valeur hors de la liste", en: "value not in the list"),
            meaning: Localized(
                fr: "La valeur n'est pas l'une de celles que la clé admet.",
                en: "The value is not one of those the key allows."
            ),
            bad: "name: Aubray\nstate: opn",
            good: "name: Aubray\nstate: open"
        ),
        CodePage(
            "Y107",
            title: Localized(fr: "texte dans une seule langue", en: "text in one language only"),
            meaning: Localized(
                fr: "Le texte est donné en français ou en anglais, pas dans les deux ; celui qui est donné sert pour "
                    + "les deux.",
                en: "The text is given in French or in English, not in both; the one given serves for both."
            ),
            bad: "name: Aubray\nlabels: {fr: Halle}",
            good: "name: Aubray\nlabels: {fr: Halle, en: Market hall}"
        ),
        CodePage(
            "Y108",
            title: Localized(fr: "valeur laissée vide", en: "value left out"),
            meaning: Localized(
                fr: "Un élément de liste n'a pas de valeur, ou vaut null. Une donnée qui manque ne s'écrit pas.",
                en: "An item of a list has no value, or is null. What is not known is not written."
            ),
            bad: "name: Aubray\naliases: [a, null]",
            good: "name: Aubray\naliases: [a]"
        ),
    ]
}
