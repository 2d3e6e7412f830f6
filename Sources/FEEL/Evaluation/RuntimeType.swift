/// A type that values are tested against while an expression runs.
indirect enum RuntimeType: Sendable {
    case any
    case null
    /// A type of the standard with no parts, by name.
    case scalar(String)
    case list(RuntimeType)
    case range(RuntimeType)
    case context([(name: String, type: RuntimeType)])
    case function
    /// A kind of thing of the host.
    case object(String)
    /// Nothing declares it: no value has it.
    case undeclared(String)

    init(_ type: FEELType) {
        self =
            switch type {
            case .any: .any
            case .null: .null
            case .list(let element): .list(RuntimeType(element))
            case .range(let bound): .range(RuntimeType(bound))
            case .context(let fields):
                .context(fields.sorted { $0.key < $1.key }.map { ($0.key, RuntimeType($0.value)) })
            case .function: .function
            case .object(let kind): .object(kind)
            case .boolean, .number, .string, .date, .time, .dateTime, .daysDuration, .monthsDuration:
                .scalar(type.description)
            }
    }

    init(_ type: TypeExpression, types: any TypeEnvironment) {
        self =
            switch type.kind {
            case .named(let name):
                (types.type(named: name) ?? FEELType(standardName: name)).map(RuntimeType.init) ?? .undeclared(name)
            case .list(let element): .list(RuntimeType(element, types: types))
            case .range(let bound): .range(RuntimeType(bound, types: types))
            case .context(let fields): .context(fields.map { ($0.name, RuntimeType($0.type, types: types)) })
            case .function: .function
            }
    }

    /// Whether a value has the type: `instance of`, where null has no type at all.
    func holds(_ value: Value) -> TruthSet {
        if case .unknown(let unknown) = value { return holds(unknown.domain) }
        if value.isNull {
            if case .null = self { return .yes }
            return .no
        }
        switch self {
        case .any: return .yes
        case .null, .undeclared: return .no
        case .scalar(let name): return TruthSet(value.typeName == name)
        case .function:
            if case .function = value { return .yes }
            return .no
        case .object(let kind):
            if case .object(let object) = value { return TruthSet(object.kind == kind) }
            return .no
        case .list(let element):
            guard case .list(let list) = value else { return .no }
            return holdsAll(list, element)
        case .range(let element):
            guard case .range(let range) = value else { return .no }
            return [range.lower, range.upper].compactMap { $0 }.reduce(TruthSet.yes) {
                TruthSet.and($0, element.holdsOrNull($1))
            }
        case .context(let fields):
            return fields.reduce(TruthSet.yes) { result, field in
                TruthSet.and(result, field.type.holds(field: field.name, of: value))
            }
        }
    }

    private func holdsAll(_ list: ListValue, _ element: RuntimeType) -> TruthSet {
        if case .any = element { return .yes }
        var result = TruthSet.yes
        for (index, item) in list.items.enumerated() {
            var set = element.holdsOrNull(item)
            if list.presence(index) != nil { set.insert(.yes) }
            result = TruthSet.and(result, set)
            if result == .no { return .no }
        }
        for rest in list.rest { result = TruthSet.and(result, element.holdsOrNull(rest.element).union(.yes)) }
        return result
    }

    private func holds(field name: String, of value: Value) -> TruthSet {
        let member: Value? =
            switch value {
            case .context(let context): context[name]
            case .object(let object): object.member(name)
            default: nil
            }
        guard let member else { return .no }
        return holdsOrNull(member)
    }

    /// As `holds`, of a part: a null has the type of any part.
    private func holdsOrNull(_ value: Value) -> TruthSet {
        if value.isNull { return .yes }
        guard case .unknown(let unknown) = value else { return holds(value) }
        switch unknown.domain {
        case .values(let values): return values.reduce(into: []) { $0.formUnion(holdsOrNull($1)) }
        case .number(let interval, let orNull):
            let set = holds(.number(interval, orNull: false))
            return orNull ? set.union(.yes) : set
        case .date(let interval, let orNull):
            let set = holds(.date(interval, orNull: false))
            return orNull ? set.union(.yes) : set
        case .any: return holds(unknown.domain).union(.yes)
        }
    }

    private var holdsAnything: TruthSet {
        if case .undeclared = self { .no } else { .either }
    }

    private func holds(_ domain: Unknown.Domain) -> TruthSet {
        switch domain {
        case .values(let values): return values.reduce(into: []) { $0.formUnion(holds($1)) }
        case .number(_, let orNull), .date(_, let orNull):
            var set: TruthSet
            switch self {
            case .any: set = .yes
            case .scalar(let name): set = TruthSet(domain.typeName == name)
            default: set = .no
            }
            if orNull {
                if case .null = self { set.insert(.yes) } else { set.insert(.no) }
            }
            return set
        case .any(let type):
            guard let type else { return holdsAnything }
            switch self {
            case .undeclared, .null: return .no
            case .scalar(let name): return type == name ? .either : .no
            case .list: return type == "list" ? .either : .no
            case .range: return type == "range" ? .either : .no
            case .function: return type == "function" ? .either : .no
            default: return .either
            }
        }
    }

    /// The value as the type wants it: itself, the only element of a list, or a list of it.
    ///
    /// - Returns: nil when the value does not fit.
    /// - Source: DMN 1.5, §10.3.2.9.4.
    func conform(_ value: Value) -> Value? {
        if case .any = self { return value }
        if value.isNull { return value }
        if case .list(let list) = value {
            if holds(value) == .yes { return value }
            if case .list = self { return holds(value).contains(.yes) ? value : nil }
            if list.membership == nil, list.items.count == 1 { return conform(list.items[0]) }
            if list.membership != nil {
                return .unknown(Unknown(.any(type: nil), value.causes))
            }
            return nil
        }
        if case .unknown(let unknown) = value {
            let isScalar = if case .list = self { false } else { true }
            let isMoment = if case .scalar("date and time") = self { true } else { false }
            if let other = unknown.remade(scalar: isScalar, isMoment) { return other }
        }
        let truth = holds(value)
        if truth == .yes { return value }
        if case .unknown(let unknown) = value {
            // What does not fit would become a null.
            if case .values(let values) = unknown.domain {
                return .join(values.map { conform($0) ?? .null }, because: unknown.causes)
            }
            if truth.contains(.yes) { return value }
            if case .list(let element) = self, element.holds(value).contains(.yes) {
                return .join(.list(ListValue([value])), .null, because: unknown.causes)
            }
            if unknown.domain.mayBeNull { return value }
        }
        if case .list(let element) = self, element.holds(value) == .yes { return .list(ListValue([value])) }
        if case .scalar("date and time") = self, case .date(let date) = value {
            return .dateTime(DateAndTime(date, TimeOfDay.midnight.with(zone: .utc)))
        }
        return nil
    }
}

