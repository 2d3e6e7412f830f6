import Diagnostics
import FEEL
import World

/// Checks a draft against itself and compiles it: all its errors at once.
struct PackCompiler {
    let draft: PackDraft
    private(set) var vocabulary: Vocabulary
    var diagnostics: [Diagnostic] = []
    private var types: PackTypes {
        didSet {
            scopes = [:]
            base = Scope(variables: [], types: types)
        }
    }
    /// What the scopes have in common.
    private var base: Scope
    private var globals: [Scope.Variable] = [] { didSet { scopes = [:] } }
    /// By the variables that they add to the globals.
    private var scopes: [[TypedName]: Scope] = [:]

    private struct TypedName: Hashable {
        var name: String
        var type: FEELType
    }

    init(_ draft: PackDraft) {
        self.draft = draft
        self.vocabulary = draft.vocabulary
        self.types = PackTypes(vocabulary: draft.vocabulary, values: [:], findingDetails: [])
        self.base = Scope(variables: [], types: types)
    }

    /// - Returns: The pack, and what is wrong with it; no pack when something is an error.
    static func compile(_ draft: PackDraft, hash: String) -> (Pack?, [Diagnostic]) {
        var compiler = PackCompiler(draft)
        let pack = compiler.compile(hash)
        return (compiler.diagnostics.hasErrors ? nil : pack, compiler.diagnostics)
    }

    private mutating func compile(_ hash: String) -> Pack {
        let drafts = checkedRules()
        addAnswerAttributes(drafts)
        var migrations = MigrationCompiler(vocabulary: vocabulary)
        vocabulary.migrations = migrations.compile(draft.migrations)
        diagnostics += migrations.diagnostics
        var values: [String: [String: FEELType]] = [:]
        var details: Set<String> = []
        for draft in drafts {
            if draft.rule.role == .value, case .one(let kind) = draft.rule.subject {
                values[kind, default: [:]][draft.rule.id] = draft.valueType
            }
            // What a rule concludes of a record is read as a member of it.
            if draft.rule.concludes, case .one(let kind) = draft.rule.subject {
                values[kind, default: [:]][draft.rule.id] = .boolean
            }
            if draft.rule.role == .finding { details.formUnion(draft.details.map(\.name)) }
        }
        types = PackTypes(vocabulary: vocabulary, values: values, findingDetails: details)

        let parameters = draft.parameters.sorted { $0.name < $1.name }
        globals = [
            Scope.Variable(name: vocabulary.territoryKind, type: .object(vocabulary.territoryKind)),
            Scope.Variable(name: "today", type: .date),
        ]
        for group in parameters {
            var fields: [String: FEELType] = [:]
            for parameter in group.parameters { fields[parameter.name] = parameter.value.parameterType }
            globals.append(Scope.Variable(name: group.name, type: .context(fields)))
        }
        for name in vocabulary.measures.keys.sorted() {
            globals.append(Scope.Variable(name: name, type: .function(parameters: [.any, .any], result: .number)))
        }
        globals.append(Scope.Variable(name: "distance", type: .function(parameters: [.any, .any], result: .number)))
        let functions = inDependencyOrder(distinctFunctions()).compactMap { function($0) }
        let rules = drafts.map { rule($0) }
        let ids = Set(rules.map(\.id))
        for draft in drafts { checkReferences(draft, ids) }
        let assessments = draft.assessments.map { assessment($0, rules) }
        var leverCompiler = LeverCompiler(vocabulary: vocabulary)
        let levers = draft.levers.compactMap { leverCompiler.lever($0) }
        diagnostics += leverCompiler.diagnostics
        var pack = Pack(
            vocabulary: vocabulary, hash: hash, parameters: parameters, functions: functions, rules: rules,
            groups: draft.groups.sorted { ($0.order, $0.group.id) < ($1.order, $1.group.id) }.map(\.group),
            gravities: draft.gravities, assessments: assessments, levers: levers, globals: globals, types: types,
            alerting: alerting(rules))
        pack.studies = studies(rules)
        pack.grants = draft.grants
        pack.searches = searches()
        pack.clocks = clocks()
        pack.checklists = checklists()
        pack.frameworks = frameworks()
        pack.benefits = benefits()
        return pack
    }

    // MARK: Names

