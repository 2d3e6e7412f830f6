import Alerts
import FEEL
import Glibc
import JSON
import Packs
import Queries
import Testing
import World

@testable import Engine

/// Only what changed is evaluated again, and the result is that of a whole evaluation, to the byte.
@Suite struct IncrementalTests {
    /// Everything that is served of an evaluation, as text: cells, assessments, alerts; and why, on demand.
    static func text(_ evaluation: Evaluation, explains: Bool = false) -> [String] {
        var lines: [String] = []
        for outcome in EvaluationChanges.outcomes(of: evaluation) {
            lines.append("\(outcome.rule) \(outcome.subject) \(outcome.verdict ?? "-") \(outcome.value ?? "-")")
        }
        for cell in evaluation.cells {
            lines.append(told(cell))
            if explains, let explanation = evaluation.explain(cell.rule, cell.subject) {
                for part in explanation.parts { told(part, &lines) }
            }
        }
        if explains {
            // The other reads search among many hypotheses: too long but for the long run.
            for topic in Soak.isOn ? Answers.topics : ["evaluation", "overlaps", "readiness"] {
                lines.append("\(topic) \(reply(Answers(evaluation).answer(topic, [:])))")
            }
        }
        for result in evaluation.assessments { told(result, &lines) }
        for (key, seen) in evaluation.sight().observations.sorted(by: { $0.key < $1.key }) {
            let words = [seen.severity, seen.gravest, seen.matter, seen.material].map { $0 ?? "-" }
            let before = seen.before.map { "\($0)" } ?? "-"
            lines.append(
                "alert \(key.id) \(seen.condition) \(seen.clearing) \(before) \(words) \(seen.missing) "
                    + (seen.readsWithheld ? "withheld" : ""))
        }
        return lines
    }

    private static func told(_ cell: Cell) -> String {
        let details = cell.details.map { "\($0.name)=\(whole($0.value))" }
        return
            "\(name(cell)) \(whole(cell.value)) \(whole(cell.score)) \(whole(cell.gravity)) "
            + "\(details) \(causes(cell.missing)) \(cell.failure.map { "\($0.kind) \($0.span as Any)" } ?? "")"
    }

    /// Cells by rule and subject, as they are told.
    private static func cells(of evaluation: Evaluation) -> [String: String] {
        Dictionary(evaluation.cells.map { (name($0), told($0)) }) { first, _ in first }
    }

    private static func name(_ cell: Cell) -> String {
        "\(cell.rule) \(cell.subject.records.map(\.description).joined(separator: " "))"
    }

    private static func text<Bound: Comparable & Hashable & Sendable & CustomStringConvertible>(
        _ interval: Interval<Bound>?
    ) -> String {
        [interval?.lower, interval?.upper].map { end in
            end.map { "\($0.value.description)\($0.isIncluded ? "" : "*")" } ?? "-"
        }.joined(separator: "…")
    }

    /// Written out member by member: reflection takes ten times as long.
    private static func told(_ result: AssessmentResult, _ lines: inout [String]) {
        lines.append(
            "assessment \(result.assessment) \(result.subject) \(result.count) \(text(result.mean)) "
                + "\(result.completeness.description) \(result.band ?? "-") \(result.verdict) \(causes(result.missing))"
        )
        for group in result.groups { lines.append("  group \(group.id) \(group.count) \(text(group.mean))") }
        for gate in result.gates { lines.append("  gate \(gate.id) \(gate.verdict) \(causes(gate.missing))") }
        for score in result.scores {
            lines.append(
                "  score \(score.question) \(score.group ?? "-") \(text(score.score)) \(score.isAnswered) "
                    + causes(score.missing))
        }
    }

    private static func reply(_ answer: Answers.Answer) -> String {
        if case .found(let json) = answer { json.serialized() } else { "\(answer)" }
    }

    private static func told(_ part: Explanation.Part, _ lines: inout [String]) {
        lines.append("  \(part.role) \(part.text) \(whole(part.value))")
        for read in part.reads {
            lines.append("    \(read.subject).\(read.member) \(whole(read.value))")
            switch read.origin {
            case .facts(let facts): lines.append("    \(facts)")
            case .rule(let rule, let parts):
                lines.append("    \(rule)")
                for part in parts ?? [] { told(part, &lines) }
            case .parameter, .list: break
            }
        }
        for term in part.terms { told(term, &lines) }
    }

