import ArgumentParser
import Client
import Diagnostics
import Engine
import FEEL
import Glibc
import Intake
import JSON
import Packs
import Queries
import World

/// Where answers come from: a daemon over its socket, or a folder read here and now by the same engine.
struct WorldSource {
    let options: WorldOptions
    let view: ViewOptions
    let terminal: Terminal

    /// The body of a reading route.
    ///
    /// - Throws: `ExitCode`, its diagnostics already printed.
    func read(_ topic: String, stated: KeyValuePairs<String, String?>) throws -> JSONValue {
        try read(topic, stated.compactMap { name, value in value.map { (name, $0) } })
    }

    /// See ``read(_:stated:)``, for parameters that all have a value.
    func read(_ topic: String, _ parameters: [(String, String)] = []) throws -> JSONValue {
        if let folder = options.offline {
            try refuseMemory(parameters)
            let offline = OfflineWorld(packs: options.packs, terminal: terminal)
            let state = try offline.state(of: folder, view)
            let named = Dictionary(parameters, uniquingKeysWith: { _, last in last })
            let answers = Answers(
                state.evaluation, suppositions: SocketFacts.suppositions, elsewhen: { state.on($0).evaluation })
            switch answers.answer(topic, named) {
            case .found(let json): return json
            case .missing(let diagnostics):
                terminal.print(diagnostics)
                throw Exit.missing
            case .refused(let diagnostics):
                terminal.print(diagnostics)
                throw Exit.refused
            }
        }
        var query = parameters + view.parameters
        if let territory = options.territory { query.append(("territory", territory)) }
        return try DaemonCall(socket: options.socketPath, terminal: terminal).get(topic, query)
    }
}

extension WorldSource {
    /// A folder says what is, not what was known: that is the daemon's to tell.
    private func refuseMemory(_ parameters: [(String, String)]) throws {
        let asked =
            [("--known-at", view.knownAt), ("--pack", view.pack)].filter { $0.1 != nil }.map(\.0)
            + (parameters.contains { $0.0 == "since" } ? ["--since"] : [])
            + (parameters.contains { $0.0 == "baseline" } ? ["--baseline"] : [])
        guard let first = asked.first else { return }
        terminal.print([
            Diagnostic(
                "A064",
                Localized(
                    fr: "« \(first) » demande la mémoire d'un démon : un dossier n'en a pas",
                    en: "'\(first)' takes a daemon's memory: a folder has none"),
                help: Localized(
                    fr: "ôter « --offline », ou employer « --as-of » et « --law-at »",
                    en: "leave '--offline' out, or use '--as-of' and '--law-at'"))
        ])
        throw ExitCode(64)
    }
}

/// A request to the daemon, its refusals printed and turned into exit codes.
struct DaemonCall {
    let socket: String
    let terminal: Terminal
    /// How long a read may take: what to ask next is searched for half a minute among two hundred sites, longer on a
    /// machine that has other things to do.
    static let patience: Duration = .seconds(300)
    var patience = Self.patience

    func get(_ topic: String, _ query: [(String, String)] = []) throws -> JSONValue {
        try call(within: patience) { client throws(ClientError) in try client.get("/v1/\(topic)", query: query) }
    }

    /// - Parameter stated: Parameters by name; those without a value are left out.
    func get(_ topic: String, stated: KeyValuePairs<String, String?>) throws -> JSONValue {
        try get(topic, stated.compactMap { name, value in value.map { (name, $0) } })
    }

    func post(_ topic: String, _ body: JSONValue) throws -> JSONValue {
        // A large import is evaluated before it is answered: it takes the time it takes.
        try call(within: .seconds(900)) { client throws(ClientError) in try client.post("/v1/\(topic)", body: body) }
    }

    private func call(
        within limit: Duration, _ request: (Client) throws(ClientError) -> Client.Answer
    ) throws -> JSONValue {
        let answer: Client.Answer
        do {
            answer = try request(Client(socketPath: socket, timeout: limit))
        } catch {
            terminal.print([error.diagnostic])
            throw error.kind == .denied ? Exit.forbidden : Exit.unavailable
        }
        guard answer.isSuccess else {
            terminal.print(answer.refusals)
            switch answer.status {
            case 403: throw Exit.forbidden
            case 404: throw Exit.missing
            case 500...: throw Exit.unavailable
            default: throw Exit.refused
            }
        }
        do {
            // The daemon's own answer, already received whole: a country's verdicts are no attack.
            return try JSONValue.parse(answer.body, limits: JSONLimits(size: .max))
        } catch {
            terminal.print([
                Diagnostic(
                    "A004",
                    Localized(fr: "réponse incompréhensible du démon", en: "cannot understand the daemon's answer"))
            ])
            throw Exit.defect
        }
    }
}

/// The world of a folder, evaluated without a daemon.
struct OfflineWorld {
    let packs: PackOptions
    let terminal: Terminal

    /// - Throws: `ExitCode`; diagnostics are printed, warnings too.
    func evaluation(of folder: String, _ view: ViewOptions) throws -> Evaluation {
        try state(of: folder, view).evaluation
    }

    /// See ``evaluation(of:_:)``: with its facts.
    func state(of folder: String, _ view: ViewOptions) throws -> EvaluatedState {
        let pack = try pack()
        let (territory, diagnostics) = TerritoryFolder.read(FolderReader.read(folder), vocabulary: pack.vocabulary)
        terminal.print(diagnostics)
        guard !territory.territory.isEmpty, view.asOf != nil || !territory.hasWrongDate else { throw Exit.refused }
        let date = view.asOf.flatMap { CalendarDate($0) } ?? territory.at ?? Today.date
        return EvaluatedState(
            base: territory.factBase, pack: pack, date: date, lawDate: view.lawAt.flatMap { CalendarDate($0) } ?? date)
    }

    func pack() throws -> Pack {
        let (files, unread) = PackFolders.read(
            rules: packs.rulesFolder, policies: Terminal.isFolder(packs.policiesFolder) ? packs.policiesFolder : nil)
        terminal.print(unread)
        if unread.hasErrors { throw Exit.missing }
        let (pack, diagnostics) = Pack.load(files, at: Today.date)
        terminal.print(diagnostics)
        guard let pack else { throw Exit.refused }
        return pack
    }
}

/// The local civil date: read at this edge only, an input everywhere else.
enum Today {
    static var date: CalendarDate {
        var now = Glibc.time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        // A clock always shows a date that exists.
        return CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
            ?? .epoch
    }
}