    /// The rules whose ids are their own and whose kinds exist.
    private mutating func checkedRules() -> [RuleDraft] {
        var first: [String: Location] = [:]
        var drafts: [RuleDraft] = []
        for draft in draft.rules {
            let rule = draft.rule
            if let earlier = first[rule.id] {
                diagnostics.append(
                    Diagnostic(
                        "R201",
                        Localized(
                            fr: "la règle « \(rule.id) » est déclarée deux fois",
                            en: "rule '\(rule.id)' is declared twice"),
                        at: rule.location,
                        secondary: [Label(earlier, Localized(fr: "déclarée ici d'abord", en: "first declared here"))],
                        help: Localized(fr: "renommer l'une des deux", en: "rename one of the two")))
                continue
            }
            first[rule.id] = rule.location
            let unknown = rule.factors.filter { vocabulary.kinds[$0.kind] == nil }
            for kind in Set(unknown.map(\.kind)).sorted() {
                unknownKind(kind, at: draft.places.kinds[kind] ?? rule.location)
            }
            if unknown.isEmpty { drafts.append(draft) }
        }
        return drafts
    }

    /// An asked question is answered by a fact: an attribute of its subject with the question's id.
    private mutating func addAnswerAttributes(_ drafts: [RuleDraft]) {
        for draft in drafts {
            let rule = draft.rule
            guard rule.role == .value || rule.answer != nil else { continue }
            guard case .one(let kind) = rule.subject else {
                diagnostics.append(
                    Diagnostic(
                        "R216",
                        Localized(
                            fr: "« \(rule.id) » ne peut appartenir qu'à un genre",
                            en: "'\(rule.id)' can belong to one kind only"),
                        at: rule.location,
                        help: Localized(
                            fr: "une valeur dérivée ou une réponse s'écrit avec « for: »",
                            en: "a derived value or an answer is written with 'for:'")))
                continue
            }
            if vocabulary.kinds[kind]?.attribute(rule.id) != nil || isList(rule.id, of: kind) {
                diagnostics.append(
                    Diagnostic(
                        "R203",
                        Localized(
                            fr: "« \(rule.id) » est déjà un nom de « \(kind) »",
                            en: "'\(rule.id)' is already a name of '\(kind)'"),
                        at: rule.location,
                        help: Localized(
                            fr: "renommer la règle : ses résultats se lisent sous son nom",
                            en: "rename the rule: its results are read under its name")))
                continue
            }
            guard let answer = rule.answer else { continue }
            if case .code(let list) = answer.type {
                vocabulary.codeLists[list] = CodeList(name: list, entries: answer.options)
            }
            vocabulary.kinds[kind]?.attributes.append(
                Attribute(
                    name: rule.id, type: answer.type, labels: rule.labels, unit: answer.unit, range: answer.range,
                    askedOf: rule.askedOf, minutes: rule.minutes,
                    staleAfter: rule.validity.flatMap { MonthsDuration($0) },
                    location: rule.location))
        }
    }

    private func isList(_ name: String, of kind: String) -> Bool {
        vocabulary.kinds.values.contains { child in
            (child.plural == name && vocabulary.ancestors(of: child.name).contains(kind))
                || (child.pluralWithFringe == name && kind == vocabulary.territoryKind)
        }
    }

    private mutating func checkReferences(_ draft: RuleDraft, _ ids: Set<String>) {
        let rule = draft.rule
        for name in rule.absorbedBy where !ids.contains(name) || name == rule.id {
            let others = ids.subtracting([rule.id])
            unknownName(
                "R205", name, others, at: draft.places.absorbers[name] ?? rule.location, fr: "règle inconnue",
                en: "unknown rule")
        }
        if let group = rule.group { checkGroup(group, at: draft.places.group ?? rule.location) }
        for settling in rule.settledBy {
            let location = draft.places.settling[settling] ?? rule.location
            guard let kind = vocabulary.kinds[settling.kind] else {
                unknownKind(settling.kind, at: location)
                continue
            }
            if kind.attribute(settling.attribute) == nil {
                unknownName(
                    "R207", settling.attribute, kind.attributes.map(\.name), at: location,
                    fr: "attribut inconnu de « \(kind.name) » :", en: "unknown attribute of '\(kind.name)':")
            }
        }
    }

    private mutating func checkGroup(_ group: String, at location: Location) {
        if draft.groups.contains(where: { $0.group.id == group }) { return }
        unknownName(
            "R206", group, draft.groups.map(\.group.id), at: location, fr: "groupe inconnu", en: "unknown group")
    }

    mutating func unknownKind(_ kind: String, at location: Location) {
        unknownName("R202", kind, vocabulary.kinds.keys, at: location, fr: "genre inconnu", en: "unknown kind")
    }

