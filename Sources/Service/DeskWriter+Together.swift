import Alerts
import JSON
import Store

/// Group commit: requests that come while others are being synced to the disk share the next commit.
///
/// **Invariant:** a request is answered, and what it did is shown, once the commit that holds it is durable; where that
/// commit fails, nothing here remembers it.
extension DeskWriter {
    /// How many requests share a commit at most: each is evaluated before it, and all wait for it.
    static let mostTogether = 64

    /// What is told once the commit is durable.
    struct Untold {
        var results: [Result] = []
        var hasNotices = false
    }

    /// What requests change here, as it was before them.
    private struct Memory {
        var held: [String: Held]
        var publicBefore: [String: Views.View]
        var alertStates: [String: [AlertKey: String]]
        var late: Late
    }

    /// Writes a request, held to a scope, with those that wait beside it.
    ///
    /// - Throws: What `body` throws, or the ``StoreError`` that kept it from the disk.
    nonisolated func together(
        _ scope: Scope?, _ body: @escaping @Sendable (isolated DeskWriter) throws -> JSONValue
    ) async throws -> JSONValue {
        try await withCheckedThrowingContinuation { continuation in
            queue.add(WriteQueue.Request(scope: scope, body: body) { continuation.resume(with: $0) })
            // One call a request: whatever a full batch leaves waiting has a call of its own under way.
            Task { await self.writeWaiting() }
        }
    }

    /// Writes those that wait.
    func writeWaiting() {
        write(queue.take(Self.mostTogether))
    }

    private func write(_ requests: [WriteQueue.Request]) {
        guard !requests.isEmpty else { return }
        let memory = Memory(held: held, publicBefore: publicBefore, alertStates: alertStates, late: late)
        var answers: [Swift.Result<JSONValue, any Error>] = []
        untold = Untold()
        do throws(StoreError) {
            try store.together {
                for request in requests {
                    answers.append(Swift.Result { try within(request.scope, request.body) })
                }
            }
        } catch {
            untold = nil
            forget(since: memory)
            if requests.count == 1 {
                // It may have been refused before it came to the disk.
                let refusal = answers.first.flatMap { if case .failure(let error) = $0 { error } else { nil } }
                requests[0].finish(.failure(refusal ?? error))
            } else {
                // One may be more than the disk takes: the others are not to pay for it.
                for request in requests { write([request]) }
            }
            return
        }
        let told = untold
        untold = nil
        let gone = (told?.results ?? []).map { board.publish($0) }
        if told?.hasNotices == true { onNotices() }
        for (request, answer) in zip(requests, answers) { request.finish(answer) }
        // What was is let go elsewhere: that takes long, and the next request need not wait for it.
        Task.detached { withExtendedLifetime(gone) {} }
    }

    /// Back to what was before requests that the disk did not take.
    private func forget(since memory: Memory) {
        held = memory.held
        publicBefore = memory.publicBefore
        alertStates = memory.alertStates
        late = memory.late
        guard let pack else { return }
        for (name, entry) in held {
            guard let incremental = entry.incremental else { continue }
            // It is shared with what was forgotten, and keeps up with facts that are none: it is led back, and what
            // those without any right see with it.
            let snapshot = entry.snapshot(pack.vocabulary, today: clock.today())
            let evaluation = incremental.update(pack: pack, snapshot: snapshot)
            let views = entry.views
            _ = follow(name, evaluation)
            held[name]?.views = views
        }
    }

    /// Shows what was done: at once, or with the commit under way.
    func tell(_ result: Result) {
        if untold == nil { board.publish(result) } else { untold?.results.append(result) }
    }

    func tellNotices() {
        if untold == nil { onNotices() } else { untold?.hasNotices = true }
    }
}
