import ArgumentParser
import Diagnostics
import Glibc

/// Verbs over the store's file are the daemon program's: it alone knows the file. These hand over to it.
struct DaemonProgram {
    let terminal: Terminal

    /// Becomes `maillaged VERB …`, found beside this program, else in the path.
    ///
    /// - Throws: `ExitCode` when there is none.
    func become(_ arguments: [String]) throws {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        let own = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        var list: [UnsafeMutablePointer<CChar>?] = (["maillaged"] + arguments).map { strdup($0) } + [nil]
        defer { for copy in list { free(copy) } }
        execv("\(beside)/maillaged", &list)
        execvp("maillaged", &list)
        terminal.print([
            Diagnostic(
                "A065",
                Localized(fr: "le programme « maillaged » est introuvable", en: "the program 'maillaged' is not found"),
                help: Localized(
                    fr: "l'installer à côté de « maillage »", en: "install it beside 'maillage'"))
        ])
        throw Exit.unavailable
    }
}

struct StateOptions: ParsableArguments {
    @Option(help: both("Dossier d'état du démon.", "State folder of the daemon.")) var state: String?
    @Option(help: both("Langue : fr ou en.", "Language: fr or en.")) var lang: Language?

    var terminal: Terminal { Terminal(language: lang ?? Terminal.localeLanguage) }
    var arguments: [String] {
        (state.map { ["--state", $0] } ?? []) + ["--lang", terminal.language.rawValue]
    }
}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Écrire la base en fichiers texte, pendant que le démon sert ; l'empreinte de l'export est affichée.",
            "Write the store as text files, while the daemon serves; the export's hash is printed."),
        aliases: ["exporter"])

    @Argument(help: both("Dossier à créer.", "Folder to make.")) var folder: String
    @Flag(
        help: both(
            "Ce que ce compte peut lire, demandé au démon : ce qui lui est réservé en est absent ; non restaurable.",
            "What this account may read, asked of the daemon: what is withheld from it is left out; not to be restored."
        ))
    var readable = false
    @Option(help: both("Socket du démon, avec --readable.", "Socket of the daemon, with --readable."))
    var socket: String?
    @OptionGroup var state: StateOptions

    func validate() throws {
        if readable, state.state != nil {
            throw ValidationError(
                "--readable : demande au démon, ôter --state / asks the daemon, leave --state out")
        }
    }

    func run() throws {
        if readable { return try ReadableExport(folder: folder, socket: socket, terminal: state.terminal).write() }
        try DaemonProgram(terminal: state.terminal).become(["export", folder] + state.arguments)
    }
}

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Refaire une base d'un export, dans un dossier d'état qui n'en a pas.",
            "Make a store from an export, in a state folder that has none."), aliases: ["restaurer"])

    @Argument(help: both("Dossier de l'export.", "Folder of the export.")) var folder: String
    @OptionGroup var state: StateOptions

    func run() throws { try DaemonProgram(terminal: state.terminal).become(["restore", folder] + state.arguments) }
}

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Copier la base en un fichier, pendant que le démon sert.",
            "Copy the store to a file, while the daemon serves."
        ), aliases: ["sauvegarder"])

    @Argument(help: both("Fichier à créer.", "File to make.")) var file: String
    @OptionGroup var state: StateOptions

    func run() throws { try DaemonProgram(terminal: state.terminal).become(["backup", file] + state.arguments) }
}

struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both(
            "Charger une table de millions de lignes, démon arrêté ; coupé, il reprend où il en était.",
            "Load a table of millions of rows, while the daemon is stopped; cut short, it goes on where it was."),
        aliases: ["charger"])

    @Argument(help: both("Import (YAML).", "Mapping (YAML).")) var mapping: String
    @Argument(help: both("Table (CSV).", "Table (CSV).")) var table: String
    @Option(help: both("Dossier des règles.", "Folder of rules.")) var rules: String?
    @Option(help: both("Dossier des choix locaux.", "Folder of local choices.")) var policies: String?
    @Option(
        help: both(
            "Territoire de toutes les lignes ; sinon celui de ce à quoi chacune appartient.",
            "Territory of all rows; else that of what each belongs to.")) var territory: String?
    @Option(help: both("Raison, gardée au journal.", "Reason, kept in the journal.")) var reason: String?
    @OptionGroup var state: StateOptions

    func run() throws {
        // Where verbs without a daemon look too; else where the daemon program does.
        let own = { (name: String, folder: String) in
            Terminal.environment(name) ?? (Terminal.isFolder(folder) ? folder : nil)
        }
        let given = [
            ("rules", rules ?? own("MAILLAGE_RULES", "rules")),
            ("policies", policies ?? own("MAILLAGE_POLICIES", "policies")), ("territory", territory),
            ("reason", reason),
        ]
        let options = given.flatMap { name, value in value.map { ["--\(name)", $0] } ?? [] }
        try DaemonProgram(terminal: state.terminal).become(["load", mapping, table] + options + state.arguments)
    }
}
