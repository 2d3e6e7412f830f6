import Diagnostics
import Glibc

/// The kernel's notifications about files, as values.
struct Inotify: ~Copyable {
    struct Notice {
        /// The watch it comes from; -1 for an overflow.
        var watch: Int32
        var mask: UInt32
        /// The entry's name in the watched folder; empty for the folder itself.
        var name: String

        func holds(_ bits: Int) -> Bool { mask & UInt32(truncatingIfNeeded: bits) != 0 }
    }

    let descriptor: Int32

    init() throws(Refusal) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw Refusal.system(Localized(fr: "surveiller les dossiers", en: "watch folders"))
        }
    }

    deinit { close(descriptor) }

    /// What is listened to in a folder: contents once written, names, and the folder's own fate.
    private static let events =
        Int(IN_CLOSE_WRITE) | Int(IN_MOVED_TO) | Int(IN_MOVED_FROM) | Int(IN_CREATE) | Int(IN_DELETE)
        | Int(IN_DELETE_SELF) | Int(IN_MOVE_SELF) | Int(IN_ONLYDIR)

    /// - Returns: The watch's number, the same for the same folder; nothing where it cannot be watched.
    func add(_ folder: String) -> Int32? {
        let watch = inotify_add_watch(descriptor, folder, UInt32(truncatingIfNeeded: Self.events))
        return watch >= 0 ? watch : nil
    }

    func remove(_ watch: Int32) {
        inotify_rm_watch(descriptor, watch)
    }

    /// Everything that waits, without waiting for more.
    func drain() -> [Notice] {
        var notices: [Notice] = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &notices)
            }
        }
        return notices
    }

    /// `struct inotify_event`: watch, mask, cookie, length, then a zero-padded name.
    private static func parse(_ bytes: UnsafeRawBufferPointer, into notices: inout [Notice]) {
        var offset = 0
        while offset + 16 <= bytes.count {
            let length = Int(bytes.load(fromByteOffset: offset + 12, as: UInt32.self))
            guard offset + 16 + length <= bytes.count else { return }
            let name = bytes[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
            notices.append(
                Notice(
                    watch: bytes.load(fromByteOffset: offset, as: Int32.self),
                    mask: bytes.load(fromByteOffset: offset + 4, as: UInt32.self),
                    name: String(decoding: name, as: UTF8.self)))
            offset += 16 + length
        }
    }
}
