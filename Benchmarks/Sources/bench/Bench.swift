import Diagnostics
import FEEL
import Glibc

/// Times FEEL on the common workload: conditions over records, decision tables, reading of rules,
/// arithmetic. Figures are processor time of one thread, medians of five runs; `_wall` ones are time on
/// the clock. `make bench` runs it beside other engines.
///
///     swift run -c release --package-path Benchmarks bench [--records N] [--rows N] [--only w1,w2,read,number]
///         [--data DIR] [--json]
@main
struct Bench {
    var records = 1_000_000
    /// Records evaluated one by one.
    var rows = 20_000
    /// Which parts: `w1`, `w2`, `read`, `number`; empty: all.
    var parts: [String] = []
    /// Where the common workload's generator wrote its records; made here when it did not.
    var files: Files?
    var isJSON = false
    private var figures: [(String, Double)] = []

    static func main() {
        var bench = Bench()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--records": bench.records = arguments.popFirst().flatMap { Int($0) } ?? bench.records
            case "--rows": bench.rows = arguments.popFirst().flatMap { Int($0) } ?? bench.rows
            case "--only": bench.parts = (arguments.popFirst() ?? "").split(separator: ",").map(String.init)
            case "--data": bench.files = Files(arguments.popFirst())
            case "--json": bench.isJSON = true
            default:
                print("bench [--records N] [--rows N] [--only w1,w2,read,number] [--data DIR] [--json]")
                exit(2)
            }
        }
        bench.run()
    }

    private mutating func run() {
        var isRight = true
        if does("w1") || does("w2") { isRight = workload() }
        if does("read") { reading() }
        if does("number") { arithmetic() }
        if isJSON { print("{\(figures.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}") }
        if !isRight { exit(1) }
    }

    private func does(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }

    private mutating func workload() -> Bool {
        let made = (Records.Conditions(records), Records.Decisions(records))
        let own = files.map { (Records.Conditions($0, records), Records.Decisions($0, records)) } ?? made
        if let files {
            let isSame = own.0 == made.0 && own.1 == made.1
            say("records of \(files.folder)\(isSame ? ", which are those made here" : "")")
        }
        var isRight = true
        for absence in Records.Absence.allCases where does("w1") { isRight = conditions(own.0, absence) && isRight }
        for absence in Records.Absence.allCases where does("w2") { isRight = decisions(own.1, absence) && isRight }
        return isRight
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

    private mutating func conditions(_ given: Records.Conditions, _ absence: Records.Absence) -> Bool {
        let table = given.table(absence)
        let records = table.count
        let expressions = Workload.conditions.map { Bench.compile($0.text, Records.scope) }
        let sample = (0..<min(rows, records)).map { table.row($0) }
        say("\nW1, \(records) records, absent cells: \(absence.rawValue)")
        say("condition        batch ns/evaluation   one by one")
        var isRight = true
        var batchTotal = 0.0
        var wallTotal = 0.0
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
            let times = Measure.times { Measure.keep(batch.truths(over: table).yes.population) }
            let time = times.processor
            let scalar = Measure.median(of: 3) {
                for row in sample { Measure.keep(expression.evaluate(row)) }
            }
            batchTotal += time / Double(records)
            wallTotal += times.wall / Double(records)
            scalarTotal += scalar / Double(sample.count)
            let kind = Workload.conditions[index].kind
            let pad = String(repeating: " ", count: max(1, 17 - kind.count))
            note(
                "w1.\(absence.rawValue).\(index).ns", time / Double(records) * 1e9,
                "\(kind)\(pad)\((time / Double(records) * 1e9).short)   \((scalar / Double(sample.count) * 1e9).short)")
        }
        note("w1.\(absence.rawValue).batch", 12 / batchTotal, "together: \((12 / batchTotal).rate) evaluations/s")
        note("w1.\(absence.rawValue).batch_wall", 12 / wallTotal, "on the clock: \((12 / wallTotal).rate)")
        handOver(expressions, table, absence)
        note("w1.\(absence.rawValue).scalar", 12 / scalarTotal, "one by one: \((12 / scalarTotal).rate) evaluations/s")
        return isRight
    }

    /// The conditions together, over values that stand row by row and are first made into columns: what
    /// an engine that is handed objects does.
    private mutating func handOver(
        _ expressions: [CompiledExpression], _ table: ColumnTable, _ absence: Records.Absence
    ) {
        let rows = (0..<min(100_000, table.count)).map { table.row($0) }
        let times = Measure.times(of: 3) {
            let columns = table.columns.indices.map { column in Column(values: rows.map { $0[column] }) }
            let table = ColumnTable(count: rows.count, columns: columns)
            for expression in expressions {
                Measure.keep(BatchExpression(expression).truths(over: table).yes.population)
            }
        }
        let rate = Double(12 * rows.count) / times.wall
        note("w1.\(absence.rawValue).handed_over_wall", rate, "from values row by row: \(rate.rate)")
    }

    // MARK: Decision tables

    private mutating func decisions(_ given: Records.Decisions, _ absence: Records.Absence) -> Bool {
        let table = given.table(absence)
        let records = table.count
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
            let times = Measure.times {
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
            let time = times.processor
            note(
                "w2.\(absence.rawValue).\(name)_wall", Double(records) / times.wall,
                "\(name) on the clock: \((Double(records) / times.wall).rate) decisions/s")
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
        time("add", left, right) { $0.adding($1) }
        time("multiply", left, right) { $0.multiplied(by: $1) }
        time("divide", left, right) { $0.divided(by: $1) }
    }

    /// Times an operation over pairs of numbers, one after the other.
    @inline(__always)
    private mutating func time(
        _ name: String, _ left: [Number], _ right: [Number], _ operation: (Number, Number) -> Number?
    ) {
        let times = 400
        // Every result is kept: none can be left out.
        var results = [Number?](repeating: nil, count: left.count)
        let time = Measure.median {
            for _ in 0..<times {
                left.withUnsafeBufferPointer { left in
                    right.withUnsafeBufferPointer { right in
                        results.withUnsafeMutableBufferPointer { results in
                            for index in left.indices { results[index] = operation(left[index], right[index]) }
                        }
                    }
                }
                Measure.keep(results)
            }
        }
        let each = time / Double(times * left.count) * 1e9
        note("number.\(name).ns", each, "\(name): \(each.short) ns")
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
