import Diagnostics
import FEEL
import Intake
import JSON
import Packs
import Queries
import Store
import Wire
import World

/// Writes that are no statements of a source: milestones, arbitrations, erasures.
extension DeskWriter {
    /// `{"territory", "kind", "record", "reason"}`: writes down what happened, as a record of a kind that is
    /// recorded; the person who says so is its source.
    ///
    /// A key that is left out is given, and so is the one record it can belong to.
    func writeRecord(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(body, ["territory": .text, "kind": .text, "record": .object, "reason": .text])
        let name = try territory(body)
        let vocabulary = try livePack().vocabulary
        let asked = body["kind"]?.stringValue ?? ""
        let recordable = vocabulary.sortedKinds.filter(\.isRecordable)
        guard let kind = recordable.first(where: { $0.name == asked }) else {
            let near = NearestName.nearest(to: asked, among: recordable.map(\.name))
            let known = recordable.map(\.name).joined(separator: ", ")
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A414",
                        Localized(fr: "« \(asked) » ne se consigne pas", en: "'\(asked)' is not recorded"),
                        help: near.map { Localized(fr: "écrire « \($0) »", en: "write '\($0)'") }
                            ?? Localized(fr: "se consignent : \(known)", en: "these are recorded: \(known)"))
                ])
        }
        guard let reason = body["reason"]?.stringValue, reason.contains(where: { !$0.isWhitespace }) else {
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A415",
                        Localized(
                            fr: "ce qui est consigné dit pourquoi, ou d'où on le tient",
                            en: "what is recorded says why, or where it is known from"),
                        help: Localized(fr: "donner « reason »", en: "give 'reason'"))
                ])
        }
        let completed = Recording(
            kind: kind, vocabulary: vocabulary, base: held[name]?.base ?? FactBase(territory: name)
        )
        .completed(body["record"] ?? .object([]))
        let facts = JSONValue.object([
            .init("territory", .string(name)), .init("reason", .string(reason)),
            .init("records", .object([.init(kind.name, .array([completed.record]))])),
        ])
        let reply = try state(facts, source: "person:\(author.name)", author, mayNameSource: false)
        return completed.id.map { reply.adding("record", .string($0.description)) } ?? reply
    }

    /// `{"name", "at", "reason"}`: gives a moment a name.
    func addMilestone(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(body, ["name": .text, "at": .text, "reason": .text])
        let name = body["name"]?.stringValue ?? ""
        // It would never be found: a day and the present are looked for first.
        if name == "now" || CalendarDate(name) != nil {
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A087",
                        Localized(
                            fr: "« \(name) » est déjà un moment : un jalon porte un autre nom",
                            en: "'\(name)' is a moment already: a milestone has another name"),
                        help: Localized(fr: "l'appeler « réunion \(name) »", en: "call it 'meeting \(name)'"))
                ])
        }
        return try store.addMilestone(
            body["name"]?.stringValue ?? "", at: body["at"]?.stringValue, author: author,
            reason: body["reason"]?.stringValue ?? "", recordedAt: clock.now()
        ).json
    }

    /// `{"territory", "record", "attribute", "reason"}`: forgets a value, or a record without `attribute`.
    ///
    /// - Returns: What changed, as the event tells it, and the sources that stated what was erased.
    func erase(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(body, ["territory": .text, "record": .text, "attribute": .text, "reason": .text])
        let name = try territory(body)
        let record = try record(body)
        let attribute = body["attribute"]?.stringValue
        // What was stated under an earlier name of the attribute is erased with it.
        let vocabulary = try? livePack().vocabulary
        let names: [String?] = attribute.map { vocabulary?.formerNames(of: $0, kind: record.kind) ?? [$0] } ?? [nil]
        let reports = try names.compactMap { attribute in
            try store.erase(
                Erasure(
                    territory: name, record: record, attribute: attribute, author: author,
                    reason: body["reason"]?.stringValue ?? "", recordedAt: clock.now()))
        }
        guard let report = reports.last else {
            throw DeskRefusal(404, [nothingStated(record, attribute)])
        }
        held[name]?.base = try store.factBase(territory: name)
        // Alerts may have been about the record: what the store has left of them counts.
        held[name]?.alerts = try Self.keptAlerts(store, name)
        var result = Result()
        evaluate(
            name, because: [], cause: report.entry.seq,
            head: [
                .init("journal", .int(report.entry.seq)), .init("source", .string(Store.erasureSource)),
                .init("author", .string(author.name)), .init("reason", .string(report.entry.changes.reason)),
                .init("stated", 0), .init("withdrawn", 0),
                .init("erased", .int(reports.reduce(0) { $0 + $1.entry.erasures.count })),
            ], forgets: true, &result)
        tell(result)
        let reply = result.reply.isNull ? JSONValue.object([.init("territory", .string(name))]) : result.reply
        return reply.adding("sources", .strings(Set(reports.flatMap(\.sources)).sorted()))
            .adding("mentions", .strings(Set(reports.flatMap(\.mentions)).sorted()))
    }

    /// `{"territory", "record", "attribute", "source", "reason"}`: one of the sources that disagree is right.
    ///
    /// With `"withdraw": true`, and without `source`, the disagreement is open again.
    func arbitrate(_ body: JSONValue, _ author: Author) throws -> JSONValue {
        try check(
            body,
            [
                "territory": .text, "record": .text, "attribute": .text, "source": .text, "reason": .text,
                "withdraw": .flag,
            ])
        let name = try territory(body)
        let record = try record(body)
        let attribute = body["attribute"]?.stringValue ?? ""
        let reason = body["reason"]?.stringValue ?? ""
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw DeskRefusal(
                422,
                [
                    Diagnostic(
                        "A060", Localized(fr: "arbitrer demande une raison", en: "an arbitration takes a reason"),
                        help: Localized(fr: "ajouter « reason »", en: "add 'reason'"))
                ])
        }
        let facts = try factsToday(name, record, attribute)
        let stated = facts.filter { $0.source != Arbitration.source }
        guard !stated.isEmpty, !attribute.isEmpty else { throw DeskRefusal(404, [nothingStated(record, attribute)]) }
        var operations: [ChangeSet.Operation]
        if body["withdraw"]?.boolValue == true {
            guard facts.count > stated.count else { throw DeskRefusal(404, [nothingStated(record, attribute)]) }
            operations = underFormerNames(
                [.withdraw(record: record, attribute: attribute)], of: Arbitration.source, in: name)
        } else {
            let asked = body["source"]?.stringValue ?? ""
            let account = Arbitration.Account(
                retained: asked, author: author.name, recordedAt: clock.now(), reason: reason)
            guard let arbitration = Arbitration.fact(account, among: stated) else {
                throw DeskRefusal(
                    422,
                    [
                        Diagnostic(
                            "A061",
                            Localized(
                                fr: "« \(asked) » n'est pas une source de \(record).\(attribute)",
                                en: "'\(asked)' is no source of \(record).\(attribute)"),
                            help: Localized(
                                fr: "ses sources : \(stated.map(\.source).joined(separator: ", "))",
                                en: "its sources: \(stated.map(\.source).joined(separator: ", "))"))
                    ])
            }
            operations = [.state(arbitration)]
        }
        let set = ChangeSet(
            territory: name, source: Arbitration.source, author: author, reason: reason, recordedAt: clock.now(),
            operations: operations)
        var result = Result()
        try permit([set], to: name)
        try commit([set], to: name, &result)
        tell(result)
        return result.reply
    }

    /// What is stated of an attribute, in the words of the live pack.
    private func factsToday(_ territory: String, _ record: RecordID, _ attribute: String) throws -> [Fact] {
        guard let statements = held[territory]?.base.records[record] else { return [] }
        let own = FactBase(territory: territory, records: [record: statements])
        return try livePack().vocabulary.migrated(own).base.records[record]?[attribute] ?? []
    }

    /// Withdrawals of an attribute with those of what the source stated of it under earlier names: what is told in
    /// today's words must be gone when it is withdrawn.
    func underFormerNames(
        _ operations: [ChangeSet.Operation], of source: String, in territory: String
    ) -> [ChangeSet.Operation] {
        guard let vocabulary = try? livePack().vocabulary, !vocabulary.migrations.isEmpty else { return operations }
        return operations.flatMap { operation -> [ChangeSet.Operation] in
            guard case .withdraw(let record, let attribute) = operation, !attribute.isEmpty else { return [operation] }
            let former = vocabulary.formerNames(of: attribute, kind: record.kind).dropFirst().filter { name in
                held[territory]?.base.records[record]?[name]?.contains { $0.source == source } ?? false
            }
            return [operation] + former.map { .withdraw(record: record, attribute: $0) }
        }
    }

    func record(_ body: JSONValue) throws -> RecordID {
        let text = body["record"]?.stringValue ?? ""
        if let record = RecordID(text) { return record }
        throw DeskRefusal(
            422,
            [
                Diagnostic(
                    "A059",
                    Localized(fr: "« \(text) » ne nomme pas un enregistrement", en: "'\(text)' names no record"),
                    help: Localized(fr: "l'écrire genre/clé", en: "write it kind/key"))
            ])
    }

    private func nothingStated(_ record: RecordID, _ attribute: String?) -> Diagnostic {
        let name = attribute.map { "\(record).\($0)" } ?? record.description
        return Diagnostic(
            "A062", Localized(fr: "rien n'a été déclaré de « \(name) »", en: "nothing was stated of '\(name)'"),
            help: Localized(
                fr: "« maillage journal » montre ce qui le fut", en: "'/v1/journal' shows what was"))
    }

    /// What a member of a request may be.
    enum MemberType {
        case text, flag, whole, object

        func holds(_ value: JSONValue) -> Bool {
            switch self {
            case .text: value.stringValue != nil
            case .flag: value.boolValue != nil
            case .whole: value.intValue != nil
            case .object: value.objectMembers != nil
            }
        }

        var name: Localized {
            switch self {
            case .text: Localized(fr: "un texte", en: "a text")
            case .flag: Localized(fr: "true ou false", en: "true or false")
            case .whole: Localized(fr: "un nombre entier", en: "a whole number")
            case .object: Localized(fr: "un objet", en: "an object")
            }
        }
    }

    /// A member that nobody reads is refused, a mistyped one would do nothing; so is one of another type, that would
    /// be read as if it were not there. `null` is as good as none.
    func check(_ body: JSONValue, _ known: KeyValuePairs<String, MemberType>) throws {
        var found: [Diagnostic] = []
        for member in body.objectMembers ?? [] {
            guard let type = known.first(where: { $0.key == member.name })?.value else {
                let near = NearestName.nearest(to: member.name, among: known.map(\.key))
                found.append(
                    Diagnostic(
                        "A063",
                        Localized(
                            fr: "la demande ne connaît pas « \(member.name) »",
                            en: "the request does not know '\(member.name)'"),
                        help: near.map { Localized(fr: "écrire « \($0) »", en: "write '\($0)'") }))
                continue
            }
            guard member.value != .null, !type.holds(member.value) else { continue }
            found.append(
                Diagnostic(
                    "A063",
                    Localized(
                        fr: "« \(member.name) » n'est pas \(type.name.fr)",
                        en: "'\(member.name)' is not \(type.name.en)"),
                    help: Localized(fr: "donner \(type.name.fr)", en: "give \(type.name.en)")))
        }
        if !found.isEmpty { throw DeskRefusal(422, found) }
    }
}
