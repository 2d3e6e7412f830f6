import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Reads over studies and searches.
extension Answers {
    func study(_ topic: String, _ parameters: [String: String]) -> Answer {
        let pack = evaluation.pack
        guard let study = pack.studies.first(where: { study in parameters["study"].map { $0 == study.id } ?? true })
        else {
            return .missing([
                unnamed("A110", parameters["study"], pack.studies.map(\.id), fr: "aucune étude", en: "no study")
            ])
        }
        let setBeside = ["scenarios", "compare", "vehicles"].contains(topic)
        let compared = setBeside ? evaluation.compared(study) : Evaluation.Compared(evaluation)
        let answer = StudyAnswer(
            evaluation: compared.evaluation, study: study, always: compared.always, derived: compared.derived)
        var asked = parameters["record"]
        if let asked, answer.records(asked).count != asked.split(separator: ",").count {
            let known = answer.evaluation.records(of: study.kind).records.map(\.key)
            return .missing([
                unnamed(
                    "A111", asked, known, fr: "cet enregistrement n'est pas de l'étude :", en: "no record of the study:"
                )
            ])
        }
        // Whatever is compared is compared with these too.
        if topic == "compare", let names = asked {
            asked = ([names] + compared.always.keys.map(\.description)).joined(separator: ",")
        }
        let head = head + answer.head
        switch topic {
        case "scenarios": return .found(.object(head + [.init("records", answer.list(asked))]))
        case "compare":
            let explanations = parameters["explain"] == "true" ? [answer.explanations(asked)] : []
            return .found(.object(head + answer.comparison(asked) + explanations))
        case "vehicles": return .found(.object(head + [.init("records", answer.forms(asked))]))
        case "positions":
            guard let consent = study.consent else { return .missing([without("consent", study)]) }
            let json = ConsentAnswer(answer: answer, consent: consent).json(asked)
            return .found(.object(head + [.init("records", json)]))
        case "robustness": return robustness(answer, parameters)
        default:
            guard let key = study.key else { return .missing([without("key", study)]) }
            return keys(answer, key, parameters)
        }
    }

    private func keys(_ answer: StudyAnswer, _ key: Study.Key, _ parameters: [String: String]) -> Answer {
        var limit: Number?
        if let text = parameters["max_loss"] {
            guard let number = Number(text) else {
                return .refused([
                    Diagnostic(
                        "A112", Localized(fr: "« \(text) » n'est pas un montant", en: "'\(text)' is no amount"),
                        help: Localized(fr: "donner un nombre, comme 2500", en: "give a number, as 2500"))
                ])
            }
            limit = number
        }
        let told = parameters["limit"].flatMap { Int($0) } ?? 10
        let records = answer.records(parameters["record"]).map { id in
            JSONValue.object(
                answer.name(id) + KeyFinder(answer: answer, key: key, record: id).members(limit, most: told))
        }
        return .found(.object(head + answer.head + [.init("records", .array(records))]))
    }

    /// `perimeters`: the sets there may be; `waves`: how one grows.
    func perimeters(_ topic: String, _ parameters: [String: String]) -> Answer {
        let pack = evaluation.pack
        guard
            let search = pack.searches.first(where: { search in parameters["search"].map { $0 == search.id } ?? true })
        else {
            return .missing([
                unnamed("A110", parameters["search"], pack.searches.map(\.id), fr: "aucune recherche", en: "no search")
            ])
        }
        let subjects = evaluation.records(of: search.kind).records
        let asked = parameters["subject"]
        guard let subject = subjects.first(where: { id in asked.map { $0 == id.key || $0 == id.description } ?? true })
        else {
            return .missing([
                unnamed("A111", asked, subjects.map(\.key), fr: "rien à chercher pour", en: "nothing to search for")
            ])
        }
        let answer = PerimeterAnswer(
            evaluation: evaluation, search: search, subject: subject, elsewhen: elsewhen)
        let candidates = answer.candidates
        guard candidates.count <= PerimeterAnswer.most, !candidates.isEmpty else {
            return .refused([
                Diagnostic(
                    "A113",
                    Localized(
                        fr: "\(candidates.count) candidats : il en faut de 1 à \(PerimeterAnswer.most)",
                        en: "\(candidates.count) candidates: 1 to \(PerimeterAnswer.most) are needed"),
                    help: Localized(
                        fr: "resserrer « candidates » dans la recherche", en: "narrow 'candidates' in the search"))
            ])
        }
        var named: [String: [RecordID]] = [:]
        for name in ["perimeter", "core", "target"] {
            guard let text = parameters[name] else { continue }
            let names = text.split(separator: ",").map(String.init)
            let found = names.compactMap { name in candidates.first { $0.key == name || $0.description == name } }
            guard found.count == names.count, !found.isEmpty else {
                return .missing([
                    unnamed("A111", text, candidates.map(\.key), fr: "pas tous candidats :", en: "not all candidates:")
                ])
            }
            named[name] = found
        }
        let told = parameters["limit"].flatMap { Int($0) } ?? (topic == "waves" ? 3 : 10)
        guard topic == "waves" else {
            return .found(.object(head + answer.members(tried: named["perimeter"], told: told)))
        }
        guard let core = named["core"] else {
            return .refused([
                Diagnostic(
                    "A114", Localized(fr: "il manque qui commence", en: "who begins is missing"),
                    help: Localized(
                        fr: "donner « core » : des candidats, séparés par des virgules",
                        en: "give 'core': candidates, separated by commas"))
            ])
        }
        return .found(
            .object(
                head
                    + answer.waves(
                        core: core, target: named["target"], atMost: parameters["at_most"].flatMap { Int($0) } ?? 1,
                        start: parameters["from"].flatMap { CalendarDate($0) },
                        exit: parameters["exit_year"].flatMap { Int($0) }, told: told)))
    }

    private func unnamed(_ code: Code, _ name: String?, _ known: [String], fr: String, en: String) -> Diagnostic {
        let near = NearestName.nearest(to: name ?? "", among: known)
        let shown = name.map { (" « \($0) »", " '\($0)'") } ?? ("", "")
        return Diagnostic(
            code, Localized(fr: fr + shown.0, en: en + shown.1),
            help: known.isEmpty
                ? Localized(
                    fr: "en déclarer une dans un fichier « format: studies/1 » des choix locaux",
                    en: "declare one in a 'format: studies/1' file of the policies")
                : near.map { Localized(fr: "la plus proche est « \($0) »", en: "the nearest is '\($0)'") }
                    ?? Localized(
                        fr: "existent : \(known.joined(separator: ", "))",
                        en: "there are: \(known.joined(separator: ", "))"))
    }

    private func without(_ part: String, _ study: Study) -> Diagnostic {
        Diagnostic(
            "A110",
            Localized(
                fr: "l'étude « \(study.id) » n'a pas de « \(part) »", en: "study '\(study.id)' has no '\(part)'"),
            help: Localized(
                fr: "l'écrire dans le fichier « format: studies/1 » des choix locaux",
                en: "write it in the policies' 'format: studies/1' file"))
    }
}
