import ArgumentParser
import Diagnostics
import Engine
import JSON
import Packs
import Trials

struct Rules: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: both("Paquets de règles.", "Rule packs."),
        subcommands: [Check.self, Test.self, CatalogueCommand.self], aliases: ["regles"])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Vérifier règles et choix locaux : toutes les erreurs, leur place et leur remède ; puis ce qui est sans doute une étourderie.",
                "Check rules and policies: every error at once, with its place and remedy; then what is likely a mistake."
            ), aliases: ["verifier"])

        @Flag(
            help: both(
                "Dire aussi quels seuils aucun test ne franchit (plus long).",
                "Tell also which thresholds no test crosses (takes longer)."))
        var thresholds = false

        @OptionGroup var packs: PackOptions
        @OptionGroup var common: CommonOptions

        func run() throws {
            let terminal = common.terminal
            let pack = try OfflineWorld(packs: packs, terminal: terminal).pack()
            var trials: [Trial] = []
            if thresholds {
                let tests = try RuleTests(packs: packs, terminal: terminal).read([], pack: pack)
                trials = TrialRun(tests.trials, pack: pack).outcomes.filter(\.passes).map(\.trial)
            }
            let warnings = PackLint.lint(pack, trials: trials, at: Today.date)
            let reply = JSONValue.object([
                .init("hash", .string(pack.hash)), .init("rules", .int(pack.rules.count)),
                .init("kinds", .int(pack.vocabulary.kinds.count)),
                .init("parameters", .int(pack.parameters.reduce(0) { $0 + $1.parameters.count })),
                .init("warnings", .array(warnings.map { $0.json() })),
            ])
            switch common.output {
            case .table:
                terminal.print(warnings)
                let count = warnings.count
                let told = Localized(
                    fr: count == 0 ? "" : count == 1 ? ", 1 avertissement" : ", \(count) avertissements",
                    en: count == 0 ? "" : count == 1 ? ", 1 warning" : ", \(count) warnings")
                terminal.print(
                    Localized(
                        fr:
                            "paquet \(pack.hash.prefix(8)) : \(pack.rules.count) règles, \(pack.vocabulary.kinds.count) genres ; aucune erreur\(told.fr)",
                        en:
                            "pack \(pack.hash.prefix(8)): \(pack.rules.count) rules, \(pack.vocabulary.kinds.count) kinds; no error\(told.en)"
                    )[terminal])
            case .json: terminal.print(reply)
            case .ndjson, .csv, .tsv: terminal.print(reply.serialized())
            }
        }
    }
}
