import Diagnostics
import Engine
public import FEEL
import Intake
public import JSON
public import Logging
import Packs
import Queries
import Store
import Synchronization
public import Wire
import World

/// The desk of a running daemon: rules and territories read from folders, facts from the socket, a
/// store behind them, and an evaluation of each territory ready for whoever asks.
///
/// - Invariant: readers see an immutable state and never wait for a writer.
/// - Invariant: a pack with an error never replaces a good one.
/// - Invariant: a write is answered once its journal entry is durable.
public final class LiveDesk: Desk {
    public struct Configuration: Sendable {
        /// Absolute paths.
        public var rules: String
        public var policies: String
        public var territories: [String]
        /// The folder of the store.
        public var state: String
        public var version: String

        public init(rules: String, policies: String, territories: [String], state: String, version: String) {
            self.rules = rules
            self.policies = policies
            self.territories = territories
            self.state = state
            self.version = version
        }
    }

    private let board: Board
    private let writer: DeskWriter

    /// Opens the store, loads rules and territories, evaluates.
    ///
    /// - Throws: ``Refusal`` when the store cannot be had. Wrong rules or facts are no reason to stay
    ///   down: the daemon says what is wrong with them.
    public init(_ configuration: Configuration, clock: DeskClock, logger: Logger) async throws {
        do {
            let store = try Store(path: configuration.state + "/maillage.sqlite")
            board = Board(
                PublishedState(version: configuration.version, since: clock.now()),
                hub: EventHub(last: try Board.firstEvent(of: store)))
            writer = try DeskWriter(configuration, store: store, board: board, clock: clock, logger: logger)
        } catch {
            throw Refusal(error.diagnostic)
        }
        await writer.start()
    }

    public func read(_ route: Route.Name, parameters: [String: String]) async -> Reply {
        let state = board.state
        switch route {
        case .status: return Reply(body: state.status)
        case .territories: return Reply(body: .object([.init("territories", state.territoriesJSON)]))
        case .rules: return Reply(body: state.rules)
        case .journal, .transitions: return await writer.history(route, parameters)
        default: break
        }
        switch state.evaluation(parameters["territory"]) {
        case .success(let evaluation):
            switch Answers(evaluation).answer(route.rawValue, parameters) {
            case .found(let body): return Reply(body: body)
            case .missing(let diagnostics): return .refusal(404, diagnostics)
            case .refused(let diagnostics): return .refusal(400, diagnostics)
            }
        case .failure(let refusal): return .refusal(refusal.status, refusal.diagnostics)
        }
    }

    public func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply {
        let author = Author(uid: peer.uid, name: peer.name)
        do {
            switch route {
            case .answers: return Reply(body: try await writer.answer(body, author))
            case .changes: return Reply(body: try await writer.change(body, author))
            case .imports: return Reply(body: try await writer.take(body, author))
            default: return .failure(404, AccessDiagnostic.noRoute(route.rawValue, closest: nil))
            }
        } catch let refusal as DeskRefusal {
            return .refusal(refusal.status, refusal.diagnostics)
        } catch let error as StoreError {
            return .failure(507, error.diagnostic)
        } catch {
            return .failure(500, AccessDiagnostic.system(Localized(fr: "écrire", en: "write"), error: "\(error)"))
        }
    }

    public func events(after cursor: Int64?) async -> AsyncStream<Event> {
        board.hub.stream(after: cursor)
    }

    public func filesChanged(_ paths: Set<String>) async {
        await writer.filesChanged(paths)
    }

    /// Evaluates anew what depends on the date: at midnight, and after the clock was set.
    public func dateChanged() async {
        await writer.dateChanged()
    }
}

/// Where the writer shows what it did: the state for readers, events for those who follow.
///
/// - Invariant: only the writer publishes, before it takes up the next change, so states and events
///   come in the order of the journal.
final class Board: Sendable {
    private let published: Mutex<PublishedState>
    let hub: EventHub

    init(_ state: PublishedState, hub: EventHub) {
        published = Mutex(state)
        self.hub = hub
    }

    var state: PublishedState { published.withLock { $0 } }

    func publish(_ result: DeskWriter.Result) {
        published.withLock { state in
            if let pack = result.pack { state.pack = pack }
            if let refused = result.refused { state.refused = refused.value }
            for (name, territory) in result.territories { state.territories[name] = territory }
        }
        for event in result.events { hub.publish(event.kind, event.json) }
    }

    /// Events are held in memory only: each run numbers its own above those of the runs before, so a
    /// reader that resumes across a restart is told of the gap instead of being given other events.
    static func firstEvent(of store: Store) throws(StoreError) -> Int64 {
        let run = (try store.meta("run").flatMap { Int64($0) } ?? 0) + 1
        try store.setMeta("run", String(run))
        return run << 32
    }
}

/// The moment, given to the desk: a test holds it still.
public struct DeskClock: Sendable {
    /// RFC 3339, UTC, whole seconds.
    public var now: @Sendable () -> String
    /// The local civil date.
    public var today: @Sendable () -> CalendarDate

    public init(now: @escaping @Sendable () -> String, today: @escaping @Sendable () -> CalendarDate) {
        self.now = now
        self.today = today
    }
}

/// A request that cannot be granted: an HTTP status and what is wrong.
struct DeskRefusal: Error {
    var status: Int
    var diagnostics: [Diagnostic]

    init(_ status: Int, _ diagnostics: [Diagnostic]) {
        self.status = status
        self.diagnostics = diagnostics
    }
}

extension Reply {
    static func refusal(_ status: Int, _ diagnostics: [Diagnostic]) -> Reply {
        guard let first = diagnostics.first else {
            return .failure(
                status, AccessDiagnostic.system(Localized(fr: "répondre", en: "answer"), error: "\(status)"))
        }
        return .failure(status, first, with: Array(diagnostics.dropFirst()))
    }
}
