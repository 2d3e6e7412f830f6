import CLinux
import Glibc
import NIOCore

/// Bytes that the kernel keeps (memfd_create(2)): it hands them to a socket without copying them (sendfile(2)).
///
/// Closed when nobody holds it: whoever writes ``region`` holds it until that is written.
final class MemoryFile: Sendable {
    private let handle: NIOFileHandle
    private let size: Int

    /// All of it, to be written to a channel.
    var region: FileRegion { FileRegion(fileHandle: handle, readerIndex: 0, endIndex: size) }

    /// Nil where the kernel refuses: no descriptor left, no memory, a filter of system calls.
    init?(_ bytes: ByteBuffer) {
        // MFD_CLOEXEC: programs that carry notices do not inherit it.
        let descriptor = memfd_create("maillage-answer", 1)
        guard descriptor >= 0 else { return nil }
        let isWritten = bytes.withUnsafeReadableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        guard isWritten else {
            close(descriptor)
            return nil
        }
        size = bytes.readableBytes
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
    }

    deinit { try? handle.close() }
}
