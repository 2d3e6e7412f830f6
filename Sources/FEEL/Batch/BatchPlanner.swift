import Diagnostics

/// Finds how the parts of a condition can be computed over columns.
///
/// Whatever a constant, a table or a threshold says comes from evaluating the expression's own parts
/// over the values concerned, so that there is one definition of the language.
struct BatchPlanner {
    /// What names mean: the variables, and the element that a loop or a filter is at.
    struct Sight {
        enum Element {
            case none
            /// `some s in … satisfies …`
            case variable(String, Column)
            /// `…[…]`: `item`, and the entries of a context by their own names.
            case filtered(Column, FEELType)
        }

        var element = Element.none

        var isInside: Bool { if case .none = element { false } else { true } }
    }

    /// A part of an expression that is a cell of a column.
    struct Reference {
        /// The same for the same cell.
        let key: String
        let column: Column
    }

    private let expression: CompiledExpression
    private let columns: [Column]
    private let options: EvaluationOptions
    private let variables: [String]
    private let types: any TypeEnvironment
    private var countTables = 0
    /// What the types of variables tell of names.
    private let compiler: Compiler

    init(_ expression: CompiledExpression, _ columns: [Column], _ options: EvaluationOptions) {
        self.expression = expression
        self.columns = columns
        self.options = options
        variables = expression.scope.variables.map(\.name)
        types = expression.scope.types
        compiler = Compiler(scope: expression.scope, hasInput: expression.hasInput, isRecording: false)
    }

    /// The whole expression as a condition.
    mutating func plan() -> TruthPlan {
        // A recorder is told of every part of every row; a small budget is kept row by row.
        let isUsual = options.recorder == nil && options.budget.steps >= 10_000
        guard isUsual, let plan = condition(expression.tree, Sight()) else { return .scalar(ScalarPart(expression)) }
        return plan.mayBeHard ? .resolved(plan, ScalarPart(expression)) : plan
    }

    // MARK: Conditions

    /// - Returns: nil when columns do not help.
    private mutating func condition(_ part: Expression, _ sight: Sight) -> TruthPlan? {
        switch part.kind {
        case .and(let left, let right):
            return both(left, right, sight).map { .and($0, $1) }
        case .or(let left, let right):
            return both(left, right, sight).map { .or($0, $1) }
        case .call(let callee, let arguments)
        where callee.isName("not") && arguments.count == 1 && arguments[0].name == nil && !isVariable("not", sight):
            return condition(arguments[0].value, sight).map { .not($0) }
        default: break
        }
        if let constant = constant(part, sight) {
            let set = constant.truth
            return sight.isInside && set.contains(.other) ? nil : .constant(set.asTernary)
        }
        return table(part, sight) ?? compared(part, sight) ?? quantified(part, sight) ?? contained(part, sight)
    }

    /// Two conditions; over rows, one that has no plan is evaluated row by row, for the other's sake.
    private mutating func both(
        _ left: Expression, _ right: Expression, _ sight: Sight
    ) -> (TruthPlan, TruthPlan)? {
        let plans = (condition(left, sight), condition(right, sight))
        if sight.isInside {
            guard let l = plans.0, let r = plans.1 else { return nil }
            return (l, r)
        }
        if plans.0 == nil, plans.1 == nil { return nil }
        return (certain(plans.0, left), certain(plans.1, right))
    }

    /// The plan made complete: hard rows are evaluated alone.
    private func certain(_ plan: TruthPlan?, _ part: Expression) -> TruthPlan {
        guard let plan else { return .scalar(scalar(part)) }
        return plan.mayBeHard ? .resolved(plan, scalar(part)) : plan
    }

    private func scalar(_ part: Expression) -> ScalarPart {
        ScalarPart(part, scope: expression.scope, hasInput: expression.hasInput)
    }

    /// A condition over one cell of few values: a table.
    private func table(_ part: Expression, _ sight: Sight) -> TruthPlan? {
        var found: Reference?
        var isOne = true
        let template = part.replacing { part in
            guard let reference = reference(part, sight) else { return false }
            if let found, found.key != reference.key { isOne = false }
            found = reference
            return true
        }
        guard let found, isOne, let template, isConstant(template, sight, besidePlaceholder: true) else { return nil }
        return test(template, over: found.column, isInside: sight.isInside)
    }

