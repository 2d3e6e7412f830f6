import Diagnostics

/// A type of a decision model: what values are made into, and tested against.
/// - Source: DMN 1.5, §7.3.2 and §10.3.2.9.4.
indirect enum ItemType: Sendable {
    case any
    /// A type of the standard.
    case plain(FEELType)
    case list(ItemType)
    case context([(name: String, type: ItemType)])
    case function(parameters: [FEELType], result: ItemType)
    /// A type whose values also pass unary tests.
    case constrained(ItemType, tests: CompiledExpression)

    var feelType: FEELType {
        switch self {
        case .any: .any
        case .plain(let type): type
        case .list(let element): .list(element.feelType)
        case .context(let fields):
            .context(Dictionary(fields.map { ($0.name, $0.type.feelType) }, uniquingKeysWith: { $1 }))
        case .function(let parameters, let result): .function(parameters: parameters, result: result.feelType)
        case .constrained(let base, _): base.feelType
        }
    }

    /// The type's own name or form, for messages.
    private var label: Localized {
        let type = feelType
        if case .context = type { return Localized(both: type.description) }
        return Localized(fr: type.inFrench, en: type.inEnglish)
    }

    /// The type of an element, for a list.
    private var element: ItemType? {
        switch self {
        case .list(let element): element
        case .plain(.list(let element)): .plain(element)
        case .constrained(let base, _): base.element
        default: nil
        }
    }

    /// Whether a value conforms; a null conforms to every type.
    func holds(_ value: Value, _ state: inout EvaluationState) -> TruthSet {
        if value.isNull { return .yes }
        switch self {
        case .any: return .yes
        case .plain(let type): return RuntimeType(type).holds(value)
        case .function: return RuntimeType.function.holds(value)
        case .list(let element):
            guard case .list(let list) = value else { return RuntimeType(feelType).holds(value) }
            var result = TruthSet.yes
            for (index, item) in list.items.enumerated() {
                var set = element.holds(item, &state)
                if list.presence(index) != nil { set.insert(.yes) }
                result = TruthSet.and(result, set)
            }
            for rest in list.rest { result = TruthSet.and(result, element.holds(rest.element, &state).union(.yes)) }
            return result
        case .context(let fields):
            guard case .context(let context) = value else { return RuntimeType(feelType).holds(value) }
            var result = TruthSet.yes
            for field in fields {
                guard let member = context[field.name] else { return .no }
                result = TruthSet.and(result, field.type.holds(member, &state))
            }
            return result
        case .constrained(let base, let tests):
            let set = base.holds(value, &state)
            if set == .no { return .no }
            var passes = tests.evaluate([value], in: &state).truth.asTernary
            if passes.contains(.null) { passes = passes.subtracting(.null).union(.no) }
            return TruthSet.and(set, passes)
        }
    }

    /// The value made into the type: itself, the only element of a list, a list of it, or a null with
    /// code V130.
    func coerce(_ value: Value, _ state: inout EvaluationState) -> Value {
        if case .any = self { return value }
        if value.isNull { return value }
        if case .unknown(let unknown) = value, case .values(let values) = unknown.domain {
            return .join(values.map { coerce($0, &state) }, because: unknown.causes)
        }
        if case .unknown(let unknown) = value, let other = unknown.remade(scalar: element == nil, feelType == .dateTime)
        {
            return other
        }
        let set = holds(value, &state)
        if set == .yes { return value }
        if set.contains(.yes) { return .join(value, nonconforming(value), because: value.causes) }
        if case .list(let list) = value, element == nil {
            if list.membership == nil, list.items.count == 1 {
                let set = holds(list.items[0], &state)
                if set == .yes { return list.items[0] }
                if set.contains(.yes) { return .join(list.items[0], nonconforming(value), because: value.causes) }
            }
            if list.membership != nil { return .unknown(Unknown(.any(type: nil), value.causes)) }
        } else if let element {
            let set = element.holds(value, &state)
            if set == .yes { return .list(ListValue([value])) }
            if set.contains(.yes) {
                return .join(.list(ListValue([value])), nonconforming(value), because: value.causes)
            }
        }
        if case .dateTime = feelType, case .date(let date) = value {
            return .dateTime(DateAndTime(date, TimeOfDay.midnight.with(zone: .utc)))
        }
        return nonconforming(value)
    }

    /// As `coerce`, of an argument.
    ///
    /// - Returns: The value, and what it depends on whether the argument fits at all: where it does not, its call is
    ///   a null; empty when it certainly fits.
    func accept(_ argument: Value, _ state: inout EvaluationState) -> (value: Value, doubt: Causes) {
        let value = coerce(argument, &state)
        if argument.isCertain { return (value, Causes()) }
        return (value, coerce(argument.withoutNull, &state).mayBeNull ? argument.causes : Causes())
    }

    private func nonconforming(_ value: Value) -> Value {
        let (wanted, given) = (label, value.typeLabel)
        return .failure(
            Code("V130"), fr: "\(given.fr) ne devient pas \(wanted.fr)", en: "\(given.en) cannot become \(wanted.en)")
    }
}

