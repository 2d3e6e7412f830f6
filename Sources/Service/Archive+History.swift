import Diagnostics
import JSON
import Queries
import Store
import Wire
import World

/// Reads of what was: the journal and the transitions, from a cursor on.
extension Archive {
    /// - Parameter until: The end of what was known; nil for no end.
    func history(
        _ route: Route.Name, _ parameters: [String: String], until: End?, _ disclosure: Disclosure
    ) throws -> Reply {
        let after = parameters["after"].flatMap { Int64($0) } ?? 0
        let limit = min(parameters["limit"].flatMap { Int($0) } ?? 1000, 10_000)
        switch route {
        case .journal:
            let entries = try store.journal(after: after, limit: limit, territory: parameters["territory"])
                .filter { entry in until.map { entry.seq <= $0.journal } ?? true }
            let shown = entries.filter { entry in
                guard let subject = parameters["subject"] else { return true }
                return entry.changes.operations.contains { $0.record.description == subject }
            }
            return Reply(
                body: .object([
                    .init("entries", .array(shown.map { $0.json(shown: redaction($0.changes.territory, disclosure)) })),
                    .init("next", entries.last.map { .int($0.seq) } ?? .null),
                ]))
        default:
            let transitions = try store.transitions(after: after, limit: limit, territory: parameters["territory"])
                .filter { transition in
                    guard let until else { return true }
                    return transition.recordedAt <= until.instant && (transition.cause ?? 0) <= until.journal
                }
            let shown = transitions.filter { transition in
                (parameters["rule"].map { $0 == transition.rule } ?? true)
                    && (parameters["subject"].map {
                        transition.subject.split(separator: " ").map(String.init).contains($0)
                    } ?? true)
            }
            return Reply(
                body: .object([
                    .init("transitions", .array(shown.map(\.json))),
                    .init("next", transitions.last.map { .int($0.seq) } ?? .null),
                ]))
        }
    }

    /// Up to where the journal and what follows from it were known.
    struct End {
        var journal: Int64
        /// RFC 3339, UTC, whole seconds.
        var instant: String
    }

    /// - Returns: Nil for now.
    func end(_ text: String) throws -> End? {
        switch try moment(text) {
        case .instant(let instant):
            // Compared as texts: written in UTC.
            let utc = try store.utc(instant)
            return End(journal: try store.latestSeq(knownAt: instant), instant: utc)
        case .evaluated(.max): return nil
        case .evaluated:
            return try store.milestone(text).map { End(journal: $0.journal, instant: $0.instant) }
        }
    }
}

extension ChangeSet.Operation {
    var record: RecordID {
        switch self {
        case .state(let fact): fact.record
        case .withdraw(let record, _): record
        }
    }
}

extension JournalEntry {
    /// - Parameter redaction: What a reader may not read; nil for one who may read all.
    func json(shown redaction: Redaction?) -> JSONValue {
        guard let redaction else { return json }
        let applied = changes.operations.map { redaction.applied(to: $0) }
        let levels = Set(applied.compactMap(\.level))
        if levels.isEmpty { return json }
        var copy = self
        copy.changes.operations = applied.map(\.operation)
        // Why a confidential fact is stated may say what it is.
        copy.changes.reason = ""
        return copy.json.adding("withheld", .strings(levels.sorted()))
    }

    var json: JSONValue {
        .object(
            [
                .init("seq", .int(seq)), .init("territory", .string(changes.territory)),
                .init("source", .string(changes.source)), .init("author", .string(changes.author.name)),
                .init("uid", .int(changes.author.uid)), .init("reason", .string(changes.reason)),
                .init("recorded_at", .string(changes.recordedAt)), .init("hash", .string(hash)),
                .init("operations", .array(changes.operations.map(\.json))),
            ] + (rowCount.map { [.init("rows", .int($0))] } ?? [])
                + (erased == 0 ? [] : [.init("erased", .int(erased))])
                + (erasures.isEmpty
                    ? []
                    : [
                        .init(
                            "erases",
                            .array(
                                erasures.map {
                                    .object([.init("journal", .int($0.entry)), .init("item", .int($0.item))])
                                }))
                    ]))
    }
}

extension ChangeSet.Operation {
    fileprivate var json: JSONValue {
        switch self {
        case .state(let fact):
            .object(
                [
                    .init("record", .string(fact.record.description)), .init("attribute", .string(fact.attribute)),
                    .init("value", fact.value.json), .init("origin", .string(fact.place)),
                ]
                    + (fact.validFrom.map { [.init("valid_from", .string($0.description))] } ?? [])
                    + (fact.validTo.map { [.init("valid_to", .string($0.description))] } ?? []))
        case .withdraw(let record, let attribute):
            .object([
                .init("record", .string(record.description)), .init("attribute", .string(attribute)),
                .init("withdrawn", true),
            ])
        }
    }
}

extension Transition {
    fileprivate var json: JSONValue {
        func side(_ verdict: String?, _ value: String?) -> JSONValue {
            var members: [JSONValue.Member] = [.init("verdict", verdict.map { .string($0) } ?? .null)]
            if let value, let json = try? JSONValue.parse(value) { members.append(.init("outcome", json)) }
            return .object(members)
        }
        return .object([
            .init("seq", .int(seq)), .init("territory", .string(territory)), .init("rule", .string(rule)),
            .init("subject", .strings(subject.split(separator: " ").map(String.init))),
            .init("change", .string(change.rawValue)), .init("before", side(verdictBefore, valueBefore)),
            .init("after", side(verdictAfter, valueAfter)), .init("at", .string(day.description)),
            .init("journal", cause.map { .int($0) } ?? .null), .init("pack", .string(packHash)),
            .init("recorded_at", .string(recordedAt)),
        ])
    }
}
