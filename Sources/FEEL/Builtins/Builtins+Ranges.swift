import Diagnostics

/// How points and ranges stand to each other.
///
/// - Source: DMN 1.5, §10.3.4.10, table 78.
extension Builtins {
    static let ranges: [Builtin] = [
        relation("before", [.pointPoint, .pointRange, .rangePoint, .rangeRange]) { a, b throws(BuiltinFailure) in
            try a.precedes(b)
        },
        relation("after", [.pointPoint, .pointRange, .rangePoint, .rangeRange]) { a, b throws(BuiltinFailure) in
            try b.precedes(a)
        },
        relation("meets", [.rangeRange]) { a, b throws(BuiltinFailure) in try a.meets(b) },
        relation("met by", [.rangeRange]) { a, b throws(BuiltinFailure) in try b.meets(a) },
        relation("overlaps", [.rangeRange]) { a, b throws(BuiltinFailure) in
            let isBefore = try a.precedes(b)
            let isAfter = try b.precedes(a)
            return !isBefore && !isAfter
        },
        relation("overlaps before", [.rangeRange]) { a, b throws(BuiltinFailure) in try a.overlapsBefore(b) },
        relation("overlaps after", [.rangeRange]) { a, b throws(BuiltinFailure) in try b.overlapsBefore(a) },
        relation("finishes", [.pointRange, .rangeRange]) { a, b throws(BuiltinFailure) in try a.finishes(b) },
        relation("finished by", [.rangePoint, .rangeRange]) { a, b throws(BuiltinFailure) in try b.finishes(a) },
        relation("includes", [.rangePoint, .rangeRange]) { a, b throws(BuiltinFailure) in try a.includes(b) },
        relation("during", [.pointRange, .rangeRange]) { a, b throws(BuiltinFailure) in try b.includes(a) },
        relation("starts", [.pointRange, .rangeRange]) { a, b throws(BuiltinFailure) in try a.starts(b) },
        relation("started by", [.rangePoint, .rangeRange]) { a, b throws(BuiltinFailure) in try b.starts(a) },
        relation("coincides", [.pointPoint, .rangeRange]) { a, b throws(BuiltinFailure) in try a.coincides(b) },
    ]

    /// What a relation may be asked of.
    private enum Pair {
        case pointPoint, pointRange, rangePoint, rangeRange

        var parameters: [String] {
            switch self {
            case .pointPoint: ["point1", "point2"]
            case .pointRange: ["point", "range"]
            case .rangePoint: ["range", "point"]
            case .rangeRange: ["range1", "range2"]
            }
        }

        init(_ left: Value, _ right: Value) {
            switch (left, right) {
            case (.range, .range): self = .rangeRange
            case (.range, _): self = .rangePoint
            case (_, .range): self = .pointRange
            default: self = .pointPoint
            }
        }
    }

    private static func relation(
        _ name: String, _ pairs: [Pair],
        _ holds: @escaping @Sendable (Extent, Extent) throws(BuiltinFailure) -> Bool
    ) -> Builtin {
        Builtin(name, pairs.map(\.parameters)) { call throws(BuiltinFailure) in
            let (left, right) = (call.item(0), call.item(1))
            if left.isNull { throw call.wrongType(0, "range") }
            if right.isNull { throw call.wrongType(1, "range") }
            guard pairs.contains(Pair(left, right)) else {
                let (l, r) = (left.typeLabel, right.typeLabel)
                throw .because(
                    ValueError.argumentType,
                    Localized(
                        fr: "« \(name) » ne s'applique pas à \(l.fr) et \(r.fr)",
                        en: "'\(name)' does not apply to \(l.en) and \(r.en)"))
            }
            return .boolean(try holds(try Extent(left), try Extent(right)))
        }
    }
}

/// A point or a range, as two ends.
private struct Extent {
    /// An end; no value is infinity on its side.
    struct End {
        var value: Value?
        var isIncluded: Bool
    }

    var lower: End
    var upper: End
    var isPoint: Bool

