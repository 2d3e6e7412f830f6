/// The values of one type, cut where conditions may change.
struct RegionAxis {
    enum Kind: Hashable {
        case boolean, number, string, date, time, dateTime, days, months

        init?(_ type: FEELType) {
            switch type {
            case .boolean: self = .boolean
            case .number: self = .number
            case .string: self = .string
            case .date: self = .date
            case .time: self = .time
            case .dateTime: self = .dateTime
            case .daysDuration: self = .days
            case .monthsDuration: self = .months
            default: return nil
            }
        }

        init?(_ value: Value) {
            switch value {
            case .boolean: self = .boolean
            case .number: self = .number
            case .string: self = .string
            case .date: self = .date
            case .time: self = .time
            case .dateTime: self = .dateTime
            case .daysDuration: self = .days
            case .monthsDuration: self = .months
            default: return nil
            }
        }
    }

    let kind: Kind
    /// Of the kind, in order, without repetition.
    private let cuts: [Value]
    private let zone: Zone

    /// - Returns: nil when the cuts are times that cannot be put in one order: of zones that are not
    ///   brought together, or whose clocks change.
    init?(_ kind: Kind, cuts: [Value]) {
        self.kind = kind
        var own: [Value] = []
        for cut in cuts where Kind(cut) == kind {
            if !own.contains(where: { $0.equals(cut) == true }) { own.append(cut) }
        }
        let zones = own.compactMap(\.zone)
        zone = zones.first ?? .local
        let offsets = zones.map { $0 == .local ? nil : $0.fixedOffset }
        if zones.contains(where: { $0 != .local }) {
            guard offsets.allSatisfy({ $0 != nil }) else { return nil }
            // A time of day in another zone may fall on the day before or after.
            if kind == .time, Set(offsets).count > 1 { return nil }
        }
        self.cuts = own.sorted { ($0.compare($1) ?? 0) < 0 }
    }

    /// The regions in order; those between two cuts that nothing lies between are left out.
    ///
    /// - Parameter place: Of the first.
    func regions(ordersStrings: Bool, from place: Int) -> [TableRegion] {
        if kind == .boolean {
            return [false, true].enumerated().map {
                TableRegion(extent: .value(.boolean($1)), sample: .boolean($1), place: place + 2 * $0)
            }
        }
        if kind == .string, !ordersStrings { return strings(from: place) }
        var regions: [TableRegion] = []
        var place = place
        for index in 0...cuts.count {
            let lower = index > 0 ? cuts[index - 1] : nil
            let upper = index < cuts.count ? cuts[index] : nil
            if let sample = sample(between: lower, upper) {
                regions.append(TableRegion(extent: .between(lower, upper), sample: sample, place: place))
                place += 1
            }
            if let upper {
                regions.append(TableRegion(extent: .value(upper), sample: upper, place: place))
                place += 1
            }
        }
        return regions
    }

    /// Every named string, then the others; none touches another.
    private func strings(from place: Int) -> [TableRegion] {
        var regions = cuts.enumerated().map {
            TableRegion(extent: .value($1), sample: $1, place: place + 2 * $0)
        }
        var other = "?"
        while cuts.contains(where: { $0.equals(.string(other)) == true }) { other += "?" }
        regions.append(
            TableRegion(extent: .otherString, sample: .string(other), place: place + 2 * cuts.count))
        return regions
    }

    // MARK: Samples

    /// A value strictly between; nil when there is none.
    private func sample(between lower: Value?, _ upper: Value?) -> Value? {
        candidates(lower, upper).lazy.compactMap { $0 }.first { value in
            (lower.map { ($0.compare(value) ?? 0) < 0 } ?? true)
                && (upper.map { (value.compare($0) ?? 0) < 0 } ?? true)
        }
    }

    /// Values that may lie between, the simplest first.
    private func candidates(_ lower: Value?, _ upper: Value?) -> [Value?] {
        switch kind {
        case .boolean: []
        case .number: numbers(lower, upper)
        case .string: strings(lower, upper)
        case .date: dates(lower, upper)
        case .time: times(lower, upper)
        case .dateTime: instants(lower, upper)
        case .days: durations(lower, upper)
        case .months: months(lower, upper)
        }
    }

