import FEEL
import Glibc
import JSON
import Queries
import Store
import Testing
import Wire

@testable import Service

/// A small world of which part is confidential, read and written by several people.
final class GuardedPlace: Sendable {
    static let vocabulary = """
        format: vocabulary/1
        territory_kind: region
        levels:
          bureau: {labels: {fr: Bureau, en: Board}, group: essai-bureau}
        codes:
          visibilites:
            public: {fr: Public, en: Public}
            confidentiel: {fr: Confidentiel, en: Confidential}
        kinds:
          region:
            labels: {fr: Région, en: Region}
            plural: regions
            key: [id]
          quartier:
            labels: {fr: Quartier, en: District}
            plural: quartiers
            key: [id]
            belongs_to: region
          maison:
            labels: {fr: Maison, en: House}
            plural: maisons
            key: [id]
            belongs_to: quartier
            attributes:
              taille: {type: number, range: "[0..500]", labels: {fr: Taille, en: Size}, asked_of: mairie, minutes: 1}
              loyer: {type: number, range: "[0..900]", confidential: bureau, labels: {fr: Loyer, en: Rent}, asked_of: mairie, minutes: 1}
          voeu:
            labels: {fr: Vœu, en: Wish}
            plural: voeux
            key: [id]
            belongs_to: quartier
            recordable: true
            confidential: {level: bureau, when: {attribute: visibilite, codes: [confidentiel]}}
            attributes:
              visibilite: {type: code, list: visibilites, labels: {fr: Visibilité, en: Visibility}}
              vote: {type: boolean, labels: {fr: Vote, en: Vote}, asked_of: mairie, minutes: 1}
        """

    static let rules = """
        format: rules/1
        pack: essai
        findings:
          chere:
            for: maison
            labels: {fr: Chère, en: Dear}
            when: maison.loyer > 100
            gravity: '"info"'
            source: {note: Essai}
            tag: sure
          vaste:
            for: maison
            labels: {fr: Vaste, en: Large}
            when: maison.taille > 150
            gravity: '"info"'
            source: {note: Essai}
            tag: sure
          voulu:
            for: voeu
            labels: {fr: Voulu, en: Wanted}
            when: voeu.vote
            gravity: '"info"'
            source: {note: Essai}
            tag: sure
        """

    static let access = """
        format: access/1
        writers:
          - {group: essai-a, within: quartier/A}
          - {group: essai-b, within: quartier/B, may: validate}
        """

    /// Groups and members, whatever this machine has.
    static func accounts(_ members: [UInt32: Set<UInt32>]) -> Accounts {
        let groups: [String: UInt32] = [
            "essai-bureau": 900, "essai-a": 901, "essai-b": 902, "maillage-saisie": 903, "maillage-validation": 904,
        ]
        return Accounts(name: { "uid\($0)" }, group: { groups[$0] }, groups: { members[$0] ?? [] })
    }

    static let accounts = accounts([5001: [], 5002: [900], 5003: [901], 5004: [902], 5005: [903], 65534: [901]])
    static let anyone = peer(5001)
    static let board = peer(5002)
    static let root = peer(0)

    static func peer(_ uid: UInt32) -> Peer { Peer(uid: uid, gid: 5000, pid: 1, name: "uid\(uid)") }

