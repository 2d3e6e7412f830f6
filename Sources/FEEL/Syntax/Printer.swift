/// Canonical text: parentheses where the grammar needs them, one space around operators.
///
/// **Invariant:** reading the text again, with the same names in sight, gives the same tree, spans
/// aside, unless a declared name spells what is an operation here: `a - b` beside a name `a-b`.
/// Parts that could not be read are written `?missing?`, which cannot be read either.
extension Expression: CustomStringConvertible {
    public var description: String {
        var printer = Printer()
        printer.print(self, .construct)
        return printer.text
    }
}

extension UnaryTests: CustomStringConvertible {
    public var description: String {
        if tests.isEmpty { return "-" }
        if !isNegated, tests.count == 1, let test = tests.first, test.isNegation { return "(\(test))" }
        let list = tests.map(\.description).joined(separator: ", ")
        return isNegated ? "not(\(list))" : list
    }
}

extension UnaryTest: CustomStringConvertible {
    public var description: String {
        var printer = Printer()
        printer.print(self)
        return printer.text
    }
}

extension TypeExpression: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .named(let name): name
        case .list(let element): "list<\(element.description)>"
        case .range(let bound): "range<\(bound.description)>"
        case .context(let fields):
            "context<\(fields.map { "\($0.name): \($0.type.description)" }.joined(separator: ", "))>"
        case .function(let parameters, let result):
            "function<\(parameters.map(\.description).joined(separator: ", "))> -> \(result.description)"
        }
    }
}

/// How tightly a piece of text holds together, from a construct such as `if`, which takes all that
/// follows it, to a literal.
private enum Tightness: Int, Comparable {
    case construct, or, and, comparison, sum, product, power, unary, instance, postfix, primary

    static func < (left: Tightness, right: Tightness) -> Bool { left.rawValue < right.rawValue }
    var tighter: Tightness { Tightness(rawValue: rawValue + 1) ?? .primary }

    init(_ kind: Expression.Kind) {
        switch kind {
        case .conditional, .forLoop, .quantified, .function: self = .construct
        case .or: self = .or
        case .and: self = .and
        case .comparison, .between, .in: self = .comparison
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): self = .sum
        case .arithmetic(.multiply, _, _), .arithmetic(.divide, _, _): self = .product
        case .arithmetic(.power, _, _): self = .power
        case .negate: self = .unary
        case .number(let number) where number < Number(0): self = .unary
        case .instanceOf: self = .instance
        case .path, .filter, .call: self = .postfix
        default: self = .primary
        }
    }
}

extension UnaryTest {
    /// A call of `not`, which alone in a cell would be read as the cell's negation.
    fileprivate var isNegation: Bool {
        guard comparison == nil, case .call(let callee, _) = operand.kind else { return false }
        return callee.kind == .name("not")
    }
}

extension Expression {
    /// Whether its text begins with `(< 5)` or its kin.
    fileprivate var beginsWithHalfLine: Bool {
        switch kind {
        case .range(let lower, _, let upper, _): lower == nil || upper == nil
        case .path(let first, _), .filter(let first, _), .call(let first, _), .arithmetic(_, let first, _),
            .instanceOf(let first, _):
            first.beginsWithHalfLine
        default: false
        }
    }
}

private struct Printer {
    var text = ""

    /// Writes an expression, in parentheses when it is looser than its place.
    mutating func print(_ expression: Expression, _ place: Tightness) {
        if Tightness(expression.kind) >= place { return print(expression.kind) }
        text += "("
        print(expression.kind)
        text += ")"
    }

    mutating func print(_ test: UnaryTest) {
        if let comparison = test.comparison {
            text += "\(comparison.rawValue) "
            print(test.operand, .sum)
        } else {
            print(test.operand, .construct)
        }
    }

