import Diagnostics
import FEEL
import World

@testable import Intake

/// A vocabulary of the shape of the real one.
let vocabulary = Vocabulary(
    kinds: Dictionary(
        uniqueKeysWithValues: [
            kind("territoire", "territoires", [text("nom")]),
            kind(
                "commune", "communes", parent: "territoire",
                [
                    text("nom"), number("population", 0...3_000_000), number("superficie"),
                    number("latitude", -90...90),
                    number("longitude", -180...180),
                ]),
            kind(
                "equipement", "equipements", parent: "commune",
                [
                    text("nom"), Attribute(name: "domaine", type: .code(list: "domaines"), labels: label),
                    Attribute(name: "publics", type: .codes(list: "publics"), labels: label),
                    number("places", 0...5000), Attribute(name: "accessible", type: .boolean, labels: label),
                    Attribute(name: "releve", type: .date, labels: label, mayNotApply: true),
                    number("latitude", -90...90),
                    number("longitude", -180...180),
                    Attribute(name: "precision_position", type: .code(list: "precisions"), labels: label),
                ]),
            kind("competence", "competences", parent: "territoire", [text("libelle")]),
            kind("projet", "projets", parent: "territoire", [text("nom")]),
            Kind(
                name: "trajet", labels: label, plural: "trajets", key: ["de", "vers"],
                attributes: [
                    Attribute(name: "de", type: .reference(kind: "commune"), labels: label),
                    Attribute(name: "vers", type: .reference(kind: "commune"), labels: label),
                    number("minutes", 0...600),
                ]),
            Kind(
                name: "recensement", labels: label, plural: "recensements", key: ["commune", "genre", "domaine"],
                attributes: [
                    Attribute(name: "commune", type: .reference(kind: "commune"), labels: label), text("genre"),
                    Attribute(name: "domaine", type: .code(list: "domaines"), labels: label), number("nombre"),
                ]),
        ].map { ($0.name, $0) }),
    codeLists: Dictionary(
        uniqueKeysWithValues: [
            codes("domaines", ["jeunesse", "sport", "acces_aux_droits"]),
            codes("publics", ["enfants", "ados", "aines"]),
            codes("precisions", ["adresse", "rue", "commune"]),
        ].map { ($0.name, $0) }),
    territoryKind: "territoire",
    census: Census(kind: "recensement", of: "genre", count: "nombre"))

private let label = Localized(both: "-")

private func kind(_ name: String, _ plural: String, parent: String? = nil, _ attributes: [Attribute]) -> Kind {
    let own = [text("id")] + (parent.map { [Attribute(name: $0, type: .reference(kind: $0), labels: label)] } ?? [])
    return Kind(
        name: name, labels: label, plural: plural, key: ["id"], parent: parent, attributes: own + attributes)
}

private func text(_ name: String) -> Attribute { Attribute(name: name, type: .text, labels: label) }

private func number(_ name: String, _ range: ClosedRange<Int>? = nil) -> Attribute {
    Attribute(
        name: name, type: .number, labels: label,
        range: range.map { .closed(Number($0.lowerBound), Number($0.upperBound)) })
}

private func codes(_ name: String, _ codes: [String]) -> CodeList {
    CodeList(name: name, entries: codes.map { CodeList.Entry(code: $0, labels: label) })
}

/// A folder whose `territory.yaml` is right, with other files.
func folder(_ files: KeyValuePairs<String, String>, territory: Bool = true) -> (TerritoryDescription, [Diagnostic]) {
    var texts = files.map { SourceText(name: $0.key, text: $0.value) }
    if territory { texts.append(head) }
    return TerritoryFolder.read(files: texts, vocabulary: vocabulary)
}

let head = SourceText(
    name: "territory.yaml",
    text: """
        format: territory/1
        territory: val_clair
        at: 2026-06-15
        records:
          territoire: [{id: val_clair, nom: Val Clair}]
          commune:
            - {id: "01", nom: Aube, territoire: val_clair}
            - {id: "02", nom: Brume, territoire: val_clair}

        """)

/// `F110 equipements.csv:3:4`, for each.
func places(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.code) \($0.primary?.location.origin ?? "-")" }
}

extension [Fact] {
    /// The value stated for `kind/key` and an attribute, when one source alone states it.
    subscript(record: String, attribute: String) -> FactValue? {
        let found = filter { $0.record.description == record && $0.attribute == attribute }
        return found.count == 1 ? found[0].value : nil
    }

    var recordNames: [String] { filter(\.isExistence).map(\.record.description) }
}

func decimal(_ text: String) -> FactValue {
    Number(text).map { .number($0) } ?? .notApplicable
}
