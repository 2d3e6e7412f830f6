import Diagnostics
import FEEL
import JSON
import Probes
import Testing

/// Printing a text of the kit, then reading what was printed, gives the tree again.
@Suite struct PrintingTests {
    @Test func printThenReadIsIdentityOverTheKit() throws {
        guard let kit = try Kit.load() else {
            print("printing: no kit here, left out; MAILLAGE_CONFORMANCE names its folder")
            return
        }
        var texts = Texts()
        for line in kit.cases { texts.add(try JSONValue.parse(line)) }
        for number in kit.models.lineStarts.indices {
            let line = kit.models.line(number + 1)
            if !line.isEmpty { texts.add(try JSONValue.parse(Array(line))) }
        }
        #expect(texts.expressions.count > 2_000)
        print(
            "printing: \(texts.expressions.count) expressions, \(texts.tests.count) cells, and "
                + "\(texts.unreadable.count) texts that are not FEEL")
        // What cannot be read is what the kit says is an error.
        for (text, isMeant) in texts.unreadable.sorted(by: { $0.key < $1.key }) where !isMeant {
            Issue.record("not read: \(text)")
        }
    }

    /// Distinct texts, each checked when it is met for the first time with these names.
    private struct Texts {
        var expressions: Set<String> = []
        var tests: Set<String> = []
        /// With whether the kit expects an error.
        var unreadable: [String: Bool] = [:]

        mutating func add(_ json: JSONValue) {
            var names: Set<String> = []
            collect(json, &names)
            add(json, NameScope(names.sorted(), members: names.sorted()), json["errorResult"] == true)
        }

        private func collect(_ json: JSONValue, _ names: inout Set<String>) {
            switch json {
            case .array(let items): for item in items { collect(item, &names) }
            case .object(let members):
                for member in members {
                    if ["name", "variable", "result"].contains(member.name), let name = member.value.stringValue {
                        names.insert(name)
                    }
                    if ["inputs", "inputTypes", "v"].contains(member.name) {
                        for input in member.value.objectMembers ?? [] { names.insert(input.name) }
                    }
                    collect(member.value, &names)
                }
            default: break
            }
        }

        private mutating func add(_ json: JSONValue, _ names: NameScope, _ isError: Bool) {
            switch json {
            case .array(let items): for item in items { add(item, names, isError) }
            case .object(let members):
                for member in members {
                    switch (member.name, member.value) {
                    case ("expr", .string(let text)), ("text", .string(let text)), ("default", .string(let text)):
                        check(text, names, isError)
                    case ("out", .array(let cells)):
                        for cell in cells { if let text = cell.stringValue { check(text, names, isError) } }
                    case ("in", .array(let cells)):
                        for cell in cells { if let text = cell.stringValue { checkTests(text, names, isError) } }
                    case ("allowed", .string(let text)), ("allowedValues", .string(let text)):
                        checkTests(text, names, isError)
                    default: add(member.value, names, isError)
                    }
                }
            default: break
            }
        }

        private mutating func check(_ text: String, _ names: NameScope, _ isError: Bool) {
            // An output may be left empty.
            if text.allSatisfy(\.isWhitespace) || !expressions.insert(text).inserted { return }
            let (tree, problems) = Parser.parseExpression(EmbeddedText(standalone: text), names: names)
            if problems.hasErrors {
                expressions.remove(text)
                unreadable[text] = isError || unreadable[text] ?? false
                return
            }
            let printed = tree.description
            let (again, faults) = Parser.parseExpression(EmbeddedText(standalone: printed), names: names)
            #expect(!faults.hasErrors, "\(text) is printed as \(printed)")
            #expect(understood(again) == understood(tree), "\(text) is printed as \(printed)")
            #expect(again.description == printed)
        }

        private mutating func checkTests(_ text: String, _ names: NameScope, _ isError: Bool) {
            if text.allSatisfy(\.isWhitespace) || !tests.insert(text).inserted { return }
            let (tree, problems) = Parser.parseUnaryTests(EmbeddedText(standalone: text), names: names)
            if problems.hasErrors {
                tests.remove(text)
                unreadable[text] = isError || unreadable[text] ?? false
                return
            }
            let printed = tree.description
            let (again, faults) = Parser.parseUnaryTests(EmbeddedText(standalone: printed), names: names)
            #expect(!faults.hasErrors, "\(text) is printed as \(printed)")
            #expect(again.description == printed)
            #expect(again.isNegated == tree.isNegated && again.tests.count == tree.tests.count)
            for (test, other) in zip(tree.tests, again.tests) {
                #expect(
                    test.comparison == other.comparison && understood(test.operand) == understood(other.operand),
                    "\(text) is printed as \(printed)")
            }
        }
    }
}
