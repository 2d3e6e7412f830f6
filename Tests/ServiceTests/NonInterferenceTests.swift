import FEEL
import Glibc
import Intake
import JSON
import Packs
import Store
import Testing
import Wire
import World

@testable import Service

/// The promise of confidentiality, as a property: whatever the value of a confidential fact, what a reader without the
/// right gets is the same, byte for byte, by every reading route.
///
/// Any attribute of the example is marked confidential in turn; two daemons are told two values of it, and asked the
/// same things. That takes every attribute that is stated and `MAILLAGE_SOAK=1`; a small world, and a position that the
/// shipped rules make confidential, are compared at each run.
@Suite("a confidential value changes no byte") struct NonInterferenceTests {
    private static let isLong = getenv("MAILLAGE_SOAK") != nil

    @Test("by every reading route", .enabled(if: isLong), .timeLimit(.minutes(600)))
    func property() async throws {
        let seed = getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
        var random = Numbers(state: seed)
        let example = try Example()
        let targets = example.targets.shuffled(using: &random)
        #expect(!targets.isEmpty)
        for target in targets { try await compare(example, target, "seed \(seed): ") }
    }

    /// Not one attribute marked for the test, but what the rules that are shipped mark.
    @Test(
        "a commune's confidential position, by the rules as they are shipped",
        arguments: [
            ("partie", "S3|A", "vote", ["oui", "non"]),
            ("partie", "S3|A", "condition", ["variation_par_habitant <= 12", "contribution <= 1"]),
            ("avis", "jeunesse|A", "volonte_demarrer", ["", ""]),
        ])
    func positions(_ kind: String, _ key: String, _ attribute: String, _ texts: [String]) async throws {
        // One of them is enough where time counts: the last two go the same way.
        guard Self.isLong || attribute == "condition" else { return }
        let values =
            attribute == "volonte_demarrer" ? [JSONValue.bool(true), .bool(false)] : texts.map(JSONValue.string)
        let target = Example.Target(
            kind: kind, attribute: attribute, record: RecordID(kind: kind, key: key), values: values,
            condition: ("visibilite", "confidentiel"))
        try await compare(try Example(), target, "shipped ")
    }

    private func compare(_ example: Example, _ target: Example.Target, _ prefix: String) async throws {
        let name = "\(prefix)\(target.kind).\(target.attribute)"
        var answers: [[String: String]] = []
        var journals: [String] = []
        for value in target.values {
            let (told, journal) = try await example.answers(target, value)
            answers.append(told)
            journals.append(journal)
        }
        #expect(journals[0] != journals[1], "\(name): two values, told apart by who may read them")
        #expect(answers[0].keys == answers[1].keys)
        if target.condition != nil {
            for route in [
                "scenarios", "positions", "vehicles", "compare", "alerts", "metrics", "journal", "evaluation",
            ] {
                let given = answers[0].filter { $0.key.hasPrefix("\(route) ") && $0.value.hasPrefix("200 ") }
                #expect(!given.isEmpty, "\(route): no answer to compare")
            }
            #expect(answers[0].contains { $0.key.hasPrefix("why ") && $0.value.hasPrefix("200 ") })
            #expect(answers[0]["verdicts [\"verdict=withheld\"]"]?.contains("\"withheld\":[\"positions\"]") == true)
        }
        for key in answers[0].keys.sorted() {
            let (first, second) = (answers[0][key] ?? "", answers[1][key] ?? "")
            if first != second {
                Issue.record("\(name): \(key)\n\(Self.difference(first, second))")
            }
        }
    }

