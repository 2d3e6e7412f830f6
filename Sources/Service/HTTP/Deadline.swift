import NIOCore
import Synchronization

/// How long a connection may take to say what it wants, whatever it dribbles meanwhile: a client that sends a
/// byte a second keeps nobody else out.
final class Deadline: Sendable {
    private let channel: any Channel
    private let timer = Mutex<Scheduled<Void>?>(nil)
    /// Nanoseconds of NIO's clock, when it was last put off.
    private let touched = Atomic<UInt64>(0)

    init(_ channel: any Channel) {
        self.channel = channel
    }

    /// Closes the connection after so long, in place of what was counted before.
    func start(_ limit: Duration) {
        schedule(in: TimeAmount(limit), limit: TimeAmount(limit))
    }

    /// Counts from now on again: cheaper than ``start(_:)``, for what happens at each request.
    func touch() { touched.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed) }

    private func schedule(in delay: TimeAmount, limit: TimeAmount) {
        let channel = channel
        replace(
            channel.eventLoop.scheduleTask(in: delay) { [weak self] in
                let last = NIODeadline.uptimeNanoseconds(self?.touched.load(ordering: .relaxed) ?? 0)
                let left = last + limit - .now()
                if let self, left > .zero { return self.schedule(in: left, limit: limit) }
                channel.close(promise: nil)
            })
    }

    func stop() { replace(nil) }

    private func replace(_ next: Scheduled<Void>?) {
        let last = timer.withLock { timer in
            defer { timer = next }
            return timer
        }
        last?.cancel()
    }
}

/// How many connections each account has open.
final class Crowd: Sendable {
    private let counts = Mutex<[UInt32: Int]>([:])

    /// - Returns: False where the account has as many as it may.
    func enter(_ uid: UInt32, limit: Int) -> Bool {
        counts.withLock { counts in
            let count = counts[uid] ?? 0
            if count >= limit { return false }
            counts[uid] = count + 1
            return true
        }
    }

    func leave(_ uid: UInt32) {
        counts.withLock { counts in
            let left = (counts[uid] ?? 1) - 1
            counts[uid] = left > 0 ? left : nil
        }
    }
}