    /// Its rules and an empty territory, in a folder that a test fills and opens by itself.
    static func laidOut() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["rules", "policies", "territory", "state"] { folder.makeFolder(name) }
        folder.write("rules/v.yaml", vocabulary)
        folder.write("rules/r.yaml", rules)
        folder.write("policies/p.yaml", "format: policy/1\ngravities:\n  - {id: info, labels: {fr: Info, en: Info}}\n")
        folder.write("territory/territory.yaml", "format: territory/1\nterritory: r\nat: 2026-06-15\n")
        return folder
    }

    let folder: TemporaryFolder
    let desk: LiveDesk

    static let wishes = "id,quartier,visibilite,vote\nv1,A,confidentiel,oui\nv2,A,public,oui\n"

    init(
        vocabulary: String = GuardedPlace.vocabulary, access: String = GuardedPlace.access,
        wishes: String = GuardedPlace.wishes
    ) async throws {
        folder = try Self.laidOut()
        folder.write("rules/v.yaml", vocabulary)
        folder.write("policies/access.yaml", access)
        folder.write("territory/quartiers.csv", "id,region\nA,r\nB,r\n")
        folder.write("territory/maisons.csv", "id,quartier,taille,loyer\nA1,A,200,150\nB1,B,20,50\n")
        folder.write("territory/voeux.csv", wishes)
        var configuration = LiveDesk.Configuration(
            rules: folder("rules"), policies: folder("policies"), territories: [folder("territory")],
            state: folder("state"), version: "test")
        configuration.permission = WritePermission(owner: 0, accounts: Self.accounts)
        desk = try await LiveDesk(
            configuration,
            clock: DeskClock(now: { "2026-06-15T08:00:00Z" }, today: { CalendarDate("2026-06-15")! }),
            logger: .silent)
    }

    func read(_ route: Route.Name, _ parameters: [String: String] = [:], as peer: Peer) async throws -> JSONValue {
        try JSONValue.parse(await desk.read(route, parameters: parameters, peer: peer).bytes)
    }

    func write(_ route: Route.Name, _ body: String, as peer: Peer) async throws -> (status: Int, body: JSONValue) {
        let reply = await desk.write(route, body: try JSONValue.parse(body), peer: peer)
        return (reply.status, try JSONValue.parse(reply.bytes))
    }

    /// Its daemon at a socket, which every user may open.
    func serve(_ body: (String) async throws -> Void) async throws {
        var configuration = Daemon.Configuration(socket: folder("s.sock"))
        configuration.trapsSignals = false
        configuration.readers = nil
        configuration.socketMode = 0o666
        configuration.accounts = Self.accounts
        let daemon = Daemon(configuration, environment: [:], version: "test", logger: .silent)
        let (started, isStarted) = AsyncStream<Void>.makeStream()
        let task = Task { [desk] in try await daemon.run(onListening: { isStarted.yield() }, openDesk: { desk }) }
        for await _ in started.prefix(1) {}
        do {
            try await body(configuration.socket)
        } catch {
            task.cancel()
            _ = await task.result
            throw error
        }
        task.cancel()
        _ = await task.result
    }

    /// What was answered, as the daemon counts it.
    func counted(_ socket: String) async throws -> String {
        try await command("/usr/bin/curl", ["-sS", "--unix-socket", socket, "http://x/metrics"]).output
    }

    func verdict(_ rule: String, _ subject: String, as peer: Peer) async throws -> JSONValue? {
        try await read(.verdicts, ["rule": rule, "subject": subject], as: peer)["verdicts"]?[0]
    }
}

@Suite("what is confidential") struct ConfidentialityTests {
    @Test("a verdict that hangs on a confidential fact is withheld, with its level; the others are not")
    func verdicts() async throws {
        let place = try await GuardedPlace()
        let withheld = try await place.verdict("chere", "maison/A1", as: GuardedPlace.anyone)
        #expect(withheld?["verdict"] == "withheld")
        #expect(withheld?["withheld"] == ["bureau"])
        #expect(withheld?["missing"]?[0]?["level"] == "bureau")
        for reader in [GuardedPlace.board, GuardedPlace.root] {
            let seen = try await place.verdict("chere", "maison/A1", as: reader)
            #expect(seen?["verdict"] == "yes")
            #expect(seen?["withheld"] == nil)
        }
        #expect(try await place.verdict("vaste", "maison/A1", as: GuardedPlace.anyone)?["verdict"] == "yes")
        let unknown = try await place.read(.verdicts, ["verdict": "unknown"], as: GuardedPlace.anyone)
        #expect(unknown["verdicts"]?.arrayValue?.isEmpty == true)
        let listed = try await place.read(.verdicts, ["verdict": "withheld"], as: GuardedPlace.anyone)
        #expect(listed["verdicts"]?.arrayValue?.count == 3)
        // The kernel does not say who reads: no more than anyone is shown.
        let nobody = try JSONValue.parse(await place.desk.read(.evaluation, parameters: [:]).bytes)
        #expect(try await place.read(.evaluation, as: GuardedPlace.anyone) == nobody)
    }

