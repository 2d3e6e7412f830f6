import ArgumentParser
import Diagnostics
import Glibc
import Intake
import JSON
import Packs
import Trials

extension Rules {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: both(
                "Éprouver les règles par leurs tests ; code 22 si l'un échoue, 23 si la couverture ou les mutants laissent à désirer.",
                "Try the rules by their tests; code 22 when one fails, 23 when coverage or mutants leave something to be desired."
            ), aliases: ["eprouver"])

        @Argument(
            help: both(
                "Fichiers ou dossiers de tests ; sinon tous les *.test.yaml des règles.",
                "Files or folders of tests; every *.test.yaml of the rules otherwise."))
        var files: [String] = []

        @Flag(help: both("Règles, seuils et branches parcourus.", "Rules, thresholds and branches gone through."))
        var coverage = false

        @Flag(
            help: both(
                "Changer chaque constante, opérateur et seuil, et dire ce qu'aucun test ne remarque.",
                "Change each constant, operator and threshold, and tell what no test notices."))
        var mutate = false

        @Option(help: both("Mutants : all ou thresholds.", "Mutants: all or thresholds."))
        var mutants: Mutants = .all

        @Option(
            help: both("Écrire les résultats dans ce fichier, en JUnit.", "Write the results to this file, as JUnit."))
        var junit: String?

        @OptionGroup var packs: PackOptions
        @OptionGroup var common: CommonOptions

        enum Mutants: String, ExpressibleByArgument, CaseIterable {
            case all, thresholds
        }

        func run() throws {
            let terminal = common.terminal
            let pack = try OfflineWorld(packs: packs, terminal: terminal).pack()
            let tests = try RuleTests(packs: packs, terminal: terminal).read(files, pack: pack)
            let run = TrialRun(tests.trials, pack: pack)
            let passing = run.outcomes.filter(\.passes).map(\.trial)
            let coverage = coverage ? Coverage(passing, pack: pack) : nil
            var mutation: Mutation?
            if mutate {
                let some = Mutant.all(of: pack).filter { mutants == .all || $0.kind == .threshold }
                mutation = Mutation(some, of: pack, trials: passing, survivors: tests.survivors)
            }
            if let junit { try write(run.junit(terminal.language), to: junit, terminal) }
            var members = run.json.objectMembers ?? []
            if let coverage { members.append(.init("coverage", coverage.json)) }
            if let mutation { members.append(.init("mutation", mutation.json)) }
            let text = TestText(terminal: terminal)
            Presentation(format: common.output, terminal: terminal).show(
                .object(members), items: "results", table: { text.table($0) },
                text: { _ in text.text(run, coverage, mutation) })
            if common.output == .table { terminal.print(run.failures + (mutation?.diagnostics ?? [])) }
            if run.outcomes.contains(where: { !$0.passes }) { throw Exit.testFails }
            if coverage?.isComplete == false || mutation.map({ !$0.unlisted.isEmpty || !$0.obsolete.isEmpty }) == true {
                throw Exit.testsLeaveOut
            }
        }

        private func write(_ text: String, to path: String, _ terminal: Terminal) throws {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                terminal.print([
                    Diagnostic(
                        "R234",
                        Localized(
                            fr: "« \(path) » ne s'écrit pas : \(reason)", en: "cannot write '\(path)': \(reason)"))
                ])
                throw Exit.missing
            }
            Terminal.write(Array(text.utf8), to: descriptor)
            close(descriptor)
        }
    }
}

/// Reads the tests of rules, and what they begin from.
struct RuleTests {
    let packs: PackOptions
    let terminal: Terminal

    /// - Parameter paths: Files and folders; those beside the rules when there is none.
    /// - Throws: `ExitCode`; diagnostics are printed.
    func read(_ paths: [String], pack: Pack) throws -> (trials: [Trial], survivors: [Survivor]) {
        var files: [SourceText] = []
        var unread: [Diagnostic] = []
        // Where each file stands, by the name it is told by.
        var folders: [String: String] = [:]
        let (own, found) = PackFolders.tests(rules: packs.rulesFolder)
        if paths.isEmpty {
            files = own
            unread = found
            for file in own {
                folders[file.name] = parent(packs.rulesFolder + "/" + file.name.dropFirst("rules/".count))
            }
        }
        for path in paths {
            if Terminal.isFolder(path) {
                let contents = FolderReader.read(path)
                unread += contents.diagnostics
                for file in contents.files where file.name.hasSuffix(".test.yaml") || file.name.hasSuffix(".test.yml") {
                    let name = "\(path)/\(file.name)"
                    files.append(SourceText(name: name, bytes: file.bytes))
                    folders[name] = parent(name)
                }
            } else {
                let (file, diagnostics) = FolderReader.readFile(path)
                unread += diagnostics
                if let file {
                    files.append(file)
                    folders[file.name] = parent(path)
                }
            }
        }
        terminal.print(unread)
        if unread.hasErrors { throw Exit.missing }
        var known: [String: (TerritoryDescription, [Diagnostic])] = [:]
        let (trials, wrong) = TrialReader.read(files, pack: pack) { name, file in
            let path = name.hasPrefix("/") ? name : "\(folders[file] ?? ".")/\(name)"
            guard Terminal.isFolder(path) else { return nil }
            if let read = known[path] { return read }
            let read = TerritoryFolder.read(FolderReader.read(path), vocabulary: pack.vocabulary)
            known[path] = read
            return read
        }
        let (survivors, more) = Survivor.read(own)
        terminal.print(wrong + more)
        if wrong.hasErrors || more.hasErrors { throw Exit.refused }
        return (trials, survivors)
    }