    /// The same in a small world, at each run of the tests: by every route, events and refusals included.
    @Test(
        "by every reading route of a small world",
        arguments: [
            (["loyer"], "maison/A1", "150", "800"), (["vote"], "voeu/v1", "true", "false"),
        ])
    func small(_ attribute: [String], _ record: String, _ first: String, _ second: String) async throws {
        var told: [[String: String]] = []
        var full: [String] = []
        for value in [first, second] {
            let place = try await GuardedPlace()
            let fact = #"{"record":"\#(record)","attribute":"\#(attribute[0])","value":\#(value)}"#
            let reply = try await place.write(
                .changes, #"{"source":"visite","reason":"essai","facts":[\#(fact)]}"#, as: GuardedPlace.root)
            try #require(reply.status == 200, "\(reply.body.serialized())")
            var answers: [String: String] = [:]
            for (route, parameters) in Self.everyRoute(record) {
                let reply = await place.desk.read(route, parameters: parameters, peer: GuardedPlace.anyone)
                answers["\(route.rawValue) \(parameters.sorted { $0.key < $1.key })"] =
                    "\(reply.status) "
                    + Example.unsalted(String(decoding: reply.bytes, as: UTF8.self), place.folder.path)
            }
            let events = await place.desk.keptEvents(after: 0, limit: 1000, peer: GuardedPlace.anyone)
            answers["events"] = Example.unsalted(
                events.map { String(decoding: $0.line, as: UTF8.self) }.joined(), place.folder.path)
            told.append(answers)
            full.append(
                Example.unsalted(
                    try await place.read(.journal, as: GuardedPlace.root).serialized(), place.folder.path))
        }
        #expect(full[0] != full[1])
        #expect(told[0].keys == told[1].keys)
        for key in told[0].keys.sorted() {
            let (first, second) = (told[0][key] ?? "", told[1][key] ?? "")
            if first != second { Issue.record("\(record): \(key)\n\(Self.difference(first, second))") }
        }
    }

    private static func everyRoute(_ record: String) -> [(Route.Name, [String: String])] {
        let skipped: Set<Route.Name> = [.openapi, .why, .query, .whatIf, .alert, .sql, .diff, .waves]
        var asked: [(Route.Name, [String: String])] = Route.all.filter {
            $0.method == .get && $0.answer != .stream && !skipped.contains($0.name)
        }.map { ($0.name, [:]) }
        for rule in ["chere", "vaste", "voulu"] {
            asked.append((.why, ["rule": rule, "subject": record]))
            asked.append((.why, ["rule": rule, "subject": record, "known_at": "2026-06-15T08:00:00Z"]))
        }
        asked += [
            (.sql, ["query": "SELECT * FROM v_facts"]), (.diff, ["from": "2026-06-15T08:00:00Z"]),
            (.query, ["expression": "sum(region.quartiers[1].maisons.loyer)"]),
            (.evaluation, ["as_of": "2026-09-01"]), (.journal, ["subject": record]),
            (.verdicts, ["verdict": "withheld"]), (.verdicts, ["verdict": "unknown"]),
        ]
        return asked
    }

    private static func difference(_ first: String, _ second: String) -> String {
        let common = zip(first.utf8, second.utf8).prefix { $0 == $1 }.count
        func excerpt(_ text: String) -> String {
            String(decoding: Array(text.utf8).dropFirst(max(0, common - 150)).prefix(400), as: UTF8.self)
        }
        return "…\(excerpt(first))\n…\(excerpt(second))"
    }
}

/// The example, with one attribute of it confidential.
private struct Example {
    struct Target {
        var kind, attribute: String
        var record: RecordID
        /// Two of them, as JSON.
        var values: [JSONValue]
        /// The attribute by which the record says that it is confidential, with its code; nil: the attribute is marked.
        var condition: (attribute: String, code: String)?
    }

    private let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    let targets: [Target]

    init() throws {
        let (files, _) = PackFolders.read(rules: "\(root)/rules", policies: "\(root)/policies")
        let vocabulary = try #require(PackReader.read(files).0).vocabulary
        let (description, _) = TerritoryFolder.read(
            FolderReader.read("\(root)/examples/val-clair"), vocabulary: vocabulary)
        let base = description.factBase
        var targets: [Target] = []
        for kind in vocabulary.sortedKinds {
            for attribute in kind.attributes where !kind.key.contains(attribute.name) {
                guard Self.marked(root, kind.name, attribute.name) != nil,
                    let record = base.records.keys.filter({ id in
                        id.kind == kind.name && base.records[id]?[attribute.name] != nil
                    }).min(),
                    let values = Self.values(attribute, vocabulary, base)
                else { continue }
                targets.append(Target(kind: kind.name, attribute: attribute.name, record: record, values: values))
            }
        }
        self.targets = targets
    }