    @Test("a record says of itself that it is confidential; its withdrawal uncovers nothing")
    func conditions() async throws {
        let place = try await GuardedPlace()
        #expect(try await place.verdict("voulu", "voeu/v1", as: GuardedPlace.anyone)?["verdict"] == "withheld")
        #expect(try await place.verdict("voulu", "voeu/v2", as: GuardedPlace.anyone)?["verdict"] == "yes")
        place.folder.write("territory/voeux.csv", "id,quartier,visibilite,vote\nv2,A,public,oui\n")
        await place.desk.filesChanged([place.folder("territory")])
        let journal = try await place.read(.journal, as: GuardedPlace.anyone)
        let operations = (journal["entries"]?.arrayValue ?? []).flatMap { $0["operations"]?.arrayValue ?? [] }
        let votes = operations.filter { $0["attribute"] == "vote" && $0["withdrawn"] == nil }
        #expect(votes.first { $0["record"] == "voeu/v1" }?["value"] == "confidential")
        #expect(votes.first { $0["record"] == "voeu/v2" }?["value"] == true)
        let past = try await place.read(
            .why, ["rule": "voulu", "subject": "voeu/v1", "known_at": "2026-06-15T08:00:00Z"], as: GuardedPlace.anyone)
        #expect(!past.serialized().contains("\"value\":true"))
    }

