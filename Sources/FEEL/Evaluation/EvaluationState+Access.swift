import Diagnostics

extension EvaluationState {
    /// Tells the recorder, if there is one, of a member that was read.
    public func report(_ object: any HostObject, _ member: String, _ value: Value) {
        options.recorder?.read(object, member, value)
    }

    /// `base.name`.
    mutating func member(_ name: String, of base: Value, at span: Span?) -> Value {
        switch base {
        case .object(let object):
            guard let value = object.member(name) else { return .noMember(name, of: base, span) }
            if options.recorder != nil { report(object, name, value) }
            return value
        case .context(let context):
            return context[name] ?? .noMember(name, of: base, span)
        case .list(let list):
            guard spend(list.items.count, at: span) else { return .null }
            return .list(
                list.mapped { item in
                    member(name, of: item, at: span)
                })
        case .unknown(let unknown): return member(name, ofUnknown: unknown, at: span)
        case .null: return base.located(at: span).hasReason ? base : .noMember(name, of: base, span)
        default: return base.property(name)?.located(at: span) ?? .noMember(name, of: base, span)
        }
    }

    private mutating func member(_ name: String, ofUnknown unknown: Unknown, at span: Span?) -> Value {
        switch unknown.domain {
        case .values(let values):
            speculate(unknown.causes)
            return .join(values.map { member(name, of: $0, at: span) }, because: unknown.causes)
        case .number: return .noMember(name, of: .unknown(unknown), span)
        case .date(let interval, let orNull):
            if name == "year" {
                let years = Interval<Number>(
                    lower: interval.lower.map { .init(Number($0.value.year)) },
                    upper: interval.upper.map { .init(Number($0.value.year)) })
                return .number(in: years, orNull: orNull, unknown.causes)
            }
            guard let range = CalendarDate.propertyRanges[name] else {
                return .noMember(name, of: .unknown(unknown), span)
            }
            return .number(
                in: .closed(Number(range.lowerBound), Number(range.upperBound)), orNull: orNull, unknown.causes)
        case .any(let type):
            let result: String? =
                type == "date" && (name == "year" || CalendarDate.propertyRanges[name] != nil) ? "number" : nil
            return .unknown(Unknown(.any(type: result), unknown.causes))
        }
    }

    /// A name used inside a filter, read as a member of the element: nil when it has none.
    mutating func implicitMember(_ name: String, of element: Value) -> Value? {
        switch element {
        case .context(let context): return context[name]
        case .object(let object):
            guard let value = object.member(name) else { return nil }
            if options.recorder != nil { report(object, name, value) }
            return value
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values):
                let members = values.filter { !$0.isNull }.map { ($0, implicitMember(name, of: $0)) }
                if members.allSatisfy({ $0.1 == nil }) { return nil }
                return .join(values.map { implicitMember(name, of: $0) ?? .null }, because: unknown.causes)
            case .any(let type) where type == nil || !Value.isMemberless(type ?? ""):
                return .unknown(Unknown(.any(type: nil), unknown.causes))
            case .any, .number, .date: return nil
            }
        default: return nil
        }
    }
}

extension CalendarDate {
    /// The properties of a date whose values turn round.
    fileprivate static let propertyRanges = ["month": 1...12, "day": 1...31, "weekday": 1...7]
}

extension Value {
    var hasReason: Bool {
        if case .null(_?) = self { true } else { false }
    }

    /// Types of the standard whose values are no contexts.
    static func isMemberless(_ type: String) -> Bool {
        switch type {
        case "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
            "years and months duration", "list", "range", "function":
            true
        default: false
        }
    }
}

extension ListValue {
    /// The list of what a function makes of each element: who is there does not change.
    func mapped(_ function: (Value) -> Value) -> ListValue {
        guard let membership else { return ListValue(items.map(function)) }
        return ListValue(
            items.map(function),
            membership: Membership(
                presence: membership.presence,
                rest: membership.rest.map {
                    Rest(element: function($0.element), atMost: $0.atMost, causes: $0.causes)
                }))
    }
}
