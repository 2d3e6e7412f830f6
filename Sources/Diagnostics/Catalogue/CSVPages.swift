extension DiagnosticCatalogue {
    /// Family F, F001 to F010: CSV files.
    static let csvPages: [CodePage] = [
        CodePage(
            "F001",
            title: Localized(fr: "le fichier n'est pas en UTF-8", en: "the file is not UTF-8"),
            meaning: Localized(
                fr: "Un octet n'appartient pas à de l'UTF-8 : le fichier vient sans doute d'un tableur qui enregistre "
                    + "en Windows-1252. Il est refusé en entier, car ses accents seraient faux.",
                en: "A byte does not belong to UTF-8: the file likely comes from a spreadsheet that saves as "
                    + "Windows-1252. All of it is refused, since its accents would be wrong."
            )
        ),
        CodePage(
            "F002",
            title: Localized(fr: "caractère de contrôle", en: "control character"),
            meaning: Localized(
                fr: "Une cellule contient un caractère qui ne se voit pas, ou un CR sans LF. La ligne est refusée.",
                en: "A cell holds a character that cannot be seen, or a CR without its LF. The row is refused."
            ),
            bad: "code,nom\n01004,Amb\u{1}rieu",
            good: "code,nom\n01004,Ambérieu"
        ),
        CodePage(
            "F003",
            title: Localized(fr: "fichier trop grand", en: "file too large"),
            meaning: Localized(
                fr: "Le fichier dépasse une limite : octets, lignes, colonnes ou taille d'une cellule.",
                en: "The file is beyond a limit: bytes, rows, columns or the size of a cell."
            )
        ),
        CodePage(
            "F004",
            title: Localized(fr: "pas d'en-tête", en: "no header"),
            meaning: Localized(
                fr: "La première ligne d'un CSV nomme ses colonnes ; le fichier est vide.",
                en: "The first line of a CSV names its columns; the file is empty."
            ),
            bad: "",
            good: "code,nom"
        ),
        CodePage(
            "F005",
            title: Localized(fr: "colonne donnée deux fois", en: "column given twice"),
            meaning: Localized(
                fr: "Deux colonnes portent le même nom, et rien ne dit laquelle vaut.",
                en: "Two columns have the same name, and nothing says which one holds."
            ),
            bad: "code,nom,nom\n01004,a,b",
            good: "code,nom,ancien_nom\n01004,a,b"
        ),
        CodePage(
            "F006",
            title: Localized(fr: "nombre de cellules", en: "number of cells"),
            meaning: Localized(
                fr: "La ligne n'a pas une cellule par colonne : rien ne dit lesquelles manquent, elle est refusée et "
                    + "les autres sont lues.",
                en: "The row does not have a cell for each column: nothing says which are missing, so it is refused "
                    + "and the others are read."
            ),
            bad: "code,nom,places\n01004,Piscine, patinoire,12",
            good: "code,nom,places\n01004,\"Piscine, patinoire\",12"
        ),
        CodePage(
            "F007",
            title: Localized(fr: "guillemets mal placés", en: "quotes out of place"),
            meaning: Localized(
                fr: "Un guillemet se trouve dans une cellule qui n'en est pas entourée, ou du texte suit le guillemet "
                    + "fermant. Entourer la cellule, et doubler les guillemets à l'intérieur.",
                en: "A quote stands in a cell that is not between quotes, or text follows the closing quote. Put the "
                    + "cell between quotes, and double those inside."
            ),
            bad: "code,nom\n01004,salle \"Bleue\"",
            good: "code,nom\n01004,\"salle \"\"Bleue\"\"\""
        ),
        CodePage(
            "F008",
            title: Localized(fr: "guillemet jamais fermé", en: "quote never closed"),
            meaning: Localized(
                fr: "Une cellule s'ouvre par un guillemet que rien ne ferme. La lecture reprend à la ligne suivante.",
                en: "A cell opens with a quote that nothing closes. Reading resumes on the next line."
            ),
            bad: "code,nom\n01004,\"Ambérieu",
            good: "code,nom\n01004,\"Ambérieu\""
        ),
        CodePage(
            "F009",
            title: Localized(fr: "colonne sans nom", en: "column without a name"),
            meaning: Localized(
                fr: "Une cellule de l'en-tête est vide ; ce que la colonne contient n'est pas lu.",
                en: "A cell of the header is empty; what the column holds is not read."
            ),
            bad: "code,,nom\n1,2,3",
            good: "code,places,nom\n1,2,3"
        ),
        CodePage(
            "F010",
            title: Localized(fr: "autres problèmes", en: "other problems"),
            meaning: Localized(
                fr: "Le fichier a plus de problèmes qu'il n'en est montré un par un ; les lignes fautives sont toutes "
                    + "refusées.",
                en: "The file has more problems than are shown one by one; every faulty row is refused."
            )
        ),
    ]
}
