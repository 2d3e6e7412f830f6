import Diagnostics

/// One `x in e` of a loop, compiled.
struct CompiledIterator: Sendable {
    let slot: Int
    let source: Node
    let through: Node?
    let span: Span
    /// The places of a list's items of which the body may be other than false, ascending; nil for all.
    var places: (@Sendable (inout EvaluationState, ListValue) -> [Int]?)?
}

/// What one turn of a loop stands for.
struct Turn {
    /// What the turn's being there depends on; nil when it certainly is.
    var presence: Causes?
    /// Set when the turn stands for several, up to `atMost` (nil: no bound).
    var rest: (atMost: Int?, causes: Causes)?

    static let certain = Turn()

    func item(_ presence: Causes?) -> Turn {
        guard let presence else { return self }
        var turn = self
        turn.presence = (turn.presence ?? Causes()).union(presence)
        return turn
    }

    func rest(_ one: ListValue.Rest) -> Turn {
        var turn = self
        if let outer = rest {
            let count = outer.atMost.flatMap { a in one.atMost.map { a.multipliedReportingOverflow(by: $0) } }
            turn.rest = (count.flatMap { $0.overflow ? nil : $0.partialValue }, outer.causes.union(one.causes))
        } else {
            turn.rest = (one.atMost, one.causes)
        }
        return turn
    }

    /// Everything that the turn's being there depends on; nil when it certainly is.
    var causes: Causes? {
        guard let rest else { return presence }
        return rest.causes.union(presence ?? Causes())
    }
}

/// What is not known of a loop's sources as a whole.
struct LoopNotes {
    /// Whether some source is a list at all: where it is not, the loop is a null.
    var doubt = Causes()
    /// Elements that may stand between others.
    var insertions = Causes()
    /// Sources whose order is not known.
    var disorder = Causes()
}

/// What a loop runs over.
enum Iterable {
    case list(ListValue)
    /// A list, or no list at all: the loop may be a null.
    case maybe(ListValue, Causes)
    case failed(Value)
}

extension EvaluationState {
    /// Runs `body` for every combination of the iterators' elements, the last one turning fastest.
    ///
    /// - Parameters:
    ///   - notes: Receives what is not known of the sources as a whole.
    ///   - body: False stops the loop.
    mutating func loop(
        _ iterators: ArraySlice<CompiledIterator>, _ turn: Turn, _ notes: inout LoopNotes,
        _ body: (inout EvaluationState, Turn, LoopNotes) -> Bool
    ) -> LoopEnd {
        guard let iterator = iterators.first else {
            guard spend() else { return .stopped }
            return body(&self, turn, notes) ? .done : .stopped
        }
        let list: ListValue
        switch iterable(iterator) {
        case .list(let found): list = found
        case .maybe(let found, let causes):
            list = found
            notes.doubt = notes.doubt.union(causes)
        case .failed(let error):
            guard let causes = turn.causes else { return .failed(error) }
            notes.doubt = notes.doubt.union(causes)
            return .done
        }
        for rest in list.rest {
            notes.insertions = notes.insertions.union(rest.causes)
            if rest.atMost == 0 { notes.disorder = notes.disorder.union(rest.causes) }
        }
        let next = iterators.dropFirst()
        if let places = iterator.places?(&self, list) {
            var walked = 0
            for place in places {
                // What is left out takes its step nevertheless: limits are met at the same place.
                guard spend(place - walked) else { return .stopped }
                walked = place + 1
                slots[iterator.slot] = list.items[place]
                let end = loop(next, turn.item(list.presence(place)), &notes, body)
                guard case .done = end else { return end }
            }
            guard spend(list.items.count - walked) else { return .stopped }
        } else {
            for (index, item) in list.items.enumerated() {
                slots[iterator.slot] = item
                let end = loop(next, turn.item(list.presence(index)), &notes, body)
                guard case .done = end else { return end }
            }
        }
        for rest in list.rest where rest.atMost != 0 {
            slots[iterator.slot] = rest.element
            let end = loop(next, turn.rest(rest), &notes, body)
            guard case .done = end else { return end }
        }
        return .done
    }

    enum LoopEnd {
        case done
        /// The body asked for no more, or the budget is spent.
        case stopped
        case failed(Value)
    }

