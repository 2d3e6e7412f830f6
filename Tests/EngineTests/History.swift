import FEEL
import Packs
import Testing
import World

@testable import Engine

/// What may happen to the small world, one thing after another, by the dice.
struct History {
    private var random: SplitMix
    private(set) var base: FactBase
    private(set) var pack: Pack
    private(set) var date: CalendarDate
    private(set) var lawDate: CalendarDate?
    private var newcomers = 0

    init(seed: UInt64) throws {
        random = SplitMix(state: seed)
        base = SmallWorld.territory()
        pack = try #require(SmallWorld.intact)
        date = SmallWorld.date
    }

    var snapshot: Snapshot { Snapshot(base: base, vocabulary: pack.vocabulary, date: date) }
    /// The records that the latest changes touched.
    private(set) var touched: Set<RecordID> = []

    /// The snapshot as a daemon takes it: after the one before, where pack and day are the same.
    func snapshot(after before: Evaluation) -> Snapshot {
        guard before.pack.hash == pack.hash, before.snapshot.date == date else { return snapshot }
        return Snapshot.taken(from: base, touched: touched, after: before.snapshot)
    }

    /// Packs that rules' authors may go to and come back from.
    private static let packs: [(name: String, pack: Pack?)] = [
        ("the pack as it was", SmallWorld.intact),
        ("a threshold", SmallWorld.pack { $0.replacing("near: {value: 10", "near: {value: 6") }),
        ("another threshold", SmallWorld.pack { $0.replacing("large: {value: 100", "large: {value: 150") }),
        ("a function", SmallWorld.pack { $0.replacing("h.size / max(1, h.rooms)", "h.size - h.rooms") }),
        ("a function of lists", SmallWorld.pack { $0.replacing("density(item) > 5", "density(item) > 40") }),
        ("a condition", SmallWorld.pack { $0.replacing("when: street.width > 10", "when: street.width > 11") }),
        ("what absorbs", SmallWorld.pack { $0.replacing("    absorbed_by: [large]\n", "") }),
        ("a gravity", SmallWorld.pack { $0.replacing("if walk(a, b) < 5 then", "if walk(a, b) < 9 then") }),
        ("a force", SmallWorld.pack { $0.replacing("from: 2026-06-01, to: 2027-01-01", "from: 2026-07-01") }),
        ("labels", SmallWorld.pack { $0.replacing("{fr: Grande, en: Large}", "{fr: Très grande, en: Very large}") }),
        ("an alert", SmallWorld.pack(alerts: { $0.replacing(" and not(absorbed)", "") })),
        ("a watch", SmallWorld.pack(alerts: { $0.replacing("[large, close, matching]", "[matching, large]") })),
        ("a gate", SmallWorld.pack(policy: { $0.replacing("when: plan.rich", "when: not(plan.rich)") })),
        (
            "one rule more",
            SmallWorld.pack {
                $0.replacing(
                    "decisions:\n",
                    "decisions:\n  tiny: {for: house, labels: {fr: T, en: T}, when: house.size < 70}\n")
            }
        ),
    ]

    /// - Returns: What happened, in words.
    mutating func change() -> String {
        touched = []
        switch random.below(20) {
        case 0...6: return state()
        case 7, 8: return withdraw()
        case 9: return withdrawRecord()
        case 10, 11: return appear()
        case 12: return move()
        case 13: return arbitrate()
        case 14, 15: return count()
        case 16: return measure()
        case 17: return answer()
        case 18:
            date = date.adding(days: random.below(5) == 0 ? -40 : random.below(60)) ?? date
            if random.below(3) == 0 {
                lawDate = random.below(2) == 0 ? nil : date.adding(days: random.below(400) - 200)
            }
            return "the day is \(date), the law of \(lawDate?.description ?? "the day")"
        default:
            let (name, next) = Self.packs[random.below(Self.packs.count)]
            if let next { pack = next }
            return "rules: \(name)\(next == nil ? " (refused)" : "")"
        }
    }

    // MARK: What may happen

    private mutating func apply(_ source: String, _ operations: [ChangeSet.Operation]) {
        let records = base.apply(
            ChangeSet(
                territory: base.territory, source: source, author: Author(uid: 0, name: "test"), reason: "",
                recordedAt: "2026-06-15T00:00:00Z", operations: operations))
        touched.formUnion(records)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[random.below(elements.count)]
    }

    private mutating func record(of kinds: [String]) -> RecordID? {
        pick(base.records.keys.filter { kinds.contains($0.kind) }.sorted())
    }

    private mutating func key(of kind: String) -> String {
        // Now and then a record that nobody describes.
        if random.below(12) == 0 { return "ghost" }
        return record(of: [kind])?.key ?? "ghost"
    }

    private mutating func source() -> String { random.below(4) == 0 ? "other" : "s" }

    private mutating func value(of attribute: Attribute) -> FactValue {
        if random.below(12) == 0 { return .withheld(random.below(2) == 0 ? .dontKnow : .refused) }
        if attribute.mayNotApply, random.below(5) == 0 { return .notApplicable }
        switch attribute.type {
        case .number:
            let bound = attribute.name == "lat" || attribute.name == "lon" ? 60 : 200
            // The same number in two writings: 4 and 4.0.
            let tens = random.below(2) == 0
            return .number(
                Number(random.below(bound / 10) * (tens ? 10 : 1), exponent: tens ? -1 : 0) ?? .zero)
        case .boolean: return .boolean(random.below(2) == 0)
        case .date: return .date(date)
        case .code(let list):
            return .text(pick(pack.vocabulary.codeLists[list]?.entries.map(\.code) ?? []) ?? "red")
        case .reference(let kind): return .text(key(of: kind))
        case .text, .codes: return .text("x\(random.below(3))")
        }
    }

