import Diagnostics
import FEEL
import Foundation
import JSON
import Probes
import Queries
import Testing

/// The kit's expressions with literals hidden: most of them have no input, so what they say is made unknown
/// instead, over domains of every kind. Whatever the hidden values turn out to be, the answer is one that was
/// announced; the value that was written is among them.
@Suite struct HiddenLiteralTests {
    /// `SOUNDNESS_SEED` hides other literals than those of every run.
    @Test func everyCompletionIsAmongWhatWasAnnounced() throws {
        guard let kit = try Kit.load() else {
            print("soundness: no kit here, left out; MAILLAGE_CONFORMANCE names its folder")
            return
        }
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["SOUNDNESS_SEED"].flatMap(UInt64.init) ?? 20_261_101
        let rounds = environment["SOUNDNESS_ROUNDS"].flatMap(Int.init) ?? 2
        var random = SplitMix(seed: seed)
        var tally = Tally()
        for line in kit.cases {
            let json = try JSONValue.parse(line)
            guard json["mode"] == "expression", let text = json["expr"]?.stringValue,
                json["inputs"]?.objectMembers?.isEmpty ?? true
            else { continue }
            for _ in 0..<rounds { hide(text, json["id"]?.stringValue ?? "", &random, &tally) }
        }
        print("hidden literals: \(tally), seed \(seed)")
        #expect(tally.expressions >= 1_000)
    }

    struct Tally: CustomStringConvertible {
        var expressions = 0
        var settled = 0
        var anything = 0
        var completions = 0

        var description: String {
            "\(expressions) expressions, of which \(settled) settled all the same and \(anything) without any bound; "
                + "\(completions) completions"
        }
    }

    private static let options = EvaluationOptions(
        budget: EvaluationBudget(steps: 1_000_000, builtinSteps: 1_000_000),
        today: CalendarDate("2026-01-02").map { .date($0) },
        now: DateAndTime("2026-01-02T10:00:00Z").map { .dateTime($0) })

    private func hide(_ text: String, _ id: String, _ random: inout SplitMix, _ tally: inout Tally) {
        let (tree, problems) = Parser.parseExpression(EmbeddedText(standalone: text), names: NameScope([]))
        if problems.hasErrors { return }
        var literals: [(span: Span, value: Value)] = []
        tree.visit { part in if let value = part.literalValue { literals.append((part.span, value)) } }
        literals.shuffle(using: &random)
        let chosen = literals.prefix(Int.random(in: 1...3, using: &random)).sorted { $0.span < $1.span }
        if chosen.isEmpty { return }
        var bytes = Array(text.utf8)
        for (index, literal) in chosen.enumerated().reversed() {
            bytes.replaceSubrange(literal.span.start..<literal.span.end, with: Array("(hidden\(index))".utf8))
        }
        let changed = String(decoding: bytes, as: UTF8.self)
        let scope = Scope(
            variables: chosen.indices.map { .init(name: "hidden\($0)", type: .any) }, types: StandardTypes())
        // Some places take a literal and nothing else: what follows `@`, a name in a type.
        let (compiled, _) = CompiledExpression.compile(
            EmbeddedText(standalone: changed), scope: scope, toleratesTypeErrors: true)
        guard let compiled else { return }
        let hidden = chosen.enumerated().map { index, literal in
            Value.unknown(Unknown(literal.value.blurred(&random), .one(Cause(.input, subject: "hidden\(index)"))))
        }
        let announced = compiled.evaluate(hidden, options: Self.options)
        tally.expressions += 1
        if announced.isCertain { tally.settled += 1 }
        if case .unknown(let unknown) = announced, case .any(type: nil) = unknown.domain { tally.anything += 1 }
        for round in 0..<8 {
            let completed = round == 0 ? chosen.map(\.value) : hidden.map { $0.completed(&random) }
            let result = compiled.evaluate(completed, options: Self.options)
            tally.completions += 1
            if announced.mayBe(result) || announced.isSpent || result.isSpent { continue }
            Issue.record(
                """
                \(id): \(changed)
                announced \(TypedValue.encode(announced).serialized()), it is \(result.literal)
                with \(completed.map(\.literal).joined(separator: ", "))
                """)
            return
        }
    }
}

extension FEEL.Expression {
    /// The value of a literal.
    fileprivate var literalValue: Value? {
        switch kind {
        case .null, .boolean, .number, .string, .temporal: break
        default: return nil
        }
        let (compiled, _) = CompiledExpression.compile(EmbeddedText(standalone: description), scope: .empty)
        let value = compiled?.evaluate([])
        if case .null(_?)? = value { return nil }
        return value
    }
}

extension Value {
    /// Whether a limit was met.
    fileprivate var isSpent: Bool {
        guard case .null(let reason?) = self, case .error(let code, _) = reason.kind else { return false }
        return code == "V900" || code == ValueError.budget
    }

    /// A domain that the value is in.
    fileprivate func blurred(_ random: inout SplitMix) -> Unknown.Domain {
        if Int.random(in: 0..<10, using: &random) == 0 { return .any(type: nil) }
        let orNull = Int.random(in: 0..<5, using: &random) == 0
        let more: [Value] = orNull ? [.null] : []
        switch self {
        case .null: return .values([.null, .number(1)])
        case .boolean: return .values([.boolean(false), .boolean(true)] + more)
        case .number(let number):
            guard let lower = number.subtracting(Number(3)), let upper = number.adding(Number(2)), lower < number else {
                return .any(type: "number")
            }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return .values([self, .number(lower), .number(upper)] + more)
            case 1: return .number(Interval(lower: .init(lower, isIncluded: false)), orNull: orNull)
            case 2: return .number(Interval(upper: .init(upper)), orNull: orNull)
            case 3: return .number(Interval(), orNull: orNull)
            default: return .number(.closed(lower, upper), orNull: orNull)
            }
        case .string(let text):
            let others: [Value] = [.string(text + "1"), .string(""), .string("\u{2603}"), .string("2026-06-15")]
            if Int.random(in: 0..<3, using: &random) == 0 { return .any(type: "string") }
            return .values([self] + others.filter { !$0.isSame(as: self) } + more)
        case .date(let date):
            guard let lower = date.adding(days: -40), let upper = date.adding(days: 3) else { break }
            return .date(.closed(lower, upper), orNull: orNull)
        case .time, .dateTime:
            // Beside one with its distance from UTC, and one without.
            let texts = ["09:30:00", "10:00:00Z", "2026-06-15T10:00:00", "2026-06-15T10:00:00+02:00"]
            let others = texts.compactMap { Value.temporal($0) }.filter { $0.typeName == typeName }
            if Bool.random(using: &random) { return .values([self] + others.filter { !$0.isSame(as: self) } + more) }
        default: break
        }
        return .any(type: typeName)
    }
}
