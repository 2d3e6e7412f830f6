import Diagnostics

/// Equality and order over values that may be unknown.
enum LiftedComparison {
    /// What `left = right` may be.
    static func equality(_ left: Value, _ right: Value) -> Truth {
        if let truth = certainEquality(left, right) { return Truth(truth) }
        let causes = left.causes.union(right.causes)
        // One by one where there are few: between the values of a set there are others that it has not.
        if left.isAmongFew || right.isAmongFew {
            if let set = enumerated(left, right, { TruthSet($0.equals($1)) }) { return Truth(set, causes) }
            if let set = chosen(left, right, { equality($0, $1) }) { return Truth(set, causes) }
        }
        if let a = left.numbers, let b = right.numbers { return Truth(intervals(a, b), causes) }
        if let a = left.dates, let b = right.dates { return Truth(intervals(a, b), causes) }
        if let set = enumerated(left, right, { TruthSet($0.equals($1)) }) { return Truth(set, causes) }
        return Truth(structural(left, right), causes)
    }

    /// The outcomes over each value of a set, the other side being what it is.
    private static func chosen(_ left: Value, _ right: Value, _ test: (Value, Value) -> Truth) -> TruthSet? {
        if case .unknown(let unknown) = left, case .values(let values) = unknown.domain {
            return values.reduce(into: TruthSet()) { $0.formUnion(test($1, right).set) }
        }
        if case .unknown(let unknown) = right, case .values(let values) = unknown.domain {
            return values.reduce(into: TruthSet()) { $0.formUnion(test(left, $1).set) }
        }
        return nil
    }

    /// Scalars that are both known: the usual case, without looking deeper.
    private static func certainEquality(_ left: Value, _ right: Value) -> TruthSet? {
        switch (left, right) {
        case (.unknown, _), (_, .unknown): return nil
        case (.list, _), (.context, _), (.range, _), (_, .list), (_, .context), (_, .range):
            guard left.isCertain, right.isCertain else { return nil }
        default: break
        }
        return TruthSet(left.equals(right))
    }

    private static func intervals<Bound>(
        _ left: (interval: Interval<Bound>?, orNull: Bool), _ right: (interval: Interval<Bound>?, orNull: Bool)
    ) -> TruthSet {
        var set: TruthSet = []
        if let a = left.interval, let b = right.interval { set.formUnion(a.orderings(to: b).truth(of: .equal)) }
        // A null equals a null and nothing else.
        if left.orNull, right.orNull { set.insert(.yes) }
        if left.orNull, right.interval != nil { set.insert(.no) }
        if right.orNull, left.interval != nil { set.insert(.no) }
        return set
    }

    /// The outcomes over every pair of completions; nil when they are too many.
    private static func enumerated(
        _ left: Value, _ right: Value, _ test: (Value, Value) -> TruthSet
    ) -> TruthSet? {
        guard let lefts = left.completions(limit: Lifting.limit),
            let rights = right.completions(limit: Lifting.limit / max(lefts.count, 1))
        else { return nil }
        var set: TruthSet = []
        for a in lefts { for b in rights { set.formUnion(test(a, b)) } }
        return set
    }

    /// What can be said from types, sizes and parts.
    private static func structural(_ left: Value, _ right: Value) -> TruthSet {
        switch (left, right) {
        case (.list(let a), .list(let b)):
            let (least, most) = a.countBounds
            let (otherLeast, otherMost) = b.countBounds
            if let most, most < otherLeast { return .no }
            if let otherMost, otherMost < least { return .no }
            if a.membership == nil, b.membership == nil {
                // Element by element, as an `and`: one that certainly differs settles it.
                let parts = zip(a.items, b.items).map { equality($0, $1).set }
                let set = parts.reduce(TruthSet.yes) { TruthSet.and($0, $1) }
                if set == .no || set == .yes { return set }
            }
            return .ternary
        case (.context(let a), .context(let b)):
            if a.entries.count != b.entries.count || a.entries.contains(where: { b[$0.key] == nil }) { return .no }
            let set = a.entries.reduce(TruthSet.yes) {
                TruthSet.and($0, equality($1.value, b[$1.key] ?? .null).set)
            }
            return set == .no || set == .yes ? set : .ternary
        case (.unknown(let a), .unknown(let b)): return typed(a.domain, b.domain)
        case (.unknown(let a), _): return typed(a.domain, Unknown.Domain(of: right))
        case (_, .unknown(let b)): return typed(b.domain, Unknown.Domain(of: left))
        default: return .ternary
        }
    }

    /// Values of different types are not comparable: null, unless one is a null itself.
    private static func typed(_ left: Unknown.Domain, _ right: Unknown.Domain) -> TruthSet {
        if case .values(let values) = right, values.allSatisfy(\.isNull) { return .either }
        guard let a = left.typeName, let b = right.typeName else { return .ternary }
        if a == b { return LiftedComparison.alwaysCompares(a) ? .either : .ternary }
        // A null equals a null and nothing else.
        var set = TruthSet.null
        if left.mayBeNull || right.mayBeNull { set.insert(.no) }
        if left.mayBeNull, right.mayBeNull { set.insert(.yes) }
        return set
    }

