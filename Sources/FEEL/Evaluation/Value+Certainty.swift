extension Value {
    /// Whether nothing in the value is unknown: no unknown part, no list that is open.
    ///
    /// The members of things of the host are not looked at; one that stands for others is uncertain.
    public var isCertain: Bool {
        switch self {
        case .unknown: return false
        case .list(let list):
            return list.membership == nil && list.items.allSatisfy(\.isCertain)
        case .context(let context):
            return context.entries.allSatisfy(\.value.isCertain)
        case .range(let range):
            return range.lower?.isCertain ?? true && range.upper?.isCertain ?? true
        case .object(let object): return object.identityCauses == nil
        default: return true
        }
    }

    /// What the value's unknown parts depend on; empty for a certain value.
    public var causes: Causes {
        switch self {
        case .unknown(let unknown): return unknown.causes
        case .list, .context, .range, .object: break
        default: return Causes()
        }
        var all: [Cause] = []
        collectCauses(into: &all)
        return Causes(all)
    }

    private func collectCauses(into all: inout [Cause]) {
        switch self {
        case .unknown(let unknown): all += unknown.causes.unordered
        case .list(let list):
            for item in list.items { item.collectCauses(into: &all) }
            guard let membership = list.membership else { return }
            for presence in membership.presence { all += presence?.unordered ?? [] }
            for rest in membership.rest {
                all += rest.causes.unordered
                rest.element.collectCauses(into: &all)
            }
        case .context(let context):
            for entry in context.entries { entry.value.collectCauses(into: &all) }
        case .range(let range):
            range.lower?.collectCauses(into: &all)
            range.upper?.collectCauses(into: &all)
        case .object(let object): all += object.identityCauses?.unordered ?? []
        default: break
        }
    }

    /// The value that an engine of the standard, which knows no unknowns, would have: a null with
    /// its reason for each unknown, and lists with the elements that are certainly theirs.
    public var standard: Value {
        if isCertain { return self }
        switch self {
        case .unknown(let unknown):
            return .null(unknown.causes.first.map { NullReason(.absent($0)) })
        case .list(let list):
            guard let membership = list.membership else { return .list(ListValue(list.items.map(\.standard))) }
            return .list(
                ListValue(zip(list.items, membership.presence).filter { $1 == nil }.map(\.0.standard)))
        case .context(let context):
            return .context(ContextValue(context.entries.map { .init($0.key, $0.value.standard) }))
        case .range(var range):
            range.lower = range.lower?.standard
            range.upper = range.upper?.standard
            return .range(range)
        default: return self
        }
    }

    /// Whether two certain values are the same one, of the same type: what distinguishes the values
    /// of a domain. Unlike the equality of the language it always answers, and null is null.
    func isIdentical(to other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.boolean(let a), .boolean(let b)): return a == b
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return a.hasCodePoints(of: b)
        case (.date(let a), .date(let b)): return a == b
        case (.time(let a), .time(let b)): return a == b
        case (.dateTime(let a), .dateTime(let b)): return a == b
        case (.daysDuration(let a), .daysDuration(let b)): return a == b
        case (.monthsDuration(let a), .monthsDuration(let b)): return a == b
        case (.object(let a), .object(let b)): return a.identity == b.identity
        case (.function(let a), .function(let b)): return a === b
        case (.range(let a), .range(let b)):
            return a.includesLower == b.includesLower && a.includesUpper == b.includesUpper && a.isPoint == b.isPoint
                && Value.isIdentical(a.lower, b.lower) && Value.isIdentical(a.upper, b.upper)
        case (.list(let a), .list(let b)):
            return a.membership == nil && b.membership == nil && a.items.count == b.items.count
                && zip(a.items, b.items).allSatisfy { $0.isIdentical(to: $1) }
        case (.context(let a), .context(let b)):
            return a.entries.count == b.entries.count
                && a.entries.allSatisfy { entry in b[entry.key].map { $0.isIdentical(to: entry.value) } ?? false }
        default: return false
        }
    }

    private static func isIdentical(_ left: Value?, _ right: Value?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.isIdentical(to: right)
        default: false
        }
    }

    /// Every certain value this one may be; nil when they are more than `limit`, or cannot be listed.
    func completions(limit: Int) -> [Value]? {
        switch self {
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values): return values.count <= limit ? values : nil
            case .number(let interval, let orNull):
                return interval.single.map { [.number($0)] + (orNull ? [.null] : []) }
            case .date(let interval, let orNull):
                return interval.single.map { [.date($0)] + (orNull ? [.null] : []) }
            case .any: return nil
            }
        case .list(let list):
            if isCertain { return [self] }
            if let membership = list.membership, !membership.rest.isEmpty { return nil }
            var all: [[Value]] = [[]]
            for (index, item) in list.items.enumerated() {
                guard let choices = item.completions(limit: limit) else { return nil }
                let isMaybe = list.membership?.presence[index] != nil
                if all.count * (choices.count + (isMaybe ? 1 : 0)) > limit { return nil }
                all = all.flatMap { start in
                    choices.map { start + [$0] } + (isMaybe ? [start] : [])
                }
            }
            return all.map { .list(ListValue($0)) }
        case .context(let context):
            if isCertain { return [self] }
            var all: [[ContextValue.Entry]] = [[]]
            for entry in context.entries {
                guard let choices = entry.value.completions(limit: limit), all.count * choices.count <= limit else {
                    return nil
                }
                all = all.flatMap { start in choices.map { start + [.init(entry.key, $0)] } }
            }
            return all.map { .context(ContextValue($0)) }
        case .range(let range):
            let lowers = range.lower.map { $0.completions(limit: limit) } ?? []
            let uppers = range.upper.map { $0.completions(limit: limit) } ?? []
            guard let lowers, let uppers else { return nil }
            let lowerChoices: [Value?] = range.lower == nil ? [nil] : lowers
            let upperChoices: [Value?] = range.upper == nil ? [nil] : uppers
            if lowerChoices.count * upperChoices.count > limit { return nil }
            return lowerChoices.flatMap { lower in
                upperChoices.map { upper in
                    .range(
                        RangeValue(
                            lower: lower, includesLower: range.includesLower,
                            upper: upper, includesUpper: range.includesUpper, isPoint: range.isPoint))
                }
            }
        default: return isCertain ? [self] : nil
        }
    }
}
