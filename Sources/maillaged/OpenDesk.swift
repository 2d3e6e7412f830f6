import JSON
import Logging
import Service
import Wire

/// Opens what the daemon serves: rules, policies, territories and the store, from the settings.
func openDesk(_ settings: Settings, logger: Logger) async throws -> any Desk {
    BareDesk()
}

/// A desk that knows only that it is there.
private struct BareDesk: Desk {
    private let hub = EventHub()

    func read(_ route: Route.Name, parameters: [String: String]) async -> Reply {
        switch route {
        case .status: Reply(body: .object([.init("version", .string(version))]))
        default: Reply(status: 503, body: ErrorEnvelope(AccessDiagnostic.notWired(route.rawValue)).json)
        }
    }

    func write(_ route: Route.Name, body: JSONValue, peer: Peer) async -> Reply {
        .failure(503, AccessDiagnostic.notWired(route.rawValue))
    }

    func events(after cursor: Int64?) async -> AsyncStream<Event> {
        hub.stream(after: cursor)
    }

    func filesChanged(_ paths: Set<String>) async {}
}
