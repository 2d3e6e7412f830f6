import Diagnostics

extension ListValue {
    /// What `list[member = sought]` keeps, for a member that every element has; nil where that is no list, or takes
    /// more than the budget.
    public func selecting(_ member: String, is sought: Value, options: EvaluationOptions) -> ListValue? {
        let nowhere = Span(0, 0)
        var state = EvaluationState(slots: [.null], options: options)
        let result = state.filter(
            .list(self), 0,
            { state in
                let left = state.member(member, of: state.slots[0], at: nowhere)
                if let plain = LiftedComparison.plain(.equal, left, sought) { return plain }
                guard state.allows(comparing: left, with: sought, at: nowhere) else { return .null }
                return LiftedComparison.compare(.equal, left, sought).value
            }, nowhere)
        guard !state.isExhausted, case .list(let list) = result else { return nil }
        return list
    }
}

extension EvaluationState {
    /// `base[predicate]`: the elements that pass, or the one at an index.
    ///
    /// - Parameters:
    ///   - slot: Where the element at hand stands while `predicate` runs.
    ///   - predicate: A condition over the element; a number is an index instead.
    mutating func filter(_ base: Value, _ slot: Int, _ predicate: Node, _ span: Span) -> Value {
        switch base {
        case .list(let list): return filter(list, slot, predicate, span)
        case .null: return base
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values):
                speculate(unknown.causes)
                return .join(values.map { filter($0, slot, predicate, span) }, because: unknown.causes)
            case .number(let interval, let orNull):
                let one = Value.unknown(Unknown(.number(interval, orNull: false), unknown.causes))
                let result = filter(ListValue([one]), slot, predicate, span)
                return orNull ? .join(result, .null, because: unknown.causes) : result
            case .date(let interval, let orNull):
                let one = Value.unknown(Unknown(.date(interval, orNull: false), unknown.causes))
                let result = filter(ListValue([one]), slot, predicate, span)
                return orNull ? .join(result, .null, because: unknown.causes) : result
            case .any: return .unknown(Unknown(.any(type: nil), unknown.causes))
            }
        default: return filter(ListValue([base]), slot, predicate, span)
        }
    }

    /// - Parameter places: Those of the list's items, ascending, of which the condition may be other than false; nil
    ///   for all. What is left out takes its step nevertheless: limits are met at the same place.
    mutating func filter(
        _ list: ListValue, _ slot: Int, _ predicate: Node, _ span: Span, places: [Int]? = nil
    ) -> Value {
        guard !list.items.isEmpty || !list.rest.isEmpty else {
            slots[slot] = .null
            let value = predicate(&self)
            switch value.index {
            case .never: return .list(list)
            case .always(let index): return element(of: list, at: index, span)
            case .sometimes: return .join(.noElement(span), .list(list), because: value.causes)
            }
        }
        var items: [Value] = []
        // Of the items; nil while all are certainly there.
        var presence: [Causes?]?
        // What comes out where the first element's number turns out to be one, and not a null.
        var chosen: (element: Value, causes: Causes)?
        var walked = 0
        for turn in 0..<(places?.count ?? list.items.count) {
            let position = places?[turn] ?? turn
            guard spend(position + 1 - walked, at: span) else { return .null }
            walked = position + 1
            let item = list.items[position]
            slots[slot] = item
            let value = predicate(&self)
            if position == 0 {
                switch value.index {
                case .always(let index): return indexed(list, index, slot, predicate, span)
                case .sometimes(let index?):
                    chosen = (indexed(list, index, slot, predicate, span), value.causes)
                    continue
                case .never, .sometimes(nil): break
                }
            }
            if chosen != nil, case .sometimes(_?) = value.index {
                // A null, as the first one: as a number, it would not be a condition.
                continue
            }
            switch test(value, list.presence(position), span) {
            case .keep(let causes):
                if causes != nil, presence == nil { presence = [Causes?](repeating: nil, count: items.count) }
                items.append(item)
                presence?.append(causes)
            case .drop: break
            case .fail(let result): return chosen.map { .join($0.element, result, because: $0.causes) } ?? result
            }
        }
        guard walked == list.items.count || spend(list.items.count - walked, at: span) else { return .null }
        var rest: [ListValue.Rest] = []
        for (position, one) in list.rest.enumerated() {
            guard spend(at: span) else { return .null }
            if one.atMost == 0 {
                rest.append(one)
                continue
            }
            slots[slot] = one.element
            let value = predicate(&self)
            if list.items.isEmpty, position == 0 {
                switch value.index {
                // Without any element there is no number.
                case .always(let index), .sometimes(let index?):
                    return .join(
                        indexed(list, index, slot, predicate, span), .list(ListValue([])),
                        because: one.causes.union(value.causes))
                case .never, .sometimes(nil): break
                }
            }
            if chosen != nil, case .sometimes(_?) = value.index { continue }
            switch test(value, one.causes, span) {
            case .keep(let causes):
                rest.append(.init(element: one.element, atMost: one.atMost, causes: causes ?? one.causes))
            case .drop: break
            case .fail(let result): return chosen.map { .join($0.element, result, because: $0.causes) } ?? result
            }
        }
        let known = presence ?? (rest.isEmpty ? [] : [Causes?](repeating: nil, count: items.count))
        let filtered = Value.list(ListValue(items, presence: known, rest: rest))
        guard let chosen else { return filtered }
        // A number where an earlier element gave a null is an error.
        return .join(.join(chosen.element, filtered, because: chosen.causes), .null, because: chosen.causes)
    }

    /// The element at an index that the first element gives.
    ///
    /// Where it is not known which one is the first, all must give the same index.
    private mutating func indexed(
        _ list: ListValue, _ index: Value, _ slot: Int, _ predicate: Node, _ span: Span
    ) -> Value {
        if list.membership != nil, !list.rest.isEmpty || list.presence(0) != nil {
            for one in list.items + list.rest.filter({ $0.atMost != 0 }).map(\.element) {
                guard spend(at: span) else { return .null }
                slots[slot] = one
                let value = predicate(&self)
                let isSame =
                    switch value.index {
                    case .always(let other), .sometimes(let other?): other.isSameIndex(as: index)
                    case .never, .sometimes(nil): false
                    }
                if !isSame {
                    let causes = list.membershipCauses.union(index.causes).union(value.causes)
                    return .unknown(Unknown(.any(type: nil), causes))
                }
            }
        }
        return element(of: list, at: index, span)
    }

    private enum Outcome {
        case keep(Causes?)
        case drop
        case fail(Value)
    }

    private func test(_ value: Value, _ presence: Causes?, _ span: Span) -> Outcome {
        if case .boolean(let truth) = value { return truth ? .keep(presence) : .drop }
        let truth = Truth(value)
        if truth.set.contains(.other) {
            let causes = (presence ?? Causes()).union(value.causes)
            if causes.isEmpty { return .fail(.expected("un booléen", "a boolean", got: value, span)) }
            return .fail(.unknown(Unknown(.any(type: nil), causes)))
        }
        if !truth.set.contains(.yes) { return .drop }
        if truth.set == .yes { return .keep(presence) }
        return .keep((presence ?? Causes()).union(truth.causes))
    }

    /// The element of a value, a list or not, at an index that is certain.
    mutating func element(of base: Value, at index: Value, _ span: Span) -> Value {
        switch base {
        case .list(let list): return element(of: list, at: index, span)
        case .null: return base
        case .unknown(let unknown):
            switch unknown.domain {
            case .values(let values):
                speculate(unknown.causes)
                return .join(values.map { element(of: $0, at: index, span) }, because: unknown.causes)
            case .number, .date:
                let first = element(of: ListValue([.boolean(true)]), at: index, span)
                return first.isNull ? first : base
            case .any: return .unknown(Unknown(.any(type: nil), unknown.causes))
            }
        default: return element(of: ListValue([base]), at: index, span)
        }
    }

    /// The element at an index from 1, or from the end when negative.
    mutating func element(of list: ListValue, at index: Value, _ span: Span) -> Value {
        if let membership = list.membership { return uncertainElement(of: list, membership, at: index, span) }
        if case .number(let number) = index { return element(of: list.items, at: number, span) }
        if let result = Lifting.enumerate(
            [index], &self,
            { state, values in
                guard case .number(let number) = values[0] else { return .null }
                return state.element(of: list.items, at: number, span)
            })
        {
            return result
        }
        return .join(list.items + [.null], because: index.causes)
    }

    private func element(of items: [Value], at index: Number, _ span: Span) -> Value {
        guard index.isInteger, let index = index.asInt, index != 0 else { return .noElement(span) }
        let position = index > 0 ? index - 1 : items.count + index
        guard items.indices.contains(position) else { return .noElement(span) }
        return items[position]
    }

    /// The elements that may stand at an index of a list whose members are not all known.
    private func uncertainElement(
        of list: ListValue, _ membership: ListValue.Membership, at index: Value, _ span: Span
    ) -> Value {
        let causes = list.membershipCauses.union(index.causes)
        let all = list.items + membership.rest.filter { $0.atMost != 0 }.map(\.element)
        guard case .number(let number) = index, number.isInteger, let place = number.asInt, place != 0 else {
            return .join(all + [.noElement(span)], because: causes)
        }
        if !membership.rest.isEmpty {
            let isThere = place.magnitude <= list.countBounds.least
            return .join(isThere ? all : all + [.noElement(span)], because: causes)
        }
        let backwards = place < 0
        let items = backwards ? Array(list.items.reversed()) : list.items
        let presence = backwards ? Array(membership.presence.reversed()) : membership.presence
        let wanted = abs(place) - 1
        var least = 0
        var before = Causes()
        var candidates: [Value] = []
        for (position, item) in items.enumerated() {
            if least <= wanted, wanted <= position {
                candidates.append(item)
                if let doubt = presence[position] { before = before.union(doubt) }
            }
            if let doubt = presence[position] {
                if least <= wanted { before = before.union(doubt) }
            } else {
                least += 1
            }
        }
        if least <= wanted { candidates.append(.noElement(span)) }
        return .join(candidates, because: before)
    }
}

/// Whether what stands in the brackets of a filter is an index rather than a condition.
private enum IndexRole {
    case never
    case always(Value)
    /// A number, or something else: with the number when all else is null.
    case sometimes(Value?)
}

extension Value {
    fileprivate var index: IndexRole {
        switch self {
        case .number: return .always(self)
        case .unknown(let unknown):
            if let (interval, orNull) = unknown.domain.numbers {
                guard let interval else { return .never }
                if !orNull { return .always(self) }
                if case .values(let values) = unknown.domain {
                    return .sometimes(Unknown.value(.values(values.filter { !$0.isNull }), unknown.causes))
                }
                return .sometimes(.number(in: interval, orNull: false, unknown.causes))
            }
            switch unknown.domain {
            case .any(type: nil): return .sometimes(nil)
            case .values(let values):
                return values.contains { if case .number = $0 { true } else { false } } ? .sometimes(nil) : .never
            default: return .never
            }
        default: return .never
        }
    }

    /// Whether two indices may be the same numbers.
    fileprivate func isSameIndex(as other: Value) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): a == b
        case (.unknown(let a), .unknown(let b)): a.domain.numbers?.interval == b.domain.numbers?.interval
        default: false
        }
    }
}
