import Diagnostics

/// The arguments of one call, read by type.
///
/// A list of one item is read as that item where an item is wanted, and an item as a list of one where
/// a list is wanted (DMN 1.5, §10.3.2.9.4).
struct BuiltinCall {
    let builtin: Builtin
    let arguments: [Value]
    /// The parameters that a call by name settled on.
    let parameters: [String]?
    var context: BuiltinContext

    init(_ builtin: Builtin, _ arguments: [Value], _ parameters: [String]?, _ context: BuiltinContext) {
        self.builtin = builtin
        self.arguments = arguments
        self.parameters = parameters
        self.context = context
    }

    var count: Int { arguments.count }

    /// The argument as it is; null when it was left out.
    subscript(index: Int) -> Value {
        index < arguments.count ? arguments[index] : .null
    }

    /// Whether the argument was left out, or is null.
    func isAbsent(_ index: Int) -> Bool { self[index].isNull }

    /// - Throws: When the budget is used up.
    mutating func spend(_ steps: Int) throws(BuiltinFailure) {
        context.steps -= steps
        if context.steps < 0 { throw Self.exhausted }
    }

    /// Takes what making a text of so many bytes takes.
    mutating func spend(bytes: Int) throws(BuiltinFailure) { try spend(Size.steps(ofBytes: bytes)) }

    static var exhausted: BuiltinFailure {
        .because(
            ValueError.budget,
            Localized(fr: "l'évaluation a épuisé ses pas", en: "the evaluation has used up its steps"))
    }

    // MARK: Types

    func item(_ index: Int) -> Value {
        if case .list(let list) = self[index], list.items.count == 1 { return list.items[0] }
        return self[index]
    }

    func number(_ index: Int) throws(BuiltinFailure) -> Number {
        guard case .number(let number) = item(index) else { throw wrongType(index, "number") }
        return number
    }

    /// A number without its fraction, as an `Int`.
    func integer(_ index: Int) throws(BuiltinFailure) -> Int {
        let number = try number(index)
        return number.rounded(mode: .down).asInt ?? (number.isNegative ? Int.min / 4 : Int.max / 4)
    }

    func string(_ index: Int) throws(BuiltinFailure) -> String {
        guard case .string(let text) = item(index) else { throw wrongType(index, "string") }
        return text
    }

    /// `nil` when it was left out or null.
    func optionalString(_ index: Int) throws(BuiltinFailure) -> String? {
        if isAbsent(index) { return nil }
        return try string(index)
    }

    func boolean(_ index: Int) throws(BuiltinFailure) -> Bool {
        guard case .boolean(let truth) = item(index) else { throw wrongType(index, "boolean") }
        return truth
    }

    func context(_ index: Int) throws(BuiltinFailure) -> ContextValue {
        guard case .context(let context) = item(index) else { throw wrongType(index, "context") }
        return context
    }

    func list(_ index: Int) throws(BuiltinFailure) -> [Value] {
        switch self[index] {
        case .list(let list): return list.items
        case .null: throw wrongType(index, "list")
        default: return [self[index]]
        }
    }

    /// The items of a function that takes a list, or its items one by one.
    func items() throws(BuiltinFailure) -> [Value] {
        arguments.count == 1 ? try list(0) : arguments
    }

    // MARK: Failures

    /// The failure of an argument that has not the type wanted; a null passes its own reason on.
    func wrongType(_ index: Int, _ wanted: String) -> BuiltinFailure {
        let value = item(index)
        if case .null(let reason?) = value { return .passedOn(reason) }
        let got = value.typeLabel
        let want = Value.label(ofType: wanted)
        let parameter = parameterName(index)
        return .because(
            ValueError.argumentType,
            Localized(
                fr: "« \(builtin.name) » attend \(want.fr) pour « \(parameter) », pas \(got.fr)",
                en: "'\(builtin.name)' takes \(want.en) for '\(parameter)', not \(got.en)"))
    }

    /// The failure of an item of a list.
    func wrongItem(_ item: Value, _ wanted: String) -> BuiltinFailure {
        if case .null(let reason?) = item { return .passedOn(reason) }
        let got = item.typeLabel
        let want = Value.label(ofType: wanted)
        return .because(
            ValueError.argumentType,
            Localized(
                fr: "« \(builtin.name) » attend \(want.fr) pour chaque élément, pas \(got.fr)",
                en: "'\(builtin.name)' takes \(want.en) for each item, not \(got.en)"))
    }

    func outOfRange(_ index: Int, fr: String, en: String) -> BuiltinFailure {
        let text = self[index].literal
        let parameter = parameterName(index)
        return .domain(
            fr: "« \(builtin.name) » : \(parameter) vaut \(text), \(fr)",
            en: "'\(builtin.name)': \(parameter) is \(text), \(en)")
    }

    private func parameterName(_ index: Int) -> String {
        let names =
            parameters ?? builtin.parameterSets.first { $0.count >= arguments.count }
            ?? builtin.parameterSets.first ?? []
        return index < names.count ? names[index] : "\(index + 1)"
    }

    /// A result of number arithmetic; without one, it was too large.
    func result(_ number: Number?) throws(BuiltinFailure) -> Value {
        guard let number else {
            throw .because(
                ValueError.overflow,
                Localized(
                    fr: "« \(builtin.name) » : le résultat sort des limites des nombres",
                    en: "'\(builtin.name)': the result is beyond the limits of numbers"))
        }
        return .number(number)
    }

    /// A text that could not be read.
    func unreadable(_ text: String, _ type: String) -> BuiltinFailure {
        let label = Value.label(ofType: type)
        return .because(
            ValueError.text,
            Localized(
                fr: "« \(text) » ne se lit pas comme \(label.fr)", en: "'\(text)' cannot be read as \(label.en)"))
    }
}
