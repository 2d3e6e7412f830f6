import FEEL
import Packs
import World

extension PlanCompiler {
    /// The slot of a figure over a list.
    mutating func aggregate(
        _ function: String, _ arguments: [Expression], _ names: Names, of subjectKind: String
    ) throws -> (slot: Int, type: ColumnType) {
        originKinds[.subject] = subjectKind
        guard arguments.count == 1 else { throw Unsupported("a call of \(function)") }
        let (part, inner) = expanded(arguments[0], names)
        if function == "sum", case .forLoop(let iterators, let result) = part.kind {
            return try pairs(iterators, result, inner, subjectKind)
        }
        var isDistinct = false
        var (listed, listedNames) = (part, inner)
        if case .call(let callee, let given) = part.kind, callee.isNamed("distinct values"), given.count == 1,
            meaning(of: "distinct values", inner) == nil
        {
            isDistinct = true
            (listed, listedNames) = expanded(given[0].value, inner)
        } else if case .path(let base, let name) = part.kind, function == "sum" {
            let (call, callNames) = expanded(base, inner)
            if case .call(let callee, let given) = call.kind, callee.isNamed("distinct values"), given.count == 1,
                meaning(of: "distinct values", callNames) == nil
            {
                return try sumOverDistinct(given[0].value, name.text, callNames, subjectKind)
            }
        }
        let list: ListForm
        var item: Form?
        switch try form(listed, listedNames) {
        case .list(let found)?: list = found
        case .projection(let found, let form)?: (list, item) = (found, form)
        default: throw Unsupported("no list in columns")
        }
        if function == "count", !isDistinct, list.others.count == 1, item == nil {
            if let found = try paired(list, subjectKind) ?? parents(list, subjectKind) { return found }
        }
        guard list.others.isEmpty else { throw Unsupported("a condition over two records") }
        let source = source(of: list, subjectKind)
        let condition = try condition(of: list)
        func figure(_ operation: Aggregate.Operation) -> Int {
            aggregate(Aggregate(source: source, condition: condition, operation: operation))
        }
        if function == "count", !isDistinct, item == nil { return (figure(.count), .number(scale: 0)) }
        guard let item else { throw Unsupported("\(function) of records") }
        let (program, type) = try value(item, of: list)
        switch function {
        case "count" where isDistinct: return (figure(.distinct(program, type)), .number(scale: 0))
        case "count": return (figure(.countOf(program)), .number(scale: 0))
        case "sum" where !isDistinct && type.isNumber: return (figure(.sum(program)), type)
        case "min" where !isDistinct && type.isNumber: return (figure(.least(program)), type)
        case "max" where !isDistinct && type.isNumber: return (figure(.greatest(program)), type)
        // The values have to be there for the list to have them.
        default: throw Unsupported("\(function) of a list")
        }
    }

    /// What each element has, as a program over its row.
    private mutating func value(_ item: Form, of list: ListForm) throws -> (Program, ColumnType) {
        var program = Program()
        switch item {
        case .member(let object, let name):
            let isElsewhere = try push(object, at: .element(list.level), &program)
            let (slot, type) = try column(name, of: object.kind)
            program.emit(isElsewhere ? .gather : .load, slot)
            return (program, type)
        case .object(let object):
            if try !push(object, at: .element(list.level), &program) { program.emit(.row) }
            return (program, .reference(object.kind))
        default: throw Unsupported("lists of lists")
        }
    }

    mutating func source(of list: ListForm, _ subjectKind: String) -> Int {
        source(
            Source(
                subjectKind: subjectKind, kind: list.kind, elementKey: list.key?.element, subjectKey: list.key?.subject,
                keyType: list.key?.type))
    }

    /// All the conditions of a list's elements in one program.
    private func condition(of list: ListForm) throws -> Program? {
        guard var all = list.predicates.first else { return nil }
        for next in list.predicates.dropFirst() {
            let jump = all.steps.count
            all.emit(.jumpKeepingFalse)
            let shift = Int32(all.steps.count)
            all.steps += next.steps.map { step in
                var step = step
                if step.code.jumps { step.index += shift }
                return step
            }
            all.land(jump)
        }
        try check(all)
        return all
    }

