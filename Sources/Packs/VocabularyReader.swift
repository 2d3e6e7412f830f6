import Diagnostics
import FEEL
import World
import YAMLReader

/// Reads `format: vocabulary/1`: kinds, code lists and measures.
struct VocabularyReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "un vocabulaire", en: "a vocabulary"), context) else {
            return
        }
        fields.ignore("format")
        if let territory = fields.string("territory_kind") { draft.vocabulary.territoryKind = territory }
        if let census = fields.fields("census", of: Localized(fr: "les recensements", en: "the censuses")) {
            if let kind = census.string("kind", required: true), let of = census.string("of", required: true),
                let count = census.string("count", required: true)
            {
                draft.vocabulary.census = Census(kind: kind, of: of, count: count)
            }
            census.finish()
        }
        for pair in fields.mapping("codes") {
            guard let name = context.string(pair.key) else { continue }
            let entries = (context.mapping(pair.value) ?? []).compactMap { entry -> CodeList.Entry? in
                guard let code = context.string(entry.key), let labels = context.localized(entry.value) else {
                    return nil
                }
                return CodeList.Entry(code: code, labels: labels)
            }
            if draft.vocabulary.codeLists[name] != nil { twice(name, pair.key.location) }
            draft.vocabulary.codeLists[name] = CodeList(name: name, entries: entries)
        }
        for pair in fields.mapping("kinds") {
            guard let name = context.string(pair.key), let kind = kind(name, pair.value) else { continue }
            if draft.vocabulary.kinds[name] != nil { twice(name, pair.key.location) }
            draft.vocabulary.kinds[name] = kind
        }
        for pair in fields.mapping("measures") {
            guard let name = context.string(pair.key), let measure = measure(name, pair.value) else { continue }
            if draft.vocabulary.measures[name] != nil { twice(name, pair.key.location) }
            draft.vocabulary.measures[name] = measure
        }
        fields.finish()
    }

    private func twice(_ name: String, _ location: Location) {
        context.report(
            Diagnostic(
                "R012", Localized(fr: "« \(name) » est déclaré deux fois", en: "'\(name)' is declared twice"),
                at: location,
                help: Localized(fr: "ne garder qu'une déclaration", en: "keep one declaration")))
    }

    private func kind(_ name: String, _ node: YAMLNode) -> Kind? {
        guard let fields = Fields(node, of: Localized(fr: "un genre", en: "a kind"), context) else { return nil }
        defer { fields.finish() }
        let parent = fields.string("belongs_to")
        var attributes = fields.mapping("attributes").compactMap { pair in
            context.string(pair.key).flatMap { attribute($0, pair) }
        }
        if let parent, !attributes.contains(where: { $0.name == parent }) {
            attributes.append(
                Attribute(
                    name: parent, type: .reference(kind: parent), labels: Localized(both: parent),
                    location: fields.keyLocation("belongs_to")))
        }
        let key = fields.strings("key", required: true)
        for part in key where !attributes.contains(where: { $0.name == part }) {
            attributes.append(
                Attribute(name: part, type: .text, labels: Localized(both: part), location: fields.keyLocation("key")))
        }
        guard let labels = fields.localized("labels", required: true),
            let plural = fields.string("plural", required: true)
        else { return nil }
        return Kind(
            name: name, labels: labels, plural: plural, pluralWithFringe: fields.string("plural_with_fringe"), key: key,
            parent: parent, censusBy: fields.strings("census_by"), attributes: attributes, position: position(fields),
            display: fields.string("display"))
    }

    private func position(_ kind: Fields) -> PositionAttributes? {
        guard let fields = kind.fields("position", of: Localized(fr: "une position", en: "a position")) else {
            return nil
        }
        defer { fields.finish() }
        guard let latitude = fields.string("latitude", required: true),
            let longitude = fields.string("longitude", required: true)
        else { return nil }
        var radii: [String: Number] = [:]
        for pair in fields.mapping("radii_km") {
            if let code = context.string(pair.key), let text = context.number(pair.value) { radii[code] = Number(text) }
        }
        return PositionAttributes(
            latitude: latitude, longitude: longitude, precision: fields.string("precision"), radii: radii)
    }

    private func attribute(_ name: String, _ pair: YAMLPair) -> Attribute? {
        guard let fields = Fields(pair.value, of: Localized(fr: "un attribut", en: "an attribute"), context) else {
            return nil
        }
        defer { fields.finish() }
        guard let type = valueType(fields) else { return nil }
        return Attribute(
            name: name, type: type, labels: fields.localized("labels") ?? Localized(both: name),
            unit: fields.string("unit") ?? "", range: range(fields), askedOf: fields.string("asked_of"),
            minutes: fields.integer("minutes", in: 0...600), staleAfter: staleAfter(fields),
            mayNotApply: fields.bool("may_not_apply") ?? false, location: pair.key.location)
    }

    /// `type`, with `list` or `kind` where the type needs one.
    func valueType(_ fields: Fields) -> Attribute.ValueType? {
        guard let node = fields.required("type"),
            let type = context.choice(
                node, among: ["number", "boolean", "text", "date", "code", "codes", "reference"])
        else { return nil }
        switch type {
        case "number": return .number
        case "boolean": return .boolean
        case "date": return .date
        case "code": return fields.string("list", required: true).map { .code(list: $0) }
        case "codes": return fields.string("list", required: true).map { .codes(list: $0) }
        case "reference": return fields.string("kind", required: true).map { .reference(kind: $0) }
        default: return .text
        }
    }

    /// A FEEL range of constants: `[0..168]`.
    func range(_ fields: Fields) -> Interval<Number>? {
        guard let text = fields.embedded("range") else { return nil }
        let (compiled, diagnostics) = CompiledExpression.compile(text, scope: .empty)
        context.report(diagnostics)
        guard let compiled else { return nil }
        func end(_ value: Value?, isIncluded: Bool) -> Interval<Number>.End? {
            if case .number(let number)? = value { Interval.End(number, isIncluded: isIncluded) } else { nil }
        }
        if case .range(let range) = compiled.evaluate([]) {
            let lower = end(range.lower, isIncluded: range.includesLower)
            let upper = end(range.upper, isIncluded: range.includesUpper)
            if lower != nil || upper != nil { return Interval(lower: lower, upper: upper) }
        }
        context.report(
            Diagnostic(
                "R013",
                Localized(
                    fr: "« \(text.text) » n'est pas un intervalle de nombres",
                    en: "'\(text.text)' is no range of numbers"),
                at: text.location(Span(0, text.text.utf8.count)),
                help: Localized(fr: "l'écrire comme \"[0..168]\"", en: "write it like \"[0..168]\"")))
        return nil
    }

    private func staleAfter(_ fields: Fields) -> MonthsDuration? {
        guard let text = fields.string("stale_after") else { return nil }
        if let duration = MonthsDuration(text) { return duration }
        context.report(
            Diagnostic(
                "R014",
                Localized(fr: "« \(text) » n'est pas une durée en mois", en: "'\(text)' is no duration in months"),
                at: fields.optional("stale_after")?.location,
                help: Localized(fr: "l'écrire comme P18M ou P2Y", en: "write it like P18M or P2Y")))
        return nil
    }

    private func measure(_ name: String, _ node: YAMLNode) -> Measure? {
        guard let fields = Fields(node, of: Localized(fr: "une mesure", en: "a measure"), context) else { return nil }
        defer { fields.finish() }
        var via: [String: String] = [:]
        for pair in fields.mapping("via") {
            if let kind = context.string(pair.key), let attribute = context.string(pair.value) { via[kind] = attribute }
        }
        let labels = fields.localized("labels", required: true)
        let unit = fields.string("unit") ?? ""
        let range = range(fields)
        let isSymmetric = fields.bool("symmetric") ?? false
        let bounds = fields.fields("from_distance", of: Localized(fr: "des bornes", en: "bounds")).flatMap(
            distanceBounds)
        guard
            let records = fields.fields(
                "records", of: Localized(fr: "des paires mesurées", en: "measured pairs"), required: true)
        else { return nil }
        defer { records.finish() }
        let ends = records.strings("ends", required: true)
        guard let labels, let kind = records.string("kind", required: true),
            let value = records.string("value", required: true), ends.count == 2
        else { return nil }
        return Measure(
            name: name, labels: labels, unit: unit, range: range, isSymmetric: isSymmetric, kind: kind,
            ends: (ends[0], ends[1]), value: value, via: via, fromDistance: bounds)
    }

    private func distanceBounds(_ fields: Fields) -> DistanceBounds? {
        defer { fields.finish() }
        guard let fastest = fields.number("fastest", required: true).flatMap({ Number($0) }),
            let slowest = fields.number("slowest", required: true).flatMap({ Number($0) }),
            let detour = fields.number("detour", required: true).flatMap({ Number($0) })
        else { return nil }
        if fastest > Number(0), slowest > Number(0), detour >= Number(1), slowest <= fastest {
            return DistanceBounds(fastest: fastest, slowest: slowest, detour: detour)
        }
        context.report(
            Diagnostic(
                "R015",
                Localized(fr: "vitesses ou détour impossibles", en: "impossible speeds or detour"),
                at: fields.headLocation,
                help: Localized(
                    fr: "vitesses positives, la plus lente d'abord au plus égale à la plus rapide, détour d'au moins 1",
                    en: "positive speeds, the slowest at most the fastest, a detour of at least 1")))
        return nil
    }
}
