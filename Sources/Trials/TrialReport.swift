public import Diagnostics
import Engine
import FEEL
public import JSON
import Packs

extension TrialRun {
    /// `{"pack", "tests", "failed", "expectations", "results": [{"file", "test", "passes", "diagnostics"}]}`.
    public var json: JSONValue {
        .object([
            .init("pack", .string(pack.hash)), .init("tests", .int(outcomes.count)),
            .init("failed", .int(outcomes.count { !$0.passes })),
            .init("expectations", .int(outcomes.reduce(0) { $0 + $1.expectations })),
            .init(
                "results",
                .array(
                    outcomes.map { outcome in
                        .object([
                            .init("file", .string(outcome.trial.file)), .init("test", .both(outcome.trial.name)),
                            .init("passes", .bool(outcome.passes)),
                            .init("expectations", .int(outcome.expectations)),
                            .init("diagnostics", .array(outcome.failures.map { $0.json() })),
                        ])
                    })),
        ])
    }

    /// The results as JUnit's XML: a suite a file, a case a test.
    ///
    /// - Parameter language: Of names and messages.
    /// - Source: the schema of the Jenkins xUnit plugin, `junit-10.xsd`.
    public func junit(_ language: Language) -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let files = Dictionary(grouping: outcomes, by: \.trial.file).sorted { $0.key < $1.key }
        lines.append("<testsuites tests=\"\(outcomes.count)\" failures=\"\(outcomes.count { !$0.passes })\">")
        for (file, outcomes) in files {
            lines.append(
                "  <testsuite name=\"\(XML.escaped(file))\" tests=\"\(outcomes.count)\" failures=\"\(outcomes.count { !$0.passes })\">"
            )
            for outcome in outcomes {
                let name = XML.escaped(outcome.trial.name[language])
                let head = "    <testcase classname=\"\(XML.escaped(file))\" name=\"\(name)\""
                guard let first = outcome.failures.first else {
                    lines.append(head + "/>")
                    continue
                }
                lines.append(head + ">")
                let renderer = TerminalRenderer(language: language, colour: false, width: 100)
                lines.append(
                    "      <failure message=\"\(XML.escaped(first.headline[language]))\">\(XML.escaped(renderer.render(outcome.failures)))</failure>"
                )
                lines.append("    </testcase>")
            }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }
}

private enum XML {
    /// The text between quotes or tags; characters that XML 1.0 has no way to write are left out.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "\n": output += "&#10;"
            case "\t": output += " "
            default: if scalar.value >= 0x20 { output.unicodeScalars.append(scalar) }
            }
        }
        return output
    }
}

extension Coverage {
    /// Counts, and all that is not covered.
    public var json: JSONValue {
        .object([
            .init("rules", Coverage.count(testedRules, of: rules.count)),
            .init("thresholds", Coverage.count(crossedThresholds, of: thresholds.count)),
            .init("branches", Coverage.count(coveredBranches, of: branches.count)),
            .init("untested", .array(rules.filter { !$0.isTested }.map { .string($0.rule.id) })),
            .init(
                "verdicts",
                .object(
                    rules.filter(\.isTested).map { covered in
                        .init(
                            covered.rule.id,
                            .array(Verdict.allCases.filter(covered.verdicts.contains).map { .string($0.rawValue) }))
                    })),
            .init(
                "not_crossed",
                .array(
                    thresholds.filter { !$0.isCrossed }.map { threshold in
                        .object([
                            .init("parameter", .string(threshold.name)), .init("more", .bool(threshold.noticesMore)),
                            .init("less", .bool(threshold.noticesLess)),
                        ])
                    })),
            .init(
                "branches_not_covered",
                .array(
                    branches.filter { !$0.isCovered }.map { branch in
                        .object([
                            .init("owner", .string(branch.owner)), .init("condition", .string(branch.text)),
                            .init("seen_true", .bool(branch.seenTrue)), .init("seen_false", .bool(branch.seenFalse)),
                        ])
                    })),
        ])
    }

    private static func count(_ covered: Int, of all: Int) -> JSONValue {
        .object([.init("covered", .int(covered)), .init("all", .int(all))])
    }
}

extension Mutation {
    /// Counts by kind, survivors, and entries of the list that are of no use any more.
    public var json: JSONValue {
        .object([
            .init("mutants", .int(results.count)), .init("killed", .int(results.count { !$0.survives })),
            .init(
                "kinds",
                .object(
                    Mutant.Kind.allCases.map { kind in
                        let (killed, all) = count(kind)
                        return .init(
                            kind.rawValue, .object([.init("killed", .int(killed)), .init("all", .int(all))]))
                    })),
            .init(
                "survivors",
                .array(
                    results.filter(\.survives).map { result in
                        .object([
                            .init("mutant", .string(result.mutant.id)),
                            .init("kind", .string(result.mutant.kind.rawValue)),
                            .init("place", .string(result.mutant.location.map(\.place) ?? "")),
                            .init("reason", result.reason.map { .both($0) } ?? .null),
                        ])
                    })),
            .init("obsolete", .array(obsolete.map { .string($0.mutant) })),
        ])
    }

    /// Survivors that no reason excuses, and reasons that excuse nothing.
    public var diagnostics: [Diagnostic] {
        unlisted.map { result in
            Diagnostic(
                "R247", .warning,
                Localized(
                    fr: "aucun test ne remarque « \(result.mutant.id) »", en: "no test notices '\(result.mutant.id)'"),
                at: result.mutant.location,
                help: Localized(
                    fr: "ajouter un test de part et d'autre, ou dire dans les survivants pourquoi il n'en faut pas",
                    en: "add a test on either side, or say among the survivors why none is needed"))
        }
            + obsolete.map { survivor in
                Diagnostic(
                    "R248", .warning,
                    Localized(
                        fr: "« \(survivor.mutant) » ne survit plus", en: "'\(survivor.mutant)' survives no more"),
                    at: survivor.location, help: Localized(fr: "l'ôter de la liste", en: "take it off the list"))
            }
    }
}

extension Location {
    /// `rules/formes.yaml:12:7`.
    var place: String {
        let (line, column) = source.position(of: span.start)
        return "\(source.name):\(line):\(column)"
    }
}

extension JSONValue {
    static func both(_ text: Localized) -> JSONValue {
        .object([.init("fr", .string(text.fr)), .init("en", .string(text.en))])
    }
}
