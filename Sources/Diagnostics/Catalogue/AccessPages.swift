extension DiagnosticCatalogue {
    /// Family A: the socket, access and the API.
    static let accessPages: [CodePage] = [
        CodePage(
            "A001",
            title: Localized(fr: "démon injoignable", en: "daemon out of reach"),
            meaning: Localized(
                fr: "Personne ne répond sur le socket : le démon n'est pas démarré, ou sert un autre chemin. Les "
                    + "commandes qui reçoivent un dossier (« maillage evaluate DOSSIER ») se passent de lui.",
                en: "Nobody answers on the socket: the daemon is not started, or serves another path. Commands that "
                    + "are given a folder (“maillage evaluate FOLDER”) do without it."),
            bad: "maillage status --socket /run/maillage/nowhere.sock",
            good: "systemctl start maillaged && maillage status"),
        CodePage(
            "A002",
            title: Localized(fr: "socket fermé à votre compte", en: "socket closed to your account"),
            meaning: Localized(
                fr:
                    "Le fichier du socket n'est ouvert qu'aux membres d'un groupe, « maillage » d'ordinaire. Rejoignez-le, "
                    + "puis ouvrez une nouvelle session : les groupes sont lus à l'ouverture.",
                en: "The socket's file is open to the members of a group only, usually 'maillage'. Join it, then open "
                    + "a new session: groups are read at login."),
            good: "adduser agent maillage"),
        CodePage(
            "A003",
            title: Localized(fr: "réponse trop lente", en: "answer too slow"),
            meaning: Localized(
                fr:
                    "Le démon a accepté la connexion et n'a rien répondu dans le délai. Une lecture n'attend jamais une "
                    + "évaluation : regardez l'état de la machine et le journal du démon.",
                en: "The daemon took the connection and answered nothing in time. A read never waits for an "
                    + "evaluation: look at the state of the machine and at the daemon's log.")),
        CodePage(
            "A004",
            title: Localized(fr: "réponse incomprise", en: "answer not understood"),
            meaning: Localized(
                fr: "Ce qui répond sur le socket ne parle pas comme le démon de cette version, ou s'est interrompu au "
                    + "milieu d'une réponse.",
                en: "What answers on the socket does not speak as this version's daemon does, or stopped in the middle "
                    + "of an answer.")),
        CodePage(
            "A010",
            title: Localized(fr: "déjà servi par un démon vivant", en: "already served by a living daemon"),
            meaning: Localized(
                fr:
                    "Un autre démon tient le verrou du socket ou du dossier d'état. Il n'est jamais dépossédé : arrêtez-le, "
                    + "ou donnez d'autres chemins à celui-ci.",
                en:
                    "Another daemon holds the lock of the socket or of the state folder. It is never dispossessed: stop "
                    + "it, or give this one other paths.")),
        CodePage(
            "A011",
            title: Localized(fr: "ce n'est pas un socket", en: "not a socket"),
            meaning: Localized(
                fr:
                    "Le chemin donné est celui d'un fichier, d'un dossier ou d'un lien. Seul un socket auquel personne ne "
                    + "répond est remplacé.",
                en: "The path given is that of a file, a folder or a link. Only a socket that nobody answers on is "
                    + "replaced.")),
        CodePage(
            "A012",
            title: Localized(fr: "refus du système", en: "refused by the system"),
            meaning: Localized(
                fr:
                    "Le système a refusé une opération sur un fichier ou un socket ; le message dit laquelle et pourquoi. "
                    + "Le plus souvent, le dossier n'existe pas ou n'appartient pas au compte du démon.",
                en: "The system refused an operation on a file or a socket; the message says which and why. Most often "
                    + "the folder does not exist, or is not owned by the daemon's account.")),
        CodePage(
            "A013",
            title: Localized(fr: "chemin de socket trop long", en: "socket path too long"),
            meaning: Localized(
                fr: "Le noyau limite le chemin d'un socket à 107 octets.",
                en: "The kernel limits a socket's path to 107 bytes.")),
        CodePage(
            "A014",
            title: Localized(fr: "descripteur transmis inattendu", en: "unexpected inherited descriptor"),
            meaning: Localized(
                fr: "Le gestionnaire de services a transmis autre chose qu'un socket Unix de flux, ou en a transmis "
                    + "plusieurs. L'unité .socket doit avoir un seul ListenStream, un chemin.",
                en: "The service manager gave something else than a Unix stream socket, or gave several. The .socket "
                    + "unit must have one ListenStream, a path."),
            good: "[Socket]\nListenStream=/run/maillage/maillage.sock"),
        CodePage(
            "A020",
            title: Localized(fr: "chemin inconnu", en: "unknown path"),
            meaning: Localized(
                fr: "Rien n'est servi à ce chemin. GET /v1/openapi donne la liste.",
                en: "Nothing is served at this path. GET /v1/openapi lists them."),
            bad: "curl --unix-socket /run/maillage/maillage.sock http://x/v1/verdict",
            good: "curl --unix-socket /run/maillage/maillage.sock http://x/v1/verdicts"),
        CodePage(
            "A021",
            title: Localized(fr: "méthode non permise", en: "method not allowed"),
            meaning: Localized(
                fr: "Les lectures sont des GET, les écritures des POST ; l'en-tête Allow dit ce que le chemin accepte.",
                en: "Reads are GETs, writes are POSTs; the Allow header says what the path takes.")),
        CodePage(
            "A022",
            title: Localized(fr: "paramètre inconnu", en: "unknown parameter"),
            meaning: Localized(
                fr: "Un filtre mal écrit et ignoré montrerait des lignes que l'on croirait filtrées : il est refusé.",
                en: "A mistyped filter, ignored, would show rows believed to be filtered: it is refused."),
            bad: "curl … 'http://x/v1/verdicts?gravty=haute'",
            good: "curl … 'http://x/v1/verdicts?gravity=haute'"),
        CodePage(
            "A023",
            title: Localized(fr: "paramètre manquant", en: "missing parameter"),
            meaning: Localized(
                fr: "La question n'a pas de sens sans ce paramètre.",
                en: "The question has no meaning without this parameter."),
            bad: "curl … 'http://x/v1/query'",
            good: "curl … -G http://x/v1/query --data-urlencode 'expression=1 + 1'"),
        CodePage(
            "A024",
            title: Localized(fr: "valeur de paramètre inattendue", en: "unexpected parameter value"),
            meaning: Localized(
                fr: "La valeur n'a pas la forme attendue : nombre entier dans ses bornes, date, ou mot d'une liste.",
                en: "The value does not have the shape expected: a whole number within bounds, a date, or a word of a "
                    + "list."),
            bad: "curl … 'http://x/v1/verdicts?verdict=oui'",
            good: "curl … 'http://x/v1/verdicts?verdict=yes'"),
        CodePage(
            "A025",
            title: Localized(fr: "paramètre répété", en: "repeated parameter"),
            meaning: Localized(
                fr: "Rien ne dit laquelle des valeurs vaut.", en: "Nothing says which of the values holds."),
            bad: "curl … 'http://x/v1/verdicts?rule=a&rule=b'"),
        CodePage(
            "A026",
            title: Localized(fr: "corps qui n'est pas du JSON", en: "body that is not JSON"),
            meaning: Localized(
                fr:
                    "Une écriture porte un document JSON en UTF-8. L'endroit de la première faute est donné ; rien n'a été "
                    + "écrit.",
                en: "A write carries one JSON document in UTF-8. The place of the first mistake is given; nothing was "
                    + "written."),
            bad: "{\"projet/p1\": {\"bureau\": true,}}",
            good: "{\"projet/p1\": {\"bureau\": true}}"),
        CodePage(
            "A027",
            title: Localized(fr: "corps trop grand", en: "body too large"),
            meaning: Localized(
                fr: "Une requête dépasse la limite du démon (--max-body, 16 Mio d'ordinaire). Rien n'a été écrit.",
                en: "A request is beyond the daemon's limit (--max-body, usually 16 MiB). Nothing was written.")),
        CodePage(
            "A028",
            title: Localized(fr: "requête mal formée", en: "malformed request"),
            meaning: Localized(
                fr:
                    "L'adresse contient un échappement incorrect, ou la requête s'est interrompue. Un espace s'écrit %20 "
                    + "ou +, un plus %2B.",
                en: "The target holds a broken escape, or the request stopped short. A space is written %20 or +, a "
                    + "plus sign %2B."),
            bad: "curl … 'http://x/v1/query?expression=50%'",
            good: "curl … -G http://x/v1/query --data-urlencode 'expression=50 / 100'"),
        CodePage(
            "A030",
            title: Localized(fr: "écriture refusée", en: "write refused"),
            meaning: Localized(
                fr: "Peuvent écrire : root, le compte du démon et les membres du groupe de saisie, « maillage-saisie » "
                    + "d'ordinaire. L'appartenance est lue à chaque écriture.",
                en: "Those who may write: root, the daemon's account and the members of the group that enters data, "
                    + "usually 'maillage-saisie'. Membership is read at each write."),
            good: "adduser agent maillage-saisie"),
        CodePage(
            "A031",
            title: Localized(fr: "interlocuteur inconnu", en: "unknown peer"),
            meaning: Localized(
                fr:
                    "Le noyau n'a pas pu dire quel compte est au bout de la connexion ; une écriture sans auteur n'est pas "
                    + "reçue.",
                en: "The kernel could not say which account is at the other end; a write without an author is not "
                    + "taken.")),
    ]
}
