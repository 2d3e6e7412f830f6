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
        (#"fruits[item.colour = "red"]"#, 1), (#"append(fruits, fruits[2])[colour = "green"]"#, 2),
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
}