    /// Two values that the attribute can hold.
    private static func values(_ attribute: Attribute, _ vocabulary: Vocabulary, _ base: FactBase) -> [JSONValue]? {
        switch attribute.type {
        case .boolean: return [.bool(true), .bool(false)]
        case .number:
            // Of different lengths and far apart; within what a range leaves.
            let upper = attribute.range?.upper?.value.asInt ?? 100
            let lower = attribute.range?.lower?.value.asInt ?? 0
            return lower + 1 < upper ? [.int(lower + 1), .int(upper)] : [.int(lower), .int(upper)]
        case .text: return [.string("x"), .string("un texte plus long")]
        case .date: return [.string("2026-01-02"), .string("2027-11-30")]
        case .code(let list), .codes(let list):
            let codes = (vocabulary.codeLists[list]?.entries ?? []).map(\.code)
            guard codes.count > 1 else { return nil }
            let values = [codes[0], codes[codes.count - 1]].map { JSONValue.string($0) }
            if case .codes = attribute.type { return values.map { .array([$0]) } }
            return values
        case .reference(let kind):
            let keys = base.records.keys.filter { $0.kind == kind }.map(\.key).sorted()
            return keys.count > 1 ? [.string(keys[0]), .string(keys[keys.count - 1])] : nil
        }
    }

    /// The vocabulary's file that declares an attribute, and its text with the attribute confidential.
    private static func marked(_ root: String, _ kind: String, _ attribute: String) -> (file: String, text: String)? {
        for file in FolderReader.read("\(root)/rules/vocabulary").files {
            let (name, text) = (file.name, String(decoding: file.bytes, as: UTF8.self))
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard let kinds = lines.firstIndex(of: "kinds:"),
                let start = lines[kinds...].firstIndex(where: { $0.hasPrefix("  \(kind):") })
            else { continue }
            let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix("   ") && !$0.isEmpty } ?? lines.count
            guard
                let line = lines[start..<end].firstIndex(where: {
                    $0.hasPrefix("      \(attribute): {") && !$0.contains("confidential:")
                })
            else { continue }
            lines[line] = lines[line].replacing(
                "      \(attribute): {", with: "      \(attribute): {confidential: essai, ")
            lines.insert("levels: {essai: {labels: {fr: Essai, en: Trial}, group: essai-bureau}}", at: kinds)
            return (name, lines.joined(separator: "\n"))
        }
        return nil
    }

    /// All that anyone is answered once a value was stated, and the journal as root reads it.
    func answers(_ target: Target, _ value: JSONValue) async throws -> ([String: String], String) {
        let folder = try TemporaryFolder()
        for (from, to) in [("rules", "rules"), ("policies", "policies"), ("examples/val-clair", "territory")] {
            try #require(Year.copy("\(root)/\(from)", folder(to)))
        }
        folder.makeFolder("state")
        if target.condition == nil {
            let marked = try #require(Self.marked(root, target.kind, target.attribute))
            folder.write("rules/vocabulary/\(marked.file)", marked.text)
        }
        var configuration = LiveDesk.Configuration(
            rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
            state: folder("state"), version: "test")
        configuration.permission = WritePermission(owner: 0, accounts: GuardedPlace.accounts)
        let desk = try await LiveDesk(
            configuration,
            clock: DeskClock(now: { "2026-06-15T08:00:00Z" }, today: { CalendarDate("2026-06-15")! }),
            logger: .silent)
        let fact = JSONValue.object([
            .init("record", .string(target.record.description)), .init("attribute", .string(target.attribute)),
            .init("value", value),
        ])
        if let (attribute, code) = target.condition {
            let said = JSONValue.object([
                .init("record", .string(target.record.description)), .init("attribute", .string(attribute)),
                .init("value", .string(code)),
            ])
            let body = JSONValue.object([.init("reason", "essai"), .init("facts", .array([said]))])
            let reply = await desk.write(.changes, body: body, peer: GuardedPlace.root)
            try #require(reply.status == 200, "\(String(decoding: reply.bytes, as: UTF8.self))")
        }
        // A source alone in its word: the files' own would stay beside it in a contradiction.
        let body = JSONValue.object([.init("reason", "essai"), .init("facts", .array([fact]))])
        let reply = await desk.write(.changes, body: body, peer: GuardedPlace.root)
        try #require(reply.status == 200, "\(String(decoding: reply.bytes, as: UTF8.self))")
        var answers: [String: String] = [:]
        for (route, parameters) in try await questions(desk, target) {
            let told = await desk.read(route, parameters: parameters, peer: GuardedPlace.anyone)
            let name = "\(route.rawValue) \(parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })"
            answers[name] = "\(told.status) " + Self.unsalted(String(decoding: told.bytes, as: UTF8.self), folder.path)
        }
        let events = await desk.keptEvents(after: 0, limit: 10_000, peer: GuardedPlace.anyone)
        answers["events"] = Self.unsalted(events.map { String(decoding: $0.line, as: UTF8.self) }.joined(), folder.path)
        let journal = await desk.read(.journal, parameters: ["after": "0"], peer: GuardedPlace.root)
        try await desk.close()
        return (answers, Self.unsalted(String(decoding: journal.bytes, as: UTF8.self), folder.path))
    }

