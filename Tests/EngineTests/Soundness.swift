import Alerts
import FEEL
import Packs
import World

@testable import Engine

/// What is wrong when one evaluation follows from another by losing facts: nothing, or these words.
///
/// Losing facts may only move a result towards unknown: no verdict, gravity, figure, band or gate may
/// become another one, and what was possible stays possible.
struct Soundness {
    let before: Evaluation
    let after: Evaluation
    private var found: [String] = []

    init(before: Evaluation, after: Evaluation) {
        self.before = before
        self.after = after
    }

    static func violations(before: Evaluation, after: Evaluation) -> [String] {
        var check = Soundness(before: before, after: after)
        check.cells()
        check.assessments()
        check.alerts()
        return check.found
    }

    private mutating func cells() {
        for rule in before.pack.rules {
            var left: [Subject: Cell] = [:]
            for cell in before.cells(of: rule.id) { left[cell.subject] = cell }
            for cell in after.cells(of: rule.id) {
                if let old = left.removeValue(forKey: cell.subject) {
                    compare(old, cell)
                } else if rule.role == .finding, cell.verdict == .no {
                    // It may be a subject after all, and is no finding either way.
                    continue
                } else if let verdict = cell.verdict, verdict != .unknown {
                    say(cell, "is new and \(verdict)")
                } else if cell.verdict == nil, cell.value?.isCertain ?? true, cell.missing.isEmpty {
                    say(cell, "is new and certain")
                }
            }
            for cell in left.values where cell.subject.records.allSatisfy({ after.snapshot.record($0) != nil }) {
                say(cell, "is gone though its subject is still there")
            }
        }
    }

    private mutating func compare(_ old: Cell, _ new: Cell) {
        if let was = old.verdict, let verdict = new.verdict, verdict != was, verdict != .unknown {
            say(new, "went from \(was) to \(verdict)")
        }
        if (old.verdict == nil) != (new.verdict == nil), new.verdict != .unknown { say(new, "is no verdict any more") }
        // A finding that is no more than possible says what it would be; one that is not, says nothing.
        if new.verdict == old.verdict || old.verdict == .unknown {
            compare(old.gravity, new.gravity, of: new, "gravity")
            compare(old.value, new.value, of: new, "value")
            for detail in old.details {
                compare(detail.value, new.details.first { $0.name == detail.name }?.value, of: new, detail.name)
            }
        } else if let gravity = old.gravity, let now = new.gravity, !now.holdsAll(of: gravity) {
            say(new, "its gravity went from \(gravity.shown) to \(now.shown)")
        }
        compare(old.score, new.score, of: new, "score")
        if new.verdict == .yes, !Set(new.absorbedBy).isSubset(of: old.absorbedBy) { say(new, "is absorbed by more") }
        if new.verdict == .unknown || (new.verdict == nil && new.value?.isCertain == false), new.missing.isEmpty,
            new.failure == nil
        {
            say(new, "is unknown and lacks nothing")
        }
        if new.failure != nil, old.failure == nil { say(new, "fails: \(new.failure.map { "\($0.kind)" } ?? "")") }
    }

    private mutating func compare(_ old: Value?, _ new: Value?, of cell: Cell, _ what: String) {
        switch (old, new) {
        case (nil, nil): break
        case (let old?, let new?):
            if !new.holdsAll(of: old) { say(cell, "\(what) went from \(old.shownWide) to \(new.shownWide)") }
        case (nil, let new?): say(cell, "\(what) became \(new.shownWide)")
        case (let old?, nil): say(cell, "\(what) \(old.shownWide) is gone")
        }
    }

