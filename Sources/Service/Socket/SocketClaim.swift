public import Diagnostics
import Glibc
import Wire

/// The daemon's socket, taken without ever taking it from another living daemon.
///
/// A lock file beside it comes first; a socket file that nobody answers on is a leftover and is
/// removed; any other file is left alone. Under socket activation the file is the service
/// manager's: it is adopted, and stays when the daemon stops.
public final class SocketClaim: Sendable {
    public let path: String
    /// Bound to ``path``; listening already when adopted. The server that is given it closes it.
    public let descriptor: Int32
    /// Whether the service manager opened it.
    public let adopted: Bool
    /// What went less well than asked without preventing service.
    public let warnings: [Diagnostic]
    private let lock: FileLock
    private let identity: FileIdentity?

    /// - Parameters:
    ///   - path: The socket's file. Its folder must exist.
    ///   - mode: Its permissions, whatever the process's umask.
    ///   - group: The group that owns the file, where that group exists.
    ///   - inherited: The descriptor of socket activation (``ServiceManager/inheritedSocket(in:)``).
    public init(
        path: String, mode: UInt32 = 0o660, group: String? = "maillage", inherited: Int32? = nil,
        lock: FileLock? = nil, accounts: Accounts = .system
    ) throws(Refusal) {
        self.path = path
        self.lock = if let lock { lock } else { try SocketClaim.lock(path: path) }
        if let inherited {
            try Self.check(inherited)
            descriptor = inherited
            adopted = true
            identity = nil
            warnings = []
        } else {
            try Self.removeLeftover(path)
            descriptor = try Self.bind(path, mode: mode)
            adopted = false
            identity = FileIdentity(path)
            warnings = Self.give(path, to: group, accounts)
        }
    }

    /// The lock that a daemon holds before it opens anything else.
    public static func lock(path: String) throws(Refusal) -> FileLock {
        try FileLock(path: path + ".lock", protecting: path)
    }

    /// Removes the socket's file, if it is still the one that was made.
    public func removeFile() {
        if let identity, FileIdentity(path) == identity { unlink(path) }
    }

    // MARK: Steps

    private static func removeLeftover(_ path: String) throws(Refusal) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw Refusal.system(Localized(fr: "examiner « \(path) »", en: "examine '\(path)'"))
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw Refusal(AccessDiagnostic.notASocket(path: path)) }
        switch try probe(path) {
        case .alive(let pid): throw Refusal(AccessDiagnostic.alreadyServed(path: path, pid: pid))
        case .dead:
            guard unlink(path) == 0 || errno == ENOENT else {
                throw Refusal.system(
                    Localized(fr: "retirer l'ancien socket « \(path) »", en: "remove the old socket '\(path)'"))
            }
        }
    }

    private enum Probe {
        case alive(pid: Int32?)
        case dead
    }

    /// Whether someone listens: only a refused connection says that nobody does.
    private static func probe(_ path: String) throws(Refusal) -> Probe {
        let descriptor = try newSocket()
        defer { close(descriptor) }
        let status = try withAddress(of: path) { connect(descriptor, $0, $1) }
        if status == 0 {
            var peer = Credentials()
            var size = socklen_t(MemoryLayout<Credentials>.size)
            let known = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
            return .alive(pid: known ? peer.pid : nil)
        }
        switch errno {
        case ECONNREFUSED, ENOENT: return .dead
        case EAGAIN, EACCES, EPERM: return .alive(pid: nil)
        case let code: throw Refusal.system(Localized(fr: "éprouver « \(path) »", en: "probe '\(path)'"), code)
        }
    }

    private static func bind(_ path: String, mode: UInt32) throws(Refusal) -> Int32 {
        let descriptor = try newSocket()
        // Closed to all but us until it is what it should be; nobody is served before that anyway.
        // The umask is left alone: it is the whole process's.
        fchmod(descriptor, 0o600)
        let status: Int32
        do throws(Refusal) {
            status = try withAddress(of: path) { Glibc.bind(descriptor, $0, $1) }
        } catch {
            close(descriptor)
            throw error
        }
        guard status == 0, chmod(path, mode) == 0 else {
            let code = errno
            close(descriptor)
            throw Refusal.system(Localized(fr: "créer le socket « \(path) »", en: "create the socket '\(path)'"), code)
        }
        return descriptor
    }

    private static func give(_ path: String, to group: String?, _ accounts: Accounts) -> [Diagnostic] {
        guard let group, let number = accounts.group(group) else { return [] }
        guard lchown(path, uid_t.max, number) != 0 else { return [] }
        let message = systemMessage(errno)
        return [
            AccessDiagnostic.system(
                Localized(
                    fr: "donner « \(path) » au groupe « \(group) »", en: "give '\(path)' to the group '\(group)'"),
                error: message)
        ]
    }

    private static func check(_ descriptor: Int32) throws(Refusal) {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard named == 0, address.ss_family == sa_family_t(AF_UNIX) else {
            throw Refusal(
                AccessDiagnostic.inheritedDescriptor(
                    Localized(fr: "ce n'est pas un socket Unix", en: "it is not a Unix socket")))
        }
        var kind: Int32 = 0
        var kindSize = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &kindSize) == 0, kind == SocketKind.stream else {
            throw Refusal(
                AccessDiagnostic.inheritedDescriptor(
                    Localized(fr: "ce n'est pas un socket de flux", en: "it is not a stream socket")))
        }
        // Hooks and other children do not inherit it in turn.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private static func newSocket() throws(Refusal) -> Int32 {
        let descriptor = socket(
            AF_UNIX, SocketKind.stream | SocketKind.closeOnExec | SocketKind.nonBlocking, 0)
        guard descriptor >= 0 else {
            throw Refusal.system(Localized(fr: "ouvrir un socket", en: "open a socket"))
        }
        return descriptor
    }

    private static func withAddress(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(Refusal) -> Int32 {
        guard let result = withUnixAddress(path, body) else {
            throw Refusal(AccessDiagnostic.pathTooLong(path, limit: unixPathLimit))
        }
        return result
    }
}

/// A file by what the kernel knows it by, whatever its name becomes.
private struct FileIdentity: Equatable, Sendable {
    var device: UInt
    var inode: UInt

    init?(_ path: String) {
        var status = stat()
        // A number freed by a removed socket may serve a file made since: only sockets are ours.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
