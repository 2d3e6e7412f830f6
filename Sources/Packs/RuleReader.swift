import Diagnostics
public import FEEL
import World
public import YAMLReader

/// Reads `format: rules/1`: parameters, functions and rules.
struct RuleReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "un jeu de règles", en: "a rule set"), context) else {
            return
        }
        fields.ignore("format", "labels", "version")
        let pack = fields.string("pack", required: true) ?? ""
        for pair in fields.mapping("parameters") { parameters(pair, into: &draft) }
        for pair in fields.mapping("functions") {
            if let function = function(pair) { draft.functions.append(function) }
        }
        for pair in fields.mapping("groups") {
            guard let group = group(pair) else { continue }
            if draft.groups.contains(where: { $0.group.id == group.group.id }) {
                context.declaredTwice(group.group.id, at: pair.key.location)
            }
            draft.groups.append(group)
        }
        for (key, role) in [
            ("values", Rule.Role.value), ("findings", .finding), ("decisions", .decision), ("criteria", .criterion),
            ("questions", .question),
        ] {
            for pair in fields.mapping(key) {
                if let rule = rule(pair, role, pack) { draft.rules.append(rule) }
            }
        }
        fields.finish()
    }

    // MARK: Parameters, functions, groups

    private func parameters(_ pair: YAMLPair, into draft: inout PackDraft) {
        guard let name = context.string(pair.key) else { return }
        let read = (context.mapping(pair.value) ?? []).compactMap { pair -> ParameterGroup.Parameter? in
            guard let (parameter, part) = parameter(pair) else { return nil }
            if let part { draft.calendarParameters.append(((name, parameter.name), part)) }
            return parameter
        }
        if let position = draft.parameters.firstIndex(where: { $0.name == name }) {
            for parameter in read {
                if draft.parameters[position].parameters.contains(where: { $0.name == parameter.name }) {
                    context.report(
                        Diagnostic(
                            "R016",
                            Localized(
                                fr: "le paramètre « \(name).\(parameter.name) » est déclaré deux fois",
                                en: "parameter '\(name).\(parameter.name)' is declared twice"),
                            at: parameter.location, help: Localized(fr: "n'en garder qu'un", en: "keep one")))
                } else {
                    draft.parameters[position].parameters.append(parameter)
                }
            }
        } else {
            draft.parameters.append(ParameterGroup(name: name, parameters: read))
        }
    }

    /// A parameter, and the part of the calendar that gives its value, if one does.
    private func parameter(_ pair: YAMLPair) -> (ParameterGroup.Parameter, CalendarPart?)? {
        guard let name = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un paramètre", en: "a parameter"), context)
        else { return nil }
        defer { fields.finish() }
        let range = VocabularyReader(context: context).range(fields)
        let labels = fields.localized("labels") ?? Localized(both: name)
        let part = calendarPart(fields)
        let value = part == nil ? ConstantReader(context: context).constant(fields, "value") : .list(ListValue([]))
        let parameter = value.map { value in
            ParameterGroup.Parameter(
                name: name, value: value, labels: labels, unit: fields.string("unit") ?? "", source: source(fields),
                tag: fields.choice("tag"), location: pair.key.location)
        }
        if let parameter, case .number(let number) = parameter.value, let range, !range.holds(number) {
            context.report(
                Diagnostic(
                    "R017",
                    Localized(fr: "« \(name) » est hors de son intervalle", en: "'\(name)' is out of its range"),
                    at: fields.optional("value")?.location,
                    secondary: [fields.optional("range").map { Label($0.location) }].compactMap { $0 },
                    help: Localized(fr: "corriger la valeur ou l'intervalle", en: "correct the value or the range")))
        }
        return parameter.map { ($0, part) }
    }

    private func calendarPart(_ fields: Fields) -> CalendarPart? {
        guard let node = fields.optional("calendar") else { return nil }
        if let value = fields.optional("value") {
            context.report(
                Diagnostic(
                    "R260",
                    Localized(
                        fr: "une valeur, et le calendrier, pour un même paramètre",
                        en: "a value and the calendar for one parameter"),
                    at: node.location, secondary: [Label(value.location)],
                    help: Localized(fr: "garder « value » ou « calendar »", en: "keep 'value' or 'calendar'")))
        }
        return context.choice(node)
    }

    private func function(_ pair: YAMLPair) -> FunctionDraft? {
        guard let name = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une fonction", en: "a function"), context)
        else { return nil }
        defer { fields.finish() }
        fields.ignore("labels", "source", "tag")
        let parameters = fields.mapping("parameters").compactMap { pair -> FunctionDraft.Parameter? in
            guard let name = context.string(pair.key), let type = context.string(pair.value) else { return nil }
            return FunctionDraft.Parameter(
                name: name, type: FEELType(standardName: type) ?? .object(type), location: pair.value.location)
        }
        let returns = standardType(fields, "returns") ?? .any
        let table = FunctionTable.read(fields, named: name, parameters: parameters)
        guard let body = table?.body ?? (fields.has("table") ? nil : fields.embedded("body", required: true)) else {
            return nil
        }
        return FunctionDraft(
            name: name, parameters: parameters, returns: returns, body: body, table: table,
            location: pair.key.location)
    }

    /// A type of the language by its standard name.
    private func standardType(_ fields: Fields, _ key: String) -> FEELType? {
        guard let node = fields.optional(key), let name = context.string(node) else { return nil }
        if let type = FEELType(standardName: name) { return type }
        context.report(
            Diagnostic(
                "R214", Localized(fr: "type inconnu « \(name) »", en: "unknown type '\(name)'"), at: node.location,
                help: .nearest(to: name, among: FEELType.standardNames)))
        return nil
    }

    private func group(_ pair: YAMLPair) -> (group: Group, order: Int)? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "un groupe", en: "a group"), context)
        else { return nil }
        defer { fields.finish() }
        let order = fields.integer("order", in: 0...1000) ?? 0
        return fields.localized("labels", required: true).map { (Group(id: id, labels: $0), order) }
    }

    // MARK: Rules

    private func rule(_ pair: YAMLPair, _ role: Rule.Role, _ pack: String) -> RuleDraft? {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une règle", en: "a rule"), context)
        else { return nil }
        defer { fields.finish() }
        let wording = role == .question ? fields.localized("ask", required: true) : nil
        let labels = fields.localized("labels", required: role != .question) ?? wording
        guard let labels, let (subject, kinds) = subject(fields) else { return nil }
        var rule = Rule(id: id, pack: pack, role: role, labels: labels, subject: subject, location: pair.key.location)
        rule.wording = wording
        rule.source = source(fields)
        rule.tag = fields.choice("tag")
        rule.help = fields.localized("help")
        rule.unit = fields.string("unit") ?? ""
        rule.inForce = inForce(fields)
        if role != .question,
            let texts = fields.fields("particulars", of: Localized(fr: "des précisions", en: "particulars"))
        {
            rule.particulars = Rule.Particular.allCases.compactMap { particular in
                texts.localized(particular.rawValue).map { (particular, $0) }
            }
            texts.finish()
        }
        if case .pair = subject { rule.same = fields.strings("same") }
        var draft = RuleDraft(rule: rule)
        draft.places.kinds = kinds
        draft.applies = fields.embedded("applies")
        switch role {
        case .value:
            draft.value = fields.embedded("value", required: true)
            if let type = standardType(fields, "type") { draft.valueType = type }
            guard draft.value != nil else { return nil }
        case .finding, .decision, .criterion:
            draft.when = fields.embedded("when", required: true)
            draft.details = details(fields)
            for node in fields.list("absorbed_by") {
                guard let name = context.string(node) else { continue }
                draft.rule.absorbedBy.append(name)
                draft.places.absorbers[name] = node.location
            }
            if role == .finding {
                draft.gravity = fields.embedded("gravity", required: true)
            } else {
                draft.value = fields.embedded("value")
            }
            if role == .criterion { draft.rule.nature = fields.choice("nature", required: true) }
            guard draft.when != nil else { return nil }
        case .question:
            guard question(fields, &draft) else { return nil }
        }
        return draft
    }

    private func question(_ fields: Fields, _ draft: inout RuleDraft) -> Bool {
        draft.rule.group = fields.string("group", required: true)
        draft.places.group = fields.optional("group")?.location
        draft.rule.askedOf = fields.string("asked_of")
        draft.rule.minutes = fields.integer("minutes", in: 0...600)
        draft.rule.evidence = fields.localized("evidence")
        draft.rule.validity = fields.string("validity")
        _ = VocabularyReader(context: context).months(fields, "validity")
        draft.rule.good = fields.localized("good")
        draft.rule.bad = fields.localized("bad")
        draft.rule.nature = fields.choice("nature")
        for node in fields.list("settled_by") {
            guard let settling = settling(node) else { continue }
            draft.rule.settledBy.append(settling)
            draft.places.settling[settling] = node.location
        }
        draft.score = fields.embedded("score")
        draft.value = fields.embedded("value")
        if let answer = fields.fields("answer", of: Localized(fr: "une réponse", en: "an answer")) {
            draft.rule.answer = self.answer(answer, of: draft.rule.id)
        }
        if (draft.value == nil) == (draft.rule.answer == nil) {
            context.report(
                Diagnostic(
                    "R210",
                    Localized(
                        fr: "la question « \(draft.rule.id) » doit avoir « value » ou « answer », et un seul des deux",
                        en: "question '\(draft.rule.id)' must have 'value' or 'answer', and one of the two only"),
                    at: draft.rule.location,
                    help: Localized(
                        fr: "« value » si des données y répondent, « answer » si une personne y répond",
                        en: "'value' when data answer it, 'answer' when a person does")))
            return false
        }
        return true
    }

    private func answer(_ fields: Fields, of question: String) -> Rule.Answer? {
        defer { fields.finish() }
        guard let node = fields.required("type"),
            let type = context.choice(node, among: ["boolean", "number", "date", "text", "choice"])
        else { return nil }
        let unit = fields.string("unit") ?? ""
        let range = VocabularyReader(context: context).range(fields)
        switch type {
        case "boolean": return Rule.Answer(type: .boolean)
        case "number": return Rule.Answer(type: .number, unit: unit, range: range)
        case "date": return Rule.Answer(type: .date)
        case "choice":
            let options = fields.mapping("options", required: true).compactMap { pair -> CodeList.Entry? in
                guard let code = context.string(pair.key), let labels = context.localized(pair.value) else {
                    return nil
                }
                return CodeList.Entry(code: code, labels: labels)
            }
            return Rule.Answer(type: .code(list: question), options: options)
        default: return Rule.Answer(type: .text)
        }
    }

    /// What the rule is about, and where each kind is named.
    private func subject(_ fields: Fields) -> (Rule.SubjectShape, [String: Location])? {
        func one(_ key: String) -> (String, [String: Location])? {
            guard let node = fields.optional(key), let kind = context.string(node) else { return nil }
            return (kind, [kind: node.location])
        }
        if let (kind, places) = one("for") { return (.one(kind), places) }
        if let (kind, places) = one("pair") { return (.pair(kind, ordered: false), places) }
        if let (kind, places) = one("ordered_pair") { return (.pair(kind, ordered: true), places) }
        if fields.has("of") {
            var places: [String: Location] = [:]
            let factors = fields.mapping("of").compactMap { pair -> Rule.Factor? in
                guard let variable = context.string(pair.key), let kind = context.string(pair.value) else { return nil }
                places[kind] = pair.value.location
                return Rule.Factor(variable: variable, kind: kind)
            }
            if !factors.isEmpty { return (.product(factors), places) }
        }
        context.report(
            Diagnostic(
                "R211",
                Localized(fr: "la règle ne dit pas sur quoi elle porte", en: "the rule does not say what it is about"),
                at: fields.headLocation,
                help: Localized(
                    fr: "ajouter « for: », « pair: », « ordered_pair: » ou « of: » avec un genre",
                    en: "add 'for:', 'pair:', 'ordered_pair:' or 'of:' with a kind")))
        return nil
    }

    private func details(_ fields: Fields) -> [(name: String, text: EmbeddedText)] {
        fields.mapping("details").compactMap { pair in
            guard let name = context.string(pair.key), let text = context.embedded(pair.value) else { return nil }
            return (name, text)
        }
    }

    /// `kind.attribute`.
    private func settling(_ node: YAMLNode) -> Rule.Settling? {
        guard let text = context.string(node) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { return Rule.Settling(kind: parts[0], attribute: parts[1]) }
        context.report(
            Diagnostic(
                "R212", Localized(fr: "« \(text) » ne nomme pas un attribut", en: "'\(text)' names no attribute"),
                at: node.location, help: Localized(fr: "l'écrire « genre.attribut »", en: "write it 'kind.attribute'")))
        return nil
    }

    private func inForce(_ fields: Fields) -> (from: CalendarDate?, to: CalendarDate?) {
        guard let dates = fields.fields("in_force", of: Localized(fr: "une période", en: "a period")) else {
            return (nil, nil)
        }
        defer { dates.finish() }
        let reader = ConstantReader(context: context)
        return (reader.date(dates, "from"), reader.date(dates, "to"))
    }

    /// `{article: …}`, `{guide: …, part: …}`, or one text.
    func source(_ fields: Fields) -> RuleSource? {
        guard let node = fields.optional("source") else { return nil }
        if let text = node.text { return RuleSource(citation: text) }
        guard let source = Fields(node, of: Localized(fr: "une source", en: "a source"), context) else { return nil }
        defer { source.finish() }
        let note = source.string("note") ?? ""
        let parts = ["article", "guide", "study", "reference", "part", "version", "url"].compactMap {
            source.string($0)
        }
        return RuleSource(citation: parts.joined(separator: ", "), note: note)
    }
}

