import Alerts
import Diagnostics
import Engine
import Glibc
import Intake
import JSON
import Logging
import Queries
import Store
import Wire

extension LiveDesk {
    /// The channels as the file says them now; none where it is not there.
    static func channels(_ path: String?, _ logger: Logger) -> [String: Channel] {
        guard let path, access(path, F_OK) == 0 else { return [:] }
        let (text, unread) = FolderReader.readFile(path)
        let (channels, diagnostics) = text.map(ChannelFile.read) ?? ([:], [])
        for diagnostic in unread + diagnostics {
            logger.error("\(diagnostic.code) \(diagnostic.headline.en)", metadata: ["file": "\(path)"])
        }
        return channels
    }
}

/// Reads of alerts: on the published state, with the store's history beside it.
extension LiveDesk {
    func alertReply(
        _ route: Route.Name, _ parameters: [String: String], _ state: PublishedState, _ disclosure: Disclosure
    ) -> Reply {
        // Numbers and times of what is told of closed alerts would say that there was something to tell.
        let isClosed = state.territories.values.contains { !$0.closedAlerts.isEmpty }
        if isClosed, route == .deliveries || route == .alertHistory { return disclosure.refusal() }
        let limit = parameters["limit"].flatMap { Int($0) } ?? 1000
        do throws(StoreError) {
            switch route {
            case .deliveries:
                let found = try store.deliveries(territory: parameters["territory"], limit: limit)
                return Reply(body: .object([.init("deliveries", .array(found.map(\.json)))]))
            case .alertHistory:
                let key = parameters["id"].map { AlertKey(id: $0) }
                let events = try store.alertEvents(
                    after: parameters["after"].flatMap { Int64($0) } ?? 0, limit: limit,
                    territory: parameters["territory"], alert: key?.alert,
                    subject: key.map { $0.subject.joined(separator: "+") })
                return Reply(
                    body: .object([
                        .init("events", .array(events.map(\.json))),
                        .init("next", events.last.map { .int($0.seq) } ?? .null),
                    ]))
            default: break
            }
            let evaluation: Evaluation
            switch state.evaluation(parameters["territory"]) {
            case .success(let found): evaluation = found
            case .failure(let refusal): return .refusal(refusal.status, refusal.diagnostics)
            }
            let name = evaluation.snapshot.territory
            let closed = state.territories[name]?.closedAlerts ?? []
            var book = state.territories[name]?.alerts ?? AlertBook()
            if !closed.isEmpty { book.instances = book.instances.filter { !closed.contains($0.key.alert) } }
            let answers = AlertAnswers(evaluation, book: book)
            guard route == .alert else {
                let list = answers.list(parameters)
                if closed.isEmpty { return Reply(body: list) }
                // What hangs on confidential facts is named, whether or not there is anything to tell of it.
                return Reply(
                    body: list.adding(
                        "withheld",
                        .object([
                            .init("alerts", .strings(closed.sorted())),
                            .init("levels", .strings((state.territories[name]?.closedLevels ?? []).sorted())),
                        ])))
            }
            let id = parameters["id"] ?? ""
            if closed.contains(AlertKey(id: id).alert) { return disclosure.refusal() }
            guard let why = answers.why(id) else {
                let near = NearestName.nearest(to: id, among: answers.book.sorted.map(\.key.id))
                return .refusal(
                    404,
                    [
                        Diagnostic(
                            "A070", Localized(fr: "aucune alerte « \(id) »", en: "no alert '\(id)'"),
                            help: near.map {
                                Localized(fr: "la plus proche est « \($0) »", en: "the nearest is '\($0)'")
                            })
                    ])
            }
            let key = answers.book.instance(id: id)?.key ?? AlertKey(id: id)
            let events = try store.alertEvents(
                territory: name, alert: key.alert, subject: key.subject.joined(separator: "+"))
            let told = try store.deliveries(territory: name, limit: 500).filter { delivery in
                guard let body = try? JSONValue.parse(Array(delivery.notice.body.utf8)),
                    let notice = Notice(json: body)
                else { return false }
                return notice.items.contains { $0.key == key }
            }
            return Reply(
                body: .object(
                    (why.objectMembers ?? []) + [
                        .init("history", .array(events.map(\.json))), .init("deliveries", .array(told.map(\.json))),
                    ]))
        } catch {
            return .failure(503, error.diagnostic)
        }
    }
}

extension StoredAlertEvent {
    var json: JSONValue {
        let key = AlertKey(alert: alert, subject: subject.isEmpty ? [] : [subject])
        return .object([
            .init("seq", .int(seq)), .init("territory", .string(territory)), .init("kind", .string(kind)),
            .init("id", alert.isEmpty ? .null : .string(key.id)), .init("day", .string(day)),
            .init("detail", .string(detail)), .init("author", author.map { .string($0.name) } ?? .null),
            .init("uid", author.map { .int($0.uid) } ?? .null), .init("reason", .string(reason)),
            .init("recorded_at", .string(recordedAt)),
        ])
    }
}

extension StoredDelivery {
    var json: JSONValue {
        .object([
            .init("notice", .int(notice.seq)), .init("key", .string(notice.key)),
            .init("territory", .string(notice.territory)), .init("audience", .string(notice.audience)),
            .init("kind", .string(notice.kind)), .init("day", .string(notice.day)),
            .init("channel", .string(channel)), .init("state", .string(state.rawValue)),
            .init("attempts", .int(attempts)),
            .init("next_at", state == .waiting ? .string(nextAt) : .null),
            .init("last_error", .string(lastError)), .init("delivered_at", deliveredAt.map { .string($0) } ?? .null),
        ])
    }
}

extension Board {
    /// What a channel is given, in the words of now; nil where there is nothing left to say.
    func message(_ delivery: StoredDelivery) -> JSONValue? {
        let territory = state.territories[delivery.notice.territory]
        guard let evaluation = territory?.evaluation,
            let body = try? JSONValue.parse(Array(delivery.notice.body.utf8)), let notice = Notice(json: body)
        else { return nil }
        return AlertAnswers(evaluation, book: territory?.alerts ?? AlertBook())
            .message(notice, key: delivery.notice.key)
    }
}
