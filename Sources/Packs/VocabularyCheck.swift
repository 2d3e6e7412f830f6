import Diagnostics
import World
import YAMLReader

/// Looks up what a vocabulary names, once all of it is read.
struct VocabularyCheck {
    let draft: PackDraft
    let context: DecodingContext

    var vocabulary: Vocabulary { draft.vocabulary }

    func check() {
        if vocabulary.kinds[vocabulary.territoryKind] == nil {
            context.report(
                Diagnostic(
                    "R010",
                    Localized(
                        fr: "aucun vocabulaire ne dit quel genre est le territoire",
                        en: "no vocabulary says which kind is the territory"),
                    at: draft.namings.first { $0.name == vocabulary.territoryKind }?.location,
                    help: Localized(
                        fr: "écrire « territory_kind: » dans un vocabulaire, avec le nom d'un genre déclaré",
                        en: "write 'territory_kind:' in a vocabulary, with the name of a declared kind")))
        }
        for naming in draft.namings where naming.name != vocabulary.territoryKind { check(naming) }
        checkPlurals()
        checkConfidentiality()
    }

    private func check(_ naming: Naming) {
        switch naming.target {
        case .kind:
            guard vocabulary.kinds[naming.name] == nil else { return }
            report("R202", naming, vocabulary.kinds.keys, fr: "genre inconnu", en: "unknown kind")
        case .attribute(let kind):
            // An unknown kind is reported where it is named.
            guard let kind = vocabulary.kinds[kind], kind.attribute(naming.name) == nil else { return }
            report(
                "R207", naming, kind.attributes.map(\.name), fr: "attribut inconnu de « \(kind.name) » :",
                en: "unknown attribute of '\(kind.name)':")
        case .codeList:
            guard vocabulary.codeLists[naming.name] == nil else { return }
            report(
                "R011", naming, vocabulary.codeLists.keys, fr: "liste de codes inconnue", en: "unknown code list")
        }
    }

    private func report(_ code: Code, _ naming: Naming, _ known: some Sequence<String>, fr: String, en: String) {
        context.report(
            Diagnostic(
                code, Localized(fr: "\(fr) « \(naming.name) »", en: "\(en) '\(naming.name)'"), at: naming.location,
                help: .nearest(to: naming.name, among: known)))
    }

    private func checkPlurals() {
        var first: [String: Location] = [:]
        for (name, location) in draft.plurals {
            guard let earlier = first[name] else {
                first[name] = location
                continue
            }
            context.report(
                Diagnostic(
                    "R019",
                    Localized(fr: "deux listes s'appellent « \(name) »", en: "two lists are called '\(name)'"),
                    at: location,
                    secondary: [Label(earlier, Localized(fr: "ici d'abord", en: "first here"))],
                    help: Localized(fr: "donner à chaque liste son nom", en: "give each list a name of its own")))
        }
    }
}

extension Localized {
    /// Which name was likely meant, or else which names there are.
    static func nearest(to name: String, among known: some Sequence<String>) -> Localized {
        let known = known.sorted()
        if let near = NearestName.nearest(to: name, among: known) {
            return Localized(fr: "le plus proche est « \(near) »", en: "the nearest is '\(near)'")
        }
        if known.isEmpty { return Localized(fr: "aucun n'est déclaré", en: "none is declared") }
        let names = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? "…" : "")
        return Localized(fr: "il y a : \(names)", en: "there are: \(names)")
    }
}

extension DecodingContext {
    func declaredTwice(_ name: String, at location: Location) {
        report(
            Diagnostic(
                "R012", Localized(fr: "« \(name) » est déclaré deux fois", en: "'\(name)' is declared twice"),
                at: location,
                help: Localized(fr: "ne garder qu'une déclaration", en: "keep one declaration")))
    }
}