/// Reads constants: numbers, booleans, dates, texts, and lists of them.
public struct ConstantReader {
    let context: DecodingContext

    public init(context: DecodingContext) {
        self.context = context
    }

    /// A bare number, `true`, `false` or date is what it looks like; anything else is a text. A list holds
    /// constants.
    func constant(_ fields: Fields, _ key: String) -> Value? {
        fields.required(key).flatMap { constant($0) }
    }

    public func constant(_ node: YAMLNode) -> Value? {
        if let items = node.items { return .list(ListValue(items.compactMap { constant($0) })) }
        guard let text = context.string(node) else { return nil }
        guard node.style == .plain else { return .string(text) }
        if let number = Number(text) { return .number(number) }
        if let date = CalendarDate(text) { return .date(date) }
        switch text {
        case "true", "oui": return .boolean(true)
        case "false", "non": return .boolean(false)
        default: return .string(text)
        }
    }

    func date(_ fields: Fields, _ key: String, required: Bool = false) -> CalendarDate? {
        guard let text = fields.string(key, required: required) else { return nil }
        if let date = CalendarDate(text) { return date }
        context.report(
            Diagnostic(
                "R018", Localized(fr: "« \(text) » n'est pas une date", en: "'\(text)' is no date"),
                at: fields.optional(key)?.location,
                help: Localized(fr: "l'écrire comme 2026-06-15", en: "write it like 2026-06-15")))
        return nil
    }
}
