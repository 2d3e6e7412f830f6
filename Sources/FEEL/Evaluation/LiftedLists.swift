import Diagnostics

/// Functions from lists to lists, over lists that are open or hold unknown values.
///
/// The elements of a rest may stand anywhere among the others, which keep their order; a rest of
/// which there is at most zero says that the order is not known at all.
enum LiftedLists {
    static func concatenate(_ arguments: [Value]) -> Value? {
        var result = ListValue([])
        for argument in arguments {
            guard let elements = plain(argument) else { return nil }
            result = result + elements
        }
        return .list(result)
    }

    static func append(_ arguments: [Value]) -> Value? {
        guard let first = arguments.first, let list = plain(first) else { return nil }
        return .list(list + ListValue(Array(arguments.dropFirst())))
    }

    static func reverse(_ arguments: [Value]) -> Value? {
        guard arguments.count == 1, let list = plain(arguments[0]) else { return nil }
        return .list(
            ListValue(
                list.items.reversed(), presence: list.items.indices.reversed().map(list.presence), rest: list.rest))
    }

    static func flatten(_ arguments: [Value]) -> Value? {
        guard arguments.count == 1, let list = plain(arguments[0]) else { return nil }
        return .list(flatten(list))
    }

    private static func flatten(_ list: ListValue) -> ListValue {
        var result = ListValue([])
        for (index, item) in list.items.enumerated() {
            switch item {
            case .list(let inner): result = result + flatten(inner).maybe(list.presence(index))
            case .unknown(let unknown) where unknown.domain.mayHold("list"):
                result = result + .anything(unknown.causes).maybe(list.presence(index))
            default: result = result + ListValue([item]).maybe(list.presence(index))
            }
        }
        for rest in list.rest {
            switch rest.element {
            case .list(let inner):
                let elements = flatten(inner)
                for element in elements.items + elements.rest.map(\.element) {
                    result =
                        result
                        + ListValue([], presence: [], rest: [.init(element: element, atMost: nil, causes: rest.causes)])
                }
            case .unknown(let unknown) where unknown.domain.mayHold("list"):
                result = result + .anything(rest.causes.union(unknown.causes))
            default: result = result + ListValue([], presence: [], rest: [rest])
            }
        }
        return result
    }

    static func union(_ arguments: [Value]) -> Value? {
        guard case .list(let all)? = concatenate(arguments) else { return nil }
        return .list(distinct(all))
    }

    static func distinctValues(_ arguments: [Value]) -> Value? {
        guard arguments.count == 1, let list = plain(arguments[0]) else { return nil }
        return .list(distinct(list))
    }

    /// Keeps an element unless it certainly repeats one that is certainly there; one that may repeat
    /// another is perhaps there.
    private static func distinct(_ list: ListValue) -> ListValue {
        var items: [Value] = []
        var presence: [Causes?] = []
        for (index, item) in list.items.enumerated() {
            var own = list.presence(index)
            var isRepeated = false
            for (other, earlier) in items.enumerated() {
                let truth = LiftedComparison.equality(earlier, item)
                guard truth.set.contains(.yes) else { continue }
                if truth.set == .yes, presence[other] == nil {
                    isRepeated = true
                    break
                }
                own = (own ?? Causes()).union(truth.causes).union(presence[other] ?? Causes())
            }
            if isRepeated { continue }
            items.append(item)
            presence.append(own)
        }
        let result = ListValue(items, presence: presence, rest: list.rest)
        // One that nobody stated may stand for a stated one, earlier: the order is lost.
        return list.rest.isEmpty ? result : result.unordered(list.membershipCauses)
    }

    /// A list argument as a list; nil for what may be none.
    private static func plain(_ value: Value) -> ListValue? {
        guard let elements = Elements(value), elements.doubt.isEmpty else { return nil }
        return elements.list
    }
}

extension ListValue {
    static func + (left: ListValue, right: ListValue) -> ListValue {
        if left.membership == nil, right.membership == nil { return ListValue(left.items + right.items) }
        return ListValue(
            left.items + right.items,
            presence: left.items.indices.map(left.presence) + right.items.indices.map(right.presence),
            rest: left.rest + right.rest)
    }

    /// The same list, of which nothing is there unless something more is.
    func maybe(_ causes: Causes?) -> ListValue {
        guard let causes else { return self }
        return ListValue(
            items, presence: items.indices.map { (presence($0) ?? Causes()).union(causes) },
            rest: rest.map { .init(element: $0.element, atMost: $0.atMost, causes: $0.causes.union(causes)) })
    }

    /// The same elements, in an order that is not known.
    func unordered(_ causes: Causes) -> ListValue {
        ListValue(
            items, presence: items.indices.map(presence),
            rest: rest + [.init(element: .null, atMost: 0, causes: causes)])
    }
}

extension Unknown.Domain {
    /// Whether some value of the domain has the type.
    func mayHold(_ type: String) -> Bool {
        switch self {
        case .values(let values): values.contains { $0.typeName == type }
        case .number: type == "number"
        case .date: type == "date"
        case .any(let own): own == nil || own == type
        }
    }
}