    /// `sum(distinct values(list.reference).attribute)`
    private mutating func sumOverDistinct(
        _ part: Expression, _ attribute: String, _ names: Names, _ subjectKind: String
    ) throws -> (slot: Int, type: ColumnType) {
        let (listed, inner) = expanded(part, names)
        guard case .projection(let list, .object(let object))? = try form(listed, inner), list.others.isEmpty else {
            throw Unsupported("no list of records in columns")
        }
        let (reference, _) = try value(.object(object), of: list)
        let (slot, type) = try column(attribute, of: object.kind)
        guard type.isNumber else { throw Unsupported("no numbers") }
        var program = Program()
        program.emit(.load, slot)
        let figure = Aggregate(
            source: source(of: list, subjectKind), condition: try condition(of: list),
            operation: .sumOverDistinct(reference, kind: object.kind, program))
        return (aggregate(figure), type)
    }

    /// `count(parents[count(children[…]) >= 2])`
    private mutating func parents(
        _ list: ListForm, _ subjectKind: String
    ) throws -> (slot: Int, type: ColumnType)? {
        guard list.key == nil, list.predicates.isEmpty,
            case .comparison(let comparison, let left, let right) = list.others[0].0.kind,
            case .call(let callee, let given) = left.kind, callee.isNamed("count"), given.count == 1,
            case .filter(let base, let predicate) = given[0].value.kind, case .number(let number) = right.kind,
            let bound = number.asInt
        else { return nil }
        let names = list.others[0].1
        guard case .name(let plural) = base.kind, case .unknown? = meaning(of: plural, names),
            meaning(of: "count", names) == nil,
            pack.vocabulary.kinds.values.contains(where: { $0.plural == plural && $0.parent == list.kind })
        else { return nil }
        // Children of each parent, as all the territory's, told apart by their parents.
        let root = Expression(.name(pack.vocabulary.territoryKind), base.span)
        let every = Expression(.path(root, Name(plural, base.span)), base.span)
        guard case .list(let children)? = try form(every, globals) else { return nil }
        let filtered = try filtered(children, predicate, names)
        guard filtered.others.isEmpty else { return nil }
        let (reference, _) = try value(
            .object(ObjectForm(origin: .element(children.level), path: [list.kind], kind: list.kind)), of: children)
        let figure = Aggregate(
            source: source(of: filtered, subjectKind), condition: try condition(of: filtered),
            operation: .parents(of: reference, kind: list.kind, comparison.code, Int64(bound)))
        return (aggregate(figure), .number(scale: 0))
    }

    // MARK: Pairs

    /// `sum(for a in list return count(list[…]))`: each pair in both orders.
    private mutating func pairs(
        _ iterators: [Iterator], _ result: Expression, _ names: Names, _ subjectKind: String
    ) throws -> (slot: Int, type: ColumnType) {
        guard iterators.count == 1, iterators[0].through == nil,
            case .list(let outer)? = try form(iterators[0].source, names), outer.others.isEmpty
        else { throw Unsupported("a loop") }
        let element = ObjectForm(origin: .element(outer.level), kind: outer.kind)
        let inner = names.adding(.name(iterators[0].variable.text, .object(element)))
        guard case .call(let callee, let given) = result.kind, callee.isNamed("count"), given.count == 1,
            meaning(of: "count", inner) == nil, case .list(let list)? = try form(given[0].value, inner)
        else { throw Unsupported("a loop") }
        return try pairs(outer, list, list.others, subjectKind, countsMembers: false)
    }

    /// `count(list[some b in list satisfies …])`: the elements that are in a pair.
    private mutating func paired(
        _ list: ListForm, _ subjectKind: String
    ) throws -> (slot: Int, type: ColumnType)? {
        let (part, names) = list.others[0]
        guard case .quantified(.some, let iterators, let condition) = part.kind, iterators.count == 1,
            iterators[0].through == nil, case .list(let other)? = try form(iterators[0].source, names),
            other.others.isEmpty
        else { return nil }
        let element = ObjectForm(origin: .element(other.level), kind: other.kind)
        let inner = names.adding(.name(iterators[0].variable.text, .object(element)))
        return try pairs(list, other, conjuncts(condition, inner), subjectKind, countsMembers: true)
    }

