import Diagnostics

/// Functions that draw one value from a list, or from items given one by one.
///
/// - Source: DMN 1.5, §10.3.4.4.
extension Builtins {
    static let aggregates: [Builtin] = [
        extreme("min") { $0 < 0 },
        extreme("max") { $0 > 0 },
        Builtin("sum", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            try call.result(try call.sum(try call.numbers()))
        },
        Builtin("mean", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let numbers = try call.numbers()
            return .number(try call.mean(numbers))
        },
        Builtin("product", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            var product: Number? = .one
            for number in try call.numbers() { product = product?.multiplied(by: number) }
            return try call.result(product)
        },
        Builtin("median", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let numbers = try call.numbers().sorted()
            let middle = numbers.count / 2
            if numbers.count % 2 == 1 { return .number(numbers[middle]) }
            return .number(try call.mean([numbers[middle - 1], numbers[middle]]))
        },
        Builtin("stddev", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let numbers = try call.numbers()
            guard numbers.count > 1 else {
                throw .domain(
                    fr: "« stddev » demande au moins deux nombres", en: "'stddev' needs two numbers at least")
            }
            let mean = try call.mean(numbers)
            var squares: Number? = .zero
            for number in numbers {
                guard let distance = number.subtracting(mean), let square = distance.multiplied(by: distance) else {
                    return try call.result(nil)
                }
                squares = squares?.adding(square)
            }
            return try call.result(squares?.divided(by: Number(numbers.count - 1))?.squareRoot)
        },
        Builtin("mode", [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let numbers = try call.numbers(mayBeEmpty: true)
            var counts: [Number: Int] = [:]
            for number in numbers { counts[number, default: 0] += 1 }
            let most = counts.values.max() ?? 0
            return .list(ListValue(counts.filter { $0.value == most }.keys.sorted().map { .number($0.normalized) }))
        },
        truth("all", decisive: false),
        truth("any", decisive: true),
    ]

    /// - Parameter isBetter: Whether an order of an item beside the best so far makes it the best.
    private static func extreme(_ name: String, _ isBetter: @escaping @Sendable (Int) -> Bool) -> Builtin {
        Builtin(name, [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let items = try call.items()
            guard var best = items.first else { throw call.empty }
            for item in items {
                guard let order = item.compare(best) else {
                    if item.isNull || best.isNull { throw call.wrongItem(item.isNull ? item : best, "number") }
                    throw .because(
                        ValueError.incomparable,
                        Localized(
                            fr: "« \(name) » : \(best.typeLabel.fr) et \(item.typeLabel.fr) n'ont pas d'ordre",
                            en: "'\(name)': \(best.typeLabel.en) and \(item.typeLabel.en) have no order"))
                }
                if isBetter(order) { best = item }
            }
            return best
        }
    }

    /// `all` and `any`: one item may decide; failing that, a null leaves no answer.
    private static func truth(_ name: String, decisive: Bool) -> Builtin {
        Builtin(name, [["list"]], isVariadic: true) { call throws(BuiltinFailure) in
            let items = try call.items()
            var doubt: Value?
            for item in items {
                switch item {
                case .boolean(decisive): return .boolean(decisive)
                case .boolean: continue
                default: doubt = doubt ?? item
                }
            }
            guard let doubt else { return .boolean(!decisive) }
            if doubt.isNull { return doubt }
            throw call.wrongItem(doubt, "boolean")
        }
    }
}

extension BuiltinCall {
    fileprivate var empty: BuiltinFailure {
        .domain(fr: "« \(builtin.name) » d'une liste vide", en: "'\(builtin.name)' of an empty list")
    }

    fileprivate func numbers(mayBeEmpty: Bool = false) throws(BuiltinFailure) -> [Number] {
        let items = try items()
        guard mayBeEmpty || !items.isEmpty else { throw empty }
        var numbers: [Number] = []
        numbers.reserveCapacity(items.count)
        for item in items {
            guard case .number(let number) = item else { throw wrongItem(item, "number") }
            numbers.append(number)
        }
        return numbers
    }

    fileprivate func sum(_ numbers: [Number]) throws(BuiltinFailure) -> Number? {
        var sum: Number? = .zero
        for number in numbers { sum = sum?.adding(number) }
        return sum
    }

    fileprivate func mean(_ numbers: [Number]) throws(BuiltinFailure) -> Number {
        guard case .number(let mean) = try result(try sum(numbers)?.divided(by: Number(numbers.count))) else {
            return .zero
        }
        return mean
    }
}