    /// What is served of a territory, and the same worked out from its facts alone.
    private func open(_ place: GuardedPlace) throws -> (followed: Views.View, whole: Views.View) {
        let territory = try #require(place.desk.board.state.territories["r"])
        let followed = try #require(territory.view(.levels([])))
        var fresh = territory
        fresh.views = Views()
        return (followed, try #require(fresh.view(.levels([]))))
    }

    @Test("what those without any right see follows the facts, as if it were worked out anew each time")
    func followed() async throws {
        // Confidential by their own word alone, and no record says it yet.
        let place = try await GuardedPlace(
            vocabulary: GuardedPlace.vocabulary.replacing(" confidential: bureau,", with: ""),
            wishes: "id,quartier,visibilite,vote\nv1,A,public,oui\nv2,A,public,non\n")
        var isWithheld: [Bool] = []
        for (record, attribute, value) in [
            ("maison/A1", "taille", "120"), ("voeu/v1", "visibilite", #""confidentiel""#), ("voeu/v1", "vote", "false"),
            ("maison/A1", "taille", "210"), ("voeu/v2", "vote", "true"), ("voeu/v1", "vote", "null"),
            ("voeu/v2", "visibilite", #""confidentiel""#), ("maison/B1", "taille", "null"),
        ] {
            let body =
                #"{"source": "essai", "facts": [{"record": "\#(record)", "attribute": "\#(attribute)", "value": \#(value)}]}"#
            #expect(try await place.write(.changes, body, as: GuardedPlace.root).status == 200)
            let (followed, whole) = try open(place)
            #expect(
                EvaluationChanges.outcomes(of: followed.evaluation) == EvaluationChanges.outcomes(of: whole.evaluation))
            #expect(followed.levels == whole.levels && followed.alerts == whole.alerts)
            isWithheld.append(!followed.levels.isEmpty)
        }
        #expect(isWithheld == [false, true, true, true, true, true, true, true])
    }

    @Test("rules under which nothing is confidential come and go: what is shown follows the rules of the day")
    func rulesBetween() async throws {
        let place = try await GuardedPlace()
        let secretive = GuardedPlace.vocabulary
        let frank = secretive.replacing(" confidential: bureau,", with: "")
            .replacing("confidential: {level: bureau, when: {attribute: visibilite, codes: [confidentiel]}}", with: "")
        #expect(!frank.contains("confidential:"))
        var seen: [JSONValue?] = []
        for (number, vocabulary) in [secretive, frank, secretive, frank, secretive].enumerated() {
            place.folder.write("rules/v.yaml", vocabulary)
            await place.desk.filesChanged([place.folder("rules")])
            // Written under these rules, with a fact of each sort.
            let facts = [("taille", 100 + number), ("loyer", 200 + number)].map {
                #"{"record": "maison/A1", "attribute": "\#($0)", "value": \#($1)}"#
            }
            let body = #"{"source": "essai", "facts": [\#(facts.joined(separator: ", "))]}"#
            #expect(try await place.write(.changes, body, as: GuardedPlace.root).status == 200)
            let (followed, whole) = try open(place)
            #expect(
                EvaluationChanges.outcomes(of: followed.evaluation) == EvaluationChanges.outcomes(of: whole.evaluation))
            #expect(followed.levels == whole.levels && followed.alerts == whole.alerts)
            seen.append(try await place.verdict("chere", "maison/A1", as: GuardedPlace.anyone)?["verdict"])
        }
        #expect(seen == ["withheld", "yes", "withheld", "yes", "withheld"])
    }

    @Test("a read that mixes is refused, and says which group to join")
    func refusals() async throws {
        let place = try await GuardedPlace()
        let query = ["query": "SELECT * FROM v_facts"]
        let refused = try await place.read(.sql, query, as: GuardedPlace.anyone)
        #expect(refused["error"]?["code"] == "A084")
        #expect(refused["error"]?["diagnostics"]?[0]?["help"]?["fr"]?.stringValue?.contains("essai-bureau") == true)
        #expect(try await place.read(.sql, query, as: GuardedPlace.board)["error"]?["code"] != "A084")
    }

    @Test("a statement over the store is open while the store never held anything confidential")
    func sql() async throws {
        // Confidential by their own word alone, and no record says it.
        let vocabulary = GuardedPlace.vocabulary.replacing(" confidential: bureau,", with: "")
        let place = try await GuardedPlace(vocabulary: vocabulary)
        let query = ["query": "SELECT count(*) FROM v_facts"]
        #expect(try await place.read(.sql, query, as: GuardedPlace.anyone)["error"]?["code"] == "A084")
        let none = try await GuardedPlace(
            vocabulary: vocabulary, wishes: "id,quartier,visibilite,vote\nv2,A,public,oui\n")
        #expect(try await none.read(.sql, query, as: GuardedPlace.anyone)["rows"] != nil)
        let said = #"{"reason":"essai","facts":[{"record":"voeu/v2","attribute":"visibilite","value":"confidentiel"}]}"#
        #expect(try await none.write(.changes, said, as: GuardedPlace.root).status == 200)
        #expect(try await none.read(.sql, query, as: GuardedPlace.anyone)["error"]?["code"] == "A084")
        #expect(try await none.read(.sql, query, as: GuardedPlace.board)["rows"] != nil)
    }

    @Test(
        "answers given again are given to those alone who are shown the same",
        .enabled(if: geteuid() == 0 && isPresent("/usr/bin/setpriv")))
    func keptApart() async throws {
        let place = try await GuardedPlace()
        try await place.serve { socket in
            // One connection each, several times the same bytes: the first goes through, the others are given again.
            func read(_ uid: Int) async throws -> [Substring] {
                let target = "http://x/v1/evaluation"
                let text = try await command(
                    "/usr/bin/setpriv",
                    [
                        "--reuid=\(uid)", "--regid=65534", "--clear-groups", "/usr/bin/curl", "-sS", "--unix-socket",
                        socket,
                    ]
                        + [target, target, target, target]
                ).output
                return text.split(separator: "\n")
            }
            var whole: Set<Substring> = []
            var part: Set<Substring> = []
            for _ in 1...3 {
                whole.formUnion(try await read(5002))
                part.formUnion(try await read(5001))
            }
            #expect(whole.count == 1 && part.count == 1, "\(whole.count) \(part.count)")
            #expect(whole.first?.contains("withheld") == false)
            #expect(part.first?.contains("withheld") == true)
            let counted = try await place.counted(socket)
            #expect(counted.contains("route=\"evaluation\",status=\"200\"} 24"))
        }
    }

    @Test(
        "an export of what is readable leaves out what its reader may not read, and says so",
        .enabled(if: geteuid() == 0 && isPresent("/usr/bin/setpriv") && isPresent(maillage)))
    func readableExport() async throws {
        let place = try await GuardedPlace()
        place.folder.makeFolder("out")
        chmod(place.folder("out"), 0o777)
        try await place.serve { socket in
            var manifests: [Int: JSONValue] = [:]
            var texts: [Int: String] = [:]
            for uid in [5001, 5002] {
                let folder = place.folder("out/\(uid)")
                let arguments = ["export", folder, "--readable", "--socket", socket, "--lang", "en"]
                let result = try await command(
                    "/usr/bin/setpriv",
                    ["--reuid=\(uid)", "--regid=65534", "--clear-groups", maillage] + arguments)
                #expect(result.status == .exited(0), "\(result)")
                let manifest = try JSONValue.parse(
                    try await command("/usr/bin/cat", ["\(folder)/manifest.json"]).output)
                manifests[uid] = manifest
                let names = (manifest["files"]?.arrayValue ?? []).compactMap(\.stringValue)
                #expect(names.contains("journal.ndjson") && names.contains("evaluation-r.json"), "\(names)")
                texts[uid] = try await command("/usr/bin/cat", names.map { "\(folder)/\($0)" }).output
                let modes = try await command("/usr/bin/stat", ["-c", "%a", folder, "\(folder)/journal.ndjson"]).output
                #expect(modes == "700\n600\n")
                let again = try await command(maillage, arguments)
                #expect(again.status == .exited(2) && again.error.contains("A086"), "\(again)")
            }
            #expect(manifests[5001]?["withheld"] == ["bureau"])
            #expect(manifests[5002]?["withheld"] == [])
            #expect(texts[5001]?.contains(#""value":150"#) == false)
            #expect(texts[5002]?.contains(#""value":150"#) == true)
        }
    }

    @Test("events and changes of verdicts tell what changes for who may see it")
    func events() async throws {
        let place = try await GuardedPlace()
        let before = place.desk.lastEvent
        let reply = try await place.write(
            .changes,
            #"{"source":"visite","reason":"loyer revu","facts":[{"record":"maison/B1","attribute":"loyer","value":800},{"record":"maison/B1","attribute":"taille","value":20}]}"#,
            as: GuardedPlace.peer(5005))
        #expect(reply.status == 200, "\(reply.body.serialized())")
        #expect(reply.body["changes"]?.arrayValue?.isEmpty == true)
        #expect(reply.body["public"] == nil)
        func told(_ peer: Peer) async -> [JSONValue] {
            await place.desk.keptEvents(after: before, limit: 10, peer: peer).map(\.json)
        }
        let all = await told(GuardedPlace.board)
        #expect(all.first?["changes"]?[0]?["rule"] == "chere")
        #expect(all.first?["public"] == nil)
        let some = await told(GuardedPlace.anyone)
        #expect(some.count == all.count)
        #expect(some.first?["changes"]?.arrayValue?.isEmpty == true)
        #expect(some.first?["reason"] == .null)
        let transitions = try await place.read(.transitions, as: GuardedPlace.anyone)
        #expect(!transitions.serialized().contains("chere"))
    }

    @Test("while no rules are live, nobody knows what is confidential: what was written is closed")
    func noRules() async throws {
        let place = try await GuardedPlace(vocabulary: GuardedPlace.vocabulary.replacing("[id]", with: "[id"))
        let refused = try await place.read(.journal, as: GuardedPlace.anyone)
        #expect(refused["error"]?["code"] == "A084")
        #expect(try await place.read(.journal, as: GuardedPlace.root)["entries"] != nil)
    }

    @Test(
        "what would keep nothing secret is refused when rules are read",
        arguments: [
            ("confidential: bureau", "confidential: burau", "A080"),
            (
                "key: [id]\n    belongs_to: region",
                "key: [id]\n    belongs_to: region\n    attributes:\n      id: {type: text, confidential: bureau}",
                "A081"
            ),
            ("codes: [confidentiel]", "codes: [confidentiell]", "A082"),
        ])
    func refusedRules(_ old: String, _ new: String, _ code: String) async throws {
        let place = try await GuardedPlace(vocabulary: GuardedPlace.vocabulary.replacing(old, with: new))
        let status = try await place.read(.status, as: GuardedPlace.root)
        let codes = (status["refused"]?["diagnostics"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
        #expect(codes == [code])
    }
}

@Suite("writing within a record") struct WriteGrantTests {
    private static func fact(_ record: String, _ value: Int, _ attribute: String = "taille") -> String {
        #"{"record":"\#(record)","attribute":"\#(attribute)","value":\#(value)}"#
    }

    private static func body(_ facts: String...) -> String {
        #"{"reason":"essai","facts":[\#(facts.joined(separator: ","))]}"#
    }

    @Test(
        "a group writes within its record, and nothing of a request that goes beyond",
        arguments: [
            Route.Name.answers, .changes,
        ])
    func answers(_ route: Route.Name) async throws {
        let place = try await GuardedPlace()
        let clerk = GuardedPlace.peer(5003)
        let own = try await place.write(route, Self.body(Self.fact("maison/A1", 180)), as: clerk)
        #expect(own.status == 200, "\(own.body.serialized())")
        let entries = try await place.read(.journal, as: GuardedPlace.root)["entries"]?.arrayValue ?? []
        #expect(entries.last?["uid"] == 5003)
        #expect(entries.last?["author"] == "uid5003")
        #expect(entries.last?["reason"] == "essai")
        for facts in [
            Self.body(Self.fact("maison/B1", 1)), Self.body(Self.fact("maison/A1", 1), Self.fact("maison/B1", 1)),
        ] {
            let refused = try await place.write(route, facts, as: clerk)
            #expect(refused.status == 403)
            #expect(refused.body["error"]?["code"] == "A085")
            let help = refused.body["error"]?["diagnostics"]?[0]?["help"]
            #expect(help?["fr"]?.stringValue?.contains("« essai-b »") == true)
            #expect(help?["en"]?.stringValue?.contains("'essai-b'") == true)
        }
        #expect(try await place.read(.journal, as: GuardedPlace.root)["entries"]?.arrayValue?.count == entries.count)
    }

    @Test("a record cannot be taken from another, nor given away, nor made elsewhere")
    func moves() async throws {
        let place = try await GuardedPlace()
        let clerk = GuardedPlace.peer(5003)
        for (record, quartier) in [("B1", "A"), ("A1", "B"), ("B9", "B")] {
            let refused = try await place.write(
                .changes, #"{"reason":"essai","records":{"maison":[{"id":"\#(record)","quartier":"\#(quartier)"}]}}"#,
                as: clerk)
            #expect(refused.status == 403, "\(record) \(refused.body.serialized())")
        }
        let made = try await place.write(
            .changes, #"{"reason":"essai","records":{"maison":[{"id":"A9","quartier":"A","taille":3}]}}"#, as: clerk)
        #expect(made.status == 200)
        let whole = try await place.write(.changes, Self.body(Self.fact("region/r", 1)), as: clerk)
        #expect(whole.status != 200)
    }

    @Test("records written down, arbitrations, imports and territories keep to it too")
    func otherRoutes() async throws {
        let place = try await GuardedPlace()
        let (a, b) = (GuardedPlace.peer(5003), GuardedPlace.peer(5004))
        func record(_ quartier: String) -> String {
            #"{"kind":"voeu","record":{"id":"w\#(quartier)","quartier":"\#(quartier)","vote":true},"reason":"essai"}"#
        }
        #expect(try await place.write(.records, record("A"), as: a).status == 200)
        #expect(try await place.write(.records, record("B"), as: a).body["error"]?["code"] == "A085")
        _ = try await place.write(.changes, Self.body(Self.fact("maison/B1", 30)), as: GuardedPlace.root)
        _ = try await place.write(.changes, Self.body(Self.fact("maison/A1", 30)), as: GuardedPlace.root)
        func arbitration(_ record: String) -> String {
            #"{"record":"\#(record)","attribute":"taille","source":"socket:uid0","reason":"essai"}"#
        }
        #expect(try await place.write(.arbitrations, arbitration("maison/B1"), as: a).body["error"]?["code"] == "A030")
        #expect(try await place.write(.arbitrations, arbitration("maison/A1"), as: b).body["error"]?["code"] == "A085")
        #expect(try await place.write(.arbitrations, arbitration("maison/B1"), as: b).status == 200)
        let files =
            #"{"reason":"essai","files":[{"name":"territory.yaml","text":"format: territory/1\nterritory: other\n"},{"name":"quartiers.csv","text":"id,region\nA,other\n"}]}"#
        #expect(try await place.write(.imports, files, as: a).body["error"]?["code"] == "A085")
        #expect(try await place.read(.territories, as: GuardedPlace.root)["territories"]?.arrayValue?.count == 1)
        for route in [Route.Name.silence, .milestone, .erasures, .testFire, .plan] {
            #expect(try await place.write(route, "{}", as: a).body["error"]?["code"] == "A030", "\(route)")
        }
    }

    @Test("over the socket, the kernel says who writes", .enabled(if: geteuid() == 0 && isPresent("/usr/bin/setpriv")))
    func socket() async throws {
        let place = try await GuardedPlace()
        try await place.serve { socket in
            func post(_ facts: String, uid: Int) async throws -> JSONValue {
                let text = try await command(
                    "/usr/bin/setpriv",
                    [
                        "--reuid=\(uid)", "--regid=65534", "--clear-groups", "/usr/bin/curl", "-sS", "--unix-socket",
                        socket, "-d", facts, "http://x/v1/changes",
                    ]
                ).output
                return try JSONValue.parse(text)
            }
            let own = try await post(Self.body(Self.fact("maison/A1", 180)), uid: 65534)
            #expect(own["stated"] == 1, "\(own.serialized())")
            let beyond = try await post(Self.body(Self.fact("maison/B1", 180)), uid: 65534)
            #expect(beyond["error"]?["code"] == "A085")
            let other = try await post(Self.body(Self.fact("maison/A1", 180)), uid: 65533)
            #expect(other["error"]?["code"] == "A030")
        }
    }
}
