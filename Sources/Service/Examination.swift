public import Diagnostics
import Glibc
import Store
import Wire

/// What is wrong with an installation, and what to do about it.
public enum Examination {
    public struct Finding: Sendable {
        public enum Level: String, Sendable {
            case good, warning, fault
        }

        public var level: Level
        public var what: Localized
        public var remedy: Localized?
    }

    /// - Parameters:
    ///   - state: The folder of the store.
    ///   - socket: The daemon's socket.
    ///   - zones: Where the machine keeps its time zones.
    ///   - patience: How long the daemon has for its whole answer.
    public static func run(
        state: String, socket: String, zones: String = "/usr/share/zoneinfo", clock: DeskClock = .system,
        patience: Duration = .seconds(5)
    ) -> [Finding] {
        folder(state) + store(state + "/maillage.sqlite", clock) + [self.clock(clock)] + [self.zones(zones)]
            + [self.socket(socket, patience)]
    }

    // MARK: Places

    private static func folder(_ path: String) -> [Finding] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = systemMessage(errno)
            return [
                fault(
                    "dossier d'état « \(path) » : \(reason)", "state folder '\(path)': \(reason)",
                    "le créer, à l'utilisateur du démon : « systemd-tmpfiles --create maillage.conf » ou « install -d -o maillage -m 0700 \(path) »",
                    "make it, owned by the daemon's user: 'systemd-tmpfiles --create maillage.conf' or 'install -d -o maillage -m 0700 \(path)'"
                )
            ]
        }
        var findings: [Finding] = []
        if access(path, R_OK | W_OK | X_OK) != 0 {
            let reason = systemMessage(errno)
            findings.append(
                errno == EROFS
                    ? fault(
                        "dossier d'état en lecture seule : « \(path) »",
                        "state folder on a read-only file system: '\(path)'",
                        "remonter le système de fichiers en écriture", "remount the file system for writing")
                    : fault(
                        "dossier d'état « \(path) » : \(reason)", "state folder '\(path)': \(reason)",
                        "lancer la commande sous l'utilisateur du démon, ou lui rendre le dossier : « chown -R maillage \(path) »",
                        "run the command as the daemon's user, or give it the folder back: 'chown -R maillage \(path)'")
            )
        }
        if status.st_mode & 0o007 != 0 {
            findings.append(
                warning(
                    "dossier d'état ouvert à tous", "state folder open to everybody", "chmod 0700 \(path)",
                    "chmod 0700 \(path)"))
        }
        var space = statvfs()
        if statvfs(path, &space) == 0 {
            let free = Int(space.f_bavail) * Int(space.f_frsize)
            var file = stat()
            let size = stat(path + "/maillage.sqlite", &file) == 0 ? Int(file.st_size) : 0
            // A vacuum after an erasure, or a backup beside, takes as much again.
            let wanted = max(12 << 20, 2 * size)
            if free < wanted {
                findings.append(
                    fault(
                        "\(free >> 20) Mo libres sous « \(path) », \(wanted >> 20) souhaités",
                        "\(free >> 20) MB free under '\(path)', \(wanted >> 20) wanted",
                        "libérer de la place ; rien n'est perdu, les écritures sont refusées en attendant",
                        "free some space; nothing is lost, writes are refused meanwhile"))
            } else {
                findings.append(good("place : \(free >> 20) Mo libres", "space: \(free >> 20) MB free"))
            }
        }
        return findings
    }

    private static func store(_ path: String, _ clock: DeskClock) -> [Finding] {
        guard access(path, F_OK) == 0 else {
            return [
                warning(
                    "pas encore de base « \(path) »", "no store '\(path)' yet",
                    "démarrer le démon, qui la crée, ou restaurer : « maillage restore »",
                    "start the daemon, which makes it, or restore: 'maillage restore'")
            ]
        }
        do throws(StoreError) {
            let store = try Store(path: path, options: StoreOptions(access: .readOnly))
            var findings: [Finding] = []
            let found = try store.verify()
            for problem in found.problems {
                findings.append(Finding(level: .fault, what: problem.headline, remedy: problem.help))
            }
            if found.problems.isEmpty {
                let version = try store.schemaVersion()
                findings.append(
                    good(
                        "base : schéma \(version), \(found.entries) entrées, chaîne intègre",
                        "store: schema \(version), \(found.entries) entries, whole chain"))
            }
            if let last = try store.lastRecordedAt(), last > clock.now() {
                findings.append(
                    fault(
                        "l'horloge a reculé : la dernière écriture est du \(last)",
                        "the clock went back: the last entry is of \(last)",
                        "régler l'heure (« timedatectl ») avant de reprendre les écritures",
                        "set the time ('timedatectl') before writing again"))
            }
            let counts = try store.deliveryCounts()
            if let given = counts[.abandoned], given > 0 {
                findings.append(
                    warning(
                        "\(given) avis n'ont pu être remis", "\(given) notices could not be delivered",
                        "« maillage alert deliveries » dit pourquoi ; mettre channels.yaml en ordre",
                        "'maillage alert deliveries' says why; put channels.yaml right"))
            }
            return findings
        } catch {
            return [Finding(level: .fault, what: error.diagnostic.headline, remedy: error.diagnostic.help)]
        }
    }

    // MARK: The machine

    private static func clock(_ clock: DeskClock) -> Finding {
        let now = clock.now()
        // Before this program was written: a machine that has lost its time.
        if now < "2026" {
            return fault(
                "l'horloge dit \(now)", "the clock says \(now)", "régler l'heure : « timedatectl set-ntp true »",
                "set the time: 'timedatectl set-ntp true'")
        }
        return good("horloge : \(now)", "clock: \(now)")
    }

    private static func zones(_ path: String) -> Finding {
        if access(path + "/Europe/Paris", R_OK) == 0 { return good("fuseaux horaires présents", "time zones present") }
        return warning(
            "fuseaux horaires absents de « \(path) » : minuit sera celui de l'UTC",
            "no time zones under '\(path)': midnight will be that of UTC", "apt install tzdata", "apt install tzdata")
    }

    private static func socket(_ path: String, _ patience: Duration) -> Finding {
        let descriptor = Glibc.socket(AF_UNIX, SocketKind.stream | SocketKind.closeOnExec, 0)
        guard descriptor >= 0 else {
            return fault("socket : \(systemMessage(errno))", "socket: \(systemMessage(errno))", "", "")
        }
        defer { close(descriptor) }
        // A daemon that hangs accepts, or leaves its queue full, and says nothing.
        let end = ContinuousClock.now + patience
        wait(at: descriptor, until: end)
        let status = withUnixAddress(path) { address, size in connect(descriptor, address, size) }
        let code = errno
        if status == 0 {
            if answers(descriptor, until: end) {
                return good("le démon répond sur « \(path) »", "the daemon answers at '\(path)'")
            }
        }
        // The queue of one that does not accept is full: the call waits, and gives up.
        if status == 0 || code == EAGAIN {
            return warning(
                "le démon ne répond pas sur « \(path) » en \(patience.components.seconds) s",
                "no answer from the daemon at '\(path)' within \(patience.components.seconds) s",
                "« journalctl -u maillaged », puis « systemctl restart maillaged »",
                "'journalctl -u maillaged', then 'systemctl restart maillaged'")
        }
        let diagnostic =
            code == EACCES
            ? AccessDiagnostic.connectionRefusedToUser(socket: path)
            : AccessDiagnostic.notRunning(socket: path, reason: systemMessage(code))
        return Finding(level: .warning, what: diagnostic.headline, remedy: diagnostic.help)
    }

    /// Calls that wait at a socket give up at that moment.
    private static func wait(at descriptor: Int32, until end: ContinuousClock.Instant) {
        let (seconds, attoseconds) = max(.microseconds(1), end - .now).components
        var patience = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Whether `GET /v1/status` is answered with 200 before that moment, however the bytes dribble.
    private static func answers(_ descriptor: Int32, until end: ContinuousClock.Instant) -> Bool {
        let request = Array("GET /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        let expected = Array("HTTP/1.1 200".utf8)
        var read: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while read.count < expected.count {
            guard ContinuousClock.now < end else { return false }
            wait(at: descriptor, until: end)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            read += buffer[..<count]
        }
        return read.starts(with: expected)
    }

    private static func good(_ fr: String, _ en: String) -> Finding {
        Finding(level: .good, what: Localized(fr: fr, en: en))
    }

    private static func warning(_ fr: String, _ en: String, _ remedy: String, _ englishRemedy: String) -> Finding {
        Finding(
            level: .warning, what: Localized(fr: fr, en: en), remedy: Localized(fr: remedy, en: englishRemedy))
    }

    private static func fault(_ fr: String, _ en: String, _ remedy: String, _ englishRemedy: String) -> Finding {
        Finding(level: .fault, what: Localized(fr: fr, en: en), remedy: Localized(fr: remedy, en: englishRemedy))
    }
}
