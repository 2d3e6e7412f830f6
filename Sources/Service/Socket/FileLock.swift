import Diagnostics
import Glibc
import Wire

/// A file that one living process holds: the kernel lets go of it when the process ends, however
/// it ends.
///
/// The file stays when the lock is released: removing it would let two processes hold two files of
/// one name.
public final class FileLock: Sendable {
    public let path: String
    private let descriptor: Int32

    /// Takes the lock, or says who holds it.
    ///
    /// - Parameter what: The object that the lock protects, named in the refusal.
    public init(path: String, protecting what: String) throws(Refusal) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            throw Refusal.system(
                Localized(fr: "ouvrir le verrou « \(path) »", en: "open the lock '\(path)'"))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.pid(in: descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK
                ? Refusal(AccessDiagnostic.alreadyServed(path: what, pid: holder))
                : Refusal.system(Localized(fr: "prendre le verrou « \(path) »", en: "take the lock '\(path)'"), code)
        }
        // The number is for people: a failure to write it costs nothing but its mention.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private static func pid(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
