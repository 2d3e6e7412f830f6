extension JSONValue {
    /// The value of a member; nil when there is none or when this is not an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The item at a position; nil past the end or when this is not an array.
    public subscript(position: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(position) else { return nil }
        return items[position]
    }

    public var isNull: Bool { self == .null }

    public var stringValue: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The number as written.
    public var numberText: String? {
        guard case .number(let text) = self else { return nil }
        return text
    }

    /// The number when it is written as a whole number that an `Int` holds; `1.0` is not.
    public var intValue: Int? {
        numberText.flatMap { Int($0) }
    }

    public var arrayValue: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// Members in their order.
    public var objectMembers: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    public static func int(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }

    public static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    /// An object without the members whose value is nil.
    public static func object(present members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self = .number(String(value)) }
}

extension JSONValue: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

/// Members keep the order of the literal.
extension JSONValue: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSONValue: CustomStringConvertible {
    public var description: String { serialized() }
}
