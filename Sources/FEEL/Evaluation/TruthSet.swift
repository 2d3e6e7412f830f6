/// The truth values that a condition may have: the ternary logic of the standard, over sets.
///
/// **Invariant:** every operation answers the set of what the ternary operation gives for some
/// choice in each operand, so a set of one is certain.
/// - Source: DMN 1.5, §10.3.2.5; Kleene's strong logic.
struct TruthSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let yes = TruthSet(rawValue: 1)
    static let no = TruthSet(rawValue: 2)
    static let null = TruthSet(rawValue: 4)
    /// Not a boolean, nor a null: an error where a condition is needed.
    static let other = TruthSet(rawValue: 8)

    static let either: TruthSet = [.yes, .no]
    static let ternary: TruthSet = [.yes, .no, .null]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ truth: Bool?) {
        self = truth.map { $0 ? .yes : .no } ?? .null
    }

    var isCertain: Bool { rawValue.nonzeroBitCount <= 1 }

    /// What is not a boolean counts as null.
    var asTernary: TruthSet {
        contains(.other) ? subtracting(.other).union(.null) : self
    }

    static func and(_ left: TruthSet, _ right: TruthSet) -> TruthSet {
        let left = left.asTernary
        let right = right.asTernary
        var result: TruthSet = []
        if left.contains(.no) || right.contains(.no) { result.insert(.no) }
        if left.contains(.yes) && right.contains(.yes) { result.insert(.yes) }
        let leftOpen = !left.isDisjoint(with: [.yes, .null])
        let rightOpen = !right.isDisjoint(with: [.yes, .null])
        if (left.contains(.null) && rightOpen) || (right.contains(.null) && leftOpen) { result.insert(.null) }
        return result
    }

    static func or(_ left: TruthSet, _ right: TruthSet) -> TruthSet {
        and(left.negated, right.negated).negated
    }

    var negated: TruthSet {
        var result = asTernary.intersection(.null)
        if contains(.yes) { result.insert(.no) }
        if contains(.no) { result.insert(.yes) }
        return result
    }

    /// The value of a condition that may be any of these.
    func value(_ causes: @autoclosure () -> Causes) -> Value {
        switch asTernary {
        case .yes: return .boolean(true)
        case .no: return .boolean(false)
        case .null, []: return .null
        case let set:
            var values: [Value] = []
            if set.contains(.no) { values.append(.boolean(false)) }
            if set.contains(.yes) { values.append(.boolean(true)) }
            if set.contains(.null) { values.append(.null) }
            return .unknown(Unknown(.values(values), causes()))
        }
    }
}

extension Value {
    /// What a value may be as a condition.
    var truth: TruthSet {
        switch self {
        case .boolean(let truth): return truth ? .yes : .no
        case .null: return .null
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values): return values.reduce(into: []) { $0.formUnion($1.truth) }
            case .any("boolean"): return .ternary
            case .any(nil): return [.yes, .no, .null, .other]
            case .any, .number, .date: return [.null, .other]
            }
        default: return .other
        }
    }
}

/// A condition with what it depends on.
struct Truth: Sendable {
    var set: TruthSet
    var causes: Causes

    init(_ set: TruthSet, _ causes: Causes = Causes()) {
        self.set = set
        self.causes = set.isCertain ? Causes() : causes
    }

    init(_ value: Value) {
        if case .unknown(let unknown) = value {
            self.init(value.truth, unknown.causes)
        } else {
            self.init(value.truth)
        }
    }

    var value: Value { self.set.value(causes) }

    static func and(_ left: Truth, _ right: Truth) -> Truth {
        combine(left, right, TruthSet.and)
    }

    static func or(_ left: Truth, _ right: Truth) -> Truth {
        combine(left, right, TruthSet.or)
    }

    var negated: Truth { Truth(self.set.negated, causes) }

    /// The same truth, of something that may not be there: it then counts as `absent`.
    func maybe(_ presence: Causes?, absent: TruthSet) -> Truth {
        guard let presence else { return self }
        return Truth(set.union(absent), causes.union(presence))
    }

    /// Keeps the causes of the operands that the result still varies with.
    private static func combine(_ left: Truth, _ right: Truth, _ operation: (TruthSet, TruthSet) -> TruthSet) -> Truth {
        let set = operation(left.set, right.set)
        if set.isCertain { return Truth(set) }
        var causes = Causes()
        if left.varies(against: right, operation) { causes = causes.union(left.causes) }
        if right.varies(against: left, { operation($1, $0) }) { causes = causes.union(right.causes) }
        return Truth(set, causes)
    }

    /// Whether, for some choice of the other operand, the choice made here changes the result.
    private func varies(against other: Truth, _ operation: (TruthSet, TruthSet) -> TruthSet) -> Bool {
        for choice in other.set.members {
            var seen: TruthSet?
            for own in set.members {
                let result = operation(own, choice)
                if let seen, seen != result { return true }
                seen = result
            }
        }
        return false
    }
}

extension TruthSet {
    fileprivate var members: [TruthSet] {
        [TruthSet.yes, .no, .null, .other].filter(contains)
    }
}
