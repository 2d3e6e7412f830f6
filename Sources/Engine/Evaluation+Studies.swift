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
        let value = compiled?.evaluate(
            session.globals + variables.map { object.member($0.name) ?? .null }, options: session.options)
        return (value, diagnostics)
    }
}
