import ArgumentParser
import Diagnostics
import Glibc
import Logging
import Service

/// The daemon's version, as `maillaged --version` and `/v1/openapi` say it.
let version = "0.1.0"

@main
struct Maillaged: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maillaged",
        abstract: "Sert les territoires sur un socket Unix. / Serves territories on a Unix socket.",
        discussion: """
            Sous systemd, les dossiers viennent de l'unité ; sinon donnez au moins --rules et --territory.
            Under systemd, folders come from the unit; else give at least --rules and --territory.
            """,
        version: version, subcommands: [Serve.self, Export.self, Restore.self, Backup.self, Load.self, Doctor.self],
        defaultSubcommand: Serve.self)
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Servir, jusqu'à l'arrêt : ce que fait le programme sans verbe. / Serve until stopped: what the program does without a verb."
    )

    @OptionGroup var options: Options

    /// Every error ends here with a message and a code: one thrown out of `main` would be a trap.
    mutating func run() async throws {
        let level = options.logDetail.level
        let environment = takeEnvironment()
        let journal = JournalSocket(environment: environment)
        LoggingSystem.bootstrap { _ in JournalLogHandler(level: level, journal: journal) }
        let logger = Logger(label: "maillaged")
        let settings = Settings(options, environment: environment)
        do {
            let daemon = Daemon(settings.daemon, environment: environment, version: version, logger: logger)
            try await daemon.run { try await openDesk(settings, logger: logger) }
        } catch let refusal as Refusal {
            for diagnostic in refusal.diagnostics {
                logger.error(
                    "\(diagnostic.code): \(diagnostic.headline[settings.language])",
                    metadata: ["code": "\(diagnostic.code)"])
                if let help = diagnostic.help { logger.error("= \(help[settings.language])") }
            }
            throw ExitCode(1)
        } catch {
            logger.critical("\(error)")
            throw ExitCode(70)
        }
    }
}

/// The environment as given; what speaks of this process alone is then removed, so that the
/// programs it starts do not take it for theirs.
private func takeEnvironment() -> [String: String] {
    var values: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
        let pair = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { values[String(pair[0])] = String(pair[1]) }
        next += 1
    }
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"] {
        unsetenv(name)
    }
    return values
}
