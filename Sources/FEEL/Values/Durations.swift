/// A length of time in days, hours, minutes and seconds, to the nanosecond.
///
/// - Source: DMN 1.5, §10.3.2.3.7; XML Schema 1.1 part 2, `dayTimeDuration`.
public struct DaysDuration: Hashable, Sendable, BitwiseCopyable {
    public let nanoseconds: Int128

    public init(nanoseconds: Int128) {
        self.nanoseconds = nanoseconds
    }

    public init(days: Int) {
        nanoseconds = Int128(days) * 86_400_000_000_000
    }

    public init(seconds: Int) {
        nanoseconds = Int128(seconds) * 1_000_000_000
    }

    public static let zero = DaysDuration(nanoseconds: 0)

    /// Texts and sums stay below this many nanoseconds, some 10^14 years.
    static var limit: UInt128 { 10_000_000_000_000_000_000_000_000_000_000 }

    /// The length in seconds: exact, up to 34 digits.
    public var seconds: Number {
        Number.rounding(nanoseconds.magnitude, -9, nanoseconds < 0, sticky: false) ?? .zero
    }

    /// The nearest whole nanosecond, half to even; `nil` when it is out of 100 bits.
    public init?(seconds: Number) {
        guard let nanoseconds = seconds.multiplied(by: Number(unchecked: 1, 9, false)) else { return nil }
        let whole = nanoseconds.rounded().normalized
        guard whole.adjustedExponent < 30 else { return nil }
        let magnitude = Int128(whole.coefficient * PowersOfTen[Int(max(whole.exponent, 0))])
        self.nanoseconds = whole.isNegative ? -magnitude : magnitude
    }

    public func adding(_ other: DaysDuration) -> DaysDuration? {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
        return overflow || sum.magnitude >= DaysDuration.limit ? nil : DaysDuration(nanoseconds: sum)
    }

    public var negated: DaysDuration { DaysDuration(nanoseconds: -nanoseconds) }

    public var magnitude: DaysDuration { nanoseconds < 0 ? negated : self }
}

extension DaysDuration: Comparable {
    public static func < (left: DaysDuration, right: DaysDuration) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// A length of time in years and months.
///
/// - Source: DMN 1.5, §10.3.2.3.8; XML Schema 1.1 part 2, `yearMonthDuration`.
public struct MonthsDuration: Hashable, Sendable, BitwiseCopyable {
    public let months: Int

    public init(months: Int) {
        self.months = months
    }

    public static let zero = MonthsDuration(months: 0)

    public func adding(_ other: MonthsDuration) -> MonthsDuration? {
        let (sum, overflow) = months.addingReportingOverflow(other.months)
        return overflow ? nil : MonthsDuration(months: sum)
    }

    public var negated: MonthsDuration { MonthsDuration(months: 0 &- months) }

    public var magnitude: MonthsDuration { months < 0 ? negated : self }
}

extension MonthsDuration: Comparable {
    public static func < (left: MonthsDuration, right: MonthsDuration) -> Bool { left.months < right.months }
}

// MARK: - Text

extension DaysDuration: CustomStringConvertible {
    /// Reads `P1D`, `PT2H30M`, `-P1DT0.5S`: at least one part, in order; no years or months.
    public init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text)
        let isNegative = scanner.skip("-")
        guard scanner.skip("P") else { return nil }
        var total: Int128 = 0
        // Units still allowed, in order, with their nanoseconds.
        var days: [(Unicode.Scalar, Int128)] = [("D", 86_400_000_000_000)]
        var times: [(Unicode.Scalar, Int128)] = [
            ("H", 3_600_000_000_000), ("M", 60_000_000_000), ("S", 1_000_000_000),
        ]
        var isTime = false
        var parts = 0
        var partsOfTime = 0
        while !scanner.isAtEnd {
            if !isTime, scanner.skip("T") {
                isTime = true
                continue
            }
            guard let digits = scanner.digits(1...18) else { return nil }
            var fraction: Int128 = 0
            var hasFraction = false
            if isTime, scanner.skip(".") {
                guard let places = scanner.digits(0...1000) else { return nil }
                hasFraction = true
                let kept = places.prefix(9)
                fraction = Int128(TextScanner.value(kept))
                for _ in kept.count..<9 { fraction *= 10 }
            }
            var units = isTime ? times : days
            guard let index = units.firstIndex(where: { scanner.skip($0.0) }) else { return nil }
            let unit = units[index]
            if hasFraction, unit.0 != "S" { return nil }
            units.removeFirst(index + 1)
            if isTime { times = units } else { days = units }
            total += Int128(TextScanner.value(digits)) * unit.1 + fraction
            parts += 1
            if isTime { partsOfTime += 1 }
        }
        guard parts > 0, !isTime || partsOfTime > 0, total.magnitude < DaysDuration.limit else { return nil }
        nanoseconds = isNegative ? -total : total
    }

    /// Canonical: hours below 24, minutes and seconds below 60; zero is `PT0S`.
    public var description: String {
        if nanoseconds == 0 { return "PT0S" }
        let total = nanoseconds.magnitude
        let (seconds, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        var text = nanoseconds < 0 ? "-P" : "P"
        let days = seconds / 86_400
        if days > 0 { text += "\(days)D" }
        let hours = seconds / 3600 % 24
        let minutes = seconds / 60 % 60
        let left = seconds % 60
        if hours > 0 || minutes > 0 || left > 0 || rest > 0 { text += "T" }
        if hours > 0 { text += "\(hours)H" }
        if minutes > 0 { text += "\(minutes)M" }
        if rest > 0 { text += "\(left).\(fraction(Int(rest)))S" } else if left > 0 { text += "\(left)S" }
        return text
    }
}

extension MonthsDuration: CustomStringConvertible {
    /// Reads `P1Y`, `P2Y6M`, `-P18M`: at least one part, no days or times.
    public init?(_ text: some StringProtocol) {
        var scanner = TextScanner(text)
        let isNegative = scanner.skip("-")
        guard scanner.skip("P") else { return nil }
        var months = 0
        var parts = 0
        var mayHaveYears = true
        while !scanner.isAtEnd {
            guard let digits = scanner.digits(1...17) else { return nil }
            if mayHaveYears, scanner.skip("Y") {
                mayHaveYears = false
                months = TextScanner.value(digits) * 12
            } else {
                guard scanner.skip("M"), scanner.isAtEnd else { return nil }
                months += TextScanner.value(digits)
            }
            parts += 1
        }
        guard parts > 0 else { return nil }
        self.months = isNegative ? -months : months
    }

    /// Canonical: months below 12; zero is `P0M`.
    public var description: String {
        if months == 0 { return "P0M" }
        let (years, rest) = months.magnitude.quotientAndRemainder(dividingBy: 12)
        return "\(months < 0 ? "-" : "")P\(years > 0 ? "\(years)Y" : "")\(rest > 0 ? "\(rest)M" : "")"
    }
}
