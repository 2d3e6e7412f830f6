import Diagnostics
import FEEL
import World

/// Studies and searches: what they name must exist, and their expressions are those of rules.
extension PackCompiler {
    mutating func studies(_ rules: [Rule]) -> [Study] {
        draft.studies.compactMap { study($0, rules) }.sorted { $0.id < $1.id }
    }

    private mutating func study(_ draft: StudyDraft, _ rules: [Rule]) -> Study? {
        var study = draft.study
        func place(_ name: String) -> Location { draft.places[name] ?? draft.location }
        guard vocabulary.kinds[study.kind] != nil else {
            unknownKind(study.kind, at: place(study.kind))
            return nil
        }
        if let members = study.members, vocabulary.kinds[members.kind]?.parent == nil {
            unknownKind(members.kind, at: place(members.kind))
            return nil
        }
        let own = figures(of: study.kind, rules)
        let shared = study.members.map { figures(of: $0.kind, rules) } ?? []
        let verdicts = rules.filter { $0.concludes && $0.subject == .one(study.kind) }.map(\.id)
        func check(_ names: [String], _ known: [String], of kind: String) {
            for name in names where !known.contains(name) {
                unknownName(
                    "R300", name, known, at: place(name), fr: "ni attribut ni valeur de « \(kind) » :",
                    en: "neither an attribute nor a value of '\(kind)':")
            }
        }
        let memberKind = study.members?.kind ?? ""
        check(study.figures + [study.pivot].compactMap { $0 }, own, of: study.kind)
        check((study.members?.figures ?? []) + [study.members?.change].compactMap { $0 }, shared, of: memberKind)
        if let key = study.key {
            check([key.total] + key.terms.map(\.weight), own, of: study.kind)
            check([key.today] + key.terms.map(\.share), shared, of: memberKind)
        }
        if let consent = study.consent {
            check([consent.attribute] + [consent.condition].compactMap { $0 }, shared, of: memberKind)
        }
        for name in study.criteria + study.forms + (study.consent?.rules ?? []) where !verdicts.contains(name) {
            unknownName(
                "R301", name, verdicts, at: place(name), fr: "aucun verdict sur « \(study.kind) » :",
                en: "no verdict about '\(study.kind)':")
        }
        study.reference = expression(
            draft.reference, [.init(name: study.kind, type: .object(study.kind))], expecting: .boolean)
        study.always = draft.always.compactMap { always($0, of: study.kind) }
        return study
    }

    private mutating func always(_ draft: AlwaysDraft, of kind: String) -> Study.Always? {
        let own = [Scope.Variable(name: kind, type: .object(kind))]
        let parent = vocabulary.kinds[kind]?.parent
        let above = parent.map { [Scope.Variable(name: $0, type: .object($0))] } ?? []
        let test = expression(draft.test, own, expecting: .boolean)
        let known = vocabulary.kinds[kind]?.attributes.map(\.name) ?? []
        var states: [(attribute: String, value: CompiledExpression)] = []
        for (name, text, place) in draft.states {
            guard known.contains(name) else {
                unknownName(
                    "R305", name, known, at: place, fr: "« \(kind) » n'a pas d'attribut",
                    en: "'\(kind)' has no attribute")
                continue
            }
            if let value = expression(text, above, expecting: nil) { states.append((name, value)) }
        }
        return test.map { Study.Always(id: draft.id, labels: draft.labels, test: $0, states: states) }
    }

    private func figures(of kind: String, _ rules: [Rule]) -> [String] {
        (vocabulary.kinds[kind]?.attributes.map(\.name) ?? [])
            + rules.filter { $0.role == .value && $0.subject == .one(kind) }.map(\.id)
    }

    mutating func searches() -> [Search] {
        draft.searches.compactMap { search($0) }.sorted { $0.id < $1.id }
    }

    private mutating func search(_ draft: SearchDraft) -> Search? {
        for kind in [draft.kind, draft.candidate] where vocabulary.kinds[kind] == nil {
            unknownKind(kind, at: draft.place)
            return nil
        }
        let subject = Scope.Variable(name: draft.kind, type: .object(draft.kind))
        func candidate(_ name: String) -> Scope.Variable { .init(name: name, type: .object(draft.candidate)) }
        let one = [subject, candidate("x")]
        let two = [subject, candidate("a"), candidate("b")]
        guard let candidates = expression(draft.candidates, [subject], expecting: nil) else { return nil }
        var constraints: [Search.Constraint] = []
        for constraint in draft.constraints {
            let form: Search.Constraint.Form?
            switch constraint.form {
            case .each(let text): form = expression(text, one, expecting: .boolean).map { .each($0) }
            case .core(let text): form = expression(text, one, expecting: .boolean).map { .core($0) }
            case .pairs(let text): form = expression(text, two, expecting: .boolean).map { .pairs($0) }
            case .linked(let text): form = expression(text, two, expecting: .boolean).map { .linked($0) }
            case .total(let text, let atLeast, let atMost):
                let least = expression(atLeast, [subject], expecting: .number)
                let most = expression(atMost, [subject], expecting: .number)
                form = expression(text, one, expecting: .number).map { .total($0, atLeast: least, atMost: most) }
            }
            guard let form else { continue }
            constraints.append(
                Search.Constraint(
                    id: constraint.id, labels: constraint.labels, form: form, source: constraint.source,
                    tag: constraint.tag))
        }
        var objectives: [Search.Objective] = []
        for objective in draft.objectives {
            guard let amount = expression(objective.amount, one, expecting: .number) else { continue }
            objectives.append(
                Search.Objective(
                    id: objective.id, labels: objective.labels, amount: amount,
                    divisor: expression(objective.divisor, one, expecting: .number),
                    prefersMore: objective.prefersMore, unit: objective.unit))
        }
        return Search(
            id: draft.id, labels: draft.labels, kind: draft.kind, candidates: candidates, constraints: constraints,
            objectives: objectives)
    }

    // MARK: Names

    /// Whether records of a kind belong to those of another; said where they do not.
    mutating func belongs(_ kind: String, to parent: String, at location: Location) -> Bool {
        guard let found = vocabulary.kinds[kind] else {
            unknownKind(kind, at: location)
            return false
        }
        if found.parent == parent { return true }
        diagnostics.append(
            Diagnostic(
                "R304",
                Localized(
                    fr: "« \(kind) » ne relève pas de « \(parent) »", en: "'\(kind)' does not belong to '\(parent)'"),
                at: location,
                help: .nearest(
                    to: kind, among: vocabulary.kinds.values.filter { $0.parent == parent }.map(\.name).sorted())))
        return false
    }

    mutating func checkAttribute(_ name: String, of kind: String, at location: Location) {
        let known = vocabulary.kinds[kind]?.attributes.map(\.name) ?? []
        guard !known.contains(name) else { return }
        unknownName(
            "R305", name, known, at: location, fr: "« \(kind) » n'a pas d'attribut", en: "'\(kind)' has no attribute")
    }
}