    /// A condition over one cell, which stands for the placeholder.
    private func test(_ template: Expression, over column: Column, isInside: Bool) -> TruthPlan? {
        let part = placeholderPart(template)
        func truths(_ values: [Value]) -> TruthTable {
            TruthTable(
                sets: values.map { part.value([$0], options).truth },
                absent: column.presence == nil ? nil : part.value([column.absent], options).truth,
                refusesOthers: isInside)
        }
        switch column.storage {
        case .booleans(let bits):
            return .booleans(
                BooleanTest(truths: truths([.boolean(false), .boolean(true)]), bits: bits, column: column))
        case .choices(let indices, let values): return .choices(ChoiceTest(truths(values), indices, column))
        case .numbers(let numbers):
            return thresholds(template, over: NumberPlan(numbers, of: column), isInside: isInside)
        case .lists, .contexts, .values: return nil
        }
    }

    private func placeholderPart(_ template: Expression, type: FEELType = .any) -> ScalarPart {
        ScalarPart(template, scope: Scope(variables: [.init(name: Expression.placeholder, type: type)], types: types))
    }

    // MARK: Numbers

    /// A comparison, or a test of membership.
    private mutating func compared(_ part: Expression, _ sight: Sight) -> TruthPlan? {
        guard let (term, make) = termAgainstConstants(part, sight) else {
            guard case .comparison(let comparison, let left, let right) = part.kind else { return nil }
            if let plan = quotient(left, [(comparison, right)], sight) { return plan }
            guard let left = number(left, sight), let right = number(right, sight) else { return nil }
            return .comparison(comparison, left, right)
        }
        if let plan = counted(term, make, sight) { return plan }
        let template = make(.placeholder(at: term.span))
        if let plan = number(term, sight) { return thresholds(template, over: plan, isInside: sight.isInside) }
        switch part.kind {
        case .comparison(let comparison, let left, let right):
            return quotient(left, [(comparison, right)], sight) ?? quotient(right, [(comparison.mirrored, left)], sight)
        case .between(_, let lower, let upper):
            return quotient(term, [(.greaterOrEqual, lower), (.lessOrEqual, upper)], sight)
        case .in(_, let tests):
            guard tests.count == 1, tests[0].comparison == nil,
                case .range(let lower, let includesLower, let upper, let includesUpper) = tests[0].operand.kind
            else { return nil }
            var comparisons: [(ComparisonOperator, Expression)] = []
            if let lower { comparisons.append((includesLower ? .greaterOrEqual : .greater, lower)) }
            if let upper { comparisons.append((includesUpper ? .lessOrEqual : .less, upper)) }
            return quotient(term, comparisons, sight)
        default: return nil
        }
    }

    /// The one part that is not constant, and the condition over it.
    private func termAgainstConstants(
        _ part: Expression, _ sight: Sight
    ) -> (term: Expression, make: (Expression) -> Expression)? {
        switch part.kind {
        case .comparison(let comparison, let left, let right):
            if isConstant(right, sight) {
                return (left, { Expression(.comparison(comparison, $0, right), part.span) })
            }
            guard isConstant(left, sight) else { return nil }
            return (right, { Expression(.comparison(comparison, left, $0), part.span) })
        case .between(let value, let lower, let upper):
            guard isConstant(lower, sight), isConstant(upper, sight) else { return nil }
            return (value, { Expression(.between($0, lower: lower, upper: upper), part.span) })
        case .in(let value, let tests):
            guard tests.allSatisfy({ isConstant($0.operand, sight) }) else { return nil }
            return (value, { Expression(.in($0, tests: tests), part.span) })
        default: return nil
        }
    }

    /// A condition that compares a number with constants, and is otherwise blind to it.
    private func thresholds(_ template: Expression, over term: NumberPlan, isInside: Bool) -> TruthPlan? {
        guard let starts = starts(template, scale: term.scale) else { return nil }
        let part = placeholderPart(template)
        func truth(_ coefficient: Int64) -> TruthSet {
            part.value([.number(Number(coefficient, scale: term.scale))], options).truth
        }
        var thresholds: [Int64] = []
        // Below the first threshold.
        var sets = [truth(starts.min().map { $0 - 1 } ?? 0)]
        for start in starts.sorted() {
            let set = truth(start)
            if set == sets[sets.count - 1] { continue }
            thresholds.append(start)
            sets.append(set)
        }
        var absent: TruthSet?
        if case .column(_, let column) = term.kind, column.presence != nil {
            absent = part.value([column.absent], options).truth
        }
        return .thresholds(
            ThresholdTest(
                term: term, thresholds: thresholds,
                truths: TruthTable(sets: sets, absent: absent, refusesOthers: isInside),
                null: part.value([.null], options).truth.asTernary))
    }

