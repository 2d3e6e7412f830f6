import Diagnostics

/// Functions that make a value from another, `not` and `is`.
///
/// - Source: DMN 1.5, §10.3.4.1, §10.3.4.2 and §10.3.4.6.
extension Builtins {
    static let conversions: [Builtin] = [
        Builtin("not", "negand") { call throws(BuiltinFailure) in
            if case .null = call.item(0) { return call.item(0) }
            return .boolean(!(try call.boolean(0)))
        },
        Builtin("is", "value1", "value2?") { call throws(BuiltinFailure) in
            .boolean(call[0].isSame(as: call[1]))
        },
        Builtin("string", "from") { call throws(BuiltinFailure) in
            if call.isAbsent(0) { throw call.wrongType(0, "string") }
            return .string(call[0].feelDescription)
        },
        Builtin("number", "from", "grouping separator?", "decimal separator?") { call throws(BuiltinFailure) in
            try number(&call)
        },
        Builtin("date", [["from"], ["year", "month", "day"]]) { call throws(BuiltinFailure) in
            try date(&call)
        },
        Builtin("time", [["from"], ["hour", "minute", "second", "offset?"]]) { call throws(BuiltinFailure) in
            try time(&call)
        },
        Builtin("date and time", [["from"], ["date", "time"]]) { call throws(BuiltinFailure) in
            try dateAndTime(&call)
        },
        Builtin("duration", "from") { call throws(BuiltinFailure) in
            switch call.item(0) {
            case .string(let text):
                guard let duration = Value.duration(text) else { throw call.unreadable(text, "duration") }
                return duration
            case .daysDuration, .monthsDuration: return call.item(0)
            default: throw call.wrongType(0, "string")
            }
        },
        Builtin("range", "from") { call throws(BuiltinFailure) in
            let text = try call.string(0)
            guard let range = RangeReader.read(text) else { throw call.unreadable(text, "range") }
            return .range(range)
        },
    ]

    private static func number(_ call: inout BuiltinCall) throws(BuiltinFailure) -> Value {
        if call.count == 1, case .number = call.item(0) { return call.item(0) }
        let text = try call.string(0)
        let grouping = try call.optionalString(1)
        let decimal = try call.optionalString(2) ?? "."
        guard grouping == nil || [" ", ".", ","].contains(grouping) else {
            throw call.outOfRange(1, fr: "hors de « », « . », « , »", en: "outside ' ', '.', ','")
        }
        guard [".", ","].contains(decimal), decimal != grouping else {
            throw call.outOfRange(
                2, fr: "ni « . » ni « , », ou égal au séparateur de milliers",
                en: "neither '.' nor ',', or the same as the grouping separator")
        }
        guard call.count != 2 else {
            throw .because(
                ValueError.arguments,
                Localized(
                    fr: "« number » attend un argument, ou trois", en: "'number' takes one argument, or three"))
        }
        var plain = ""
        for scalar in text.unicodeScalars {
            let character = String(scalar)
            if character == grouping { continue }
            // A point that is not the decimal separator is no part of a number.
            if character == ".", decimal != "." { throw call.unreadable(text, "number") }
            plain += character == decimal ? "." : character
        }
        guard let number = Number(plain) else { throw call.unreadable(text, "number") }
        return .number(number)
    }

    private static func date(_ call: inout BuiltinCall) throws(BuiltinFailure) -> Value {
        if call.count == 1 {
            switch call.item(0) {
            case .string(let text):
                guard let date = CalendarDate(text) else { throw call.unreadable(text, "date") }
                return .date(date)
            case .date(let date): return .date(date)
            case .dateTime(let dateTime): return .date(dateTime.date)
            default: throw call.wrongType(0, "string")
            }
        }
        guard call.count == 3 else { throw call.notSoMany("1, 3") }
        let (year, month, day) = (try call.integer(0), try call.integer(1), try call.integer(2))
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            throw call.unreadable("\(year), \(month), \(day)", "date")
        }
        return .date(date)
    }

    private static func time(_ call: inout BuiltinCall) throws(BuiltinFailure) -> Value {
        if call.count == 1 {
            switch call.item(0) {
            case .string(let text):
                guard let time = TimeOfDay(text) else { throw call.unreadable(text, "time") }
                return .time(time)
            case .time(let time): return .time(time)
            case .dateTime(let dateTime): return .time(dateTime.time)
            case .date: return .time(TimeOfDay.midnight.with(zone: .utc))
            default: throw call.wrongType(0, "string")
            }
        }
        guard call.count >= 3 else { throw call.notSoMany("1, 3, 4") }
        let (hour, minute) = (try call.integer(0), try call.integer(1))
        let second = try call.number(2)
        var zone = Zone.local
        switch call.item(3) {
        case .null: break
        case .daysDuration(let offset):
            let seconds = offset.nanoseconds / 1_000_000_000
            guard seconds.magnitude <= 18 * 3600 else {
                throw call.outOfRange(3, fr: "au-delà de 18 heures", en: "beyond 18 hours")
            }
            zone = .offset(seconds: Int32(seconds))
        default: throw call.wrongType(3, "days and time duration")
        }
        let whole = second.rounded(mode: .down)
        let fraction = second.subtracting(whole)?.multiplied(by: Number(1_000_000_000))?.rounded(mode: .down).asInt
        guard let seconds = whole.asInt, let fraction, !second.isNegative,
            let time = TimeOfDay(hour: hour, minute: minute, second: seconds, nanoseconds: fraction, zone: zone)
        else { throw call.unreadable("\(hour), \(minute), \(second)", "time") }
        return .time(time)
    }

    private static func dateAndTime(_ call: inout BuiltinCall) throws(BuiltinFailure) -> Value {
        if call.count == 1 {
            switch call.item(0) {
            case .string(let text):
                if let dateTime = DateAndTime(text) { return .dateTime(dateTime) }
                guard let date = CalendarDate(text) else { throw call.unreadable(text, "date and time") }
                return .dateTime(DateAndTime(date, .midnight))
            case .date(let date): return .dateTime(date.startInUTC)
            case .dateTime(let dateTime): return .dateTime(dateTime)
            default: throw call.wrongType(0, "string")
            }
        }
        let date: CalendarDate
        switch call.item(0) {
        case .date(let day): date = day
        case .dateTime(let dateTime): date = dateTime.date
        default: throw call.wrongType(0, "date")
        }
        guard case .time(let time) = call.item(1) else { throw call.wrongType(1, "time") }
        return .dateTime(DateAndTime(date, time))
    }
}

extension BuiltinCall {
    fileprivate func notSoMany(_ counts: String) -> BuiltinFailure {
        .because(
            ValueError.arguments,
            Localized(
                fr: "« \(builtin.name) » attend \(counts) arguments, pas \(count)",
                en: "'\(builtin.name)' takes \(counts) arguments, not \(count)"))
    }
}

extension Value {
    /// A duration of either kind.
    static func duration(_ text: String) -> Value? {
        if let duration = DaysDuration(text) { return .daysDuration(duration) }
        return MonthsDuration(text).map { .monthsDuration($0) }
    }

    /// What `@"…"` means: a date, a time, a date and time, or a duration.
    public static func temporal(_ text: String) -> Value? {
        if let date = CalendarDate(text) { return .date(date) }
        if let dateTime = DateAndTime(text) { return .dateTime(dateTime) }
        if let time = TimeOfDay(text) { return .time(time) }
        return duration(text)
    }
}