    private func numbers(_ lower: Value?, _ upper: Value?) -> [Value?] {
        let low: Number? = if case .number(let number)? = lower { number } else { nil }
        let high: Number? = if case .number(let number)? = upper { number } else { nil }
        let ten = Number(10)
        switch (low, high) {
        case (nil, nil): return [.number(.zero)]
        case (let low?, nil):
            return [low.floor().adding(.one), low.multiplied(by: ten), low.divided(by: ten)].map {
                $0.map { .number($0) }
            }
        case (nil, let high?):
            return [high.ceiling().subtracting(.one), high.multiplied(by: ten), high.divided(by: ten)]
                .map { $0.map { .number($0) } }
        case (let low?, let high?):
            let middle = low.adding(high)?.divided(by: Number(2))
            return [low.floor().adding(.one), middle?.rounded(), middle?.rounded(scale: 1), middle]
                .map { $0.map { .number($0) } }
        }
    }

    private func strings(_ lower: Value?, _ upper: Value?) -> [Value?] {
        guard case .string(let text)? = lower else { return [.string(""), .string(" ")] }
        return ["a", "0", " ", "\u{0}"].map { .string(text + $0) }
    }

    private func dates(_ lower: Value?, _ upper: Value?) -> [Value?] {
        if case .date(let date)? = lower { return [date.adding(days: 1).map { .date($0) }] }
        if case .date(let date)? = upper { return [date.adding(days: -1).map { .date($0) }] }
        return [CalendarDate(year: 2000, month: 1, day: 1).map { .date($0) }]
    }

    private func times(_ lower: Value?, _ upper: Value?) -> [Value?] {
        let bounds = [TimeOfDay.midnight, TimeOfDay(hour: 12, minute: 0, second: 0)].map { $0?.with(zone: zone) }
        let end = TimeOfDay(unchecked: 86_399, 999_000_000, zone)
        guard case .time(let time)? = lower else { return (bounds + [end]).map { $0.map { .time($0) } } }
        return Self.steps.map { .time(time.adding($0)) } + [.time(end)]
    }

    private func instants(_ lower: Value?, _ upper: Value?) -> [Value?] {
        if case .dateTime(let instant)? = lower {
            return ([DaysDuration(days: 1)] + Self.steps).map { instant.adding($0).map { .dateTime($0) } }
        }
        if case .dateTime(let instant)? = upper {
            return [instant.adding(DaysDuration(days: -1)).map { .dateTime($0) }]
        }
        return [
            CalendarDate(year: 2000, month: 1, day: 1).map { .dateTime(DateAndTime($0, .midnight.with(zone: zone))) }
        ]
    }

    private func durations(_ lower: Value?, _ upper: Value?) -> [Value?] {
        if case .daysDuration(let duration)? = lower {
            return ([DaysDuration(days: 1)] + Self.steps + [DaysDuration(nanoseconds: 1)]).map {
                duration.adding($0).map { .daysDuration($0) }
            }
        }
        if case .daysDuration(let duration)? = upper {
            return [duration.adding(DaysDuration(days: -1)).map { .daysDuration($0) }]
        }
        return [.daysDuration(.zero)]
    }

    private func months(_ lower: Value?, _ upper: Value?) -> [Value?] {
        if case .monthsDuration(let duration)? = lower {
            return [duration.adding(MonthsDuration(months: 1)).map { .monthsDuration($0) }]
        }
        if case .monthsDuration(let duration)? = upper {
            return [duration.adding(MonthsDuration(months: -1)).map { .monthsDuration($0) }]
        }
        return [.monthsDuration(.zero)]
    }

    /// An hour, a second, a millisecond: times are compared to the millisecond.
    private static let steps = [
        DaysDuration(seconds: 3600), DaysDuration(seconds: 1), DaysDuration(nanoseconds: 1_000_000),
    ]
}

extension Value {
    fileprivate var zone: Zone? {
        switch self {
        case .time(let time): time.zone
        case .dateTime(let instant): instant.zone
        default: nil
        }
    }
}