    /// Coefficients where the truth of a condition over the placeholder may change; nil when it does
    /// more with it than compare it with constants.
    private func starts(_ template: Expression, scale: Int) -> Set<Int64>? {
        guard let constants = template.comparedConstants else { return nil }
        var starts: Set<Int64> = []
        for constant in constants {
            var numbers: [Number] = []
            guard let value = self.constant(constant, Sight()), value.collectNumbers(into: &numbers) else { return nil }
            for number in numbers { starts.formUnion(number.thresholds(scale: scale)) }
        }
        return starts
    }

    // MARK: Unary tests

    /// The column that an expression names.
    func column(_ part: Expression) -> Column? { reference(part, Sight())?.column }

    /// Whether unary tests look at nothing but the value of `?`.
    func readsInputOnly(_ part: Expression) -> Bool { inputTemplate(part) != nil }

    /// Where the truth of unary tests over numbers may change; nil when they do more than compare.
    func inputThresholds(_ part: Expression, scale: Int) -> Set<Int64>? {
        inputTemplate(part).flatMap { starts($0, scale: scale) }
    }

    /// Unary tests with a placeholder for `?`.
    private func inputTemplate(_ part: Expression) -> Expression? {
        guard let template = part.replacing({ $0.kind == .input }),
            isConstant(template, Sight(), besidePlaceholder: true)
        else { return nil }
        return template
    }

    // MARK: Terms

    /// An exact number for each row, or for each element.
    func number(_ part: Expression, _ sight: Sight = Sight()) -> NumberPlan? {
        if let reference = reference(part, sight) {
            guard case .numbers(let numbers) = reference.column.storage else { return nil }
            return NumberPlan(numbers, of: reference.column)
        }
        if case .number(let number)? = constant(part, sight) { return NumberPlan(constant: number) }
        switch part.kind {
        case .negate(let operand): return number(operand, sight).flatMap { .negated($0) }
        case .arithmetic(let operation, let left, let right):
            guard [.add, .subtract, .multiply].contains(operation), let l = number(left, sight),
                let r = number(right, sight)
            else { return nil }
            return switch operation {
            case .add: .sum(l, r, isDifference: false)
            case .subtract: .sum(l, r, isDifference: true)
            default: .product(l, r)
            }
        case .call: return aggregate(part, sight)
        default: return nil
        }
    }

    /// `numerator / denominator` compared.
    private func quotient(
        _ part: Expression, _ comparisons: [(ComparisonOperator, Expression)], _ sight: Sight
    ) -> TruthPlan? {
        guard case .arithmetic(.divide, let numerator, let denominator) = part.kind,
            let numerator = number(numerator, sight), let denominator = number(denominator, sight),
            let n = numerator.fitting, let d = denominator.fitting
        else { return nil }
        var tests: [QuotientTest.Comparison] = []
        for (comparison, bound) in comparisons {
            guard let bound = number(bound, sight), let b = bound.fitting else { return nil }
            // n·10^-ns / (d·10^-ds) against b·10^-bs, both times d and a power of ten.
            let shift = denominator.scale + bound.scale - numerator.scale
            guard abs(shift) <= NumberPlan.largestScale else { return nil }
            let left = NumberPlan.power(max(shift, 0))
            let right = NumberPlan.power(max(-shift, 0))
            let largestLeft = n.largest * left
            let (product, overflow) = (d.largest * right).multipliedReportingOverflow(by: max(b.largest, 1))
            // Rounded to 34 digits, a quotient stays on its side of the bound: it differs from it by
            // at least one part in `product`, and rounding moves it by half a part in 10^33.
            guard !overflow, product < NumberPlan.power(33) else { return nil }
            let null = LiftedComparison.compare(comparison, .null, .number(0)).set.asTernary
            let limit = Int128(Int64.max)
            tests.append(
                QuotientTest.Comparison(
                    comparison: comparison, bound: bound, left: Int64(left), right: Int64(right),
                    isShort: largestLeft <= limit && product <= limit && b.largest * right <= limit, null: null))
        }
        return .quotients(QuotientTest(numerator: numerator, denominator: denominator, comparisons: tests))
    }

