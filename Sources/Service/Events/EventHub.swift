public import JSON
import Synchronization
public import Wire

/// Numbered events, held for a while, given to every reader: what a desk needs to serve `/v1/events`.
public final class EventHub: Sendable {
    private struct State {
        var held: [Event] = []
        var last: Int64
        var readers: [Int: AsyncStream<Event>.Continuation] = [:]
        var nextReader = 0
        var isClosed = false
    }

    private let capacity: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - capacity: Events held for readers that come back.
    ///   - last: The number that the first event will follow: that of the journal's last entry, so
    ///     that cursors outlive a restart.
    public init(capacity: Int = 4096, last: Int64 = 0) {
        self.capacity = capacity
        state = Mutex(State(last: last))
    }

    /// The number of the last event published.
    public var last: Int64 { state.withLock { $0.last } }

    /// Readers whose streams have not ended.
    public var readerCount: Int { state.withLock { $0.readers.count } }

    /// Numbers and publishes one event.
    @discardableResult
    public func publish(_ kind: String, _ json: JSONValue) -> Int64 {
        state.withLock { state in
            publish(Event(seq: state.last + 1, kind: kind, json: json), &state)
            return state.last
        }
    }

    /// Publishes an event that has its number, above all those before it.
    public func publish(_ event: Event) {
        state.withLock { publish(event, &$0) }
    }

    /// Tells readers that something happened which nobody could keep.
    public func publishGap() {
        state.withLock { state in
            let data = JSONValue.object([
                .init("asked", .number(String(state.last))), .init("resumed_after", .number(String(state.last))),
            ])
            for reader in state.readers.values {
                reader.yield(Event(seq: state.last, kind: Event.Kind.gap, json: data))
            }
        }
    }

    private func publish(_ event: Event, _ state: inout State) {
        state.last = event.seq
        state.held.append(event)
        // Trimmed by halves, so that an event costs one move on average.
        if state.held.count >= 2 * capacity { state.held.removeFirst(state.held.count - capacity) }
        for reader in state.readers.values { reader.yield(event) }
    }

    /// Events after a cursor, then as they come; those to come only, without one.
    ///
    /// Where events after the cursor are no longer held, or the cursor is ahead of us (another
    /// state folder), the first event is a ``Wire/Event/Kind/gap``.
    public func stream(after cursor: Int64?) -> AsyncStream<Event> {
        let (stream, reader) = AsyncStream<Event>.makeStream()
        let number: Int? = state.withLock { state in
            if let cursor { Self.replay(state, after: cursor, to: reader) }
            guard !state.isClosed else {
                reader.finish()
                return nil
            }
            state.nextReader += 1
            state.readers[state.nextReader] = reader
            return state.nextReader
        }
        if let number {
            reader.onTermination = { [weak self] _ in
                // The removed reader is let go outside the lock: its end may call back here.
                _ = self?.state.withLock { $0.readers.removeValue(forKey: number) }
            }
        }
        return stream
    }

    /// Ends every reader's stream.
    public func close() {
        let readers = state.withLock { state in
            state.isClosed = true
            defer { state.readers = [:] }
            return Array(state.readers.values)
        }
        for reader in readers { reader.finish() }
    }

    private static func replay(_ state: State, after cursor: Int64, to reader: AsyncStream<Event>.Continuation) {
        let oldest = state.held.first?.seq ?? state.last + 1
        if cursor > state.last || cursor + 1 < oldest {
            let next = cursor > state.last ? state.last : oldest - 1
            reader.yield(
                Event(
                    seq: next, kind: Event.Kind.gap,
                    json: .object([
                        .init("asked", .number(String(cursor))), .init("resumed_after", .number(String(next))),
                    ])))
        }
        for event in state.held where event.seq > cursor && cursor <= state.last { reader.yield(event) }
    }
}
