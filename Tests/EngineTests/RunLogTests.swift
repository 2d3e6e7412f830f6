import FEEL
import Glibc
import Packs
import Testing
import World

@testable import Engine

/// For each kind of change, exactly the cells that are evaluated again: no more, no less.
///
/// What is expected stands in `runs.txt` beside this file: for each change, a line a rule with its subjects, and
/// the cells whose result is another one, which are fewer: where a cell comes to the same, nothing follows from it.
/// `MAILLAGE_UPDATE_GOLDEN=1` writes the file anew; read the difference.
@Suite struct RunLogTests {
    /// A change to the small world.
    private struct Change {
        let name: String
        var operations: [ChangeSet.Operation] = []
        var source = "s"
        /// Facts stated beforehand, by another source.
        var before: [Fact] = []
        var pack: Pack? = SmallWorld.intact
        var date = SmallWorld.date
        var lawDate: CalendarDate?
    }

    private static func fact(_ record: String, _ attribute: String, _ value: FactValue, source: String = "s") -> Fact {
        Fact(
            record: RecordID(record) ?? RecordID(kind: "region", key: "r"), attribute: attribute, value: value,
            source: source)
    }

    private static func states(_ facts: Fact...) -> [ChangeSet.Operation] { facts.map { .state($0) } }

    private static func withdraws(_ record: String, _ attribute: String) -> [ChangeSet.Operation] {
        RecordID(record).map { [.withdraw(record: $0, attribute: attribute)] } ?? []
    }

    private static func newHouse(_ street: String) -> [ChangeSet.Operation] {
        let id = RecordID(kind: "house", key: "x")
        return [.state(.existence(of: id, source: "s"))]
            + states(
                fact("house/x", "street", .text(street)), fact("house/x", "size", .number(10)),
                fact("house/x", "rooms", .number(1)), fact("house/x", "colour", .text("green")))
    }

    private static let arbitration: Fact? = {
        let facts = [
            fact("street/r1", "width", .number(6)), fact("street/r1", "width", .number(30), source: "other"),
        ]
        return Arbitration.fact(
            Arbitration.Account(retained: "other", author: "a", recordedAt: "2026-06-15T00:00:00Z", reason: "r"),
            among: facts)
    }()

