import Diagnostics

/// Functions of dates and times, and the clock's two, whose answers are inputs.
///
/// - Source: DMN 1.5, §10.3.4.7 and §10.3.4.8.
extension Builtins {
    static let temporals: [Builtin] = [
        Builtin("years and months duration", "from", "to") { call throws(BuiltinFailure) in
            let from = try call.day(0)
            let to = try call.day(1)
            var months = (to.year - from.year) * 12 + to.month - from.month
            // A month that is not complete does not count.
            if months > 0, to.day < from.day { months -= 1 }
            if months < 0, to.day > from.day { months += 1 }
            return .monthsDuration(MonthsDuration(months: months))
        },
        Builtin("day of year", "date") { call throws(BuiltinFailure) in
            .number(try call.day(0).dayOfYear)
        },
        Builtin("day of week", "date") { call throws(BuiltinFailure) in
            .string(days[try call.day(0).weekday - 1])
        },
        Builtin("month of year", "date") { call throws(BuiltinFailure) in
            .string(months[try call.day(0).month - 1])
        },
        Builtin("week of year", "date") { call throws(BuiltinFailure) in
            .number(try call.day(0).isoWeek)
        },
        Builtin("now", [[]]) { call throws(BuiltinFailure) in
            guard let now = call.context.now else { throw noClock("now") }
            return now
        },
        Builtin("today", [[]]) { call throws(BuiltinFailure) in
            guard let today = call.context.today else { throw noClock("today") }
            return today
        },
    ]

    /// The standard gives English names.
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    private static func noClock(_ name: String) -> BuiltinFailure {
        .because(
            ValueError.clock,
            Localized(
                fr: "« \(name) » : aucune date du jour n'est donnée à cette évaluation",
                en: "'\(name)': this evaluation is given no present time"))
    }
}

extension BuiltinCall {
    /// The day of a date, or of a date and time where it is told.
    fileprivate func day(_ index: Int) throws(BuiltinFailure) -> CalendarDate {
        switch item(index) {
        case .date(let date): return date
        case .dateTime(let dateTime): return dateTime.date
        default: throw wrongType(index, "date")
        }
    }
}
