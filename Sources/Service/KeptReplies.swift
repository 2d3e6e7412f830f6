import Synchronization
import Wire

/// What is kept of answers, as they are made and as they went over the socket, each: beyond it all are let go.
enum KeepingLimits {
    /// Bytes of all, with what they are known by.
    static let all = 8 << 20
    /// Bytes of one.
    static let single = 2 << 20
    /// How many.
    static let most = 1024
}

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

        /// In bytes.
        fileprivate var size: Int {
            parameters.reduce(audience?.utf8.count ?? 0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        }
    }

    private struct State {
        var version: UInt64 = 0
        var replies: [Key: Task<Reply, Never>] = [:]
        var size = 0
    }

    /// Bytes of a key: longer ones are rare.
    private static let longest = 4096

    private let state = Mutex(State())

    /// - Parameters:
    ///   - version: The desk's, of which everything is that the reply depends on.
    ///   - make: Gives the same whenever the version is the same.
    func reply(_ key: Key, version: UInt64, _ make: @escaping @Sendable () async -> Reply) async -> Reply {
        let (known, own) = state.withLock { state -> (Task<Reply, Never>?, Task<Reply, Never>?) in
            if version < state.version || key.size > Self.longest { return (nil, nil) }
            if version > state.version { state = State(version: version) }
            if let known = state.replies[key] { return (known, nil) }
            if state.replies.count >= KeepingLimits.most { state = State(version: version) }
            state.size += key.size
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
            guard reply.status == 200, bytes.count <= KeepingLimits.single else {
                state.replies[key] = nil
                state.size -= key.size
                return
            }
            state.size += bytes.count
            if state.size > KeepingLimits.all { state = State(version: version) }
        }
        return reply
    }

    /// Lets go of everything: something that was answered is to be nowhere any more.
    func forget() {
        state.withLock { $0 = State(version: $0.version) }
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
