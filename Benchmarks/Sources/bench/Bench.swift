import Diagnostics
import FEEL
import Glibc

/// Times FEEL on the common workload: conditions over records, decision tables, reading of rules,
/// arithmetic. Figures are processor time of one thread, medians of five runs.
///
///     swift run -c release --package-path Benchmarks bench [--records N] [--rows N] [--json]
@main
struct Bench {
    var records = 1_000_000
    /// Records evaluated one by one.
    var rows = 20_000
    var isJSON = false
    private var figures: [(String, Double)] = []

    static func main() {
        var bench = Bench()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--records": bench.records = arguments.popFirst().flatMap { Int($0) } ?? bench.records
            case "--rows": bench.rows = arguments.popFirst().flatMap { Int($0) } ?? bench.rows
            case "--json": bench.isJSON = true
            default:
                print("bench [--records N] [--rows N] [--json]")
                exit(2)
            }
        }
        bench.run()
    }

    private mutating func run() {
        var isRight = true
        for absence in Records.Absence.allCases { isRight = conditions(absence) && isRight }
        for absence in Records.Absence.allCases { isRight = decisions(absence) && isRight }
        reading()
        arithmetic()
        if isJSON { print("{\(figures.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}") }
        if !isRight { exit(1) }
    }

    private mutating func note(_ name: String, _ value: Double, _ text: String) {
        figures.append((name, value))
        if !isJSON { print(text) }
    }

    private func say(_ text: String) {
        if !isJSON { print(text) }
    }

    static func compile(_ text: String, _ scope: Scope) -> CompiledExpression {
        guard let compiled = CompiledExpression.compile(EmbeddedText(standalone: text), scope: scope).0 else {
            preconditionFailure("the workload's expressions are correct: \(text)")
        }
        return compiled
    }

    // MARK: Conditions

    private mutating func conditions(_ absence: Records.Absence) -> Bool {
        let table = Records.conditions(records, absence)
        let expressions = Workload.conditions.map { Bench.compile($0.text, Records.scope) }
        let sample = (0..<min(rows, records)).map { table.row($0) }
        say("\nW1, \(records) records, absent cells: \(absence.rawValue)")
        say("condition        batch ns/evaluation   one by one")
        var isRight = true
        var batchTotal = 0.0
        var scalarTotal = 0.0
        for (index, expression) in expressions.enumerated() {
            let batch = BatchExpression(expression)
            let truths = batch.truths(over: table)
            for (row, values) in sample.enumerated() where row % 10 == 0 {
                guard truths.agrees(with: expression.evaluate(values), at: row) else {
                    say("row \(row) differs: \(Workload.conditions[index].text)")
                    isRight = false
                    break
                }
            }
            if absence == .none, records >= 100_000 {
                let first = (0..<100_000).count { truths.yes[$0] }
                if first != Workload.expected[index] {
                    say("\(first) records for \(Workload.expected[index]): \(Workload.conditions[index].text)")
                    isRight = false
                }
            }
            let time = Measure.median { Measure.keep(batch.truths(over: table).yes.population) }
            let scalar = Measure.median(of: 3) {
                for row in sample { Measure.keep(expression.evaluate(row)) }
            }
            batchTotal += time / Double(records)
            scalarTotal += scalar / Double(sample.count)
            let kind = Workload.conditions[index].kind
            let pad = String(repeating: " ", count: max(1, 17 - kind.count))
            note(
                "w1.\(absence.rawValue).\(index).ns", time / Double(records) * 1e9,
                "\(kind)\(pad)\((time / Double(records) * 1e9).short)   \((scalar / Double(sample.count) * 1e9).short)")
        }
        note("w1.\(absence.rawValue).batch", 12 / batchTotal, "together: \((12 / batchTotal).rate) evaluations/s")
        note("w1.\(absence.rawValue).scalar", 12 / scalarTotal, "one by one: \((12 / scalarTotal).rate) evaluations/s")
        return isRight
    }

    // MARK: Decision tables

    private mutating func decisions(_ absence: Records.Absence) -> Bool {
        let table = Records.decisions(records, absence)
        let inputs = Workload.inputs.map { Bench.compile($0, Records.tableScope) }
        var isRight = true
        say("\nW2, \(records) records, absent cells: \(absence.rawValue)")
        for (name, rows) in [("first", Workload.first), ("unique", Workload.unique), ("collect", Workload.first)] {
            let scores = rows.map(\.score)
            let cells = rows.map { row in
                zip(row.cells, Records.tableScope.types(of: Workload.inputs)).map { cell, type in
                    guard
                        let tests = CompiledExpression.compileUnaryTests(
                            EmbeddedText(standalone: cell), inputType: type, scope: Records.tableScope
                        ).0
                    else { preconditionFailure("the workload's tests are correct: \(cell)") }
                    return tests
                }
            }
            let decision = BatchTable(inputs: inputs, rules: cells)
            var total = 0
            let time = Measure.median {
                let matches = decision.matches(over: table)
                total = 0
                switch name {
                case "collect": for sum in matches.sums(of: scores) { total += sum ?? 0 }
                case "first":
                    for row in 0..<matches.count {
                        if case .rule(let rule) = matches.first(row: row) { total += rule * 100 + scores[rule] }
                    }
                default:
                    for row in 0..<matches.count {
                        if case .rule(let rule) = matches.unique(row: row) { total += rule * 100 + scores[rule] }
                    }
                }
            }
            let expected = ["first": 1_482_319_551, "unique": 939_950_212, "collect": 35_156_362][name]
            if absence == .none, records == 1_000_000, total != expected {
                say("\(name): \(total) for \(expected ?? 0)")
                isRight = false
            }
            note(
                "w2.\(absence.rawValue).\(name)", Double(records) / time,
                "\(name): \((Double(records) / time).rate) decisions/s")
        }
        return isRight
    }

    // MARK: Reading, arithmetic

    private mutating func reading() {
        say("\nA rule of ten terms")
        let text = EmbeddedText(standalone: Workload.tenTerms)
        let times = 500
        let parse = Measure.median {
            for _ in 0..<times { Measure.keep(Parser.parseExpression(text, names: Records.names)) }
        }
        let tree = Parser.parseExpression(text, names: Records.names).0
        let check = Measure.median {
            for _ in 0..<times { Measure.keep(Checker.check(tree, in: text, scope: Records.scope)) }
        }
        let all = Measure.median {
            for _ in 0..<times { Measure.keep(CompiledExpression.compile(text, scope: Records.scope)) }
        }
        let scale = 1e6 / Double(times)
        note("read.parse.us", parse * scale, "parse: \((parse * scale).short) µs")
        note("read.check.us", check * scale, "check: \((check * scale).short) µs")
        note("read.all.us", all * scale, "parse, check and compile: \((all * scale).short) µs")
    }

    private mutating func arithmetic() {
        say("\nNumbers of up to nine digits")
        var random = Generator(seed: 7)
        let left = random.integers(1024, 1, 1_000_000_000).map { Number($0, exponent: -2) ?? .zero }
        let right = random.integers(1024, 1, 1_000_000_000).map { Number($0, exponent: -2) ?? .zero }
        let times = 400
        let operations: [(String, (Number, Number) -> Number?)] = [
            ("add", { $0.adding($1) }), ("multiply", { $0.multiplied(by: $1) }), ("divide", { $0.divided(by: $1) }),
        ]
        for (name, operation) in operations {
            let time = Measure.median {
                var last: Number?
                for _ in 0..<times {
                    for index in 0..<left.count { last = operation(left[index], right[index]) }
                    Measure.keep(last)
                }
            }
            let each = time / Double(times * left.count) * 1e9
            note("number.\(name).ns", each, "\(name): \(each.short) ns")
        }
    }
}

extension BatchTruths {
    /// Whether the batch's answer for a row is that of its evaluation alone.
    func agrees(with value: Value, at row: Int) -> Bool {
        let certain: Bool? = if case .boolean(let truth) = value { truth } else { nil }
        switch (yes[row], no[row], null[row]) {
        case (true, false, false): return certain == true
        case (false, true, false): return certain == false
        default: return certain == nil
        }
    }
}

extension Records {
    static let names = NameScope(scope.variables.map(\.name), members: ["kind", "dist", "cap", "open"])
}

extension Scope {
    fileprivate func types(of names: [String]) -> [FEELType] {
        names.map { name in variables.first { $0.name == name }?.type ?? .any }
    }
}
