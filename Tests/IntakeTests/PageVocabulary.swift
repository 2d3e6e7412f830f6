import Diagnostics
import FEEL
import World

/// What the examples of the pages of family F stand beside: quarters and their houses.
let pageVocabulary = Vocabulary(
    kinds: Dictionary(
        uniqueKeysWithValues: [
            kind("region", []),
            kind("quartier", parent: "region", [attribute("nom", .text), attribute("superficie", .number)]),
            kind(
                "maison", parent: "quartier",
                [
                    attribute("nom", .text), attribute("couleur", .code(list: "couleurs")),
                    attribute("places", .number, 0...5000), attribute("accessible", .boolean),
                    attribute("releve", .date), attribute("latitude", .number, -90...90),
                ]),
            kind("projet", parent: "region", [attribute("nom", .text)]),
            Kind(
                name: "route", labels: Localized(both: "-"), plural: "routes", key: ["de", "vers"],
                attributes: [
                    attribute("de", .reference(kind: "quartier")), attribute("vers", .reference(kind: "quartier")),
                    attribute("minutes", .number, 0...600),
                ]),
        ].map { ($0.name, $0) }),
    codeLists: [
        "couleurs": CodeList(
            name: "couleurs",
            entries: ["bleu", "rouge"].map { CodeList.Entry(code: $0, labels: Localized(both: $0)) })
    ],
    territoryKind: "region")

private func kind(_ name: String, parent: String? = nil, _ attributes: [Attribute]) -> Kind {
    let own = [attribute("id", .text)] + (parent.map { [attribute($0, .reference(kind: $0))] } ?? [])
    return Kind(
        name: name, labels: Localized(both: "-"), plural: name + "s", key: ["id"], parent: parent,
        attributes: own + attributes)
}

private func attribute(_ name: String, _ type: Attribute.ValueType, _ range: ClosedRange<Int>? = nil) -> Attribute {
    Attribute(
        name: name, type: type, labels: Localized(both: "-"),
        range: range.map { .closed(Number($0.lowerBound), Number($0.upperBound)) })
}
