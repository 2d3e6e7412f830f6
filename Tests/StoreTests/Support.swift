import FEEL
import Foundation
import Testing
import World

@testable import Store

/// A fresh folder, gone with the value.
final class Folder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { "\(path)/maillage.sqlite" }
}

/// A step at which the disk gives up: counts from 1, and fails once.
final class Fault: Sendable {
    struct Failure: Error {}

    private let left: Mutex

    final class Mutex: @unchecked Sendable {  // Guarded by its lock.
        private let lock = NSLock()
        private var count: Int
        init(_ count: Int) { self.count = count }
        func next() -> Int {
            lock.withLock {
                count -= 1
                return count
            }
        }
    }

    /// - Parameter step: The write that fails.
    init(at step: Int) { left = Mutex(step) }

    @Sendable func step() throws {
        if left.next() == 0 { throw Failure() }
    }
}

let mairie = Author(uid: 1000, name: "mairie")

func changes(
    _ operations: [ChangeSet.Operation], of source: String = "a.csv", in territory: String = "T1",
    at instant: String = "2026-11-23T05:00:00Z"
) -> ChangeSet {
    ChangeSet(
        territory: territory, source: source, author: mairie, reason: "essai", recordedAt: instant,
        operations: operations)
}

func state(
    _ key: String, _ attribute: String, _ value: FactValue, of source: String = "a.csv", origin: String = ""
) -> ChangeSet.Operation {
    .state(
        Fact(
            record: RecordID(kind: "equipement", key: key), attribute: attribute, value: value, source: source,
            origin: origin))
}

func withdraw(_ key: String, _ attribute: String = "") -> ChangeSet.Operation {
    .withdraw(record: RecordID(kind: "equipement", key: key), attribute: attribute)
}

/// Change sets with few names, so that they meet often: restated, contradicted and withdrawn facts.
struct RandomChanges {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(state: seed) }

    mutating func value() -> FactValue {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: .number(Number(Int.random(in: -3...3, using: &generator)))
        case 1:
            .number(
                Number(
                    "\(Int.random(in: 0..<1_000_000_000, using: &generator)).000\(Int.random(in: 0..<99, using: &generator))"
                ) ?? .zero)
        case 2: .boolean(Bool.random(using: &generator))
        case 3: .text(["", "é", "e\u{301}", "a\"b\\c", "\u{0}\n\u{1F600}"].randomElement(using: &generator) ?? "")
        case 4: .date(CalendarDate(daysSinceEpoch: Int.random(in: -1_000_000...1_000_000, using: &generator)) ?? day)
        case 5: .codes(Array(["a", "b", "c;d", ""].prefix(Int.random(in: 0...4, using: &generator))))
        case 6: .withheld(FactValue.Withheld.allCases.randomElement(using: &generator) ?? .refused)
        default: .notApplicable
        }
    }

    mutating func changeSet(at instant: String = "2026-11-23T05:00:00Z") -> ChangeSet {
        let source = pick(["a.csv", "b.csv"])
        let operations = (0..<Int.random(in: 0...6, using: &generator)).map { _ -> ChangeSet.Operation in
            let record = RecordID(kind: "equipement", key: pick(["A1", "A2", "é", "e\u{301}"]))
            let attribute = pick(["", "places", "type"])
            if Int.random(in: 0..<4, using: &generator) == 0 { return .withdraw(record: record, attribute: attribute) }
            return .state(
                Fact(
                    record: record, attribute: attribute, value: value(),
                    source: Int.random(in: 0..<9, using: &generator) == 0 ? pick(["a.csv", "b.csv"]) : source,
                    validFrom: Bool.random(using: &generator) ? day : nil,
                    validTo: Bool.random(using: &generator) ? day : nil, origin: pick(["", "a.csv:3:1"])))
        }
        return changes(operations, of: source, in: pick(["T1", "T2"]), at: instant)
    }

    private mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }
}

let day = CalendarDate("2026-11-23") ?? CalendarDate(daysSinceEpoch: 0)!

/// SplitMix64: the same numbers from the same seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension FactBase {
    /// What it says, without the order of its tables.
    var said: [RecordID: Statements] { Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0.value) }) }
}
