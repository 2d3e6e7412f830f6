import Engine
import FEEL
import JSON
import Packs
import World

/// Cells as the socket and the offline commands show them.
struct CellJSON {
    let evaluation: Evaluation

    private var pack: Pack { evaluation.pack }

    func cell(_ cell: Cell) -> JSONValue {
        guard let rule = pack.rule(cell.rule) else { return .null }
        return .object(rule.role == .value ? value(cell, rule) : verdict(cell, rule))
    }

    private func head(_ cell: Cell, _ rule: Rule) -> [JSONValue.Member] {
        [
            .init("rule", .string(cell.rule)), .init("role", .string(rule.role.rawValue)),
            .init("subject", .array(cell.subject.records.map { .string($0.description) })),
            .init("names", .array(cell.subject.records.map { .string(evaluation.displayName($0)) })),
            .init("labels", ValueJSON.localized(rule.labels)),
        ]
    }

    private func value(_ cell: Cell, _ rule: Rule) -> [JSONValue.Member] {
        var members = head(cell, rule)
        members += ValueJSON.members(cell.value ?? .null)
        members.append(.init("unit", .string(rule.unit)))
        if let failure = cell.failure { members.append(.init("failure", ValueJSON.failure(failure))) }
        return members
    }

    private func verdict(_ cell: Cell, _ rule: Rule) -> [JSONValue.Member] {
        var members = head(cell, rule)
        members.append(.init("verdict", cell.verdict.map { .string($0.rawValue) } ?? .null))
        let force = rule.force(at: evaluation.lawDate)
        if force != .inForce { members.append(.init("reason", .string(force.rawValue))) }
        if let tag = rule.tag { members.append(.init("tag", .string(tag.rawValue))) }
        if rule.role == .finding {
            members.append(.init("gravity", cell.gravity.map(ValueJSON.plain) ?? .null))
            if let gravity = cell.gravity, !gravity.isCertain {
                members.append(.init("gravity_bounds", ValueJSON.bounds(gravity)))
            }
            members.append(.init("absorbed_by", .array(cell.absorbedBy.map { .string($0) })))
        }
        if let nature = rule.nature { members.append(.init("nature", .string(nature.rawValue))) }
        if let value = cell.value {
            members.append(.init("value", ValueJSON.plain(value)))
            members.append(.init("certain", .bool(value.isCertain)))
            if !value.isCertain { members.append(.init("bounds", ValueJSON.bounds(value))) }
            if !rule.unit.isEmpty { members.append(.init("unit", .string(rule.unit))) }
        }
        if let group = rule.group { members.append(.init("group", .string(group))) }
        if let score = cell.score {
            members.append(.init("score", ValueJSON.plain(score)))
            if !score.isCertain { members.append(.init("score_bounds", ValueJSON.bounds(score))) }
        }
        if !cell.details.isEmpty {
            members.append(.init("details", .object(cell.details.map { .init($0.name, ValueJSON.plain($0.value)) })))
        }
        members.append(.init("missing", ValueJSON.causes(cell.missing)))
        if let failure = cell.failure { members.append(.init("failure", ValueJSON.failure(failure))) }
        return members
    }

    func assessment(_ result: AssessmentResult) -> JSONValue {
        let declared = pack.assessments.first { $0.id == result.assessment }
        func groupLabel(_ id: String) -> JSONValue {
            pack.groups.first { $0.id == id }.map { ValueJSON.localized($0.labels) } ?? .null
        }
        let bandLabels = declared?.bands.first { $0.id == result.band }.map { ValueJSON.localized($0.labels) }
        return .object([
            .init("assessment", .string(result.assessment)),
            .init("labels", declared.map { ValueJSON.localized($0.labels) } ?? .null),
            .init("subject", .string(result.subject.description)),
            .init("name", .string(evaluation.displayName(result.subject))),
            .init("verdict", .string(result.verdict.rawValue)),
            .init("band", result.band.map { .string($0) } ?? .null),
            .init("band_labels", bandLabels ?? .null),
            .init(
                "groups",
                .array(
                    result.groups.map { group in
                        .object([
                            .init("group", .string(group.id)), .init("labels", groupLabel(group.id)),
                            .init("questions", .int(group.count)), .init("mean", interval(group.mean)),
                        ])
                    })),
            .init(
                "gates",
                .array(
                    result.gates.map { gate in
                        let labels = declared?.gates.first { $0.id == gate.id }?.labels
                        return .object([
                            .init("gate", .string(gate.id)),
                            .init("labels", labels.map(ValueJSON.localized) ?? .null),
                            .init("verdict", .string(gate.verdict.rawValue)),
                            .init("missing", ValueJSON.causes(gate.missing)),
                        ])
                    })),
            .init("blocks", .array(blocks(of: result.subject))),
            .init("questions", .int(result.count)),
            .init("mean", interval(result.mean)),
            .init("completeness", .number(result.completeness.jsonText)),
            .init("completeness_required", declared.map { .number($0.completeness.jsonText) } ?? .null),
            .init(
                "scores",
                .array(
                    result.scores.map { score in
                        .object([
                            .init("question", .string(score.question)),
                            .init("labels", pack.rule(score.question).map { ValueJSON.localized($0.labels) } ?? .null),
                            .init("group", score.group.map { .string($0) } ?? .null),
                            .init("score", score.score.map(interval) ?? .null),
                            .init("answered", .bool(score.isAnswered)),
                            .init("missing", ValueJSON.causes(score.missing)),
                        ])
                    })),
            .init("missing", ValueJSON.causes(result.missing)),
        ])
    }

    /// Blocking criteria that are not met, of the assessed record and of what belongs to it: no mean makes up
    /// for them.
    private func blocks(of record: RecordID) -> [JSONValue] {
        evaluation.cells.filter { cell in
            cell.verdict == .no && pack.rule(cell.rule)?.nature == .blocking
                && cell.subject.records.contains { belongs($0, to: record) }
        }.map { cell in
            let rule = pack.rule(cell.rule)
            return .object([
                .init("rule", .string(cell.rule)), .init("subject", .strings(cell.subject.records.map(\.description))),
                .init("names", .strings(cell.subject.records.map(evaluation.displayName))),
                .init("labels", rule.map { ValueJSON.localized($0.labels) } ?? .null),
                .init("verdict", .string(Verdict.no.rawValue)),
                .init("tag", rule?.tag.map { .string($0.rawValue) } ?? .null),
            ])
        }
    }

    private func belongs(_ id: RecordID, to ancestor: RecordID) -> Bool {
        var current = id
        for _ in 0...pack.vocabulary.kinds.count {
            if current == ancestor { return true }
            guard let parent = pack.vocabulary.kinds[current.kind]?.parent,
                let key = evaluation.snapshot.record(current)?.text(parent)
            else { return false }
            current = RecordID(kind: parent, key: key)
        }
        return false
    }

    private func interval(_ interval: Interval<Number>) -> JSONValue {
        ValueJSON.ends(interval) { .number($0.jsonText) }
    }
}
