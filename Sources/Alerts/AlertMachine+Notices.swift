public import FEEL

/// Who is told what, and why not.
extension AlertMachine {
    /// Why nobody is told of an alert for now.
    public enum Mute: Hashable, Sendable {
        case silence(Int)
        case inhibited(AlertKey)
        /// A suspension of the calendar.
        case calendar(String)
        /// What it depends on is missing.
        case missingData
    }

    /// What keeps notices of an alert back, if anything does; the day's earlier notices apart.
    public func mute(of instance: AlertInstance, in book: AlertBook, on day: CalendarDate) -> Mute? {
        if instance.suspendedOn != nil { return .missingData }
        if let silence = book.silence(of: instance, on: day) { return .silence(silence.id) }
        guard let definition = definitions[instance.key.alert] else { return nil }
        if let other = inhibitor(of: instance, definition, in: book) { return .inhibited(other) }
        if !definition.despiteSuspension, let suspension = calendar.suspension(on: day) {
            return .calendar(suspension.id)
        }
        return nil
    }

    private func inhibitor(of instance: AlertInstance, _ definition: AlertDefinition, in book: AlertBook) -> AlertKey? {
        for inhibition in definition.inhibitions {
            let found = book.instances.values.filter { other in
                guard other.key.alert == inhibition.alert, other.key != instance.key, other.phase == .firing else {
                    return false
                }
                switch inhibition.same {
                case .territory: return true
                case .matter: return other.matter == instance.matter
                case .subject: return other.key.subject.contains { instance.key.subject.contains($0) }
                }
            }
            if let first = found.map(\.key).min() { return first }
        }
        return nil
    }

    /// The audiences told at once of an alert; those of its digest besides.
    public func immediateAudiences(of instance: AlertInstance) -> [String] {
        guard let definition = definitions[instance.key.alert] else { return [] }
        // A severity that is not known is told like the gravest: nobody is spared by a gap.
        let severity = instance.severity ?? severities.first ?? ""
        var found = definition.to.filter { audiences[$0]?.immediate.contains(severity) == true }
        if instance.escalatedOn != nil, let role = definition.escalation?.to, audiences[role] != nil {
            found.append(role)
        }
        return Set(found).sorted()
    }

    /// The next day on which somebody is reminded, or nil.
    public func nextReminder(of instance: AlertInstance) -> CalendarDate? {
        guard let told = instance.told, instance.phase == .firing,
            let definition = definitions[instance.key.alert], !definition.reminders.isEmpty
        else { return nil }
        return calendar.end(
            of: definition.reminders[min(told.reminders, definition.reminders.count - 1)], from: told.on)
    }

    /// The day on which a role is told, or nil.
    public func escalationDay(of instance: AlertInstance) -> CalendarDate? {
        guard let told = instance.told, instance.phase == .firing, instance.escalatedOn == nil,
            let escalation = definitions[instance.key.alert]?.escalation
        else { return nil }
        return calendar.end(of: escalation.after, from: told.first)
    }

    // MARK: Telling

    /// Levels, not edges: what is told is the difference between what is and what was told last, so that
    /// nothing that waits is lost, and nothing is told twice.
    func tell(_ step: inout Step, territory: String, _ day: CalendarDate) {
        // A day that a clock passed by mistake is no limit.
        step.book.lastNotices = step.book.lastNotices.filter { $0.value <= day }
        let before = step.book
        var outgoing: [String: [String: [Notice.Item]]] = [:]
        for instance in before.sorted {
            guard definitions[instance.key.alert] != nil, let what = due(instance, in: before, day) else { continue }
            var next = instance
            if what == .escalated { next.escalatedOn = day }
            var to = immediateAudiences(of: next)
            if what == .escalated { to = definitions[instance.key.alert]?.escalation.map { [$0.to] } ?? [] }
            // One matter, one notice a day.
            if to.contains(where: { before.lastNotices[Self.channel($0, instance.matter)] == day }) { continue }
            record(what, &next, day)
            step.book.instances[instance.key] = next
            if what == .escalated { step.events.append(AlertEvent(.escalated, day, instance.key, to.first ?? "")) }
            let item = Notice.Item(
                what: what, key: instance.key, severity: instance.severity,
                day: what == .resolved ? instance.resolvedOn : instance.openedOn)
            for audience in to {
                outgoing[audience, default: [:]][instance.matter, default: []].append(item)
                step.events.append(AlertEvent(.noticed, day, instance.key, "\(audience) \(what.rawValue)"))
            }
        }
        for (audience, matters) in outgoing.sorted(by: { $0.key < $1.key }) {
            for (matter, items) in matters.sorted(by: { $0.key < $1.key }) {
                step.book.lastNotices[Self.channel(audience, matter)] = day
                step.notices.append(
                    Notice(
                        kind: .alert, territory: territory, audience: audience, matter: matter, day: day,
                        items: Self.inOrder(items)))
            }
        }
    }

    private static func channel(_ audience: String, _ matter: String) -> String { "\(audience) \(matter)" }

