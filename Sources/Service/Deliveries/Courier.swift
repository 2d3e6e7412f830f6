import Diagnostics
import Intake
import JSON
import Logging
import Store
import Synchronization

/// Takes notices from the store's ledger to their channels: each at least once, with the key that tells a
/// receiver it has met the notice before.
///
/// **Invariant:** an attempt is in the ledger before the next one begins; what waits outlives the daemon.
actor Courier {
    /// Waits between attempts, in seconds; afterwards a day, until ``attempts``.
    static let waits = [60, 300, 1800, 7200, 28_800]
    /// About two weeks.
    static let attempts = 18

    private let store: Store
    /// The channels of now: a file that is mended counts at the next attempt.
    private let channels: @Sendable () -> [String: Channel]
    private let clock: DeskClock
    private let logger: Logger
    private let message: @Sendable (StoredDelivery) -> JSONValue?
    private let carrier: Carrier
    /// What became of attempts that the ledger would not keep (a full disk): they are kept before anything is
    /// carried again, so that a notice is not carried each minute for as long as the disk is full.
    private var unrecorded: [Place: Outcome] = [:]
    private nonisolated let (bells, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    private struct Place: Hashable {
        var notice: Int64
        var channel: String
    }

    private struct Outcome {
        /// Empty where it went well.
        var failure: String
        /// Nil for never again.
        var next: String?
        var at: String
    }

    init(
        store: Store, channels: @escaping @Sendable () -> [String: Channel], clock: DeskClock, logger: Logger,
        carrier: Carrier = Carrier(), message: @escaping @Sendable (StoredDelivery) -> JSONValue?
    ) {
        self.store = store
        self.channels = channels
        self.clock = clock
        self.logger = logger
        self.carrier = carrier
        self.message = message
    }

    /// There may be something to carry.
    nonisolated func wake() { bell.yield() }

    /// Carries until the task is cancelled; looks again each minute, for what was to be tried later.
    func run() async {
        let ticking = Task { [bell] in
            while !Task.isCancelled {
                bell.yield()
                try? await Task.sleep(for: .seconds(60))
            }
        }
        defer { ticking.cancel() }
        for await _ in bells {
            if Task.isCancelled { return }
            await carryDue()
        }
    }

    /// Tries each delivery that is due, once.
    func carryDue() async {
        do {
            let due = try store.dueDeliveries(at: clock.now())
            if due.isEmpty { return }
            let channels = channels()
            for delivery in due {
                if Task.isCancelled { return }
                await carry(delivery, by: channels[delivery.channel])
            }
        } catch {
            logger.error("cannot read what is to be delivered", metadata: ["error": "\(error.diagnostic.headline.en)"])
        }
    }

    private func carry(_ delivery: StoredDelivery, by channel: Channel?) async {
        let place = Place(notice: delivery.notice.seq, channel: delivery.channel)
        if let outcome = unrecorded[place] {
            await record(outcome, of: delivery, at: place)
            return
        }
        var failure = ""
        if let channel {
            if let message = message(delivery) {
                failure = await carrier.carry(message, by: channel) ?? ""
            } else if delivery.notice.body != "{}" {
                failure = "the territory is not served"
            }
        } else {
            failure = "no channel '\(delivery.channel)' is configured"
        }
        // A stop asked for meanwhile is no failure: the same is tried again at the next start.
        if Task.isCancelled, !failure.isEmpty { return }
        let now = clock.now()
        let tried = delivery.attempts + 1
        let wait = tried <= Self.waits.count ? Self.waits[tried - 1] : 86_400
        let next = tried < Self.attempts ? clock.later(now, wait) : nil
        await record(Outcome(failure: failure, next: failure.isEmpty ? nil : next, at: now), of: delivery, at: place)
    }

    private func record(_ outcome: Outcome, of delivery: StoredDelivery, at place: Place) async {
        do {
            try await store.recordDelivery(delivery, error: outcome.failure, nextAt: outcome.next, at: outcome.at)
            unrecorded[place] = nil
        } catch {
            unrecorded[place] = outcome
            logger.error("cannot keep a delivery", metadata: ["error": "\(error.diagnostic.headline.en)"])
            return
        }
        if outcome.failure.isEmpty {
            logger.info("delivered", metadata: ["notice": "\(delivery.notice.key)", "channel": "\(delivery.channel)"])
        } else {
            logger.warning(
                outcome.next == nil ? "delivery given up" : "delivery failed",
                metadata: [
                    "notice": "\(delivery.notice.key)", "channel": "\(delivery.channel)",
                    "attempt": "\(delivery.attempts + 1)",
                    "error": "\(outcome.failure)",
                ])
        }
    }
}
