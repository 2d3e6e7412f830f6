import Glibc

/// The system's journal, spoken to in its own form: a datagram an entry, a field a line, values with line feeds
/// preceded by their length (`systemd.io/JOURNAL_NATIVE_PROTOCOL`).
///
/// The descriptor is opened once and closed with the process, as log handlers are copied freely.
public struct JournalSocket: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Where the journal listens.
    public static let standardPath = "/run/systemd/journal/socket"

    /// Nothing where standard error does not go to the journal: `JOURNAL_STREAM` names the device and inode of the
    /// stream that systemd gave, and a program whose output was sent elsewhere still inherits the variable.
    ///
    /// - Parameter output: The descriptor compared, standard error.
    public init?(environment: [String: String], output: Int32 = 2, path: String = standardPath) {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(output, &status) == 0,
            stream == "\(status.st_dev):\(status.st_ino)", access(path, W_OK) == 0
        else { return nil }
        let descriptor = socket(AF_UNIX, SocketKind.datagram | SocketKind.closeOnExec, 0)
        guard descriptor >= 0 else { return nil }
        // A journal that is being restarted holds its queue full for a moment.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        self.descriptor = descriptor
        self.path = path
    }

    /// - Parameter fields: Names of capitals, digits and underscores, with their values.
    /// - Returns: False where the journal did not take the entry: a line on standard error is then the way.
    func send(_ fields: [(name: String, value: String)]) -> Bool {
        var entry: [UInt8] = []
        for (name, value) in fields {
            entry += Array(name.utf8)
            let bytes = Array(value.utf8)
            if bytes.contains(0x0A) {
                entry.append(0x0A)
                withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { entry += $0 }
            } else {
                entry.append(UInt8(ascii: "="))
            }
            entry += bytes
            entry.append(0x0A)
        }
        let sent = withUnixAddress(path) { target, size in
            sendto(descriptor, entry, entry.count, Int32(MSG_NOSIGNAL), target, size)
        }
        return sent == entry.count
    }

    /// A field's name for a key of a log line: `peer` is `MAILLAGE_PEER`.
    static func field(_ key: String) -> String {
        let letters = key.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        // The journal takes no more than 64 bytes of a name.
        return "MAILLAGE_" + String(decoding: letters.prefix(55), as: UTF8.self)
    }
}
