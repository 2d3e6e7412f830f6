extension Unknown.Domain {
    /// The domain of one value, known or not.
    init(of value: Value) {
        switch value {
        case .unknown(let unknown): self = unknown.domain
        default:
            if let values = value.completions(limit: Unknown.Domain.limit) {
                self = .values(values)
            } else {
                self = .any(type: value.typeName)
            }
        }
    }

    /// The smallest domain of ours that holds both.
    func union(_ other: Unknown.Domain) -> Unknown.Domain {
        if case .values(let left) = self, case .values(let right) = other {
            if let union = Unknown.Domain(listing: left + right) { return union }
        }
        if let left = numbers, let right = other.numbers, left.interval != nil || right.interval != nil {
            return .number(Unknown.hull(left.interval, right.interval), orNull: left.orNull || right.orNull)
        }
        if let left = dates, let right = other.dates, left.interval != nil || right.interval != nil {
            return .date(Unknown.hull(left.interval, right.interval), orNull: left.orNull || right.orNull)
        }
        let isNothingButNull = { (domain: Unknown.Domain) in
            if case .values(let values) = domain { values.allSatisfy(\.isNull) } else { false }
        }
        if isNothingButNull(self) { return .any(type: other.typeName) }
        if isNothingButNull(other) { return .any(type: typeName) }
        return .any(type: typeName == other.typeName ? typeName : nil)
    }

    /// The values without repetition; nil when they are more than the limit.
    init?(listing values: [Value]) {
        var distinct: [Value] = []
        for value in values where !distinct.contains(where: { $0.isIdentical(to: value) }) {
            if distinct.count == Unknown.Domain.limit { return nil }
            distinct.append(value)
        }
        self = .values(distinct)
    }

    /// The smallest interval of numbers that holds the domain; nil when it may be anything else.
    public var numericHull: Interval<Number>? {
        guard let numbers, !numbers.orNull else { return nil }
        return numbers.interval
    }

    /// The numbers the domain holds, when it holds nothing but numbers and null; a nil interval
    /// when it holds no number.
    var numbers: (interval: Interval<Number>?, orNull: Bool)? {
        switch self {
        case .number(let interval, let orNull): return (interval, orNull)
        case .any(type: "number"): return (.unbounded, true)
        case .date, .any: return nil
        case .values(let values):
            var interval: Interval<Number>?
            var orNull = false
            for value in values {
                switch value {
                case .number(let number): interval = Unknown.hull(interval, .exactly(number))
                case .null: orNull = true
                default: return nil
                }
            }
            return (interval, orNull)
        }
    }

    /// The dates the domain holds, when it holds nothing but dates and null.
    var dates: (interval: Interval<CalendarDate>?, orNull: Bool)? {
        switch self {
        case .date(let interval, let orNull): return (interval, orNull)
        case .any(type: "date"): return (.unbounded, true)
        case .number, .any: return nil
        case .values(let values):
            var interval: Interval<CalendarDate>?
            var orNull = false
            for value in values {
                switch value {
                case .date(let date): interval = Unknown.hull(interval, .exactly(date))
                case .null: orNull = true
                default: return nil
                }
            }
            return (interval, orNull)
        }
    }

    /// Whether a null may be the value.
    var mayBeNull: Bool {
        switch self {
        case .values(let values): values.contains(where: \.isNull)
        case .number(_, let orNull), .date(_, let orNull): orNull
        case .any: true
        }
    }

    /// Whether the domain holds a certain value.
    public func contains(_ value: Value) -> Bool {
        switch (self, value) {
        case (.values(let values), _): values.contains { $0.mayBe(value) }
        case (.number(_, let orNull), .null), (.date(_, let orNull), .null): orNull
        case (.number(let interval, _), .number(let number)): interval.contains(number)
        case (.date(let interval, _), .date(let date)): interval.contains(date)
        case (.any(let type), _): type == nil || value.isNull || type == value.typeName
        default: false
        }
    }
}

extension Unknown {
    static func hull<Bound>(_ left: Interval<Bound>?, _ right: Interval<Bound>?) -> Interval<Bound> {
        guard let left else { return right ?? .unbounded }
        guard let right else { return left }
        return left.hull(right)
    }

    /// The value of the domain if it holds just one, an unknown otherwise.
    static func value(_ domain: Domain, _ causes: @autoclosure () -> Causes) -> Value {
        switch domain {
        case .values(let values) where values.count == 1: values[0]
        case .number(let interval, orNull: false):
            interval.single.map { .number($0) } ?? .unknown(Unknown(domain, causes()))
        case .date(let interval, orNull: false):
            interval.single.map { .date($0) } ?? .unknown(Unknown(domain, causes()))
        default: .unknown(Unknown(domain, causes()))
        }
    }
}

