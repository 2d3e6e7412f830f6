import Crypto
import Glibc

/// A new file, written by pieces, its SHA-256 taken on the way.
struct TextSink {
    private let path: String
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    private var digest = SHA256()
    private var lines = 0

    init(_ path: String) throws(StoreError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Store.systemError(path) }
    }

    /// - Parameter line: Ended by a line feed.
    mutating func add(_ line: String) throws(StoreError) {
        waiting.append(contentsOf: line.utf8)
        lines += 1
        if waiting.count >= 1 << 16 { try flush() }
    }

    /// Syncs and closes the file.
    ///
    /// - Returns: SHA-256 in hexadecimal, and the number of lines.
    mutating func finish() throws(StoreError) -> (digest: String, lines: Int) {
        try flush()
        let failed = fsync(descriptor) != 0
        guard close(descriptor) == 0, !failed else { throw Store.systemError(path) }
        return (Hexadecimal.text(digest.finalize()), lines)
    }

    private mutating func flush() throws(StoreError) {
        digest.update(data: waiting)
        var rest = waiting[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Store.systemError(path) }
            rest = rest.dropFirst(count)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
        var sink = try TextSink(path)
        sink.waiting = bytes
        _ = try sink.finish()
    }

    /// - Throws: ``StoreError`` S016, in the name of the export, when the file cannot be read.
    static func read(_ path: String, in folder: String) throws(StoreError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError(.unreadableExport, path: folder, detail: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Store.systemError(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