    /// Commitments are salted at random, so that they say nothing of what they commit to; and folders have names.
    static func unsalted(_ text: String, _ folder: String) -> String {
        text.replacing(folder, with: "").replacing(/"(hash|head)":"[0-9a-f]{64}"/, with: "\"hash\":\"…\"")
    }

    private func questions(_ desk: LiveDesk, _ target: Target) async throws -> [(Route.Name, [String: String])] {
        var asked: [(Route.Name, [String: String])] = []
        let isLong = getenv("MAILLAGE_SOAK") != nil
        // What takes long and reads the same evaluation as the others.
        let long: Set<Route.Name> = [.robustness, .perimeters, .keys, .law, .catalogue, .overlaps, .clock, .readiness]
        for route in Route.all where route.method == .get && route.answer != .stream {
            if !isLong, long.contains(route.name) { continue }
            switch route.name {
            case .openapi, .why, .query, .whatIf, .alert, .waves: continue
            case .sql: asked.append((.sql, ["query": "SELECT 1"]))
            case .diff: asked.append((.diff, ["from": "2026-06-15T08:00:00Z"]))
            default: asked.append((route.name, [:]))
            }
        }
        let path = "\(target.record)"
        asked += [
            (.query, ["expression": "count(epci.communes)"]), (.journal, ["subject": path]),
            (.verdicts, ["verdict": "withheld"]), (.actions, ["record": "S3"]), (.checklist, ["record": "S3"]),
            (.benefits, ["record": "S3", "baseline": "2026-06-15T08:00:00Z"]),
        ]
        if isLong {
            asked += [
                (.whatIf, ["suppose": #"[{"record":"\#(path)","attribute":"\#(target.attribute)","value":null}]"#]),
                (.verdicts, ["verdict": "unknown"]), (.verdicts, ["verdict": "yes"]),
                (.overlaps, ["absorbed": "true"]), (.evaluation, ["known_at": "2026-06-15T08:00:00Z"]),
                (.evaluation, ["as_of": "2026-09-01"]),
                (.waves, ["core": "A,B", "from": "2026-09-01", "exit_year": "1"]),
                (.compare, ["record": "S3", "explain": "true"]),
            ]
        }
        // Why: of what is near, some; asked at length, of each rule's first subject too, and of all that is near.
        let evaluation = try JSONValue.parse(
            await desk.read(.evaluation, parameters: [:], peer: GuardedPlace.anyone).bytes)
        var seen: Set<String> = []
        for list in ["values", "verdicts", "questions"] {
            for cell in evaluation[list]?.arrayValue ?? [] {
                guard let rule = cell["rule"]?.stringValue else { continue }
                let names = (cell["subject"]?.arrayValue ?? []).compactMap(\.stringValue)
                let isNear = names.contains(path) || cell["withheld"] != nil
                guard isLong || isNear else { continue }
                guard seen.insert(rule).inserted || isLong && isNear else { continue }
                asked.append((.why, ["rule": rule, "subject": names.joined(separator: ","), "for": "elected"]))
            }
        }
        return asked
    }
}
