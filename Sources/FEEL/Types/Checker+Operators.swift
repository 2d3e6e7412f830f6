import Diagnostics

/// Arithmetic, comparisons, logic, ranges and tests.
///
/// - Source: DMN 1.5, §10.3.2.6 to §10.3.2.13, tables 54 to 58.
extension Checker {
    // MARK: Arithmetic

    mutating func negation(_ operand: Expression) -> FEELType {
        let type = type(of: operand)
        switch type {
        case .any, .null, .number, .daysDuration, .monthsDuration: return type
        default:
            report(.operand("-", type), at: operand.span)
            return .any
        }
    }

    mutating func arithmetic(
        _ name: ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
    ) -> FEELType {
        let leftType = type(of: left)
        let rightType = type(of: right)
        if let type = result(of: name, leftType, rightType) {
            if name == .divide, case .number(let number) = right.kind, number == Number(0) {
                report(.divisionByZero, at: span)
            } else if let reason = failure(of: name, left, right) {
                report(.failing(reason), at: span)
            }
            return type
        }
        report(.operands(name.rawValue, leftType, rightType), at: span)
        return .any
    }

    /// Why an operation on two literals gives null: what their types do not tell, a null, a zone.
    private func failure(of name: ArithmeticOperator, _ left: Expression, _ right: Expression) -> Localized? {
        guard let left = left.literalValue, let right = right.literalValue else { return nil }
        let result =
            switch name {
            case .add: Value.add(left, right)
            case .subtract: Value.subtract(left, right)
            case .multiply: Value.multiply(left, right)
            case .divide: Value.divide(left, right)
            case .power: Value.power(left, right)
            }
        guard case .null(let reason?) = result, case .error(_, let message) = reason.kind else { return nil }
        return message
    }

    /// - Returns: nil when no values of these types can be operated on.
    private func result(of name: ArithmeticOperator, _ left: FEELType, _ right: FEELType) -> FEELType? {
        if left.isOpen || right.isOpen { return openResult(of: name, left, right) }
        switch name {
        case .add: return sum(left, right) ?? sum(right, left)
        case .subtract: return difference(left, right)
        case .multiply:
            if left == .number, right == .number || right.isDuration { return right }
            return left.isDuration && right == .number ? left : nil
        case .divide:
            if right == .number, left == .number || left.isDuration { return left }
            return left.isDuration && left == right ? .number : nil
        case .power: return left == .number && right == .number ? .number : nil
        }
    }

    /// With one operand of which nothing is known, the other may still rule everything out.
    private func openResult(of name: ArithmeticOperator, _ left: FEELType, _ right: FEELType) -> FEELType? {
        let known = left.isOpen ? right : left
        switch (name, known) {
        case (_, .any), (_, .null): return .any
        case (.power, .number): return .number
        case (.power, _): return nil
        case (.multiply, .number), (.divide, .number): return .any
        case (.multiply, .daysDuration), (.multiply, .monthsDuration): return known
        case (.divide, .daysDuration), (.divide, .monthsDuration): return .any
        case (.multiply, _), (.divide, _): return nil
        case (.add, .number), (.add, .string), (.subtract, .number): return known
        case (.subtract, .string): return nil
        case (_, .date), (_, .dateTime), (_, .time), (_, .daysDuration), (_, .monthsDuration): return .any
        default: return nil
        }
    }

    /// Both ways round: the caller swaps.
    private func sum(_ left: FEELType, _ right: FEELType) -> FEELType? {
        switch (left, right) {
        case (.number, .number), (.string, .string), (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration),
            (.date, .daysDuration), (.date, .monthsDuration), (.dateTime, .daysDuration), (.dateTime, .monthsDuration),
            (.time, .daysDuration):
            left
        default: nil
        }
    }

