import Alerts
import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import Queries
import Store
import Wire
import World

/// Alerts: stepped after each evaluation, kept in one commit with what they tell.
extension DeskWriter {
    static func keptAlerts(_ store: Store, _ territory: String) throws(StoreError) -> AlertBook {
        let kept = try store.alerts(territory: territory)
        func parsed(_ texts: [String]) -> [JSONValue] { texts.compactMap { try? JSONValue.parse(Array($0.utf8)) } }
        return AlertBook(
            instances: parsed(kept.instances).compactMap { AlertInstance(json: $0) },
            silences: parsed(kept.silences).compactMap { Silence(json: $0) },
            rest: kept.rest.flatMap { try? JSONValue.parse(Array($0.utf8)) })
    }

    /// Before this programme was written, a clock is wrong: that of a machine that lost its battery, say.
    /// (The date exists: the initialiser cannot fail.)
    static let earliestDay = CalendarDate(year: 2025, month: 1, day: 1)!

    func stepAlerts(_ name: String, _ evaluation: Evaluation, _ result: inout Result) {
        guard let before = held[name]?.alerts else { return }
        guard evaluation.snapshot.date >= Self.earliestDay else {
            // Stepped on such a day, every wait would count from there: over, once the clock is right again.
            logger.warning("alerts wait for a clock that is right", metadata: ["day": "\(evaluation.snapshot.date)"])
            return
        }
        let machine = evaluation.pack.alertMachine
        let step = machine.step(before, territory: name, day: evaluation.snapshot.date, sight: evaluation.sight())
        do {
            try keep(step, of: name, before: before, evaluation, &result)
        } catch {
            // The book stays what it was: the next step, or the next start, comes to the same.
            logger.error("cannot keep alerts", metadata: ["error": "\(error.diagnostic.headline.en)"])
        }
    }

    private func keep(
        _ step: AlertMachine.Step, of name: String, before: AlertBook, _ evaluation: Evaluation,
        author: Author? = nil, reason: String = "", _ result: inout Result
    ) throws(StoreError) {
        let now = clock.now()
        let day = evaluation.snapshot.date
        var kept = StoredAlertStep(territory: name, recordedAt: now)
        for instance in step.book.sorted {
            // A state may change with the day alone: an end has passed.
            let state = step.book.state(of: instance, on: day).rawValue
            let isSame = before.instances[instance.key] == instance && alertStates[name]?[instance.key] == state
            guard !isSame else { continue }
            alertStates[name, default: [:]][instance.key] = state
            kept.changed.append(
                StoredAlert(
                    alert: instance.key.alert, subject: instance.key.subject.joined(separator: "+"), state: state,
                    severity: instance.severity, matter: instance.matter, opened: instance.openedOn?.description,
                    body: instance.json.serialized()))
        }
        let silences = Dictionary(before.silences.map { ($0.id, $0) }) { first, _ in first }
        for silence in step.book.silences where silences[silence.id] != silence {
            kept.silences.append(
                StoredSilence(
                    number: silence.id, until: silence.until.description, body: silence.json.serialized()))
        }
        if step.book.rest != before.rest { kept.rest = step.book.rest.serialized() }
        kept.events = step.events.map { event in
            StoredAlertEvent(
                territory: name, kind: event.kind.rawValue, alert: event.key?.alert ?? "",
                subject: event.key?.subject.joined(separator: "+") ?? "", day: event.day.description,
                detail: event.detail, author: author, reason: reason, recordedAt: now)
        }
        let audiences = evaluation.pack.alerting.audiences
        let view = publicView(name)
        kept.notices = step.notices.compactMap { notice in
            readable(notice, by: audiences.first { $0.id == notice.audience }, view)
        }.map { notice in
            StoredNotice(
                key: notice.idempotencyKey, territory: name, audience: notice.audience, kind: notice.kind.rawValue,
                day: notice.day.description, body: notice.json.serialized(),
                channels: audiences.first { $0.id == notice.audience }?.channels ?? [], recordedAt: now)
        }
        let told = step.events.filter { $0.kind != .noticed }
        let closed = view?.alerts ?? []
        if !told.isEmpty || !closed.isEmpty {
            func items(_ events: [AlertEvent]) -> JSONValue {
                .array(
                    events.map { event in
                        .object([
                            .init("kind", .string(event.kind.rawValue)),
                            .init("id", event.key.map { .string($0.id) } ?? .null),
                            .init("detail", .string(event.detail)),
                        ])
                    })
            }
            let head: [JSONValue.Member] = [
                .init("territory", .string(name)), .init("at", .string(day.description)),
            ]
            var body = JSONValue.object(head + [.init("alerts", items(told))])
            if held[name]?.marking != nil {
                let open = told.filter { event in event.key.map { !closed.contains($0.alert) } ?? false }
                body = body.adding(
                    Disclosure.publicMember,
                    closed.isEmpty ? .bool(true) : .object(head + [.init("alerts", items(open))]))
            }
            kept.told = [
                StoredEvent(kind: "alerts", territory: name, journal: 0, body: body.serialized(), recordedAt: now)
            ]
        }
        let events = try store.recordAlerts(kept)
        held[name]?.alerts = step.book
        for event in events {
            let body = try? JSONValue.parse(Array(event.body.utf8))
            result.events.append(Result.Outgoing(kind: event.kind, json: body ?? .null, seq: event.seq))
        }
        if !kept.notices.isEmpty { tellNotices() }
    }

