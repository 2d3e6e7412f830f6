import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Records set side by side as a study of the pack declares: the same figures and verdicts as anywhere else.
struct StudyAnswer {
    let evaluation: Evaluation
    let study: Study
    /// Records that are always compared, by what they are; those of them that nobody stated.
    var always: [RecordID: String] = [:]
    var derived: Set<RecordID> = []

    private var pack: Pack { evaluation.pack }

    /// The records asked for, in the order of the list; all without any.
    func records(_ asked: String?) -> [RecordID] {
        let all = evaluation.records(of: study.kind).records
        guard let asked else { return all }
        let names = asked.split(separator: ",").map { $0.trimming }
        return all.filter { id in names.contains { $0 == id.key || $0 == id.description } }
    }

    /// The first record that certainly is the one to compare with.
    var reference: RecordID? {
        guard let expression = study.reference else { return nil }
        return evaluation.records(of: study.kind).records.first { id in
            if case .boolean(true) = evaluation.evaluate(expression, with: [evaluation.object(id)]) {
                true
            } else {
                false
            }
        }
    }

    var head: [JSONValue.Member] {
        [
            .init("study", .string(study.id)), .init("labels", ValueJSON.localized(study.labels)),
            .init("reference", reference.map { .string($0.description) } ?? .null),
        ]
    }

    func name(_ id: RecordID) -> [JSONValue.Member] {
        [.init("record", .string(id.description)), .init("name", .string(evaluation.displayName(id)))]
    }

    // MARK: One record after the other

    func list(_ asked: String?) -> JSONValue {
        let reference = reference
        return .array(
            records(asked).map { id in
                .object(
                    name(id) + [
                        .init("is_reference", .bool(id == reference)),
                        .init("always", always[id].map { .string($0) } ?? .null),
                        .init("derived", .bool(derived.contains(id))),
                        .init("figures", .array(study.figures.map { .object(figure($0, of: id)) })),
                        .init("criteria", .array(study.criteria.compactMap { verdict($0, id) })),
                    ])
            })
    }

    // MARK: Side by side

    /// The tree of every figure and verdict that stands side by side, record by record.
    func explanations(_ asked: String?) -> JSONValue.Member {
        let json = ExplanationJSON(evaluation: evaluation)
        let trees = records(asked).flatMap { id in
            (study.figures + study.criteria).compactMap { rule in
                evaluation.explain(rule, Subject([id])).map(json.explanation)
            }
        }
        return .init("explanations", .array(trees))
    }

    /// A line a figure, a line a verdict, each with a cell a record; then who gains and who loses.
    func comparison(_ asked: String?) -> [JSONValue.Member] {
        let (records, reference) = (records(asked), reference)
        let figures = study.figures.map { figure in
            JSONValue.object(
                about(figure, study.kind) + [
                    .init(
                        "cells",
                        .array(
                            records.map { id in
                                let value = evaluation.figure(figure, of: id)
                                var cell = [JSONValue.Member("record", .string(id.description))]
                                cell += ValueJSON.members(value)
                                if let reference, reference != id {
                                    cell.append(
                                        .init(
                                            "difference",
                                            Spread.difference(value, evaluation.figure(figure, of: reference))))
                                }
                                return .object(cell)
                            }))
                ])
        }
        let criteria = study.criteria.map { rule in
            JSONValue.object([
                .init("rule", .string(rule)),
                .init("labels", pack.rule(rule).map { ValueJSON.localized($0.labels) } ?? .null),
                .init("cells", .array(records.compactMap { verdict(rule, $0) })),
            ])
        }
        return [
            .init(
                "records",
                .array(
                    records.map { id in
                        .object(
                            name(id) + [
                                .init("is_reference", .bool(id == reference)),
                                .init("always", always[id].map { .string($0) } ?? .null),
                                .init("derived", .bool(derived.contains(id))),
                            ])
                    })),
            .init("figures", .array(figures)), .init("criteria", .array(criteria)),
            .init("members", .array(records.flatMap { id in members(of: id).map { member($0, of: id) } })),
        ]
    }

    func members(of id: RecordID) -> [RecordID] {
        guard let kind = study.members?.kind, let plural = pack.vocabulary.kinds[kind]?.plural else { return [] }
        return Evaluation.records(in: evaluation.figure(plural, of: id))
    }

    private func member(_ member: RecordID, of id: RecordID) -> JSONValue {
        var members = [JSONValue.Member("of", .string(id.description))] + name(member)
        members.append(.init("figures", .array((study.members?.figures ?? []).map { .object(figure($0, of: member)) })))
        if let change = study.members?.change {
            members.append(.init("outcome", .string(Self.outcome(evaluation.figure(change, of: member)))))
        }
        return .object(members)
    }

    /// `gains` below zero, `loses` above, `same`; `unknown` where it may be more than one of them.
    private static func outcome(_ change: Value) -> String {
        guard let spread = Spread(change), let lower = spread.lower, let upper = spread.upper else { return "unknown" }
        if upper < .zero { return "gains" }
        if lower > .zero { return "loses" }
        return lower.isZero && upper.isZero ? "same" : "unknown"
    }

    // MARK: Forms

    /// Each form for each record: open, conditional, closed or unknown, and why.
    func forms(_ asked: String?) -> JSONValue {
        .array(
            records(asked).map { id in
                .object(name(id) + [.init("forms", .array(study.forms.compactMap { form($0, of: id) }))])
            })
    }

