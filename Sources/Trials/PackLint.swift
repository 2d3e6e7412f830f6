public import Diagnostics
import Engine
public import FEEL
public import Packs

/// What is no error of a pack and yet is likely a mistake: warnings.
public enum PackLint {
    /// - Parameters:
    ///   - trials: The tests of the pack that pass; without any, nothing is said of what they go through.
    ///   - date: Any date; it only stands for `today`.
    /// - Returns: In order.
    public static func lint(_ pack: Pack, trials: [Trial] = [], at date: CalendarDate) -> [Diagnostic] {
        let readers = Readers(pack)
        var found: [Diagnostic] = []
        found += pack.parameters.flatMap { parameters(of: $0, readers) }
        for rule in pack.rules { found += lint(rule, pack, readers, date) }
        found += UnitLint(pack).diagnostics
        found += pack.functions.compactMap(\.table).flatMap { tables(of: $0, pack) }
        if !trials.isEmpty { found += thresholds(trials, pack) }
        return found.inOrder()
    }

    /// What a decision table leaves out or says twice. Facts that are missing are never absent inputs here.
    private static func tables(of table: FunctionTable, _ pack: Pack) -> [Diagnostic] {
        DecisionProgram(table.model(pack.parameters)).analyseTables().flatMap { $0.diagnostics(at: table.places) }
            .filter { $0.code != "D002" }
    }

    private static func parameters(of group: ParameterGroup, _ readers: Readers) -> [Diagnostic] {
        group.parameters.flatMap { parameter -> [Diagnostic] in
            let name = "\(group.name).\(parameter.name)"
            var found: [Diagnostic] = []
            if parameter.source == nil { found.append(withoutSource(name, at: parameter.location)) }
            if readers.readers(of: parameter.name, in: group.name).isEmpty {
                found.append(
                    warning(
                        "R245", fr: "aucune expression ne lit « \(name) »", en: "no expression reads '\(name)'",
                        at: parameter.location,
                        help: Localized(
                            fr: "l'employer dans une règle, ou l'ôter", en: "use it in a rule, or take it out")))
            }
            return found
        }
    }

    private static func lint(_ rule: Rule, _ pack: Pack, _ readers: Readers, _ date: CalendarDate) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if rule.source == nil { found.append(withoutSource(rule.id, at: rule.location)) }
        let possible = CellEvaluation.anything(rule, in: pack, at: date)
        for item in possible {
            let location = item.expression.source.location(item.expression.tree.span)
            switch (item.role, item.value) {
            case (.when, .boolean(let flag)):
                found.append(
                    warning(
                        "R243",
                        fr: "« \(rule.id) » ne peut pas être \(flag ? "non" : "oui"), quels que soient les faits",
                        en: "'\(rule.id)' cannot be \(flag ? "no" : "yes"), whatever the facts", at: location,
                        help: Localized(
                            fr: "revoir la condition, ou les intervalles des attributs qu'elle lit",
                            en: "review the condition, or the ranges of the attributes it reads")))
            // What a territory chose to leave out was not meant to apply.
            case (.applies, .boolean(false)) where !pack.isChosen(item.expression):
                found.append(
                    warning(
                        "R243", fr: "« \(rule.id) » ne s'applique jamais", en: "'\(rule.id)' never applies",
                        at: location, help: Localized(fr: "revoir « applies »", en: "review 'applies'")))
            case (.gravity, let value):
                found += unknownGravities(value, pack, at: location)
            default: break
            }
        }
        if rule.role == .question { found += settlesNothing(rule, pack, readers, possible) }
        return found
    }

    private static func unknownGravities(_ value: Value, _ pack: Pack, at location: Location) -> [Diagnostic] {
        var texts: [String] = []
        if case .string(let text) = value { texts = [text] }
        if case .unknown(let unknown) = value, case .values(let values) = unknown.domain {
            texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }
        let known = pack.gravities.map(\.id)
        return texts.filter { !known.contains($0) }.map { text in
            warning(
                "R246", fr: "aucune gravité ne s'appelle « \(text) »", en: "no gravity is called '\(text)'",
                at: location, help: .near(text, known))
        }
    }

    /// Nothing reads the answer, and no score depends on it.
    private static func settlesNothing(
        _ rule: Rule, _ pack: Pack, _ readers: Readers, _ possible: [CellEvaluation.Possible]
    ) -> [Diagnostic] {
        let score = possible.first { $0.role == .score }
        if rule.score != nil, score.map({ !$0.value.isCertain }) ?? true { return [] }
        let isRead = !readers.direct(rule.id).subtracting(pack.assessments.map { Readers.owner(of: $0) }).isEmpty
        if isRead { return [] }
        return [
            warning(
                "R241",
                fr: "la question « \(rule.id) » ne tranche rien : ni barème qui en dépende, ni règle qui la lise",
                en:
                    "question '\(rule.id)' settles nothing: neither a score that depends on it nor a rule that reads it",
                at: score.map { $0.expression.source.location($0.expression.tree.span) } ?? rule.location,
                help: Localized(
                    fr: "lui donner un « score » qui dépende de la réponse, ou l'ôter",
                    en: "give it a 'score' that depends on the answer, or take it out"))
        ]
    }

    private static func thresholds(_ trials: [Trial], _ pack: Pack) -> [Diagnostic] {
        Coverage.thresholds(trials, pack).filter { !$0.isCrossed }.map { threshold in
            let side: Localized =
                switch (threshold.noticesMore, threshold.noticesLess) {
                case (false, false): Localized(fr: "aucun test ne le franchit", en: "no test crosses it")
                case (false, true): Localized(fr: "aucun test ne remarque qu'il monte", en: "no test notices it rise")
                default: Localized(fr: "aucun test ne remarque qu'il baisse", en: "no test notices it fall")
                }
            return warning(
                "R242", fr: "seuil « \(threshold.name) » : \(side.fr)", en: "threshold '\(threshold.name)': \(side.en)",
                at: threshold.location,
                help: Localized(
                    fr: "écrire un test de chaque côté du seuil", en: "write a test on each side of the threshold"))
        }
    }

    private static func withoutSource(_ name: String, at location: Location?) -> Diagnostic {
        warning(
            "R240", fr: "« \(name) » n'a pas de source", en: "'\(name)' has no source", at: location,
            help: Localized(
                fr: "donner « source » : article, guide, étude ou référence",
                en: "give a 'source': article, guide, study or reference"))
    }

    private static func warning(
        _ code: Code, fr: String, en: String, at location: Location?, help: Localized
    ) -> Diagnostic {
        Diagnostic(code, .warning, Localized(fr: fr, en: en), at: location, help: help)
    }
}

extension Pack {
    /// Whether an expression reads a parameter that a local choice replaced.
    fileprivate func isChosen(_ expression: CompiledExpression) -> Bool {
        var found = false
        expression.tree.visit { node in
            guard case .path(let base, let name) = node.kind, case .name(let group) = base.kind,
                let parameter = parameters.first(where: { $0.name == group })?.parameters
                    .first(where: { $0.name == name.text })
            else { return }
            if parameter.override != nil { found = true }
        }
        return found
    }
}
