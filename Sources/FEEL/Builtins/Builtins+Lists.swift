import Diagnostics

/// Functions that look into lists or make new ones. Positions begin at one; negative ones count from
/// the end.
///
/// - Source: DMN 1.5, §10.3.4.4.
extension Builtins {
    static let lists: [Builtin] = [
        Builtin("list contains", "list", "element") { call throws(BuiltinFailure) in
            let items = try call.list(0)
            try call.spend(items.count)
            let element = call[1]
            return .boolean(items.contains { $0.equals(element) == true })
        },
        Builtin("count", "list") { call throws(BuiltinFailure) in
            .number(try call.list(0).count)
        },
        Builtin("sublist", "list", "start position", "length?") { call throws(BuiltinFailure) in
            let items = try call.list(0)
            return .list(ListValue(Array(items[try call.part(of: items.count)])))
        },
        Builtin("append", [["list", "item"]], isVariadic: true) { call throws(BuiltinFailure) in
            .list(ListValue(try call.list(0) + call.arguments.dropFirst()))
        },
        Builtin("concatenate", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            .list(ListValue(try call.joined()))
        },
        Builtin("insert before", "list", "position", "newItem") { call throws(BuiltinFailure) in
            var items = try call.list(0)
            items.insert(call[2], at: try call.place(1, in: items.count))
            return .list(ListValue(items))
        },
        Builtin("remove", "list", "position") { call throws(BuiltinFailure) in
            var items = try call.list(0)
            items.remove(at: try call.place(1, in: items.count))
            return .list(ListValue(items))
        },
        Builtin("list replace", [["list", "position", "newItem"], ["list", "match", "newItem"]]) {
            call throws(BuiltinFailure) in
            var items = try call.list(0)
            items[try call.place(1, in: items.count)] = call[2]
            return .list(ListValue(items))
        },
        Builtin("reverse", "list") { call throws(BuiltinFailure) in
            .list(ListValue(try call.list(0).reversed()))
        },
        Builtin("index of", "list", "match") { call throws(BuiltinFailure) in
            let items = try call.list(0)
            try call.spend(items.count)
            let match = call[1]
            let places = items.indices.filter { items[$0].equals(match) == true }
            return .list(ListValue(places.map { .number($0 + 1) }))
        },
        Builtin("union", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let items = try call.joined()
            return .list(ListValue(try call.distinct(items)))
        },
        Builtin("distinct values", "list") { call throws(BuiltinFailure) in
            let items = try call.list(0)
            return .list(ListValue(try call.distinct(items)))
        },
        Builtin("flatten", "list") { call throws(BuiltinFailure) in
            var flat: [Value] = []
            // Left to do, last first.
            var pending = [Value](try call.list(0).reversed())
            while let next = pending.popLast() {
                try call.spend(1)
                if case .list(let list) = next {
                    pending += list.items.reversed()
                } else {
                    flat.append(next)
                }
            }
            return .list(ListValue(flat))
        },
    ]
}

extension BuiltinCall {
    /// The items of all arguments, in order.
    fileprivate mutating func joined() throws(BuiltinFailure) -> [Value] {
        var items: [Value] = []
        for index in arguments.indices {
            let more = try list(index)
            try spend(more.count)
            items += more
        }
        return items
    }

    /// The first of each items that are equal.
    fileprivate mutating func distinct(_ items: [Value]) throws(BuiltinFailure) -> [Value] {
        var result: [Value] = []
        // Numbers, texts and booleans are found at once; other values are compared one by one.
        var numbers: Set<Number> = []
        var texts: Set<[UInt8]> = []
        var others: [Value] = []
        for item in items {
            let isNew: Bool
            switch item {
            case .number(let number): isNew = numbers.insert(number).inserted
            case .string(let text): isNew = texts.insert(Array(text.utf8)).inserted
            default:
                try spend(others.count * item.count(upTo: 1_000))
                isNew = !others.contains { $0.equals(item) == true }
                if isNew { others.append(item) }
            }
            if isNew { result.append(item) }
        }
        return result
    }
}
