public import Diagnostics
import FEEL
public import Packs

/// A pack with one thing changed, which its tests should notice.
public struct Mutant: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A parameter, a constant compared with, or whether a comparison holds its bound.
        case threshold
        /// Another constant.
        case constant
        /// A comparison the other way round, `and` for `or`, `some` for `every`, another operation.
        case `operator`
    }

    public var kind: Kind
    /// What is changed: a rule's id, `function()`, `group.parameter`.
    public var owner: String
    /// The part of the text around the change, before and after.
    public var before: String
    public var after: String
    public var location: Location?
    /// Tells apart the mutants of one owner that read the same; 1 for the first.
    public var rank = 1
    let make: @Sendable (Pack) -> Pack

    /// `owner: before → after`, with ` #2` after the second that reads the same.
    public var id: String { "\(owner): \(before) → \(after)" + (rank > 1 ? " #\(rank)" : "") }

    public func apply(to pack: Pack) -> Pack { make(pack) }
}

extension Mutant {
    /// Every mutant of a pack: parameters first, then functions, then rules, each in the order of its text.
    public static func all(of pack: Pack) -> [Mutant] {
        var found: [Mutant] = []
        for group in pack.parameters {
            for parameter in group.parameters { found += mutants(of: parameter, in: group.name) }
        }
        for function in pack.functions {
            found += mutants(of: function.body, owner: Readers.owner(of: function), role: "") { changed, pack in
                pack.replacing(PackFunction(name: function.name, body: changed))
            }
        }
        for rule in pack.rules {
            for (role, name, expression) in rule.expressions {
                // A gravity written as a bare word is an expression that nobody wrote.
                if role == .gravity, case .string = expression.tree.kind { continue }
                found += mutants(of: expression, owner: rule.id, role: name) { changed, pack in
                    pack.replacing(rule.replacing(role, name, with: changed))
                }
            }
        }
        var ranks: [String: Int] = [:]
        return found.map { mutant in
            var mutant = mutant
            let rank = ranks[mutant.id, default: 0] + 1
            ranks[mutant.id] = rank
            mutant.rank = rank
            return mutant
        }
    }

    /// A tenth more and a tenth less, a whole number staying one; the other truth value; another text; the
    /// next day; a list without its first item, or without its last.
    static func mutants(of parameter: ParameterGroup.Parameter, in group: String) -> [Mutant] {
        let values: [Value]
        switch parameter.value {
        case .number(let number):
            let tenth = number.magnitude.multiplied(by: Number(1).divided(by: Number(10)) ?? .one) ?? .one
            let step = number.isInteger ? max(.one, tenth.rounded(mode: .down)) : tenth
            values = [number.adding(step), number.subtracting(step)].compactMap { $0 }.map { .number($0) }
        case .boolean(let flag): values = [.boolean(!flag)]
        case .string(let text): values = [.string(text + "~")]
        case .list(let list):
            values =
                list.items.isEmpty
                ? []
                : [.list(ListValue(Array(list.items.dropFirst()))), .list(ListValue(Array(list.items.dropLast())))]
        case .date(let date): values = [date.adding(days: 1)].compactMap { $0 }.map { .date($0) }
        default: values = []
        }
        return values.map { value in
            Mutant(
                kind: .threshold, owner: "\(group).\(parameter.name)", before: parameter.value.shown,
                after: value.shown, location: parameter.location,
                make: { $0.replacing(parameter.name, of: group, with: value) })
        }
    }

    private static func mutants(
        of expression: CompiledExpression, owner: String, role: String,
        make: @escaping @Sendable (CompiledExpression, Pack) -> Pack
    ) -> [Mutant] {
        let text = Array(expression.source.text.utf8)
        return Change.all(in: expression.tree, text, context: expression.tree.span).map { change in
            let tree = change.tree
            return Mutant(
                kind: change.kind, owner: owner, before: change.before(text), after: change.after(text),
                location: expression.source.location(change.edited),
                make: { make(expression.replacing(tree), $0) })
        }
    }
}

/// One change of an expression, as a tree and as an edit of its text.
private struct Change {
    var tree: Expression
    var kind: Mutant.Kind
    var edited: Span
    var replacement: String
    /// The smallest part that says what is changed.
    var context: Span

    func before(_ text: [UInt8]) -> String { Change.line(text[range(context, text)]) }

    func after(_ text: [UInt8]) -> String {
        let whole = range(context, text)
        let inside = range(edited, text)
        let start = max(whole.lowerBound, min(inside.lowerBound, whole.upperBound))
        let end = max(start, min(inside.upperBound, whole.upperBound))
        return Change.line(text[whole.lowerBound..<start] + Array(replacement.utf8) + text[end..<whole.upperBound])
    }

