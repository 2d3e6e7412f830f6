import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Explanations as JSON: the tree, with each value read, its fact, source and place.
struct ExplanationJSON {
    let evaluation: Evaluation

    func explanation(_ explanation: Explanation) -> JSONValue {
        let cell = explanation.cell
        guard let rule = evaluation.pack.rule(cell.rule),
            case .object(var members) = CellJSON(evaluation: evaluation).cell(cell)
        else { return .null }
        members.append(.init("source", rule.source.map { .string($0.citation) } ?? .null))
        if let source = rule.source, !source.note.isEmpty { members.append(.init("source_note", .string(source.note))) }
        if rule.tag == nil || rule.role == .value {
            members.append(.init("tag", rule.tag.map { .string($0.rawValue) } ?? .null))
        }
        members += particulars(rule)
        let position = rule.location.source.position(of: rule.location.span.start)
        members.append(.init("declared", .string("\(rule.location.source.name):\(position.line):\(position.column)")))
        if let gravity = cell.gravity, case .string(let id) = gravity,
            let labels = evaluation.pack.gravities.first(where: { $0.id == id })?.labels
        {
            members.append(.init("gravity_labels", ValueJSON.localized(labels)))
        }
        members.append(.init("because", .array(explanation.parts.map(part))))
        return .object(members)
    }

    /// What a rule tells in words besides what it computes.
    private func particulars(_ rule: Rule) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if rule.inForce.from != nil || rule.inForce.to != nil {
            members.append(
                .init(
                    "in_force",
                    .object([
                        .init("from", rule.inForce.from.map { .string($0.description) } ?? .null),
                        .init("to", rule.inForce.to.map { .string($0.description) } ?? .null),
                        .init("law_date", .string(evaluation.lawDate.description)),
                    ])))
        }
        for (name, text) in [
            ("help", rule.help), ("evidence", rule.evidence), ("good", rule.good), ("bad", rule.bad),
        ] {
            if let text { members.append(.init(name, ValueJSON.localized(text))) }
        }
        if let validity = rule.validity { members.append(.init("validity", .string(validity))) }
        if !rule.particulars.isEmpty {
            members.append(
                .init(
                    "particulars",
                    .object(rule.particulars.map { .init($0.0.rawValue, ValueJSON.localized($0.1)) })))
        }
        return members
    }

    private func part(_ part: Explanation.Part) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("role", .string(part.role.rawValue)), .init("expression", .string(part.text)),
        ]
        let position = part.location.source.position(of: part.location.span.start)
        members.append(.init("at", .string("\(part.location.source.name):\(position.line):\(position.column)")))
        if let value = part.value {
            members += ValueJSON.members(value)
            if let failure = failure(value) { members.append(.init("failure", failure)) }
        } else {
            members.append(.init("needed", .bool(false)))
        }
        if !part.terms.isEmpty { members.append(.init("terms", .array(part.terms.map(self.part)))) }
        if !part.reads.isEmpty { members.append(.init("reads", .array(part.reads.map(read)))) }
        return .object(members)
    }

    private func failure(_ value: Value) -> JSONValue? {
        if case .null(let reason?) = value { ValueJSON.failure(reason) } else { nil }
    }

    private func read(_ read: Explanation.Read) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("subject", .string(read.subject)), .init("member", .string(read.member)),
        ]
        if let id = RecordID(read.subject) { members.append(.init("name", .string(evaluation.displayName(id)))) }
        members += ValueJSON.members(read.value)
        switch read.origin {
        case .facts(let facts):
            members.append(
                .init(
                    "facts",
                    .array(
                        facts.map { fact in
                            .object([.init("source", .string(fact.source)), .init("origin", .string(fact.place))])
                        })))
            if let settled = settlement(read) { members.append(.init("settled", settled)) }
            if let unit = unit(read) { members.append(.init("unit", .string(unit))) }
        case .rule(let rule, let parts):
            members.append(.init("rule", .string(rule)))
            if let unit = evaluation.pack.rule(rule)?.unit, !unit.isEmpty {
                members.append(.init("unit", .string(unit)))
            }
            if let parts { members.append(.init("because", .array(parts.map(part)))) }
        case .parameter:
            members += parameter(read.member)
        case .list:
            members.append(.init("list", .bool(true)))
        }
        return .object(members)
    }

    /// Which word was believed where sources disagreed, and which were set aside.
    private func settlement(_ read: Explanation.Read) -> JSONValue? {
        guard let id = RecordID(read.subject),
            let settlement = evaluation.snapshot.record(id)?.settlements[read.member]
        else { return nil }
        // What an arbitration believes stands beside it and is not set aside, though it is the arbitration that counts.
        var retained: String?
        if case .arbitration(let fact) = settlement.reason { retained = Arbitration.account(fact)?.retained }
        let aside = JSONValue.array(
            settlement.setAside.filter { $0.source != retained }.map { fact in
                .object([
                    .init("source", .string(fact.source)), .init("value", fact.value.json),
                    .init("origin", .string(fact.place)),
                ])
            })
        switch settlement.reason {
        case .precedence(let precedence):
            return .object([
                .init("by", "precedence"), .init("sources", .strings(precedence.sources)),
                .init("reason", ValueJSON.localized(precedence.reason)), .init("author", .string(precedence.author)),
                .init("date", .string(precedence.date.description)), .init("set_aside", aside),
            ])
        case .arbitration(let fact):
            let account = Arbitration.account(fact)
            return .object([
                .init("by", "arbitration"), .init("sources", .strings([account?.retained ?? ""])),
                .init("reason", ValueJSON.localized(Localized(both: account?.reason ?? ""))),
                .init("author", .string(account?.author ?? "")),
                .init("date", .string(account?.recordedAt ?? "")), .init("set_aside", aside),
            ])
        }
    }

    private func unit(_ read: Explanation.Read) -> String? {
        guard let id = RecordID(read.subject) else { return nil }
        let unit = evaluation.pack.vocabulary.kinds[id.kind]?.attribute(read.member)?.unit
        return unit?.isEmpty == false ? unit : nil
    }

    private func parameter(_ path: String) -> [JSONValue.Member] {
        let names = path.split(separator: ".").map(String.init)
        guard names.count == 2, let group = evaluation.pack.parameters.first(where: { $0.name == names[0] }),
            let parameter = group.parameters.first(where: { $0.name == names[1] })
        else { return [] }
        var members: [JSONValue.Member] = [.init("labels", ValueJSON.localized(parameter.labels))]
        if !parameter.unit.isEmpty { members.append(.init("unit", .string(parameter.unit))) }
        members.append(.init("source", parameter.source.map { .string($0.citation) } ?? .null))
        members.append(.init("tag", parameter.tag.map { .string($0.rawValue) } ?? .null))
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
        return members
    }
}
