import Diagnostics
import Engine
import FEEL
import JSON
import Packs
import World

/// How a figure of a study's record moves with each number it comes from: a tornado, and the value of each at which the figure
/// passes a threshold.
///
/// Numbers are those that the figure's explanation reads; each is supposed alone, all else as it is.
struct RobustnessAnswer {
    let answer: StudyAnswer
    let record: RecordID
    /// A value that a rule derives for the record.
    let figure: String
    /// By how much each number is moved, as a share of it: above 0, 1 at most.
    let share: Number
    let threshold: Number

    /// Numbers moved, at most: the first that the explanation reads.
    static let most = 60
    /// Halvings of the interval in which a break-even value is looked for.
    static let halvings = 40

    private struct Moved {
        var record: RecordID
        var attribute: Attribute
        var value: Number
        var low: Spread
        var high: Spread

        /// How far apart the figure's two ends are.
        var swing: Number? {
            guard low.lower == low.upper, high.lower == high.upper, let low = low.lower, let high = high.lower else {
                return nil
            }
            return low.subtracting(high)?.magnitude
        }
    }

    func members() -> [JSONValue.Member] {
        let value = answer.evaluation.figure(figure, of: record)
        let moved = facts().compactMap(moved).filter { $0.swing?.isZero != true }.sorted { left, right in
            switch (left.swing, right.swing) {
            case (let one?, let other?) where one != other: return other < one
            case (nil, _?): return false
            case (_?, nil): return true
            default: return (left.record, left.attribute.name) < (right.record, right.attribute.name)
            }
        }
        return answer.name(record) + answer.figure(figure, of: record) + [
            .init("share", .number(share.jsonText)), .init("threshold", .number(threshold.jsonText)),
            .init("facts", .array(moved.map { json($0, value) })),
            .init("together", together(moved, value)),
        ]
    }

    private func json(_ moved: Moved, _ value: Value) -> JSONValue {
        .object([
            .init("record", .string(moved.record.description)),
            .init("name", .string(answer.evaluation.displayName(moved.record))),
            .init("attribute", .string(moved.attribute.name)),
            .init("labels", ValueJSON.localized(moved.attribute.labels)), .init("unit", .string(moved.attribute.unit)),
            .init("value", .number(moved.value.jsonText)), .init("low", .object(moved.low.json)),
            .init("high", .object(moved.high.json)),
            .init("crosses", .bool(side(moved.low) != side(Spread(value)) || side(moved.high) != side(Spread(value)))),
            .init("break_even", breakEven(moved).map { .number($0.jsonText) } ?? .null),
        ])
    }

    // MARK: Together

    /// All numbers moved at once, each to the end that lowers the figure, or to the one that raises it; and the fewest, the
    /// strongest first, that make it turn when they move so together.
    private func together(_ moved: [Moved], _ value: Value) -> JSONValue {
        let ends = moved.compactMap { fact -> (fact: Moved, lowering: Number, raising: Number)? in
            guard let low = fact.low.lower, let high = fact.high.lower, fact.swing != nil,
                let step = fact.value.multiplied(by: share), let less = fact.value.subtracting(step),
                let more = fact.value.adding(step)
            else { return nil }
            return low < high ? (fact, less, more) : (fact, more, less)
        }
        func all(_ numbers: [(Moved, Number)]) -> Spread? {
            supposed(numbers.map { ($0.0.record, $0.0.attribute, $0.1) })
        }
        let (low, high) = (all(ends.map { ($0.fact, $0.lowering) }), all(ends.map { ($0.fact, $0.raising) }))
        let here = side(Spread(value))
        var fewest: [Moved]?
        for isLowering in [true, false] {
            for count in ends.indices.map({ $0 + 1 }) {
                let some = ends.prefix(count)
                guard let there = side(all(some.map { ($0.fact, isLowering ? $0.lowering : $0.raising) })),
                    there != here
                else {
                    continue
                }
                if fewest.map({ count < $0.count }) ?? true { fewest = some.map(\.fact) }
                break
            }
        }
        return .object([
            .init("low", low.map { .object($0.json) } ?? .null), .init("high", high.map { .object($0.json) } ?? .null),
            .init("moved", .int(ends.count)),
            .init(
                "turns_with",
                fewest.map { facts in
                    .array(
                        facts.map {
                            .object([
                                .init("record", .string($0.record.description)),
                                .init("attribute", .string($0.attribute.name)),
                                .init("labels", ValueJSON.localized($0.attribute.labels)),
                            ])
                        })
                } ?? .null),
        ])
    }

    // MARK: Numbers

