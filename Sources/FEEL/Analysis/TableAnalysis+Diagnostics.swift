public import Diagnostics

extension TableAnalysis {
    /// Findings, then what was not analysed, with the table as text to point into: a defect is a
    /// warning, what may be meant is a note. At most ``mostOfAKind`` of a code, the rest counted.
    public var diagnostics: [Diagnostic] { diagnostics(at: nil) }

    /// The same, pointing into the file that the table was read from.
    public func diagnostics(at places: TablePlaces?) -> [Diagnostic] {
        let text = TableText(table, name: name, places: places)
        var result: [Diagnostic] = []
        var counts: [Code: Int] = [:]
        func add(_ diagnostic: Diagnostic) {
            counts[diagnostic.code, default: 0] += 1
            if counts[diagnostic.code, default: 0] <= Self.mostOfAKind { result.append(diagnostic) }
        }
        for finding in findings { add(diagnostic(finding, text)) }
        for obstacle in obstacles { add(diagnostic(obstacle, text)) }
        for index in result.indices {
            let code = result[index].code
            guard let count = counts[code], count > Self.mostOfAKind,
                !result[(index + 1)...].contains(where: { $0.code == code })
            else { continue }
            let more = count - Self.mostOfAKind
            result[index].notes.append(
                Localized(fr: "et \(more) autre\(more > 1 ? "s" : "") de ce code", en: "and \(more) more of this code"))
        }
        if !isComplete {
            result.append(
                Diagnostic(
                    "D009", .note,
                    Localized(
                        fr: "l'analyse de la table s'est arrêtée avant la fin : trop de combinaisons",
                        en: "the analysis of the table stopped before its end: too many combinations"),
                    at: text.heading,
                    help: Localized(
                        fr: "découper la table en plusieurs, chacune avec moins d'entrées",
                        en: "split the table into several, each with fewer inputs")))
        } else if !hasAllGaps {
            result.append(
                Diagnostic(
                    "D009", .note,
                    Localized(
                        fr: "la table a d'autres trous que ceux qui sont décrits",
                        en: "the table has more gaps than those described"), at: text.heading))
        }
        return result
    }

    /// Diagnostics of one code that are shown for a table.
    public static var mostOfAKind: Int { 8 }

    // MARK: Findings

    private func diagnostic(_ finding: TableFinding, _ text: TableText) -> Diagnostic {
        var result =
            switch finding.kind {
            case .gap: gap(finding, text)
            case .absentGap(let inputs): absentGap(inputs, text)
            case .overlap: overlap(finding, text)
            case .disagreement: disagreement(finding, text)
            case .tie: tie(finding, text)
            case .masked(let others): masked(finding, others, text)
            case .neverMatches(let input): neverMatches(finding.rules[0], input, text)
            case .redundant(let others): redundant(finding, others, text)
            }
        if let box = finding.box { result.notes += notes(on: box) }
        return result
    }

    private func gap(_ finding: TableFinding, _ text: TableText) -> Diagnostic {
        let place = finding.box.map(Self.words) ?? Localized(both: "")
        return Diagnostic(
            "D001", answersWithoutRules ? .note : .warning,
            Localized(fr: "aucune règle ne convient\(place.fr)", en: "no rule matches\(place.en)"), at: text.heading,
            help: answersWithoutRules
                ? nil
                : Localized(
                    fr: "ajouter une règle, une sortie par défaut, ou restreindre les valeurs permises",
                    en: "add a rule, a default output, or restrict the allowed values"))
    }

    /// A list or an aggregate of no rule is an answer too.
    private var answersWithoutRules: Bool {
        switch table.hitPolicy {
        case .collect, .ruleOrder, .outputOrder: true
        case .unique, .any, .first, .priority: false
        }
    }

    private func absentGap(_ inputs: [String], _ text: TableText) -> Diagnostic {
        let names = Self.list(inputs)
        return Diagnostic(
            "D002", .note,
            Localized(
                fr: inputs.count > 1
                    ? "aucune règle ne convient quand \(names.fr) manquent"
                    : "aucune règle ne convient quand \(names.fr) manque",
                en: "no rule matches when \(names.en) \(inputs.count > 1 ? "are" : "is") absent"),
            at: table.inputs.firstIndex { inputs.contains($0.expression) }.map { text.input($0) } ?? text.heading)
    }

