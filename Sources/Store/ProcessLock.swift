import Glibc
import Synchronization

/// The mark that one process writes to a database: an exclusive `flock` on the file beside it.
///
/// SQLite lets several processes write in turn, but the daemon's snapshots would not see what the
/// others wrote. The kernel drops the lock when the process ends, however it ends.
final class ProcessLock: Sendable {
    /// Nil once released.
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``StoreError`` of kind `inUse` when somebody holds it, `cannotOpen` or `readOnly` when
    ///   the file beside the database cannot be made.
    init(database path: String) throws(StoreError) {
        let descriptor = open("\(path)-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            let error = errno
            throw StoreError(
                error == EROFS ? .readOnly : .cannotOpen, path: path, detail: String(cString: strerror(error)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            close(descriptor)
            throw StoreError(
                error == EWOULDBLOCK ? .inUse : .inputOutput, path: path, detail: String(cString: strerror(error)))
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }
}
