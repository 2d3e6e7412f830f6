import Diagnostics
import Probes
import Testing

@testable import FEEL

/// Decision tables over inputs that are not known, compared with deciding on each value one by one.
@Suite struct TableSoundnessTests {
    /// What an input is made of: constants that conditions name, and values at and around all of them.
    private struct Material {
        var type: String
        var constants: [String]
        var values: [Value]
        var domain: Unknown.Domain
        var isOrdered = false
    }

    private func material(_ random: inout Probes.SplitMix) -> Material {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            let lower = Int.random(in: -1...2, using: &random)
            let upper = lower + Int.random(in: 1...3, using: &random)
            let orNull = Int.random(in: 0..<4, using: &random) == 0
            let halves = (2 * lower...2 * upper).compactMap { Number($0).divided(by: Number(2)) }
            return Material(
                type: "number", constants: ["0", "1", "2", "3"],
                values: halves.map { .number($0) } + (orNull ? [.null] : []),
                domain: .number(.closed(Number(lower), Number(upper)), orNull: orNull), isOrdered: true)
        case 2:
            let days = (1...6).compactMap { CalendarDate(year: 2026, month: 1, day: $0) }
            return Material(
                type: "date", constants: ["@\"2026-01-02\"", "@\"2026-01-04\"", "@\"2026-01-05\""],
                values: days.map { .date($0) }, domain: .date(.closed(days[0], days[5]), orNull: false),
                isOrdered: true)
        case 3:
            return Material(
                type: "boolean", constants: ["true", "false"], values: [.boolean(false), .boolean(true)],
                domain: .values([.boolean(false), .boolean(true)]))
        default:
            let values: [Value] = [.string("a"), .string("b"), .string("c")]
            return Material(
                type: "string", constants: ["\"a\"", "\"b\"", "\"c\""], values: values, domain: .values(values))
        }
    }

    private func cell(_ material: Material, _ random: inout Probes.SplitMix) -> String {
        let a = material.constants.randomElement(using: &random) ?? "null"
        let b = material.constants.randomElement(using: &random) ?? "null"
        let plain = ["-", "-", a, "\(a), \(b)", "not(\(a))", "null", "? != \(a)"]
        let ordered = ["< \(a)", ">= \(a)", "[\(a)..\(b)]", "(\(a)..\(b))", "? > \(a) and ? < \(b)", "not(<= \(a))"]
        return (material.isOrdered ? plain + ordered + ordered : plain).randomElement(using: &random) ?? "-"
    }

    private struct Case {
        var table: DecisionTable
        var inputs: [TestInput] = []
        /// By name, in the order of `inputs`, each once.
        var names: [String] = []
        var unknowns: [Value] = []
        var values: [[Value]] = []

        var rows: [[Value]] {
            values.reduce([[]]) { rows, options in rows.flatMap { row in options.map { row + [$0] } } }
        }

        func named(_ row: [Value]) -> [String: Value] {
            Dictionary(zip(names, row), uniquingKeysWith: { $1 })
        }
    }

    private func randomCase(_ random: inout Probes.SplitMix, finite: Bool = false) -> Case {
        let policy = DecisionTable.HitPolicy.allCases.randomElement(using: &random) ?? .unique
        var result = Case(table: DecisionTable(policy, [], rules: []))
        var materials: [Material] = []
        for index in 0..<Int.random(in: 1...3, using: &random) {
            var one = material(&random)
            while finite, one.isOrdered { one = material(&random) }
            var input = TestInput("x\(index)", Bool.random(using: &random) ? one.type : nil)
            if Int.random(in: 0..<5, using: &random) == 0 { input.allowed = cell(one, &random) }
            result.inputs.append(input)
            materials.append(one)
            result.names.append(input.name)
            let isKnown = Int.random(in: 0..<5, using: &random) == 0
            let value = one.values.randomElement(using: &random) ?? .null
            result.unknowns.append(isKnown ? value : .unknown(Unknown(one.domain, cause(input.name))))
            result.values.append(isKnown ? [value] : one.values)
        }
        // Sometimes two columns look at one input.
        if Int.random(in: 0..<4, using: &random) == 0 {
            result.inputs.append(result.inputs[0])
            materials.append(materials[0])
        }
        let rules = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            materials.map { cell($0, &random) }.joined(separator: ";") + "→\(Int.random(in: 1...3, using: &random))"
        }
        let otherwise = Int.random(in: 0..<3, using: &random) == 0 ? "0" : nil
        result.table = DecisionTable(policy, result.inputs, order: "3, 2, 1", otherwise: otherwise, rules: rules)
        if policy == .collect {
            result.table.aggregation = ([nil] + DecisionTable.Aggregation.allCases).randomElement(using: &random) ?? nil
        }
        return result
    }

    /// Three outcomes a rule, and a result that holds each completion's: certain where they all give the same.
    @Test func tablesOverUnknownInputsEqualBruteForce() {
        let seed: UInt64 = 20_261_126
        print("tables over unknown inputs: seed \(seed)")
        var random = Probes.SplitMix(seed: seed)
        var tally = (tables: 0, certainAllTheSame: 0, rules: [TableOutlook.Match: Int]())
        for number in 0..<400 {
            let test = randomCase(&random)
            let program = DecisionProgram(test.table, test.inputs)
            let inputs = test.named(test.unknowns)
            let announced = program.decide("d", inputs: inputs)
            guard let outlook = program.outlook("d", inputs: inputs) else {
                Issue.record("table \(number) is none")
                continue
            }
            tally.tables += 1
            let place = "seed \(seed), table \(number): \(test.table) over \(test.unknowns.map(\.sketch))"
            #expect(outlook.result.sketch == announced.sketch, "\(place)")
            let results = test.rows.map { row in program.decide("d", inputs: test.named(row)) }
            for (row, result) in zip(test.rows, results) {
                #expect(
                    announced.mayBe(result),
                    "\(place)\nannounced \(announced.sketch), it is \(result.sketch) at \(row.map(\.literal))")
            }
            let isSame = results.allSatisfy { $0.isIdentical(to: results[0]) }
            #expect(announced.isCertain == isSame, "\(place)\nannounced \(announced.sketch)")
            if announced.isCertain, !test.unknowns.allSatisfy(\.isCertain) { tally.certainAllTheSame += 1 }
            guard test.inputs.allSatisfy({ $0.allowed == nil }) else { continue }
            let rules = bruteRules(test)
            #expect(outlook.rules == rules, "\(place)")
            for match in rules { tally.rules[match, default: 0] += 1 }
        }
        print("tables over unknown inputs: \(tally)")
        #expect(tally.certainAllTheSame > 20)
        for match in [TableOutlook.Match.yes, .maybe, .no] { #expect(tally.rules[match] ?? 0 > 50) }
    }

    private func bruteRules(_ test: Case) -> [TableOutlook.Match] {
        let program = DecisionProgram(test.table.collectingNumbers, test.inputs)
        let found = test.rows.map { Set(matches(program, test.named($0)) ?? []) }
        return test.table.rules.indices.map { rule in
            let count = found.count { $0.contains(rule) }
            return count == found.count ? .yes : count == 0 ? .no : .maybe
        }
    }

    /// Which input to ask for first: over inputs with few values, by trying them all.
    @Test func decidingInputsAreRankedAsBruteForceDoes() {
        let seed: UInt64 = 20_261_128
        print("deciding inputs: seed \(seed)")
        var random = Probes.SplitMix(seed: seed)
        var ranked = 0
        for number in 0..<300 {
            let test = randomCase(&random, finite: true)
            let program = DecisionProgram(test.table, test.inputs)
            guard let outlook = program.outlook("d", inputs: test.named(test.unknowns)) else { continue }
            let place = "seed \(seed), table \(number): \(test.table) over \(test.unknowns.map(\.sketch))"
            let results = test.rows.map { row -> ([Value], String) in
                let result = program.decide("d", inputs: test.named(row))
                return (row, result.isNull ? "null" : result.sketch)
            }
            var expected: [(name: String, settled: Double, left: Double, of: [Int])] = []
            for (index, name) in test.names.enumerated() where test.values[index].count > 1 {
                let groups = test.values[index].map { value in
                    Set(results.filter { $0.0[index].isIdentical(to: value) }.map(\.1))
                }
                // Does changing this one alone change a result?
                let others = Dictionary(grouping: results) { row, _ in
                    row.enumerated().filter { $0.offset != index }.map(\.element.literal).joined(separator: ";")
                }
                guard others.values.contains(where: { Set($0.map(\.1)).count > 1 }) else { continue }
                let count = Double(groups.count)
                let settled = groups.count { $0.count == 1 }
                let left = groups.reduce(0) { $0 + $1.count }
                expected.append((name, Double(settled) / count, Double(left) / count, [settled, groups.count, left]))
            }
            // Stable: the leftmost of equals first.
            let order = expected.enumerated().sorted {
                ($1.element.settled, $0.element.left, $0.offset) < ($0.element.settled, $1.element.left, $1.offset)
            }.map(\.element)
            #expect(outlook.deciding.map(\.expression) == order.map(\.name), "\(place)")
            #expect(outlook.deciding.map { [$0.settles, $0.parts, $0.results] } == order.map(\.of), "\(place)")
            if order.count > 1 { ranked += 1 }
        }
        print("deciding inputs: \(ranked) tables with several")
        #expect(ranked > 50)
    }

    @Test func theInputThatSettlesMostComesFirst() throws {
        let table = DecisionTable(
            .first, [TestInput("urgent"), TestInput("age", "number")],
            rules: ["true;-→1", "false;< 18→2", "false;>= 18→3"])
        let program = DecisionProgram(table, [TestInput("urgent"), TestInput("age", "number")])
        let outlook = try #require(
            program.outlook("d", inputs: ["urgent": .unknownBoolean("urgent"), "age": .unknown("age", in: 0...99)]))
        #expect(outlook.rules == [.maybe, .maybe, .maybe])
        // Urgent, it is 1; not urgent, it depends on the age. The age alone never settles anything.
        #expect(outlook.deciding.map(\.expression) == ["urgent", "age"])
        #expect(outlook.deciding.map { [$0.settles, $0.parts, $0.results] } == [[1, 2, 3], [0, 3, 6]])
        let adult = try #require(
            program.outlook("d", inputs: ["urgent": .boolean(false), "age": .unknown("age", in: 20...99)]))
        #expect(adult.rules == [.no, .no, .yes])
        #expect(adult.deciding == [])
        #expect(adult.result.sketch == "3")
    }
}