    private func overlap(_ finding: TableFinding, _ text: TableText) -> Diagnostic {
        let place = finding.box.map(Self.words) ?? Localized(both: "")
        return pair(
            "D003", .warning, finding, text,
            Localized(fr: "conviennent ensemble\(place.fr)", en: "match together\(place.en)"),
            help: Localized(
                fr: "séparer les conditions, ou choisir une autre politique (FIRST, PRIORITY, COLLECT)",
                en: "separate the conditions, or choose another policy (FIRST, PRIORITY, COLLECT)"))
    }

    private func disagreement(_ finding: TableFinding, _ text: TableText) -> Diagnostic {
        let place = finding.box.map(Self.words) ?? Localized(both: "")
        return pair(
            "D004", .warning, finding, text,
            Localized(
                fr: "conviennent ensemble et ne disent pas la même chose\(place.fr)",
                en: "match together and do not say the same\(place.en)"),
            help: Localized(
                fr: "séparer les conditions, ou accorder les sorties",
                en: "separate the conditions, or make the outputs agree"))
    }

    private func tie(_ finding: TableFinding, _ text: TableText) -> Diagnostic {
        pair(
            "D008", .note, finding, text,
            Localized(
                fr: "conviennent ensemble, et aucune n'a la priorité : la première l'emporte",
                en: "match together, and neither has priority: the first wins"),
            help: Localized(
                fr: "nommer leurs sorties parmi les valeurs permises, la plus importante d'abord",
                en: "name their outputs among the allowed values, the most important first"))
    }

    /// « les règles 1 et 2 … ».
    private func pair(
        _ code: Code, _ severity: Severity, _ finding: TableFinding, _ text: TableText, _ what: Localized,
        help: Localized
    ) -> Diagnostic {
        let (first, second) = (finding.rules[0], finding.rules[1])
        return Diagnostic(
            code, severity,
            Localized(
                fr: "les règles \(first + 1) et \(second + 1) \(what.fr)",
                en: "rules \(first + 1) and \(second + 1) \(what.en)"), at: text.rule(second),
            secondary: [Label(text.rule(first))], help: help)
    }

    private func masked(_ finding: TableFinding, _ others: [Int], _ text: TableText) -> Diagnostic {
        let rule = finding.rules[0]
        let names = Self.rules(others)
        return Diagnostic(
            "D005", .warning,
            Localized(
                fr:
                    "la règle \(rule + 1) ne répond jamais : \(names.fr) répond\(others.count > 1 ? "ent" : "") avant elle",
                en: "rule \(rule + 1) never answers: \(names.en) answer\(others.count > 1 ? "" : "s") before it"),
            at: text.rule(rule), secondary: others.map { Label(text.rule($0)) },
            help: Localized(
                fr: "retirer la règle, la placer plus haut, ou restreindre celles qui la couvrent",
                en: "remove the rule, move it up, or narrow those that cover it"))
    }

    private func neverMatches(_ rule: Int, _ input: Int, _ text: TableText) -> Diagnostic {
        let name = table.inputs.indices.contains(input) ? table.inputs[input].expression : ""
        return Diagnostic(
            "D006", .warning,
            Localized(
                fr: "la règle \(rule + 1) ne convient jamais : « \(name) » n'a aucune valeur qui passe cette condition",
                en: "rule \(rule + 1) never matches: '\(name)' has no value that passes this condition"),
            at: text.condition(rule, input))
    }

    private func redundant(_ finding: TableFinding, _ others: [Int], _ text: TableText) -> Diagnostic {
        let rule = finding.rules[0]
        let names = Self.rules(others)
        return Diagnostic(
            "D007", .note,
            Localized(
                fr:
                    "la règle \(rule + 1) est superflue : \(names.fr) di\(others.count > 1 ? "sen" : "")t la même chose",
                en: "rule \(rule + 1) is redundant: \(names.en) say\(others.count > 1 ? "" : "s") the same"),
            at: text.rule(rule), secondary: others.map { Label(text.rule($0)) })
    }

    // MARK: Obstacles

