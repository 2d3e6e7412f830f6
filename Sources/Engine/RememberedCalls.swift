import FEEL
import Packs
import World

/// A function of the pack whose calls about one or two records are worked out once.
///
/// A rule that walks the pairs of a territory asks the same of the same two records from each of its subjects; and
/// of a world in which one pair is supposed, only the calls about that pair are made again. A call about one record is
/// like a value derived of it: it is counted against no caller's budget, and has one of its own. One about two records
/// is made by the first who asks, and where changes are followed by each: there are as many as records squared.
struct RememberedCalls: Sendable {
    /// As the pack names it.
    let name: String
    let function: FunctionValue
    let session: Session

    /// - Parameter value: A function of the pack; anything else is left as it is.
    static func of(_ name: String, _ value: Value, _ session: Session) -> Value {
        guard case .function(let function) = value, (1...2).contains(function.parameters.count) else { return value }
        return RememberedCalls(name: name, function: function, session: session).value
    }

    private var value: Value {
        .function(
            FunctionValue(name: function.name, parameters: function.parameters, seesUnknowns: true) {
                state, arguments in
                guard !state.isRecording, session.isSettled, let records = records(arguments) else {
                    return state.invoke(function, arguments)
                }
                if records.count == 1 { return session.call(name, records[0]) ?? state.invoke(function, arguments) }
                return session.call(name, records) {
                    let value = state.invoke(function, arguments)
                    return (value, Self.isKept(value, state))
                }
            })
    }

    /// What failed says where it was called; what ran out of steps says nothing.
    private static func isKept(_ value: Value, _ state: EvaluationState) -> Bool {
        value.failure == nil && !state.isExhausted
    }

    /// A call about one record, for whoever asks.
    ///
    /// - Returns: Nil where it may not be kept.
    static func made(_ name: String, _ record: any HostObject, _ session: Session) -> Value? {
        guard let function = session.function(name) else { return nil }
        var state = EvaluationState(options: session.options)
        let value = state.invoke(function, [.object(record)])
        return isKept(value, state) ? value : nil
    }

    /// Nil unless each is a record just as its facts tell it.
    private func records(_ arguments: [Value]) -> [RecordObject]? {
        var records: [RecordObject] = []
        for argument in arguments {
            guard case .object(let object) = argument, let record = object as? RecordObject, record.narrowed.isEmpty,
                record.core.session === session
            else { return nil }
            records.append(record)
        }
        return records
    }
}

extension Session {
    struct CallKey: Hashable {
        var function: String
        var first: Int
        /// -1 where there is one argument.
        var second: Int
    }

    /// A call about one record; nil where it is to be made by who calls, each time.
    func call(_ function: String, _ record: RecordObject) -> Value? {
        let node = ReadKey.call(function, [record.record.id])
        if isTracing {
            guard case .value(let value)? = fetch(node) else { return nil }
            guard case .list(let list) = value else { return value }
            // Told again with this world's records, it is another list each time.
            return .list(indexed(list, as: MemoKey(name: "\(function)()", identity: record.identity)))
        }
        let key = CallKey(function: function, first: record.core.ordinal, second: -1)
        if let known = memory(of: key) { return known }
        let shared = if case .value(let value)? = sharedAsMade(node) { value } else { Value?.none }
        let value = shared ?? RememberedCalls.made(function, record, self)
        // That it may not be kept is known too: it is not made in vain by each function that calls it.
        remember(key, value)
        return value
    }

    /// A call about two records.
    ///
    /// - Parameter make: The value, and whether it may be kept.
    func call(_ function: String, _ records: [RecordObject], _ make: () -> (Value, Bool)) -> Value {
        let node = ReadKey.call(function, records.map(\.record.id))
        if isTracing { return tracedCall(node, make) }
        let key = CallKey(function: function, first: records[0].core.ordinal, second: records[1].core.ordinal)
        if case .some(.some(let known)) = memory(of: key) { return known }
        if case .value(let value)? = sharedAsMade(node) {
            remember(key, value)
            return value
        }
        let (value, isKept) = make()
        if isKept { remember(key, value) }
        return value
    }

    private func tracedCall(_ key: ReadKey, _ make: () -> (Value, Bool)) -> Value {
        guard knowsOneWorld, let graph else { return make().0 }
        let id = graph.id(key)
        if case .value(let value)? = graph.result(id, in: self) {
            graph.read(id)
            return value
        }
        graph.begin()
        let (value, isKept) = make()
        guard isKept else {
            graph.endPassage(nil)
            return value
        }
        graph.end(id, .value(value))
        graph.read(id)
        return value
    }
}