    /// Says that nothing has a name, and which name is nearest, or else which names there are.
    mutating func unknownName(
        _ code: Code, _ name: String, _ known: some Sequence<String>, at location: Location, fr: String, en: String
    ) {
        diagnostics.append(
            Diagnostic(
                code, Localized(fr: "\(fr) « \(name) »", en: "\(en) '\(name)'"), at: location,
                help: .nearest(to: name, among: known)))
    }

    // MARK: Expressions

    mutating func expression(
        _ text: EmbeddedText?, _ variables: [Scope.Variable], expecting: FEELType?
    ) -> CompiledExpression? {
        guard let text else { return nil }
        let scope = scope(variables)
        let (compiled, found) = CompiledExpression.compile(text, scope: scope, expecting: expecting)
        diagnostics += found
        return compiled
    }

    /// One scope for the same variables: finding the names in sight costs more than reading most expressions.
    private mutating func scope(_ variables: [Scope.Variable]) -> Scope {
        let key = variables.map { TypedName(name: $0.name, type: $0.type) }
        if let known = scopes[key] { return known }
        let scope = base.seeing(globals + variables)
        scopes[key] = scope
        return scope
    }

    /// Functions whose names nothing else has: neither another function nor a value every expression sees.
    private mutating func distinctFunctions() -> [FunctionDraft] {
        var taken = Set(globals.map(\.name))
        return draft.functions.filter { function in
            if taken.insert(function.name).inserted { return true }
            diagnostics.append(
                Diagnostic(
                    "R215",
                    Localized(
                        fr: "le nom de la fonction « \(function.name) » est déjà pris",
                        en: "the name of function '\(function.name)' is already taken"),
                    at: function.location, help: Localized(fr: "renommer la fonction", en: "rename the function")))
            return false
        }
    }

    /// Each function after those its body names; those of a circle are reported and left out.
    private mutating func inDependencyOrder(_ functions: [FunctionDraft]) -> [FunctionDraft] {
        let names = NameScope(functions.map(\.name))
        let known = Set(functions.map(\.name))
        var pending = functions.sorted { $0.name < $1.name }.map { function in
            var uses: Set<String> = []
            let (tree, _) = Parser.parseExpression(function.body, names: names)
            tree.visit { node in
                if case .name(let name) = node.kind, known.contains(name) { uses.insert(name) }
            }
            return (function: function, uses: uses.subtracting(function.parameters.map(\.name)))
        }
        var ordered: [FunctionDraft] = []
        var placed: Set<String> = []
        while !pending.isEmpty {
            if let next = pending.firstIndex(where: { $0.uses.isSubset(of: placed) }) {
                let (function, _) = pending.remove(at: next)
                placed.insert(function.name)
                ordered.append(function)
                continue
            }
            let uses = Dictionary(uniqueKeysWithValues: pending.map { ($0.function.name, $0.uses.subtracting(placed)) })
            let cycle = PackCompiler.cycle(in: uses, from: pending[0].function.name)
            let functions = cycle.compactMap { name in pending.first { $0.function.name == name }?.function }
            report(cycle: functions)
            // Their names are known all the same: what calls them is no further mistake.
            for function in functions { globals.append(variable(of: function)) }
            placed.formUnion(cycle)
            pending.removeAll { cycle.contains($0.function.name) }
        }
        return ordered
    }

