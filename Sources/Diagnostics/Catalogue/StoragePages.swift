extension DiagnosticCatalogue {
    /// Family S: storage.
    static let storagePages: [CodePage] = [
        CodePage(
            "S001",
            title: Localized(fr: "base impossible à ouvrir", en: "store that cannot be opened"),
            meaning: Localized(
                fr:
                    "Le fichier ou son dossier ne s'ouvre pas : il manque, ou les droits ne suffisent pas. Le compte du démon "
                    + "doit pouvoir écrire dans le dossier d'état.",
                en:
                    "The file or its folder does not open: it is missing, or permissions fall short. The daemon's account "
                    + "must be able to write in the state folder.")),
        CodePage(
            "S002",
            title: Localized(fr: "fichier étranger", en: "foreign file"),
            meaning: Localized(
                fr: "Le fichier est d'un autre programme ; il est laissé tel quel. Donner un autre dossier d'état.",
                en: "The file belongs to another program; it is left as it is. Give another state folder.")),
        CodePage(
            "S003",
            title: Localized(fr: "base abîmée", en: "damaged store"),
            meaning: Localized(
                fr:
                    "SQLite ne reconnaît plus le fichier. Le mettre de côté et reprendre une sauvegarde ; les faits que "
                    + "déclarent les dossiers se relisent d'eux-mêmes.",
                en:
                    "SQLite no longer recognises the file. Put it aside and restore a backup; facts stated by folders are "
                    + "read again by themselves.")),
        CodePage(
            "S004",
            title: Localized(fr: "base d'une version à venir", en: "store of a later version"),
            meaning: Localized(
                fr:
                    "Une version plus récente a écrit cette base : l'ouvrir avec celle-ci la perdrait. Installer la version "
                    + "récente.",
                en:
                    "A later version wrote this store: opening it with this one would lose it. Install the later version."
            )),
        CodePage(
            "S005",
            title: Localized(fr: "base déjà prise", en: "store in use"),
            meaning: Localized(
                fr: "Un autre processus y écrit. Il n'y a qu'un écrivain par base.",
                en: "Another process writes to it. A store has one writer only.")),
        CodePage(
            "S006",
            title: Localized(fr: "plus de place", en: "no space left"),
            meaning: Localized(
                fr:
                    "Le disque ou la limite de taille est atteint ; rien de la demande n'a été retenu. Faire de la place, puis "
                    + "recommencer.",
                en: "The disk or the size limit is reached; nothing of the request was kept. Make room, then try again."
            )),
        CodePage(
            "S007",
            title: Localized(fr: "base en lecture seule", en: "read-only store"),
            meaning: Localized(
                fr: "Le fichier ou le disque n'accepte pas d'écriture ; rien de la demande n'a été retenu.",
                en: "The file or the disk takes no writes; nothing of the request was kept.")),
        CodePage(
            "S008",
            title: Localized(fr: "erreur d'entrée-sortie", en: "input or output error"),
            meaning: Localized(
                fr:
                    "Le système n'a pas pu lire ou écrire ; rien de la demande n'a été retenu. Regarder l'état du disque.",
                en: "The system could not read or write; nothing of the request was kept. Look at the disk's health.")),
        CodePage(
            "S009",
            title: Localized(fr: "entrée du journal illisible", en: "unreadable journal entry"),
            meaning: Localized(
                fr:
                    "Une entrée du journal ne se relit pas : la base a été modifiée d'ailleurs, ou par une autre version.",
                en: "A journal entry cannot be read back: the store was altered from outside, or by another version.")),
        CodePage(
            "S010",
            title: Localized(fr: "entrée refusée", en: "entry refused"),
            meaning: Localized(
                fr:
                    "Une entrée du journal porte un territoire, une source et un instant de la forme 2026-06-15T09:30:00Z.",
                en: "A journal entry carries a territory, a source and an instant such as 2026-06-15T09:30:00Z."),
            bad: "2026-06-15 09:30", good: "2026-06-15T09:30:00Z"),
        CodePage(
            "S011",
            title: Localized(fr: "destination déjà là", en: "destination exists"),
            meaning: Localized(
                fr: "Une sauvegarde n'écrase rien : donner un nom libre.",
                en: "A backup overwrites nothing: give a free name.")),
        CodePage(
            "S012",
            title: Localized(fr: "migration nécessaire", en: "migration needed"),
            meaning: Localized(
                fr: "La base est d'un schéma antérieur et s'ouvre en lecture seule : la laisser migrer par le démon.",
                en: "The store has an earlier schema and is opened read-only: let the daemon migrate it.")),
        CodePage(
            "S013",
            title: Localized(fr: "chaîne rompue", en: "broken chain"),
            meaning: Localized(
                fr:
                    "Chaque entrée du journal porte une empreinte qui engage celle d'avant. L'une d'elles ne correspond plus : "
                    + "une entrée fut modifiée, ôtée ou ajoutée hors du démon. Un effacement demandé par « maillage erase » ne "
                    + "rompt jamais la chaîne.",
                en:
                    "Each journal entry carries a hash that commits to the one before. One of them no longer fits: an entry was "
                    + "altered, removed or added outside the daemon. An erasure asked for with 'maillage erase' never breaks the "
                    + "chain.")),
        CodePage(
            "S014",
            title: Localized(fr: "cache différent du journal", en: "cache that differs from the journal"),
            meaning: Localized(
                fr: "Les faits ou les pages du fichier ne correspondent plus au journal, qui fait foi.",
                en: "The facts or the pages of the file no longer match the journal, which is the truth.")),
        CodePage(
            "S015",
            title: Localized(fr: "jalon déjà posé", en: "milestone already set"),
            meaning: Localized(
                fr: "Un jalon nomme un moment une fois pour toutes ; il ne se déplace ni ne s'efface.",
                en: "A milestone names a moment once and for all; it is neither moved nor removed.")),
        CodePage(
            "S016",
            title: Localized(fr: "export illisible", en: "unreadable export"),
            meaning: Localized(
                fr:
                    "Un fichier de l'export manque, a changé, ou vient d'une autre version : rien n'en est restauré.",
                en:
                    "A file of the export is missing, was changed, or comes from another version: nothing is restored from it."
            )),
        CodePage(
            "S017",
            title: Localized(fr: "requête SQL refusée", en: "SQL query refused"),
            meaning: Localized(
                fr: "« maillage sql » ne fait que lire : une instruction SELECT, WITH ou VALUES, en 10 s au plus.",
                en: "'maillage sql' only reads: one SELECT, WITH or VALUES statement, within 10 s."),
            bad: "maillage sql 'DELETE FROM journal'", good: "maillage sql 'SELECT * FROM v_alerts'"),
        CodePage(
            "S018",
            title: Localized(fr: "source importée en bloc", en: "source imported as a whole"),
            meaning: Localized(
                fr:
                    "Une source tient ses faits d'une table importée par « maillage charger ». Ils ne changent pas un à "
                    + "un : une ligne contredite se corrige par une autre source, une nouvelle table remplace la "
                    + "première.",
                en: "A source has its facts from a table imported by 'maillage load'. They do not change one at a "
                    + "time: a row that is wrong is contradicted by another source, a new table takes the place of the "
                    + "first.")),
        CodePage(
            "S019",
            title: Localized(fr: "valeur d'une ligne", en: "value of a row"),
            meaning: Localized(
                fr: "L'empreinte d'une ligne d'une table importée en bloc couvre toutes ses valeurs : on efface la "
                    + "fiche entière, ou rien.",
                en: "The hash of a row of a table imported as a whole covers all its values: the whole record is "
                    + "erased, or nothing.")),
        CodePage(
            "S099",
            title: Localized(fr: "défaut de notre fait", en: "a defect of ours"),
            meaning: Localized(
                fr: "SQLite a signalé une erreur que rien ne prévoyait ; son code est dans le message. À signaler.",
                en: "SQLite reported an error that nothing foresaw; its code is in the message. Please report it.")),
    ]
}
