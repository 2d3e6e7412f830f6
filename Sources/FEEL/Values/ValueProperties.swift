/// Properties of dates, times, durations and ranges.
///
/// - Source: DMN 1.5, §10.3.2.3, table 65.
extension Value {
    /// - Returns: `nil` when the type has no such property; a null when the value has none (the zone of
    ///   a local time).
    public func property(_ name: String) -> Value? {
        switch self {
        case .date(let date): date.property(name)
        case .time(let time): time.property(name)
        case .dateTime(let dateTime):
            dateTime.date.property(name) ?? dateTime.time.property(name, at: dateTime)
        case .daysDuration(let duration): duration.property(name)
        case .monthsDuration(let duration): duration.property(name)
        case .range(let range): range.property(name)
        default: nil
        }
    }
}

extension CalendarDate {
    fileprivate func property(_ name: String) -> Value? {
        switch name {
        case "year": .number(year)
        case "month": .number(month)
        case "day": .number(day)
        case "weekday": .number(weekday)
        default: nil
        }
    }
}

extension TimeOfDay {
    fileprivate func property(_ name: String, at moment: DateAndTime? = nil) -> Value? {
        switch name {
        case "hour": .number(hour)
        case "minute": .number(minute)
        case "second": .number(secondWithFraction)
        case "time offset":
            (moment.map { ZoneRules.offset(of: zone, at: $0) } ?? zone.fixedOffset)
                .map { .daysDuration(DaysDuration(seconds: $0)) } ?? .null
        case "timezone": if case .named(let name) = zone { .string(name) } else { .null }
        default: nil
        }
    }

    private var secondWithFraction: Number {
        if nanoseconds == 0 { return Number(second) }
        return Number(second * 1_000_000_000 + nanoseconds, exponent: -9)?.normalized ?? Number(second)
    }
}

extension DaysDuration {
    /// Every part carries the duration's sign.
    fileprivate func property(_ name: String) -> Value? {
        let seconds = nanoseconds / 1_000_000_000
        switch name {
        case "days": return .number(Int(clamping: seconds / 86_400))
        case "hours": return .number(Int(seconds / 3600 % 24))
        case "minutes": return .number(Int(seconds / 60 % 60))
        case "seconds":
            let rest = Int(nanoseconds % 60_000_000_000)
            return .number(Number(rest, exponent: -9)?.normalized ?? .zero)
        default: return nil
        }
    }
}

extension MonthsDuration {
    fileprivate func property(_ name: String) -> Value? {
        switch name {
        case "years": .number(months / 12)
        case "months": .number(months % 12)
        default: nil
        }
    }
}

extension RangeValue {
    fileprivate func property(_ name: String) -> Value? {
        switch name {
        case "start": lower ?? .null
        case "end": upper ?? .null
        case "start included": .boolean(lower != nil && includesLower)
        case "end included": .boolean(upper != nil && includesUpper)
        default: nil
        }
    }
}
