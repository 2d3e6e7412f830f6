import Glibc
import Testing

/// A client that may misbehave.
final class RawClient: Sendable {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = descriptor
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
    }

    deinit { close(descriptor) }

    /// - Returns: False where the other side closed, or did not read for ten seconds.
    @discardableResult func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Until the other side closes; ten seconds of silence are a failure.
    func readAll() async throws -> String {
        let (text, isClosed) = try await blocking { self.readHere(until: nil) }
        // Here, where the test is known: a thread of its own is nobody's.
        try #require(isClosed, "ten seconds of silence, and the connection stands; read: \(text)")
        return text
    }

    /// Until this text has come, or there is no more.
    func read(until mark: String?) async throws -> String {
        try await blocking { self.readHere(until: mark).text }
    }

    private func readHere(until mark: String?) -> (text: String, isClosed: Bool) {
        var all: [UInt8] = []
        while true {
            let piece = read()
            let code = errno
            if piece.isEmpty { return (String(decoding: all, as: UTF8.self), code != EAGAIN) }
            all += piece
            // What came before was looked through already.
            if let mark, String(decoding: all.suffix(piece.count + mark.utf8.count), as: UTF8.self).contains(mark) {
                return (String(decoding: all, as: UTF8.self), false)
            }
        }
    }

    /// Nothing at the end: `errno` is then EAGAIN where the other side only keeps silent, and 0 where it closed.
    func read() -> [UInt8] {
        let descriptor = descriptor
        return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            errno = 0
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Nothing more is sent; what comes is still read.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Whether the other side lets go of the connection within a time, nothing being read.
    func isLetGo(within limit: Duration) async throws -> Bool {
        let descriptor = descriptor
        return try await blocking {
            var place = pollfd(fd: descriptor, events: 0, revents: 0)
            return poll(&place, 1, Int32(limit.components.seconds * 1000)) == 1 && place.revents & Int16(POLLHUP) != 0
        }
    }

    func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