    // MARK: What people do

    /// `{"territory", "alert", "matter", "subject", "severity", "reason", "until", "preview"}`, or
    /// `{"territory", "end": 3, "reason"}`.
    func silence(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(
            body,
            [
                "territory": .text, "alert": .text, "matter": .text, "subject": .text, "severity": .text,
                "reason": .text, "until": .text, "preview": .flag, "end": .whole,
            ])
        let (name, evaluation, book) = try alertPlace(body)
        let machine = evaluation.pack.alertMachine
        let day = evaluation.snapshot.date
        let reason = body["reason"]?.stringValue ?? ""
        if let id = body["end"]?.intValue {
            let step = try granted { () throws(AlertMachine.Refusal) in try machine.unsilence(id, in: book, on: day) }
            try act(step, on: name, before: book, evaluation, author, reason)
            return .object([.init("ended", .int(id))])
        }
        let matcher = Silence.Matcher(json: body)
        try check(matcher, evaluation.pack)
        if body["preview"]?.boolValue == true {
            let covered = try granted { () throws(AlertMachine.Refusal) in try machine.covered(by: matcher, in: book) }
            return preview(covered, evaluation, book)
        }
        let until = try lastDay(body, "until")
        let (step, silence, covered) = try granted { () throws(AlertMachine.Refusal) in
            try machine.silence(matcher, in: book, reason: reason, author: author.name, until: until, on: day)
        }
        try act(step, on: name, before: book, evaluation, author, reason)
        return .object(
            (silence.json.objectMembers ?? []) + (preview(covered, evaluation, book).objectMembers ?? []))
    }

    /// A silence of an alert or a severity that does not exist would cover nothing, and nobody would know.
    private func check(_ matcher: Silence.Matcher, _ pack: Pack) throws {
        var found: [Diagnostic] = []
        for (member, name, known) in [
            ("alert", matcher.alert, pack.alerting.alerts.map(\.definition.id)),
            ("severity", matcher.severity, pack.gravities.map(\.id)),
        ] {
            guard let name, !known.contains(name) else { continue }
            let near = NearestName.nearest(to: name, among: known)
            found.append(
                Diagnostic(
                    "A075",
                    Localized(
                        fr: "« \(member) » ne peut être « \(name) »", en: "'\(member)' cannot be '\(name)'"),
                    help: near.map { Localized(fr: "écrire « \($0) »", en: "write '\($0)'") }
                        ?? Localized(
                            fr: "l'un de : \(known.joined(separator: ", "))",
                            en: "one of: \(known.joined(separator: ", "))")))
        }
        if !found.isEmpty { throw DeskRefusal(422, found) }
    }

    private func preview(_ covered: [AlertInstance], _ evaluation: Evaluation, _ book: AlertBook) -> JSONValue {
        let answers = AlertAnswers(evaluation, book: book)
        return .object([.init("alerts", .array(covered.map(answers.item)))])
    }

    /// `{"territory", "id", "owner", "note", "until"}`, or `{"territory", "id", "release": true}`.
    func acknowledge(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(
            body,
            [
                "territory": .text, "id": .text, "owner": .text, "note": .text, "until": .text, "release": .flag,
            ])
        let (name, evaluation, book) = try alertPlace(body)
        let machine = evaluation.pack.alertMachine
        let day = evaluation.snapshot.date
        let id = body["id"]?.stringValue ?? ""
        let key = book.instance(id: id)?.key ?? AlertKey(id: id)
        try permit(key, of: name)
        let note = body["note"]?.stringValue ?? ""
        let step: AlertMachine.Step
        if body["release"]?.boolValue == true {
            step = try granted { () throws(AlertMachine.Refusal) in try machine.release(key, in: book, on: day) }
        } else {
            let until = try lastDay(body, "until")
            let owner = body["owner"]?.stringValue ?? author.name
            step = try granted { () throws(AlertMachine.Refusal) in
                try machine.acknowledge(
                    key, in: book, owner: owner, note: note, until: until, by: author.name, on: day)
            }
        }
        try act(step, on: name, before: book, evaluation, author, note)
        let after = held[name]?.alerts ?? step.book
        return after.instances[key].map { AlertAnswers(evaluation, book: after).item($0) } ?? .null
    }

