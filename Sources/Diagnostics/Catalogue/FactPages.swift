extension DiagnosticCatalogue {
    /// Family F from F101: records, imports and bodies of requests. An example is one file or
    /// several, each after a line `# its name`.
    static let factPages: [CodePage] = recordPages + cellPages + importPages

    private static let recordPages: [CodePage] = [
        CodePage(
            Code("F101"),
            title: Localized(fr: "fichier qui ne porte le nom d'aucun genre", en: "file without the name of a kind"),
            meaning: Localized(
                fr: "Un fichier CSV d'un territoire porte le pluriel de son genre, tel que le vocabulaire l'écrit. "
                    + "Sous un autre nom il n'est pas lu.",
                en: "A territory's CSV file has the plural of its kind for a name, as the vocabulary writes it. Under "
                    + "another name it is not read."),
            bad: "# maison.csv\nid,nom\nA1,Salle\n", good: "# maisons.csv\nid,nom\nA1,Salle\n"),
        CodePage(
            Code("F102"),
            title: Localized(fr: "attribut inconnu", en: "unknown attribute"),
            meaning: Localized(
                fr: "Une colonne ou une clé n'est pas un attribut du genre. Elle n'est pas lue ; le reste l'est.",
                en: "A column or a key is no attribute of the kind. It is not read; the rest is."),
            bad: "# maisons.csv\nid,plases\nA1,12\n", good: "# maisons.csv\nid,places\nA1,12\n"),
        CodePage(
            Code("F103"),
            title: Localized(fr: "enregistrement sans clé", en: "record without its key"),
            meaning: Localized(
                fr: "Sans sa clé, on ne peut pas dire de quoi un enregistrement parle : rien de lui n'est lu.",
                en: "Without its key nobody can say what a record speaks of: nothing of it is read."),
            bad: "# maisons.csv\nid,places\n,12\n", good: "# maisons.csv\nid,places\nA1,12\n"),
        CodePage(
            Code("F104"),
            title: Localized(fr: "enregistrement décrit deux fois", en: "record described twice"),
            meaning: Localized(
                fr: "Une source ne décrit un enregistrement qu'une fois ; la seconde n'est pas lue. Deux sources qui "
                    + "se contredisent se nomment dans une colonne 'source' : leurs valeurs sont gardées toutes deux.",
                en: "A source describes a record once; the second time is not read. Two sources that disagree are "
                    + "named in a 'source' column: both values are kept."),
            bad: "# maisons.csv\nid,places\nA1,12\nA1,15\n",
            good: "# maisons.csv\nid,places,source\nA1,12,gardien\nA1,15,visite\n"),
        CodePage(
            Code("F107"),
            title: Localized(fr: "territoire sans nom", en: "territory without a name"),
            meaning: Localized(
                fr: "Le fichier territory.yaml dit de quel territoire parle le dossier. Sans lui, les fichiers sont "
                    + "vérifiés mais rien n'est enregistré.",
                en: "The file territory.yaml says which territory the folder speaks of. Without it, files are checked "
                    + "and nothing is recorded."),
            bad: "# territory.yaml\nformat: territory/1\n",
            good: "# territory.yaml\nformat: territory/1\nterritory: vallon\n"),
        CodePage(
            Code("F108"),
            title: Localized(fr: "genre inconnu", en: "unknown kind"),
            meaning: Localized(
                fr: "Le vocabulaire n'a pas de genre de ce nom. Dans 'records', le genre est au singulier.",
                en: "The vocabulary has no kind of that name. Under 'records' kinds are in the singular."),
            bad: "# projects/a.yaml\nrecords:\n  projets: [{id: p1}]\n",
            good: "# projects/a.yaml\nrecords:\n  projet: [{id: p1}]\n"),
        CodePage(
            Code("F109"),
            title: Localized(fr: "forme inattendue", en: "unexpected shape"),
            meaning: Localized(
                fr: "Le fichier n'a pas la forme attendue à cet endroit. Ce qui s'y trouve n'est pas lu.",
                en: "The file does not have the shape expected at that place. What is there is not read."),
            bad: "# projects/a.yaml\nrecords:\n  projet: {id: p1}\n",
            good: "# projects/a.yaml\nrecords:\n  projet:\n    - {id: p1}\n"),
        CodePage(
            Code("F117"),
            title: Localized(fr: "renvoi à un enregistrement que rien ne décrit", en: "reference to nothing described"),
            meaning: Localized(
                fr: "La clé peut être fautive, ou l'enregistrement rester à décrire. La valeur est gardée ; ce qui "
                    + "dépend de l'enregistrement absent reste inconnu.",
                en: "The key may be wrong, or the record still to be described. The value is kept; what depends on "
                    + "the missing record stays unknown."),
            bad: "# quartiers.csv\nid\n01\n# maisons.csv\nid,quartier\nA1,1\n",
            good: "# quartiers.csv\nid\n01\n# maisons.csv\nid,quartier\nA1,01\n"),
        CodePage(
            Code("F118"),
            title: Localized(fr: "validité à l'envers", en: "reversed validity"),
            meaning: Localized(
                fr: "La validité finit avant de commencer : l'enregistrement n'est pas lu.",
                en: "The validity ends before it begins: the record is not read."),
            bad: "# maisons.csv\nid,valid_from,valid_to\nA1,2026-02-01,2026-01-01\n",
            good: "# maisons.csv\nid,valid_from,valid_to\nA1,2026-01-01,2026-02-01\n"),
        CodePage(
            Code("F119"),
            title: Localized(fr: "clé qui contient '|'", en: "key that holds '|'"),
            meaning: Localized(
                fr: "'|' sépare les parties d'une clé qui en a plusieurs : aucune ne peut le contenir.",
                en: "'|' parts the pieces of a key that has several: none can hold it."),
            bad: "# quartiers.csv\nid\na\nc\n# routes.csv\nde,vers,minutes\na|b,c,5\n",
            good: "# quartiers.csv\nid\na\nc\n# routes.csv\nde,vers,minutes\na,c,5\n"),
        CodePage(
            Code("F120"),
            title: Localized(fr: "fichier non lu", en: "file not read"),
            meaning: Localized(
                fr: "Un fichier est là et n'a pas pu être lu : trop grand, lien hors du dossier, accès refusé. Ce "
                    + "qu'il disait avant tient toujours.",
                en: "A file is there and could not be read: too large, a link out of the folder, access denied. What "
                    + "it said before still stands.")),
        CodePage(
            Code("F121"),
            title: Localized(fr: "« sans objet » où tout s'applique", en: "'not applicable' where all applies"),
            meaning: Localized(
                fr:
                    "« sans_objet » ne se dit que des attributs que le vocabulaire déclare « may_not_apply ». Les autres "
                    + "ont toujours une valeur, même quand personne ne la connaît : leur case reste alors vide.",
                en: "'sans_objet' is said only of attributes that the vocabulary declares 'may_not_apply'. The others "
                    + "always have a value, even when nobody knows it: their cell is then left empty."),
            bad: "# maisons.csv\nid,places\na,sans_objet\n", good: "# maisons.csv\nid,places\na,\n"),
    ]

    private static let cellPages: [CodePage] = [
        CodePage(
            Code("F110"),
            title: Localized(fr: "nombre attendu", en: "number expected"),
            meaning: Localized(
                fr: "La cellule n'est pas un nombre, ou en contient plus de 34 chiffres. Elle n'est pas lue : "
                    + "l'attribut reste inconnu. L'unité ne s'écrit pas.",
                en: "The cell is not a number, or has more than 34 digits. It is not read: the attribute stays "
                    + "unknown. The unit is left out."),
            bad: "# maisons.csv\nid,places\nA1,12 places\n", good: "# maisons.csv\nid,places\nA1,12\n"),
        CodePage(
            Code("F111"),
            title: Localized(fr: "nombre ambigu", en: "ambiguous number"),
            meaning: Localized(
                fr: "Le nombre a deux lectures : 12,345 vaut douze virgule trois ou douze mille. Il n'est pas deviné.",
                en: "The number has two readings: 12,345 is twelve point three or twelve thousand. It is not guessed."),
            bad: "# quartiers.csv\nid;superficie\n01;12,345\n", good: "# quartiers.csv\nid;superficie\n01;12.345\n"),
        CodePage(
            Code("F112"),
            title: Localized(fr: "nombre hors des bornes", en: "number out of range"),
            meaning: Localized(
                fr: "Le vocabulaire borne l'attribut, et les calculs s'appuient sur ces bornes : une valeur au dehors "
                    + "n'est pas lue.",
                en: "The vocabulary bounds the attribute, and computations rely on those bounds: a value outside is "
                    + "not read."),
            bad: "# maisons.csv\nid,latitude\nA1,4877\n", good: "# maisons.csv\nid,latitude\nA1,48.77\n"),
        CodePage(
            Code("F113"),
            title: Localized(fr: "oui ou non attendu", en: "oui or non expected"),
            meaning: Localized(
                fr: "La cellule attend oui, non, vrai, faux, true, false, 1 ou 0 ; ou nsp, refus, a_verifier, "
                    + "sans_objet ; ou rien.",
                en: "The cell takes oui, non, vrai, faux, true, false, 1 or 0; or nsp, refus, a_verifier, sans_objet; "
                    + "or nothing."),
            bad: "# maisons.csv\nid,accessible\nA1,peut-être\n",
            good: "# maisons.csv\nid,accessible\nA1,a_verifier\n"),
        CodePage(
            Code("F114"),
            title: Localized(fr: "date attendue", en: "date expected"),
            meaning: Localized(
                fr: "Les dates s'écrivent AAAA-MM-JJ, et doivent exister.",
                en: "Dates are written YYYY-MM-DD, and have to exist."),
            bad: "# maisons.csv\nid,releve\nA1,15/06/2026\n",
            good: "# maisons.csv\nid,releve\nA1,2026-06-15\n"),
        CodePage(
            Code("F115"),
            title: Localized(fr: "code inconnu", en: "unknown code"),
            meaning: Localized(
                fr: "La liste de codes de l'attribut n'a pas celui-ci. Les codes s'écrivent comme dans le vocabulaire.",
                en: "The attribute's list of codes does not have this one. Codes are written as in the vocabulary."),
            bad: "# maisons.csv\nid,couleur\nA1,bleue\n",
            good: "# maisons.csv\nid,couleur\nA1,bleu\n"),
        CodePage(
            Code("F116"),
            title: Localized(fr: "valeur d'une autre forme", en: "value of another shape"),
            meaning: Localized(
                fr: "L'attribut n'attend pas une liste, un ensemble de clés ou une valeur JSON de ce type.",
                en: "The attribute does not take a list, a set of keys or a JSON value of that type."),
            bad: "# projects/a.yaml\nrecords:\n  projet:\n    - {id: p1, nom: [Jardins]}\n",
            good: "# projects/a.yaml\nrecords:\n  projet:\n    - {id: p1, nom: Jardins}\n"),
    ]

    private static let importPages: [CodePage] = [
        CodePage(
            Code("F122"),
            title: Localized(fr: "ligne illisible", en: "unreadable line"),
            meaning: Localized(
                fr: "Une ligne donnée à « evaluate - » est le chemin d'un dossier ou un objet JSON, de 64 Mio au plus.",
                en: "A line given to 'evaluate -' is the path of a folder or an object of JSON, of 64 MiB at most."),
            good: "maillage evaluate - < territories.ndjson"),
        CodePage(
            Code("F134"),
            title: Localized(fr: "ligne sans territoire", en: "row without a territory"),
            meaning: Localized(
                fr: "Dans une longue table, une ligne va aux territoires qui ont ce à quoi elle appartient. "
                    + "Aucun territoire connu n'a celui-là : la ligne n'est pas prise.",
                en: "In a long table, a row goes to the territories that have what it belongs to. "
                    + "No known territory has this one: the row is not taken."),
            bad:
                "# rows/m.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: id}\ncolumns: {quartier: q}\n# t.csv\nid,q\nM1,Q9\n",
            good:
                "# rows/m.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: id}\ncolumns: {quartier: q}\n# t.csv\nid,q\nM1,Q1\n"
        ),
        CodePage(
            Code("F135"),
            title: Localized(fr: "import qui ne va pas ligne par ligne", en: "import that does not go row by row"),
            meaning: Localized(
                fr: "Une longue table donne une même validité et une même source à toutes ses lignes, et, sans "
                    + "--territory, une colonne qui dit à quoi chacune appartient.",
                en: "A long table gives all its rows one validity and one source, and, without --territory, a column "
                    + "that says what each belongs to."),
            bad: "# rows/m.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: id}\n# t.csv\nid,q\nM1,Q1\n",
            good:
                "# rows/m.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: id}\ncolumns: {quartier: q}\n# t.csv\nid,q\nM1,Q1\n"
        ),
        CodePage(
            Code("F130"),
            title: Localized(fr: "import mal écrit", en: "malformed import"),
            meaning: Localized(
                fr: "Un import n'a pas la forme attendue à cet endroit. Il n'est pas appliqué : il prendrait des "
                    + "lignes pour ce qu'elles ne sont pas.",
                en: "An import does not have the shape expected at that place. It is not applied: it would take rows "
                    + "for what they are not."),
            bad: "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\ncolumns: {nom: nom}\n",
            good: "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\nkey: {id: id}\ncolumns: {nom: nom}\n"),
        CodePage(
            Code("F131"),
            title: Localized(fr: "colonne absente", en: "missing column"),
            meaning: Localized(
                fr: "L'import nomme une colonne que la table n'a pas. Si elle donne une clé ou trie les lignes, "
                    + "rien n'est pris ; sinon, seul son attribut manque.",
                en: "The import names a column that the table does not have. When it gives a key or chooses rows, "
                    + "nothing is taken; otherwise its attribute alone is missing."),
            bad:
                "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\nkey: {id: code}\n# table.csv\nCode\n01\n",
            good:
                "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\nkey: {id: Code}\n# table.csv\nCode\n01\n"
        ),
        CodePage(
            Code("F132"),
            title: Localized(fr: "cellule sans code", en: "cell without a code"),
            meaning: Localized(
                fr: "Les 'codes' de l'import n'ont pas cette cellule : elle n'est pas lue. '*' vaut pour toutes les "
                    + "autres.",
                en: "The 'codes' of the import do not have this cell: it is not read. '*' stands for all others."),
            bad: "# imports/e.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: n}\n"
                + "columns: {accessible: acces}\ncodes: {accessible: {O: oui, N: non}}\n# table.csv\nn,acces\n1,?\n",
            good: "# imports/e.yaml\nformat: import/1\nkind: maison\nsource: s\nkey: {id: n}\n"
                + "columns: {accessible: acces}\ncodes: {accessible: {O: oui, N: non, \"?\": nsp}}\n"
                + "# table.csv\nn,acces\n1,?\n"),
        CodePage(
            Code("F133"),
            title: Localized(fr: "total de contrôle différent", en: "different control total"),
            meaning: Localized(
                fr: "L'import dit à combien il doit arriver, et la table arrive à autre chose. C'est un "
                    + "avertissement : la table ou l'attente est à revoir.",
                en: "The import says what it has to amount to, and the table amounts to something else. It is a "
                    + "warning: the table or the expectation is to be looked at."),
            bad: "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\nkey: {id: id}\nexpect: {taken: 2}\n"
                + "# table.csv\nid\n01\n",
            good: "# imports/c.yaml\nformat: import/1\nkind: quartier\nsource: s\nkey: {id: id}\nexpect: {taken: 2}\n"
                + "# table.csv\nid\n01\n02\n"),
        CodePage(
            Code("F140"),
            title: Localized(fr: "corps de requête mal formé", en: "malformed body"),
            meaning: Localized(
                fr: "Le corps d'un changement ou d'une réponse porte 'records', par genre, ou 'facts', une liste de "
                    + "{record, attribute, value}.",
                en: "The body of a change or an answer holds 'records', by kind, or 'facts', a list of {record, "
                    + "attribute, value}."),
            bad: "# body.json\n{\"facts\": [{\"record\": \"A1\", \"attribute\": \"places\", \"value\": 12}]}\n",
            good:
                "# body.json\n{\"facts\": [{\"record\": \"maison/A1\", \"attribute\": \"places\", \"value\": 12}]}\n"
        ),
    ]
}
