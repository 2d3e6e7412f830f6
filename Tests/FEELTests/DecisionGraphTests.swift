import Testing

@testable import FEEL

@Suite struct DecisionGraphTests {
    private func literal(_ text: String, _ type: String? = nil) -> BoxedExpression {
        BoxedExpression(.literal(text), typeRef: type)
    }

    private func code(_ value: Value) -> String? {
        if case .null(let reason?) = value, case .error(let code, _) = reason.kind { code.rawValue } else { nil }
    }

    private func model(_ decisions: [DecisionModel.Decision]) -> DecisionProgram {
        DecisionProgram(
            DecisionModel(
                name: "m", namespace: "m",
                itemDefinitions: [
                    ItemDefinition(name: "grade", typeRef: "string", allowedValues: "\"A\", \"B\""),
                    ItemDefinition(name: "grades", typeRef: "grade", isCollection: true),
                ],
                inputData: [.init(id: "x", name: "x", typeRef: "number")], decisions: decisions))
    }

    @Test func requiredDecisionsComeFirst() {
        let program = model([
            .init(id: "b", name: "b", requiredDecisions: ["#a"], logic: literal("a + 1")),
            .init(id: "a", name: "a", requiredInputs: ["#x"], logic: literal("x * 2")),
        ])
        #expect(program.decide("b", inputs: ["x": .number(4)]).literal == "9")
        #expect(program.decide("b", inputs: ["a": .number(1)]).literal == "2")
    }

    @Test func aDecisionThatRequiresItselfIsAnError() {
        let program = model([
            .init(id: "a", name: "a", requiredDecisions: ["#b"], logic: literal("b")),
            .init(id: "b", name: "b", requiredDecisions: ["#a"], logic: literal("a")),
        ])
        #expect(code(program.decide("a", inputs: [:])) == "V134")
    }

    @Test func valuesAreMadeIntoTheirTypes() {
        let program = model([
            .init(id: "a", name: "a", typeRef: "grades", logic: literal("\"A\"")),
            .init(id: "b", name: "b", typeRef: "grade", logic: literal("[\"B\"]")),
            .init(id: "c", name: "c", typeRef: "grade", logic: literal("\"C\"")),
            .init(id: "d", name: "d", typeRef: "number", logic: literal("[[1]]")),
        ])
        #expect(program.decide("a", inputs: [:]).literal == "[\"A\"]")
        #expect(program.decide("b", inputs: [:]).literal == "\"B\"")
        #expect(code(program.decide("c", inputs: [:])) == "V130")
        #expect(code(program.decide("d", inputs: [:])) == "V130")
        #expect(code(program.decide("none", inputs: [:])) == "V135")
    }

    @Test func functionsThatCallThemselvesStopAtTheBudget() {
        let body = BoxedExpression(
            .function(.init(parameters: [TypedName("n")], body: literal("if n = 0 then 1 else n * f(n - 1)"))))
        let program = DecisionProgram(
            DecisionModel(
                name: "m", namespace: "m",
                decisions: [
                    .init(id: "d", name: "d", requiredKnowledge: ["#f"], logic: literal("f(5)")),
                    .init(id: "e", name: "e", requiredKnowledge: ["#f"], logic: literal("f(-1)")),
                ],
                knowledgeModels: [.init(id: "f", name: "f", typeRef: nil, requiredKnowledge: [], logic: body)]))
        #expect(program.decide("d", inputs: [:]).literal == "120")
        #expect(code(program.decide("e", inputs: [:])) == "V900")
    }

    @Test func externalFunctionsAreRefused() {
        let function = BoxedExpression(
            .function(.init(language: .external("Java"), parameters: [TypedName("a")], body: literal("null"))))
        let program = model([
            .init(
                id: "a", name: "a",
                logic: BoxedExpression(.context([.init(TypedName("f"), function)], result: literal("f(1)"))))
        ])
        #expect(code(program.decide("a", inputs: [:])) == "V125")
    }

    /// The constructs that boxes draw treat unknowns as FEEL's own do.
    @Test func boxesAreOpenToUnknowns() {
        let x = Value.unknown(
            Unknown(.number(.closed(Number(6), Number(9)), orNull: false), .one(Cause(.input, subject: "x"))))
        let list = literal("[1, 20, x]")
        let program = model([
            .init(
                id: "some", name: "some", requiredInputs: ["#x"],
                logic: BoxedExpression(.quantified(.some, variable: "e", in: list, satisfies: literal("e > 5")))),
            .init(
                id: "every", name: "every", requiredInputs: ["#x"],
                logic: BoxedExpression(.quantified(.every, variable: "e", in: list, satisfies: literal("e < 30")))),
            .init(
                id: "if", name: "if", requiredInputs: ["#x"],
                logic: BoxedExpression(
                    .conditional(condition: literal("x > 5"), then: literal("\"yes\""), otherwise: literal("\"no\"")))),
            .init(
                id: "filter", name: "filter", requiredInputs: ["#x"],
                logic: BoxedExpression(.filter(in: literal("[1, x, 20]"), match: literal("item > 5")))),
            .init(
                id: "for", name: "for", requiredInputs: ["#x"],
                logic: BoxedExpression(.forLoop(variable: "e", in: literal("[1..3]"), result: literal("e * x")))),
        ])
        #expect(program.decide("some", inputs: ["x": x]).literal == "true")
        #expect(program.decide("every", inputs: ["x": x]).literal == "true")
        #expect(program.decide("if", inputs: ["x": x]).literal == "\"yes\"")
        #expect(program.decide("filter", inputs: ["x": x]).literal == "[?, 20]")
        #expect(program.decide("for", inputs: ["x": .number(2)]).literal == "[2, 4, 6]")
    }
}
