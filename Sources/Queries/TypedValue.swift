public import Diagnostics
public import FEEL
public import JSON

/// FEEL values as JSON that tells their type: `{"t": "number", "v": "1.50"}`.
///
/// | `t` | `v` |
/// | --- | --- |
/// | `null` | none |
/// | `number`, `date`, `time`, `date and time`, `days and time duration`, `years and months duration` | the text as FEEL writes it |
/// | `string` | the text |
/// | `boolean` | `true` or `false` |
/// | `list` | an array of typed values |
/// | `context` | an object of typed values |
/// | `range` | the range as FEEL writes it: `[1..10)`, `(< 5)` |
/// | `unknown` | none; see ``TypedValue/unknown(_:as:)`` |
/// | `function`, `object` | written only: what it is called |
public enum TypedValue {
    /// Why some JSON is no typed value; the path leads to the faulty part: `v[2].v`.
    public struct Failure: Error, Hashable, Sendable {
        public var path: String
        public var message: Localized
    }

    /// Reads a typed value.
    ///
    /// - Parameter name: What an unknown inside is about: the input's name. It becomes a cause of kind
    ///   ``Cause/Kind/input``.
    public static func decode(_ json: JSONValue, as name: String) throws(Failure) -> Value {
        try Reader(name: name).value(json, "")
    }

    /// Writes a value; entries keep their order.
    public static func encode(_ value: Value) -> JSONValue {
        switch value {
        case .null: return typed("null")
        case .boolean(let truth): return typed("boolean", .bool(truth))
        case .number, .string, .date, .time, .dateTime, .daysDuration, .monthsDuration, .range:
            return typed(value.typeName, .string(value.feelDescription))
        case .list(let list): return encode(list)
        case .context(let context):
            return typed("context", .object(context.entries.map { .init($0.key, encode($0.value)) }))
        case .function(let function): return typed("function", function.name.map { .string($0) } ?? .null)
        case .object(let object): return typed("object", .string(object.identity))
        case .unknown(let unknown): return encode(unknown)
        }
    }

    private static func typed(_ type: String, _ value: JSONValue? = nil) -> JSONValue {
        .object(present: ["t": .string(type), "v": value])
    }

    /// A list whose members are not all known says how many certainly belong to it and how many may:
    /// `at_least`, `at_most` (null: nothing bounds it).
    private static func encode(_ list: ListValue) -> JSONValue {
        let items = JSONValue.array(list.items.map(encode))
        guard let membership = list.membership else { return typed("list", items) }
        let atMost = membership.rest.reduce(Optional(list.items.count)) { sum, rest in
            sum.flatMap { sum in rest.atMost.map { sum + $0 } }
        }
        return [
            "t": "list", "v": items, "at_least": .int(membership.presence.count { $0 == nil }),
            "at_most": atMost.map { .int($0) } ?? .null,
        ]
    }

    /// `type` is null when nothing is known of it; `range` is left out when there is no bound.
    private static func encode(_ unknown: Unknown) -> JSONValue {
        switch unknown.domain {
        case .any(let type): return shape(type, nil, orNull: false)
        case .number(let interval, let orNull):
            return shape("number", interval.literal { $0.description }.map { .string($0) }, orNull: orNull)
        case .date(let interval, let orNull):
            return shape("date", interval.literal { "@\"\($0.description)\"" }.map { .string($0) }, orNull: orNull)
        case .values(let values):
            let types = Set(values.filter { !$0.isNull }.map(\.typeName))
            return shape(types.count == 1 ? types.first : nil, .array(values.map(encode)), orNull: false)
        }
    }

    private static func shape(_ type: String?, _ range: JSONValue?, orNull: Bool) -> JSONValue {
        .object(present: [
            "t": "unknown", "type": type.map { .string($0) } ?? .null, "range": range,
            "or_null": orNull ? .bool(true) : nil,
        ])
    }
}

extension Interval {
    /// As FEEL writes it; nil when both ends are missing.
    fileprivate func literal(_ text: (Bound) -> String) -> String? {
        switch (lower, upper) {
        case (nil, nil): nil
        case (let lower?, nil): "(\(lower.isIncluded ? ">=" : ">") \(text(lower.value)))"
        case (nil, let upper?): "(\(upper.isIncluded ? "<=" : "<") \(text(upper.value)))"
        case (let lower?, let upper?):
            "\(lower.isIncluded ? "[" : "(")\(text(lower.value))..\(text(upper.value))\(upper.isIncluded ? "]" : ")")"
        }
    }
}

