extension Value {
    /// A value that is one of two, we do not know which.
    ///
    /// - Parameter causes: What the choice depends on; it is dropped when both are the same. May be
    ///   empty only when one of the two is itself unknown.
    public static func join(_ left: Value, _ right: Value, because causes: Causes = Causes()) -> Value {
        if left.isIdentical(to: right) { return left }
        switch (left, right) {
        case (.list(let a), .list(let b)):
            if let joined = ListValue.join(a, b, because: causes) { return .list(joined) }
        case (.context(let a), .context(let b)):
            let isCertain = left.isCertain && right.isCertain
            if !isCertain, a.entries.count == b.entries.count, a.entries.allSatisfy({ b[$0.key] != nil }) {
                return .context(
                    ContextValue(
                        a.entries.map { entry in
                            .init(entry.key, join(entry.value, b[entry.key] ?? .null, because: causes))
                        }))
            }
        default: break
        }
        let domain = Unknown.Domain(of: left).union(Unknown.Domain(of: right))
        return Unknown.value(domain, causes.union(left.causes).union(right.causes))
    }

    /// A value that is one of several.
    static func join(_ values: [Value], because causes: Causes) -> Value {
        guard var result = values.first else { return .null }
        for value in values.dropFirst() { result = join(result, value, because: causes) }
        return result
    }
}

extension ListValue {
    /// One of two lists, as one list: elements side by side, what only one has may be there.
    ///
    /// - Returns: nil when a plain set of the two says more.
    fileprivate static func join(_ left: ListValue, _ right: ListValue, because causes: Causes) -> ListValue? {
        if Value.list(left).isCertain && Value.list(right).isCertain { return nil }
        return merged(left, right, because: causes)
    }

    /// One list that both are completions of.
    static func merged(_ left: ListValue, _ right: ListValue, because causes: Causes) -> ListValue {
        let (long, short) = left.items.count >= right.items.count ? (left, right) : (right, left)
        var items: [Value] = []
        var presence: [Causes?] = []
        for index in long.items.indices {
            let longPresence = long.presence(index)
            if index < short.items.count {
                items.append(.join(long.items[index], short.items[index], because: causes))
                switch (longPresence, short.presence(index)) {
                case (nil, nil): presence.append(nil)
                case (let a, let b): presence.append((a ?? Causes()).union(b ?? Causes()).union(causes))
                }
            } else {
                items.append(long.items[index])
                presence.append((longPresence ?? Causes()).union(causes))
            }
        }
        var rest: [Rest] = []
        for one in (left.membership?.rest ?? []) + (right.membership?.rest ?? []) {
            rest.append(Rest(element: one.element, atMost: one.atMost, causes: one.causes.union(causes)))
        }
        // A choice with no cause of its own comes from what is unknown in the lists.
        let fallback = causes.isEmpty ? Value.list(left).causes.union(Value.list(right).causes) : causes
        return ListValue(items, presence: presence.map { $0.map { $0.isEmpty ? fallback : $0 } }, rest: rest)
    }

    /// A list whose membership is dropped when it says nothing.
    init(_ items: [Value], presence: [Causes?], rest: [Rest]) {
        if rest.isEmpty, presence.allSatisfy({ $0 == nil }) {
            self.init(items)
        } else {
            self.init(items, membership: Membership(presence: presence, rest: rest))
        }
    }

    /// What the presence of an item depends on; nil for one that is certainly there.
    func presence(_ index: Int) -> Causes? {
        membership?.presence[index] ?? nil
    }

    var rest: [Rest] { membership?.rest ?? [] }

    /// Everything that the list's membership depends on.
    var membershipCauses: Causes {
        guard let membership else { return Causes() }
        return membership.rest.reduce(membership.presence.reduce(Causes()) { $0.union($1 ?? Causes()) }) {
            $0.union($1.causes)
        }
    }

    /// How many elements the list has: at least, at most (nil: unbounded).
    var countBounds: (least: Int, most: Int?) {
        guard let membership else { return (items.count, items.count) }
        let least = membership.presence.count { $0 == nil }
        var most: Int? = items.count
        for one in membership.rest { most = most.flatMap { sum in one.atMost.map { sum + $0 } } }
        return (least, most)
    }
}
