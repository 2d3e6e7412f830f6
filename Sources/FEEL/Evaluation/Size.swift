import Diagnostics

/// How large a value is: its elements, entries and texts, counted wherever they stand, so that a list that
/// holds one list a thousand times is as large as it is to read. It is looked at no longer than may be spent.
struct Size {
    /// The deepest nesting of a value: reading one, and letting it go, recurses as deeply.
    static let deepest = 128

    /// Steps that may still be spent.
    private(set) var left: Int
    /// As ``Value/isCertain``, of all that was added.
    private(set) var isCertain = true
    /// The deepest nesting that was met.
    private(set) var depth = 0
    var isTooDeep: Bool { depth > Size.deepest }

    init(left: Int) {
        self.left = left
    }

    mutating func add(_ value: Value, depth: Int = 0) {
        switch value {
        case .null, .boolean, .number, .date, .time, .dateTime, .daysDuration, .monthsDuration: return
        case .string(let text): left -= Size.steps(ofBytes: text.utf8.count)
        case .unknown: isCertain = false
        case .object(let object): if object.identityCauses != nil { isCertain = false }
        case .function(let function): self.depth = max(self.depth, depth + function.depth)
        case .range(let range):
            guard enters(2, depth) else { return }
            if let lower = range.lower { add(lower, depth: depth + 1) }
            if let upper = range.upper { add(upper, depth: depth + 1) }
        case .context(let context):
            guard enters(context.entries.count, depth) else { return }
            for entry in context.entries where left >= 0 { add(entry.value, depth: depth + 1) }
        case .list(let list):
            guard enters(list.items.count, depth) else { return }
            for item in list.items where left >= 0 { add(item, depth: depth + 1) }
            guard let membership = list.membership else { return }
            isCertain = false
            for rest in membership.rest where left >= 0 { add(rest.element, depth: depth + 1) }
        }
    }

    private mutating func enters(_ count: Int, _ depth: Int) -> Bool {
        left -= count
        self.depth = max(self.depth, depth + 1)
        return left >= 0 && !isTooDeep
    }

    /// What making or reading a text takes.
    static func steps(ofBytes count: Int) -> Int { count >> 4 }
}

extension EvaluationState {
    /// Takes the size of values from the budget.
    ///
    /// - Returns: Whether all of them are certain; nil when a limit is met.
    mutating func weigh(_ values: [Value], at span: Span? = nil) -> Bool? {
        var size = Size(left: options.budget.steps - steps)
        for value in values { size.add(value) }
        return settle(size, at: span)
    }

    mutating func weigh(_ value: Value, at span: Span? = nil) -> Bool? {
        var size = Size(left: options.budget.steps - steps)
        size.add(value)
        return settle(size, at: span)
    }

    /// How deeply values are nested; nil when a limit is met.
    mutating func depth(of values: ArraySlice<Value>, at span: Span?) -> Int? {
        var size = Size(left: options.budget.steps - steps)
        for value in values { size.add(value) }
        return settle(size, at: span) == nil ? nil : size.depth
    }

    private mutating func settle(_ size: Size, at span: Span?) -> Bool? {
        if size.isTooDeep { exhaust(.nesting, at: span) }
        return spend(options.budget.steps - steps - size.left, at: span) ? size.isCertain : nil
    }

    /// A value of several parts that was just made, unless it is too large or nested too deeply. Parts that
    /// have no parts themselves were paid for when they were made.
    mutating func made(_ value: Value, at span: Span?) -> Value {
        switch value {
        case .list(let list):
            guard list.items.contains(where: \.hasParts) || list.membership != nil else { return value }
        case .context(let context):
            guard context.entries.contains(where: \.value.hasParts) else { return value }
        default: return value
        }
        return weigh(value, at: span) == nil ? .null : value
    }

    /// Whether the parts of a value to come are not too large.
    mutating func made(_ parts: [Value], at span: Span?) -> Bool {
        parts.contains(where: \.hasParts) ? weigh(parts, at: span) != nil : exhaustion == nil
    }

    /// Takes from the budget what comparing two values may take.
    mutating func allows(comparing left: Value, with right: Value, at span: Span?) -> Bool {
        guard left.hasParts || right.hasParts else { return exhaustion == nil }
        return weigh([left, right], at: span) != nil
    }
}

extension Value {
    /// The size of a certain value, from one to a limit.
    func count(upTo limit: Int) -> Int {
        var size = Size(left: limit)
        size.add(self)
        return limit - max(size.left, 0) + 1
    }

    /// Whether the value holds others, or is long itself.
    fileprivate var hasParts: Bool {
        switch self {
        case .list, .context, .range, .function: true
        case .string(let text): text.utf8.count > 4096
        default: false
        }
    }
}
