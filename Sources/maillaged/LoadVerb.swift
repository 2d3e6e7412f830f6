import ArgumentParser
import Diagnostics
import Glibc
import Service
import Store

struct Load: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Importer une table de millions de lignes, démon arrêté. / Import a table of millions of rows, while the daemon is stopped.",
        discussion: """
            Coupé, il reprend où il en était. / When it is cut short, it goes on where it was.
            """)

    @Argument(help: "Import (YAML). / Mapping (YAML).") var mapping: String
    @Argument(help: "Table (CSV). / Table (CSV).") var table: String
    @Option(help: ArgumentHelp("Règles. / Rules.", valueName: "dir"))
    var rules = "/usr/share/maillage/rules"
    @Option(help: ArgumentHelp("Choix locaux. / Local choices.", valueName: "dir"))
    var policies: String?
    @Option(
        help: ArgumentHelp(
            "Territoire de toutes les lignes ; sinon celui de ce à quoi chacune appartient. / Territory of all rows; else that of what each belongs to.",
            valueName: "id"))
    var territory: String?
    @Option(help: ArgumentHelp("Raison, gardée au journal. / Reason, kept in the journal.", valueName: "text"))
    var reason = ""
    /// For tests: small pieces of small tables.
    @Option(help: .hidden) var piece = RowImport.standardPiece
    @OptionGroup var options: StorePlace

    func run() throws {
        do {
            if access(options.database, F_OK) != 0 {
                options.note(
                    Localized(
                        fr: "une base neuve est créée : \(options.database)",
                        en: "a new store is made: \(options.database)"))
            }
            try Load.makeFolder(options.database)
            let store = try Store(path: options.database)
            let clock = DeskClock.system
            let rowImport = try RowImport(
                store: store, rules: rules, policies: policies, mapping: mapping, table: table, territory: territory,
                today: clock.today(), pieceSize: max(1 << 10, piece))
            let start = Ticks.seconds
            var last = start
            let outcome = try rowImport.run(uid: geteuid(), reason: reason, recordedAt: clock.now()) { progress in
                guard Ticks.seconds - last >= 1 else { return }
                last = Ticks.seconds
                say(told(progress, after: last - start))
            }
            try store.close()
            show(outcome, after: Ticks.seconds - start)
            // A table of which nothing could be taken was not loaded, whoever waits for it.
            if outcome.isNew, outcome.rowsTaken == 0, outcome.rowsRefused > 0 { throw ExitCode(2) }
        } catch let refusal as Refusal {
            for diagnostic in refusal.diagnostics { show(diagnostic) }
            throw ExitCode(1)
        } catch let error as StoreError {
            show(error.diagnostic)
            throw ExitCode(1)
        }
    }

    /// The state folder of a store that is not there yet.
    private static func makeFolder(_ database: String) throws {
        let folder = database.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !folder.isEmpty { mkdir(folder, 0o750) }
    }

    private func told(_ progress: RowImport.Progress, after seconds: Double) -> String {
        let rate = Double(progress.rows) / max(seconds, 0.001)
        let left = seconds * Double(progress.size - progress.bytes) / Double(max(progress.bytes, 1))
        return Localized(
            fr: "\(progress.rows) lignes, \(Int(rate)) par seconde, encore \(Int(left.rounded(.up))) s",
            en: "\(progress.rows) rows, \(Int(rate)) a second, \(Int(left.rounded(.up))) s left")[options.language]
    }

    private func show(_ outcome: RowImport.Outcome, after seconds: Double) {
        for diagnostic in outcome.diagnostics { show(diagnostic) }
        guard outcome.isNew else {
            return print(
                Localized(
                    fr: "la base tient déjà cette table : rien à faire",
                    en: "the store already holds this table: nothing to do")[options.language])
        }
        var lines = [
            Localized(
                fr:
                    "lignes lues : \(outcome.rowsRead), prises : \(outcome.rowsTaken), écartées : \(outcome.rowsFiltered), "
                    + "refusées : \(outcome.rowsRefused)",
                en: "rows read: \(outcome.rowsRead), taken: \(outcome.rowsTaken), filtered: \(outcome.rowsFiltered), "
                    + "refused: \(outcome.rowsRefused)"),
            Localized(
                fr: "territoires : \(outcome.territories), en \(Int(seconds.rounded(.up))) s, "
                    + "\(Int(Double(outcome.rowsRead) / max(seconds, 0.001))) lignes par seconde",
                en: "territories: \(outcome.territories), in \(Int(seconds.rounded(.up))) s, "
                    + "\(Int(Double(outcome.rowsRead) / max(seconds, 0.001))) rows a second"),
        ]
        if outcome.resumed > 0 {
            lines.append(
                Localized(
                    fr: "repris après \(outcome.resumed) lignes d'un import interrompu",
                    en: "resumed after \(outcome.resumed) rows of an import that was cut short"))
        }
        if outcome.refusedBeyond > 0 {
            lines.append(
                Localized(
                    fr: "et \(outcome.refusedBeyond) autres refus", en: "and \(outcome.refusedBeyond) more refusals"))
        }
        for line in lines { print(line[options.language]) }
    }

    private func show(_ diagnostic: Diagnostic) {
        say(TerminalRenderer(language: options.language).render(diagnostic))
    }

    private func say(_ text: String) {
        let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// Time that only goes forward.
private enum Ticks {
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