extension Value {
    /// A number of the interval, or a null.
    static func number(in interval: Interval<Number>, orNull: Bool, _ causes: @autoclosure () -> Causes) -> Value {
        Unknown.value(.number(interval, orNull: orNull), causes())
    }

    /// The numbers the value may be, when it can be nothing but a number or a null.
    var numbers: (interval: Interval<Number>?, orNull: Bool)? {
        switch self {
        case .number(let number): (.exactly(number), false)
        case .null: (nil, true)
        case .unknown(let unknown): unknown.domain.numbers
        default: nil
        }
    }

    /// The dates the value may be, when it can be nothing but a date or a null.
    var dates: (interval: Interval<CalendarDate>?, orNull: Bool)? {
        switch self {
        case .date(let date): (.exactly(date), false)
        case .null: (nil, true)
        case .unknown(let unknown): unknown.domain.dates
        default: nil
        }
    }

    /// What is known of the value: the interval or the set it lies in, for people and reports.
    public enum Bounds: Sendable {
        case certain(Value)
        case oneOf([Value])
        case numbers(Interval<Number>, orNull: Bool)
        case dates(Interval<CalendarDate>, orNull: Bool)
        /// Nothing but, perhaps, its type.
        case anything(type: String?)
    }

    public var bounds: Bounds {
        guard case .unknown(let unknown) = self else {
            return isCertain ? .certain(self) : .anything(type: typeName)
        }
        return switch unknown.domain {
        case .values(let values): .oneOf(values)
        case .number(let interval, let orNull): .numbers(interval, orNull: orNull)
        case .date(let interval, let orNull): .dates(interval, orNull: orNull)
        case .any(let type): .anything(type: type)
        }
    }

    /// Whether some completion of this value is the given certain value.
    ///
    /// The number of elements that a rest is bounded to is not counted, and a list whose order is not
    /// known is read as a collection; functions are told apart by their parameters alone: the test may
    /// answer true too often there, never false wrongly.
    public func mayBe(_ value: Value) -> Bool {
        switch (self, value) {
        case (.unknown(let unknown), _): return unknown.domain.contains(value)
        case (.list(let list), .list(let other)): return list.mayBe(other.items)
        case (.context(let context), .context(let other)):
            return context.entries.count == other.entries.count
                && context.entries.allSatisfy { entry in other[entry.key].map(entry.value.mayBe) ?? false }
        case (.range(let range), .range(let other)):
            guard range.includesLower == other.includesLower, range.includesUpper == other.includesUpper,
                (range.lower == nil) == (other.lower == nil), (range.upper == nil) == (other.upper == nil)
            else { return false }
            return (other.lower.map { range.lower?.mayBe($0) ?? false } ?? true)
                && (other.upper.map { range.upper?.mayBe($0) ?? false } ?? true)
        case (.object(let object), .object(let other)) where object.identityCauses != nil:
            return object.kind == other.kind
        // Each evaluation makes a function of its own, over what it saw.
        case (.function(let function), .function(let other)): return function.parameters == other.parameters
        default: return isIdentical(to: value)
        }
    }
}

extension ListValue {
    /// Whether some completion of the list has these items.
    fileprivate func mayBe(_ values: [Value]) -> Bool {
        guard let membership else {
            return items.count == values.count && zip(items, values).allSatisfy { $0.mayBe($1) }
        }
        if membership.rest.allSatisfy({ $0.atMost != 0 }) {
            // Dynamic programming over "the first i items, and some of the rest, gave the first j values".
            func inserting(_ counts: Set<Int>) -> Set<Int> {
                var result = counts
                for count in 0..<values.count where result.contains(count) {
                    if membership.rest.contains(where: { $0.element.mayBe(values[count]) }) { result.insert(count + 1) }
                }
                return result
            }
            var reachable = inserting([0])
            for (index, item) in items.enumerated() {
                var next = Set<Int>()
                for count in reachable {
                    if membership.presence[index] != nil { next.insert(count) }
                    if count < values.count, item.mayBe(values[count]) { next.insert(count + 1) }
                }
                reachable = inserting(next)
            }
            return reachable.contains(values.count)
        }
        // Without order: each certain item needs a value of its own; the others are explained by
        // any item or any rest. A greedy match, wrong only on the generous side.
        var free = values
        for (index, item) in items.enumerated() where membership.presence[index] == nil {
            guard let place = free.firstIndex(where: { item.mayBe($0) }) else { return items.count > 1 }
            free.remove(at: place)
        }
        return free.allSatisfy { value in
            items.contains { $0.mayBe(value) }
                || membership.rest.contains { $0.atMost != 0 && $0.element.mayBe(value) }
        }
    }
}
