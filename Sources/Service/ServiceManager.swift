import Glibc
import Wire

/// The service manager (systemd), where there is one: readiness, state and the watchdog, by
/// datagrams of a documented text form (`sd_notify(3)`), without its library.
public struct ServiceManager: Sendable {
    /// A path, or an abstract name that begins with `@`.
    public let address: String
    /// How often the manager wants a sign of life, if it does.
    public let watchdog: Duration?

    /// Nothing where no manager waits for news of this process.
    public init?(environment: [String: String], pid: Int32? = nil) {
        guard let address = environment["NOTIFY_SOCKET"], address.hasPrefix("/") || address.hasPrefix("@") else {
            return nil
        }
        self.address = address
        let forUs = environment["WATCHDOG_PID"].map { $0 == String(pid ?? getpid()) } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? $0 : nil }
        watchdog = forUs ? interval.map { .microseconds($0) } : nil
    }

    public func ready(status: String) { send("READY=1", "STATUS=" + Self.line(status)) }
    public func status(_ text: String) { send("STATUS=" + Self.line(text)) }
    public func stopping(status: String) { send("STOPPING=1", "STATUS=" + Self.line(status)) }
    public func alive() { send("WATCHDOG=1") }

    /// Must be followed by ``ready(status:)`` once the reload is over.
    public func reloading(status: String) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
        send("RELOADING=1", "MONOTONIC_USEC=\(microseconds)", "STATUS=" + Self.line(status))
    }

    /// The listening socket of socket activation, if this process was given one.
    ///
    /// - Throws: Where several were given: the daemon would not know which to serve.
    public static func inheritedSocket(in environment: [String: String], pid: Int32? = nil) throws(Refusal) -> Int32? {
        guard environment["LISTEN_PID"] == String(pid ?? getpid()),
            let count = environment["LISTEN_FDS"].flatMap(Int32.init),
            count > 0
        else { return nil }
        guard count == 1 else {
            throw Refusal(
                AccessDiagnostic.inheritedDescriptor(
                    .init(fr: "il y en a \(count), un seul est attendu", en: "there are \(count), one is expected")))
        }
        // The first descriptor after the standard three, as is the custom.
        return 3
    }

    /// Sends and forgets: a manager that does not listen must not stop the service.
    private func send(_ lines: String...) {
        let descriptor = socket(AF_UNIX, SocketKind.datagram | SocketKind.closeOnExec, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // A full queue is waited for, since a lost READY would fail the start, but not for ever.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let text = Array(lines.joined(separator: "\n").utf8)
        _ = withUnixAddress(address) { target, size in
            sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), target, size)
        }
    }

    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
