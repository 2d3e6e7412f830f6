/// The numbers and dates that the conditions of a column name: between two of them that follow each
/// other, conditions that compare with nothing else do not change.
struct TableCuts: Sendable {
    private var numbers: Set<Number> = []
    private var dates: Set<CalendarDate> = []

    init() {}

    mutating func formUnion(_ other: TableCuts) {
        numbers.formUnion(other.numbers)
        dates.formUnion(other.dates)
    }

    mutating func add(_ condition: Expression) {
        condition.visit { part in
            switch part.kind {
            case .number(let number): numbers.insert(number)
            case .negate(let operand):
                if case .number(let number) = operand.kind { numbers.insert(number.negated) }
            case .temporal(let text), .string(let text):
                if let date = CalendarDate(text) { dates.insert(date) }
            default: break
            }
        }
    }

    /// Values and narrower unknowns that cover a value together; itself when it cannot be split into at
    /// most so many.
    func parts(of value: Value, limit: Int) -> [Value] {
        guard case .unknown(let unknown) = value else { return [value] }
        let parts: [Value]
        switch unknown.domain {
        case .values(let values): parts = values
        case .number(let interval, let orNull):
            let piece = { Optional(Value.unknown(Unknown(.number($0, orNull: false), unknown.causes))) }
            parts = Self.split(interval, numbers, orNull, { .number($0) }, piece)
        case .date(let interval, let orNull):
            // Between two days that follow each other there is none.
            let piece = { (interval: Interval<CalendarDate>) -> Value? in
                interval.wholeDays.map { Unknown.value(.date($0, orNull: false), unknown.causes) }
            }
            parts = Self.split(interval, dates, orNull, { .date($0) }, piece)
        case .any: return [value]
        }
        return parts.count <= limit ? parts : [value]
    }

    private static func split<Bound>(
        _ interval: Interval<Bound>, _ cuts: Set<Bound>, _ orNull: Bool, _ point: (Bound) -> Value,
        _ piece: (Interval<Bound>) -> Value?
    ) -> [Value] {
        var parts: [Value] = orNull ? [.null] : []
        var lower = interval.lower
        for cut in cuts.sorted() where interval.contains(cut) {
            if let end = lower, end.value == cut {
                if end.isIncluded { parts.append(point(cut)) }
            } else {
                if let part = piece(Interval(lower: lower, upper: .init(cut, isIncluded: false))) { parts.append(part) }
                parts.append(point(cut))
            }
            lower = .init(cut, isIncluded: false)
        }
        if let end = lower, let upper = interval.upper, end.value == upper.value {
            if end.isIncluded, upper.isIncluded { parts.append(point(end.value)) }
        } else {
            if let part = piece(Interval(lower: lower, upper: interval.upper)) { parts.append(part) }
        }
        return parts
    }
}

extension Interval<CalendarDate> {
    /// The same days, both ends included; nil when there is none.
    fileprivate var wholeDays: Interval? {
        let first = lower.map { $0.isIncluded ? $0.value : $0.value.adding(days: 1) ?? $0.value }
        let last = upper.map { $0.isIncluded ? $0.value : $0.value.adding(days: -1) ?? $0.value }
        if let first, let last, first > last { return nil }
        return Interval(lower: first.map { End($0) }, upper: last.map { End($0) })
    }
}
