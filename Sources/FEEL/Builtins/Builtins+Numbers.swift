import Diagnostics

/// Functions of numbers.
///
/// - Source: DMN 1.5, §10.3.4.5.
extension Builtins {
    static let numbers: [Builtin] = [
        rounding("decimal", .halfEven, "scale"),
        rounding("floor", .floor, "scale?"),
        rounding("ceiling", .ceiling, "scale?"),
        rounding("round up", .up, "scale"),
        rounding("round down", .down, "scale"),
        rounding("round half up", .halfUp, "scale"),
        rounding("round half down", .halfDown, "scale"),
        Builtin("abs", "n") { call throws(BuiltinFailure) in
            switch call.item(0) {
            case .number(let number): return .number(number.magnitude)
            case .daysDuration(let duration): return .daysDuration(duration.magnitude)
            case .monthsDuration(let duration): return .monthsDuration(duration.magnitude)
            default: throw call.wrongType(0, "number")
            }
        },
        Builtin("modulo", "dividend", "divisor") { call throws(BuiltinFailure) in
            let dividend = try call.number(0)
            let divisor = try call.number(1)
            if divisor.isZero {
                throw .because(ValueError.zeroDivision, Localized(fr: "modulo zéro", en: "modulo zero"))
            }
            return try call.result(dividend.modulo(divisor))
        },
        Builtin("sqrt", "number") { call throws(BuiltinFailure) in
            guard let root = try call.number(0).squareRoot else {
                throw call.outOfRange(0, fr: "en dessous de zéro", en: "below zero")
            }
            return .number(root)
        },
        Builtin("log", "number") { call throws(BuiltinFailure) in
            guard let logarithm = try call.number(0).naturalLogarithm else {
                throw call.outOfRange(0, fr: "pas au-dessus de zéro", en: "not above zero")
            }
            return .number(logarithm)
        },
        Builtin("exp", "number") { call throws(BuiltinFailure) in
            try call.result(call.number(0).exponential)
        },
        Builtin("odd", "number") { call throws(BuiltinFailure) in
            .boolean(try call.number(0).modulo(Number(2)) == .one)
        },
        Builtin("even", "number") { call throws(BuiltinFailure) in
            .boolean(try call.number(0).modulo(Number(2)) == .zero)
        },
    ]

    private static func rounding(_ name: String, _ mode: RoundingMode, _ scale: String) -> Builtin {
        Builtin(name, "n", scale) { call throws(BuiltinFailure) in
            let number = try call.number(0)
            if call.count == 1 { return .number(number.rounded(mode: mode)) }
            let scale = try call.integer(1)
            guard -6111...6176 ~= scale else {
                throw call.outOfRange(1, fr: "hors de [-6111..6176]", en: "outside [-6111..6176]")
            }
            return .number(number.rounded(scale: scale, mode: mode))
        }
    }
}