    // MARK: Lists

    /// `some … satisfies`, `every … satisfies` over one list.
    private mutating func quantified(_ part: Expression, _ sight: Sight) -> TruthPlan? {
        guard !sight.isInside, case .quantified(let quantifier, let iterators, let condition) = part.kind,
            iterators.count == 1, iterators[0].through == nil,
            let lists = lists(iterators[0].source, sight),
            let inner = self.condition(
                condition, Sight(element: .variable(iterators[0].variable.text, lists.elements)))
        else { return nil }
        var iterator = iterators[0]
        iterator.source = .placeholder(at: iterator.source.span)
        let template = Expression(.quantified(quantifier, [iterator], satisfies: condition), part.span)
        return .elements(
            ElementTest(
                quantifier: quantifier, lists: lists, condition: inner, absent: absent(lists, template)))
    }

    /// `list contains(list, constant)`.
    private func contained(_ part: Expression, _ sight: Sight) -> TruthPlan? {
        guard !sight.isInside, case .call(let callee, let arguments) = part.kind, callee.isName("list contains"),
            !isVariable("list contains", sight), arguments.count == 2, arguments.allSatisfy({ $0.name == nil }),
            let lists = lists(arguments[0].value, sight), isConstant(arguments[1].value, sight)
        else { return nil }
        let hole = Expression.placeholder(at: part.span)
        func contains(_ list: Expression) -> Expression {
            Expression(.call(callee: callee, arguments: [Argument(name: nil, value: list), arguments[1]]), part.span)
        }
        // A list of one element contains what that element is.
        let one = contains(Expression(.list([hole]), part.span))
        guard let condition = test(one, over: lists.elements, isInside: true) else { return nil }
        return .elements(
            ElementTest(
                quantifier: .some, lists: lists, condition: condition, absent: absent(lists, contains(hole))))
    }

    /// A condition over `count(list)` or `count(list[…])`.
    private mutating func counted(
        _ term: Expression, _ make: (Expression) -> Expression, _ sight: Sight
    ) -> TruthPlan? {
        guard !sight.isInside, case .call(let callee, let arguments) = term.kind, callee.isName("count"),
            !isVariable("count", sight), arguments.count == 1, arguments[0].name == nil,
            let (lists, condition, argument) = filtered(arguments[0].value, sight)
        else { return nil }
        let count = Expression(.call(callee: callee, arguments: [Argument(name: nil, value: argument)]), term.span)
        countTables += 1
        return .counts(
            CountTest(
                lists: lists, condition: condition, part: placeholderPart(make(.placeholder(at: term.span))),
                absent: absent(lists, make(count)), table: countTables))
    }

    /// `count`, `sum` of a list, of the elements that pass a filter, or of their entries.
    private func aggregate(_ part: Expression, _ sight: Sight) -> NumberPlan? {
        guard !sight.isInside, case .call(let callee, let arguments) = part.kind, case .name(let name) = callee.kind,
            ["count", "sum"].contains(name), !isVariable(name, sight), arguments.count == 1, arguments[0].name == nil
        else { return nil }
        var planner = self
        var base = arguments[0].value
        var entry: Name?
        if name == "sum", case .path(let inner, let member) = base.kind {
            base = inner
            entry = member
        }
        guard let (lists, condition, argument) = planner.filtered(base, sight) else { return nil }
        var scale = 0
        var bounds: ClosedRange<Int128> = 0...Int128(lists.elements.count)
        var kind = AggregatePlan.Kind.count
        if name == "sum" {
            let inside = Sight(element: .variable(Expression.placeholder, lists.elements))
            let element = Expression.placeholder(at: part.span)
            let item = entry.map { Expression(.path(element, $0), part.span) } ?? element
            guard let term = number(item, inside), let range = term.fitting else { return nil }
            kind = .sum(term)
            scale = term.scale
            let largest = range.largest * Int128(max(lists.elements.count, 1))
            bounds = -largest...largest
        }
        func answer(_ list: Expression) -> AggregatePlan.Answer {
            let list = entry.map { Expression(.path(list, $0), part.span) } ?? list
            let call = Expression(.call(callee: callee, arguments: [Argument(name: nil, value: list)]), part.span)
            switch placeholderPart(call, type: lists.type).value([lists.column.absent], options) {
            case .null: return .null
            case .number(let number): return number.coefficient(scale: scale).map { .number($0) } ?? .hard
            default: return .hard
            }
        }
        let plan = AggregatePlan(
            kind: kind, lists: lists, condition: condition, empty: answer(Expression(.list([]), part.span)),
            absent: answer(argument))
        return NumberPlan(aggregate: plan, scale: scale, bounds: bounds)
    }