    private mutating func iterable(_ iterator: CompiledIterator) -> Iterable {
        let source = iterator.source(&self)
        if let through = iterator.through {
            return range(from: source, through: through(&self), iterator.span)
        }
        return iterable(source, iterator.span)
    }

    /// The elements of what a loop is given: a list, a closed range, or one value alone.
    private mutating func iterable(_ source: Value, _ span: Span) -> Iterable {
        switch source {
        case .list(let list): return .list(list)
        case .null: return .failed(source.hasReason ? source : .expected("une liste", "a list", got: source, span))
        case .range(let range):
            guard let lower = range.lower, let upper = range.upper else {
                return .failed(.expected("un intervalle borné", "a bounded range", got: source, span))
            }
            let crossing = LiftedComparison.order(.greater, lower, upper)
            if crossing.set == .yes {
                return .failed(.expected("un intervalle croissant", "an increasing range", got: source, span))
            }
            let all = self.range(from: lower, through: upper, span)
            if crossing.set.contains(.yes), case .list(let list) = all { return .maybe(list, crossing.causes) }
            if range.includesLower && range.includesUpper { return all }
            guard case .list(let all) = all, all.membership == nil else {
                return .failed(.expected("un intervalle fermé", "a closed range", got: source, span))
            }
            return .list(ListValue(all.items.filter { LiftedComparison.membership($0, in: range).set == .yes }))
        case .unknown(let unknown): return iterable(unknown, span)
        default: return .list(ListValue([source]))
        }
    }

    private mutating func iterable(_ unknown: Unknown, _ span: Span) -> Iterable {
        switch unknown.domain {
        case .values(let values):
            speculate(unknown.causes)
            var merged: ListValue?
            var fails = false
            for value in values {
                switch iterable(value, span) {
                case .list(let list):
                    merged = merged.map { ListValue.merged($0, list, because: unknown.causes) } ?? list
                case .maybe(let list, _):
                    merged = merged.map { ListValue.merged($0, list, because: unknown.causes) } ?? list
                    fails = true
                case .failed: fails = true
                }
            }
            let list = merged ?? ListValue([])
            return fails ? .maybe(list, unknown.causes) : .list(list)
        case .number(_, orNull: false), .date(_, orNull: false):
            return .list(ListValue([.unknown(unknown)]))
        case .number(_, orNull: true), .date(_, orNull: true):
            return .maybe(ListValue([.unknown(unknown)]), unknown.causes)
        case .any:
            return .maybe(.anything(unknown.causes), unknown.causes)
        }
    }

    private mutating func range(from first: Value, through last: Value, _ span: Span) -> Iterable {
        switch (first, last) {
        case (.number(let a), .number(let b)):
            guard let count = b.subtracting(a)?.magnitude.floor().asInt, allows(listOf: count, at: span) else {
                exhaust(.listSize, at: span)
                return .failed(.null)
            }
            return .list(ListValue((0...count).map { .number(a.offset(by: a <= b ? $0 : -$0)) }))
        case (.date(let a), .date(let b)):
            let start = a.daysSinceEpoch
            let end = b.daysSinceEpoch
            guard allows(listOf: abs(start - end), at: span) else { return .failed(.null) }
            let days = stride(from: start, through: end, by: start <= end ? 1 : -1)
            return .list(ListValue(days.compactMap { CalendarDate(daysSinceEpoch: $0).map { .date($0) } }))
        default: break
        }
        let causes = first.causes.union(last.causes)
        guard !causes.isEmpty else {
            return .failed(
                .expected(
                    "un intervalle de nombres ou de dates", "a range of numbers or dates", got: first, span))
        }
        guard let from = first.numbers, let through = last.numbers, let a = from.interval, let b = through.interval
        else { return .maybe(.anything(causes), causes) }
        let list = uncertainRange(a, b, causes)
        return from.orNull || through.orNull ? .maybe(list, causes) : .list(list)
    }