    private func diagnostic(_ obstacle: TableObstacle, _ text: TableText) -> Diagnostic {
        let column = obstacle.column
        let reason =
            switch obstacle.reason {
            case .reads(let name):
                Localized(fr: "la condition lit « \(name) »", en: "the condition reads '\(name)'")
            case .computes:
                Localized(
                    fr: "la condition ne fait pas que comparer l'entrée à des constantes",
                    en: "the condition does not just compare the input with constants")
            case .moment:
                Localized(
                    fr: "la condition dépend de la date ou de l'heure", en: "the condition depends on the date or time")
            case .inputType(let type):
                Localized(fr: "l'entrée est \(type.inFrench)", en: "the input is \(type.inEnglish)")
            case .zones:
                Localized(
                    fr: "les heures comparées sont de plusieurs fuseaux", en: "the times compared are of several zones")
            case .domain:
                Localized(
                    fr: "les valeurs permises ne sont pas dites par des comparaisons",
                    en: "the allowed values are not told by comparisons")
            case .output:
                Localized(fr: "une sortie est calculée", en: "an output is computed")
            }
        let place: Location
        let what: Localized
        if let rule = obstacle.rule {
            what = Localized(
                fr: "la règle \(rule + 1) n'est pas analysée", en: "rule \(rule + 1) is not analysed")
            if obstacle.reason == .output {
                place = text.result(rule, column)
            } else {
                place = obstacle.span.map { text.condition(rule, column, $0) } ?? text.condition(rule, column)
            }
        } else {
            let name = table.inputs[column].expression
            what = Localized(
                fr: "l'entrée « \(name) » n'est pas analysée", en: "the input '\(name)' is not analysed")
            place = text.input(column)
        }
        return Diagnostic(
            "D010", .note, Localized(fr: "\(what.fr) : \(reason.fr)", en: "\(what.en): \(reason.en)"), at: place)
    }

    // MARK: Words

    /// An example, and the condition under which it holds.
    private func notes(on box: TableBox) -> [Localized] {
        if box.columns.isEmpty { return [] }
        let values = box.columns.map { "\($0.expression) = \($0.sample.literal)" }.joined(separator: ", ")
        var notes = [Localized(fr: "par exemple \(values)", en: "for instance \(values)")]
        let computed = Set(computedInputs)
        let names = box.columns.map(\.expression).filter { computed.contains($0) }
        if !names.isEmpty {
            let list = Self.list(names)
            notes.append(
                Localized(
                    fr: "à condition que \(list.fr) puisse\(names.count > 1 ? "nt" : "") prendre cette valeur",
                    en: "provided that \(list.en) can have this value"))
        }
        return notes
    }

    /// ` for Age in (21..22) and Risk in "Low"`; nothing where every input may be anything.
    private static func words(_ box: TableBox) -> Localized {
        let parts = box.columns.filter { !$0.isWholeDomain }.map { column in
            let text = column.text
            if column.isOneRun {
                // `Age > 130`, `Age = 18`, but `Age in (21..22)`.
                let sign = text.en.hasPrefix("<") || text.en.hasPrefix(">") ? "" : "= "
                if !column.isRange {
                    return Localized(
                        fr: "\(column.expression) \(sign)\(text.fr)", en: "\(column.expression) \(sign)\(text.en)")
                }
            }
            return Localized(fr: "\(column.expression) dans \(text.fr)", en: "\(column.expression) in \(text.en)")
        }
        if parts.isEmpty { return Localized(fr: ", quelles que soient les entrées", en: ", whatever the inputs") }
        return Localized(
            fr: " pour " + parts.map(\.fr).joined(separator: " et "),
            en: " for " + parts.map(\.en).joined(separator: " and "))
    }

    private static func list(_ names: [String]) -> Localized {
        Localized(
            fr: names.map { "« \($0) »" }.joined(separator: ", "), en: names.map { "'\($0)'" }.joined(separator: ", "))
    }

    private static func rules(_ rules: [Int]) -> Localized {
        let numbers = rules.map { "\($0 + 1)" }.joined(separator: ", ")
        return rules.count > 1
            ? Localized(fr: "les règles \(numbers)", en: "rules \(numbers)")
            : Localized(fr: "la règle \(numbers)", en: "rule \(numbers)")
    }
}