    /// `{"territory", "audience"}`: a notice that says nothing but that it came.
    func testFire(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(body, ["territory": .text, "audience": .text])
        let (name, evaluation, book) = try alertPlace(body)
        let wanted = body["audience"]?.stringValue ?? ""
        let audiences = evaluation.pack.alerting.audiences
        guard let audience = audiences.first(where: { $0.id == wanted }) else {
            throw DeskRefusal(
                404,
                [
                    Diagnostic(
                        "A073", Localized(fr: "aucun public « \(wanted) »", en: "no audience '\(wanted)'"),
                        help: Localized(
                            fr: "les publics : \(audiences.map(\.id).joined(separator: ", "))",
                            en: "the audiences: \(audiences.map(\.id).joined(separator: ", "))"))
                ])
        }
        let notice = Notice(
            kind: .test, territory: name, audience: audience.id, day: evaluation.snapshot.date)
        let now = clock.now()
        let key = "\(notice.idempotencyKey)-\(now)"
        var kept = StoredAlertStep(territory: name, recordedAt: now)
        kept.notices = [
            StoredNotice(
                key: key, territory: name, audience: audience.id, kind: notice.kind.rawValue,
                day: notice.day.description, body: notice.json.serialized(), channels: audience.channels,
                recordedAt: now)
        ]
        kept.events = [
            StoredAlertEvent(
                territory: name, kind: "test", alert: "", subject: "", day: notice.day.description,
                detail: audience.id, author: author, recordedAt: now)
        ]
        _ = try store.recordAlerts(kept)
        return .object(
            [.init("key", .string(key)), .init("channels", .strings(audience.channels))]
                + (AlertAnswers(evaluation, book: book).message(notice, key: key).objectMembers ?? []).filter {
                    ["subject", "text"].contains($0.name)
                })
    }

    private func act(
        _ step: AlertMachine.Step, on name: String, before: AlertBook, _ evaluation: Evaluation, _ author: Author,
        _ reason: String
    ) throws {
        var result = Result()
        try keep(step, of: name, before: before, evaluation, author: author, reason: reason, &result)
        // What an act changes of today's notices is told today.
        stepAlerts(name, evaluation, &result)
        publish(name, &result)
        tell(result)
    }

    private func alertPlace(_ body: JSONValue) throws -> (String, Evaluation, AlertBook) {
        _ = try livePack()
        let name = try territory(body)
        guard let entry = held[name], let evaluation = entry.evaluation else {
            throw DeskRefusal.noTerritory(name, served: held.keys)
        }
        return (name, evaluation, entry.alerts)
    }

    private func lastDay(_ body: JSONValue, _ name: String) throws -> CalendarDate {
        let text = body[name]?.stringValue ?? ""
        if let day = CalendarDate(text) { return day }
        throw DeskRefusal(422, [Self.diagnostic(.badEnd)])
    }

    private func granted<Value>(_ body: () throws(AlertMachine.Refusal) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            var status = 422
            switch error {
            case .notOpen, .noSilence, .noAcknowledgement: status = 404
            default: break
            }
            throw DeskRefusal(status, [Self.diagnostic(error)])
        }
    }

    private static func diagnostic(_ refusal: AlertMachine.Refusal) -> Diagnostic {
        switch refusal {
        case .notOpen(let key):
            Diagnostic(
                "A070", Localized(fr: "aucune alerte ouverte « \(key.id) »", en: "no open alert '\(key.id)'"),
                help: Localized(fr: "« maillage alerts » les montre", en: "'maillage alerts' shows them"))
        case .noAcknowledgement(let key):
            Diagnostic(
                "A070",
                Localized(
                    fr: "personne n'a pris en charge « \(key.id) »", en: "nobody has taken '\(key.id)' up"),
                help: Localized(fr: "« maillage alerts » les montre", en: "'maillage alerts' shows them"))
        case .noSilence(let id):
            Diagnostic(
                "A070", Localized(fr: "aucun silence n° \(id) en cours", en: "no silence no. \(id) under way"),
                help: Localized(fr: "« maillage silence list » les montre", en: "'maillage silence list' shows them"))
        case .badEnd:
            Diagnostic(
                "A071", Localized(fr: "il faut un dernier jour", en: "a last day is required"),
                help: Localized(
                    fr: "donner « until », aujourd'hui au plus tôt, dans un an au plus tard : AAAA-MM-JJ",
                    en: "give 'until', today at the earliest, a year from now at the latest: YYYY-MM-DD"))
        case .noReason:
            Diagnostic(
                "A072",
                Localized(
                    fr: "il faut dire pourquoi, et qui prend en charge", en: "a reason is required, and an owner"),
                help: Localized(
                    fr: "donner « reason » pour un silence, « owner » et « note » pour une prise en charge",
                    en: "give 'reason' for a silence, 'owner' and 'note' for an acknowledgement"))
        case .coversAll:
            Diagnostic(
                "A074",
                Localized(fr: "ce silence couvrirait toutes les alertes", en: "this silence would cover every alert"),
                help: Localized(
                    fr: "donner « alert », « matter », « subject » ou « severity »",
                    en: "give 'alert', 'matter', 'subject' or 'severity'"))
        }
    }
}
