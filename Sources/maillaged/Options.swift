public import ArgumentParser
public import Diagnostics
import Glibc
import Logging
import Service
import Wire

struct Options: ParsableArguments {
    @Option(help: ArgumentHelp("Dossier des règles. / Folder of the rules.", valueName: "dir"))
    var rules: String?

    @Option(help: ArgumentHelp("Dossier des choix locaux. / Folder of local choices.", valueName: "dir"))
    var policies: String?

    @Option(
        name: .customLong("territory"),
        help: ArgumentHelp("Dossier d'un territoire ; répétable. / A territory's folder; repeatable.", valueName: "dir")
    )
    var territories: [String] = []

    @Option(help: ArgumentHelp("Dossier de la base. / Folder of the store.", valueName: "dir"))
    var state: String?

    @Option(
        help: ArgumentHelp(
            "Fichier des canaux d'avis. / File of the channels of notices.", valueName: "file"))
    var channels: String?

    @Option(help: ArgumentHelp("Chemin du socket. / Path of the socket.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("Langue des messages. / Language of messages.", valueName: "fr|en"))
    var lang: Language?

    @Option(help: ArgumentHelp("Octets d'une requête au plus. / Bytes of a request at most.", valueName: "bytes"))
    var maxBody: Int = Limits().body

    @Option(help: ArgumentHelp("Connexions au plus. / Connections at most.", valueName: "count"))
    var maxConnections: Int = Limits().connections

    @Option(
        help: ArgumentHelp(
            "Secondes laissées aux requêtes en cours, à l'arrêt. / Seconds left to requests under way, when stopped.",
            valueName: "seconds"))
    var stopWithin: Int = 20

    @Option(
        name: .customLong("log"),
        help: ArgumentHelp("Détail du journal. / Detail of the log.", valueName: "error|warning|notice|info|debug"))
    var logDetail: LogDetail = .info

    func validate() throws {
        guard maxBody > 0 else { throw ValidationError("--max-body: > 0") }
        guard (0...3600).contains(stopWithin) else { throw ValidationError("--stop-within: 0…3600") }
        guard maxConnections > 0 else { throw ValidationError("--max-connections: > 0") }
    }
}

extension Language: ExpressibleByArgument {}

/// How much is logged: each level with those before it.
enum LogDetail: String, ExpressibleByArgument, CaseIterable {
    case error, warning, notice, info, debug

    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .info: .info
        case .debug: .debug
        }
    }
}

/// What the command line and the service manager's environment come to.
struct Settings: Sendable {
    var rules: String
    var policies: String
    var territories: [String]
    var state: String
    var channels: String
    var language: Language
    var daemon: Daemon.Configuration

    init(_ options: Options, environment: [String: String]) {
        let configured = environment.firstFolder("CONFIGURATION_DIRECTORY") ?? "/etc/maillage"
        rules = absolute(options.rules ?? "/usr/share/maillage/rules")
        policies = absolute(options.policies ?? configured + "/policies")
        territories =
            options.territories.isEmpty
            ? subfolders(configured + "/territories") : options.territories.map(absolute)
        channels = absolute(options.channels ?? configured + "/channels.yaml")
        state = absolute(options.state ?? environment.firstFolder("STATE_DIRECTORY") ?? "/var/lib/maillage")
        language = options.lang ?? ((environment["LC_ALL"] ?? environment["LANG"] ?? "").hasPrefix("en") ? .en : .fr)
        let runtime = environment.firstFolder("RUNTIME_DIRECTORY") ?? DaemonSocket.standardFolder
        daemon = Daemon.Configuration(
            socket: absolute(options.socket ?? environment["MAILLAGE_SOCKET"] ?? runtime + "/" + DaemonSocket.fileName))
        daemon.state = state
        daemon.watched = [rules, policies] + territories
        daemon.limits.body = options.maxBody
        daemon.limits.connections = options.maxConnections
        // As of those there are by default: nobody takes them all.
        daemon.limits.connectionsPerAccount = max(1, options.maxConnections * 4 / 5)
        daemon.limits.shutdown = .seconds(options.stopWithin)
    }
}

extension [String: String] {
    fileprivate func firstFolder(_ name: String) -> String? { self[name].flatMap(firstFolder(of:)) }
}

/// systemd gives several folders of a kind separated by colons; ours is the first.
func firstFolder(of list: String) -> String? {
    list.split(separator: ":").first.map(String.init)
}

private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return String(cString: current) + "/" + path
}

private func subfolders(_ path: String) -> [String] {
    guard let listing = opendir(path) else { return [] }
    defer { closedir(listing) }
    var found: [String] = []
    while let entry = readdir(listing) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        var status = stat()
        guard !name.hasPrefix("."), stat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            continue
        }
        found.append(path + "/" + name)
    }
    return found.sorted()
}
