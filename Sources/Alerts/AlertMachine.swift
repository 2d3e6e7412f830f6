public import FEEL

/// The life of alerts: a pure function from what was, what is seen and the day, to what is and who is told.
///
/// **Invariant:** missing data neither opens an alert nor resolves one.
/// **Invariant:** no clock; the same steps give the same book and the same notices.
public struct AlertMachine: Sendable {
    public var definitions: [String: AlertDefinition]
    public var audiences: [String: Audience]
    public var calendar: InstitutionalCalendar
    /// Gravest first.
    public var severities: [String]

    public init(
        definitions: [AlertDefinition], audiences: [Audience], calendar: InstitutionalCalendar, severities: [String]
    ) {
        self.definitions = Dictionary(definitions.map { ($0.id, $0) }) { first, _ in first }
        self.audiences = Dictionary(audiences.map { ($0.id, $0) }) { first, _ in first }
        self.calendar = calendar
        self.severities = severities
    }

    public struct Step: Hashable, Sendable {
        public var book: AlertBook
        /// By audience, then matter.
        public var notices: [Notice] = []
        public var events: [AlertEvent] = []
    }

    /// - Parameter day: The local day; it may be before that of the last step, when a clock was set.
    public func step(_ book: AlertBook, territory: String, day: CalendarDate, sight: Sight) -> Step {
        var step = Step(book: book)
        // What is at rest stays there, and was never told, unless something is seen of it.
        for key in Set(book.instances.keys).union(sight.pressing).sorted() {
            var instance = book.instances[key] ?? AlertInstance(key: key)
            let isNew = book.instances[key] == nil
            advance(&instance, sight, day, &step.events)
            // What never was a matter is not kept.
            if !isNew || instance.phase != .resting || instance.armed { step.book.instances[key] = instance }
        }
        tell(&step, territory: territory, day)
        digest(&step, territory: territory, day)
        return step
    }

    // MARK: One alert

    private func advance(
        _ instance: inout AlertInstance, _ sight: Sight, _ day: CalendarDate, _ events: inout [AlertEvent]
    ) {
        let key = instance.key
        guard let definition = definitions[key.alert] else {
            if instance.phase == .firing { resolve(&instance, day, "withdrawn", &events) }
            instance.phase = .resting
            instance.acknowledgement = nil
            instance.told = nil
            return
        }
        turnBack(&instance, day)
        let isGone = sight.complete.contains(key.alert)
        let observation = sight[key]
        let condition = observation?.condition ?? (isGone ? .no : .unknown)
        let clearing = observation?.clearing ?? (isGone ? .yes : .unknown)
        if let observation { describe(&instance, observation) }
        if let material = observation?.material { instance.material = material }
        if observation?.before == .yes { instance.armed = true }

        switch instance.phase {
        case .resting, .pending:
            rise(&instance, definition, condition, needsBefore: observation?.before != nil, day, &events)
        case .firing:
            fall(&instance, definition, condition, clearing, isGone: observation == nil, day, &events)
        }
        let lacks: Bool =
            switch instance.phase {
            case .resting: false
            case .pending: condition == .unknown
            case .firing: condition != .yes && clearing == .unknown
            }
        instance.missing = lacks ? observation?.missing ?? [key.subject.joined(separator: "+")] : []
        if lacks, instance.suspendedOn == nil {
            instance.suspendedOn = day
            events.append(AlertEvent(.suspended, day, key))
        } else if !lacks, instance.suspendedOn != nil {
            instance.suspendedOn = nil
            if instance.phase != .resting { events.append(AlertEvent(.resumed, day, key)) }
        }
        wake(&instance, day, &events)
    }

    /// What is not known changes nothing of what was; only a matter that begins is given the gravest severity
    /// that it may have, and is a matter of its own kind.
    private func describe(_ instance: inout AlertInstance, _ observation: Observation) {
        let begins = instance.phase == .resting && instance.told == nil
        if let severity = observation.severity ?? (begins ? observation.gravest : nil) { instance.severity = severity }
        if let matter = observation.matter, !matter.isEmpty {
            instance.matter = matter
        } else if instance.matter.isEmpty {
            instance.matter = instance.key.alert
        }
    }

