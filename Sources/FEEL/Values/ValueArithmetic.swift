import Diagnostics

/// Arithmetic of certain values: numbers, texts (`+` only), dates, times and durations.
///
/// A result that does not exist is a null with its reason; an operand that is null with a reason
/// passes its reason on.
/// - Source: DMN 1.5, tables 55 to 58.
extension Value {
    public static func add(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let a), .number(let b)): return number(a.adding(b))
        case (.string(let a), .string(let b)): return .string(a + b)
        case (.daysDuration(let a), .daysDuration(let b)): return a.adding(b).map { .daysDuration($0) } ?? overflow
        case (.monthsDuration(let a), .monthsDuration(let b)):
            return a.adding(b).map { .monthsDuration($0) } ?? overflow
        case (_, .daysDuration(let duration)):
            return moved(left, by: duration) ?? mismatch("+", left, right)
        case (.daysDuration(let duration), _):
            return moved(right, by: duration) ?? mismatch("+", left, right)
        case (_, .monthsDuration(let duration)):
            return moved(left, by: duration) ?? mismatch("+", left, right)
        case (.monthsDuration(let duration), _):
            return moved(right, by: duration) ?? mismatch("+", left, right)
        default: return mismatch("+", left, right)
        }
    }

    public static func subtract(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let a), .number(let b)): return number(a.subtracting(b))
        case (.daysDuration(let a), .daysDuration(let b)):
            return a.adding(b.negated).map { .daysDuration($0) } ?? overflow
        case (.monthsDuration(let a), .monthsDuration(let b)):
            return a.adding(b.negated).map { .monthsDuration($0) } ?? overflow
        case (.date(let a), .date(let b)):
            return .daysDuration(DaysDuration(days: a.daysSinceEpoch - b.daysSinceEpoch))
        case (.time(let a), .time(let b)): return elapsed(a.nanoseconds(since: b), left, right)
        case (.dateTime(let a), .dateTime(let b)): return elapsed(a.nanoseconds(since: b), left, right)
        case (.dateTime(let a), .date(let b)): return elapsed(a.nanoseconds(since: b.startInUTC), left, right)
        case (.date(let a), .dateTime(let b)): return elapsed(a.startInUTC.nanoseconds(since: b), left, right)
        case (_, .daysDuration(let duration)):
            return moved(left, by: duration.negated) ?? mismatch("-", left, right)
        case (_, .monthsDuration(let duration)):
            return moved(left, by: duration.negated) ?? mismatch("-", left, right)
        default: return mismatch("-", left, right)
        }
    }

    public static func multiply(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let a), .number(let b)): number(a.multiplied(by: b))
        case (.daysDuration(let duration), .number(let factor)), (.number(let factor), .daysDuration(let duration)):
            seconds(duration.seconds.multiplied(by: factor))
        case (.monthsDuration(let duration), .number(let factor)),
            (.number(let factor), .monthsDuration(let duration)):
            months(Number(duration.months).multiplied(by: factor))
        default: mismatch("*", left, right)
        }
    }

    public static func divide(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let a), .number(let b)):
            return b.isZero ? zeroDivision : number(a.divided(by: b))
        case (.daysDuration(let duration), .number(let divisor)):
            return divisor.isZero ? zeroDivision : seconds(duration.seconds.divided(by: divisor))
        case (.monthsDuration(let duration), .number(let divisor)):
            return divisor.isZero ? zeroDivision : months(Number(duration.months).divided(by: divisor))
        case (.daysDuration(let a), .daysDuration(let b)):
            return b == .zero ? zeroDivision : number(a.seconds.divided(by: b.seconds))
        case (.monthsDuration(let a), .monthsDuration(let b)):
            return b == .zero ? zeroDivision : number(Number(a.months).divided(by: Number(b.months)))
        default: return mismatch("/", left, right)
        }
    }

    public static func power(_ left: Value, _ right: Value) -> Value {
        guard case (.number(let a), .number(let b)) = (left, right) else { return mismatch("**", left, right) }
        if let result = a.power(b) { return .number(result) }
        return .failure(
            ValueError.domain, fr: "\(a) ** \(b) n'a pas de valeur", en: "\(a) ** \(b) has no value")
    }

    public static func negate(_ value: Value) -> Value {
        switch value {
        case .number(let number): return .number(number.negated)
        case .daysDuration(let duration): return .daysDuration(duration.negated)
        case .monthsDuration(let duration): return .monthsDuration(duration.negated)
        case .null(_?): return value
        default:
            let label = value.typeLabel
            return .failure(
                ValueError.operandTypes, fr: "« - » ne s'applique pas à \(label.fr)",
                en: "'-' does not apply to \(label.en)")
        }
    }
}

// MARK: - Parts

extension Value {
    private static func number(_ result: Number?) -> Value {
        result.map { .number($0) } ?? overflow
    }

    private static func seconds(_ result: Number?) -> Value {
        result.flatMap { DaysDuration(seconds: $0) }.map { .daysDuration($0) } ?? overflow
    }

    /// Towards zero: there is no part of a month.
    private static func months(_ result: Number?) -> Value {
        result.flatMap { $0.rounded(mode: .down).asInt }.map { .monthsDuration(MonthsDuration(months: $0)) } ?? overflow
    }

    private static func elapsed(_ nanoseconds: Int128?, _ left: Value, _ right: Value) -> Value {
        if let nanoseconds { return .daysDuration(DaysDuration(nanoseconds: nanoseconds)) }
        return .failure(
            ValueError.incomparable,
            fr: "« \(left.feelDescription) » et « \(right.feelDescription) » n'ont pas de fuseau commun",
            en: "'\(left.feelDescription)' and '\(right.feelDescription)' have no zone in common")
    }

    /// `nil` when the type has no such sum.
    private static func moved(_ value: Value, by duration: DaysDuration) -> Value? {
        switch value {
        case .time(let time): .time(time.adding(duration))
        case .dateTime(let dateTime): dateTime.adding(duration).map { .dateTime($0) } ?? overflow
        case .date(let date):
            DateAndTime(date, .midnight).adding(duration).map { .date($0.date) } ?? overflow
        default: nil
        }
    }

    private static func moved(_ value: Value, by duration: MonthsDuration) -> Value? {
        switch value {
        case .dateTime(let dateTime): dateTime.adding(duration).map { .dateTime($0) } ?? overflow
        case .date(let date): date.adding(months: duration.months).map { .date($0) } ?? overflow
        default: nil
        }
    }

    private static var overflow: Value {
        .failure(
            ValueError.overflow, fr: "le résultat sort des limites du type",
            en: "the result is out of the type's limits")
    }

    private static var zeroDivision: Value {
        .failure(ValueError.zeroDivision, fr: "division par zéro", en: "division by zero")
    }

    private static func mismatch(_ symbol: String, _ left: Value, _ right: Value) -> Value {
        if case .null(_?) = left { return left }
        if case .null(_?) = right { return right }
        if left.isNull || right.isNull {
            return .failure(
                ValueError.nullOperand, fr: "un opérande de « \(symbol) » est null",
                en: "an operand of '\(symbol)' is null")
        }
        let (l, r) = (left.typeLabel, right.typeLabel)
        return .failure(
            ValueError.operandTypes,
            fr: "« \(symbol) » ne s'applique pas à \(l.fr) et \(r.fr)",
            en: "'\(symbol)' does not apply to \(l.en) and \(r.en)")
    }
}

extension CalendarDate {
    /// The instant a date stands for beside dates with times: midnight UTC.
    var startInUTC: DateAndTime { DateAndTime(self, TimeOfDay.midnight.with(zone: .utc)) }
}
