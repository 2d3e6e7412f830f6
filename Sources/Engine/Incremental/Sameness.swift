import Diagnostics
import FEEL
import World

/// When two results are the same to the byte, wherever they may be shown.
///
/// Equality of the language is wider: one instant has many writings, two objects are equal by name, texts that
/// only look alike are equal. Numbers are shown without trailing zeros: those that are equal are shown alike.
/// Whoever stops a change from spreading needs the narrow one.
extension Value {
    func isIdentical(to other: Value) -> Bool {
        switch (self, other) {
        case (.null(let a), .null(let b)): areSame(a, b)
        case (.boolean(let a), .boolean(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): areSame(a, b)
        case (.date(let a), .date(let b)): a == b
        case (.time, .time), (.dateTime, .dateTime), (.daysDuration, .daysDuration),
            (.monthsDuration, .monthsDuration):
            areSame(feelDescription, other.feelDescription)
        case (.range(let a), .range(let b)):
            a.includesLower == b.includesLower && a.includesUpper == b.includesUpper && a.isPoint == b.isPoint
                && areSame(a.lower, b.lower) && areSame(a.upper, b.upper)
        case (.list(let a), .list(let b)): a.isIdentical(to: b)
        case (.context(let a), .context(let b)):
            a.entries.count == b.entries.count
                && zip(a.entries, b.entries).allSatisfy {
                    areSame($0.key, $1.key) && $0.value.isIdentical(to: $1.value)
                }
        case (.object(let a), .object(let b)): areSame(a, b)
        case (.unknown(let a), .unknown(let b)): a.causes == b.causes && areSame(a.domain, b.domain)
        // Functions see the world they were made in: one is never another.
        default: false
        }
    }
}

func areSame(_ a: Value?, _ b: Value?) -> Bool {
    switch (a, b) {
    case (nil, nil): true
    case (let a?, let b?): a.isIdentical(to: b)
    default: false
    }
}

private func areSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

func areSame(_ a: NullReason?, _ b: NullReason?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    if a === b { return true }
    guard a.span == b.span else { return false }
    switch (a.kind, b.kind) {
    case (.error(let code, let text), .error(let other, let words)):
        return code == other && areSame(text.fr, words.fr) && areSame(text.en, words.en)
    case (.absent(let cause), .absent(let other)): return cause == other
    default: return false
    }
}

private func areSame(_ a: Unknown.Domain, _ b: Unknown.Domain) -> Bool {
    switch (a, b) {
    case (.values(let a), .values(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isIdentical(to: $1) }
    case (.number(let a, let orNull), .number(let b, let other)): orNull == other && a == b
    case (.date(let a, let orNull), .date(let b, let other)): orNull == other && a == b
    case (.any(let a), .any(let b)): a == b
    default: false
    }
}

/// What an object is by itself. What its record says is read through it, and each read is known to who read.
func areSame(_ a: any HostObject, _ b: any HostObject) -> Bool {
    switch (a, b) {
    case (let a as RecordObject, let b as RecordObject):
        a.record.id == b.record.id && areSame(a.narrowed, b.narrowed)
    case (let a as PhantomObject, let b as PhantomObject):
        areSame(a.identity, b.identity) && a.kind == b.kind && a.cause == b.cause && areSame(a.known, b.known)
    case (let a as FindingObject, let b as FindingObject):
        a.rule.id == b.rule.id && areSame(a.subjects, b.subjects) && areSame(a.content, b.content)
    case (let a as HeldRecord, let b as HeldRecord): a.id == b.id && areSame(a.narrowed, b.narrowed)
    case (let a as HeldPhantom, let b as HeldPhantom):
        areSame(a.identity, b.identity) && a.kind == b.kind && a.cause == b.cause && areSame(a.known, b.known)
    case (let a as HeldFinding, let b as HeldFinding):
        a.rule == b.rule && areSame(a.subjects, b.subjects) && areSame(a.content, b.content)
    default: false
    }
}

private func areSame(_ a: [Value], _ b: [Value]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.isIdentical(to: $1) }
}

private func areSame(_ a: HeldFinding.Content, _ b: HeldFinding.Content) -> Bool {
    switch (a, b) {
    case (.cell(let a), .cell(let b)): a.isIdentical(to: b)
    case (.possible(let a, let said), .possible(let b, let words)): a.isIdentical(to: b) && areSame(said, words)
    default: false
    }
}

private func areSame(_ a: FindingObject.Said?, _ b: FindingObject.Said?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a.gravity.isIdentical(to: b.gravity) && areSame(a.details, b.details)
}

private func areSame(_ a: [Cell.Detail], _ b: [Cell.Detail]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && areSame($0.value, $1.value) }
}

private func areSame(_ a: [String: Value], _ b: [String: Value]) -> Bool {
    a.count == b.count && a.allSatisfy { areSame($1, b[$0]) }
}

private func areSame(_ a: FindingObject.Content, _ b: FindingObject.Content) -> Bool {
    switch (a, b) {
    case (.cell(let a), .cell(let b)): a.isIdentical(to: b)
    case (.possible(_, let a, let said), .possible(_, let b, let words)):
        a.isIdentical(to: b) && areSame(said, words)
    default: false
    }
}

extension ListValue {
    func isIdentical(to other: ListValue) -> Bool {
        guard items.count == other.items.count, zip(items, other.items).allSatisfy({ $0.isIdentical(to: $1) }) else {
            return false
        }
        guard let membership, let others = other.membership else {
            return membership == nil && other.membership == nil
        }
        return membership.presence == others.presence && membership.rest.count == others.rest.count
            && zip(membership.rest, others.rest).allSatisfy { a, b in
                a.atMost == b.atMost && a.causes == b.causes && a.element.isIdentical(to: b.element)
            }
    }
}

extension Cell {
    func isIdentical(to other: Cell) -> Bool {
        rule == other.rule && subject == other.subject && verdict == other.verdict && areSame(value, other.value)
            && areSame(gravity, other.gravity) && absorbedBy == other.absorbedBy && missing == other.missing
            && areSame(details, other.details)
            && areSame(score, other.score) && areSame(failure, other.failure)
    }
}

extension RuleEvaluation.Candidate {
    func isIdentical(to other: RuleEvaluation.Candidate) -> Bool {
        doubt == other.doubt && objects.count == other.objects.count
            && zip(objects, other.objects).allSatisfy { areSame($0, $1) }
    }
}
