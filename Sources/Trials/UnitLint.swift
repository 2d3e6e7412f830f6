import Diagnostics
import FEEL
import Packs
import World

/// Finds quantities of different units that are added or compared.
///
/// Units are words: what is multiplied or divided has none that is known, and is compared with anything.
struct UnitLint {
    private let pack: Pack
    private var found: [Diagnostic] = []
    /// Of the expression at hand.
    private var source = EmbeddedText(standalone: "")

    /// What is known of a part: the kind or the list that it is, and the unit of its numbers.
    private struct Quantity {
        var type: FEELType = .any
        var unit: String?
    }

    private typealias Names = [String: Quantity]

    init(_ pack: Pack) {
        self.pack = pack
    }

    var diagnostics: [Diagnostic] {
        var lint = self
        lint.checkAll()
        return lint.found
    }

    private mutating func checkAll() {
        var globals: Names = [:]
        for variable in pack.globals { globals[variable.name] = Quantity(type: variable.type) }
        for function in pack.functions {
            source = function.body.source
            _ = quantity(function.body.tree, globals)
        }
        for rule in pack.rules {
            var names = globals
            for factor in rule.factors { names[factor.variable] = Quantity(type: .object(factor.kind)) }
            for (role, _, expression) in rule.expressions {
                source = expression.source
                if role == .score { names["value"] = Quantity(unit: unit(rule.unit)) }
                let result = quantity(expression.tree, names)
                if role == .value, rule.role == .value, let declared = unit(rule.unit), let got = result.unit,
                    got != declared
                {
                    report(got, declared, expression.tree)
                }
            }
        }
    }

    private mutating func quantity(_ node: Expression, _ names: Names) -> Quantity {
        switch node.kind {
        case .name(let name): return names[name] ?? Quantity()
        case .path(let base, let name): return member(name.text, of: base, names)
        case .filter(let base, let predicate):
            let list = quantity(base, names)
            var inside = names
            if case .list(let element) = list.type {
                inside["item"] = Quantity(type: element, unit: list.unit)
                if case .object(let kind) = element {
                    for name in pack.types.memberNames(of: kind) { inside[name] = member(name, of: kind) }
                }
            }
            _ = quantity(predicate, inside)
            return list
        case .forLoop(let iterators, let result):
            let inside = extended(names, iterators)
            let element = quantity(result, inside)
            return Quantity(type: .list(element.type), unit: element.unit)
        case .quantified(_, let iterators, let condition):
            _ = quantity(condition, extended(names, iterators))
            return Quantity(type: .boolean)
        case .negate(let operand): return quantity(operand, names)
        case .arithmetic(let operation, let left, let right):
            let (a, b) = (quantity(left, names), quantity(right, names))
            guard operation == .add || operation == .subtract else { return Quantity(type: .number) }
            same(a, b, node)
            // A number without a unit says nothing of the sum.
            return Quantity(
                type: .number, unit: isLiteral(left) ? b.unit : isLiteral(right) || a.unit == b.unit ? a.unit : nil)
        case .comparison(_, let left, let right):
            let (a, b) = (quantity(left, names), quantity(right, names))
            same(a, b, node)
            return Quantity(type: .boolean)
        case .conditional(let condition, let then, let otherwise):
            _ = quantity(condition, names)
            let (a, b) = (quantity(then, names), quantity(otherwise, names))
            same(a, b, node)
            return a.unit == nil ? b : a
        case .call(let callee, let arguments): return call(callee, arguments.map(\.value), names, node)
        default:
            for part in node.parts { _ = quantity(part, names) }
            return Quantity()
        }
    }

    private mutating func call(
        _ callee: Expression, _ arguments: [Expression], _ names: Names, _ node: Expression
    ) -> Quantity {
        let values = arguments.map { quantity($0, names) }
        guard case .name(let name) = callee.kind else { return Quantity() }
        if let measure = pack.vocabulary.measures[name] { return Quantity(type: .number, unit: unit(measure.unit)) }
        switch name {
        case "sum", "min", "max", "mean", "median", "abs":
            for value in values.dropFirst() { same(values[0], value, node) }
            return Quantity(type: .number, unit: values.first?.unit)
        default:
            let result = pack.globals.first { $0.name == name }?.type
            if case .function(_, let type)? = result { return Quantity(type: type) }
            return Quantity()
        }
    }

    private mutating func extended(_ names: Names, _ iterators: [Iterator]) -> Names {
        var names = names
        for iterator in iterators {
            let source = quantity(iterator.source, names)
            var element = Quantity(unit: source.unit)
            if case .list(let type) = source.type { element.type = type }
            if let through = iterator.through { _ = quantity(through, names) }
            names[iterator.variable.text] = element
        }
        return names
    }

    private mutating func member(_ name: String, of base: Expression, _ names: Names) -> Quantity {
        if case .name(let group) = base.kind,
            let parameter = pack.parameters.first(where: { $0.name == group })?.parameters.first(where: {
                $0.name == name
            })
        {
            return Quantity(type: .any, unit: unit(parameter.unit))
        }
        switch quantity(base, names).type {
        case .object(let kind): return member(name, of: kind)
        case .list(.object(let kind)):
            let one = member(name, of: kind)
            if case .list = one.type { return one }
            return Quantity(type: .list(one.type), unit: one.unit)
        default: return Quantity()
        }
    }

    private func member(_ name: String, of kind: String) -> Quantity {
        let type = pack.types.memberType(name, of: kind) ?? .any
        if let attribute = pack.vocabulary.kinds[kind]?.attribute(name) {
            return Quantity(type: type, unit: unit(attribute.unit))
        }
        return Quantity(type: type, unit: pack.value(name, of: kind).flatMap { unit($0.unit) })
    }

    private func unit(_ text: String) -> String? { text.isEmpty ? nil : text }

    private func isLiteral(_ node: Expression) -> Bool {
        if case .number = node.kind { true } else { false }
    }

    private mutating func same(_ left: Quantity, _ right: Quantity, _ node: Expression) {
        guard let a = left.unit, let b = right.unit, a != b else { return }
        report(a, b, node)
    }

    private mutating func report(_ first: String, _ second: String, _ node: Expression) {
        found.append(
            Diagnostic(
                "R244", .warning,
                Localized(
                    fr: "« \(first) » et « \(second) » ne sont pas la même unité",
                    en: "'\(first)' and '\(second)' are not the same unit"),
                at: source.location(node.span),
                help: Localized(
                    fr: "corriger l'une des unités, ou convertir par une multiplication",
                    en: "correct one of the units, or convert with a multiplication")))
    }
}