    private static let changes: [Change] = [
        Change(name: "nothing"),
        Change(
            name: "a line moves in a file",
            operations: states(
                Fact(
                    record: RecordID(kind: "house", key: "h0"), attribute: "size", value: .number(60), source: "s",
                    origin: "houses.csv:9"))),
        Change(name: "a fact that one rule reads", operations: states(fact("street/r1", "width", .number(7)))),
        Change(name: "a fact that many read", operations: states(fact("house/h0", "size", .number(61)))),
        Change(
            name: "a fact that only a list's filter reads", operations: states(fact("plan/p", "colour", .text("blue")))),
        Change(name: "a neighbour's fact", operations: states(fact("house/h5", "size", .number(190)))),
        Change(name: "a position", operations: states(fact("house/h5", "lon", .number(1)))),
        Change(name: "a fact withdrawn", operations: withdraws("street/r1", "width")),
        Change(
            name: "a fact that nobody had stated",
            operations: states(fact("plan/p", "is_wanted", .boolean(true), source: "person:p"))),
        Change(
            name: "a source that agrees", operations: states(fact("street/r1", "width", .number(6), source: "other")),
            source: "other"),
        Change(
            name: "a source that disagrees",
            operations: states(fact("street/r1", "width", .number(30), source: "other")),
            source: "other"),
        Change(
            name: "an arbitration", operations: arbitration.map { [.state($0)] } ?? [], source: Arbitration.source,
            before: [fact("street/r1", "width", .number(30), source: "other")]),
        Change(name: "a house in a street that is counted", operations: newHouse("r1")),
        Change(name: "a neighbour's house", operations: newHouse("n1")),
        Change(name: "a house nobody knows the street of", operations: newHouse("nowhere")),
        Change(name: "a house gone", operations: withdraws("house/h4", "")),
        Change(name: "a house that moves", operations: states(fact("house/h1", "street", .text("r2")))),
        Change(
            name: "a street in the region",
            operations: states(
                .existence(of: RecordID(kind: "street", key: "r3"), source: "s"),
                fact("street/r3", "region", .text("r")))),
        Change(name: "a census", operations: states(fact("tally/t_r2_red", "number", .number(2)))),
        Change(name: "a census withdrawn", operations: withdraws("tally/t2", "")),
        Change(name: "a measure", operations: states(fact("road/r1|r2", "minutes", .number(4)))),
        Change(
            name: "a pair that nobody had measured",
            operations: states(
                .existence(of: RecordID(kind: "road", key: "r1|n1"), source: "s"),
                fact("road/r1|n1", "from", .text("r1")), fact("road/r1|n1", "to", .text("n1")),
                fact("road/r1|n1", "minutes", .number(3)))),
        Change(name: "a day on which nothing falls", date: CalendarDate("2026-06-16")!),
        Change(name: "a day that a rule waits for", date: CalendarDate("2026-07-02")!),
        Change(
            name: "a day on which a fact is too old", operations: [],
            before: [
                Fact(
                    record: RecordID(kind: "house", key: "h1"), attribute: "inspected", value: .boolean(true),
                    source: "other", validFrom: CalendarDate("2025-06-16")!)
            ], date: CalendarDate("2026-06-18")!),
        Change(name: "a law that is no longer in force", lawDate: CalendarDate("2028-01-01")!),
        Change(name: "a threshold", pack: SmallWorld.pack { $0.replacing("near: {value: 10", "near: {value: 7") }),
        Change(
            name: "a function",
            pack: SmallWorld.pack { $0.replacing("h.size / max(1, h.rooms)", "h.size / max(2, h.rooms)") }),
        Change(
            name: "a condition",
            pack: SmallWorld.pack { $0.replacing("when: street.width > 10", "when: street.width > 11") }),
        Change(
            name: "labels", pack: SmallWorld.pack { $0.replacing("{fr: Grande, en: Large}", "{fr: Vaste, en: Vast}") }),
        Change(
            name: "one rule more",
            pack: SmallWorld.pack {
                $0.replacing(
                    "decisions:\n", "decisions:\n  tiny: {for: house, labels: {fr: T, en: T}, when: house.size < 70}\n")
            }),
    ]

    @Test func eachKindOfChange() throws {
        let told = try Self.changes.map(told).joined(separator: "\n")
        let path = Repository.root + "/Tests/EngineTests/runs.txt"
        if getenv("MAILLAGE_UPDATE_GOLDEN") != nil {
            let file = try #require(fopen(path, "w"))
            defer { fclose(file) }
            fputs(told, file)
            return
        }
        let expected = try #require(Self.read(path))
        for (was, now) in zip(expected.split(separator: "\n"), told.split(separator: "\n")) where was != now {
            Issue.record("expected: \(was)\nran:      \(now)")
            return
        }
        #expect(expected == told)
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func told(_ change: Change) throws -> String {
        let (old, new) = (try #require(SmallWorld.intact), try #require(change.pack))
        var base = SmallWorld.territory()
        apply(change.before.map { .state($0) }, "other", to: &base)
        let incremental = IncrementalEvaluation(
            pack: old, snapshot: Snapshot(base: base, vocabulary: old.vocabulary, date: SmallWorld.date))
        apply(change.operations, change.source, to: &base)
        incremental.update(
            pack: new, snapshot: Snapshot(base: base, vocabulary: new.vocabulary, date: change.date),
            lawDate: change.lawDate)
        func lines(_ runs: [(rule: String, subject: Subject)]) -> [String] {
            var byRule: [String: [String]] = [:]
            for run in runs {
                byRule[run.rule, default: []].append(run.subject.records.map(\.key).joined(separator: "+"))
            }
            return byRule.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.joined(separator: " "))" }
        }
        let changed = incremental.changes.compactMap { $0.after ?? $0.before }
        return
            (["# \(change.name)\(incremental.isWhole ? " (all of it)" : "")"]
            + lines(incremental.runs.map { ($0.rule, $0.subject) }).map { "runs    \($0)" }
            + lines(changed.map { ($0.rule, $0.subject) }).map { "changes \($0)" }).joined(separator: "\n") + "\n"
    }

    private func apply(_ operations: [ChangeSet.Operation], _ source: String, to base: inout FactBase) {
        base.apply(
            ChangeSet(
                territory: "r", source: source, author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z", operations: operations))
    }
}