    private func range(_ span: Span, _ text: [UInt8]) -> Range<Int> {
        let start = min(max(span.start, 0), text.count)
        return start..<max(start, min(span.end, text.count))
    }

    /// On one line, with single spaces.
    private static func line(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Every change of an expression and of its parts, in the order of the text's parts.
    static func all(in tree: Expression, _ text: [UInt8], context: Span) -> [Change] {
        var here = context
        switch tree.kind {
        case .comparison, .arithmetic, .in, .between, .call, .conditional, .list, .negate: here = tree.span
        default: break
        }
        var changes = own(of: tree, text, here)
        let parts = tree.parts
        for (position, part) in parts.enumerated() {
            let isCompared = if case .comparison = tree.kind { true } else { false }
            for change in all(in: part, text, context: here) {
                var change = change
                if isCompared, case .number = part.kind { change.kind = .threshold }
                var changed = parts
                changed[position] = change.tree
                change.tree = tree.replacingParts(changed)
                changes.append(change)
            }
        }
        return changes
    }

    private static func own(of tree: Expression, _ text: [UInt8], _ context: Span) -> [Change] {
        func change(_ kind: Expression.Kind, _ what: Mutant.Kind, _ span: Span, _ replacement: String) -> Change {
            Change(
                tree: Expression(kind, tree.span), kind: what, edited: span, replacement: replacement, context: context)
        }
        func sign(_ word: String, _ left: Expression, _ right: Expression) -> Span {
            place(of: word, between: left.span.end, and: right.span.start, text)
        }
        switch tree.kind {
        case .number(let number):
            let one = Number(1)
            let tenth = Number("0.1").flatMap { number.multiplied(by: $0) } ?? one
            let step = number.isInteger ? one : tenth
            return [number.adding(step), number.subtracting(step)].compactMap { $0 }.map {
                change(.number($0), .constant, tree.span, $0.description)
            }
        case .string(let string):
            return [change(.string(string + "~"), .constant, tree.span, "\"\(string)~\"")]
        case .boolean(let flag):
            return [change(.boolean(!flag), .constant, tree.span, String(!flag))]
        case .negate(let operand):
            return [change(operand.kind, .operator, Span(tree.span.start, operand.span.start), "")]
        case .arithmetic(let operation, let left, let right):
            let other: ArithmeticOperator =
                switch operation {
                case .add: .subtract
                case .subtract: .add
                case .multiply: .divide
                case .divide, .power: .multiply
                }
            return [
                change(
                    .arithmetic(other, left, right), .operator, sign(operation.rawValue, left, right), other.rawValue)
            ]
        case .comparison(let comparison, let left, let right):
            let place = sign(comparison.rawValue, left, right)
            return comparison.mutations.map { other, kind in
                change(.comparison(other, left, right), kind, place, other.rawValue)
            }
        case .and(let left, let right):
            return [change(.or(left, right), .operator, sign("and", left, right), "or")]
        case .or(let left, let right):
            return [change(.and(left, right), .operator, sign("or", left, right), "and")]
        case .quantified(let quantifier, let iterators, let condition):
            let other: Quantifier = quantifier == .some ? .every : .some
            let word = place(of: quantifier.rawValue, between: tree.span.start, and: tree.span.end, text)
            return [
                Change(
                    tree: Expression(.quantified(other, iterators, satisfies: condition), tree.span), kind: .operator,
                    edited: word, replacement: other.rawValue, context: tree.span)
            ]
        default:
            return []
        }
    }

    private static func place(of word: String, between start: Int, and end: Int, _ text: [UInt8]) -> Span {
        let wanted = Array(word.utf8)
        var position = max(0, start)
        while position + wanted.count <= min(end, text.count) {
            if Array(text[position..<position + wanted.count]) == wanted {
                return Span(position, position + wanted.count)
            }
            position += 1
        }
        return Span(start, max(start, end))
    }
}

extension ComparisonOperator {
    /// The bound taken in or left out, and the opposite.
    fileprivate var mutations: [(ComparisonOperator, Mutant.Kind)] {
        switch self {
        case .equal: [(.notEqual, .operator)]
        case .notEqual: [(.equal, .operator)]
        case .less: [(.lessOrEqual, .threshold), (.greaterOrEqual, .operator)]
        case .lessOrEqual: [(.less, .threshold), (.greater, .operator)]
        case .greater: [(.greaterOrEqual, .threshold), (.lessOrEqual, .operator)]
        case .greaterOrEqual: [(.greater, .threshold), (.less, .operator)]
        }
    }
}