    init(_ value: Value) throws(BuiltinFailure) {
        guard case .range(let range) = value else {
            lower = End(value: value, isIncluded: true)
            upper = lower
            isPoint = true
            return
        }
        lower = End(value: range.lower, isIncluded: range.lower != nil && range.includesLower)
        upper = End(value: range.upper, isIncluded: range.upper != nil && range.includesUpper)
        isPoint = false
        if range.lower?.isNull == true || range.upper?.isNull == true {
            throw .domain(fr: "une borne de l'intervalle est null", en: "an end of the range is null")
        }
    }

    /// Wholly before.
    func precedes(_ other: Extent) throws(BuiltinFailure) -> Bool {
        guard let end = upper.value, let start = other.lower.value else { return false }
        let order = try Self.order(end, start)
        return order < 0 || order == 0 && !(upper.isIncluded && other.lower.isIncluded)
    }

    func meets(_ other: Extent) throws(BuiltinFailure) -> Bool {
        guard let end = upper.value, let start = other.lower.value else { return false }
        return try Self.order(end, start) == 0 && upper.isIncluded && other.lower.isIncluded
    }

    func overlapsBefore(_ other: Extent) throws(BuiltinFailure) -> Bool {
        let starts = try compareLower(other)
        let ends = try compareUpper(other)
        let touches = !(try precedes(other))
        return (starts < 0 || starts == 0 && lower.isIncluded && !other.lower.isIncluded) && touches
            && (ends < 0 || ends == 0 && (!upper.isIncluded || other.upper.isIncluded))
    }

    /// Ends where the other does, and begins no earlier.
    func finishes(_ other: Extent) throws(BuiltinFailure) -> Bool {
        guard try compareUpper(other) == 0 else { return false }
        if isPoint { return other.upper.isIncluded }
        let starts = try compareLower(other)
        return upper.isIncluded == other.upper.isIncluded
            && (starts > 0 || starts == 0 && (!lower.isIncluded || other.lower.isIncluded))
    }

    /// Begins where the other does, and ends no later.
    func starts(_ other: Extent) throws(BuiltinFailure) -> Bool {
        guard try compareLower(other) == 0 else { return false }
        if isPoint { return other.lower.isIncluded }
        let ends = try compareUpper(other)
        return lower.isIncluded == other.lower.isIncluded
            && (ends < 0 || ends == 0 && (!upper.isIncluded || other.upper.isIncluded))
    }

    func includes(_ other: Extent) throws(BuiltinFailure) -> Bool {
        let starts = try compareLower(other)
        let ends = try compareUpper(other)
        return (starts < 0 || starts == 0 && (lower.isIncluded || !other.lower.isIncluded))
            && (ends > 0 || ends == 0 && (upper.isIncluded || !other.upper.isIncluded))
    }

    func coincides(_ other: Extent) throws(BuiltinFailure) -> Bool {
        let starts = try compareLower(other)
        let ends = try compareUpper(other)
        return starts == 0 && ends == 0 && lower.isIncluded == other.lower.isIncluded
            && upper.isIncluded == other.upper.isIncluded
    }

    private func compareLower(_ other: Extent) throws(BuiltinFailure) -> Int {
        switch (lower.value, other.lower.value) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (let a?, let b?): return try Self.order(a, b)
        }
    }

    private func compareUpper(_ other: Extent) throws(BuiltinFailure) -> Int {
        switch (upper.value, other.upper.value) {
        case (nil, nil): return 0
        case (nil, _): return 1
        case (_, nil): return -1
        case (let a?, let b?): return try Self.order(a, b)
        }
    }

    private static func order(_ a: Value, _ b: Value) throws(BuiltinFailure) -> Int {
        guard let order = a.compare(b) else {
            let (l, r) = (a.typeLabel, b.typeLabel)
            throw .because(
                ValueError.incomparable,
                Localized(fr: "\(l.fr) et \(r.fr) n'ont pas d'ordre", en: "\(l.en) and \(r.en) have no order"))
        }
        return order
    }
}