    /// Numbers stated by one source alone, or by several that agree.
    private func facts() -> [(record: RecordID, attribute: Attribute, value: Number)] {
        guard let explanation = answer.evaluation.explain(figure, Subject([record])) else { return [] }
        var found: [(record: RecordID, attribute: Attribute, value: Number)] = []
        func take(_ parts: [Explanation.Part]) {
            for part in parts {
                take(part.terms)
                for read in part.reads {
                    switch read.origin {
                    case .rule(_, let inner?): take(inner)
                    case .facts:
                        guard case .number(let number) = read.value, !number.isZero, let id = RecordID(read.subject),
                            let attribute = answer.evaluation.pack.vocabulary.kinds[id.kind]?.attribute(read.member),
                            !found.contains(where: { $0.record == id && $0.attribute.name == read.member }),
                            found.count < Self.most
                        else { continue }
                        found.append((id, attribute, number))
                    default: continue
                    }
                }
            }
        }
        take(explanation.parts)
        return found
    }

    private func moved(_ fact: (record: RecordID, attribute: Attribute, value: Number)) -> Moved? {
        guard let step = fact.value.multiplied(by: share), let less = fact.value.subtracting(step),
            let more = fact.value.adding(step), let low = supposed(fact.record, fact.attribute, less),
            let high = supposed(fact.record, fact.attribute, more)
        else { return nil }
        return Moved(record: fact.record, attribute: fact.attribute, value: fact.value, low: low, high: high)
    }

    /// The figure, were the number another; its declared range bounds it. Nil when the figure is then no number.
    private func supposed(_ record: RecordID, _ attribute: Attribute, _ number: Number) -> Spread? {
        supposed([(record, attribute, number)])
    }

    private func supposed(_ numbers: [(record: RecordID, attribute: Attribute, number: Number)]) -> Spread? {
        let suppositions = numbers.map { record, attribute, number in
            var number = number
            if let lower = attribute.range?.lower?.value, number < lower { number = lower }
            if let upper = attribute.range?.upper?.value, upper < number { number = upper }
            return Supposition(record: record, attribute: attribute.name, value: .number(number))
        }
        let world = SupposedWorld(answer.evaluation, supposing: suppositions)
        return world.cell(figure, Subject([self.record]))?.value.flatMap { Spread($0) }
    }

    // MARK: Thresholds

    /// Below, on or above the threshold; nil when it may be several.
    private func side(_ spread: Spread?) -> Int? {
        guard let lower = spread?.lower, let upper = spread?.upper else { return nil }
        if upper < threshold { return -1 }
        if threshold < lower { return 1 }
        return lower == upper ? 0 : nil
    }

    /// The value at which the figure passes the threshold, between nothing and three times what it is; to two decimals.
    private func breakEven(_ moved: Moved) -> Number? {
        guard let most = moved.value.multiplied(by: Number(3)) else { return nil }
        var (low, high) = (Number.zero, most)
        guard let below = side(supposed(moved.record, moved.attribute, low)),
            let above = side(supposed(moved.record, moved.attribute, high)), below != above, below * above <= 0
        else { return nil }
        for _ in 0..<Self.halvings {
            guard let middle = low.adding(high)?.divided(by: Number(2)),
                let here = side(supposed(moved.record, moved.attribute, middle))
            else { return nil }
            if here == 0 { return middle.rounded(scale: 2) }
            if here == below { low = middle } else { high = middle }
        }
        return low.adding(high)?.divided(by: Number(2))?.rounded(scale: 2)
    }
}

extension Answers {
    func robustness(_ answer: StudyAnswer, _ parameters: [String: String]) -> Answer {
        let derived = answer.study.figures.filter { pack.value($0, of: answer.study.kind) != nil }
        let figure = parameters["figure"] ?? answer.study.pivot ?? derived.first ?? ""
        guard pack.value(figure, of: answer.study.kind) != nil else {
            return .missing([
                Diagnostic(
                    "A111",
                    Localized(fr: "« \(figure) » n'est pas une valeur calculée", en: "'\(figure)' is no derived value"),
                    help: Localized(
                        fr: "existent : \(derived.joined(separator: ", "))",
                        en: "there are: \(derived.joined(separator: ", "))"))
            ])
        }
        func number(_ name: String, _ otherwise: Number) -> Number? { parameters[name].map { Number($0) } ?? otherwise }
        guard let percent = number("by", Number(10)), let threshold = number("threshold", .zero),
            let share = percent.divided(by: Number(100)), Number.zero < share, !(Number.one < share)
        else {
            return .refused([
                Diagnostic(
                    "A112",
                    Localized(
                        fr: "« by » est un nombre de 0 à 100, « threshold » un nombre",
                        en: "'by' is a number from 0 to 100, 'threshold' a number"),
                    help: Localized(fr: "écrire by=10 et threshold=0", en: "write by=10 and threshold=0"))
            ])
        }
        let records = answer.records(parameters["record"]).map { id in
            JSONValue.object(
                RobustnessAnswer(answer: answer, record: id, figure: figure, share: share, threshold: threshold)
                    .members())
        }
        return .found(.object(head + answer.head + [.init("records", .array(records))]))
    }

    private var pack: Pack { evaluation.pack }
}