    static func inOrder(_ items: [Notice.Item]) -> [Notice.Item] {
        func rank(_ what: Notice.Item.What) -> Int { Notice.Item.What.allCases.firstIndex(of: what) ?? 0 }
        return items.sorted { left, right in
            rank(left.what) == rank(right.what) ? left.key < right.key : rank(left.what) < rank(right.what)
        }
    }

    /// What there is to tell of an alert today, if anything and if nothing keeps it back.
    private func due(_ instance: AlertInstance, in book: AlertBook, _ day: CalendarDate) -> Notice.Item.What? {
        let isOwned = instance.acknowledgement != nil
        var what: Notice.Item.What?
        if instance.phase == .firing {
            guard let told = instance.told else {
                // Taken up before it came back: its owner knows.
                return !isOwned && mute(of: instance, in: book, on: day) == nil ? .opened : nil
            }
            if isOther(instance, than: told.material, told.severity) {
                what = .changed
            } else if !isOwned, let due = escalationDay(of: instance), due <= day {
                what = .escalated
            } else if !isOwned, let due = nextReminder(of: instance), due <= day {
                what = .reminder
            }
        } else if instance.told != nil {
            what = .resolved
        }
        guard let what, mute(of: instance, in: book, on: day) == nil else { return nil }
        return what
    }

    private func record(_ what: Notice.Item.What, _ instance: inout AlertInstance, _ day: CalendarDate) {
        switch what {
        case .resolved: instance.told = nil
        case .escalated: break
        case .reminder:
            instance.told?.on = day
            instance.told?.reminders += 1
        default:
            instance.told = AlertInstance.Told(
                on: day, material: instance.material, severity: instance.severity, reminders: 0,
                first: instance.told?.first ?? day)
        }
    }

    // MARK: Digests

    /// The last day on which a digest was due, today included.
    func digestDay(_ weekday: Int, notAfter day: CalendarDate) -> CalendarDate? {
        let back = (day.weekday - weekday + 7) % 7
        for weeks in 0..<4 {
            guard let date = day.adding(days: -back - 7 * weeks) else { return nil }
            let due = calendar.workingDay(notBefore: date)
            if due <= day { return due }
        }
        return nil
    }

    func digest(_ step: inout Step, territory: String, _ day: CalendarDate) {
        for audience in audiences.values.sorted(by: { $0.id < $1.id }) {
            guard let weekday = audience.digest, let due = digestDay(weekday, notAfter: day) else { continue }
            let last = step.book.digests[audience.id]
            step.book.digests[audience.id] = due
            // At first, from the next one on; and none for a day that a clock passed by mistake.
            guard let last, due > last else { continue }
            let period = last..<due
            let items = step.book.sorted.compactMap { item($0, audience, in: period, step.book, day) }
            let standing = step.book.instances.values.count {
                $0.phase == .firing && isMeant($0, for: audience)
                    && item($0, audience, in: period, step.book, day) == nil
            }
            let ends = step.book.silences.filter { last <= $0.until && $0.until < (due.adding(days: 7) ?? due) }
            step.notices.append(
                Notice(
                    kind: .digest, territory: territory, audience: audience.id, day: due, from: last,
                    items: Self.inOrder(items), silences: ends.map { .init(id: $0.id, until: $0.until) },
                    standing: standing))
        }
    }

    private func isMeant(_ instance: AlertInstance, for audience: Audience) -> Bool {
        guard let definition = definitions[instance.key.alert] else { return false }
        return definition.to.contains(audience.id)
            || (instance.escalatedOn != nil && definition.escalation?.to == audience.id)
    }

    /// What moved in a period: days from the last digest on, this one's excluded; nil where nothing did.
    private func item(
        _ instance: AlertInstance, _ audience: Audience, in period: Range<CalendarDate>, _ book: AlertBook,
        _ day: CalendarDate
    ) -> Notice.Item? {
        guard isMeant(instance, for: audience) else { return nil }
        func moved(_ dates: CalendarDate?...) -> Bool { dates.contains { $0.map(period.contains) ?? false } }
        func item(_ what: Notice.Item.What, _ date: CalendarDate?, until: CalendarDate? = nil) -> Notice.Item {
            Notice.Item(
                what: what, key: instance.key, severity: instance.severity, day: date,
                owner: what == .acknowledged ? instance.acknowledgement?.owner : nil, until: until)
        }
        let opened = instance.openedOn
        switch book.state(of: instance, on: day) {
        case .pending: return nil
        case .resolved: return moved(instance.resolvedOn) ? item(.resolved, instance.resolvedOn) : nil
        case .suspended: return moved(instance.suspendedOn) ? item(.suspended, instance.suspendedOn) : nil
        case .acknowledged:
            let held = instance.acknowledgement
            return moved(held?.on, opened) ? item(.acknowledged, opened, until: held?.until) : nil
        case .silenced:
            let silence = book.silence(of: instance, on: day)
            return moved(silence?.from, opened) ? item(.silenced, opened, until: silence?.until) : nil
        case .open: return moved(opened) ? item(.opened, opened) : nil
        }
    }
}
