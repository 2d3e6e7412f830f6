import ArgumentParser
import Client
import Diagnostics
import Glibc
import JSON

/// For monitoring systems: one line, performance data, and an exit code of 0 to 3.
///
/// - Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes", "Performance data".
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Pour la supervision : 0 bon, 1 à surveiller, 2 grave, 3 inconnu, et des mesures.",
            "For monitoring: 0 ok, 1 warning, 2 critical, 3 unknown, and performance data."), aliases: ["controler"])

    @Option(
        help: both(
            "Gravité à partir de laquelle une alerte ouverte est grave ; la première sinon.",
            "Severity from which an open alert is critical; the first otherwise."))
    var critical: String?
    @Option(
        help: both(
            "Gravité à partir de laquelle elle est à surveiller ; la deuxième sinon.",
            "Severity from which it is a warning; the second otherwise."))
    var warning: String?
    @OptionGroup var daemon: DaemonOptions
    @Option(help: both("Langue : fr ou en.", "Language: fr or en.")) var lang: Language?

    private enum Level: Int32 {
        case ok, warning, critical, unknown

        /// Machines read these words: never translated.
        var word: String { ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(rawValue)] }
    }

    func run() throws {
        let terminal = Terminal(language: lang ?? Terminal.localeLanguage)
        let client = Client(socketPath: Terminal.socketPath(daemon.socket), timeout: .seconds(20))
        let status: JSONValue
        let alerts: JSONValue
        do {
            status = try body(client.get("/v1/status"))
            alerts = try body(client.get("/v1/alerts", query: daemon.territory.map { [("territory", $0)] } ?? []))
        } catch let error as ClientError {
            return try say(.unknown, error.diagnostic.headline[terminal], [], [], terminal)
        } catch let refusal as Refused {
            return try say(.unknown, refusal.text[terminal], [], [], terminal)
        }
        let severities = (alerts["severities"]?.arrayValue ?? []).compactMap(\.stringValue)
        for name in [critical, warning].compactMap({ $0 }) where !severities.contains(name) {
            let text = Localized(fr: "gravité inconnue « \(name) »", en: "unknown severity '\(name)'")
            return try say(.unknown, text[terminal], [], [], terminal)
        }
        let criticalRank = critical.flatMap { severities.firstIndex(of: $0) } ?? 0
        let warningRank = warning.flatMap { severities.firstIndex(of: $0) } ?? 1
        var level = Level.ok
        var lines: [String] = []
        var counts = ["open": 0, "acknowledged": 0, "silenced": 0, "suspended": 0]
        var worst: String?
        for item in alerts["alerts"]?.arrayValue ?? [] {
            let state = item["state"]?.stringValue ?? ""
            counts[state, default: 0] += 1
            let rank = item["severity"]?.stringValue.flatMap { severities.firstIndex(of: $0) } ?? 0
            let name = "\(item["id"]?.stringValue ?? "")"
            // An alert whose data are missing is neither there nor gone.
            let own: Level =
                switch state {
                case "open" where rank <= criticalRank: .critical
                case "open" where rank <= warningRank: .warning
                case "suspended" where rank <= criticalRank: .unknown
                default: .ok
                }
            if own != .ok { lines.append("\(own.word) \(name)") }
            if Self.weight(own) > Self.weight(level) {
                level = own
                worst = name
            }
        }
        if let refused = status["refused"], !refused.isNull {
            lines.append("WARNING rules refused since \(refused["since"]?.stringValue ?? "?")")
            if level == .ok { level = .warning }
        }
        let unknown = (status["territories"]?.arrayValue ?? []).filter {
            daemon.territory == nil || $0["territory"]?.stringValue == daemon.territory
        }.reduce(0) { $0 + ($1["unknown"]?.intValue ?? 0) }
        let open = counts["open"] ?? 0
        let summary = Localized(
            fr: "\(open) alertes ouvertes" + (worst.map { ", la pire : \($0)" } ?? ""),
            en: "\(open) open alerts" + (worst.map { ", the worst: \($0)" } ?? ""))[terminal]
        let data =
            ["open", "acknowledged", "silenced", "suspended"].map { "\($0)=\(counts[$0] ?? 0);;;0" }
            + ["unknown_verdicts=\(unknown);;;0"]
        try say(level, summary, lines, data, terminal)
    }

    private struct Refused: Error {
        var text: Localized
    }

    private func body(_ answer: Client.Answer) throws -> JSONValue {
        guard answer.isSuccess, let json = try? JSONValue.parse(answer.body, limits: JSONLimits(size: .max)) else {
            throw Refused(text: answer.refusals.first?.headline ?? Localized(both: "HTTP \(answer.status)"))
        }
        return json
    }

    /// What nobody knows weighs less than what is known to be grave, more than a warning.
    private static func weight(_ level: Level) -> Int {
        switch level {
        case .ok: 0
        case .warning: 1
        case .unknown: 2
        case .critical: 3
        }
    }

    private func say(
        _ level: Level, _ summary: String, _ lines: [String], _ data: [String], _ terminal: Terminal
    ) throws {
        // A bar begins the performance data: none in the words.
        let words = String(summary.map { $0 == "|" || $0.isNewline ? "/" : $0 })
        let head = "MAILLAGE \(level.word) - \(words)" + (data.isEmpty ? "" : " | " + data.joined(separator: " "))
        terminal.print(([head] + lines.map { $0.split(separator: "|").joined(separator: "/") }).joined(separator: "\n"))
        throw ExitCode(level.rawValue)
    }
}