    private func difference(_ left: FEELType, _ right: FEELType) -> FEELType? {
        switch (left, right) {
        case (.number, .number), (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration),
            (.date, .daysDuration), (.date, .monthsDuration), (.dateTime, .daysDuration), (.dateTime, .monthsDuration),
            (.time, .daysDuration):
            left
        case (.date, .date), (.date, .dateTime), (.dateTime, .date), (.dateTime, .dateTime), (.time, .time):
            .daysDuration
        default: nil
        }
    }

    // MARK: Comparisons

    mutating func comparison(_ name: ComparisonOperator, _ left: Expression, _ right: Expression) -> FEELType {
        let leftType = type(of: left)
        let rightType = type(of: right)
        if compare(leftType, rightType, left.span.union(right.span)), name.isOrdering {
            requireOrder(leftType, left.span)
        }
        return .boolean
    }

    /// Reports two types of which no values can be compared.
    @discardableResult
    private mutating func compare(_ left: FEELType, _ right: FEELType, _ span: Span) -> Bool {
        if left.isComparable(with: right) { return true }
        report(.incomparable(left, right), at: span)
        return false
    }

    private mutating func requireOrder(_ type: FEELType, _ span: Span) {
        if !type.isOrdered { report(.unordered(type), at: span) }
    }

    mutating func between(_ value: Expression, _ lower: Expression, _ upper: Expression) -> FEELType {
        let type = type(of: value)
        for end in [lower, upper] {
            let endType = self.type(of: end)
            compare(type, endType, value.span.union(end.span))
        }
        requireOrder(type, value.span)
        return .boolean
    }

    mutating func range(_ lower: Expression?, _ upper: Expression?, _ span: Span) -> FEELType {
        let lowerType = lower.map { type(of: $0) } ?? .null
        let upperType = upper.map { type(of: $0) } ?? .null
        guard compare(lowerType, upperType, span) else { return .range(.any) }
        let bound = lowerType.union(upperType)
        // `(= true)` is a range of one value, whose order does not matter.
        if lower != upper { requireOrder(bound, span) }
        return .range(bound == .null ? .any : bound)
    }

    // MARK: Logic

    mutating func logical(_ word: String, _ left: Expression, _ right: Expression) -> FEELType {
        for operand in [left, right] {
            let type = type(of: operand)
            if !type.mayBecome(.boolean) { report(.logicalOperand(word, type), at: operand.span) }
        }
        return .boolean
    }

    // MARK: Tests

    mutating func membership(_ value: Expression, _ tests: [UnaryTest]) -> FEELType {
        let type = type(of: value)
        let outer = input
        input = type
        defer { input = outer }
        for test in tests { check(test, of: type) }
        return .boolean
    }

    mutating func check(_ test: UnaryTest, of input: FEELType) {
        let type = type(of: test.operand)
        if let comparison = test.comparison {
            if compare(input, type, test.span), comparison.isOrdering { requireOrder(type, test.operand.span) }
            return
        }
        switch type {
        case .boolean, .any, .null: return
        case .range(let bound): compare(input, bound, test.span)
        case .list(let element):
            if case .range(let bound) = element {
                compare(input, bound, test.span)
            } else if !input.isComparable(with: element), !input.isComparable(with: type) {
                report(.incomparable(input, type), at: test.span)
            }
        case .function: break
        default:
            // A value, equal to the input or a member of it.
            if case .list(let element) = input, element.isComparable(with: type) { return }
            compare(input, type, test.span)
        }
    }
}

extension Expression {
    /// The value of a literal.
    fileprivate var literalValue: Value? {
        switch kind {
        case .null: return .null
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .temporal(let text):
            let value = Value(temporal: text, span)
            // What is no date is reported as that.
            return value.isNull ? nil : value
        default: return nil
        }
    }
}

extension ComparisonOperator {
    fileprivate var isOrdering: Bool { self != .equal && self != .notEqual }
}

extension FEELType {
    fileprivate var isOpen: Bool { self == .any || self == .null }

    /// Whether a value of this type may be equal to one of the other, or be ordered with it.
    fileprivate func isComparable(with other: FEELType) -> Bool {
        mayBe(other)
    }
}