    private mutating func print(_ kind: Expression.Kind) {
        switch kind {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let number): text += number.description
        case .string(let string): text += Printer.quoted(string)
        case .temporal(let string): text += "@" + Printer.quoted(string)
        case .name(let name): text += name
        case .input: text += "?"
        case .invalid: text += "?missing?"
        case .list(let items): print(items, "[", "]")
        case .context(let entries): print(entries)
        case .range(let lower, let includesLower, let upper, let includesUpper):
            range(lower, includesLower, upper, includesUpper)
        case .function(let parameters, let body, let isExternal): function(parameters, body, isExternal)
        case .path(let base, let name):
            print(base, .postfix)
            text += ".\(name.text)"
        case .filter(let base, let predicate):
            print(base, .postfix)
            text += "["
            print(predicate, .construct)
            text += "]"
        case .call(let callee, let arguments): call(callee, arguments)
        case .negate(let operand):
            text += "-"
            print(operand, .unary)
        case .arithmetic(let name, let left, let right):
            infix(left, name == .power ? "**" : " \(name.rawValue) ", right, Tightness(kind))
        case .comparison(let name, let left, let right): infix(left, " \(name.rawValue) ", right, .comparison)
        case .and(let left, let right): infix(left, " and ", right, .and)
        case .or(let left, let right): infix(left, " or ", right, .or)
        case .between(let value, let lower, let upper):
            print(value, .comparison)
            text += " between "
            print(lower, .sum)
            text += " and "
            print(upper, .sum)
        case .in(let value, let tests): membership(value, tests)
        case .instanceOf(let value, let type):
            print(value, .instance)
            text += " instance of \(type.description)"
        case .conditional(let condition, let then, let otherwise):
            text += "if "
            print(condition, .construct)
            text += " then "
            print(then, .construct)
            text += " else "
            print(otherwise, .construct)
        case .forLoop(let iterators, let result):
            text += "for "
            print(iterators)
            text += " return "
            print(result, .construct)
        case .quantified(let quantifier, let iterators, let condition):
            text += "\(quantifier.rawValue) "
            print(iterators)
            text += " satisfies "
            print(condition, .construct)
        }
    }

    private mutating func infix(_ left: Expression, _ name: String, _ right: Expression, _ level: Tightness) {
        // `list < 5` after `instance of` would begin a type.
        if case .instanceOf = left.kind { print(left, .postfix) } else { print(left, level) }
        text += name
        print(right, level.tighter)
    }

    /// Several tests, or one that is not a plain operand, stand in parentheses.
    private mutating func membership(_ value: Expression, _ tests: [UnaryTest]) {
        print(value, .comparison)
        text += " in "
        if tests.count == 1, let test = tests.first, test.comparison != nil { return print(test) }
        if tests.count == 1, let test = tests.first {
            // `x in (< 5)` is a test with an operator; `x in ((< 5))` one with a range, as is `x in ((< 5) - 1)`.
            if !test.operand.beginsWithHalfLine { return print(test.operand, .sum) }
        }
        separated(tests, "(", ")") { $0.print($1) }
    }

    private mutating func print(_ items: [Expression], _ opener: String, _ closer: String) {
        separated(items, opener, closer) { $0.print($1, .construct) }
    }

    private mutating func print(_ entries: [ContextEntry]) {
        separated(entries, "{", "}") { printer, entry in
            let isName = NameCharacters.isName(entry.key.text)
            printer.text += isName ? entry.key.text : Printer.quoted(entry.key.text)
            printer.text += ": "
            printer.print(entry.value, .construct)
        }
    }

    private mutating func print(_ iterators: [Iterator]) {
        separated(iterators, "", "") { printer, iterator in
            printer.text += "\(iterator.variable.text) in "
            printer.print(iterator.source, .construct)
            if let through = iterator.through {
                printer.text += ".."
                printer.print(through, .construct)
            }
        }
    }

    private mutating func separated<Item>(
        _ items: [Item], _ opener: String, _ closer: String, _ write: (inout Printer, Item) -> Void
    ) {
        text += opener
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            write(&self, item)
        }
        text += closer
    }

    private mutating func range(
        _ lower: Expression?, _ includesLower: Bool, _ upper: Expression?, _ includesUpper: Bool
    ) {
        guard let lower, let upper else {
            text += upper == nil ? (includesLower ? "(>= " : "(> ") : (includesUpper ? "(<= " : "(< ")
            if let end = lower ?? upper { print(end, .sum) }
            text += ")"
            return
        }
        text += includesLower ? "[" : "("
        print(lower, .construct)
        text += ".."
        rangeEnd(upper)
        text += includesUpper ? "]" : ")"
    }

    /// A filter on the upper end would be read as the end of the range.
    private mutating func rangeEnd(_ upper: Expression) {
        switch upper.kind {
        case .number, .string, .temporal, .name, .null, .boolean, .input: print(upper, .sum)
        case .call(let callee, _) where Tightness(callee.kind) == .primary: print(upper, .sum)
        default:
            text += "("
            print(upper.kind)
            text += ")"
        }
    }

    private mutating func function(_ parameters: [Parameter], _ body: Expression, _ isExternal: Bool) {
        text += "function"
        separated(parameters, "(", ")") { printer, parameter in
            printer.text += parameter.name.text
            if let type = parameter.type { printer.text += ": \(type.description)" }
        }
        text += isExternal ? " external " : " "
        print(body, .construct)
    }

    private mutating func call(_ callee: Expression, _ arguments: [Argument]) {
        // `(function)(x)` calls what has that name; without brackets it would begin a function.
        if callee.kind == .name("function") {
            text += "(function)"
        } else {
            print(callee, .postfix)
        }
        separated(arguments, "(", ")") { printer, argument in
            if let name = argument.name { printer.text += "\(name.text): " }
            printer.print(argument.value, .construct)
        }
    }

    /// A string literal; what would not show is written by its code.
    static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
