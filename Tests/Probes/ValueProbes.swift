import FEEL

/// A pattern, flags and a text, a line each: what matching, replacing and splitting say of each other.
enum RegexProbe {
    static func run(_ bytes: [UInt8]) throws(Flaw) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        let pattern = lines[0]
        let flags = lines.count > 1 ? lines[1] : ""
        let text = lines.count > 2 ? lines[2] : ""
        func call(_ name: String, _ arguments: String...) -> Value {
            var context = BuiltinContext(steps: 200_000)
            return Builtins.all[name]?.call(&context, arguments.map { .string($0) }) ?? .null
        }
        let matches = call("matches", text, pattern, flags)
        let replaced = call("replace", text, pattern, "", flags)
        let split = call("split", text, pattern)
        for value in [matches, replaced, split] { try ExpressionProbe.check(value, "") }
        guard case .boolean(let isFound) = matches else { return }
        if case .string(let rest) = replaced {
            // What is never empty is taken away when, and only when, there is some of it.
            try promise(
                isFound == !rest.utf8.elementsEqual(text.utf8), "'\(pattern)' is \(isFound) and leaves '\(rest)'")
        }
        if flags.isEmpty, case .list(let parts) = split {
            try promise(
                isFound || parts.items.count == 1, "'\(pattern)' is not found, and splits in \(parts.items.count)")
        }
    }
}

/// Two numbers, a line each: what arithmetic promises of any two.
enum NumberProbe {
    static func run(_ bytes: [UInt8]) throws(Flaw) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let a = Number(lines[0]) else { return }
        let b = lines.count > 1 ? Number(lines[1]) ?? .one : .one
        try promise(Number(a.description) == a, "\(a.description) does not read back as itself")
        try promise(a.negated.negated == a && a.magnitude >= .zero, "the sign of \(a) is lost")
        try promise(a.adding(b) == b.adding(a), "\(a) + \(b) depends on the order")
        try promise(a.multiplied(by: b) == b.multiplied(by: a), "\(a) * \(b) depends on the order")
        try promise(a.subtracting(b) == b.subtracting(a)?.negated, "\(a) - \(b) is not -(\(b) - \(a))")
        try promise(a.subtracting(a) == .zero, "\(a) - \(a) is not 0")
        try promise([a < b, a == b, b < a].count { $0 } == 1, "\(a) and \(b) have no order")
        if let difference = a.subtracting(b) {
            try promise(difference.signum == (a < b ? -1 : a == b ? 0 : 1), "\(a) - \(b) has the wrong sign")
        }
        if a == b { try promise(a.hashValue == b.hashValue, "\(a) and \(b) are equal, not their hashes") }
        if let quotient = a.divided(by: b), !a.isZero, !quotient.isZero, let product = quotient.multiplied(by: b) {
            try isNear(product, a, "\(a) / \(b) * \(b)")
        }
        if let root = a.squareRoot {
            try promise(root >= .zero, "the root of \(a) is below zero")
            if let square = root.multiplied(by: root), !square.isZero { try isNear(square, a, "sqrt(\(a)) ** 2") }
        }
        if let rest = a.modulo(b) {
            try promise(rest.isZero || rest.signum == b.signum, "modulo(\(a), \(b)) has the wrong sign")
            try promise(rest.magnitude <= b.magnitude, "modulo(\(a), \(b)) is \(rest)")
        }
        try promise(a.floor() <= a && a <= a.ceiling(), "\(a) is not between its floor and its ceiling")
        try promise(a.floor().isInteger && a.ceiling().isInteger, "the floor of \(a) is no whole number")
        if let scale = b.asInt, abs(scale) < 7000 {
            for mode in RoundingMode.allCases { _ = a.rounded(scale: scale, mode: mode) }
        }
        if let whole = a.asInt { try promise(Number(whole) == a, "\(a) is not \(whole)") }
        _ = a.power(b)
        _ = a.exponential
        _ = a.naturalLogarithm
        _ = a.asDouble
    }

    /// To a few units of the 34th digit, or to the smallest number.
    private static func isNear(_ value: Number, _ wanted: Number, _ said: String) throws(Flaw) {
        guard let difference = value.subtracting(wanted)?.magnitude, !difference.isZero,
            let unit = Number("1e-32"), let least = Number("1e-6140"),
            let allowed = wanted.magnitude.multiplied(by: unit)
        else { return }
        try promise(difference <= allowed || wanted.magnitude < least, "\(said) is \(value), not \(wanted)")
    }
}

/// A date, time or duration: what is read is written, and read back as the same.
enum TemporalProbe {
    static func run(_ bytes: [UInt8]) throws(Flaw) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let date = CalendarDate(text) {
            try promise(CalendarDate(date.description) == date, "\(date) is not read back")
            try promise(CalendarDate(daysSinceEpoch: date.daysSinceEpoch) == date, "\(date) is not its day")
            try promise((1...7).contains(date.weekday) && (1...53).contains(date.isoWeek), "\(date) has no week")
            for months in [-13, -1, 1, 12, Int.max, Int.min] { _ = date.adding(months: months) }
            for days in [-366, 1, Int.max, Int.min] { _ = date.adding(days: days) }
        }
        if let time = TimeOfDay(text) {
            try promise(TimeOfDay(time.description) == time, "\(time) is not read back")
        }
        if let moment = DateAndTime(text) {
            try promise(DateAndTime(moment.description) == moment, "\(moment) is not read back")
            _ = moment.instant
        }
        if let duration = DaysDuration(text) {
            try promise(DaysDuration(duration.description) == duration, "\(duration) is not read back")
            _ = (duration.negated, duration.magnitude, duration.adding(duration))
            if let moment = DateAndTime("2026-03-29T02:30:00@Europe/Paris") { _ = moment.adding(duration) }
            if let time = TimeOfDay("10:00:00") { _ = time.adding(duration) }
        }
        if let duration = MonthsDuration(text) {
            try promise(MonthsDuration(duration.description) == duration, "\(duration) is not read back")
            _ = (duration.negated, duration.magnitude, duration.adding(duration))
        }
    }
}