    /// The names that lead from one of them back to it, the smallest first.
    ///
    /// - Parameter uses: What each name uses; none is empty.
    private static func cycle(in uses: [String: Set<String>], from start: String) -> [String] {
        var path = [start]
        while let next = uses[path[path.count - 1]]?.min() {
            if let first = path.firstIndex(of: next) {
                let cycle = path[first...]
                guard let least = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) else { return [] }
                return Array(cycle[least...] + cycle[..<least])
            }
            path.append(next)
        }
        return path
    }

    private mutating func report(cycle functions: [FunctionDraft]) {
        guard let first = functions.first else { return }
        let chain = (functions + [first]).map { "« \($0.name) »" }.joined(separator: " → ")
        diagnostics.append(
            Diagnostic(
                "R213",
                Localized(
                    fr: "la fonction « \(first.name) » dépend d'elle-même",
                    en: "function '\(first.name)' depends on itself"),
                at: first.location,
                secondary: functions.dropFirst().map {
                    Label($0.location, Localized(fr: "par cette fonction", en: "through this function"))
                },
                notes: [Localized(both: chain)],
                help: Localized(fr: "écrire l'une d'elles sans l'autre", en: "write one of them without the other")))
    }

    private func variable(of function: FunctionDraft) -> Scope.Variable {
        Scope.Variable(
            name: function.name,
            type: .function(parameters: function.parameters.map { _ in .any }, result: function.returns))
    }

    private mutating func function(_ draft: FunctionDraft) -> PackFunction? {
        let variables = draft.parameters.map { Scope.Variable(name: $0.name, type: $0.type) }
        for parameter in draft.parameters {
            if case .object(let kind) = parameter.type, vocabulary.kinds[kind] == nil {
                unknownKind(kind, at: parameter.location)
            }
        }
        let expected: FEELType? = draft.returns == .any ? nil : draft.returns
        // The body is checked with its parameters' kinds; the function itself takes what it is given.
        guard expression(draft.body, variables, expecting: expected) != nil else { return nil }
        let prefix = "function(\(draft.parameters.map(\.name).joined(separator: ", "))) "
        let shift = prefix.utf8.count
        let text = EmbeddedText(
            text: prefix + draft.body.text, source: draft.body.source,
            segments: draft.body.segments.map { .init(inner: $0.inner + shift, outer: $0.outer, count: $0.count) })
        guard let body = expression(text, [], expecting: nil) else { return nil }
        globals.append(variable(of: draft))
        return PackFunction(name: draft.name, body: body, table: draft.table)
    }

    private mutating func rule(_ draft: RuleDraft) -> Rule {
        var rule = draft.rule
        let variables = rule.factors.map { Scope.Variable(name: $0.variable, type: .object($0.kind)) }
        rule.applies = expression(draft.applies, variables, expecting: .boolean)
        rule.when = expression(draft.when, variables, expecting: .boolean)
        rule.value = expression(
            draft.value, variables, expecting: rule.role == .value && draft.valueType != .any ? draft.valueType : nil)
        if let text = draft.gravity {
            if self.draft.gravities.contains(where: { $0.id == text.text }) {
                rule.gravity = expression(EmbeddedText(standalone: "\"\(text.text)\""), [], expecting: .string)
            } else {
                rule.gravity = expression(text, variables, expecting: .string)
            }
        }
        rule.details = draft.details.compactMap { detail in
            expression(detail.text, variables, expecting: nil).map { Rule.Detail(name: detail.name, expression: $0) }
        }
        if !rule.same.isEmpty {
            let text = rule.same.map { "a.\($0) = b.\($0)" }.joined(separator: " and ")
            rule.sameExpression = expression(EmbeddedText(standalone: text), variables, expecting: .boolean)
        }
        if let score = draft.score {
            let extra: Scope.Variable
            if let answer = rule.answer {
                extra = Scope.Variable(name: "answer", type: answer.type.feelType)
            } else {
                extra = Scope.Variable(name: "value", type: rule.value?.type ?? .any)
            }
            rule.score = expression(score, variables + [extra], expecting: .number)
        }
        return rule
    }

    private mutating func assessment(_ draft: AssessmentDraft, _ rules: [Rule]) -> Assessment {
        var assessment = draft.assessment
        let questions = rules.filter { $0.role == .question }
        for id in assessment.scope {
            let location = draft.places[id] ?? draft.location
            guard let question = questions.first(where: { $0.id == id }) else {
                unknownName(
                    "R208", id, questions.map(\.id), at: location, fr: "question inconnue", en: "unknown question")
                continue
            }
            if question.score == nil {
                diagnostics.append(
                    Diagnostic(
                        "R209",
                        Localized(fr: "la question « \(id) » n'a pas de barème", en: "question '\(id)' has no score"),
                        at: location, secondary: [Label(question.location)],
                        help: Localized(
                            fr: "lui donner « score », ou la retirer de « scope »",
                            en: "give it a 'score', or take it out of 'scope'")))
            }
        }
        for group in assessment.groups { checkGroup(group, at: draft.places[group] ?? draft.location) }
        guard vocabulary.kinds[assessment.subject] != nil else {
            unknownKind(assessment.subject, at: draft.places[assessment.subject] ?? draft.location)
            return assessment
        }
        let variables = [Scope.Variable(name: assessment.subject, type: .object(assessment.subject))]
        assessment.gates = draft.gates.compactMap { gate in
            expression(gate.when, variables, expecting: .boolean).map {
                Assessment.Gate(id: gate.id, labels: gate.labels, condition: $0)
            }
        }
        return assessment
    }
}

extension Value {
    /// The type of a constant.
    fileprivate var parameterType: FEELType {
        switch self {
        case .number: .number
        case .boolean: .boolean
        case .string: .string
        case .date: .date
        case .list(let list): .list(list.items.first?.parameterType ?? .any)
        default: .any
        }
    }
}
