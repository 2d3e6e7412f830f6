import Diagnostics
import Engine
import FEEL
public import JSON
public import Packs
import World

/// A pack as people read it: every question, criterion, figure and threshold, with its source and dates.
public struct Catalogue {
    let pack: Pack

    public init(_ pack: Pack) {
        self.pack = pack
    }

    /// `questions` by group, `criteria` and `values` by rule set, `parameters`, `levers`, `sources` with what
    /// each is the source of, `recorded`: the kinds that are recorded. In the order in which a reader meets them.
    public var json: JSONValue {
        let questions = pack.rules.filter { $0.role == .question }
        let order = Dictionary(pack.groups.enumerated().map { ($1.id, $0) }) { first, _ in first }
        func rules(_ roles: Set<Rule.Role>) -> JSONValue {
            .array(
                pack.rules.filter { roles.contains($0.role) }.sorted { ($0.pack, $0.id) < ($1.pack, $1.id) }.map(rule))
        }
        return .object([
            .init("pack", .string(pack.hash)),
            .init(
                "groups",
                .array(
                    pack.groups.map { group in
                        .object([
                            .init("group", .string(group.id)), .init("labels", ValueJSON.localized(group.labels)),
                        ])
                    })),
            .init(
                "questions",
                .array(
                    questions.sorted { left, right in
                        (order[left.group ?? ""] ?? .max, left.id) < (order[right.group ?? ""] ?? .max, right.id)
                    }.map(rule))),
            .init("criteria", rules([.finding, .decision, .criterion])),
            .init("values", rules([.value])),
            .init(
                "parameters",
                .array(pack.parameters.flatMap { group in group.parameters.map { parameter($0, of: group) } })),
            .init("levers", .array(pack.levers.map(lever))),
            .init("recorded", .array(pack.vocabulary.sortedKinds.filter(\.isRecordable).map(kind))),
            .init("sources", sources),
        ])
    }

    private func rule(_ rule: Rule) -> JSONValue {
        let position = rule.location.source.position(of: rule.location.span.start)
        var members: [JSONValue.Member] = [
            .init("rule", .string(rule.id)), .init("role", .string(rule.role.rawValue)),
            .init("set", .string(rule.pack)), .init("labels", ValueJSON.localized(rule.labels)),
            .init("of", .strings(rule.factors.map(\.kind))),
        ]
        func add(_ name: String, _ text: Localized?) {
            if let text { members.append(.init(name, ValueJSON.localized(text))) }
        }
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { members.append(.init(name, .string(text))) }
        }
        add("ask", rule.wording)
        add("group", rule.group)
        add("nature", rule.nature?.rawValue)
        add("asked_of", rule.askedOf)
        if let minutes = rule.minutes { members.append(.init("minutes", .int(minutes))) }
        if let answer = rule.answer { members.append(.init("answer", self.answer(answer))) }
        for (name, expression) in [
            ("applies", rule.applies), ("when", rule.when), ("value", rule.value), ("score", rule.score),
            ("gravity", rule.gravity),
        ] { add(name, expression?.source.text) }
        add("unit", rule.unit)
        for (name, text) in [
            ("help", rule.help), ("evidence", rule.evidence), ("good", rule.good), ("bad", rule.bad),
        ] { add(name, text) }
        add("validity", rule.validity)
        if !rule.settledBy.isEmpty {
            members.append(.init("settled_by", .strings(rule.settledBy.map { "\($0.kind).\($0.attribute)" })))
        }
        if !rule.particulars.isEmpty {
            members.append(
                .init("particulars", .object(rule.particulars.map { .init($0.0.rawValue, ValueJSON.localized($0.1)) })))
        }
        add("from", rule.inForce.from?.description)
        add("to", rule.inForce.to?.description)
        add("source", rule.source?.citation)
        add("source_note", rule.source?.note)
        add("tag", rule.tag?.rawValue)
        members.append(.init("declared", .string("\(rule.location.source.name):\(position.line)")))
        return .object(members)
    }

    private func answer(_ answer: Rule.Answer) -> JSONValue {
        var members: [JSONValue.Member] = [.init("type", .string(answer.type.name))]
        if !answer.unit.isEmpty { members.append(.init("unit", .string(answer.unit))) }
        if let range = answer.range { members.append(.init("range", ValueJSON.ends(range) { .number($0.jsonText) })) }
        if !answer.options.isEmpty {
            members.append(
                .init("options", .object(answer.options.map { .init($0.code, ValueJSON.localized($0.labels)) })))
        }
        return .object(members)
    }

    private func parameter(_ parameter: ParameterGroup.Parameter, of group: ParameterGroup) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("parameter", .string("\(group.name).\(parameter.name)")),
            .init("labels", ValueJSON.localized(parameter.labels)),
            .init("value", ValueJSON.plain(parameter.value)), .init("unit", .string(parameter.unit)),
            .init("source", parameter.source.map { .string($0.citation) } ?? .null),
            .init("tag", parameter.tag.map { .string($0.rawValue) } ?? .null),
        ]
        if let override = parameter.override {
            members.append(
                .init(
                    "override",
                    .object([
                        .init("reason", ValueJSON.localized(override.reason)),
                        .init("author", .string(override.author)),
                        .init("date", .string(override.date.description)),
                    ])))
        }
        return .object(members)
    }

    /// What is written of a kind that is recorded.
    private func kind(_ kind: Kind) -> JSONValue {
        .object([
            .init("kind", .string(kind.name)), .init("labels", ValueJSON.localized(kind.labels)),
            .init("key", .strings(kind.key)), .init("parent", kind.parent.map { .string($0) } ?? .null),
            .init(
                "attributes",
                .array(
                    kind.attributes.map { attribute in
                        var codes: [CodeList.Entry] = []
                        switch attribute.type {
                        case .code(let list), .codes(let list): codes = pack.vocabulary.codeLists[list]?.entries ?? []
                        default: break
                        }
                        return .object([
                            .init("attribute", .string(attribute.name)),
                            .init("labels", ValueJSON.localized(attribute.labels)),
                            .init("type", .string(attribute.type.name)),
                            .init(
                                "options",
                                .object(codes.map { .init($0.code, ValueJSON.localized($0.labels)) })),
                            .init("may_not_apply", .bool(attribute.mayNotApply)),
                        ])
                    })),
        ])
    }

    private func lever(_ lever: Lever) -> JSONValue {
        let labels = pack.vocabulary.kinds[lever.kind]?.attribute(lever.attribute)?.labels
        return .object([
            .init("lever", .string("\(lever.kind).\(lever.attribute)")),
            .init("labels", labels.map(ValueJSON.localized) ?? .null),
            .init("values", .array(lever.values.map(\.json))),
            .init("factors", .array(lever.factors.map { .number($0.jsonText) })),
        ])
    }

    /// By citation.
    private var sources: JSONValue {
        var names: [String: [String]] = [:]
        for rule in pack.rules { if let source = rule.source { names[source.citation, default: []].append(rule.id) } }
        for group in pack.parameters {
            for parameter in group.parameters {
                guard let source = parameter.source else { continue }
                names[source.citation, default: []].append("\(group.name).\(parameter.name)")
            }
        }
        return .array(
            names.sorted { $0.key < $1.key }.map { citation, names in
                .object([.init("source", .string(citation)), .init("of", .strings(names.sorted()))])
            })
    }
}