    private static func causes(_ causes: Causes) -> String {
        causes.all.map { "\($0.kind.rawValue) \($0.subject).\($0.member)" }.joined(separator: ", ")
    }

    /// A value with all it may be, and its causes: what `===` would compare.
    static func whole(_ value: Value?) -> String {
        guard let value else { return "-" }
        switch value {
        case .null(nil): return "null"
        case .null(let reason?): return "null(\(reason.kind) \(reason.span as Any))"
        case .number(let number): return number.description
        case .object(let object):
            let phantom = object as? PhantomObject
            return object.identity
                + (phantom.map { "(\($0.known.sorted { $0.key < $1.key }.map { "\($0.key): \(whole($0.value))" }))" }
                    ?? "")
        case .list(let list):
            let items = list.items.map { whole($0) }.joined(separator: ", ")
            guard let membership = list.membership else { return "[\(items)]" }
            let presence = membership.presence.map { $0.map { causes($0) } ?? "sure" }
            let rest = membership.rest.map { "\(whole($0.element)) ≤\($0.atMost as Any) \(causes($0.causes))" }
            return "[\(items) | \(presence) | \(rest)]"
        case .context(let context):
            return "{\(context.entries.map { "\($0.key): \(whole($0.value))" }.joined(separator: ", "))}"
        case .unknown(let unknown):
            let domain =
                switch unknown.domain {
                case .values(let values): values.map { whole($0) }.joined(separator: " | ")
                case .number(let interval, let orNull): "number \(text(interval))\(orNull ? " or null" : "")"
                case .date(let interval, let orNull): "date \(text(interval))\(orNull ? " or null" : "")"
                case .any(let type): "any \(type ?? "")"
                }
            return "?(\(domain); \(causes(unknown.causes)))"
        default: return value.feelDescription
        }
    }

    /// The first line in which two texts differ; nil when they are the same.
    static func difference(_ kept: [String], _ whole: [String]) -> String? {
        for (a, b) in zip(kept, whole) where a != b { return "incremental: \(a)\nwhole:       \(b)" }
        return kept.count == whole.count ? nil : "\(kept.count) lines instead of \(whole.count)"
    }

    // MARK: The oracle

