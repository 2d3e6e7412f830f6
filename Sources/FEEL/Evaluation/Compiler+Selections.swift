import Diagnostics

/// Filters by equality, over lists of which the host knows which elements have a value.
///
/// Only elements that the first condition of a conjunction certainly excludes are left out: the rest of it was never
/// asked of them. Whoever records an evaluation is told of all of them, functions that were compiled without a recorder
/// included.
extension Compiler {
    mutating func filter(_ predicate: Expression, _ type: FEELType, _ span: Span) -> Step {
        if !isRecording, let index = predicate.literalInteger {
            return { state, base in state.element(of: base, at: index, span) }
        }
        let (slot, node) = scoped { compiler -> (Int, Node) in
            let slot = compiler.newSlot()
            compiler.bindings.append(.element(slot: slot, type))
            return (slot, compiler.compile(predicate).node)
        }
        guard !isRecording else { return { state, base in state.filter(base, slot, node, span) } }
        guard let equality = FirstEquality(of: predicate, element: nil) else {
            return { state, base in
                let result = state.filter(base, slot, node, span)
                return result.indexed(asPartOf: base)
            }
        }
        let sought = compile(equality.sought).node
        let isAlone = equality.isAlone
        return { state, base in
            guard case .list(let list) = base, !list.items.isEmpty, !state.isRecording,
                let index = equality.index(of: list)
            else {
                return state.filter(base, slot, node, span).indexed(asPartOf: base)
            }
            let value = state.aside(sought)
            if isAlone, let selection = index.selection(where: equality.member, is: value) { return .list(selection) }
            let places = index.places(where: equality.member, mayBe: value)
            return state.filter(list, slot, node, span, places: places).indexed(asPartOf: base)
        }
    }

    /// The elements that `some x in list satisfies x.member = value and …` has to ask; nil where it has to ask all.
    mutating func places(
        _ quantifier: Quantifier, _ iterators: [Iterator], _ condition: Expression
    ) -> (@Sendable (inout EvaluationState, ListValue) -> [Int]?)? {
        guard !isRecording, quantifier == .some, iterators.count == 1, let iterator = iterators.first,
            iterator.through == nil,
            let equality = FirstEquality(of: condition, element: iterator.variable.text)
        else { return nil }
        let sought = compile(equality.sought).node
        return { state, list in
            guard !state.isRecording, let index = equality.index(of: list) else { return nil }
            return index.places(where: equality.member, mayBe: state.aside(sought))
        }
    }
}

extension Value {
    /// A list of some elements of another, whose index knows them.
    fileprivate func indexed(asPartOf base: Value) -> Value {
        guard case .list(let list) = base, let index = list.index, case .list(let part) = self, part.index == nil,
            let own = index.index(of: part)
        else { return self }
        return .list(part.indexed(by: own))
    }
}

/// `member = value`, the first condition of a conjunction over the elements of a list.
private struct FirstEquality {
    let member: String
    let sought: Expression
    /// Whether there is no other condition.
    let isAlone: Bool
    /// By which names what the expression means may hang on the element at hand, as the host is to tell.
    private let mayHideElement: [String]

    /// - Parameter element: The name of the element at hand; nil where its members stand by themselves.
    init?(of condition: Expression, element: String?) {
        var first = condition
        while case .and(let left, _) = first.kind { first = left }
        guard case .comparison(.equal, let left, let right) = first.kind, let name = Self.root(of: right) else {
            return nil
        }
        var names = name.isEmpty ? [] : [name]
        switch (left.kind, element) {
        case (.name(let own), nil): member = own
        case (.path(let base, let own), _):
            guard case .name(let text) = base.kind, text == element ?? "item" else { return nil }
            member = own.text
            if element == nil { names.append(text) }
        default: return nil
        }
        guard name != element ?? "item" else { return nil }
        mayHideElement = element == nil ? names : []
        sought = right
        if case .and = condition.kind { isAlone = false } else { isAlone = true }
    }

    /// The index of a list, where the condition means of each of its elements what it says.
    func index(of list: ListValue) -> (any SelectionIndex)? {
        guard let index = list.index, index.has(member), !mayHideElement.contains(where: index.has) else {
            return nil
        }
        return index
    }

    /// The one name by which what an expression means may hang on the element that a filter tests; empty where there
    /// is none, nil where there may be others.
    private static func root(of expression: Expression) -> String? {
        switch expression.kind {
        case .string: ""
        case .name(let name): name
        case .path(let base, _): root(of: base)
        default: nil
        }
    }
}