private struct Reader {
    let name: String

    func value(_ json: JSONValue, _ path: String) throws(TypedValue.Failure) -> Value {
        guard case .object = json, let type = json["t"]?.stringValue else {
            throw failure(
                path, fr: "une valeur typée est un objet {\"t\": …, \"v\": …}",
                en: "a typed value is an object {\"t\": …, \"v\": …}")
        }
        let inner = path.isEmpty ? "v" : path + ".v"
        switch type {
        case "null": return .null
        case "unknown": return try unknown(json, path)
        case "boolean":
            guard let truth = json["v"]?.boolValue else { throw unfit("boolean", inner) }
            return .boolean(truth)
        case "list":
            guard let items = json["v"]?.arrayValue else { throw unfit("list", inner) }
            var values: [Value] = []
            for (index, item) in items.enumerated() { values.append(try value(item, "\(inner)[\(index)]")) }
            return .list(ListValue(values))
        case "context":
            guard let members = json["v"]?.objectMembers else { throw unfit("context", inner) }
            var entries: [ContextValue.Entry] = []
            for member in members {
                entries.append(.init(member.name, try value(member.value, "\(inner).\(member.name)")))
            }
            return .context(ContextValue(entries))
        default:
            guard let text = json["v"]?.stringValue ?? (type == "number" ? json["v"]?.numberText : nil) else {
                throw unfit(type, inner)
            }
            guard let value = Value(text, ofType: type) else { throw unfit(type, inner) }
            return value
        }
    }

    /// `{"t": "unknown", "type": T, "range": R}`: one value of a type, we do not know which.
    ///
    /// `range` is a FEEL range for numbers and dates, or a list of the values there may be; a boolean
    /// without one is either. `"or_null": true` says that it may also be null.
    private func unknown(_ json: JSONValue, _ path: String) throws(TypedValue.Failure) -> Value {
        let type = json["type"]?.stringValue.flatMap { FEELType(standardName: $0)?.typeName }
        if let written = json["type"], !written.isNull, type == nil {
            throw failure(
                path.isEmpty ? "type" : path + ".type", fr: "type inconnu \(written)", en: "unknown type \(written)")
        }
        let orNull = json["or_null"]?.boolValue ?? false
        let causes = Causes.one(Cause(.input, subject: name))
        func make(_ domain: Unknown.Domain) -> Value { .unknown(Unknown(domain, causes)) }
        guard let range = json["range"], !range.isNull else {
            switch type {
            case "boolean": return make(.values([.boolean(false), .boolean(true)] + (orNull ? [.null] : [])))
            case "number": return make(.number(Interval(), orNull: orNull))
            case "date": return make(.date(Interval(), orNull: orNull))
            default: return make(.any(type: type == "Any" ? nil : type))
            }
        }
        let place = path.isEmpty ? "range" : path + ".range"
        if let items = range.arrayValue { return try enumeration(items, orNull, causes, place) }
        guard let text = range.stringValue, case .range(let bounds)? = Value(text, ofType: "range") else {
            throw failure(
                place, fr: "un domaine est un intervalle FEEL ou une liste de valeurs typées",
                en: "a domain is a FEEL range or a list of typed values")
        }
        if let interval = Interval<Number>(bounds, { if case .number(let number) = $0 { number } else { nil } }) {
            return try checked(.number(interval, orNull: orNull), interval.isEmpty, causes, place)
        }
        if let interval = Interval<CalendarDate>(bounds, { if case .date(let date) = $0 { date } else { nil } }) {
            return try checked(.date(interval, orNull: orNull), interval.isEmpty, causes, place)
        }
        return make(.any(type: type))
    }

    private func enumeration(
        _ items: [JSONValue], _ orNull: Bool, _ causes: Causes, _ path: String
    ) throws(TypedValue.Failure) -> Value {
        var values: [Value] = orNull ? [.null] : []
        for (index, item) in items.enumerated() {
            let value = try value(item, "\(path)[\(index)]")
            guard value.isCertain else {
                throw failure(
                    "\(path)[\(index)]", fr: "une valeur possible est certaine", en: "a possible value is certain")
            }
            values.append(value)
        }
        guard let first = values.first else {
            throw failure(path, fr: "un domaine a au moins une valeur", en: "a domain has at least one value")
        }
        // Repeated values count once; too many are widened.
        return values.dropFirst().reduce(first) { .join($0, $1, because: causes) }
    }