    /// Numbers one apart, between two of which one at least is not known.
    private func uncertainRange(_ from: Interval<Number>, _ through: Interval<Number>, _ causes: Causes) -> ListValue {
        let hull = from.hull(through)
        if let start = from.single, let lower = through.lower?.value, lower >= start,
            let least = lower.subtracting(start)?.floor().asInt, least <= 1000
        {
            let most = through.upper.flatMap { $0.value.subtracting(start)?.floor().asInt }
            var items = (0...least).map { Value.number(start.offset(by: $0)) }
            var presence = [Causes?](repeating: nil, count: items.count)
            var rest: [ListValue.Rest] = []
            if let most, most - least <= 1000 {
                let more = least < most ? (least + 1...most).map { Value.number(start.offset(by: $0)) } : []
                items += more
                presence += more.map { _ in causes }
            } else {
                let element = Interval(lower: .init(start.offset(by: least + 1)), upper: through.upper)
                rest = [
                    .init(
                        element: .number(in: element, orNull: false, causes), atMost: most.map { $0 - least },
                        causes: causes)
                ]
            }
            return ListValue(items, presence: presence, rest: rest)
        }
        var most: Int?
        if let lower = hull.lower?.value, let upper = hull.upper?.value {
            most = upper.subtracting(lower)?.floor().asInt.map { $0 + 1 }
        }
        // The domain of the elements is that of both ends and what lies between.
        return ListValue(
            [], presence: [],
            rest: [.init(element: .number(in: hull, orNull: false, causes), atMost: most, causes: causes)])
    }

    /// `for`: the list of what the body gives at each turn.
    mutating func forLoop(_ iterators: [CompiledIterator], partial: Int?, _ body: Node, _ span: Span) -> Value {
        var items: [Value] = []
        var presence: [Causes?] = []
        var rest: [ListValue.Rest] = []
        var notes = LoopNotes()
        let end = loop(iterators[...], .certain, &notes) { state, turn, notes in
            if let partial {
                // Elements that nobody stated may come before: what precedes is then unknown.
                let before = ListValue(items, presence: presence, rest: rest)
                state.slots[partial] = .list(notes.insertions.isEmpty ? before : .anything(notes.insertions))
            }
            let value = body(&state)
            // Let go, or adding to the list would copy it at each turn.
            if let partial {
                state.slots[partial] = .null
                // What is given may be all that was given before, again and again.
                guard state.made([value], at: span) else { return false }
            }
            if let several = turn.rest {
                rest.append(.init(element: value, atMost: several.atMost, causes: turn.causes ?? several.causes))
            } else {
                items.append(value)
                presence.append(turn.presence)
            }
            return state.allows(listOf: items.count, at: span)
        }
        if case .failed(let error) = end { return error }
        if !notes.doubt.isEmpty { return .unknown(Unknown(.any(type: nil), notes.doubt)) }
        let result = ListValue(items, presence: presence, rest: rest)
        return made(.list(notes.disorder.isEmpty ? result : result.unordered(notes.disorder)), at: span)
    }

    /// `some`, `every`.
    mutating func quantified(
        _ quantifier: Quantifier, _ iterators: [CompiledIterator], _ condition: Node, _ span: Span
    ) -> Value {
        let isSome = quantifier == .some
        let decisive: TruthSet = isSome ? .yes : .no
        var result = Truth(isSome ? .no : .yes)
        var notes = LoopNotes()
        var invalid: Value?
        var suspicion = Causes()
        let end = loop(iterators[...], .certain, &notes) { state, turn, _ in
            let value = condition(&state)
            var truth = Truth(value)
            if truth.set.contains(.other) {
                if truth.set == .other, turn.causes == nil {
                    invalid = .expected("un booléen", "a boolean", got: value, span)
                    return false
                }
                suspicion = suspicion.union(value.causes).union(turn.causes ?? Causes())
            }
            truth = truth.maybe(turn.causes, absent: isSome ? .no : .yes)
            result = isSome ? Truth.or(result, truth) : Truth.and(result, truth)
            return result.set != decisive
        }
        if case .failed(let error) = end { return error }
        let doubt = notes.doubt.union(suspicion)
        if let invalid {
            // An earlier element that may settle the matter would have ended the loop before.
            if !result.set.contains(decisive) { return invalid }
            return Truth(decisive.union(.null), result.causes.union(doubt)).value
        }
        if !doubt.isEmpty { return Truth(result.set.union(.null), result.causes.union(doubt)).value }
        return result.value
    }
}

extension ListValue {
    /// A list of which nothing is known.
    static func anything(_ causes: Causes) -> ListValue {
        ListValue(
            [], presence: [],
            rest: [Rest(element: .unknown(Unknown(.any(type: nil), causes)), atMost: nil, causes: causes)])
    }
}

extension Number {
    fileprivate func offset(by steps: Int) -> Number { adding(Number(steps)) ?? self }
}
