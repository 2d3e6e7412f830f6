import Alerts
import Diagnostics
import Dispatch
import Engine
import JSON
import Queries
import Store
import Wire

/// What machines ask: metrics, rows of views.
extension LiveDesk {
    /// Without its last line: the socket's side adds its own.
    func metrics(_ state: PublishedState) -> Reply {
        var metrics = OpenMetrics()
        func gauge(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]) {
            metrics.add(name, .gauge, help: help, samples)
        }
        gauge(
            "maillage_rules", "Rules in service.",
            state.pack.map { [([("pack", String($0.pack.hash.prefix(8)))], String($0.pack.rules.count))] } ?? [])
        gauge(
            "maillage_rules_refused", "Whether newer rules were refused.", [([], state.refused == nil ? "0" : "1")])
        let territories = state.territories.sorted { $0.key < $1.key }
        gauge(
            "maillage_facts", "Current facts.",
            territories.compactMap { name, territory in
                territory.evaluation.map { ([("territory", name)], String($0.snapshot.factCount)) }
            })
        gauge(
            "maillage_verdicts", "Verdicts of rules.",
            territories.flatMap { name, territory in
                let counts = territory.evaluation?.verdictCounts ?? [:]
                return Verdict.allCases.map { verdict in
                    ([("territory", name), ("verdict", verdict.rawValue)], String(counts[verdict] ?? 0))
                }
            })
        gauge(
            "maillage_alerts", "Alerts by state.",
            territories.flatMap { name, territory -> [(labels: [(String, String)], value: String)] in
                guard let evaluation = territory.evaluation else { return [] }
                let day = evaluation.snapshot.date
                let open = territory.alerts.sorted.filter { !territory.closedAlerts.contains($0.key.alert) }
                let states = open.filter { $0.phase != .resting }.map {
                    (territory.alerts.state(of: $0, on: day), $0.severity ?? "")
                }
                let severities = evaluation.pack.gravities.map(\.id) + [""]
                return [AlertInstance.State.open, .acknowledged, .silenced, .suspended, .pending].flatMap { state in
                    severities.compactMap { severity in
                        let count = states.count { $0.0 == state && $0.1 == severity }
                        if severity.isEmpty, count == 0 { return nil }
                        return (
                            [("territory", name), ("state", state.rawValue), ("severity", severity)], String(count)
                        )
                    }
                }
            })
        let isClosed = territories.contains { !$0.value.closedAlerts.isEmpty }
        if !isClosed, let counts = try? store.deliveryCounts() {
            gauge(
                "maillage_deliveries", "Deliveries of notices by state.",
                StoredDelivery.State.allCases.map { ([("state", $0.rawValue)], String(counts[$0] ?? 0)) })
        }
        if let last = try? store.latestSeq() {
            metrics.add("maillage_journal_entries", .counter, help: "Entries of the journal.", [([], String(last))])
        }
        metrics.add(
            "maillage_events", .counter, help: "Number of the last event.", [([], String(lastEvent))])
        return Reply(written: Array(metrics.text.utf8))
    }

    /// Rows of a statement that only reads; one statement at a time, on a thread that may wait.
    func rows(_ parameters: [String: String]) async -> Reply {
        await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: self.selected(parameters)) }
        }
    }

    private static let queue = DispatchQueue(label: "maillage.sql")

    private func selected(_ parameters: [String: String]) -> Reply {
        let limit = parameters["limit"].flatMap { Int($0) } ?? 1000
        do throws(StoreError) {
            let found = try store.select(parameters["query"] ?? "", limit: limit, within: 10)
            return Reply(
                body: .object([
                    .init("columns", .strings(found.columns)),
                    .init("rows", .array(found.rows.map { .array($0) })),
                    .init("more", .bool(found.hasMore)),
                ]))
        } catch {
            return .failure(error.kind == .refusedQuery ? 400 : 503, error.diagnostic)
        }
    }
}