    private func checked(
        _ domain: Unknown.Domain, _ isEmpty: Bool, _ causes: Causes, _ path: String
    ) throws(TypedValue.Failure) -> Value {
        if isEmpty { throw failure(path, fr: "le domaine est vide", en: "the domain is empty") }
        switch domain {
        case .number(let interval, false):
            if let lower = interval.lower, let upper = interval.upper, lower.value == upper.value {
                return .number(lower.value)
            }
        case .date(let interval, false):
            if let lower = interval.lower, let upper = interval.upper, lower.value == upper.value {
                return .date(lower.value)
            }
        default: break
        }
        return .unknown(Unknown(domain, causes))
    }

    private func unfit(_ type: String, _ path: String) -> TypedValue.Failure {
        let label = FEELType(standardName: type) == nil && type != "range"
        return label
            ? failure(
                path.hasSuffix("v") ? String(path.dropLast()) + "t" : path, fr: "type inconnu « \(type) »",
                en: "unknown type '\(type)'")
            : failure(path, fr: "ce n'est pas une valeur de type « \(type) »", en: "this is no value of type '\(type)'")
    }

    private func failure(_ path: String, fr: String, en: String) -> TypedValue.Failure {
        TypedValue.Failure(path: path, message: Localized(fr: fr, en: en))
    }
}

extension Interval {
    /// nil when an end is of another type.
    fileprivate init?(_ range: RangeValue, _ bound: (Value) -> Bound?) {
        self.init()
        if let value = range.lower {
            guard let value = bound(value) else { return nil }
            lower = End(value, isIncluded: range.includesLower)
        }
        if let value = range.upper {
            guard let value = bound(value) else { return nil }
            upper = End(value, isIncluded: range.includesUpper)
        }
        if range.lower == nil, range.upper == nil { return nil }
    }

    fileprivate var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower.value > upper.value || (lower.value == upper.value && !(lower.isIncluded && upper.isIncluded))
    }
}

extension FEELType {
    /// The name that values of the type say: ``Value/typeName``.
    fileprivate var typeName: String {
        switch self {
        case .list: "list"
        case .range: "range"
        case .context: "context"
        case .function: "function"
        default: description
        }
    }
}

extension Value {
    /// Reads the text of a value; nil when it is none of the type.
    fileprivate init?(_ text: String, ofType type: String) {
        let value: Value?
        switch type {
        case "string": value = .string(text)
        case "number": value = Number(text).map { .number($0) }
        case "date": value = CalendarDate(text).map { .date($0) }
        case "time": value = TimeOfDay(text).map { .time($0) }
        case "date and time", "dateTime": value = DateAndTime(text).map { .dateTime($0) }
        case "days and time duration", "dayTimeDuration": value = DaysDuration(text).map { .daysDuration($0) }
        case "years and months duration", "yearMonthDuration": value = MonthsDuration(text).map { .monthsDuration($0) }
        case "range":
            let bare = text.first == "<" || text.first == ">"
            let (expression, _) = CompiledExpression.compile(
                EmbeddedText(standalone: bare ? "(\(text))" : text), scope: .empty)
            let range = expression?.evaluate([])
            if case .range? = range { value = range } else { value = nil }
        default: value = nil
        }
        guard let value else { return nil }
        self = value
    }
}

extension TypedValue {
    /// Reads a value as a person writes it: plain JSON, where an object with a `t` that is a text is a
    /// typed value.
    ///
    /// - Parameter name: As for ``decode(_:as:)``.
    public static func decodePlain(_ json: JSONValue, as name: String) throws(Failure) -> Value {
        switch json {
        case .null: return .null
        case .bool(let truth): return .boolean(truth)
        case .number(let text): return try decode(["t": "number", "v": .string(text)], as: name)
        case .string(let text): return .string(text)
        case .array(let items):
            var values: [Value] = []
            for item in items { values.append(try decodePlain(item, as: name)) }
            return .list(ListValue(values))
        case .object(let members):
            if json["t"]?.stringValue != nil { return try decode(json, as: name) }
            var entries: [ContextValue.Entry] = []
            for member in members { entries.append(.init(member.name, try decodePlain(member.value, as: name))) }
            return .context(ContextValue(entries))
        }
    }
}
