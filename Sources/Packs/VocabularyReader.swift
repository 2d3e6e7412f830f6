import Diagnostics
import FEEL
import World
import YAMLReader

/// Reads `format: vocabulary/1`: kinds, code lists and measures.
struct VocabularyReader {
    let context: DecodingContext
    /// What was named so far, and the names of lists.
    private var namings: [Naming] = []
    private var plurals: [(name: String, location: Location)] = []
    var confidentialities: [ConfidentialityDraft] = []

    init(context: DecodingContext) {
        self.context = context
    }

    mutating func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "un vocabulaire", en: "a vocabulary"), context) else {
            return
        }
        fields.ignore("format")
        defer {
            draft.namings += namings
            draft.plurals += plurals
            draft.confidentialities += confidentialities
        }
        readLevels(fields, into: &draft)
        if let territory = name(fields, "territory_kind", .kind) { draft.vocabulary.territoryKind = territory }
        if let census = fields.fields("census", of: Localized(fr: "les recensements", en: "the censuses")) {
            if let kind = name(census, "kind", .kind, required: true),
                let of = name(census, "of", .attribute(of: kind), required: true),
                let count = name(census, "count", .attribute(of: kind), required: true)
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
            if draft.vocabulary.codeLists[name] != nil { context.declaredTwice(name, at: pair.key.location) }
            draft.vocabulary.codeLists[name] = CodeList(name: name, entries: entries)
        }
        for pair in fields.mapping("kinds") {
            guard let name = context.string(pair.key), let kind = kind(name, pair.value) else { continue }
            if draft.vocabulary.kinds[name] != nil { context.declaredTwice(name, at: pair.key.location) }
            draft.vocabulary.kinds[name] = kind
        }
        for pair in fields.mapping("measures") {
            guard let name = context.string(pair.key), let measure = measure(name, pair.value) else { continue }
            if draft.vocabulary.measures[name] != nil { context.declaredTwice(name, at: pair.key.location) }
            draft.vocabulary.measures[name] = measure
        }
        for node in fields.list("migrations") {
            if let migration = migration(node) { draft.migrations.append(migration) }
        }
        if let engine = fields.optional("engine") { checkEngine(engine) }
        fields.finish()
    }

    /// A name of something the vocabulary declares: noted, to be looked up when all is read.
    mutating func name(
        _ fields: Fields, _ key: String, _ target: Naming.Target, required: Bool = false
    ) -> String? {
        guard let node = fields.value(key, required: required), let name = context.string(node) else { return nil }
        namings.append(Naming(name: name, target: target, location: node.location))
        return name
    }

    private mutating func names(
        _ fields: Fields, _ key: String, _ target: Naming.Target, required: Bool = false
    ) -> [String] {
        fields.list(key, required: required).compactMap { node in
            guard let name = context.string(node) else { return nil }
            namings.append(Naming(name: name, target: target, location: node.location))
            return name
        }
    }

    private mutating func plural(_ fields: Fields, _ key: String, required: Bool = false) -> String? {
        guard let node = fields.value(key, required: required), let name = context.string(node) else { return nil }
        plurals.append((name, node.location))
        return name
    }

    private mutating func kind(_ name: String, _ node: YAMLNode) -> Kind? {
        guard let fields = Fields(node, of: Localized(fr: "un genre", en: "a kind"), context) else { return nil }
        defer { fields.finish() }
        let parent = self.name(fields, "belongs_to", .kind)
        var attributes: [Attribute] = []
        for pair in fields.mapping("attributes") {
            if let attributeName = context.string(pair.key), let attribute = attribute(attributeName, pair, of: name) {
                attributes.append(attribute)
            }
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
        let plural = plural(fields, "plural", required: true)
        let pluralWithFringe = self.plural(fields, "plural_with_fringe")
        let censusBy = names(fields, "census_by", .attribute(of: name))
        let display = self.name(fields, "display", .attribute(of: name))
        let position = position(fields, of: name)
        let isRecordable = fields.bool("recordable") ?? false
        let confidentiality = confidentiality(fields, of: name)
        guard let labels = fields.localized("labels", required: true), let plural else { return nil }
        return Kind(
            name: name, labels: labels, plural: plural, pluralWithFringe: pluralWithFringe, key: key, parent: parent,
            censusBy: censusBy, attributes: attributes, position: position, display: display,
            isRecordable: isRecordable, confidentiality: confidentiality)
    }

    private mutating func position(_ kind: Fields, of name: String) -> PositionAttributes? {
        guard let fields = kind.fields("position", of: Localized(fr: "une position", en: "a position")) else {
            return nil
        }
        defer { fields.finish() }
        let latitude = self.name(fields, "latitude", .attribute(of: name), required: true)
        let longitude = self.name(fields, "longitude", .attribute(of: name), required: true)
        let precision = self.name(fields, "precision", .attribute(of: name))
        var radii: [String: Number] = [:]
        for pair in fields.mapping("radii_km") {
            if let code = context.string(pair.key), let text = context.number(pair.value) { radii[code] = Number(text) }
        }
        guard let latitude, let longitude else { return nil }
        return PositionAttributes(latitude: latitude, longitude: longitude, precision: precision, radii: radii)
    }

    /// - Parameter kind: Nil for what no kind has any more: it bears no confidentiality of its own.
    mutating func attribute(_ name: String, _ pair: YAMLPair, of kind: String? = nil) -> Attribute? {
        guard let fields = Fields(pair.value, of: Localized(fr: "un attribut", en: "an attribute"), context) else {
            return nil
        }
        defer { fields.finish() }
        guard let type = valueType(fields) else { return nil }
        return Attribute(
            name: name, type: type, labels: fields.localized("labels") ?? Localized(both: name),
            unit: fields.string("unit") ?? "", range: range(fields), askedOf: fields.string("asked_of"),
            minutes: fields.integer("minutes", in: 0...600), staleAfter: staleAfter(fields),
            mayNotApply: fields.bool("may_not_apply") ?? false,
            confidentiality: kind.flatMap { confidentiality(fields, of: $0, attribute: name) },
            location: pair.key.location)
    }

    /// `type`, with `list` or `kind` where the type needs one.
    private mutating func valueType(_ fields: Fields) -> Attribute.ValueType? {
        guard let node = fields.required("type"),
            let type = context.choice(
                node, among: ["number", "boolean", "text", "date", "code", "codes", "reference"])
        else { return nil }
        switch type {
        case "number": return .number
        case "boolean": return .boolean
        case "date": return .date
        case "code": return name(fields, "list", .codeList, required: true).map { .code(list: $0) }
        case "codes": return name(fields, "list", .codeList, required: true).map { .codes(list: $0) }
        case "reference": return name(fields, "kind", .kind, required: true).map { .reference(kind: $0) }
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
        months(fields, "stale_after")
    }

    /// A duration in months.
    func months(_ fields: Fields, _ key: String) -> MonthsDuration? {
        guard let text = fields.string(key) else { return nil }
        if let duration = MonthsDuration(text) { return duration }
        context.report(
            Diagnostic(
                "R014",
                Localized(fr: "« \(text) » n'est pas une durée en mois", en: "'\(text)' is no duration in months"),
                at: fields.optional(key)?.location,
                help: Localized(fr: "l'écrire comme P18M ou P2Y", en: "write it like P18M or P2Y")))
        return nil
    }

    private mutating func measure(_ name: String, _ node: YAMLNode) -> Measure? {
        guard let fields = Fields(node, of: Localized(fr: "une mesure", en: "a measure"), context) else { return nil }
        defer { fields.finish() }
        var via: [String: String] = [:]
        for pair in fields.mapping("via") {
            guard let kind = context.string(pair.key), let attribute = context.string(pair.value) else { continue }
            namings.append(Naming(name: kind, target: .kind, location: pair.key.location))
            namings.append(Naming(name: attribute, target: .attribute(of: kind), location: pair.value.location))
            via[kind] = attribute
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
        let kind = self.name(records, "kind", .kind, required: true)
        let ends = names(records, "ends", .attribute(of: kind ?? ""), required: true)
        let value = self.name(records, "value", .attribute(of: kind ?? ""), required: true)
        if records.has("ends"), ends.count != 2 {
            context.report(
                Diagnostic(
                    "R020", Localized(fr: "une mesure joint deux bouts", en: "a measure joins two ends"),
                    at: records.optional("ends")?.location ?? records.headLocation,
                    help: Localized(
                        fr: "nommer les deux attributs qui portent les bouts, comme [de, vers]",
                        en: "name the two attributes that hold the ends, as [from, to]")))
        }
        guard let labels, let kind, let value, ends.count == 2 else { return nil }
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
