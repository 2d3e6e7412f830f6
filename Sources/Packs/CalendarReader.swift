import Alerts
import Diagnostics
import FEEL
import YAMLReader

/// Reads `format: calendar/1`: working days, elections, suspensions, sittings. Several files add up.
struct CalendarReader {
    let context: DecodingContext

    func read(_ node: YAMLNode, into draft: inout PackDraft) {
        guard let fields = Fields(node, of: Localized(fr: "un calendrier", en: "a calendar"), context) else { return }
        defer { fields.finish() }
        fields.ignore("format", "labels")
        for node in fields.list("weekend") {
            guard let name = context.choice(node, among: Weekday.names), let day = Weekday.number(name) else {
                continue
            }
            draft.calendar.weekend.insert(day)
        }
        for node in fields.list("holidays") {
            if let holiday = holiday(node) { draft.calendar.holidays.append(holiday) }
        }
        let elections = days(fields.list("elections"))
        draft.elections = (draft.elections + elections).sorted()
        for pair in fields.mapping("suspensions") {
            for suspension in suspensions(pair, elections) {
                if draft.calendar.suspensions.contains(where: { $0.id == suspension.id }) {
                    context.declaredTwice(suspension.id, at: pair.key.location)
                }
                draft.calendar.suspensions.append(suspension)
            }
        }
        draft.calendar.sittings = (draft.calendar.sittings + days(fields.list("sittings"))).sorted()
    }

    private func days(_ nodes: [YAMLNode]) -> [CalendarDate] {
        nodes.compactMap { node in
            guard let text = context.string(node) else { return nil }
            if let date = CalendarDate(text) { return date }
            unreadable(text, node)
            return nil
        }
    }

    private func unreadable(_ text: String, _ node: YAMLNode) {
        context.report(
            Diagnostic(
                "R252", Localized(fr: "« \(text) » n'est pas un jour", en: "'\(text)' is no day"), at: node.location,
                help: Localized(
                    fr: "l'écrire 07-14 pour chaque année, ou 2026-07-14",
                    en: "write it 07-14 for each year, or 2026-07-14")))
    }

    /// `07-14`.
    private func yearly(_ text: String) -> (month: Int, day: Int)? {
        // A leap year: 29 February is a day.
        guard text.utf8.count == 5, let date = CalendarDate("2024-" + text) else { return nil }
        return (date.month, date.day)
    }

    private func holiday(_ node: YAMLNode) -> InstitutionalCalendar.Holiday? {
        guard let fields = Fields(node, of: Localized(fr: "un jour férié", en: "a holiday"), context) else {
            return nil
        }
        defer { fields.finish() }
        fields.ignore("labels")
        if let days = fields.integer("easter", in: -100...100) { return .easter(days) }
        guard let node = fields.required("day"), let text = context.string(node) else { return nil }
        if let (month, day) = yearly(text) { return .yearly(month: month, day: day) }
        if let date = CalendarDate(text) { return .once(date) }
        unreadable(text, node)
        return nil
    }

    /// One, or one for each election of the file: `elections_2026`.
    private func suspensions(_ pair: YAMLPair, _ elections: [CalendarDate]) -> [InstitutionalCalendar.Suspension] {
        guard let id = context.string(pair.key),
            let fields = Fields(pair.value, of: Localized(fr: "une suspension", en: "a suspension"), context)
        else { return [] }
        defer { fields.finish() }
        let labels = fields.localized("labels", required: true)
        if let node = fields.optional("around") {
            guard context.choice(node, among: ["elections"]) != nil, let labels else { return [] }
            let before = fields.integer("months_before", in: 0...24) ?? 0
            let after = fields.integer("months_after", in: 0...24) ?? 0
            return elections.compactMap { day in
                guard let start = day.adding(months: -before), let end = day.adding(months: after) else { return nil }
                return .init(
                    id: "\(id)_\(day.year)",
                    labels: Localized(fr: "\(labels.fr) (\(day.year))", en: "\(labels.en) (\(day.year))"),
                    days: .once(start, end))
            }
        }
        guard let from = fields.required("from"), let to = fields.required("to"), let first = context.string(from),
            let last = context.string(to), let labels
        else { return [] }
        if let start = yearly(first), let end = yearly(last) {
            return [
                .init(
                    id: id, labels: labels,
                    days: .yearly(fromMonth: start.month, fromDay: start.day, toMonth: end.month, toDay: end.day))
            ]
        }
        if let start = CalendarDate(first), let end = CalendarDate(last), start <= end {
            return [.init(id: id, labels: labels, days: .once(start, end))]
        }
        let isFirst = yearly(first) == nil && CalendarDate(first) == nil
        unreadable(isFirst ? first : last, isFirst ? from : to)
        return []
    }
}

/// What a parameter of the rules may take from the calendar instead of a value of its own: rules and alerts
/// then follow the same days.
enum CalendarPart: String, CaseIterable {
    /// Dates.
    case elections
    /// Month × 100 + day.
    case yearlyHolidays = "yearly_holidays"
    /// Days after Easter Sunday.
    case easterHolidays = "easter_holidays"
    /// Dates.
    case holidays
    /// `{from, to}`, month × 100 + day, both included, one inside a year: two where the end of the year passes.
    case yearlySuspensions = "yearly_suspensions"
    /// `{from, to}`, dates, both included.
    case suspensions

    func value(_ draft: PackDraft) -> Value {
        let calendar = draft.calendar
        let values: [Value] =
            switch self {
            case .elections: draft.elections.map { .date($0) }
            case .yearlyHolidays:
                calendar.holidays.compactMap {
                    if case .yearly(let month, let day) = $0 { Self.number(month, day) } else { nil }
                }
            case .easterHolidays:
                calendar.holidays.compactMap { if case .easter(let days) = $0 { .number(Number(days)) } else { nil } }
            case .holidays: calendar.holidays.compactMap { if case .once(let day) = $0 { .date(day) } else { nil } }
            case .yearlySuspensions:
                calendar.suspensions.flatMap { suspension -> [Value] in
                    guard case .yearly(let fromMonth, let fromDay, let toMonth, let toDay) = suspension.days
                    else { return [] }
                    let (from, to) = (Self.number(fromMonth, fromDay), Self.number(toMonth, toDay))
                    return (fromMonth, fromDay) <= (toMonth, toDay)
                        ? [Self.span(from, to)]
                        : [Self.span(from, Self.number(12, 31)), Self.span(Self.number(1, 1), to)]
                }
            case .suspensions:
                calendar.suspensions.compactMap { suspension in
                    if case .once(let from, let to) = suspension.days { Self.span(.date(from), .date(to)) } else { nil }
                }
            }
        return .list(ListValue(values))
    }

    private static func number(_ month: Int, _ day: Int) -> Value { .number(Number(month * 100 + day)) }

    private static func span(_ from: Value, _ to: Value) -> Value {
        .context(ContextValue([ContextValue.Entry("from", from), ContextValue.Entry("to", to)]))
    }
}

extension PackDraft {
    /// Gives the parameters that the calendar speaks for what it says, where no policy says otherwise.
    mutating func fillFromCalendar() {
        for (path, part) in calendarParameters {
            for group in parameters.indices where parameters[group].name == path.group {
                for position in parameters[group].parameters.indices
                where parameters[group].parameters[position].name == path.name
                    && parameters[group].parameters[position].override == nil
                {
                    parameters[group].parameters[position].value = part.value(self)
                }
            }
        }
    }
}