    /// A list, or the elements of one that pass a filter; and the same with a placeholder for the list.
    private mutating func filtered(_ part: Expression, _ sight: Sight) -> (ListColumn, TruthPlan, Expression)? {
        if let lists = lists(part, sight) { return (lists, .constant(.yes), .placeholder(at: part.span)) }
        guard case .filter(let base, let predicate) = part.kind, let lists = lists(base, sight),
            let condition = condition(predicate, Sight(element: .filtered(lists.elements, lists.type.element))),
            !condition.mayRefuse
        else { return nil }
        let template = Expression(.filter(.placeholder(at: base.span), predicate: predicate), part.span)
        return (lists, condition, template)
    }

    private func lists(_ part: Expression, _ sight: Sight) -> ListColumn? {
        reference(part, sight).flatMap { ListColumn($0.column, compiler.staticType(part)) }
    }

    /// The truth of a condition over an absent list, which stands for the placeholder.
    private func absent(_ lists: ListColumn, _ template: Expression) -> TruthSet {
        lists.column.presence == nil
            ? .null
            : placeholderPart(template, type: lists.type).value([lists.column.absent], options).truth.asTernary
    }

    // MARK: Names

    /// The cell that a name or a path stands for.
    private func reference(_ part: Expression, _ sight: Sight) -> Reference? {
        switch part.kind {
        case .name(let name): return reference(named: name, sight)
        case .input:
            guard expression.hasInput, !sight.isInside, variables.count < columns.count else { return nil }
            return Reference(key: "?", column: columns[variables.count])
        case .path(let base, let name):
            guard let base = reference(base, sight), let column = base.column.entry(name.text) else { return nil }
            return Reference(key: "\(base.key).\(name.text)", column: column)
        default: return nil
        }
    }

    private func reference(named name: String, _ sight: Sight) -> Reference? {
        switch sight.element {
        case .none:
            guard let index = variables.lastIndex(of: name), index < columns.count else { return nil }
            return Reference(key: "\(index)", column: columns[index])
        case .variable(let own, let elements):
            return name == own ? Reference(key: "element", column: elements) : nil
        case .filtered(let elements, let type):
            let member: Reference? = elements.entry(name).map { Reference(key: "element.\(name)", column: $0) }
            let element = name == "item" ? Reference(key: "element", column: elements) : nil
            switch compiler.memberType(name, of: type) {
            case .found: return member
            case .perhaps: return member ?? (elements.mayHaveMembers ? nil : element)
            case .absent: return element
            }
        }
    }

    private func isVariable(_ name: String, _ sight: Sight) -> Bool {
        if variables.contains(name) { return true }
        switch sight.element {
        case .none: return false
        case .variable(let own, _): return own == name
        // A member of an element would have to be a function to be called.
        case .filtered: return false
        }
    }

    /// Whether a part depends on nothing but what it says itself.
    private func isConstant(_ part: Expression, _ sight: Sight, besidePlaceholder: Bool = false) -> Bool {
        var isConstant = true
        part.visit { part in
            if case .call(let callee, _) = part.kind, case .name(let name) = callee.kind, isVariable(name, sight) {
                isConstant = false
            }
        }
        let isReadable = part.replacing { part in
            switch part.kind {
            // A name is one of the expression's, or of nothing: it is no constant either way.
            case .name(let name): if !besidePlaceholder || name != Expression.placeholder { isConstant = false }
            case .input: isConstant = false
            default: break
            }
            return false
        }
        return isReadable != nil && isConstant
    }

    private func constant(_ part: Expression, _ sight: Sight) -> Value? {
        guard isConstant(part, sight) else { return nil }
        return ScalarPart(part, scope: Scope(variables: [], types: types)).value([], options)
    }
}
