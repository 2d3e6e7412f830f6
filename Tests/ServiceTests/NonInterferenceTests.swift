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
/// same things. `MAILLAGE_SOAK=1` takes every attribute that is stated, else a few, by a seed that is printed.
@Suite("a confidential value changes no byte") struct NonInterferenceTests {
    private static let isLong = getenv("MAILLAGE_SOAK") != nil

    @Test("by every reading route", .timeLimit(.minutes(600)))
    func property() async throws {
        let seed = getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
        var random = Numbers(state: seed)
        let example = try Example()
        var targets = example.targets
        if !Self.isLong { targets = Array(targets.shuffled(using: &random).prefix(1)) }
        #expect(!targets.isEmpty)
        for target in targets {
            let name = "seed \(seed): \(target.kind).\(target.attribute)"
            var answers: [[String: String]] = []
            var journals: [String] = []
            for value in target.values {
                let (told, journal) = try await example.answers(target, value)
                answers.append(told)
                journals.append(journal)
            }
            #expect(journals[0] != journals[1], "\(name): two values, told apart by who may read them")
            for key in answers[0].keys.sorted() {
                let (first, second) = (answers[0][key] ?? "", answers[1][key] ?? "")
                if first != second {
                    Issue.record("\(name): \(key)\n\(Self.difference(first, second))")
                }
            }
        }
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
            guard let line = lines[start..<end].firstIndex(where: { $0.hasPrefix("      \(attribute): {") }) else {
                continue
            }
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
        let marked = try #require(Self.marked(root, target.kind, target.attribute))
        folder.write("rules/vocabulary/\(marked.file)", marked.text)
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
    private static func unsalted(_ text: String, _ folder: String) -> String {
        text.replacing(folder, with: "").replacing(/"(hash|head)":"[0-9a-f]{64}"/, with: "\"hash\":\"…\"")
    }

    private func questions(_ desk: LiveDesk, _ target: Target) async throws -> [(Route.Name, [String: String])] {
        var asked: [(Route.Name, [String: String])] = []
        for route in Route.all where route.method == .get && route.answer != .stream {
            switch route.name {
            case .openapi, .why, .query, .whatIf, .alert, .waves: continue
            case .sql: asked.append((.sql, ["query": "SELECT 1"]))
            case .diff: asked.append((.diff, ["from": "2026-06-15T08:00:00Z"]))
            default: asked.append((route.name, [:]))
            }
        }
        let path = "\(target.record)"
        asked += [
            (.query, ["expression": "count(epci.communes)"]),
            (.whatIf, ["suppose": #"[{"record":"\#(path)","attribute":"\#(target.attribute)","value":null}]"#]),
            (.verdicts, ["verdict": "unknown"]), (.verdicts, ["verdict": "withheld"]), (.verdicts, ["verdict": "yes"]),
            (.overlaps, ["absorbed": "true"]), (.evaluation, ["known_at": "2026-06-15T08:00:00Z"]),
            (.evaluation, ["as_of": "2026-09-01"]), (.journal, ["subject": path]),
        ]
        // Why: of each rule, its first subject; every subject where that is asked for at length.
        let evaluation = try JSONValue.parse(
            await desk.read(.evaluation, parameters: [:], peer: GuardedPlace.anyone).bytes)
        var seen: Set<String> = []
        for list in ["values", "verdicts", "questions"] {
            for cell in evaluation[list]?.arrayValue ?? [] {
                guard let rule = cell["rule"]?.stringValue else { continue }
                let names = (cell["subject"]?.arrayValue ?? []).compactMap(\.stringValue)
                let isNear = names.contains(path) || cell["withheld"] != nil
                guard seen.insert(rule).inserted || isNear && getenv("MAILLAGE_SOAK") != nil else { continue }
                asked.append((.why, ["rule": rule, "subject": names.joined(separator: ","), "for": "elected"]))
            }
        }
        return asked
    }
}