    /// A long series of changes of every kind.
    ///
    /// - Parameter edits: How many changes, each compared; every so many of them, explanations too.
    private func run(seed: UInt64, edits: Int, explaining every: Int) throws {
        var history = try History(seed: seed)
        let incremental = IncrementalEvaluation(
            pack: history.pack, snapshot: history.snapshot, lawDate: history.lawDate)
        var evaluated = 0
        var cells = 0
        // What is told of changes alone, put together, is what there is.
        var followed = Self.cells(of: incremental.evaluation)
        for step in 1...edits {
            let edit = history.change()
            let before = incremental.evaluation
            let kept = incremental.update(
                pack: history.pack, snapshot: history.snapshot(after: incremental.evaluation), lawDate: history.lawDate)
            let whole = Evaluation(pack: history.pack, snapshot: history.snapshot, lawDate: history.lawDate)
            let explains = step % every == 0
            let difference = Self.difference(
                Self.text(kept, explains: explains), Self.text(whole, explains: explains))
            guard difference == nil else {
                Issue.record("seed \(seed), step \(step), \(edit)\n\(difference ?? "")")
                return
            }
            for change in incremental.changes {
                guard let cell = change.after ?? change.before else { continue }
                let before = followed.updateValue(change.after.map(Self.told) ?? "", forKey: Self.name(cell)) ?? ""
                #expect(before == change.before.map(Self.told) ?? "", "seed \(seed), step \(step), \(edit)")
            }
            if step.isMultiple(of: 3) {
                let records = history.touched.sorted() + history.base.records.keys.sorted().prefix(step % 2)
                #expect(
                    InfluenceTests.misread(records, before, incremental) == [], "seed \(seed), step \(step), \(edit)")
            }
            if step.isMultiple(of: 7) {
                followed = followed.filter { !$0.value.isEmpty }
                #expect(followed == Self.cells(of: whole), "seed \(seed), step \(step), \(edit)")
            }
            evaluated += incremental.runs.count
            cells += whole.cells.count
            if step.isMultiple(of: 1_000) {
                print("seed \(seed): \(step) changes so far")
                fflush(nil)
            }
        }
        print("seed \(seed): \(edits) changes, \(evaluated) of \(cells) cells evaluated again")
        #expect(evaluated < cells)
    }

    @Test(
        "incremental is whole: a small world under all kinds of changes",
        arguments: Soak.isOn ? Soak.seeds : [1, 2, 3])
    func oracle(seed: UInt64) throws {
        try run(seed: seed, edits: Soak.edits ?? 14, explaining: Soak.isOn ? 50 : 12)
    }

    @Test("a value is its cell's, but for a record that its list knows better than its own facts")
    func valuesOfNarrowedRecords() throws {
        let pack = try #require(
            SmallWorld.pack(adding: [
                "values": """
                tint: {for: house, labels: {fr: T, en: T}, value: 'if house.colour = "red" then 1 else 0'}
                """
            ]))
        let house = RecordID(kind: "house", key: "h0")
        // Of a house nobody says where it stands or which colour it has: in the one street, counts leave it red.
        var records = SmallWorld.territory().records.filter { id, _ in
            !["h3", "h4", "h5", "r2", "n1", "n", "r1|r2", "t_r2_red"].contains(id.key)
        }
        records[house]?["colour"] = nil
        records[house]?["street"] = nil
        let base = FactBase(territory: "r", records: records)
        let snapshot = Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date)
        let kept = IncrementalEvaluation(pack: pack, snapshot: snapshot).evaluation
        let rule = try #require(kept.session.shape.rule("tint"))
        func alone(_ evaluation: Evaluation) -> String {
            Self.whole(evaluation.session.value(rule, of: evaluation.session.object(house)))
        }
        #expect(Self.whole(kept.cell("tint", Subject([house]))?.value) == "1")
        #expect(alone(kept) == alone(Evaluation(pack: pack, snapshot: snapshot)))
        #expect(alone(kept) != "1")
    }

    @Test("a record whose key begins with a combining accent is told apart and found like any other")
    func combiningKey() throws {
        let pack = try #require(SmallWorld.pack { $0 })
        var records = SmallWorld.territory().records
        let accented = RecordID(kind: "house", key: "\u{301}x")
        records[accented] = records[RecordID(kind: "house", key: "h0")]
        let base = FactBase(territory: "r", records: records)
        let snapshot = Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date)
        let kept = IncrementalEvaluation(pack: pack, snapshot: snapshot).evaluation
        let whole = Evaluation(pack: pack, snapshot: snapshot)
        #expect(Self.difference(Self.text(kept), Self.text(whole)) == nil)
        #expect(whole.cells.contains { $0.subject.records.contains(accented) })
        for cell in whole.cells {
            #expect(kept.cell(cell.rule, cell.subject) != nil && whole.cell(cell.rule, cell.subject) != nil)
        }
    }

    @Test("functions that fail, each calling the one before, are kept up like the rest, and are no tree of calls")
    func failingCalls() throws {
        let depth = 40
        let chain = (1...depth).map { level in
            """
              f\(level):
                parameters: {s: street}
                returns: number
                body: f\(level - 1)(s) + \(level)
            """
        }
        let pack = try #require(
            SmallWorld.pack {
                $0.replacing(
                    "  density:\n",
                    """
                      f0:
                        parameters: {s: street}
                        returns: number
                        body: 100 / (s.width - 6)
                    \(chain.joined(separator: "\n"))
                      density:

                    """
                ).replacing(
                    "values:\n",
                    """
                    values:
                      deep: {for: street, labels: {fr: P, en: D}, value: f\(depth)(street)}
                      shallow: {for: street, labels: {fr: S, en: S}, value: f1(street) + f0(street)}

                    """)
            })
        var base = SmallWorld.territory()
        func snapshot() -> Snapshot { Snapshot(base: base, vocabulary: pack.vocabulary, date: SmallWorld.date) }
        func shown(_ rule: String, _ evaluation: Evaluation) -> [String: String] {
            let cells = evaluation.cells.filter { $0.rule == rule }
            return Dictionary(uniqueKeysWithValues: cells.map { ($0.keys, $0.value?.shown ?? "-") })
        }
        let incremental = IncrementalEvaluation(pack: pack, snapshot: snapshot())
        for (width, deep, shallow) in [(8, "870", "101"), (6, "failure", "failure"), (16, "830", "21")] {
            SmallWorld.state([("street/r1", "width", width)], in: &base)
            let kept = incremental.update(pack: pack, snapshot: snapshot())
            let whole = Evaluation(pack: pack, snapshot: snapshot())
            let difference = Self.difference(Self.text(kept, explains: true), Self.text(whole, explains: true))
            #expect(difference == nil, "\(difference ?? "")")
            #expect(shown("deep", kept)["r1"] == deep && shown("shallow", kept)["r1"] == shallow)
        }
    }

    @Test("incremental is whole: the example, and territories like it", arguments: Soak.isOn ? [UInt64(1), 2] : [2])
    func example(seed: UInt64) throws {
        let pack = try #require(Repository.pack.0)
        var date = try #require(Repository.date)
        var random = SplitMix(state: seed)
        let intact = try #require(DeletionTests.intact)
        var base = intact.base
        if seed > 1 { base = Invention(pack.vocabulary).territory(like: base, &random) }
        func snapshot() -> Snapshot { Snapshot(base: base, vocabulary: pack.vocabulary, date: date) }
        let incremental = IncrementalEvaluation(pack: pack, snapshot: snapshot())
        var evaluated = 0
        var cells = 0
        for step in 1...(Soak.isOn ? 400 : 2) {
            let facts = base.facts
            let fact = facts[random.below(facts.count)]
            let other = facts[random.below(facts.count)]
            var operations: [ChangeSet.Operation] = []
            var source = fact.source
            switch random.below(8) {
            case 0: operations = [.withdraw(record: fact.record, attribute: "")]
            case 1, 2: operations = [.withdraw(record: fact.record, attribute: fact.attribute)]
            case 3:
                date = date.adding(days: 1 + random.below(90)) ?? date
            case 4:
                source = "other"
                operations = [.state(other)]
            case 5:
                // Another record of the same kind, with the same words.
                let id = RecordID(kind: fact.record.kind, key: "\(fact.record.key)_\(random.below(3))")
                operations = facts.filter { $0.record == fact.record && $0.source == fact.source }.map {
                    var copy = $0
                    copy.record = id
                    return .state(copy)
                }
            default:
                // What another record of the kind says of the same attribute.
                let likes = facts.filter { $0.record.kind == fact.record.kind && $0.attribute == fact.attribute }
                var changed = fact
                changed.value = likes[random.below(likes.count)].value
                operations = [.state(changed)]
            }
            let touched = base.apply(
                ChangeSet(
                    territory: base.territory, source: source, author: Author(uid: 0, name: "test"), reason: "",
                    recordedAt: "2026-06-15T00:00:00Z", operations: operations))
            let before = incremental.evaluation.snapshot
            let kept = incremental.update(
                pack: pack,
                snapshot: before.date == date
                    ? Snapshot.taken(from: base, touched: touched, after: before) : snapshot())
            let whole = Evaluation(pack: pack, snapshot: snapshot())
            let difference = Self.difference(Self.text(kept), Self.text(whole))
            guard difference == nil else {
                Issue.record("seed \(seed), step \(step), \(operations)\n\(difference ?? "")")
                return
            }
            evaluated += incremental.runs.count
            cells += whole.cells.count
        }
        print("example, seed \(seed): \(evaluated) of \(cells) cells evaluated again")
        #expect(evaluated < cells)
    }
}

/// Whether the long runs are asked for.
enum Soak {
    static let isOn = getenv("MAILLAGE_SOAK") != nil

    /// `MAILLAGE_SOAK=20000`: how many changes a seed; 20,000 for any other word.
    static let edits = getenv("MAILLAGE_SOAK").map { Int(String(cString: $0)).flatMap { $0 > 1 ? $0 : nil } ?? 20_000 }

    /// `SEEDS=1,4`: those alone, so that several processes share them.
    static let seeds: [UInt64] = {
        guard let text = getenv("SEEDS").map({ String(cString: $0) }) else { return [1, 2, 3, 4, 5] }
        let seeds = text.split(separator: ",").map { UInt64($0) }
        precondition(!seeds.isEmpty && !seeds.contains(nil), "SEEDS: numbers with commas between them")
        return seeds.compactMap { $0 }
    }()
}