    /// Whether any two values of the type are equal or not: a time with a zone and one without are neither.
    private static func alwaysCompares(_ type: String) -> Bool {
        switch type {
        case "list", "context", "range", "function", "time", "date and time": false
        default: true
        }
    }

    /// What `left < right` and its kin may be.
    static func order(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> Truth {
        switch (left, right) {
        case (.number(let a), .number(let b)):
            return Truth(TruthSet(comparison.holds(a, b)))
        case (.unknown, _), (_, .unknown): break
        default:
            if left.isCertain, right.isCertain { return Truth(certainOrder(comparison, left, right)) }
        }
        let causes = left.causes.union(right.causes)
        // A null is not comparable with anything.
        if left.isNull || right.isNull { return Truth(.null) }
        if left.isAmongFew || right.isAmongFew {
            if let set = enumerated(left, right, { certainOrder(comparison, $0, $1) }) { return Truth(set, causes) }
            if let set = chosen(left, right, { order(comparison, $0, $1) }) { return Truth(set, causes) }
        }
        if let a = left.numbers, let b = right.numbers { return Truth(intervals(comparison, a, b), causes) }
        if let a = left.dates, let b = right.dates { return Truth(intervals(comparison, a, b), causes) }
        if let set = enumerated(left, right, { certainOrder(comparison, $0, $1) }) { return Truth(set, causes) }
        if case .unknown(let a) = left, case let b = Unknown.Domain(of: right),
            let leftType = a.domain.typeName, let rightType = b.typeName, leftType != rightType, rightType != "list"
        {
            return Truth(.null)
        }
        return Truth(.ternary, causes)
    }

    static func certainOrder(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> TruthSet {
        guard let order = left.compare(right) else { return .null }
        return TruthSet(comparison.holds(order, 0))
    }

    private static func intervals<Bound>(
        _ comparison: ComparisonOperator,
        _ left: (interval: Interval<Bound>?, orNull: Bool), _ right: (interval: Interval<Bound>?, orNull: Bool)
    ) -> TruthSet {
        var set: TruthSet = left.orNull || right.orNull ? .null : []
        if let a = left.interval, let b = right.interval { set.formUnion(a.orderings(to: b).truth(of: comparison)) }
        return set
    }

    /// The usual case, two known scalars of one type: nil for any other.
    static func plain(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number(let a), .number(let b)): return .boolean(comparison.holds(a, b))
        case (.string(let a), .string(let b)) where a.utf8.count <= 4096:
            // Texts that are not even canonically equal have different code points.
            switch comparison {
            case .equal: return .boolean(a.hasCodePoints(of: b))
            case .notEqual: return .boolean(!a.hasCodePoints(of: b))
            default: return nil
            }
        case (.date(let a), .date(let b)): return .boolean(comparison.holds(a, b))
        default: return nil
        }
    }

    /// `left op right`, any comparison.
    static func compare(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> Truth {
        switch comparison {
        case .equal: equality(left, right)
        case .notEqual: equality(left, right).negated
        default: order(comparison, left, right)
        }
    }

    /// Whether a value lies in a range.
    static func membership(_ value: Value, in range: RangeValue) -> Truth {
        // Both ends look at the same value: one by one where it is among a few.
        if case .unknown(let unknown) = value, case .values(let values) = unknown.domain {
            let truths = values.map { membership($0, in: range) }
            return Truth(
                truths.reduce(into: TruthSet()) { $0.formUnion($1.set) },
                truths.reduce(unknown.causes) { $0.union($1.causes) })
        }
        var truth = Truth(.yes)
        if let lower = range.lower {
            truth = order(range.includesLower ? .greaterOrEqual : .greater, value, lower)
        }
        if let upper = range.upper, truth.set != .no {
            truth = Truth.and(truth, order(range.includesUpper ? .lessOrEqual : .less, value, upper))
        }
        // Where the ends are crossed, no value passes both, though some pass each.
        if truth.set.contains(.yes), range.isCrossed {
            let rest = truth.set.subtracting(.yes)
            return Truth(rest.isEmpty ? .no : rest, truth.causes)
        }
        return truth
    }
}

extension ComparisonOperator {
    func holds<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension Value {
    /// Whether the value is one of a set.
    fileprivate var isAmongFew: Bool {
        if case .unknown(let unknown) = self, case .values = unknown.domain { true } else { false }
    }
}

extension RangeValue {
    /// Whether the ends are certainly in the wrong order: nothing lies between them.
    fileprivate var isCrossed: Bool {
        guard let lower, let upper else { return false }
        let order: ComparisonOperator = includesLower && includesUpper ? .greater : .greaterOrEqual
        return LiftedComparison.order(order, lower, upper).set == .yes
    }
}
