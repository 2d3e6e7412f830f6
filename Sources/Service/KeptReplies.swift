import Synchronization
import Wire

/// Answers as they were made, for as long as what is served is the same: whoever asks the same is given the same, and who
/// asks while it is being made waits for it rather than making it again.
///
/// - Invariant: a reply is given again only for the very route, parameters and audience, and the very version of the desk.
final class KeptReplies: Sendable {
    struct Key: Hashable, Sendable {
        var route: Route.Name
        var parameters: [String: String]
        /// ``Wire/Reply/audience``.
        var audience: String?
    }

    private struct State {
        var version: UInt64 = 0
        var replies: [Key: Task<Reply, Never>] = [:]
        var size = 0
    }

    /// Bytes of all bodies, of one, and how many there may be.
    private static let limit = 8 << 20
    private static let single = 2 << 20
    private static let most = 1024

    private let state = Mutex(State())

    /// - Parameters:
    ///   - version: The desk's, before anything that the reply depends on was read.
    ///   - make: Gives the same whenever the version is the same.
    func reply(_ key: Key, version: UInt64, _ make: @escaping @Sendable () async -> Reply) async -> Reply {
        let (known, own) = state.withLock { state -> (Task<Reply, Never>?, Task<Reply, Never>?) in
            if version < state.version { return (nil, nil) }
            if version > state.version || state.replies.count >= Self.most { state = State(version: version) }
            if let known = state.replies[key] { return (known, nil) }
            let own = Task { await make().written }
            state.replies[key] = own
            return (nil, own)
        }
        if let known { return await known.value }
        guard let own else { return await make() }
        let reply = await own.value
        guard case .written(let bytes) = reply.body else { return reply }
        state.withLock { state in
            guard state.version == version, state.replies[key] == own else { return }
            guard reply.status == 200, bytes.count <= Self.single else {
                state.replies[key] = nil
                return
            }
            state.size += bytes.count
            if state.size > Self.limit { state = State(version: version) }
        }
        return reply
    }
}

extension Reply {
    /// The same, its body a text: a tree of values takes many times its room.
    fileprivate var written: Reply {
        var copy = self
        copy.body = .written(bytes)
        return copy
    }
}