/// The types that a model's names stand for.
struct ItemTypes: TypeEnvironment {
    private var types: [String: ItemType] = [:]
    /// Texts of allowed values by the type's name: the order of a table's outputs.
    private var allowed: [String: String] = [:]

    init() {}

    /// - Parameters:
    ///   - imports: Types of imported models, by the name of the import.
    init(
        _ definitions: [ItemDefinition], imports: [(name: String, types: ItemTypes)], _ diagnostics: inout [Diagnostic]
    ) {
        for (prefix, imported) in imports {
            for (name, type) in imported.types where !name.contains(".") {
                types[prefix.isEmpty ? name : "\(prefix).\(name)"] = type
                allowed[prefix.isEmpty ? name : "\(prefix).\(name)"] = imported.allowed[name]
            }
        }
        var resolver = Resolver(
            definitions: Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { $1 }), known: types)
        for definition in definitions {
            resolver.resolve(named: definition.name)
            allowed[definition.name] = definition.allowedValues ?? definition.typeRef.flatMap { allowed[$0] }
        }
        types = resolver.known
        diagnostics += resolver.diagnostics
    }

    /// - Returns: Anything goes for a name that nothing declares, and for none.
    func type(_ reference: String?) -> ItemType {
        guard let reference else { return .any }
        return types[reference] ?? Resolver.standard(reference) ?? .any
    }

    func allowedValues(_ reference: String?) -> String? { reference.flatMap { allowed[$0] } }

    func memberType(_ name: String, of kind: String) -> FEELType? { nil }
    func memberNames(of kind: String) -> [String] { [] }
    func type(named name: String) -> FEELType? { types[name]?.feelType }

    private struct Resolver {
        let definitions: [String: ItemDefinition]
        var known: [String: ItemType]
        var underway: Set<String> = []
        var diagnostics: [Diagnostic] = []

        static func standard(_ name: String) -> ItemType? {
            let name = name.hasPrefix("feel:") ? String(name.dropFirst(5)) : name
            if name == "Any" { return .any }
            return FEELType(standardName: name).map { .plain($0) }
        }

        /// A type that is part of itself counts as any there.
        @discardableResult
        mutating func resolve(named name: String) -> ItemType {
            if let type = known[name] { return type }
            guard let definition = definitions[name] else { return Self.standard(name) ?? .any }
            guard underway.insert(name).inserted else { return .any }
            let type = resolve(definition)
            underway.remove(name)
            known[name] = type
            return type
        }

        private mutating func resolve(_ definition: ItemDefinition) -> ItemType {
            var type: ItemType
            if let signature = definition.signature {
                type = .function(
                    parameters: signature.parameters.map { parameter in
                        parameter.typeRef.map { resolve(named: $0).feelType } ?? .any
                    }, result: signature.result.map { resolve(named: $0) } ?? .any)
            } else if !definition.components.isEmpty {
                type = .context(definition.components.map { ($0.name, resolve($0)) })
            } else {
                type = definition.typeRef.map { resolve(named: $0) } ?? .any
            }
            if let tests = definition.allowedValues { type = constrain(type, tests, definition.name) }
            if definition.isCollection { type = .list(type) }
            if let tests = definition.typeConstraint { type = constrain(type, tests, definition.name) }
            return type
        }

        private mutating func constrain(_ type: ItemType, _ tests: String, _ name: String) -> ItemType {
            let (expression, found) = CompiledExpression.compileUnaryTests(
                EmbeddedText(standalone: tests, name: name), inputType: type.feelType, scope: .empty,
                toleratesTypeErrors: true)
            diagnostics += found
            return expression.map { .constrained(type, tests: $0) } ?? type
        }
    }
}

extension Value {
    var mayBeNull: Bool {
        if case .unknown(let unknown) = self { unknown.domain.mayBeNull } else { isNull }
    }

    /// The same unknown, that is no null.
    fileprivate var withoutNull: Value {
        guard case .unknown(let unknown) = self else { return self }
        return switch unknown.domain {
        case .values(let values): Unknown.value(.values(values.filter { !$0.isNull }), unknown.causes)
        case .number(let interval, _): Unknown.value(.number(interval, orNull: false), unknown.causes)
        case .date(let interval, _): Unknown.value(.date(interval, orNull: false), unknown.causes)
        case .any: self
        }
    }
}
