import Diagnostics
import Synchronization
import Testing

@testable import FEEL

/// Filters that a host answers for a whole list.
@Suite struct SelectionTests {
    private struct Fruit: HostObject {
        let identity: String
        let colour: String
        var kind: String { "fruit" }
        func member(_ name: String) -> Value? { name == "colour" ? .string(colour) : nil }
    }

    /// Answers what is so of no element, to be told apart from a filter's own answer.
    private final class Index: SelectionIndex {
        let asked = Mutex<[String]>([])
        func has(_ member: String) -> Bool { member == "colour" }
        func selection(where member: String, is value: Value) -> ListValue? {
            asked.withLock { $0.append("\(member) \(value.feelDescription)") }
            guard case .string("red") = value else { return nil }
            return ListValue([.string("answered")])
        }
    }

    private final class Witness: EvaluationRecorder {
        func record(_ expression: Expression, _ value: Value) {}
        func read(_ object: any HostObject, _ member: String, _ value: Value) {}
    }

    private let plain = ListValue(
        [("a", "red"), ("b", "green")].map { .object(Fruit(identity: "fruit/\($0.0)", colour: $0.1)) })

    private func value(
        _ text: String, _ more: [(String, Value)] = [], index: Index = Index(),
        recorder: (any EvaluationRecorder)? = nil
    ) -> String {
        let inputs = Dictionary(more + [("fruits", Value.list(plain.indexed(by: index)))]) { first, _ in first }
        return evaluate(text, inputs, options: EvaluationOptions(recorder: recorder)).feelDescription
    }

    @Test(arguments: [
        #"fruits[colour = "red"]"#, "fruits[colour = wanted]", "fruits[colour = wish.shade]",
        #"["x"][count(fruits[colour = "red"]) = 1]"#, #"for i in [1] return fruits[colour = "red"]"#,
        #"fruits[item.colour = "red"]"#,
    ])
    func isAnsweredByTheHost(_ text: String) {
        let index = Index()
        let wish = Value.context(ContextValue([.init("shade", .string("red"))]))
        _ = value(text, [("wanted", .string("red")), ("wish", wish)], index: index)
        #expect(index.asked.withLock { $0 } == ["colour red"])
    }