    private mutating func pairs(
        _ first: ListForm, _ second: ListForm, _ conditions: [(Expression, Names)], _ subjectKind: String,
        countsMembers: Bool
    ) throws -> (slot: Int, type: ColumnType) {
        let source = source(of: first, subjectKind)
        let condition = try condition(of: first)
        guard source == self.source(of: second, subjectKind), try condition == self.condition(of: second) else {
            throw Unsupported("pairs of two lists")
        }
        var equal: [Program] = []
        var different: Program?
        var distance: PairTest.Distance?
        for (part, names) in conditions {
            guard case .comparison(let comparison, let left, let right) = part.kind else { throw Unsupported("a pair") }
            switch comparison {
            case .equal: equal.append(try same(left, right, names, first, second).0)
            case .notEqual where different == nil: different = try same(left, right, names, first, second).0
            case .less, .lessOrEqual:
                guard distance == nil else { throw Unsupported("two distances") }
                distance = try self.distance(left, right, names, first, second, isStrict: comparison == .less)
            default: throw Unsupported("a pair")
            }
        }
        guard let different else { throw Unsupported("pairs of records with themselves") }
        let figure = Aggregate(
            source: source, condition: condition,
            operation: .pairs(
                PairTest(equal: equal, different: different, distance: distance), countsMembers: countsMembers))
        return (aggregate(figure), .number(scale: 0))
    }

    /// What two elements are compared in: the same of both.
    private mutating func same(
        _ left: Expression, _ right: Expression, _ names: Names, _ first: ListForm, _ second: ListForm
    ) throws -> (Program, ColumnType) {
        for (a, b) in [(first, second), (second, first)] {
            if let (l, type) = attempt(left, names, at: .element(a.level), a.kind),
                let (r, other) = attempt(right, names, at: .element(b.level), b.kind), l == r, type == other,
                !l.slots.isEmpty
            {
                return (l, type)
            }
        }
        throw Unsupported("a comparison of two records in two things")
    }

    /// `(a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) <= constant`
    private mutating func distance(
        _ left: Expression, _ right: Expression, _ names: Names, _ first: ListForm, _ second: ListForm, isStrict: Bool
    ) throws -> PairTest.Distance {
        guard case .arithmetic(.add, let x, let y) = left.kind,
            case (let x, .number(let scale))? = try difference(x, names, first, second),
            case (let y, .number(scale))? = try difference(y, names, first, second)
        else { throw Unsupported("no distance") }
        // The bound depends on no record: a program that reads none.
        guard let (bound, type) = attempt(right, names, at: .element(first.level), first.kind), bound.slots.isEmpty,
            !bound.steps.contains(where: { $0.code == .row || $0.code == .territory }),
            case .number(let own) = type, own <= 2 * scale, 2 * scale - own <= 18,
            let value = Machine(tables: plan.tables).run(bound, row: 0, territory: -1)
        else { throw Unsupported("a distance that varies") }
        let factor = (0..<(2 * scale - own)).reduce(Int64(1)) { factor, _ in factor * 10 }
        let (square, overflow) = value.multipliedReportingOverflow(by: factor)
        guard !overflow, square >= 1, square < 1 << 61 else { throw Unsupported("too far a distance") }
        return PairTest.Distance(x: x, y: y, square: isStrict ? square - 1 : square)
    }

    /// The square of a difference between two elements in one thing.
    private mutating func difference(
        _ part: Expression, _ names: Names, _ first: ListForm, _ second: ListForm
    ) throws -> (Program, ColumnType)? {
        guard case .arithmetic(.multiply, let one, let other) = part.kind, one.isSame(as: other),
            case .arithmetic(.subtract, let left, let right) = one.kind
        else { return nil }
        return try same(left, right, names, first, second)
    }
}

extension Expression {
    func isNamed(_ name: String) -> Bool {
        if case .name(name) = kind { true } else { false }
    }

    /// Whether two expressions say the same, wherever they are written.
    func isSame(as other: Expression) -> Bool {
        func text(_ part: Expression) -> String {
            switch part.kind {
            case .name(let name): name
            case .path(let base, let name): "\(text(base)).\(name.text)"
            case .arithmetic(let sign, let left, let right): "(\(text(left)) \(sign.rawValue) \(text(right)))"
            default: "?\(part.span.start)"
            }
        }
        return text(self) == text(other)
    }
}
