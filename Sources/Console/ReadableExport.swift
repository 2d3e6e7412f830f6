import ArgumentParser
import Diagnostics
import Glibc
import JSON
import Wire

/// What the account that asks may read of a running daemon, as files.
///
/// Everything comes over the socket: the kernel tells the daemon who asks, and what this account may not read is not in
/// the answers. `manifest.json` names the levels of which something is missing. No store can be made of it.
struct ReadableExport {
    let folder: String
    let socket: String?
    let terminal: Terminal

    /// Answers about the daemon, and about each territory.
    private static let common = ["status", "rules", "catalogue", "milestones"]
    private static let territorial = ["evaluation", "questions", "overlaps", "readiness", "alerts"]
    private static let page = 1000

    /// - Throws: `ExitCode`, its diagnostics printed.
    func write() throws {
        let daemon = DaemonCall(socket: Terminal.socketPath(socket), terminal: terminal)
        // Answered before a folder is made: a daemon that cannot be had leaves none behind.
        let status = try daemon.get("status")
        guard mkdir(folder, 0o700) == 0 else { throw failure(errno) }
        var withheld: Set<String> = []
        var names: [String] = []
        func keep(_ name: String, _ rows: [JSONValue]) throws {
            for row in rows { Self.levels(of: row, into: &withheld) }
            try Self.write(rows, to: "\(folder)/\(name)", failure)
            names.append(name)
        }
        for topic in Self.common {
            try keep("\(topic).json", [topic == "status" ? status : try daemon.get(topic)])
        }
        for territory in (status["territories"]?.arrayValue ?? []).compactMap({ $0["territory"]?.stringValue }) {
            for topic in Self.territorial {
                let body = try daemon.get(topic, [("territory", territory)])
                // A territory is a name of a folder's own choice: never a path.
                try keep("\(topic)-\(Self.fileName(territory)).json", [body])
            }
        }
        for (topic, items) in [("journal", "entries"), ("transitions", "transitions")] {
            var rows: [JSONValue] = []
            var after = 0
            while true {
                let body = try daemon.get(topic, [("after", String(after)), ("limit", String(Self.page))])
                rows += body[items]?.arrayValue ?? []
                guard let next = body["next"]?.intValue, next > after else { break }
                after = next
            }
            try keep("\(topic).ndjson", rows)
        }
        let levels = withheld.sorted()
        try Self.write(
            [
                .object([
                    .init("format", "maillage readable/1"), .init("withheld", .strings(levels)),
                    .init("files", .strings(names.sorted())),
                ])
            ], to: "\(folder)/manifest.json", failure)
        let missing =
            levels.isEmpty
            ? Localized(fr: "rien n'est réservé", en: "nothing is withheld")
            : Localized(
                fr: "réservé, absent : \(levels.joined(separator: ", "))",
                en: "withheld, left out: \(levels.joined(separator: ", "))")
        print(
            Localized(
                fr: "export \(folder) : \(names.count + 1) fichiers ; \(missing.fr)",
                en: "export \(folder): \(names.count + 1) files; \(missing.en)")[terminal])
    }

    /// Levels that an answer says something was withheld of.
    static func levels(of json: JSONValue, into levels: inout Set<String>) {
        switch json {
        case .array(let items): for item in items { Self.levels(of: item, into: &levels) }
        case .object(let members):
            for member in members {
                if member.name == "withheld", let names = member.value.arrayValue {
                    levels.formUnion(names.compactMap(\.stringValue))
                }
                Self.levels(of: member.value, into: &levels)
            }
        default: break
        }
    }

    /// Letters, digits and hyphens of a name; the rest as its code points.
    static func fileName(_ name: String) -> String {
        name.unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-": String(scalar)
            default: "_\(String(scalar.value, radix: 16))_"
            }
        }.joined()
    }

    private static func write(_ rows: [JSONValue], to path: String, _ failure: (Int32) -> ExitCode) throws {
        var bytes: [UInt8] = []
        for row in rows {
            row.write(into: &bytes)
            bytes.append(0x0A)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
    }

    private func failure(_ code: Int32) -> ExitCode {
        if code == EEXIST {
            terminal.print([
                Diagnostic(
                    "A086",
                    Localized(fr: "« \(folder) » existe déjà", en: "'\(folder)' exists already"),
                    help: Localized(fr: "donner le nom d'un dossier à créer", en: "name a folder to make"))
            ])
            return Exit.refused
        }
        terminal.print([
            AccessDiagnostic.system(
                Localized(fr: "écrire « \(folder) »", en: "write '\(folder)'"), error: String(cString: strerror(code)))
        ])
        return Exit.unavailable
    }
}
