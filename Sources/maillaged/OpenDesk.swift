import Glibc
import Logging
import Service

/// Opens what the daemon serves: rules, policies, territories and the store, from the settings.
func openDesk(_ settings: Settings, logger: Logger) async throws -> any Desk {
    var configuration = LiveDesk.Configuration(
        rules: settings.rules, policies: settings.policies, territories: settings.territories,
        state: settings.state, version: version)
    configuration.channels = settings.channels
    configuration.permission = WritePermission(groups: settings.daemon.groups, owner: geteuid())
    let desk = try await LiveDesk(configuration, clock: .system, logger: logger)
    // Midnight comes once a day and a clock may be set at any time: a look every few minutes is enough.
    Task.detached {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(300))
            await desk.dateChanged()
        }
    }
    return desk
}
