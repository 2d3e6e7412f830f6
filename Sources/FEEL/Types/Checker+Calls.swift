import Diagnostics

/// Calls of built-in functions, of variables, of functions written on the spot.
extension Checker {
    mutating func call(_ callee: Expression, _ arguments: [Argument], _ span: Span) -> FEELType {
        guard case .name(let name) = callee.kind else {
            let type = callee.kind == .null ? .null : type(of: callee)
            let given = types(of: arguments)
            if callee.kind == .null {
                report(.notAFunction(.null), at: callee.span)
                return .any
            }
            return call(type, named: callee.description, given, arguments, callee.span)
        }
        if let type = known(name), type != .any || BuiltinSignatures.all[name] == nil {
            return call(type, named: name, types(of: arguments), arguments, callee.span)
        }
        guard let forms = BuiltinSignatures.all[name] else {
            _ = types(of: arguments)
            report(.unknownFunction(name, nearest: nearestFunction(to: name)), at: callee.span)
            return .any
        }
        return call(name, forms, arguments, callee.span)
    }

    private mutating func types(of arguments: [Argument]) -> [FEELType] {
        arguments.map { type(of: $0.value) }
    }

    // MARK: Functions as values

    private mutating func call(
        _ type: FEELType, named name: String, _ given: [FEELType], _ arguments: [Argument], _ span: Span
    ) -> FEELType {
        switch type {
        case .any, .null: return .any
        case .function(let parameters, let result):
            // A function of which only the result is known.
            if parameters.isEmpty, result == .any { return result }
            guard parameters.count == given.count else {
                let form = "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
                report(.argumentCount(name, given: given.count, accepted: [form]), at: span)
                return result
            }
            if arguments.allSatisfy({ $0.name == nil }) {
                for (index, (given, expected)) in zip(given, parameters).enumerated() where !given.mayBecome(expected) {
                    report(
                        .argumentType("\(index + 1)", of: name, given, accepted: [expected]),
                        at: arguments[index].value.span)
                }
            }
            return result
        default:
            report(.notAFunction(type), at: span)
            return .any
        }
    }

    // MARK: Built-in functions

    private mutating func call(
        _ name: String, _ forms: [BuiltinSignatures.Form], _ arguments: [Argument], _ span: Span
    ) -> FEELType {
        let given = builtinArguments(name, arguments)
        let names = arguments.compactMap(\.name)
        let candidates =
            names.isEmpty ? forms.filter { $0.accepts(count: given.count) } : named(names, name, forms, span)
        guard let first = candidates.first else {
            if names.isEmpty {
                let accepted = forms.map { "\(name)(\($0.description))" }
                report(.argumentCount(name, given: given.count, accepted: accepted), at: span)
            }
            return forms[0].resultType(given)
        }
        let fitting = candidates.first { form in
            zip(form.positions(of: arguments), given).allSatisfy { form.accepts($1, at: $0) }
        }
        if let fitting { return result(of: name, fitting, arguments, given) }
        reportArgument(name, candidates, arguments, given)
        return first.resultType(given)
    }

    /// The types of the arguments; a function given to `sort` is checked on the list's elements.
    private mutating func builtinArguments(_ name: String, _ arguments: [Argument]) -> [FEELType] {
        var given: [FEELType] = []
        for argument in arguments {
            if name == "sort", case .list(let element)? = given.first, element != .null,
                case .function(let parameters, let body, let isExternal) = argument.value.kind, parameters.count == 2,
                parameters.allSatisfy({ $0.type == nil })
            {
                given.append(function(parameters, [element, element], body, isExternal))
            } else {
                given.append(type(of: argument.value))
            }
        }
        return given
    }

    /// The forms that a named call may mean; reports when there is none.
    private mutating func named(
        _ names: [Name], _ function: String, _ forms: [BuiltinSignatures.Form], _ span: Span
    ) -> [BuiltinSignatures.Form] {
        let known = Set(forms.flatMap { $0.parameters.map(\.name) })
        var isKnown = true
        for name in names where !known.contains(name.text) {
            let nearest = NearestName.nearest(to: name.text, among: known)
            report(.unknownArgument(name.text, of: function, nearest: nearest), at: name.span)
            isKnown = false
        }
        let given = Set(names.map(\.text))
        let candidates = forms.filter { form in
            given.isSubset(of: form.parameters.map(\.name))
                && form.parameters.allSatisfy { $0.isOptional || given.contains($0.name) }
        }
        if isKnown, candidates.isEmpty {
            let closest = forms.max { $0.overlap(given) < $1.overlap(given) } ?? forms[0]
            if let missing = closest.parameters.first(where: { !$0.isOptional && !given.contains($0.name) }) {
                report(.missingArgument(missing.name, of: function), at: span)
            } else {
                report(
                    .argumentCount(
                        function, given: names.count, accepted: forms.map { "\(function)(\($0.description))" }),
                    at: span)
            }
        }
        return candidates
    }

