import Diagnostics

extension Expression {
    func isName(_ name: String) -> Bool {
        if case .name(name) = kind { true } else { false }
    }

    /// The constants that the placeholder is compared with, when the expression does nothing else
    /// with it; nil when it does.
    var comparedConstants: [Expression]? {
        let constants: [Expression]
        switch kind {
        case .comparison(_, let left, let right):
            guard left.isName(Expression.placeholder) != right.isName(Expression.placeholder) else { return nil }
            constants = left.isName(Expression.placeholder) ? [right] : [left]
        case .between(let value, let lower, let upper):
            guard value.isName(Expression.placeholder) else { return nil }
            constants = [lower, upper]
        case .in(let value, let tests):
            guard value.isName(Expression.placeholder), !tests.contains(where: \.operand.mentionsInput) else {
                return nil
            }
            constants = tests.map(\.operand)
        case .call(let callee, let arguments):
            if callee.isName("not"), arguments.count == 1 { return arguments[0].value.comparedConstants }
            guard callee.isName("list contains"), arguments.count == 2,
                case .list(let items) = arguments[0].value.kind, items.count == 1,
                items[0].isName(Expression.placeholder)
            else { return nil }
            constants = [arguments[1].value]
        case .boolean: return []
        default: return nil
        }
        return constants.contains { $0.mentions(Expression.placeholder) } ? nil : constants
    }
}

extension ComparisonOperator {
    /// The comparison with its sides exchanged.
    var mirrored: ComparisonOperator {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

extension Value {
    /// Adds the numbers that the value is made of.
    ///
    /// - Returns: False for a value that may compare with numbers in a way of its own.
    func collectNumbers(into numbers: inout [Number]) -> Bool {
        switch self {
        case .number(let number): numbers.append(number)
        case .list(let list):
            if list.membership != nil { return false }
            for item in list.items where !item.collectNumbers(into: &numbers) { return false }
        case .range(let range):
            for end in [range.lower, range.upper] {
                if let end, !end.collectNumbers(into: &numbers) { return false }
            }
        case .unknown, .object, .function: return false
        default: break
        }
        return true
    }
}

extension Number {
    /// Coefficients, at a scale, where being below, equal to or above the number changes.
    func thresholds(scale: Int) -> [Int64] {
        let number = normalized
        let shift = Int(number.exponent) + scale
        var whole: UInt128 = 0
        var isExact = number.coefficient == 0
        if shift >= 0 {
            guard shift < PowersOfTen.count else { return [] }
            let (product, overflow) = number.coefficient.multipliedReportingOverflow(by: PowersOfTen[shift])
            if overflow { return [] }
            whole = product
            isExact = true
        } else if -shift < PowersOfTen.count {
            let (quotient, remainder) = number.coefficient.quotientAndRemainder(dividingBy: PowersOfTen[-shift])
            whole = quotient
            isExact = remainder == 0
        }
        guard whole < UInt128(Int64.max) - 2 else { return [] }
        let magnitude = Int64(whole)
        if isExact {
            let start = number.isNegative ? -magnitude : magnitude
            return [start, start + 1]
        }
        return [number.isNegative ? -magnitude : magnitude + 1]
    }
}

extension ClosedRange<Int128> {
    /// The largest magnitude.
    var largest: Int128 { Swift.max(abs(upperBound), abs(lowerBound)) }
}

extension Column {
    /// The column of an entry, when every cell is a context that has it.
    func entry(_ name: String) -> Column? {
        guard isPlain, case .contexts(let fields) = storage else { return nil }
        return fields.first { $0.name.hasCodePoints(of: name) }?.column
    }

    /// Whether a cell may have members that the layout does not tell.
    var mayHaveMembers: Bool {
        if exceptions != nil { return true }
        if case .values = storage { return true }
        guard presence != nil else { return false }
        if case .contexts = storage { return true }
        guard case .unknown(let unknown) = absent else { return false }
        switch unknown.domain {
        case .number, .date: return false
        case .any(let type): return type.map { !Value.isMemberless($0) } ?? true
        case .values(let values):
            return values.contains {
                switch $0 {
                case .context, .object, .unknown: true
                default: false
                }
            }
        }
    }
}

extension TruthPlan {
    /// Whether the condition may be no boolean for some element.
    var mayRefuse: Bool {
        switch self {
        case .booleans(let test): test.truths.mayBeHard
        case .choices(let test): test.truths.mayBeHard
        case .thresholds(let test): test.truths.mayBeHard
        case .and(let left, let right), .or(let left, let right): left.mayRefuse || right.mayRefuse
        case .not(let operand): operand.mayRefuse
        default: false
        }
    }
}
