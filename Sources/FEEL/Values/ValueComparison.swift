/// Equality and order of certain values.
///
/// - Source: DMN 1.5, §10.3.2.3.3 to §10.3.2.3.9, tables 42 and 53.
extension Value {
    /// Whether two values are equal; `nil` when their types cannot be compared.
    ///
    /// A null equals a null only. Lists are equal item by item, contexts entry by entry in any order,
    /// ranges end by end; they have no answer when a pair that decides has none. Times are compared to
    /// the millisecond. Two objects are equal when they have the same identity.
    public func equals(_ other: Value) -> Bool? {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): return nil
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return a.hasCodePoints(of: b)
        case (.boolean(let a), .boolean(let b)): return a == b
        case (.list(let a), .list(let b)):
            if a.items.count != b.items.count { return false }
            return Value.all(zip(a.items, b.items).lazy.map { $0.equals($1) })
        case (.context(let a), .context(let b)): return a.equals(b)
        case (.range(let a), .range(let b)): return a.equals(b)
        case (.object(let a), .object(let b)): return a.identity == b.identity
        default: return compare(other).map { $0 == 0 }
        }
    }

    /// Below zero, zero or above zero as this value stands before, with or after another; `nil` when
    /// they have no order: different types, a null, booleans, lists, contexts, ranges, functions, and
    /// times whose zones cannot be brought together.
    public func compare(_ other: Value) -> Int? {
        switch (self, other) {
        case (.number(let a), .number(let b)): Number.compare(a, b)
        case (.string(let a), .string(let b)): Value.compareCodePoints(a, b)
        case (.date(let a), .date(let b)): Value.order(a, b)
        case (.time(let a), .time(let b)): a.compare(b)
        case (.dateTime(let a), .dateTime(let b)): a.compare(b)
        case (.daysDuration(let a), .daysDuration(let b)): Value.order(a, b)
        case (.monthsDuration(let a), .monthsDuration(let b)): Value.order(a, b)
        default: nil
        }
    }

    /// Whether two values are the same: same type, and for times the same zone as written.
    ///
    /// - Source: DMN 1.5, table 79, `is`.
    public func isSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.time(let a), .time(let b)): a == b
        case (.dateTime(let a), .dateTime(let b)): a == b
        default: equals(other) ?? false
        }
    }

    static func order<T: Comparable>(_ a: T, _ b: T) -> Int {
        a < b ? -1 : a == b ? 0 : 1
    }

    /// UTF-8 keeps the order of code points.
    static func compareCodePoints(_ a: String, _ b: String) -> Int {
        a.hasCodePoints(of: b) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }

    /// False as soon as one is false; otherwise without answer when one has none.
    static func all(_ truths: some Sequence<Bool?>) -> Bool? {
        var result: Bool? = true
        for truth in truths {
            if truth == false { return false }
            if truth == nil { result = nil }
        }
        return result
    }
}

extension ContextValue {
    func equals(_ other: ContextValue) -> Bool? {
        if entries.count != other.entries.count { return false }
        return Value.all(
            entries.lazy.map { entry in
                guard let value = other[entry.key] else { return false }
                return entry.value.equals(value)
            })
    }
}

extension RangeValue {
    func equals(_ other: RangeValue) -> Bool? {
        if includesLower != other.includesLower || includesUpper != other.includesUpper { return false }
        if isPoint != other.isPoint { return false }
        return Value.all([Self.equal(lower, other.lower), Self.equal(upper, other.upper)])
    }

    private static func equal(_ a: Value?, _ b: Value?) -> Bool? {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): a.equals(b)
        default: false
        }
    }
}

extension TimeOfDay {
    /// `nil` when only one of them says its distance from UTC.
    func compare(_ other: TimeOfDay) -> Int? {
        guard let difference = nanoseconds(since: other) else { return nil }
        let (a, b) =
            zone == other.zone || zone.fixedOffset == nil
            ? (Int128(nanosecondsOfDay), Int128(other.nanosecondsOfDay))
            : (difference, 0)
        return Value.order(Milliseconds.floor(a), Milliseconds.floor(b))
    }

    /// The time from another one to this one; `nil` when their zones cannot be brought together.
    func nanoseconds(since other: TimeOfDay) -> Int128? {
        let difference = Int128(nanosecondsOfDay) - Int128(other.nanosecondsOfDay)
        if zone == other.zone { return difference }
        guard let offset = zone.fixedOffset, let otherOffset = other.zone.fixedOffset else { return nil }
        return difference - Int128(offset - otherOffset) * 1_000_000_000
    }
}

extension DateAndTime {
    /// `nil` when only one of them has a zone, or when the rules of a zone are not known.
    func compare(_ other: DateAndTime) -> Int? {
        if let a = instant, let b = other.instant {
            return Value.order(Milliseconds.floor(a), Milliseconds.floor(b))
        }
        guard zone == other.zone else { return nil }
        let a = localNanoseconds
        let b = other.localNanoseconds
        // Whatever the zone's rules, its clocks are not put back by more than a day.
        if zone != .local, a != b, (a - b).magnitude <= 86_400_000_000_000 { return nil }
        return Value.order(Milliseconds.floor(a), Milliseconds.floor(b))
    }

    /// The time from another one to this one; `nil` when their zones cannot be brought together.
    func nanoseconds(since other: DateAndTime) -> Int128? {
        if let a = instant, let b = other.instant { return a - b }
        return zone == .local && other.zone == .local ? localNanoseconds - other.localNanoseconds : nil
    }
}

/// Times are compared to the millisecond, as the conformance cases have it
/// (`time("10:30:00.0001") = time("10:30:00.0002")`).
private enum Milliseconds {
    static func floor(_ nanoseconds: Int128) -> Int128 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