extension RuntimeType {
    /// An argument made into the type of its parameter.
    ///
    /// - Returns: What fits, and whether the argument may turn out not to fit, which makes its call a null; nil when
    ///   nothing fits.
    func accept(_ argument: Value) -> (value: Value, mayFail: Bool)? {
        if case .any = self { return (argument, false) }
        if case .unknown(let unknown) = argument, case .values(let values) = unknown.domain {
            let fitting = values.compactMap { conform($0) }
            if fitting.isEmpty { return nil }
            return (.join(fitting, because: unknown.causes), fitting.count < values.count)
        }
        guard let value = conform(argument) else { return nil }
        return (value, !argument.isCertain && !certainlyFits(argument))
    }

    private func certainlyFits(_ argument: Value) -> Bool {
        if holdsOrNull(argument) == .yes { return true }
        switch self {
        case .scalar(let name): return argument.knownType == name
        case .list(let element):
            guard case .unknown(let unknown) = argument, !unknown.domain.mayBeNull else { return false }
            return element.holds(argument) == .yes
        default: return false
        }
    }
}

extension Unknown {
    /// What becomes another value when a type is wanted: the only element of a list where none is wanted, a date
    /// where a date and time is.
    ///
    /// - Returns: nil when the value is taken as it is, or not at all.
    func remade(scalar: Bool, _ isMoment: Bool) -> Value? {
        switch domain {
        case .any(type: "list") where scalar: .unknown(Unknown(.any(type: nil), causes))
        case .date where isMoment, .any(type: "date") where isMoment:
            .unknown(Unknown(.any(type: "date and time"), causes))
        default: nil
        }
    }
}
