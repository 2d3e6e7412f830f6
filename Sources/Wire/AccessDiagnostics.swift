public import Diagnostics
public import JSON

/// Family A: the socket, access and the API. Client and daemon say the same words.
public enum AccessDiagnostic {
    // MARK: Reaching the daemon

    public static func notRunning(socket: String, reason: String) -> Diagnostic {
        Diagnostic(
            "A001",
            Localized(
                fr: "impossible de joindre le démon sur « \(socket) » : \(reason)",
                en: "cannot reach the daemon at '\(socket)': \(reason)"),
            help: Localized(
                fr: "démarrez-le (« systemctl start maillaged », ou « maillaged --socket \(socket) … »), ou donnez "
                    + "le bon chemin par --socket ou MAILLAGE_SOCKET",
                en: "start it (“systemctl start maillaged”, or “maillaged --socket \(socket) …”), or give the right "
                    + "path with --socket or MAILLAGE_SOCKET"))
    }

    public static func connectionRefusedToUser(socket: String) -> Diagnostic {
        Diagnostic(
            "A002",
            Localized(
                fr: "impossible d'ouvrir « \(socket) » : accès refusé",
                en: "cannot open '\(socket)': permission denied"),
            help: Localized(
                fr: "demandez à rejoindre le groupe « maillage », puis ouvrez une nouvelle session",
                en: "ask to join the group 'maillage', then open a new session"))
    }

    public static func timedOut(socket: String, seconds: String) -> Diagnostic {
        Diagnostic(
            "A003",
            Localized(
                fr: "pas de réponse du démon sur « \(socket) » en \(seconds) s",
                en: "no answer from the daemon at '\(socket)' within \(seconds) s"),
            help: Localized(
                fr: "regardez ce qu'il fait : « systemctl status maillaged », « journalctl -u maillaged »",
                en: "see what it is doing: “systemctl status maillaged”, “journalctl -u maillaged”"))
    }

    public static func brokenAnswer(_ what: String) -> Diagnostic {
        Diagnostic(
            "A004",
            Localized(
                fr: "réponse du démon incomprise : \(what)",
                en: "cannot understand the daemon's answer: \(what)"),
            help: Localized(
                fr: "vérifiez que le client et le démon sont de la même version, et que ce socket est bien le sien",
                en: "check that client and daemon are of the same version, and that this socket is the daemon's"))
    }

    // MARK: Taking the socket

    public static func alreadyServed(path: String, pid: Int32?) -> Diagnostic {
        let who = pid.map { "pid \($0)" }
        return Diagnostic(
            "A010",
            Localized(
                fr: "« \(path) » est déjà servi par un démon vivant (\(who ?? "pid inconnu"))",
                en: "'\(path)' is already served by a living daemon (\(who ?? "pid unknown"))"),
            help: Localized(
                fr: "arrêtez l'autre démon, ou donnez à celui-ci un autre chemin",
                en: "stop the other daemon, or give this one another path"))
    }

    public static func notASocket(path: String) -> Diagnostic {
        Diagnostic(
            "A011",
            Localized(
                fr: "« \(path) » existe et n'est pas un socket : il n'est pas remplacé",
                en: "'\(path)' exists and is not a socket: it is left alone"),
            help: Localized(fr: "donnez un autre chemin par --socket", en: "give another path with --socket"))
    }

    /// - Parameter operation: In both languages, an infinitive that names its object.
    public static func system(_ operation: Localized, error: String) -> Diagnostic {
        Diagnostic(
            "A012",
            Localized(fr: "\(operation.fr) : impossible (\(error))", en: "cannot \(operation.en): \(error)"))
    }

    public static func pathTooLong(_ path: String, limit: Int) -> Diagnostic {
        Diagnostic(
            "A013",
            Localized(
                fr: "chemin de socket trop long (\(path.utf8.count) octets, \(limit) au plus) : « \(path) »",
                en: "socket path too long (\(path.utf8.count) bytes, \(limit) at most): '\(path)'"))
    }

    public static func inheritedDescriptor(_ reason: Localized) -> Diagnostic {
        Diagnostic(
            "A014",
            Localized(
                fr: "le descripteur transmis par le gestionnaire de services ne convient pas : \(reason.fr)",
                en: "the descriptor given by the service manager does not fit: \(reason.en)"))
    }

    // MARK: Requests

    public static func noRoute(_ path: String, closest: String?) -> Diagnostic {
        Diagnostic(
            "A020",
            Localized(fr: "rien n'est servi à « \(path) »", en: "nothing is served at '\(path)'"),
            help: closest.map {
                Localized(fr: "le chemin le plus proche est « \($0) »", en: "the closest path is '\($0)'")
            }
                ?? Localized(
                    fr: "GET /v1/openapi donne la liste des chemins", en: "GET /v1/openapi lists the paths"))
    }