struct WaitUntil: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: both(
            "Attendre qu'une expression FEEL soit vraie.", "Wait until a FEEL expression is true."),
        aliases: ["attendre"])

    @Argument(help: both("Expression FEEL.", "FEEL expression.")) var expression: String
    @Option(help: both("Secondes au plus ; sans fin sinon.", "Seconds at most; without end otherwise."))
    var timeout: Int?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let timeout, !(1...31_536_000).contains(timeout) { throw ValidationError("--timeout: 1…31536000") }
    }

    func run() throws {
        let terminal = common.terminal
        let call = daemon.call(terminal)
        let end = timeout.map { ContinuousClock.now + .seconds($0) }
        var query = [("expression", expression)]
        if let territory = daemon.territory { query.append(("territory", territory)) }
        while true {
            // Read before the value: a change after it is in the stream.
            let cursor = try call.get("status")["event"]?.intValue ?? 0
            let reply = try call.get("query", query)
            if reply["value"]?.boolValue == true { return }
            let left = end.map { ContinuousClock.now.duration(to: $0) }
            if let left, left <= .zero {
                throw reply["certain"]?.boolValue == false ? Exit.unknown : Exit.no
            }
            do throws(ClientError) {
                try Client(socketPath: call.socket).stream(
                    "/v1/events", query: [("after", String(cursor))], within: left
                ) { _ in .stop }
            } catch {
                guard error.kind == .timedOut else {
                    terminal.print([error.diagnostic])
                    throw error.kind == .denied ? Exit.forbidden : Exit.unavailable
                }
            }
        }
    }
}

struct SQL: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Lire la base en SQL, par le démon : les vues v_… et r_….",
            "Read the store in SQL, through the daemon: the views v_… and r_…."))

    @Argument(help: both("Une instruction SELECT.", "One SELECT statement.")) var query: String
    @Option(help: both("Lignes au plus.", "Rows at most.")) var limit: Int?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let terminal = common.terminal
        var items = [("query", query)]
        if let limit { items.append(("limit", String(limit))) }
        let reply = try daemon.call(terminal).get("sql", items)
        let columns = (reply["columns"]?.arrayValue ?? []).compactMap(\.stringValue)
        let rows = (reply["rows"]?.arrayValue ?? []).map { $0.arrayValue ?? [] }
        if common.output == .json { return terminal.print(reply) }
        if common.output == .ndjson {
            for row in rows {
                terminal.print(JSONValue.object(zip(columns, row).map { .init($0, $1) }).serialized())
            }
            return
        }
        Presentation(format: common.output, terminal: terminal).show(reply, items: nil) { _ in
            Table(
                columns: columns.map { .init($0, Localized(both: $0)) },
                rows: rows.map { $0.map { Table.Cell($0.machineText) } })
        }
    }
}

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Examiner l'installation : chaque défaut avec son remède.",
            "Examine the installation: each fault with its remedy."), aliases: ["diagnostic"])

    @OptionGroup var state: StateOptions
    @Option(help: both("Socket du démon ; sinon MAILLAGE_SOCKET.", "Socket of the daemon; MAILLAGE_SOCKET otherwise."))
    var socket: String?

    func run() throws {
        try DaemonProgram(terminal: state.terminal).become(
            ["doctor", "--socket", Terminal.socketPath(socket)] + state.arguments)
    }
}
