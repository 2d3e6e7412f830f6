import FEEL
import Packs
import World

extension PlanCompiler {
    /// Compiles an expression over one row.
    ///
    /// - Parameters:
    ///   - origin: Whose row it is.
    ///   - kind: Of that row.
    /// - Returns: What the result stands for.
    mutating func scalar(
        _ part: Expression, _ names: Names, at origin: Origin, _ kind: String, _ program: inout Program
    ) throws -> ColumnType {
        originKinds[origin] = kind
        func binary(
            _ left: Expression, _ right: Expression, _ compiler: inout PlanCompiler, _ program: inout Program
        ) throws -> (ColumnType, ColumnType, rightStart: Int) {
            let l = try compiler.scalar(left, names, at: origin, kind, &program)
            let start = program.steps.count
            let r = try compiler.scalar(right, names, at: origin, kind, &program)
            return (l, r, start)
        }
        switch part.kind {
        case .number(let number): return try constant(.number(number), &program)
        case .string(let text): return try constant(.string(text), &program)
        case .boolean(let truth): return try constant(.boolean(truth), &program)
        case .negate(let operand):
            let type = try scalar(operand, names, at: origin, kind, &program)
            guard type.isNumber else { throw Unsupported("no number") }
            program.emit(.negate)
            return type
        case .and(let left, let right), .or(let left, let right):
            let isAnd = if case .and = part.kind { true } else { false }
            try truth(left, names, at: origin, kind, &program)
            let jump = program.steps.count
            program.emit(isAnd ? .jumpKeepingFalse : .jumpKeepingTrue)
            try truth(right, names, at: origin, kind, &program)
            program.land(jump)
            return .boolean
        case .comparison(let comparison, let left, let right):
            let (l, r, start) = try binary(left, right, &self, &program)
            if l.isNumber, r.isNumber {
                _ = try align(l, r, start, &program)
            } else {
                guard l == r, comparison == .equal || comparison == .notEqual else { throw Unsupported("two types") }
            }
            program.emit(comparison.code)
            return .boolean
        case .between(let value, let lower, let upper):
            let both = Expression(
                .and(
                    Expression(.comparison(.greaterOrEqual, value, lower), part.span),
                    Expression(.comparison(.lessOrEqual, value, upper), part.span)), part.span)
            return try scalar(both, names, at: origin, kind, &program)
        case .in(let value, let tests):
            return try membership(value, tests, part, names, at: origin, kind, &program)
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, left, right, names, at: origin, kind, &program)
        case .conditional(let condition, let then, let otherwise):
            try truth(condition, names, at: origin, kind, &program)
            let first = program.steps.count
            program.emit(.jumpIfFalse)
            let l = try scalar(then, names, at: origin, kind, &program)
            let end = program.steps.count
            program.emit(.jump)
            program.land(first)
            let r = try scalar(otherwise, names, at: origin, kind, &program)
            guard l == r else { throw Unsupported("branches of two types") }
            program.land(end)
            return l
        case .call(let callee, let arguments):
            if let (body, inner) = inlined(part, names) {
                return try scalar(body, inner, at: origin, kind, &program)
            }
            return try call(callee, arguments, part, names, at: origin, kind, &program)
        case .name(let name):
            if case .argument(let argument, let own)? = meaning(of: name, names) {
                return try scalar(argument, own, at: origin, kind, &program)
            }
            fallthrough
        case .path:
            return try form(part, names).map { try member($0, at: origin, kind, &program) }
                ?? { throw Unsupported("a name without a column") }()
        default: throw Unsupported("no plan for this expression")
        }
    }

    private mutating func member(
        _ form: Form, at origin: Origin, _ kind: String, _ program: inout Program
    ) throws -> ColumnType {
        switch form {
        case .constant(let value): return try constant(value, &program)
        case .object(let object):
            if try !push(object, at: origin, &program) { program.emit(.row) }
            return .reference(object.kind)
        case .member(let object, let name):
            let isElsewhere = try push(object, at: origin, &program)
            let (slot, type) = try column(name, of: object.kind)
            program.emit(isElsewhere ? .gather : .load, slot)
            return type
        default: throw Unsupported("a list where a value is wanted")
        }
    }

    private mutating func truth(
        _ part: Expression, _ names: Names, at origin: Origin, _ kind: String, _ program: inout Program
    ) throws {
        guard try scalar(part, names, at: origin, kind, &program) == .boolean else { throw Unsupported("no boolean") }
    }

    func constant(_ value: Value, _ program: inout Program) throws -> ColumnType {
        switch value {
        case .number(let number):
            guard let (coefficient, scale) = number.scaled else { throw Unsupported("too long a number") }
            program.emit(.constant, 0, coefficient)
            return .number(scale: scale)
        case .boolean(let truth):
            program.emit(.constant, 0, truth ? 1 : 0)
            return .boolean
        case .string(let text):
            // A text that no column holds equals none.
            program.emit(.constant, 0, world.pool.known(text) ?? -1 - Int64(text.unicodeScalars.count))
            guard world.pool.known(text) != nil else { throw Unsupported("a text that no column holds") }
            return .text
        default: throw Unsupported("no scalar constant")
        }
    }

    /// Brings two numbers on the stack to one scale.
    ///
    /// - Parameter start: Where the steps of the second begin.
    func align(_ left: ColumnType, _ right: ColumnType, _ start: Int, _ program: inout Program) throws -> Int {
        guard case .number(let l) = left, case .number(let r) = right else { throw Unsupported("no numbers") }
        if l < r {
            // After the first operand, before the second: jumps of the second move on by two.
            let factor = try power(r - l)
            let steps: [Program.Step] = [.init(code: .constant, constant: factor), .init(code: .multiply)]
            for index in start..<program.steps.count where program.steps[index].code.jumps {
                program.steps[index].index += 2
            }
            program.steps.insert(contentsOf: steps, at: start)
        } else if r < l {
            program.emit(.constant, 0, try power(l - r))
            program.emit(.multiply)
        }
        return max(l, r)
    }

    private func power(_ exponent: Int) throws -> Int64 {
        guard exponent <= 18 else { throw Unsupported("too fine a scale") }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private mutating func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, _ names: Names, at origin: Origin,
        _ kind: String, _ program: inout Program
    ) throws -> ColumnType {
        let l = try scalar(left, names, at: origin, kind, &program)
        guard case .number(let leftScale) = l else { throw Unsupported("no number") }
        if operation == .divide {
            var divisor = Program()
            guard case .number(0) = try scalar(right, names, at: origin, kind, &divisor),
                divisor.steps.count == 1, divisor.steps[0].code == .constant, divisor.steps[0].constant > 0
            else { throw Unsupported("a quotient") }
            program.emit(.divide, 0, divisor.steps[0].constant)
            return l
        }
        let start = program.steps.count
        let r = try scalar(right, names, at: origin, kind, &program)
        guard case .number(let rightScale) = r else { throw Unsupported("no number") }
        switch operation {
        case .add, .subtract:
            let scale = try align(l, r, start, &program)
            program.emit(operation == .add ? .add : .subtract)
            return .number(scale: scale)
        case .multiply:
            guard leftScale + rightScale <= 18 else { throw Unsupported("too fine a scale") }
            program.emit(.multiply)
            return .number(scale: leftScale + rightScale)
        default: throw Unsupported("no plan for this operation")
        }
    }

    /// `x in ("a", "b")`, `x in ["a", "b"]`: any of several equalities.
    private mutating func membership(
        _ value: Expression, _ tests: [UnaryTest], _ part: Expression, _ names: Names, at origin: Origin,
        _ kind: String, _ program: inout Program
    ) throws -> ColumnType {
        var operands: [Expression] = []
        for test in tests {
            guard test.comparison == nil else { throw Unsupported("a test") }
            if case .list(let items) = test.operand.kind { operands += items } else { operands.append(test.operand) }
        }
        guard let first = operands.first,
            operands.allSatisfy({
                switch $0.kind {
                case .string, .number: true
                default: false
                }
            })
        else { throw Unsupported("a test") }
        let any = operands.dropFirst().reduce(Expression(.comparison(.equal, value, first), part.span)) {
            Expression(.or($0, Expression(.comparison(.equal, value, $1), part.span)), part.span)
        }
        return try scalar(any, names, at: origin, kind, &program)
    }

    /// The body of a function of the pack where it is called, with its arguments by name.
    func inlined(_ part: Expression, _ names: Names) -> (Expression, Names)? {
        guard case .call(let callee, let arguments) = part.kind, case .name(let name) = callee.kind,
            case .function(let function)? = meaning(of: name, names),
            case .function(let parameters, let body, false) = function.body.tree.kind,
            parameters.count == arguments.count, arguments.allSatisfy({ $0.name == nil })
        else { return nil }
        var inner = names.outermost
        for (parameter, argument) in zip(parameters, arguments) {
            inner = inner.adding(.name(parameter.name.text, .argument(argument.value, names)))
        }
        return (body, inner)
    }

    private mutating func call(
        _ callee: Expression, _ arguments: [Argument], _ part: Expression, _ names: Names, at origin: Origin,
        _ kind: String, _ program: inout Program
    ) throws -> ColumnType {
        guard case .name(let name) = callee.kind, meaning(of: name, names) == nil,
            arguments.allSatisfy({ $0.name == nil })
        else { throw Unsupported("a call") }
        switch name {
        case "not" where arguments.count == 1:
            try truth(arguments[0].value, names, at: origin, kind, &program)
            program.emit(.not)
            return .boolean
        case "get value" where arguments.count == 2:
            guard case .group(let group)? = try form(arguments[0].value, names) else { throw Unsupported("a context") }
            guard try scalar(arguments[1].value, names, at: origin, kind, &program) == .text else {
                throw Unsupported("no text")
            }
            let (values, type) = try entries(of: group)
            program.emit(.lookUp, table(values))
            return type
        default:
            guard origin == .subject else { throw Unsupported("an aggregate of an element") }
            let (slot, type) = try aggregate(name, arguments.map(\.value), names, of: kind)
            program.emit(.load, slot)
            return type
        }
    }

    /// The numbers of a group of parameters, by the places of their names.
    private func entries(of group: ParameterGroup) throws -> ([Int64?], ColumnType) {
        var found: [(String, Int64, Int)] = []
        for parameter in group.parameters {
            guard case .number(let number) = parameter.value, let (coefficient, scale) = number.scaled else {
                throw Unsupported("a group that is not of numbers")
            }
            found.append((parameter.name, coefficient, scale))
        }
        let scale = found.map(\.2).max() ?? 0
        var values = [Int64?](repeating: nil, count: world.pool.count)
        for (name, coefficient, own) in found {
            guard let place = world.pool.known(name) else { continue }
            let (value, overflow) = coefficient.multipliedReportingOverflow(by: try power(scale - own))
            if overflow { throw Unsupported("too long a number") }
            values[Int(place)] = value
        }
        return (values, .number(scale: scale))
    }
}

extension ComparisonOperator {
    var code: Program.Code {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        }
    }
}

extension Program.Code {
    var jumps: Bool {
        switch self {
        case .jump, .jumpIfFalse, .jumpKeepingFalse, .jumpKeepingTrue: true
        default: false
        }
    }
}

extension Number {
    /// The number as an integer and a scale of at most nine; nil when it is longer.
    var scaled: (coefficient: Int64, scale: Int)? {
        var power = 1
        for scale in 0...9 {
            if let whole = multiplied(by: Number(power))?.asInt, whole.magnitude < 1_000_000_000_000_000_000 {
                return (Int64(whole), scale)
            }
            power *= 10
        }
        return nil
    }
}
