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
        /// The file that says where notices go; where it is not there, they wait.
        public var channels: String?

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
    private let archive: Archive
    let store: Store
    let logger: Logger
    private let courier: Courier

    /// Opens the store, loads rules and territories, evaluates.
    ///
    /// - Throws: ``Refusal`` when the store cannot be had. Wrong rules or facts are no reason to stay
    ///   down: the daemon says what is wrong with them.
    public init(_ configuration: Configuration, clock: DeskClock, logger: Logger) async throws {
        self.logger = logger
        do {
            store = try Store(path: configuration.state + "/maillage.sqlite")
            board = Board(
                PublishedState(version: configuration.version, since: clock.now()),
                hub: EventHub(last: try store.latestEvent()))
            archive = Archive(store: store, board: board, clock: clock)
            let board = board
            let courier = Courier(
                store: store, channels: { LiveDesk.channels(configuration.channels, logger) }, clock: clock,
                logger: logger,
                message: { board.message($0) })
            self.courier = courier
            writer = try DeskWriter(
                configuration, store: store, board: board, clock: clock, logger: logger,
                onNotices: { courier.wake() })
        } catch {
            throw Refusal(error.diagnostic)
        }
        await writer.start()
        courier.wake()
    }

    public func read(_ route: Route.Name, parameters: [String: String]) async -> Reply {
        let event = lastEvent
        let state = board.state
        switch route {
        case .status:
            // Before the state was taken: a reader that resumes from it misses nothing that the state lacks.
            return Reply(body: state.status.adding("event", .int(event)))
        case .territories: return Reply(body: .object([.init("territories", state.territoriesJSON)]))
        case .rules: return Reply(body: state.rules)
        case .journal, .transitions: return await archive.history(route, parameters)
        case .milestones: return await archive.milestones()
        case .verify: return await archive.verify(parameters["expected"])
        case .diff: return await archive.differences(parameters)
        case .waves where parameters["from"] != nil: return await archive.answer(route, parameters)
        case .benefits where parameters["baseline"] != nil: return await archive.answer(route, parameters)
        case .law where parameters["territory"] == nil && state.territories.count != 1:
            return Reply(LawCalendar(state.territories.values.compactMap(\.evaluation)).answer(parameters))
        case .catalogue:
            guard let pack = state.pack?.pack else { break }
            return Reply(body: Catalogue(pack).json)
        case .metrics: return metrics(state)
        case .sql: return await rows(parameters)
        case .alerts, .alert, .alertHistory, .deliveries: return alertReply(route, parameters, state)
        default: break
        }
        if !Archive.View(parameters).isLive || parameters["since"] != nil {
            return await archive.answer(route, parameters)
        }
        switch state.evaluation(parameters["territory"]) {
        case .success(let evaluation):
            let answers = Answers(evaluation, suppositions: SocketFacts.suppositions)
            return Reply(answers.answer(route.rawValue, parameters))
        case .failure(let refusal): return .refusal(refusal.status, refusal.diagnostics)
        }
    }

    public func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply {
        let author = Author(uid: peer.uid, name: peer.name)
        do {
            switch route {
            case .answers: return Reply(body: try await writer.answer(body, author))
            case .records: return Reply(body: try await writer.writeRecord(body, author))
            case .changes: return Reply(body: try await writer.change(body, author))
            case .imports: return Reply(body: try await writer.take(body, author))
            case .milestone: return Reply(body: try await writer.addMilestone(body, author))
            case .arbitrations: return Reply(body: try await writer.arbitrate(body, author))
            case .plan: return await archive.plan(body)
            case .silence: return Reply(body: try await writer.silence(body, author))
            case .acknowledge: return Reply(body: try await writer.acknowledge(body, author))
            case .testFire:
                let reply = try await writer.testFire(body, author)
                courier.wake()
                return Reply(body: reply)
            case .erasures:
                let reply = try await writer.erase(body, author)
                await archive.forget()
                return Reply(body: reply)
            default: return .failure(404, AccessDiagnostic.noRoute(route.rawValue, closest: nil))
            }
        } catch let refusal as DeskRefusal {
            return .refusal(refusal.status, refusal.diagnostics)
        } catch let error as StoreError {
            let isRefused = error.kind == .refusedEntry || error.kind == .milestoneExists
            return .failure(isRefused ? 422 : 507, error.diagnostic)
        } catch {
            return .failure(500, AccessDiagnostic.system(Localized(fr: "écrire", en: "write"), error: "\(error)"))
        }
    }

    public func events(after cursor: Int64?) async -> AsyncStream<Event> {
        board.hub.stream(after: cursor)
    }

    public func keptEvents(after cursor: Int64, limit: Int) async -> [Event] {
        do {
            return try store.events(after: cursor, limit: limit).compactMap { event in
                let body = try? JSONValue.parse(Array(event.body.utf8), limits: JSONLimits(size: .max))
                return body.map { Event(seq: event.seq, kind: event.kind, json: $0) }
            }
        } catch {
            // The stream then begins with a gap.
            return []
        }
    }

    public func filesChanged(_ paths: Set<String>) async {
        await writer.filesChanged(paths)
    }

    /// The number of the last event told.
    var lastEvent: Int64 { board.hub.last }

    /// Hands notices to their channels until the task is cancelled; one at a time, in order.
    public func deliver() async {
        await courier.run()
    }

    /// Lets go of the store, for another desk to open it; nothing is served afterwards.
    public func close() async throws {
        try store.close()
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
        for event in result.events {
            if let seq = event.seq {
                hub.publish(Event(seq: seq, kind: event.kind, json: event.json))
            } else {
                hub.publishGap()
            }
        }
    }
}

/// The moment, given to the desk: a test holds it still.
public struct DeskClock: Sendable {
    /// RFC 3339, UTC, whole seconds.
    public var now: @Sendable () -> String
    /// The local civil date.
    public var today: @Sendable () -> CalendarDate
    /// The last second of a local civil day, as an instant in UTC.
    public var endOfDay: @Sendable (CalendarDate) -> String
    /// An instant and a number of seconds: the instant after them.
    public var later: @Sendable (String, Int) -> String

    /// - Parameter endOfDay: That of UTC otherwise.
    public init(
        now: @escaping @Sendable () -> String, today: @escaping @Sendable () -> CalendarDate,
        endOfDay: @escaping @Sendable (CalendarDate) -> String = { "\($0)T23:59:59Z" }
    ) {
        self.later = DeskClock.later
        self.now = now
        self.today = today
        self.endOfDay = endOfDay
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
    init(_ answer: Answers.Answer) {
        switch answer {
        case .found(let body): self = Reply(body: body)
        case .missing(let diagnostics): self = .refusal(404, diagnostics)
        case .refused(let diagnostics): self = .refusal(400, diagnostics)
        }
    }

    static func refusal(_ status: Int, _ diagnostics: [Diagnostic]) -> Reply {
        guard let first = diagnostics.first else {
            return .failure(
                status, AccessDiagnostic.system(Localized(fr: "répondre", en: "answer"), error: "\(status)"))
        }
        return .failure(status, first, with: Array(diagnostics.dropFirst()))
    }
}
