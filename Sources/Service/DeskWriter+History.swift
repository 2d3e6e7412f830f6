import Diagnostics
import JSON
import Queries
import Store
import Wire
import World

/// Reads of what was: the journal and the transitions, from a cursor on.
extension DeskWriter {
    func history(_ route: Route.Name, _ parameters: [String: String]) -> Reply {
        let after = parameters["after"].flatMap { Int64($0) } ?? 0
        let limit = min(parameters["limit"].flatMap { Int($0) } ?? 1000, 10_000)
        do {
            switch route {
            case .journal:
                let entries = try storeJournal(after, limit, parameters["territory"])
                let shown = entries.filter { entry in
                    guard let subject = parameters["subject"] else { return true }
                    return entry.changes.operations.contains { $0.record.description == subject }
                }
                return Reply(
                    body: .object([
                        .init("entries", .array(shown.map(\.json))),
                        .init("next", entries.last.map { .int($0.seq) } ?? .null),
                    ]))
            default:
                let transitions = try storeTransitions(after, limit, parameters["territory"])
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
        } catch {
            return .failure(500, error.diagnostic)
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
    var json: JSONValue {
        .object([
            .init("seq", .int(seq)), .init("territory", .string(changes.territory)),
            .init("source", .string(changes.source)), .init("author", .string(changes.author.name)),
            .init("uid", .int(changes.author.uid)), .init("reason", .string(changes.reason)),
            .init("recorded_at", .string(changes.recordedAt)),
            .init("operations", .array(changes.operations.map(\.json))),
        ])
    }
}

extension ChangeSet.Operation {
    fileprivate var json: JSONValue {
        switch self {
        case .state(let fact):
            .object([
                .init("record", .string(fact.record.description)), .init("attribute", .string(fact.attribute)),
                .init("value", fact.value.json), .init("origin", .string(fact.origin)),
            ])
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
