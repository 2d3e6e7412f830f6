public import ArgumentParser
public import Diagnostics
import FEEL
import Glibc

/// How a command prints what it found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, ndjson, csv, tsv
}

extension Language: ExpressibleByArgument {}

/// What every verb takes.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: both("Sortie : table, json, ndjson, csv ou tsv.", "Output: table, json, ndjson, csv or tsv."))
    var output: OutputFormat = .table

    @Option(
        help: both(
            "Langue des textes : fr ou en ; sinon celle des paramètres régionaux.",
            "Language of texts: fr or en; the locale's otherwise."))
    var lang: Language?

    var terminal: Terminal { Terminal(language: lang ?? Terminal.localeLanguage) }
}

/// Where a reading verb finds the world: a daemon, or a folder.
struct WorldOptions: ParsableArguments {
    @Option(help: both("Socket du démon ; sinon MAILLAGE_SOCKET.", "Socket of the daemon; MAILLAGE_SOCKET otherwise."))
    var socket: String?

    @Option(
        help: both(
            "Lire ce dossier de territoire, sans démon.", "Read this territory folder instead of asking a daemon."))
    var offline: String?

    @OptionGroup var packs: PackOptions

    @Option(help: both("Territoire, si le démon en sert plusieurs.", "Territory, when the daemon serves several."))
    var territory: String?

    var socketPath: String { Terminal.socketPath(socket) }
}

/// Where a verb finds the daemon, when nothing else answers it.
struct DaemonOptions: ParsableArguments {
    @Option(help: both("Socket du démon ; sinon MAILLAGE_SOCKET.", "Socket of the daemon; MAILLAGE_SOCKET otherwise."))
    var socket: String?

    @Option(help: both("Territoire, si le démon en sert plusieurs.", "Territory, when the daemon serves several."))
    var territory: String?

    func call(_ terminal: Terminal, within limit: Duration = .seconds(60)) -> DaemonCall {
        DaemonCall(socket: Terminal.socketPath(socket), terminal: terminal, patience: limit)
    }

    func writing(_ terminal: Terminal) -> DaemonCall {
        DaemonCall(socket: Terminal.socketPath(socket), terminal: terminal)
    }
}

/// Which state a reading verb is about: what was known, for which day, under which law and rules.
struct ViewOptions: ParsableArguments {
    @Option(help: both("Le monde de ce jour : AAAA-MM-JJ.", "The world of this day: YYYY-MM-DD."))
    var asOf: String?

    @Option(
        help: both(
            "Ce qui était connu alors : instant, jour (sa fin) ou jalon ; démon seulement.",
            "What was known then: an instant, a day (its end) or a milestone; the daemon only."))
    var knownAt: String?

    @Option(help: both("Le droit de ce jour : AAAA-MM-JJ.", "The law of this day: YYYY-MM-DD."))
    var lawAt: String?

    @Option(
        help: both(
            "Ces règles : début d'empreinte, ou live ; démon seulement.",
            "These rules: the beginning of a hash, or live; the daemon only."))
    var pack: String?

    func validate() throws {
        for (name, text) in [("--as-of", asOf), ("--law-at", lawAt)] {
            guard let text, CalendarDate(text) == nil else { continue }
            throw ValidationError("\(name): « \(text) » : AAAA-MM-JJ / YYYY-MM-DD")
        }
    }

    /// What is, as it is known now.
    static var live: ViewOptions {
        var view = ViewOptions()
        (view.asOf, view.knownAt, view.lawAt, view.pack) = (nil, nil, nil, nil)
        return view
    }

    /// The query items of a request.
    var parameters: [(String, String)] {
        [("as_of", asOf), ("known_at", knownAt), ("law_at", lawAt), ("pack", pack)].compactMap { name, value in
            value.map { (name, $0) }
        }
    }
}

/// Where rules and policies are read without a daemon.
struct PackOptions: ParsableArguments {
    @Option(
        help: both(
            "Dossier des règles ; sinon MAILLAGE_RULES, ./rules ou /usr/share/maillage/rules.",
            "Folder of rule sets; MAILLAGE_RULES, ./rules or /usr/share/maillage/rules otherwise."))
    var rules: String?

    @Option(
        help: both(
            "Dossier des choix locaux ; sinon MAILLAGE_POLICIES, ./policies ou /etc/maillage/policies.",
            "Folder of policies; MAILLAGE_POLICIES, ./policies or /etc/maillage/policies otherwise."))
    var policies: String?

    static func folders(rules: String, policies: String?) -> PackOptions {
        var options = PackOptions()
        (options.rules, options.policies) = (rules, policies)
        return options
    }

    var rulesFolder: String {
        rules ?? Terminal.environment("MAILLAGE_RULES")
            ?? (Terminal.isFolder("rules") ? "rules" : "/usr/share/maillage/rules")
    }

    var policiesFolder: String {
        policies ?? Terminal.environment("MAILLAGE_POLICIES")
            ?? (Terminal.isFolder("policies") ? "policies" : "/etc/maillage/policies")
    }
}

/// The documented exit codes.
///
/// | code | meaning |
/// | --- | --- |
/// | 0 | done; with `--verdict`, the verdict is yes |
/// | 2 | refused: what was given has errors, printed as diagnostics |
/// | 10, 11, 12 | with `--verdict`: no, unknown, not applicable |
/// | 20 | `verify`: something is wrong |
/// | 21 | `pack plan`: verdicts would change |
/// | 22 | `rules test`: a test fails |
/// | 23 | `rules test`: coverage is not complete, or a mutant survives without a reason |
/// | 64 | wrong usage |
/// | 66 | nothing of that name |
/// | 69 | no daemon answers |
/// | 70 | a defect of ours |
/// | 77 | not permitted |
enum Exit {
    static let refused = ExitCode(2)
    static let no = ExitCode(10)
    static let unknown = ExitCode(11)
    static let notApplicable = ExitCode(12)
    static let unsound = ExitCode(20)
    static let wouldChange = ExitCode(21)
    static let testFails = ExitCode(22)
    static let testsLeaveOut = ExitCode(23)
    static let missing = ExitCode(66)
    static let unavailable = ExitCode(69)
    static let defect = ExitCode(70)
    static let forbidden = ExitCode(77)
}