    /// A clock that was set back: no date of ours may lie ahead, or it would stop the alert until then.
    private func turnBack(_ instance: inout AlertInstance, _ day: CalendarDate) {
        if let since = instance.since, since > day { instance.since = day }
        if let since = instance.clearingSince, since > day { instance.clearingSince = day }
        if let told = instance.told, told.on > day { instance.told?.on = day }
        if let told = instance.told, told.first > day { instance.told?.first = day }
    }

    private func rise(
        _ instance: inout AlertInstance, _ definition: AlertDefinition, _ condition: Truth, needsBefore: Bool,
        _ day: CalendarDate, _ events: inout [AlertEvent]
    ) {
        switch condition {
        // What is not known neither starts the wait nor ends it.
        case .unknown: return
        case .no:
            if instance.phase == .pending { events.append(AlertEvent(.dropped, day, instance.key)) }
            instance.phase = .resting
            instance.since = nil
            return
        case .yes: break
        }
        if needsBefore, !instance.armed { return }
        if instance.phase == .resting {
            instance.phase = .pending
            instance.since = day
            if definition.hold != .none { events.append(AlertEvent(.pending, day, instance.key)) }
        }
        guard let end = calendar.end(of: definition.hold, from: instance.since ?? day), end <= day else { return }
        instance.phase = .firing
        instance.openedOn = day
        instance.resolvedOn = nil
        instance.clearingSince = nil
        instance.escalatedOn = nil
        events.append(AlertEvent(.opened, day, instance.key))
    }

    private func fall(
        _ instance: inout AlertInstance, _ definition: AlertDefinition, _ condition: Truth, _ clearing: Truth,
        isGone: Bool, _ day: CalendarDate, _ events: inout [AlertEvent]
    ) {
        guard condition != .yes, clearing == .yes else {
            instance.clearingSince = nil
            return
        }
        let since = instance.clearingSince ?? day
        instance.clearingSince = since
        guard let end = calendar.end(of: definition.clearHold, from: since), end <= day else { return }
        resolve(&instance, day, isGone ? "gone" : "", &events)
    }

    private func resolve(
        _ instance: inout AlertInstance, _ day: CalendarDate, _ why: String, _ events: inout [AlertEvent]
    ) {
        instance.phase = .resting
        instance.since = nil
        instance.clearingSince = nil
        instance.resolvedOn = day
        instance.suspendedOn = nil
        instance.missing = []
        events.append(AlertEvent(.resolved, day, instance.key, why))
    }

    /// Ends an acknowledgement that has had its time, or whose matter is no longer the same.
    private func wake(_ instance: inout AlertInstance, _ day: CalendarDate, _ events: inout [AlertEvent]) {
        guard let held = instance.acknowledgement else { return }
        if day > held.until {
            instance.acknowledgement = nil
            events.append(AlertEvent(.expired, day, instance.key, held.owner))
            // The owner's time is over: reminders count from here.
            instance.told?.on = day
        } else if instance.phase == .firing, isOther(instance, than: held.material, held.severity) {
            instance.acknowledgement = nil
            events.append(AlertEvent(.woken, day, instance.key, held.owner))
        }
    }

    /// Whether a matter is no longer what it was; what was not known then, or is not now, is no change.
    func isOther(_ instance: AlertInstance, than material: String?, _ severity: String?) -> Bool {
        if instance.suspendedOn != nil { return false }
        if let material, material != instance.material { return true }
        return isGraver(instance.severity, than: severity)
    }

    /// Whether a severity weighs more; what is not known weighs nothing more.
    func isGraver(_ one: String?, than other: String?) -> Bool {
        guard let one, let rank = severities.firstIndex(of: one) else { return false }
        guard let other, let known = severities.firstIndex(of: other) else { return other != nil }
        return rank < known
    }
}
