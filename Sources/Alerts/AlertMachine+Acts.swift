public import FEEL

/// What people do to alerts.
extension AlertMachine {
    /// Why an act is refused.
    public enum Refusal: Error, Hashable, Sendable {
        /// Nothing of that name, or it is not open.
        case notOpen(AlertKey)
        /// The end is missing, past, or more than a year away.
        case badEnd
        /// A reason, a note or an owner is missing.
        case noReason
        /// A silence that names nothing would cover everything.
        case coversAll
        case noSilence(Int)
        case noAcknowledgement(AlertKey)
    }

    /// Longer than a year is no acknowledgement: it is a decision, which belongs in the policies.
    public static let longest = 366

    private func check(_ until: CalendarDate, _ day: CalendarDate) throws(Refusal) {
        guard until >= day, until.daysSinceEpoch - day.daysSinceEpoch <= Self.longest else { throw .badEnd }
    }

    private func check(_ text: String) throws(Refusal) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .noReason }
    }

    /// Somebody takes the matter up: reminders and escalation stop until then.
    public func acknowledge(
        _ key: AlertKey, in book: AlertBook, owner: String, note: String, until: CalendarDate, by author: String,
        on day: CalendarDate
    ) throws(Refusal) -> Step {
        try check(owner)
        try check(note)
        try check(until, day)
        guard var instance = book.instances[key], instance.phase == .firing else { throw .notOpen(key) }
        instance.acknowledgement = AlertInstance.Acknowledgement(
            owner: owner, note: note, until: until, by: author, on: day, material: instance.material,
            severity: instance.severity)
        var step = Step(book: book)
        step.book.instances[key] = instance
        step.events = [AlertEvent(.acknowledged, day, key, owner)]
        return step
    }

    /// Gives the matter back.
    public func release(_ key: AlertKey, in book: AlertBook, on day: CalendarDate) throws(Refusal) -> Step {
        guard var instance = book.instances[key], let held = instance.acknowledgement else {
            throw .noAcknowledgement(key)
        }
        instance.acknowledgement = nil
        instance.told?.on = day
        var step = Step(book: book)
        step.book.instances[key] = instance
        step.events = [AlertEvent(.released, day, key, held.owner)]
        return step
    }

    /// What a silence would cover now: alerts that fire or are about to.
    public func covered(by matcher: Silence.Matcher, in book: AlertBook) throws(Refusal) -> [AlertInstance] {
        if matcher.isEmpty { throw .coversAll }
        return book.sorted.filter { $0.phase != .resting && matcher.covers($0) }
    }

    public func silence(
        _ matcher: Silence.Matcher, in book: AlertBook, reason: String, author: String, until: CalendarDate,
        on day: CalendarDate
    ) throws(Refusal) -> (step: Step, silence: Silence, covered: [AlertInstance]) {
        try check(reason)
        try check(until, day)
        let covered = try covered(by: matcher, in: book)
        let silence = Silence(
            id: book.lastSilence + 1, matcher: matcher, reason: reason, author: author, from: day, until: until)
        var step = Step(book: book)
        step.book.lastSilence += 1
        step.book.silences.append(silence)
        step.events = [AlertEvent(.silenced, day, nil, String(silence.id))]
        return (step, silence, covered)
    }

    /// Ends a silence before its time: it counted until the day before.
    public func unsilence(_ id: Int, in book: AlertBook, on day: CalendarDate) throws(Refusal) -> Step {
        guard let position = book.silences.firstIndex(where: { $0.id == id && $0.isActive(on: day) }),
            let yesterday = day.adding(days: -1)
        else { throw .noSilence(id) }
        var step = Step(book: book)
        step.book.silences[position].until = yesterday
        step.events = [AlertEvent(.unsilenced, day, nil, String(id))]
        return step
    }
}