    /// Each means another thing than a text that the same member of every element is.
    @Test(arguments: [
        ("fruits[colour = colour]", 2), ("fruits[colour = item]", 0), (#"fruits[shape = "red"]"#, 0),
        (#"fruits[colour != "red"]"#, 1), (#"fruits[colour = "red" and true]"#, 1), ("fruits[1]", 1),
        (#"append(fruits, fruits[2])[colour = "green"]"#, 2),
    ])
    func isNotAskedOfTheHost(_ text: String, _ count: Int) {
        let index = Index()
        #expect(value("count(\(text))", index: index) == "\(count)")
        #expect(index.asked.withLock { $0 } == [])
    }

    /// What the host does not answer is filtered; what is explained is filtered step by step.
    @Test func isFilteredOtherwise() {
        #expect(value(#"count(fruits[colour = "green"])"#) == "1")
        #expect(value("count(fruits[colour = null])") == "0")
        let index = Index()
        #expect(value(#"fruits[colour = "red"].colour"#, index: index, recorder: Witness()) == #"["red"]"#)
        #expect(index.asked.withLock { $0 } == [])
    }

    @Test func aListThatChangesLosesItsIndex() {
        var list = plain.indexed(by: Index())
        #expect(list.index != nil)
        list.items.removeLast()
        #expect(list.index == nil)
        list = plain.indexed(by: Index())
        list.membership = nil
        #expect(list.index == nil)
    }

    /// Tells places that are wrong, to be told apart from those that a walk finds.
    private final class Places: SelectionIndex {
        let places: [Int]
        let asked = Mutex<[String]>([])
        init(_ places: [Int]) { self.places = places }
        func has(_ member: String) -> Bool { member == "colour" }
        func places(where member: String, mayBe value: Value) -> [Int]? {
            asked.withLock { $0.append("\(member) \(value.feelDescription)") }
            return places
        }
        func index(of part: ListValue) -> (any SelectionIndex)? { part.items.count > 1 ? Places([0]) : nil }
    }

    private func value(_ text: String, _ index: Places, steps: Int = 1_000) -> String {
        let fruits = ["red", "green", "red", "blue"].enumerated().map {
            Value.object(Fruit(identity: "fruit/\($0)", colour: $1))
        }
        let inputs: [String: Value] = [
            "fruits": .list(ListValue(fruits).indexed(by: index)), "wanted": .string("red"),
            "wish": .context(ContextValue([.init("shade", .string("red"))])),
        ]
        return evaluate(text, inputs, options: EvaluationOptions(budget: EvaluationBudget(steps: steps)))
            .feelDescription
    }

    /// Only the first of the two red ones is told.
    @Test(arguments: [
        "count(fruits[colour = wanted and true])", "count(fruits[item.colour = wish.shade and true and true])",
        "count(fruits[colour = wanted])", "count([1, 2][some f in fruits satisfies f.colour = wanted]) / 2",
        "if some f in fruits satisfies f.colour = wanted and f.colour != null then 1 else 0",
        "count(for w in [1] return fruits[colour = wanted and w = 1]) * 1",
    ])
    func onlyElementsThatMayHaveTheValueAreAsked(_ text: String) {
        let index = Places([0])
        #expect(value(text, index) == "1")
        #expect(index.asked.withLock { Set($0) } == ["colour red"])
    }

    @Test(arguments: [
        "count(fruits[true and colour = wanted])", "count(fruits[not(colour = wanted)])",
        "count(fruits[colour = wanted or false])",
        "if every f in fruits satisfies f.colour = wanted then 1 else 2",
        "if some f in fruits satisfies f = f.colour then 1 else 2",
        "if some f in fruits, g in fruits satisfies f.colour = g.colour then 2 else 1",
        "if some f in fruits satisfies wanted = f.colour then 2 else 1",
    ])
    func allAreAsked(_ text: String) {
        let index = Places([0])
        #expect(value(text, index) == "2")
        #expect(index.asked.withLock { $0 } == [])
    }

    /// Nothing that may have the value is nothing, and no condition is asked of it.
    @Test func none() {
        #expect(value("fruits[colour = wanted and 1 / 0 = 1]", Places([])) == "[]")
        #expect(value("some f in fruits satisfies f.colour = wanted and f.colour", Places([])) == "false")
    }

    /// The index of what a filter kept answers the next one.
    @Test func aPartHasItsOwn() {
        #expect(value("count(fruits[colour != wanted or true][colour = wanted and true])", Places([0, 2])) == "1")
        #expect(value("count(fruits[colour = wanted and true][item.colour = wanted])", Places([0, 2])) == "1")
    }

    /// What is left out takes its step nevertheless: an expression meets its limits at the same place.
    @Test func stepsAreTheSame() {
        #expect(value("count(fruits[colour = wanted and true])", Places([0]), steps: 6) == "1")
        #expect(value("count(fruits[colour = wanted and true])", Places([0]), steps: 5) == "null")
        #expect(value("count(fruits[true and colour = wanted])", Places([0]), steps: 7) == "2")
        #expect(value("count(fruits[true and colour = wanted])", Places([0]), steps: 6) == "null")
        for (places, steps, result) in [([], 3, "null"), ([], 4, "false"), ([2], 2, "null"), ([2], 3, "true")] {
            #expect(value("some f in fruits satisfies f.colour = wanted", Places(places), steps: steps) == result)
        }
    }

    /// Whatever the budget, and whichever way a limit is met: what was found out until then says what comes out.
    @Test(arguments: [
        "count(fruits[colour = wanted and (if maybe then true else true)])",
        "count(fruits[colour = wanted and true])", "count(fruits[(colour = wanted and maybe) and true])",
        "some f in fruits satisfies f.colour = wanted and maybe",
        "for w in [wanted, wanted] return fruits[colour = w and (if maybe then w = w else true)].colour",
    ])
    func limitsAreMetAtTheSamePlace(_ text: String) {
        let fruits = ListValue(
            ["green", "red", "green", "red", "blue", "blue"].enumerated().map {
                .object(Fruit(identity: "fruit/\($0)", colour: $1))
            })
        let maybe = Value.unknown(Unknown.boolean(.one(Cause(.input, subject: "maybe"))))
        var ends: Set<String> = []
        for steps in 1...80 {
            let results = [fruits, fruits.indexed(by: Places([1, 3]))].map { list in
                evaluate(
                    text, ["fruits": .list(list), "wanted": .string("red"), "maybe": maybe],
                    options: EvaluationOptions(budget: EvaluationBudget(steps: steps)))
            }
            #expect("\(results[0])" == "\(results[1])", "\(steps) steps")
            ends.insert(results[0].feelDescription)
        }
        #expect(ends.count > 1)
    }
}
