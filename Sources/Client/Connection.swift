import Diagnostics
import Glibc
import Wire

/// A connection to the daemon, closed with its last owner.
final class Connection {
    private let descriptor: Int32
    private let path: String
    private let timeout: Duration

    init(_ path: String, _ timeout: Duration) throws(ClientError) {
        self.path = path
        self.timeout = timeout
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.unreachable(path, errno) }
        setTimeouts(timeout)
        let bytes = Array(path.utf8)
        var address = sockaddr_un()
        let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= limit else {
            throw ClientError(.notRunning, AccessDiagnostic.pathTooLong(path, limit: limit))
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = descriptor
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw failure(errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func send(_ bytes: [UInt8]) throws(ClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EPIPE || errno == ECONNRESET {
                // The daemon may refuse a body before having read all of it: its answer is there.
                return
            } else if errno != EINTR {
                throw failure(errno)
            }
        }
    }

    /// The next bytes; none at the end.
    func receive() throws(ClientError) -> [UInt8] {
        let descriptor = descriptor
        while true {
            var code: Int32 = 0
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, used in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                code = errno
                used = max(count, 0)
            }
            if count >= 0 { return bytes }
            if code != EINTR { throw failure(code) }
        }
    }

    func waitWithoutLimit() {
        setTimeouts(.zero)
    }

    /// - Parameter limit: The longest silence, above zero.
    func wait(within limit: Duration) {
        setTimeouts(max(limit, .milliseconds(1)))
    }

    private func setTimeouts(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var value = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private func failure(_ code: Int32) -> ClientError {
        switch code {
        case EACCES, EPERM:
            ClientError(.denied, AccessDiagnostic.connectionRefusedToUser(socket: path))
        case EAGAIN:
            ClientError(
                .timedOut, AccessDiagnostic.timedOut(socket: path, seconds: String(timeout.components.seconds)))
        case EPIPE, ECONNRESET:
            ClientError(.broken, AccessDiagnostic.brokenAnswer(Self.message(code)))
        default:
            Self.unreachable(path, code)
        }
    }

    private static func unreachable(_ path: String, _ code: Int32) -> ClientError {
        ClientError(.notRunning, AccessDiagnostic.notRunning(socket: path, reason: message(code)))
    }

    private static func message(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