    /// Of the forms that fail, the one that fails last says the most.
    private mutating func reportArgument(
        _ name: String, _ forms: [BuiltinSignatures.Form], _ arguments: [Argument], _ given: [FEELType]
    ) {
        var worst: (index: Int, accepted: [FEELType], parameter: String)?
        for form in forms {
            let positions = form.positions(of: arguments)
            guard let index = zip(positions, given).enumerated().first(where: { !form.accepts($1.1, at: $1.0) })?.offset
            else { continue }
            let parameter = form.parameters[positions[index]]
            if let known = worst, known.index > index { continue }
            if let known = worst, known.index == index {
                worst?.accepted = known.accepted + parameter.types.filter { !known.accepted.contains($0) }
            } else {
                worst = (index, parameter.types, parameter.name)
            }
        }
        guard let worst else { return }
        report(
            .argumentType(worst.parameter, of: name, given[worst.index], accepted: worst.accepted),
            at: arguments[worst.index].value.span)
    }

    /// The result, as the arguments themselves tell it for some functions.
    private func result(
        of name: String, _ form: BuiltinSignatures.Form, _ arguments: [Argument], _ given: [FEELType]
    ) -> FEELType {
        guard name == "duration", case .string(let text)? = arguments.first?.value.kind else {
            return form.resultType(given)
        }
        switch FEELType(temporal: text) {
        case .daysDuration: return .daysDuration
        case .monthsDuration: return .monthsDuration
        default: return .any
        }
    }
}

extension BuiltinSignatures {
    /// The type of a function taken as a value.
    static func type(of forms: [Form]) -> FEELType {
        guard forms.count == 1, let form = forms.first, !form.isVariadic,
            form.parameters.allSatisfy({ !$0.isOptional })
        else { return .function(parameters: [], result: .any) }
        let parameters = form.parameters.map { $0.types.count == 1 ? $0.types[0] : .any }
        return .function(parameters: parameters, result: form.resultType([]))
    }
}

extension BuiltinSignatures.Form {
    /// `list, position, newItem`; optional ones in brackets.
    fileprivate var description: String {
        var text = ""
        for parameter in parameters {
            let name = (text.isEmpty ? "" : ", ") + parameter.name
            text += parameter.isOptional ? "[\(name)]" : name
        }
        return isVariadic ? text + ", …" : text
    }

    fileprivate func accepts(count: Int) -> Bool {
        let least = parameters.count { !$0.isOptional }
        return count >= least && (isVariadic || count <= parameters.count)
    }

    /// The parameter that each argument is for.
    fileprivate func positions(of arguments: [Argument]) -> [Int] {
        arguments.enumerated().map { index, argument in
            guard let name = argument.name else { return min(index, parameters.count - 1) }
            return parameters.firstIndex { $0.name == name.text } ?? 0
        }
    }

    fileprivate func accepts(_ type: FEELType, at position: Int) -> Bool {
        parameters[position].types.contains { type.mayBecome($0) }
    }

    fileprivate func overlap(_ names: Set<String>) -> Int {
        parameters.count { names.contains($0.name) }
    }

    fileprivate func resultType(_ given: [FEELType]) -> FEELType {
        switch result {
        case .type(let type): return type
        case .argument(let index): return given.indices.contains(index) ? given[index] : .any
        case .element: return element(of: given)
        case .elements: return .list(element(of: Array(given.prefix(1))))
        case .concatenation:
            return .list(given.reduce(.null) { $0.union(element(of: [$1])) })
        case .range: return .range(.any)
        }
    }

    private func element(of given: [FEELType]) -> FEELType {
        guard let first = given.first else { return .any }
        if given.count == 1, case .list(let element) = first { return element == .null ? .any : element }
        return given.reduce(.null) { $0.union($1) }
    }
}
