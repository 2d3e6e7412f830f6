import Diagnostics
import Engine
import FEEL
import JSON
import World

/// Values, bounds and causes as machine formats show them: never localised, always in the same order.
enum ValueJSON {
    /// A certain value as plain JSON; one that is not certain, or null, is JSON null.
    static func plain(_ value: Value) -> JSONValue {
        switch value {
        case .null, .unknown, .function: .null
        case .boolean(let flag): .bool(flag)
        case .number(let number): .number(number.jsonText)
        case .string(let text): .string(text)
        case .date, .time, .dateTime, .daysDuration, .monthsDuration, .range: .string(value.feelDescription)
        case .list(let list): .array(list.items.map(plain))
        case .context(let context): .object(context.entries.map { .init($0.key, plain($0.value)) })
        case .object(let object): .string(object.identity)
        }
    }

    /// Members that tell a value whole: `value`, and when it is not certain `certain`, `bounds`, `missing`.
    static func members(_ value: Value) -> [JSONValue.Member] {
        if value.isCertain { return [.init("value", plain(value)), .init("certain", .bool(true))] }
        var members: [JSONValue.Member] = [.init("value", .null), .init("certain", .bool(false))]
        members.append(.init("bounds", bounds(value)))
        members.append(.init("missing", causes(value.causes)))
        return members
    }

    /// What a value may be: `{lower, upper}`, `{values}`, `{type}`; an open list says how many it has.
    static func bounds(_ value: Value) -> JSONValue {
        switch value {
        case .unknown(let unknown): return bounds(unknown.domain)
        case .list(let list):
            let doubtful = list.membership?.presence.count { $0 != nil } ?? 0
            let isOpen = !(list.membership?.rest.isEmpty ?? true)
            return .object([
                .init("at_least", .int(list.items.count - doubtful)), .init("stated", .int(list.items.count)),
                .init("open", .bool(isOpen)),
            ])
        default: return .null
        }
    }

    static func bounds(_ domain: Unknown.Domain) -> JSONValue {
        switch domain {
        case .values(let values): return .object([.init("values", .array(values.map(plain)))])
        case .number(let interval, _):
            return ends(interval) { .number($0.jsonText) }
        case .date(let interval, _):
            return ends(interval) { .string($0.description) }
        case .any(let type): return .object([.init("type", type.map { .string($0) } ?? .null)])
        }
    }

    static func ends<Bound>(_ interval: Interval<Bound>, _ show: (Bound) -> JSONValue) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.append(.init("lower", interval.lower.map { show($0.value) } ?? .null))
        members.append(.init("upper", interval.upper.map { show($0.value) } ?? .null))
        if let lower = interval.lower, !lower.isIncluded { members.append(.init("lower_excluded", .bool(true))) }
        if let upper = interval.upper, !upper.isIncluded { members.append(.init("upper_excluded", .bool(true))) }
        return .object(members)
    }

    static func causes(_ causes: Causes) -> JSONValue {
        .array(
            causes.all.map { cause in
                .object([
                    .init("kind", .string(cause.kind.rawValue)), .init("subject", .string(cause.subject)),
                    .init("member", .string(cause.member)),
                ])
            })
    }

    static func localized(_ text: Localized) -> JSONValue {
        .object([.init("fr", .string(text.fr)), .init("en", .string(text.en))])
    }

    static func failure(_ reason: NullReason) -> JSONValue {
        switch reason.kind {
        case .error(let code, let message):
            .object([.init("code", .string(code.rawValue)), .init("message", localized(message))])
        case .absent(let cause): causes(.one(cause))
        }
    }
}

extension Number {
    /// A JSON number token: the exact decimal, without a plus sign or a bare point.
    var jsonText: String { description }
}
