import Diagnostics
import Engine
public import FEEL
import Glibc
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
        /// Who may write, and whose groups say what they may read. Nil: whoever writes may, and only root and this
        /// process's user read what is confidential.
        public var permission: WritePermission?

        public init(rules: String, policies: String, territories: [String], state: String, version: String) {
            self.rules = rules
            self.policies = policies
            self.territories = territories
            self.state = state
            self.version = version
        }
    }

    let configuration: Configuration
    let board: Board
    private let writer: DeskWriter
    private let archive: Archive
    let store: Store
    let logger: Logger
    private let courier: Courier
    private let replies = KeptReplies()

    /// Opens the store, loads rules and territories, evaluates.
    ///
    /// - Throws: ``Refusal`` when the store cannot be had. Wrong rules or facts are no reason to stay
    ///   down: the daemon says what is wrong with them.
    public init(_ configuration: Configuration, clock: DeskClock, logger: Logger) async throws {
        self.logger = logger
        self.configuration = configuration
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

    public var version: UInt64? { board.version }

    public func read(_ route: Route.Name, parameters: [String: String], peer: Peer?) async -> Reply {
        let version = board.version
        // Before the state is taken: a reader that resumes from it misses nothing that the state lacks.
        let event = lastEvent
        let state = board.state
        let disclosure = disclosure(peer, of: state)
        let make = { @Sendable [self] in
            var reply = await answer(route, parameters, state.seen(by: disclosure), disclosure, after: event)
            reply.isShareable = Self.isShareable(route, parameters)
            reply.audience = disclosure.audience
            return reply
        }
        // The same number after the state was taken: the state is that version's, and what this reader may see was
        // judged by it.
        guard Self.isShareable(route, parameters), board.version == version else { return await make() }
        let key = KeptReplies.Key(route: route, parameters: parameters, audience: disclosure.audience)
        return await replies.reply(key, version: version, make)
    }

    /// Routes whose answers come from the published state, as a reader may see it, and from nothing else.
    private static func isShareable(_ route: Route.Name, _ parameters: [String: String]) -> Bool {
        switch route {
        case .status, .territories, .rules, .catalogue, .alerts: true
        case .journal, .transitions, .milestones, .verify, .diff, .metrics, .sql, .alert, .alertHistory, .deliveries,
            .events, .openapi:
            false
        case .waves where parameters["from"] != nil: false
        default: Archive.View(parameters).isLive && parameters["since"] == nil && parameters["baseline"] == nil
        }
    }

    private func answer(
        _ route: Route.Name, _ parameters: [String: String], _ state: PublishedState, _ disclosure: Disclosure,
        after event: Int64
    ) async -> Reply {
        if let refusal = refusal(route, disclosure) { return refusal }
        switch route {
        case .status: return Reply(body: state.status.adding("event", .int(event)))
        case .territories: return Reply(body: .object([.init("territories", state.territoriesJSON)]))
        case .rules: return Reply(body: state.rules)
        case .transitions where !disclosure.isFull: return toldTransitions(parameters, disclosure)
        case .journal, .transitions: return await archive.history(route, parameters, disclosure)
        case .milestones: return await archive.milestones()
        case .verify:
            if let expected = parameters["expected"], !Self.isHash(expected) {
                let shape = Localized(fr: "64 chiffres hexadécimaux", en: "64 hexadecimal digits")
                return .refusal(400, [AccessDiagnostic.badParameter("expected", value: expected, expected: shape)])
            }
            return await archive.verify(parameters["expected"])
        case .diff: return await archive.differences(parameters, disclosure)
        case .waves where parameters["from"] != nil: return await archive.answer(route, parameters, disclosure)
        case .benefits where parameters["baseline"] != nil: return await archive.answer(route, parameters, disclosure)
        case .law where parameters["territory"] == nil && state.territories.count != 1:
            return Reply(LawCalendar(state.territories.values.compactMap(\.evaluation)).answer(parameters))
        case .catalogue:
            guard let pack = state.pack?.pack else { break }
            return Reply(body: Catalogue(pack).json)
        case .metrics: return metrics(state)
        case .sql:
            let reply = await rows(parameters)
            // Afterwards, and of the store: what the statement may have read is there by then.
            return mixes(disclosure) ? disclosure.refusal() : reply
        case .alerts, .alert, .alertHistory, .deliveries: return alertReply(route, parameters, state, disclosure)
        default: break
        }
        if !Archive.View(parameters).isLive || parameters["since"] != nil {
            return await archive.answer(route, parameters, disclosure)
        }
        switch state.evaluation(parameters["territory"]) {
        case .success(let evaluation):
            let answers = Answers(evaluation, suppositions: SocketFacts.suppositions)
            return Reply(answers.answer(route.rawValue, parameters)) { body in
                state.marked(body, of: evaluation.snapshot.territory, for: disclosure)
            }
        case .failure(let refusal): return .refusal(refusal.status, refusal.diagnostics)
        }
    }

    /// Whether a text is a hash of the journal as `verify` tells it.
    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.allSatisfy { ("0"..."9").contains($0) || ("a"..."f").contains($0) }
    }

    /// Reads that cannot be taken apart; and any of what was, while nobody knows what is confidential.
    private func refusal(_ route: Route.Name, _ disclosure: Disclosure) -> Reply? {
        if disclosure.isFull { return nil }
        switch route {
        case .journal, .sql, .transitions, .diff, .alerts, .alert, .alertHistory, .deliveries:
            return disclosure.vocabulary == nil ? disclosure.refusal() : nil
        default: return nil
        }
    }

    public func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply {
        let disclosure = disclosure(peer)
        do {
            if let refusal = refusal(route, body, disclosure) { return refusal }
            let scope = try scope(route, peer)
            let reply = await write(route, body: body, peer: peer, disclosure, scope)
            guard case .json(let body) = reply.body, reply.status == 200 else { return reply }
            return Reply(body: disclosure.shown(body))
        } catch {
            return .refusal(error.status, error.diagnostics)
        }
    }

    private func write(
        _ route: Route.Name, body: JSONValue, peer: Peer, _ disclosure: Disclosure, _ scope: DeskWriter.Scope?
    ) async -> Reply {
        let author = Author(uid: peer.uid, name: peer.name)
        do {
            switch route {
            case .answers: return Reply(body: try await writer.together(scope) { try $0.answer(body, author) })
            case .records: return Reply(body: try await writer.together(scope) { try $0.writeRecord(body, author) })
            case .changes: return Reply(body: try await writer.together(scope) { try $0.change(body, author) })
            case .imports: return Reply(body: try await writer.together(scope) { try $0.take(body, author) })
            case .milestone: return Reply(body: try await writer.addMilestone(body, author))
            case .arbitrations: return Reply(body: try await writer.together(scope) { try $0.arbitrate(body, author) })
            case .plan: return await archive.plan(body, disclosure)
            case .silence: return Reply(body: try await writer.silence(body, author))
            case .acknowledge: return Reply(body: try await writer.together(scope) { try $0.acknowledge(body, author) })
            case .testFire:
                let reply = try await writer.testFire(body, author)
                courier.wake()
                return Reply(body: reply)
            case .erasures:
                let reply = try await writer.erase(body, author)
                await archive.forget()
                replies.forget()
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

    public func shown(_ event: Event, to peer: Peer?) -> Event {
        Event(seq: event.seq, kind: event.kind, json: disclosure(peer).shown(event.json))
    }

    public func keptEvents(after cursor: Int64, limit: Int, peer: Peer?) async -> [Event] {
        let disclosure = disclosure(peer)
        do {
            return try store.events(after: cursor, limit: limit).compactMap { event in
                let body = try? JSONValue.parse(Array(event.body.utf8), limits: JSONLimits(size: .max))
                return body.map { Event(seq: event.seq, kind: event.kind, json: disclosure.shown($0)) }
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
    private let publications = Atomic<UInt64>(1)
    let hub: EventHub

    init(_ state: PublishedState, hub: EventHub) {
        published = Mutex(state)
        self.hub = hub
    }

    var state: PublishedState { published.withLock { $0 } }

    /// Another number once readers see something else.
    var version: UInt64 { publications.load(ordering: .sequentiallyConsistent) }

    /// - Returns: What readers saw of the territories before: who is in a hurry lets go of it later, since a whole
    ///   evaluation goes with it.
    @discardableResult
    func publish(_ result: DeskWriter.Result) -> [PublishedState.Territory] {
        // After the events too: an answer made in between names the last one before them.
        defer { publications.add(1, ordering: .sequentiallyConsistent) }
        let before = published.withLock { state in
            let before = result.territories.keys.compactMap { state.territories[$0] }
            if let pack = result.pack { state.pack = pack }
            if let refused = result.refused { state.refused = refused.value }
            for (name, territory) in result.territories { state.territories[name] = territory }
            publications.add(1, ordering: .sequentiallyConsistent)
            return before
        }
        for event in result.events {
            if let seq = event.seq {
                hub.publish(Event(seq: seq, kind: event.kind, json: event.json))
            } else {
                hub.publishGap()
            }
        }
        return before
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

    /// - Parameters:
    ///   - served: All that are.
    ///   - own: The record by which a new one would describe itself, where there may be one.
    static func noTerritory(_ name: String, served: some Sequence<String>, describing own: RecordID? = nil) -> Self {
        let names = served.sorted()
        let near = NearestName.nearest(to: name, among: names)
        let list = names.joined(separator: ", ")
        var help =
            near.map { Localized(fr: "le plus proche est « \($0) »", en: "the nearest is '\($0)'") }
            ?? (names.isEmpty
                ? Localized(fr: "aucun n'est servi", en: "none is served")
                : Localized(fr: "territoires : \(list)", en: "territories: \(list)"))
        if near == nil, let own {
            help.fr += " ; un nouveau se décrit d'abord lui-même, par « \(own) »"
            help.en += "; a new one first describes itself, as '\(own)'"
        }
        return DeskRefusal(
            404,
            [
                Diagnostic(
                    "A051", Localized(fr: "aucun territoire « \(name) »", en: "no territory '\(name)'"), help: help)
            ])
    }
}

extension Reply {
    /// - Parameter shown: How an answer that is found is shown.
    init(_ answer: Answers.Answer, shown: (JSONValue) -> JSONValue = { $0 }) {
        switch answer {
        case .found(let body): self = Reply(body: shown(body))
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
