public import Diagnostics
public import FEEL
public import World

extension Evaluation {
    /// Evaluates an expression of the pack over records of the live world, and what it finds among them.
    ///
    /// - Parameter variables: In the order in which the expression was compiled with them, after the globals.
    public func evaluate(_ expression: CompiledExpression, with variables: [Value]) -> Value {
        expression.evaluate(session.globals + variables, options: session.options)
    }

    /// A record as expressions see it.
    public func object(_ id: RecordID) -> Value { .object(session.object(id)) }

    /// An attribute of a record, or a value that a rule derives for it; null when its kind has none of that name.
    public func figure(_ name: String, of id: RecordID) -> Value {
        session.object(id).member(name) ?? .null
    }

    /// The territory's own records of a kind, and whether there may be others.
    public func records(of kind: String) -> (records: [RecordID], isClosed: Bool) {
        let list = RecordLists(session: session).own(kind)
        return (Self.records(in: .list(list)), list.membership?.rest.isEmpty ?? true)
    }

    /// The records that a value lists.
    public static func records(in value: Value) -> [RecordID] {
        guard case .list(let list) = value else { return [] }
        return list.items.compactMap { item in
            if case .object(let object) = item { RecordID(object.identity) } else { nil }
        }
    }

    /// The same, each with why it is not sure that it is one of them; nothing where it is.
    public static func candidates(in value: Value) -> [(record: RecordID, doubt: Causes)] {
        guard case .list(let list) = value else { return [] }
        return list.items.enumerated().compactMap { position, item in
            guard case .object(let object) = item, let id = RecordID(object.identity) else { return nil }
            return (id, list.membership?.presence[position] ?? Causes())
        }
    }

    /// The value of a person's expression that reads the members of a record as names: `places >= 12`.
    ///
    /// - Returns: The value, or what is wrong with the expression.
    public func evaluate(_ text: EmbeddedText, within id: RecordID) -> (Value?, [Diagnostic]) {
        let names = (pack.vocabulary.kinds[id.kind]?.attributes.map(\.name) ?? []) + pack.valueNames(of: id.kind)
        let object = session.object(id)
        let variables = Array(Set(names)).sorted().map { Scope.Variable(name: $0, type: .any) }
        let scope = Scope(variables: pack.globals + variables, types: pack.types)
        let (compiled, diagnostics) = CompiledExpression.compile(text, scope: scope)
        var options = session.options
        options.budget = Self.budgetOfTexts
        let value = compiled?.evaluate(
            session.globals + variables.map { object.member($0.name) ?? .null }, options: options)
        return (value, diagnostics)
    }

    /// Of texts that are facts: they are evaluated at each change, and anybody who may state one writes them. A hundredth of what
    /// a rule may use.
    private static let budgetOfTexts = EvaluationBudget(
        steps: 200_000, listSize: 50_000, stringSize: 160_000, builtinSteps: 100_000)

    /// Whether something is a record's own: not certainly something else's.
    public func mayApply(_ expression: CompiledExpression?, to id: RecordID) -> Bool {
        doubt(expression, about: id) != nil
    }

    /// Why it is not sure that something is a record's own, nothing where it is; nil where it certainly is not.
    func doubt(_ expression: CompiledExpression?, about id: RecordID) -> Causes? {
        guard let expression else { return Causes() }
        let value = evaluate(expression, with: [object(id)])
        switch value {
        case .boolean(true): return Causes()
        case .boolean(false): return nil
        case .null where value.isNotApplicable: return nil
        default: return Self.why(value, id)
        }
    }

    /// Why a value is none that decides: what it lacks or, where its expression fails, the record that it fails on.
    static func why(_ value: Value, _ id: RecordID) -> Causes {
        value.causes.isEmpty ? .one(Cause(.input, subject: id.description)) : value.causes
    }
}