    private mutating func assessments() {
        for old in before.assessments {
            guard
                let new = after.assessments.first(where: {
                    $0.assessment == old.assessment && $0.subject == old.subject
                })
            else {
                if after.snapshot.record(old.subject) != nil { found.append("\(old.assessment): gone") }
                continue
            }
            let name = "\(old.assessment) \(old.subject.key)"
            if let band = new.band, band != old.band {
                found.append("\(name): band went from \(old.band ?? "?") to \(band)")
            }
            if new.verdict != .unknown, new.verdict != old.verdict {
                found.append("\(name): went from \(old.verdict) to \(new.verdict)")
            }
            if !new.mean.holdsAll(of: old.mean) { found.append("\(name): mean \(old.mean) is outside \(new.mean)") }
            if new.completeness > old.completeness { found.append("\(name): is more complete") }
            for group in old.groups {
                guard let other = new.groups.first(where: { $0.id == group.id }) else { continue }
                if !other.mean.holdsAll(of: group.mean) { found.append("\(name): group \(group.id) is outside") }
            }
            for gate in old.gates {
                guard let other = new.gates.first(where: { $0.id == gate.id }) else { continue }
                if other.verdict != .unknown, other.verdict != gate.verdict {
                    found.append("\(name): gate \(gate.id) went from \(gate.verdict) to \(other.verdict)")
                }
            }
        }
    }

    /// What is lost neither opens an alert nor ends one, nor makes another matter of it.
    private mutating func alerts() {
        let (was, now) = (before.sight(), after.sight())
        for key in Set(was.observations.keys).union(now.observations.keys).sorted() {
            let (old, new) = (was.observations[key], now.observations[key])
            if let new {
                if new.condition == .yes, old?.condition != .yes { found.append("alert \(key.id): opens") }
                if new.clearing == .yes, old.map({ $0.clearing != .yes }) ?? false {
                    found.append("alert \(key.id): clears")
                }
                if new.before == .yes, old?.before != .yes { found.append("alert \(key.id): is armed") }
                guard let old, old.condition != .no, new.condition != .no else { continue }
                for (name, before, after) in [
                    ("severity", old.severity, new.severity), ("matter", old.matter, new.matter),
                    ("material", old.material, new.material),
                ] where after != nil && after != before {
                    found.append("alert \(key.id): \(name) went from \(before ?? "?") to \(after ?? "?")")
                }
            } else if let old, old.clearing != .yes, now.complete.contains(key.alert),
                old.subject.allSatisfy({ name in
                    RecordID(name).map { before.snapshot.record($0) == nil || after.snapshot.record($0) != nil } ?? true
                })
            {
                found.append("alert \(key.id): is gone")
            }
        }
    }

    private mutating func say(_ cell: Cell, _ words: String) {
        found.append("\(cell.name) \(words)")
    }
}

extension Value {
    /// Whether everything the other may be, this may be too.
    func holdsAll(of other: Value) -> Bool {
        if other.isCertain { return mayBe(other) }
        switch other.bounds {
        case .certain(let value): return mayBe(value)
        case .oneOf(let values): return values.allSatisfy(mayBe)
        case .numbers(let interval, let orNull):
            switch bounds {
            case .numbers(let own, let ownOrNull): return own.holdsAll(of: interval) && (ownOrNull || !orNull)
            case .anything(let type): return type == nil || type == "number"
            default: return false
            }
        case .dates(let interval, let orNull):
            switch bounds {
            case .dates(let own, let ownOrNull): return own.holdsAll(of: interval) && (ownOrNull || !orNull)
            case .anything(let type): return type == nil || type == "date"
            default: return false
            }
        case .anything(let type):
            if case .list = other { return !isCertain }
            if case .anything(let own) = bounds { return own == nil || own == type }
            return false
        }
    }

    /// With its bounds.
    var shownWide: String {
        guard case .unknown(let unknown) = self else { return shown }
        return switch unknown.domain {
        case .values(let values): "one of " + values.map(\.shown).joined(separator: ", ")
        case .number(let interval, let orNull):
            "\(interval.lower?.value.description ?? "-∞")…\(interval.upper?.value.description ?? "∞")\(orNull ? " or null" : "")"
        default: "?"
        }
    }
}

extension Interval {
    func holdsAll(of other: Interval) -> Bool {
        if let lower {
            guard let end = other.lower,
                end.value > lower.value || (end.value == lower.value && (lower.isIncluded || !end.isIncluded))
            else { return false }
        }
        if let upper {
            guard let end = other.upper,
                end.value < upper.value || (end.value == upper.value && (upper.isIncluded || !end.isIncluded))
            else { return false }
        }
        return true
    }
}
