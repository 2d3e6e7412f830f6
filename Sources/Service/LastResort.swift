import Dispatch
import Glibc
import Logging

/// Ends the process when a stop that was asked for takes too long: an evaluation cannot be interrupted.
///
/// Nothing is lost: what was answered is on the disk. A request that was not is not written; what files say may be in the
/// journal already, and is evaluated anew at the next start. It waits on a queue of its own, since the tasks' threads may
/// all be busy.
final class LastResort: Sendable {
    // Written once, and cancelled once, by the one who made it.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - limit: From the signal on; a second is added for what ends by itself.
    ///   - armed: False in a process that is not the daemon's own.
    init(within limit: Duration, armed: Bool, socket: SocketClaim, logger: Logger) {
        let queue = DispatchQueue(label: "maillage.stop")
        sources = (armed ? [SIGTERM, SIGINT] : []).map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
            source.setEventHandler {
                let (seconds, _) = limit.components
                queue.asyncAfter(deadline: .now() + .seconds(Int(seconds) + 1)) {
                    logger.warning("stopped while a change was under way: it was not answered")
                    socket.removeFile()
                    _exit(0)
                }
            }
            source.resume()
            return source
        }
    }

    func disarm() {
        for source in sources { source.cancel() }
    }
}