    public static func wrongMethod(_ method: String, path: String, allowed: [String]) -> Diagnostic {
        let list = allowed.joined(separator: ", ")
        return Diagnostic(
            "A021",
            Localized(
                fr: "« \(path) » ne connaît pas la méthode \(method)",
                en: "'\(path)' does not know the method \(method)"),
            help: Localized(fr: "méthodes permises : \(list)", en: "methods allowed: \(list)"))
    }

    public static func unknownParameter(_ name: String, path: String, known: [String], closest: String?) -> Diagnostic {
        let list = known.isEmpty ? nil : known.joined(separator: ", ")
        return Diagnostic(
            "A022",
            Localized(
                fr: "« \(path) » ne connaît pas le paramètre « \(name) »",
                en: "'\(path)' does not know the parameter '\(name)'"),
            notes: [
                list.map { Localized(fr: "paramètres connus : \($0)", en: "known parameters: \($0)") }
                    ?? Localized(fr: "ce chemin n'a pas de paramètre", en: "this path has no parameter")
            ],
            help: closest.map { Localized(fr: "écrivez « \($0) »", en: "write '\($0)'") })
    }

    public static func missingParameter(_ parameter: Route.Parameter, path: String) -> Diagnostic {
        Diagnostic(
            "A023",
            Localized(
                fr: "« \(path) » demande le paramètre « \(parameter.name) »",
                en: "'\(path)' requires the parameter '\(parameter.name)'"),
            notes: [parameter.summary])
    }

    public static func badParameter(_ name: String, value: String, expected: Localized) -> Diagnostic {
        Diagnostic(
            "A024",
            Localized(
                fr: "le paramètre « \(name) » vaut « \(value) » : \(expected.fr) attendu",
                en: "the parameter '\(name)' is '\(value)': \(expected.en) expected"))
    }

    public static func repeatedParameter(_ name: String) -> Diagnostic {
        Diagnostic(
            "A025",
            Localized(
                fr: "le paramètre « \(name) » est donné plusieurs fois",
                en: "the parameter '\(name)' is given several times"))
    }

    public static func badBody(_ error: JSONError, in text: SourceText) -> Diagnostic {
        Diagnostic(Code("A026"), error, in: text)
    }

    public static func bodyTooLarge(limit: Int) -> Diagnostic {
        Diagnostic(
            "A027",
            Localized(
                fr: "le corps de la requête dépasse \(limit) octets", en: "the request's body exceeds \(limit) bytes"),
            help: Localized(
                fr: "envoyez-le en plusieurs fois, ou relevez la limite par --max-body",
                en: "send it in several parts, or raise the limit with --max-body"))
    }

    public static func malformedRequest(_ reason: Localized) -> Diagnostic {
        Diagnostic(
            "A028",
            Localized(fr: "requête mal formée : \(reason.fr)", en: "malformed request: \(reason.en)"))
    }

    // MARK: Permission

    /// - Parameters:
    ///   - access: What was asked for.
    ///   - group: The group that may.
    public static func mayNotWrite(
        user: String, access: Route.Access = .answer, group: String, groupExists: Bool
    ) -> Diagnostic {
        let headline: Localized =
            switch access {
            case .read, .answer: Localized(fr: "« \(user) » n'a pas le droit d'écrire", en: "'\(user)' may not write")
            case .validate:
                Localized(
                    fr: "« \(user) » n'a pas le droit de trancher ni de faire taire",
                    en: "'\(user)' may not settle or silence")
            case .administer:
                Localized(fr: "« \(user) » n'a pas le droit d'administrer", en: "'\(user)' may not administer")
            }
        return Diagnostic(
            "A030", headline,
            notes: groupExists
                ? []
                : [
                    Localized(
                        fr: "le groupe « \(group) » n'existe pas encore sur cette machine",
                        en: "the group '\(group)' does not exist on this machine yet")
                ],
            help: groupExists
                ? Localized(
                    fr: "rejoignez le groupe « \(group) » (« adduser \(user) \(group) », par l'administrateur)",
                    en: "join the group '\(group)' (“adduser \(user) \(group)”, by the administrator)")
                : Localized(
                    fr: "créez-le et rejoignez-le (« addgroup --system \(group) », « adduser \(user) \(group) », par "
                        + "l'administrateur)",
                    en: "create it and join it (“addgroup --system \(group)”, “adduser \(user) \(group)”, by the "
                        + "administrator)"))
    }

    public static let unknownPeer = Diagnostic(
        "A031",
        Localized(
            fr: "le noyau ne dit pas qui est au bout de la connexion : écriture refusée",
            en: "the kernel does not say who is at the other end: write refused"))
}

extension Diagnostic {
    fileprivate init(_ code: String, _ headline: Localized, notes: [Localized] = [], help: Localized? = nil) {
        self.init(Code(code), .error, headline, notes: notes, help: help)
    }
}
