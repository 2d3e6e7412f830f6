import ArgumentParser
import Diagnostics
import Glibc
import Service
import Store
import Wire

/// Where the store is, and in which language to speak of it.
struct StorePlace: ParsableArguments {
    @Option(help: ArgumentHelp("Dossier de la base. / Folder of the store.", valueName: "dir"))
    var state: String?

    @Option(help: ArgumentHelp("Langue des messages. / Language of messages.", valueName: "fr|en"))
    var lang: Language?

    var database: String {
        (state ?? environment("STATE_DIRECTORY").flatMap(firstFolder(of:)) ?? "/var/lib/maillage")
            + "/maillage.sqlite"
    }

    var language: Language {
        lang ?? ((environment("LC_ALL") ?? environment("LANG") ?? "").hasPrefix("en") ? .en : .fr)
    }

    private func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Runs a verb; its failure is told on standard error, with code 1.
    func run(_ body: () throws(StoreError) -> Localized) throws {
        do {
            print(try body()[language])
        } catch {
            var lines = ["error[\(error.diagnostic.code)]: \(error.diagnostic.headline[language])"]
            lines += error.diagnostic.notes.map { "  | \($0[language])" }
            if let help = error.diagnostic.help { lines.append("  = \(help[language])") }
            let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
            _ = write(STDERR_FILENO, bytes, bytes.count)
            throw ExitCode(1)
        }
    }

    /// Says on standard error what is no result.
    func note(_ text: Localized) {
        let bytes = Array("note: \(text[language])\n".utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Opened for reading, beside a daemon or without one.
    func open() throws(StoreError) -> Store {
        try Store(path: database, options: StoreOptions(access: .readOnly))
    }
}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Écrire la base en fichiers texte. / Write the store as text files.")

    @Argument(help: "Dossier à créer. / Folder to make.") var folder: String
    @OptionGroup var options: StorePlace

    func run() throws {
        try options.run { () throws(StoreError) in
            let hash = try options.open().export(to: folder)
            options.note(
                Localized(
                    fr: "l'export contient tout, ce qui est confidentiel compris ; « --readable » le laisse dehors",
                    en: "the export holds everything, what is confidential too; '--readable' leaves it out"))
            return Localized(fr: "export \(folder) : \(hash)", en: "export \(folder): \(hash)")
        }
    }
}

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Refaire une base d'un export. / Make a store from an export.")

    @Argument(help: "Dossier de l'export. / Folder of the export.") var folder: String
    @OptionGroup var options: StorePlace

    func run() throws {
        try options.run { () throws(StoreError) in
            let hash = try Store.restore(from: folder, to: options.database)
            return Localized(fr: "base refaite de l'export \(hash)", en: "store made from export \(hash)")
        }
    }
}

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copier la base en un fichier. / Copy the store to a file.")

    @Argument(help: "Fichier à créer. / File to make.") var file: String
    @OptionGroup var options: StorePlace

    func run() throws {
        try options.run { () throws(StoreError) in
            try options.open().backup(to: file)
            return Localized(fr: "copie \(file)", en: "copy \(file)")
        }
    }
}

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examiner l'installation. / Examine the installation.")

    @Option(help: ArgumentHelp("Chemin du socket. / Path of the socket.", valueName: "path"))
    var socket: String?
    @OptionGroup var options: StorePlace

    func run() throws {
        let folder = String(options.database.dropLast("/maillage.sqlite".count))
        let findings = Examination.run(state: folder, socket: socket ?? DaemonSocket.standardPath)
        for finding in findings {
            let mark =
                switch finding.level {
                case .good: "ok"
                case .warning: options.language == .fr ? "attention" : "warning"
                case .fault: options.language == .fr ? "défaut" : "fault"
                }
            let colon = options.language == .fr ? " :" : ":"
            print("\(mark)\(colon) \(finding.what[options.language])")
            if let remedy = finding.remedy?[options.language], !remedy.isEmpty { print("    = \(remedy)") }
        }
        if findings.contains(where: { $0.level == .fault }) { throw ExitCode(1) }
    }
}
