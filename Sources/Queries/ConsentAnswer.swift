import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// Who has said what of a study's records, what that makes of the verdicts it weighs on, and the smallest sets of members to convince.
struct ConsentAnswer {
    let answer: StudyAnswer
    let consent: Study.Consent

    /// Evaluations of a verdict, at most: larger sets than could be tried are said not to have been.
    static let evaluations = 2000

    func json(_ asked: String?) -> JSONValue {
        .array(
            answer.records(asked).map { id in
                let members = answer.members(of: id)
                let positions = members.map { position($0) }
                let held = zip(members, positions).filter { $0.1.isHeld }.map(\.0)
                return .object(
                    answer.name(id) + [
                        .init("members", .array(positions.map(\.json))),
                        .init("rules", .array(consent.rules.compactMap { rule($0, id, members, held) })),
                    ])
            })
    }

    /// What a member said and, where it said so on a condition, whether that holds now.
    private func position(_ member: RecordID) -> (json: JSONValue, isHeld: Bool) {
        let evaluation = answer.evaluation
        var json = answer.name(member) + answer.figure(consent.attribute, of: member)
        guard let condition = consent.condition, let conditional = consent.conditional,
            evaluation.figure(consent.attribute, of: member).isText(conditional)
        else { return (.object(json), false) }
        guard let condition = evaluation.condition(condition, of: member, within: member) else {
            json.append(.init("condition", .null))
            json.append(.init("holds", .string(Verdict.unknown.rawValue)))
            return (.object(json), false)
        }
        json.append(.init("condition", .string(condition.text)))
        json.append(.init("holds", .string(condition.verdict.rawValue)))
        json.append(.init("missing_for_condition", ValueJSON.causes(condition.missing)))
        json.append(.init("diagnostics", .array(condition.diagnostics.map { $0.json() })))
        return (.object(json), condition.verdict == .yes)
    }

    /// - Parameter held: Members whose condition certainly holds.
    private func rule(_ name: String, _ id: RecordID, _ members: [RecordID], _ held: [RecordID]) -> JSONValue? {
        let evaluation = answer.evaluation
        guard let cell = evaluation.cell(name, Subject([id])), let rule = evaluation.pack.rule(name) else { return nil }
        var json: [JSONValue.Member] = [
            .init("rule", .string(name)), .init("labels", ValueJSON.localized(rule.labels)),
            .init("verdict", cell.verdict.map { .string($0.rawValue) } ?? .null),
            .init("tag", rule.tag.map { .string($0.rawValue) } ?? .null),
            .init("source", rule.source.map { .string($0.citation) } ?? .null),
        ]
        if let value = cell.value { json += ValueJSON.members(value) }
        json.append(
            .init("details", .object(cell.details.map { .init($0.name, ValueJSON.plain($0.value)) })))
        if !held.isEmpty {
            let after = world(held).cell(name, Subject([id]))?.verdict
            json.append(.init("with_conditions", after.map { .string($0.rawValue) } ?? .null))
        }
        if cell.verdict == .no || cell.verdict == .unknown {
            json.append(.init("convince", convince(name, id, members)))
        }
        json.append(.init("missing", ValueJSON.causes(cell.missing)))
        return .object(json)
    }

    /// The smallest sets of members whose yes makes the verdict certainly a yes.
    private func convince(_ rule: String, _ id: RecordID, _ members: [RecordID]) -> JSONValue {
        let open = members.filter { answer.evaluation.figure(consent.attribute, of: $0).isText(consent.yes) == false }
        var left = Self.evaluations
        var (sets, tried): ([[RecordID]], Int) = ([], 0)
        var size = 1
        while size <= open.count, sets.isEmpty {
            guard Self.combinations(open.count, size) <= left else { break }
            let candidates = Self.subsets(open, size)
            left -= candidates.count
            sets = candidates.filter { set in
                world(set).cell(rule, Subject([id]))?.verdict == .yes
            }
            tried = size
            size += 1
        }
        return .object([
            .init(
                "sets", .array(sets.map { set in .array(set.map { .object(answer.name($0)) }) })),
            .init("together", .int(tried)), .init("complete", .bool(!sets.isEmpty || tried == open.count)),
        ])
    }

    /// The same world with a yes of these members.
    private func world(_ members: [RecordID]) -> SupposedWorld {
        SupposedWorld(
            answer.evaluation,
            supposing: members.map {
                Supposition(record: $0, attribute: consent.attribute, value: .text(consent.yes))
            })
    }

    /// How many sets of that size there are, counted no further than matters.
    private static func combinations(_ count: Int, _ size: Int) -> Int {
        var combinations = 1
        for index in 0..<size where combinations <= evaluations {
            combinations = combinations * (count - index) / (index + 1)
        }
        return combinations
    }

    private static func subsets(_ members: [RecordID], _ size: Int) -> [[RecordID]] {
        guard size > 0 else { return [[]] }
        guard members.count >= size else { return [] }
        return members.indices.flatMap { index in
            subsets(Array(members[(index + 1)...]), size - 1).map { [members[index]] + $0 }
        }
    }
}

extension Value {
    /// Whether it certainly is that text.
    fileprivate func isText(_ text: String) -> Bool {
        if case .string(let found) = self { found == text } else { false }
    }
}