    private func form(_ name: String, of id: RecordID) -> JSONValue? {
        guard let rule = pack.rule(name), let cell = evaluation.cell(name, Subject([id])) else { return nil }
        let isInForce = rule.force(at: evaluation.lawDate) == .inForce
        let state =
            switch cell.verdict {
            case .yes?: rule.tag == .check ? "conditional" : "open"
            case .unknown?: "unknown"
            default: "closed"
            }
        var members: [JSONValue.Member] = [
            .init("form", .string(name)), .init("labels", ValueJSON.localized(rule.labels)),
            .init("state", .string(state)),
            .init("verdict", cell.verdict.map { .string($0.rawValue) } ?? .null),
            .init("tag", rule.tag.map { .string($0.rawValue) } ?? .null),
            .init("source", rule.source.map { .string($0.citation) } ?? .null),
        ]
        if !isInForce { members.append(.init("reason", .string(rule.force(at: evaluation.lawDate).rawValue))) }
        if cell.verdict == .no { members.append(.init("failing", .strings(failing(name, id)))) }
        members.append(.init("missing", ValueJSON.causes(cell.missing)))
        members.append(
            .init("particulars", .object(rule.particulars.map { .init($0.0.rawValue, ValueJSON.localized($0.1)) })))
        return .object(members)
    }

    /// The conditions of a rule that are false, as they are written.
    private func failing(_ rule: String, _ id: RecordID) -> [String] {
        guard let explanation = evaluation.explain(rule, Subject([id])) else { return [] }
        func texts(_ part: Explanation.Part) -> [String] {
            guard case .boolean(false)? = part.value else { return [] }
            let inner = part.terms.flatMap(texts)
            return inner.isEmpty ? [part.text] : inner
        }
        return explanation.parts.filter { $0.role == .when }.flatMap(texts)
    }

    // MARK: Parts

    private func verdict(_ rule: String, _ id: RecordID) -> JSONValue? {
        guard let cell = evaluation.cell(rule, Subject([id])), let declared = pack.rule(rule) else { return nil }
        return .object([
            .init("record", .string(id.description)), .init("rule", .string(rule)),
            .init("labels", ValueJSON.localized(declared.labels)),
            .init("verdict", cell.verdict.map { .string($0.rawValue) } ?? .null),
            .init("tag", declared.tag.map { .string($0.rawValue) } ?? .null),
            .init("missing", ValueJSON.causes(cell.missing)),
        ])
    }

    func figure(_ figure: String, of id: RecordID) -> [JSONValue.Member] {
        about(figure, id.kind) + ValueJSON.members(evaluation.figure(figure, of: id))
    }

    /// Its name, labels and unit: those of an attribute, or of the rule that derives it.
    private func about(_ figure: String, _ kind: String) -> [JSONValue.Member] {
        let attribute = pack.vocabulary.kinds[kind]?.attribute(figure)
        let rule = pack.value(figure, of: kind)
        let labels = attribute?.labels ?? rule?.labels ?? Localized(both: figure)
        return [
            .init("figure", .string(figure)), .init("labels", ValueJSON.localized(labels)),
            .init("unit", .string(attribute?.unit ?? rule?.unit ?? "")),
        ]
    }
}

/// Between which two numbers something lies; an end without a number is open.
struct Spread {
    var lower: Number?
    var upper: Number?

    init(lower: Number?, upper: Number?) {
        self.lower = lower
        self.upper = upper
    }

    /// Nil when it may be something else than a number.
    init?(_ value: Value) {
        switch value {
        case .number(let number): self.init(lower: number, upper: number)
        case .unknown(let unknown):
            guard let hull = unknown.domain.numericHull else { return nil }
            self.init(lower: hull.lower?.value, upper: hull.upper?.value)
        default: return nil
        }
    }

    static let zero = Spread(lower: .zero, upper: .zero)

    static func + (left: Spread, right: Spread) -> Spread {
        Spread(lower: sum(left.lower, right.lower), upper: sum(left.upper, right.upper))
    }

    static func - (left: Spread, right: Spread) -> Spread {
        left + Spread(lower: right.upper?.negated, upper: right.lower?.negated)
    }

    /// The product; open on both sides when a factor is open on one.
    static func * (left: Spread, right: Spread) -> Spread {
        guard let a = left.lower, let b = left.upper, let c = right.lower, let d = right.upper else {
            return Spread(lower: nil, upper: nil)
        }
        let products = [(a, c), (a, d), (b, c), (b, d)].compactMap { $0.0.multiplied(by: $0.1) }
        return products.count == 4
            ? Spread(lower: products.min { $0 < $1 }, upper: products.max { $0 < $1 }) : Spread(lower: nil, upper: nil)
    }

    private static func sum(_ left: Number?, _ right: Number?) -> Number? {
        guard let left, let right else { return nil }
        return left.adding(right)
    }

    var json: [JSONValue.Member] {
        if let lower, let upper, lower == upper {
            return [.init("value", .number(lower.jsonText)), .init("certain", .bool(true))]
        }
        return [
            .init("value", .null), .init("certain", .bool(false)),
            .init(
                "bounds",
                .object([
                    .init("lower", lower.map { .number($0.jsonText) } ?? .null),
                    .init("upper", upper.map { .number($0.jsonText) } ?? .null),
                ])),
        ]
    }

    /// What the first is more than the second, as if nothing bound them to each other; null where one is no number.
    static func difference(_ value: Value, _ reference: Value) -> JSONValue {
        guard let value = Spread(value), let reference = Spread(reference) else { return .null }
        return .object((value - reference).json)
    }
}

extension Substring {
    fileprivate var trimming: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
