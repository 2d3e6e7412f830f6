import Diagnostics
import Glibc
public import Logging
import ServiceLifecycle
import UnixSignals
import Wire

/// The daemon as a library: takes its places, opens the desk, serves until asked to stop.
///
/// - Invariant: nothing is opened before the lock is held, so two daemons never share a state.
/// - Invariant: readiness is told once connections are accepted, not before.
public struct Daemon: Sendable {
    public struct Configuration: Sendable {
        public var socket: String
        /// Permissions of the socket's file.
        public var socketMode: UInt32 = 0o660
        /// The group that owns the socket's file, where that group exists: its members may read.
        public var readers: String? = "maillage"
        /// The groups whose members may write.
        public var groups = WritePermission.Groups()
        /// The folder of the store, whose lock is taken too; nothing where the desk keeps nothing.
        public var state: String?
        /// Absolute paths of the folders whose changes are told to the desk.
        public var watched: [String] = []
        public var limits = Limits()
        public var quiet: Duration = .milliseconds(150)
        public var reconciling: Duration? = .seconds(30)
        public var accounts = Accounts.system
        /// Signals that stop the daemon are trapped; a test in its own process does without.
        public var trapsSignals = true

        public init(socket: String) {
            self.socket = socket
        }
    }

    public var configuration: Configuration
    public var environment: [String: String]
    public var version: String
    public var logger: Logger

    public init(_ configuration: Configuration, environment: [String: String], version: String, logger: Logger) {
        self.configuration = configuration
        self.environment = environment
        self.version = version
        self.logger = logger
    }

    /// Serves until `SIGTERM` or `SIGINT`, or until the task is cancelled.
    ///
    /// - Parameters:
    ///   - onListening: Called once, when connections are accepted.
    ///   - openDesk: Called once, when the locks are held and before the socket is served.
    /// - Throws: ``Refusal`` where a place is taken or cannot be had; what `openDesk` throws.
    public func run(
        onListening: @escaping @Sendable () -> Void = {}, openDesk: @Sendable () async throws -> any Desk
    ) async throws {
        let manager = ServiceManager(environment: environment)
        let inherited = try ServiceManager.inheritedSocket(in: environment)
        let lock = try SocketClaim.lock(path: configuration.socket)
        let stateLock = try configuration.state.map { state throws(Refusal) in
            // Private: it holds what the daemon was told. A parent that is not there is more likely a slip.
            guard mkdir(state, 0o750) == 0 || errno == EEXIST else {
                throw Refusal.system(
                    Localized(fr: "créer le dossier d'état « \(state) »", en: "create the state folder '\(state)'"))
            }
            return try FileLock(path: state + "/maillaged.lock", protecting: state)
        }
        manager?.status("loading rules and facts")
        let desk = try await openDesk()
        let claim = try SocketClaim(
            path: configuration.socket, mode: configuration.socketMode, group: configuration.readers,
            inherited: inherited, lock: lock, accounts: configuration.accounts)
        for warning in claim.warnings { logger.warning("\(warning.headline.en)") }
        try await serve(desk, claim, manager, onListening)
        withExtendedLifetime(stateLock) {}
    }

    private func serve(
        _ desk: any Desk, _ claim: SocketClaim, _ manager: ServiceManager?,
        _ onListening: @escaping @Sendable () -> Void
    ) async throws {
        let (listening, isListening) = AsyncStream<Void>.makeStream()
        let logger = logger
        let path = configuration.socket
        let server = UnixServer(
            claim: claim, limits: configuration.limits, accounts: configuration.accounts,
            handler: RequestHandler(
                desk: desk,
                permission: WritePermission(
                    groups: configuration.groups, owner: geteuid(), accounts: configuration.accounts),
                limits: configuration.limits, version: version, logger: logger),
            logger: logger,
            onListening: {
                logger.notice(
                    "listening", metadata: ["socket": "\(path)", "activated": "\(claim.adopted)"])
                isListening.yield()
                isListening.finish()
                onListening()
            })
        let watcher = FolderWatcher(
            folders: configuration.watched, quiet: configuration.quiet, reconciling: configuration.reconciling)
        // Stopped in the reverse order: the manager is told first, connections end last.
        var services: [any Service] = [server, Lookout(watcher: watcher, logger: logger)]
        services.append(Feeder(watcher: watcher, desk: desk, logger: logger))
        services.append(Deliverer(desk: desk))
        if configuration.trapsSignals {
            services.append(Reloader(manager: manager, watched: configuration.watched, desk: desk, logger: logger))
        }
        services.append(Herald(manager: manager, listening: listening, logger: logger))
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: configuration.trapsSignals ? [.sigterm, .sigint] : [],
            logger: quietLogger)
        group.maximumGracefulShutdownDuration = configuration.limits.shutdown
        let limit = LastResort(
            within: configuration.limits.shutdown, armed: configuration.trapsSignals, socket: claim, logger: logger)
        try await ServiceGroup(configuration: group).run()
        limit.disarm()
        logger.notice("stopped")
    }

    /// The life cycle's own words are for those who look for them.
    private var quietLogger: Logger {
        var copy = logger
        if copy.logLevel > .debug { copy.logLevel = .error }
        return copy
    }
}

/// Watches, or says that it cannot: the daemon serves all the same.
private struct Lookout: Service {
    var watcher: FolderWatcher
    var logger: Logger

    func run() async throws {
        do {
            try await watcher.run()
        } catch {
            logger.error("folders are not watched: reload to read them again", metadata: ["error": "\(error)"])
            try? await gracefulShutdown()
        }
    }
}

/// Hands the watcher's batches to the desk, one after the other.
private struct Feeder: Service {
    var watcher: FolderWatcher
    var desk: any Desk
    var logger: Logger

    func run() async throws {
        for await paths in watcher.changes.cancelOnGracefulShutdown() {
            logger.info("files changed", metadata: ["count": "\(paths.count)", "first": "\(paths.min() ?? "")"])
            await desk.filesChanged(paths)
        }
        try? await gracefulShutdown()
    }
}

/// Notices leave while the daemon serves, and no longer.
private struct Deliverer: Service {
    var desk: any Desk

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            await desk.deliver()
            try await gracefulShutdown()
        }
    }
}

/// `SIGHUP`: everything watched is read again.
private struct Reloader: Service {
    var manager: ServiceManager?
    var watched: [String]
    var desk: any Desk
    var logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            logger.notice("reloading")
            manager?.reloading(status: "reloading")
            await desk.filesChanged(Set(watched))
            manager?.ready(status: "serving")
        }
    }
}

/// Tells the service manager: ready, alive, stopping.
private struct Herald: Service {
    var manager: ServiceManager?
    var listening: AsyncStream<Void>
    var logger: Logger

    func run() async throws {
        guard let manager else {
            try? await gracefulShutdown()
            return
        }
        for await _ in listening.cancelOnGracefulShutdown() { manager.ready(status: "serving") }
        try? await cancelWhenGracefulShutdown {
            guard let interval = manager.watchdog else { return try await gracefulShutdown() }
            while true {
                manager.alive()
                try await Task.sleep(for: interval / 2)
            }
        }
        manager.stopping(status: "finishing requests under way")
    }
}
