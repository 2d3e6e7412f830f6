extension CalendarDate {
    /// 1 January 1970.
    public static let epoch = CalendarDate(daysSinceEpoch: 0) ?? CalendarDate.first

    private static var first: CalendarDate {
        // Day zero is a day of the calendar: this is never reached.
        preconditionFailure("the calendar has no first day")
    }
}