    private func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

/// Results of tests as a person reads them.
struct TestText {
    let terminal: Terminal
    private var human: Human { Human(terminal: terminal) }

    func table(_ reply: JSONValue) -> Table {
        Table(
            columns: [
                .init("file", Localized(fr: "FICHIER", en: "FILE")), .init("test", Localized(fr: "TEST", en: "TEST")),
                .init("passes", Localized(fr: "PASSE", en: "PASSES")),
                .init("expectations", Localized(fr: "ATTENTES", en: "EXPECTATIONS"), alignsRight: true),
            ],
            rows: (reply["results"]?.arrayValue ?? []).map { item in
                let passes = item["passes"]?.boolValue == true
                let count = item["expectations"]?.intValue ?? 0
                return [
                    Table.Cell(item["file"]?.stringValue ?? ""),
                    Table.Cell(human.label(item["test"]) ?? "", machine: item["test"]?["en"]?.stringValue ?? ""),
                    Table.Cell(human.verdict(passes ? "yes" : "no"), machine: passes ? "yes" : "no"),
                    Table.Cell("\(count)"),
                ]
            })
    }

    /// Each file, then the sums; what fails is told as diagnostics.
    func text(_ run: TrialRun, _ coverage: Coverage?, _ mutation: Mutation?) -> String {
        var lines: [String] = []
        let files = Dictionary(grouping: run.outcomes, by: \.trial.file).sorted { $0.key < $1.key }
        for (file, outcomes) in files {
            let failed = outcomes.filter { !$0.passes }
            let count = outcomes.reduce(0) { $0 + $1.expectations }
            let head = Localized(
                fr: "\(file) : \(outcomes.count) tests, \(count) attentes",
                en: "\(file): \(outcomes.count) tests, \(count) expectations")
            let tail = Localized(
                fr: failed.isEmpty ? "" : ", \(failed.count) en échec",
                en: failed.isEmpty ? "" : ", \(failed.count) failing")
            lines.append((Localized(fr: head.fr + tail.fr, en: head.en + tail.en))[terminal])
            for outcome in failed { lines.append("  ✗ \(outcome.trial.name[terminal])") }
        }
        let failed = run.outcomes.count { !$0.passes }
        lines.append(
            Localized(
                fr: "\(run.outcomes.count) tests, \(failed == 0 ? "aucun n'échoue" : "\(failed) en échec")",
                en: "\(run.outcomes.count) tests, \(failed == 0 ? "none fails" : "\(failed) failing")")[terminal])
        if let coverage { lines += self.lines(coverage) }
        if let mutation { lines += self.lines(mutation) }
        return lines.joined(separator: "\n")
    }

    private func lines(_ coverage: Coverage) -> [String] {
        var lines = [
            Localized(
                fr:
                    "couverture : règles \(share(coverage.testedRules, coverage.rules.count)), seuils \(share(coverage.crossedThresholds, coverage.thresholds.count)), branches \(share(coverage.coveredBranches, coverage.branches.count))",
                en:
                    "coverage: rules \(share(coverage.testedRules, coverage.rules.count)), thresholds \(share(coverage.crossedThresholds, coverage.thresholds.count)), branches \(share(coverage.coveredBranches, coverage.branches.count))"
            )[terminal]
        ]
        let untested = coverage.rules.filter { !$0.isTested }.map(\.rule.id)
        lines += untested.map { Localized(fr: "  sans test : \($0)", en: "  untested: \($0)")[terminal] }
        for threshold in coverage.thresholds where !threshold.isCrossed {
            let more = Localized(
                fr: threshold.noticesLess
                    ? "plus haut" : threshold.noticesMore ? "plus bas" : "ni plus haut ni plus bas",
                en: threshold.noticesLess ? "higher" : threshold.noticesMore ? "lower" : "neither higher nor lower")
            lines.append(
                Localized(
                    fr: "  seuil non franchi : \(threshold.name) (\(more.fr))",
                    en: "  threshold not crossed: \(threshold.name) (\(more.en))")[terminal])
        }
        return lines
    }

    private func lines(_ mutation: Mutation) -> [String] {
        let kinds = Mutant.Kind.allCases.compactMap { kind -> String? in
            let (killed, all) = mutation.count(kind)
            let name =
                switch kind {
                case .threshold: Localized(fr: "seuils", en: "thresholds")
                case .constant: Localized(fr: "constantes", en: "constants")
                case .operator: Localized(fr: "opérateurs", en: "operators")
                }
            return all == 0 ? nil : "\(name[terminal]) \(share(killed, all))"
        }
        let listed = mutation.results.count { $0.survives && $0.reason != nil }
        return [
            Localized(
                fr:
                    "mutants remarqués : \(kinds.joined(separator: ", ")) ; \(listed) survivants expliqués, \(mutation.unlisted.count) sans explication",
                en:
                    "mutants noticed: \(kinds.joined(separator: ", ")); \(listed) survivors explained, \(mutation.unlisted.count) without a reason"
            )[terminal]
        ]
    }

    private func share(_ part: Int, _ all: Int) -> String { "\(part)/\(all)" }
}
