public import Diagnostics
public import FEEL
import YAMLReader

/// What was promised of a record and what became of it, year after year.
public struct Benefits: Sendable {
    public struct Measure: Sendable {
        public var id: String
        public var labels: Localized
        public var unit: String
        /// Over the record and `year`: what was promised for it.
        public var promised: CompiledExpression
        /// Over the record of a year's results.
        public var measured: CompiledExpression
        /// Whether more than was promised keeps the promise; otherwise less does.
        public var prefersMore: Bool
    }

    /// What nothing measures, and why.
    public struct Unmeasured: Sendable {
        public var id: String
        public var labels: Localized
        public var why: Localized
    }

    public var id: String
    public var labels: Localized
    public var kind: String
    /// The kind of a year's results, which belong to the record.
    public var results: String
    /// Its attribute that says which year: a whole number.
    public var year: String
    public var measures: [Measure]
    public var unmeasured: [Unmeasured]
}

/// Benefits as read, expressions still texts.
struct BenefitsDraft {
    enum Better: String, CaseIterable {
        case less, more
    }

    struct Measure {
        var id: String
        var labels: Localized
        var unit: String
        var promised: EmbeddedText
        var measured: EmbeddedText
        var prefersMore: Bool
    }

    var id: String
    var labels: Localized
    var kind: String
    var results: String
    var year: String
    var measures: [Measure]
    var unmeasured: [Benefits.Unmeasured]
    /// By what they name.
    var places: [String: Location]
    var location: Location
}

extension StudyReader {
    func benefits(_ pair: YAMLPair) -> BenefitsDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un suivi des bénéfices", en: "benefits"), context)
        else { return nil }
        defer { fields.finish() }
        var places: [String: Location] = [:]
        func name(_ key: String) -> String? {
            let name = fields.string(key, required: true)
            if let name { places[name] = fields.optional(key)?.location }
            return name
        }
        let labels = fields.localized("labels", required: true)
        let (kind, results, year) = (name("for"), name("results"), name("year"))
        var measures: [BenefitsDraft.Measure] = []
        each(fields, "measures", id: \.id, into: &measures) { pair in
            guard let id = context.string(pair.key),
                let fields = Fields(pair.value, of: Localized(fr: "une mesure", en: "a measure"), context)
            else { return nil }
            defer { fields.finish() }
            let labels = fields.localized("labels", required: true)
            let promised = fields.embedded("promised", required: true)
            let measured = fields.embedded("measured", required: true)
            let unit = fields.string("unit") ?? ""
            let better: BenefitsDraft.Better = fields.choice("better") ?? .less
            guard let labels, let promised, let measured else { return nil }
            return .init(
                id: id, labels: labels, unit: unit, promised: promised, measured: measured,
                prefersMore: better == .more)
        }
        var unmeasured: [Benefits.Unmeasured] = []
        each(fields, "unmeasured", id: \.id, into: &unmeasured) { pair in
            guard let id = context.string(pair.key),
                let fields = Fields(
                    pair.value, of: Localized(fr: "ce que rien ne mesure", en: "what nothing measures"), context)
            else { return nil }
            defer { fields.finish() }
            let labels = fields.localized("labels", required: true)
            let why = fields.localized("why", required: true)
            guard let labels, let why else { return nil }
            return .init(id: id, labels: labels, why: why)
        }
        guard let labels, let kind, let results, let year else { return nil }
        return BenefitsDraft(
            id: id, labels: labels, kind: kind, results: results, year: year, measures: measures,
            unmeasured: unmeasured, places: places, location: pair.key.location)
    }
}

extension PackCompiler {
    mutating func benefits() -> [Benefits] {
        draft.benefits.compactMap { benefits($0) }.sorted { $0.id < $1.id }
    }

    private mutating func benefits(_ draft: BenefitsDraft) -> Benefits? {
        func place(_ name: String) -> Location { draft.places[name] ?? draft.location }
        guard vocabulary.kinds[draft.kind] != nil else {
            unknownKind(draft.kind, at: place(draft.kind))
            return nil
        }
        guard belongs(draft.results, to: draft.kind, at: place(draft.results)) else { return nil }
        checkAttribute(draft.year, of: draft.results, at: place(draft.year))
        let promise = [
            Scope.Variable(name: draft.kind, type: .object(draft.kind)), .init(name: "year", type: .number),
        ]
        let result = [Scope.Variable(name: draft.results, type: .object(draft.results))]
        var measures: [Benefits.Measure] = []
        for measure in draft.measures {
            let promised = expression(measure.promised, promise, expecting: .number)
            let measured = expression(measure.measured, result, expecting: .number)
            guard let promised, let measured else { continue }
            measures.append(
                .init(
                    id: measure.id, labels: measure.labels, unit: measure.unit, promised: promised,
                    measured: measured, prefersMore: measure.prefersMore))
        }
        return Benefits(
            id: draft.id, labels: draft.labels, kind: draft.kind, results: draft.results, year: draft.year,
            measures: measures, unmeasured: draft.unmeasured)
    }
}