    private mutating func state() -> String {
        guard let id = record(of: ["region", "street", "house", "plan", "road", "tally"]),
            let kind = pack.vocabulary.kinds[id.kind],
            let attribute = pick(kind.attributes.filter { !kind.key.contains($0.name) })
        else { return "nothing" }
        var fact = Fact(
            record: id, attribute: attribute.name, value: value(of: attribute), source: source(),
            origin: "line \(random.below(9))")
        if random.below(6) == 0 { fact.validFrom = date.adding(days: random.below(800) - 700) }
        if random.below(12) == 0 { fact.validTo = date.adding(days: random.below(60)) }
        apply(fact.source, [.state(fact)])
        return "stated: \(fact)"
    }

    private mutating func withdraw() -> String {
        guard let fact = pick(base.facts.filter { !$0.isExistence }) else { return "nothing" }
        apply(fact.source, [.withdraw(record: fact.record, attribute: fact.attribute)])
        return "withdrawn: \(fact)"
    }

    private mutating func withdrawRecord() -> String {
        guard let id = record(of: ["street", "house", "plan", "road", "tally"]) else { return "nothing" }
        let source = source()
        // Few enough to leave something to look at.
        if base.records.count < 20 { return appear() }
        apply(source, [.withdraw(record: id, attribute: "")])
        return "gone: \(id) of \(source)"
    }

    private mutating func appear() -> String {
        newcomers += 1
        let kind = ["house", "house", "house", "street", "plan"][random.below(base.records.count > 45 ? 1 : 5)]
        if base.records.count > 60 { return withdrawRecord() }
        let id = RecordID(kind: kind, key: "x\(newcomers % 12)")
        let source = source()
        var facts = [Fact.existence(of: id, source: source)]
        for attribute in pack.vocabulary.kinds[kind]?.attributes ?? [] where random.below(5) > 0 {
            let value: FactValue = attribute.name == "id" ? .text(id.key) : value(of: attribute)
            facts.append(Fact(record: id, attribute: attribute.name, value: value, source: source))
        }
        apply(source, facts.map { .state($0) })
        return "new: \(id) of \(source)"
    }

    private mutating func move() -> String {
        guard let id = record(of: ["house", "street"]), let parent = pack.vocabulary.kinds[id.kind]?.parent else {
            return "nothing"
        }
        let fact = Fact(record: id, attribute: parent, value: .text(key(of: parent)), source: source())
        apply(fact.source, [.state(fact)])
        return "moved: \(fact)"
    }

    private mutating func arbitrate() -> String {
        let contested = base.records.sorted { $0.key < $1.key }.flatMap { id, statements in
            statements.filter { $0.value.count { $0.source != Arbitration.source } > 1 && !$0.key.isEmpty }
                .sorted { $0.key < $1.key }.map { (id, $0.key, $0.value) }
        }
        guard let (id, attribute, facts) = pick(contested) else { return state() }
        if facts.contains(where: { $0.source == Arbitration.source }), random.below(2) == 0 {
            apply(Arbitration.source, [.withdraw(record: id, attribute: attribute)])
            return "no longer arbitrated: \(id).\(attribute)"
        }
        let others = facts.filter { $0.source != Arbitration.source }
        let account = Arbitration.Account(
            retained: pick(others)?.source ?? "s", author: "a", recordedAt: "2026-06-15T00:00:00Z", reason: "r")
        guard let fact = Arbitration.fact(account, among: others) else { return "nothing" }
        apply(Arbitration.source, [.state(fact)])
        return "arbitrated: \(fact)"
    }

    private mutating func count() -> String {
        let kind = ["house", "street", "plan", "region"][random.below(4)]
        let id = RecordID(kind: "tally", key: "c\(random.below(6))")
        var values: [String: FactValue] = ["id": .text(id.key), "counted": .text(kind)]
        values["region"] = .text(random.below(4) == 0 ? "n" : "r")
        values["street"] = .text(key(of: "street"))
        values["colour"] = .text(["red", "blue", "green"][random.below(3)])
        values["number"] = .number(random.below(4))
        apply(
            "s",
            [.state(.existence(of: id, source: "s"))]
                + values.sorted { $0.key < $1.key }.map {
                    .state(Fact(record: id, attribute: $0.key, value: $0.value, source: "s"))
                })
        return "counted: \(values)"
    }

    private mutating func measure() -> String {
        let (from, to) = (key(of: "street"), key(of: "street"))
        let id = RecordID(kind: "road", key: "\(from)|\(to)")
        let values: KeyValuePairs<String, FactValue> = [
            "from": .text(from), "to": .text(to), "minutes": .number(random.below(30)),
        ]
        let source = source()
        apply(
            source,
            [.state(.existence(of: id, source: source))]
                + values.map { .state(Fact(record: id, attribute: $0, value: $1, source: source)) })
        return "measured: \(id)"
    }

    private mutating func answer() -> String {
        guard let id = record(of: ["plan"]) else { return appear() }
        let fact = Fact(
            record: id, attribute: "is_wanted", value: .boolean(random.below(2) == 0), source: "person:p",
            validFrom: random.below(2) == 0 ? date.adding(days: -random.below(500)) : nil)
        apply(fact.source, [.state(fact)])
        return "answered: \(fact)"
    }
}

extension String {
    /// The text with a part that must be there replaced.
    func replacing(_ part: String, _ other: String) -> String {
        guard let range = firstRange(of: part) else { return "\(part) is not there" }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }

    private func firstRange(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
