import Glibc

/// Kinds and flags of sockets, as the integers that `socket` takes.
enum SocketKind {
    static let stream = Int32(SOCK_STREAM.rawValue)
    static let datagram = Int32(SOCK_DGRAM.rawValue)
    static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
    static let nonBlocking = Int32(SOCK_NONBLOCK.rawValue)
}

/// The longest path of a socket, in bytes: the kernel's field less its closing zero.
let unixPathLimit = 107

/// Calls with the address of a Unix socket; a path that begins with `@` is abstract.
///
/// - Returns: Nothing where the path is empty or too long.
func withUnixAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
) rethrows -> Result? {
    var bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= unixPathLimit, !bytes.contains(0) else { return nil }
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // An abstract name is exactly as long as said; a path is closed by a zero.
    let size = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
    return try withUnsafePointer(to: &address) {
        try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, socklen_t(size)) }
    }
}

/// Socket options, for files that see NIO's names and not the C library's.
enum SocketOption {
    static let peerCredentials = SO_PEERCRED
}
